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
import { loop, new_listeners, node_turns, use_node_loop, watch_timers } from './support/node_loop';
import { record_log } from './support/records';

use_node_loop();

const value = asyncio.coroutine(function* value<T>(result: T) {
  yield;
  return result;
});

const fail = asyncio.coroutine(function* fail(error: unknown): asyncio.Coroutine<never> {
  yield;
  throw error;
});

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
    const future = loop.create_future();
    expect(() => loop.run_until_complete(future)).toThrow(again);
    expect(future._callbacks).toEqual([]);
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
    const timers = watch_timers();
    const run = loop.run_until_complete(value(1));
    const count = new_listeners('SIGINT').length;
    expect(() => loop.run_forever()).toThrow(RuntimeError);
    expect(() => loop.run_until_complete(value(2))).toThrow(RuntimeError);
    expect(new_listeners('SIGINT').length).toBe(count);
    await run;
    expect(timers()).toBe(0);
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
    const timers = watch_timers();
    const run = loop.run_forever();
    await node_turns();
    expect(timers()).toBe(1);
    loop.stop();
    await run;
    expect(timers()).toBe(0);
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
    task._log_destroy_pending = false;
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
    const timers = watch_timers();
    loop.call_later(1000, () => {});
    await node_turns();
    expect(timers()).toBe(0);
    await loop.run_until_complete(value(1));
    expect(timers()).toBe(0);
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
    for (let i = 0; i < 10; i++) counting.call_soon(() => {});
    const run = counting.run_forever();
    await node_turns();
    expect(counting.iterations).toBe(8);
    counting.stop();
    await run;
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
