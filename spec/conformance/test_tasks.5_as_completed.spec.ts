import { beforeEach, describe, expect, it } from 'vitest';
import { TimeoutError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import type { TestLoop } from '../../lib/test_utils';
import { expect_set, new_future, new_task, timers } from './tasks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const coroutine_function = asyncio.coroutine(function* () {});

describe('BaseTaskTests', () => {
  it('test_as_completed: gives results in the order of completion, at once those that are there', () => {
    loop = new_test_loop(timers([0.01, 0], [0.15, 0.01], [0.01, 0]));
    loop.slow_callback_duration = 1;
    const completed = new Set<string>();
    let time_shifted = false;
    const sleeper = asyncio.coroutine(function* (dt: number, x: string) {
      yield* asyncio.sleep(dt, { loop });
      completed.add(x);
      if (!time_shifted && completed.has('a') && completed.has('b')) {
        time_shifted = true;
        loop.advance_time(0.14);
      }
      return x;
    });
    const a = sleeper(0.01, 'a');
    const b = sleeper(0.01, 'b');
    const c = sleeper(0.15, 'c');
    const foo = asyncio.coroutine(function* () {
      const values: unknown[] = [];
      for (const next of asyncio.as_completed([b, c, a], { loop })) values.push(yield* next);
      return values;
    });
    const first = loop.run_until_complete(new_task(loop, foo()));
    expect(loop.time()).toBeCloseTo(0.15, 7);
    expect(first.slice(0, 2).sort()).toEqual(['a', 'b']);
    expect(first.slice(2)).toEqual(['c']);

    // Coroutines that have ended return nothing.
    const second = loop.run_until_complete(new_task(loop, foo()));
    expect(loop.time()).toBeCloseTo(0.15, 7);
    expect(second).toEqual([undefined, undefined, undefined]);
  });

  it('test_as_completed_with_timeout: after the timeout, those that are left raise', () => {
    loop = new_test_loop(timers([0.12, 0], [0.1, 0], [0.15, 0.1]));
    const a = asyncio.sleep(0.1, 'a', { loop });
    const b = asyncio.sleep(0.15, 'b', { loop });
    const foo = asyncio.coroutine(function* () {
      const values: unknown[] = [];
      for (const next of asyncio.as_completed([a, b], { timeout: 0.12, loop })) {
        if (values.length > 0) loop.advance_time(0.02);
        try {
          values.push(yield* next);
        } catch (error) {
          values.push(error);
        }
      }
      return values;
    });
    const values = loop.run_until_complete(new_task(loop, foo()));
    expect(values).toEqual(['a', expect.any(TimeoutError)]);
    expect(loop.time()).toBeCloseTo(0.12, 7);

    const pending = [...asyncio.Task.all_tasks(loop)];
    expect(pending).toHaveLength(1);
    loop.advance_time(10);
    loop.run_until_complete(asyncio.wait(pending, { loop }));
    expect(pending[0]?.result()).toBe('b');
  });

  it('test_as_completed_with_unused_timeout: the timeout is dropped when all are done before', () => {
    loop = new_test_loop(timers([1, 0], [0.01, 0.01]));
    const a = asyncio.sleep(0.01, 'a', { loop });
    const foo = asyncio.coroutine(function* () {
      const values: string[] = [];
      for (const next of asyncio.as_completed([a], { timeout: 1, loop })) values.push(yield* next);
      return values;
    });
    expect(loop.run_until_complete(new_task(loop, foo()))).toEqual(['a']);
    expect(loop._scheduled.every((timer) => timer._cancelled)).toBe(true);
    expect(loop.time()).toBeCloseTo(0.01, 7);
  });

  it('test_as_completed_reverse_wait: the first that is waited for gets the first result', () => {
    loop = new_test_loop(timers([0.05, 0.05], [0.1, 0]));
    const a = asyncio.sleep(0.05, 'a', { loop });
    const b = asyncio.sleep(0.1, 'b', { loop });
    const futures = [...asyncio.as_completed(new Set([a, b]), { loop })] as const;
    expect(futures).toHaveLength(2);

    expect(loop.run_until_complete(futures[1] as asyncio.Coroutine<string>)).toBe('a');
    expect(loop.time()).toBeCloseTo(0.05, 7);
    loop.advance_time(0.05);
    expect(loop.run_until_complete(futures[0] as asyncio.Coroutine<string>)).toBe('b');
    expect(loop.time()).toBeCloseTo(0.1, 7);
  });

  it('test_as_completed_concurrent: all may be waited for together', () => {
    loop = new_test_loop(timers([0.05, 0], [0.05, 0.05]));
    const a = asyncio.sleep(0.05, 'a', { loop });
    const b = asyncio.sleep(0.05, 'b', { loop });
    const futures = [...asyncio.as_completed(new Set([a, b]), { loop })];
    expect(futures).toHaveLength(2);
    const [done, pending] = loop.run_until_complete(asyncio.wait(futures, { loop }));
    expect([...done].map((future) => future.result()).sort()).toEqual(['a', 'b']);
    expect_set(pending);
  });

  it('test_as_completed_duplicate_coroutines: a coroutine that is given twice is run once', () => {
    const coro = asyncio.coroutine(function* (s: string) {
      return s;
    });
    const runner = asyncio.coroutine(function* () {
      const results: string[] = [];
      const c = coro('ham');
      for (const next of asyncio.as_completed([c, c, coro('spam')], { loop })) {
        results.push(yield* next);
      }
      return results;
    });
    const task = new_task(loop, runner());
    loop.run_until_complete(task);
    expect(task.result().sort()).toEqual(['ham', 'spam']);
  });

  it('test_as_completed_invalid_args: takes a list, not a single future or coroutine', () => {
    const future = new_future(loop);
    expect(() =>
      loop.run_until_complete(asyncio.as_completed(future as never, { loop }) as never),
    ).toThrow(new TypeError('expect a list of futures, not Future'));
    const coro = coroutine_function();
    expect(() =>
      loop.run_until_complete(asyncio.as_completed(coro as never, { loop }) as never),
    ).toThrow(new TypeError('expect a list of futures, not generator'));
    coro.return();
  });
});
