import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, RuntimeError, TimeoutError, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { VirtualTimeLoop } from '../lib/test_utils';
import { normalise } from './support/python36';

let loop: VirtualTimeLoop;

beforeEach(() => {
  loop = new VirtualTimeLoop();
  asyncio.set_event_loop(loop);
});

afterEach(() => {
  asyncio.set_event_loop(undefined);
  loop.close();
});

/** Run a generator function as a coroutine; a bare `yield` in it lets the others run for one tick. */
function run<T>(main: () => asyncio.Coroutine<T>): T {
  return loop.run_until_complete(asyncio.coroutine(main)());
}

const start = <T>(coro: asyncio.Coroutine<T>) => loop.create_task(coro);

const shown = (object: unknown) => normalise(repr(object));

/** The outcome of a task, whatever it is. */
const outcome = asyncio.coroutine(function* (
  task: asyncio.Future<unknown>,
): asyncio.Coroutine<string> {
  yield* asyncio.wait([task]);
  return task.cancelled() ? 'cancelled' : repr(task.exception() ?? task.result());
});

describe('construction', () => {
  it('takes the current loop, or the one that is given', () => {
    const other = new VirtualTimeLoop();
    for (const cls of [asyncio.Lock, asyncio.Event, asyncio.Condition, asyncio.Semaphore]) {
      expect(new cls()._loop).toBe(loop);
      expect(new cls({ loop: null })._loop).toBe(loop);
      expect(new cls({ loop: other })._loop).toBe(other);
    }
    expect(new asyncio.BoundedSemaphore(2, { loop: other })._loop).toBe(other);
    other.close();
  });

  it('takes the running loop inside a coroutine', () => {
    asyncio.set_event_loop(undefined);
    const lock = run(function* () {
      return new asyncio.Lock();
    });
    expect(lock._loop).toBe(loop);
  });

  it("refuses an unknown keyword in CPython's words", () => {
    const options = { maxsize: 1 } as object;
    for (const cls of [asyncio.Lock, asyncio.Event, asyncio.Condition, asyncio.Semaphore]) {
      expect(() => new cls(options)).toThrow(
        new TypeError("__init__() got an unexpected keyword argument 'maxsize'"),
      );
    }
    expect(() => new asyncio.Semaphore(1, options)).toThrow(TypeError);
  });

  it('takes the first parameter by its name too, but not twice', () => {
    const lock = new asyncio.Lock();
    expect(new asyncio.Semaphore({ value: 3 })._value).toBe(3);
    expect(new asyncio.Condition({ lock, loop })._lock).toBe(lock);
    expect(() => new asyncio.Semaphore(3, { value: 3 })).toThrow(
      new TypeError("__init__() got multiple values for argument 'value'"),
    );
  });
});

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
    const lock = new asyncio.Lock();
    run(function* () {
      yield* lock.acquire();
      const waiter = start(lock.acquire());
      yield;
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
    const lock = new asyncio.Lock();
    run(function* () {
      yield* lock.acquire();
      const waiter = start(lock.acquire());
      yield;
      waiter.cancel();
      lock.release();
      expect(lock._waiters.length).toBe(1);
      expect(lock.acquire().next()).toEqual({ value: true, done: true });
      expect(yield* outcome(waiter)).toBe('cancelled');
      expect(shown(lock)).toContain('[locked]');
    });
  });

  it('forgets a cancelled waiter, and wakes nobody while it is held', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      yield* lock.acquire();
      const [a, b] = [start(lock.acquire()), start(lock.acquire())];
      yield;
      a.cancel();
      expect(yield* outcome(a)).toBe('cancelled');
      yield;
      expect(lock._waiters.length).toBe(1);
      expect(b.done()).toBe(false);
      b.cancel();
    });
  });

  it('goes to the next one when the woken waiter is cancelled before it runs', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      yield* lock.acquire();
      const [a, b, c] = [start(lock.acquire()), start(lock.acquire()), start(lock.acquire())];
      yield;
      lock.release();
      a.cancel();
      expect(yield* outcome(a)).toBe('cancelled');
      expect(yield* outcome(b)).toBe('True');
      expect([lock.locked(), c.done(), lock._waiters.length]).toEqual([true, false, 1]);
      c.cancel();
    });
  });

  it('goes to the next one when the first waiter is cancelled just before the release', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      yield* lock.acquire();
      const [a, b] = [start(lock.acquire()), start(lock.acquire())];
      yield;
      a.cancel();
      lock.release();
      expect(yield* outcome(a)).toBe('cancelled');
      expect(yield* outcome(b)).toBe('True');
    });
  });

  it('is never held twice: a cancelled waiter wakes nobody when the first in the queue is about to run', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      yield* lock.acquire();
      const [a, b, c] = [start(lock.acquire()), start(lock.acquire()), start(lock.acquire())];
      yield;
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

describe('a block that holds a lock', () => {
  const makers = {
    Lock: () => new asyncio.Lock(),
    Condition: () => new asyncio.Condition(),
    Semaphore: () => new asyncio.Semaphore(1),
    BoundedSemaphore: () => new asyncio.BoundedSemaphore(1),
  };

  for (const [name, make] of Object.entries(makers)) {
    it(`holds a ${name} and releases it at its end`, () => {
      const lock = make();
      run(function* () {
        {
          using _ = yield* lock;
          expect(lock.locked()).toBe(true);
        }
        expect(lock.locked()).toBe(false);
      });
    });

    it(`fails at once, without holding the ${name}, when the yield* is forgotten`, () => {
      const lock = make();
      let entered = false;
      expect(() => {
        // @ts-expect-error: the compiler says it too.
        using _ = lock;
        entered = true;
      }).toThrow(new RuntimeError('"yield from" should be used as context manager expression'));
      expect([entered, lock.locked()]).toEqual([false, false]);
    });
  }

  it('releases when the block raises, returns or is cancelled', () => {
    const lock = new asyncio.Lock();
    const raises = asyncio.coroutine(function* () {
      using _ = yield* lock;
      throw new ValueError('x');
    });
    const returns = asyncio.coroutine(function* () {
      using _ = yield* lock;
      return 'value';
    });
    const sleeps = asyncio.coroutine(function* () {
      using _ = yield* lock;
      yield* asyncio.sleep(10);
    });
    run(function* () {
      expect(yield* outcome(start(raises()))).toBe("ValueError('x',)");
      expect(lock.locked()).toBe(false);
      expect(yield* returns()).toBe('value');
      expect(lock.locked()).toBe(false);
      const task = start(sleeps());
      yield;
      expect(lock.locked()).toBe(true);
      task.cancel();
      expect(yield* outcome(task)).toBe('cancelled');
      expect(lock.locked()).toBe(false);
    });
  });

  it('lets one coroutine in at a time', () => {
    const lock = new asyncio.Lock();
    const log: string[] = [];
    const worker = asyncio.coroutine(function* (name: string) {
      using _ = yield* lock;
      log.push(`${name} in at ${loop.time()}`);
      yield* asyncio.sleep(1);
    });
    run(function* () {
      yield* asyncio.wait([worker('a'), worker('b'), worker('c')].map(start));
    });
    expect(log).toEqual(['a in at 0', 'b in at 1', 'c in at 2']);
  });

  it('has a single-use object: a second block fails at its end', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      const context = yield* lock;
      {
        using _ = context;
      }
      expect(lock.locked()).toBe(false);
      expect(() => {
        using _ = context;
      }).toThrow(new TypeError("'NoneType' object has no attribute 'release'"));
    });
  });

  it('uses its object up even when the release fails', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      const context = yield* lock;
      lock.release();
      expect(() => {
        using _ = context;
      }).toThrow(new RuntimeError('Lock is not acquired.'));
      expect(() => {
        using _ = context;
      }).toThrow(TypeError);
    });
  });

  it('nests on a semaphore, one permit for each block', () => {
    const semaphore = new asyncio.Semaphore(2);
    run(function* () {
      using _first = yield* semaphore;
      {
        using _second = yield* semaphore;
        expect(semaphore.locked()).toBe(true);
      }
      expect(semaphore._value).toBe(1);
    });
    expect(semaphore._value).toBe(2);
  });

  it('is there for a task of the lock itself', () => {
    const lock = new asyncio.Lock();
    loop.run_until_complete(lock);
    expect(lock.locked()).toBe(true);
  });
});

describe('Event', () => {
  it('is not set at first, and prints its state', () => {
    const event = new asyncio.Event();
    expect(event.is_set()).toBe(false);
    expect(shown(event)).toBe('<asyncio.locks.Event object at 0x… [unset]>');
    run(function* () {
      const task = start(event.wait());
      yield;
      expect(shown(event)).toBe('<asyncio.locks.Event object at 0x… [unset,waiters:1]>');
      event.set();
      expect(shown(event)).toBe('<asyncio.locks.Event object at 0x… [set,waiters:1]>');
      yield* task;
      expect(shown(event)).toBe('<asyncio.locks.Event object at 0x… [set]>');
    });
  });

  it('returns true at once from wait() when it is set', () => {
    const event = new asyncio.Event();
    event.set();
    expect(event.wait().next()).toEqual({ value: true, done: true });
    event.clear();
    expect(event.is_set()).toBe(false);
    expect(event.wait().next().done).toBe(false);
  });

  it('wakes all who wait, in order; who comes after set() passes first', () => {
    const event = new asyncio.Event();
    const log: string[] = [];
    const wait = asyncio.coroutine(function* (name: string) {
      if (yield* event.wait()) log.push(name);
    });
    run(function* () {
      const tasks = [start(wait('a')), start(wait('b'))];
      yield;
      tasks.push(start(wait('late')));
      event.set();
      yield* asyncio.wait(tasks);
    });
    expect(log).toEqual(['late', 'a', 'b']);
  });

  it('wakes those who wait once, though clear() follows set() at once', () => {
    const event = new asyncio.Event();
    run(function* () {
      const task = start(event.wait());
      yield;
      event.set();
      event.clear();
      event.set();
      event.clear();
      expect(yield* task).toBe(true);
      expect([event.is_set(), event._waiters.length]).toEqual([false, 0]);
    });
  });

  it('does nothing on a second set(): who waits since clear() is woken by the next one', () => {
    const event = new asyncio.Event();
    run(function* () {
      event.set();
      event.set();
      event.clear();
      const task = start(event.wait());
      yield;
      expect(task.done()).toBe(false);
      event.set();
      expect(yield* task).toBe(true);
    });
  });

  it('forgets a cancelled waiter', () => {
    const event = new asyncio.Event();
    run(function* () {
      const task = start(event.wait());
      loop.call_soon(() => task.cancel());
      expect(yield* outcome(task)).toBe('cancelled');
      expect(event._waiters.length).toBe(0);
    });
  });

  it('is no lock: it cannot hold a block', () => {
    expect(Symbol.iterator in new asyncio.Event()).toBe(false);
    expect(Symbol.dispose in new asyncio.Event()).toBe(false);
  });
});

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
      yield* condition.acquire();
      const task = start(condition.wait());
      yield;
      expect(condition.locked()).toBe(false);
      task.cancel();
      expect(yield* outcome(task)).toBe('cancelled');
      expect([condition.locked(), condition._waiters.length]).toEqual([true, 0]);
    });
  });

  it('waits for the lock, held by another, before the cancellation of wait() comes through', () => {
    const condition = new asyncio.Condition();
    run(function* () {
      yield* condition.acquire();
      const task = start(condition.wait());
      yield;
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
      yield* condition.acquire();
      const task = start(condition.wait());
      yield;
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
      yield* condition.acquire();
      const task = start(condition.wait());
      yield;
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
      const [a, b, c] = [1, 2, 3].map(() => start(semaphore.acquire()));
      yield;
      semaphore.release();
      a?.cancel();
      b?.cancel();
      for (let i = 0; i < 4; i++) yield;
      expect([a?.cancelled(), b?.cancelled(), c?.done()]).toEqual([true, true, true]);
      expect(shown(semaphore)).toContain('[locked]');
    });
  });

  it('does not pass the wake-up on when the permit is taken meanwhile', () => {
    const semaphore = new asyncio.Semaphore(0);
    run(function* () {
      const [a, b, c] = [1, 2, 3].map(() => start(semaphore.acquire()));
      yield;
      semaphore.release();
      a?.cancel();
      yield* semaphore.acquire();
      for (let i = 0; i < 4; i++) yield;
      expect([a?.cancelled(), semaphore._waiters.length]).toEqual([true, 2]);
      semaphore.release();
      for (let i = 0; i < 4; i++) yield;
      expect([b?.done(), c?.done()]).toEqual([true, false]);
      c?.cancel();
    });
  });

  it('passes no wake-up on when a waiter is cancelled that had none', () => {
    const semaphore = new asyncio.Semaphore(0);
    run(function* () {
      const [a, b, c, d] = [1, 2, 3, 4].map(() => start(semaphore.acquire()));
      yield;
      b?.cancel();
      semaphore.release();
      for (let i = 0; i < 4; i++) yield;
      expect([a?.done(), b?.cancelled(), semaphore._waiters.length]).toEqual([true, true, 3]);
      semaphore.release();
      for (let i = 0; i < 4; i++) yield;
      expect([c?.done(), d?.done()]).toEqual([true, false]);
      d?.cancel();
    });
  });

  it('keeps a cancelled waiter in the queue until a release passes over it', () => {
    const semaphore = new asyncio.Semaphore(0);
    run(function* () {
      const [a, b] = [start(semaphore.acquire()), start(semaphore.acquire())];
      yield;
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

describe('cancellation', () => {
  it('comes out of every wait as CancelledError', () => {
    const condition = new asyncio.Condition();
    const waits = [
      () => new asyncio.Semaphore(0).acquire(),
      () => new asyncio.Event().wait(),
      () => condition.wait(),
    ];
    run(function* () {
      for (const wait of waits) {
        if (!condition.locked()) yield* condition.acquire();
        const caught = asyncio.coroutine(function* () {
          try {
            return yield* wait();
          } catch (error) {
            return error;
          }
        });
        const task = start(caught());
        yield;
        task.cancel();
        expect(yield* task).toBeInstanceOf(CancelledError);
      }
    });
  });
});
