import { describe, expect, it, onTestFinished } from 'vitest';
import {
  BaseException,
  CancelledError,
  InvalidStateError,
  KeyboardInterrupt,
  RuntimeError,
  ValueError,
} from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { send_reports } from '../../lib/reports';
import { repr } from '../../lib/reprlib';
import { VirtualTimeLoop } from '../../lib/test_utils';
import * as warnings from '../../lib/warnings';
import { record_log } from '../support/records';
import { loop, reports, run, use_virtual_loop, watched } from '../support/virtual';

use_virtual_loop();

const nothing = (): void => {};

const value = asyncio.coroutine(function* value<T>(result: T) {
  yield;
  return result;
});

/** What is thrown; a spec fails when nothing is. */
function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('run_until_complete', () => {
  it('runs a coroutine and returns what it returns', () => {
    expect(loop.run_until_complete(value(42))).toBe(42);
  });

  it('raises what the coroutine raises', () => {
    const error = new ValueError('boom');
    const main = () =>
      run(function* () {
        yield;
        throw error;
      });
    expect(thrown(main)).toBe(error);
  });

  it('runs until a future is done, and returns its result', () => {
    const future = loop.create_future<number>();
    loop.call_later(3, () => future.set_result(7));
    expect(loop.run_until_complete(future)).toBe(7);
    expect(loop.time()).toBe(3);
  });

  it('raises CancelledError for a future that is cancelled', () => {
    const future = loop.create_future();
    loop.call_soon(() => future.cancel());
    expect(() => loop.run_until_complete(future)).toThrow(CancelledError);
  });

  it('takes a future that is done already, and still runs what is queued', () => {
    const trace: string[] = [];
    const future = loop.create_future<number>();
    future.set_result(1);
    loop.call_soon(() => trace.push('queued before'));
    expect(loop.run_until_complete(future)).toBe(1);
    expect(trace).toEqual(['queued before']);
  });

  it('may be called again and again', () => {
    expect([1, 2, 3].map((i) => loop.run_until_complete(value(i)))).toEqual([1, 2, 3]);
  });

  it('goes on with the task of an earlier run', () => {
    const task = loop.create_task(value('slow'));
    loop.stop();
    loop.run_forever();
    expect(task.done()).toBe(false);
    expect(loop.run_until_complete(task)).toBe('slow');
  });

  it('returns a future that is the result as it is', () => {
    const inner = loop.create_future();
    expect(loop.run_until_complete(value(inner)) === inner).toBe(true);
  });

  it('notices the completion one iteration later', () => {
    const trace: string[] = [];
    const future = loop.create_future<number>();
    loop.call_soon(() => {
      future.set_result(1);
      trace.push('a');
      loop.call_soon(() => {
        trace.push('a2');
        loop.call_soon(() => trace.push('a3'));
      });
    });
    loop.call_soon(() => trace.push('b'));
    loop.run_until_complete(future);
    expect(trace).toEqual(['a', 'b', 'a2']);
    run(function* () {});
    expect(trace).toEqual(['a', 'b', 'a2', 'a3']);
  });

  it.each([[5], [undefined], ['x'], [value], [[]]])(
    'refuses %s, which cannot be waited for, with a TypeError',
    (argument) => {
      expect(() => loop.run_until_complete(argument as never)).toThrow(
        new TypeError('An asyncio.Future, a coroutine or an awaitable is required'),
      );
      expect(loop.is_running()).toBe(false);
    },
  );

  it("refuses another loop's future with a ValueError", () => {
    const other = new VirtualTimeLoop();
    expect(() => loop.run_until_complete(other.create_future())).toThrow(
      new ValueError('loop argument must agree with Future'),
    );
    other.close();
  });

  it('raises a RuntimeError when the loop is stopped before the future is done', () => {
    const future = loop.create_future();
    loop.call_soon(() => loop.stop());
    expect(() => loop.run_until_complete(future)).toThrow(
      new RuntimeError('Event loop stopped before Future completed.'),
    );
    expect(future.done()).toBe(false);
  });

  it('takes its callback from the future, however it ends', () => {
    const future = loop.create_future();
    loop.call_soon(() => loop.stop());
    expect(() => loop.run_until_complete(future)).toThrow(RuntimeError);
    expect(future._callbacks).toEqual([]);
    loop.call_soon(() => {
      throw new KeyboardInterrupt();
    });
    expect(() => loop.run_until_complete(future)).toThrow(KeyboardInterrupt);
    expect(future._callbacks).toEqual([]);
    loop.call_soon(() => future.set_result(1));
    loop.run_until_complete(future);
    expect(future._callbacks).toEqual([]);
  });

  it('does not report its own task as destroyed when it is left pending', () => {
    loop.call_soon(() => loop.stop());
    expect(() =>
      run(function* () {
        yield* loop.create_future();
      }),
    ).toThrow(RuntimeError);
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('lets the caller report a task that it has made itself', () => {
    const task = loop.create_task(value(loop.create_future()));
    loop.stop();
    loop.call_soon(() => loop.stop());
    expect(() => loop.run_until_complete(task)).toThrow(RuntimeError);
    loop.close();
    expect(reports()).toEqual(['Task was destroyed but it is pending!']);
  });

  it('uses what the task factory makes', () => {
    const futures: asyncio.Future<unknown>[] = [];
    loop.set_task_factory((some_loop, coro) => {
      const task = new asyncio.Task(coro, { loop: some_loop });
      futures.push(task);
      return task;
    });
    expect(loop.run_until_complete(value(3))).toBe(3);
    expect(futures.map((future) => future.done())).toEqual([true]);
  });
});

describe('an error that is no Exception', () => {
  class Bare extends BaseException {}

  const failing = asyncio.coroutine(function* failing() {
    yield;
    throw new Bare('x');
  });

  it('leaves the loop at once, out of a task as out of a callback', () => {
    expect(() => loop.run_until_complete(failing())).toThrow(new Bare('x'));
    loop.call_soon(() => {
      throw new Bare('y');
    });
    expect(() => loop.run_forever()).toThrow(new Bare('y'));
    expect(loop.is_running()).toBe(false);
    expect(asyncio._get_running_loop()).toBe(undefined);
  });

  it('is not reported as unread when run_until_complete has made the task', () => {
    expect(() => loop.run_until_complete(failing())).toThrow(Bare);
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('is reported as unread when the task is somebody else’s', () => {
    const task = loop.create_task(failing());
    expect(() => loop.run_until_complete(task)).toThrow(Bare);
    loop.close();
    expect(reports()).toEqual(["Task exception was never retrieved | Bare('x',)"]);
  });

  it('leaves no stop behind for the next run', () => {
    const trace: string[] = [];
    expect(() => loop.run_until_complete(failing())).toThrow(Bare);
    loop.call_later(1, () => {
      trace.push('reached');
      loop.stop();
    });
    loop.run_forever();
    expect(trace).toEqual(['reached']);
  });

  it('set by hand on a plain future never stops the loop', () => {
    const future = loop.create_future();
    loop.call_soon(() => future.set_exception(new Bare()));
    // CPython would wait for ever.
    expect(() => loop.run_until_complete(future)).toThrow(
      /^Event loop stopped before Future completed\./,
    );
    expect(future.exception()).toBeInstanceOf(Bare);
  });

  it('lets the loop run again', () => {
    expect(() => loop.run_until_complete(failing())).toThrow(Bare);
    expect(loop.run_until_complete(value(1))).toBe(1);
  });
});

describe('stop', () => {
  it('lets the iteration end, and leaves what it has queued to the next run', () => {
    const trace: number[] = [];
    loop.call_soon(() => {
      trace.push(1);
      loop.stop();
      loop.call_soon(() => trace.push(3));
    });
    loop.call_soon(() => trace.push(2));
    loop.run_forever();
    expect(trace).toEqual([1, 2]);
    loop.call_soon(() => loop.stop());
    loop.run_forever();
    expect(trace).toEqual([1, 2, 3]);
  });

  it('before a run makes it one iteration that does not wait', () => {
    const trace: number[] = [];
    loop.call_soon(() => trace.push(1));
    loop.call_later(1, () => trace.push(3));
    loop.stop();
    loop.call_soon(() => trace.push(2));
    loop.run_forever();
    expect(trace).toEqual([1, 2]);
    expect(loop.time()).toBe(0);
  });

  it('holds for one run only', () => {
    loop.stop();
    loop.run_forever();
    expect(loop.run_until_complete(asyncio.sleep(5, 'done'))).toBe('done');
  });

  it('holds for one run only when an error ends that', () => {
    loop.call_soon(() => {
      loop.stop();
      throw new KeyboardInterrupt();
    });
    expect(() => loop.run_forever()).toThrow(KeyboardInterrupt);
    expect(loop.run_until_complete(asyncio.sleep(5, 'done'))).toBe('done');
  });
});

describe('a running loop', () => {
  it('knows that it runs, and is the current one', () => {
    expect([loop.is_running(), asyncio._get_running_loop()]).toEqual([false, undefined]);
    asyncio.set_event_loop(undefined);
    const seen = run(function* () {
      return [loop.is_running(), asyncio._get_running_loop(), asyncio.get_event_loop()];
    });
    expect(seen).toEqual([true, loop, loop]);
    expect([loop.is_running(), asyncio._get_running_loop()]).toEqual([false, undefined]);
  });

  it('refuses to be run again', () => {
    const again = new RuntimeError('This event loop is already running');
    run(function* () {
      expect(() => loop.run_forever()).toThrow(again);
      expect(() => loop.run_until_complete(loop.create_future())).toThrow(again);
    });
    expect(loop.is_running()).toBe(false);
  });

  it('keeps the task of a refused run: it runs with the others', () => {
    const trace: string[] = [];
    const inner = asyncio.coroutine(function* inner() {
      trace.push('inner');
    });
    run(function* () {
      expect(() => loop.run_until_complete(inner())).toThrow(RuntimeError);
      yield;
    });
    expect(trace).toEqual(['inner']);
  });

  it('refuses another loop beside itself', () => {
    const other = watched(new VirtualTimeLoop());
    const refused = new RuntimeError('Cannot run the event loop while another loop is running');
    run(function* () {
      expect(() => other.run_forever()).toThrow(refused);
      expect(() => other.run_until_complete(value(1))).toThrow(refused);
      expect(other.is_running()).toBe(false);
      expect(asyncio.get_event_loop()).toBe(loop);
    });
    other.close();
  });

  it('cannot be closed', () => {
    run(function* () {
      expect(() => loop.close()).toThrow(new RuntimeError('Cannot close a running event loop'));
    });
    expect(loop.is_closed()).toBe(false);
  });

  it('says so in its repr', () => {
    expect(repr(loop)).toBe('<VirtualTimeLoop running=False closed=False debug=False>');
    loop.set_debug(true);
    run(function* () {
      expect(repr(loop)).toBe('<VirtualTimeLoop running=True closed=False debug=True>');
      loop.set_debug(false);
    });
    loop.close();
    expect(String(loop)).toBe('<VirtualTimeLoop running=False closed=True debug=False>');
  });
});

describe('close', () => {
  it('forgets what is queued', () => {
    const trace: string[] = [];
    loop.call_soon(() => trace.push('soon'));
    loop.call_later(1, () => trace.push('later'));
    loop.close();
    expect([loop._ready.length, loop._scheduled]).toEqual([0, []]);
    expect(() => loop.run_forever()).toThrow(RuntimeError);
    expect(trace).toEqual([]);
  });

  it('does nothing the second time', () => {
    const log = record_log();
    loop.set_debug(true);
    loop.close();
    loop.close();
    expect(log.lines).toEqual([
      'DEBUG Close <VirtualTimeLoop running=False closed=False debug=True>',
    ]);
  });

  it('logs nothing without debug mode', () => {
    const log = record_log();
    loop.close();
    expect(log.lines).toEqual([]);
  });

  it('shuts the default executor down without waiting for it', () => {
    const calls: unknown[][] = [];
    const executor = {
      submit: () => expect.unreachable(),
      shutdown: (...args: unknown[]) => calls.push(args),
    };
    loop.set_default_executor(executor);
    loop.close();
    loop.close();
    expect(calls).toEqual([[{ wait: false }]]);
  });

  it('reports tasks that are pending and exceptions that nobody has read', () => {
    const failed = loop.create_future();
    failed.set_exception(new ValueError('unread'));
    const task = loop.create_task(value(1));
    loop.close();
    expect(reports()).toEqual([
      'Task was destroyed but it is pending!',
      "Future exception was never retrieved | ValueError('unread',)",
    ]);
    expect(task.done()).toBe(false);
  });

  const closed = new RuntimeError('Event loop is closed');

  it.each<[string, (some_loop: VirtualTimeLoop) => unknown]>([
    ['run_forever', (some_loop) => some_loop.run_forever()],
    ['run_until_complete', (some_loop) => some_loop.run_until_complete(value(1))],
    // Before it looks at what it is given.
    ['run_until_complete', (some_loop) => some_loop.run_until_complete('text' as never)],
    ['call_soon', (some_loop) => some_loop.call_soon(nothing)],
    ['call_later', (some_loop) => some_loop.call_later(1, nothing)],
    ['call_at', (some_loop) => some_loop.call_at(1, nothing)],
    ['call_soon_threadsafe', (some_loop) => some_loop.call_soon_threadsafe(nothing)],
    ['create_task', (some_loop) => some_loop.create_task(value(1))],
    ['run_in_executor', (some_loop) => some_loop.run_in_executor(null, nothing)],
  ])('makes %s raise', (_, call) => {
    loop.close();
    expect(() => call(loop)).toThrow(closed);
  });

  it('leaves alone what schedules nothing', () => {
    loop.close();
    const future = loop.create_future();
    future.set_result(1);
    expect(future.result()).toBe(1);
    expect([loop.is_closed(), loop.is_running(), loop.time()]).toEqual([true, false, 0]);
    loop.stop();
    loop.set_debug(true);
    expect(loop.get_debug()).toBe(true);
    loop.set_task_factory(null);
    loop.set_exception_handler(null);
    expect([loop.get_task_factory(), loop.get_exception_handler()]).toEqual([undefined, undefined]);
  });

  it('leaves handles that can still be cancelled', () => {
    const handle = loop.call_soon(nothing);
    const timer = loop.call_later(1, nothing);
    loop.close();
    handle.cancel();
    timer.cancel();
    expect([repr(handle), repr(timer)]).toEqual([
      '<Handle cancelled>',
      '<TimerHandle cancelled when=1>',
    ]);
  });

  it('makes a future with callbacks unable to end', () => {
    const future = loop.create_future();
    future.add_done_callback(nothing);
    loop.close();
    expect(() => future.set_result(1)).toThrow(closed);
    expect(() => future.set_result(1)).toThrow(InvalidStateError);
  });
});

describe('shutdown_asyncgens', () => {
  it('is a coroutine that has nothing to do', () => {
    const coro = loop.shutdown_asyncgens();
    expect(asyncio.iscoroutine(coro)).toBe(true);
    expect(loop.run_until_complete(coro)).toBe(undefined);
  });
});

describe('a loop that was never closed', () => {
  it('is a ResourceWarning, shown only when asked for', () => {
    const shown: string[] = [];
    const { write } = warnings.showwarning;
    onTestFinished(() => {
      warnings.simplefilter(undefined);
      warnings.showwarning.write = write;
    });
    warnings.showwarning.write = (message, category) => {
      shown.push(`${category.name}: ${message}`);
    };
    const forgotten = new VirtualTimeLoop();
    warnings.simplefilter('always');
    send_reports();
    expect(shown).toContain(`ResourceWarning: unclosed event loop ${repr(forgotten)}`);
    shown.length = 0;
    const closed = new VirtualTimeLoop();
    closed.close();
    send_reports();
    expect(shown).toEqual([]);
    forgotten.close();
  });
});
