/** Queues between coroutines of one loop. (CPython: `asyncio/queues.py`.) */

import { first_and_loop, type OptionsWith } from './constructors';
import { coroutine } from './coroutines';
import { Deque } from './deque';
import { Exception, ValueError } from './errors';
import { type AbstractEventLoop, get_event_loop } from './events';
import type { Future } from './futures';
import { heappop, heappush } from './heapq';
import { Event } from './locks';
import { less_than } from './ordering';
import { address_of, Printable, repr, type_name } from './reprlib';
import { shortcut } from './shortcut';
import type { Coroutine } from './types';

/** `get_nowait()` was called on an empty queue. */
export class QueueEmpty extends Exception {}

/** `put_nowait()` was called on a full queue. */
export class QueueFull extends Exception {}

/** What a queue keeps its items in: anything that can be counted and listed. */
export type Container<T> = Iterable<T> & ({ readonly length: number } | { readonly size: number });

type Waiters = Deque<Future<undefined>>;

/**
 * A queue, first in, first out. (CPython: `asyncio.Queue`.)
 *
 * Waiting is first come, first served, but nothing is handed over: who is woken looks again, may find that a `put_nowait()`,
 * a `get_nowait()` or a newcomer was faster, and then waits again, last.
 *
 * Subclasses may override `_init`, `_get` and `_put`. `_init` runs inside the constructor, so a subclass declares what it
 * sets there (`declare items: T[]`): the initialiser of a field would run afterwards and undo it.
 *
 * @example
 * const queue = new asyncio.Queue<string>(10);
 * yield* queue.put('job');
 * const job = yield* queue.get();
 * queue.task_done();
 */
export class Queue<T = unknown> extends Printable {
  readonly _loop: AbstractEventLoop;
  _maxsize: number;
  readonly _getters: Waiters = new Deque();
  readonly _putters: Waiters = new Deque();
  /** How many items were put and not yet reported by `task_done()`; `_finished` is set while it is 0. */
  _unfinished_tasks = 0;
  readonly _finished: Event;
  _queue!: Container<T>;

  /** @param maxsize how many items fit; 0 (the default) or less: any number. A fraction counts as the next whole number. */
  constructor(
    maxsize?: number | OptionsWith<'maxsize', number> | null,
    options?: OptionsWith<'maxsize', number> | null,
  ) {
    super();
    const [given = 0, loop] = first_and_loop('maxsize', maxsize, options);
    this._loop = loop ?? get_event_loop();
    if (typeof given !== 'number') {
      throw new TypeError(
        `'<=' not supported between instances of '${type_name(given)}' and 'int'`,
      );
    }
    this._maxsize = given;
    this._finished = new Event({ loop: this._loop });
    this._finished.set();
    this._init(given);
  }

  /** Make the container. For subclasses to override. */
  _init(_maxsize: number): void {
    this._queue = new Deque<T>();
  }

  /** Take an item out of the container, which is not empty. For subclasses to override. */
  _get(): T {
    return (this._queue as Deque<T>).popleft() as T;
  }

  /** Put an item into the container. For subclasses to override. */
  _put(item: T): void {
    (this._queue as Deque<T>).append(item);
  }

  /** Wake the first who waits and is not done. */
  _wakeup_next(waiters: Waiters): void {
    for (;;) {
      const waiter = waiters.popleft();
      if (waiter === undefined) return;
      if (waiter.done()) continue;
      waiter.set_result(undefined);
      return;
    }
  }

  __repr__(): string {
    return `<${this.constructor.name} at ${address_of(this)} ${this._format()}>`;
  }

  override toString(): string {
    return `<${this.constructor.name} ${this._format()}>`;
  }

  _format(): string {
    const parts = [`maxsize=${repr(this._maxsize)}`];
    if (this._queue !== undefined && count(this._queue) > 0) {
      parts.push(`_queue=${repr([...this._queue])}`);
    }
    if (this._getters.length > 0) parts.push(`_getters[${this._getters.length}]`);
    if (this._putters.length > 0) parts.push(`_putters[${this._putters.length}]`);
    if (this._unfinished_tasks > 0) parts.push(`tasks=${this._unfinished_tasks}`);
    return parts.join(' ');
  }

  /** How many items are in the queue. */
  qsize(): number {
    return count(this._queue);
  }

  /** How many items fit; 0 or less: any number. */
  get maxsize(): number {
    return this._maxsize;
  }

  /** Whether there is no item. */
  empty(): boolean {
    return count(this._queue) === 0;
  }

  /** Whether there are `maxsize` items. A queue without a limit is never full. */
  full(): boolean {
    return this._maxsize > 0 && this.qsize() >= this._maxsize;
  }

  /** Coroutine: wait until there is room, and put the item into the queue. */
  @shortcut(
    (queue: Queue<T>) => !queue.full(),
    (queue, item: T) => queue.put_nowait(item),
  )
  @coroutine
  *put(item: T): Coroutine<void> {
    while (this.full()) {
      const putter = this._loop.create_future<undefined>();
      this._putters.append(putter);
      let woken = false;
      try {
        yield* putter;
        woken = true;
      } finally {
        if (!woken) {
          putter.cancel();
          // Woken all the same, for room that is still there: somebody else may use it.
          if (!this.full() && !putter.cancelled()) this._wakeup_next(this._putters);
        }
      }
    }
    return this.put_nowait(item);
  }

  /**
   * Put an item into the queue.
   *
   * @throws QueueFull when there is no room.
   */
  put_nowait(item: T): void {
    if (this.full()) throw new QueueFull();
    this._put(item);
    this._unfinished_tasks += 1;
    this._finished.clear();
    this._wakeup_next(this._getters);
  }

  /** Coroutine: wait until there is an item, and take it out of the queue. */
  @shortcut(
    (queue: Queue<T>) => !queue.empty(),
    (queue) => queue.get_nowait(),
  )
  @coroutine
  *get(): Coroutine<T> {
    while (this.empty()) {
      const getter = this._loop.create_future<undefined>();
      this._getters.append(getter);
      let woken = false;
      try {
        yield* getter;
        woken = true;
      } finally {
        if (!woken) {
          getter.cancel();
          // A getter that times out again and again on an empty queue must not pile up.
          this._getters.remove(getter);
          // Woken all the same, for an item that is still there: somebody else may have it.
          if (!this.empty() && !getter.cancelled()) this._wakeup_next(this._getters);
        }
      }
    }
    return this.get_nowait();
  }

  /**
   * Take an item out of the queue.
   *
   * @throws QueueEmpty when there is none.
   */
  get_nowait(): T {
    if (this.empty()) throw new QueueEmpty();
    const item = this._get();
    this._wakeup_next(this._putters);
    return item;
  }

  /**
   * Say that the work on an item is finished, once for each item taken out. `join()` waits for it.
   *
   * @throws ValueError when there are no unfinished items.
   */
  task_done(): void {
    if (this._unfinished_tasks <= 0) throw new ValueError('task_done() called too many times');
    this._unfinished_tasks -= 1;
    if (this._unfinished_tasks === 0) this._finished.set();
  }

  /** Coroutine: wait until every item that was put has been reported by `task_done()`. */
  @coroutine
  *join(): Coroutine<void> {
    if (this._unfinished_tasks > 0) yield* this._finished.wait();
  }
}

/** Python's `len()`. */
function count(container: Container<unknown>): number {
  return 'length' in container ? container.length : container.size;
}

/**
 * A queue that gives the smallest item first, by Python's `<`: numbers, strings, arrays such as `[priority, job]`, objects
 * with `__lt__`. (CPython: `asyncio.PriorityQueue`.)
 *
 * Items that cannot be compared raise TypeError from `put()`; the item is in the queue then, but does not count for
 * `join()`.
 */
export class PriorityQueue<T = unknown> extends Queue<T> {
  declare _queue: T[];

  override _init(_maxsize: number): void {
    this._queue = [];
  }

  override _put(item: T): void {
    heappush(this._queue, item, less_than);
  }

  override _get(): T {
    return heappop(this._queue, less_than);
  }
}

/** A queue that gives the newest item first. (CPython: `asyncio.LifoQueue`.) */
export class LifoQueue<T = unknown> extends Queue<T> {
  declare _queue: T[];

  override _init(_maxsize: number): void {
    this._queue = [];
  }

  override _put(item: T): void {
    this._queue.push(item);
  }

  override _get(): T {
    return this._queue.pop() as T;
  }
}

/** The name that Python 3.4 programs use. */
export { Queue as JoinableQueue };
