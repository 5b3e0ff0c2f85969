/** What `create_server()` returns. (CPython: `base_events.Server`.) */

import { coroutine } from './coroutines';
import { python_assert } from './errors';
import { AbstractServer } from './events';
import type { Future } from './futures';
import { repr } from './reprlib';
import type { BaseSelectorEventLoop } from './selector_events';
import type { socket } from './socket';
import type { Coroutine } from './types';

/**
 * A server that listens on some sockets.
 *
 * Invariant: `_waiters` is None once the server is closed and its last connection has ended.
 */
export class Server extends AbstractServer {
  /** The listening sockets; None when the server is closed. */
  sockets: socket[] | undefined;
  /** How many of its connections are open. */
  _active_count = 0;
  _waiters: Future<unknown>[] | undefined = [];

  constructor(
    readonly _loop: BaseSelectorEventLoop,
    sockets: socket[],
  ) {
    super();
    this.sockets = sockets;
  }

  override __repr__(): string {
    return `<${this.constructor.name} sockets=${repr(this.sockets)}>`;
  }

  /** A connection begins. */
  _attach(): void {
    python_assert(this.sockets !== undefined);
    this._active_count += 1;
  }

  /** A connection has ended. */
  _detach(): void {
    python_assert(this._active_count > 0);
    this._active_count -= 1;
    if (this._active_count === 0 && this.sockets === undefined) this._wakeup();
  }

  /** Stop serving. Existing connections stay open. Closing it twice does nothing. */
  override close(): void {
    const { sockets } = this;
    if (sockets === undefined) return;
    this.sockets = undefined;
    for (const sock of sockets) this._loop._stop_serving(sock);
    if (this._active_count === 0) this._wakeup();
  }

  private _wakeup(): void {
    const waiters = this._waiters ?? [];
    this._waiters = undefined;
    for (const waiter of waiters) if (!waiter.done()) waiter.set_result(waiter);
  }

  /**
   * Coroutine: wait until the server is closed and all of its connections have ended.
   *
   * As in CPython 3.6 it returns at once when the server is closed already.
   */
  override wait_closed(): Coroutine<void> {
    return wait_closed(this);
  }
}

const wait_closed = coroutine(function* wait_closed(server: Server): Coroutine<void> {
  if (server.sockets === undefined || server._waiters === undefined) return;
  const waiter = server._loop.create_future();
  server._waiters.push(waiter);
  yield* waiter;
});
