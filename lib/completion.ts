/** `run_until_complete()`, as far as it is the same for loops that return promises and for those that block. */

import type { BaseEventLoop } from './base_events';
import { isfuture } from './base_futures';
import { is_exception, RuntimeError, with_stack } from './errors';
import type { Future } from './futures';
import { ensure_future, type Task } from './task';
import type { Awaitable } from './types';

/** A `run_until_complete()` under way: made before the run, asked after it. */
export class Completion<T> {
  private readonly _future: Future<T>;
  private readonly _new_task: boolean;

  constructor(loop: BaseEventLoop, awaitable: Awaitable<T>) {
    loop._check_closed();
    this._new_task = !isfuture(awaitable);
    this._future = ensure_future(awaitable, { loop });
    // If it does not complete, that is raised: nothing to log.
    if (this._new_task) (this._future as Task<T>)._log_destroy_pending = false;
    this._future.add_done_callback(_run_until_complete_cb);
  }

  /**
   * The run has ended: the result of the future.
   *
   * @throws RuntimeError when it is not done.
   */
  result(): T {
    this._future.remove_done_callback(_run_until_complete_cb);
    if (!this._future.done()) {
      throw new RuntimeError('Event loop stopped before Future completed.');
    }
    try {
      return this._future.result();
    } catch (error) {
      throw with_stack(error);
    }
  }

  /** The run has raised. The caller has no access to a task made here, so its exception counts as read. */
  abandon(): void {
    if (this._new_task && this._future.done() && !this._future.cancelled()) {
      this._future.exception();
    }
    this._future.remove_done_callback(_run_until_complete_cb);
  }
}

/** An error that is no `Exception` has left the loop already; a stop would end the next run. */
function _run_until_complete_cb(future: Future<unknown>): void {
  if (future._exception !== undefined && !is_exception(future._exception)) return;
  future._loop.stop();
}
