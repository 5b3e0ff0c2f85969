/** The addresses that socket calls take. */

import { isIP } from 'node:net';
import { NotImplementedError, OSError, OverflowError } from './errors';
import { errno, os_error } from './os_errors';
import { type_name } from './reprlib';
import { AF_INET } from './socket_constants';

/** Longest path of a Unix socket, in bytes. */
const LONGEST_PATH = 107;

/** Names that need no look-up. */
const WELL_KNOWN: Readonly<Record<string, readonly [four: string, six: string]>> = {
  '': ['0.0.0.0', '::'],
  '<broadcast>': ['255.255.255.255', '<broadcast>'],
  localhost: ['127.0.0.1', '::1'],
};

/**
 * Host and port of an address of IPv4 or IPv6.
 *
 * @throws TypeError, OverflowError in CPython's words; NotImplementedError for a name, which would have to be looked up.
 */
export function numeric_address(family: number, address: unknown): { host: string; port: number } {
  const name = family === AF_INET ? 'AF_INET' : 'AF_INET6';
  if (!Array.isArray(address)) {
    throw new TypeError(`getsockaddrarg: ${name} address must be tuple, not ${type_name(address)}`);
  }
  if (address.length < 2 || address.length > (family === AF_INET ? 2 : 4)) {
    const takes = family === AF_INET ? 'exactly 2 arguments' : 'from 2 to 4 arguments';
    throw new TypeError(`getsockaddrarg() takes ${takes} (${address.length} given)`);
  }
  const [host, port] = address;
  if (typeof host !== 'string')
    throw new TypeError(`str, bytes or bytearray expected, not ${type_name(host)}`);
  if (!Number.isInteger(port))
    throw new TypeError(`an integer is required (got type ${type_name(port)})`);
  if (port < 0 || port > 0xffff) throw new OverflowError('getsockaddrarg: port must be 0-65535.');
  return { host: numeric_host(family, host), port };
}

function numeric_host(family: number, host: string): string {
  const known = WELL_KNOWN[host];
  const numeric = known === undefined ? host : known[family === AF_INET ? 0 : 1];
  const version = isIP(numeric);
  if (version === 0) {
    throw new NotImplementedError(
      `Node cannot look up ${host} without waiting: use loop.getaddrinfo(), or a method of the loop`,
    );
  }
  if ((version === 4) !== (family === AF_INET)) throw os_error(errno.EAFNOSUPPORT as number);
  return numeric;
}

/** The path of a Unix socket. @throws TypeError, OSError */
export function unix_path(address: unknown): string {
  if (typeof address !== 'string') {
    throw new TypeError(`a bytes-like object is required, not '${type_name(address)}'`);
  }
  if (Buffer.byteLength(address) > LONGEST_PATH) throw new OSError('AF_UNIX path too long');
  return address;
}
