/** Python's `time`, as far as blocking programs use it. All lengths and clocks are in seconds. */

import { ValueError } from './errors';
import { milliseconds } from './seconds';

/** Nobody ever wakes who waits here. */
const nothing = new Int32Array(new SharedArrayBuffer(4));

/**
 * Block this thread, and with it everything that runs in it, for a number of seconds. Other threads go on.
 * A coroutine wants `asyncio.sleep` instead.
 *
 * No signal handler of this process runs meanwhile on the main thread; without one, Ctrl-C ends the program at once.
 *
 * @throws ValueError when the length is negative, TypeError when it is no number.
 */
export function sleep(seconds: number): void {
  const length = milliseconds(seconds);
  if (length < 0) throw new ValueError('sleep length must be non-negative');
  Atomics.wait(nothing, 0, 0, length);
}

/** Seconds since the epoch, by the system's clock, to the millisecond. */
export function time(): number {
  return Date.now() / 1000;
}

/** A clock that never goes back. Its zero means nothing, but is the same one in all threads. */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds + nanoseconds / 1e9;
}

/** The finest clock for short lengths of time; here the same as `monotonic`. */
export const perf_counter: () => number = monotonic;
