/** The reading half of a stream. (CPython: `StreamReader` and the two errors of `asyncio/streams.py`.) */

import { ByteBuffer } from './byte_buffer';
import { first_and_loop, type OptionsWith } from './constructors';
import { coroutine } from './coroutines';
import {
  EOFError,
  Exception,
  NotImplementedError,
  python_assert,
  RuntimeError,
  ValueError,
} from './errors';
import { type AbstractEventLoop, get_event_loop } from './events';
import type { Future } from './futures';
import { Printable, repr, type_name } from './reprlib';
import type { BaseTransport, ReadTransport } from './transports';
import type { Coroutine } from './types';

/** How many bytes a line may have, unless something else is said. */
export const _DEFAULT_LIMIT = 2 ** 16;

const NEWLINE = Buffer.from('\n');

/** The stream ended before all had come that was asked for. */
export class IncompleteReadError extends EOFError {
  /** What had come. */
  readonly partial: Uint8Array;
  /** How many bytes were expected; None: not known. */
  readonly expected: number | undefined;

  constructor(partial: Uint8Array, expected?: number | null) {
    super(`${partial.length} bytes read on a total of ${repr(expected)} expected bytes`);
    this.partial = partial;
    this.expected = expected ?? undefined;
  }
}

/** More bytes have come than the limit allows, and no separator among them, or only behind it. */
export class LimitOverrunError extends Exception {
  /** How many bytes from the beginning of the buffer belong to no shorter chunk: reading these helps. */
  readonly consumed: number;

  constructor(message: string, consumed: number) {
    super(message);
    this.consumed = consumed;
  }
}

/**
 * The reading half of a stream: what a transport has delivered, to be read by coroutines. (CPython: `asyncio.StreamReader`.)
 *
 * Only one coroutine may wait for data at a time. Memory is bounded: when more than twice `limit` bytes wait to be read, the
 * transport is paused, and goes on when `limit` or less are left or when a reader waits all the same.
 *
 * Bytes come as Buffers. An error set by `set_exception()`, such as that of a lost connection, is raised by every method
 * that reads, at once: what was buffered before cannot be read any more.
 *
 * @example
 * for (;;) {
 *   const line = yield* reader.readline();
 *   if (line.length === 0) break; // the end
 *   console.log(line.toString());
 * }
 */
export class StreamReader extends Printable {
  readonly _loop: AbstractEventLoop;
  readonly _limit: number;
  readonly _buffer = new ByteBuffer();
  _eof = false;
  /** Who waits for data. */
  _waiter: Future<undefined> | undefined;
  _exception: unknown;
  _transport: BaseTransport | undefined;
  /** Whether this reader has paused the transport. */
  _paused = false;

  /**
   * @param limit how many bytes a line may have; twice as many are buffered.
   * @throws ValueError when the limit is not positive.
   */
  constructor(
    limit?: number | OptionsWith<'limit', number> | null,
    options?: OptionsWith<'limit', number> | null,
  ) {
    super();
    const [given = _DEFAULT_LIMIT, loop] = first_and_loop('limit', limit, options);
    if (typeof given !== 'number') {
      throw new TypeError(
        `'<=' not supported between instances of '${type_name(given)}' and 'int'`,
      );
    }
    if (!(given > 0)) throw new ValueError('Limit cannot be <= 0');
    this._limit = given;
    this._loop = loop ?? get_event_loop();
  }

  __repr__(): string {
    const info = ['StreamReader'];
    if (this._buffer.length > 0) info.push(`${this._buffer.length} bytes`);
    if (this._eof) info.push('eof');
    if (this._limit !== _DEFAULT_LIMIT) info.push(`l=${this._limit}`);
    if (this._waiter !== undefined) info.push(`w=${repr(this._waiter)}`);
    if (this._exception !== undefined) info.push(`e=${repr(this._exception)}`);
    if (this._transport !== undefined) info.push(`t=${repr(this._transport)}`);
    if (this._paused) info.push('paused');
    return `<${info.join(' ')}>`;
  }

  // The transport's side.

  /** Say which transport delivers the data; once. */
  set_transport(transport: BaseTransport): void {
    python_assert(this._transport === undefined, 'Transport already set');
    this._transport = transport;
  }

  /**
   * Add data. The reader keeps the array as it is: do not change it afterwards.
   *
   * @throws AssertionError after `feed_eof()`.
   * @throws TypeError when the data is not bytes.
   */
  feed_data(data: Uint8Array): void {
    python_assert(!this._eof, 'feed_data after feed_eof');
    if (!(data instanceof Uint8Array)) {
      throw new TypeError(`a bytes-like object is required, not '${type_name(data)}'`);
    }
    if (data.length === 0) return;
    this._buffer.append(data);
    this._wakeup_waiter();
    if (!this._paused && this._buffer.length > 2 * this._limit) this._pause_transport();
  }

  /** Say that there will be no more data. */
  feed_eof(): void {
    this._eof = true;
    this._wakeup_waiter();
  }

  /** The error that was set; None when there is none. */
  exception(): unknown {
    return this._exception;
  }

  /** From now on raise this error from every method that reads; who waits for data gets it, too. */
  set_exception(exc: unknown): void {
    this._exception = exc;
    const waiter = this._waiter;
    this._waiter = undefined;
    if (waiter !== undefined && !waiter.cancelled()) waiter.set_exception(exc);
  }

  private _wakeup_waiter(): void {
    const waiter = this._waiter;
    this._waiter = undefined;
    if (waiter !== undefined && !waiter.cancelled()) waiter.set_result(undefined);
  }

  private _pause_transport(): void {
    if (this._transport === undefined) return;
    try {
      (this._transport as ReadTransport).pause_reading();
      this._paused = true;
    } catch (error) {
      if (!(error instanceof NotImplementedError)) throw error;
      // It cannot be paused: all has to be buffered. Never ask it again.
      this._transport = undefined;
    }
  }

  private _resume_transport(): void {
    this._paused = false;
    (this._transport as ReadTransport).resume_reading();
  }

  private _maybe_resume_transport(): void {
    if (this._paused && this._buffer.length <= this._limit) this._resume_transport();
  }

  // The reader's side.

  /** Whether all was read and there will be no more. */
  at_eof(): boolean {
    return this._eof && this._buffer.length === 0;
  }

  /** Wait for data or for the end. */
  @coroutine
  *_wait_for_data(func_name: string): Coroutine<void> {
    if (this._waiter !== undefined) {
      throw new RuntimeError(
        `${func_name}() called while another coroutine is already waiting for incoming data`,
      );
    }
    python_assert(!this._eof, '_wait_for_data after EOF');
    // More is needed than the buffer was meant for: without this, both sides would wait for ever.
    if (this._paused) this._resume_transport();
    this._waiter = this._loop.create_future<undefined>();
    try {
      yield* this._waiter;
    } finally {
      this._waiter = undefined;
    }
  }

  private _check_exception(): void {
    if (this._exception !== undefined) throw this._exception;
  }

  /** All that is left, as the `partial` of an error. */
  private _incomplete(expected?: number): IncompleteReadError {
    return new IncompleteReadError(this._buffer.take_all(), expected);
  }

  private _take(count: number): Buffer {
    const data = this._buffer.take(count);
    this._maybe_resume_transport();
    return data;
  }

  /**
   * Coroutine: read a line, `\n` included. At the end of the stream what is left of a line, then empty bytes.
   *
   * @throws ValueError when the line is longer than the limit. It is dropped then; if its end has not come yet, all that is
   *   buffered is.
   */
  @coroutine
  *readline(): Coroutine<Buffer> {
    try {
      return yield* this.readuntil(NEWLINE);
    } catch (error) {
      if (error instanceof IncompleteReadError) return error.partial as Buffer;
      if (!(error instanceof LimitOverrunError)) throw error;
      const is_found = this._buffer.find(NEWLINE, error.consumed) === error.consumed;
      this._take(is_found ? error.consumed + NEWLINE.length : this._buffer.length);
      throw new ValueError(error.message);
    }
  }

  /**
   * Coroutine: read until the separator, which is included.
   *
   * @throws IncompleteReadError when the stream ends before; its `partial` is all that was left.
   * @throws LimitOverrunError when what comes before the separator is longer than the limit. It stays in the buffer.
   * @throws ValueError when the separator is empty.
   */
  @coroutine
  *readuntil(separator: Uint8Array = NEWLINE): Coroutine<Buffer> {
    if (separator?.length === undefined) {
      throw new TypeError(`object of type '${type_name(separator)}' has no len()`);
    }
    if (separator.length === 0)
      throw new ValueError('Separator should be at least one-byte string');
    this._check_exception();
    // No separator begins before this position.
    let offset = 0;
    for (;;) {
      const size = this._buffer.length;
      if (size - offset >= separator.length) {
        const found = this._buffer.find(separator, offset);
        if (found > this._limit) {
          throw new LimitOverrunError('Separator is found, but chunk is longer than limit', found);
        }
        if (found >= 0) return this._take(found + separator.length);
        // It may have come in part.
        offset = size + 1 - separator.length;
        if (offset > this._limit) {
          throw new LimitOverrunError('Separator is not found, and chunk exceed the limit', offset);
        }
      }
      // Looked at only now: the last data may hold the separator.
      if (this._eof) throw this._incomplete();
      yield* this._wait_for_data('readuntil');
    }
  }

  /**
   * Coroutine: read up to `n` bytes: what is there, at least one byte, for which it waits if need be. Empty bytes at the
   * end of the stream. A negative `n`, or none: read all until the end.
   */
  @coroutine
  *read(n = -1): Coroutine<Buffer> {
    this._check_exception();
    check_size(n);
    if (n === 0) return Buffer.alloc(0);
    if (n < 0) return yield* this._read_all();
    if (this._buffer.length === 0 && !this._eof) yield* this._wait_for_data('read');
    return this._take(n);
  }

  /** In blocks, so that the transport goes on: all of it may be more than the buffer is meant for. */
  @coroutine
  *_read_all(): Coroutine<Buffer> {
    const blocks: Buffer[] = [];
    for (;;) {
      const block = yield* this.read(this._limit);
      if (block.length === 0)
        return blocks.length === 1 ? (blocks[0] as Buffer) : Buffer.concat(blocks);
      blocks.push(block);
    }
  }

  /**
   * Coroutine: read exactly `n` bytes.
   *
   * @throws IncompleteReadError when the stream ends before; its `partial` is all that was left.
   * @throws ValueError when `n` is negative.
   */
  @coroutine
  *readexactly(n: number): Coroutine<Buffer> {
    check_size(n);
    if (n < 0) throw new ValueError('readexactly size can not be less than zero');
    this._check_exception();
    if (n === 0) return Buffer.alloc(0);
    while (this._buffer.length < n) {
      if (this._eof) throw this._incomplete(n);
      yield* this._wait_for_data('readexactly');
    }
    return this._take(n);
  }
}

/** What CPython would find out sooner or later. */
function check_size(n: unknown): void {
  if (typeof n !== 'number') {
    throw new TypeError(`'<' not supported between instances of '${type_name(n)}' and 'int'`);
  }
  if (!Number.isInteger(n)) {
    throw new TypeError('slice indices must be integers or None or have an __index__ method');
  }
}
