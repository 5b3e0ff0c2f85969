import { describe, expect, it } from 'vitest';
import { CancelledError, RuntimeError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import {
  abandon,
  go,
  iterate,
  loop,
  outcome,
  reports,
  run,
  shown,
  start,
  ticks,
  use_virtual_loop,
} from '../support/virtual';

use_virtual_loop();

/** Waits for ever, and notes how often it is asked to end; gives in at the last time. */
const stubborn = asyncio.coroutine(function* (log: string[], refusals: number) {
  for (let left = refusals; ; left--) {
    try {
      yield* loop.create_future();
    } catch (error) {
      log.push(left > 0 ? 'refused' : 'gave in');
      if (left === 0) throw error;
    }
  }
});

describe('cancel()', () => {
  it('is true while the task is not done, and cancelled() is true only after the next step', () => {
    const task = go(() => asyncio.sleep(9));
    iterate();
    expect(task.cancel()).toBe(true);
    expect([task.done(), task.cancelled()]).toEqual([false, false]);
    iterate();
    expect([task.done(), task.cancelled()]).toEqual([true, true]);
    expect(task.cancel()).toBe(false);
  });

  it('is false for a task that is done, and takes its unread exception for read', () => {
    const task = go(function* () {
      throw new ValueError('x');
    });
    iterate();
    expect(task._log_traceback).toBe(true);
    expect(task.cancel()).toBe(false);
    expect(task._log_traceback).toBe(false);
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('before the first step keeps the body from running at all', () => {
    const log: string[] = [];
    const task = go(function* () {
      try {
        log.push('ran');
      } finally {
        log.push('finally');
      }
    });
    expect(task.cancel()).toBe(true);
    expect([task._must_cancel, task.cancelled()]).toEqual([true, false]);
    iterate();
    expect(task.cancelled()).toBe(true);
    expect(log).toEqual([]);
  });

  it('cancels the future that the task waits for, and keeps the link to it', () => {
    const future = loop.create_future();
    const task = go(function* () {
      yield* future;
    });
    iterate();
    task.cancel();
    expect([future.cancelled(), task._must_cancel]).toEqual([true, false]);
    expect(task._fut_waiter).toBe(future);
    iterate();
    expect(outcome(task)).toBe('cancelled');
    expect(task._fut_waiter).toBe(undefined);
  });

  it('lets the coroutine clean up, and wait while it does', () => {
    const log: string[] = [];
    const task = go(function* () {
      try {
        yield* asyncio.sleep(9);
      } finally {
        log.push('cleaning');
        yield* asyncio.sleep(1);
        log.push(`clean at ${loop.time()}`);
      }
    });
    iterate();
    task.cancel();
    run(() => asyncio.wait([task]));
    expect(log).toEqual(['cleaning', 'clean at 1']);
    expect(outcome(task)).toBe('cancelled');
  });

  it('runs finally blocks from the innermost coroutine outwards', () => {
    const log: number[] = [];
    const nest = asyncio.coroutine(function* (depth: number): asyncio.Coroutine<void> {
      try {
        if (depth < 3) yield* nest(depth + 1);
        else yield* loop.create_future();
      } finally {
        log.push(depth);
        yield;
      }
    });
    const task = start(nest(0));
    iterate();
    task.cancel();
    run(() => asyncio.wait([task]));
    expect(log).toEqual([3, 2, 1, 0]);
    expect(outcome(task)).toBe('cancelled');
  });

  it('is forgotten when the coroutine catches it: it may return, or wait on', () => {
    const result = go(function* () {
      try {
        yield* asyncio.sleep(9);
      } catch {
        yield* asyncio.sleep(1);
      }
      return 'not cancelled';
    });
    iterate();
    result.cancel();
    expect(loop.run_until_complete(result)).toBe('not cancelled');
    expect(result.cancelled()).toBe(false);
    expect(loop.time()).toBe(1);
  });

  it('may end in another exception', () => {
    const task = go(function* () {
      try {
        yield* asyncio.sleep(9);
      } finally {
        yield* ticks(1);
        // biome-ignore lint/correctness/noUnsafeFinally: what this is about.
        throw new ValueError('instead');
      }
    });
    iterate();
    task.cancel();
    run(() => ticks(3));
    expect(outcome(task)).toBe("raised ValueError('instead',)");
  });

  it('is no Error with a stack: nobody is at fault', () => {
    const task = go(function* () {
      try {
        yield* asyncio.sleep(9);
      } catch (error) {
        return error;
      }
      return undefined;
    });
    iterate();
    task.cancel();
    const error = loop.run_until_complete(task);
    expect(error).toBeInstanceOf(CancelledError);
    expect((error as Error).stack).toBe('CancelledError');
  });
});

describe('cancelling twice', () => {
  it('before the task runs throws one CancelledError only', () => {
    const log: string[] = [];
    const task = start(stubborn(log, 1));
    iterate();
    expect([task.cancel(), task.cancel()]).toEqual([true, true]);
    expect(task._must_cancel).toBe(true);
    run(() => ticks(4));
    expect(log).toEqual(['refused']);
    expect(task._must_cancel).toBe(false);
    task.cancel();
    iterate();
    expect(log).toEqual(['refused', 'gave in']);
  });

  it('with a step in between throws two', () => {
    const log: string[] = [];
    const task = start(stubborn(log, 1));
    run(function* () {
      yield;
      task.cancel();
      yield;
      task.cancel();
      yield;
    });
    expect(log).toEqual(['refused', 'gave in']);
    expect(outcome(task)).toBe('cancelled');
  });

  it('before the first step is one request', () => {
    const task = start(stubborn([], 9));
    task.cancel();
    task.cancel();
    iterate();
    expect(outcome(task)).toBe('cancelled');
  });
});

describe('cancelling a task that is about to run', () => {
  it('takes the place of the result that wakes it', () => {
    const future = loop.create_future<string>();
    const task = go(function* () {
      return yield* future;
    });
    run(function* () {
      yield;
      future.set_result('lost');
      expect(task.cancel()).toBe(true);
      expect(task._must_cancel).toBe(true);
      yield;
    });
    expect(outcome(task)).toBe('cancelled');
  });

  it('takes the place of the exception that wakes it, too', () => {
    const future = loop.create_future<string>();
    const seen: unknown[] = [];
    const task = go(function* () {
      try {
        yield* future;
      } catch (error) {
        seen.push(error);
      }
    });
    run(function* () {
      yield;
      future.set_exception(new ValueError('lost'));
      task.cancel();
      yield;
    });
    expect(seen[0]).toBeInstanceOf(CancelledError);
    expect(outcome(task)).toBe('None');
  });

  it('reaches it at a bare yield', () => {
    const task = go(function* () {
      for (;;) yield;
    });
    iterate();
    task.cancel();
    expect(shown(task)).toMatch(/^<Task cancelling coro=<<lambda>\(\) running>>$/);
    iterate();
    expect(outcome(task)).toBe('cancelled');
  });

  it('takes the place of the RuntimeError for a bad yield', () => {
    const task = go(function* () {
      try {
        yield 5 as never;
      } catch (error) {
        return String(error);
      }
      return '';
    });
    iterate();
    task.cancel();
    iterate();
    expect(outcome(task)).toBe("'CancelledError'");
  });
});

describe('cancelling oneself', () => {
  const cancel_me = () => asyncio.Task.current_task()?.cancel();

  it('is delivered where the coroutine waits next: the future it waits for is cancelled at once', () => {
    const future = loop.create_future();
    const log: unknown[] = [];
    const task = go(function* () {
      log.push(cancel_me());
      try {
        yield* future;
      } catch (error) {
        log.push(error instanceof CancelledError);
        throw error;
      }
    });
    iterate();
    expect(future.cancelled()).toBe(true);
    expect([task._must_cancel, task.done()]).toEqual([false, false]);
    iterate();
    expect(log).toEqual([true, true]);
    expect(outcome(task)).toBe('cancelled');
  });

  it('is delivered at a bare yield', () => {
    const log: string[] = [];
    const task = go(function* () {
      cancel_me();
      log.push('before');
      yield;
      log.push('after');
    });
    run(() => ticks(2));
    expect(log).toEqual(['before']);
    expect(outcome(task)).toBe('cancelled');
  });

  it('and then returning gives the exception CancelledError: the task does not count as cancelled', () => {
    const task = go(function* () {
      cancel_me();
      return 'lost';
    });
    iterate();
    expect([task.cancelled(), task._must_cancel]).toEqual([false, false]);
    expect(task.exception()).toBeInstanceOf(CancelledError);
    expect(() => task.result()).toThrow(CancelledError);
    expect(shown(task)).toMatch(/exception=CancelledError\(\)>$/);
  });

  it('and then raising gives that exception', () => {
    const task = go(function* () {
      cancel_me();
      throw new ValueError('x');
    });
    iterate();
    expect(outcome(task)).toBe("raised ValueError('x',)");
  });

  it('and then waiting for what is done has no effect until the coroutine suspends', () => {
    const done = loop.create_future<number>();
    done.set_result(1);
    const log: number[] = [];
    const task = go(function* () {
      cancel_me();
      log.push(yield* done);
      yield* asyncio.sleep(1);
    });
    run(() => ticks(2));
    expect(log).toEqual([1]);
    expect(outcome(task)).toBe('cancelled');
  });

  it('stays asked for when the future refuses, and comes at the next step', () => {
    class Refusing extends asyncio.Future<string> {
      override cancel(): boolean {
        return false;
      }
    }
    const future = new Refusing();
    const task = go(function* () {
      cancel_me();
      return yield* future;
    });
    iterate();
    expect(task._must_cancel).toBe(true);
    future.set_result('lost');
    iterate();
    expect(outcome(task)).toBe('cancelled');
  });
});

describe('cancelling a task that waits for a task', () => {
  it('cancels the innermost one, and the CancelledError comes back out, a tick for each', () => {
    const tasks: asyncio.Task<unknown>[] = [go(() => asyncio.sleep(9))];
    for (let i = 0; i < 3; i++) {
      const inner = tasks[0] as asyncio.Task<unknown>;
      tasks.unshift(
        go(function* () {
          yield* inner;
        }),
      );
    }
    const states = () => tasks.map((task) => (task.cancelled() ? 'c' : '-')).join('');
    const seen: string[] = [];
    run(function* () {
      yield;
      expect(tasks[0]?.cancel()).toBe(true);
      for (let i = 0; i < 5; i++) {
        seen.push(states());
        yield;
      }
    });
    expect(seen).toEqual(['----', '---c', '--cc', '-ccc', 'cccc']);
  });

  it('leaves it running when the child refuses, and cancels the child again the next time', () => {
    const log: string[] = [];
    const child = start(stubborn(log, 1));
    const parent = go(function* () {
      yield* child;
    });
    iterate();
    expect(parent.cancel()).toBe(true);
    run(() => ticks(3));
    expect([parent.done(), child.done(), parent._must_cancel]).toEqual([false, false, false]);
    expect(parent._fut_waiter).toBe(child);
    parent.cancel();
    run(() => ticks(3));
    expect(log).toEqual(['refused', 'gave in']);
    expect([outcome(parent), outcome(child)]).toEqual(['cancelled', 'cancelled']);
  });

  it('is its own request when the child is done already', () => {
    const child = go(function* () {
      return 'lost';
    });
    const parent = go(function* () {
      yield;
      return yield* child;
    });
    const waiting = go(function* () {
      return yield* child;
    });
    iterate();
    expect([parent.cancel(), parent._must_cancel]).toEqual([true, true]);
    iterate();
    expect([outcome(parent), outcome(waiting), outcome(child)]).toEqual([
      'cancelled',
      "'lost'",
      "'lost'",
    ]);
  });

  it('does nothing to a child that another task waits for as well, but to cancel it', () => {
    const child = go(() => asyncio.sleep(9));
    const wait = asyncio.coroutine(function* () {
      yield* child;
    });
    const [a, b] = [start(wait()), start(wait())];
    iterate();
    a.cancel();
    run(() => ticks(2));
    expect([child, a, b].map(outcome)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it('is a RangeError when they wait for each other, and the loop goes on', () => {
    const a: asyncio.Task<void> = go(function* () {
      yield* b;
    });
    const b: asyncio.Task<void> = go(function* () {
      yield* a;
    });
    iterate();
    expect(() => a.cancel()).toThrow(RangeError);
    expect(run(() => asyncio.sleep(1, 'on'))).toBe('on');
    expect([a.done(), b.done()]).toEqual([false, false]);
    expect(() => loop.run_until_complete(a)).toThrow(RuntimeError);
    abandon(a, b);
  });
});
