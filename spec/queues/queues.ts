import * as asyncio from '../../lib/index';

/** Let the tasks that can go on do so. */
export const settle = asyncio.coroutine(function* () {
  for (let i = 0; i < 5; i++) yield;
});

/** A queue with these items in it. */
export function filled<Q extends asyncio.Queue>(
  queue: Q,
  ...items: Parameters<Q['put_nowait']>[0][]
): Q {
  for (const item of items) queue.put_nowait(item);
  return queue;
}

/** Everything that is in a queue, which is empty then. */
export function drained<T>(queue: asyncio.Queue<T>): T[] {
  const items: T[] = [];
  while (!queue.empty()) items.push(queue.get_nowait());
  return items;
}
