/** Pipes as connections. (CPython: the pipe methods of `BaseEventLoop`.) */

import { coroutine } from './coroutines';
import type { Future } from './futures';
import { logger } from './log';
import type { NodeEventLoop } from './node_loop';
import type { Pipe } from './pipe_streams';
import type { BaseProtocol, Protocol } from './protocols';
import { _UnixReadPipeTransport } from './read_pipe_transport';
import { repr } from './reprlib';
import type { BaseTransport } from './transports';
import type { Coroutine } from './types';
import { _UnixWritePipeTransport } from './write_pipe_transport';

/** Coroutine: see `loop.connect_read_pipe()`. */
export const connect_read_pipe = coroutine(function* connect_read_pipe<P extends Protocol>(
  loop: NodeEventLoop,
  protocol_factory: () => P,
  pipe: Pipe,
): Coroutine<[_UnixReadPipeTransport, P]> {
  const protocol = protocol_factory();
  const waiter = loop.create_future<undefined>();
  const transport = new _UnixReadPipeTransport(loop, pipe, protocol, waiter);
  yield* connected(waiter, transport);
  if (loop.get_debug())
    logger.debug(`Read pipe connected: (${repr(transport)}, ${repr(protocol)})`);
  return [transport, protocol];
});

/** Coroutine: see `loop.connect_write_pipe()`. */
export const connect_write_pipe = coroutine(function* connect_write_pipe<P extends BaseProtocol>(
  loop: NodeEventLoop,
  protocol_factory: () => P,
  pipe: Pipe,
): Coroutine<[_UnixWritePipeTransport, P]> {
  const protocol = protocol_factory();
  const waiter = loop.create_future<undefined>();
  const transport = new _UnixWritePipeTransport(loop, pipe, protocol, waiter);
  yield* connected(waiter, transport);
  if (loop.get_debug()) {
    logger.debug(`Write pipe connected: (${repr(transport)}, ${repr(protocol)})`);
  }
  return [transport, protocol];
});

/** Whoever is cancelled while it waits leaves nothing open. */
const connected = coroutine(function* connected(
  waiter: Future<undefined>,
  transport: BaseTransport,
): Coroutine<void> {
  try {
    yield* waiter;
  } catch (error) {
    transport.close();
    throw error;
  }
});
