/** What stands behind a `socket` object: one of Node's sockets, as something that can be asked and never waits. */

import { python_error } from './os_errors';

/** An address as Python has it: `[host, port]`, for IPv6 `[host, port, flowinfo, scope_id]`, a path for a Unix socket. */
export type SocketAddress = string | readonly [host: string, port: number, ...more: number[]];

/** A socket that is bound, connects, is connected or listens. */
export abstract class SocketEnd {
  /** Called whenever it may have become readable or writable. */
  on_change: () => void = () => {};
  /** The error that the next call reports, as the system's SO_ERROR. */
  private _pending: unknown;

  /** The descriptor, -1 when there is none. */
  abstract fileno(): number;
  abstract getsockname(): SocketAddress;
  /** Undefined when there is no peer. */
  abstract getpeername(): SocketAddress | undefined;
  /** Whether something can be received or accepted, or there is an error to be reported. */
  abstract is_readable(): boolean;
  /** Whether something can be sent, or a connection attempt has ended. */
  abstract is_writable(): boolean;
  /** Have Node report what comes. Until this is called nothing is read. */
  abstract watch(): void;
  /** From now on it keeps the process alive. */
  abstract ref(): void;
  /** From now on it does not keep the process alive. */
  abstract unref(): void;
  abstract close(): void;

  /** Keep an error of Node for the call that comes next. */
  protected _fail(error: unknown): void {
    this._pending ??= python_error(error);
    this.on_change();
  }

  protected get _has_failed(): boolean {
    return this._pending !== undefined;
  }

  /** The error that is to be reported, once. */
  take_error(): unknown {
    const error = this._pending;
    this._pending = undefined;
    return error;
  }

  protected _raise_pending(): void {
    const error = this.take_error();
    if (error !== undefined) throw error;
  }
}
