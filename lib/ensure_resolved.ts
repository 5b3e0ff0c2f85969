/** Addresses that need no look-up. (CPython: `_ipaddr_info` and `_ensure_resolved` of `asyncio/base_events.py`.) */

import { isIPv4, isIPv6 } from 'node:net';
import type { AbstractEventLoop } from './events';
import type { Future } from './futures';
import type { AddressInfo, Host, LookupOptions, Port } from './getaddrinfo';
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_STREAM,
} from './socket_constants';

/** The bits of a socket's type that tell its kind. */
const KIND = 0xf;

/** The address info of a numeric host and port; undefined when they have to be looked up. */
export function _ipaddr_info(
  host: Host,
  port: Port,
  family: number,
  type: number,
  proto: number,
): AddressInfo | undefined {
  if (![0, IPPROTO_TCP, IPPROTO_UDP].includes(proto)) return undefined;
  const name = text(host);
  const number = numeric_port(port);
  if (name === undefined || number === undefined) return undefined;
  const kind = type & KIND;
  if (kind !== SOCK_STREAM && kind !== SOCK_DGRAM) return undefined;
  const kind_proto = kind === SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
  // An address with a zone is looked up.
  if (name.includes('%')) return undefined;
  if (isIPv4(name) && (family === AF_UNSPEC || family === AF_INET)) {
    return [AF_INET, type, kind_proto, '', [name, number]];
  }
  if (isIPv6(name) && (family === AF_UNSPEC || family === AF_INET6)) {
    return [AF_INET6, type, kind_proto, '', [name, number, 0, 0]];
  }
  return undefined;
}

function text(value: string | Uint8Array | null | undefined): string | undefined {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : (value ?? undefined);
}

/** Python's `int(port)`; undefined for the name of a service. */
function numeric_port(port: Port): number | undefined {
  if (port === undefined || port === null) return 0;
  if (typeof port === 'number') return Number.isFinite(port) ? Math.trunc(port) : undefined;
  if (typeof port === 'bigint') return Number(port);
  const digits = text(port) as string;
  if (digits === '') return 0;
  return /^\s*[+-]?\d+(_\d+)*\s*$/.test(digits) ? Number(digits.replaceAll('_', '')) : undefined;
}

/** A future of address infos: at once for a numeric address, else what `loop.getaddrinfo()` gives. */
export function _ensure_resolved(
  address: readonly [host: Host, port: Port, ...rest: unknown[]],
  options: LookupOptions & { readonly loop: AbstractEventLoop },
): Future<readonly AddressInfo[]> {
  const [host, port] = address;
  const { family = 0, type = SOCK_STREAM, proto = 0, flags = 0, loop } = options;
  const info = _ipaddr_info(host, port, family, type, proto);
  if (info === undefined) {
    const lookup = loop.getaddrinfo(host, port, { family, type, proto, flags });
    return lookup as Future<readonly AddressInfo[]>;
  }
  const future = loop.create_future<readonly AddressInfo[]>();
  future.set_result([info]);
  return future;
}
