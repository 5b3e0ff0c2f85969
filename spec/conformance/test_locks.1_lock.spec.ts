import { beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, RuntimeError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { a_loop, PRINTED, results_of } from './locks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const new_lock = () => new asyncio.Lock({ loop });

/** `yield from lock` in a coroutine of its own. */
const enter = asyncio.coroutine(function* (lock: asyncio.Lock) {
  return yield* lock;
});

describe('LockTests', () => {
  it('test_ctor_loop: keeps the loop that it was given, whatever that is', () => {
    const other = a_loop();
    expect(new asyncio.Lock({ loop: other })._loop).toBe(other);
    expect(new_lock()._loop).toBe(loop);
  });

  it('test_ctor_noloop: takes the current loop', () => {
    asyncio.set_event_loop(loop);
    expect(new asyncio.Lock()._loop).toBe(loop);
  });

  it('test_repr: ends with its state', () => {
    const lock = new_lock();
    expect(repr(lock)).toMatch(/\[unlocked\]>$/);
    expect(repr(lock)).toMatch(PRINTED);

    loop.run_until_complete(enter(lock));
    expect(repr(lock)).toMatch(/\[locked\]>$/);
    expect(repr(lock)).toMatch(PRINTED);
  });

  it('test_lock: waiting for the lock acquires it and gives an object; release() unlocks', () => {
    const lock = new_lock();
    expect(loop.run_until_complete(enter(lock))).toBeTruthy();
    expect(lock.locked()).toBe(true);
    lock.release();
    expect(lock.locked()).toBe(false);
  });

  it('test_acquire: goes to those who wait in the order they came, one at each release', () => {
    const lock = new_lock();
    const result: number[] = [];
    const contend = asyncio.coroutine(function* (number: number) {
      if (yield* lock.acquire()) result.push(number);
      return true;
    });
    expect(loop.run_until_complete(lock.acquire())).toBe(true);

    const t1 = new asyncio.Task(contend(1), { loop });
    const t2 = new asyncio.Task(contend(2), { loop });
    run_briefly(loop);
    expect(result).toEqual([]);

    lock.release();
    run_briefly(loop);
    expect(result).toEqual([1]);
    run_briefly(loop);
    expect(result).toEqual([1]);

    const t3 = new asyncio.Task(contend(3), { loop });
    lock.release();
    run_briefly(loop);
    expect(result).toEqual([1, 2]);

    lock.release();
    run_briefly(loop);
    expect(result).toEqual([1, 2, 3]);
    expect(results_of(t1, t2, t3)).toEqual([true, true, true]);
  });

  it('test_acquire_cancel: leaves nothing behind in the queue', () => {
    const lock = new_lock();
    expect(loop.run_until_complete(lock.acquire())).toBe(true);

    const task = new asyncio.Task(lock.acquire(), { loop });
    loop.call_soon(() => task.cancel());
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    expect(lock._waiters.length).toBe(0);

    const first = new asyncio.Task(lock.acquire(), { loop });
    const second = new asyncio.Task(lock.acquire(), { loop });
    run_briefly(loop);
    first.cancel();
    run_briefly(loop);
    // The lock is held all the time: nobody gets it because somebody else gives up.
    expect([first.cancelled(), second.done()]).toEqual([true, false]);

    second.cancel();
    lock.release();
    // The cancelled one is in the queue still, and in nobody's way.
    expect(lock._waiters.length).toBe(1);
    expect(lock.acquire().next()).toEqual({ value: true, done: true });
    run_briefly(loop);
    expect([second.cancelled(), lock._waiters.length]).toEqual([true, 0]);
  });

  it('test_cancel_race: released while the first who waits is being cancelled, the lock goes to the next', () => {
    const lock = new_lock();
    const hold = asyncio.coroutine(function* (blocker?: asyncio.Future): asyncio.Coroutine<void> {
      yield* lock.acquire();
      try {
        if (blocker !== undefined) yield* blocker;
      } finally {
        lock.release();
      }
    });
    const blocker = new asyncio.Future({ loop });
    const a = new asyncio.Task(hold(blocker), { loop });
    run_briefly(loop);
    expect(lock.locked()).toBe(true);
    const b = new asyncio.Task(hold(), { loop });
    run_briefly(loop);
    expect(lock._waiters.length).toBe(1);
    const c = new asyncio.Task(hold(), { loop });
    run_briefly(loop);
    expect(lock._waiters.length).toBe(2);

    blocker.set_result(undefined);
    b.cancel();
    // Cancelled, and in the queue still: the release must not stumble over it.
    expect([...lock._waiters][0]?.cancelled()).toBe(true);
    run_briefly(loop);
    expect(lock.locked()).toBe(false);
    expect(results_of(a, c)).toEqual([undefined, undefined]);
    expect(b.cancelled()).toBe(true);
  });

  it('test_cancel_release_race: cancelled and released in one callback, one of the others gets the lock', () => {
    const lock = new_lock();
    let called = 0;
    let locked = 0;
    const contend = asyncio.coroutine(function* () {
      called += 1;
      yield* lock.acquire();
      locked += 1;
    });
    const lock_and_trigger = asyncio.coroutine(function* () {
      yield* lock.acquire();
      loop.call_soon(() => {
        t1.cancel();
        lock.release();
      });
    });
    const t0 = loop.create_task(lock_and_trigger());
    const t1 = loop.create_task(contend());
    const t2 = loop.create_task(contend());
    const t3 = loop.create_task(contend());

    run_briefly(loop);
    expect(t0.done()).toBe(true);
    run_briefly(loop);
    run_briefly(loop);
    expect([called, locked]).toEqual([3, 1]);
    expect([t1.cancelled(), t2.done(), t3.done()]).toEqual([true, true, false]);

    t3.cancel();
    run_briefly(loop);
    expect(t3.cancelled()).toBe(true);
  });

  it('test_finished_waiter_cancelled: woken and cancelled at once, a waiter passes the lock on', () => {
    const lock = new_lock();
    const a = new asyncio.Task(lock.acquire(), { loop });
    run_briefly(loop);
    expect(lock.locked()).toBe(true);
    const b = new asyncio.Task(lock.acquire(), { loop });
    run_briefly(loop);
    expect(lock._waiters.length).toBe(1);

    const c = new asyncio.Task(lock.acquire(), { loop });
    lock.release();
    b.cancel();
    run_briefly(loop);
    expect(lock.locked()).toBe(true);
    expect([a.done(), b.cancelled()]).toEqual([true, true]);
    expect(loop.run_until_complete(c)).toBe(true);
  });

  it('test_release_not_acquired: release() of an unlocked lock is an error', () => {
    expect(() => new_lock().release()).toThrow(new RuntimeError('Lock is not acquired.'));
  });

  it('test_release_no_waiters: release() unlocks when nobody waits', () => {
    const lock = new_lock();
    loop.run_until_complete(lock.acquire());
    expect(lock.locked()).toBe(true);
    lock.release();
    expect(lock.locked()).toBe(false);
  });

  it('test_context_manager: the object releases the lock at the end of its block', () => {
    const lock = new_lock();
    {
      using _ = loop.run_until_complete(enter(lock));
      expect(lock.locked()).toBe(true);
    }
    expect(lock.locked()).toBe(false);
  });

  it('test_context_manager_cant_reuse: the object is good for one block', () => {
    const lock = new_lock();
    const manager = loop.run_until_complete(enter(lock));
    {
      using _ = manager;
      expect(lock.locked()).toBe(true);
    }
    expect(lock.locked()).toBe(false);
    expect(() => {
      using _ = manager;
    }).toThrow(new TypeError("'NoneType' object has no attribute 'release'"));
    expect(lock.locked()).toBe(false);
  });

  it('test_context_manager_no_yield: the lock itself is no object for a block', () => {
    const lock = new_lock();
    let entered = false;
    expect(() => {
      // @ts-expect-error: the compiler says it too.
      using _ = lock;
      entered = true;
    }).toThrow(new RuntimeError('"yield from" should be used as context manager expression'));
    expect([entered, lock.locked()]).toEqual([false, false]);
  });
});
