/** CPython's test_events: plain sockets, descriptors and datagrams. */

import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConnectionRefusedError, RuntimeError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import * as socket from '../../lib/socket';
import { Recorder } from '../support/datagrams';
import { loop, use_node_loop } from '../support/node_loop';
import { closed_address, new_path, open, open_listener, open_udp } from '../support/sockets';

use_node_loop();

function run<T>(main: () => asyncio.Coroutine<T>): Promise<T> {
  return loop.run_until_complete(asyncio.coroutine(main)());
}

/** CPython's _basetest_sock_client_ops: first with a blocking socket in debug mode, then as it should be. */
async function client_operations(listener: socket.socket): Promise<void> {
  const blocking = open(listener.family);
  blocking.setblocking(true);
  loop.set_debug(true);
  for (const call of [
    () => loop.sock_recv(blocking, 1024),
    () => loop.sock_sendall(blocking, Buffer.from('x')),
    () => loop.sock_accept(blocking),
  ]) {
    expect(call).toThrow(new ValueError('the socket must be non-blocking'));
  }
  await expect(
    run(() => loop.sock_connect(blocking, listener.getsockname())),
  ).rejects.toBeInstanceOf(ValueError);
  loop.set_debug(false);

  await run(function* () {
    const sock = open(listener.family);
    const accepting = loop.sock_accept(listener);
    yield* loop.sock_connect(sock, listener.getsockname());
    const [server] = yield* accepting;
    yield* loop.sock_sendall(sock, Buffer.from('GET / HTTP/1.0\r\n\r\n'));
    expect(String(yield* loop.sock_recv(server, 1024))).toBe('GET / HTTP/1.0\r\n\r\n');
    yield* loop.sock_sendall(server, Buffer.from('HTTP/1.0 200 OK'));
    server.close();
    expect(String(yield* loop.sock_recv(sock, 1024))).toBe('HTTP/1.0 200 OK');
    expect(yield* loop.sock_recv(sock, 1024)).toHaveLength(0);
  });
}

/** The ends of a connection. */
const connection = asyncio.coroutine(function* connection(): asyncio.Coroutine<
  [client: socket.socket, server: socket.socket]
> {
  const listener = open_listener();
  const client = open();
  yield* loop.sock_connect(client, listener.getsockname());
  const [server] = yield* loop.sock_accept(listener);
  onTestFinished(() => server.close());
  return [client, server];
});

describe('EventLoopTestsMixin', () => {
  it('test_reader_callback: is called for data and for the end, until it is removed', async () => {
    const path = new_path();
    execFileSync('mkfifo', [path]);
    const r = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const w = openSync(path, constants.O_WRONLY);
    onTestFinished(() => closeSync(r));
    const read: string[] = [];
    await run(function* () {
      const ended = loop.create_future<void>();
      loop.add_reader(r, () => {
        const buffer = Buffer.alloc(1024);
        const size = readSync(r, buffer);
        read.push(buffer.toString('latin1', 0, size));
        if (size > 0) return;
        expect(loop.remove_reader(r)).toBe(true);
        ended.set_result();
      });
      writeSync(w, 'abc');
      while (read.length === 0) yield* asyncio.sleep(0.001);
      writeSync(w, 'def');
      while (read.length === 1) yield* asyncio.sleep(0.001);
      closeSync(w);
      yield* ended;
    });
    expect(read).toEqual(['abc', 'def', '']);
    expect(loop.remove_reader(r)).toBe(false);
  });

  it('test_writer_callback: is called while there is room; the second removal returns False', async () => {
    const received = await run(function* () {
      const [client, server] = yield* connection();
      const sent = loop.create_future<boolean>();
      loop.add_writer(
        client.fileno(),
        (data: Uint8Array) => {
          client.send(data);
          sent.set_result(loop.remove_writer(client.fileno()));
        },
        Buffer.alloc(1024, 'x'),
      );
      expect(yield* sent).toBe(true);
      expect(loop.remove_writer(client.fileno())).toBe(false);
      client.close();
      let count = 0;
      for (;;) {
        const data = yield* loop.sock_recv(server, 100);
        if (data.length === 0) return count;
        count += data.length;
      }
    });
    expect(received).toBe(1024);
  });

  it('test_sock_client_ops: connects, sends and receives; a blocking socket is refused in debug mode', async () => {
    await client_operations(open_listener());
    expect(loop.is_running()).toBe(false);
  });

  it('test_unix_sock_client_ops: the same on a Unix socket', async () => {
    await client_operations(open_listener(socket.AF_UNIX, new_path()));
    expect(loop.is_running()).toBe(false);
  });

  it('test_sock_client_fail: where nobody listens it is ConnectionRefusedError', async () => {
    const address = closed_address();
    await expect(run(() => loop.sock_connect(open(), address))).rejects.toBeInstanceOf(
      ConnectionRefusedError,
    );
  });

  it('test_sock_accept: gives a non-blocking connection and its address', async () => {
    await run(function* () {
      const listener = open_listener();
      const client = open();
      const accepting = loop.sock_accept(listener);
      yield* loop.sock_connect(client, listener.getsockname());
      const [server, address] = yield* accepting;
      expect(server.gettimeout()).toBe(0);
      expect(server.getsockname()).toEqual(listener.getsockname());
      expect(server.getpeername()).toEqual(address);
      expect(client.getsockname()).toEqual(address);
      server.close();
    });
  });

  it('test_create_datagram_endpoint: two endpoints talk', async () => {
    await run(function* () {
      const factory = () => new Recorder(loop);
      const [s_transport, server] = yield* loop.create_datagram_endpoint(factory, ['127.0.0.1', 0]);
      const address = s_transport.get_extra_info('sockname');
      server.on_datagram = (text) =>
        s_transport.sendto(Buffer.from(`resp:${text}`), server.from[0] as never);
      const [transport, client] = yield* loop.create_datagram_endpoint(factory, {
        remote_addr: address,
      });
      expect(client.calls).toEqual(['made']);
      transport.sendto(Buffer.from('xxx'));
      yield* server.until(2);
      yield* client.until(2);
      expect(server.calls[1]).toBe('received xxx');
      expect(client.calls[1]).toBe('received resp:xxx');
      expect(client.from).toEqual([address]);
      expect(transport.get_extra_info('sockname')).toBeDefined();
      transport.close();
      yield* client.lost;
      expect(client.calls.at(-1)).toBe('lost undefined');
      s_transport.close();
    });
  });

  it('test_create_datagram_endpoint_sock: on an existing socket', async () => {
    await run(function* () {
      const sock = open_udp();
      const factory = () => new Recorder(loop);
      const [transport, protocol] = yield* loop.create_datagram_endpoint(factory, { sock });
      expect(protocol.calls).toEqual(['made']);
      expect(transport.get_extra_info('socket')).toBe(sock);
      transport.close();
      yield* protocol.lost;
      expect(sock.fileno()).toBe(-1);
    });
  });

  it('test_remove_fds_after_closing: a closed loop watches nothing', () => {
    const sock = open_udp();
    loop.add_reader(sock, () => {});
    loop.add_writer(sock, () => {});
    loop.close();
    expect(loop.remove_reader(sock)).toBe(false);
    expect(loop.remove_writer(sock)).toBe(false);
  });

  it('test_add_fds_after_closing: a closed loop takes no descriptors', () => {
    const sock = open_udp();
    loop.close();
    for (const add of [
      () => loop.add_reader(sock, () => {}),
      () => loop.add_writer(sock, () => {}),
    ]) {
      expect(add).toThrow(new RuntimeError('Event loop is closed'));
    }
  });
});
