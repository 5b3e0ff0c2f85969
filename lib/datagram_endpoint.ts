/** `loop.create_datagram_endpoint()`. (CPython: `asyncio/base_events.py`.) */

import { coroutine } from './coroutines';
import type { _SelectorDatagramTransport } from './datagram_transport';
import { _ensure_resolved } from './ensure_resolved';
import {
  DeprecationWarning,
  NotImplementedError,
  OSError,
  python_assert,
  ValueError,
} from './errors';
import type { Host, Port } from './getaddrinfo';
import { keywords } from './keywords';
import { logger } from './log';
import type { DatagramProtocol } from './protocols';
import { is_plain_object, repr, tuple_repr } from './reprlib';
import type { BaseSelectorEventLoop } from './selector_events';
import {
  AF_UNIX,
  SO_BROADCAST,
  SOCK_DGRAM,
  SOL_SOCKET,
  type SocketAddress,
  socket,
} from './socket';
import type { Coroutine } from './types';
import { warn } from './warnings';

/** A host, which may be a name, and a port. */
export type HostAndPort = readonly [host: Host, port: Port];

/** Keyword arguments of `create_datagram_endpoint()`. */
export interface DatagramOptions {
  /** What to bind to. */
  readonly local_addr?: HostAndPort | null;
  /** The only peer. */
  readonly remote_addr?: HostAndPort | null;
  /** AF_INET or AF_INET6; 0 for either. */
  readonly family?: number;
  readonly proto?: number;
  /** The `AI_` numbers for looking names up. */
  readonly flags?: number;
  /** Must not be true; false is deprecated. */
  readonly reuse_address?: boolean | null;
  /** Node cannot. */
  readonly reuse_port?: boolean | null;
  /** Whether datagrams may be sent to all. */
  readonly allow_broadcast?: boolean | null;
  /** An existing datagram socket, instead of all of the above. */
  readonly sock?: socket | null;
}

const NAMES = [
  'local_addr',
  'remote_addr',
  'family',
  'proto',
  'flags',
  'reuse_address',
  'reuse_port',
  'allow_broadcast',
  'sock',
] as const;

/** Addresses may be given by place or by name. */
export type DatagramArguments =
  | readonly [options?: DatagramOptions]
  | readonly [
      local_addr?: HostAndPort | null,
      remote_addr?: HostAndPort | DatagramOptions | null,
      options?: DatagramOptions,
    ];

function options_of(args: DatagramArguments): DatagramOptions {
  const given = [...args] as unknown[];
  const options = is_plain_object(given.at(-1)) ? (given.pop() as DatagramOptions) : {};
  const [local_addr, remote_addr] = given as (HostAndPort | null | undefined)[];
  const checked = keywords('create_datagram_endpoint', options, NAMES);
  return { local_addr, remote_addr, ...checked };
}

/** Both addresses of an endpoint that is to be made. */
interface Candidate {
  readonly family: number;
  readonly proto: number;
  local?: SocketAddress;
  remote?: SocketAddress;
}

/** Coroutine: the transport and the protocol of an endpoint. */
export const create_datagram_endpoint = coroutine(function* create_datagram_endpoint<
  P extends DatagramProtocol,
>(
  loop: BaseSelectorEventLoop,
  protocol_factory: () => P,
  args: DatagramArguments,
): Coroutine<[_SelectorDatagramTransport, P]> {
  const options = options_of(args);
  let { sock } = options;
  let address: SocketAddress | undefined;
  if (sock != null) {
    check_socket(sock, options);
    sock.setblocking(false);
  } else {
    const candidates = yield* candidates_of(loop, options);
    check_reuse_address(options);
    [sock, address] = yield* first_socket(loop, candidates, options);
  }
  const protocol = protocol_factory();
  const waiter = loop.create_future<void>();
  const transport = loop._make_datagram_transport(sock, protocol, address, waiter);
  if (loop.get_debug()) log_creation(transport, protocol, options);
  try {
    yield* waiter;
  } catch (error) {
    transport.close();
    throw error;
  }
  return [transport, protocol];
});

/** @throws ValueError for a stream socket, and for options that it could not obey. */
function check_socket(sock: socket, options: DatagramOptions): void {
  if ((sock.type & 0xf) !== SOCK_DGRAM) {
    throw new ValueError(`A UDP Socket was expected, got ${repr(sock)}`);
  }
  const problems = Object.entries(options).filter(([name, value]) => name !== 'sock' && value);
  if (!problems.some(([name]) => name !== 'reuse_address')) return;
  const shown = problems.map(([name, value]) => `${name}=${show(value)}`);
  throw new ValueError(
    'socket modifier keyword arguments can not be used when sock is specified. ' +
      `(${shown.join(', ')})`,
  );
}

function show(value: unknown): string {
  return Array.isArray(value) ? tuple_repr(value) : repr(value);
}

/** @throws ValueError: sharing the address of a UDP socket lets others steal its datagrams. */
function check_reuse_address({ reuse_address }: DatagramOptions): void {
  if (reuse_address === undefined) return;
  if (reuse_address) {
    throw new ValueError(
      'Passing `reuse_address=True` is no longer supported, as the usage of SO_REUSEPORT in UDP ' +
        'poses a significant security concern.',
    );
  }
  warn(
    'The *reuse_address* parameter has been deprecated as of 3.6.10 and is scheduled for ' +
      'removal in 3.11.',
    DeprecationWarning,
  );
}

/** For each kind of socket that has all of the addresses that were given. */
const candidates_of = coroutine(function* candidates_of(
  loop: BaseSelectorEventLoop,
  options: DatagramOptions,
): Coroutine<Candidate[]> {
  const { local_addr, remote_addr, family = 0, proto = 0, flags = 0 } = options;
  if (family === AF_UNIX) throw new NotImplementedError('Node has no Unix datagram sockets');
  if (local_addr == null && remote_addr == null) {
    if (family === 0) throw new ValueError('unexpected address family');
    return [{ family, proto }];
  }
  const candidates = new Map<string, Candidate>();
  for (const [name, addr] of [
    ['local', local_addr],
    ['remote', remote_addr],
  ] as const) {
    if (addr == null) continue;
    python_assert(Array.isArray(addr) && addr.length === 2, '2-tuple is expected');
    const lookup = { family, type: SOCK_DGRAM, proto, flags, loop };
    const infos = yield* _ensure_resolved(addr, lookup);
    if (infos.length === 0) throw new OSError('getaddrinfo() returned empty list');
    for (const [own_family, , own_proto, , address] of infos) {
      const key = `${own_family}/${own_proto}`;
      const candidate = candidates.get(key) ?? { family: own_family, proto: own_proto };
      candidate[name] = address as SocketAddress;
      candidates.set(key, candidate);
    }
  }
  const complete = [...candidates.values()].filter(
    ({ local, remote }) =>
      (local_addr == null || local !== undefined) && (remote_addr == null || remote !== undefined),
  );
  if (complete.length === 0) throw new ValueError('can not get address information');
  return complete;
});

/** The first socket that can be made, and its only peer. @throws OSError the error of the first one that cannot. */
const first_socket = coroutine(function* first_socket(
  loop: BaseSelectorEventLoop,
  candidates: readonly Candidate[],
  options: DatagramOptions,
): Coroutine<[socket, SocketAddress | undefined]> {
  const errors: OSError[] = [];
  for (const { family, proto, local, remote } of candidates) {
    let sock: socket | undefined;
    try {
      sock = new socket(family, SOCK_DGRAM, proto);
      if (options.reuse_port) {
        throw new NotImplementedError('reuse_port: Node cannot set SO_REUSEPORT');
      }
      if (options.allow_broadcast) sock.setsockopt(SOL_SOCKET, SO_BROADCAST, 1);
      sock.setblocking(false);
      if (local !== undefined) sock.bind(local);
      if (remote !== undefined) yield* loop.sock_connect(sock, remote);
      return [sock, remote];
    } catch (error) {
      sock?.close();
      if (!(error instanceof OSError)) throw error;
      errors.push(error);
    }
  }
  throw errors[0];
});

function log_creation(
  transport: _SelectorDatagramTransport,
  protocol: DatagramProtocol,
  { local_addr, remote_addr }: DatagramOptions,
): void {
  const created = `created: (${repr(transport)}, ${repr(protocol)})`;
  const remote = `remote_addr=${show(remote_addr ?? undefined)}`;
  if (local_addr == null) logger.debug(`Datagram endpoint ${remote} ${created}`);
  else logger.info(`Datagram endpoint local_addr=${show(local_addr)} ${remote} ${created}`);
}
