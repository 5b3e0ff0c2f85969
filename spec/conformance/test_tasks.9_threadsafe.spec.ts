import { beforeEach, describe, expect, it } from 'vitest';
import * as concurrent from '../../lib/concurrent/futures';
import { CancelledError, Exception, RuntimeError, TimeoutError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run_briefly } from '../../lib/test_utils';
import { new_real_loop } from './tasks';

/**
 * Stands for CPython's thread pool. Threads share no loop here; what comes from elsewhere comes in a callback of the host,
 * while the loop sleeps, and waits for the result without blocking.
 */
class Elsewhere extends concurrent.Executor {
  override submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: NoInfer<A>
  ): concurrent.Future<Awaited<R>> {
    const future = new concurrent.Future<Awaited<R>>();
    setImmediate(async () => {
      if (!future.set_running_or_notify_cancel()) return;
      try {
        future.set_result(await fn(...args));
      } catch (error) {
        future.set_exception(error);
      }
    });
    return future;
  }
}

const elsewhere = new Elsewhere();

interface AddOptions {
  readonly delay?: number;
  readonly fail?: Error;
  readonly cancel?: boolean;
}

let loop: asyncio.SelectorEventLoop;
/** What has happened, in order. */
let log: string[];

beforeEach(() => {
  loop = new_real_loop();
  log = [];
});

const add = asyncio.coroutine(function* (a: number, b: number, options: AddOptions) {
  log.push(`started in ${asyncio.Task.current_task(loop) ? 'a task' : 'no task'}`);
  yield* asyncio.sleep(options.delay ?? 0, { loop });
  if (options.fail) throw options.fail;
  if (options.cancel) {
    asyncio.Task.current_task(loop)?.cancel();
    yield;
  }
  return a + b;
});

/** Runs elsewhere: hands add() to the loop. With a timeout, in seconds, the result has to be there at once. */
async function target(options: AddOptions, timeout?: number): Promise<number> {
  const future = asyncio.run_coroutine_threadsafe(add(1, 2, options), loop);
  try {
    expect(future).toBeInstanceOf(concurrent.Future);
    expect(future.done()).toBe(false);
    return timeout === undefined ? await future : future.result(timeout);
  } finally {
    if (!future.done()) future.cancel();
  }
}

describe('RunCoroutineThreadsafeTests', () => {
  it('test_run_coroutine_threadsafe: wakes the loop, and the result comes in a future of concurrent.futures', async () => {
    const { call_soon_threadsafe } = loop;
    loop.call_soon_threadsafe = (...args) => {
      log.push('call_soon_threadsafe');
      return call_soon_threadsafe.apply(loop, args as never);
    };
    const future = loop.run_in_executor(elsewhere, target, {});
    expect(await loop.run_until_complete(future)).toBe(3);
    // The way in, and the way in for the result of the call that ran elsewhere.
    expect(log).toEqual(['call_soon_threadsafe', 'started in a task', 'call_soon_threadsafe']);
  });

  it('test_run_coroutine_threadsafe_with_exception: whoever handed it over gets the exception', async () => {
    const error = new RuntimeError('Fail!');
    const future = loop.run_in_executor(elsewhere, target, { fail: error });
    await expect(loop.run_until_complete(future)).rejects.toBe(error);
  });

  it('test_run_coroutine_threadsafe_with_timeout: cancelling the future that is late cancels the task', async () => {
    const tasks: asyncio.Task[] = [];
    loop.set_task_factory((_loop, coro) => {
      const task: asyncio.Task = new asyncio.Task<unknown>(coro, { loop });
      tasks.push(task);
      return task;
    });
    const future = loop.run_in_executor(elsewhere, target, { delay: 60 }, 0);
    await expect(loop.run_until_complete(future)).rejects.toThrow(TimeoutError);
    await run_briefly(loop);
    expect(asyncio.Task.all_tasks(loop).size).toBe(0);
    expect(tasks[0]?.cancelled()).toBe(true);
  });

  it('test_run_coroutine_threadsafe_task_cancelled: whoever handed it over hears of its cancellation', async () => {
    const future = loop.run_in_executor(elsewhere, target, { cancel: true });
    await expect(loop.run_until_complete(future)).rejects.toThrow(CancelledError);
    expect(log).toEqual(['started in a task']);
  });

  it('test_run_coroutine_threadsafe_task_factory_exception: an error of the task factory goes to both sides', async () => {
    class NameError extends Exception {}
    const error = new NameError("name 'wrong_name' is not defined");
    const future = loop.run_in_executor(elsewhere, target, {});
    loop.set_task_factory(() => {
      throw error;
    });
    const contexts: asyncio.ExceptionContext[] = [];
    loop.set_exception_handler((handler_loop, context) => {
      expect(handler_loop).toBe(loop);
      contexts.push(context);
    });
    await expect(loop.run_until_complete(future)).rejects.toBe(error);
    expect(contexts).toHaveLength(1);
    expect(contexts[0]?.exception).toBe(error);
    expect(log).toEqual([]);
  });
});
