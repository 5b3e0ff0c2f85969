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

/** A task that waits for a condition to be notified; nobody holds the lock. */
export const task_in_wait = asyncio.coroutine(function* task_in_wait(condition: asyncio.Condition) {
  yield* condition.acquire();
  const task = start(condition.wait());
  yield;
  return task;
});
