/** Waiting for a stream of Node that connects. */

import type { Socket } from 'node:net';
import { coroutine } from './coroutines';
import type { NodeEventLoop } from './node_loop';
import { errno, os_error, python_error } from './os_errors';
import type { Coroutine } from './types';

/** Coroutine: until the stream is connected, at once when it is. @throws OSError when it cannot be, or has failed before. */
export const has_connected = coroutine(function* has_connected(
  loop: NodeEventLoop,
  stream: Socket,
): Coroutine<void> {
  if (stream.errored) throw python_error(stream.errored);
  if (stream.destroyed) throw os_error(errno.ENOTCONN as number);
  if (!stream.connecting) return;
  const future = loop.create_future<void>();
  const on_connect = () => {
    loop._deliver(() => {
      if (!future.done()) future.set_result();
    });
  };
  const on_error = (error: unknown) => {
    loop._deliver(() => {
      if (!future.done()) future.set_exception(python_error(error));
    });
  };
  const on_close = () => on_error(os_error(errno.ENOTCONN as number));
  stream.on('connect', on_connect).on('error', on_error).on('close', on_close);
  try {
    yield* future;
  } finally {
    stream.off('connect', on_connect).off('error', on_error).off('close', on_close);
  }
});
