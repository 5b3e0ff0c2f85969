import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { Future as ConcurrentFuture } from '../../lib/concurrent/futures';
import { CancelledError, KeyboardInterrupt, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { iterate, loop, reports, run, ticks, use_virtual_loop } from '../support/virtual';

use_virtual_loop();

const add = asyncio.coroutine(function* add(a: number, b: number) {
  yield* asyncio.sleep(1);
  return a + b;
});

describe('run_coroutine_threadsafe', () => {
  it('returns a concurrent future, which gets the result', () => {
    const future = asyncio.run_coroutine_threadsafe(add(1, 2), loop);
    expectTypeOf(future).toEqualTypeOf<ConcurrentFuture<number>>();
    expect(future).toBeInstanceOf(ConcurrentFuture);
    expect(future.done()).toBe(false);
    run(() => asyncio.sleep(2));
    expect(future.result()).toBe(3);
  });

  it('schedules through call_soon_threadsafe, and runs nothing itself', () => {
    const call = vi.spyOn(loop, 'call_soon_threadsafe');
    asyncio.run_coroutine_threadsafe(add(1, 2), loop);
    expect(call).toHaveBeenCalledTimes(1);
    expect(asyncio.Task.all_tasks().size).toBe(0);
    iterate();
    expect(asyncio.Task.all_tasks().size).toBe(1);
    run(() => asyncio.sleep(2));
  });

  it('can be waited for in a coroutine of the same loop', () => {
    const future = asyncio.run_coroutine_threadsafe(add(1, 2), loop);
    expect(
      run(function* () {
        return yield* asyncio.wrap_future(future);
      }),
    ).toBe(3);
  });

  it('hands over the exception, also a thrown 0', () => {
    const failing = asyncio.coroutine(function* (value: unknown): asyncio.Coroutine<never> {
      yield;
      throw value;
    });
    const futures = [new ValueError('x'), 0].map((value) =>
      asyncio.run_coroutine_threadsafe(failing(value), loop),
    );
    iterate(5);
    expect(() => futures[0]?.result()).toThrow(new ValueError('x'));
    expect(futures[1]?.exception()).toBe(0);
  });

  it('cancels the task when the future is cancelled', () => {
    const log: string[] = [];
    const future = asyncio.run_coroutine_threadsafe(
      asyncio.coroutine(function* () {
        try {
          yield* asyncio.sleep(9);
        } catch (error) {
          log.push((error as Error).name);
          throw error;
        }
      })(),
      loop,
    );
    iterate(2);
    expect(future.cancel()).toBe(true);
    iterate(4);
    expect(log).toEqual(['CancelledError']);
    expect(asyncio.Task.all_tasks().size).toBe(0);
  });

  it('cancels the task behind its first step when the future is cancelled before the loop comes to it', () => {
    const log: string[] = [];
    const future = asyncio.run_coroutine_threadsafe(
      asyncio.coroutine(function* () {
        log.push('ran');
      })(),
      loop,
    );
    future.cancel();
    iterate(4);
    expect([log, asyncio.Task.all_tasks().size]).toEqual([['ran'], 0]);
  });

  it('is cancelled when the task is', () => {
    const future = asyncio.run_coroutine_threadsafe(add(1, 2), loop);
    iterate(2);
    for (const task of asyncio.Task.all_tasks()) task.cancel();
    iterate(3);
    expect(future.cancelled()).toBe(true);
    expect(() => future.result()).toThrow(CancelledError);
  });

  it('gives an error of the scheduling to the future, and to the exception handler', () => {
    loop.set_task_factory(() => {
      throw new ValueError('no task');
    });
    const coro = add(1, 2);
    const future = asyncio.run_coroutine_threadsafe(coro, loop);
    iterate();
    expect(() => future.result()).toThrow(new ValueError('no task'));
    expect(reports()).toEqual(["Exception in callback callback() | ValueError('no task',)"]);
    loop.set_task_factory(undefined);
    coro.return(0);
  });

  it('leaves an error of the scheduling that is no Exception to the loop', () => {
    const error = new KeyboardInterrupt();
    loop.set_task_factory(() => {
      throw error;
    });
    const future = asyncio.run_coroutine_threadsafe(ticks(1), loop);
    expect(() => iterate()).toThrow(error);
    expect(future.done()).toBe(false);
    loop.set_task_factory(undefined);
  });

  it.each([5, undefined, 'text', add])('refuses %o', (value) => {
    expect(() => asyncio.run_coroutine_threadsafe(value as never, loop)).toThrow(
      new TypeError('A coroutine object is required'),
    );
  });

  it('refuses a future', () => {
    expect(() => asyncio.run_coroutine_threadsafe(loop.create_future() as never, loop)).toThrow(
      new TypeError('A coroutine object is required'),
    );
  });

  it('raises when the loop is closed', () => {
    const coro = ticks(1);
    loop.close();
    expect(() => asyncio.run_coroutine_threadsafe(coro, loop)).toThrow('Event loop is closed');
  });
});
