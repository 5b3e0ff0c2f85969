/** The transport of datagrams. (CPython: `selector_events._SelectorDatagramTransport`.) */

import {
  BlockingIOError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionResetError,
  InterruptedError,
  is_exception,
  OSError,
  ValueError,
} from './errors';
import { _set_result_unless_cancelled, type Future } from './futures';
import { bound_method } from './handles';
import { logger } from './log';
import type { DatagramProtocol } from './protocols';
import { unwatch, watch } from './reports';
import { repr, tuple_repr, type_name } from './reprlib';
import type { BaseSelectorEventLoop } from './selector_events';
import type { SocketAddress, socket } from './socket';
import { _FlowControlMixin, type ExtraInfo } from './transports';
import { UnclosedTransport } from './unclosed_transport';

/** From so many writes to a lost connection on, each is logged. */
const LOG_THRESHOLD_FOR_CONNLOST_WRITES = 5;

/** The longest datagram that is received whole. */
const MAX_SIZE = 256 * 1024;

type Address = SocketAddress | null | undefined;

function same(a: Address, b: Address): boolean {
  return typeof a === 'object' && typeof b === 'object'
    ? repr(a) === repr(b)
    : (a ?? undefined) === (b ?? undefined);
}

/** What the operating system refuses now, and may not refuse later. */
function would_block(error: unknown): boolean {
  return error instanceof BlockingIOError || error instanceof InterruptedError;
}

/**
 * Sends and receives datagrams on a socket.
 *
 * An OSError is told to the protocol, and changes nothing: a datagram may get lost, the transport does not. What cannot be
 * sent at once is kept, datagram by datagram, in order.
 */
export class _SelectorDatagramTransport extends _FlowControlMixin {
  declare readonly _loop: BaseSelectorEventLoop;
  declare _protocol: DatagramProtocol | undefined;
  /** None once the transport is closed. */
  _sock: socket | undefined;
  readonly _sock_fd: number;
  readonly _address: SocketAddress | undefined;
  /** Zero until `connection_lost` is due; then how often something was sent in vain, plus one. */
  _conn_lost = 0;
  /** `close()` was called. */
  _closing = false;
  _buffer: (readonly [data: Uint8Array, to: Address])[] = [];
  private _buffer_size = 0;
  private readonly _unclosed: UnclosedTransport;

  /** @param address the only peer, when the socket is connected. */
  constructor(
    loop: BaseSelectorEventLoop,
    sock: socket,
    protocol: DatagramProtocol,
    address?: SocketAddress | null,
    waiter?: Future<void> | null,
    extra?: ExtraInfo | null,
  ) {
    const names = { socket: sock, sockname: sock.getsockname(), peername: peername_of(sock) };
    super({ ...names, ...extra }, loop);
    this._sock = sock;
    this._sock_fd = sock.fileno();
    this._protocol = protocol;
    this._address = address ?? undefined;
    const { name } = this.constructor;
    this._unclosed = new UnclosedTransport(loop, { destroy: () => sock.close() }, name);
    watch(this, this._unclosed);
    loop._transports.set(this._sock_fd, this);
    const made = bound_method(
      protocol,
      `${protocol.constructor.name}.connection_made`,
      protocol.connection_made,
    );
    loop.call_soon(made, this);
    loop.call_soon(bound_method(this, `${name}._add_reader`, this._add_reader));
    if (waiter) loop.call_soon(_set_result_unless_cancelled, waiter, undefined);
  }

  override __repr__(): string {
    const info = [this.constructor.name];
    if (this._sock === undefined) info.push('closed');
    else if (this._closing) info.push('closing');
    info.push(`fd=${this._sock_fd}`);
    if (this._sock !== undefined && !this._loop.is_closed()) {
      const state = (direction: 'reader' | 'writer') =>
        this._loop._watches.has(this._sock as socket, direction) ? 'polling' : 'idle';
      const size = this.get_write_buffer_size();
      info.push(`read=${state('reader')}`, `write=<${state('writer')}, bufsize=${size}>`);
    }
    return `<${info.join(' ')}>`;
  }

  override is_closing(): boolean {
    return this._closing;
  }

  override set_protocol(protocol: DatagramProtocol): void {
    this._protocol = protocol;
  }

  override get_protocol(): DatagramProtocol {
    return this._protocol as DatagramProtocol;
  }

  /** How many bytes wait to be sent. */
  override get_write_buffer_size(): number {
    return this._buffer_size;
  }

  // Receiving.

  /** Receiving begins once `connection_made` was called. */
  private _add_reader(): void {
    if (this._closing) return;
    const ready = bound_method(this, `${this.constructor.name}._read_ready`, this._read_ready);
    this._loop._add_reader(this._sock as socket, ready);
  }

  _read_ready(): void {
    if (this._conn_lost > 0) return;
    let received: [Uint8Array, Address];
    try {
      received = (this._sock as socket).recvfrom(MAX_SIZE);
    } catch (error) {
      this._refused(error, 'Fatal read error on datagram transport');
      return;
    }
    this.get_protocol().datagram_received(...received);
  }

  /** Tell the protocol what the system refuses. @returns whether it has only to be tried again later. */
  private _refused(error: unknown, message: string): boolean {
    if (would_block(error)) return true;
    if (error instanceof OSError) this.get_protocol().error_received(error);
    else if (is_exception(error)) this._fatal_error(error, message);
    else throw error;
    return false;
  }

  // Sending.

  /**
   * Send a datagram. An empty one is ignored.
   *
   * @param addr where to; None, or the same address, when the transport is connected.
   * @throws TypeError for what is not bytes; ValueError for another address.
   */
  sendto(data: Uint8Array, addr?: Address): void {
    if (!(data instanceof Uint8Array)) {
      throw new TypeError(
        `data argument must be a bytes-like object, not ${repr(type_name(data))}`,
      );
    }
    if (data.length === 0) return;
    if (this._address !== undefined && addr != null && !same(addr, this._address)) {
      const address = this._address;
      const shown = typeof address === 'string' ? address : tuple_repr(address);
      throw new ValueError(`Invalid address: must be None or ${shown}`);
    }
    if (this._conn_lost > 0 && (this._address !== undefined || this._sock === undefined)) {
      if (this._conn_lost >= LOG_THRESHOLD_FOR_CONNLOST_WRITES) {
        logger.warning('socket.send() raised exception.');
      }
      this._conn_lost += 1;
      return;
    }
    if (this._buffer.length === 0) {
      if (this._send(data, addr) !== 'waits') return;
      const ready = bound_method(
        this,
        `${this.constructor.name}._sendto_ready`,
        this._sendto_ready,
      );
      this._loop._add_writer(this._sock as socket, ready);
    }
    // The caller may change the bytes as soon as this returns.
    this._buffer.push([Uint8Array.from(data), addr]);
    this._buffer_size += data.length;
    this._maybe_pause_protocol();
  }

  private _send(data: Uint8Array, addr: Address): 'sent' | 'waits' | 'refused' {
    const sock = this._sock as socket;
    try {
      if (this._address !== undefined) sock.send(data);
      else sock.sendto(data, addr as SocketAddress);
      return 'sent';
    } catch (error) {
      return this._refused(error, 'Fatal write error on datagram transport') ? 'waits' : 'refused';
    }
  }

  /** Send what waits, as far as the system takes it. */
  _sendto_ready(): void {
    for (;;) {
      const first = this._buffer[0];
      if (first === undefined) break;
      const outcome = this._send(...first);
      if (outcome === 'waits') break;
      this._buffer.shift();
      this._buffer_size -= first[0].length;
      // As in CPython, the rest waits for the next iteration.
      if (outcome === 'refused') return;
    }
    this._maybe_resume_protocol();
    if (this._buffer.length > 0) return;
    this._loop._remove_writer(this._sock as socket);
    if (this._closing) this._call_connection_lost(undefined);
  }

  // The end.

  /** Close; datagrams that wait are sent first. */
  override close(): void {
    if (this._closing) return;
    this._closing = true;
    this._loop._remove_reader(this._sock as socket);
    if (this._buffer.length > 0) return;
    this._conn_lost += 1;
    this._loop._remove_writer(this._sock as socket);
    this._loop.call_soon(this._lost_callback(), undefined);
  }

  /** Close at once; datagrams that wait are dropped. */
  override abort(): void {
    this._force_close(undefined);
  }

  _fatal_error(exc: unknown, message = 'Fatal error on transport'): void {
    if (
      exc instanceof BrokenPipeError ||
      exc instanceof ConnectionResetError ||
      exc instanceof ConnectionAbortedError
    ) {
      if (this._loop.get_debug()) logger.debug(`${repr(this)}: ${message}`, { exc_info: exc });
    } else {
      const context = { message, exception: exc, transport: this, protocol: this._protocol };
      this._loop.call_exception_handler(context);
    }
    this._force_close(exc);
  }

  _force_close(exc: unknown): void {
    if (this._conn_lost > 0) return;
    if (this._buffer.length > 0) {
      this._buffer = [];
      this._buffer_size = 0;
      this._loop._remove_writer(this._sock as socket);
    }
    if (!this._closing) {
      this._closing = true;
      this._loop._remove_reader(this._sock as socket);
    }
    this._conn_lost += 1;
    this._loop.call_soon(this._lost_callback(), exc);
  }

  private _lost_callback(): (exc: unknown) => void {
    const name = `${this.constructor.name}._call_connection_lost`;
    return bound_method(this, name, this._call_connection_lost);
  }

  _call_connection_lost(exc: unknown): void {
    // Flushed by `close()`: from now on nothing is sent.
    if (this._conn_lost === 0) this._conn_lost = 1;
    try {
      this._protocol?.connection_lost(exc);
    } finally {
      unwatch(this._unclosed);
      if (this._loop._transports.get(this._sock_fd) === this) {
        this._loop._transports.delete(this._sock_fd);
      }
      this._sock?.close();
      this._sock = undefined;
      this._protocol = undefined;
    }
  }
}

function peername_of(sock: socket): SocketAddress | undefined {
  try {
    return sock.getpeername();
  } catch (error) {
    if (error instanceof OSError) return undefined;
    throw error;
  }
}
