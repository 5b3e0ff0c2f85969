import { beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, RuntimeError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { a_loop, PRINTED, results_of } from './locks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const new_semaphore = (value?: number) => new asyncio.Semaphore(value, { loop });

/** `yield from semaphore` in a coroutine of its own. */
const enter = asyncio.coroutine(function* (semaphore: asyncio.Semaphore) {
  return yield* semaphore;
});

describe('SemaphoreTests', () => {
  it('test_ctor_loop: keeps the loop that it was given, whatever that is', () => {
    const other = a_loop();
    expect(new asyncio.Semaphore({ loop: other })._loop).toBe(other);
    expect(new_semaphore()._loop).toBe(loop);
  });

  it('test_ctor_noloop: takes the current loop', () => {
    asyncio.set_event_loop(loop);
    expect(new asyncio.Semaphore()._loop).toBe(loop);
  });

  it('test_initial_value_zero: is locked when it has no permit from the start', () => {
    expect(new_semaphore(0).locked()).toBe(true);
  });

  it('test_repr: ends with its state, its value unless that is 0, and the number of those who wait', () => {
    const semaphore = new_semaphore();
    expect(repr(semaphore)).toMatch(/\[unlocked,value:1\]>$/);
    expect(repr(semaphore)).toMatch(PRINTED);

    loop.run_until_complete(semaphore.acquire());
    expect(repr(semaphore)).toMatch(/\[locked\]>$/);
    expect(repr(semaphore)).toMatch(PRINTED);

    semaphore._waiters.append(loop.create_future());
    expect(repr(semaphore)).toMatch(/\[locked,waiters:1\]>$/);
    expect(repr(semaphore)).toMatch(PRINTED);

    semaphore._waiters.append(loop.create_future());
    expect(repr(semaphore)).toMatch(/\[locked,waiters:2\]>$/);
    expect(repr(semaphore)).toMatch(PRINTED);
  });

  it('test_semaphore: waiting for it takes a permit and gives an object; release() puts it back', () => {
    const semaphore = new_semaphore();
    expect(semaphore._value).toBe(1);
    expect(loop.run_until_complete(enter(semaphore))).toBeTruthy();
    expect([semaphore.locked(), semaphore._value]).toEqual([true, 0]);
    semaphore.release();
    expect([semaphore.locked(), semaphore._value]).toEqual([false, 1]);
  });

  it('test_semaphore_value: refuses a negative number of permits', () => {
    // Before it looks for a loop: there is none.
    expect(() => new asyncio.Semaphore(-1)).toThrow(
      new ValueError('Semaphore initial value must be >= 0'),
    );
  });

  it('test_acquire: as many go on as there are permits, the others wait', () => {
    const semaphore = new_semaphore(3);
    const result: number[] = [];
    expect(loop.run_until_complete(semaphore.acquire())).toBe(true);
    expect(loop.run_until_complete(semaphore.acquire())).toBe(true);
    expect(semaphore.locked()).toBe(false);

    const contend = asyncio.coroutine(function* (number: number) {
      yield* semaphore.acquire();
      result.push(number);
      return true;
    });
    const t1 = new asyncio.Task(contend(1), { loop });
    const t2 = new asyncio.Task(contend(2), { loop });
    const t3 = new asyncio.Task(contend(3), { loop });
    run_briefly(loop);
    expect(result).toEqual([1]);
    expect([semaphore.locked(), semaphore._value, semaphore._waiters.length]).toEqual([true, 0, 2]);

    const t4 = new asyncio.Task(contend(4), { loop });
    semaphore.release();
    semaphore.release();
    expect(semaphore._value).toBe(2);

    run_briefly(loop);
    expect(result).toHaveLength(3);
    expect([semaphore.locked(), semaphore._value, semaphore._waiters.length]).toEqual([true, 0, 1]);
    expect(results_of(t1)).toEqual([true]);
    const race = [t2, t3, t4];
    expect(race.filter((task) => task.done() && task.result())).toHaveLength(2);

    semaphore.release();
    expect(loop.run_until_complete(asyncio.gather(...race))).toEqual([true, true, true]);
  });

  it('test_acquire_cancel: leaves nobody in the queue whom a release could wake in vain', () => {
    const semaphore = new_semaphore();
    loop.run_until_complete(semaphore.acquire());
    const task = new asyncio.Task(semaphore.acquire(), { loop });
    loop.call_soon(() => task.cancel());
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    expect([...semaphore._waiters].every((waiter) => waiter.done())).toBe(true);
  });

  it('test_acquire_cancel_before_awoken: who is cancelled after being woken wakes the next', () => {
    const semaphore = new_semaphore(0);
    const [t1, t2, t3, t4] = [1, 2, 3, 4].map(
      () => new asyncio.Task(semaphore.acquire(), { loop }),
    ) as [asyncio.Task, asyncio.Task, asyncio.Task, asyncio.Task];
    run_briefly(loop);

    semaphore.release();
    t1.cancel();
    t2.cancel();
    run_briefly(loop);
    expect([t1.cancelled(), t2.cancelled()]).toEqual([true, true]);
    expect([t3, t4].filter((task) => task.done())).toHaveLength(1);

    t3.cancel();
    t4.cancel();
    run_briefly(loop);
    expect([t3.done(), t4.done()]).toEqual([true, true]);
  });

  it('test_acquire_hang: the permit of one who is cancelled after being woken is not lost', () => {
    const semaphore = new_semaphore(0);
    const t1 = new asyncio.Task(semaphore.acquire(), { loop });
    const t2 = new asyncio.Task(semaphore.acquire(), { loop });
    run_briefly(loop);

    semaphore.release();
    t1.cancel();
    run_briefly(loop);
    expect(semaphore.locked()).toBe(true);
    expect(t1.cancelled()).toBe(true);
    expect(results_of(t2)).toEqual([true]);
  });

  it('test_release_not_acquired: a bounded semaphore takes back no more than it gave', () => {
    const semaphore = new asyncio.BoundedSemaphore({ loop });
    expect(() => semaphore.release()).toThrow(
      new ValueError('BoundedSemaphore released too many times'),
    );
  });

  it('test_release_no_waiters: release() unlocks when nobody waits', () => {
    const semaphore = new_semaphore();
    loop.run_until_complete(semaphore.acquire());
    expect(semaphore.locked()).toBe(true);
    semaphore.release();
    expect(semaphore.locked()).toBe(false);
  });

  it('test_context_manager: each object puts its permit back at the end of its block', () => {
    const semaphore = new_semaphore(2);
    {
      using _outer = loop.run_until_complete(enter(semaphore));
      expect([semaphore.locked(), semaphore._value]).toEqual([false, 1]);
      {
        using _inner = loop.run_until_complete(enter(semaphore));
        expect(semaphore.locked()).toBe(true);
      }
      expect(semaphore._value).toBe(1);
    }
    expect(semaphore._value).toBe(2);
  });

  it('test_context_manager_no_yield: the semaphore itself is no object for a block', () => {
    const semaphore = new_semaphore(2);
    let entered = false;
    expect(() => {
      // @ts-expect-error: the compiler says it too.
      using _ = semaphore;
      entered = true;
    }).toThrow(new RuntimeError('"yield from" should be used as context manager expression'));
    expect([entered, semaphore._value]).toEqual([false, 2]);
  });
});
