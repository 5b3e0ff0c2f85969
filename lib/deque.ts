/** A queue on a ring whose size is a power of two: what `collections.deque` is to CPython's asyncio. */
export class Deque<T> implements Iterable<T> {
  // Slots outside [head, tail) hold undefined, so that nothing is kept alive by a slot already passed.
  private _slots: (T | undefined)[] = new Array(8).fill(undefined);
  private _head = 0;
  private _tail = 0;

  get length(): number {
    return (this._tail - this._head) & (this._slots.length - 1);
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
    const items = [...this];
    const index = items.indexOf(item);
    if (index < 0) return false;
    items.splice(index, 1);
    this.clear();
    for (const other of items) this.append(other);
    return true;
  }

  clear(): void {
    this._slots = new Array(8).fill(undefined);
    this._head = this._tail = 0;
  }

  *[Symbol.iterator](): Iterator<T> {
    const mask = this._slots.length - 1;
    for (let i = this._head; i !== this._tail; i = (i + 1) & mask) yield this._slots[i] as T;
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
