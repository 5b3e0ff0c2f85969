import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { loop, run, shown, start, use_virtual_loop } from '../support/virtual';
import { outcome } from './outcome';
import { waiters_of } from './waiters';

use_virtual_loop();

describe('Semaphore', () => {
  it('has one permit at first, or as many as are given', () => {
    expect(new asyncio.Semaphore()._value).toBe(1);
    expect(new asyncio.Semaphore(null)._value).toBe(1);
    expect(new asyncio.Semaphore(4, { loop })._value).toBe(4);
    expect(new asyncio.Semaphore({ loop })._value).toBe(1);
    expect(new asyncio.Semaphore(0).locked()).toBe(true);
  });

  it('refuses a negative value, and what is no number', () => {
    const message = 'Semaphore initial value must be >= 0';
    expect(() => new asyncio.Semaphore(-1)).toThrow(new ValueError(message));
    expect(() => new asyncio.BoundedSemaphore(-1)).toThrow(new ValueError(message));
    expect(() => new asyncio.Semaphore('2' as never)).toThrow(
      new TypeError("'<' not supported between instances of 'str' and 'int'"),
    );
  });

  it('prints its value and waiters', () => {
    const semaphore = new asyncio.Semaphore();
    expect(shown(semaphore)).toBe('<asyncio.locks.Semaphore object at 0x… [unlocked,value:1]>');
    expect(shown(new asyncio.BoundedSemaphore(3))).toBe(
      '<asyncio.locks.BoundedSemaphore object at 0x… [unlocked,value:3]>',
    );
    run(function* () {
      yield* semaphore.acquire();
      expect(shown(semaphore)).toBe('<asyncio.locks.Semaphore object at 0x… [locked]>');
      const tasks = [start(semaphore.acquire()), start(semaphore.acquire())];
      yield;
      expect(shown(semaphore)).toBe('<asyncio.locks.Semaphore object at 0x… [locked,waiters:2]>');
      for (const task of tasks) task.cancel();
    });
  });

  it('gives its permits without suspending, and then makes wait, in order', () => {
    const semaphore = new asyncio.Semaphore(2);
    const log: number[] = [];
    const take = asyncio.coroutine(function* (n: number) {
      expect(yield* semaphore.acquire()).toBe(true);
      log.push(n);
    });
    run(function* () {
      expect(semaphore.acquire().next()).toEqual({ value: true, done: true });
      for (const n of [1, 2, 3, 4]) start(take(n));
      yield;
      expect([log, semaphore._waiters.length, semaphore._value]).toEqual([[1], 3, 0]);
      semaphore.release();
      semaphore.release();
      expect(semaphore._value).toBe(2);
      yield;
      yield;
      expect([log, semaphore._waiters.length, semaphore._value]).toEqual([[1, 2, 3], 1, 0]);
      semaphore.release();
    });
    run(function* () {
      yield;
    });
    expect(log).toEqual([1, 2, 3, 4]);
  });

  it('is not fair: who releases and acquires again keeps the permit, the woken waiter queues up last', () => {
    const semaphore = new asyncio.Semaphore();
    const log: string[] = [];
    const other = asyncio.coroutine(function* (name: string) {
      yield* semaphore.acquire();
      log.push(name);
      semaphore.release();
    });
    run(function* () {
      yield* semaphore.acquire();
      const tasks = [start(other('first')), start(other('second'))];
      yield;
      semaphore.release();
      expect(shown(semaphore)).toContain('[unlocked,value:1,waiters:1]');
      expect(semaphore.acquire().next()).toEqual({ value: true, done: true });
      log.push('me');
      yield;
      expect(shown(semaphore)).toContain('[locked,waiters:2]');
      semaphore.release();
      yield* asyncio.wait(tasks);
    });
    expect(log).toEqual(['me', 'second', 'first']);
  });

  it('passes the wake-up on when the woken waiter is cancelled before it runs', () => {
    const semaphore = new asyncio.Semaphore(0);
    run(function* () {
      const [a, b, c] = yield* waiters_of(semaphore, 3);
      semaphore.release();
      a.cancel();
      b.cancel();
      for (let i = 0; i < 4; i++) yield;
      expect([a.cancelled(), b.cancelled(), c.done()]).toEqual([true, true, true]);
      expect(shown(semaphore)).toContain('[locked]');
    });
  });

  it('does not pass the wake-up on when the permit is taken meanwhile', () => {
    const semaphore = new asyncio.Semaphore(0);
    run(function* () {
      const [a, b, c] = yield* waiters_of(semaphore, 3);
      semaphore.release();
      a.cancel();
      yield* semaphore.acquire();
      for (let i = 0; i < 4; i++) yield;
      expect([a.cancelled(), semaphore._waiters.length]).toEqual([true, 2]);
      semaphore.release();
      for (let i = 0; i < 4; i++) yield;
      expect([b.done(), c.done()]).toEqual([true, false]);
      c.cancel();
    });
  });

  it('passes no wake-up on when a waiter is cancelled that had none', () => {
    const semaphore = new asyncio.Semaphore(0);
    run(function* () {
      const [a, b, c, d] = yield* waiters_of(semaphore, 4);
      b.cancel();
      semaphore.release();
      for (let i = 0; i < 4; i++) yield;
      expect([a.done(), b.cancelled(), semaphore._waiters.length]).toEqual([true, true, 3]);
      semaphore.release();
      for (let i = 0; i < 4; i++) yield;
      expect([c.done(), d.done()]).toEqual([true, false]);
      d.cancel();
    });
  });

  it('keeps a cancelled waiter in the queue until a release passes over it', () => {
    const semaphore = new asyncio.Semaphore(0);
    run(function* () {
      const [a, b] = yield* waiters_of(semaphore, 2);
      a.cancel();
      yield* asyncio.wait([a]);
      expect(semaphore._waiters.length).toBe(2);
      semaphore.release();
      expect(yield* b).toBe(true);
      expect(semaphore._waiters.length).toBe(0);
    });
  });

  it('passes the wake-up on when the woken waiter is closed', () => {
    const semaphore = new asyncio.Semaphore(0);
    run(function* () {
      const by_hand = semaphore.acquire();
      by_hand.next();
      const task = start(semaphore.acquire());
      yield;
      semaphore.release();
      by_hand.return(false);
      expect(yield* task).toBe(true);
    });
  });

  it('wakes no waiter that was closed before its turn', () => {
    const semaphore = new asyncio.Semaphore(0);
    const closed = semaphore.acquire();
    closed.next();
    closed.return(true);
    const task = start(semaphore.acquire());
    run(function* () {
      yield;
      semaphore.release();
      expect(yield* outcome(task)).toBe('True');
    });
  });

  it('counts whatever the number: locked means a value of 0', () => {
    const semaphore = new asyncio.Semaphore(0.5);
    expect(semaphore.acquire().next().done).toBe(true);
    expect([semaphore._value, semaphore.locked()]).toEqual([-0.5, false]);
    expect(shown(semaphore)).toContain('[unlocked,value:-0.5]');
  });

  it('has no upper limit', () => {
    const semaphore = new asyncio.Semaphore();
    semaphore.release();
    expect(semaphore._value).toBe(2);
  });
});

describe('BoundedSemaphore', () => {
  it('refuses a release beyond the value it had at first', () => {
    const semaphore = new asyncio.BoundedSemaphore(2);
    const error = new ValueError('BoundedSemaphore released too many times');
    expect(() => semaphore.release()).toThrow(error);
    run(function* () {
      yield* semaphore.acquire();
      semaphore.release();
    });
    expect(() => semaphore.release()).toThrow(error);
    expect([semaphore._value, semaphore._bound_value]).toEqual([2, 2]);
  });
});
