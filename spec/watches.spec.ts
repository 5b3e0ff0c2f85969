import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NotImplementedError, PermissionError, RuntimeError, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import type * as socket from '../lib/socket';
import { loop, node_turns, use_node_loop } from './support/node_loop';
import { new_path, open, open_descriptors, open_listener, open_udp } from './support/sockets';

use_node_loop();

function run<T>(main: () => asyncio.Coroutine<T>): Promise<T> {
  return loop.run_until_complete(asyncio.coroutine(main)());
}

const pair = asyncio.coroutine(function* pair(): asyncio.Coroutine<socket.socket[]> {
  const listener = open_listener();
  const client = open();
  yield* loop.sock_connect(client, listener.getsockname());
  const [server] = yield* loop.sock_accept(listener);
  onTestFinished(() => server.close());
  return [client, server];
});

/** Both ends of a pipe: a named one, because Node has no other. */
function new_pipe(): { read: number; write: number } {
  const path = new_path();
  execFileSync('mkfifo', [path]);
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const write = openSync(path, constants.O_WRONLY);
  onTestFinished(() => closeSync(read));
  return { read, write };
}

describe('add_reader', () => {
  it('calls back in each iteration, while there is something to read', async () => {
    const calls: string[] = [];
    await run(function* () {
      const [client, server] = (yield* pair()) as [socket.socket, socket.socket];
      const done = loop.create_future<void>();
      loop.add_reader(
        server,
        (name: string) => {
          calls.push(`${name} ${server.recv(1)}`);
          if (calls.length === 3) done.set_result();
        },
        'got',
      );
      yield* loop.sock_sendall(client, Buffer.from('abc'));
      yield* done;
      expect(loop.remove_reader(server)).toBe(true);
      expect(loop.remove_reader(server)).toBe(false);
      yield* loop.sock_sendall(client, Buffer.from('d'));
      yield* asyncio.sleep(0.01);
    });
    expect(calls).toEqual(['got a', 'got b', 'got c']);
  });

  it('is called at most once between two other callbacks', async () => {
    const trace: string[] = [];
    await run(function* () {
      const [client, server] = (yield* pair()) as [socket.socket, socket.socket];
      yield* loop.sock_sendall(client, Buffer.from('abc'));
      yield* loop.sock_recv(server, 1);
      loop.add_reader(server, () => trace.push('read'));
      for (let i = 0; i < 4; i++) {
        trace.push('tick');
        yield;
      }
      loop.remove_reader(server);
    });
    expect(trace).toEqual(['tick', 'tick', 'read', 'tick', 'read', 'tick', 'read']);
  });

  it('replaces the callback that there was, and takes descriptors', async () => {
    const calls: string[] = [];
    await run(function* () {
      const [client, server] = (yield* pair()) as [socket.socket, socket.socket];
      const done = loop.create_future<void>();
      loop.add_reader(server.fileno(), () => calls.push('first'));
      loop.add_reader(server, () => {
        calls.push('second');
        loop.remove_reader(server.fileno());
        done.set_result();
      });
      yield* loop.sock_sendall(client, Buffer.from('x'));
      yield* done;
    });
    expect(calls).toEqual(['second']);
  });

  it('tells of connections, datagrams and the end of a stream', async () => {
    const ready = asyncio.coroutine(function* ready(sock: socket.socket): asyncio.Coroutine<void> {
      const future = loop.create_future<void>();
      loop.add_reader(sock, () => {
        loop.remove_reader(sock);
        future.set_result();
      });
      yield* future;
    });
    await run(function* () {
      const listener = open_listener();
      const client = open();
      yield* loop.sock_connect(client, listener.getsockname());
      yield* ready(listener);
      const [server] = listener.accept();
      server.close();
      yield* ready(client);
      expect(client.recv(1)).toHaveLength(0);
      const [a, b] = [open_udp(), open_udp()];
      a.sendto(Buffer.from('x'), b.getsockname());
      yield* ready(b);
      expect(String(b.recv(1))).toBe('x');
    });
  });

  it('refuses a closed loop, and what is no descriptor', () => {
    const sock = open();
    expect(() => loop.add_reader(-1, () => {})).toThrow(
      new ValueError('Invalid file descriptor: -1'),
    );
    expect(() => loop.add_reader('x' as never, () => {})).toThrow(
      new ValueError("Invalid file object: 'x'"),
    );
    loop.close();
    for (const call of [
      () => loop.add_reader(sock, () => {}),
      () => loop.add_writer(sock, () => {}),
    ]) {
      expect(call).toThrow(new RuntimeError('Event loop is closed'));
    }
    expect([loop.remove_reader(sock), loop.remove_writer(sock)]).toEqual([false, false]);
  });

  it('refuses the descriptor of a transport, until that is closing', () => {
    const sock = open_udp();
    const transport = { is_closing: () => false, __repr__: () => '<transport>' };
    loop._transports.set(sock.fileno(), transport);
    const text = `File descriptor ${sock.fileno()} is used by transport <transport>`;
    expect(() => loop.add_reader(sock, () => {})).toThrow(new RuntimeError(text));
    expect(() => loop.remove_writer(sock.fileno())).toThrow(text);
    transport.is_closing = () => true;
    expect(loop.remove_writer(sock)).toBe(false);
  });

  it('refuses the descriptor of a connection, as long as that is open', async () => {
    await run(function* () {
      const [sock] = yield* pair();
      const fd = (sock as socket.socket).fileno();
      const factory = () => new asyncio.Protocol();
      const [transport] = yield* loop.create_connection(factory, { sock });
      const text = `File descriptor ${fd} is used by transport <_SelectorSocketTransport `;
      expect(() => loop.add_reader(fd, () => {})).toThrow(text);
      transport.abort();
      yield;
      expect(loop._transports.size).toBe(0);
    });
  });

  it('leaves the socket alone when the loop is closed', () => {
    const sock = open_udp();
    const left = vi.spyOn(sock, '_remove_listener');
    loop.add_reader(sock, () => {});
    expect(left).not.toHaveBeenCalled();
    loop.close();
    expect(left).toHaveBeenCalledTimes(1);
  });

  it('of a closed socket can still be removed', () => {
    const sock = open_udp();
    const fd = sock.fileno();
    loop.add_reader(sock, () => {});
    sock.close();
    expect(loop.remove_reader(fd)).toBe(true);
    expect(loop.remove_reader(fd)).toBe(false);
  });

  it('reports an error of the callback, and goes on', async () => {
    const messages: unknown[] = [];
    loop.set_exception_handler((_, context) => messages.push(context.message));
    await run(function* () {
      const [client, server] = (yield* pair()) as [socket.socket, socket.socket];
      const done = loop.create_future<void>();
      const fails = () => {
        if (server.recv(1).length > 0 && messages.length === 0) throw new ValueError('no');
        loop.remove_reader(server);
        done.set_result();
      };
      loop.add_reader(server, fails);
      yield* loop.sock_sendall(client, Buffer.from('xy'));
      yield* done;
    });
    expect(messages).toEqual([expect.stringMatching(/^Exception in callback .*fails/)]);
  });

  it('does not keep a process alive that has left the loop', async () => {
    loop.add_reader(open_udp(), () => {});
    loop.call_soon(() => loop.stop());
    await loop.run_forever();
    expect(process.getActiveResourcesInfo()).not.toContain('UDPSocketWrap');
  });
});

describe('add_writer', () => {
  it('calls back in each iteration in which there is room', async () => {
    let calls = 0;
    await run(function* () {
      const [client] = (yield* pair()) as [socket.socket, socket.socket];
      loop.add_writer(client, () => {
        calls += 1;
      });
      for (let i = 0; i < 4; i++) yield;
      expect(loop.remove_writer(client)).toBe(true);
      expect(loop.remove_writer(client)).toBe(false);
      yield;
    });
    expect(calls).toBe(3);
  });

  it('leaves the reader alone', async () => {
    await run(function* () {
      const [client] = (yield* pair()) as [socket.socket, socket.socket];
      loop.add_reader(client, () => {});
      loop.add_writer(client, () => {});
      expect(loop.remove_writer(client)).toBe(true);
      expect(loop.remove_reader(client)).toBe(true);
    });
  });

  it('is not called when the reader has removed it in the same iteration', async () => {
    const calls = await run(function* () {
      const [client, server] = (yield* pair()) as [socket.socket, socket.socket];
      yield* loop.sock_sendall(client, Buffer.from('xy'));
      // From now on there is one byte to read, and room to write.
      yield* loop.sock_recv(server, 1);
      const called: string[] = [];
      const done = loop.create_future<void>();
      loop.set_exception_handler((_, { message }) => called.push(String(message)));
      loop.add_writer(server, () => called.push('writer'));
      loop.add_reader(server, () => {
        called.push('reader');
        loop.remove_reader(server);
        loop.remove_writer(server);
        loop.call_soon(() => done.set_result());
      });
      yield* done;
      return called;
    });
    expect(calls).toEqual(['reader']);
  });

  it('for a pipe says that Node cannot', () => {
    const { read, write } = new_pipe();
    expect(() => loop.add_writer(write, () => {})).toThrow(NotImplementedError);
    expect(() => loop.add_writer(read, () => {})).toThrow('use loop.connect_write_pipe()');
    closeSync(write);
  });
});

describe('add_reader of a pipe', () => {
  it('tells of data and of the end, and takes nothing', async () => {
    const { read, write } = new_pipe();
    const before = open_descriptors();
    const pieces: string[] = [];
    await run(function* () {
      const ended = loop.create_future<void>();
      loop.add_reader(read, () => {
        const buffer = Buffer.alloc(2);
        const size = readSync(read, buffer);
        pieces.push(buffer.toString('latin1', 0, size));
        if (size === 0) {
          loop.remove_reader(read);
          ended.set_result();
        }
      });
      yield* asyncio.sleep(0.01);
      expect(pieces).toEqual([]);
      writeSync(write, 'hello');
      while (pieces.length < 3) yield* asyncio.sleep(0.001);
      closeSync(write);
      yield* ended;
    });
    expect(pieces).toEqual(['he', 'll', 'o', '']);
    await node_turns();
    expect(open_descriptors()).toBe(before - 1);
    expect(loop.remove_reader(read)).toBe(false);
  });

  it('refuses files as epoll does, and descriptors that are not open', () => {
    const file = openSync(__filename, 'r');
    onTestFinished(() => closeSync(file));
    expect(() => loop.add_reader(file, () => {})).toThrow(PermissionError);
    const nothing = openSync('/dev/null', 'r');
    onTestFinished(() => closeSync(nothing));
    expect(() => loop.add_reader(nothing, () => {})).toThrow('[Errno 1] Operation not permitted');
    expect(() => loop.add_reader(1_000_000, () => {})).toThrow('[Errno 9] Bad file descriptor');
  });
});
