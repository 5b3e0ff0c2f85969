/** The transport of a TCP or Unix connection. (CPython: `selector_events._SelectorSocketTransport`.) */

import type { Future } from './futures';
import type { Protocol } from './protocols';
import type { BaseSelectorEventLoop } from './selector_events';
import { AF_UNIX, IPPROTO_TCP, type socket, TCP_NODELAY } from './socket';
import { _StreamTransport, type StreamTransportOptions } from './stream_transport';

/** A transport over a connected stream socket, which belongs to it from now on. */
export class _SelectorSocketTransport extends _StreamTransport {
  private readonly _sock: socket;
  private readonly _fd: number;

  /** @param waiter completed when the protocol's `connection_made()` was called. */
  constructor(
    loop: BaseSelectorEventLoop,
    sock: socket,
    protocol: Protocol,
    waiter?: Future<void>,
    options: StreamTransportOptions = {},
  ) {
    const extra = {
      peername: peername_of(sock),
      ...options.extra,
      socket: sock,
      sockname: sock.getsockname(),
    };
    super(loop, sock._take_stream(), protocol, { ...options, extra });
    this._sock = sock;
    this._fd = sock.fileno();
    loop._transports.set(this._fd, this);
    // Small writes do not wait for the acknowledgement of earlier ones.
    if (sock.family !== AF_UNIX) sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
    this._start(waiter);
  }

  protected override _repr_info(): string[] {
    return [`fd=${this._fd}`, ...super._repr_info()];
  }

  protected override _close_stream(): void {
    this._sock.close();
    const { _transports } = this._loop as BaseSelectorEventLoop;
    if (_transports.get(this._fd) === this) _transports.delete(this._fd);
  }
}

/** None when the other side is gone already. */
function peername_of(sock: socket): unknown {
  try {
    return sock.getpeername();
  } catch {
    return undefined;
  }
}
