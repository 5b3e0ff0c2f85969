/**
 * Coroutines that mostly have nothing to wait for, such as `put()` of a queue that has room. To make a generator for each
 * call, and to step it, takes more time than to do what they do: a producer and a consumer need a third less without.
 */

import { get_coroutine_debug, leaf_coroutine, wraps } from './coroutines';
import { GeneratorPrototype } from './reprlib';
import { surfaced } from './trampoline';
import type { Coroutine, Yielded } from './types';

/** A coroutine method, and how to do without it what it would do without waiting. */
interface Way<Self, A, R> {
  readonly coroutine: (this: Self, argument: A) => Coroutine<R>;
  readonly is_open: (self: Self) => boolean;
  readonly go: (self: Self, argument: A) => R;
}

/**
 * Decorator of a coroutine method with at most one parameter: when `is_open` says so, `go` takes the place of its only
 * step. In debug mode, which watches coroutine objects, nothing does.
 *
 * @example
 * @shortcut((queue: Queue) => !queue.full(), (queue, item: unknown) => queue.put_nowait(item))
 * @coroutine
 * *put(item: unknown): Coroutine<void> { … }
 */
export function shortcut<Self, A, R>(
  is_open: (self: Self) => boolean,
  go: (self: Self, argument: A) => R,
) {
  return (
    _target: Self,
    _key: string,
    descriptor: { value?: Way<Self, A, R>['coroutine'] | undefined },
  ): void => {
    const coroutine = descriptor.value;
    if (coroutine === undefined || get_coroutine_debug()) return;
    const way: Way<Self, A, R> = { coroutine, is_open, go };
    const decorated = function (this: Self, argument: A): Coroutine<R> {
      return new Shortcut(way, this, argument);
    };
    descriptor.value = leaf_coroutine(wraps(decorated, coroutine));
  };
}

/** Whose `[Symbol.iterator]()` was called last; `yield*` makes the first step right after. */
let entering: object | undefined;

/**
 * A coroutine object that passes for a generator, and asks at its first step whether the way is open. If it is closed, this
 * hands everything on to the generator of the coroutine, also that a `yield*` enters it.
 */
class Shortcut<Self, A, R> implements Coroutine<R> {
  // As what next() returns, it is its own step.
  value: R | undefined = undefined;
  done = false;
  private _generator: Coroutine<R> | undefined = undefined;
  declare [Symbol.dispose]: () => void;

  constructor(
    private readonly _way: Way<Self, A, R>,
    private readonly _self: Self,
    private readonly _argument: A,
  ) {}

  get _function(): unknown {
    return this._way.coroutine.prototype._function;
  }

  [Symbol.iterator](): this {
    entering = this;
    return this;
  }

  next(...sent: [] | [unknown]): IteratorResult<Yielded, R> {
    const is_entered = entering === this;
    entering = undefined;
    if (this._generator === undefined && !this.done && this._goes_through()) {
      return this as unknown as IteratorResult<Yielded, R>;
    }
    const generator = this.unabridged();
    if (is_entered) generator[Symbol.iterator]();
    return generator.next(...sent);
  }

  /** @returns whether the way was open; all is done then. */
  private _goes_through(): boolean {
    try {
      if (!this._way.is_open(this._self)) return false;
      this.value = this._way.go(this._self, this._argument);
      this.done = true;
      return true;
    } catch (error) {
      this.done = true;
      throw surfaced(error);
    }
  }

  throw(error: unknown): IteratorResult<Yielded, R> {
    return this.unabridged().throw(error);
  }

  return(value: R): IteratorResult<Yielded, R> {
    return this.unabridged().return(value);
  }

  /** The generator, at the same point: not started, or at its end. */
  unabridged(): Coroutine<R> {
    if (this._generator === undefined) {
      this._generator = this._way.coroutine.call(this._self, this._argument);
      if (this.done) this._generator.return(undefined as R);
    }
    return this._generator;
  }
}

Object.setPrototypeOf(Shortcut.prototype, GeneratorPrototype);

/** What a task runs for this coroutine object: something that the trampoline and the stack dumps can look into. */
export function unabridged<T>(coro: Coroutine<T>): Coroutine<T> {
  return coro instanceof Shortcut ? coro.unabridged() : coro;
}
