import { describe, expect, it } from 'vitest';
import { RuntimeError, TimeoutError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { loop, run, shown, start, use_virtual_loop } from '../support/virtual';
import { outcome } from './outcome';
import { held_lock, waiters_of } from './waiters';

use_virtual_loop();

describe('Lock', () => {
  it('is acquired without suspending when it is free', () => {
    const lock = new asyncio.Lock();
    expect(lock.acquire().next()).toEqual({ value: true, done: true });
    expect(lock.locked()).toBe(true);
    lock.release();
    expect(lock.locked()).toBe(false);
  });

  it('prints its state, its waiters, and the name of a subclass', () => {
    class MyLock extends asyncio.Lock {}
    const lock = new asyncio.Lock();
    expect(shown(lock)).toBe('<asyncio.locks.Lock object at 0x… [unlocked]>');
    expect(shown(new MyLock())).toBe('<MyLock object at 0x… [unlocked]>');
    run(function* () {
      yield* lock.acquire();
      expect(shown(lock)).toBe('<asyncio.locks.Lock object at 0x… [locked]>');
      const tasks = [start(lock.acquire()), start(lock.acquire())];
      yield;
      expect(shown(lock)).toBe('<asyncio.locks.Lock object at 0x… [locked,waiters:2]>');
      for (const task of tasks) task.cancel();
    });
  });

  it('goes to those who wait in the order they came, one for each release', () => {
    const lock = new asyncio.Lock();
    const log: number[] = [];
    const hold = asyncio.coroutine(function* (n: number) {
      yield* lock.acquire();
      log.push(n);
    });
    run(function* () {
      yield* lock.acquire();
      for (const n of [1, 2, 3]) start(hold(n));
      yield;
      expect(log).toEqual([]);
      for (const n of [1, 2, 3]) {
        lock.release();
        yield;
        yield;
        expect(log).toEqual([1, 2, 3].slice(0, n));
        expect(lock.locked()).toBe(true);
      }
      expect(lock._waiters.length).toBe(0);
    });
  });

  it('is fair: whoever releases and acquires again queues up behind the waiters', () => {
    const lock = new asyncio.Lock();
    const log: string[] = [];
    const other = asyncio.coroutine(function* (name: string) {
      yield* lock.acquire();
      log.push(name);
      lock.release();
    });
    run(function* () {
      yield* lock.acquire();
      start(other('first'));
      start(other('second'));
      yield;
      lock.release();
      yield* lock.acquire();
      log.push('me');
    });
    expect(log).toEqual(['first', 'second', 'me']);
  });

  it('is unlocked between the release and the step of the waiter, and a newcomer queues up behind', () => {
    run(function* () {
      const lock = held_lock();
      const [waiter] = yield* waiters_of(lock, 1);
      lock.release();
      expect(lock.locked()).toBe(false);
      expect(shown(lock)).toContain('[unlocked,waiters:1]');
      const newcomer = start(lock.acquire());
      yield;
      expect([waiter.done(), newcomer.done(), lock.locked()]).toEqual([true, false, true]);
      newcomer.cancel();
    });
  });

  it('is taken at once when everybody in the queue is cancelled', () => {
    run(function* () {
      const lock = held_lock();
      const [waiter] = yield* waiters_of(lock, 1);
      waiter.cancel();
      lock.release();
      expect(lock._waiters.length).toBe(1);
      expect(lock.acquire().next()).toEqual({ value: true, done: true });
      expect(yield* outcome(waiter)).toBe('cancelled');
      expect(shown(lock)).toContain('[locked]');
    });
  });

  it('forgets a cancelled waiter, and wakes nobody while it is held', () => {
    run(function* () {
      const lock = held_lock();
      const [a, b] = yield* waiters_of(lock, 2);
      a.cancel();
      expect(yield* outcome(a)).toBe('cancelled');
      yield;
      expect(lock._waiters.length).toBe(1);
      expect(b.done()).toBe(false);
      b.cancel();
    });
  });

  it('goes to the next one when the woken waiter is cancelled before it runs', () => {
    run(function* () {
      const lock = held_lock();
      const [a, b, c] = yield* waiters_of(lock, 3);
      lock.release();
      a.cancel();
      expect(yield* outcome(a)).toBe('cancelled');
      expect(yield* outcome(b)).toBe('True');
      expect([lock.locked(), c.done(), lock._waiters.length]).toEqual([true, false, 1]);
      c.cancel();
    });
  });

  it('goes to the next one when the first waiter is cancelled just before the release', () => {
    run(function* () {
      const lock = held_lock();
      const [a, b] = yield* waiters_of(lock, 2);
      a.cancel();
      lock.release();
      expect(yield* outcome(a)).toBe('cancelled');
      expect(yield* outcome(b)).toBe('True');
    });
  });

  it('is never held twice: a cancelled waiter wakes nobody when the first in the queue is about to run', () => {
    run(function* () {
      const lock = held_lock();
      const [a, b, c] = yield* waiters_of(lock, 3);
      b.cancel();
      lock.release();
      for (let i = 0; i < 5; i++) yield;
      expect([a.done(), b.cancelled(), c.done()]).toEqual([true, true, false]);
      c.cancel();
    });
  });

  it('wakes nobody when something else than a cancellation is thrown into the woken waiter', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      yield* lock.acquire();
      const by_hand = lock.acquire();
      by_hand.next();
      const waiter = start(lock.acquire());
      yield;
      lock.release();
      expect(() => by_hand.throw(new ValueError('x'))).toThrow(ValueError);
      yield;
      yield;
      expect(shown(lock)).toContain('[unlocked,waiters:1]');
      waiter.cancel();
    });
  });

  it('refuses the release when it is not held', () => {
    expect(() => new asyncio.Lock().release()).toThrow(new RuntimeError('Lock is not acquired.'));
  });

  it('leaves no waiter behind when wait_for() times out', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      yield* lock.acquire();
      try {
        yield* asyncio.wait_for(lock.acquire(), 5);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(TimeoutError);
      }
      expect(loop.time()).toBe(5);
      yield;
      expect(lock._waiters.length).toBe(0);
    });
  });

  it('can be overridden: acquire() of a subclass may call that of its parent', () => {
    class Counting extends asyncio.Lock {
      count = 0;
      @asyncio.coroutine
      override *acquire(): asyncio.Coroutine<boolean> {
        this.count += 1;
        return yield* super.acquire();
      }
    }
    const lock = new Counting();
    run(function* () {
      using _ = yield* lock;
      expect([lock.count, lock.locked()]).toEqual([1, true]);
    });
    expect(lock.locked()).toBe(false);
  });

  it('has coroutine functions where CPython has them', () => {
    const lock = new asyncio.Lock();
    const condition = new asyncio.Condition();
    expect(asyncio.iscoroutinefunction(lock.acquire)).toBe(true);
    expect(asyncio.iscoroutinefunction(condition.acquire)).toBe(true);
    expect(asyncio.iscoroutinefunction(condition.wait_for)).toBe(true);
    expect(asyncio.iscoroutinefunction(lock.release)).toBe(false);
    expect(asyncio.iscoroutine(lock[Symbol.iterator]())).toBe(true);
  });
});
