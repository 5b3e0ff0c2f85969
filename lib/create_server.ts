/** Listening for TCP connections. (CPython: `BaseEventLoop.create_server`.) */

import { bind_error, check_stream_socket } from './connections';
import { coroutine } from './coroutines';
import { _ensure_resolved } from './ensure_resolved';
import { NotImplementedError, OSError, ValueError } from './errors';
import type { AddressInfo, Host, Port } from './getaddrinfo';
import { logger } from './log';
import { errno } from './os_errors';
import type { Protocol } from './protocols';
import { repr } from './reprlib';
import type { BaseSelectorEventLoop } from './selector_events';
import { Server } from './server';
import {
  AF_INET6,
  AF_UNSPEC,
  AI_PASSIVE,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  type SocketAddress,
  socket,
} from './socket';
import { SSLContext } from './ssl_context';
import { gather } from './tasks';
import type { Coroutine } from './types';

/** Connections that may wait to be accepted. */
export const DEFAULT_BACKLOG = 100;

/** The keyword arguments of `create_server()`. */
export interface ServerOptions {
  /** AF_INET or AF_INET6; 0: both. */
  family?: number;
  /** For `getaddrinfo()`; AI_PASSIVE. */
  flags?: number;
  /** A bound socket to listen on, in place of host and port. */
  sock?: socket | null;
  /** How many connections may wait to be accepted; 100. */
  backlog?: number;
  /** An SSLContext: speak TLS. */
  ssl?: object | null;
  /** Whether the address may have been in use a moment ago; true. Node cannot switch it off. */
  reuse_address?: boolean | null;
  /** Whether others may listen on the address, too. Node cannot. */
  reuse_port?: boolean | null;
}

/** One host, or several. None and `''`: all interfaces. */
export type Hosts = Host | Iterable<Host>;

/** Coroutine: the body of `loop.create_server()`. */
export const create_server = coroutine(function* create_server(
  loop: BaseSelectorEventLoop,
  protocol_factory: () => Protocol,
  host: Hosts,
  port: Port,
  options: ServerOptions,
): Coroutine<Server> {
  const { ssl, sock, backlog = DEFAULT_BACKLOG } = options;
  check_server_ssl(ssl);
  let sockets: socket[];
  if ((host ?? undefined) !== undefined || (port ?? undefined) !== undefined) {
    if (sock) throw new ValueError('host/port and sock can not be specified at the same time');
    sockets = bound_sockets(loop, yield* addresses_of(loop, host, port, options), options);
  } else {
    if (!sock) throw new ValueError('Neither host/port nor sock were specified');
    check_stream_socket(sock);
    sockets = [sock];
  }
  return serve(loop, protocol_factory, sockets, ssl, backlog);
});

/** A server needs a certificate, so `true` will not do. @throws TypeError */
export function check_server_ssl(ssl: unknown): void {
  if (!(ssl === undefined || ssl === null || ssl instanceof SSLContext)) {
    throw new TypeError('ssl argument must be an SSLContext or None');
  }
}

/** Begin to accept connections on bound sockets. */
export function serve(
  loop: BaseSelectorEventLoop,
  protocol_factory: () => Protocol,
  sockets: socket[],
  ssl: object | null | undefined,
  backlog: number,
): Server {
  const server = new Server(loop, sockets);
  for (const sock of sockets) {
    sock.listen(backlog);
    sock.setblocking(false);
    loop._start_serving(protocol_factory, sock, { ssl, server, backlog });
  }
  if (loop.get_debug()) logger.info(`${repr(server)} is serving`);
  return server;
}

/** Coroutine: the addresses of all hosts, each once. */
const addresses_of = coroutine(function* addresses_of(
  loop: BaseSelectorEventLoop,
  host: Hosts,
  port: Port,
  { family = AF_UNSPEC, flags = AI_PASSIVE }: ServerOptions,
): Coroutine<AddressInfo[]> {
  const lookups = hosts_of(host).map((one) => addresses_of_host(loop, one, port, family, flags));
  const infos = (yield* gather(...lookups, { loop })) as AddressInfo[][];
  return [...new Map(infos.flat().map((info) => [repr(info), info])).values()];
});

function hosts_of(host: Hosts): Host[] {
  if (host === '') return [undefined];
  if (typeof host === 'string' || host instanceof Uint8Array) return [host];
  return host === undefined || host === null ? [undefined] : [...host];
}

const addresses_of_host = coroutine(function* addresses_of_host(
  loop: BaseSelectorEventLoop,
  host: Host,
  port: Port,
  family: number,
  flags: number,
): Coroutine<readonly AddressInfo[]> {
  const options = { family, type: SOCK_STREAM, flags, loop };
  const infos = yield* _ensure_resolved([host, port], options);
  if (infos.length === 0) throw new OSError(`getaddrinfo(${repr(host)}) returned empty list`);
  return infos;
});

/** A socket for each address. When one cannot be had, none is left open. */
function bound_sockets(
  loop: BaseSelectorEventLoop,
  infos: readonly AddressInfo[],
  options: ServerOptions,
): socket[] {
  const sockets: socket[] = [];
  try {
    for (const info of infos) {
      const sock = bound_socket(loop, info, options);
      if (sock !== undefined) sockets.push(sock);
    }
  } catch (error) {
    for (const sock of sockets) sock.close();
    throw error;
  }
  return sockets;
}

/** None when the system has no such kind of socket. */
function bound_socket(
  loop: BaseSelectorEventLoop,
  [family, type, proto, , address]: AddressInfo,
  { reuse_address, reuse_port }: ServerOptions,
): socket | undefined {
  const sock = new socket(family, type, proto);
  try {
    if (reuse_address ?? true) sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    if (reuse_port) throw new NotImplementedError('Node cannot set SO_REUSEPORT: reuse_port');
    // A socket of IPv6 would serve IPv4 as well, and get in the way of the socket that is for that.
    if (family === AF_INET6) sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, true);
    sock.bind(address as SocketAddress);
    return sock;
  } catch (error) {
    sock.close();
    if (!(error instanceof OSError)) throw error;
    // Node makes the system's socket only now.
    if (error.errno !== errno.EAFNOSUPPORT) throw bind_error(error, address);
    if (loop.get_debug()) {
      const what = [family, type, proto].join(', ');
      const message = `create_server() failed to create socket.socket(${what})`;
      logger.warning(message, { exc_info: error });
    }
    return undefined;
  }
}
