import { RuntimeError } from './errors';

/** A queue on a ring whose size is a power of two: what `collections.deque` is to CPython's asyncio. */
export class Deque<T> implements Iterable<T> {
  // Slots outside [head, tail) hold undefined, so that nothing is kept alive by a slot already passed.
  private _slots: (T | undefined)[] = new Array(8).fill(undefined);
  private _head = 0;
  private _tail = 0;

  get length(): number {
    return (this._tail - this._head) & (this._slots.length - 1);
  }

  /** What `popleft()` would return. */
  get first(): T | undefined {
    return this._slots[this._head];
  }

  append(item: T): void {
    const slots = this._slots;
    slots[this._tail] = item;
    this._tail = (this._tail + 1) & (slots.length - 1);
    // One slot stays free: a full ring could not be told from an empty one.
    if (this._tail === this._head) this._grow();
  }

  /** Remove and return the first item; undefined when empty. */
  popleft(): T | undefined {
    if (this._head === this._tail) return undefined;
    const item = this._slots[this._head];
    this._slots[this._head] = undefined;
    this._head = (this._head + 1) & (this._slots.length - 1);
    return item;
  }

  /** Remove the first occurrence of an item; false when it is not here. */
  remove(item: T): boolean {
    const slots = this._slots;
    const mask = slots.length - 1;
    for (let i = this._head; i !== this._tail; i = (i + 1) & mask) {
      if (slots[i] !== item) continue;
      // Close the gap from the front: who leaves early is mostly near it.
      for (; i !== this._head; i = (i - 1) & mask) slots[i] = slots[(i - 1) & mask];
      this.popleft();
      return true;
    }
    return false;
  }

  /** Whether all items are so. */
  every(is_so: (item: T) => boolean): boolean {
    const slots = this._slots;
    for (let i = this._head; i !== this._tail; i = (i + 1) & (slots.length - 1)) {
      if (!is_so(slots[i] as T)) return false;
    }
    return true;
  }

  clear(): void {
    this._slots = new Array(8).fill(undefined);
    this._head = this._tail = 0;
  }

  /** @throws RuntimeError when items were added or removed since the last step. */
  *[Symbol.iterator](): Iterator<T> {
    const { _slots, _head, _tail } = this;
    for (let i = _head; i !== _tail; i = (i + 1) & (_slots.length - 1)) {
      yield _slots[i] as T;
      if (this._slots !== _slots || this._head !== _head || this._tail !== _tail) {
        throw new RuntimeError('deque mutated during iteration');
      }
    }
  }

  private _grow(): void {
    const old = this._slots;
    const size = old.length;
    const slots = new Array<T | undefined>(size * 2).fill(undefined);
    for (let i = 0; i < size; i++) slots[i] = old[(this._head + i) & (size - 1)];
    this._slots = slots;
    this._head = 0;
    this._tail = size;
  }
}
