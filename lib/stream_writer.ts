/**
 * The writing half of a stream, and the protocol between both halves and the transport. (CPython: `StreamWriter`,
 * `FlowControlMixin` and `StreamReaderProtocol` of `asyncio/streams.py`.)
 */

import { type LoopOptions, loop_of } from './constructors';
import { coroutine, iscoroutine } from './coroutines';
import { ConnectionResetError, python_assert } from './errors';
import type { AbstractEventLoop } from './events';
import type { Future } from './futures';
import { logger } from './log';
import { Protocol } from './protocols';
import { Printable, repr } from './reprlib';
import { StreamReader } from './stream_reader';
import type { BaseTransport, WriteTransport } from './transports';
import type { Coroutine } from './types';

/**
 * A protocol that makes `drain()` wait while the transport's buffer is full. A subclass that overrides a method here calls
 * the one here as well.
 */
export class FlowControlMixin extends Protocol {
  readonly _loop: AbstractEventLoop;
  _paused = false;
  _drain_waiter: Future<undefined> | undefined;
  _connection_lost = false;

  constructor(options?: LoopOptions | null) {
    super();
    this._loop = loop_of(options);
  }

  override pause_writing(): void {
    python_assert(!this._paused);
    this._paused = true;
    if (this._loop.get_debug()) logger.debug(`${repr(this)} pauses writing`);
  }

  override resume_writing(): void {
    python_assert(this._paused);
    this._paused = false;
    if (this._loop.get_debug()) logger.debug(`${repr(this)} resumes writing`);
    const waiter = this._drain_waiter;
    this._drain_waiter = undefined;
    if (waiter !== undefined && !waiter.done()) waiter.set_result(undefined);
  }

  override connection_lost(exc: unknown): void {
    this._connection_lost = true;
    const waiter = this._drain_waiter;
    if (!this._paused || waiter === undefined) return;
    this._drain_waiter = undefined;
    if (waiter.done()) return;
    if (exc === undefined || exc === null) waiter.set_result(undefined);
    else waiter.set_exception(exc);
  }

  /** Coroutine: wait until the transport wants more. Only one may wait. */
  @coroutine
  *_drain_helper(): Coroutine<void> {
    if (this._connection_lost) throw new ConnectionResetError('Connection lost');
    if (!this._paused) return;
    python_assert(this._drain_waiter === undefined || this._drain_waiter.cancelled());
    this._drain_waiter = this._loop.create_future<undefined>();
    yield* this._drain_waiter;
  }
}

/** What a server calls for each connection: a coroutine, which becomes a task, or a plain function. */
export type ClientConnectedCallback = (reader: StreamReader, writer: StreamWriter) => unknown;

/** The protocol that feeds a StreamReader. Of its own, so that nobody calls a reader's methods for a protocol's. */
export class StreamReaderProtocol extends FlowControlMixin {
  private _stream_reader: StreamReader | undefined;
  private readonly _client_connected_cb: ClientConnectedCallback | undefined;
  private _over_ssl = false;

  /** @param client_connected_cb called with reader and writer when the connection is made; None: nobody is. */
  constructor(
    stream_reader: StreamReader,
    client_connected_cb?: ClientConnectedCallback | null,
    options?: LoopOptions | null,
  ) {
    super(options);
    this._stream_reader = stream_reader;
    this._client_connected_cb = client_connected_cb ?? undefined;
  }

  override connection_made(transport: BaseTransport): void {
    const reader = this._stream_reader as StreamReader;
    reader.set_transport(transport);
    this._over_ssl = transport.get_extra_info('sslcontext') != null;
    if (this._client_connected_cb === undefined) return;
    const writer = new StreamWriter(transport as WriteTransport, this, reader, this._loop);
    const result = this._client_connected_cb(reader, writer);
    if (iscoroutine(result)) this._loop.create_task(result);
  }

  override connection_lost(exc: unknown): void {
    if (exc === undefined || exc === null) this._stream_reader?.feed_eof();
    else this._stream_reader?.set_exception(exc);
    super.connection_lost(exc);
    this._stream_reader = undefined;
  }

  override data_received(data: Uint8Array): void {
    (this._stream_reader as StreamReader).feed_data(data);
  }

  /** The connection stays open for writing, except under TLS, which cannot do that. */
  override eof_received(): boolean {
    (this._stream_reader as StreamReader).feed_eof();
    return !this._over_ssl;
  }
}

/**
 * The writing half of a stream: a transport, with `drain()` for the flow control. (CPython: `asyncio.StreamWriter`.)
 *
 * @example
 * writer.write(Buffer.from('hello\n'));
 * yield* writer.drain();
 * writer.close();
 */
export class StreamWriter extends Printable {
  readonly _transport: WriteTransport;
  readonly _protocol: FlowControlMixin;
  readonly _reader: StreamReader | undefined;
  readonly _loop: AbstractEventLoop;

  constructor(
    transport: WriteTransport,
    protocol: FlowControlMixin,
    reader: StreamReader | undefined | null,
    loop: AbstractEventLoop,
  ) {
    super();
    this._transport = transport;
    this._protocol = protocol;
    python_assert(reader === undefined || reader === null || reader instanceof StreamReader);
    this._reader = reader ?? undefined;
    this._loop = loop;
  }

  __repr__(): string {
    const info = [this.constructor.name, `transport=${repr(this._transport)}`];
    if (this._reader !== undefined) info.push(`reader=${repr(this._reader)}`);
    return `<${info.join(' ')}>`;
  }

  /** The transport underneath. */
  get transport(): WriteTransport {
    return this._transport;
  }

  /** Send these bytes. Never waits: `drain()` does. */
  write(data: Uint8Array): void {
    this._transport.write(data);
  }

  /** Send these pieces. */
  writelines(data: Iterable<Uint8Array>): void {
    this._transport.writelines(data);
  }

  /** End the writing side once all is sent. Reading goes on. */
  write_eof(): void {
    this._transport.write_eof();
  }

  /** Whether the transport has `write_eof()`. */
  can_write_eof(): boolean {
    return this._transport.can_write_eof();
  }

  /** Close the connection once all is sent. */
  close(): void {
    this._transport.close();
  }

  /** What the transport knows: `peername`, `socket`, … See `BaseTransport.get_extra_info()`. */
  // biome-ignore lint/suspicious/noExplicitAny: each name has a type of its own, which only the caller knows.
  get_extra_info(name: string, fallback?: unknown): any {
    return this._transport.get_extra_info(name, fallback);
  }

  /**
   * Coroutine: wait while the write buffer is over its high-water mark, until it has shrunk to the low one. Where there is
   * nothing to wait for, nobody else gets a turn.
   *
   * @throws ConnectionResetError when the connection is lost, or the error by which it was.
   */
  @coroutine
  *drain(): Coroutine<void> {
    const error = this._reader?.exception();
    if (error !== undefined) throw error;
    // One turn for connection_lost(): a program that writes and drains in a loop would never hear of it.
    if (this._transport?.is_closing()) yield;
    yield* this._protocol._drain_helper();
  }
}
