/** Debug mode: what is said of the time that things take. (CPython: a part of `BaseEventLoop._run_once()`.) */

import type { Handle, ReadyEntry } from './handles';
import { DEBUG, INFO, logger } from './log';
import { repr } from './reprlib';
import { Task } from './task';

/**
 * What a poll has waited for; INFO when it took a second or more.
 *
 * @param timeout how long it was to wait at the most, in seconds; None: for ever.
 * @param duration how long it took, in seconds.
 * @param events how many it has brought.
 */
export function log_poll(timeout: number | undefined, duration: number, events: number): void {
  const level = duration >= 1 ? INFO : DEBUG;
  const took = `took ${(duration * 1e3).toFixed(3)} ms`;
  if (timeout === undefined) {
    logger.log(level, `poll ${took}: ${events} events`);
    return;
  }
  const asked = `${(timeout * 1e3).toFixed(3)} ms`;
  if (events > 0) logger.log(level, `poll ${asked} ${took}: ${events} events`);
  else if (duration >= 1) logger.log(level, `poll ${asked} ${took}: timeout`);
}

/** A callback has taken too long. @param duration in seconds. */
export function log_slow_callback(entry: ReadyEntry, duration: number): void {
  logger.warning(`Executing ${format_handle(entry)} took ${duration.toFixed(3)} seconds`);
}

/** The task, when the callback is one of its steps; else the handle. */
function format_handle(entry: ReadyEntry): string {
  const self = ((entry as Partial<Handle>)._callback as { __self__?: unknown } | undefined)
    ?.__self__;
  return repr(self instanceof Task ? self : entry);
}
