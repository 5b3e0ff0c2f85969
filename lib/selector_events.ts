/** The part of the event loop that is about sockets. (CPython: `asyncio/selector_events.py`.) */

import { Acceptor, type ServiceOptions } from './accepting';
import {
  type AcceptedOptions,
  type ConnectionOptions,
  connect_accepted_socket,
  create_connection,
  type SSLTransportOptions,
} from './connections';
import { create_server, type Hosts, type ServerOptions } from './create_server';
import { create_datagram_endpoint, type DatagramArguments } from './datagram_endpoint';
import { _SelectorDatagramTransport } from './datagram_transport';
import type { Future } from './futures';
import type { Host, Port } from './getaddrinfo';
import type { Callback } from './handles';
import { keywords, positional } from './keywords';
import { NodeEventLoop } from './node_loop';
import type { BaseProtocol, DatagramProtocol, Protocol } from './protocols';
import type { Server } from './server';
import { sock_accept, sock_connect, sock_recv, sock_sendall } from './sock_calls';
import type { SocketAddress, socket } from './socket';
import { _SelectorSocketTransport } from './socket_transport';
import { SSLProtocol } from './sslproto';
import type { StreamTransportOptions } from './stream_transport';
import type { ExtraInfo, Transport } from './transports';
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

  private readonly _acceptors = new Map<socket, Acceptor>();

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

  // Connections and servers.

  /**
   * Coroutine: connect a protocol to a TCP server.
   *
   * The addresses of the host are tried one after the other.
   *
   * @param protocol_factory called without arguments once the connection is made; returns the protocol.
   * @returns the transport and the protocol.
   * @throws OSError when no address could be connected, ValueError for arguments that contradict each other.
   */
  override create_connection<P>(
    protocol_factory: () => P,
    options: ConnectionOptions & { host?: Host; port?: Port },
  ): Coroutine<[Transport, P]>;
  override create_connection<P>(
    protocol_factory: () => P,
    host?: Host,
    port?: Port,
    options?: ConnectionOptions | null,
  ): Coroutine<[Transport, P]>;
  override create_connection<P>(
    protocol_factory: () => P,
    ...args: unknown[]
  ): Coroutine<[Transport, P]> {
    const [host, port, options] = positional(args, ['host', 'port']) as [
      Host,
      Port,
      ConnectionOptions,
    ];
    const checked = keywords('create_connection', options, CONNECTION_OPTIONS);
    return create_connection(this, protocol_factory, host, port, checked);
  }

  /**
   * Coroutine: listen for TCP connections, each of which gets a protocol from the factory.
   *
   * @param host a host, or several; None and `''` are all interfaces.
   * @param port 0: any port that is free, another one on each interface.
   * @throws OSError when an address cannot be used, ValueError for arguments that contradict each other.
   * @throws NotImplementedError for `reuse_port`.
   */
  override create_server(
    protocol_factory: () => BaseProtocol,
    options: ServerOptions & { host?: Hosts; port?: Port },
  ): Coroutine<Server>;
  override create_server(
    protocol_factory: () => BaseProtocol,
    host?: Hosts,
    port?: Port,
    options?: ServerOptions | null,
  ): Coroutine<Server>;
  override create_server(
    protocol_factory: () => BaseProtocol,
    ...args: unknown[]
  ): Coroutine<Server> {
    const [host, port, options] = positional(args, ['host', 'port']) as [
      Hosts,
      Port,
      ServerOptions,
    ];
    const checked = keywords('create_server', options, SERVER_OPTIONS);
    return create_server(this, protocol_factory as () => Protocol, host, port, checked);
  }

  /**
   * Coroutine: serve a connection that was accepted outside of asyncio.
   *
   * @returns the transport and the protocol.
   * @throws ValueError when the socket is no stream socket.
   */
  connect_accepted_socket<P>(
    protocol_factory: () => P,
    sock: socket,
    options?: AcceptedOptions | null,
  ): Coroutine<[Transport, P]> {
    const checked = keywords('connect_accepted_socket', options, ['ssl']);
    return connect_accepted_socket(this, protocol_factory, sock, checked);
  }

  /** Accept connections on a socket that listens. */
  _start_serving(protocol_factory: () => Protocol, sock: socket, service: ServiceOptions): void {
    this._acceptors.set(sock, new Acceptor(this, sock, { ...service, protocol_factory }));
  }

  /** Accept no more, and close the socket. */
  _stop_serving(sock: socket): void {
    this._acceptors.get(sock)?.close();
    this._acceptors.delete(sock);
  }

  /** The transport of a connected socket. */
  _make_socket_transport(
    sock: socket,
    protocol: Protocol,
    waiter?: Future<void>,
    options?: StreamTransportOptions,
  ): Transport {
    return new _SelectorSocketTransport(this, sock, protocol, waiter, options);
  }

  /**
   * The transport of a connected socket that speaks TLS.
   *
   * @param sslcontext None: the default one of a client.
   * @param waiter completed when the handshake is done and the protocol's `connection_made()` was called.
   */
  _make_ssl_transport(
    sock: socket,
    protocol: Protocol,
    sslcontext: object | undefined,
    waiter?: Future<void>,
    { extra, server, ...role }: SSLTransportOptions = {},
  ): Transport {
    const ssl_protocol = new SSLProtocol(this, protocol, sslcontext, waiter, role);
    this._make_socket_transport(sock, ssl_protocol, undefined, { extra, server });
    return ssl_protocol._app_transport;
  }

  // Datagrams.

  /**
   * Coroutine: an endpoint that sends and receives datagrams, bound to `local_addr` or connected to `remote_addr`.
   *
   * @param args the two addresses, `[host, port]` each, by place or by name; then the other options.
   * @returns its transport and its protocol.
   * @throws ValueError, OSError for addresses and options that are wrong.
   * @throws NotImplementedError for Unix datagrams and `reuse_port`, which Node has not.
   */
  override create_datagram_endpoint<P extends DatagramProtocol>(
    protocol_factory: () => P,
    ...args: DatagramArguments
  ): Coroutine<[_SelectorDatagramTransport, P]> {
    return create_datagram_endpoint(this, protocol_factory, args);
  }

  _make_datagram_transport(
    sock: socket,
    protocol: DatagramProtocol,
    address?: SocketAddress,
    waiter?: Future<void>,
    extra?: ExtraInfo,
  ): _SelectorDatagramTransport {
    return new _SelectorDatagramTransport(this, sock, protocol, address, waiter, extra);
  }
}

const CONNECTION_OPTIONS = [
  'ssl',
  'family',
  'proto',
  'flags',
  'sock',
  'local_addr',
  'server_hostname',
] as const;

const SERVER_OPTIONS = [
  'family',
  'flags',
  'sock',
  'backlog',
  'ssl',
  'reuse_address',
  'reuse_port',
] as const;
