/** Waiting for plain sockets: `loop.sock_recv()` and its likes. (CPython: `asyncio/selector_events.py`.) */

import { coroutine } from './coroutines';
import { _ensure_resolved } from './ensure_resolved';
import { BlockingIOError, InterruptedError, is_exception, ValueError } from './errors';
import type { Future } from './futures';
import type { Host, Port } from './getaddrinfo';
import { os_error } from './os_errors';
import { tuple_repr } from './reprlib';
import type { BaseSelectorEventLoop } from './selector_events';
import { AF_UNIX, SO_ERROR, SOL_SOCKET, type SocketAddress, type socket } from './socket';
import type { Coroutine } from './types';

/** Debug mode: a socket that would block the loop is refused. */
function check_non_blocking(loop: BaseSelectorEventLoop, sock: socket): void {
  if (loop.get_debug() && sock.gettimeout() !== 0) {
    throw new ValueError('the socket must be non-blocking');
  }
}

function would_block(error: unknown): boolean {
  return error instanceof BlockingIOError || error instanceof InterruptedError;
}

/** Whether the call has only to be repeated later; any other error ends the future. */
function must_wait(fut: Future<never> | Future<unknown>, error: unknown): boolean {
  if (would_block(error)) return true;
  if (!is_exception(error)) throw error;
  fut.set_exception(error);
  return false;
}

/** A future of 1 to `n` bytes, or of none at the end. */
export function sock_recv(
  loop: BaseSelectorEventLoop,
  sock: socket,
  n: number,
): Future<Uint8Array> {
  check_non_blocking(loop, sock);
  const fut = loop.create_future<Uint8Array>();
  const attempt = (is_registered: boolean): void => {
    if (is_registered) loop.remove_reader(sock);
    if (fut.cancelled()) return;
    try {
      fut.set_result(sock.recv(n));
    } catch (error) {
      if (must_wait(fut, error)) loop.add_reader(sock, attempt, true);
    }
  };
  attempt(false);
  return fut;
}

/** A future that is done when all of the data are sent. */
export function sock_sendall(
  loop: BaseSelectorEventLoop,
  sock: socket,
  data: Uint8Array,
): Future<void> {
  check_non_blocking(loop, sock);
  const fut = loop.create_future<void>();
  let rest = data;
  const attempt = (is_registered: boolean): void => {
    if (is_registered) loop.remove_writer(sock);
    if (fut.cancelled()) return;
    let sent = 0;
    try {
      sent = sock.send(rest);
    } catch (error) {
      if (!must_wait(fut, error)) return;
    }
    if (sent === rest.length) {
      fut.set_result();
      return;
    }
    if (sent > 0) rest = rest.subarray(sent);
    loop.add_writer(sock, attempt, true);
  };
  if ((data?.length ?? 0) > 0) attempt(false);
  else fut.set_result();
  return fut;
}

/** Coroutine: connect; a name is looked up first. */
export const sock_connect = coroutine(function* sock_connect(
  loop: BaseSelectorEventLoop,
  sock: socket,
  address: SocketAddress,
): Coroutine<void> {
  check_non_blocking(loop, sock);
  let resolved = address;
  if (sock.family !== AF_UNIX) {
    const { family, proto } = sock;
    const infos = yield* _ensure_resolved(address as [Host, Port], { family, proto, loop });
    resolved = infos[0]?.[4] as SocketAddress;
  }
  const fut = loop.create_future<void>();
  begin_to_connect(loop, fut, sock, resolved);
  return yield* fut;
});

function begin_to_connect(
  loop: BaseSelectorEventLoop,
  fut: Future<void>,
  sock: socket,
  address: SocketAddress,
): void {
  try {
    sock.connect(address);
    fut.set_result();
  } catch (error) {
    if (!must_wait(fut, error)) return;
    fut.add_done_callback(() => loop.remove_writer(sock));
    loop.add_writer(sock, end_of_connecting, fut, sock, address);
  }
}

/** The socket is writable: connected, or not. */
function end_of_connecting(fut: Future<void>, sock: socket, address: SocketAddress): void {
  if (fut.done()) return;
  try {
    const number = sock.getsockopt(SOL_SOCKET, SO_ERROR);
    if (number !== 0) {
      const name = typeof address === 'string' ? address : tuple_repr(address);
      throw os_error(number, `Connect call failed ${name}`);
    }
    fut.set_result();
  } catch (error) {
    must_wait(fut, error);
  }
}

/** A future of a connection and its peer's address. The new socket is non-blocking. */
export function sock_accept(
  loop: BaseSelectorEventLoop,
  sock: socket,
): Future<[socket, SocketAddress]> {
  check_non_blocking(loop, sock);
  const fut = loop.create_future<[socket, SocketAddress]>();
  const attempt = (is_registered: boolean): void => {
    if (is_registered) loop.remove_reader(sock);
    if (fut.cancelled()) return;
    try {
      const [connection, address] = sock.accept();
      connection.setblocking(false);
      fut.set_result([connection, address]);
    } catch (error) {
      if (must_wait(fut, error)) loop.add_reader(sock, attempt, true);
    }
  };
  attempt(false);
  return fut;
}
