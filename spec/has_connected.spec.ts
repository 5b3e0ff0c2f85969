import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConnectionRefusedError } from '../lib/errors';
import { has_connected } from '../lib/has_connected';
import * as asyncio from '../lib/index';
import { waiting_stream } from '../lib/node_handles';
import { loop, run, use_node_loop } from './support/node_loop';
import { closed_address } from './support/sockets';

use_node_loop();

/** A stream that connects to this port. */
function connecting(port: number): Socket {
  const stream = new Socket().connect({ host: '127.0.0.1', port });
  onTestFinished(() => {
    stream.destroy();
  });
  return stream;
}

/** The port of a server of Node. */
async function listening(): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as { port: number }).port;
}

/** Coroutine: connect, and wait for it in the same step; Node cannot be quicker. */
const connected = asyncio.coroutine(function* connected(port: number) {
  const stream = connecting(port);
  expect(stream.connecting).toBe(true);
  const listeners = () => ['connect', 'error', 'close'].map((event) => stream.listenerCount(event));
  const before = listeners();
  try {
    yield* has_connected(loop, stream);
  } finally {
    expect(listeners()).toEqual(before);
  }
  return stream;
});

describe('has_connected()', () => {
  it('waits until the stream is connected, and then no more', async () => {
    const stream = await run(connected(await listening()));
    expect([stream.connecting, stream.remoteAddress]).toEqual([false, '127.0.0.1']);
    const again = loop.create_task(has_connected(loop, stream));
    await run(asyncio.sleep(0));
    expect(again.done()).toBe(true);
  });

  it('raises OSError when there is no connection', async () => {
    const port = closed_address()[1] as number;
    await expect(run(connected(port))).rejects.toBeInstanceOf(ConnectionRefusedError);
  });

  it('raises OSError when there was none before it was asked', async () => {
    const stream = connecting(closed_address()[1] as number);
    await once(stream, 'close').catch(() => {});
    await expect(run(has_connected(loop, stream))).rejects.toBeInstanceOf(ConnectionRefusedError);
  });

  it('raises OSError when the stream is destroyed, before or meanwhile', async () => {
    const text = '[Errno 107] Transport endpoint is not connected';
    const stream = waiting_stream();
    const waiting = loop.create_task(has_connected(loop, stream));
    loop.call_soon(() => stream.destroy());
    await expect(run(waiting)).rejects.toThrow(text);
    await expect(run(has_connected(loop, stream))).rejects.toThrow(text);
  });

  it.each(['connect', 'error'])(
    'that is cancelled does not care for what comes: %s',
    async (event) => {
      const reported: unknown[] = [];
      loop.set_exception_handler((_, context) => reported.push(context));
      const stream = waiting_stream();
      const task = loop.create_task(has_connected(loop, stream));
      loop.call_soon(() => {
        stream.emit(event, new Error('too late'));
        task.cancel();
      });
      await expect(run(task)).rejects.toBeInstanceOf(asyncio.CancelledError);
      await run(asyncio.sleep(0));
      expect(reported).toEqual([]);
      stream.destroy();
    },
  );

  it('that is cancelled lets go of the stream', async () => {
    const task = loop.create_task(connected(await listening()));
    loop.call_soon(() => task.cancel());
    await expect(run(task)).rejects.toBeInstanceOf(asyncio.CancelledError);
  });
});
