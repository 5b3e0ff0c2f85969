import { describe, expect, it } from 'vitest';
import { AssertionError, RuntimeError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { TestLoop, VirtualTimeLoop } from '../../lib/test_utils';
import { error_frames } from '../../lib/traceback';
import { go, loop, outcome, run, shown, start, ticks, use_virtual_loop } from '../support/virtual';

use_virtual_loop();

/** What is thrown into a coroutine that yields this: name and message, without addresses and places. */
function answer_to(yielded: (task: asyncio.Task<unknown>) => unknown): string {
  const task: asyncio.Task<unknown> = start(
    asyncio.coroutine(function* mistaken(): asyncio.Coroutine<unknown> {
      try {
        yield yielded(task) as never;
      } catch (error) {
        expect(error).toBeInstanceOf(RuntimeError);
        yield* asyncio.sleep(1);
        return (error as Error).message;
      }
      return 'nothing was thrown';
    })(),
  );
  return unplaced(String(loop.run_until_complete(task)));
}

const unplaced = (text: string) => shown({ __repr__: () => text });
const TASK = '<Task pending coro=<mistaken() running> cb=[_run_until_complete_cb()]>';

describe('a coroutine that yields what it must not gets a RuntimeError, may catch it, and goes on', () => {
  it('a future, with a plain yield', () => {
    const future = loop.create_future();
    expect(answer_to(() => future)).toBe(
      `yield was used instead of yield from in task ${TASK} with <Future pending>`,
    );
    expect(future._callbacks).toEqual([]);
  });

  it('a future that is done, with a plain yield', () => {
    const future = loop.create_future<number>();
    future.set_result(1);
    expect(answer_to(() => future)).toBe(
      `yield was used instead of yield from in task ${TASK} with <Future finished result=1>`,
    );
  });

  it('another task, with a plain yield', () => {
    const other = start(ticks(2));
    expect(answer_to(() => other)).toBe(
      `yield was used instead of yield from in task ${TASK} with <Task pending coro=<ticks() running>>`,
    );
  });

  it('a generator, with a plain yield', () => {
    const forgotten = ticks(1);
    expect(answer_to(() => forgotten)).toMatch(
      `yield was used instead of yield from for generator in task ${TASK} with <generator object `,
    );
    forgotten.return();
    function* plain(): Generator<undefined, void> {}
    expect(answer_to(plain)).toMatch('yield was used instead of yield from for generator in task');
  });

  it.each([
    [5, '5'],
    [0, '0'],
    ['', "''"],
    [false, 'False'],
    ['text', "'text'"],
    [[1, undefined], '[1, None]'],
    [{ a: 1 }, "{'a': 1}"],
    [new Error('e'), "Error('e',)"],
  ])('%o', (value, printed) => {
    expect(answer_to(() => value)).toBe(`Task got bad yield: ${printed}`);
  });

  it('a function, or a promise', () => {
    expect(answer_to(() => answer_to)).toMatch(/^Task got bad yield: <function answer_to at 0x…>$/);
    expect(answer_to(() => Promise.resolve())).toBe('Task got bad yield: Promise {…}');
  });
});

describe('the future that a coroutine waits for', () => {
  /** The answer to `yield* future`. */
  function answer_to_waiting(get: (task: asyncio.Task<unknown>) => asyncio.Future<unknown>) {
    const task: asyncio.Task<unknown> = start(
      asyncio.coroutine(function* mistaken(): asyncio.Coroutine<unknown> {
        try {
          yield* get(task);
        } catch (error) {
          yield* asyncio.sleep(1);
          return `${(error as Error).name}: ${(error as Error).message}`;
        }
        return 'nothing was thrown';
      })(),
    );
    return unplaced(String(loop.run_until_complete(task)));
  }

  it('must be of the same loop', () => {
    const other = new VirtualTimeLoop();
    const future = other.create_future();
    expect(answer_to_waiting(() => future)).toBe(
      `RuntimeError: Task ${TASK} got Future <Future pending> attached to a different loop`,
    );
    expect([future._asyncio_future_blocking, future._callbacks]).toEqual([true, []]);
    other.close();
  });

  it('may be of another loop when it is done', () => {
    const other = new VirtualTimeLoop();
    const future = other.create_future<string>();
    future.set_result('there');
    expect(
      run(function* () {
        return yield* future;
      }),
    ).toBe('there');
    other.close();
  });

  it('is refused as foreign before it is looked at whether it was a plain yield', () => {
    const other = new VirtualTimeLoop();
    const future = other.create_future();
    expect(answer_to(() => future)).toBe(
      `Task ${TASK} got Future <Future pending> attached to a different loop`,
    );
    other.close();
  });

  it('must not be the task itself', () => {
    expect(answer_to_waiting((task) => task)).toBe(
      `RuntimeError: Task cannot await on itself: ${TASK}`,
    );
  });

  it('leaves its blocking flag set on the task that waited for itself: a plain yield of it then passes for a wait', () => {
    const task: asyncio.Task<string> = go(function* () {
      try {
        yield* task;
      } catch {}
      return yield* asyncio.sleep(5, 'late');
    });
    const other = go(function* () {
      yield;
      return yield task as never;
    });
    run(() => ticks(2));
    expect(other._fut_waiter).toBe(task);
    expect(task._asyncio_future_blocking).toBe(false);
    run(() => asyncio.wait([task, other]));
    expect([outcome(task), outcome(other)]).toEqual(["'late'", 'None']);
  });

  it('may be any iterable: nothing, nothings, or the same mistakes', () => {
    const through = (iterable: Iterable<unknown>) =>
      answer_to_waiting(() => iterable as asyncio.Future<unknown>);
    expect(through([])).toBe('nothing was thrown');
    expect(through([undefined, null])).toBe('nothing was thrown');
    expect(through('')).toBe('nothing was thrown');
    expect(through(new Map())).toBe('nothing was thrown');
  });

  it('costs a tick for each nothing of an iterable', () => {
    const task = go(function* () {
      yield* [undefined, null] as never[];
    });
    const seen: boolean[] = [];
    run(function* () {
      for (let i = 0; i < 3; i++) {
        seen.push(task.done());
        yield;
      }
    });
    expect(seen).toEqual([false, false, true]);
  });

  it('ends an iterator without throw() by a TypeError when it yields a mistake', () => {
    const task = go(function* () {
      yield* [1] as never[];
    });
    run(() => ticks(2));
    // In Python the RuntimeError itself arrives: there yield from does without throw().
    expect(outcome(task)).toMatch(/^raised TypeError\(.The iterator does not provide a 'throw'/);
  });

  it('must be iterable: 5 is a TypeError of the language', () => {
    expect(answer_to_waiting(() => 5 as never)).toMatch(/^TypeError: .*not (a function|iterable)/);
  });
});

describe('the RuntimeError for a bad yield', () => {
  const deep = asyncio.coroutine(function* deep() {
    yield;
    yield 5 as never; // the bad yield
  });
  const middle = asyncio.coroutine(function* middle() {
    yield* deep();
  });

  it('is thrown one tick later', () => {
    const log: string[] = [];
    go(function* () {
      try {
        yield 5 as never;
      } catch {
        log.push('thrown');
      }
    });
    loop.call_soon(() => log.push('same tick'));
    run(function* () {
      log.push('same tick');
      yield;
      log.push('next tick');
    });
    expect(log).toEqual(['same tick', 'same tick', 'thrown', 'next tick']);
  });

  it('has the coroutines for its stack, whose mistake it is', () => {
    const task = start(middle());
    run(() => ticks(3));
    const frames = error_frames(task.exception());
    expect(frames.map(({ name, file }) => [name, file])).toEqual([
      ['middle', __filename],
      ['deep', __filename],
    ]);
    expect((task.exception() as Error).stack).toMatch(
      /^RuntimeError: Task got bad yield: 5\n {4}at deep \(.*misuse\.spec\.ts:\d+\)\n {4}at middle /,
    );
  });

  it('shows no more frames than an error of the language does', () => {
    const nest = asyncio.coroutine(function* (depth: number): asyncio.Coroutine<void> {
      if (depth > 0) yield* nest(depth - 1);
      else yield* deep();
    });
    const task = start(nest(50));
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 4;
    run(() => ticks(3));
    Error.stackTraceLimit = limit;
    expect(error_frames(task.exception())).toHaveLength(4);
  });

  it('does not disturb another task', () => {
    const other = go(() => asyncio.sleep(1, 'fine'));
    const task = start(middle());
    run(() => asyncio.wait([task, other]));
    expect([outcome(task), outcome(other)]).toEqual([
      "raised RuntimeError('Task got bad yield: 5',)",
      "'fine'",
    ]);
  });

  it('is the same on a TestLoop', () => {
    const test_loop = new TestLoop();
    expect(() => test_loop.run_until_complete(middle())).toThrow('Task got bad yield: 5');
    test_loop.close();
  });
});

describe('a hand-written coroutine object', () => {
  it('that hands out no iterator result ends the task with a TypeError', () => {
    const broken = {
      next: () => undefined,
      throw: (error: unknown) => {
        throw error;
      },
      return: () => ({ done: true, value: undefined }),
    };
    const task = start(broken as never);
    run(() => ticks(1));
    expect(outcome(task)).toBe("raised TypeError('Iterator result undefined is not an object',)");
  });
});

describe('the step of a task that is done', () => {
  it('raises an AssertionError that names the task', () => {
    const task = go(function* () {});
    task.set_result(undefined as never);
    expect(() => task._step()).toThrow(AssertionError);
    expect(() => task._step()).toThrow(/^_step\(\): already done: <Task finished coro=.*>, None$/);
    loop._ready.clear();
  });
});
