import { beforeEach, describe, expect, it } from 'vitest';
import { TimeoutError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import type { TestLoop } from '../../lib/test_utils';
import { expect_set, new_future, new_task, timers } from './tasks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const sleeping = (seconds: number) => new_task(loop, asyncio.sleep(seconds, { loop }));

/** Let the clock go on until these are done. */
function finish(...tasks: asyncio.Task<unknown>[]): void {
  loop.advance_time(10);
  const [done] = loop.run_until_complete(asyncio.wait(tasks, { loop }));
  expect_set(done, ...tasks);
}

const coroutine_function = asyncio.coroutine(function* () {});

describe('BaseTaskTests', () => {
  it('test_wait_for: at the timeout it cancels the task and raises', () => {
    loop = new_test_loop(timers([0.2, 0], [0.1, 0.1]));
    let foo_running: boolean | undefined;
    const foo = asyncio.coroutine(function* () {
      foo_running = true;
      try {
        yield* asyncio.sleep(0.2, { loop });
      } finally {
        foo_running = false;
      }
      return 'done';
    });
    const task = new_task(loop, foo());
    expect(() => loop.run_until_complete(asyncio.wait_for(task, 0.1, { loop }))).toThrow(
      TimeoutError,
    );
    expect(task.done()).toBe(true);
    expect(task.cancelled()).toBe(true);
    expect(loop.time()).toBeCloseTo(0.1, 7);
    expect(foo_running).toBe(false);
  });

  it('test_wait_for_blocking: without a timeout it waits for the result', () => {
    for (const timeout of [undefined, null]) {
      const coro = asyncio.coroutine(function* () {
        return 'done';
      });
      expect(loop.run_until_complete(asyncio.wait_for(coro(), timeout, { loop }))).toBe('done');
    }
  });

  it('test_wait_for_with_global_loop: without a loop it takes the current one', () => {
    loop = new_test_loop(timers([0.2, 0], [0.01, 0.01]));
    const foo = asyncio.coroutine(function* () {
      yield* asyncio.sleep(0.2, { loop });
      return 'done';
    });
    asyncio.set_event_loop(loop);
    const task = new_task(loop, foo());
    expect(() => loop.run_until_complete(asyncio.wait_for(task, 0.01))).toThrow(TimeoutError);
    asyncio.set_event_loop(undefined);
    expect(loop.time()).toBeCloseTo(0.01, 7);
    expect(task.done()).toBe(true);
    expect(task.cancelled()).toBe(true);
  });

  it('test_wait_for_race_condition: a result that comes when the time is over, but first, counts', () => {
    loop = new_test_loop(timers([0.1, 0.1], [0.2, 0.1]));
    const future = new_future<string>(loop);
    const waiting = asyncio.wait_for(future, 0.2, { loop });
    loop.call_later(0.1, (result: string) => future.set_result(result), 'ok');
    expect(loop.run_until_complete(waiting)).toBe('ok');
    expect(loop.time()).toBeCloseTo(0.2, 7);
  });

  it('test_wait: until all are done, which takes no time when they are', () => {
    loop = new_test_loop(timers([0.1, 0], [0.15, 0.15]));
    const a = sleeping(0.1);
    const b = sleeping(0.15);
    const foo = asyncio.coroutine(function* () {
      const [done, pending] = yield* asyncio.wait([b, a], { loop });
      expect_set(done, a, b);
      expect_set(pending);
      return 42;
    });
    expect(loop.run_until_complete(new_task(loop, foo()))).toBe(42);
    expect(loop.time()).toBeCloseTo(0.15, 7);

    expect(loop.run_until_complete(new_task(loop, foo()))).toBe(42);
    expect(loop.time()).toBeCloseTo(0.15, 7);
  });

  it('test_wait_with_global_loop: without a loop it takes the current one', () => {
    loop = new_test_loop(timers([0.01, 0], [0.015, 0.015]));
    const a = sleeping(0.01);
    const b = sleeping(0.015);
    asyncio.set_event_loop(loop);
    const [done, pending] = loop.run_until_complete(asyncio.wait([b, a]));
    expect_set(done, a, b);
    expect_set(pending);
    expect(loop.time()).toBeCloseTo(0.015, 7);
  });

  it('test_wait_duplicate_coroutines: a coroutine that is given twice is run once', () => {
    const started: string[] = [];
    const coro = asyncio.coroutine(function* (s: string) {
      started.push(s);
      return s;
    });
    const c = coro('test');
    const task = new_task(loop, asyncio.wait([c, c, coro('spam')], { loop }));
    const [done, pending] = loop.run_until_complete(task);
    expect_set(pending);
    expect([...done].map((future) => future.result()).sort()).toEqual(['spam', 'test']);
    expect(started.sort()).toEqual(['spam', 'test']);
  });

  it('test_wait_errors: refuses to wait for nothing, and unknown conditions', () => {
    expect(() =>
      loop.run_until_complete(asyncio.wait(new Set<asyncio.Future>(), { loop })),
    ).toThrow(new ValueError('Set of coroutines/Futures is empty.'));
    const sleep_coro = asyncio.sleep(10, { loop });
    const wait_coro = asyncio.wait([sleep_coro], { return_when: -1 as never, loop });
    expect(() => loop.run_until_complete(wait_coro)).toThrow(
      new ValueError('Invalid return_when value: -1'),
    );
    expect(asyncio.Task.all_tasks(loop).size).toBe(0);
    sleep_coro.return(undefined as never);
  });

  it('test_wait_first_completed: until one is done; the others go on', () => {
    loop = new_test_loop(timers([10, 0], [0.1, 0.1]));
    const a = sleeping(10);
    const b = sleeping(0.1);
    const task = new_task(
      loop,
      asyncio.wait([b, a], { return_when: asyncio.FIRST_COMPLETED, loop }),
    );
    const [done, pending] = loop.run_until_complete(task);
    expect_set(done, b);
    expect_set(pending, a);
    expect(a.done()).toBe(false);
    expect(b.done()).toBe(true);
    expect(b.result()).toBe(undefined);
    expect(loop.time()).toBeCloseTo(0.1, 7);
    finish(a, b);
  });

  it('test_wait_really_done: counts one as done whose callbacks have not been called yet', () => {
    const coro1 = asyncio.coroutine(function* () {
      yield;
    });
    const coro2 = asyncio.coroutine(function* () {
      yield;
      yield;
    });
    const a = new_task(loop, coro1());
    const b = new_task(loop, coro2());
    const task = new_task(
      loop,
      asyncio.wait([b, a], { return_when: asyncio.FIRST_COMPLETED, loop }),
    );
    const [done, pending] = loop.run_until_complete(task);
    expect_set(done, a, b);
    expect_set(pending);
    for (const one of [a, b]) {
      expect(one.done()).toBe(true);
      expect(one.result()).toBe(undefined);
    }
  });

  it('test_wait_first_exception: not at all where one has raised already', () => {
    loop = new_test_loop(timers([10, 0]));
    const a = sleeping(10);
    const error = new ValueError('err');
    const exc = asyncio.coroutine(function* () {
      throw error;
    });
    const b = new_task(loop, exc());
    const task = new_task(
      loop,
      asyncio.wait([b, a], { return_when: asyncio.FIRST_EXCEPTION, loop }),
    );
    const [done, pending] = loop.run_until_complete(task);
    expect_set(done, b);
    expect_set(pending, a);
    expect(b.exception()).toBe(error);
    expect(loop.time()).toBe(0);
    finish(a, b);
  });

  it('test_wait_first_exception_in_wait: until one raises', () => {
    loop = new_test_loop(timers([10, 0], [0.01, 0.01]));
    const a = sleeping(10);
    const error = new ValueError('err');
    const exc = asyncio.coroutine(function* () {
      yield* asyncio.sleep(0.01, { loop });
      throw error;
    });
    const b = new_task(loop, exc());
    const [done, pending] = loop.run_until_complete(
      asyncio.wait([b, a], { return_when: asyncio.FIRST_EXCEPTION, loop }),
    );
    expect_set(done, b);
    expect_set(pending, a);
    expect(b.exception()).toBe(error);
    expect(loop.time()).toBeCloseTo(0.01, 7);
    finish(a, b);
  });

  it('test_wait_with_exception: raises nothing of what it waits for', () => {
    loop = new_test_loop(timers([0.1, 0], [0.15, 0.15]));
    const a = sleeping(0.1);
    const error = new ValueError('really');
    const sleeper = asyncio.coroutine(function* () {
      yield* asyncio.sleep(0.15, { loop });
      throw error;
    });
    const b = new_task(loop, sleeper());
    for (let round = 0; round < 2; round++) {
      const [done, pending] = loop.run_until_complete(asyncio.wait([b, a], { loop }));
      expect_set(done, a, b);
      expect_set(pending);
      expect([a.exception(), b.exception()]).toEqual([undefined, error]);
      expect(loop.time()).toBeCloseTo(0.15, 7);
    }
  });

  it('test_wait_with_timeout: until then, and cancels nothing', () => {
    loop = new_test_loop(timers([0.1, 0], [0.15, 0], [0.11, 0.11]));
    const a = sleeping(0.1);
    const b = sleeping(0.15);
    const [done, pending] = loop.run_until_complete(asyncio.wait([b, a], { timeout: 0.11, loop }));
    expect_set(done, a);
    expect_set(pending, b);
    expect(loop.time()).toBeCloseTo(0.11, 7);
    finish(a, b);
    expect(b.cancelled()).toBe(false);
  });

  it('test_wait_concurrent_complete: one that completes just when the time is over is done', () => {
    loop = new_test_loop(timers([0.1, 0], [0.15, 0], [0.1, 0.1]));
    const a = sleeping(0.1);
    const b = sleeping(0.15);
    const [done, pending] = loop.run_until_complete(asyncio.wait([b, a], { timeout: 0.1, loop }));
    expect_set(done, a);
    expect_set(pending, b);
    expect(loop.time()).toBeCloseTo(0.1, 7);
    finish(a, b);
  });

  it('test_wait_invalid_args: takes a list, with something in it', () => {
    const future = new_future(loop);
    expect(() => loop.run_until_complete(asyncio.wait(future as never, { loop }))).toThrow(
      new TypeError('expect a list of futures, not Future'),
    );
    const coro = coroutine_function();
    expect(() => loop.run_until_complete(asyncio.wait(coro as never, { loop }))).toThrow(
      new TypeError('expect a list of futures, not generator'),
    );
    coro.return();
    expect(() => loop.run_until_complete(asyncio.wait([], { loop }))).toThrow(
      new ValueError('Set of coroutines/Futures is empty.'),
    );
  });
});
