/**
 * Two sockets that are connected with each other. (CPython: `socket.socketpair()`.)
 *
 * Node cannot ask the system for a pair. So one connects to the other: nobody else can get in between, for the moment that
 * it takes they meet in a directory that is ours alone.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coroutine } from './coroutines';
import { has_connected } from './has_connected';
import { take_over, waiting_stream } from './node_handles';
import type { NodeEventLoop } from './node_loop';
import { python_error } from './os_errors';
import { bind_unix } from './socket_listener';
import type { Coroutine } from './types';

export type SocketPair = readonly [Socket, Socket];

/**
 * A pair of Unix sockets; neither reads yet. Both can be written to at once, but until the next turn of Node the second has
 * no descriptor.
 *
 * @throws OSError when there is no place to meet, or no descriptor left.
 */
export function new_socket_pair(): SocketPair {
  const directory = new_directory();
  try {
    const path = join(directory, 's');
    const listening = bind_unix(path).listening(1);
    // It holds the process for no longer than the system needs to connect the two.
    listening.ref();
    const first = new Socket({ allowHalfOpen: true });
    const second = waiting_stream();
    // Or Node would read at once, and the end might come before anybody listens.
    for (const stream of [first, second]) stream.pause();
    listening.on_change = () => {
      try {
        take_over(second, listening.accept_stream());
      } catch (error) {
        second.destroy(error as Error);
      }
      listening.close();
    };
    first.once('error', (error) => {
      second.destroy(error);
      listening.close();
    });
    first.connect({ path });
    return [first, second];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function new_directory(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'socketpair-'));
  } catch (error) {
    throw python_error(error);
  }
}

/** Coroutine: the same, with a descriptor for each. */
export const socket_pair = coroutine(function* socket_pair(
  loop: NodeEventLoop,
): Coroutine<SocketPair> {
  const pair = new_socket_pair();
  try {
    for (const socket of pair) yield* has_connected(loop, socket);
    return pair;
  } catch (error) {
    for (const socket of pair) socket.destroy();
    throw error;
  }
});
