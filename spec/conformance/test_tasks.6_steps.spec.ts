import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AssertionError, BaseException, RuntimeError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { new_future, new_real_loop, new_task } from './tasks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

describe('BaseTaskTests', () => {
  it('test_step_in_completed_task: a task that is done makes no step', () => {
    let has_run = false;
    const notmuch = asyncio.coroutine(function* () {
      has_run = true;
      return 'ko';
    });
    const coro = notmuch();
    const task = new_task(loop, coro);
    task.set_result('ok');
    expect(() => task._step()).toThrow(AssertionError);
    expect(() => task._step()).toThrow(
      /^_step\(\): already done: <Task finished .+ result='ok'>, None$/,
    );
    expect(has_run).toBe(false);
    expect(task.result()).toBe('ok');
    coro.return('');
  });

  it('test_step_result: None may be yielded, any other value is a mistake', () => {
    const steps: unknown[] = [];
    const notmuch = asyncio.coroutine(function* () {
      steps.push('first');
      yield undefined;
      steps.push('second');
      yield 1 as never;
      steps.push('third');
      return 'ko';
    });
    const task = new_task(loop, notmuch());
    expect(() => loop.run_until_complete(task)).toThrow(new RuntimeError('Task got bad yield: 1'));
    expect(steps).toEqual(['first', 'second']);
    expect(task.exception()).toBeInstanceOf(RuntimeError);
  });

  it("test_step_result_future: waits for a future by its add_done_callback(), which may be a subclass's", () => {
    class Fut<T> extends asyncio.Future<T> {
      cb_added = false;

      override add_done_callback(callback: (future: asyncio.Future<T>) => unknown): void {
        this.cb_added = true;
        super.add_done_callback(callback);
      }
    }
    const future = new Fut<object>({ loop });
    let result: unknown;
    const wait_for_future = asyncio.coroutine(function* () {
      result = yield* future;
    });
    const task = new_task(loop, wait_for_future());
    run_briefly(loop);
    expect(future.cb_added).toBe(true);

    const res = {};
    future.set_result(res);
    run_briefly(loop);
    expect(result).toBe(res);
    expect(task.done()).toBe(true);
    expect(task.result()).toBe(undefined);
  });

  it('test_step_with_baseexception: what is no Exception ends the task, and leaves the step', () => {
    const error = new BaseException();
    const notmuch = asyncio.coroutine(function* () {
      throw error;
    });
    const task = new_task(loop, notmuch());
    expect(() => task._step()).toThrow(error);
    expect(task.done()).toBe(true);
    expect(task.exception()).toBe(error);
  });

  it('test_yield_vs_yield_from: a future is waited for by yield*, not by yield', () => {
    const future = new_future(loop);
    const wait_for_future = asyncio.coroutine(function* wait_for_future() {
      yield future as never;
    });
    expect(() => loop.run_until_complete(wait_for_future())).toThrow(RuntimeError);
    expect(() => loop.run_until_complete(wait_for_future())).toThrow(
      /^yield was used instead of yield from in task <Task pending coro=<wait_for_future\(\) .+> with <Future pending>$/,
    );
    expect(future.done()).toBe(false);
  });

  it('test_yield_vs_yield_from_generator: a coroutine is waited for by yield*, not by yield', () => {
    let started = false;
    const coro = asyncio.coroutine(function* coro() {
      started = true;
      yield;
    });
    const wait_for_future = asyncio.coroutine(function* wait_for_future() {
      const gen = coro();
      try {
        yield gen as never;
      } finally {
        gen.return();
      }
    });
    expect(() => loop.run_until_complete(wait_for_future())).toThrow(RuntimeError);
    expect(() => loop.run_until_complete(wait_for_future())).toThrow(
      /^yield was used instead of yield from for generator in task <Task pending coro=<wait_for_future\(\) .+> with <generator object coro at 0x[0-9a-f]+>$/,
    );
    expect(started).toBe(false);
  });
});

describe('GatherTestsBase', () => {
  afterEach(() => {
    delete process.env.PYTHONASYNCIODEBUG;
    asyncio.set_coroutine_debug(undefined);
  });

  it('test_env_var_debug: the environment variable switches the debug mode of coroutines on', () => {
    for (const [value, debug] of [
      [undefined, false],
      ['', false],
      ['1', true],
    ] as const) {
      if (value === undefined) delete process.env.PYTHONASYNCIODEBUG;
      else process.env.PYTHONASYNCIODEBUG = value;
      asyncio.set_coroutine_debug(undefined);
      expect(asyncio.get_coroutine_debug()).toBe(debug);
    }
  });
});

describe('SleepTests', () => {
  it('test_sleep_zero: lets the loop turn once, and returns its second argument', async () => {
    const real_loop = new_real_loop();
    asyncio.set_event_loop(undefined);
    let turns = 0;
    const turn = () => {
      turns += 1;
      real_loop.call_soon(turn);
    };
    const coro = asyncio.coroutine(function* () {
      real_loop.call_soon(turn);
      const before = turns;
      const result = yield* asyncio.sleep(0, 10, { loop: real_loop });
      return [before, turns, result];
    });
    expect(await real_loop.run_until_complete(coro())).toEqual([0, 1, 10]);
  });
});
