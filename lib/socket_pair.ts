/** Two sockets that are connected with each other. (CPython: `socket.socketpair()`, which Node has not.) */

import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coroutine } from './coroutines';
import type { NodeEventLoop } from './node_loop';
import { python_error } from './os_errors';
import type { Coroutine } from './types';

export type SocketPair = readonly [Socket, Socket];

/**
 * Coroutine: a pair of Unix sockets; neither reads yet.
 *
 * Nobody else can get in between: for the moment that it takes, they meet in a directory that is ours alone.
 */
export const socket_pair = coroutine(function* socket_pair(
  loop: NodeEventLoop,
): Coroutine<SocketPair> {
  const future = loop.create_future<SocketPair>();
  const destroy = (pair: SocketPair) => {
    for (const end of pair) end.destroy();
  };
  connected_pair().then(
    (pair) =>
      loop._deliver(() => {
        if (future.done()) destroy(pair);
        else future.set_result(pair);
      }),
    (error) =>
      loop._deliver(() => {
        if (!future.done()) future.set_exception(python_error(error));
      }),
  );
  return yield* future;
});

function connected_pair(): Promise<SocketPair> {
  return new Promise((resolve, reject) => {
    const directory = mkdtempSync(join(tmpdir(), 'socketpair-'));
    const path = join(directory, 's');
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    const clean_up = () => {
      server.close();
      rmSync(directory, { recursive: true, force: true });
    };
    const fail = (error: unknown) => {
      clean_up();
      reject(error);
    };
    server.on('error', fail);
    server.listen(path, () => {
      const client = connect({ path, allowHalfOpen: true });
      client.on('error', fail);
      server.once('connection', (accepted) => {
        clean_up();
        client.off('error', fail);
        client.pause();
        resolve([accepted, client]);
      });
    });
  });
}
