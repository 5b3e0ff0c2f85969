import { RuntimeError } from './errors';

/** How many items a block holds. */
const SIZE = 64;

/** A part of a queue. Slots without an item hold undefined, so that nothing is kept alive by a slot already passed. */
class Block<T> {
  readonly slots: (T | undefined)[] = new Array(SIZE).fill(undefined);
  next: Block<T> | undefined = undefined;
}

/**
 * A queue: what `collections.deque` is to CPython's asyncio.
 *
 * It is a list of blocks, as in CPython. A ring is as fast while its size is right, but it copies everything when it grows,
 * and keeps the memory of the worst rush for ever.
 *
 * Invariant: `_head` and `_tail` are places within their blocks. A block is added when the last one is full, and dropped
 * when the first one is used up.
 */
export class Deque<T> implements Iterable<T> {
  private _first = new Block<T>();
  private _last = this._first;
  /** The place of the first item in the first block, and the free one after the last item in the last block. */
  private _head = 0;
  private _tail = 0;
  /** How many places the blocks before the last one have. */
  private _places_before = 0;
  /** How often the first block has changed. */
  private _turns = 0;
  /** A block that was used up, and will be used again: a short queue moves on through two blocks. */
  private _spare: Block<T> | undefined = undefined;

  get length(): number {
    return this._places_before + this._tail - this._head;
  }

  /** What `popleft()` would return. */
  get first(): T | undefined {
    return this._first.slots[this._head];
  }

  append(item: T): void {
    this._last.slots[this._tail] = item;
    this._tail += 1;
    if (this._tail === SIZE) this._add_block();
  }

  /** Remove and return the first item; undefined when empty. */
  popleft(): T | undefined {
    if (this._head === this._tail && this._first === this._last) return undefined;
    const { slots } = this._first;
    const item = slots[this._head];
    slots[this._head] = undefined;
    this._head += 1;
    if (this._head === SIZE) this._drop_block();
    return item;
  }

  /** Remove the first occurrence of an item; false when it is not here. */
  remove(item: T): boolean {
    // Who leaves early is mostly the first.
    if (this.length > 0 && this.first === item) {
      this.popleft();
      return true;
    }
    if (!this._some_place((slots, i) => slots[i] === item)) return false;
    // All before it move one place towards it. That leaves the first place free.
    let moved: T | undefined;
    this._some_place((slots, i) => {
      const present = slots[i];
      slots[i] = moved;
      moved = present;
      return present === item;
    });
    this.popleft();
    return true;
  }

  /** Whether all items are so. */
  every(is_so: (item: T) => boolean): boolean {
    return !this._some_place((slots, i) => !is_so(slots[i] as T));
  }

  clear(): void {
    this._first = this._last = new Block();
    this._turns += 1;
    this._head = this._tail = this._places_before = 0;
  }

  /** @throws RuntimeError when items were added or removed since the last step. */
  *[Symbol.iterator](): Iterator<T> {
    const { _turns, _head, length } = this;
    let block = this._first;
    let i = _head;
    for (let left = length; left > 0; left--) {
      yield block.slots[i] as T;
      if (this._turns !== _turns || this._head !== _head || this.length !== length) {
        throw new RuntimeError('deque mutated during iteration');
      }
      i += 1;
      if (i === SIZE) {
        block = block.next as Block<T>;
        i = 0;
      }
    }
  }

  /** Whether one of the places, from the first item to the last, is so. */
  private _some_place(is_so: (slots: (T | undefined)[], i: number) => boolean): boolean {
    let block = this._first;
    let i = this._head;
    for (let left = this.length; left > 0; left--) {
      if (is_so(block.slots, i)) return true;
      i += 1;
      if (i === SIZE) {
        block = block.next as Block<T>;
        i = 0;
      }
    }
    return false;
  }

  private _add_block(): void {
    const block = this._spare ?? new Block<T>();
    this._spare = undefined;
    this._places_before += SIZE;
    this._last.next = block;
    this._last = block;
    this._tail = 0;
  }

  private _drop_block(): void {
    const block = this._first;
    this._first = block.next as Block<T>;
    this._turns += 1;
    this._head = 0;
    this._places_before -= SIZE;
    block.next = undefined;
    this._spare = block;
  }
}
