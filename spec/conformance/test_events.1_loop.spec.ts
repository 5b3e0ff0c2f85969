import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Future as ConcurrentFuture } from '../../lib/concurrent/futures';
import { CancelledError, RuntimeError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { elapsed, expect_each_to_throw, use_fake_time } from './events';
import { failure, loop, use_real_loop } from './real_loop';
import { new_future, new_task } from './tasks';

use_real_loop();

/** Another thread, which sends back what it is sent. */
function start_echo(): Worker {
  const echo = new Worker(
    "const { parentPort } = require('node:worker_threads');" +
      "parentPort.on('message', (message) => parentPort.postMessage(message));",
    { eval: true },
  );
  onTestFinished(async () => {
    await echo.terminate();
  });
  return echo;
}

/** A callback that stops the loop at its second call; what it was called with. */
function make_callback() {
  const results: string[] = [];
  const callback = (arg: string) => {
    results.push(arg);
    if (results.length >= 2) loop.stop();
  };
  return { results, callback };
}

describe('EventLoopTestsMixin', () => {
  it('test_run_until_complete_nesting: a loop that runs cannot be run once more', async () => {
    const coro1 = asyncio.coroutine(function* coro1() {
      yield;
    });
    const coro2 = asyncio.coroutine(function* coro2() {
      expect(loop.is_running()).toBe(true);
      void loop.run_until_complete(coro1());
    });
    const error = await failure(coro2());
    expect(error).toBeInstanceOf(RuntimeError);
    expect((error as Error).message).toBe('This event loop is already running');
    expect(loop.is_running()).toBe(false);
  });

  it('test_run_until_complete: runs as long as the coroutine sleeps', async () => {
    use_fake_time();
    const run = loop.run_until_complete(asyncio.sleep(0.1, undefined, { loop }));
    expect(await elapsed(loop, run)).toBeCloseTo(0.1, 9);
  });

  it('test_run_until_complete_stopped: raises when the loop is stopped before the end', async () => {
    const cb = asyncio.coroutine(function* cb() {
      loop.stop();
      yield* asyncio.sleep(0.1, undefined, { loop });
    });
    const error = await failure(cb());
    expect(error).toBeInstanceOf(RuntimeError);
    expect((error as Error).message).toBe('Event loop stopped before Future completed.');
  });

  it('test_call_later: calls once, after the delay, with the argument', async () => {
    use_fake_time();
    const results: string[] = [];
    const callback = (arg: string) => {
      results.push(arg);
      loop.stop();
    };
    loop.call_later(0.1, callback, 'hello world');
    expect(await elapsed(loop, loop.run_forever())).toBeCloseTo(0.1, 9);
    expect(results).toEqual(['hello world']);
  });

  it('test_call_soon: calls with the arguments', async () => {
    const results: string[][] = [];
    const callback = (arg1: string, arg2: string) => {
      results.push([arg1, arg2]);
      loop.stop();
    };
    loop.call_soon(callback, 'hello', 'world');
    await loop.run_forever();
    expect(results).toEqual([['hello', 'world']]);
  });

  it('test_call_soon_threadsafe: what another thread asks for runs in order, and wakes the loop', async () => {
    const echo = start_echo();
    const before = make_callback();
    await new Promise((resolve) => {
      echo.once('message', (message) => {
        resolve(loop.call_soon_threadsafe(before.callback, message));
      });
      echo.postMessage('hello');
    });
    loop.call_soon(before.callback, 'world');
    await loop.run_forever();
    expect(before.results).toEqual(['hello', 'world']);

    const meanwhile = make_callback();
    let was_asleep = false;
    echo.once('message', (message) => {
      was_asleep = loop._asleep;
      loop.call_soon_threadsafe(meanwhile.callback, message);
      loop.call_soon(meanwhile.callback, 'world');
    });
    const run = loop.run_forever();
    while (!loop._asleep) await new Promise((resolve) => setImmediate(resolve));
    echo.postMessage('hello');
    await run;
    expect(was_asleep).toBe(true);
    expect(meanwhile.results).toEqual(['hello', 'world']);
  });

  it('test_call_soon_threadsafe_same_thread: runs in order with what call_soon() queues', async () => {
    const { results, callback } = make_callback();
    loop.call_soon_threadsafe(callback, 'hello');
    loop.call_soon(callback, 'world');
    await loop.run_forever();
    expect(results).toEqual(['hello', 'world']);
  });

  it('test_run_in_executor_cancel: the end of a call that was cancelled does not touch a closed loop', () => {
    const jobs: ConcurrentFuture<void>[] = [];
    const executor = {
      submit: () => {
        const job = new ConcurrentFuture<void>();
        // The call has begun, so that it cannot be cancelled any more.
        job.set_running_or_notify_cancel();
        jobs.push(job);
        return job;
      },
    };
    const patched = vi.fn();
    const future = loop.run_in_executor(executor, () => {});
    future.cancel();
    loop.close();
    loop.call_soon = patched;
    loop.call_soon_threadsafe = patched;
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.running()).toBe(true);
    jobs[0]?.set_result();
    expect(patched).not.toHaveBeenCalled();
    expect(future.cancelled()).toBe(true);
  });

  it('test_prompt_cancellation: a cancelled wait ends at once', async () => {
    use_fake_time();
    const future = new_future(loop);
    const main = asyncio.coroutine(function* main() {
      try {
        loop.call_soon(() => future.cancel());
        yield* future;
        return undefined;
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        return 'cancelled';
      } finally {
        loop.stop();
      }
    });
    const task = new_task(loop, main());
    expect(await elapsed(loop, loop.run_forever())).toBe(0);
    expect(task.result()).toBe('cancelled');
    expect(() => future.result()).toThrow(CancelledError);
  });

  it('test_timeout_rounding: short sleeps need no more iterations than long ones', async () => {
    use_fake_time();
    let count = 0;
    const run_once = loop._run_once.bind(loop);
    loop._run_once = () => {
      count += 1;
      run_once();
    };
    const delays = [1e-2, 1e-4, 1e-6, 1e-8, 1e-10];
    const wait = asyncio.coroutine(function* wait() {
      for (const delay of delays) yield* asyncio.sleep(delay, undefined, { loop });
    });
    const seconds = await elapsed(loop, loop.run_until_complete(wait()));
    // The first step; for each sleep its timer and the step after it; the end of the run.
    expect(count).toBe(1 + 2 * delays.length + 1);
    // A timer of Node is late by a millisecond at the most.
    expect(seconds).toBeGreaterThan(1e-2);
    expect(seconds).toBeLessThan(1e-2 + 3.1e-3);
  });

  it('test_close_running_event_loop: a loop that runs cannot be closed', async () => {
    const close_loop = asyncio.coroutine(function* close_loop(
      some_loop: asyncio.AbstractEventLoop,
    ) {
      some_loop.close();
    });
    const error = await failure(close_loop(loop));
    expect(error).toBeInstanceOf(RuntimeError);
    expect((error as Error).message).toBe('Cannot close a running event loop');
    expect(loop.is_closed()).toBe(false);
  });

  it('test_close: a closed loop neither runs nor schedules', () => {
    loop.close();
    const coro = asyncio.coroutine(function* test() {})();
    const func = () => false;
    const future = new_future(loop);
    expect_each_to_throw(
      {
        run_forever: () => loop.run_forever(),
        run_until_complete: () => loop.run_until_complete(future),
        call_soon: () => loop.call_soon(func),
        call_soon_threadsafe: () => loop.call_soon_threadsafe(func),
        call_later: () => loop.call_later(1, func),
        call_at: () => loop.call_at(loop.time(), func),
        run_in_executor: () => loop.run_in_executor(undefined, func),
        create_task: () => loop.create_task(coro),
      },
      RuntimeError,
      'Event loop is closed',
    );
    // Not implemented, which is a RuntimeError as well.
    expect(() => loop.add_signal_handler(15, func)).toThrow(RuntimeError);
    expect(loop.is_running()).toBe(false);
    coro.return(undefined);
  });
});
