/** The corner of Python's `functools` that asyncio programs use. */

import { qualified_name, repr } from './reprlib';

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
  const parts: PartialParts = is_partial(func)
    ? { func: func.func, args: [...func.args, ...args] }
    : { func, args };
  Object.defineProperties(bound, {
    name: { value: qualified_name(func) },
    __repr__: {
      value: () => `functools.partial(${[parts.func, ...parts.args].map(repr).join(', ')})`,
    },
  });
  return Object.assign(bound, parts);
}

/** Whether a callback was made by `partial`. */
export function is_partial(callback: unknown): callback is Partial {
  return (
    typeof callback === 'function' &&
    typeof (callback as unknown as Partial).func === 'function' &&
    Array.isArray((callback as unknown as Partial).args)
  );
}
