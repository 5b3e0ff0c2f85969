/**
 * A corner of Python's module `socket`: the numbers, and a socket object over Node's sockets. (CPython: `Lib/socket.py`.)
 *
 * Node cannot block: a call that would have to wait raises BlockingIOError on a non-blocking socket, as in Python, and
 * NotImplementedError on a blocking one. To wait there are `loop.sock_recv()` and its likes.
 */

import { type Server as NodeServer, Socket as NodeStream } from 'node:net';
import { BlockingIOError, NotImplementedError, OSError, ValueError } from './errors';
import { errno, os_error } from './os_errors';
import { is_plain_object, Printable, type_name } from './reprlib';
import { numeric_address, unix_path } from './socket_address';
import { AF_INET, AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_STREAM } from './socket_constants';
import { DatagramEnd } from './socket_datagram';
import type { SocketAddress, SocketEnd } from './socket_end';
import { BoundEnd, bind_tcp, bind_unix, ListeningEnd } from './socket_listener';
import {
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_ERROR,
  SO_TYPE,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOL_SOCKET,
  SOMAXCONN,
} from './socket_numbers';
import * as socket_options from './socket_options';
import { enum_repr, is_family, named } from './socket_repr';
import { StreamEnd } from './socket_stream';

export { OSError as error } from './errors';
export { gaierror } from './gaierror';
export * from './socket_constants';
export type { SocketAddress } from './socket_end';
export { gethostname, has_ipv6, timeout } from './socket_host';
export * from './socket_numbers';

/** Open sockets by descriptor. */
const by_descriptor = new Map<number, WeakRef<socket>>();

/** The socket object that a descriptor belongs to. */
export function _socket_of_descriptor(fd: number): socket | undefined {
  const found = by_descriptor.get(fd)?.deref();
  return found?.fileno() === fd ? found : undefined;
}

/** The arguments of a socket, by name. */
export interface SocketOptions {
  readonly family?: number;
  readonly type?: number;
  readonly proto?: number;
}

/**
 * A TCP, UDP or Unix stream socket.
 *
 * Differences from Python: the descriptor exists from `bind()` or `connect()` on, before that `fileno()` is -1; host names are
 * not looked up (`loop.getaddrinfo()` does); a listening socket accepts by itself, `accept()` takes from what it has.
 *
 * @example
 * const sock = new socket.socket(socket.AF_INET, socket.SOCK_STREAM);
 * sock.setblocking(false);
 * yield* loop.sock_connect(sock, ['127.0.0.1', 8080]);
 */
export class socket extends Printable {
  /** AF_INET, AF_INET6 or AF_UNIX. */
  readonly family: number;
  /** The protocol number, mostly 0. */
  readonly proto: number;
  private readonly _kind: number;
  private readonly _options: socket_options.Options = new Map();
  private readonly _listeners = new Set<() => void>();
  private _end: SocketEnd | undefined;
  private _timeout: number | undefined = undefined;
  private _is_closed = false;
  private _is_referenced = false;

  /**
   * @throws OSError for a family or kind that there is not.
   * @throws NotImplementedError for one that Node has not: Unix datagrams, raw sockets.
   */
  constructor(family: number | SocketOptions = AF_INET, type: number = SOCK_STREAM, proto = 0) {
    super();
    if (is_plain_object(family)) {
      const options = family as SocketOptions;
      this.family = options.family ?? AF_INET;
      type = options.type ?? SOCK_STREAM;
      proto = options.proto ?? 0;
    } else {
      this.family = family as number;
    }
    this.proto = proto;
    this._kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (type & SOCK_NONBLOCK) this._timeout = 0;
    if (!is_family(this.family)) throw os_error(errno.EAFNOSUPPORT as number);
    if (this._kind !== SOCK_STREAM && this._kind !== SOCK_DGRAM) {
      throw new NotImplementedError('Node has stream and datagram sockets only');
    }
    if (this.family === AF_UNIX && this._kind === SOCK_DGRAM) {
      throw new NotImplementedError('Node has no Unix datagram sockets');
    }
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

  private _check_open(): void {
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

  private _apply_options(end: SocketEnd): void {
    if (end instanceof StreamEnd) socket_options.apply_to_stream(this._options, end);
    if (end instanceof DatagramEnd) socket_options.apply_to_datagram(this._options, end);
  }

  private _set_end<E extends SocketEnd>(end: E): E {
    this._end = end;
    end.on_change = () => this._changed();
    this._apply_options(end);
    this._register();
    if (this._is_referenced) end.ref();
    return end;
  }

  private _register(): void {
    const fd = this.fileno();
    if (fd >= 0) by_descriptor.set(fd, new WeakRef(this));
  }

  // Addresses.

  /** Give the socket an address. @throws OSError, TypeError, OverflowError */
  bind(address: SocketAddress): void {
    this._check_open();
    if (this.family === AF_UNIX) {
      const path = unix_path(address);
      this._check_fresh();
      this._set_end(bind_unix(path));
      return;
    }
    const { host, port } = numeric_address(this.family, address);
    if (this._kind === SOCK_DGRAM) {
      this._datagrams().bind(host, port);
      this._register();
      return;
    }
    this._check_fresh();
    const v6only = socket_options.is_ipv6_only(this._options);
    this._set_end(bind_tcp(host, port, this.family === AF_INET6 ? v6only : undefined));
  }

  private _check_fresh(): void {
    if (this._end !== undefined) throw os_error(errno.EINVAL as number);
  }

  /** Accept connections, once it is bound. @throws OSError */
  listen(backlog: number = SOMAXCONN): void {
    this._check_open();
    if (this._kind === SOCK_DGRAM) throw os_error(errno.EOPNOTSUPP as number);
    if (this._end instanceof ListeningEnd) return;
    if (this._end === undefined && this.family !== AF_UNIX) {
      this.bind([this.family === AF_INET ? '0.0.0.0' : '::', 0]);
    }
    if (!(this._end instanceof BoundEnd)) throw os_error(errno.EINVAL as number);
    this._set_end(this._end.listening(Math.max(backlog, 1)));
  }

  /** A connection and its peer's address. @throws OSError, BlockingIOError when there is none yet. */
  accept(): [socket, SocketAddress] {
    this._check_open();
    const end = this._end;
    if (!(end instanceof ListeningEnd)) throw os_error(errno.EINVAL as number);
    const stream = this._unless_waiting('accept', 'sock_accept', () => end.accept());
    const connection = new socket(this.family, SOCK_STREAM, this.proto);
    connection._set_end(stream);
    return [connection, stream.getpeername() ?? ''];
  }

  /**
   * Begin to connect. A stream socket raises BlockingIOError, and is writable when the attempt has ended; SO_ERROR then tells
   * how. A datagram socket is connected at once.
   *
   * @throws OSError, TypeError, OverflowError
   */
  connect(address: SocketAddress): void {
    this._check_open();
    if (this._kind === SOCK_DGRAM) {
      const { host, port } = numeric_address(this.family, address);
      this._datagrams().connect(host, port);
      this._register();
      return;
    }
    const target =
      this.family === AF_UNIX
        ? { path: unix_path(address) }
        : numeric_address(this.family, address);
    this._unless_waiting('connect', 'sock_connect', () => {
      this._stream_to_connect(target).connect(target);
      throw os_error(errno.EINPROGRESS as number);
    });
  }

  private _stream_to_connect(target: { path: string } | object): StreamEnd {
    if (this._end instanceof StreamEnd) return this._end;
    if (this._end instanceof BoundEnd) return this._set_end(this._end.connecting());
    if (this._end !== undefined) throw os_error(errno.EISCONN as number);
    const unix = 'path' in target ? { own: '', peer: target.path } : undefined;
    const stream = new NodeStream({ allowHalfOpen: true });
    return this._set_end(new StreamEnd(stream, false, unix).adopt());
  }

  /** Like `connect()`, but returns the number of the error. */
  connect_ex(address: SocketAddress): number {
    try {
      this.connect(address);
      return 0;
    } catch (error) {
      if (error instanceof OSError && error.errno !== undefined) return error.errno;
      throw error;
    }
  }

  // Data.

  /** 1 to `bufsize` bytes, a datagram, or nothing at the end. @throws OSError, BlockingIOError when nothing is there yet. */
  recv(bufsize: number): Buffer {
    this._check_size(bufsize, 'recv');
    if (this._kind === SOCK_DGRAM) {
      return this._unless_waiting('recv', 'sock_recv', () =>
        this._datagrams().recvfrom(bufsize),
      )[0];
    }
    const stream = this._stream();
    return this._unless_waiting('recv', 'sock_recv', () => stream.recv(bufsize));
  }

  /** Like `recv()`, and where it came from. */
  recvfrom(bufsize: number): [Buffer, SocketAddress | undefined] {
    this._check_size(bufsize, 'recvfrom');
    if (this._kind === SOCK_STREAM) return [this.recv(bufsize), undefined];
    return this._unless_waiting('recvfrom', 'create_datagram_endpoint', () =>
      this._datagrams().recvfrom(bufsize),
    );
  }

  private _check_size(bufsize: unknown, method: string): void {
    this._check_open();
    if (typeof bufsize !== 'number' || !Number.isInteger(bufsize)) {
      throw new TypeError(`'${type_name(bufsize)}' object cannot be interpreted as an integer`);
    }
    if (bufsize < 0) throw new ValueError(`negative buffersize in ${method}`);
  }

  /** How many bytes were taken. @throws OSError, BlockingIOError when none can be taken now. */
  send(data: Uint8Array): number {
    this._check_open();
    check_bytes(data);
    if (this._kind === SOCK_DGRAM) {
      return this._unless_waiting('send', 'sock_sendall', () =>
        this._datagrams().send(data, undefined),
      );
    }
    const stream = this._stream();
    return this._unless_waiting('send', 'sock_sendall', () => stream.send(data));
  }

  /** Send a datagram to an address. @throws OSError, BlockingIOError when it cannot be taken now. */
  sendto(data: Uint8Array, address: SocketAddress): number {
    this._check_open();
    check_bytes(data);
    if (this._kind === SOCK_STREAM) throw os_error(errno.EISCONN as number);
    const to = numeric_address(this.family, address);
    return this._unless_waiting('sendto', 'create_datagram_endpoint', () =>
      this._datagrams().send(data, to),
    );
  }

  /** A blocking socket would wait where a non-blocking one raises BlockingIOError. */
  private _unless_waiting<T>(method: string, instead: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof BlockingIOError) || this._timeout === 0) throw error;
      throw new NotImplementedError(
        `${method}() would block, and Node cannot: call setblocking(false), and use loop.${instead}()`,
        { cause: error },
      );
    }
  }

  private _stream(): StreamEnd {
    if (!(this._end instanceof StreamEnd)) throw os_error(errno.ENOTCONN as number);
    return this._end;
  }

  private _datagrams(): DatagramEnd {
    if (this._end instanceof DatagramEnd) return this._end;
    const kind = this.family === AF_INET6 ? 'udp6' : 'udp4';
    const end: DatagramEnd = new DatagramEnd(kind, () => this._apply_options(end), {
      ipv6Only: socket_options.is_ipv6_only(this._options),
      reuseAddr: socket_options.is_reusing(this._options),
    });
    return this._set_end(end);
  }

  // The end.

  /** End one direction, or both: SHUT_RD, SHUT_WR, SHUT_RDWR. @throws OSError when it is not connected. */
  shutdown(how: number): void {
    this._check_open();
    if (![SHUT_RD, SHUT_WR, SHUT_RDWR].includes(how)) throw os_error(errno.EINVAL as number);
    this._stream().shutdown(how !== SHUT_WR, how !== SHUT_RD);
  }

  /** Close the socket; what was sent is still delivered. Closing it twice does nothing. */
  close(): void {
    if (this._is_closed) return;
    const fd = this.fileno();
    if (_socket_of_descriptor(fd) === this) by_descriptor.delete(fd);
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

  private _changed(): void {
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

  // For transports and servers.

  /** The socket object of a connected stream that belongs to a transport. `unix`: the paths of its ends. */
  static _of_stream(
    stream: NodeStream,
    family: number,
    unix?: { own: string; peer: string },
  ): socket {
    const result = new socket(family, SOCK_STREAM | SOCK_NONBLOCK);
    const end = new StreamEnd(stream, true, unix);
    end.release();
    result._set_end(end);
    return result;
  }

  /** The connected stream, for a transport, which from now on is the only one who uses it. @throws OSError */
  _take_stream(): NodeStream {
    this._check_open();
    return this._stream().release();
  }

  /** The listening server, for a loop's server, which from now on is the only one who uses it. @throws OSError */
  _take_server(backlog: number): NodeServer {
    this.listen(backlog);
    return (this._end as ListeningEnd).release();
  }
}

function check_bytes(data: unknown): void {
  if (data instanceof Uint8Array) return;
  throw new TypeError(`a bytes-like object is required, not '${type_name(data)}'`);
}
