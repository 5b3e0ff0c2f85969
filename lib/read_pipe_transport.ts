/** The transport of a pipe that is read from. (CPython: `_UnixReadPipeTransport` of `asyncio/unix_events.py`.) */

import type { Readable } from 'node:stream';
import { OSError } from './errors';
import { _set_result_unless_cancelled, type Future } from './futures';
import { bound_method } from './handles';
import { logger } from './log';
import type { IOResource, NodeEventLoop } from './node_loop';
import { errno, python_error } from './os_errors';
import { open_read_pipe, type Pipe } from './pipe_streams';
import type { Protocol } from './protocols';
import { unwatch, watch } from './reports';
import { repr } from './reprlib';
import { type ExtraInfo, ReadTransport } from './transports';
import { UnclosedTransport } from './unclosed_transport';

/**
 * Node says that there is something to read; the loop then reads it where CPython's poll would.
 *
 * Invariant: `_polling` says whether the transport wants to read. While it does not, what comes waits in Node, which takes in
 * no more than fits into its own small buffer.
 */
export class _UnixReadPipeTransport extends ReadTransport implements IOResource {
  private _stream: Readable | undefined;
  private readonly _fileno: number;
  private readonly _unclosed: UnclosedTransport;
  private _closing = false;
  private _polling = false;
  /** Whether a read is on its way through the loop. */
  private _is_due = false;

  /**
   * @param waiter completed after `connection_made()` was called.
   * @throws ValueError for what is no pipe, socket or character device.
   */
  constructor(
    private readonly _loop: NodeEventLoop,
    pipe: Pipe,
    private _protocol: Protocol,
    waiter?: Future<undefined>,
    extra?: ExtraInfo,
  ) {
    super(extra);
    const { stream, fd } = open_read_pipe(pipe);
    this._extra.pipe = pipe;
    this._stream = stream;
    this._fileno = fd;
    this._unclosed = new UnclosedTransport(_loop, stream, this.constructor.name);
    watch(this, this._unclosed);
    stream.on('readable', () => this._schedule_read());
    stream.on('end', () => this._loop._deliver(() => this._end()));
    stream.on('error', (error) => this._loop._deliver(() => this._failed(python_error(error))));
    _loop._watch_resource(this);
    const name = `${_protocol.constructor.name}.connection_made`;
    _loop.call_soon(bound_method(_protocol, name, _protocol.connection_made), this);
    _loop.call_soon(() => this.resume_reading());
    if (waiter !== undefined) _loop.call_soon(_set_result_unless_cancelled, waiter, undefined);
  }

  override __repr__(): string {
    const info: string[] = [this.constructor.name];
    if (this._stream === undefined) info.push('closed');
    else if (this._closing) info.push('closing');
    info.push(`fd=${this._fileno}`);
    info.push(this._stream === undefined ? 'closed' : this._polling ? 'polling' : 'idle');
    return `<${info.join(' ')}>`;
  }

  /** Call `data_received()` no more, until `resume_reading()`. What the other side sends has to wait there. */
  override pause_reading(): void {
    this._polling = false;
  }

  /** Call `data_received()` again. */
  override resume_reading(): void {
    if (this._closing) return;
    this._polling = true;
    this._schedule_read();
  }

  private _schedule_read(): void {
    if (!this._polling || this._is_due) return;
    this._is_due = true;
    this._loop._deliver(() => {
      this._is_due = false;
      this._read_ready();
    });
  }

  private _read_ready(): void {
    if (!this._polling || this._closing) return;
    // Node notices the end only when somebody reads.
    const data: Buffer | null | undefined = this._stream?.read();
    if (data !== null && data !== undefined) {
      this._protocol.data_received(data);
      this._schedule_read();
    }
  }

  private _end(): void {
    if (this._closing) return;
    if (this._loop.get_debug()) logger.info(`${repr(this)} was closed by peer`);
    this._closing = true;
    this._polling = false;
    const { _protocol } = this;
    const name = `${_protocol.constructor.name}.eof_received`;
    this._loop.call_soon(bound_method(_protocol, name, _protocol.eof_received));
    this._lose(undefined);
  }

  private _failed(error: unknown): void {
    if (this._closing) return;
    const message = 'Fatal read error on pipe transport';
    // What a terminal says when the other side is gone.
    if (error instanceof OSError && error.errno === errno.EIO) {
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

  override set_protocol(protocol: Protocol): void {
    this._protocol = protocol;
  }

  override get_protocol(): Protocol {
    return this._protocol;
  }

  override is_closing(): boolean {
    return this._closing;
  }

  /** Close the pipe; `connection_lost(None)` is called soon. */
  override close(): void {
    if (!this._closing) this._close(undefined);
  }

  private _close(error: unknown): void {
    this._closing = true;
    this._polling = false;
    this._lose(error);
  }

  private _lose(error: unknown): void {
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

/** Whether a stream keeps the process alive, where that can be said. */
export function keep_alive(stream: object | undefined, yes: boolean): void {
  const socket = stream as { ref?(): void; unref?(): void } | undefined;
  if (yes) socket?.ref?.();
  else socket?.unref?.();
}
