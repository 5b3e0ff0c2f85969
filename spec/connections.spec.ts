import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConnectionRefusedError, ConnectionResetError, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import type * as socket from '../lib/socket';
import { Recorder } from './support/connected';
import { loop, node_turns, use_node_loop } from './support/node_loop';
import { closed_address, open, open_listener, open_udp } from './support/sockets';

use_node_loop();

/** A socket that was connected, and knows that the other side has reset it. */
async function reset_client() {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  const client = open();
  client.connect_ex(['127.0.0.1', (server.address() as { port: number }).port]);
  const [peer] = (await once(server, 'connection')) as [Socket];
  while (!client._is_writable()) await node_turns(1);
  client._add_listener(() => {});
  peer.resetAndDestroy();
  while (!client._is_readable()) await node_turns(1);
  return client;
}

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

  describe('with a socket', () => {
    /** Connect a protocol to it. */
    const connect = (sock: socket.socket) =>
      loop.run_until_complete(loop.create_connection(() => new Recorder(), { sock }));

    it('raises OSError when it is not connected', async () => {
      const error = '[Errno 107] Transport endpoint is not connected';
      await expect(connect(open())).rejects.toThrow(error);
    });

    it.each([
      ['fails', 0],
      ['has failed', 10],
    ])('raises OSError when its attempt to connect %s', async (_, turns) => {
      const sock = open();
      sock.connect_ex(closed_address());
      await node_turns(turns);
      await expect(connect(sock)).rejects.toBeInstanceOf(ConnectionRefusedError);
    });

    it('waits for an attempt to connect', async () => {
      const sock = open();
      sock.connect_ex(open_listener().getsockname());
      const [transport, protocol] = await connect(sock);
      expect(protocol.trace).toEqual(['made']);
      transport.abort();
      await loop.run_until_complete(protocol.lost);
    });

    it('that was reset since makes a connection, which is lost', async () => {
      loop.set_exception_handler(() => {});
      const [, protocol] = await connect(await reset_client());
      const exc = await loop.run_until_complete(protocol.lost);
      expect([protocol.trace, exc]).toEqual([['made', 'lost'], expect.any(ConnectionResetError)]);
    });
  });
});

describe('connect_accepted_socket()', () => {
  it('takes stream sockets only', async () => {
    const refused = loop.connect_accepted_socket(() => new Recorder(), open_udp());
    await expect(loop.run_until_complete(refused)).rejects.toThrow(ValueError);
  });
});
