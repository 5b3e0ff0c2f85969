import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Exception, ValueError } from '../../lib/errors';
import { partial } from '../../lib/functools';
import * as asyncio from '../../lib/index';
import { ERROR } from '../../lib/log';
import { repr } from '../../lib/reprlib';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import type { SourceTraceback } from '../../lib/traceback';
import { forget, record_log } from './garbage';
import { expect_set, lines_of, new_future, new_task } from './tasks';
import { new_test_loop } from './test_loop';

const line_of = lines_of(__filename);

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
  loop.set_debug(false);
});

afterEach(() => {
  asyncio.set_coroutine_debug(undefined);
});

function dummy() {} // line of dummy

const shown = (words: string, comment: string) => `${words} at ${__filename}:${line_of(comment)}`;

describe('BaseTaskTests', () => {
  it('test_get_stack: of the running task, its coroutine and those that this has called', () => {
    let task: asyncio.Task<void> | undefined;
    const names: unknown[] = [];
    let printed = '';
    const foo = asyncio.coroutine(function* foo() {
      yield* bar();
    });
    const bar = asyncio.coroutine(function* bar(): asyncio.Coroutine<void> {
      const stack = task?.get_stack() ?? [];
      names.push(stack.slice(-2).map(({ name }) => name));
      names.push(task?.get_stack({ limit: 1 }).map(({ name }) => name));
      const file = {
        write(text: string) {
          printed += text;
        },
      };
      task?.print_stack({ limit: 1, file });
    });
    const runner = asyncio.coroutine(function* () {
      task = asyncio.ensure_future(foo(), { loop });
      yield* task;
    });
    loop.run_until_complete(runner());
    // CPython 3.6 stops at the task's own coroutine; here `limit` counts from the newest frame.
    expect(names).toEqual([['foo', 'bar'], ['bar']]);
    expect(printed).toMatch(/^Stack for <Task pending coro=<foo\(\) running at .+>.*>/);
    expect(printed).toMatch(/, in bar\n/);
  });

  it('test_task_repr: names the coroutine and where it is, in each state of the task', () => {
    const notmuch = asyncio.coroutine(function* notmuch() {
      yield* [];
      return 'abc';
    });
    expect(notmuch.name).toBe('notmuch');
    const running = `coro=<${shown('notmuch() running', 'function* notmuch() {')}>`;
    const done = `coro=<${shown('notmuch() done, defined', 'function* notmuch() {')}>`;
    const callbacks = `cb=[${shown('dummy()', 'line of dummy')}]`;

    const task = new_task(loop, notmuch());
    task.add_done_callback(dummy);
    expect(repr(task)).toBe(`<Task pending ${running} ${callbacks}>`);

    task.cancel();
    expect(repr(task)).toBe(`<Task cancelling ${running} ${callbacks}>`);

    expect(() => loop.run_until_complete(task)).toThrow(asyncio.CancelledError);
    expect(repr(task)).toBe(`<Task cancelled ${done}>`);

    const other = new_task(loop, notmuch());
    loop.run_until_complete(other);
    expect(repr(other)).toBe(`<Task finished ${done} result='abc'>`);

    loop.set_debug(true);
    const debug = new_task(loop, notmuch());
    const created = debug._source_traceback?.last;
    expect(repr(debug)).toBe(
      `<Task pending ${running} created at ${created?.file}:${created?.line}>`,
    );
    loop.run_until_complete(debug);
  });

  it('test_task_repr_coro_decorator: a decorated plain function is named; in debug mode with its own place', () => {
    for (const debug of [false, true]) {
      asyncio.set_coroutine_debug(debug);
      const notmuch = asyncio.coroutine(function notmuch() {
        return 123;
      });
      expect(notmuch.name).toBe('notmuch');
      const coro = notmuch();
      expect(repr(coro)).toMatch(/^<generator object notmuch at 0x[0-9a-f]+>$/);

      const task = new_task(loop, coro);
      task.add_done_callback(dummy);
      const running = debug
        ? shown('notmuch() running, defined', 'function notmuch() {')
        : expect.stringMatching(/notmuch\(\) running at .*coroutines\.[jt]s:\d+$/);
      const [, words, callbacks] = /^<Task pending coro=<(.+?)> (.+)>$/.exec(repr(task)) ?? [];
      expect(words).toEqual(running);
      expect(callbacks).toBe(`cb=[${shown('dummy()', 'line of dummy')}]`);

      loop.run_until_complete(task);
      const done = shown('notmuch() done, defined', 'function notmuch() {');
      expect(repr(task)).toBe(`<Task finished coro=<${done}> result=123>`);
    }
  });

  it('test_task_repr_wait_for: shows the future that the task waits for', () => {
    const wait_for = asyncio.coroutine(function* (future: asyncio.Future<undefined>) {
      return yield* future;
    });
    const future = new_future<undefined>(loop);
    const task = new_task(loop, wait_for(future));
    run_briefly(loop);
    expect(repr(future)).toBe('<Future pending cb=[Task._wakeup()]>');
    expect(repr(task)).toMatch(
      /^<Task pending coro=<.+> wait_for=<Future pending cb=\[Task\._wakeup\(\)\]>>$/,
    );

    future.set_result(undefined);
    loop.run_until_complete(task);
    expect(repr(task)).not.toContain('wait_for=');
  });

  it('test_task_repr_partial_corowrapper: a decorated partial is named by its function and arguments', () => {
    asyncio.set_coroutine_debug(true);
    loop.set_debug(true);
    const func = asyncio.coroutine(function* func(_x: number, _y: number) {
      yield* asyncio.sleep(0);
    });
    const partial_func = asyncio.coroutine(
      partial(func, 1) as (y: number) => asyncio.Coroutine<void>,
    );
    const task = loop.create_task(partial_func(2));
    expect(repr(task)).toMatch(/^<Task pending coro=<func\(1\)\(\) running, defined at /);
    loop.run_until_complete(task);
  });

  it('test_task_source_traceback: in debug mode, the frames in which the task was made', () => {
    const coro = asyncio.coroutine(function* () {});
    expect(new_task(loop, coro())._source_traceback).toBe(undefined);

    loop.set_debug(true);
    function make_task() {
      return new asyncio.Task(coro(), { loop }); // line of the task
    }
    function call_it() {
      return make_task(); // line of the call
    }
    const task = call_it();
    expect(task._source_traceback?.frames).toBeInstanceOf(Array);
    expect(task._source_traceback?.frames.slice(-2)).toEqual([
      { file: __filename, line: line_of('line of the call'), name: 'call_it' },
      { file: __filename, line: line_of('line of the task'), name: 'make_task' },
    ]);
    loop.run_until_complete(task);
  });

  it('test_exception_traceback: the exception of a task tells where it was raised', () => {
    const foo = asyncio.coroutine(function* foo() {
      throw new ValueError('division by zero'); // line of the error
    });
    const main = asyncio.coroutine(function* () {
      const task = new_task(loop, foo());
      yield;
      return task;
    });
    const task = loop.run_until_complete(main());
    expect((task.exception() as Error).stack).toContain(
      `${__filename}:${line_of('line of the error')}`,
    );
    expect(task.get_stack().at(-1)).toEqual({
      file: __filename,
      line: line_of('line of the error'),
      name: 'foo',
    });
  });

  it('test_yield_from_corowrapper: in debug mode, coroutines wait for one another and pass lists on', () => {
    asyncio.set_coroutine_debug(true);
    type Triple = [number, number, number];
    const t1 = asyncio.coroutine(function* () {
      return yield* t2();
    });
    const t2 = asyncio.coroutine(function* () {
      const future = new_future<Triple>(loop);
      new_task(loop, t3(future));
      return yield* future;
    });
    const t3 = asyncio.coroutine(function* (future: asyncio.Future<Triple>) {
      future.set_result([1, 2, 3]);
    });
    expect(loop.run_until_complete(new_task(loop, t1()))).toEqual([1, 2, 3]);
  });

  it('test_yield_from_corowrapper_send: in debug mode, a coroutine object is sent lists and texts as they are', () => {
    asyncio.set_coroutine_debug(true);
    const foo = asyncio.coroutine(function* (): Generator<undefined, unknown> {
      const a: unknown = yield;
      return a;
    });
    for (const value of [[1, 2], 'spam']) {
      const coro = foo();
      expect(coro.next()).toEqual({ value: undefined, done: false });
      const end = coro.next(value);
      expect(end.done).toBe(true);
      expect(end.value).toBe(value);
    }
  });

  it('test_corowrapper_throw: in debug mode, a coroutine object may catch what is thrown in, and go on', () => {
    asyncio.set_coroutine_debug(true);
    const foo = asyncio.coroutine(function* (): Generator<never, never> {
      let value: unknown;
      for (;;) {
        try {
          value = yield value as never;
        } catch (error) {
          value = error;
        }
      }
    });
    for (const exception of [new Exception('foo'), new Exception(), 'foo']) {
      const coro = foo();
      expect(coro.next()).toEqual({ value: undefined, done: false });
      const step = coro.throw(exception);
      expect(step.done).toBe(false);
      expect(step.value).toBe(exception);
      expect(coro.next('bar' as never).value).toBe('bar');
    }
  });

  it('test_return_coroutine_from_coroutine: a coroutine that a decorated plain function returns is run', () => {
    for (const debug of [false, true]) {
      asyncio.set_coroutine_debug(debug);
      const outer_coro = asyncio.coroutine(() => {
        const inner_coro = asyncio.coroutine(() => 1);
        return inner_coro();
      });
      expect(loop.run_until_complete(outer_coro())).toBe(1);
    }
  });

  it('test_log_destroyed_pending_task: in debug mode, the exception handler hears of a task that is forgotten', async () => {
    const { Task } = asyncio;
    const contexts: Record<string, unknown>[] = [];
    let source_traceback: SourceTraceback | undefined;
    loop.set_debug(true);
    loop.set_exception_handler((_loop, context) => contexts.push(context));
    const kill_me = asyncio.coroutine(function* () {
      yield* new_future(loop);
      throw new Exception('code never reached');
    });

    await forget(() => {
      const task = asyncio.ensure_future(kill_me(), { loop });
      expect_set(Task.all_tasks(loop), task);
      asyncio.set_event_loop(loop);
      expect_set(Task.all_tasks(), task);
      expect_set(Task.all_tasks(null), task);
      asyncio.set_event_loop(undefined);

      loop._run_once();
      expect(loop._ready.length).toBe(0);
      expect(contexts).toEqual([]);
      source_traceback = task._source_traceback;
      return task;
    });

    expect(Task.all_tasks(loop).size).toBe(0);
    expect(source_traceback).toBeDefined();
    expect(contexts).toEqual([
      {
        message: 'Task was destroyed but it is pending!',
        task: expect.anything(),
        source_traceback,
      },
    ]);
    expect(repr(contexts[0]?.task)).toMatch(/^<Task pending coro=<.+> created at .+>$/);
  });

  it('test_tb_logger_not_called_after_cancel: cancel() takes back the report of an exception', async () => {
    const records = record_log();
    const coro = asyncio.coroutine(function* () {
      throw new TypeError();
    });
    const runner = asyncio.coroutine(function* () {
      const task = new_task(loop, coro());
      yield;
      expect(task.done()).toBe(true);
      expect(task.cancel()).toBe(false);
      return task;
    });
    await forget(() => loop.run_until_complete(runner()));
    loop.close();
    expect(records).toEqual([]);
  });

  it('test_coroutine_never_yielded: in debug mode, the log names a coroutine that nobody ran', async () => {
    asyncio.set_coroutine_debug(true);
    const records = record_log();
    const coro_noop = asyncio.coroutine(
      function coro_noop() {}, // line of coro_noop
    );
    function create_and_drop() {
      return coro_noop(); // line of the creation
    }
    await forget(create_and_drop);

    expect(records.map(({ level }) => level)).toEqual([ERROR]);
    const lines = records[0]?.message.split('\n') ?? [];
    const created = `${__filename}:${line_of('line of the creation')}`;
    expect(lines[0]).toBe(
      `<CoroWrapper ${shown('coro_noop() running, defined', 'line of coro_noop')}, created at ${created}> ` +
        'was never yielded from',
    );
    expect(lines[1]).toMatch(
      /^Coroutine object created at \(most recent call last, truncated to \d+ last lines\):$/,
    );
    expect(lines.slice(-2)).toEqual([
      `  File "${__filename}", line ${line_of('line of the creation')}, in create_and_drop`,
      '    return coro_noop(); // line of the creation',
    ]);
  });

  it('test_error_in_call_soon: an error of call_soon leaves the constructor, and no task behind', () => {
    const error = new ValueError();
    loop.call_soon = () => {
      throw error;
    };
    let has_run = false;
    const coro = asyncio.coroutine(function* () {
      has_run = true;
    })();
    expect(() => new_task(loop, coro)).toThrow(error);
    expect(asyncio.Task.all_tasks(loop).size).toBe(0);
    expect(loop._ready.length).toBe(0);
    expect(has_run).toBe(false);
  });
});
