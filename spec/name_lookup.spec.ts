import { describe, expect, expectTypeOf, it } from 'vitest';
import { gaierror } from '../lib/gaierror';
import type { AddressInfo } from '../lib/getaddrinfo';
import type { Future } from '../lib/index';
import { isfuture, set_event_loop } from '../lib/index';
import {
  AF_INET,
  IPPROTO_TCP,
  NI_NUMERICHOST,
  NI_NUMERICSERV,
  SOCK_STREAM,
} from '../lib/socket_constants';
import { loop, use_node_loop } from './support/node_loop';
import { record_log } from './support/records';

use_node_loop();

const HERE = [[AF_INET, SOCK_STREAM, IPPROTO_TCP, '', ['127.0.0.1', 80]]];
const STREAM = { type: SOCK_STREAM };

describe('a look-up of a loop', () => {
  it('is a future of that loop', async () => {
    const future = loop.getaddrinfo('127.0.0.1', 80, STREAM);
    expectTypeOf(future).toEqualTypeOf<Future<AddressInfo[]>>();
    expect(isfuture(future)).toBe(true);
    expect(future._loop).toBe(loop);
    expect(future.done()).toBe(false);
    expect(await loop.run_until_complete(future)).toEqual(HERE);
  });

  it('gives names for an address', async () => {
    const flags = NI_NUMERICHOST | NI_NUMERICSERV;
    const names = ['127.0.0.1', '80'];
    expect(await loop.run_until_complete(loop.getnameinfo(['127.0.0.1', 80], flags))).toEqual(
      names,
    );
    expect(await loop.run_until_complete(loop.getnameinfo(['127.0.0.1', 80], { flags }))).toEqual(
      names,
    );
    const [host] = await loop.run_until_complete(loop.getnameinfo(['127.0.0.1', 80]));
    expect(host).not.toBe('');
  });

  it('keeps a running loop from being taken for one that nothing can wake', async () => {
    expect(await loop.run_until_complete(loop.getaddrinfo('localhost', 80, STREAM))).not.toEqual(
      [],
    );
  });

  it('fails with gaierror for a name that nobody has', async () => {
    const run = loop.run_until_complete(loop.getaddrinfo('no.such.name.invalid', 80));
    await expect(run).rejects.toBeInstanceOf(gaierror);
    await expect(run).rejects.toThrow(
      /^\[Errno -[23]\] (Name or service not known|Temporary failure)/,
    );
  });

  it('fails in the future, not at the call, for arguments that are none', async () => {
    const future = loop.getaddrinfo(5 as unknown as string, 80);
    await expect(loop.run_until_complete(future)).rejects.toThrow(TypeError);
    const names = loop.getnameinfo('127.0.0.1' as never);
    await expect(loop.run_until_complete(names)).rejects.toThrow('argument 1 must be a tuple');
  });

  it('takes no other options, and nothing on a closed loop', () => {
    expect(() => loop.getaddrinfo('localhost', 80, { typ: 1 } as object)).toThrow(
      "getaddrinfo() got an unexpected keyword argument 'typ'",
    );
    expect(() => loop.getnameinfo(['127.0.0.1', 80], { flag: 1 } as object)).toThrow(
      "getnameinfo() got an unexpected keyword argument 'flag'",
    );
    set_event_loop(undefined);
    loop.close();
    expect(() => loop.getaddrinfo('localhost', 80)).toThrow('Event loop is closed');
    expect(() => loop.getnameinfo(['127.0.0.1', 80])).toThrow('Event loop is closed');
  });

  it('may be cancelled, and comes to its end in silence', async () => {
    const log = record_log();
    const future = loop.getaddrinfo('127.0.0.1', 80, STREAM);
    future.cancel();
    await expect(loop.run_until_complete(future)).rejects.toThrow();
    await loop.run_until_complete(loop.getaddrinfo('127.0.0.1', 80, STREAM));
    expect(future.cancelled()).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it('is logged in debug mode, louder when it was slow', async () => {
    const log = record_log();
    loop.set_debug(true);
    const look_up = async () => {
      log.records.length = 0;
      await loop.run_until_complete(loop.getaddrinfo('127.0.0.1', 80, { ...STREAM, flags: 4 }));
      return log.lines.filter((line) => line.includes('address info'));
    };
    const what = 'address info 127\\.0\\.0\\.1:80, type=1, flags=4';
    const took = "took \\d+\\.\\d{3} ms: \\[\\[2, 1, 6, '', \\['127\\.0\\.0\\.1', 80\\]\\]\\]$";
    loop.slow_callback_duration = Number.POSITIVE_INFINITY;
    expect(await look_up()).toEqual([
      expect.stringMatching(new RegExp(`^DEBUG Get ${what}$`)),
      expect.stringMatching(new RegExp(`^DEBUG Getting ${what} ${took}`)),
    ]);
    loop.slow_callback_duration = 0;
    expect((await look_up())[1]).toMatch(new RegExp(`^INFO Getting ${what} ${took}`));
  });
});
