/** CPython's test_base_events: addresses that are looked up, and those that need not be. */

import { describe, expect, it } from 'vitest';
import { _ipaddr_info } from '../../lib/ensure_resolved';
import {
  SOCK_DGRAM as DGRAM,
  AF_INET as INET,
  AF_INET6 as INET6,
  SOCK_STREAM as STREAM,
  IPPROTO_TCP as TCP,
  IPPROTO_UDP as UDP,
  AF_UNSPEC as UNSPEC,
} from '../../lib/socket_constants';
import { loop, use_node_loop } from '../support/node_loop';

use_node_loop();

const bytes = (text: string) => Buffer.from(text);

describe('BaseEventTests', () => {
  it('test_ipaddr_info: a numeric host is its own address info, unless something else is asked for', () => {
    const v4 = [INET, STREAM, TCP, '', ['1.2.3.4', 1]];
    expect(_ipaddr_info('1.2.3.4', 1, INET, STREAM, TCP)).toEqual(v4);
    expect(_ipaddr_info(bytes('1.2.3.4'), 1, INET, STREAM, TCP)).toEqual(v4);
    expect(_ipaddr_info('1.2.3.4', 1, UNSPEC, STREAM, TCP)).toEqual(v4);
    const datagram = [INET, DGRAM, UDP, '', ['1.2.3.4', 1]];
    expect(_ipaddr_info('1.2.3.4', 1, UNSPEC, DGRAM, UDP)).toEqual(datagram);
    expect(_ipaddr_info('1.2.3.4', 1, UNSPEC, STREAM, 0)).toEqual(v4);
    expect(_ipaddr_info('1.2.3.4', 1, UNSPEC, DGRAM, 0)).toEqual(datagram);
    expect(_ipaddr_info('1.2.3.4', 1, UNSPEC, 0, 0)).toBeUndefined();
    expect(_ipaddr_info('1.2.3.4', 1, INET6, STREAM, TCP)).toBeUndefined();
    const v6 = [INET6, STREAM, TCP, '', ['::3', 1, 0, 0]];
    expect(_ipaddr_info('::3', 1, INET6, STREAM, TCP)).toEqual(v6);
    expect(_ipaddr_info('::3', 1, UNSPEC, STREAM, TCP)).toEqual(v6);
    expect(_ipaddr_info('::3', 1, INET, STREAM, TCP)).toBeUndefined();
    expect(_ipaddr_info('::3%lo0', 1, INET6, STREAM, TCP)).toBeUndefined();
  });

  it('test_port_parameter_types: the port may be None, empty, or digits, as text and as bytes', () => {
    const port = (given: Parameters<typeof _ipaddr_info>[1]) =>
      _ipaddr_info('1.2.3.4', given, INET, STREAM, TCP);
    const info = (number: number) => [INET, STREAM, TCP, '', ['1.2.3.4', number]];
    expect(port(undefined)).toEqual(info(0));
    expect(port(null)).toEqual(info(0));
    expect(port(bytes(''))).toEqual(info(0));
    expect(port('')).toEqual(info(0));
    expect(port('1')).toEqual(info(1));
    expect(port(bytes('1'))).toEqual(info(1));
  });
});

describe('BaseEventLoopTests', () => {
  // CPython's method looks at the call of the executor, which no look-up needs here.
  it('test_getnameinfo: gives a future of the names', async () => {
    const future = loop.getnameinfo(['127.0.0.1', 80]);
    expect(future.done()).toBe(false);
    const [host, service] = await loop.run_until_complete(future);
    expect([typeof host, typeof service]).toEqual(['string', 'string']);
  });
});
