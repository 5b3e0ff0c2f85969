import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BlockingIOError, FileNotFoundError, NotImplementedError, OSError } from '../lib/errors';
import { repr } from '../lib/reprlib';
import * as socket from '../lib/socket';
import { socket_of_descriptor } from '../lib/socket_state';
import { node_turns } from './support/node_loop';
import { new_path } from './support/sockets';

type Arguments = ConstructorParameters<typeof socket.socket>;

/** A socket that is closed at the end of the spec. */
function open(...args: Arguments): socket.socket {
  const sock = new socket.socket(...args);
  onTestFinished(() => sock.close());
  return sock;
}

const udp = () => open(socket.AF_INET, socket.SOCK_DGRAM);

function error_of(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const failure = (call: () => unknown): string => repr(error_of(call));

/** Until a socket tells that something has changed. */
const change = (sock: socket.socket): Promise<void> =>
  new Promise((resolve) => {
    const listener = () => {
      sock._remove_listener(listener);
      resolve();
    };
    sock._set_referenced(true);
    sock._add_listener(listener);
  });

async function until(sock: socket.socket, condition: () => boolean): Promise<void> {
  while (!condition()) await change(sock);
}

/** A listening socket, and a pair of connected ones. */
async function connected(
  family = socket.AF_INET,
  address: socket.SocketAddress = ['127.0.0.1', 0],
) {
  const listener = open(family);
  listener.bind(address);
  listener.listen();
  const client = open(family);
  client.setblocking(false);
  expect(client.connect_ex(listener.getsockname())).toBe(115);
  await until(client, () => client._is_writable());
  await until(listener, () => listener._is_readable());
  const [server, peer] = listener.accept();
  onTestFinished(() => server.close());
  server.setblocking(false);
  return { listener, client, server, peer };
}

describe('a socket', () => {
  it('prints as in Python, with the bit for non-blocking in its type', () => {
    const sock = open();
    expect(String(sock)).toBe(
      '<socket.socket fd=-1, family=AddressFamily.AF_INET, type=SocketKind.SOCK_STREAM, proto=0, ' +
        "laddr=('0.0.0.0', 0)>",
    );
    sock.bind(['127.0.0.1', 0]);
    sock.setblocking(false);
    expect(String(sock)).toMatch(
      /^<socket\.socket fd=\d+, family=AddressFamily\.AF_INET, type=2049, proto=0, laddr=\('127\.0\.0\.1', \d+\)>$/,
    );
    sock.close();
    expect(String(sock)).toBe(
      '<socket.socket [closed] fd=-1, family=AddressFamily.AF_INET, type=2049, proto=0>',
    );
  });

  it('takes its arguments by name as well', () => {
    const sock = open({ family: socket.AF_INET6, type: socket.SOCK_DGRAM, proto: 17 });
    expect([sock.family, sock.type, sock.proto]).toEqual([10, 2, 17]);
    expect(failure(() => open({ foo: 1 } as object))).toContain(
      "__init__() got an unexpected keyword argument 'foo'",
    );
  });

  it('is bound at once, to the port that it tells', () => {
    const sock = open();
    sock.bind(['127.0.0.1', 0]);
    const [host, port] = sock.getsockname();
    expect(host).toBe('127.0.0.1');
    expect(port).toBeGreaterThan(0);
    expect(sock.fileno()).toBeGreaterThan(2);
    expect(failure(() => sock.bind(['127.0.0.1', 0]))).toBe("OSError(22, 'Invalid argument')");
  });

  it('reports an address in use as it is bound', () => {
    const first = open();
    first.bind(['127.0.0.1', 0]);
    first.listen();
    const second = open();
    expect(failure(() => second.bind(first.getsockname()))).toBe(
      "OSError(98, 'Address already in use')",
    );
    const datagrams = udp();
    datagrams.bind(['127.0.0.1', 0]);
    expect(failure(() => udp().bind(datagrams.getsockname()))).toBe(
      "OSError(98, 'Address already in use')",
    );
  });

  it('refuses addresses in CPython’s words', () => {
    const sock = open();
    const bind = (address: unknown) => failure(() => sock.bind(address as socket.SocketAddress));
    expect(bind('x')).toContain('getsockaddrarg: AF_INET address must be tuple, not str');
    expect(bind(['127.0.0.1'])).toContain('getsockaddrarg() takes exactly 2 arguments (1 given)');
    expect(bind(['127.0.0.1', 65536])).toContain('getsockaddrarg: port must be 0-65535.');
    expect(bind(['8.8.8.8', 0])).toBe("OSError(99, 'Cannot assign requested address')");
    expect(bind(['::1', 0])).toContain("OSError(97, 'Address family not supported by protocol')");
    expect(bind(['example.org', 0])).toContain('Node cannot look up example.org without waiting');
  });

  it('raises OSError for families and kinds that there are not', () => {
    expect(failure(() => open(99))).toBe("OSError(97, 'Address family not supported by protocol')");
  });

  it('raises NotImplementedError, which says what to do, for what Node has not', () => {
    const refusal = (...args: Arguments) => error_of(() => open(...args)) as Error;
    expect(refusal(socket.AF_UNIX, socket.SOCK_DGRAM)).toBeInstanceOf(NotImplementedError);
    expect(refusal(socket.AF_UNIX, socket.SOCK_DGRAM).message).toBe(
      'Node has no Unix datagram sockets: use SOCK_STREAM, or AF_INET on 127.0.0.1',
    );
    expect(refusal(socket.AF_INET, socket.SOCK_RAW)).toBeInstanceOf(NotImplementedError);
    expect(refusal(socket.AF_INET, socket.SOCK_RAW).message).toBe(
      'Node has stream and datagram sockets only, no raw ones',
    );
    const by_descriptor = refusal({ fileno: 5 } as object);
    expect(by_descriptor).toBeInstanceOf(NotImplementedError);
    expect(by_descriptor.message).toBe(
      'Node cannot tell what kind of socket descriptor 5 is: use loop.connect_read_pipe() and ' +
        'loop.connect_write_pipe(), which take descriptors',
    );
    const by_place = [socket.AF_INET, socket.SOCK_STREAM, 0, 5] as unknown as Arguments;
    expect(refusal(...by_place).message).toBe(by_descriptor.message);
  });

  it('that is closed refuses everything, and has no descriptor', () => {
    const sock = open();
    sock.bind(['127.0.0.1', 0]);
    const fd = sock.fileno();
    expect(socket_of_descriptor(fd)).toBe(sock);
    sock.close();
    sock.close();
    expect(sock.fileno()).toBe(-1);
    expect(socket_of_descriptor(fd)).toBeUndefined();
    for (const call of [
      () => sock.recv(1),
      () => sock.getsockname(),
      () => sock.listen(),
      () => sock.send(Buffer.of(1)),
    ]) {
      expect(failure(call)).toBe("OSError(9, 'Bad file descriptor')");
    }
  });

  it('raises NotImplementedError, which says what to do, where a blocking one would wait', async () => {
    const { client, server } = await connected();
    expect(() => server.recv(1)).toThrow(BlockingIOError);
    server.setblocking(true);
    expect(() => server.recv(1)).toThrow(
      'recv() would block, and Node cannot: call setblocking(false), and use loop.sock_recv()',
    );
    client.send(Buffer.of(7));
    await until(server, () => server._is_readable());
    expect(server.recv(1)).toEqual(Buffer.of(7));
  });
});

describe('a stream', () => {
  it.each([
    ['AF_INET', socket.AF_INET, '127.0.0.1'],
    ['AF_INET6', socket.AF_INET6, '::1'],
  ] as const)('carries bytes both ways, and its end: %s', async (_, family, host) => {
    const { client, server, peer } = await connected(family, [host, 0]);
    expect(peer).toEqual(client.getsockname());
    expect(server.getpeername()).toEqual(client.getsockname());
    expect(client.getpeername()).toEqual(server.getsockname());
    expect(client.send(Buffer.from('hello'))).toBe(5);
    await until(server, () => server._is_readable());
    expect(String(server.recv(2))).toBe('he');
    expect(String(server.recv(100))).toBe('llo');
    expect(() => server.recv(1)).toThrow(BlockingIOError);
    client.shutdown(socket.SHUT_WR);
    await until(server, () => server._is_readable());
    expect(server.recv(1)).toHaveLength(0);
    expect(server.recv(1)).toHaveLength(0);
    expect(failure(() => client.send(Buffer.of(1)))).toBe("BrokenPipeError(32, 'Broken pipe')");
    server.send(Buffer.from('bye'));
    await until(client, () => client._is_readable());
    expect(String(client.recv(100))).toBe('bye');
  });

  it('of the family AF_UNIX has paths for addresses, and leaves its file', async () => {
    const path = new_path();
    const { listener, client, server } = await connected(socket.AF_UNIX, path);
    expect([client.getpeername(), server.getsockname(), server.getpeername()]).toEqual([
      path,
      path,
      '',
    ]);
    server.send(Buffer.from('x'));
    await until(client, () => client._is_readable());
    expect(String(client.recv(9))).toBe('x');
    listener.close();
    expect(existsSync(path)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['s']);
    expect(failure(() => open(socket.AF_UNIX).bind(path))).toBe(
      "OSError(98, 'Address already in use')",
    );
  });

  it('keeps the end for who asks later', async () => {
    const listener = open();
    listener.bind(['127.0.0.1', 0]);
    listener.listen();
    const client = open();
    client.setblocking(false);
    client.connect_ex(listener.getsockname());
    await until(listener, () => listener._is_readable());
    listener.accept()[0].close();
    await node_turns(10);
    await until(client, () => client._is_readable());
    expect(client.recv(1)).toHaveLength(0);
  });

  it('tells by SO_ERROR that nobody listens', async () => {
    const closed = open();
    closed.bind(['127.0.0.1', 0]);
    const sock = open();
    sock.setblocking(false);
    expect(() => sock.connect(closed.getsockname())).toThrow(BlockingIOError);
    await until(sock, () => sock._is_writable());
    expect(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)).toBe(111);
    expect(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)).toBe(0);
    const missing = open(socket.AF_UNIX);
    missing.setblocking(false);
    expect(missing.connect_ex(new_path())).toBe(115);
    await until(missing, () => missing._is_writable());
    expect(error_of(() => missing.recv(1))).toBeInstanceOf(FileNotFoundError);
  });

  it('takes no more than Node can hand on while nobody reads', async () => {
    const { client, server } = await connected();
    const data = Buffer.alloc(1 << 20);
    let sent = 0;
    try {
      for (;;) sent += client.send(data);
    } catch (error) {
      expect(error).toBeInstanceOf(BlockingIOError);
    }
    expect(sent).toBeGreaterThan(0);
    expect(client._is_writable()).toBe(false);
    let received = 0;
    while (received < sent) {
      await until(server, () => server._is_readable());
      received += server.recv(1 << 20).length;
    }
    await until(client, () => client._is_writable());
    expect(received).toBe(sent);
  });

  it('delivers what was sent before it was closed', async () => {
    const { client, server } = await connected();
    const data = Buffer.alloc(1 << 16);
    let sent = 0;
    while (client._is_writable()) {
      sent += client.send(data.fill('x'));
      // It is the caller's again.
      data.fill('y');
    }
    client.close();
    let received = 0;
    for (;;) {
      await until(server, () => server._is_readable());
      const piece = server.recv(1 << 20);
      if (piece.length === 0) break;
      received += piece.length;
      expect(piece.includes('y')).toBe(false);
    }
    expect(received).toBe(sent);
  });

  it('connects once, and belongs to a transport that has taken it', async () => {
    const { client } = await connected();
    const listener = open();
    listener.bind(['127.0.0.1', 0]);
    listener.listen();
    const other = open();
    other.setblocking(false);
    expect(() => other.connect(listener.getsockname())).toThrow(BlockingIOError);
    expect(other.connect_ex(listener.getsockname())).toBe(114);
    client._take_stream();
    expect(() => client.recv(1)).toThrow('the socket is used by a transport');
  });

  it('that was bound first connects from there', async () => {
    const listener = open();
    listener.bind(['127.0.0.1', 0]);
    listener.listen();
    const client = open();
    client.setblocking(false);
    client.bind(['127.0.0.1', 0]);
    const own = client.getsockname();
    client.connect_ex(listener.getsockname());
    await until(listener, () => listener._is_readable());
    const [server, peer] = listener.accept();
    server.close();
    expect(peer).toEqual(own);
  });

  it('that is not connected cannot be used', () => {
    const sock = open();
    for (const call of [() => sock.recv(1), () => sock.getpeername(), () => sock.shutdown(2)]) {
      expect(failure(call)).toBe("OSError(107, 'Transport endpoint is not connected')");
    }
  });

  it('takes bytes only', async () => {
    const { client } = await connected();
    expect(failure(() => client.send('x' as unknown as Uint8Array))).toContain(
      "a bytes-like object is required, not 'str'",
    );
    expect(failure(() => client.recv(-1))).toContain('negative buffersize in recv');
  });
});

describe('a datagram socket', () => {
  it('sends and receives', async () => {
    const [a, b] = [udp(), udp()];
    for (const sock of [a, b]) {
      sock.setblocking(false);
      sock.bind(['127.0.0.1', 0]);
    }
    expect(() => a.recvfrom(10)).toThrow(BlockingIOError);
    expect(b.sendto(Buffer.from('hello'), a.getsockname())).toBe(5);
    await until(a, () => a._is_readable());
    expect(a.recvfrom(4)).toEqual([Buffer.from('hell'), b.getsockname()]);
  });

  it('that is connected hears that nobody is there', async () => {
    const gone = udp();
    gone.bind(['127.0.0.1', 0]);
    const address = gone.getsockname();
    gone.close();
    const sock = udp();
    sock.setblocking(false);
    sock.connect(address);
    expect(sock.getpeername()).toEqual(address);
    sock.send(Buffer.from('x'));
    await until(sock, () => sock._is_readable());
    expect(failure(() => sock.recv(1))).toBe("ConnectionRefusedError(111, 'Connection refused')");
  });

  it('refuses what does not fit, and what has no address', () => {
    const sock = udp();
    expect(failure(() => sock.send(Buffer.of(1)))).toBe(
      "OSError(89, 'Destination address required')",
    );
    expect(failure(() => sock.sendto(Buffer.alloc(70_000), ['127.0.0.1', 9]))).toBe(
      "OSError(90, 'Message too long')",
    );
    expect(failure(() => sock.sendto(Buffer.of(1), ['127.0.0.1', 0]))).toBe(
      "OSError(22, 'Invalid argument')",
    );
    expect(failure(() => sock.listen())).toBe("OSError(95, 'Operation not supported')");
    expect(failure(() => sock.getpeername())).toBe(
      "OSError(107, 'Transport endpoint is not connected')",
    );
  });
});

describe('an option', () => {
  it('is remembered until Node can set it', () => {
    const sock = udp();
    expect(sock.getsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST)).toBe(0);
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1);
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 5000);
    sock.bind(['127.0.0.1', 0]);
    expect(sock.getsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST)).toBe(1);
    // Linux doubles it.
    expect(sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)).toBe(10_000);
    expect(sock.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE)).toBe(socket.SOCK_DGRAM);
  });

  it('that Node cannot set is refused', () => {
    const sock = open();
    expect(() => sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 1)).toThrow(
      'Node cannot set option 13 at level 1 of this socket',
    );
    expect(failure(() => sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1))).toBe(
      "OSError(92, 'Protocol not available')",
    );
  });

  it('IPV6_V6ONLY leaves the port to IPv4', () => {
    const six = open(socket.AF_INET6);
    six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1);
    six.bind(['::', 0]);
    six.listen();
    const four = open();
    four.bind(['0.0.0.0', six.getsockname()[1] as number]);
    four.listen();
    expect(four.getsockname()[1]).toBe(six.getsockname()[1]);
  });
});

describe('the module', () => {
  it('has Python’s names', () => {
    expect(socket.error).toBe(OSError);
    expect(new socket.timeout('timed out')).toBeInstanceOf(OSError);
    expect(socket.gethostname()).not.toBe('');
    expect(typeof socket.has_ipv6).toBe('boolean');
  });
});
