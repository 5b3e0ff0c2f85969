/** Unix sockets. (CPython: `create_unix_connection` and `create_unix_server` of `asyncio/unix_events.py`.) */

import { existsSync, statSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { _is_stream_socket, connection_transport, type SSLArgument } from './connections';
import { coroutine } from './coroutines';
import { check_server_ssl, DEFAULT_BACKLOG, serve } from './create_server';
import { FileNotFoundError, OSError, python_assert, ValueError } from './errors';
import { logger } from './log';
import { errno, os_error, python_error } from './os_errors';
import type { Protocol } from './protocols';
import { repr } from './reprlib';
import type { BaseSelectorEventLoop } from './selector_events';
import type { Server } from './server';
import { AF_UNIX, SOCK_STREAM, socket } from './socket';
import type { Transport } from './transports';
import type { Coroutine } from './types';

/** A path, as text or bytes. */
export type Path = string | Uint8Array | null | undefined;

/** The keyword arguments of `create_unix_connection()`. */
export interface UnixConnectionOptions {
  ssl?: SSLArgument;
  /** A connected socket to use, in place of the path. */
  sock?: socket | null;
  /** With TLS: the name that the server's certificate has to be for; it has to be given. */
  server_hostname?: string | null;
}

/** The keyword arguments of `create_unix_server()`. */
export interface UnixServerOptions {
  /** A bound socket to listen on, in place of the path. */
  sock?: socket | null;
  /** How many connections may wait to be accepted; 100. */
  backlog?: number;
  /** An SSLContext: speak TLS. */
  ssl?: object | null;
}

/** Coroutine: the body of `loop.create_unix_connection()`. */
export const create_unix_connection = coroutine(function* create_unix_connection<P>(
  loop: BaseSelectorEventLoop,
  protocol_factory: () => P,
  path: Path,
  options: UnixConnectionOptions,
): Coroutine<[Transport, P]> {
  const { ssl, sock: given } = options;
  const server_hostname = options.server_hostname ?? undefined;
  python_assert(server_hostname === undefined || typeof server_hostname === 'string');
  if (ssl) {
    if (server_hostname === undefined) {
      throw new ValueError('you have to pass server_hostname when using ssl');
    }
  } else if (server_hostname !== undefined) {
    throw new ValueError('server_hostname is only meaningful with ssl');
  }
  let sock: socket;
  if (path !== undefined && path !== null) {
    if (given) throw new ValueError('path and sock can not be specified at the same time');
    sock = yield* connected_socket(loop, text_of(path));
  } else {
    if (!given) throw new ValueError('no path and sock were specified');
    check_unix_socket(given);
    sock = given;
  }
  const role = { server_side: false, server_hostname };
  return yield* connection_transport(loop, sock, protocol_factory, ssl, role);
});

const connected_socket = coroutine(function* connected_socket(
  loop: BaseSelectorEventLoop,
  path: string,
): Coroutine<socket> {
  const sock = new socket(AF_UNIX, SOCK_STREAM);
  try {
    sock.setblocking(false);
    yield* loop.sock_connect(sock, path);
    return sock;
  } catch (error) {
    sock.close();
    // For a Unix socket the system knows at once, and Python raises its words as they are.
    throw error instanceof OSError && error.errno !== undefined ? os_error(error.errno) : error;
  }
});

/** @throws ValueError when it is no Unix stream socket. */
function check_unix_socket(sock: socket): void {
  if (sock.family !== AF_UNIX || !_is_stream_socket(sock.type)) {
    throw new ValueError(`A UNIX Domain Stream Socket was expected, got ${repr(sock)}`);
  }
}

function text_of(path: string | Uint8Array): string {
  return typeof path === 'string' ? path : Buffer.from(path).toString();
}

/** Coroutine: the body of `loop.create_unix_server()`. Like CPython it removes a stale socket, and leaves its own behind. */
export const create_unix_server = coroutine(function* create_unix_server(
  loop: BaseSelectorEventLoop,
  protocol_factory: () => Protocol,
  path: Path,
  { ssl, sock: given, backlog = DEFAULT_BACKLOG }: UnixServerOptions,
): Coroutine<Server> {
  check_server_ssl(ssl);
  let sock: socket;
  if (path !== undefined && path !== null) {
    if (given) throw new ValueError('path and sock can not be specified at the same time');
    sock = bound_socket(text_of(path));
  } else {
    if (!given) throw new ValueError('path was not specified, and no sock specified');
    check_unix_socket(given);
    sock = given;
  }
  return serve(loop, protocol_factory, [sock], ssl, backlog);
});

function bound_socket(path: string): socket {
  // An abstract socket has no file.
  if (!path.startsWith('\0')) remove_stale_socket(path);
  const sock = new socket(AF_UNIX, SOCK_STREAM);
  try {
    sock.bind(path);
    return sock;
  } catch (error) {
    sock.close();
    throw unix_bind_error(error, path);
  }
}

/** Remove what an earlier server has left behind. What is no socket is left alone, and is an error later. */
function remove_stale_socket(path: string): void {
  try {
    if (statSync(path).isSocket()) unlinkSync(path);
  } catch (reason) {
    const error = python_error(reason, path);
    if (error instanceof FileNotFoundError) return;
    // The directory may allow nothing but to make a socket.
    logger.error(`Unable to check or remove stale UNIX socket ${repr(path)}: ${repr(error)}`);
  }
}

function unix_bind_error(error: unknown, path: string): unknown {
  if (!(error instanceof OSError)) return error;
  if (error.errno === errno.EADDRINUSE) {
    return os_error(error.errno, `Address ${repr(path)} is already in use`);
  }
  // libuv makes one of the other.
  const has_no_directory = error.errno === errno.EACCES && !existsSync(dirname(path));
  return has_no_directory ? os_error(errno.ENOENT as number) : error;
}
