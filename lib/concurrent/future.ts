/**
 * The future of `concurrent.futures`.
 *
 * JavaScript's threads share no heap: a future that is not done is always completed by the thread that holds it, later.
 * Blocking on it would stop the very thread that is to complete it, so nothing here blocks.
 */

import {
  CancelledError,
  InvalidStateError,
  is_exception,
  RuntimeError,
  TimeoutError,
} from '../errors';
import { getLogger } from '../log';
import { address_of, Printable, repr, type_name } from '../reprlib';
import { type TimeoutOptions, timeout_argument } from '../seconds';

export const PENDING = 'PENDING';
export const RUNNING = 'RUNNING';
/** The future was cancelled; whoever waits in `wait` or `as_completed` does not know yet. */
export const CANCELLED = 'CANCELLED';
/** The future was cancelled, and the executor has told those who wait. */
export const CANCELLED_AND_NOTIFIED = 'CANCELLED_AND_NOTIFIED';
export const FINISHED = 'FINISHED';

export type FutureState =
  | typeof PENDING
  | typeof RUNNING
  | typeof CANCELLED
  | typeof CANCELLED_AND_NOTIFIED
  | typeof FINISHED;

const DESCRIPTIONS: Readonly<Record<FutureState, string>> = {
  PENDING: 'pending',
  RUNNING: 'running',
  CANCELLED: 'cancelled',
  CANCELLED_AND_NOTIFIED: 'cancelled',
  FINISHED: 'finished',
};

/** What `wait` and `as_completed` leave with a future: called when it finishes or its cancellation is notified. */
export type Waiter = (future: Future) => void;

const LOGGER = getLogger('concurrent.futures');

/**
 * The result of a call that runs elsewhere, as an executor hands it out.
 *
 * Differences from CPython: `await future` works; `result` and `exception` never block.
 *
 * @example const page = yield* asyncio.wrap_future(executor.submit(download, url));
 */
export class Future<T = unknown> extends Printable implements PromiseLike<T> {
  _state: FutureState = PENDING;
  _result: T | undefined;
  _exception: unknown;
  readonly _waiters: Waiter[] = [];
  // Each takes this future; `never` keeps the class covariant in T.
  readonly _done_callbacks: ((future: never) => unknown)[] = [];

  /** Cancel the call unless it runs or is done. Returns whether the future is cancelled now. */
  cancel(): boolean {
    if (this._state === RUNNING || this._state === FINISHED) return false;
    if (this.cancelled()) return true;
    this._state = CANCELLED;
    this._invoke_callbacks();
    return true;
  }

  /** Whether the future was cancelled. */
  cancelled(): boolean {
    return this._state === CANCELLED || this._state === CANCELLED_AND_NOTIFIED;
  }

  /** Whether the call runs now. */
  running(): boolean {
    return this._state === RUNNING;
  }

  /** Whether the future was cancelled or has finished. */
  done(): boolean {
    return this._state === FINISHED || this.cancelled();
  }

  /**
   * The result of the call.
   *
   * Differences from CPython: on a future that is not done it raises at once, TimeoutError with a `timeout`,
   * InvalidStateError without, where CPython waits.
   *
   * @param timeout seconds
   * @throws CancelledError when it was cancelled; what the call raised, when it raised.
   */
  result(timeout?: number | null | TimeoutOptions): T {
    this._require_done(timeout_argument('result', timeout));
    if (has_raised(this)) throw raised_value(this._exception);
    return this._result as T;
  }

  /**
   * What the call raised, undefined when it returned.
   *
   * Differences from CPython: not done, it raises at once, as `result` does.
   *
   * @param timeout seconds
   * @throws CancelledError when it was cancelled.
   */
  exception(timeout?: number | null | TimeoutOptions): unknown {
    this._require_done(timeout_argument('exception', timeout));
    return this._exception;
  }

  _require_done(timeout: number | undefined): void {
    if (this.cancelled()) throw new CancelledError();
    if (this._state === FINISHED) return;
    if (timeout !== undefined) throw new TimeoutError();
    throw new InvalidStateError(
      `The future is ${DESCRIPTIONS[this._state]}, and waiting for it here would block the thread that completes it: ` +
        "use 'yield* asyncio.wrap_future(future)' in a coroutine, 'await future' in an async function",
    );
  }

  /**
   * Call `fn(future)` when the future is done, or at once when it is. What `fn` raises is logged; called at once, it
   * raises to the caller.
   */
  add_done_callback(fn: (future: Future<T>) => unknown): void {
    if (this.done()) fn(this);
    else this._done_callbacks.push(fn);
  }

  _invoke_callbacks(): void {
    for (const callback of this._done_callbacks) {
      try {
        (callback as (future: Future<T>) => unknown)(this);
      } catch (error) {
        if (!is_exception(error)) throw error;
        LOGGER.error(`exception calling callback for ${repr(this)}`, { exc_info: error });
      }
    }
  }

  /**
   * For executors, before they run the call: false when it was cancelled and must not run; those who wait are told.
   *
   * @throws RuntimeError when called twice, or on a finished future.
   */
  set_running_or_notify_cancel(): boolean {
    if (this._state === CANCELLED) {
      this._state = CANCELLED_AND_NOTIFIED;
      this._notify_waiters();
      return false;
    }
    if (this._state === PENDING) {
      this._state = RUNNING;
      return true;
    }
    const id = Number(address_of(this));
    LOGGER.critical(`Future ${id} in unexpected state: ${this._state}`);
    throw new RuntimeError('Future in unexpected state');
  }

  /** For executors: the call returned `result`. As in 3.6, no state is refused. */
  set_result(result: T): void {
    this._result = result;
    this._finish();
  }

  /** For executors: the call raised `exception`. As in 3.6, no state is refused. */
  set_exception(exception: unknown): void {
    this._exception = exception ?? undefined;
    this._finish();
  }

  _finish(): void {
    this._state = FINISHED;
    this._notify_waiters();
    this._invoke_callbacks();
  }

  _notify_waiters(): void {
    // A waiter that has seen enough takes itself off the list.
    for (const waiter of [...this._waiters]) waiter(this);
  }

  /** Makes `await future` work; a promise, it flattens a result that is a promise or a future. Not in CPython. */
  then<R = T, E = never>(
    on_result?: ((value: T) => R | PromiseLike<R>) | null,
    on_exception?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    const outcome = new Promise<T>((resolve, reject) => {
      this.add_done_callback(() => {
        try {
          resolve(this.result());
        } catch (error) {
          reject(error);
        }
      });
    });
    return outcome.then(on_result, on_exception);
  }

  __repr__(): string {
    const head = `<${this.constructor.name} at ${address_of(this)} state=${DESCRIPTIONS[this._state]}`;
    if (this._state !== FINISHED) return `${head}>`;
    return has_raised(this)
      ? `${head} raised ${type_name(this._exception)}>`
      : `${head} returned ${type_name(this._result)}>`;
  }
}

/** Whether the future finished with an exception. */
export function has_raised(future: Future): boolean {
  return future._exception !== undefined;
}

/** Whether `wait` and `as_completed` count it as done: a cancellation must have been notified. */
export function is_settled(future: Future): boolean {
  return future._state === FINISHED || future._state === CANCELLED_AND_NOTIFIED;
}

/** Python's `raise` makes an instance of an exception class. */
function raised_value(exception: unknown): unknown {
  if (typeof exception === 'function' && exception.prototype instanceof Error) {
    return new (exception as new () => Error)();
  }
  return exception;
}
