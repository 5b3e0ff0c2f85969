import { describe, expect, it, onTestFinished } from 'vitest';
import {
  CancelledError,
  KeyboardInterrupt,
  RuntimeError,
  SystemExit,
  ValueError,
} from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { VirtualTimeLoop } from '../lib/test_utils';
import {
  emit,
  live_timers,
  loop,
  new_listeners,
  node_turns,
  use_node_loop,
} from './support/node_loop';
import { normalise } from './support/python36';
import { record_log } from './support/records';

use_node_loop();

const value = asyncio.coroutine(function* value<T>(result: T) {
  yield;
  return result;
});

const wait_for = asyncio.coroutine(function* wait_for<T>(future: asyncio.Future<T>) {
  return yield* future;
});

const fail = asyncio.coroutine(function* fail(error: unknown): asyncio.Coroutine<never> {
  yield;
  throw error;
});

/** Say that these are left pending on purpose. */
function abandon(...tasks: asyncio.Task<unknown>[]): void {
  for (const task of tasks) task._log_destroy_pending = false;
}

describe('run_until_complete', () => {
  it('returns a promise of the result', async () => {
    const promise = loop.run_until_complete(value(42));
    expect(promise).toBeInstanceOf(Promise);
    expect(await promise).toBe(42);
  });

  it('runs nothing at the call', async () => {
    const trace: string[] = [];
    loop.call_soon(() => trace.push('callback'));
    const promise = loop.run_until_complete(value(1));
    trace.push('after the call');
    await promise;
    expect(trace).toEqual(['after the call', 'callback']);
  });

  it('rejects with what the coroutine raises', async () => {
    const error = new ValueError('boom');
    await expect(loop.run_until_complete(fail(error))).rejects.toBe(error);
    await expect(loop.run_until_complete(fail('a string'))).rejects.toBe('a string');
  });

  it('rejects with CancelledError for a future that is cancelled', async () => {
    const task = loop.create_task(asyncio.sleep(1000));
    loop.call_soon(() => task.cancel());
    await expect(loop.run_until_complete(task)).rejects.toBeInstanceOf(CancelledError);
  });

  it('rejects with a RuntimeError when the loop is stopped before the future is done', async () => {
    const future = loop.create_future();
    loop.call_soon(() => loop.stop());
    await expect(loop.run_until_complete(future)).rejects.toThrow(
      new RuntimeError('Event loop stopped before Future completed.'),
    );
    expect(future._callbacks).toEqual([]);
    loop.stop();
    await expect(loop.run_until_complete(future)).rejects.toThrow(RuntimeError);
  });

  it('may be called again and again', async () => {
    for (const i of [1, 2, 3]) expect(await loop.run_until_complete(value(i))).toBe(i);
  });

  it('lets the loop be closed right after it', async () => {
    await loop.run_until_complete(value(1));
    loop.close();
    expect(loop.is_closed()).toBe(true);
  });

  it('hands out the result of a future that is the result, as promises do', async () => {
    const inner = loop.create_future<string>();
    inner.set_result('of the inner future');
    expect(await loop.run_until_complete(value(inner))).toBe('of the inner future');
    const outer = loop.create_future<asyncio.Future<string>>();
    outer.set_result(inner);
    expect(await loop.run_until_complete(value(outer))).toBe('of the inner future');
  });

  it('runs on for a future that is the result and is not done', async () => {
    const inner = loop.create_task(asyncio.sleep(0.002, 'later'));
    expect(await loop.run_until_complete(value(inner))).toBe('later');
    const failing = loop.create_task(fail(new ValueError('inner')));
    await expect(loop.run_until_complete(value(failing))).rejects.toThrow(ValueError);
  });

  it('rejects when such a future is of another loop, which may never run', async () => {
    const other = new VirtualTimeLoop();
    await expect(loop.run_until_complete(value(other.create_future()))).rejects.toThrow(
      new ValueError('loop argument must agree with Future'),
    );
    other.close();
  });
});

describe('mistakes in the call are thrown at the call:', () => {
  it('an argument that cannot be waited for', () => {
    expect(() => loop.run_until_complete(5 as never)).toThrow(
      new TypeError('An asyncio.Future, a coroutine or an awaitable is required'),
    );
    expect(() => loop.run_until_complete(value as never)).toThrow(TypeError);
    expect(loop.is_running()).toBe(false);
  });

  it('a future of another loop', () => {
    const other = new VirtualTimeLoop();
    expect(() => loop.run_until_complete(other.create_future())).toThrow(
      new ValueError('loop argument must agree with Future'),
    );
    other.close();
  });

  it('a closed loop', () => {
    loop.close();
    const closed = new RuntimeError('Event loop is closed');
    expect(() => loop.run_until_complete(value(1))).toThrow(closed);
    expect(() => loop.run_forever()).toThrow(closed);
  });

  it('a loop that runs already', async () => {
    const again = new RuntimeError('This event loop is already running');
    const run = loop.run_until_complete(value(1));
    expect(() => loop.run_until_complete(value(2))).toThrow(again);
    expect(() => loop.run_forever()).toThrow(again);
    await run;
  });

  it('a loop that runs already, asked from within', async () => {
    const nested = asyncio.coroutine(function* nested() {
      expect(() => loop.run_until_complete(value(2))).toThrow(
        new RuntimeError('This event loop is already running'),
      );
      yield;
      return 'done';
    });
    expect(await loop.run_until_complete(nested())).toBe('done');
  });

  it('another loop that runs, synchronous ones included', async () => {
    const others = [new asyncio.SelectorEventLoop(), new VirtualTimeLoop()];
    const refused = new RuntimeError('Cannot run the event loop while another loop is running');
    const run = loop.run_until_complete(value(1));
    for (const other of others) {
      expect(() => other.run_until_complete(other.create_future())).toThrow(refused);
      expect(() => other.run_forever()).toThrow(refused);
      expect(other.is_running()).toBe(false);
    }
    await run;
    for (const other of others) other.close();
  });

  it('a close of the running loop', async () => {
    const run = loop.run_until_complete(value(1));
    expect(() => loop.close()).toThrow(new RuntimeError('Cannot close a running event loop'));
    await run;
  });

  it('and they leave no timer and no listener behind', async () => {
    const timers = live_timers();
    const run = loop.run_until_complete(value(1));
    const count = new_listeners('SIGINT').length;
    expect(() => loop.run_forever()).toThrow(RuntimeError);
    expect(() => loop.run_until_complete(value(2))).toThrow(RuntimeError);
    expect(new_listeners('SIGINT').length).toBe(count);
    await run;
    expect(live_timers()).toBe(timers);
  });
});

describe('a loop', () => {
  it('counts as running from the call to the outcome, foreign callbacks included', async () => {
    asyncio.set_event_loop(undefined);
    const seen: boolean[] = [];
    const look = () => seen.push(loop.is_running() && asyncio.get_event_loop() === loop);
    const future = loop.create_future();
    const run = loop.run_until_complete(future);
    look();
    setImmediate(look);
    void Promise.resolve().then(look);
    setTimeout(() => {
      look();
      future.set_result(1);
    }, 2);
    await run;
    expect(seen).toEqual([true, true, true, true]);
    expect([loop.is_running(), asyncio._get_running_loop()]).toEqual([false, undefined]);
  });

  it('that was rejected does not run any more', async () => {
    await expect(loop.run_until_complete(fail(new ValueError()))).rejects.toThrow(ValueError);
    expect([loop.is_running(), asyncio._get_running_loop()]).toEqual([false, undefined]);
  });

  it('prints under the name of CPython’s loop', () => {
    expect(repr(loop)).toBe('<_UnixSelectorEventLoop running=False closed=False debug=False>');
  });

  it('has a clock in seconds that never goes back', async () => {
    const times = [loop.time()];
    for (let i = 0; i < 100; i++) times.push(loop.time());
    await loop.run_until_complete(asyncio.sleep(0.002));
    times.push(loop.time());
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(0.002 - 1e-9);
  });

  it('reads PYTHONASYNCIODEBUG from the environment', () => {
    process.env.PYTHONASYNCIODEBUG = '1';
    onTestFinished(() => {
      delete process.env.PYTHONASYNCIODEBUG;
    });
    const other = new asyncio.SelectorEventLoop();
    expect(other.get_debug()).toBe(true);
    other.set_debug(false);
    other.close();
  });
});

describe('run_forever', () => {
  it('returns a promise of the end', async () => {
    const trace: string[] = [];
    loop.call_soon(() => {
      loop.stop();
      loop.call_soon(() => trace.push('next run'));
    });
    loop.call_soon(() => trace.push('same iteration'));
    expect(await loop.run_forever()).toBe(undefined);
    expect(trace).toEqual(['same iteration']);
    loop.stop();
    await loop.run_forever();
    expect(trace).toEqual(['same iteration', 'next run']);
  });

  it('makes one iteration after an early stop, also with nothing to do', async () => {
    loop.stop();
    await loop.run_forever();
    expect(loop.is_running()).toBe(false);
  });

  it('keeps the process alive, as long as it runs', async () => {
    const timers = live_timers();
    const run = loop.run_forever();
    await node_turns();
    expect(live_timers()).toBe(timers + 1);
    loop.stop();
    await run;
    expect(live_timers()).toBe(timers);
  });

  it('is ended by a stop from outside, asleep or not', async () => {
    const run = loop.run_forever();
    await node_turns();
    loop.stop();
    await run;
    const busy = asyncio.coroutine(function* busy(): asyncio.Coroutine<void> {
      for (;;) yield;
    });
    const task = loop.create_task(busy());
    abandon(task);
    setTimeout(() => loop.stop(), 2);
    await loop.run_forever();
    expect(task.done()).toBe(false);
  });

  it('rejects with what leaves the loop, and keeps what is queued', async () => {
    const trace: string[] = [];
    const error = new SystemExit(3);
    loop.call_soon(() => {
      throw error;
    });
    loop.call_soon(() => trace.push('left over'));
    await expect(loop.run_forever()).rejects.toBe(error);
    expect(trace).toEqual([]);
    loop.stop();
    await loop.run_forever();
    expect(trace).toEqual(['left over']);
  });

  it('rejects with what leaves the loop in any iteration: a microtask loses nothing', async () => {
    for (const depth of [0, 1, 2, 3, 40]) {
      const error = new KeyboardInterrupt();
      const dig = (left: number): void => {
        if (left === 0) throw error;
        void Promise.resolve();
        loop.call_soon(dig, left - 1);
      };
      loop.call_soon(dig, depth);
      await expect(loop.run_forever()).rejects.toBe(error);
    }
  });
});

describe('an idle loop', () => {
  it('keeps nothing alive', async () => {
    const timers = live_timers();
    loop.call_later(1000, () => {});
    await node_turns();
    expect(live_timers()).toBe(timers);
    await loop.run_until_complete(value(1));
    expect(live_timers()).toBe(timers);
  });

  it('takes what is queued, and runs it in the next run', async () => {
    const trace: string[] = [];
    loop.call_soon(() => trace.push('soon'));
    loop.call_soon_threadsafe(() => trace.push('threadsafe'));
    await node_turns();
    expect(trace).toEqual([]);
    loop.stop();
    await loop.run_forever();
    expect(trace).toEqual(['soon', 'threadsafe']);
  });
});

describe('a stalled run', () => {
  it('rejects when Node has no more work, with what is pending', async () => {
    const task = loop.create_task(wait_for(loop.create_future()));
    abandon(task);
    const run = loop.run_until_complete(wait_for(task));
    await node_turns();
    emit('beforeExit');
    const error: unknown = await run.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RuntimeError);
    expect(normalise((error as RuntimeError).message).split('\n')).toEqual([
      'Event loop stopped before Future completed.',
      'Nothing can wake the loop any more: no callback is queued and no timer is set. Pending:',
      expect.stringMatching(
        /^ {2}<Task pending coro=<wait_for\(\) running at FILE:LINE> wait_for=<Future pending/,
      ),
      expect.stringMatching(/wait_for=<Task pending coro=<wait_for\(\)/),
    ]);
    expect(loop.is_running()).toBe(false);
  });

  it('lets the loop run again', async () => {
    const future = loop.create_future<string>();
    const run = loop.run_until_complete(future);
    await node_turns();
    emit('beforeExit');
    await expect(run).rejects.toThrow(RuntimeError);
    expect(future._callbacks).toEqual([]);
    loop.call_soon(() => future.set_result('after all'));
    expect(await loop.run_until_complete(future)).toBe('after all');
  });

  it('is none while something is queued: another listener may have brought work', async () => {
    const future = loop.create_future<string>();
    const run = loop.run_until_complete(future);
    await node_turns();
    future.set_result('in time');
    emit('beforeExit');
    expect(await run).toBe('in time');
  });
});

describe('Ctrl-C', () => {
  it('rejects the run with KeyboardInterrupt', async () => {
    const run = loop.run_forever();
    await node_turns();
    emit('SIGINT');
    await expect(run).rejects.toBeInstanceOf(KeyboardInterrupt);
    const sleeper = loop.create_task(asyncio.sleep(1000));
    abandon(sleeper);
    const second = loop.run_until_complete(sleeper);
    await node_turns();
    emit('SIGINT');
    await expect(second).rejects.toBeInstanceOf(KeyboardInterrupt);
  });

  it('leaves tasks as they are, to be cancelled and run to their end', async () => {
    const trace: string[] = [];
    const careful = asyncio.coroutine(function* careful() {
      try {
        yield* asyncio.sleep(1000);
      } finally {
        yield* asyncio.sleep(0.001);
        trace.push('cleaned up');
      }
    });
    const task = loop.create_task(careful());
    const run = loop.run_until_complete(task);
    await node_turns();
    emit('SIGINT');
    await expect(run).rejects.toBeInstanceOf(KeyboardInterrupt);
    expect(task.done()).toBe(false);
    task.cancel();
    await expect(loop.run_until_complete(task)).rejects.toBeInstanceOf(CancelledError);
    expect(trace).toEqual(['cleaned up']);
  });

  it('stops a busy loop for good', async () => {
    let turns = 0;
    const busy = asyncio.coroutine(function* busy(): asyncio.Coroutine<void> {
      for (;;) {
        turns += 1;
        yield;
      }
    });
    const task = loop.create_task(busy());
    abandon(task);
    const run = loop.run_until_complete(task);
    await node_turns();
    emit('SIGINT');
    const at_interrupt = turns;
    expect(at_interrupt).toBeGreaterThan(0);
    await expect(run).rejects.toBeInstanceOf(KeyboardInterrupt);
    await node_turns();
    expect(turns).toBe(at_interrupt);
    expect(await loop.run_until_complete(value('second run'))).toBe('second run');
    expect(turns).toBeLessThan(at_interrupt + 10);
  });

  it('that a callback emits by hand is raised in that callback', async () => {
    const trace: string[] = [];
    loop.call_soon(() => {
      trace.push('before');
      emit('SIGINT');
      trace.push('not reached');
    });
    loop.call_soon(() => trace.push('next run'));
    await expect(loop.run_forever()).rejects.toBeInstanceOf(KeyboardInterrupt);
    expect(trace).toEqual(['before']);
    loop.stop();
    await loop.run_forever();
    expect(trace).toEqual(['before', 'next run']);
  });

  it('concerns no loop that does not run', async () => {
    await loop.run_until_complete(value(1));
    expect(new_listeners('SIGINT')).toEqual([]);
  });
});

describe('an error that nobody catches', () => {
  it('has one listener in the process, however many runs it ended', async () => {
    const count = process.listenerCount('uncaughtExceptionMonitor');
    for (let i = 0; i < 3; i++) {
      loop.call_soon(() => {
        throw new SystemExit(i);
      });
      await expect(loop.run_forever()).rejects.toBeInstanceOf(SystemExit);
    }
    expect(process.listenerCount('uncaughtExceptionMonitor')).toBeLessThanOrEqual(count + 1);
  });
});

describe('_run_once of a subclass', () => {
  it('is called for every iteration', async () => {
    class Counting extends asyncio.SelectorEventLoop {
      iterations = 0;

      override _run_once(): void {
        this.iterations += 1;
        super._run_once();
      }
    }
    const counting = new Counting();
    const trace: number[] = [];
    const step = (left: number): void => {
      trace.push(counting.iterations);
      if (left > 0) counting.call_soon(step, left - 1);
      else counting.call_later(0.002, () => counting.stop());
    };
    counting.call_soon(step, 4);
    counting.call_soon(() => trace.push(-counting.iterations));
    await counting.run_forever();
    expect(trace).toEqual([1, -1, 2, 3, 4, 5]);
    expect(counting.iterations).toBe(6);
    counting.stop();
    await counting.run_forever();
    expect(counting.iterations).toBe(7);
    counting.close();
  });

  it('can be called by hand: it does not wait', () => {
    const trace: string[] = [];
    loop.call_soon(() => trace.push('soon'));
    loop.call_later(1000, () => trace.push('later'));
    loop._run_once();
    loop._run_once();
    expect(trace).toEqual(['soon']);
  });
});

describe('debug mode', () => {
  it('logs for how long the loop has slept, and how many callbacks woke it', async () => {
    const log = record_log();
    loop.set_debug(true);
    const future = loop.create_future();
    const run = loop.run_until_complete(future);
    await node_turns();
    future.set_result(1);
    await run;
    loop.set_debug(false);
    expect(log.lines).toEqual([expect.stringMatching(/^DEBUG poll took \d+\.\d{3} ms: 1 events$/)]);
  });

  it('logs a long sleep at level INFO', async () => {
    const log = record_log();
    let skipped = 0;
    const { time } = loop;
    loop.time = () => time.call(loop) + skipped;
    loop.set_debug(true);
    loop.call_later(5, () => loop.stop());
    const run = loop.run_forever();
    await node_turns();
    skipped = 10;
    loop.call_at(0, () => {});
    await run;
    loop.set_debug(false);
    expect(log.lines).toEqual([
      expect.stringMatching(/^INFO poll \d{4}\.\d{3} ms took 1\d{4}\.\d{3} ms: timeout$/),
    ]);
  });
});
