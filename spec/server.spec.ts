import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as asyncio from '../lib/index';
import { Server } from '../lib/server';
import { socket_pair } from './support/connected';
import { loop, use_node_loop } from './support/node_loop';

use_node_loop();

/** Let the tasks go on. */
const turns = () => loop.run_until_complete(asyncio.sleep(0));

/** Two who wait for a server without sockets. */
async function waiting() {
  const server = new Server(loop, []);
  const tasks = [loop.create_task(server.wait_closed()), loop.create_task(server.wait_closed())];
  await turns();
  return { server, tasks, done: () => tasks.map((task) => task.done()) };
}

describe('a server that cannot accept', () => {
  it.each([
    ['EMFILE', 24, 'socket.accept() out of system resource'],
    ['ECONNABORTED', 103, expect.stringMatching(/^Exception in callback/)],
  ])('reports %s', async (code, errno, message) => {
    const factory = () => new asyncio.Protocol();
    const server = await loop.run_until_complete(loop.create_server(factory, '127.0.0.1', 0));
    const contexts: unknown[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    const node_error = Object.assign(new Error(code), { code, errno: -errno });
    server.sockets?.[0]?._take_server(1).emit('error', node_error);
    await turns();
    const exception = expect.objectContaining({ errno });
    expect(contexts).toEqual([expect.objectContaining({ message, exception })]);
    server.close();
  });
});

describe('a server', () => {
  it('prints with its sockets, or without', async () => {
    const server = new Server(loop, []);
    expect([String(server), inspect(server)]).toEqual([
      '<Server sockets=[]>',
      '<Server sockets=[]>',
    ]);
    server.close();
    expect(String(server)).toBe('<Server sockets=None>');
  });
});

describe('a server that is closed', () => {
  it('resets who has come and was not served yet', async () => {
    const factory = () => expect.fail('served');
    const server = await loop.run_until_complete(loop.create_server(factory, '127.0.0.1', 0));
    const { ours } = await socket_pair();
    server.sockets?.[0]?._take_server(1).emit('connection', ours);
    server.close();
    await turns();
    expect(ours.destroyed).toBe(true);
    expect(asyncio.Task.all_tasks(loop).size).toBe(0);
  });
});

describe('wait_closed()', () => {
  it('ends with close() when there is no connection', async () => {
    const { server, done } = await waiting();
    expect(done()).toEqual([false, false]);
    server.close();
    await turns();
    expect(done()).toEqual([true, true]);
  });

  it('ends with the last connection, and not while the server is open', async () => {
    const { server, done } = await waiting();
    server._attach();
    server._detach();
    await turns();
    expect(done()).toEqual([false, false]);
    server._attach();
    server._attach();
    server.close();
    server._detach();
    await turns();
    expect(done()).toEqual([false, false]);
    server._detach();
    await turns();
    expect(done()).toEqual([true, true]);
  });

  it('ends for the others when one is cancelled in the same moment', async () => {
    const { server, tasks, done } = await waiting();
    tasks[0]?.cancel();
    server.close();
    await turns();
    expect(done()).toEqual([true, true]);
    expect(tasks.map((task) => task.cancelled())).toEqual([true, false]);
  });
});
