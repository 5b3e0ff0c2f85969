/** The part of the event loop that is about sockets. (CPython: `asyncio/selector_events.py`.) */

import type { Future } from './futures';
import type { Callback } from './handles';
import { NodeEventLoop } from './node_loop';
import { sock_accept, sock_connect, sock_recv, sock_sendall } from './sock_calls';
import type { SocketAddress, socket } from './socket';
import type { Coroutine } from './types';
import type { FileObject } from './watchable';
import { type DescriptorUser, Watches } from './watches';

/** A loop with sockets: connections, servers, datagrams, and the plain socket calls. */
export abstract class BaseSelectorEventLoop extends NodeEventLoop {
  /** What `add_reader()` and `add_writer()` have asked for. */
  readonly _watches = new Watches(this);

  /** The transport of each descriptor that belongs to one. */
  get _transports(): Map<number, DescriptorUser> {
    return this._watches.transports;
  }

  override close(): void {
    super.close();
    this._watches.close();
  }

  // Watching descriptors.

  /**
   * Call `callback(...args)` in each iteration in which the file can be read. An earlier callback for it is replaced.
   *
   * @param file a socket object of `yieldfrom/socket`, its descriptor, or the descriptor of a pipe or a terminal.
   * @throws RuntimeError when the loop is closed, or a transport uses the descriptor.
   * @throws NotImplementedError for a descriptor that Node cannot watch; OSError, ValueError for one that there is not.
   */
  override add_reader<A extends readonly unknown[]>(
    file: FileObject,
    callback: Callback<A>,
    ...args: A
  ): void {
    this._watches.ensure_no_transport(file);
    this._add_reader(file, callback, ...args);
  }

  /** Take the callback of `add_reader()` back. @returns whether there was one. */
  override remove_reader(file: FileObject): boolean {
    this._watches.ensure_no_transport(file);
    return this._remove_reader(file);
  }

  /**
   * Call `callback(...args)` in each iteration in which the file can be written. An earlier callback for it is replaced.
   *
   * @param file a socket object of `yieldfrom/socket`, or its descriptor.
   * @throws RuntimeError when the loop is closed, or a transport uses the descriptor.
   * @throws NotImplementedError for a descriptor that Node cannot watch; ValueError for one that there is not.
   */
  override add_writer<A extends readonly unknown[]>(
    file: FileObject,
    callback: Callback<A>,
    ...args: A
  ): void {
    this._watches.ensure_no_transport(file);
    this._add_writer(file, callback, ...args);
  }

  /** Take the callback of `add_writer()` back. @returns whether there was one. */
  override remove_writer(file: FileObject): boolean {
    this._watches.ensure_no_transport(file);
    return this._remove_writer(file);
  }

  // The same for transports, whose descriptors others must not watch.

  _add_reader<A extends readonly unknown[]>(
    file: FileObject,
    callback: Callback<A>,
    ...args: A
  ): void {
    this._check_closed();
    this._watches.add(file, 'reader', callback, args);
  }

  _remove_reader(file: FileObject): boolean {
    return !this.is_closed() && this._watches.remove(file, 'reader');
  }

  _add_writer<A extends readonly unknown[]>(
    file: FileObject,
    callback: Callback<A>,
    ...args: A
  ): void {
    this._check_closed();
    this._watches.add(file, 'writer', callback, args);
  }

  _remove_writer(file: FileObject): boolean {
    return !this.is_closed() && this._watches.remove(file, 'writer');
  }

  // Plain sockets.

  /**
   * Receive from a non-blocking socket.
   *
   * @returns a future of 1 to `n` bytes, or of none at the end; its exception is an OSError.
   * @throws ValueError in debug mode, when the socket is blocking.
   */
  override sock_recv(sock: socket, n: number): Future<Uint8Array> {
    return sock_recv(this, sock, n);
  }

  /**
   * Send all of the data to a non-blocking socket.
   *
   * @returns a future; when it ends with an OSError, nobody knows how much was sent.
   * @throws ValueError in debug mode, when the socket is blocking.
   */
  override sock_sendall(sock: socket, data: Uint8Array): Future<void> {
    return sock_sendall(this, sock, data);
  }

  /**
   * Coroutine: connect a non-blocking socket; a host name is looked up first.
   *
   * @throws OSError "Connect call failed …"; ValueError in debug mode, when the socket is blocking.
   */
  override sock_connect(sock: socket, address: SocketAddress): Coroutine<void> {
    return sock_connect(this, sock, address);
  }

  /**
   * Accept a connection on a listening, non-blocking socket.
   *
   * @returns a future of the connection's socket, which is non-blocking, and the peer's address.
   * @throws ValueError in debug mode, when the socket is blocking.
   */
  override sock_accept(sock: socket): Future<[socket, SocketAddress]> {
    return sock_accept(this, sock);
  }
}
