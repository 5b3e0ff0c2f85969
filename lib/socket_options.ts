/** The options of sockets that Node knows, for `setsockopt()` and `getsockopt()`. */

import type { Socket as DatagramSocket } from 'node:dgram';
import { NotImplementedError, OSError } from './errors';
import { errno, errno_of, os_error } from './os_errors';
import { IPPROTO_TCP } from './socket_constants';
import type { DatagramEnd } from './socket_datagram';
import * as numbers from './socket_numbers';
import type { StreamEnd } from './socket_stream';

/** What was set, by `level/option`. */
export type Options = Map<string, number>;

const key = (level: number, option: number): string => `${level}/${option}`;

const REUSEADDR = key(numbers.SOL_SOCKET, numbers.SO_REUSEADDR);
const REUSEPORT = key(numbers.SOL_SOCKET, numbers.SO_REUSEPORT);
const V6ONLY = key(numbers.IPPROTO_IPV6, numbers.IPV6_V6ONLY);
const NODELAY = key(IPPROTO_TCP, numbers.TCP_NODELAY);
const KEEPALIVE = key(numbers.SOL_SOCKET, numbers.SO_KEEPALIVE);
const RCVBUF = key(numbers.SOL_SOCKET, numbers.SO_RCVBUF);
const SNDBUF = key(numbers.SOL_SOCKET, numbers.SO_SNDBUF);

const STREAM_OPTIONS: Readonly<Record<string, (end: StreamEnd, value: number) => void>> = {
  [NODELAY]: (end, value) => end.set_no_delay(value !== 0),
  [KEEPALIVE]: (end, value) => end.set_keep_alive(value !== 0),
};

const DATAGRAM_OPTIONS: Readonly<Record<string, (socket: DatagramSocket, value: number) => void>> =
  {
    [key(numbers.SOL_SOCKET, numbers.SO_BROADCAST)]: (it, value) => it.setBroadcast(value !== 0),
    [RCVBUF]: (it, value) => it.setRecvBufferSize(value),
    [SNDBUF]: (it, value) => it.setSendBufferSize(value),
    [key(numbers.IPPROTO_IP, numbers.IP_TTL)]: (it, value) => it.setTTL(value),
    [key(numbers.IPPROTO_IP, numbers.IP_MULTICAST_TTL)]: (it, value) => it.setMulticastTTL(value),
    [key(numbers.IPPROTO_IP, numbers.IP_MULTICAST_LOOP)]: (it, value) =>
      it.setMulticastLoopback(value !== 0),
  };

const DATAGRAM_SIZES: Readonly<Record<string, (socket: DatagramSocket) => number>> = {
  [RCVBUF]: (it) => it.getRecvBufferSize(),
  [SNDBUF]: (it) => it.getSendBufferSize(),
};

/** These take effect when the socket is bound. */
const EARLY = [REUSEADDR, V6ONLY];

/** Remember an option. @throws OSError, NotImplementedError when Node cannot set it. */
export function remember(
  options: Options,
  is_stream: boolean,
  level: number,
  option: number,
  value: number,
) {
  const name = key(level, option);
  if (name === REUSEPORT && value !== 0) throw os_error(errno.ENOPROTOOPT as number);
  if (name === REUSEADDR && value === 0 && is_stream) {
    throw new NotImplementedError('Node sets SO_REUSEADDR on every TCP socket');
  }
  const late = is_stream ? STREAM_OPTIONS : DATAGRAM_OPTIONS;
  if (!(name in late) && !EARLY.includes(name) && name !== REUSEPORT) {
    throw new NotImplementedError(
      `Node cannot set option ${option} at level ${level} of this socket`,
    );
  }
  options.set(name, value);
}

/** Whether IPv6 sockets are for IPv6 alone. */
export const is_ipv6_only = (options: Options): boolean => options.get(V6ONLY) === 1;

/** Whether a datagram socket may share its port. */
export const is_reusing = (options: Options): boolean => options.get(REUSEADDR) === 1;

/** Set on a stream what was asked for. */
export function apply_to_stream(options: Options, end: StreamEnd): void {
  for (const [name, value] of options) STREAM_OPTIONS[name]?.(end, value);
}

/** Set on a datagram socket what was asked for. */
export function apply_to_datagram(options: Options, end: DatagramEnd): void {
  for (const [name, value] of options) {
    const change = DATAGRAM_OPTIONS[name];
    if (change !== undefined) end.use_options((socket) => change(socket, value));
  }
}

/** What an option is. @throws NotImplementedError when Node does not tell. */
export function look_up(
  options: Options,
  end: DatagramEnd | undefined,
  level: number,
  option: number,
) {
  const name = key(level, option);
  const read = DATAGRAM_SIZES[name];
  const value = (read && end?.use_options(read)) ?? options.get(name);
  if (value !== undefined) return value;
  if ([...EARLY, REUSEPORT].includes(name) || name in STREAM_OPTIONS || name in DATAGRAM_OPTIONS) {
    return 0;
  }
  throw new NotImplementedError(`Node does not tell option ${option} at level ${level}`);
}

/** What SO_ERROR is for a pending error; 0 for none. */
export function errno_number(error: unknown): number {
  if (error === undefined) return 0;
  if (error instanceof OSError) return error.errno ?? (errno.EIO as number);
  return errno_of(error) ?? (errno.EIO as number);
}
