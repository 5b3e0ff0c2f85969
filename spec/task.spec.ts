import { describe, expect, expectTypeOf, it } from 'vitest';
import { AssertionError, CancelledError, StopIteration, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { VirtualTimeLoop } from '../lib/test_utils';
import {
  go,
  loop,
  outcome,
  reports,
  run,
  start,
  ticks,
  use_virtual_loop,
  which,
} from './support/virtual';

use_virtual_loop();

const answer = asyncio.coroutine(function* answer() {
  return 42;
});

describe('making a task', () => {
  it('takes a coroutine object, and the current loop or the one that is given', () => {
    const other = new VirtualTimeLoop();
    const tasks = [
      new asyncio.Task(answer()),
      new asyncio.Task(answer(), { loop: null }),
      new asyncio.Task(answer(), { loop: other }),
    ];
    expect(
      which(
        tasks.map((task) => task._loop),
        [loop, other],
      ),
    ).toEqual([0, 0, 1]);
    expect(other.run_until_complete(tasks[2] as asyncio.Task<number>)).toBe(42);
    expect(loop.run_until_complete(asyncio.gather(...tasks.slice(0, 2)))).toEqual([42, 42]);
    other.close();
  });

  it('takes a generator that is not decorated', () => {
    function* plain(): asyncio.Coroutine<string> {
      yield* asyncio.sleep(1);
      return 'plain';
    }
    expect(loop.run_until_complete(new asyncio.Task(plain()))).toBe('plain');
  });

  it('refuses everything else with an AssertionError that shows it', () => {
    const create = (value: unknown) => new asyncio.Task(value as asyncio.Coroutine<unknown>);
    expect(() => create(5)).toThrow(new AssertionError('5'));
    expect(() => create(undefined)).toThrow(new AssertionError('None'));
    expect(() => create([answer()])).toThrow(AssertionError);
    expect(() => create(loop.create_future())).toThrow(new AssertionError('<Future pending>'));
    expect(() => create((async () => {})())).toThrow(AssertionError);
    expect(() => create(answer)).toThrow(/^<function answer at 0x[0-9a-f]+>$/);
    expect(() => loop.create_task(5 as never)).toThrow(new AssertionError('5'));
    expect(asyncio.Task.all_tasks().size).toBe(0);
  });

  it('refuses an unknown option', () => {
    const options = { lop: loop } as asyncio.LoopOption;
    const coro = answer();
    expect(() => new asyncio.Task(coro, options)).toThrow(
      new TypeError("'lop' is an invalid keyword argument for this function"),
    );
    coro.return(0);
  });

  it('raises when the loop is closed, and leaves no task behind', () => {
    const closed = new VirtualTimeLoop();
    closed.close();
    expect(() => new asyncio.Task(answer(), { loop: closed })).toThrow('Event loop is closed');
    expect(asyncio.Task.all_tasks(closed).size).toBe(0);
  });

  it('runs nothing of the coroutine before the loop does', () => {
    const log: string[] = [];
    const task = go(function* () {
      log.push('ran');
    });
    expect(log).toEqual([]);
    expect([task.done(), task._fut_waiter, task._must_cancel]).toEqual([false, undefined, false]);
    loop.run_until_complete(task);
    expect(log).toEqual(['ran']);
  });

  it('schedules the first step in the order in which tasks are made, among other callbacks', () => {
    const log: string[] = [];
    const say = asyncio.coroutine(function* (word: string) {
      log.push(word);
    });
    loop.call_soon(() => log.push('callback 1'));
    start(say('task 1'));
    loop.call_soon(() => log.push('callback 2'));
    const last = start(say('task 2'));
    loop.run_until_complete(last);
    expect(log).toEqual(['callback 1', 'task 1', 'callback 2', 'task 2']);
  });

  it('infers what the coroutine returns', () => {
    expectTypeOf(start(answer())).toEqualTypeOf<asyncio.Task<number>>();
    expect(run(() => answer())).toBe(42);
  });
});

describe('how a task ends', () => {
  it('with what the coroutine returns, nothing included', () => {
    const [number, nothing] = [go(answer), go(function* () {})];
    run(() => ticks(1));
    expect([outcome(number), outcome(nothing)]).toEqual(['42', 'None']);
    expect(number._coro).toBeDefined();
  });

  it('with the exception that the coroutine raises', () => {
    const error = new ValueError('x');
    const task = go(function* () {
      throw error;
    });
    expect(() => loop.run_until_complete(task)).toThrow(error);
    expect(task.exception()).toBe(error);
    expect([task.done(), task.cancelled()]).toEqual([true, false]);
  });

  it('cancelled, when CancelledError leaves the coroutine, even if nobody has cancelled it', () => {
    const task = go(function* () {
      throw new CancelledError();
    });
    run(() => ticks(1));
    expect(task.cancelled()).toBe(true);
    expect(() => task.result()).toThrow(CancelledError);
    expect(() => task.exception()).toThrow(CancelledError);
  });

  it('with the value of a StopIteration that leaves a generator that is not decorated', () => {
    function* plain(): asyncio.Coroutine<number> {
      throw new StopIteration(5);
    }
    expect(loop.run_until_complete(new asyncio.Task(plain()))).toBe(5);
    const decorated = asyncio.coroutine(plain);
    const task = start(decorated());
    run(() => ticks(1));
    expect(outcome(task)).toBe("raised RuntimeError('generator raised StopIteration',)");
  });

  it('and reports an exception that nobody reads, once', () => {
    go(function* () {
      throw new ValueError('unread');
    });
    run(() => ticks(2));
    loop.close();
    expect(reports()).toEqual(["Task exception was never retrieved | ValueError('unread',)"]);
  });

  it.each(['a string', '', 0, Number.NaN, false, 17n, Symbol('s'), { not: 'an error' }])(
    'carries a thrown %o unchanged',
    (thrown) => {
      const task = go(function* () {
        yield;
        throw thrown;
      });
      const parent = go(function* () {
        try {
          return yield* task;
        } catch (error) {
          return { caught: error };
        }
      });
      expect(loop.run_until_complete(parent)).toEqual({ caught: thrown });
      expect([task.cancelled(), task.exception()]).toEqual([false, thrown]);
    },
  );

  it.each([undefined, null])("makes Python's TypeError of a thrown %o", (nothing) => {
    const task = go(function* () {
      yield* ticks(1);
      throw nothing;
    });
    expect(() => loop.run_until_complete(task)).toThrow(
      new TypeError('exceptions must derive from BaseException'),
    );
  });

  it('lets a thrown nothing pass between coroutines as it is', () => {
    const inner = asyncio.coroutine(function* () {
      yield;
      throw undefined;
    });
    const caught = run(function* () {
      try {
        yield* inner();
      } catch (error) {
        return [error];
      }
      return [];
    });
    expect(caught).toEqual([undefined]);
  });
});

describe('suspending and resuming', () => {
  it('costs one tick for a bare yield, and gives nothing', () => {
    const log: string[] = [];
    const count = asyncio.coroutine(function* (name: string) {
      for (let i = 0; i < 3; i++) {
        log.push(`${name}${i}`);
        const sent: unknown = yield;
        expect(sent).toBe(undefined);
      }
    });
    start(count('a'));
    loop.run_until_complete(count('b'));
    expect(log).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
  });

  it('does not suspend at all on a future that is done', () => {
    const future = loop.create_future<string>();
    future.set_result('there');
    const log: string[] = [];
    go(function* () {
      log.push('before', yield* future, 'after');
    });
    loop.call_soon(() => log.push('callback'));
    run(() => ticks(1));
    expect(log).toEqual(['before', 'there', 'after', 'callback']);
  });

  it('resumes in the callback that set_result() queues, behind what is queued already', () => {
    const future = loop.create_future<void>();
    const log: string[] = [];
    const task = go(function* () {
      yield* future;
      log.push('resumed');
    });
    run(function* () {
      yield;
      expect(task._fut_waiter).toBe(future);
      loop.call_soon(() => log.push('queued before'));
      future.set_result();
      loop.call_soon(() => log.push('queued behind'));
      expect(log).toEqual([]);
      yield;
    });
    expect(log).toEqual(['queued before', 'resumed', 'queued behind']);
  });

  it('resumes the parent one tick after the last step of the task that it waits for', () => {
    const log: string[] = [];
    const parent = go(function* () {
      yield* child;
      log.push('parent resumes');
    });
    const child = go(function* () {
      log.push('child ends');
    });
    const clock = go(function* () {
      for (let tick = 1; tick < 4; tick++) {
        log.push(`tick ${tick}`);
        yield;
      }
    });
    loop.run_until_complete(asyncio.gather(parent, clock));
    expect(log).toEqual(['child ends', 'tick 1', 'parent resumes', 'tick 2', 'tick 3']);
  });

  it('wakes all that wait for one future, in the order in which they came', () => {
    const future = loop.create_future<number>();
    const log: string[] = [];
    const wait = asyncio.coroutine(function* (name: string) {
      log.push(`${name}${yield* future}`);
    });
    for (const name of ['a', 'b', 'c']) start(wait(name));
    loop.call_later(1, () => future.set_result(7));
    run(() => asyncio.sleep(2));
    expect(log).toEqual(['a7', 'b7', 'c7']);
  });

  it('throws the exception of the future in where the coroutine waits', () => {
    const future = loop.create_future<never>();
    const error = new ValueError('in');
    loop.call_later(1, () => future.set_exception(error));
    const caught = run(function* () {
      try {
        return yield* future;
      } catch (thrown) {
        return thrown;
      }
    });
    expect(caught).toBe(error);
  });

  it('asks the future for its value when it resumes, not before', () => {
    class Late extends asyncio.Future<string> {
      override result(): string {
        return `${super.result()} (asked at ${asyncio.Task.current_task() !== undefined})`;
      }
    }
    const future = new Late();
    loop.call_later(1, () => future.set_result('value'));
    expect(
      run(function* () {
        return yield* future;
      }),
    ).toBe('value (asked at true)');
  });

  it('delegates to several futures in turn, through coroutines of any depth', () => {
    const nest = asyncio.coroutine(function* (depth: number): asyncio.Coroutine<number> {
      if (depth > 0) return 1 + (yield* nest(depth - 1));
      yield* asyncio.sleep(1);
      yield;
      yield* asyncio.sleep(1);
      return 0;
    });
    expect(loop.run_until_complete(nest(1000))).toBe(1000);
    expect(loop.time()).toBe(2);
  });

  it('runs one step of a coroutine that two tasks share in each: the second finds the future not done', () => {
    const future = loop.create_future<number>();
    const shared = asyncio.coroutine(function* () {
      return yield* future;
    })();
    const [first, second] = [start(shared), start(shared)];
    loop.call_later(1, () => future.set_result(1));
    run(() => asyncio.sleep(2));
    expect([outcome(first), outcome(second)]).toEqual([
      'None',
      `raised AssertionError("yield from wasn't used with future",)`,
    ]);
  });
});

describe('current_task and all_tasks', () => {
  it('name the task that runs, only while it runs, also after exceptions', () => {
    const { current_task } = asyncio.Task;
    expect(current_task()).toBe(undefined);
    const seen: unknown[] = [];
    const look = asyncio.coroutine(function* (fail: boolean) {
      seen.push(current_task());
      yield* asyncio.sleep(1);
      seen.push(current_task(loop));
      if (fail) throw new ValueError('x');
    });
    const [a, b] = [start(look(false)), start(look(true))];
    loop.call_soon(() => seen.push(current_task()));
    run(() => asyncio.wait([a, b]));
    expect(which(seen, [undefined, a, b])).toEqual([1, 2, 0, 1, 2]);
    expect(outcome(b)).toBe("raised ValueError('x',)");
    expect(current_task()).toBe(undefined);
    expect(current_task(new VirtualTimeLoop())).toBe(undefined);
  });

  it('count by loop', () => {
    const other = new VirtualTimeLoop();
    const [here, there] = [start(answer()), other.create_task(answer())];
    expect(which(asyncio.Task.all_tasks(), [here, there])).toEqual([0]);
    expect(which(asyncio.Task.all_tasks(other), [here, there])).toEqual([1]);
    loop.run_until_complete(here);
    other.run_until_complete(there);
    other.close();
  });

  it('keep every task that is not done, suspended, cancelling or not started, oldest first', () => {
    const suspended = go(() => asyncio.sleep(9));
    run(() => ticks(1));
    const [fresh, done] = [start(ticks(3)), start(answer())];
    loop.run_until_complete(done);
    suspended.cancel();
    expect(which(asyncio.Task.all_tasks(), [suspended, fresh])).toEqual([0, 1]);
    loop.run_until_complete(fresh);
    expect(asyncio.Task.all_tasks().size).toBe(0);
  });

  it('have a Task subclass among them', () => {
    class MyTask extends asyncio.Task<number> {}
    const task = new MyTask(answer());
    expect(asyncio.Task.all_tasks().has(task)).toBe(true);
    expect(MyTask.all_tasks().has(task)).toBe(true);
    loop.run_until_complete(task);
  });
});
