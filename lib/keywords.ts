/** Python's keyword arguments as one trailing options object. */

import { is_plain_object } from './reprlib';

/**
 * Check the options of a call: nothing that was asked for is silently ignored.
 *
 * @throws TypeError in CPython's words, for a key that the function does not take.
 */
export function keywords<T extends object>(
  name: string,
  options: T | null | undefined,
  allowed: readonly (keyof T & string)[],
): T {
  if (options === undefined || options === null) return {} as T;
  if (!is_plain_object(options)) {
    throw new TypeError(
      `${name}() takes its keyword arguments as one object, { ${allowed.join(', ')} }`,
    );
  }
  for (const key of Object.keys(options)) {
    if (!(allowed as readonly string[]).includes(key)) {
      throw new TypeError(`${name}() got an unexpected keyword argument '${key}'`);
    }
  }
  return options;
}
