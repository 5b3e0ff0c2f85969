/** The corner of Python's `functools` that asyncio programs use. */

import { qualified_name } from './reprlib';

/** A function with its first arguments bound; reprs of handles show both parts. */
export interface Partial {
  (...args: unknown[]): unknown;
  readonly func: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
}

/**
 * `functools.partial(func, *args)`.
 *
 * @example loop.call_soon(partial(print, 'hello'))
 */
export function partial<A extends unknown[], B extends unknown[], R>(
  func: (...args: [...A, ...B]) => R,
  ...args: A
): ((...rest: B) => R) & { readonly func: typeof func; readonly args: A } {
  const bound = (...rest: B) => func(...args, ...rest);
  Object.defineProperty(bound, 'name', { value: qualified_name(func) });
  return Object.assign(bound, { func, args });
}

/** Whether a callback was made by `partial`. */
export function is_partial(callback: unknown): callback is Partial {
  return (
    typeof callback === 'function' &&
    typeof (callback as unknown as Partial).func === 'function' &&
    Array.isArray((callback as unknown as Partial).args)
  );
}
