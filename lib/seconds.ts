/** A number of seconds, as the calls that block take it. */

import { OverflowError, ValueError } from './errors';
import { keywords } from './keywords';
import { is_plain_object, type_name } from './reprlib';

/** CPython counts the nanoseconds in 64 bits. */
const MOST_SECONDS = 2 ** 63 / 1e9;

/**
 * The milliseconds of a number of seconds.
 *
 * @throws TypeError, ValueError, OverflowError for what is no length of time that CPython can wait.
 */
export function milliseconds(seconds: unknown): number {
  if (typeof seconds !== 'number' && typeof seconds !== 'boolean') {
    throw new TypeError(`an integer is required (got type ${type_name(seconds)})`);
  }
  const length = Number(seconds);
  if (Number.isNaN(length)) throw new ValueError('Invalid value NaN (not a number)');
  if (Math.abs(length) >= MOST_SECONDS) {
    throw new OverflowError('timestamp too large to convert to C _PyTime_t');
  }
  return length * 1000;
}

export interface TimeoutOptions {
  readonly timeout?: number | null;
}

/** The timeout of a call that takes one by position or by name; undefined when there is none. */
export function timeout_argument(
  name: string,
  timeout: number | null | undefined | TimeoutOptions,
): number | undefined {
  if (!is_plain_object(timeout)) return (timeout as number | null | undefined) ?? undefined;
  return keywords<TimeoutOptions>(name, timeout, ['timeout']).timeout ?? undefined;
}
