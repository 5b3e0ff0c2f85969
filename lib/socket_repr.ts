/** How Python prints sockets. */

import { tuple_repr } from './reprlib';
import { AF_INET, AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_STREAM } from './socket_constants';
import type { SocketAddress } from './socket_end';

/** How Python prints the families and kinds. */
const NAMES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  AddressFamily: { [AF_UNIX]: 'AF_UNIX', [AF_INET]: 'AF_INET', [AF_INET6]: 'AF_INET6' },
  SocketKind: { [SOCK_STREAM]: 'SOCK_STREAM', [SOCK_DGRAM]: 'SOCK_DGRAM' },
};

/** A family or kind, as a member of its enumeration. */
export function enum_repr(name: 'AddressFamily' | 'SocketKind', value: number): string {
  const member = NAMES[name]?.[value];
  return member === undefined ? String(value) : `${name}.${member}`;
}

/** Whether there is such a family. */
export function is_family(value: number): boolean {
  return NAMES.AddressFamily?.[value] !== undefined;
}

/** An address, if there is one, as a part of a repr. */
export function named(name: string, address: SocketAddress | undefined): string[] {
  if (address === undefined || address === '') return [];
  return [`${name}=${typeof address === 'string' ? address : tuple_repr(address)}`];
}
