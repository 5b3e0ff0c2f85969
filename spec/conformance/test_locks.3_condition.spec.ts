import { beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, RuntimeError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { a_loop, PRINTED, results_of } from './locks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;
let condition: asyncio.Condition;
let result: number[];

beforeEach(() => {
  loop = new_test_loop();
  condition = new asyncio.Condition({ loop });
  result = [];
});

/** Wait for the condition, say so, and go away with the lock, or release it. */
const wait = asyncio.coroutine(function* (number: number, then: 'keep' | 'release') {
  yield* condition.acquire();
  if (yield* condition.wait()) {
    result.push(number);
    if (then === 'release') condition.release();
  }
  return true;
});

/** One after the other: acquire, do something, release. */
function while_locked(action: () => void): void {
  loop.run_until_complete(condition.acquire());
  action();
  condition.release();
}

describe('ConditionTests', () => {
  it('test_ctor_loop: keeps the loop that it was given, whatever that is', () => {
    const other = a_loop();
    expect(new asyncio.Condition({ loop: other })._loop).toBe(other);
    expect(condition._loop).toBe(loop);
  });

  it('test_ctor_noloop: takes the current loop', () => {
    asyncio.set_event_loop(loop);
    expect(new asyncio.Condition()._loop).toBe(loop);
  });

  it('test_wait: who was notified goes on when the lock is free, one after the other', () => {
    const tasks = [1, 2, 3].map((number) => new asyncio.Task(wait(number, 'keep'), { loop }));
    run_briefly(loop);
    expect(result).toEqual([]);
    expect(condition.locked()).toBe(false);

    expect(loop.run_until_complete(condition.acquire())).toBe(true);
    condition.notify();
    run_briefly(loop);
    expect(result).toEqual([]);
    expect(condition.locked()).toBe(true);

    condition.release();
    run_briefly(loop);
    expect(result).toEqual([1]);
    expect(condition.locked()).toBe(true);

    condition.notify(2);
    run_briefly(loop);
    expect(result).toEqual([1]);
    expect(condition.locked()).toBe(true);

    condition.release();
    run_briefly(loop);
    expect(result).toEqual([1, 2]);
    expect(condition.locked()).toBe(true);

    condition.release();
    run_briefly(loop);
    expect(result).toEqual([1, 2, 3]);
    expect(condition.locked()).toBe(true);
    expect(results_of(...tasks)).toEqual([true, true, true]);
  });

  it('test_wait_cancel: cancelled, wait() has the lock again and left the queue when it raises', () => {
    loop.run_until_complete(condition.acquire());
    const task = new asyncio.Task(condition.wait(), { loop });
    loop.call_soon(() => task.cancel());
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    expect(condition._waiters.length).toBe(0);
    expect(condition.locked()).toBe(true);
  });

  it('test_wait_cancel_contested: the lock is held at the end even when it had to be waited for', () => {
    loop.run_until_complete(condition.acquire());
    expect(condition.locked()).toBe(true);
    const task = new asyncio.Task(condition.wait(), { loop });
    run_briefly(loop);
    expect(condition.locked()).toBe(false);

    loop.run_until_complete(condition.acquire());
    expect(condition.locked()).toBe(true);
    condition.notify();
    loop.call_soon(() => task.cancel());
    loop.call_soon(() => condition.release());
    try {
      loop.run_until_complete(task);
    } catch (error) {
      expect(error).toBeInstanceOf(CancelledError);
    }
    expect(task.done()).toBe(true);
    expect(condition.locked()).toBe(true);
  });

  it('test_wait_cancel_after_notify: cancelled while it gets the lock again, the task ends as cancelled', () => {
    let waited = false;
    const wait_in_block = asyncio.coroutine(function* () {
      using _ = yield* condition;
      waited = true;
      yield* condition.wait();
    });
    const task = asyncio.ensure_future(wait_in_block(), { loop });
    run_briefly(loop);

    loop.run_until_complete(condition.acquire());
    condition.notify();
    run_briefly(loop);
    task.cancel();
    run_briefly(loop);
    expect(task.done()).toBe(false);
    condition.release();
    run_briefly(loop);
    expect([task.cancelled(), waited]).toEqual([true, true]);
    expect(condition.locked()).toBe(false);
  });

  it('test_wait_unacquired: wait() without the lock is an error', () => {
    expect(() => loop.run_until_complete(condition.wait())).toThrow(
      new RuntimeError('cannot wait on un-acquired lock'),
    );
  });

  it('test_wait_for: waits on until the predicate is true', () => {
    let answer = false;
    const wait_for_answer = asyncio.coroutine(function* () {
      yield* condition.acquire();
      if (yield* condition.wait_for(() => answer)) {
        result.push(1);
        condition.release();
      }
      return true;
    });
    const task = new asyncio.Task(wait_for_answer(), { loop });
    run_briefly(loop);
    expect(result).toEqual([]);

    while_locked(() => condition.notify());
    run_briefly(loop);
    expect(result).toEqual([]);

    answer = true;
    while_locked(() => condition.notify());
    run_briefly(loop);
    expect(result).toEqual([1]);
    expect(results_of(task)).toEqual([true]);
  });

  it('test_wait_for_unacquired: needs the lock only if the predicate is not true at once', () => {
    const three = [1, 2, 3];
    expect(loop.run_until_complete(condition.wait_for(() => three))).toBe(three);
    expect(() => loop.run_until_complete(condition.wait_for(() => false))).toThrow(RuntimeError);
  });

  it('test_notify: wakes as many as it is told to, or as there are', () => {
    const tasks = [1, 2, 3].map((number) => new asyncio.Task(wait(number, 'release'), { loop }));
    run_briefly(loop);
    expect(result).toEqual([]);

    while_locked(() => condition.notify(1));
    run_briefly(loop);
    expect(result).toEqual([1]);

    while_locked(() => {
      condition.notify(1);
      condition.notify(2048);
    });
    run_briefly(loop);
    expect(result).toEqual([1, 2, 3]);
    expect(results_of(...tasks)).toEqual([true, true, true]);

    // Who is woken already does not count.
    const two = [4, 5].map((number) => new asyncio.Task(wait(number, 'release'), { loop }));
    run_briefly(loop);
    while_locked(() => {
      condition.notify();
      condition.notify();
    });
    run_briefly(loop);
    expect(result).toEqual([1, 2, 3, 4, 5]);
    expect(results_of(...two)).toEqual([true, true]);
  });

  it('test_notify_all: wakes everybody', () => {
    const tasks = [1, 2].map((number) => new asyncio.Task(wait(number, 'release'), { loop }));
    run_briefly(loop);
    expect(result).toEqual([]);

    while_locked(() => condition.notify_all());
    run_briefly(loop);
    expect(result).toEqual([1, 2]);
    expect(results_of(...tasks)).toEqual([true, true]);
  });

  it('test_notify_unacquired: notify() without the lock is an error', () => {
    expect(() => condition.notify()).toThrow(new RuntimeError('cannot notify on un-acquired lock'));
  });

  it('test_notify_all_unacquired: notify_all() without the lock is an error', () => {
    expect(() => condition.notify_all()).toThrow(
      new RuntimeError('cannot notify on un-acquired lock'),
    );
  });

  it('test_repr: ends with the state of the lock and the number of those who wait', () => {
    expect(repr(condition)).toContain('[unlocked]');
    expect(repr(condition)).toMatch(PRINTED);

    loop.run_until_complete(condition.acquire());
    expect(repr(condition)).toContain('[locked]');

    condition._waiters.append(loop.create_future());
    expect(repr(condition)).toContain('[locked,waiters:1]');
    expect(repr(condition)).toMatch(PRINTED);

    condition._waiters.append(loop.create_future());
    expect(repr(condition)).toContain('[locked,waiters:2]');
    expect(repr(condition)).toMatch(PRINTED);
  });

  it('test_context_manager: the object releases the lock at the end of its block', () => {
    const enter = asyncio.coroutine(function* () {
      return yield* condition;
    });
    {
      using _ = loop.run_until_complete(enter());
      expect(condition.locked()).toBe(true);
    }
    expect(condition.locked()).toBe(false);
  });

  it('test_context_manager_no_yield: the condition itself is no object for a block', () => {
    let entered = false;
    expect(() => {
      // @ts-expect-error: the compiler says it too.
      using _ = condition;
      entered = true;
    }).toThrow(new RuntimeError('"yield from" should be used as context manager expression'));
    expect([entered, condition.locked()]).toEqual([false, false]);
  });

  it('test_explicit_lock: uses the lock that it was given', () => {
    const lock = new asyncio.Lock({ loop });
    const other = new asyncio.Condition(lock, { loop });
    expect(other._lock).toBe(lock);
    expect(other._loop).toBe(lock._loop);
    loop.run_until_complete(other.acquire());
    expect(lock.locked()).toBe(true);
  });

  it('test_ambiguous_loops: refuses a lock of another loop', () => {
    const other = new_test_loop();
    const lock = new asyncio.Lock({ loop });
    expect(() => new asyncio.Condition(lock, { loop: other })).toThrow(
      new ValueError('loop argument must agree with lock'),
    );
  });
});
