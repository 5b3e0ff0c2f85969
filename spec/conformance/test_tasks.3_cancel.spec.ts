import { beforeEach, describe, expect, it } from 'vitest';
import { BaseException, CancelledError, RuntimeError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run_briefly, type TestLoop, VirtualTimeLoop } from '../../lib/test_utils';
import { new_future, new_real_loop, new_task, timers } from './tasks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

/** Waits for a future, then returns 12. */
const wait_and_return = asyncio.coroutine(function* (future: asyncio.Future) {
  yield* future;
  return 12;
});

/** Of a task that was cancelled. */
function check_cancelled(task: asyncio.Task): void {
  expect(task.done()).toBe(true);
  expect(task.cancelled()).toBe(true);
  expect(task.cancel()).toBe(false);
}

async function check_cancel_wait_for(timeout: number | undefined): Promise<void> {
  const real_loop = new_real_loop();
  const blocking_coroutine = asyncio.coroutine(function* () {
    yield* new_future(real_loop);
  });
  const task = real_loop.create_task(blocking_coroutine());
  const wait = real_loop.create_task(asyncio.wait_for(task, timeout, { loop: real_loop }));
  real_loop.call_soon(() => wait.cancel());
  await expect(real_loop.run_until_complete(wait)).rejects.toThrow(CancelledError);
  expect(wait.cancelled()).toBe(true);
  expect(task.cancelled()).toBe(true);
  expect(real_loop._scheduled.every((timer) => timer._cancelled)).toBe(true);
}

describe('BaseTaskTests', () => {
  it('test_cancel: ends a task that sleeps; a second cancel() does nothing', () => {
    loop = new_test_loop(timers([10, 0]));
    const coro = asyncio.coroutine(function* () {
      yield* asyncio.sleep(10, { loop });
      return 12;
    });
    const task = new_task(loop, coro());
    loop.call_soon(() => task.cancel());
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    check_cancelled(task);
    expect(loop.time()).toBe(0);
  });

  it('test_cancel_yield: ends a task that is suspended in a bare yield', () => {
    const coro = asyncio.coroutine(function* () {
      yield;
      yield;
      return 12;
    });
    const task = new_task(loop, coro());
    run_briefly(loop);
    expect(task.cancel()).toBe(true);
    expect(task.cancelled()).toBe(false);
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    check_cancelled(task);
  });

  it('test_cancel_inner_future: the task that waits for a future is cancelled with it', () => {
    const future = new_future(loop);
    const task = new_task(loop, wait_and_return(future));
    run_briefly(loop);
    future.cancel();
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    expect(future.cancelled()).toBe(true);
    expect(task.cancelled()).toBe(true);
  });

  it('test_cancel_both_task_and_inner_future: a task may be cancelled together with its future', () => {
    const future = new_future(loop);
    const task = new_task(loop, wait_and_return(future));
    run_briefly(loop);
    expect([future.cancel(), task.cancel()]).toEqual([true, true]);
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    expect(task.done()).toBe(true);
    expect(future.cancelled()).toBe(true);
    expect(task.cancelled()).toBe(true);
  });

  it('test_cancel_task_catching: a coroutine that catches the cancellation may return', () => {
    const future1 = new_future(loop);
    const future2 = new_future(loop);
    const coro = asyncio.coroutine(function* () {
      yield* future1;
      try {
        yield* future2;
      } catch (error) {
        if (error instanceof CancelledError) return 42;
      }
      return undefined;
    });
    const task = new_task(loop, coro());
    run_briefly(loop);
    expect(task._fut_waiter).toBe(future1);
    future1.set_result(undefined);
    run_briefly(loop);
    expect(task._fut_waiter).toBe(future2);
    task.cancel();
    expect(future2.cancelled()).toBe(true);
    expect(loop.run_until_complete(task)).toBe(42);
    expect(task.cancelled()).toBe(false);
  });

  it('test_cancel_task_ignoring: a coroutine that catches the cancellation may go on waiting', () => {
    const future1 = new_future(loop);
    const future2 = new_future(loop);
    const future3 = new_future<number>(loop);
    const caught: unknown[] = [];
    const coro = asyncio.coroutine(function* () {
      yield* future1;
      try {
        yield* future2;
      } catch (error) {
        caught.push(error);
      }
      return yield* future3;
    });
    const task = new_task(loop, coro());
    run_briefly(loop);
    expect(task._fut_waiter).toBe(future1);
    future1.set_result(undefined);
    run_briefly(loop);
    expect(task._fut_waiter).toBe(future2);
    task.cancel();
    expect(future2.cancelled()).toBe(true);
    run_briefly(loop);
    expect(caught).toEqual([expect.any(CancelledError)]);
    expect(task._fut_waiter).toBe(future3);
    future3.set_result(42);
    expect(loop.run_until_complete(task)).toBe(42);
    expect(future3.cancelled()).toBe(false);
    expect(task.cancelled()).toBe(false);
  });

  it('test_cancel_current_task: a task that cancels itself ends where it waits next', async () => {
    const real_loop = new_real_loop();
    asyncio.set_event_loop(real_loop);
    const must_cancel: boolean[] = [];
    const coro = asyncio.coroutine(function* (): asyncio.Coroutine<number> {
      task.cancel();
      must_cancel.push(task._must_cancel);
      yield* asyncio.sleep(100, { loop: real_loop });
      return 12;
    });
    const task: asyncio.Task<number> = new_task(real_loop, coro());
    await expect(real_loop.run_until_complete(task)).rejects.toThrow(CancelledError);
    expect(must_cancel).toEqual([true]);
    expect(task.done()).toBe(true);
    expect(task.cancelled()).toBe(true);
    expect(task._must_cancel).toBe(false);
    expect(task.cancel()).toBe(false);
  });

  it('test_cancel_at_end: a task that cancels itself and returns ends with CancelledError', async () => {
    const real_loop = new_real_loop();
    asyncio.set_event_loop(real_loop);
    const must_cancel: boolean[] = [];
    const coro = asyncio.coroutine(function* (): asyncio.Coroutine<number> {
      task.cancel();
      must_cancel.push(task._must_cancel);
      return 12;
    });
    const task: asyncio.Task<number> = new_task(real_loop, coro());
    await expect(real_loop.run_until_complete(task)).rejects.toThrow(CancelledError);
    expect(must_cancel).toEqual([true]);
    expect(task.done()).toBe(true);
    // As an exception: CPython 3.6 does not count it as cancelled.
    expect(task.cancelled()).toBe(false);
    expect(task.exception()).toBeInstanceOf(CancelledError);
    expect(task._must_cancel).toBe(false);
    expect(task.cancel()).toBe(false);
  });

  it('test_cancel_awaited_task: a task that cancels itself takes along the task that it waits for next', async () => {
    const real_loop = new_real_loop();
    const future = new_future(real_loop);
    const nested = asyncio.coroutine(function* () {
      yield* future;
    });
    let nested_task: asyncio.Task<void> | undefined;
    const coro = asyncio.coroutine(function* (): asyncio.Coroutine<void> {
      nested_task = new_task(real_loop, nested());
      yield* asyncio.sleep(0);
      task.cancel();
      yield* nested_task;
    });
    const task: asyncio.Task<void> = new_task(real_loop, coro());
    await expect(real_loop.run_until_complete(task)).rejects.toThrow(CancelledError);
    expect(task.cancelled()).toBe(true);
    expect(nested_task?.cancelled()).toBe(true);
    expect(future.cancelled()).toBe(true);
  });

  it('test_stop_while_run_in_complete: stopping the loop interrupts the run, and leaves the task pending', () => {
    loop = new_test_loop(timers([0.1, 0.1], [0.2, 0.1], [0.3, 0.1]));
    let x = 0;
    const waiters: asyncio.Coroutine<undefined>[] = [];
    const coro = asyncio.coroutine(function* () {
      while (x < 10) {
        const waiter: asyncio.Coroutine<undefined> = asyncio.sleep(0.1, { loop });
        waiters.push(waiter);
        yield* waiter;
        x += 1;
        if (x === 2) loop.stop();
      }
    });
    const task = new_task(loop, coro());
    expect(() => loop.run_until_complete(task)).toThrow(
      new RuntimeError('Event loop stopped before Future completed.'),
    );
    expect(task.done()).toBe(false);
    expect(x).toBe(2);
    expect(waiters).toHaveLength(3);
    expect(loop.time()).toBeCloseTo(0.3, 7);

    for (const waiter of waiters) waiter.return(undefined);
    task.cancel();
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    expect(x).toBe(2);
  });

  it('test_sleep: takes its time, and returns its second argument', () => {
    loop = new_test_loop(timers([0.05, 0.05], [0.1, 0.05]));
    const sleeper = asyncio.coroutine(function* (dt: number, arg: string) {
      const nothing = yield* asyncio.sleep(dt / 2, { loop });
      return [nothing, yield* asyncio.sleep(dt / 2, arg, { loop })];
    });
    const task = new_task(loop, sleeper(0.1, 'yeah'));
    loop.run_until_complete(task);
    expect(task.done()).toBe(true);
    expect(task.result()).toEqual([undefined, 'yeah']);
    expect(loop.time()).toBeCloseTo(0.1, 7);
  });

  it('test_sleep_cancel: the timer is cancelled with the task', () => {
    loop = new_test_loop(timers([10, 0]));
    const task = new_task(loop, asyncio.sleep(10, 'yeah', { loop }));
    const { call_later } = loop;
    let handle: asyncio.TimerHandle | undefined;
    loop.call_later = ((...args: Parameters<typeof call_later>) => {
      handle = call_later.apply(loop, args);
      return handle;
    }) as typeof call_later;
    run_briefly(loop);
    expect(handle?._cancelled).toBe(false);

    task.cancel();
    run_briefly(loop);
    expect(handle?._cancelled).toBe(true);
    expect(task.cancelled()).toBe(true);
  });

  it('test_task_cancel_sleeping_task: whoever waits for the sleeper that a timer cancels hears of it', () => {
    loop = new_test_loop(timers([0.1, 0], [5000, 0.1]));
    const sleep = asyncio.coroutine(function* (dt: number) {
      yield* asyncio.sleep(dt, { loop });
    });
    const doit = asyncio.coroutine(function* () {
      const sleeper = new_task(loop, sleep(5000));
      loop.call_later(0.1, () => sleeper.cancel());
      try {
        yield* sleeper;
      } catch (error) {
        if (error instanceof CancelledError) return 'cancelled';
        throw error;
      }
      return 'slept in';
    });
    expect(loop.run_until_complete(doit())).toBe('cancelled');
    expect(loop.time()).toBeCloseTo(0.1, 7);
  });

  it('test_task_cancel_waiter_future: cancelling goes to the future that the task waits for', () => {
    const future = new_future(loop);
    const coro = asyncio.coroutine(function* () {
      yield* future;
    });
    const task = new_task(loop, coro());
    run_briefly(loop);
    expect(task._fut_waiter).toBe(future);

    task.cancel();
    run_briefly(loop);
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    expect(task._fut_waiter).toBe(undefined);
    expect(future.cancelled()).toBe(true);
  });

  it('test_baseexception_during_cancel: what is no Exception leaves the loop even while a task is cancelled', () => {
    loop = new_test_loop(timers([10, 0]));
    const sleeper = asyncio.coroutine(function* () {
      yield* asyncio.sleep(10, { loop });
    });
    const base_exc = new BaseException();
    const notmuch = asyncio.coroutine(function* () {
      try {
        yield* sleeper();
      } catch (error) {
        throw error instanceof CancelledError ? base_exc : error;
      }
    });
    const task = new_task(loop, notmuch());
    run_briefly(loop);
    task.cancel();
    expect(task.done()).toBe(false);

    expect(() => run_briefly(loop)).toThrow(base_exc);
    expect(task.done()).toBe(true);
    expect(task.cancelled()).toBe(false);
    expect(task.exception()).toBe(base_exc);
  });

  it('test_yield_future_passes_cancel: goes from the task to the innermost future, and back outwards', () => {
    const proof: string[] = [];
    const waiter = new_future(loop);
    const inner = asyncio.coroutine(function* () {
      try {
        yield* waiter;
      } catch (error) {
        expect(error).toBeInstanceOf(CancelledError);
        proof.push('inner');
        throw error;
      }
      proof.push('got past the future');
    });
    const outer = asyncio.coroutine(function* () {
      try {
        yield* inner();
      } catch (error) {
        expect(error).toBeInstanceOf(CancelledError);
        proof.push('outer');
        return;
      }
      proof.push('got past inner()');
    });
    const task = asyncio.ensure_future(outer(), { loop });
    run_briefly(loop);
    task.cancel();
    loop.run_until_complete(task);
    expect(proof).toEqual(['inner', 'outer']);
    expect(waiter.cancelled()).toBe(true);
  });

  it('test_yield_wait_does_not_shield_cancel: cancelling a task in wait() leaves those running that it waits for', () => {
    const proof: string[] = [];
    const waiter = new_future(loop);
    const inner = asyncio.coroutine(function* () {
      yield* waiter;
      proof.push('inner');
    });
    const outer = asyncio.coroutine(function* () {
      yield* asyncio.wait([inner()], { loop });
      proof.push('outer');
    });
    const task = asyncio.ensure_future(outer(), { loop });
    run_briefly(loop);
    task.cancel();
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    waiter.set_result(undefined);
    run_briefly(loop);
    expect(proof).toEqual(['inner']);
  });

  it('test_cancel_blocking_wait_for: cancelling wait_for() without a timeout cancels what it waits for', async () => {
    await check_cancel_wait_for(undefined);
  });

  it('test_cancel_wait_for: cancelling wait_for() with a timeout cancels what it waits for', async () => {
    await check_cancel_wait_for(60);
  });

  it('test_cancel_gather_1: gather() refuses to be cancelled once all its children are done', async () => {
    const real_loop = new_real_loop();
    const future = new_future<number>(real_loop);
    // Of a future itself, the gathering one would be done at the same time.
    function* child_coro() {
      return yield* future;
    }
    const gather_future = asyncio.gather(child_coro(), { loop: real_loop });
    const gather_task = asyncio.ensure_future(gather_future, { loop: real_loop });
    const cancel_results: boolean[] = [];
    future.add_done_callback(() => cancel_results.push(gather_task.cancel()));
    future.set_result(42);
    expect(await real_loop.run_until_complete(gather_task)).toEqual([42]);
    expect(cancel_results).toEqual([false]);
    expect(gather_task.cancelled()).toBe(false);
    expect(gather_task.result()).toEqual([42]);
  });

  it('test_cancel_gather_2: a task in gather() is cancelled even where exceptions are returned', () => {
    const virtual_loop = new VirtualTimeLoop();
    const options = { loop: virtual_loop };
    const test = asyncio.coroutine(function* () {
      for (let round = 1; round <= 20; round++) {
        yield* asyncio.gather(asyncio.sleep(0.05, options), {
          return_exceptions: true,
          ...options,
        });
      }
    });
    const main = asyncio.coroutine(function* () {
      const task = new_task(virtual_loop, test());
      yield* asyncio.sleep(0.2, options);
      task.cancel();
      try {
        yield* task;
      } catch (error) {
        return error;
      }
      return 'gather() did not pass the cancellation on';
    });
    expect(virtual_loop.run_until_complete(main())).toBeInstanceOf(CancelledError);
    expect(virtual_loop.time()).toBeCloseTo(0.2, 7);
    virtual_loop.close();
  });
});
