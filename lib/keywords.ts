/** Python's keyword arguments as one trailing options object. */

import { is_plain_object } from './reprlib';

/** CPython's words for a key that a function does not take. */
const unexpected = (name: string, key: string) =>
  `${name}() got an unexpected keyword argument '${key}'`;

/** The same, where the function is one of those that CPython has in C. */
export const invalid_for_c = (_name: string, key: string) =>
  `'${key}' is an invalid keyword argument for this function`;

const NONE = Object.freeze({});

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
  // Most calls have none. Small, so that V8 inlines it and makes the list only when it is needed.
  if (options === undefined || options === null) return NONE as T;
  return checked(name, options, allowed, words);
}

function checked<T extends object>(
  name: string,
  options: T,
  allowed: readonly (keyof T & string)[],
  words: typeof unexpected,
): T {
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

/**
 * The arguments of a call whose positional ones may be left out, or be given by name: `f(a, b, { c })`, `f({ c })`,
 * `f({ a, b, c })`.
 *
 * @returns the positional ones, in the order of `names`, and then the options that are left.
 */
export function positional(args: readonly unknown[], names: readonly string[]): unknown[] {
  const count = args.slice(0, names.length).findIndex(is_plain_object);
  if (count < 0) return [...names.map((_, i) => args[i]), args[names.length]];
  const options = { ...(args[count] as Record<string, unknown>) };
  const values = names.map((name, i) => {
    if (i < count) return args[i];
    const value = options[name];
    delete options[name];
    return value;
  });
  return [...values, options];
}
