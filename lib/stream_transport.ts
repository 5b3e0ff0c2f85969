/**
 * The base of transports over a stream of Node: sockets, TLS, pipes. (CPython: `selector_events._SelectorTransport`.)
 *
 * Invariants:
 * - The protocol is called from the loop only. What Node reports waits until the loop polls (`_deliver`), and of what was
 *   received each poll hands on one piece, as CPython does with each `recv()`.
 * - The protocol hears `connection_made`, data, at most one `eof_received`, and exactly one `connection_lost`:
 *   `_conn_lost` is zero until the call of `connection_lost` is decided, and nothing else is called from then on.
 * - Node reads only while the loop runs, the protocol has not paused, and little enough is waiting to be handed on.
 */

import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Deque } from './deque';
import {
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionResetError,
  RuntimeError,
} from './errors';
import { _set_result_unless_cancelled, type Future } from './futures';
import { bound_method, Handle } from './handles';
import { logger } from './log';
import type { IOResource, NodeEventLoop } from './node_loop';
import { python_error } from './os_errors';
import type { Protocol } from './protocols';
import { unwatch, watch } from './reports';
import { type_name } from './reprlib';
import { _FlowControlMixin, type ExtraInfo } from './transports';
import { UnclosedTransport } from './unclosed_transport';
import { WriteBuffer } from './write_buffer';

/** From so many writes to a lost connection on, each is logged. */
const LOG_THRESHOLD_FOR_CONNLOST_WRITES = 5;

/** Received bytes that may wait for the loop. CPython reads as many at once. */
const MAX_RECEIVED = 256 * 1024;

/** What a server counts its connections with. */
export interface ConnectionCounter {
  _attach(): void;
  _detach(): void;
}

/** A stream that may keep the process alive. */
export type NodeStream = Duplex & { ref?(): unknown; unref?(): unknown };

export interface StreamTransportOptions {
  readonly extra?: ExtraInfo;
  readonly server?: ConnectionCounter;
}

/** The other side has ended its half. */
const EOF = Symbol('EOF');

/** Reading failed. */
class Failure {
  constructor(readonly error: unknown) {}
}

/** A transport that reads from and writes to a stream of Node, which has to allow half-open connections. */
export class _StreamTransport extends _FlowControlMixin implements IOResource {
  declare readonly _loop: NodeEventLoop;
  declare _protocol: Protocol | undefined;
  /** None once the connection is closed. */
  _stream: NodeStream | undefined;
  /** Zero until `connection_lost` is due; then how often something was written in vain, plus one. */
  _conn_lost = 0;
  /** `close()` was called, or the connection is lost. */
  _closing = false;
  /** `write_eof()` was called. */
  _eof = false;
  _paused = false;
  /** What errors call this kind of transport. */
  protected readonly _kind: string = 'socket';

  readonly _buffer: WriteBuffer;
  private readonly _received = new Deque<Uint8Array | typeof EOF | Failure>();
  private _received_size = 0;
  private _read_is_due = false;
  private _write_is_due = false;
  /** `connection_made` was called, so that data may come. */
  private _started = false;
  private _loop_runs = false;
  /** Node has reported the end of what can be read. */
  private _ended = false;
  /** Sockets report data when nothing of the program is on the stack; other streams may do so whenever it writes to them. */
  private readonly _is_socket: boolean;
  private readonly _server: ConnectionCounter | undefined;
  private readonly _unclosed: UnclosedTransport;
  private readonly _read_handle: Handle;
  private readonly _write_callback: () => void;

  constructor(
    loop: NodeEventLoop,
    stream: NodeStream,
    protocol: Protocol,
    options: StreamTransportOptions = {},
  ) {
    super(options.extra, loop);
    this._stream = stream;
    this._protocol = protocol;
    this._is_socket = stream instanceof Socket;
    this._server = options.server;
    const { name } = this.constructor;
    const read_ready = bound_method(this, `${name}._read_ready`, this._read_ready);
    this._read_handle = new Handle(read_ready, [], loop);
    this._write_callback = bound_method(this, `${name}._write_ready`, this._write_ready);
    this._buffer = new WriteBuffer(stream, (error) => this._node_wrote(error));
    this._server?._attach();
    this._listen(stream);
    this._unclosed = new UnclosedTransport(loop, stream, name);
    watch(this, this._unclosed);
    loop._watch_resource(this);
  }

  /** Queue what begins a connection: `connection_made`, then the first read, then the waiter's wake-up. */
  _start(waiter?: Future<void>): void {
    const protocol = this._protocol as Protocol;
    const name = `${protocol.constructor.name}.connection_made`;
    this._loop.call_soon(bound_method(protocol, name, protocol.connection_made), this);
    this._loop.call_soon(
      bound_method(this, `${this.constructor.name}._add_reader`, this._start_reading),
    );
    if (waiter !== undefined) {
      this._loop.call_soon(_set_result_unless_cancelled, waiter, undefined);
    }
  }

  /** From now on data may come. */
  _start_reading(): void {
    this._started = true;
    this._update_reading();
    // A stream that was another's before may have been flowing.
    this._read_soon();
  }

  override __repr__(): string {
    const info = [this.constructor.name];
    if (this._stream === undefined) info.push('closed');
    else if (this._closing) info.push('closing');
    info.push(...this._repr_info());
    return `<${info.join(' ')}>`;
  }

  /** What the repr says between the angle brackets after the state. */
  protected _repr_info(): string[] {
    if (this._stream === undefined || this._loop.is_closed()) return [];
    const size = this.get_write_buffer_size();
    return [
      `read=${this._wants_data() ? 'polling' : 'idle'}`,
      `write=<${size > 0 ? 'polling' : 'idle'}, bufsize=${size}>`,
    ];
  }

  override is_closing(): boolean {
    return this._closing;
  }

  override set_protocol(protocol: Protocol): void {
    this._protocol = protocol;
  }

  override get_protocol(): Protocol {
    return this._protocol as Protocol;
  }

  // Node's events. Whatever they bring is handled in the loop.

  private _listen(stream: NodeStream): void {
    stream.pause();
    stream.on('data', (data: Uint8Array) => this._node_read(data, data.length));
    stream.on('end', () => {
      this._ended = true;
      this._node_read(EOF, 0);
    });
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this._ended = true;
      // After what was received before; but nobody is going to ask for that while reading is paused.
      if (error.syscall === 'read' && this._wants_data()) this._node_read(new Failure(error), 0);
      else this._loop._deliver(() => this._failed(error, 'write'));
    });
    stream.on('close', () => {
      if (!this._ended) this._loop._deliver(() => this._force_close(undefined));
    });
    // A stream that was another's before may have had its end already, and does not say so again.
    if (!stream.readableEnded && !stream.destroyed) return;
    this._ended = true;
    this._node_read(stream.errored ? new Failure(stream.errored) : EOF, 0);
  }

  private _node_read(item: Uint8Array | typeof EOF | Failure, size: number): void {
    this._received.append(item);
    this._received_size += size;
    if (this._received_size >= MAX_RECEIVED) this._update_reading();
    this._read_soon(this._is_socket);
  }

  /** @param in_event Node reports something, with nothing of the program on the stack. */
  private _read_soon(in_event = false): void {
    if (this._read_is_due || this._received.length === 0 || !this._wants_data()) return;
    this._read_is_due = true;
    if (in_event) this._loop._deliver_in_event(this._read_handle);
    else this._loop._deliver_handle(this._read_handle);
  }

  private _node_wrote(error?: Error | null): void {
    // Small writes are over when `write()` returns. Errors come as events, too.
    if (error || this._buffer.size === 0 || this._write_is_due) return;
    this._write_is_due = true;
    this._loop._deliver(this._write_callback);
  }

  /** IOResource: the loop runs. */
  _loop_entered(): void {
    this._loop_runs = true;
    this._stream?.ref?.();
    this._update_reading();
  }

  /** IOResource: the loop has left its run. */
  _loop_left(): void {
    this._loop_runs = false;
    this._stream?.unref?.();
    this._update_reading();
  }

  // Reading.

  override pause_reading(): void {
    if (this._closing || this._paused) return;
    this._paused = true;
    this._update_reading();
    if (this._loop.get_debug()) logger.debug(`${this.__repr__()} pauses reading`);
  }

  override resume_reading(): void {
    if (this._closing || !this._paused) return;
    this._paused = false;
    this._update_reading();
    this._read_soon();
    if (this._loop.get_debug()) logger.debug(`${this.__repr__()} resumes reading`);
  }

  /** Whether the protocol is to be given what comes. */
  private _wants_data(): boolean {
    return this._started && !this._paused && !this._closing;
  }

  /** Have Node read, or not. */
  private _update_reading(): void {
    const { _stream } = this;
    if (_stream === undefined) return;
    const reads = this._wants_data() && this._loop_runs && this._received_size < MAX_RECEIVED;
    if (reads === _stream.isPaused()) _stream[reads ? 'resume' : 'pause']();
  }

  private _read_ready(): void {
    this._read_is_due = false;
    if (this._conn_lost > 0 || !this._wants_data()) return;
    const item = this._received.popleft();
    // Before the protocol is called: it may raise.
    this._read_soon();
    if (item instanceof Uint8Array) {
      const was_full = this._received_size >= MAX_RECEIVED;
      this._received_size -= item.length;
      if (was_full) this._update_reading();
      (this._protocol as Protocol).data_received(item);
    } else if (item === EOF) {
      this._read_eof();
    } else if (item !== undefined) {
      this._failed(item.error, 'read');
    }
  }

  private _read_eof(): void {
    if (this._loop.get_debug()) logger.debug(`${this.__repr__()} received EOF`);
    const keep_open = (this._protocol as Protocol).eof_received();
    if (!keep_open) this.close();
  }

  // Writing.

  override write(data: Uint8Array): void {
    if (!(data instanceof Uint8Array)) {
      throw new TypeError(
        `data argument must be a bytes-like object, not '${type_name(data as unknown)}'`,
      );
    }
    if (this._eof) throw new RuntimeError('Cannot call write() after write_eof()');
    if (data.length === 0) return;
    if (this._conn_lost > 0) {
      if (this._conn_lost >= LOG_THRESHOLD_FOR_CONNLOST_WRITES) {
        logger.warning('socket.send() raised exception.');
      }
      this._conn_lost += 1;
      return;
    }
    this._buffer.write(data);
    this._maybe_pause_protocol();
  }

  /** Some of the buffer is sent. */
  private _write_ready(): void {
    this._write_is_due = false;
    if (this._conn_lost > 0) return;
    this._buffer.advance();
    // May write more.
    this._maybe_resume_protocol();
    if (this._buffer.size > 0) return;
    if (this._closing) this._call_connection_lost(undefined);
    else if (this._eof) this._shut_down();
  }

  override get_write_buffer_size(): number {
    return this._buffer.size;
  }

  override write_eof(): void {
    if (this._closing || this._eof) return;
    this._eof = true;
    if (this._buffer.size === 0) this._shut_down();
  }

  override can_write_eof(): boolean {
    return true;
  }

  /** Tell the other side that no more will come. */
  protected _shut_down(): void {
    this._stream?.end();
  }

  // The end.

  override close(): void {
    if (this._closing) return;
    this._closing = true;
    this._update_reading();
    if (this._buffer.size === 0) this._lose(undefined);
  }

  override abort(): void {
    this._force_close(undefined);
  }

  private _failed(error: unknown, direction: 'read' | 'write'): void {
    const message = `Fatal ${direction} error on ${this._kind} transport`;
    if (this._conn_lost === 0) this._fatal_error(python_error(error), message);
  }

  /** Report an error after which nothing can be sent or received, and lose the connection. */
  _fatal_error(exc: unknown, message = 'Fatal error on transport'): void {
    if (is_common(exc)) {
      if (this._loop.get_debug()) {
        logger.debug(`${this.__repr__()}: ${message}`, { exc_info: exc });
      }
    } else {
      this._loop.call_exception_handler({
        message,
        exception: exc,
        transport: this,
        protocol: this._protocol,
      });
    }
    this._force_close(exc);
  }

  /** Lose the connection with all that is not sent. */
  _force_close(exc: unknown): void {
    if (this._conn_lost > 0) return;
    this._buffer.clear();
    this._closing = true;
    this._update_reading();
    this._lose(exc);
  }

  private _lose(exc: unknown): void {
    this._conn_lost += 1;
    const name = `${this.constructor.name}._call_connection_lost`;
    this._loop.call_soon(bound_method(this, name, this._call_connection_lost), exc);
  }

  /** The one place that ends a connection. */
  private _call_connection_lost(exc: unknown): void {
    if (this._conn_lost === 0) this._conn_lost = 1;
    try {
      this._protocol?.connection_lost(exc);
    } finally {
      this._close_stream();
      this._stream = undefined;
      this._protocol = undefined;
      unwatch(this._unclosed);
      this._loop._forget_resource(this);
      this._server?._detach();
    }
  }

  /** Close the descriptor, and forget what is not sent. */
  protected _close_stream(): void {
    this._stream?.destroy();
  }
}

/** What happens to connections every day, and is not worth a report. */
function is_common(exc: unknown): boolean {
  return (
    exc instanceof BrokenPipeError ||
    exc instanceof ConnectionResetError ||
    exc instanceof ConnectionAbortedError
  );
}
