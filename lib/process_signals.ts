/**
 * What this process does with each signal. (CPython: `signal.signal()` and `signal.set_wakeup_fd()`.)
 *
 * Invariant: a signal has one handler in the process, the last one installed. Without one it does what it does by default.
 */

import { OSError, RuntimeError } from './errors';
import { Signals } from './signal';

const handlers = new Map<number, () => void>();

/**
 * From now on `handler()` is called for every signal of this number. Node calls it, so it must only take note.
 *
 * @throws RuntimeError when the system, or Node, lets nobody catch this signal.
 */
export function catch_signal(signum: number, handler: () => void): void {
  const name = Signals[signum];
  // Node has names, and so listeners, for neither the real-time signals nor those of the C library.
  if (name === undefined) throw new RuntimeError(`sig ${signum} cannot be caught`);
  try {
    process.on(name, handler);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw new OSError(String(error));
    throw new RuntimeError(`sig ${signum} cannot be caught`, { cause: error });
  }
  release_signal(signum);
  handlers.set(signum, handler);
}

/** The signal does again what it does by default, whoever has caught it. */
export function release_signal(signum: number): void {
  const handler = handlers.get(signum);
  if (handler === undefined) return;
  handlers.delete(signum);
  process.off(Signals[signum] as string, handler);
}

/** Whether somebody catches this signal. */
export function is_caught(signum: number): boolean {
  return handlers.has(signum);
}
