import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import type { socket } from '../../lib/socket';
import { port_of } from '../conformance/network';
import { Recorder } from '../support/connected';
import { loop, run, use_node_loop } from '../support/node_loop';

use_node_loop();

/** A server, the protocols of its clients, and what connects to it. */
async function started() {
  const clients: Recorder[] = [];
  const factory = () => {
    const protocol = new Recorder();
    clients.push(protocol);
    return protocol;
  };
  const server = await run(loop.create_server(factory, '127.0.0.1', 0));
  const port = port_of(server);
  const connect = async () => {
    const made = await run(loop.create_connection(() => new Recorder(), '127.0.0.1', port));
    const client = clients.length;
    while (clients[client - 1]?.trace[0] !== 'made') await run(asyncio.sleep(0.001));
    return made;
  };
  return { server, clients, connect, port };
}

describe('a server', () => {
  it('is an AbstractServer, and prints its sockets', async () => {
    const { server } = await started();
    expect(server).toBeInstanceOf(asyncio.AbstractServer);
    const [sock] = server.sockets as [socket];
    expect(repr(server)).toBe(`<Server sockets=[${repr(sock)}]>`);
    server.close();
    expect(repr(server)).toBe('<Server sockets=None>');
  });

  it('closes its sockets, once; connections stay open', async () => {
    const { server, clients, connect } = await started();
    const [transport, protocol] = await connect();
    const [sock] = server.sockets as [socket];
    server.close();
    server.close();
    expect(server.sockets).toBeUndefined();
    await run(asyncio.sleep(0));
    expect(sock.fileno()).toBe(-1);
    transport.write(Buffer.from('still here'));
    const [client] = clients as [Recorder];
    while (client.received.length < 10) await run(asyncio.sleep(0.001));
    transport.close();
    await run(protocol.lost);
    await run(client.lost);
  });

  it('takes no more connections then', async () => {
    const { server, port } = await started();
    server.close();
    await run(asyncio.sleep(0));
    const connecting = run(loop.create_connection(() => new Recorder(), '127.0.0.1', port));
    await expect(connecting).rejects.toThrow('Connect call failed');
  });

  it('is waited for until it is closed', async () => {
    const { server } = await started();
    const waiting = [server.wait_closed(), server.wait_closed()].map((it) => loop.create_task(it));
    for (let i = 0; i < 3; i++) await run(asyncio.sleep(0));
    expect(waiting.map((task) => task.done())).toEqual([false, false]);
    server.close();
    await run(asyncio.wait(waiting));
    expect(waiting.map((task) => task.result())).toEqual([undefined, undefined]);
  });

  it('is waited for until its last connection has ended, by who has waited before close()', async () => {
    const { server, clients, connect } = await started();
    const [transport, protocol] = await connect();
    const waiting = loop.create_task(server.wait_closed());
    await run(asyncio.sleep(0));
    server.close();
    for (let i = 0; i < 5; i++) await run(asyncio.sleep(0));
    expect(waiting.done()).toBe(false);
    transport.close();
    await run(protocol.lost);
    await run((clients[0] as Recorder).lost);
    expect(await run(waiting)).toBeUndefined();
  });

  it('is not waited for once it is closed, as in CPython 3.6', async () => {
    const { server, clients, connect } = await started();
    const [transport, protocol] = await connect();
    server.close();
    expect(await run(server.wait_closed())).toBeUndefined();
    expect(protocol.trace).toEqual(['made']);
    transport.close();
    await run((clients[0] as Recorder).lost);
    expect(await run(server.wait_closed())).toBeUndefined();
  });

  it('is not disturbed by who is cancelled while waiting', async () => {
    const { server } = await started();
    const [first, second] = [server.wait_closed(), server.wait_closed()].map((it) =>
      loop.create_task(it),
    ) as [asyncio.Task<void>, asyncio.Task<void>];
    await run(asyncio.sleep(0));
    first.cancel();
    await run(asyncio.sleep(0));
    server.close();
    expect(await run(second)).toBeUndefined();
    expect(first.cancelled()).toBe(true);
  });
});
