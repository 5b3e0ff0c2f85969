/** The transport of a pipe that is written to. (CPython: `_UnixWritePipeTransport` of `asyncio/unix_events.py`.) */

import type { Duplex, Writable } from 'node:stream';
import {
  AssertionError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionResetError,
} from './errors';
import { _set_result_unless_cancelled, type Future } from './futures';
import { bound_method } from './handles';
import { logger } from './log';
import type { NodeEventLoop } from './node_loop';
import { python_error } from './os_errors';
import { PipeEnd } from './pipe_end';
import { open_write_pipe, type Pipe } from './pipe_streams';
import type { BaseProtocol } from './protocols';
import { repr } from './reprlib';
import { _FlowControlMixin, type ExtraInfo } from './transports';
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
export class _UnixWritePipeTransport extends _FlowControlMixin {
  declare readonly _loop: NodeEventLoop;
  declare _protocol: BaseProtocol;
  private readonly _pipe: PipeEnd<Writable>;
  private readonly _buffer: WriteBuffer;
  private _write_is_due = false;
  private _conn_lost = 0;
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
    const opened = open_write_pipe(pipe);
    this._extra.pipe = pipe;
    this._protocol = protocol;
    this._buffer = new WriteBuffer(opened.stream, (error) => this._node_wrote(error));
    this._pipe = new PipeEnd(loop, this, opened, (error) => {
      // Nobody wants to read: whatever comes of it, the other side is gone.
      if (error.syscall === 'read') this._closed_by_peer();
      else this._failed(python_error(error));
    });
    this._pipe.made();
    if (opened.shows_end) loop.call_soon(() => this._watch_for_end(opened.stream as Duplex));
    if (waiter !== undefined) loop.call_soon(_set_result_unless_cancelled, waiter, undefined);
  }

  override __repr__(): string {
    const { size } = this._buffer;
    return this._pipe.describe(size > 0 ? 'polling' : 'idle', `bufsize=${size}`);
  }

  /** Nothing is to be read from such a pipe but its end. */
  private _watch_for_end(stream: Duplex): void {
    stream.on('end', () => this._loop._deliver(() => this._closed_by_peer()));
    stream.resume();
  }

  private _closed_by_peer(): void {
    if (this._is_lost) return;
    this._pipe.log_closed_by_peer();
    this._close(this._buffer.size > 0 ? new BrokenPipeError() : undefined);
  }

  override get_write_buffer_size(): number {
    return this._buffer.size;
  }

  /** Send these bytes. Never waits. @throws AssertionError for what is not bytes, as in CPython. */
  override write(data: Uint8Array): void {
    // No python_assert(): it would have the repr made of whatever is written.
    if (!(data instanceof Uint8Array)) throw new AssertionError(repr(data));
    if (data.length === 0) return;
    if (this._conn_lost > 0 || this._pipe.closing) {
      if (this._conn_lost >= LOG_THRESHOLD_FOR_CONNLOST_WRITES) {
        logger.warning('pipe closed by peer or os.write(pipe, data) raised exception.');
      }
      this._conn_lost += 1;
      return;
    }
    this._buffer.write(data);
    const { errored } = this._pipe.stream as Writable;
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
    if (!this._pipe.closing || this._buffer.size > 0 || this._is_lost) return;
    this._is_lost = true;
    this._pipe.call_connection_lost(undefined);
  }

  override can_write_eof(): boolean {
    return true;
  }

  /** Close the pipe once the buffer is sent: there is nothing else that could be done with it. */
  override write_eof(): void {
    if (this._pipe.closing) return;
    this._pipe.closing = true;
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
    return this._pipe.closing;
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
    const is_ordinary = IGNORED.some((cls) => error instanceof cls);
    this._pipe.report('Fatal write error on pipe transport', error, is_ordinary);
    this._close(error);
  }

  private _close(error: unknown): void {
    if (this._is_lost) return;
    this._pipe.closing = true;
    this._buffer.clear();
    this._lose(error);
  }

  private _lose(error: unknown): void {
    this._is_lost = true;
    this._pipe.lose(error);
  }
}
