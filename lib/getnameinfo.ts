/** `socket.getnameinfo` as a promise, on `node:dns`. */

import { lookupService } from 'node:dns';
import { isIP, isIPv4, isIPv6 } from 'node:net';
import { OSError, OverflowError } from './errors';
import { gai_error, gai_error_of_node } from './gaierror';
import type { SocketAddressTuple } from './getaddrinfo';
import { type_name } from './reprlib';
import { service_on_port } from './services';
import * as socket from './socket_constants';

/** The `NI_` numbers, and the C library's for international names, which Node handles by itself. */
const KNOWN_FLAGS = 0xff;

/**
 * The names of a host and a service, by their address.
 *
 * Differences from CPython: `NI_NOFQDN` changes nothing.
 *
 * Rejects with gaierror, and with TypeError, OSError, OverflowError for an address that is none.
 */
export async function getnameinfo(
  address: SocketAddressTuple,
  flags = 0,
): Promise<[host: string, service: string]> {
  const [host, port, flowinfo, scope] = checked_address(address, flags);
  if (isIP(host) === 0) throw gai_error(socket.EAI_NONAME);
  if (port < 0) throw gai_error(socket.EAI_SERVICE);
  if (isIPv4(host) && address.length !== 2) throw new OSError('IPv4 sockaddr must be 2 tuple');
  if (flags & ~KNOWN_FLAGS) throw gai_error(socket.EAI_BADFLAGS);
  if (flowinfo > 0xfffff) {
    throw new OverflowError('getsockaddrarg: flowinfo must be 0-1048575.');
  }
  const number = port & 0xffff;
  return [await name_of_host(host, number, scope, flags), await name_of_service(number, flags)];
}

type Checked = [host: string, port: number, flowinfo: number, scope_id: number];

function checked_address(address: unknown, flags: unknown): Checked {
  if (!Number.isInteger(flags)) {
    throw new TypeError(`an integer is required (got type ${type_name(flags)})`);
  }
  if (!Array.isArray(address)) throw new TypeError('getnameinfo() argument 1 must be a tuple');
  const given = address.length;
  if (given < 2) throw new TypeError(`function takes at least 2 arguments (${given} given)`);
  if (given > 4) throw new TypeError(`function takes at most 4 arguments (${given} given)`);
  const [host, ...numbers] = address;
  if (typeof host !== 'string') {
    throw new TypeError(`argument 1 must be str, not ${type_name(host)}`);
  }
  for (const number of numbers) {
    if (Number.isInteger(number)) continue;
    throw new TypeError(`an integer is required (got type ${type_name(number)})`);
  }
  const [port, flowinfo = 0, scope_id = 0] = numbers;
  return [host, port, flowinfo, scope_id];
}

async function name_of_host(
  host: string,
  port: number,
  scope_id: number,
  flags: number,
): Promise<string> {
  const [plain, zone] = host.split('%') as [string, string | undefined];
  const is_scoped = isIPv6(plain) && (scope_id !== 0 || zone !== undefined);
  const written = is_scoped ? `${plain}%${zone ?? scope_id}` : plain;
  if (flags & socket.NI_NUMERICHOST) return written;
  return new Promise((resolve, reject) => {
    lookupService(plain, port, (error, name) => {
      if (!error) resolve(name);
      else if (error.code === 'ENOTFOUND' && !(flags & socket.NI_NAMEREQD)) resolve(written);
      else reject(gai_error_of_node(error));
    });
  });
}

async function name_of_service(port: number, flags: number): Promise<string> {
  if (flags & socket.NI_NUMERICSERV) return String(port);
  const name = await service_on_port(port, flags & socket.NI_DGRAM ? 'udp' : 'tcp');
  return name ?? String(port);
}
