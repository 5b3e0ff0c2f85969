import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Exception, KeyboardInterrupt, RuntimeError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { ERROR } from '../../lib/log';
import { run_briefly } from '../../lib/test_utils';
import { record_log } from '../support/records';
import { LoopWithSelector, ZeroDivisionError } from './events';
import { forget } from './garbage';
import { new_future, new_real_loop } from './tasks';
import { new_test_loop } from './test_loop';

let loop: LoopWithSelector;

/** A loop that is closed at the end of the test. */
function opened<L extends asyncio.BaseEventLoop>(some_loop: L): L {
  onTestFinished(() => some_loop.close());
  return some_loop;
}

beforeEach(() => {
  asyncio.set_event_loop(undefined);
  loop = opened(new LoopWithSelector());
});

function zero_error() {
  throw new ZeroDivisionError();
}

const nothing = asyncio.coroutine(function* nothing() {});

const raise_keyboard_interrupt = asyncio.coroutine(function* () {
  throw new KeyboardInterrupt();
});

/** That one error was logged since the last call, with this text and this kind of traceback. */
function expect_error(
  log: ReturnType<typeof record_log>,
  text: RegExp,
  error: new (...args: never[]) => Error,
): void {
  const records = log.records.splice(0);
  expect(records.map(({ level }) => level)).toEqual([ERROR]);
  expect(records[0]?.message).toMatch(text);
  expect(records[0]?.exc_info).toBeInstanceOf(error);
}

class MyTask<T> extends asyncio.Task<T> {}

describe('BaseEventLoopTests', () => {
  it('test_run_until_complete_type_error: takes only what can be waited for', () => {
    const run = () => loop.run_until_complete('blah' as never);
    expect(run).toThrow(TypeError);
    expect(run).toThrow(/^An asyncio\.Future, a coroutine or an awaitable is required$/);
    expect(loop.is_running()).toBe(false);
  });

  it('test_run_until_complete_loop: takes no future of another loop', () => {
    const future = new_future(loop);
    const other_loop = new_test_loop();
    const run = () => other_loop.run_until_complete(future);
    expect(run).toThrow(ValueError);
    expect(run).toThrow(/^loop argument must agree with Future$/);
    expect(future._callbacks).toEqual([]);
  });

  it('test_default_exc_handler_callback: the error of a callback is logged, and the loop goes on', () => {
    const log = record_log();
    const zero_error = (future: asyncio.Future<boolean>) => {
      future.set_result(true);
      throw new ZeroDivisionError();
    };
    const schedule = [
      (future: asyncio.Future<boolean>) => loop.call_soon(zero_error, future),
      (future: asyncio.Future<boolean>) => loop.call_later(0.01, zero_error, future),
    ];
    loop.select = (timeout) => {
      loop._sleep(timeout ?? Number.NaN);
      return 0;
    };
    for (const call of schedule) {
      const future = new_future<boolean>(loop);
      call(future);
      future.add_done_callback(() => loop.stop());
      loop.run_forever();
      expect(future.result()).toBe(true);
      expect_error(log, /^Exception in callback .*zero/, ZeroDivisionError);
    }
  });

  it('test_default_exc_handler_coro: the error of a task is logged when the task is forgotten', async () => {
    const log = record_log();
    const zero_error_coro = asyncio.coroutine(function* zero_error_coro() {
      yield* asyncio.sleep(0.01, undefined, { loop });
      zero_error();
    });
    loop.select = (timeout) => {
      loop._sleep(timeout ?? Number.NaN);
      return 0;
    };
    await forget(() => {
      const task = asyncio.ensure_future(zero_error_coro(), { loop });
      task.add_done_callback(() => loop.stop());
      loop.run_forever();
      expect(task.done()).toBe(true);
      expect(log.lines).toEqual([]);
      return task;
    });
    expect_error(log, /^Task exception was never retrieved/, ZeroDivisionError);
  });

  it('test_set_exc_handler_invalid: takes a function or None', () => {
    const set = () => loop.set_exception_handler('spam' as never);
    expect(set).toThrow(TypeError);
    expect(set).toThrow(/^A callable object or None is expected, got 'spam'$/);
    expect(loop.get_exception_handler()).toBe(undefined);
  });

  it('test_set_exc_handler_custom: the handler gets the loop and the context; None restores the default', () => {
    const log = record_log();
    const run_loop = () => {
      const handle = loop.call_soon(zero_error);
      loop._run_once();
      return handle;
    };
    loop.set_debug(true);
    expect(loop.get_exception_handler()).toBe(undefined);

    const handler = vi.fn<asyncio.ExceptionHandler>();
    loop.set_exception_handler(handler);
    expect(loop.get_exception_handler()).toBe(handler);
    const handle = run_loop();
    expect(handler).toHaveBeenCalledOnce();
    const [given_loop, context] = handler.mock.lastCall ?? [];
    expect(given_loop).toBe(loop);
    expect(Object.keys(context ?? {}).sort()).toEqual([
      'exception',
      'handle',
      'message',
      'source_traceback',
    ]);
    expect(context?.exception).toBeInstanceOf(ZeroDivisionError);
    expect(context?.message).toMatch(/^Exception in callback .*zero_error/);
    expect(context?.handle).toBe(handle);
    expect(handle._source_traceback).toBeDefined();
    expect(context?.source_traceback).toBe(handle._source_traceback);
    expect(log.lines).toEqual([]);

    handler.mockClear();
    loop.set_exception_handler(undefined);
    expect(loop.get_exception_handler()).toBe(undefined);
    run_loop();
    expect_error(log, /^Exception in callback .*zero/, ZeroDivisionError);
    expect(handler).not.toHaveBeenCalled();
  });

  it('test_set_exc_handler_broken: the error of a handler is logged', () => {
    const log = record_log();
    class AttributeError extends Exception {}
    loop.set_exception_handler(() => {
      throw new AttributeError('spam');
    });
    loop.call_soon(zero_error);
    loop._run_once();
    expect_error(log, /^Unhandled error in exception handler/, AttributeError);
  });

  it('test_default_exc_handler_broken: the errors of an overridden default handler are logged', () => {
    const log = record_log();
    const contexts: asyncio.ExceptionContext[] = [];
    class Loop extends LoopWithSelector {
      override default_exception_handler(context: asyncio.ExceptionContext): void {
        contexts.push(context);
        throw new ValueError('spam');
      }
    }
    const broken = opened(new Loop());
    const run_loop = () => {
      broken.call_soon(zero_error);
      broken._run_once();
    };
    run_loop();
    expect(contexts.splice(0)).toHaveLength(1);
    expect_error(log, /^Exception in default exception handler$/, ValueError);

    broken.set_exception_handler(() => {
      throw new ValueError('ham');
    });
    run_loop();
    expect_error(
      log,
      /^Exception in default exception handler while handling an unexpected error in custom exception handler$/,
      ValueError,
    );
    expect(contexts).toHaveLength(1);
    const original = contexts[0]?.context as asyncio.ExceptionContext;
    expect(original.exception).toBeInstanceOf(ZeroDivisionError);
  });

  it('test_set_task_factory_invalid: takes a function or None', () => {
    const set = () => loop.set_task_factory(1 as never);
    expect(set).toThrow(TypeError);
    expect(set).toThrow(/^task factory must be a callable or None$/);
    expect(loop.get_task_factory()).toBe(undefined);
  });

  it('test_set_task_factory: the factory makes the tasks; None restores the default', () => {
    const factory: asyncio.TaskFactory = (some_loop, coro) => new MyTask(coro, { loop: some_loop });
    expect(loop.get_task_factory()).toBe(undefined);
    loop.set_task_factory(factory);
    expect(loop.get_task_factory()).toBe(factory);
    const task = loop.create_task(nothing());
    expect(task).toBeInstanceOf(MyTask);
    loop.run_until_complete(task);
    expect(task.done()).toBe(true);

    loop.set_task_factory(undefined);
    expect(loop.get_task_factory()).toBe(undefined);
    const plain = loop.create_task(nothing());
    expect(plain).toBeInstanceOf(asyncio.Task);
    expect(plain).not.toBeInstanceOf(MyTask);
    loop.run_until_complete(plain);
    expect(plain.done()).toBe(true);
  });

  it('test_env_var_debug: PYTHONASYNCIODEBUG switches on the debug mode of new loops, unless it is empty', () => {
    const debug_with = (value: string | undefined) => {
      vi.stubEnv('PYTHONASYNCIODEBUG', value);
      return opened(new LoopWithSelector()).get_debug();
    };
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect(debug_with(undefined)).toBe(false);
    expect(debug_with('')).toBe(false);
    expect(debug_with('1')).toBe(true);
  });

  it('test_create_task: ensure_future() goes by the method of the loop', () => {
    class EventLoop extends LoopWithSelector {
      override create_task<T>(coro: asyncio.Coroutine<T>): asyncio.Task<T> {
        return new MyTask(coro, { loop: this });
      }
    }
    const own = opened(new EventLoop());
    const task = asyncio.ensure_future(nothing(), { loop: own });
    expect(task).toBeInstanceOf(MyTask);
    expect(task._loop).toBe(own);
    run_briefly(own);
    expect(task.done()).toBe(true);
  });

  it('test_run_forever_keyboard_interrupt: nobody reports it as unread once it has left the loop', async () => {
    const report = vi.fn();
    loop.call_exception_handler = report;
    expect(() => loop.run_until_complete(raise_keyboard_interrupt())).toThrow(KeyboardInterrupt);
    loop.close();
    await forget(() => ({}));
    expect(report).not.toHaveBeenCalled();
  });

  it('test_run_until_complete_baseexception: leaves no stop behind for the next run', () => {
    expect(() => loop.run_until_complete(raise_keyboard_interrupt())).toThrow(KeyboardInterrupt);
    let called = false;
    const func = () => {
      loop.stop();
      called = true;
    };
    // Too late for a run that is stopped already.
    loop.call_soon(() => loop.call_soon(func));
    loop.run_forever();
    expect(called).toBe(true);
  });
});

describe('BaseEventLoopWithSelectorTests', () => {
  it('test_call_coroutine: in debug mode coroutines and their functions are no callbacks', () => {
    const real_loop = new_real_loop();
    real_loop.set_debug(true);
    const coro = nothing();
    for (const func of [nothing, coro] as never[]) {
      const calls = {
        call_soon: () => real_loop.call_soon(func),
        call_soon_threadsafe: () => real_loop.call_soon_threadsafe(func),
        call_at: () => real_loop.call_at(real_loop.time() + 60, func),
        run_in_executor: () => real_loop.run_in_executor(undefined, func),
      };
      for (const [name, call] of Object.entries(calls)) {
        expect(call).toThrow(TypeError);
        expect(call).toThrow(`coroutines cannot be used with ${name}()`);
      }
      const call_later = () => real_loop.call_later(60, func);
      expect(call_later).toThrow(TypeError);
      expect(call_later).toThrow('coroutines cannot be used with call_at()');
    }
    expect(real_loop._ready.length).toBe(0);
    expect(real_loop._scheduled).toEqual([]);
    coro.return(undefined);
  });

  it('test_log_slow_callbacks: debug mode names the handle or the task that took long', async () => {
    const log = record_log();
    const real_loop = new_real_loop();
    function stop_loop_cb(some_loop: asyncio.AbstractEventLoop) {
      some_loop.stop();
    }
    const stop_loop_coro = asyncio.coroutine(function* stop_loop_coro(
      some_loop: asyncio.AbstractEventLoop,
    ) {
      yield* [];
      some_loop.stop();
    });
    const warnings = () => {
      const lines = log.lines.filter((line) => line.startsWith('WARNING '));
      log.records.length = 0;
      return lines;
    };
    real_loop.set_debug(true);
    real_loop.slow_callback_duration = 0;

    real_loop.call_soon(stop_loop_cb, real_loop);
    await real_loop.run_forever();
    expect(warnings()).toEqual([
      expect.stringMatching(/^WARNING Executing <Handle.*stop_loop_cb.*> took .* seconds$/),
    ]);

    asyncio.ensure_future(stop_loop_coro(real_loop), { loop: real_loop });
    await real_loop.run_forever();
    expect(warnings()).toEqual([
      expect.stringMatching(/^WARNING Executing <Task.*stop_loop_coro.*> took .* seconds$/),
    ]);
  });
});

describe('RunningLoopTests', () => {
  it('test_running_loop_within_a_loop: a second loop cannot run inside the first', async () => {
    const [inner, outer] = [new_real_loop(), new_real_loop()];
    const runner = asyncio.coroutine(function* (some_loop: asyncio.SelectorEventLoop) {
      void some_loop.run_forever();
    });
    const error = await outer.run_until_complete(runner(inner)).catch((error) => error);
    expect(error).toBeInstanceOf(RuntimeError);
    expect(error.message).toBe('Cannot run the event loop while another loop is running');
    expect([inner.is_running(), outer.is_running()]).toEqual([false, false]);
  });
});
