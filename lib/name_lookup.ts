/** `loop.getaddrinfo()` and `loop.getnameinfo()`: look-ups whose outcome comes to a loop as an event. */

import { str } from './errors';
import type { Future } from './futures';
import {
  type AddressInfo,
  getaddrinfo,
  type Host,
  type LookupOptions,
  type Port,
  type SocketAddressTuple,
} from './getaddrinfo';
import { getnameinfo } from './getnameinfo';
import { keywords } from './keywords';
import { DEBUG, INFO, logger } from './log';
import type { NodeEventLoop } from './node_loop';
import { is_plain_object, repr } from './reprlib';

const LOOKUP_OPTIONS = ['family', 'type', 'proto', 'flags'] as const;

/** A future of the address infos. In debug mode the look-up is logged, and how long it took. */
export function look_up_addresses(
  loop: NodeEventLoop,
  host: Host,
  port: Port,
  options: LookupOptions | undefined,
): Future<AddressInfo[]> {
  const checked = keywords('getaddrinfo', options, LOOKUP_OPTIONS);
  const infos = loop.get_debug()
    ? logged_lookup(loop, host, port, checked)
    : getaddrinfo(host, port, checked);
  return delivered(loop, infos);
}

/** A future of the names of host and service. */
export function look_up_names(
  loop: NodeEventLoop,
  sockaddr: SocketAddressTuple,
  flags: number | { readonly flags?: number },
): Future<[host: string, service: string]> {
  const number = is_plain_object(flags)
    ? keywords('getnameinfo', flags as { flags?: number }, ['flags']).flags
    : (flags as number);
  return delivered(loop, getnameinfo(sockaddr, number));
}

async function logged_lookup(
  loop: NodeEventLoop,
  host: Host,
  port: Port,
  options: LookupOptions,
): Promise<AddressInfo[]> {
  const asked = LOOKUP_OPTIONS.filter((name) => options[name]);
  const what = [
    `${str(host)}:${repr(port)}`,
    ...asked.map((name) => `${name}=${repr(options[name])}`),
  ].join(', ');
  logger.debug(`Get address info ${what}`);
  const start = loop.time();
  const infos = await getaddrinfo(host, port, options);
  const duration = loop.time() - start;
  const level = duration >= loop.slow_callback_duration ? INFO : DEBUG;
  const took = `${(duration * 1e3).toFixed(3)} ms`;
  logger.log(level, `Getting address info ${what} took ${took}: ${repr(infos)}`);
  return infos;
}

/** The future of what Node answers. */
function delivered<T>(loop: NodeEventLoop, answer: Promise<T>): Future<T> {
  const future = loop.create_future<T>();
  const settle = (set: () => void) => {
    if (!future.cancelled()) set();
  };
  answer.then(
    (result) => loop._deliver(settle, () => future.set_result(result)),
    (error) => loop._deliver(settle, () => future.set_exception(error)),
  );
  return future;
}
