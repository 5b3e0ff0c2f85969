/** Connecting protocols to stream sockets. (CPython: `BaseEventLoop.create_connection` and its relatives.) */

import { coroutine } from './coroutines';
import { _ensure_resolved } from './ensure_resolved';
import { OSError, ValueError } from './errors';
import type { Future } from './futures';
import type { AddressInfo, Host, Port } from './getaddrinfo';
import { logger } from './log';
import { os_error } from './os_errors';
import type { Protocol } from './protocols';
import { repr, tuple_repr } from './reprlib';
import type { BaseSelectorEventLoop } from './selector_events';
import { SOCK_STREAM, type SocketAddress, socket } from './socket';
import type { StreamTransportOptions } from './stream_transport';
import { wait } from './tasks';
import type { BaseTransport, Transport } from './transports';
import type { Coroutine } from './types';

/** True: the default settings. An SSLContext: those. */
export type SSLArgument = object | boolean | null | undefined;

/** The keyword arguments of `create_connection()`. */
export interface ConnectionOptions {
  /** A context, or true for the default one: speak TLS. */
  ssl?: SSLArgument;
  /** AF_INET or AF_INET6; 0: both. */
  family?: number;
  proto?: number;
  /** For `getaddrinfo()`. */
  flags?: number;
  /** A connected socket to use, in place of host and port. */
  sock?: socket | null;
  /** The own address: host and port. */
  local_addr?: readonly [host: Host, port: Port] | null;
  /** The name that the server's certificate has to be for; None: the host. */
  server_hostname?: string | null;
}

/** The keyword arguments of `connect_accepted_socket()`. */
export interface AcceptedOptions {
  ssl?: SSLArgument;
}

/** How TLS is to be spoken over a socket. */
export interface TLSRole {
  readonly server_side: boolean;
  readonly server_hostname: string | null | undefined;
}

/** What a transport with TLS is made with. */
export type SSLTransportOptions = Partial<TLSRole> & StreamTransportOptions;

/** Linux keeps more than the kind of a socket in its type. */
export function _is_stream_socket(type: number): boolean {
  return (type & 0xf) === SOCK_STREAM;
}

/** @throws ValueError when it is no stream socket. */
export function check_stream_socket(sock: socket): void {
  if (!_is_stream_socket(sock.type)) {
    throw new ValueError(`A Stream Socket was expected, got ${repr(sock)}`);
  }
}

/** Coroutine: the body of `loop.create_connection()`. */
export const create_connection = coroutine(function* create_connection<P>(
  loop: BaseSelectorEventLoop,
  protocol_factory: () => P,
  host: Host,
  port: Port,
  options: ConnectionOptions,
): Coroutine<[Transport, P]> {
  const { ssl, sock: given } = options;
  const server_hostname = checked_hostname(host, options);
  let sock: socket;
  if ((host ?? undefined) !== undefined || (port ?? undefined) !== undefined) {
    if (given) {
      throw new ValueError('host/port and sock can not be specified at the same time');
    }
    sock = yield* connected_socket(loop, host, port, options);
  } else {
    if (!given) throw new ValueError('host and port was not specified and no sock specified');
    check_stream_socket(given);
    sock = given;
  }
  const role = { server_side: false, server_hostname };
  const [transport, protocol] = yield* connection_transport(
    loop,
    sock,
    protocol_factory,
    ssl,
    role,
  );
  if (loop.get_debug()) {
    const used = repr(transport.get_extra_info('socket'));
    const made = tuple_repr([transport, protocol]);
    logger.debug(`${used} connected to ${String(host ?? 'None')}:${repr(port)}: ${made}`);
  }
  return [transport, protocol];
});

/** The name for the certificate. @throws ValueError for a name without TLS, or TLS without a name. */
function checked_hostname(host: Host, { ssl, server_hostname }: ConnectionOptions) {
  const name = server_hostname ?? undefined;
  if (!ssl) {
    if (name !== undefined) throw new ValueError('server_hostname is only meaningful with ssl');
    return undefined;
  }
  if (name !== undefined) return name;
  if (!host || host.length === 0) {
    throw new ValueError('You must set server_hostname when using ssl without a host');
  }
  return typeof host === 'string' ? host : Buffer.from(host).toString();
}

/** Coroutine: a socket connected to the first address that takes it. */
const connected_socket = coroutine(function* connected_socket(
  loop: BaseSelectorEventLoop,
  host: Host,
  port: Port,
  { family = 0, proto = 0, flags = 0, local_addr }: ConnectionOptions,
): Coroutine<socket> {
  const resolve = (address: readonly [Host, Port]) =>
    _ensure_resolved(address, { family, type: SOCK_STREAM, proto, flags, loop });
  const lookups = [resolve([host, port])];
  if (local_addr) lookups.push(resolve(local_addr));
  yield* wait(lookups, { loop });
  const [infos, local_infos] = lookups.map(addresses_found) as [AddressInfo[], AddressInfo[]?];
  const errors: OSError[] = [];
  for (const info of infos) {
    const sock = yield* try_address(loop, info, local_infos, errors);
    if (sock !== undefined) return sock;
  }
  throw combined(errors);
});

function addresses_found(lookup: Future<readonly AddressInfo[]>): readonly AddressInfo[] {
  const infos = lookup.result();
  if (infos.length === 0) throw new OSError('getaddrinfo() returned empty list');
  return infos;
}

/** Coroutine: a connected socket; None, with one error more, when that failed. */
const try_address = coroutine(function* try_address(
  loop: BaseSelectorEventLoop,
  [family, type, proto, , address]: AddressInfo,
  local_infos: readonly AddressInfo[] | undefined,
  errors: OSError[],
): Coroutine<socket | undefined> {
  let sock: socket | undefined;
  try {
    sock = new socket(family, type, proto);
    sock.setblocking(false);
    if (local_infos !== undefined && !bind_to_one_of(sock, local_infos, errors)) {
      sock.close();
      return undefined;
    }
    if (loop.get_debug()) logger.debug(`connect ${repr(sock)} to ${tuple_repr(address)}`);
    yield* loop.sock_connect(sock, address as SocketAddress);
    return sock;
  } catch (error) {
    sock?.close();
    if (!(error instanceof OSError)) throw error;
    errors.push(error);
    return undefined;
  }
});

function bind_to_one_of(sock: socket, infos: readonly AddressInfo[], errors: OSError[]): boolean {
  for (const [, , , , address] of infos) {
    try {
      sock.bind(address as SocketAddress);
      return true;
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      errors.push(bind_error(error, address));
    }
  }
  return false;
}

/** Says which address it was that could not be bound. */
export function bind_error(error: OSError, address: readonly unknown[]): OSError {
  const reason = error.strerror?.toLowerCase() ?? error.message;
  const text = `error while attempting to bind on address ${tuple_repr(address)}: ${reason}`;
  return error.errno === undefined
    ? new OSError(text)
    : Object.assign(os_error(error.errno, text), { cause: error });
}

/** One error for all addresses: the first when all say the same. */
function combined(errors: readonly OSError[]): OSError {
  const [first, ...others] = errors as [OSError, ...OSError[]];
  if (others.every((error) => error.message === first.message)) return first;
  return new OSError(`Multiple exceptions: ${errors.map((error) => error.message).join(', ')}`);
}

/** Coroutine: the transport of a connected socket, and its protocol, which has been told of it. */
export const connection_transport = coroutine(function* connection_transport<P>(
  loop: BaseSelectorEventLoop,
  sock: socket,
  protocol_factory: () => P,
  ssl: SSLArgument,
  role: TLSRole,
): Coroutine<[Transport, P]> {
  sock.setblocking(false);
  const protocol = protocol_factory();
  yield* sock._has_connected(loop);
  const waiter = loop.create_future<void>();
  const heard = protocol as unknown as Protocol;
  const transport: BaseTransport = ssl
    ? loop._make_ssl_transport(sock, heard, ssl === true ? undefined : ssl, waiter, role)
    : loop._make_socket_transport(sock, heard, waiter);
  try {
    yield* waiter;
  } catch (error) {
    transport.close();
    throw error;
  }
  return [transport as Transport, protocol];
});

/** Coroutine: the body of `loop.connect_accepted_socket()`. */
export const connect_accepted_socket = coroutine(function* connect_accepted_socket<P>(
  loop: BaseSelectorEventLoop,
  protocol_factory: () => P,
  sock: socket,
  { ssl }: AcceptedOptions,
): Coroutine<[Transport, P]> {
  check_stream_socket(sock);
  const role = { server_side: true, server_hostname: '' };
  const [transport, protocol] = yield* connection_transport(
    loop,
    sock,
    protocol_factory,
    ssl,
    role,
  );
  if (loop.get_debug()) {
    const used = repr(transport.get_extra_info('socket'));
    logger.debug(`${used} handled: ${tuple_repr([transport, protocol])}`);
  }
  return [transport, protocol];
});
