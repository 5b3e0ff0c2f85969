/** What a server does when a client says which host it wants. (CPython: `SSLContext.set_servername_callback()`.) */

import { host } from './host';
import { format_exception } from './log';
import { repr, type_name } from './reprlib';
import type { SSLContext } from './ssl_context';

/** A connection in the middle of its handshake: the part of `ssl.SSLObject` that there is then. */
export interface ServernameRequest {
  /** Set it to another context, and the rest of the handshake uses its certificate. */
  context: SSLContext;
  /** Only servers are asked for hosts. */
  readonly server_side: true;
}

/**
 * `callback(ssl_object, server_name, context)`: returns None when the connection may go on, or the number of an alert, and the
 * handshake fails. `context` is the one whose callback it is.
 */
export type ServernameCallback = (
  ssl_object: ServernameRequest,
  server_name: string,
  context: SSLContext,
) => unknown;

/** The context with which to go on; None when the client is not wanted, or the callback is wrong, which is told. */
export function context_for(
  server_name: string,
  context: SSLContext,
  callback: ServernameCallback,
): SSLContext | undefined {
  const request: ServernameRequest = { context, server_side: true };
  let alert: unknown;
  try {
    alert = callback(request, server_name, context);
  } catch (error) {
    ignore(callback, error);
    return undefined;
  }
  if (alert === undefined || alert === null) return request.context;
  if (typeof alert !== 'number') {
    ignore(alert, new TypeError(`an integer is required (got type ${type_name(alert)})`));
  }
  return undefined;
}

/** Nobody could catch it: it is shown, as in CPython. */
function ignore(by: unknown, error: unknown): void {
  host.write_stderr(`Exception ignored in: ${repr(by)}\n${format_exception(error)}\n`);
}
