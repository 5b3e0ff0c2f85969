/** How a coroutine waits for a promise: to the loop, what Node brings is as what another thread brings. */

import * as asyncio from '../../lib';
import { Future } from '../../lib/concurrent/futures';

/** A future of the current loop, with the outcome of the promise. Cancel it, and the outcome is ignored. */
export function from_promise<T>(promise: Promise<T>): asyncio.Future<T> {
  const outcome = new Future<T>();
  outcome.set_running_or_notify_cancel();
  promise.then(
    (value) => outcome.set_result(value),
    (error) => outcome.set_exception(error),
  );
  return asyncio.wrap_future(outcome);
}
