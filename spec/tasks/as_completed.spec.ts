import { describe, expect, expectTypeOf, it } from 'vitest';
import { TimeoutError, ValueError } from '../../lib/errors';
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
} from '../support/virtual';

use_virtual_loop();

/** What each that is yielded gives, in turn, and when. */
const collect = asyncio.coroutine(function* (
  fs: Iterable<asyncio.Awaitable<unknown>>,
  options?: Parameters<typeof asyncio.as_completed>[1],
) {
  const seen: unknown[] = [];
  for (const next of asyncio.as_completed(fs, options)) {
    try {
      seen.push([yield* next, loop.time()]);
    } catch (error) {
      seen.push([(error as Error).name, loop.time()]);
    }
  }
  return seen;
});

describe('as_completed', () => {
  it('gives outcomes in the order in which they come', () => {
    const fs = [asyncio.sleep(3, 'c'), asyncio.sleep(1, 'a'), asyncio.sleep(2, 'b')];
    expect(run(() => collect(fs))).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
  });

  it('yields coroutines: waiting for the k-th gives the k-th completion, in whatever order they are taken', () => {
    const fs = [asyncio.sleep(2, 'second'), asyncio.sleep(1, 'first')];
    const results = run(function* () {
      const [a, b] = asyncio.as_completed(fs);
      expectTypeOf(a).toEqualTypeOf<asyncio.Coroutine<string>>();
      expect([asyncio.iscoroutine(a), asyncio.iscoroutine(b)]).toEqual([true, true]);
      const later = [yield* b];
      later.push(yield* a);
      return later;
    });
    expect(results).toEqual(['first', 'second']);
  });

  it('can be waited for side by side', () => {
    const fs = [asyncio.sleep(2, 'b'), asyncio.sleep(1, 'a')];
    const gathered = run(function* () {
      return yield* asyncio.gather(...asyncio.as_completed(fs));
    });
    expect(gathered).toEqual(['a', 'b']);
    expect(loop.time()).toBe(2);
  });

  it('raises exceptions and cancellations where they are waited for', () => {
    const failed = loop.create_future();
    const cancelled = loop.create_future();
    loop.call_later(1, () => failed.set_exception(new ValueError('x')));
    loop.call_later(2, () => cancelled.cancel());
    expect(run(() => collect([failed, cancelled, asyncio.sleep(3, 'x')]))).toEqual([
      ['ValueError', 1],
      ['CancelledError', 2],
      ['x', 3],
    ]);
  });

  it('raises TimeoutError for those that are left when the time is over, and cancels none', () => {
    const tasks = [go(() => asyncio.sleep(1, 'a')), go(() => asyncio.sleep(9, 'b'))];
    tasks.push(go(() => asyncio.sleep(8, 'c')));
    expect(run(() => collect(tasks, { timeout: 2 }))).toEqual([
      ['a', 1],
      ['TimeoutError', 2],
      ['TimeoutError', 2],
    ]);
    expect(tasks.map(outcome)).toEqual(["'a'", 'pending', 'pending']);
    expect(tasks.map((task) => task._callbacks.length)).toEqual([0, 0, 0]);
    run(() => asyncio.wait(tasks));
  });

  it('ignores what completes after the timeout before it was waited for', () => {
    const future = loop.create_future<string>();
    const results = run(function* () {
      const iterator = asyncio.as_completed([future], { timeout: 1 });
      const next = iterator.next().value as asyncio.Coroutine<string>;
      yield* asyncio.sleep(2);
      future.set_result('late');
      yield* ticks(2);
      try {
        return yield* next;
      } catch (error) {
        return error;
      }
    });
    expect(results).toBeInstanceOf(TimeoutError);
  });

  it.each([0, -1])('gives with a timeout of %d what is done in one loop turn', (timeout) => {
    const done = loop.create_future<string>();
    done.set_result('done');
    expect(run(() => collect([done, loop.create_future()], { timeout }))).toEqual([
      ['done', 0],
      ['TimeoutError', 0],
    ]);
  });

  it('cancels its timer with the last completion', () => {
    run(() => collect([asyncio.sleep(1)], { timeout: 5 }));
    expect(loop._scheduled.filter((timer) => !timer._cancelled)).toEqual([]);
    expect(loop.time()).toBe(1);
  });

  it('yields as many as there are different ones', () => {
    const coro = asyncio.sleep(1, 'x');
    const future = loop.create_future<string>();
    future.set_result('y');
    expect(run(() => collect([coro, future, coro, future]))).toEqual([
      ['y', 0],
      ['x', 1],
    ]);
  });

  it('yields nothing for nothing', () => {
    expect(run(() => collect([]))).toEqual([]);
    expect(run(() => collect([], { timeout: 1 }))).toEqual([]);
    expect(loop._scheduled).toEqual([]);
  });

  it('does nothing before its first next(): then the tasks are made, and mistakes are raised', () => {
    const coro = ticks(1);
    const iterator = asyncio.as_completed([coro]);
    expect(asyncio.Task.all_tasks().size).toBe(0);
    const first = iterator.next();
    expect([first.done, asyncio.Task.all_tasks().size]).toEqual([false, 1]);
    const task = start(first.value as asyncio.Coroutine<unknown>);
    expect(iterator.next().done).toBe(true);
    loop.run_until_complete(task);

    const refused = (fs: unknown, options?: unknown) => {
      const lazy = asyncio.as_completed(fs as never[], options as never);
      return () => lazy.next();
    };
    expect(refused(loop.create_future())).toThrow(
      new TypeError('expect a list of futures, not Future'),
    );
    const single = ticks(1);
    expect(refused(single)).toThrow(new TypeError('expect a list of futures, not generator'));
    single.return();
    expect(refused(5)).toThrow(new TypeError("'int' object is not iterable"));
    expect(refused([5])).toThrow('An asyncio.Future, a coroutine or an awaitable is required');
    expect(refused([], { time: 1 })).toThrow(
      new TypeError("as_completed() got an unexpected keyword argument 'time'"),
    );
  });

  it('can be left early: the tasks go on', () => {
    const tasks = [go(() => asyncio.sleep(1, 'a')), go(() => asyncio.sleep(2, 'b'))];
    const first = run(function* () {
      for (const next of asyncio.as_completed(tasks)) return yield* next;
      return undefined;
    });
    expect([first, outcome(tasks[1] as asyncio.Task)]).toEqual(['a', 'pending']);
    run(() => asyncio.wait(tasks));
  });

  it('loses no completion when one of the waiting ones is cancelled', () => {
    const fs = [asyncio.sleep(1, 'a'), asyncio.sleep(2, 'b')];
    const results = run(function* () {
      const [first, second] = asyncio.as_completed(fs);
      const given_up = start(first);
      yield;
      given_up.cancel();
      yield;
      expect(given_up.cancelled()).toBe(true);
      return yield* second;
    });
    expect([results, loop.time()]).toEqual(['a', 1]);
    run(() => asyncio.sleep(2));
  });

  it('takes the loop as an option', () => {
    const other = new VirtualTimeLoop();
    const iterator = asyncio.as_completed([ticks(1)], { loop: other, timeout: null });
    other.run_until_complete(iterator.next().value as asyncio.Coroutine<unknown>);
    expect(() => asyncio.as_completed([other.create_future()], { loop }).next()).toThrow(
      'loop argument must agree with Future',
    );
    other.close();
    iterate();
  });
});
