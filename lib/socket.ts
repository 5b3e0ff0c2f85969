/**
 * A corner of Python's module `socket`: the numbers, and a socket object over Node's sockets. (CPython: `Lib/socket.py`.)
 *
 * Node cannot block: a call that would have to wait raises BlockingIOError on a non-blocking socket, as in Python, and
 * NotImplementedError on a blocking one. To wait there are `loop.sock_recv()` and its likes.
 */

import { type Server as NodeServer, Socket as NodeStream } from 'node:net';
import { BlockingIOError, NotImplementedError, OSError, ValueError } from './errors';
import { keywords } from './keywords';
import type { NodeEventLoop } from './node_loop';
import { errno, os_error } from './os_errors';
import { is_plain_object, repr, type_name } from './reprlib';
import { numeric_address, unix_path } from './socket_address';
import { AF_INET, AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_STREAM } from './socket_constants';
import { DatagramEnd } from './socket_datagram';
import type { SocketAddress } from './socket_end';
import { BoundEnd, bind_tcp, bind_unix, ListeningEnd } from './socket_listener';
import { SHUT_RD, SHUT_RDWR, SHUT_WR, SOCK_NONBLOCK, SOMAXCONN } from './socket_numbers';
import * as socket_options from './socket_options';
import { new_socket_pair } from './socket_pair';
import { is_family } from './socket_repr';
import { SocketState } from './socket_state';
import { StreamEnd } from './socket_stream';
import type { Coroutine } from './types';

export { OSError as error } from './errors';
export { gaierror } from './gaierror';
export * from './socket_constants';
export type { SocketAddress } from './socket_end';
export { gethostname, has_ipv6, timeout } from './socket_host';
export * from './socket_numbers';

/** The arguments of a socket, by name. */
export interface SocketOptions {
  readonly family?: number;
  readonly type?: number;
  readonly proto?: number;
  /** None, the only value there is here: Node cannot tell what kind of socket a descriptor is. */
  readonly fileno?: null;
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
export class socket extends SocketState {
  /**
   * @throws OSError for a family or kind that there is not.
   * @throws NotImplementedError for one that Node has not: Unix datagrams, raw sockets; and for a descriptor.
   */
  constructor(
    family: number | SocketOptions = AF_INET,
    type: number = SOCK_STREAM,
    proto = 0,
    fileno?: null,
  ) {
    const given = arguments_of('__init__', family, type, proto);
    super(given.family ?? AF_INET, given.type ?? SOCK_STREAM, given.proto ?? 0);
    const descriptor: unknown = given.fileno ?? fileno;
    if (descriptor !== undefined && descriptor !== null) {
      throw new NotImplementedError(
        `Node cannot tell what kind of socket descriptor ${repr(descriptor)} is: use ` +
          'loop.connect_read_pipe() and loop.connect_write_pipe(), which take descriptors',
      );
    }
    if (!is_family(this.family)) throw os_error(errno.EAFNOSUPPORT as number);
    if (this._kind !== SOCK_STREAM && this._kind !== SOCK_DGRAM) {
      throw new NotImplementedError('Node has stream and datagram sockets only, no raw ones');
    }
    if (this.family === AF_UNIX && this._kind === SOCK_DGRAM) {
      throw new NotImplementedError(
        'Node has no Unix datagram sockets: use SOCK_STREAM, or AF_INET on 127.0.0.1',
      );
    }
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

  // For transports and servers.

  /** Coroutine: wait for a connection that is on its way. @throws OSError */
  _has_connected(loop: NodeEventLoop): Coroutine<void> {
    return this._stream().has_connected(loop);
  }

  /** One of a pair: a stream that is connected, or seems to be. */
  static _of_pair(stream: NodeStream, type: number, proto: number): socket {
    const result = new socket(AF_UNIX, type, proto);
    result._set_end(new StreamEnd(stream, true, { own: '', peer: '' }).adopt());
    stream.once('connect', () => result._changed());
    return result;
  }

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

/**
 * Two Unix sockets that are connected with each other. They may be used at once; but before the next turn of Node each takes
 * only one piece of data, and the second has no descriptor.
 *
 * @throws OSError for another family; NotImplementedError for datagrams, which Node has not.
 */
export function socketpair(
  family?: number | Omit<SocketOptions, 'fileno'> | null,
  type?: number,
  proto?: number,
): [socket, socket] {
  const given = arguments_of('socketpair', family ?? AF_UNIX, type, proto);
  const arguments_of_each = { ...given, family: given.family ?? AF_UNIX };
  // Or what cannot be would be found too late.
  const { family: checked, type: kind, proto: number } = new socket(arguments_of_each);
  if (checked !== AF_UNIX) throw os_error(errno.EOPNOTSUPP as number);
  const [first, second] = new_socket_pair();
  return [socket._of_pair(first, kind, number), socket._of_pair(second, kind, number)];
}

/** The arguments of a socket, given by place or by name. */
function arguments_of(
  name: string,
  family: number | SocketOptions,
  type: number | undefined,
  proto: number | undefined,
): SocketOptions {
  if (!is_plain_object(family)) return { family: family as number, type, proto };
  const keys = ['family', 'type', 'proto', 'fileno'] as const;
  return keywords(name, family as SocketOptions, name === 'socketpair' ? keys.slice(0, 3) : keys);
}

function check_bytes(data: unknown): void {
  if (data instanceof Uint8Array) return;
  throw new TypeError(`a bytes-like object is required, not '${type_name(data)}'`);
}
