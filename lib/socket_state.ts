/**
 * What a socket object is, and what it tells: its kind, its addresses, its options, whether it is ready or closed. What
 * sends and receives is the class `socket` itself.
 */

import { ValueError } from './errors';
import { errno, os_error } from './os_errors';
import { Printable } from './reprlib';
import { AF_INET, AF_UNIX, SOCK_STREAM } from './socket_constants';
import { DatagramEnd } from './socket_datagram';
import type { SocketAddress, SocketEnd } from './socket_end';
import { SO_ERROR, SO_TYPE, SOCK_CLOEXEC, SOCK_NONBLOCK, SOL_SOCKET } from './socket_numbers';
import * as socket_options from './socket_options';
import { enum_repr, named } from './socket_repr';
import { StreamEnd } from './socket_stream';

/** Open sockets by descriptor. */
const by_descriptor = new Map<number, WeakRef<SocketState>>();

/** The socket object that a descriptor belongs to. */
export function socket_of_descriptor(fd: number): SocketState | undefined {
  const found = by_descriptor.get(fd)?.deref();
  return found?.fileno() === fd ? found : undefined;
}

/** Invariant: `_end` is the socket of Node behind it, once there is one; it is undefined before `bind()` or `connect()`. */
export abstract class SocketState extends Printable {
  /** The type without its flags. */
  protected readonly _kind: number;
  protected readonly _options: socket_options.Options = new Map();
  private readonly _listeners = new Set<() => void>();
  protected _end: SocketEnd | undefined;
  protected _timeout: number | undefined;
  protected _is_closed = false;
  private _is_referenced = false;

  /** @param family AF_INET, AF_INET6 or AF_UNIX. @param type with its flags. @param proto the protocol number, mostly 0. */
  constructor(
    readonly family: number,
    type: number,
    readonly proto: number,
  ) {
    super();
    this._kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (type & SOCK_NONBLOCK) this._timeout = 0;
  }

  /** SOCK_STREAM or SOCK_DGRAM; of a non-blocking socket with the bit SOCK_NONBLOCK, as in Python 3.6. */
  get type(): number {
    return this._timeout === undefined ? this._kind : this._kind | SOCK_NONBLOCK;
  }

  override __repr__(): string {
    const closed = this._is_closed ? ' [closed]' : '';
    const info = [
      `fd=${this.fileno()}`,
      `family=${enum_repr('AddressFamily', this.family)}`,
      `type=${enum_repr('SocketKind', this.type)}`,
      `proto=${this.proto}`,
    ];
    if (!this._is_closed) {
      info.push(...named('laddr', this._sockname()), ...named('raddr', this._end?.getpeername()));
    }
    return `<socket.socket${closed} ${info.join(', ')}>`;
  }

  // State.

  /** The descriptor; -1 of a closed socket, and of one that is not bound and not connected yet. */
  fileno(): number {
    return this._is_closed ? -1 : (this._end?.fileno() ?? -1);
  }

  /** Whether calls wait. Node cannot: see the head of this module. */
  setblocking(flag: boolean | number): void {
    this.settimeout(flag ? undefined : 0);
  }

  /** Seconds; 0 is non-blocking, None is blocking. @throws ValueError for a negative time. */
  settimeout(value: number | undefined | null): void {
    if (typeof value === 'number' && value < 0) throw new ValueError('Timeout value out of range');
    this._timeout = value ?? undefined;
  }

  /** What `settimeout()` has set; None for a blocking socket. */
  gettimeout(): number | undefined {
    return this._timeout;
  }

  /** The own address. @throws OSError when the socket is closed. */
  getsockname(): SocketAddress {
    this._check_open();
    return this._sockname();
  }

  private _sockname(): SocketAddress {
    if (this._end !== undefined) return this._end.getsockname();
    if (this.family === AF_UNIX) return '';
    return this.family === AF_INET ? ['0.0.0.0', 0] : ['::', 0, 0, 0];
  }

  /** The peer's address. @throws OSError when there is no peer. */
  getpeername(): SocketAddress {
    this._check_open();
    const name = this._end?.getpeername();
    if (name === undefined) throw os_error(errno.ENOTCONN as number);
    return name;
  }

  protected _check_open(): void {
    if (this._is_closed) throw os_error(errno.EBADF as number);
  }

  // Options.

  /**
   * Set an option.
   *
   * @throws OSError for an option that the system has not; NotImplementedError for one that Node cannot set.
   */
  setsockopt(level: number, option: number, value: number | boolean): void {
    this._check_open();
    socket_options.remember(
      this._options,
      this._kind === SOCK_STREAM,
      level,
      option,
      Number(value),
    );
    if (this._end !== undefined) this._apply_options(this._end);
  }

  /** What an option is. @throws NotImplementedError for one that Node does not tell. */
  getsockopt(level: number, option: number): number {
    this._check_open();
    if (level === SOL_SOCKET && option === SO_TYPE) return this._kind;
    if (level === SOL_SOCKET && option === SO_ERROR)
      return socket_options.errno_number(this._end?.take_error());
    const datagrams = this._end instanceof DatagramEnd ? this._end : undefined;
    return socket_options.look_up(this._options, datagrams, level, option);
  }

  protected _apply_options(end: SocketEnd): void {
    if (end instanceof StreamEnd) socket_options.apply_to_stream(this._options, end);
    if (end instanceof DatagramEnd) socket_options.apply_to_datagram(this._options, end);
  }

  protected _set_end<E extends SocketEnd>(end: E): E {
    this._end = end;
    end.on_change = () => this._changed();
    this._apply_options(end);
    this._register();
    if (this._is_referenced) end.ref();
    return end;
  }

  protected _register(): void {
    const fd = this.fileno();
    if (fd >= 0) by_descriptor.set(fd, new WeakRef(this));
  }

  // The end.

  /** Close the socket; what was sent is still delivered. Closing it twice does nothing. */
  close(): void {
    if (this._is_closed) return;
    const fd = this.fileno();
    if (socket_of_descriptor(fd) === this) by_descriptor.delete(fd);
    this._is_closed = true;
    this._end?.close();
    this._changed();
    this._listeners.clear();
  }

  /** Close the socket object, and leave its descriptor, which is returned, open for the rest of the process. */
  detach(): number {
    const fd = this.fileno();
    by_descriptor.delete(fd);
    this._is_closed = true;
    this._changed();
    this._listeners.clear();
    return fd;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  // For event loops.

  /** Call back when it may have become readable or writable, or was closed; and have Node read. */
  _add_listener(listener: () => void): void {
    this._listeners.add(listener);
    this._end?.watch();
  }

  _remove_listener(listener: () => void): void {
    this._listeners.delete(listener);
  }

  protected _changed(): void {
    this._register_late();
    for (const listener of this._listeners) listener();
  }

  /** A stream has its descriptor only once it connects. */
  private _register_late(): void {
    if (this._end instanceof StreamEnd) this._register();
  }

  /** Whether `recv()` or `accept()` would do something. */
  _is_readable(): boolean {
    return this._end?.is_readable() ?? false;
  }

  /** Whether `send()` would do something, or a connection attempt has ended. */
  _is_writable(): boolean {
    return this._end?.is_writable() ?? false;
  }

  /** Whether it keeps the process alive. */
  _set_referenced(on: boolean): void {
    this._is_referenced = on;
    if (on) this._end?.ref();
    else this._end?.unref();
  }
}
