import { describe, expect, it } from 'vitest';
import { ConnectionRefusedError, OSError, OverflowError } from '../../lib/errors';
import { gaierror } from '../../lib/gaierror';
import type * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import * as socket from '../../lib/socket';
import { port_of } from '../conformance/network';
import { Recorder } from '../support/connected';
import { failure, loop, run, use_node_loop } from '../support/node_loop';
import { record_log } from '../support/records';
import { closed_address, new_path, open, open_listener, open_udp } from '../support/sockets';

use_node_loop();

const recorder = () => new Recorder();

type Call = () => asyncio.Awaitable<unknown>;

describe('create_connection()', () => {
  it.each<[string, Call, string]>([
    [
      'nothing to connect to',
      () => loop.create_connection(recorder),
      'host and port was not specified and no sock specified',
    ],
    [
      'a host and a socket',
      () => loop.create_connection(recorder, 'h', 1, { sock: open() }),
      'host/port and sock can not be specified at the same time',
    ],
    [
      'a name for a certificate without TLS',
      () => loop.create_connection(recorder, 'h', 1, { server_hostname: 'x' }),
      'server_hostname is only meaningful with ssl',
    ],
    [
      'TLS without a name',
      () => loop.create_connection(recorder, { ssl: true, sock: open() }),
      'You must set server_hostname when using ssl without a host',
    ],
  ])('refuses %s', async (_, call, words) => {
    const error = await failure(call());
    expect([error.constructor.name, error.message]).toEqual(['ValueError', words]);
  });

  it('refuses an unknown keyword, and what is no stream', async () => {
    expect(() => loop.create_connection(recorder, 'h', 1, { foo: 1 } as never)).toThrow(
      new TypeError("create_connection() got an unexpected keyword argument 'foo'"),
    );
    const sock = open_udp();
    const error = await failure(loop.create_connection(recorder, { sock }));
    expect(error.message).toBe(`A Stream Socket was expected, got ${repr(sock)}`);
  });

  it.each<[string, Call, new (...args: never) => Error, string]>([
    [
      'a service that there is not',
      () => loop.create_connection(recorder, '127.0.0.1', 'nope'),
      gaierror,
      '[Errno -8] Servname not supported for ai_socktype',
    ],
    [
      'a port that is too high',
      () => loop.create_connection(recorder, '127.0.0.1', 70_000),
      OverflowError,
      'getsockaddrarg: port must be 0-65535.',
    ],
    [
      'no port',
      () => loop.create_connection(recorder, '127.0.0.1'),
      ConnectionRefusedError,
      "[Errno 111] Connect call failed ('127.0.0.1', 0)",
    ],
    [
      'an own address that is not ours',
      () => loop.create_connection(recorder, '127.0.0.1', 1, { local_addr: ['8.8.8.8', 0] }),
      OSError,
      "[Errno 99] error while attempting to bind on address ('8.8.8.8', 0): cannot assign requested address",
    ],
    [
      'another family than the host’s',
      () => loop.create_connection(recorder, '127.0.0.1', 1, { family: socket.AF_INET6 }),
      gaierror,
      '[Errno -9] Address family for hostname not supported',
    ],
    [
      'a socket that is not connected',
      () => loop.create_connection(recorder, { sock: open() }),
      OSError,
      '[Errno 107] Transport endpoint is not connected',
    ],
  ])('raises of %s', async (_, call, cls, words) => {
    const error = await failure(call());
    expect(error).toBeInstanceOf(cls);
    expect(error.message).toBe(words);
  });

  it('asks the factory once it is connected, and tells the protocol before the caller', async () => {
    const listener = open_listener();
    const [host, port] = listener.getsockname() as [string, number];
    const order: string[] = [];
    const factory = () => {
      order.push('factory');
      return new Recorder();
    };
    await failure(loop.create_connection(factory, ...(closed_address() as [string, number])));
    expect(order).toEqual([]);
    const [transport, protocol] = await run(loop.create_connection(factory, host, port));
    expect([order, protocol.trace]).toEqual([['factory'], ['made']]);
    expect(transport.get_protocol()).toBe(protocol);
    expect(transport.get_extra_info('peername')).toEqual([host, port]);
    expect(transport.get_extra_info('sockname')).toEqual(
      transport.get_extra_info('socket').getsockname(),
    );
    transport.close();
    await run(protocol.lost);
  });

  it('uses a connected socket of the program', async () => {
    const listener = open_listener();
    const sock = open();
    await run(loop.sock_connect(sock, listener.getsockname()));
    const [transport, protocol] = await run(loop.create_connection(recorder, { sock }));
    expect(transport.get_extra_info('socket')).toBe(sock);
    transport.close();
    await run(protocol.lost);
    expect(sock.fileno()).toBe(-1);
  });

  it('connects from the address that is asked for', async () => {
    const listener = open_listener();
    const [host, port] = listener.getsockname() as [string, number];
    const options = { local_addr: ['127.0.0.9', 0] as const };
    const [transport, protocol] = await run(loop.create_connection(recorder, host, port, options));
    expect(transport.get_extra_info('sockname')[0]).toBe('127.0.0.9');
    transport.close();
    await run(protocol.lost);
  });

  it('raises what connection_made() is told of: nothing; its error is reported', async () => {
    const listener = open_listener();
    const contexts: string[] = [];
    loop.set_exception_handler((_, { message }) => contexts.push(message ?? ''));
    class Broken extends Recorder {
      override connection_made(): void {
        throw new Error('boom');
      }
    }
    const [host, port] = listener.getsockname() as [string, number];
    const [transport, protocol] = await run(loop.create_connection(() => new Broken(), host, port));
    expect(contexts).toEqual([
      expect.stringMatching(/^Exception in callback Broken\.connection_made\(/),
    ]);
    transport.abort();
    await run(protocol.lost);
  });

  it('says in debug mode what it does', async () => {
    const log = record_log();
    loop.set_debug(true);
    const server = await run(loop.create_server(recorder, '127.0.0.1', 0));
    const port = port_of(server);
    const [transport, protocol] = await run(loop.create_connection(recorder, '127.0.0.1', port));
    const connect = `DEBUG connect <socket.socket fd=-1, family=AddressFamily.AF_INET, type=2049, proto=6, laddr=('0.0.0.0', 0)> to ('127.0.0.1', ${port})`;
    expect(log.lines).toContain(connect);
    expect(log.lines).toContainEqual(
      expect.stringMatching(
        new RegExp(`^DEBUG <socket\\.socket fd=.*> connected to 127\\.0\\.0\\.1:${port}: \\(<`),
      ),
    );
    transport.close();
    await run(protocol.lost);
    server.close();
  });
});

describe('connect_accepted_socket()', () => {
  it('makes a transport of what the program has accepted', async () => {
    const listener = open_listener();
    const client = open();
    await run(loop.sock_connect(client, listener.getsockname()));
    const [accepted] = await run(loop.sock_accept(listener));
    const [transport, protocol] = await run(loop.connect_accepted_socket(recorder, accepted));
    expect(protocol.trace).toEqual(['made']);
    transport.write(Buffer.from('hello'));
    expect(String(await run(loop.sock_recv(client, 10)))).toBe('hello');
    transport.close();
    await run(protocol.lost);
    expect(await run(loop.sock_recv(client, 10))).toHaveLength(0);
  });

  it('refuses what is no stream', async () => {
    const sock = open_udp();
    const error = await failure(loop.connect_accepted_socket(recorder, sock));
    expect(error.message).toBe(`A Stream Socket was expected, got ${repr(sock)}`);
  });
});

describe('create_unix_connection() and create_unix_server()', () => {
  it.each<[string, Call, string]>([
    [
      'no path',
      () => loop.create_unix_connection(recorder, undefined),
      'no path and sock were specified',
    ],
    [
      'a path and a socket',
      () => loop.create_unix_connection(recorder, '/x', { sock: open(socket.AF_UNIX) }),
      'path and sock can not be specified at the same time',
    ],
    [
      'TLS without a name',
      () => loop.create_unix_connection(recorder, '/x', { ssl: true }),
      'you have to pass server_hostname when using ssl',
    ],
    [
      'a name without TLS',
      () => loop.create_unix_connection(recorder, '/x', { server_hostname: 'x' }),
      'server_hostname is only meaningful with ssl',
    ],
    [
      'no path',
      () => loop.create_unix_server(recorder),
      'path was not specified, and no sock specified',
    ],
    [
      'a path and a socket',
      () => loop.create_unix_server(recorder, '/x', { sock: open(socket.AF_UNIX) }),
      'path and sock can not be specified at the same time',
    ],
  ])('refuse %s', async (_, call, words) => {
    const error = await failure(call());
    expect([error.constructor.name, error.message]).toEqual(['ValueError', words]);
  });

  it('refuse sockets of other kinds', async () => {
    const sock = open();
    const words = `A UNIX Domain Stream Socket was expected, got ${repr(sock)}`;
    expect((await failure(loop.create_unix_connection(recorder, { sock }))).message).toBe(words);
    expect((await failure(loop.create_unix_server(recorder, { sock }))).message).toBe(words);
  });

  it('refuse paths that there cannot be', async () => {
    const long = await failure(loop.create_unix_connection(recorder, `/${'x'.repeat(200)}`));
    expect(long.message).toBe('AF_UNIX path too long');
    const missing = await failure(loop.create_unix_connection(recorder, Buffer.from('/no/x')));
    expect(missing.message).toBe('[Errno 2] No such file or directory');
  });

  it('take paths as text and as bytes, and the server prints them', async () => {
    const path = new_path();
    const server = await run(loop.create_unix_server(recorder, Buffer.from(path)));
    const [sock] = server.sockets as [socket.socket];
    expect(repr(server)).toBe(
      `<Server sockets=[<socket.socket fd=${sock.fileno()}, family=AddressFamily.AF_UNIX, type=2049, proto=0, laddr=${path}>]>`,
    );
    const [transport, protocol] = await run(loop.create_unix_connection(recorder, path));
    expect(transport.get_extra_info('peername')).toBe(path);
    transport.close();
    await run(protocol.lost);
    server.close();
  });
});
