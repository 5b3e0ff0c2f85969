import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConnectionRefusedError, FileNotFoundError, OSError, ValueError } from '../../lib/errors';
import { errno } from '../../lib/os_errors';
import type { Server } from '../../lib/server';
import { AF_INET, AF_UNIX, SOCK_STREAM, type SocketAddress, socket } from '../../lib/socket';
import type { Transport } from '../../lib/transports';
import { new_path } from '../support/sockets';
import { Echo, MyProto, port_of } from './network';
import { failure, loop, run, use_real_loop } from './real_loop';

use_real_loop();

const proto = () => new MyProto(loop);
const echo = () => new Echo(loop);
const serve = (factory: () => MyProto = echo) =>
  run<Server>(loop.create_server(factory, '127.0.0.1', 0));

/** Send something, have it echoed, close. */
async function exchange([transport, client]: [Transport, MyProto]): Promise<void> {
  expect(transport).toBe(client.transport);
  expect(transport.get_protocol()).toBe(client);
  const { data_received } = client;
  client.data_received = (data) => {
    data_received.call(client, data);
    if (client.nbytes === 3) transport.close();
  };
  transport.write(Buffer.from('abc'));
  expect(await run(client.done)).toBe(undefined);
  expect([client.nbytes, client.state]).toEqual([3, 'CLOSED']);
}

async function close(server: Server): Promise<void> {
  server.close();
  await run(server.wait_closed());
}

function connected(address: SocketAddress, family = AF_INET): Promise<socket> {
  const sock = new socket(family, SOCK_STREAM);
  sock.setblocking(false);
  return run(loop.sock_connect(sock, address)).then(() => sock);
}

describe('EventLoopTestsMixin', () => {
  it('test_create_connection: an exchange over a protocol', async () => {
    const server = await serve();
    const address = ['127.0.0.1', port_of(server)];
    const [transport, client] = await run(
      loop.create_connection(proto, '127.0.0.1', port_of(server)),
    );
    expect(transport.get_extra_info('peername')).toEqual(address);
    expect(transport.get_extra_info('sockname')[0]).toBe('127.0.0.1');
    await exchange([transport, client]);
    await close(server);
  });

  it('test_create_unix_connection: the same over a Unix socket', async () => {
    const path = new_path();
    const server = await run(loop.create_unix_server(echo, path));
    const pair = await run(loop.create_unix_connection(proto, path));
    expect(pair[0].get_extra_info('peername')).toBe(path);
    await exchange(pair);
    await close(server);
  });

  it('test_create_connection_sock: over a socket that is connected already', async () => {
    const server = await serve();
    const sock = await connected(['127.0.0.1', port_of(server)]);
    const pair = await run(loop.create_connection(proto, { sock }));
    expect(pair[0].get_extra_info('socket')).toBe(sock);
    await exchange(pair);
    await close(server);
  });

  it('test_create_connection_local_addr: local_addr is the own port', async () => {
    const server = await serve();
    const probe = new socket(AF_INET, SOCK_STREAM);
    probe.bind(['127.0.0.1', 0]);
    const [, port] = probe.getsockname() as [string, number];
    probe.close();
    await new Promise(setImmediate);
    const local_addr = ['127.0.0.1', port] as const;
    const pair = await run(
      loop.create_connection(proto, '127.0.0.1', port_of(server), { local_addr }),
    );
    expect(pair[0].get_extra_info('sockname')).toEqual(['127.0.0.1', port]);
    await exchange(pair);
    await close(server);
  });

  it('test_create_connection_local_addr_in_use: the error names the address', async () => {
    const server = await serve();
    const port = port_of(server);
    const local_addr = ['127.0.0.1', port] as const;
    const error = await failure<OSError>(
      loop.create_connection(proto, '127.0.0.1', port, { local_addr }),
    );
    expect(error.errno).toBe(errno.EADDRINUSE);
    expect(error.message).toContain(`('127.0.0.1', ${port})`);
    await close(server);
  });

  it('test_connect_accepted_socket: a socket accepted elsewhere becomes a transport', async () => {
    const listener = new socket(AF_INET, SOCK_STREAM);
    listener.setblocking(false);
    listener.bind(['127.0.0.1', 0]);
    listener.listen(5);
    const accepted = loop.sock_accept(listener);
    const client_sock = await connected(listener.getsockname());
    const [server_sock] = await run(accepted);
    const [transport, server] = await run(loop.connect_accepted_socket(echo, server_sock));
    expect([transport.get_extra_info('socket'), server.state]).toEqual([server_sock, 'CONNECTED']);
    await exchange(await run(loop.create_connection(proto, { sock: client_sock })));
    await run(server.done);
    expect(server.nbytes).toBe(3);
    listener.close();
  });

  it('test_create_server: accepts, receives, and knows the addresses', async () => {
    const accepted: MyProto[] = [];
    const server = await serve(() => {
      accepted.push(proto());
      return accepted[0] as MyProto;
    });
    expect(server.sockets).toHaveLength(1);
    const [, client] = await run(loop.create_connection(proto, '127.0.0.1', port_of(server)));
    client.transport?.write(Buffer.from('xxx'));
    client.transport?.close();
    await run(client.done);
    const [peer] = accepted as [MyProto];
    const transport = peer.transport as Transport;
    expect(transport.get_extra_info('sockname')).toEqual(['127.0.0.1', port_of(server)]);
    expect(transport.get_extra_info('peername')[0]).toBe('127.0.0.1');
    expect(transport.get_extra_info('socket')).toBeInstanceOf(socket);
    await run(peer.done);
    expect([peer.nbytes, peer.state]).toEqual([3, 'CLOSED']);
    await close(server);
  });

  it('test_create_server_multiple_hosts_ipv4: each host is bound once', async () => {
    const hosts = ['127.0.0.1', '127.0.0.2', '127.0.0.1'];
    const server = await run(loop.create_server(proto, hosts, 0));
    const names = server.sockets?.map((sock) => (sock.getsockname() as [string, number])[0]);
    expect(new Set(names)).toEqual(new Set(['127.0.0.1', '127.0.0.2']));
    expect(names).toHaveLength(2);
    await close(server);
  });

  it('test_create_server_multiple_hosts_ipv6: the same with IPv6', async () => {
    const server = await run(loop.create_server(proto, ['::1', '::1', '127.0.0.1'], 0));
    const names = server.sockets?.map((sock) => (sock.getsockname() as [string, number])[0]);
    expect(names).toEqual(['::1', '127.0.0.1']);
    await close(server);
  });

  it('test_create_unix_server: there and back over a Unix socket', async () => {
    const path = new_path();
    const accepted: Echo[] = [];
    const factory = () => {
      accepted.push(echo());
      return accepted[0] as Echo;
    };
    const server = await run(loop.create_unix_server(factory, path));
    expect(server.sockets).toHaveLength(1);
    await exchange(await run(loop.create_unix_connection(proto, path)));
    await run((accepted[0] as Echo).done);
    expect(accepted[0]?.nbytes).toBe(3);
    await close(server);
    expect(existsSync(path)).toBe(true);
  });

  it('test_create_unix_server_path_socket_error: a path and a socket are too much', async () => {
    const sock = new socket(AF_UNIX, SOCK_STREAM);
    await expect(run(loop.create_unix_server(proto, '/test', { sock }))).rejects.toThrow(
      new ValueError('path and sock can not be specified at the same time'),
    );
    sock.close();
  });

  it('test_create_server_sock: on a socket that is bound already', async () => {
    const sock = new socket(AF_INET, SOCK_STREAM);
    sock.bind(['127.0.0.1', 0]);
    const server = await run(loop.create_server(echo, { sock }));
    expect(server.sockets).toEqual([sock]);
    await exchange(await run(loop.create_connection(proto, '127.0.0.1', port_of(server))));
    await close(server);
  });

  it('test_create_server_addr_in_use: the address that is in use is an error', async () => {
    const server = await serve();
    const port = port_of(server);
    const error = await failure<OSError>(loop.create_server(proto, '127.0.0.1', port));
    expect(error).toBeInstanceOf(OSError);
    expect(error.errno).toBe(errno.EADDRINUSE);
    const text = `error while attempting to bind on address ('127.0.0.1', ${port}): address already in use`;
    expect(error.strerror).toBe(text);
    await close(server);
  });

  it('test_create_server_dual_stack: no host listens on IPv4 and on IPv6', async () => {
    const server = await run(loop.create_server(echo, null, 0));
    for (const [sock, host] of [
      [server.sockets?.[0], '127.0.0.1'],
      [server.sockets?.[1], '::1'],
    ] as const) {
      const [, port] = (sock as socket).getsockname() as [string, number];
      await exchange(await run(loop.create_connection(proto, host, port)));
    }
    const port = port_of(server);
    await close(server);
    // On one port there is room for both only when the one of IPv6 is for IPv6 alone.
    const again = await run(loop.create_server(echo, null, port));
    expect(again.sockets?.map((sock) => sock.getsockname()[1])).toEqual([port, port]);
    await close(again);
  });

  it('test_server_close: a closed server refuses', async () => {
    const server = await serve();
    const port = port_of(server);
    await exchange(await run(loop.create_connection(proto, '127.0.0.1', port)));
    server.close();
    expect(server.sockets).toBe(undefined);
    const error = await failure<OSError>(loop.create_connection(proto, '127.0.0.1', port));
    expect(error).toBeInstanceOf(ConnectionRefusedError);
    expect(error.strerror).toBe(`Connect call failed ('127.0.0.1', ${port})`);
    const path = new_path();
    expect(await failure(loop.create_unix_connection(proto, path))).toBeInstanceOf(
      FileNotFoundError,
    );
  });
});
