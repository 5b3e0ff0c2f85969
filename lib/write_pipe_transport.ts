/** The transport of a pipe that is written to. (CPython: `_UnixWritePipeTransport` of `asyncio/unix_events.py`.) */

import type { Duplex, Writable } from 'node:stream';
import {
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionResetError,
  python_assert,
} from './errors';
import { _set_result_unless_cancelled, type Future } from './futures';
import { bound_method } from './handles';
import { logger } from './log';
import type { IOResource, NodeEventLoop } from './node_loop';
import { python_error } from './os_errors';
import { open_write_pipe, type Pipe } from './pipe_streams';
import type { BaseProtocol } from './protocols';
import { keep_alive } from './read_pipe_transport';
import { unwatch, watch } from './reports';
import { repr } from './reprlib';
import { _FlowControlMixin, type ExtraInfo } from './transports';
import { UnclosedTransport } from './unclosed_transport';
import { WriteBuffer } from './write_buffer';

/** The other side is gone: the protocol hears of it, and nobody else has to. */
const IGNORED = [BrokenPipeError, ConnectionResetError, ConnectionAbortedError];
/** So many writes after the end are forgiven in silence. */
const LOG_THRESHOLD_FOR_CONNLOST_WRITES = 5;

/**
 * Closing the pipe is all that can be done at the end: there is nothing to be read.
 *
 * Invariant: `_is_lost` says that `connection_lost()` was called, or is queued; it is called once.
 */
export class _UnixWritePipeTransport extends _FlowControlMixin implements IOResource {
  declare readonly _loop: NodeEventLoop;
  declare _protocol: BaseProtocol;
  private _stream: Writable | undefined;
  private readonly _fileno: number;
  private readonly _buffer: WriteBuffer;
  private readonly _unclosed: UnclosedTransport;
  private _write_is_due = false;
  private _conn_lost = 0;
  /** Set by `close()` and `write_eof()`, and by what follows. */
  private _closing = false;
  /** Whether `connection_lost()` was called, or is going to be. */
  private _is_lost = false;

  /**
   * @param waiter completed after `connection_made()` was called.
   * @throws ValueError for what is no pipe, socket or character device.
   */
  constructor(
    loop: NodeEventLoop,
    pipe: Pipe,
    protocol: BaseProtocol,
    waiter?: Future<undefined>,
    extra?: ExtraInfo,
  ) {
    super(extra, loop);
    const { stream, fd, shows_end } = open_write_pipe(pipe);
    this._extra.pipe = pipe;
    this._stream = stream;
    this._fileno = fd;
    this._protocol = protocol;
    this._buffer = new WriteBuffer(stream, (error) => this._node_wrote(error));
    this._unclosed = new UnclosedTransport(loop, stream, this.constructor.name);
    watch(this, this._unclosed);
    stream.on('error', (error) => loop._deliver(() => this._failed(python_error(error))));
    loop._watch_resource(this);
    const name = `${protocol.constructor.name}.connection_made`;
    loop.call_soon(bound_method(protocol, name, protocol.connection_made), this);
    if (shows_end) loop.call_soon(() => this._watch_for_end(stream as Duplex));
    if (waiter !== undefined) loop.call_soon(_set_result_unless_cancelled, waiter, undefined);
  }

  override __repr__(): string {
    const info: string[] = [this.constructor.name];
    if (this._stream === undefined) info.push('closed');
    else if (this._closing) info.push('closing');
    info.push(`fd=${this._fileno}`);
    if (this._stream === undefined) info.push('closed');
    else {
      info.push(this._buffer.size > 0 ? 'polling' : 'idle');
      info.push(`bufsize=${this._buffer.size}`);
    }
    return `<${info.join(' ')}>`;
  }

  /** Nothing is to be read from such a pipe but its end. */
  private _watch_for_end(stream: Duplex): void {
    stream.on('end', () => this._loop._deliver(() => this._closed_by_peer()));
    stream.resume();
  }

  private _closed_by_peer(): void {
    if (this._stream === undefined || this._is_lost) return;
    if (this._loop.get_debug()) logger.info(`${repr(this)} was closed by peer`);
    this._close(this._buffer.size > 0 ? new BrokenPipeError() : undefined);
  }

  override get_write_buffer_size(): number {
    return this._buffer.size;
  }

  /** Send these bytes. Never waits. @throws AssertionError for what is not bytes, as in CPython. */
  override write(data: Uint8Array): void {
    python_assert(data instanceof Uint8Array, repr(data));
    if (data.length === 0) return;
    if (this._conn_lost > 0 || this._closing) {
      if (this._conn_lost >= LOG_THRESHOLD_FOR_CONNLOST_WRITES) {
        logger.warning('pipe closed by peer or os.write(pipe, data) raised exception.');
      }
      this._conn_lost += 1;
      return;
    }
    this._buffer.write(data);
    const { errored } = this._stream as Writable;
    if (errored) this._failed(python_error(errored));
    else this._maybe_pause_protocol();
  }

  private _node_wrote(error?: Error | null): void {
    // Small writes are over when `write()` returns. Errors come as events, too.
    if (error || this._buffer.size === 0 || this._write_is_due) return;
    this._write_is_due = true;
    this._loop._deliver(
      bound_method(this, `${this.constructor.name}._write_ready`, this._write_ready),
    );
  }

  private _write_ready(): void {
    this._write_is_due = false;
    if (this._is_lost) return;
    this._buffer.advance();
    // May write more.
    this._maybe_resume_protocol();
    if (!this._closing || this._buffer.size > 0 || this._is_lost) return;
    this._is_lost = true;
    this._call_connection_lost(undefined);
  }

  override can_write_eof(): boolean {
    return true;
  }

  /** Close the pipe once the buffer is sent: there is nothing else that could be done with it. */
  override write_eof(): void {
    if (this._closing) return;
    this._closing = true;
    if (this._buffer.size > 0) return;
    this._lose(undefined);
  }

  override set_protocol(protocol: BaseProtocol): void {
    this._protocol = protocol;
  }

  override get_protocol(): BaseProtocol {
    return this._protocol;
  }

  override is_closing(): boolean {
    return this._closing;
  }

  /** The same as `write_eof()`. */
  override close(): void {
    this.write_eof();
  }

  /** Close the pipe at once: what is in the buffer is lost. `connection_lost(None)` is called soon. */
  override abort(): void {
    this._close(undefined);
  }

  private _failed(error: unknown): void {
    if (this._is_lost) return;
    this._conn_lost += 1;
    const message = 'Fatal write error on pipe transport';
    if (IGNORED.some((cls) => error instanceof cls)) {
      if (this._loop.get_debug()) logger.debug(`${repr(this)}: ${message}`, { exc_info: error });
    } else {
      this._loop.call_exception_handler({
        message,
        exception: error,
        transport: this,
        protocol: this._protocol,
      });
    }
    this._close(error);
  }

  private _close(error: unknown): void {
    if (this._is_lost) return;
    this._closing = true;
    this._buffer.clear();
    this._lose(error);
  }

  private _lose(error: unknown): void {
    this._is_lost = true;
    const name = `${this.constructor.name}._call_connection_lost`;
    this._loop.call_soon(bound_method(this, name, this._call_connection_lost), error);
  }

  private _call_connection_lost(error: unknown): void {
    try {
      this._protocol.connection_lost(error);
    } finally {
      this._stream?.destroy();
      this._stream = undefined;
      unwatch(this._unclosed);
      this._loop._forget_resource(this);
    }
  }

  _loop_entered(): void {
    keep_alive(this._stream, true);
  }

  _loop_left(): void {
    keep_alive(this._stream, false);
  }
}
