/**
 * `socket.getaddrinfo` as a promise, on `node:dns`.
 *
 * Node asks the C library for addresses alone. What the C library does beyond that, services, kinds of sockets, flags,
 * is done here, in its order: the first thing wrong with a question is what is reported.
 */

import { lookup } from 'node:dns';
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { networkInterfaces } from 'node:os';
import { domainToASCII } from 'node:url';
import { OSError, OverflowError, UnicodeError, ValueError } from './errors';
import { gai_error, gai_error_of_node } from './gaierror';
import { ports_of_service, type Transport } from './services';
import * as socket from './socket_constants';

/** `(host, port)`, for IPv6 `(host, port, flowinfo, scope_id)`. */
export type SocketAddressTuple =
  | readonly [host: string, port: number]
  | readonly [host: string, port: number, flowinfo: number, scope_id: number];

/** `(family, type, proto, canonname, sockaddr)`. */
export type AddressInfo = readonly [
  family: number,
  type: number,
  proto: number,
  canonname: string,
  sockaddr: SocketAddressTuple,
];

/** None, a name, or its bytes. */
export type Host = string | Uint8Array | null | undefined;
/** None, a number, or the name of a service. */
export type Port = number | bigint | string | Uint8Array | null | undefined;

export interface LookupOptions {
  /** `AF_INET` or `AF_INET6`; 0: both. */
  readonly family?: number;
  /** `SOCK_STREAM` …; 0: every kind. */
  readonly type?: number;
  /** `IPPROTO_TCP` …; 0: the kind's own. */
  readonly proto?: number;
  /** The `AI_` numbers, added up. */
  readonly flags?: number;
}

/** A kind of socket that addresses are given for. */
interface Kind {
  readonly type: number;
  readonly proto: number;
  /** The transport whose services it has. */
  readonly transport?: Transport;
}

const KINDS: readonly Kind[] = [
  { type: socket.SOCK_STREAM, proto: socket.IPPROTO_TCP, transport: 'tcp' },
  { type: socket.SOCK_DGRAM, proto: socket.IPPROTO_UDP, transport: 'udp' },
  { type: socket.SOCK_RAW, proto: 0 },
];

/** Those above, and the C library's for international names, which Node handles by itself. */
const KNOWN_FLAGS = 0x07ff;

/** An address, and how it is written. */
interface Address {
  readonly family: number;
  readonly host: string;
  readonly scope_id: number;
}

/**
 * The addresses of a host and a service.
 *
 * Differences from CPython: the canonical name is the name that was asked for, or the address.
 *
 * Rejects with gaierror, in the C library's words; with TypeError, OSError, OverflowError, UnicodeError for arguments that
 * are none.
 */
export async function getaddrinfo(
  host: Host,
  port: Port,
  { family = 0, type = 0, proto = 0, flags = 0 }: LookupOptions = {},
): Promise<AddressInfo[]> {
  const name = host_name(host);
  const service = service_name(port);
  if (name === undefined && service === undefined) throw gai_error(socket.EAI_NONAME);
  if (flags & ~KNOWN_FLAGS) throw gai_error(socket.EAI_BADFLAGS);
  if (flags & socket.AI_CANONNAME && name === undefined) throw gai_error(socket.EAI_BADFLAGS);
  if (![socket.AF_UNSPEC, socket.AF_INET, socket.AF_INET6].includes(family)) {
    throw gai_error(socket.EAI_FAMILY);
  }
  const sockets = await kinds_with_ports(service, type, proto, flags);
  const addresses =
    name === undefined || name === '*'
      ? own_addresses(family, flags)
      : (numeric_address(name, family, flags) ?? (await addresses_of(name, family, flags)));
  const infos = addresses.flatMap((address) =>
    sockets.map(
      ([kind, number]): AddressInfo => [
        address.family,
        kind.type,
        kind.proto,
        '',
        sockaddr(address, number),
      ],
    ),
  );
  if (flags & socket.AI_CANONNAME) {
    const [first, ...others] = infos as [AddressInfo, ...AddressInfo[]];
    const [af, kind, number, , address] = first;
    return [[af, kind, number, name as string, address], ...others];
  }
  return infos;
}

/** The name to look up, as the C library gets it. */
function host_name(host: Host): string | undefined {
  if (host === undefined || host === null) return undefined;
  if (host instanceof Uint8Array) return without_null(Buffer.from(host).toString());
  if (typeof host === 'string') return without_null(idna(host));
  throw new TypeError('getaddrinfo() argument 1 must be string or None');
}

/** A name that the C library would cut short is another name. */
function without_null(text: string): string {
  if (text.includes('\0')) throw new ValueError('embedded null character');
  return text;
}

function idna(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
  const ascii = /^[\x00-\x7f]*$/.test(name) ? name : domainToASCII(name);
  if (ascii === '' && name !== '') throw idna_error('label empty or too long');
  const labels = ascii.split('.');
  const last = labels.pop() as string;
  if (labels.some((label) => label === '' || label.length > 63)) {
    throw idna_error('label empty or too long');
  }
  if (last.length > 63) throw idna_error('label too long');
  return ascii;
}

function idna_error(reason: string): UnicodeError {
  return new UnicodeError(`encoding with 'idna' codec failed (UnicodeError: ${reason})`);
}

function service_name(port: Port): string | undefined {
  if (port === undefined || port === null) return undefined;
  if (port instanceof Uint8Array) return without_null(Buffer.from(port).toString());
  if (typeof port === 'string') return without_null(port);
  if (typeof port === 'bigint' || Number.isInteger(port)) {
    const number = BigInt(port);
    if (BigInt.asIntN(64, number) === number) return String(number);
    throw new OverflowError('Python int too large to convert to C long');
  }
  throw new OSError('Int or String expected');
}

/** The kinds of sockets that are asked for, each with its port. */
async function kinds_with_ports(
  service: string | undefined,
  type: number,
  proto: number,
  flags: number,
): Promise<[Kind, number][]> {
  const kinds = matching_kinds(type, proto);
  if (service && kinds.every((kind) => kind.transport === undefined)) {
    throw gai_error(socket.EAI_SERVICE);
  }
  if (service === undefined || /^(\s*\+?\d+)?$/.test(service)) {
    const number = Number(service ?? 0) & 0xffff;
    return kinds.map((kind) => [kind, number]);
  }
  if (flags & socket.AI_NUMERICSERV) throw gai_error(socket.EAI_NONAME);
  const ports = await ports_of_service(service);
  const found = kinds.flatMap((kind): [Kind, number][] => {
    const number = kind.transport && ports.get(kind.transport);
    return number === undefined ? [] : [[kind, number]];
  });
  if (found.length === 0) throw gai_error(socket.EAI_SERVICE);
  return found;
}

/** All of them, or the first that is meant. */
function matching_kinds(type: number, proto: number): readonly Kind[] {
  if (type === 0 && proto === 0) return KINDS;
  const kind = KINDS.find(
    (it) =>
      (type === 0 || type === it.type) &&
      (proto === 0 || proto === it.proto || it.type === socket.SOCK_RAW),
  );
  if (kind === undefined) throw gai_error(type === 0 ? socket.EAI_SERVICE : socket.EAI_SOCKTYPE);
  return [proto === 0 ? kind : { ...kind, proto }];
}

/** Without a host: every address of this machine for a server, the inner one for a client. */
function own_addresses(family: number, flags: number): Address[] {
  const v4 = (host: string) => ({ family: socket.AF_INET, host, scope_id: 0 });
  const v6 = (host: string) => ({ family: socket.AF_INET6, host, scope_id: 0 });
  const addresses =
    flags & socket.AI_PASSIVE ? [v4('0.0.0.0'), v6('::')] : [v6('::1'), v4('127.0.0.1')];
  return addresses.filter((address) => family === 0 || family === address.family);
}

/** The address that a host is, when it is none to be looked up. */
function numeric_address(host: string, family: number, flags: number): Address[] | undefined {
  if (isIPv4(host)) {
    if (family !== socket.AF_INET6) return [{ family: socket.AF_INET, host, scope_id: 0 }];
    if (!(flags & socket.AI_V4MAPPED)) throw gai_error(socket.EAI_ADDRFAMILY);
    return [{ family, host: `::ffff:${host}`, scope_id: 0 }];
  }
  if (isIPv6(host)) {
    const [plain, zone] = host.split('%') as [string, string | undefined];
    const { address } = new SocketAddress({ address: plain, family: 'ipv6' });
    if (family !== socket.AF_INET) {
      const written = zone === undefined ? address : `${address}%${zone}`;
      return [{ family: socket.AF_INET6, host: written, scope_id: scope_id(zone) }];
    }
    const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
    if (mapped === undefined) throw gai_error(socket.EAI_ADDRFAMILY);
    return [{ family, host: mapped, scope_id: 0 }];
  }
  if (flags & socket.AI_NUMERICHOST && !is_old_address(host)) throw gai_error(socket.EAI_NONAME);
  return undefined;
}

/** `127.1` and its kind, which the C library takes for addresses. */
function is_old_address(host: string): boolean {
  return /^(0x[\da-f]+|\d+)(\.(0x[\da-f]+|\d+)){0,3}$/i.test(host);
}

/** The number of the interface that an IPv6 address is limited to. */
function scope_id(zone: string | undefined): number {
  if (zone === undefined) return 0;
  if (/^\d+$/.test(zone)) return Number(zone);
  const own = networkInterfaces()[zone] ?? [];
  const id = own.find((it) => it.family === 'IPv6' && it.scopeid !== 0)?.scopeid;
  if (id === undefined) throw gai_error(socket.EAI_NONAME);
  return id;
}

function addresses_of(host: string, family: number, flags: number): Promise<Address[]> {
  // Node takes an empty name for one that has no addresses, and warns.
  if (host === '') throw gai_error(socket.EAI_NONAME);
  // The values of these three are the C library's in Node, too.
  const hints = flags & (socket.AI_ADDRCONFIG | socket.AI_V4MAPPED | socket.AI_ALL);
  const version = family === 0 ? 0 : family === socket.AF_INET ? 4 : 6;
  return new Promise((resolve, reject) => {
    lookup(host, { all: true, family: version, hints, verbatim: true }, (error, found) => {
      if (error) {
        reject(gai_error_of_node(error));
        return;
      }
      resolve(
        found.map(({ address, family }) => ({
          family: family === 4 ? socket.AF_INET : socket.AF_INET6,
          host: address,
          scope_id: scope_id(address.split('%')[1]),
        })),
      );
    });
  });
}

function sockaddr({ family, host, scope_id }: Address, port: number): SocketAddressTuple {
  return family === socket.AF_INET ? [host, port] : [host, port, 0, scope_id];
}
