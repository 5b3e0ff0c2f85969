/**
 * The timer heap: Python's `heapq`, sift for sift.
 *
 * Timers with equal deadlines leave the heap in the order that these sifts give, not in the order they were added, and
 * programs see that order. So the algorithm is part of the contract: comparisons are `less(a, b)` only, a pop moves the
 * last leaf to the root, walks it down to the bottom along the smaller children, and only then sifts up.
 *
 * The item that moves is put down only where its way ends: so each step is one store. A comparison may raise; then it is put
 * down there, as CPython has it, and no item is lost.
 */

export type Less<T> = (a: T, b: T) => boolean;

/** `heapq.heappush(heap, item)`. */
export function heappush<T>(heap: T[], item: T, less: Less<T>): void {
  heap.push(item);
  move_up(heap, 0, heap.length - 1, less);
}

/** `heapq.heappop(heap)`; the heap must not be empty. */
export function heappop<T>(heap: T[], less: Less<T>): T {
  const last = heap.pop() as T;
  if (heap.length === 0) return last;
  const smallest = heap[0] as T;
  heap[0] = last;
  sink_and_rise(heap, 0, less);
  return smallest;
}

/** `heapq.heapify(heap)`. */
export function heapify<T>(heap: T[], less: Less<T>): void {
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink_and_rise(heap, i, less);
}

/** heapq's `_siftdown`: carry the item at `position` towards the root, no further than `start`. */
function move_up<T>(heap: T[], start: number, position: number, less: Less<T>): void {
  const item = heap[position] as T;
  try {
    while (position > start) {
      const parent = (position - 1) >> 1;
      const above = heap[parent] as T;
      if (!less(item, above)) return;
      heap[position] = above;
      position = parent;
    }
  } finally {
    heap[position] = item;
  }
}

/** heapq's `_siftup`: the item goes all the way down, then rises from the bottom. */
function sink_and_rise<T>(heap: T[], position: number, less: Less<T>): void {
  const end = heap.length;
  const start = position;
  const item = heap[position] as T;
  try {
    for (let child = 2 * position + 1; child < end; child = 2 * position + 1) {
      const right = child + 1;
      if (right < end && !less(heap[child] as T, heap[right] as T)) child = right;
      heap[position] = heap[child] as T;
      position = child;
    }
  } finally {
    heap[position] = item;
  }
  move_up(heap, start, position, less);
}
