import { describe, expect, it } from 'vitest';
import { ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { Recorder } from './support/connected';
import { loop, use_node_loop } from './support/node_loop';
import { open, open_listener, open_udp } from './support/sockets';

use_node_loop();

describe('create_connection()', () => {
  it('returns when connection_made() was called', async () => {
    const listener = open_listener();
    const sock = open();
    const main = asyncio.coroutine(function* () {
      yield* loop.sock_connect(sock, listener.getsockname());
      const made = yield* loop.create_connection(() => new Recorder(), { sock });
      return [...made, ...made[1].trace] as const;
    });
    const [transport, protocol, ...trace] = await loop.run_until_complete(main());
    expect(trace).toEqual(['made']);
    expect(protocol.transport).toBe(transport);
    transport.abort();
    await loop.run_until_complete(protocol.lost);
  });
});

describe('connect_accepted_socket()', () => {
  it('takes stream sockets only', async () => {
    const refused = loop.connect_accepted_socket(() => new Recorder(), open_udp());
    await expect(loop.run_until_complete(refused)).rejects.toThrow(ValueError);
  });
});
