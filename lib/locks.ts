/** Locks between coroutines of one loop. None of them works between threads. (CPython: `asyncio/locks.py`.) */

import { first_and_loop, type LoopOptions, loop_of, type OptionsWith } from './constructors';
import { coroutine } from './coroutines';
import { Deque } from './deque';
import { CancelledError, RuntimeError, stackless, ValueError } from './errors';
import { type AbstractEventLoop, get_event_loop } from './events';
import type { Future } from './futures';
import { less_than } from './ordering';
import { object_repr, Printable, repr } from './reprlib';
import type { Awaitable, Coroutine } from './types';

/** Releases a lock at the end of a block, once: what `yield* lock` returns. Made for `using`. */
export class _ContextManager implements Disposable {
  private _lock: { release(): void } | undefined;

  constructor(lock: { release(): void }) {
    this._lock = lock;
  }

  /** @throws TypeError when the block of this object has ended before. */
  [Symbol.dispose](): void {
    const lock = this._lock;
    if (lock === undefined) throw new TypeError("'NoneType' object has no attribute 'release'");
    // Before the release, which may raise: the object is used up in any case.
    this._lock = undefined;
    lock.release();
  }
}

/** What all locks print as, and who waits for them. */
abstract class Primitive extends Printable {
  readonly _loop: AbstractEventLoop;
  /** Who waits, first come, first served. */
  readonly _waiters = new Deque<Future<unknown>>();

  constructor(loop: AbstractEventLoop) {
    super();
    this._loop = loop;
  }

  protected abstract _state_text(): string;

  __repr__(): string {
    const base = object_repr(this, OWN_CLASSES.has(this.constructor) ? 'asyncio.locks' : '');
    const waiters = this._waiters.length > 0 ? `,waiters:${this._waiters.length}` : '';
    return `<${base.slice(1, -1)} [${this._state_text()}${waiters}]>`;
  }
}

/** A lock that a block can hold: `{ using _ = yield* lock; … }` is Python's `with (yield from lock): …`. */
abstract class BlockLock extends Primitive implements Awaitable<_ContextManager> {
  abstract acquire(): Coroutine<boolean>;
  abstract release(): void;

  /**
   * `yield* lock` acquires; its value releases at the end of the block that declares it with `using`.
   *
   * @example
   * {
   *   using _ = yield* lock;
   *   // The lock is held here.
   * }
   */
  [Symbol.iterator](): Coroutine<_ContextManager> {
    // Through the coroutine's own iterator, by which the trampoline knows that a `yield*` enters it.
    return acquire_for_block(this)[Symbol.iterator]() as Coroutine<_ContextManager>;
  }

  /** @throws RuntimeError always: `using _ = lock` without `yield*` would hold nothing. */
  get [Symbol.dispose](): undefined {
    throw new RuntimeError('"yield from" should be used as context manager expression');
  }
}

const acquire_for_block = coroutine(function* (lock: BlockLock): Coroutine<_ContextManager> {
  yield* lock.acquire();
  return new _ContextManager(lock);
});

/**
 * A mutual exclusion lock, owned by nobody in particular.
 *
 * Fair: whoever waits longest comes next, and a coroutine that releases and acquires again queues up behind. Between
 * `release()` and the moment the first waiter runs, the lock is unlocked. (CPython: `asyncio.Lock`.)
 *
 * @example
 * const lock = new asyncio.Lock();
 * {
 *   using _ = yield* lock;
 *   // One coroutine at a time.
 * }
 */
export class Lock extends BlockLock {
  _locked = false;

  constructor(options?: LoopOptions | null) {
    super(loop_of(options));
  }

  protected _state_text(): string {
    return this._locked ? 'locked' : 'unlocked';
  }

  /** Whether the lock is held. */
  locked(): boolean {
    return this._locked;
  }

  /** Coroutine: wait until the lock is free, and take it. @returns true */
  @coroutine
  *acquire(): Coroutine<boolean> {
    if (!this._locked && this._all_cancelled()) {
      this._locked = true;
      return true;
    }
    const waiter = this._loop.create_future<unknown>();
    this._waiters.append(waiter);
    try {
      try {
        yield* waiter;
      } finally {
        // First of all: a cancelled waiter must not be the one that it wakes below.
        this._waiters.remove(waiter);
      }
    } catch (error) {
      if (error instanceof CancelledError && !this._locked) this._wake_up_first();
      throw error;
    }
    this._locked = true;
    return true;
  }

  /**
   * Unlock, and wake the first who waits.
   *
   * @throws RuntimeError when the lock is not held.
   */
  release(): void {
    if (!this._locked) throw new RuntimeError('Lock is not acquired.');
    this._locked = false;
    this._wake_up_first();
  }

  private _all_cancelled(): boolean {
    return this._waiters.every((waiter) => waiter.cancelled());
  }

  /**
   * Only the first: when it is done already it is about to run, and either takes the lock or, cancelled meanwhile, comes
   * back here for the next one.
   */
  private _wake_up_first(): void {
    const { first } = this._waiters;
    if (first !== undefined && !first.done()) first.set_result(true);
  }
}

/**
 * A flag that coroutines wait for. Cleared at first. (CPython: `asyncio.Event`.)
 *
 * @example
 * const ready = new asyncio.Event();
 * loop.call_later(1, () => ready.set());
 * yield* ready.wait();
 */
export class Event extends Primitive {
  _value = false;

  constructor(options?: LoopOptions | null) {
    super(loop_of(options));
  }

  protected _state_text(): string {
    return this._value ? 'set' : 'unset';
  }

  /** Whether the flag is set. */
  is_set(): boolean {
    return this._value;
  }

  /** Set the flag and wake all who wait; a `clear()` right after does not hold them back. */
  set(): void {
    if (this._value) return;
    this._value = true;
    for (const waiter of this._waiters) if (!waiter.done()) waiter.set_result(true);
  }

  /** Clear the flag: `wait()` waits again. */
  clear(): void {
    this._value = false;
  }

  /** Coroutine: wait until the flag is set; do not wait when it is. @returns true */
  @coroutine
  *wait(): Coroutine<boolean> {
    if (this._value) return true;
    const waiter = this._loop.create_future<unknown>();
    this._waiters.append(waiter);
    try {
      yield* waiter;
      return true;
    } finally {
      this._waiters.remove(waiter);
    }
  }
}

/** What a Condition needs of its lock. */
export type ConditionLock = Pick<Lock, '_loop' | 'locked' | 'acquire' | 'release'>;

/**
 * A lock, and a place to wait for news about what the lock guards. (CPython: `asyncio.Condition`.)
 *
 * @example
 * {
 *   using _ = yield* condition;
 *   yield* condition.wait_for(() => items.length > 0);
 * }
 */
export class Condition extends BlockLock {
  readonly _lock: ConditionLock;

  /**
   * @param lock the lock to use; None: a new one.
   * @throws ValueError when the lock belongs to another loop.
   */
  constructor(
    lock?: ConditionLock | OptionsWith<'lock', ConditionLock> | null,
    options?: OptionsWith<'lock', ConditionLock> | null,
  ) {
    const [given, given_loop] = first_and_loop('lock', lock, options);
    const loop = given_loop ?? get_event_loop();
    super(loop);
    if (given !== undefined && given._loop !== loop) {
      throw new ValueError('loop argument must agree with lock');
    }
    this._lock = given ?? new Lock({ loop });
  }

  protected _state_text(): string {
    return this.locked() ? 'locked' : 'unlocked';
  }

  /** Whether the underlying lock is held. */
  locked(): boolean {
    return this._lock.locked();
  }

  /** Coroutine: acquire the underlying lock. @returns true */
  @coroutine
  *acquire(): Coroutine<boolean> {
    return yield* this._lock.acquire();
  }

  /**
   * Release the underlying lock.
   *
   * @throws RuntimeError when the lock is not held.
   */
  release(): void {
    this._lock.release();
  }

  /**
   * Coroutine: release the lock, wait for `notify()`, acquire the lock again. Cancelled or not, the lock is held when
   * this ends.
   *
   * @returns true
   * @throws RuntimeError when the lock is not held.
   */
  @coroutine
  *wait(): Coroutine<boolean> {
    if (!this.locked()) throw new RuntimeError('cannot wait on un-acquired lock');
    this.release();
    try {
      const waiter = this._loop.create_future<unknown>();
      this._waiters.append(waiter);
      try {
        yield* waiter;
        return true;
      } finally {
        this._waiters.remove(waiter);
      }
    } finally {
      yield* this._acquire_again();
    }
  }

  /** Acquire the lock whatever happens; a cancellation takes effect afterwards. */
  @coroutine
  private *_acquire_again(): Coroutine<void> {
    let cancelled = false;
    for (;;) {
      try {
        yield* this.acquire();
        break;
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        cancelled = true;
      }
    }
    if (cancelled) throw stackless(CancelledError);
  }

  /**
   * Coroutine: `wait()` until the predicate's value is true (in JavaScript's sense), and return that value. The lock is
   * needed only when there is something to wait for.
   */
  @coroutine
  *wait_for<T>(predicate: () => T): Coroutine<T> {
    let result = predicate();
    while (!result) {
      yield* this.wait();
      result = predicate();
    }
    return result;
  }

  /**
   * Wake the first `n` who wait. They go on when they have the lock, so release it.
   *
   * @throws RuntimeError when the lock is not held.
   */
  notify(n?: number | null): void {
    if (!this.locked()) throw new RuntimeError('cannot notify on un-acquired lock');
    const most = n ?? 1;
    let woken = 0;
    for (const waiter of this._waiters) {
      if (woken >= most) break;
      if (waiter.done()) continue;
      woken += 1;
      waiter.set_result(false);
    }
  }

  /**
   * Wake all who wait.
   *
   * @throws RuntimeError when the lock is not held.
   */
  notify_all(): void {
    this.notify(this._waiters.length);
  }
}

/**
 * A counter of permits. (CPython: `asyncio.Semaphore`.)
 *
 * Not fair: a coroutine that releases and acquires again keeps its permit, and whoever was woken by the release queues
 * up again, last.
 *
 * @example
 * const connections = new asyncio.Semaphore(10);
 * {
 *   using _ = yield* connections;
 *   // Ten coroutines at a time.
 * }
 */
export class Semaphore extends BlockLock {
  _value: number;

  /**
   * @param value how many permits there are at first; 1 by default.
   * @throws ValueError when it is negative.
   */
  constructor(
    value?: number | OptionsWith<'value', number> | null,
    options?: OptionsWith<'value', number> | null,
  ) {
    const [given = 1, loop] = first_and_loop('value', value, options);
    if (less_than(given, 0)) throw new ValueError('Semaphore initial value must be >= 0');
    super(loop ?? get_event_loop());
    this._value = given;
  }

  protected _state_text(): string {
    return this.locked() ? 'locked' : `unlocked,value:${repr(this._value)}`;
  }

  /** Whether there is no permit left. */
  locked(): boolean {
    return this._value === 0;
  }

  /** Coroutine: wait until there is a permit, and take it. @returns true */
  @coroutine
  *acquire(): Coroutine<boolean> {
    while (this._value <= 0) {
      const waiter = this._loop.create_future<unknown>();
      this._waiters.append(waiter);
      let woken = false;
      try {
        yield* waiter;
        woken = true;
      } finally {
        if (!woken) this._give_up(waiter);
      }
    }
    this._value -= 1;
    return true;
  }

  /** Whoever was woken and cannot go on wakes the next one. */
  private _give_up(waiter: Future<unknown>): void {
    waiter.cancel();
    if (this._value > 0 && !waiter.cancelled()) this._wake_up_next();
  }

  /** Put a permit back, and wake the first who waits. */
  release(): void {
    this._value += 1;
    this._wake_up_next();
  }

  _wake_up_next(): void {
    for (;;) {
      const waiter = this._waiters.popleft();
      if (waiter === undefined) return;
      if (waiter.done()) continue;
      waiter.set_result(undefined);
      return;
    }
  }
}

/** A Semaphore that refuses more permits than it had at first. (CPython: `asyncio.BoundedSemaphore`.) */
export class BoundedSemaphore extends Semaphore {
  readonly _bound_value: number;

  constructor(
    value?: number | OptionsWith<'value', number> | null,
    options?: OptionsWith<'value', number> | null,
  ) {
    super(value, options);
    this._bound_value = this._value;
  }

  /** @throws ValueError when it was released more often than acquired. */
  override release(): void {
    if (this._value >= this._bound_value) {
      throw new ValueError('BoundedSemaphore released too many times');
    }
    super.release();
  }
}

/** The classes that are in CPython's module of this name; where a program's own classes are, nobody knows. */
const OWN_CLASSES = new Set<unknown>([Lock, Event, Condition, Semaphore, BoundedSemaphore]);
