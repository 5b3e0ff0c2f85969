/** The corner of Python's `functools` that asyncio programs use. */

import { repr } from './reprlib';

/** What a function made by `partial` says of itself; reprs of handles show both parts. */
export interface PartialParts {
  readonly func: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
}

/** A function with its first arguments bound. */
export interface Partial extends PartialParts {
  (...args: unknown[]): unknown;
}

/**
 * `functools.partial(func, *args)`. A partial of a partial is one partial, as in CPython.
 *
 * @throws TypeError when `func` is no function.
 * @example loop.call_soon(partial(print, 'hello'))
 */
export function partial<A extends unknown[], B extends unknown[], R>(
  func: (...args: [...A, ...B]) => R,
  ...args: A
): ((...rest: B) => R) & PartialParts {
  if (typeof func !== 'function') throw new TypeError('the first argument must be callable');
  const bound = (...rest: B) => func(...args, ...rest);
  const is_flat = !is_partial(func);
  // Assigned one by one: `gather` makes a partial for each child, and defining properties costs fifty times as much.
  bound.func = is_flat ? func : func.func;
  bound.args = is_flat ? args : [...func.args, ...args];
  bound.__repr__ = partial_repr;
  return bound;
}

function partial_repr(this: PartialParts): string {
  return `functools.partial(${[this.func, ...this.args].map(repr).join(', ')})`;
}

/** Whether a callback was made by `partial`. */
export function is_partial(callback: unknown): callback is Partial {
  return (
    typeof callback === 'function' &&
    typeof (callback as unknown as Partial).func === 'function' &&
    Array.isArray((callback as unknown as Partial).args)
  );
}
