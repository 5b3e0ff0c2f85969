/**
 * Connections and servers with readers and writers in place of protocols. (CPython: `asyncio/streams.py`.)
 *
 * Each of the four functions takes `loop`, `limit`, and all the options of the loop's method that it calls. Options that
 * CPython takes by place may be given by name, too: `open_connection({ host: 'localhost', port: 80 })`.
 */

import { coroutine } from './coroutines';
import { type AbstractEventLoop, get_event_loop } from './events';
import { is_plain_object } from './reprlib';
import type { Server } from './server';
import { StreamReader } from './stream_reader';
import { type ClientConnectedCallback, StreamReaderProtocol, StreamWriter } from './stream_writer';
import type { WriteTransport } from './transports';
import type { Awaitable, Coroutine } from './types';

export { IncompleteReadError, LimitOverrunError, StreamReader } from './stream_reader';
export {
  type ClientConnectedCallback,
  FlowControlMixin,
  StreamReaderProtocol,
  StreamWriter,
} from './stream_writer';

/** The options of streams; all others are for the loop's method. */
export interface StreamOptions {
  /** The event loop; None: the current one. */
  loop?: AbstractEventLoop | null;
  /** The limit of each StreamReader, in bytes; 64 KiB unless something else is said. */
  limit?: number | null;
  [option: string]: unknown;
}

/** A connection: what to read it with, and what to write to it with. */
export type Streams = [reader: StreamReader, writer: StreamWriter];

interface OpenConnection {
  (
    host?: string | null,
    port?: number | string | null,
    options?: StreamOptions | null,
  ): Coroutine<Streams>;
  (options: StreamOptions): Coroutine<Streams>;
}

interface OpenUnixConnection {
  (path?: string | null, options?: StreamOptions | null): Coroutine<Streams>;
  (options: StreamOptions): Coroutine<Streams>;
}

interface StartServer {
  (
    client_connected_cb: ClientConnectedCallback,
    host?: string | readonly string[] | null,
    port?: number | string | null,
    options?: StreamOptions | null,
  ): Coroutine<Server>;
  (client_connected_cb: ClientConnectedCallback, options: StreamOptions): Coroutine<Server>;
}

interface StartUnixServer {
  (
    client_connected_cb: ClientConnectedCallback,
    path?: string | null,
    options?: StreamOptions | null,
  ): Coroutine<Server>;
  (client_connected_cb: ClientConnectedCallback, options: StreamOptions): Coroutine<Server>;
}

/**
 * Coroutine: connect to a TCP server.
 *
 * @returns reader and writer of the connection.
 * @throws what `loop.create_connection()` throws: OSError when there is no connection.
 *
 * @example
 * const [reader, writer] = yield* asyncio.open_connection('127.0.0.1', 8888);
 */
export const open_connection: OpenConnection = coroutine(function* open_connection(
  ...args: unknown[]
): Coroutine<Streams> {
  const call = call_of('open_connection', ['host', 'port'], args);
  const [protocol, streams] = client(call);
  const made = call.loop.create_connection(() => protocol, ...call.places, call.options);
  return streams(yield* made as Connecting);
});

/** Coroutine: connect to the Unix socket at `path`; otherwise like `open_connection()`. */
export const open_unix_connection: OpenUnixConnection = coroutine(function* open_unix_connection(
  ...args: unknown[]
): Coroutine<Streams> {
  const call = call_of('open_unix_connection', ['path'], args);
  const [protocol, streams] = client(call);
  const made = call.loop.create_unix_connection(() => protocol, ...call.places, call.options);
  return streams(yield* made as Connecting);
});

/**
 * Coroutine: start a TCP server, which calls `client_connected_cb(reader, writer)` for each connection. When that is a
 * coroutine, it becomes a task.
 *
 * @returns the server; `close()` ends it.
 * @throws what `loop.create_server()` throws: OSError when the address cannot be had.
 *
 * @example
 * const echo = asyncio.coroutine(function* (reader: asyncio.StreamReader, writer: asyncio.StreamWriter) {
 *   writer.write(yield* reader.readline());
 *   yield* writer.drain();
 *   writer.close();
 * });
 * const server = yield* asyncio.start_server(echo, '127.0.0.1', 8888);
 */
export const start_server: StartServer = coroutine(function* start_server(
  client_connected_cb: ClientConnectedCallback,
  ...args: unknown[]
): Coroutine<Server> {
  const call = call_of('start_server', ['host', 'port'], args);
  const factory = () => served(call, client_connected_cb);
  const made = call.loop.create_server(factory, ...call.places, call.options);
  return yield* made as Awaitable<Server>;
});

/** Coroutine: start a server on the Unix socket at `path`; otherwise like `start_server()`. */
export const start_unix_server: StartUnixServer = coroutine(function* start_unix_server(
  client_connected_cb: ClientConnectedCallback,
  ...args: unknown[]
): Coroutine<Server> {
  const call = call_of('start_unix_server', ['path'], args);
  const factory = () => served(call, client_connected_cb);
  const made = call.loop.create_unix_server(factory, ...call.places, call.options);
  return yield* made as Awaitable<Server>;
});

type Connecting = Awaitable<[WriteTransport, unknown]>;

/** A call of one of the four functions. */
interface Call {
  readonly loop: AbstractEventLoop;
  readonly limit: number | undefined;
  /** What the loop's method takes by place. */
  readonly places: readonly unknown[];
  /** What it takes by name. */
  readonly options: Record<string, unknown>;
}

/** Sort the arguments. The options are the first plain object; they may hold the parameters, too. */
function call_of(name: string, parameters: readonly string[], args: readonly unknown[]): Call {
  const places = args.findIndex(is_plain_object);
  const given = (places < 0 ? {} : args[places]) as StreamOptions;
  const by_place = places < 0 ? args : args.slice(0, places);
  const { loop, limit, ...options } = given;
  const by_name = (parameter: string, index: number) => {
    if (!(parameter in options)) return by_place[index];
    if (index < by_place.length) {
      throw new TypeError(`${name}() got multiple values for argument '${parameter}'`);
    }
    const value = options[parameter];
    delete options[parameter];
    return value;
  };
  return {
    loop: loop ?? get_event_loop(),
    limit: limit ?? undefined,
    places: parameters.map(by_name),
    options,
  };
}

/** The protocol of a connection to be made, and what makes reader and writer of it. */
function client({ loop, limit }: Call) {
  const reader = new StreamReader({ limit, loop });
  const protocol = new StreamReaderProtocol(reader, undefined, { loop });
  const streams = ([transport]: [WriteTransport, unknown]): Streams => [
    reader,
    new StreamWriter(transport, protocol, reader, loop),
  ];
  return [protocol, streams] as const;
}

/** The protocol of a connection that a server has accepted. */
function served({ loop, limit }: Call, callback: ClientConnectedCallback): StreamReaderProtocol {
  return new StreamReaderProtocol(new StreamReader({ limit, loop }), callback, { loop });
}
