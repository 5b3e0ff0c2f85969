/** `asyncio.sleep()`. (CPython: in `asyncio/tasks.py`.) */

import { leaf_coroutine } from './coroutines';
import { python_assert } from './errors';
import { type AbstractEventLoop, get_event_loop, type TimerHandle } from './events';
import { _set_result_unless_cancelled, Future } from './futures';
import type { AnyCallback, ArgumentsOwner } from './handles';
import { keywords } from './keywords';
import { GeneratorPrototype, is_plain_object } from './reprlib';
import type { LoopOption } from './task';
import type { Coroutine, Yielded } from './types';

/** `sleep(1, { loop })` has no result: its options are not one. */
interface SleepFunction {
  (delay: number, options: { loop: AbstractEventLoop | null | undefined }): Coroutine<undefined>;
  <T = undefined>(delay: number, result?: T, options?: LoopOption): Coroutine<T>;
}

/**
 * Coroutine: give the loop a rest of `delay` seconds, and return `result`. With a delay of 0 for one iteration.
 *
 * @example yield* asyncio.sleep(0.1);
 */
export const sleep = leaf_coroutine(function sleep<T>(
  delay: number,
  result?: T | LoopOption,
  options?: LoopOption,
): Leaf<T> {
  if (options === undefined && is_loop_option(result)) {
    options = result;
    result = undefined;
  }
  const loop = options === undefined ? undefined : keywords('sleep', options, ['loop']).loop;
  if (delay === 0) return new Rest(result as T);
  return new Sleep(delay, result as T, loop ?? undefined);
}) as SleepFunction;

/** `sleep(1, { loop })`: the result is left out. */
function is_loop_option(value: unknown): value is LoopOption {
  return is_plain_object(value) && Object.keys(value).length === 1 && 'loop' in value;
}

type Result<T> = IteratorResult<Yielded, T>;

/**
 * A coroutine object that is no native generator, but passes for one. Programs sleep so often, and by the million: one
 * switch with `sleep(0)` takes half the time, and a sleeping task a fifth less memory.
 */
abstract class Leaf<T> implements Coroutine<T> {
  declare readonly _function: object;
  /** Debug mode: called at the first step, which an end is too. */
  declare _on_start: (() => void) | undefined;
  declare [Symbol.dispose]: () => void;

  abstract next(): Result<T>;

  throw(error: unknown): Result<T> {
    this._on_start?.();
    this._end();
    throw error;
  }

  return(value: T): Result<T> {
    this._on_start?.();
    this._end();
    return { value, done: true };
  }

  [Symbol.iterator](): this {
    return this;
  }

  abstract _end(): void;
}

Object.setPrototypeOf(Leaf.prototype, GeneratorPrototype);
Object.defineProperties(Leaf.prototype, {
  _function: { value: sleep },
  _on_start: { value: undefined, writable: true },
});

/** `yield; return result;`. As what next() returns, it is its own step: two objects less for each switch. */
class Rest<T> extends Leaf<T> {
  value: T | undefined = undefined;
  /** None before the first step. */
  done: boolean | undefined = undefined;

  constructor(private readonly _result: T) {
    super();
  }

  next(): Result<T> {
    if (this.done) return { value: undefined as T, done: true };
    if (this.done === undefined) {
      this._on_start?.();
      this.done = false;
    } else {
      this.value = this._result;
      this.done = true;
    }
    return this as Result<T>;
  }

  _end(): void {
    this.done = true;
  }
}

// Compared with the method that an object has, to see whether it has its own. A constant: V8 folds no load from a prototype.
const FUTURE_ITERATOR = Future.prototype[Symbol.iterator];

/** What the package's own loops take, beyond AbstractEventLoop. */
interface SleepLoop extends AbstractEventLoop {
  /** `call_later` with arguments that are listed when somebody wants them. */
  _call_later_unlisted?(delay: number, callback: AnyCallback, args: ArgumentsOwner): TimerHandle;
}

/**
 *     const future = loop.create_future();
 *     const handle = future._loop.call_later(delay, _set_result_unless_cancelled, future, result);
 *     try { return yield* future; } finally { handle.cancel(); }
 *
 * A program may hold a million of these. So it needs no iterator: as what next() returns, it is its own step, as a future's
 * iterator is. It needs no list of the timer's arguments, but makes one when asked. And what is rarely given takes no room.
 */
class Sleep<T> extends Leaf<T> implements ArgumentsOwner {
  /** The delay, then the future that is waited for, then its result. */
  value: number | Future<T> | T;
  done = false;
  private _handle: TimerHandle | undefined = undefined;
  declare private _result: T | undefined;
  declare private _loop: AbstractEventLoop | undefined;
  /** What runs in its place when the future is of another make, or done already. */
  declare private _generator: Generator<Yielded, T> | undefined;
  static {
    const absent = { value: undefined, writable: true };
    Object.defineProperties(Sleep.prototype, {
      _result: absent,
      _loop: absent,
      _generator: absent,
    });
  }

  constructor(delay: number, result: T, loop: AbstractEventLoop | undefined) {
    super();
    this.value = delay;
    if (result !== undefined) this._result = result;
    if (loop !== undefined) this._loop = loop;
  }

  next(): Result<T> {
    if (this._generator !== undefined) return this._generator.next();
    if (this.done) return { value: undefined as T, done: true };
    try {
      const result = this._handle === undefined ? this._begin() : this._go_on();
      if (result.done) this._end();
      return result;
    } catch (error) {
      this._end();
      throw error;
    }
  }

  private _begin(): Result<T> {
    this._on_start?.();
    const delay = this.value as number;
    const future = (this._loop ?? get_event_loop()).create_future<T>();
    this.value = future;
    const handle = this._wake_later(future._loop, delay);
    this._handle = handle;
    if (future[Symbol.iterator] !== FUTURE_ITERATOR || future.done()) {
      this._generator = wait_for_waking(future, handle);
      return this._generator.next();
    }
    future._asyncio_future_blocking = true;
    return this as unknown as Result<T>;
  }

  private _wake_later(loop: SleepLoop, delay: number): TimerHandle {
    const callback = _set_result_unless_cancelled<T>;
    return loop._call_later_unlisted !== undefined
      ? loop._call_later_unlisted(delay, callback, this)
      : loop.call_later(delay, callback, ...this._arguments());
  }

  _arguments(): [future: Future<T>, result: T] {
    return [this.value as Future<T>, this._result as T];
  }

  private _go_on(): Result<T> {
    const future = this.value as Future<T>;
    python_assert(future.done(), "yield from wasn't used with future");
    this.value = future.result();
    this.done = true;
    return this as unknown as Result<T>;
  }

  override throw(error: unknown): Result<T> {
    return this._generator === undefined ? super.throw(error) : this._generator.throw(error);
  }

  override return(value: T): Result<T> {
    return this._generator === undefined ? super.return(value) : this._generator.return(value);
  }

  _end(): void {
    this.done = true;
    this._handle?.cancel();
  }
}

function* wait_for_waking<T>(future: Future<T>, handle: TimerHandle): Generator<Yielded, T> {
  try {
    return yield* future;
  } finally {
    handle.cancel();
  }
}
