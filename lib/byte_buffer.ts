/**
 * Bytes that have come and are not read yet. (CPython: the `bytearray` of a StreamReader.)
 *
 * The pieces stay as they came, in a list, so that each byte is copied a fixed number of times, however it is read:
 * - A piece that is read as a whole is handed over as it is.
 * - Small pieces are gathered in a block of memory. Of two neighbours one is at least `SMALL` bytes long: a buffer of
 *   many bytes never is a list of very many pieces.
 */

import { type_name } from './reprlib';

/** Pieces shorter than this are gathered. */
const SMALL = 4096;
/** The size of the blocks that small pieces are gathered in. */
const BLOCK = 4 * SMALL;

/** A place in the list: a piece, and the position of its first byte. */
interface Place {
  readonly index: number;
  readonly start: number;
}

/** A queue of bytes that can be searched. Positions count from the first byte that is not taken. */
export class ByteBuffer {
  /** The pieces; those before `_first` are taken, and of that one the first `_offset` bytes. */
  private _pieces: Buffer[] = [];
  private _first = 0;
  private _offset = 0;
  private _length = 0;
  /** What is free of the block. */
  private _room = Buffer.alloc(0);
  /** Whether the last piece ends where the room begins. */
  private _can_grow = false;

  /** How many bytes there are. */
  get length(): number {
    return this._length;
  }

  /** Add a piece, which from now on belongs to the buffer: it must not be changed. */
  append(data: Uint8Array): void {
    const piece = as_buffer(data);
    this._length += piece.length;
    if (piece.length < SMALL && this._first < this._pieces.length) this._gather(piece);
    else this._push(piece);
  }

  private _push(piece: Buffer): void {
    this._pieces.push(piece);
    this._can_grow = false;
  }

  /** Add a small piece to the last one, if that can grow or is small. */
  private _gather(piece: Buffer): void {
    const index = this._pieces.length - 1;
    const last = this._pieces[index] as Buffer;
    if (this._can_grow && piece.length <= this._room.length) {
      this._room.set(piece);
      const size = last.length + piece.length;
      this._pieces[index] = Buffer.from(last.buffer, last.byteOffset, size);
      this._room = this._room.subarray(piece.length);
    } else if (last.length < SMALL) {
      const size = last.length + piece.length;
      if (this._room.length < size) this._room = Buffer.allocUnsafeSlow(BLOCK);
      this._room.set(last);
      this._room.set(piece, last.length);
      this._pieces[index] = this._room.subarray(0, size);
      this._room = this._room.subarray(size);
      this._can_grow = true;
    } else {
      this._push(piece);
    }
  }

  /** Take the first `count` bytes, or all when there are less. */
  take(count: number): Buffer {
    const size = Math.min(count, this._length);
    const first = this._pieces[this._first];
    if (first === undefined) return Buffer.alloc(0);
    this._length -= size;
    const end = this._offset + size;
    if (end <= first.length) return this._take_of(first, end);
    const joined = Buffer.allocUnsafeSlow(size);
    for (let filled = 0; filled < size; ) {
      const piece = this._pieces[this._first] as Buffer;
      const stop = Math.min(piece.length, this._offset + size - filled);
      joined.set(piece.subarray(this._offset, stop), filled);
      filled += stop - this._offset;
      this._advance(piece, stop);
    }
    return joined;
  }

  /** Take the bytes before `end` of the first piece. A small part is copied: it must not keep the whole in memory. */
  private _take_of(first: Buffer, end: number): Buffer {
    const is_whole = end - this._offset === first.length;
    const part = is_whole ? first : first.subarray(this._offset, end);
    this._advance(first, end);
    return part.length * 2 < first.length ? Buffer.from(part) : part;
  }

  /** The bytes before `end` of the first piece are taken. */
  private _advance(first: Buffer, end: number): void {
    this._offset = end;
    if (end < first.length) return;
    this._offset = 0;
    this._first += 1;
    // Moving the rest now and then costs less than one step for each piece.
    if (this._first * 2 >= this._pieces.length) {
      this._pieces.splice(0, this._first);
      this._first = 0;
    }
  }

  /** Take all bytes. */
  take_all(): Buffer {
    return this.take(this._length);
  }

  /**
   * The position of the first `separator` (at least one byte) that begins at `from` or after; -1 when there is none.
   *
   * @throws TypeError in CPython's words when the separator is not bytes.
   */
  find(separator: Uint8Array, from: number): number {
    if (!(separator instanceof Uint8Array)) {
      throw new TypeError(`a bytes-like object is required, not '${type_name(separator)}'`);
    }
    let { index, start } = this._locate(from);
    for (; index < this._pieces.length; index++) {
      const piece = this._pieces[index] as Buffer;
      const found = piece.indexOf(separator, Math.max(from - start, 0));
      if (found >= 0) return start + found;
      start += piece.length;
      const crossing = this._find_across(separator, from, start);
      if (crossing >= 0) return crossing;
    }
    return -1;
  }

  /** Find a separator that begins before the position `border`, where a piece ends, and ends behind it. */
  private _find_across(separator: Uint8Array, from: number, border: number): number {
    if (separator.length === 1 || border >= this._length) return -1;
    const start = Math.max(from, border - separator.length + 1);
    const found = this._copy(start, border + separator.length - 1).indexOf(separator);
    return found < 0 ? -1 : start + found;
  }

  private _copy(start: number, end: number): Buffer {
    const parts: Buffer[] = [];
    const place = this._locate(start);
    let piece_start = place.start;
    for (let index = place.index; index < this._pieces.length && piece_start < end; index++) {
      const piece = this._pieces[index] as Buffer;
      parts.push(piece.subarray(Math.max(start - piece_start, 0), end - piece_start));
      piece_start += piece.length;
    }
    return Buffer.concat(parts);
  }

  /** Where `position` is, looked for from the nearer end: a search goes on at either. */
  private _locate(position: number): Place {
    let index = this._first;
    let start = -this._offset;
    if (position * 2 < this._length) {
      for (; ; index++) {
        const end = start + (this._pieces[index] as Buffer).length;
        if (position < end) return { index, start };
        start = end;
      }
    }
    index = this._pieces.length;
    start = this._length;
    while (start > position && index > this._first) {
      index -= 1;
      start -= (this._pieces[index] as Buffer).length;
    }
    return { index, start };
  }
}

function as_buffer(data: Uint8Array): Buffer {
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.length);
}
