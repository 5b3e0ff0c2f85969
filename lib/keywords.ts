/** Python's keyword arguments as one trailing options object. */

import { is_plain_object } from './reprlib';

/** CPython's words for a key that a function does not take. */
const unexpected = (name: string, key: string) =>
  `${name}() got an unexpected keyword argument '${key}'`;

/** The same, where the function is one of those that CPython has in C. */
export const invalid_for_c = (_name: string, key: string) =>
  `'${key}' is an invalid keyword argument for this function`;

/**
 * Check the options of a call: nothing that was asked for is silently ignored.
 *
 * @throws TypeError in CPython's words, for a key that the function does not take.
 */
export function keywords<T extends object>(
  name: string,
  options: T | null | undefined,
  allowed: readonly (keyof T & string)[],
  words = unexpected,
): T {
  if (options === undefined || options === null) return {} as T;
  if (!is_plain_object(options)) {
    throw new TypeError(
      `${name}() takes its keyword arguments as one object, { ${allowed.join(', ')} }`,
    );
  }
  for (const key of Object.keys(options)) {
    if (!(allowed as readonly string[]).includes(key)) {
      throw new TypeError(words(name, key));
    }
  }
  return options;
}
