/** How to wait for several tasks or futures at once. (CPython: `asyncio/tasks.py`; Task itself is in `task.ts`.) */

import { has_raised, isfuture } from './base_futures';
import { Future as ConcurrentFuture } from './concurrent/future';
import { ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION } from './concurrent/waiting';
import { coroutine, has_await, iscoroutine } from './coroutines';
import { DoneCall } from './due_call';
import { has_duplicates } from './duplicates';
import {
  CancelledError,
  DeprecationWarning,
  is_exception,
  stackless,
  str,
  TimeoutError,
  ValueError,
} from './errors';
import { type AbstractEventLoop, get_event_loop, type TimerHandle } from './events';
import { partial } from './functools';
import { _chain_future, add_due_call, Future } from './futures';
import { keywords } from './keywords';
import { Queue } from './queues';
import { is_plain_object, type_name } from './reprlib';
import { ensure_future, future_for, type LoopOption, type Task } from './task';
import type { Awaitable, Coroutine, ResultOf } from './types';
import { warn } from './warnings';

export type ReturnWhen = typeof ALL_COMPLETED | typeof FIRST_COMPLETED | typeof FIRST_EXCEPTION;

/** The future that `ensure_future()` makes of an X. */
type FutureOf<X> = X extends Future<unknown> ? X : Task<ResultOf<X>>;

/**
 * Deprecated alias of `ensure_future`, exported as `async`, its name before 3.4.4.
 */
export const async_ = ((awaitable: Future<unknown>, options?: LoopOption) => {
  warn('asyncio.async() function is deprecated, use ensure_future()', DeprecationWarning);
  return ensure_future(awaitable, options);
}) as typeof ensure_future;
Object.defineProperty(async_, 'name', { value: 'async' });

/**
 * Coroutine: wait for futures and coroutines (which become tasks). It raises nothing of theirs, and cancels none.
 *
 * @param options.timeout seconds to wait at the most.
 * @param options.return_when 'ALL_COMPLETED' (default), 'FIRST_COMPLETED' or 'FIRST_EXCEPTION'.
 * @returns the set of those that are done, and the set of those that are pending.
 * @throws TypeError for a single future, ValueError for none at all or an unknown `return_when`.
 *
 * @example const [done, pending] = yield* asyncio.wait(tasks, { timeout: 2 });
 */
export const wait = coroutine(function* wait<X extends Awaitable<unknown>>(
  fs: Iterable<X>,
  options?: LoopOption & {
    timeout?: number | null | undefined;
    return_when?: ReturnWhen | undefined;
  },
): Coroutine<[done: Set<FutureOf<X>>, pending: Set<FutureOf<X>>]> {
  const asked = keywords('wait', options, ['loop', 'timeout', 'return_when']);
  const { timeout, return_when = ALL_COMPLETED } = asked;
  const members = distinct(fs ?? []);
  if (members.size === 0) throw new ValueError('Set of coroutines/Futures is empty.');
  if (![FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED].includes(return_when)) {
    throw new ValueError(`Invalid return_when value: ${str(return_when)}`);
  }
  const loop = asked.loop ?? get_event_loop();
  const futures = futures_of(members, loop);
  yield* completion_of(futures, timeout, return_when, loop);
  return done_and_pending(futures) as [Set<FutureOf<X>>, Set<FutureOf<X>>];
});

/** A future for each member. The same set, when all of them are futures: a large set is slow to make. */
function futures_of(members: Set<unknown>, loop: AbstractEventLoop): Set<Future<unknown>> {
  let are_futures = true;
  const futures = Array.from(members, (member) => {
    const future = future_for(member as Awaitable<unknown>, loop);
    if (future !== member) are_futures = false;
    return future;
  });
  return are_futures ? (members as Set<Future<unknown>>) : new Set(futures);
}

/** As above, no set is made that is there already. */
function done_and_pending(futures: Set<Future<unknown>>): Set<Future<unknown>>[] {
  const pending = new Set<Future<unknown>>();
  for (const future of futures) if (!future.done()) pending.add(future);
  if (pending.size === 0) return [futures, pending];
  const done = new Set<Future<unknown>>();
  for (const future of futures) if (!pending.has(future)) done.add(future);
  return [done, pending];
}

/** The members without duplicates, in order. */
function distinct<X>(fs: Iterable<X>): Set<X> {
  if (isfuture(fs) || iscoroutine(fs)) {
    throw new TypeError(`expect a list of futures, not ${type_name(fs)}`);
  }
  check_iterable(fs);
  return new Set(fs);
}

/** @throws TypeError in Python's words. */
function check_iterable(object: unknown): void {
  const iterator = (object as Partial<Iterable<unknown>> | undefined | null)?.[Symbol.iterator];
  if (typeof iterator === 'function') return;
  throw new TypeError(`'${type_name(object)}' object is not iterable`);
}

/** Suspend until enough of the futures are done, or the time is over. */
const completion_of = coroutine(function* _wait(
  futures: Set<Future<unknown>>,
  timeout: number | null | undefined,
  return_when: ReturnWhen,
  loop: AbstractEventLoop,
): Coroutine<void> {
  const waiter = loop.create_future<undefined>();
  let timeout_handle: TimerHandle | undefined;
  if (timeout !== undefined && timeout !== null) {
    timeout_handle = loop.call_later(timeout, _release_waiter, waiter);
  }
  let counter = futures.size;

  const _on_completion = (future: Future<unknown>): void => {
    counter -= 1;
    const enough =
      counter <= 0 ||
      return_when === FIRST_COMPLETED ||
      (return_when === FIRST_EXCEPTION && !future.cancelled() && has_raised(future));
    if (!enough) return;
    timeout_handle?.cancel();
    _release_waiter(waiter);
  };

  for (const future of futures) future.add_done_callback(_on_completion);
  try {
    yield* waiter;
  } finally {
    timeout_handle?.cancel();
  }
  for (const future of futures) future.remove_done_callback(_on_completion);
});

function _release_waiter(waiter: Future<undefined>, ..._args: unknown[]): void {
  if (!waiter.done()) waiter.set_result(undefined);
}

/**
 * Coroutine: wait for one future or coroutine, `timeout` seconds at the most (None: for ever).
 *
 * When the time is over, or the waiting itself is cancelled, the future is cancelled; `shield()` it to keep it.
 *
 * @throws TimeoutError when the time is over, at once: it does not wait for the cancelled one to clean up.
 *
 * @example const reply = yield* asyncio.wait_for(fetch(url), 5);
 */
export const wait_for = coroutine(function* wait_for<T>(
  awaitable: Awaitable<T>,
  timeout: number | null | undefined,
  options?: LoopOption,
): Coroutine<T> {
  const loop = keywords('wait_for', options, ['loop']).loop ?? get_event_loop();
  if (timeout === undefined || timeout === null) {
    check_iterable(awaitable);
    return yield* awaitable as Coroutine<T>;
  }

  const waiter = loop.create_future<undefined>();
  const timeout_handle = loop.call_later(timeout, _release_waiter, waiter);
  const release = partial(_release_waiter, waiter);
  const future = future_for(awaitable, loop);
  future.add_done_callback(release);
  try {
    try {
      yield* waiter;
    } catch (error) {
      if (error instanceof CancelledError) {
        future.remove_done_callback(release);
        future.cancel();
      }
      throw error;
    }
    if (future.done()) return future.result();
    future.remove_done_callback(release);
    future.cancel();
    throw new TimeoutError();
  } finally {
    timeout_handle.cancel();
  }
});

/**
 * Iterate over futures and coroutines in the order in which they complete.
 *
 * What is yielded are coroutines: waiting for the k-th gives the outcome of the k-th to complete.
 *
 * @param options.timeout seconds, after which the coroutines that still wait raise TimeoutError. Nothing is cancelled.
 * @throws TypeError for a single future, at the first `next()`.
 *
 * @example for (const next of asyncio.as_completed(downloads)) console.log(yield* next);
 */
export function* as_completed<X extends Awaitable<unknown>>(
  fs: Iterable<X>,
  options?: LoopOption & { timeout?: number | null | undefined },
): Generator<Coroutine<ResultOf<X>>, void, undefined> {
  const { loop: asked, timeout } = keywords('as_completed', options, ['loop', 'timeout']);
  const members = distinct(fs);
  const loop = asked ?? get_event_loop();
  const todo = new Set([...members].map((member) => future_for(member, loop)));
  // A future for each that is done, None for each that the timeout took.
  const done = new Queue<Future<unknown> | undefined>({ loop });
  let timeout_handle: TimerHandle | undefined;

  const _on_completion = (future: Future<unknown>): void => {
    if (todo.size === 0) return;
    todo.delete(future);
    done.put_nowait(future);
    if (todo.size === 0) timeout_handle?.cancel();
  };

  const _on_timeout = (): void => {
    for (const future of todo) {
      future.remove_done_callback(_on_completion);
      done.put_nowait(undefined);
    }
    todo.clear();
  };

  for (const future of todo) future.add_done_callback(_on_completion);
  if (todo.size > 0 && timeout !== undefined && timeout !== null) {
    timeout_handle = loop.call_later(timeout, _on_timeout);
  }
  for (let left = todo.size; left > 0; left--) {
    yield wait_for_one(done) as Coroutine<ResultOf<X>>;
  }
}

const wait_for_one = coroutine(function* _wait_for_one(
  done: Queue<Future<unknown> | undefined>,
): Coroutine<unknown> {
  const future = yield* done.get();
  if (future === undefined) throw new TimeoutError();
  return future.result();
});

/** The future that `gather()` returns. Cancelling it cancels the children, and ends it only when they have ended. */
export class _GatheringFuture<T> extends Future<T> {
  _cancel_requested = false;

  constructor(
    readonly _children: readonly Future<unknown>[],
    options: LoopOption,
  ) {
    super(options);
  }

  override cancel(): boolean {
    if (this.done()) return false;
    let any = false;
    for (const child of this._children) {
      if (child.cancel()) any = true;
    }
    if (any) this._cancel_requested = true;
    return any;
  }
}

export interface GatherOptions extends LoopOption {
  return_exceptions?: boolean | undefined;
}

/** Of each of several futures or coroutines, what `yield*` would give. */
type Results<X extends readonly unknown[]> = { -readonly [I in keyof X]: ResultOf<X[I]> };

/**
 * A future for the list of all results, in the order of the arguments. Coroutines become tasks.
 *
 * The first exception, a child's cancellation included, becomes the exception of the whole; the other children go on. With
 * `return_exceptions: true` exceptions are members of the list like results.
 *
 * @throws ValueError for futures of different loops.
 *
 * @example const [a, b] = yield* asyncio.gather(fetch('a'), fetch('b'));
 */
export function gather<X extends readonly Awaitable<unknown>[]>(
  ...awaitables: X
): Future<Results<X>>;
export function gather<X extends readonly Awaitable<unknown>[]>(
  ...args: [...awaitables: X, options: GatherOptions & { return_exceptions?: false | undefined }]
): Future<Results<X>>;
export function gather<X extends readonly Awaitable<unknown>[]>(
  ...args: [...awaitables: X, options: GatherOptions]
): Future<{ -readonly [I in keyof X]: unknown }>;
export function gather(...args: unknown[]): Future<unknown[]> {
  const last = args.at(-1);
  const has_options = is_plain_object(last) && !is_awaitable(last);
  const awaitables = (has_options ? args.slice(0, -1) : args) as Awaitable<unknown>[];
  const asked = keywords<GatherOptions>('gather', has_options ? last : undefined, [
    'loop',
    'return_exceptions',
  ]);
  return gather_all(awaitables, asked.loop ?? undefined, asked.return_exceptions ?? false);
}

function is_awaitable(object: unknown): boolean {
  return isfuture(object) || iscoroutine(object) || has_await(object);
}

function gather_all(
  awaitables: Awaitable<unknown>[],
  asked_loop: AbstractEventLoop | undefined,
  return_exceptions: boolean,
): Future<unknown[]> {
  if (awaitables.length === 0) {
    const outer = (asked_loop ?? get_event_loop()).create_future<unknown[]>();
    outer.set_result([]);
    return outer;
  }
  const children = children_of(awaitables, asked_loop);
  const loop = asked_loop ?? (children[0] as Future<unknown>)._loop;
  const outer = new _GatheringFuture<unknown[]>(children, { loop });
  const results = new Array<unknown>(children.length).fill(undefined);
  let finished = 0;

  const _done_callback = (i: number, future: Future<unknown>): void => {
    if (outer.done()) {
      if (!future.cancelled()) future.exception(); // Nobody else will read it.
      return;
    }
    if (future.cancelled() || has_raised(future)) {
      const error = future.cancelled() ? stackless(CancelledError) : future.exception();
      if (!return_exceptions) {
        outer.set_exception(error);
        return;
      }
      results[i] = error;
    } else {
      results[i] = future.result();
    }
    finished += 1;
    if (finished < children.length) return;
    if (outer._cancel_requested) outer.set_exception(stackless(CancelledError));
    else outer.set_result(results);
  };

  children.forEach((child, i) => {
    add_due_call(child, new DoneCall(_done_callback, child, i));
  });
  return outer;
}

/** A future for each argument, the same for the same argument; all of one loop. */
function children_of(
  awaitables: Awaitable<unknown>[],
  asked_loop: AbstractEventLoop | undefined,
): Future<unknown>[] {
  let loop = asked_loop;
  const child_for = (awaitable: Awaitable<unknown>): Future<unknown> => {
    const child = isfuture(awaitable) ? awaitable : future_for(awaitable, loop);
    if (child !== awaitable) {
      // The caller has no hold of this task, and cannot be blamed for leaving it.
      (child as Task<unknown>)._log_destroy_pending = false;
    } else if (loop !== undefined && child._loop !== loop) {
      throw new ValueError('futures are tied to different event loops');
    }
    loop ??= child._loop;
    return child;
  };
  if (!has_duplicates(awaitables)) return awaitables.map(child_for);

  const children = new Map<Awaitable<unknown>, Future<unknown>>();
  for (const awaitable of new Set(awaitables)) children.set(awaitable, child_for(awaitable));
  return awaitables.map((awaitable) => children.get(awaitable) as Future<unknown>);
}

/**
 * Wait for a future or coroutine, but keep a cancellation of the waiting away from it: the outer future is cancelled, the
 * inner one goes on.
 *
 * @example const result = yield* asyncio.shield(save());
 */
export function shield<T>(awaitable: Awaitable<T>, options?: LoopOption): Future<T> {
  const inner = ensure_future(awaitable, keywords('shield', options, ['loop']));
  if (inner.done()) return inner;
  const outer = inner._loop.create_future<T>();

  const _done_callback = (future: Future<T>): void => {
    if (outer.cancelled()) {
      if (!future.cancelled()) future.exception(); // Nobody else will read it.
      return;
    }
    if (future.cancelled()) {
      outer.cancel();
      return;
    }
    if (has_raised(future)) outer.set_exception(future.exception());
    else outer.set_result(future.result());
  };

  inner.add_done_callback(_done_callback);
  return outer;
}

/**
 * Hand a coroutine to a loop from elsewhere; the result arrives in a `concurrent.futures.Future`.
 *
 * @throws TypeError for anything but a coroutine object.
 */
export function run_coroutine_threadsafe<T>(
  coro: Coroutine<T>,
  loop: AbstractEventLoop,
): ConcurrentFuture<T> {
  if (!iscoroutine(coro)) throw new TypeError('A coroutine object is required');
  const future = new ConcurrentFuture<T>();

  const callback = (): void => {
    try {
      _chain_future(ensure_future(coro, { loop }), future);
    } catch (error) {
      if (is_exception(error) && future.set_running_or_notify_cancel()) future.set_exception(error);
      throw error;
    }
  };

  loop.call_soon_threadsafe(callback);
  return future;
}
