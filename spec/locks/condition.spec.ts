import { describe, expect, it } from 'vitest';
import { RuntimeError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { loop, run, shown, start, use_virtual_loop } from '../support/virtual';
import { outcome } from './outcome';
import { task_in_wait } from './waiters';

use_virtual_loop();

describe('Condition', () => {
  it('makes a lock of its own, or uses the one that is given', () => {
    const lock = new asyncio.Lock();
    const first = new asyncio.Condition(lock);
    const second = new asyncio.Condition(lock, { loop });
    expect(new asyncio.Condition()._lock).toBeInstanceOf(asyncio.Lock);
    expect(new asyncio.Condition(null)._lock._loop).toBe(loop);
    run(function* () {
      expect(yield* first.acquire()).toBe(true);
      expect([first.locked(), second.locked(), lock.locked()]).toEqual([true, true, true]);
      second.release();
      expect(lock.locked()).toBe(false);
    });
  });

  it('refuses the lock of another loop', () => {
    const other = new VirtualTimeLoop();
    const lock = new asyncio.Lock({ loop: other });
    expect(() => new asyncio.Condition(lock)).toThrow(
      new ValueError('loop argument must agree with lock'),
    );
    expect(new asyncio.Condition(lock, { loop: other })._lock).toBe(lock);
    other.close();
  });

  it('refuses wait() and notify() without the lock', () => {
    const condition = new asyncio.Condition();
    expect(() => condition.wait().next()).toThrow(
      new RuntimeError('cannot wait on un-acquired lock'),
    );
    const message = 'cannot notify on un-acquired lock';
    expect(() => condition.notify()).toThrow(new RuntimeError(message));
    expect(() => condition.notify_all()).toThrow(new RuntimeError(message));
    expect(() => condition.release()).toThrow(new RuntimeError('Lock is not acquired.'));
  });

  it('prints its state and waiters', () => {
    const condition = new asyncio.Condition();
    expect(shown(condition)).toBe('<asyncio.locks.Condition object at 0x… [unlocked]>');
    run(function* () {
      yield* condition.acquire();
      expect(shown(condition)).toBe('<asyncio.locks.Condition object at 0x… [locked]>');
      const task = start(condition.wait());
      yield;
      expect(shown(condition)).toBe('<asyncio.locks.Condition object at 0x… [unlocked,waiters:1]>');
      task.cancel();
    });
  });

  /** A coroutine that waits under the lock and says when it went on. */
  const waiting = (condition: asyncio.Condition, log: unknown[]) =>
    asyncio.coroutine(function* (name: unknown) {
      using _ = yield* condition;
      expect(yield* condition.wait()).toBe(true);
      expect(condition.locked()).toBe(true);
      log.push(name);
    });

  it('wakes at most n who wait, in order, and does not count those woken before', () => {
    const condition = new asyncio.Condition();
    const log: unknown[] = [];
    const wait = waiting(condition, log);
    run(function* () {
      const tasks = [0, 1, 2, 3, 4].map((n) => start(wait(n)));
      yield;
      const woken = () => [...condition._waiters].map((waiter) => waiter.done());
      yield* condition.acquire();
      condition.notify(0);
      condition.notify(-1);
      expect(woken()).toEqual([false, false, false, false, false]);
      condition.notify(1.5);
      expect(woken()).toEqual([true, true, false, false, false]);
      condition.notify();
      expect(woken()).toEqual([true, true, true, false, false]);
      expect([...condition._waiters].map((waiter) => waiter._result)).toEqual([
        false,
        false,
        false,
        undefined,
        undefined,
      ]);
      condition.release();
      for (let i = 0; i < 4; i++) yield;
      expect(log).toEqual([0, 1, 2]);
      yield* condition.acquire();
      condition.notify(2048);
      condition.release();
      yield* asyncio.wait(tasks);
      expect(log).toEqual([0, 1, 2, 3, 4]);
    });
  });

  it('wakes all by notify_all(); they go on one by one, as the lock becomes free', () => {
    const condition = new asyncio.Condition();
    const log: unknown[] = [];
    const wait = waiting(condition, log);
    run(function* () {
      const tasks = ['a', 'b', 'c'].map((name) => start(wait(name)));
      yield;
      yield* condition.acquire();
      condition.notify_all();
      for (let i = 0; i < 5; i++) yield;
      expect(log).toEqual([]);
      expect((condition._lock as asyncio.Lock)._waiters.length).toBe(3);
      condition.release();
      yield* asyncio.wait(tasks);
    });
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('passes over cancelled waiters', () => {
    const condition = new asyncio.Condition();
    const log: unknown[] = [];
    const wait = waiting(condition, log);
    run(function* () {
      const [a, b] = [start(wait('a')), start(wait('b'))];
      yield;
      yield* condition.acquire();
      a.cancel();
      condition.notify(1);
      condition.release();
      yield* asyncio.wait([a, b]);
      expect([a.cancelled(), log]).toEqual([true, ['b']]);
    });
  });

  it('holds the lock again when wait() is cancelled', () => {
    const condition = new asyncio.Condition();
    run(function* () {
      const task = yield* task_in_wait(condition);
      expect(condition.locked()).toBe(false);
      task.cancel();
      expect(yield* outcome(task)).toBe('cancelled');
      expect([condition.locked(), condition._waiters.length]).toEqual([true, 0]);
    });
  });

  it('waits for the lock, held by another, before the cancellation of wait() comes through', () => {
    const condition = new asyncio.Condition();
    run(function* () {
      const task = yield* task_in_wait(condition);
      yield* condition.acquire();
      task.cancel();
      for (let i = 0; i < 3; i++) yield;
      expect(task.done()).toBe(false);
      condition.release();
      expect(yield* outcome(task)).toBe('cancelled');
      expect(condition.locked()).toBe(true);
    });
  });

  it('keeps every cancellation during the re-acquisition for the time it holds the lock', () => {
    const condition = new asyncio.Condition();
    run(function* () {
      const task = yield* task_in_wait(condition);
      yield* condition.acquire();
      condition.notify();
      yield;
      for (let i = 0; i < 3; i++) {
        expect(task.cancel()).toBe(true);
        yield;
        expect(task.done()).toBe(false);
      }
      condition.release();
      expect(yield* outcome(task)).toBe('cancelled');
      expect(condition.locked()).toBe(true);
    });
  });

  it('lets an error other than a cancellation out of the re-acquisition', () => {
    class Failing extends asyncio.Lock {
      fail = false;
      @asyncio.coroutine
      override *acquire(): asyncio.Coroutine<boolean> {
        if (this.fail) throw new ValueError('broken');
        return yield* super.acquire();
      }
    }
    const lock = new Failing();
    const condition = new asyncio.Condition(lock);
    run(function* () {
      const task = yield* task_in_wait(condition);
      lock.fail = true;
      task.cancel();
      expect(yield* outcome(task)).toBe("ValueError('broken',)");
    });
  });

  it('waits until a predicate is true, and returns its value', () => {
    const condition = new asyncio.Condition();
    let value: string | undefined;
    const wait = asyncio.coroutine(function* () {
      using _ = yield* condition;
      return yield* condition.wait_for(() => value);
    });
    run(function* () {
      const task = start(wait());
      yield;
      for (const next of [undefined, '', 'ready']) {
        expect(task.done()).toBe(false);
        using _ = yield* condition;
        value = next;
        condition.notify();
      }
      expect(yield* task).toBe('ready');
    });
  });

  it('needs no lock for wait_for() when the predicate is true at once', () => {
    const condition = new asyncio.Condition();
    expect(condition.wait_for(() => 'yes').next()).toEqual({ value: 'yes', done: true });
    expect(() => condition.wait_for(() => false).next()).toThrow(
      new RuntimeError('cannot wait on un-acquired lock'),
    );
  });

  it('lets an exception of the predicate out', () => {
    const condition = new asyncio.Condition();
    const predicate = () => {
      throw new ValueError('p');
    };
    expect(() => condition.wait_for(predicate).next()).toThrow(new ValueError('p'));
  });
});
