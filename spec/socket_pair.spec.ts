import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NotImplementedError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import * as socket from '../lib/socket';
import { new_socket_pair, socket_pair } from '../lib/socket_pair';
import { Recorder } from './support/connected';
import { new_directory } from './support/directories';
import { loop, node_turns, run, use_node_loop } from './support/node_loop';
import { open_descriptors } from './support/sockets';

use_node_loop();

/** Two connected sockets that do not block. */
function pair(): [socket.socket, socket.socket] {
  const both = socket.socketpair();
  for (const sock of both) {
    sock.setblocking(false);
    onTestFinished(() => sock.close());
  }
  return both;
}

/** For the rest of the spec this is the directory for temporary files. */
function meet_in(directory: string): void {
  const { TMPDIR } = process.env;
  onTestFinished(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  process.env.TMPDIR = directory;
}

function failure(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return repr(error);
  }
  return 'nothing';
}

describe('socketpair()', () => {
  it('gives two blocking Unix sockets without names', async () => {
    const [a, b] = socket.socketpair();
    onTestFinished(() => {
      a.close();
      b.close();
    });
    for (const sock of [a, b]) {
      expect([sock.family, sock.type, sock.proto]).toEqual([socket.AF_UNIX, 1, 0]);
      expect([sock.gettimeout(), sock.getsockname(), sock.getpeername()]).toEqual([
        undefined,
        '',
        '',
      ]);
    }
    await node_turns();
    expect(String(a)).toBe(
      `<socket.socket fd=${a.fileno()}, family=AddressFamily.AF_UNIX, type=SocketKind.SOCK_STREAM, proto=0>`,
    );
    expect(a.fileno()).toBeGreaterThan(2);
    expect(b.fileno()).toBeGreaterThan(2);
    expect(a.fileno()).not.toBe(b.fileno());
  });

  it('takes its arguments by place and by name', () => {
    const kind = socket.SOCK_STREAM | socket.SOCK_NONBLOCK;
    const sockets = [
      ...socket.socketpair(socket.AF_UNIX, kind),
      ...socket.socketpair({ type: kind }),
    ];
    for (const sock of sockets) {
      expect([sock.type, sock.gettimeout()]).toEqual([2049, 0]);
      sock.close();
    }
  });

  it('refuses what the system or Node has not', () => {
    expect(failure(() => socket.socketpair(socket.AF_INET))).toBe(
      "OSError(95, 'Operation not supported')",
    );
    expect(failure(() => socket.socketpair(99))).toBe(
      "OSError(97, 'Address family not supported by protocol')",
    );
    expect(failure(() => socket.socketpair({ foo: 1 } as object))).toContain(
      "socketpair() got an unexpected keyword argument 'foo'",
    );
    expect(() => socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)).toThrow(NotImplementedError);
  });

  it('can be used at once, both ways', async () => {
    const [a, b] = pair();
    expect(a.send(Buffer.from('to b'))).toBe(4);
    expect(b.send(Buffer.from('to a'))).toBe(4);
    expect(String(await run(loop.sock_recv(b, 100)))).toBe('to b');
    expect(String(await run(loop.sock_recv(a, 100)))).toBe('to a');
  });

  it.each([
    ['first', 0],
    ['second', 1],
  ])('delivers what was sent before the %s was closed, then the end', async (_, which) => {
    const both = pair();
    const [closing, other] = which === 0 ? both : [both[1], both[0]];
    closing.send(Buffer.from('last'));
    closing.close();
    expect(String(await run(loop.sock_recv(other, 100)))).toBe('last');
    expect(await run(loop.sock_recv(other, 100))).toHaveLength(0);
  });

  it('whose second is closed at once ends the first', async () => {
    const [a, b] = pair();
    b.close();
    expect(await run(loop.sock_recv(a, 100))).toHaveLength(0);
  });

  it('may end in one direction, and goes on in the other', async () => {
    const [a, b] = pair();
    a.shutdown(socket.SHUT_WR);
    expect(await run(loop.sock_recv(b, 100))).toHaveLength(0);
    await run(loop.sock_sendall(b, Buffer.from('still')));
    expect(String(await run(loop.sock_recv(a, 100)))).toBe('still');
    b.shutdown(socket.SHUT_WR);
    expect(await run(loop.sock_recv(a, 100))).toHaveLength(0);

    const [c, d] = pair();
    d.shutdown(socket.SHUT_WR);
    expect(await run(loop.sock_recv(c, 100))).toHaveLength(0);
    await run(loop.sock_sendall(c, Buffer.from('still')));
    expect(String(await run(loop.sock_recv(d, 100)))).toBe('still');
  });

  it('carries more than the system holds', async () => {
    const [a, b] = pair();
    const data = Buffer.alloc(1 << 20, 'x');
    const sending = loop.sock_sendall(a, data);
    let received = 0;
    while (received < data.length) received += (await run(loop.sock_recv(b, 1 << 16))).length;
    await run(sending);
    expect(received).toBe(data.length);
  });

  it('tells a reader, as in the example of Python’s documentation', async () => {
    const [rsock, wsock] = pair();
    const read: string[] = [];
    loop.add_reader(rsock, () => {
      read.push(String(rsock.recv(100)));
      loop.remove_reader(rsock);
      loop.stop();
    });
    loop.call_soon(() => wsock.send(Buffer.from('abc')));
    await loop.run_forever();
    expect(read).toEqual(['abc']);
  });

  it.each([
    ['first', 0],
    ['second', 1],
  ])('gives its %s to streams, as in the example of Python’s documentation', async (_, which) => {
    const both = pair();
    const [rsock, wsock] = which === 0 ? both : [both[1], both[0]];
    const [reader, writer] = await run(asyncio.open_connection({ sock: rsock, loop }));
    loop.call_soon(() => wsock.send(Buffer.from('abc')));
    expect(String(await run(reader.read(100)))).toBe('abc');
    writer.write(Buffer.from('def'));
    expect(String(await run(loop.sock_recv(wsock, 100)))).toBe('def');
    expect(repr(writer.get_extra_info('socket'))).toContain(`fd=${rsock.fileno()}`);
    expect(rsock.fileno()).toBeGreaterThan(2);
    writer.close();
    expect(await run(loop.sock_recv(wsock, 100))).toHaveLength(0);
  });

  it('whose end was taken by a transport cannot be used besides', async () => {
    const [a] = pair();
    const [transport, protocol] = await run(
      loop.create_connection(() => new Recorder(), { sock: a }),
    );
    expect(failure(() => a.recv(1))).toContain('the socket is used by a transport');
    expect(failure(() => loop.add_reader(a, () => {}))).toContain('is used by transport');
    transport.close();
    await run(protocol.lost);
  });

  it('leaves no descriptor and no file', async () => {
    const directory = new_directory();
    meet_in(directory);
    const before = open_descriptors();
    for (let i = 0; i < 20; i++) {
      const [a, b] = socket.socketpair();
      await node_turns(i % 3);
      b.close();
      a.close();
    }
    await node_turns(10);
    expect(open_descriptors()).toBe(before);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('new_socket_pair()', () => {
  it.each([
    ['first', 0],
    ['second', 1],
  ])('keeps the end for who listens later, at the %s', async (_, which) => {
    const pair = new_socket_pair();
    const [ours, theirs] = which === 0 ? pair : [pair[1], pair[0]];
    theirs.destroy();
    await node_turns(10);
    const ended = new Promise<void>((resolve) => ours.once('end', resolve).resume());
    expect(await ended).toBeUndefined();
    ours.destroy();
  });

  it('raises OSError where there is no place to meet', () => {
    meet_in('/no/such/directory');
    expect(failure(() => new_socket_pair())).toBe(
      "FileNotFoundError(2, 'No such file or directory')",
    );
  });
});

describe('socket_pair()', () => {
  it('gives two streams of Node that are connected', async () => {
    const [a, b] = await run(socket_pair(loop));
    expect([a.connecting, b.connecting]).toEqual([false, false]);
    const data = new Promise((resolve) => b.once('data', resolve).resume());
    a.end('x');
    expect(String(await data)).toBe('x');
    a.destroy();
    b.destroy();
  });

  it('that is cancelled leaves nothing', async () => {
    const before = open_descriptors();
    const task = loop.create_task(socket_pair(loop));
    loop.call_soon(() => task.cancel());
    await expect(run(task)).rejects.toBeInstanceOf(asyncio.CancelledError);
    await node_turns(10);
    expect(open_descriptors()).toBe(before);
  });
});
