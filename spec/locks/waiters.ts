import * as asyncio from '../../lib/index';
import { start } from '../support/virtual';

/** A lock that is held. */
export function held_lock(): asyncio.Lock {
  const lock = new asyncio.Lock();
  lock.acquire().next();
  return lock;
}

/** So many tasks, one behind the other in the queue for a lock or a semaphore. */
export const waiters_of = asyncio.coroutine(function* waiters_of(
  lock: asyncio.Lock | asyncio.Semaphore,
  count: number,
) {
  const tasks = Array.from({ length: count }, () => start(lock.acquire()));
  yield;
  return tasks;
});
