import { describe, expect, it } from 'vitest';
import {
  AssertionError,
  BaseException,
  InvalidStateError,
  KeyboardInterrupt,
  SystemExit,
  ValueError,
} from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import {
  abandon,
  go,
  iterate,
  loop,
  outcome,
  report_contexts,
  reports,
  run,
  shown,
  start,
  use_virtual_loop,
  which,
} from '../support/virtual';

use_virtual_loop();

describe('a task that is completed from outside', () => {
  it('takes set_result(), which 3.6 allows; its next wakeup is reported, and the loop goes on', () => {
    const future = loop.create_future<void>();
    const task = go(function* () {
      yield* future;
      return 'own';
    });
    iterate();
    task.set_result('from outside');
    future.set_result();
    expect(run(() => asyncio.sleep(1, 'on'))).toBe('on');
    const contexts = report_contexts();
    expect(contexts).toHaveLength(1);
    const { message, exception, handle } = contexts[0] as asyncio.ExceptionContext;
    expect(message).toBe('Exception in callback Task._wakeup(<Future finished result=None>)');
    expect(exception).toBeInstanceOf(AssertionError);
    expect(repr(handle)).toBe('<Handle Task._wakeup(<Future finished result=None>)>');
    expect(shown(exception)).toMatch(
      /^AssertionError\("_step\(\): already done: <Task finished coro=<<lambda>\(\) running> wait_for=<Future finished result=None> result='from outside'>, None",\)$/,
    );
    expect(outcome(task)).toBe("'from outside'");
  });

  it('before its first step takes it, too: the step is reported', () => {
    const task = go(function* () {
      return 'own';
    });
    task.set_result('from outside');
    iterate();
    expect(reports()).toEqual([
      expect.stringMatching(
        /^Exception in callback Task\._step\(\) \| AssertionError\("_step\(\): already done: <Task finished coro=<<lambda>\(\) .*result='from outside'>, None",\)$/,
      ),
    ]);
  });

  it('takes set_exception(); whoever waits for the task gets it', () => {
    const future = loop.create_future<void>();
    const task = go(() => asyncio.shield(future)[Symbol.iterator]() as never);
    const waiting = go(function* () {
      yield* task;
    });
    iterate(2);
    task.set_exception(ValueError);
    iterate(1);
    expect(outcome(waiting)).toBe('raised ValueError()');
    expect(() => task.set_result(undefined as never)).toThrow(InvalidStateError);
    expect(asyncio.Task.all_tasks().size).toBe(0);
  });

  it('reports the exception that was to be thrown in with the step', () => {
    const task = go(function* () {
      yield 5 as never;
    });
    iterate();
    task.set_result(undefined as never);
    iterate();
    expect(reports()).toEqual([
      expect.stringMatching(
        /^Exception in callback Task\._step\(RuntimeError\(.*5',\)\) \| AssertionError\(.*, RuntimeError\('Task got bad yield: 5',\)/,
      ),
    ]);
  });
});

describe('an error that is no Exception', () => {
  class Abort extends BaseException {}

  it.each([KeyboardInterrupt, SystemExit, Abort])(
    'is set on the task and leaves the loop at once: %o',
    (cls) => {
      const error = new cls();
      const log: string[] = [];
      const task = go(function* () {
        throw error;
      });
      loop.call_soon(() => log.push('queued behind'));
      expect(() => run(() => asyncio.sleep(1))).toThrow(error);
      expect(log).toEqual([]);
      expect(asyncio.Task.current_task(loop)).toBe(undefined);
      expect([loop.is_running(), task.done(), task.exception()]).toEqual([false, true, error]);
      iterate();
      expect(log).toEqual(['queued behind']);
      for (const left of asyncio.Task.all_tasks()) abandon(left);
    },
  );

  it('ends the run of the main coroutine, whose exception then counts as read', () => {
    const error = new SystemExit(3);
    expect(() =>
      run(function* () {
        yield;
        throw error;
      }),
    ).toThrow(error);
    expect(run(() => asyncio.sleep(1, 'on'))).toBe('on');
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('leaves the others as they are: the loop can go on with them', () => {
    const main = go(() => asyncio.sleep(1, 'finished'));
    go(function* () {
      yield;
      throw new KeyboardInterrupt();
    }).add_done_callback((task) => task.exception());
    expect(() => loop.run_until_complete(main)).toThrow(KeyboardInterrupt);
    expect(main.done()).toBe(false);
    expect(loop.run_until_complete(main)).toBe('finished');
  });

  it('leaves the loop once more from the wakeup of a task that waits for it, and that task is stuck', () => {
    const child = go(function* () {
      yield;
      throw new KeyboardInterrupt();
    });
    const log: unknown[] = [];
    const parent = go(function* () {
      try {
        yield* child;
      } catch (error) {
        log.push(error);
      }
    });
    expect(() => loop.run_until_complete(parent)).toThrow(KeyboardInterrupt);
    expect(() => loop.run_until_complete(parent)).toThrow(KeyboardInterrupt);
    expect([log, parent.done()]).toEqual([[], false]);
    expect(which([parent._fut_waiter], [child])).toEqual([0]);
    expect([parent.cancel(), parent._must_cancel]).toEqual([true, true]);
    iterate(3);
    expect(parent.done()).toBe(false);
    abandon(parent);
  });

  it('may be caught inside the coroutine like any other', () => {
    expect(
      run(function* () {
        try {
          yield;
          throw new SystemExit(1);
        } catch (error) {
          return (error as SystemExit).code;
        }
      }),
    ).toBe(1);
  });
});

describe('a stack overflow', () => {
  const overflow = (): number => overflow() + 1;
  function* plain_recursion(): asyncio.Coroutine<void> {
    yield* plain_recursion();
  }

  it('ends the task with the RangeError, and the loop goes on', () => {
    const tasks = [
      go(function* () {
        yield;
        overflow();
      }),
      go(function* () {
        yield* plain_recursion();
      }),
      go(function* () {
        yield;
        yield* plain_recursion();
      }),
      new asyncio.Task(plain_recursion()),
    ];
    expect(run(() => asyncio.sleep(1, 'on'))).toBe('on');
    expect(tasks.map(outcome)).toEqual(
      Array(4).fill("raised RangeError('Maximum call stack size exceeded',)"),
    );
  });

  it('can be caught where it comes out, and waiting goes on', () => {
    const caught = run(function* () {
      try {
        yield* plain_recursion();
      } catch (error) {
        return [error instanceof RangeError, yield* asyncio.sleep(1, 'waited')];
      }
      return [];
    });
    expect(caught).toEqual([true, 'waited']);
  });

  it('in a callback is reported', () => {
    loop.call_soon(overflow);
    iterate();
    expect(reports()).toEqual([
      "Exception in callback overflow() | RangeError('Maximum call stack size exceeded',)",
    ]);
  });
});

describe('a subclass of Task', () => {
  const answer = asyncio.coroutine(function* answer() {
    yield;
    return 42;
  });

  it('prints its own name, in reports too', () => {
    class MyTask<T> extends asyncio.Task<T> {}
    const task = new MyTask(answer());
    expect(shown(task)).toBe('<MyTask pending coro=<answer() running>>');
    loop.run_until_complete(task);
    new MyTask(
      asyncio.coroutine(function* () {
        throw new ValueError('x');
      })(),
    );
    iterate();
    loop.close();
    expect(reports()).toEqual(["MyTask exception was never retrieved | ValueError('x',)"]);
  });

  it('may have fields and options of its own', () => {
    class Named extends asyncio.Task<number> {
      readonly started_at = this._loop.time();
      constructor(
        coro: asyncio.Coroutine<number>,
        readonly label: string,
      ) {
        super(coro);
      }
    }
    const task = new Named(answer(), 'label');
    expect([task.label, task.started_at, loop.run_until_complete(task)]).toEqual(['label', 0, 42]);
  });

  it('may override _step, _wakeup and cancel', () => {
    const log: string[] = [];
    class Noisy<T> extends asyncio.Task<T> {
      override _step(exception?: unknown): void {
        log.push(`step ${exception}`);
        super._step(exception);
      }
      override _wakeup(future: asyncio.Future<unknown>): void {
        log.push(`wakeup ${shown(future)}`);
        super._wakeup(future);
      }
      override cancel(): boolean {
        log.push('cancel');
        return super.cancel();
      }
    }
    const task = new Noisy(asyncio.sleep(1));
    const other = new Noisy(answer());
    run(() => asyncio.sleep(2));
    other.cancel();
    expect(log).toEqual([
      'step undefined',
      'step undefined',
      'step undefined',
      'wakeup <Future finished result=None>',
      'step undefined',
      'cancel',
    ]);
    expect(task.done()).toBe(true);
  });

  it('may be made by the task factory, and is what create_task() gives', () => {
    class MyTask<T> extends asyncio.Task<T> {}
    loop.set_task_factory((of_loop, coro) => new MyTask(coro, { loop: of_loop }));
    expect(start(answer())).toBeInstanceOf(MyTask);
    expect(asyncio.ensure_future(answer())).toBeInstanceOf(MyTask);
    expect(run(() => asyncio.gather(answer(), answer())[Symbol.iterator]() as never)).toEqual([
      42, 42,
    ]);
    iterate(3);
  });
});
