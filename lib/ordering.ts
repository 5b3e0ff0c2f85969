/**
 * Python's `<` between JavaScript values.
 *
 * Numbers (booleans are 0 and 1) by value, strings by code point, arrays and bytes item by item, other objects by
 * `__lt__` and the other side's `__gt__`. Nothing else has an order: not None, not Set, Map, Date or plain objects.
 */

import { NotImplemented } from './errors';
import { is_plain_object, type_name } from './reprlib';

/** An object with an order. Either method is enough. */
export interface Comparable {
  __lt__?(other: unknown): unknown;
  __gt__?(other: unknown): unknown;
}

/**
 * Python's `a < b`.
 *
 * @throws TypeError in CPython's words when the two have no order, and whatever `__lt__` or `__gt__` raise.
 *
 * @example less_than([1, 'b'], [1, 'c']) === true
 */
export function less_than(a: unknown, b: unknown): boolean {
  const reflected_first = is_of_derived_class(b, a);
  let result = reflected_first ? ask(b, '__gt__', a) : NotImplemented;
  if (result === NotImplemented) result = ask(a, '__lt__', b);
  if (result === NotImplemented) result = natural_less_than(a, b);
  if (result === NotImplemented && !reflected_first) result = ask(b, '__gt__', a);
  if (result !== NotImplemented) return Boolean(result);
  throw new TypeError(
    `'<' not supported between instances of '${type_name(a)}' and '${type_name(b)}'`,
  );
}

function ask(value: unknown, method: '__lt__' | '__gt__' | '__eq__', other: unknown): unknown {
  const compare = (value as Record<string, unknown> | null | undefined)?.[method];
  return typeof compare === 'function' ? compare.call(value, other) : NotImplemented;
}

/** Python lets the reflected method of a subclass go first. */
function is_of_derived_class(derived: unknown, base: unknown): boolean {
  if (!is_object(derived) || !is_object(base) || is_plain_object(base)) return false;
  const cls: unknown = base.constructor;
  return typeof cls === 'function' && derived.constructor !== cls && derived instanceof cls;
}

function is_object(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** `<` of the types that both languages have. */
function natural_less_than(a: unknown, b: unknown): boolean | typeof NotImplemented {
  if (is_number(a) && is_number(b)) return a < b;
  if (typeof a === 'string' && typeof b === 'string') return string_less_than(a, b);
  if (is_sequence(a) && is_sequence(b) && Array.isArray(a) === Array.isArray(b)) {
    return sequence_less_than(a, b);
  }
  return NotImplemented;
}

/** JavaScript compares numbers, bigints and booleans by value, whatever the mixture. */
function is_number(value: unknown): value is number {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

function is_sequence(value: unknown): value is readonly unknown[] | Uint8Array {
  return Array.isArray(value) || value instanceof Uint8Array;
}

/** By code point, where JavaScript's own `<` goes by 16-bit units. */
function string_less_than(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const x = a.codePointAt(i) as number;
    const y = b.codePointAt(i) as number;
    if (x !== y) return x < y;
  }
  return a.length < b.length;
}

/** The first items that are not equal decide; without any, the lengths. */
function sequence_less_than(
  a: readonly unknown[] | Uint8Array,
  b: readonly unknown[] | Uint8Array,
): boolean {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    if (!equal(a[i], b[i])) return less_than(a[i], b[i]);
  }
  return a.length < b.length;
}

/** Python's `a is b or a == b`. There is one NaN only, so it is itself. */
function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  const answer = ask(a, '__eq__', b);
  const result = answer === NotImplemented ? ask(b, '__eq__', a) : answer;
  if (result !== NotImplemented) return Boolean(result);
  // biome-ignore lint/suspicious/noDoubleEquals: 1, 1n and true are equal in Python.
  if (is_number(a) && is_number(b)) return a == b;
  if (is_sequence(a) && is_sequence(b) && Array.isArray(a) === Array.isArray(b)) {
    return a.length === b.length && Array.from(a).every((item, i) => equal(item, b[i]));
  }
  if (is_plain_object(a) && is_plain_object(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
    );
  }
  return (a ?? undefined) === (b ?? undefined);
}
