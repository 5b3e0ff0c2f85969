import { describe, expect, it } from 'vitest';
import { _ensure_resolved, _ipaddr_info } from '../lib/ensure_resolved';
import type { Host, Port } from '../lib/getaddrinfo';
import {
  AF_INET,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_STREAM,
} from '../lib/socket_constants';
import { loop, use_node_loop } from './support/node_loop';

use_node_loop();

const info = (host: Host, port: Port, type = SOCK_STREAM, proto = 0) =>
  _ipaddr_info(host, port, 0, type, proto);

describe('an address that needs no look-up', () => {
  it('keeps the other bits of the type, and has the protocol of its kind', () => {
    const NONBLOCK = 2048;
    expect(info('1.2.3.4', 80, SOCK_STREAM | NONBLOCK)).toEqual([
      AF_INET,
      SOCK_STREAM | NONBLOCK,
      IPPROTO_TCP,
      '',
      ['1.2.3.4', 80],
    ]);
    expect(info('1.2.3.4', 80, SOCK_DGRAM, IPPROTO_TCP)?.[2]).toBe(IPPROTO_UDP);
  });

  it("has a port by Python's int()", () => {
    const port = (given: Port) => info('1.2.3.4', given)?.[4][1];
    expect([port(' 8_0 '), port('+80'), port(80.9), port(80n)]).toEqual([80, 80, 80, 80]);
    expect([port('http'), port('8__0'), port(Number.NaN)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is none without a host, for other protocols, and for other kinds of sockets', () => {
    expect(info(undefined, 80)).toBeUndefined();
    expect(info('', 80)).toBeUndefined();
    expect(info('1.2.3.4', 80, SOCK_STREAM, 132)).toBeUndefined();
    expect(info('1.2.3.4', 80, 3)).toBeUndefined();
  });
});

describe('_ensure_resolved', () => {
  it('is done at once for a numeric address', () => {
    const future = _ensure_resolved(['1.2.3.4', 80], { loop });
    expect(future.done()).toBe(true);
    expect(future.result()).toEqual([[AF_INET, SOCK_STREAM, IPPROTO_TCP, '', ['1.2.3.4', 80]]]);
  });

  it('otherwise asks the loop', async () => {
    const asked: unknown[][] = [];
    loop.getaddrinfo = (...args) => {
      asked.push(args);
      return loop.create_future();
    };
    const future = _ensure_resolved(['localhost', 'http'], { family: AF_INET, flags: 1, loop });
    expect(future.done()).toBe(false);
    expect(asked).toEqual([
      ['localhost', 'http', { family: AF_INET, type: SOCK_STREAM, proto: 0, flags: 1 }],
    ]);
  });
});
