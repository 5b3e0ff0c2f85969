import { describe, expect, it } from 'vitest';
import { ConnectionRefusedError, FileNotFoundError } from '../lib/errors';
import * as asyncio from '../lib/index';
import * as socket from '../lib/socket';
import { port_of } from './conformance/network';
import { careless_context, server_context } from './support/certificates';
import { failure, loop, run, use_node_loop } from './support/node_loop';
import { closed_address, new_path, open } from './support/sockets';

const { open_connection, open_unix_connection, start_server, start_unix_server } = asyncio;

use_node_loop();

/** What a server's callback is called with first. */
function first_client(): [(...streams: asyncio.Streams) => void, asyncio.Future<asyncio.Streams>] {
  const future = loop.create_future<asyncio.Streams>();
  return [(...streams) => future.set_result(streams), future];
}

/** An exchange, and the end of the connection on both sides. */
async function exchange(
  [reader, writer]: asyncio.Streams,
  [server_reader, server_writer]: asyncio.Streams,
) {
  writer.write(Buffer.from('question\n'));
  expect(String(await run(server_reader.readline()))).toBe('question\n');
  server_writer.write(Buffer.from('answer\n'));
  expect(String(await run(reader.readline()))).toBe('answer\n');
  writer.close();
  expect(await run(server_reader.read())).toHaveLength(0);
  server_writer.close();
  expect(await run(reader.read())).toHaveLength(0);
}

/** How many bytes a line may have before the reader refuses it. */
async function limit_of(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) {
  writer.write(Buffer.alloc(1000, 'x'));
  writer.write(Buffer.from('\n'));
  const error = await failure(reader.readuntil(Buffer.from('\n')));
  expect(error).toBeInstanceOf(asyncio.LimitOverrunError);
  return String(reader).match(/ l=(\d+)/)?.[1];
}

type Refused = [call: () => asyncio.Awaitable<unknown>, name: string, words: string];

/** The name and the words of the error with which a call is refused. */
async function refusal(call: Refused[0]): Promise<string[]> {
  const error = await failure(call());
  return [error.constructor.name, error.message];
}

describe('open_connection() and start_server()', () => {
  it('take host and port by place', async () => {
    const [callback, client] = first_client();
    const server = await run(start_server(callback, '127.0.0.1', 0));
    const streams = await run(open_connection('127.0.0.1', port_of(server)));
    await exchange(streams, await run(client));
    server.close();
    await run(server.wait_closed());
  });

  it('take all by name', async () => {
    const [callback, client] = first_client();
    const server = await run(start_server(callback, { host: '127.0.0.1', port: 0, loop }));
    const port = port_of(server);
    const streams = await run(open_connection({ host: '127.0.0.1', port, loop }));
    await exchange(streams, await run(client));
    server.close();
  });

  it('hand options on to the loop: several hosts, sockets of the program, an address of our own', async () => {
    const [callback, client] = first_client();
    const server = await run(start_server(callback, ['127.0.0.1', '127.0.0.2'], 0, { backlog: 5 }));
    expect(server.sockets).toHaveLength(2);
    const port = port_of(server);
    const local_addr = ['127.0.0.3', 0] as const;
    const streams = await run(open_connection('127.0.0.1', port, { local_addr }));
    const [, server_writer] = await run(client);
    expect(server_writer.get_extra_info('peername')[0]).toBe('127.0.0.3');
    await exchange(streams, await run(client));
    server.close();
    const listening = open();
    listening.bind(['127.0.0.1', 0]);
    const [second_callback, second] = first_client();
    const other = await run(start_server(second_callback, { sock: listening }));
    const sock = open();
    await run(loop.sock_connect(sock, listening.getsockname()));
    await exchange(await run(open_connection({ sock })), await run(second));
    other.close();
  });

  it('have TLS with ssl', async () => {
    const [callback, client] = first_client();
    const server = await run(start_server(callback, '127.0.0.1', 0, { ssl: server_context() }));
    const ssl = careless_context();
    const streams = await run(
      open_connection('127.0.0.1', port_of(server), { ssl, server_hostname: 'localhost' }),
    );
    expect(streams[1].get_extra_info('sslcontext')).toBe(ssl);
    await exchange(streams, await run(client));
    server.close();
  });

  it('give both readers the limit that was said, 64 KiB otherwise', async () => {
    const [callback, client] = first_client();
    const server = await run(start_server(callback, '127.0.0.1', 0, { limit: 19 }));
    const port = port_of(server);
    const [reader, writer] = await run(open_connection('127.0.0.1', port, { limit: 17 }));
    const [server_reader, server_writer] = await run(client);
    expect(await limit_of(reader, server_writer)).toBe('17');
    expect(await limit_of(server_reader, writer)).toBe('19');
    writer.close();
    server_writer.close();
    server.close();
    const reader_by_default = new asyncio.StreamReader({ loop });
    expect(reader_by_default._limit).toBe(65536);
  });

  it('use the loop that was said, which need not be the current one', async () => {
    const [callback, client] = first_client();
    asyncio.set_event_loop(undefined);
    const server = await run(start_server(callback, '127.0.0.1', 0, { loop }));
    const streams = await run(open_connection('127.0.0.1', port_of(server), { loop }));
    await exchange(streams, await run(client));
    server.close();
  });

  it('run a callback that is a coroutine as a task', async () => {
    const done = loop.create_future<string>();
    const echo = asyncio.coroutine(function* echo(
      reader: asyncio.StreamReader,
      writer: asyncio.StreamWriter,
    ) {
      writer.write(yield* reader.readline());
      yield* writer.drain();
      writer.close();
      done.set_result((asyncio.Task.current_task() as asyncio.Task<unknown>).constructor.name);
    });
    const server = await run(start_server(echo, '127.0.0.1', 0));
    const [reader, writer] = await run(open_connection('127.0.0.1', port_of(server)));
    writer.write(Buffer.from('x\n'));
    expect(String(await run(reader.read()))).toBe('x\n');
    expect(await run(done)).toBe('Task');
    writer.close();
    server.close();
  });

  it.each<Refused>([
    [
      () => open_connection('127.0.0.1', 1, { foo: 1 }),
      'TypeError',
      "create_connection() got an unexpected keyword argument 'foo'",
    ],
    [
      () => start_server(() => {}, '127.0.0.1', 0, { foo: 1 }),
      'TypeError',
      "create_server() got an unexpected keyword argument 'foo'",
    ],
    [
      () => open_connection('127.0.0.1', { host: '127.0.0.1' } as never),
      'TypeError',
      "open_connection() got multiple values for argument 'host'",
    ],
    [
      () => open_connection(),
      'ValueError',
      'host and port was not specified and no sock specified',
    ],
    [() => open_connection('127.0.0.1', 1, { limit: 0 }), 'ValueError', 'Limit cannot be <= 0'],
    [
      () => open_connection('127.0.0.1', 1, { server_hostname: 'x' }),
      'ValueError',
      'server_hostname is only meaningful with ssl',
    ],
    [
      () => start_server(() => {}, '127.0.0.1', 0, { ssl: true }),
      'TypeError',
      'ssl argument must be an SSLContext or None',
    ],
  ])('refuse what makes no sense: %s', async (call, name, words) => {
    expect(await refusal(call)).toEqual([name, words]);
  });

  it('raise OSError where nobody listens', async () => {
    const [host, port] = closed_address() as [string, number];
    expect(await failure(open_connection(host, port))).toBeInstanceOf(ConnectionRefusedError);
  });
});

describe('open_unix_connection() and start_unix_server()', () => {
  it('take the path by place or by name', async () => {
    const [callback, client] = first_client();
    const path = new_path();
    const server = await run(start_unix_server(callback, path));
    await exchange(await run(open_unix_connection(path)), await run(client));
    server.close();
    const [second_callback, second] = first_client();
    const other = await run(start_unix_server(second_callback, { path, loop }));
    await exchange(await run(open_unix_connection({ path, loop })), await run(second));
    other.close();
  });

  it('hand options on to the loop', async () => {
    const [callback, client] = first_client();
    const sock = open(socket.AF_UNIX);
    const path = new_path();
    sock.bind(path);
    const server = await run(start_unix_server(callback, { sock, limit: 19 }));
    const [reader, writer] = await run(open_unix_connection(path, { limit: 17 }));
    const [server_reader, server_writer] = await run(client);
    expect(await limit_of(reader, server_writer)).toBe('17');
    expect(await limit_of(server_reader, writer)).toBe('19');
    writer.close();
    server_writer.close();
    server.close();
  });

  it('have TLS with ssl', async () => {
    const [callback, client] = first_client();
    const path = new_path();
    const server = await run(start_unix_server(callback, path, { ssl: server_context() }));
    const options = { ssl: careless_context(), server_hostname: 'localhost' };
    await exchange(await run(open_unix_connection(path, options)), await run(client));
    server.close();
  });

  it.each<Refused>([
    [
      () => open_unix_connection('/no/such', { foo: 1 }),
      'TypeError',
      "create_unix_connection() got an unexpected keyword argument 'foo'",
    ],
    [
      () => start_unix_server(() => {}, '/no/such', { foo: 1 }),
      'TypeError',
      "create_unix_server() got an unexpected keyword argument 'foo'",
    ],
    [() => open_unix_connection(), 'ValueError', 'no path and sock were specified'],
    [
      () => start_unix_server(() => {}),
      'ValueError',
      'path was not specified, and no sock specified',
    ],
    [
      () => open_unix_connection('/no/such', { ssl: true }),
      'ValueError',
      'you have to pass server_hostname when using ssl',
    ],
    [
      () => open_unix_connection('/no/such', { server_hostname: 'x' }),
      'ValueError',
      'server_hostname is only meaningful with ssl',
    ],
  ])('refuse what makes no sense: %s', async (call, name, words) => {
    expect(await refusal(call)).toEqual([name, words]);
  });

  it('raise OSError where there is nothing, and no place', async () => {
    const missing = await failure(open_unix_connection(new_path()));
    expect(missing).toBeInstanceOf(FileNotFoundError);
    const nowhere = await failure(start_unix_server(() => {}, '/no/such/directory/socket'));
    expect(nowhere).toBeInstanceOf(FileNotFoundError);
    expect(nowhere.message).toBe('[Errno 2] No such file or directory');
  });
});
