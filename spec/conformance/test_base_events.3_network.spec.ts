import { describe, expect, it } from 'vitest';
import { ConnectionRefusedError, OSError, ValueError } from '../../lib/errors';
import type { AddressInfo } from '../../lib/getaddrinfo';
import * as asyncio from '../../lib/index';
import { errno } from '../../lib/os_errors';
import {
  AF_INET,
  AF_INET6,
  IPPROTO_TCP,
  SOCK_DGRAM,
  SOCK_STREAM,
  socket,
  TCP_NODELAY,
} from '../../lib/socket';
import { MyProto, port_of } from './network';
import { failure, loop, run, use_real_loop } from './real_loop';

use_real_loop();

const proto = () => new MyProto(loop);

/** Have the loop find these addresses, for every name. */
function look_up(...found: (readonly [host: string, port: number])[]): void {
  loop.getaddrinfo = () => {
    const future = loop.create_future<AddressInfo[]>();
    future.set_result(
      found.map(([host, port]) =>
        host.includes(':')
          ? [AF_INET6, SOCK_STREAM, IPPROTO_TCP, '', [host, port, 0, 0]]
          : [AF_INET, SOCK_STREAM, IPPROTO_TCP, '', [host, port]],
      ),
    );
    return future;
  };
}

/** A port at which nobody listens. */
function free_port(): number {
  const sock = new socket(AF_INET, SOCK_STREAM);
  sock.bind(['127.0.0.1', 0]);
  const [, port] = sock.getsockname() as [string, number];
  sock.close();
  return port;
}

describe('BaseEventLoopWithSelectorTests', () => {
  it('test_create_connection_multiple_errors: different errors are combined', async () => {
    const port = free_port();
    look_up(['127.0.0.1', port], ['127.0.0.2', port]);
    const error = await failure(loop.create_connection(proto, 'example.com', port));
    expect(error.constructor).toBe(OSError);
    expect(error.message).toBe(
      `Multiple exceptions: [Errno 111] Connect call failed ('127.0.0.1', ${port}), ` +
        `[Errno 111] Connect call failed ('127.0.0.2', ${port})`,
    );
  });

  it('test_create_connection_timeout: the socket is closed by any other error', async () => {
    const sockets: socket[] = [];
    loop.sock_connect = (sock) => {
      sockets.push(sock);
      throw new asyncio.TimeoutError();
    };
    look_up(['127.0.0.1', 80], ['127.0.0.2', 80]);
    const error = await failure(loop.create_connection(proto, 'example.com', 80));
    expect(error).toBeInstanceOf(asyncio.TimeoutError);
    expect(sockets.map(String)).toEqual([expect.stringContaining('[closed]')]);
  });

  it('test_create_connection_host_port_sock: an address and a socket are too much', async () => {
    const sock = new socket();
    await expect(run(loop.create_connection(proto, 'example.com', 80, { sock }))).rejects.toThrow(
      new ValueError('host/port and sock can not be specified at the same time'),
    );
    sock.close();
  });

  it('test_create_connection_wrong_sock: a datagram socket is none', async () => {
    const sock = new socket(AF_INET, SOCK_DGRAM);
    const error = await failure(loop.create_connection(proto, { sock }));
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toMatch(/^A Stream Socket was expected, got <socket/);
    sock.close();
  });

  it('test_create_server_wrong_sock: a datagram socket is none', async () => {
    const sock = new socket(AF_INET, SOCK_DGRAM);
    const error = await failure(loop.create_server(proto, { sock }));
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toMatch(/^A Stream Socket was expected, got <socket/);
    sock.close();
  });

  it('test_create_server_ipv6: listens on ::1', async () => {
    const server = await run(loop.create_server(proto, '::1', 0));
    const [, client] = await run(loop.create_connection(proto, '::1', port_of(server)));
    expect(client.transport?.get_extra_info('peername')).toEqual(['::1', port_of(server), 0, 0]);
    client.transport?.close();
    await run(client.done);
    server.close();
  });

  it('test_create_connection_no_host_port_sock: nothing is too little', async () => {
    await expect(run(loop.create_connection(proto))).rejects.toThrow(
      new ValueError('host and port was not specified and no sock specified'),
    );
  });

  it('test_create_connection_no_getaddrinfo: a look-up that finds nothing', async () => {
    look_up();
    await expect(run(loop.create_connection(proto, 'example.com', 80))).rejects.toThrow(
      new OSError('getaddrinfo() returned empty list'),
    );
  });

  it('test_create_connection_connect_err: the one error is raised as it is', async () => {
    const port = free_port();
    look_up(['127.0.0.1', port]);
    const error = await failure(loop.create_connection(proto, 'example.com', port));
    expect(error).toBeInstanceOf(ConnectionRefusedError);
  });

  it('test_create_connection_multiple: all addresses fail alike', async () => {
    const port = free_port();
    look_up(['127.0.0.1', port], ['127.0.0.1', port]);
    const error = await failure(loop.create_connection(proto, 'example.com', port));
    expect(error).toBeInstanceOf(ConnectionRefusedError);
    expect(error.message).not.toContain('Multiple');
  });

  it('test_create_connection_multiple_errors_local_addr: errors of both kinds', async () => {
    const port = free_port();
    look_up(['127.0.0.1', port], ['127.0.0.2', port]);
    let binds = 0;
    const { bind } = socket.prototype;
    socket.prototype.bind = function (this: socket) {
      binds += 1;
      // The first cannot be bound.
      bind.call(this, [binds === 1 ? '8.8.8.8' : '127.0.0.1', 0]);
    };
    try {
      const local_addr = ['127.0.0.9', 0] as const;
      const error = await failure(
        loop.create_connection(proto, 'example.com', port, { local_addr }),
      );
      expect(error.message).toBe(
        "Multiple exceptions: [Errno 99] error while attempting to bind on address ('127.0.0.9', 0): " +
          `cannot assign requested address, [Errno 111] Connect call failed ('127.0.0.2', ${port})`,
      );
    } finally {
      socket.prototype.bind = bind;
    }
  });

  it('test_create_connection_ip_addr: a numeric address is not looked up', async () => {
    loop.getaddrinfo = () => expect.fail('looked up');
    for (const [host, port] of [
      ['127.0.0.1', '80'],
      ['::1', 80],
    ] as const) {
      const addresses: unknown[] = [];
      loop.sock_connect = (_, address) => {
        addresses.push(address);
        throw new OSError('enough');
      };
      await failure(loop.create_connection(proto, host, port));
      expect(addresses).toEqual([host === '::1' ? ['::1', 80, 0, 0] : ['127.0.0.1', 80]]);
    }
  });

  it('test_create_connection_service_name: a service is looked up', async () => {
    const addresses: unknown[] = [];
    loop.sock_connect = (_, address) => {
      addresses.push(address);
      throw new OSError('enough');
    };
    await failure(loop.create_connection(proto, '127.0.0.1', 'http'));
    expect(addresses).toEqual([['127.0.0.1', 80]]);
    for (const service of ['nonsense', '']) {
      expect(await failure(loop.create_connection(proto, '127.0.0.1', service))).toBeInstanceOf(
        OSError,
      );
    }
    expect(addresses).toEqual([
      ['127.0.0.1', 80],
      ['127.0.0.1', 0],
    ]);
  });

  it('test_create_connection_no_local_addr: the own address cannot be found', async () => {
    const found = loop.create_future<AddressInfo[]>();
    found.set_result([[AF_INET, SOCK_STREAM, IPPROTO_TCP, '', ['127.0.0.1', 80]]]);
    const nothing = loop.create_future<AddressInfo[]>();
    nothing.set_result([]);
    loop.getaddrinfo = (host) => (host === 'example.com' ? found : nothing);
    const local_addr = ['localhost', 8080] as const;
    await expect(
      run(loop.create_connection(proto, 'example.com', 80, { local_addr })),
    ).rejects.toThrow(new OSError('getaddrinfo() returned empty list'));
  });

  it('test_create_server_empty_host: an empty host is all interfaces', async () => {
    const hosts: unknown[] = [];
    const { getaddrinfo } = loop;
    loop.getaddrinfo = (host, ...rest) => {
      hosts.push(host);
      return getaddrinfo.call(loop, host, ...rest);
    };
    const server = await run(loop.create_server(proto, '', 0));
    expect(hosts).toEqual([undefined]);
    const names = server.sockets?.map((sock) => (sock.getsockname() as [string, number])[0]);
    expect(names).toEqual(['0.0.0.0', '::']);
    server.close();
  });

  it('test_create_server_host_port_sock: an address and a socket are too much', async () => {
    const sock = new socket();
    await expect(run(loop.create_server(proto, '0.0.0.0', 0, { sock }))).rejects.toThrow(
      new ValueError('host/port and sock can not be specified at the same time'),
    );
    sock.close();
  });

  it('test_create_server_no_host_port_sock: nothing is too little', async () => {
    await expect(run(loop.create_server(proto))).rejects.toThrow(
      new ValueError('Neither host/port nor sock were specified'),
    );
  });

  it('test_create_server_no_getaddrinfo: a look-up that finds nothing', async () => {
    look_up();
    await expect(run(loop.create_server(proto, 'python.org', 0))).rejects.toThrow(
      new OSError("getaddrinfo('python.org') returned empty list"),
    );
  });

  it('test_create_server_cant_bind: all sockets are closed when one cannot be bound', async () => {
    const server = await run(loop.create_server(proto, '127.0.0.1', 0));
    const port = port_of(server);
    const sockets: socket[] = [];
    const { bind } = socket.prototype;
    socket.prototype.bind = function (this: socket, address) {
      sockets.push(this);
      bind.call(this, address);
    };
    try {
      const error = await failure<OSError>(
        loop.create_server(proto, ['127.0.0.2', '127.0.0.1'], port),
      );
      expect(error.errno).toBe(errno.EADDRINUSE);
      const closed = expect.stringContaining('[closed]');
      expect(sockets.map(String)).toEqual([closed, closed]);
    } finally {
      socket.prototype.bind = bind;
      server.close();
    }
  });

  it('test_accept_connection_exception: no more descriptors is reported, and serving goes on', async () => {
    const server = await run(loop.create_server(proto, '127.0.0.1', 0));
    const contexts: unknown[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    const [sock] = server.sockets as [socket];
    const error = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE', errno: -24 });
    sock._take_server(1).emit('error', error);
    const pair = await run(loop.create_connection(proto, '127.0.0.1', port_of(server)));
    expect(contexts).toEqual([
      {
        message: 'socket.accept() out of system resource',
        exception: new OSError(24, 'Too many open files'),
        socket: sock,
      },
    ]);
    pair[0].close();
    await run(pair[1].done);
    server.close();
  });
});

describe('TestSelectorUtils', () => {
  it('test_set_nodelay: TCP connections send small writes at once', async () => {
    const server = await run(loop.create_server(proto, '127.0.0.1', 0));
    const [transport, client] = await run(
      loop.create_connection(proto, '127.0.0.1', port_of(server)),
    );
    const sock: socket = transport.get_extra_info('socket');
    expect(sock.getsockopt(IPPROTO_TCP, TCP_NODELAY)).toBe(1);
    transport.close();
    await run(client.done);
    server.close();
  });
});
