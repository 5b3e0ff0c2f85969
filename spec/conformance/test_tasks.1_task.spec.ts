import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AssertionError, RuntimeError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { showwarning, simplefilter } from '../../lib/warnings';
import { expect_list, new_future, new_real_loop, new_task } from './tasks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const notmuch = asyncio.coroutine(function* notmuch() {
  return 'ok';
});

/** Calls the function with the real loop as the current one, then runs the task that it made. */
async function check_in_current_loop(
  make: (loop: asyncio.AbstractEventLoop) => asyncio.Future<string>,
): Promise<void> {
  const real_loop = new_real_loop();
  asyncio.set_event_loop(real_loop);
  const task = make(real_loop);
  expect(task._loop).toBe(real_loop);
  expect(task.done()).toBe(false);
  expect(await real_loop.run_until_complete(task)).toBe('ok');
  expect(task.result()).toBe('ok');
}

/** That `ensure_future()` returns this very future, which ends with a result; with another loop it raises. */
function check_comes_back(original: asyncio.Future<string>, result: string): void {
  const future = asyncio.ensure_future(original);
  expect(loop.run_until_complete(future)).toBe(result);
  expect(future.done()).toBe(true);
  expect(future.result()).toBe(result);
  expect(future).toBe(original);

  const other_loop = asyncio.new_event_loop();
  asyncio.set_event_loop(other_loop);
  expect(() => asyncio.ensure_future(original, { loop: other_loop })).toThrow(
    new ValueError('loop argument must agree with Future'),
  );
  other_loop.close();
  expect(asyncio.ensure_future(original, { loop })).toBe(original);
}

describe('BaseTaskTests', () => {
  it('test_other_loop_future: waiting for a future of another loop raises in the task', () => {
    const other_loop = asyncio.new_event_loop();
    const future = new_future(other_loop);
    const run = asyncio.coroutine(function* run() {
      yield* future;
    });
    try {
      expect(() => loop.run_until_complete(run())).toThrow(RuntimeError);
      expect(() => loop.run_until_complete(run())).toThrow(
        /^Task <Task pending coro=<run\(\) running at .+> got Future <Future pending> attached to a different loop$/,
      );
      expect(future.done()).toBe(false);
    } finally {
      other_loop.close();
    }
  });

  it('test_task_awaits_on_itself: a task that waits for itself gets an error', () => {
    const test = asyncio.coroutine(function* test(): asyncio.Coroutine<void> {
      yield* task;
    });
    const task: asyncio.Task<void> = asyncio.ensure_future(test(), { loop });
    expect(() => loop.run_until_complete(task)).toThrow(RuntimeError);
    expect(() => task.result()).toThrow(
      /^Task cannot await on itself: <Task pending coro=<test\(\)/,
    );
  });

  it('test_task_class: runs a coroutine in the loop that it was given', async () => {
    const task = new_task(loop, notmuch());
    expect(task.done()).toBe(false);
    expect(loop.run_until_complete(task)).toBe('ok');
    expect(task.done()).toBe(true);
    expect(task.result()).toBe('ok');
    expect(task._loop).toBe(loop);

    await check_in_current_loop((current) => new_task(current, notmuch()));
    await check_in_current_loop(() => new asyncio.Task(notmuch()));
    expect(() => new asyncio.Task(notmuch as never)).toThrow(AssertionError);
  });

  it('test_ensure_future_coroutine: makes a task of a coroutine, in the loop that it was given', async () => {
    const task = asyncio.ensure_future(notmuch(), { loop });
    expect(task).toBeInstanceOf(asyncio.Task);
    expect(loop.run_until_complete(task)).toBe('ok');
    expect(task.done()).toBe(true);
    expect(task.result()).toBe('ok');
    expect(task._loop).toBe(loop);

    await check_in_current_loop((current) => asyncio.ensure_future(notmuch(), { loop: current }));
    await check_in_current_loop(() => asyncio.ensure_future(notmuch()));
  });

  it('test_ensure_future_future: a future comes back as it is, unless another loop is asked for', () => {
    const future = new_future<string>(loop);
    future.set_result('ko');
    check_comes_back(future, 'ko');
  });

  it('test_ensure_future_task: a task comes back as it is, unless another loop is asked for', () => {
    check_comes_back(new_task(loop, notmuch()), 'ok');
  });

  it('test_ensure_future_awaitable: an object that can stand right of yield* becomes a task', async () => {
    class Awaitable {
      constructor(readonly coro: asyncio.Coroutine<string>) {}

      *[Symbol.iterator](): asyncio.Coroutine<string> {
        return yield* this.coro;
      }
    }
    const real_loop = new_real_loop();
    asyncio.set_event_loop(real_loop);
    const future = asyncio.ensure_future(new Awaitable(notmuch()), { loop: real_loop });
    expect(future).toBeInstanceOf(asyncio.Task);
    await real_loop.run_until_complete(future);
    expect(future.result()).toBe('ok');
  });

  it('test_ensure_future_neither: takes nothing else', () => {
    for (const other of ['ok', 42, undefined, null, {}, ['ok'], notmuch]) {
      expect(() => asyncio.ensure_future(other as never)).toThrow(
        new TypeError('An asyncio.Future, a coroutine or an awaitable is required'),
      );
    }
  });

  it('test_async_warning: async is ensure_future with a warning', () => {
    const future = new_future(loop);
    const warnings: string[] = [];
    const { write } = showwarning;
    showwarning.write = (message, { name }) => warnings.push(`${name}: ${message}`);
    simplefilter('always');
    try {
      expect(asyncio.async(future)).toBe(future);
    } finally {
      simplefilter(undefined);
      showwarning.write = write;
    }
    expect(warnings).toEqual([
      'DeprecationWarning: asyncio.async() function is deprecated, use ensure_future()',
    ]);
  });

  it('test_task_basics: a coroutine gets what those return that it waits for', () => {
    const inner1 = asyncio.coroutine(function* () {
      return 42;
    });
    const inner2 = asyncio.coroutine(function* () {
      return 1000;
    });
    const outer = asyncio.coroutine(function* () {
      const a = yield* inner1();
      const b = yield* inner2();
      return a + b;
    });
    expect(loop.run_until_complete(outer())).toBe(1042);
  });

  it('test_iscoroutinefunction: true of decorated functions only', () => {
    expect(asyncio.iscoroutinefunction(() => {})).toBe(false);
    expect(asyncio.iscoroutinefunction(function* () {})).toBe(false);
    expect(asyncio.iscoroutinefunction(asyncio.coroutine(function* () {}))).toBe(true);
    expect(asyncio.iscoroutinefunction(vi.fn())).toBe(false);
    expect(asyncio.iscoroutinefunction(undefined)).toBe(false);
  });

  it('test_coroutine_non_gen_function: a decorated plain function gives a coroutine', () => {
    let calls = 0;
    const func = asyncio.coroutine(() => {
      calls += 1;
      return 'test';
    });
    expect(asyncio.iscoroutinefunction(func)).toBe(true);
    const coro = func();
    expect(asyncio.iscoroutine(coro)).toBe(true);
    expect(calls).toBe(0);
    expect(loop.run_until_complete(coro)).toBe('test');
    expect(calls).toBe(1);
  });

  it('test_coroutine_non_gen_function_return_future: a decorated plain function may return a future', () => {
    const future = new_future<string>(loop);
    const func = asyncio.coroutine(() => future);
    const coro = asyncio.coroutine(() => {
      future.set_result('test');
    });
    const task1 = new_task(loop, func());
    const task2 = new_task(loop, coro());
    expect(loop.run_until_complete(task1)).toBe('test');
    expect(task2.result()).toBe(undefined);
  });

  it('test_current_task: the task whose step runs, and none outside of steps', () => {
    const { Task } = asyncio;
    expect(Task.current_task(loop)).toBe(undefined);

    const seen: unknown[] = [];
    const coro = asyncio.coroutine(function* () {
      seen.push(Task.current_task(loop));
      asyncio.set_event_loop(loop);
      seen.push(Task.current_task(null), Task.current_task());
      asyncio.set_event_loop(undefined);
      yield;
      seen.push(Task.current_task(loop));
    });
    const task = new_task(loop, coro());
    run_briefly(loop);
    expect(Task.current_task(loop)).toBe(undefined);
    loop.run_until_complete(task);
    expect_list(seen, task, task, task, task);
    expect(Task.current_task(loop)).toBe(undefined);
    expect(Task.current_task(new_test_loop())).toBe(undefined);
  });

  it('test_current_task_with_interleaving_tasks: follows tasks that take turns', () => {
    const { Task } = asyncio;
    expect(Task.current_task(loop)).toBe(undefined);
    const future1 = new_future<boolean>(loop);
    const future2 = new_future<boolean>(loop);
    const seen: [string, unknown][] = [];

    const coro1 = asyncio.coroutine(function* () {
      seen.push(['1', Task.current_task(loop)]);
      yield* future1;
      seen.push(['1', Task.current_task(loop)]);
      future2.set_result(true);
    });
    const coro2 = asyncio.coroutine(function* () {
      seen.push(['2', Task.current_task(loop)]);
      future1.set_result(true);
      yield* future2;
      seen.push(['2', Task.current_task(loop)]);
    });
    const task1 = new_task(loop, coro1());
    const task2 = new_task(loop, coro2());
    loop.run_until_complete(asyncio.wait([task1, task2], { loop }));
    expect(seen.map(([name]) => name)).toEqual(['1', '2', '1', '2']);
    for (const [name, current] of seen) expect(current).toBe(name === '1' ? task1 : task2);
    expect(Task.current_task(loop)).toBe(undefined);
  });
});

describe('GenericTaskTests', () => {
  it('test_future_subclass: a task is a future', () => {
    expect(asyncio.Task.prototype).toBeInstanceOf(asyncio.Future);
  });
});
