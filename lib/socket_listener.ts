/** A stream socket that is bound, and may listen. */

import { existsSync, renameSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import {
  descriptor_of,
  new_pipe_handle,
  new_tcp_handle,
  type StreamHandle,
  server_of_handle,
  stream_of_handle,
} from './node_handles';
import { errno, os_error } from './os_errors';
import { type SocketAddress, SocketEnd } from './socket_end';
import { StreamEnd } from './socket_stream';

/** libuv's flag for an IPv6 socket that is not for IPv4 as well. */
const IPV6_ONLY = 1;

/** libuv returns an errno with its sign turned. */
function check(result: number, filename?: string): void {
  if (result < 0) throw os_error(-result, undefined, filename);
}

/** A TCP socket on an address. `ipv6_only` is undefined for IPv4. */
export function bind_tcp(host: string, port: number, ipv6_only?: boolean): BoundEnd {
  const handle = new_tcp_handle();
  try {
    if (ipv6_only === undefined) check(handle.bind(host, port));
    else check(handle.bind6(host, port, ipv6_only ? IPV6_ONLY : 0));
    const name: { address?: string; port?: number } = {};
    // libuv keeps "address already in use" for the next call.
    check(handle.getsockname(name));
    const address = [name.address, name.port] as [string, number];
    return new BoundEnd(handle, ipv6_only === undefined ? address : [...address, 0, 0]);
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** A Unix socket on a path, which becomes a file. */
export function bind_unix(path: string): BoundEnd {
  const handle = new_pipe_handle();
  try {
    check(handle.bind(path));
  } catch (error) {
    handle.close();
    throw error;
  }
  return new BoundEnd(handle, path);
}

/** Bound, and no more. */
export class BoundEnd extends SocketEnd {
  private _is_released = false;

  constructor(
    private readonly _handle: StreamHandle,
    private readonly _name: SocketAddress,
  ) {
    super();
    _handle.unref();
  }

  fileno(): number {
    return this._handle.fd;
  }

  getsockname(): SocketAddress {
    return this._name;
  }

  getpeername(): undefined {}

  // A system reports a socket that is not connected as ready for anything, and then refuses everything.
  is_readable(): boolean {
    return true;
  }

  is_writable(): boolean {
    return true;
  }

  watch(): void {}

  ref(): void {
    this._handle.ref();
  }

  unref(): void {
    this._handle.unref();
  }

  close(): void {
    if (!this._is_released) close_keeping_file(this._name, () => this._handle.close());
  }

  private _unix(): { own: string; peer: string } | undefined {
    return typeof this._name === 'string' ? { own: this._name, peer: '' } : undefined;
  }

  /** The same socket, to be connected. */
  connecting(): StreamEnd {
    this._is_released = true;
    return new StreamEnd(stream_of_handle(this._handle), false, this._unix()).adopt();
  }

  /** The same socket, listening. */
  listening(backlog: number): ListeningEnd {
    check(this._handle.listen(backlog));
    this._is_released = true;
    return new ListeningEnd(server_of_handle(this._handle, backlog), this._name);
  }
}

/** A listening socket. Node accepts at once; what it has accepted waits here. */
export class ListeningEnd extends SocketEnd {
  private readonly _accepted: Socket[] = [];
  private readonly _fd: number;

  constructor(
    private readonly _server: Server,
    private readonly _name: SocketAddress,
  ) {
    super();
    this._fd = descriptor_of(_server);
    _server.on('connection', this._on_connection);
    _server.on('error', this._on_error);
    _server.unref();
  }

  fileno(): number {
    return this._fd;
  }

  getsockname(): SocketAddress {
    return this._name;
  }

  getpeername(): undefined {}

  is_readable(): boolean {
    return this._accepted.length > 0 || this._has_failed;
  }

  is_writable(): boolean {
    return false;
  }

  watch(): void {}

  private readonly _on_connection = (stream: Socket): void => {
    this._accepted.push(stream);
    // Until somebody accepts it nobody else hears of its end.
    stream.unref().on('error', ignore);
    this.on_change();
  };

  private readonly _on_error = (error: Error): void => this._fail(error);

  /** A connection. @throws BlockingIOError when there is none yet. */
  accept(): StreamEnd {
    const unix = typeof this._name === 'string' ? { own: this._name, peer: '' } : undefined;
    return new StreamEnd(this.accept_stream(), true, unix).adopt();
  }

  /** The same as a stream of Node. */
  accept_stream(): Socket {
    this._raise_pending();
    const stream = this._accepted.shift();
    if (stream === undefined) throw os_error(errno.EAGAIN as number);
    stream.off('error', ignore);
    return stream;
  }

  ref(): void {
    this._server.ref();
  }

  unref(): void {
    this._server.unref();
  }

  close(): void {
    this._stop_listening();
    for (const stream of this._accepted) stream.destroy();
    close_keeping_file(this._name, () => this._server.close());
  }

  /** Hand the server over; connections that nobody has accepted yet are announced by it once more. */
  release(): Server {
    this._stop_listening();
    const server = this._server;
    const accepted = this._accepted.splice(0);
    if (accepted.length > 0) {
      process.nextTick(() => {
        for (const stream of accepted) {
          stream.off('error', ignore);
          server.emit('connection', stream);
        }
      });
    }
    return server;
  }

  private _stop_listening(): void {
    this.on_change = () => {};
    this._server.off('connection', this._on_connection);
    this._server.off('error', this._on_error);
  }
}

const ignore = (): void => {};

/** libuv removes the file of a Unix socket as it closes it; Python leaves it, and it may be another's by now. */
function close_keeping_file(name: SocketAddress, close: () => void): void {
  if (typeof name !== 'string' || !existsSync(name)) {
    close();
    return;
  }
  const aside = `${name}.${process.pid}`;
  renameSync(name, aside);
  close();
  renameSync(aside, name);
}
