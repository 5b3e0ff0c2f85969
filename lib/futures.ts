/** A Future: a result that is not here yet. (CPython: `asyncio/futures.py`, the pure-Python class.) */

import {
  _CANCELLED,
  _FINISHED,
  _PENDING,
  BLOCKING,
  CANCELLED,
  type End,
  FINISHED,
  future_repr_info,
  is_cancelled,
  is_done,
  isfuture,
  type State,
} from './base_futures';
import { Future as ConcurrentFuture } from './concurrent/future';
import { DoneCall, type DueCall, is_due_call } from './due_call';
import {
  CancelledError,
  InvalidStateError,
  python_assert,
  StopIteration,
  with_stack,
} from './errors';
import { type AbstractEventLoop, get_event_loop } from './events';
import { Failure } from './failure';
import type { AnyCallback } from './handles';
import { invalid_for_c, keywords } from './keywords';
import { Printable, recursive_repr, repr } from './reprlib';
import { extract_stack, type SourceTraceback } from './traceback';
import type { Awaitable, Suspension } from './types';

/** A function to be called with the future once that is done. */
export type DoneCallback<T> = (future: Future<T>) => unknown;

// Functions that take a Future<T>; said loosely, so that Future stays covariant.
type FutureCallback = AnyCallback | DueCall;

/**
 * A result that is not here yet, tied to an event loop.
 *
 * Inside a coroutine, `yield* future` waits for the result. Callbacks are never called from within a method of the
 * future, always by the loop, through `call_soon()`. In an async function, `await future` waits as well.
 *
 * @example
 * const future = loop.create_future<string>();
 * loop.call_later(1, () => future.set_result('done'));
 * const text = yield* future;
 */
export class Future<T = unknown> extends Printable implements Awaitable<T>, PromiseLike<T> {
  /** CANCELLED, FINISHED, BLOCKING, and what a task adds: in one field, of which a program may hold a million. */
  _flags = 0;
  /**
   * While the future is pending, who is told when it is done: nobody, one, or a list; most have one callback, and need no
   * list. After that, the result or what was raised. One field for both: a program may hold a million futures.
   */
  private _content: FutureCallback | FutureCallback[] | T | Failure | undefined = undefined;
  declare _source_traceback: SourceTraceback | undefined;
  static {
    // Debug mode alone sets it. Here it takes no room in a million futures.
    Future.prototype._source_traceback = undefined;
  }
  readonly _loop: AbstractEventLoop;

  /** @param options.loop the event loop; by default the current one. */
  constructor(options?: { loop?: AbstractEventLoop | null | undefined }) {
    super();
    this._loop = is_loop_option(options)
      ? options.loop
      : (keywords('Future', options, ['loop'], invalid_for_c).loop ?? get_event_loop());
    if (this._loop.get_debug()) this._source_traceback = extract_stack(new.target);
  }

  get _state(): State {
    if (!is_done(this)) return _PENDING;
    return is_cancelled(this) ? _CANCELLED : _FINISHED;
  }

  /**
   * Marks the class as a future (`isfuture`). Set by the iterator just before it hands the future out, so that a task can
   * tell `yield* future` from a forgotten star.
   */
  get _asyncio_future_blocking(): boolean {
    return (this._flags & BLOCKING) !== 0;
  }

  set _asyncio_future_blocking(value: boolean) {
    this._flags = value ? this._flags | BLOCKING : this._flags & ~BLOCKING;
  }

  /**
   * Cancel the future and schedule its callbacks.
   *
   * @returns false when it was already done, else true.
   */
  cancel(): boolean {
    this._log_traceback = false;
    if (is_done(this)) return false;
    this._end(CANCELLED, undefined);
    return true;
  }

  /** Whether the future was cancelled. */
  cancelled(): boolean {
    return is_cancelled(this);
  }

  /** Whether there is a result or an exception, or the future was cancelled. */
  done(): boolean {
    return is_done(this);
  }

  /**
   * The result; or the exception, raised.
   *
   * @throws CancelledError when the future was cancelled.
   * @throws InvalidStateError when it is not done yet.
   */
  result(): T {
    this._check_outcome('Result is not ready.');
    if (this._content instanceof Failure) throw this._content.error;
    return this._content as T;
  }

  /**
   * The exception, or None.
   *
   * @throws CancelledError when the future was cancelled.
   * @throws InvalidStateError when it is not done yet.
   */
  exception(): unknown {
    this._check_outcome('Exception is not set.');
    return this._exception;
  }

  /** Call `callback(future)` once the future is done; when it is done already, soon. */
  add_done_callback(callback: DoneCallback<T>): void {
    if (is_done(this)) this._schedule_callback(callback);
    else this._add_callback(callback);
  }

  /** For a future that is pending. */
  _add_callback(callback: FutureCallback): void {
    const present = this._content;
    if (present === undefined) this._content = callback ?? [callback];
    else if (Array.isArray(present)) present.push(callback);
    else this._content = [present as FutureCallback, callback];
  }

  /** The callbacks in the order in which they were added. A copy. */
  get _callbacks(): FutureCallback[] {
    const present = this._content;
    if (present === undefined || is_done(this)) return [];
    return Array.isArray(present) ? [...present] : [present as FutureCallback];
  }

  /**
   * Remove a callback, however often it was added.
   *
   * @returns how often that was. A callback that is already queued in the loop is called all the same.
   */
  remove_done_callback(callback: DoneCallback<T>): number {
    if (this._content === undefined || is_done(this)) return 0;
    const callbacks = this._callbacks;
    const kept = callbacks.filter((other) => other !== callback);
    this._content = kept.length > 0 ? kept : undefined;
    return callbacks.length - kept.length;
  }

  /**
   * End the future with a result.
   *
   * @throws InvalidStateError when it is done.
   */
  set_result(result: T): void {
    this._check_pending();
    this._end(FINISHED, result);
  }

  /**
   * End the future with an exception.
   *
   * @param exception any value that can be thrown, or the class of an error.
   * @throws InvalidStateError when it is done.
   * @throws TypeError for a StopIteration.
   */
  set_exception(exception: unknown): void {
    this._check_pending();
    const error = is_error_class(exception) ? new exception() : exception;
    if ((error as object | undefined)?.constructor === StopIteration) {
      throw new TypeError(
        'StopIteration interacts badly with generators and cannot be raised into a Future',
      );
    }
    const failure = (error ?? undefined) === undefined ? undefined : new Failure(error);
    this._end(FINISHED, failure);
    failure?.report_unless_read(this);
  }

  /** The result; None when there is none. */
  get _result(): T | undefined {
    return this._state === _FINISHED && !(this._content instanceof Failure)
      ? (this._content as T)
      : undefined;
  }

  /** What was raised, or None. */
  get _exception(): unknown {
    return this._content instanceof Failure ? this._content.error : undefined;
  }

  /** `await future` in an async function. The loop has to run for a future that is not done yet. */
  then<A = T, B = never>(
    on_result?: ((result: T) => A | PromiseLike<A>) | null,
    on_error?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return new Promise<T>((resolve, reject) => {
      const settle = () => {
        try {
          resolve(this.result());
        } catch (error) {
          reject(with_stack(error));
        }
      };
      if (this.done()) settle();
      else this.add_done_callback(settle);
    }).then(on_result, on_error);
  }

  /** Python's `yield from future`. */
  [Symbol.iterator](): FutureIterator<T> {
    return new FutureIterator(this);
  }

  __repr__(): string {
    // Tasks that wait for one another in a circle print it once, where CPython 3.6 recurses without end.
    return recursive_repr(this, () => `<${this.constructor.name} ${this._repr_info().join(' ')}>`);
  }

  _repr_info(): string[] {
    return future_repr_info(this);
  }

  /** How to print this future after it is gone: the function must not refer to it. */
  _obituary(): () => string {
    const { name } = this.constructor;
    const { _state, _exception, _source_traceback } = this;
    const remains = { _state, _exception, _source_traceback, _result: undefined, _callbacks: [] };
    return () => `<${name} ${future_repr_info(remains).join(' ')}>`;
  }

  /** Whether the exception will be reported when the future is forgotten. */
  get _log_traceback(): boolean {
    return this._content instanceof Failure && this._content.is_unread();
  }

  set _log_traceback(value: boolean) {
    if (!(this._content instanceof Failure)) return;
    if (value) this._content.report_unless_read(this);
    else this._content.read();
  }

  /** Every end comes by here: what was told to be called is forgotten, and scheduled once, in order. */
  _end(end: End, outcome: unknown): void {
    const present = this._content as FutureCallback | FutureCallback[] | undefined;
    this._content = outcome as T | Failure | undefined;
    this._flags |= end;
    if (present === undefined) return;
    if (Array.isArray(present)) for (const callback of present) this._schedule_callback(callback);
    else this._schedule_callback(present);
  }

  private _schedule_callback(callback: FutureCallback): void {
    const call = is_due_call(callback) ? callback : new DoneCall(callback, this);
    call._schedule();
  }

  private _check_outcome(message: string): void {
    if (is_cancelled(this)) throw new CancelledError();
    if (!is_done(this)) throw new InvalidStateError(message);
    this._log_traceback = false;
  }

  private _check_pending(): void {
    if (is_done(this)) throw new InvalidStateError(`${this._state}: ${repr(this)}`);
  }
}

/**
 * What `yield* future` runs: suspends once unless the future is done, then gives the result or raises. As what next()
 * returns, it is its own step: two objects less for each wait.
 */
export class FutureIterator<T> implements Iterator<Suspension, T, unknown> {
  /** The future, and in the end its result. */
  value: Future<T> | T;
  /** None until the future is handed out. */
  done: boolean | undefined = undefined;

  constructor(future: Future<T>) {
    this.value = future;
  }

  next(): IteratorResult<Suspension, T> {
    if (this.done) return { value: undefined as T, done: true };
    const future = this.value as Future<T>;
    if (future.done()) {
      this.done = true;
      this.value = future.result();
    } else {
      const is_second = this.done !== undefined;
      this.done = is_second;
      python_assert(!is_second, "yield from wasn't used with future");
      future._asyncio_future_blocking = true;
    }
    return this as unknown as IteratorResult<Suspension, T>;
  }

  throw(error: unknown): IteratorResult<Suspension, T> {
    this.done = true;
    throw error;
  }

  return(value: T): IteratorResult<Suspension, T> {
    this.done = true;
    return { value, done: true };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** A loop's own options object needs no checks. */
function is_loop_option(options: object | undefined): options is { loop: AbstractEventLoop } {
  const loop = (options as { loop?: { _loop_option?: object } | null } | undefined | null)?.loop;
  return loop !== undefined && loop !== null && loop._loop_option === options;
}

function is_error_class(value: unknown): value is new () => unknown {
  return value === Error || (typeof value === 'function' && value.prototype instanceof Error);
}

// Compared with the method that an object has, to see whether it has its own. A constant: V8 folds no load from a prototype.
const ADD_DONE_CALLBACK = Future.prototype.add_done_callback;

/** `future.add_done_callback` of a call that is its own entry. A future of another make gets it as a callback. */
export function add_due_call(future: Future<unknown>, call: DueCall): void {
  if (future.add_done_callback !== ADD_DONE_CALLBACK) future.add_done_callback(call._due_call()[0]);
  else if (!is_done(future)) future._add_callback(call);
  else call._schedule();
}

/** Set the result unless the future was cancelled. */
export function _set_result_unless_cancelled<T>(future: Future<T>, result: T): void {
  if (future.cancelled()) return;
  future.set_result(result);
}

/** A future of either kind, as far as chaining needs it. */
type AnyFuture<T> = Future<T> | ConcurrentFuture<T>;

/** Copy the outcome of one future to another. The source may be a `concurrent.futures.Future`. */
export function _copy_future_state<T>(source: AnyFuture<T>, dest: Future<T>): void {
  python_assert(source.done());
  if (dest.cancelled()) return;
  python_assert(!dest.done());
  if (source.cancelled()) {
    dest.cancel();
    return;
  }
  const exception = source.exception();
  if (exception !== undefined && exception !== null) dest.set_exception(exception);
  else dest.set_result(source.result());
}

function _set_concurrent_future_state<T>(dest: ConcurrentFuture<T>, source: AnyFuture<T>): void {
  python_assert(source.done());
  if (source.cancelled()) dest.cancel();
  if (!dest.set_running_or_notify_cancel()) return;
  const exception = source.exception();
  if (exception !== undefined && exception !== null) dest.set_exception(exception);
  else dest.set_result(source.result());
}

/**
 * Chain two futures: the outcome of `source` is copied to `destination`, a cancellation of `destination` cancels
 * `source`. Each may be a future of asyncio or of `concurrent.futures`; what crosses to a loop goes through its
 * `call_soon_threadsafe()`.
 */
export function _chain_future<T>(source: AnyFuture<T>, destination: AnyFuture<T>): void {
  if (!isfuture(source) && !(source instanceof ConcurrentFuture)) {
    throw new TypeError('A future is required for source argument');
  }
  if (!isfuture(destination) && !(destination instanceof ConcurrentFuture)) {
    throw new TypeError('A future is required for destination argument');
  }
  const source_loop = isfuture(source) ? source._loop : undefined;
  const dest_loop = isfuture(destination) ? destination._loop : undefined;

  const _set_state = (): void => {
    if (isfuture(destination)) _copy_future_state(source, destination as Future<T>);
    else _set_concurrent_future_state(destination as ConcurrentFuture<T>, source);
  };

  const _call_check_cancel = (): void => {
    if (!destination.cancelled()) return;
    if (source_loop === undefined || source_loop === dest_loop) source.cancel();
    else source_loop.call_soon_threadsafe(() => source.cancel());
  };

  const _call_set_state = (): void => {
    if (destination.cancelled() && dest_loop?.is_closed()) return;
    if (dest_loop === undefined || dest_loop === source_loop) _set_state();
    else dest_loop.call_soon_threadsafe(_set_state);
  };

  destination.add_done_callback(_call_check_cancel);
  source.add_done_callback(_call_set_state);
}

/**
 * An asyncio future for a `concurrent.futures.Future`; a future of asyncio is returned as it is.
 *
 * @throws AssertionError for anything else.
 */
export function wrap_future<T>(
  future: AnyFuture<T>,
  options?: { loop?: AbstractEventLoop | null | undefined },
): Future<T> {
  const { loop } = keywords('wrap_future', options, ['loop']);
  if (isfuture(future)) return future as Future<T>;
  python_assert(
    future instanceof ConcurrentFuture,
    `concurrent.futures.Future is expected, got ${repr(future)}`,
  );
  const new_future = (loop ?? get_event_loop()).create_future<T>();
  _chain_future(future, new_future);
  return new_future;
}
