/** What threads wait for: `threading.Event` and `threading.Lock`, in shared memory. */

import { RuntimeError, ValueError } from '../errors';
import { keywords } from '../keywords';
import { address_of, object_repr, type Representable } from '../reprlib';
import { milliseconds, type TimeoutOptions, timeout_argument } from '../seconds';
import { REVIVE, SHARE } from './parcel';

/** An object that is one shared word. */
abstract class Word implements Representable {
  protected _word = new Int32Array(new SharedArrayBuffer(4));

  [SHARE](): unknown {
    return this._word;
  }

  [REVIVE](word: Int32Array<SharedArrayBuffer>): void {
    this._word = word;
  }

  abstract __repr__(): string;

  /** What `console.log` prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.__repr__();
  }
}

const UNSET = 0;
const SET = 1;

/**
 * A flag that threads wait for. It is passed to threads as an argument. Counterpart of `threading.Event`; waiting
 * blocks the thread with everything that runs in it, unlike `asyncio.Event`.
 *
 * @example
 * const ready = new threading.Event();
 * new threading.Thread({ target: serve, args: [ready] }).start();
 * ready.wait();
 */
export class Event extends Word {
  /** Whether the flag is set. */
  is_set(): boolean {
    return Atomics.load(this._word, 0) === SET;
  }

  /** Older name of `is_set()`. */
  isSet(): boolean {
    return this.is_set();
  }

  /** Set the flag and wake everybody who waits for it. */
  set(): void {
    Atomics.store(this._word, 0, SET);
    Atomics.notify(this._word, 0);
  }

  /** Make the flag false. */
  clear(): void {
    Atomics.store(this._word, 0, UNSET);
  }

  /** Block until the flag is set, at most `timeout` seconds. Returns whether it was set. */
  wait(timeout?: number | null | TimeoutOptions): boolean {
    const limit = timeout_argument('wait', timeout);
    if (this.is_set()) return true;
    return Atomics.wait(this._word, 0, UNSET, wait_milliseconds(limit)) !== 'timed-out';
  }

  __repr__(): string {
    return object_repr(this, 'threading');
  }
}

/** A timeout that is negative, or NaN, waits for nothing. */
function wait_milliseconds(timeout: number | undefined): number {
  if (timeout === undefined) return Number.POSITIVE_INFINITY;
  return Number.isNaN(timeout) ? 0 : Math.max(milliseconds(timeout), 0);
}

const UNLOCKED = 0;
const LOCKED = 1;

interface AcquireOptions {
  readonly blocking?: boolean;
  readonly timeout?: number;
}

/**
 * A lock between threads. It is passed to threads as an argument. Counterpart of `threading.Lock`; waiting blocks the
 * thread with everything that runs in it, unlike `asyncio.Lock`.
 *
 * @example
 * lock.acquire();
 * try {
 *   counter.value += 1;
 * } finally {
 *   lock.release();
 * }
 */
export class Lock extends Word {
  /**
   * Take the lock; `blocking` waits for it, at most `timeout` seconds (-1: no limit). Returns whether it was taken.
   *
   * @throws ValueError for a timeout that is negative or given to a call that does not block.
   */
  acquire(blocking: boolean | AcquireOptions = true, timeout = -1): boolean {
    if (typeof blocking === 'object') {
      const options = keywords('acquire', blocking, ['blocking', 'timeout']);
      return this.acquire(options.blocking, options.timeout);
    }
    const length = timeout === -1 ? Number.POSITIVE_INFINITY : milliseconds(timeout);
    if (!blocking && timeout !== -1) {
      throw new ValueError("can't specify a timeout for a non-blocking call");
    }
    if (length < 0) throw new ValueError('timeout value must be positive');
    if (this._try()) return true;
    if (!blocking) return false;
    const deadline = performance.now() + length;
    do {
      // Whoever releases wakes one of those who wait, but another thread may be quicker.
      Atomics.wait(this._word, 0, LOCKED, Math.max(deadline - performance.now(), 0));
      if (this._try()) return true;
    } while (performance.now() < deadline);
    return false;
  }

  /**
   * Let the lock go; any thread may do so.
   *
   * @throws RuntimeError when nobody holds it.
   */
  release(): void {
    if (Atomics.compareExchange(this._word, 0, LOCKED, UNLOCKED) !== LOCKED) {
      throw new RuntimeError('release unlocked lock');
    }
    Atomics.notify(this._word, 0, 1);
  }

  /** Whether somebody holds the lock. */
  locked(): boolean {
    return Atomics.load(this._word, 0) === LOCKED;
  }

  _try(): boolean {
    return Atomics.compareExchange(this._word, 0, UNLOCKED, LOCKED) === UNLOCKED;
  }

  __repr__(): string {
    const state = this.locked() ? 'locked' : 'unlocked';
    return `<${state} _thread.lock object at ${address_of(this)}>`;
  }
}
