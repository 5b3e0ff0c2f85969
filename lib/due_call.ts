/**
 * Calls that are their own entry in the ready queue: the steps of tasks, and what `gather` hears of its children. There are
 * so many of these that a function, a list of arguments and a Handle for each would be most of what a task costs.
 */

import { is_exception } from './errors';
import type { AbstractEventLoop } from './events';
import { partial } from './functools';
import type { Future } from './futures';
import { type AnyCallback, Handle, not_callable, type ReadyEntry } from './handles';

/** Among a future's callbacks it stands for one, and is scheduled when the future is done. */
export interface DueCall extends ReadyEntry {
  /** Queue the call. */
  _schedule(): void;
  /** The call as a callback and its arguments, for all who want to see these: reprs, debug mode, loops of other makes. */
  _due_call(): [callback: AnyCallback, args: unknown[]];
}

/** What the package's own loops take, beyond AbstractEventLoop. */
interface DueCallLoop extends AbstractEventLoop {
  /** `call_soon` without a Handle. */
  _call_soon_due?(call: DueCall): void;
}

export function is_due_call(callback: unknown): callback is DueCall {
  return typeof (callback as Partial<DueCall> | null | undefined)?._due_call === 'function';
}

/** `loop.call_soon` of the call, which a loop of another make gets as a callback. */
export function call_soon_due(loop: DueCallLoop, call: DueCall): void {
  if (loop._call_soon_due !== undefined) {
    loop._call_soon_due(call);
  } else {
    const [callback, args] = call._due_call();
    loop.call_soon(callback, ...args);
  }
}

/** Report what the call has raised, as a Handle does. What is no `Exception` leaves the loop. */
export function report_due(loop: AbstractEventLoop, call: DueCall, error: unknown): void {
  if (!is_exception(error)) throw error;
  new Handle(...call._due_call(), loop)._report(error);
}

/** A done callback of a future, `fn` or `partial(fn, i)`. */
export class DoneCall<T> implements DueCall {
  constructor(
    private readonly _fn: AnyCallback,
    private readonly _future: Future<T>,
    private readonly _i?: number,
  ) {}

  get _cancelled(): boolean {
    return false;
  }

  get _source_traceback(): undefined {
    return undefined;
  }

  _schedule(): void {
    call_soon_due(this._future._loop, this);
  }

  _due_call(): [callback: AnyCallback, args: unknown[]] {
    const { _fn, _i } = this;
    return [_i === undefined ? _fn : partial(_fn, _i), [this._future]];
  }

  _run(): void {
    const { _fn, _i } = this;
    try {
      if (_i !== undefined) _fn(_i, this._future);
      else if (typeof _fn === 'function') _fn(this._future);
      else throw not_callable(_fn);
    } catch (error) {
      report_due(this._future._loop, this, error);
    }
  }
}
