/** Sockets that are closed at the end of the spec. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { repr } from '../../lib/reprlib';
import * as socket from '../../lib/socket';
import { new_directory } from './directories';

/** A socket that does not block. */
export function open(...args: ConstructorParameters<typeof socket.socket>): socket.socket {
  const sock = new socket.socket(...args);
  sock.setblocking(false);
  onTestFinished(() => sock.close());
  return sock;
}

/** A datagram socket on a port of its own. */
export function open_udp(): socket.socket {
  const sock = open(socket.AF_INET, socket.SOCK_DGRAM);
  sock.bind(['127.0.0.1', 0]);
  return sock;
}

/** A socket that listens. */
export function open_listener(
  family: number = socket.AF_INET,
  address: socket.SocketAddress = ['127.0.0.1', 0],
): socket.socket {
  const sock = open(family);
  sock.bind(address);
  sock.listen();
  return sock;
}

/** An address at which nobody listens. */
export function closed_address(type: number = socket.SOCK_STREAM): socket.SocketAddress {
  const sock = new socket.socket(socket.AF_INET, type);
  sock.bind(['127.0.0.1', 0]);
  const address = sock.getsockname();
  sock.close();
  return address;
}

/** A path for a Unix socket, in a directory of its own. */
export function new_path(): string {
  return join(new_directory(), 's');
}

/** How many descriptors this process has open. */
export function open_descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** What a call raises, as its repr. */
export function failure(call: () => unknown): string {
  try {
    return `no error: ${repr(call())}`;
  } catch (error) {
    return repr(error);
  }
}
