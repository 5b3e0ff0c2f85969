/** What futures of both kinds share: who is one, and how they print. (CPython: `asyncio/base_futures.py`.) */

import { is_due_call } from './due_call';
import type { Future } from './futures';
import { format_callback_source } from './handles';
import { repr, reprlib_repr } from './reprlib';
import type { SourceTraceback } from './traceback';

export const _PENDING = 'PENDING';
export const _CANCELLED = 'CANCELLED';
export const _FINISHED = 'FINISHED';
export type State = typeof _PENDING | typeof _CANCELLED | typeof _FINISHED;

// The bits of a future's `_flags`. While neither of the first two is set it is pending; the last two are a task's.
export const CANCELLED = 1;
export const FINISHED = 2;
export const BLOCKING = 4;
export const MUST_CANCEL = 8;
export const SILENT = 16;

/** How a future ends. */
export type End = typeof CANCELLED | typeof FINISHED;

interface Flagged {
  readonly _flags: number;
}

/** As `future.done()` and `future.cancelled()`, whatever a subclass makes of these. */
export function is_done(future: Flagged): boolean {
  return (future._flags & (CANCELLED | FINISHED)) !== 0;
}

export function is_cancelled(future: Flagged): boolean {
  return (future._flags & CANCELLED) !== 0;
}

/**
 * Whether this is a future: any object that carries `_asyncio_future_blocking` (and not as None), so that futures of
 * other libraries take part.
 */
export function isfuture(object: unknown): object is Future<unknown> {
  if (typeof object !== 'object' || object === null) return false;
  const blocking = (object as { _asyncio_future_blocking?: unknown })._asyncio_future_blocking;
  return blocking !== undefined && blocking !== null;
}

/** What a future says of itself; enough of it to print one that is gone. */
export interface FutureLike {
  readonly _state: State;
  readonly _exception: unknown;
  readonly _result: unknown;
  readonly _callbacks: readonly unknown[];
  readonly _source_traceback: SourceTraceback | undefined;
}

/** The words inside `<Future …>`. */
export function future_repr_info(future: FutureLike): string[] {
  const info = [future._state.toLowerCase()];
  if (future._state === _FINISHED) {
    if (future._exception !== undefined) info.push(`exception=${repr(future._exception)}`);
    else info.push(`result=${reprlib_repr(future._result)}`);
  }
  if (future._callbacks.length > 0) info.push(format_callbacks(future._callbacks));
  const created = future._source_traceback?.last;
  if (created) info.push(`created at ${created.file}:${created.line}`);
  return info;
}

function format_callbacks(callbacks: readonly unknown[]): string {
  const shown = callbacks.length > 2 ? [callbacks[0], callbacks.at(-1)] : callbacks;
  const texts = shown.map((callback) => format_callback_source(function_in(callback), []));
  if (callbacks.length > 2) texts.splice(1, 0, `<${callbacks.length - 2} more>`);
  return `cb=[${texts.join(', ')}]`;
}

function function_in(callback: unknown): unknown {
  return is_due_call(callback) ? callback._due_call()[0] : callback;
}

/** Whether a future that is done and not cancelled has an exception. One of another library may say null for None. */
export function has_raised(future: Future<unknown>): boolean {
  return (future.exception() ?? undefined) !== undefined;
}
