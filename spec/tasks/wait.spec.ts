import { describe, expect, expectTypeOf, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import {
  go,
  iterate,
  loop,
  outcome,
  run,
  start,
  ticks,
  use_virtual_loop,
  which,
} from '../support/virtual';

use_virtual_loop();

const ended_after = asyncio.coroutine(function* ended_after<T>(seconds: number, result: T) {
  return yield* asyncio.sleep(seconds, result);
});

const failed_after = asyncio.coroutine(function* failed_after(seconds: number) {
  yield* asyncio.sleep(seconds);
  throw new ValueError(`after ${seconds}`);
});

/** The members of both sets by their place in `tasks`, and when that was known. */
function waited(tasks: asyncio.Future<unknown>[], options?: Parameters<typeof asyncio.wait>[1]) {
  return run(function* () {
    const [done, pending] = yield* asyncio.wait(tasks, options);
    return { done: which(done, tasks), pending: which(pending, tasks), at: loop.time() };
  });
}

const cancel_all = (tasks: asyncio.Future<unknown>[]) => {
  for (const task of tasks) task.cancel();
  iterate();
};

describe('wait', () => {
  it('waits for all, and returns two sets', () => {
    const tasks = [start(ended_after(2, 'a')), start(failed_after(1)), go(() => asyncio.sleep(3))];
    expect(waited(tasks)).toEqual({ done: [0, 1, 2], pending: [], at: 3 });
    expect(tasks.map(outcome)).toEqual(["'a'", "raised ValueError('after 1',)", 'None']);
  });

  it('makes tasks of coroutines, and returns these', () => {
    const results = run(function* () {
      const [done] = yield* asyncio.wait([ended_after(2, 'a'), ended_after(1, 'b')]);
      expectTypeOf(done).toEqualTypeOf<Set<asyncio.Task<string>>>();
      return [...done].map((task) => task.result());
    });
    expect(results).toEqual(['a', 'b']);
  });

  it('takes any iterable that is no generator, and several of the same as one', () => {
    const future = loop.create_future();
    future.set_result(1);
    const coro = ended_after(1, 'x');
    run(function* () {
      const [done] = yield* asyncio.wait(new Set([future]));
      expect(done.size).toBe(1);
      const [done_of_twice] = yield* asyncio.wait([coro, coro, future, future]);
      expect(done_of_twice.size).toBe(2);
    });
  });

  it('suspends once even when everything is done', () => {
    const future = loop.create_future();
    future.set_result(1);
    const log: string[] = [];
    loop.call_soon(() => log.push('before'));
    const task = go(function* () {
      yield* asyncio.wait([future]);
      log.push('waited');
    });
    loop.call_soon(() => log.push('between'));
    iterate(1);
    expect(log).toEqual(['before', 'between']);
    iterate(2);
    expect([log, task.done()]).toEqual([['before', 'between', 'waited'], true]);
  });

  it('wakes two ticks after the last of them is done, and looks at all of them then', () => {
    const [a, b] = [loop.create_future<void>(), loop.create_future<void>()];
    const task = start(asyncio.wait([a, b], { return_when: asyncio.FIRST_COMPLETED }));
    iterate();
    a.set_result();
    iterate();
    expect(task.done()).toBe(false);
    b.set_result();
    iterate();
    expect(task.done()).toBe(true);
    const [done, pending] = task.result();
    expect([which(done, [a, b]), pending.size]).toEqual([[0, 1], 0]);
  });

  it('raises nothing of what it waits for', () => {
    const tasks = [start(failed_after(1)), start(ticks(9))];
    tasks[1]?.cancel();
    expect(waited(tasks)).toEqual({ done: [0, 1], pending: [], at: 1 });
    expect(tasks.map(outcome)).toEqual(["raised ValueError('after 1',)", 'cancelled']);
  });

  it('returns at the timeout what is done until then, and cancels nothing', () => {
    const tasks = [start(ended_after(1, 'a')), start(ended_after(3, 'b'))];
    expect(waited(tasks, { timeout: 2 })).toEqual({ done: [0], pending: [1], at: 2 });
    expect(waited(tasks)).toEqual({ done: [0, 1], pending: [], at: 3 });
  });

  it.each([0, -1])('gives everything one loop turn with a timeout of %d', (timeout) => {
    const tasks = [go(function* () {}), start(ended_after(1, 'late'))];
    expect(waited(tasks, { timeout })).toEqual({ done: [0], pending: [1], at: 0 });
    cancel_all(tasks);
  });

  it('cancels its timer when it is not needed', () => {
    waited([start(ended_after(1, 'a'))], { timeout: 5 });
    waited([start(ended_after(1, 'b'))], { timeout: 5 });
    expect(loop._scheduled.filter((timer) => !timer._cancelled)).toEqual([]);
    expect(loop.time()).toBe(2);
    const waiter = start(asyncio.wait([loop.create_future()], { timeout: 5 }));
    iterate();
    waiter.cancel();
    iterate();
    expect(loop._scheduled.filter((timer) => !timer._cancelled)).toEqual([]);
  });

  it('with FIRST_COMPLETED returns at the first, be it an exception or a cancellation', () => {
    const return_when = asyncio.FIRST_COMPLETED;
    const tasks = [start(failed_after(1)), start(ended_after(9, 'b'))];
    expect(waited(tasks, { return_when })).toEqual({ done: [0], pending: [1], at: 1 });
    outcome(tasks[0] as asyncio.Task);
    const more = [start(ticks(9)), start(ended_after(9, 'b'))];
    loop.call_soon(() => more[0]?.cancel());
    expect(waited(more, { return_when })).toEqual({ done: [0], pending: [1], at: 1 });
    cancel_all([...tasks, ...more]);
  });

  it('with FIRST_EXCEPTION returns at the first exception, which counts as read', () => {
    const tasks = [start(ended_after(1, 'a')), start(failed_after(2)), start(ended_after(9, 'b'))];
    const return_when = asyncio.FIRST_EXCEPTION;
    expect(waited(tasks, { return_when })).toEqual({ done: [0, 1], pending: [2], at: 2 });
    cancel_all(tasks);
  });

  it('with FIRST_EXCEPTION does not count a cancellation', () => {
    const tasks = [start(ticks(9)), start(ended_after(2, 'b'))];
    loop.call_soon(() => tasks[0]?.cancel());
    const return_when = asyncio.FIRST_EXCEPTION;
    expect(waited(tasks, { return_when })).toEqual({ done: [0, 1], pending: [], at: 2 });
    expect(outcome(tasks[0] as asyncio.Task)).toBe('cancelled');
  });

  it('with FIRST_EXCEPTION waits for all when there is none', () => {
    const tasks = [start(ended_after(1, 'a')), start(ended_after(2, 'b'))];
    const return_when = asyncio.FIRST_EXCEPTION;
    expect(waited(tasks, { return_when })).toEqual({ done: [0, 1], pending: [], at: 2 });
  });

  it('with FIRST_EXCEPTION sees an exception that is there already, and one that is a thrown 0', () => {
    const failed = loop.create_future();
    failed.set_exception(new ValueError('x'));
    const zero = go(function* () {
      throw 0;
    });
    const tasks = [failed, loop.create_future()];
    const return_when = asyncio.FIRST_EXCEPTION;
    expect(waited(tasks, { return_when })).toEqual({ done: [0], pending: [1], at: 0 });
    const more = [zero, loop.create_future()];
    expect(waited(more, { return_when })).toEqual({ done: [0], pending: [1], at: 0 });
  });

  it('cancels nothing when it is cancelled itself', () => {
    const future = loop.create_future<void>();
    const waiter = start(asyncio.wait([future]));
    iterate();
    waiter.cancel();
    iterate();
    expect([outcome(waiter), future.done()]).toEqual(['cancelled', false]);
    expect(future._callbacks).toHaveLength(1);
    future.set_result();
    iterate();
  });

  it('leaves no callback on what is pending', () => {
    const future = loop.create_future<void>();
    waited([future], { timeout: 1 });
    expect(future._callbacks).toEqual([]);
  });

  it('is done with each as often as it is asked', () => {
    const future = loop.create_future<void>();
    const waiters = [start(asyncio.wait([future])), start(asyncio.wait([future]))];
    iterate();
    future.set_result();
    iterate(2);
    expect(waiters.every((waiter) => waiter.done())).toBe(true);
  });

  it('asks each once whether it is done', () => {
    const asked: Asked[] = [];
    class Asked extends asyncio.Future<number> {
      override done(): boolean {
        asked.push(this);
        return super.done();
      }
    }
    const futures = [new Asked(), new Asked()] as const;
    run(function* () {
      loop.call_soon(() => futures[0].set_result(1));
      yield* asyncio.wait(futures, { return_when: asyncio.FIRST_COMPLETED });
    });
    expect(which(asked, futures)).toEqual([0, 1]);
  });

  it('refuses a single future or coroutine', () => {
    const coro = ticks(1);
    const refused = (fs: unknown) => () => loop.run_until_complete(asyncio.wait(fs as never[]));
    expect(refused(loop.create_future())).toThrow(
      new TypeError('expect a list of futures, not Future'),
    );
    const task = start(ticks(1));
    expect(refused(task)).toThrow(new TypeError('expect a list of futures, not Task'));
    expect(refused(coro)).toThrow(new TypeError('expect a list of futures, not generator'));
    coro.return();
    iterate(2);
  });

  it('refuses nothing at all, and what is no iterable', () => {
    const refused = (fs: unknown) => () => loop.run_until_complete(asyncio.wait(fs as never[]));
    const empty = new ValueError('Set of coroutines/Futures is empty.');
    for (const nothing of [[], new Set(), '', undefined, null]) {
      expect(refused(nothing)).toThrow(empty);
    }
    expect(refused(5)).toThrow(new TypeError("'int' object is not iterable"));
    expect(refused([5])).toThrow('An asyncio.Future, a coroutine or an awaitable is required');
  });

  it.each([
    ['FIRST', 'FIRST'],
    [null, 'None'],
    [1, '1'],
    ['', ''],
  ])('refuses the return_when %o', (return_when, printed) => {
    const options = { return_when } as never;
    expect(() => waited([loop.create_future()], options)).toThrow(
      new ValueError(`Invalid return_when value: ${printed}`),
    );
  });

  it('refuses an unknown option, and a future of another loop', () => {
    const other = new VirtualTimeLoop();
    const future = loop.create_future();
    expect(() => waited([future], { time: 1 } as never)).toThrow(
      new TypeError("wait() got an unexpected keyword argument 'time'"),
    );
    expect(() => waited([future], { loop: other })).toThrow('loop argument must agree with Future');
    expect(() => waited([other.create_future()])).toThrow('loop argument must agree with Future');
    other.close();
  });

  it('is a coroutine: a mistake in its arguments is raised when it runs', () => {
    const coro = asyncio.wait([]);
    expect(() => loop.run_until_complete(coro)).toThrow(ValueError);
  });

  it('takes null for None in its options', () => {
    const future = loop.create_future<void>();
    future.set_result();
    expect(waited([future], { timeout: null, loop: null }).done).toEqual([0]);
  });

  it('goes on for the others when one wait among them is left by an error', () => {
    const future = loop.create_future();
    const task = go(function* () {
      yield* asyncio.wait_for(asyncio.wait([future]), 1);
    });
    run(() => asyncio.sleep(2));
    expect(outcome(task)).toBe('raised TimeoutError()');
    expect(future.done()).toBe(false);
  });
});
