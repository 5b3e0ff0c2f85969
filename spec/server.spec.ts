import { describe, expect, it } from 'vitest';
import * as asyncio from '../lib/index';
import { Server } from '../lib/server';
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
