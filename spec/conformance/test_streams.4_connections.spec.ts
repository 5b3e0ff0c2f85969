import { spawn } from 'node:child_process';
import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConnectionResetError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { new_path } from '../support/sockets';
import { new_node_loop } from './streams';

type Connection = [asyncio.StreamReader, asyncio.StreamWriter];

/** A server of Node that answers each connection with `response` once something came; where it listens. */
async function node_server(at: net.ListenOptions): Promise<net.AddressInfo | string> {
  const server = net.createServer((stream) => {
    stream.on('error', () => {});
    stream.once('data', () => stream.end('HTTP/1.0 200 OK\r\n\r\nTest message'));
  });
  onTestFinished(() => {
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(at, resolve));
  return server.address() as net.AddressInfo | string;
}

/** Ask, and read to the end; the first line, and the rest. */
const ask = asyncio.coroutine(function* ([reader, writer]: Connection) {
  writer.write(Buffer.from('GET / HTTP/1.0\r\n\r\n'));
  const first = String(yield* reader.readline());
  const rest = String(yield* reader.read());
  writer.close();
  return [first, rest];
});

const ANSWER = ['HTTP/1.0 200 OK\r\n', '\r\nTest message'];

/** The connection is lost with this error: what a read raises then. */
const lose = asyncio.coroutine(function* ([reader, writer]: Connection, error: Error) {
  (writer._protocol as asyncio.StreamReaderProtocol).connection_lost(error);
  let raised: unknown;
  try {
    yield* reader.read();
  } catch (thrown) {
    raised = thrown;
  }
  writer.close();
  // One turn for the transport to end.
  yield;
  return raised;
});

describe('StreamReaderTests', () => {
  it('test_open_connection: asks and hears an answer over TCP', async () => {
    const { port } = (await node_server({ host: '127.0.0.1', port: 0 })) as net.AddressInfo;
    const loop = new_node_loop();
    const main = asyncio.coroutine(function* () {
      return yield* ask(yield* asyncio.open_connection('127.0.0.1', port, { loop }));
    });
    expect(await loop.run_until_complete(main())).toEqual(ANSWER);
  });

  it('test_open_unix_connection: asks and hears an answer over a Unix socket', async () => {
    const path = new_path();
    await node_server({ path });
    const loop = new_node_loop();
    const main = asyncio.coroutine(function* () {
      return yield* ask(yield* asyncio.open_unix_connection(path, { loop }));
    });
    expect(await loop.run_until_complete(main())).toEqual(ANSWER);
  });

  it('test_open_connection_error: raises from a read what the connection was lost by', async () => {
    const { port } = (await node_server({ host: '127.0.0.1', port: 0 })) as net.AddressInfo;
    const loop = new_node_loop();
    const error = new ConnectionResetError('lost');
    const main = asyncio.coroutine(function* () {
      return yield* lose(yield* asyncio.open_connection('127.0.0.1', port, { loop }), error);
    });
    expect(await loop.run_until_complete(main())).toBe(error);
  });

  it('test_open_unix_connection_error: raises from a read what the connection was lost by', async () => {
    const path = new_path();
    await node_server({ path });
    const loop = new_node_loop();
    const error = new ConnectionResetError('lost');
    const main = asyncio.coroutine(function* () {
      return yield* lose(yield* asyncio.open_unix_connection(path, { loop }), error);
    });
    expect(await loop.run_until_complete(main())).toBe(error);
  });

  it('test_drain_raises: ends a program that writes to who is gone', async () => {
    const server = net.createServer((stream) => stream.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as net.AddressInfo;
    const loop = new_node_loop();
    const main = asyncio.coroutine(function* () {
      const [, writer] = yield* asyncio.open_connection('127.0.0.1', port, { loop });
      for (;;) {
        writer.write(Buffer.from('foo\n'));
        yield* writer.drain();
      }
    });
    const error = await loop.run_until_complete(main()).catch((error) => error);
    expect(error.name).toMatch(/^(ConnectionResetError|BrokenPipeError)$/);
  });
});

const sent = Buffer.from('hello world!\n');

/** A server on streams: what it sends back, and where it is. */
type Serve = (
  callback: asyncio.ClientConnectedCallback,
  loop: asyncio.SelectorEventLoop,
) => asyncio.Coroutine<
  [server: asyncio.AbstractServer, connect: () => asyncio.Coroutine<Connection>]
>;

const on_tcp: Serve = asyncio.coroutine(function* (callback, loop) {
  const server = yield* asyncio.start_server(callback, '127.0.0.1', 0, { loop });
  const port = server.sockets?.[0]?.getsockname()[1] as number;
  return [server, () => asyncio.open_connection('127.0.0.1', port, { loop })];
});

const on_unix: Serve = asyncio.coroutine(function* (callback, loop) {
  const path = new_path();
  const server = yield* asyncio.start_unix_server(callback, path, { loop });
  return [server, () => asyncio.open_unix_connection(path, { loop })];
});

const send_back = asyncio.coroutine(function* (
  reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
) {
  writer.write(yield* reader.readline());
  yield* writer.drain();
  writer.close();
});

/** Send a line to a server with a coroutine and to one with a plain function; what comes back. */
async function answers(serve: Serve): Promise<string[]> {
  const loop = new_node_loop();
  const callbacks: asyncio.ClientConnectedCallback[] = [
    send_back,
    (reader, writer) => {
      loop.create_task(send_back(reader, writer));
    },
  ];
  const main = asyncio.coroutine(function* () {
    const heard: string[] = [];
    for (const callback of callbacks) {
      const [server, connect] = yield* serve(callback, loop);
      const [reader, writer] = yield* connect();
      writer.write(sent);
      heard.push(String(yield* reader.readline()));
      heard.push(String(yield* reader.read()));
      writer.close();
      server.close();
    }
    return heard;
  });
  return loop.run_until_complete(main());
}

describe('StreamReaderTests', () => {
  it('test_start_server: serves by a coroutine and by a plain function', async () => {
    expect(await answers(on_tcp)).toEqual([String(sent), '', String(sent), '']);
  });

  it('test_start_unix_server: serves by a coroutine and by a plain function', async () => {
    expect(await answers(on_unix)).toEqual([String(sent), '', String(sent), '']);
  });

  it('test_read_all_from_pipe_reader: reads a pipe to its end, whatever the limit', async () => {
    const loop = new_node_loop();
    const child = spawn(process.execPath, ['-e', 'process.stdout.write("data")']);
    const main = asyncio.coroutine(function* () {
      const reader = new asyncio.StreamReader({ limit: 1, loop });
      const protocol = new asyncio.StreamReaderProtocol(reader, null, { loop });
      const [transport] = yield* loop.connect_read_pipe(() => protocol, child.stdout);
      const data = yield* reader.read(-1);
      transport.close();
      yield;
      return String(data);
    });
    expect(await loop.run_until_complete(main())).toBe('data');
  });
});
