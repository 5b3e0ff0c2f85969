/**
 * The write buffer of a transport: what the program has written and the system has not taken yet.
 *
 * Node's streams take any amount, and say nothing of how it dwindles. So they get a few pieces at a time; the rest waits
 * here, where it counts for flow control. (CPython: the `_buffer` of `selector_events._SelectorSocketTransport`.)
 */

import type { Writable } from 'node:stream';
import { Deque } from './deque';

/** Bytes that are given to Node as one write. */
const PIECE = 64 * 1024;
/** Node holds at most so many bytes: enough that the system never waits for us. */
const MOST_GIVEN = 4 * PIECE;

export class WriteBuffer {
  private readonly _pieces = new Deque<Buffer>();
  /** Bytes in `_pieces`. */
  private _waiting = 0;
  /** Bytes that Node had not sent when we last asked. */
  private _given = 0;

  /** @param _on_progress called by Node after every write; `advance()` is due then, unless all was sent at once. */
  constructor(
    private readonly _stream: Writable,
    private readonly _on_progress: (error?: Error | null) => void,
  ) {}

  /** How many bytes are not sent. Goes down in `advance()` and `clear()` only. */
  get size(): number {
    return this._waiting + this._given;
  }

  /**
   * Send what the system takes at once, keep the rest.
   *
   * The first piece is given away as it is, without a copy; mostly it is all there is, and sent when this returns.
   */
  write(data: Uint8Array): void {
    if (this._given > 0 || this._waiting > 0) {
      this._keep(data);
    } else if (data.length <= PIECE) {
      this._stream.write(data, this._on_progress);
      this._given = this._stream.writableLength;
    } else {
      this._stream.write(data.subarray(0, PIECE), this._on_progress);
      this._given = this._stream.writableLength;
      this._keep(data.subarray(PIECE));
    }
  }

  /** Copied: the caller may use its bytes again. */
  private _keep(data: Uint8Array): void {
    const copy = Buffer.from(data);
    for (let start = 0; start < copy.length; start += PIECE) {
      this._pieces.append(copy.subarray(start, start + PIECE));
    }
    this._waiting += copy.length;
  }

  /** See what Node has sent, and give it more. */
  advance(): void {
    this._given = this._stream.writableLength;
    while (this._waiting > 0 && this._given < MOST_GIVEN) {
      const piece = this._pieces.popleft() as Buffer;
      this._waiting -= piece.length;
      this._given += piece.length;
      this._stream.write(piece, this._on_progress);
    }
  }

  /** Forget what is not sent. */
  clear(): void {
    this._pieces.clear();
    this._waiting = 0;
    this._given = 0;
  }
}
