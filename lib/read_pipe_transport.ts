/** The transport of a pipe that is read from. (CPython: `_UnixReadPipeTransport` of `asyncio/unix_events.py`.) */

import type { Readable } from 'node:stream';
import { OSError } from './errors';
import { _set_result_unless_cancelled, type Future } from './futures';
import { bound_method } from './handles';
import type { NodeEventLoop } from './node_loop';
import { errno, python_error } from './os_errors';
import { PipeEnd } from './pipe_end';
import { open_read_pipe, type Pipe } from './pipe_streams';
import type { Protocol } from './protocols';
import { type ExtraInfo, ReadTransport } from './transports';

/**
 * Node says that there is something to read; the loop then reads it where CPython's poll would.
 *
 * Invariant: `_polling` says whether the transport wants to read. While it does not, what comes waits in Node, which takes in
 * no more than fits into its own small buffer.
 */
export class _UnixReadPipeTransport extends ReadTransport {
  private readonly _pipe: PipeEnd<Readable>;
  private _polling = false;
  /** Whether a read is on its way through the loop. */
  private _is_due = false;
  /** Whether Node has come to the end of what can be read. */
  private _has_ended = false;

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
    const opened = open_read_pipe(pipe);
    this._extra.pipe = pipe;
    this._pipe = new PipeEnd(_loop, this, opened, (error) => this._failed(python_error(error)));
    opened.stream.on('readable', () => this._schedule_read());
    opened.stream.on('end', () => {
      this._has_ended = true;
      this._schedule_read();
    });
    this._pipe.made();
    _loop.call_soon(() => this.resume_reading());
    if (waiter !== undefined) _loop.call_soon(_set_result_unless_cancelled, waiter, undefined);
  }

  override __repr__(): string {
    return this._pipe.describe(this._polling ? 'polling' : 'idle');
  }

  /** Call `data_received()` no more, until `resume_reading()`. What the other side sends has to wait there. */
  override pause_reading(): void {
    this._polling = false;
  }

  /** Call `data_received()` again. */
  override resume_reading(): void {
    if (this._pipe.closing) return;
    this._polling = true;
    this._schedule_read();
  }

  private _schedule_read(): void {
    if (!this._polling || this._is_due) return;
    this._is_due = true;
    this._loop._deliver(
      bound_method(this, `${this.constructor.name}._read_ready`, this._read_ready),
    );
  }

  private _read_ready(): void {
    this._is_due = false;
    if (!this._polling || this._pipe.closing) return;
    // Node notices the end only when somebody reads.
    const data: Buffer | null | undefined = this._pipe.stream?.read();
    if (data !== null && data !== undefined) {
      this._protocol.data_received(data);
      this._schedule_read();
    } else if (this._has_ended) {
      this._end();
    }
  }

  private _end(): void {
    this._pipe.log_closed_by_peer();
    const { _protocol } = this;
    const name = `${_protocol.constructor.name}.eof_received`;
    this._loop.call_soon(bound_method(_protocol, name, _protocol.eof_received));
    this._close(undefined);
  }

  private _failed(error: unknown): void {
    if (this._pipe.closing) return;
    // What a terminal says when the other side is gone.
    const is_ordinary = error instanceof OSError && error.errno === errno.EIO;
    this._pipe.report('Fatal read error on pipe transport', error, is_ordinary);
    this._close(error);
  }

  override set_protocol(protocol: Protocol): void {
    this._protocol = protocol;
  }

  override get_protocol(): Protocol {
    return this._protocol;
  }

  override is_closing(): boolean {
    return this._pipe.closing;
  }

  /** Close the pipe; `connection_lost(None)` is called soon. */
  override close(): void {
    if (!this._pipe.closing) this._close(undefined);
  }

  private _close(error: unknown): void {
    this._pipe.closing = true;
    this._polling = false;
    this._pipe.lose(error);
  }
}
