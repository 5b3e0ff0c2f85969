import { describe, expect, it, vi } from 'vitest';
import {
  CancelledError,
  ConnectionResetError,
  NotImplementedError,
  TimeoutError,
  ValueError,
} from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import * as socket from '../lib/socket';
import { loop, node_turns, use_node_loop } from './support/node_loop';
import { closed_address, new_path, open, open_descriptors, open_listener } from './support/sockets';

use_node_loop();

function run<T>(main: () => asyncio.Coroutine<T>): Promise<T> {
  return loop.run_until_complete(asyncio.coroutine(main)());
}

/** What a wait ends with that fails. */
const failure = asyncio.coroutine(function* failure(
  awaitable: asyncio.Awaitable<unknown>,
): asyncio.Coroutine<string> {
  try {
    yield* awaitable;
  } catch (error) {
    return repr(error);
  }
  return 'no error';
});

interface Pair {
  readonly client: socket.socket;
  readonly server: socket.socket;
}

const connect = asyncio.coroutine(function* connect(
  listener: socket.socket,
): asyncio.Coroutine<Pair> {
  const client = open(listener.family);
  const accepting = loop.sock_accept(listener);
  yield* loop.sock_connect(client, listener.getsockname());
  const [server] = yield* accepting;
  return { client, server };
});

describe.each([
  ['TCP', () => open_listener()],
  ['Unix', () => open_listener(socket.AF_UNIX, new_path())],
])('plain %s sockets', (_, new_listener) => {
  it('connect, accept, send and receive', async () => {
    await run(function* () {
      const listener = new_listener();
      const client = open(listener.family);
      const accepting = loop.sock_accept(listener);
      expect(yield* loop.sock_connect(client, listener.getsockname())).toBeUndefined();
      const [server, address] = yield* accepting;
      expect(server.gettimeout()).toBe(0);
      expect(address).toEqual(client.getsockname());
      expect(yield* loop.sock_sendall(client, Buffer.from('hello'))).toBeUndefined();
      expect(String(yield* loop.sock_recv(server, 2))).toBe('he');
      expect(String(yield* loop.sock_recv(server, 100))).toBe('llo');
      client.close();
      expect(yield* loop.sock_recv(server, 1)).toHaveLength(0);
      server.close();
    });
  });

  it('send more than fits anywhere, while the other side reads', async () => {
    const size = 5_000_000;
    const received = await run(function* () {
      const { client, server } = yield* connect(new_listener());
      const sending = loop.sock_sendall(client, Buffer.alloc(size, 'x'));
      sending.add_done_callback(() => client.close());
      yield;
      expect(sending.done()).toBe(false);
      let count = 0;
      for (;;) {
        const data = yield* loop.sock_recv(server, 100_000);
        if (data.length === 0) break;
        expect(data.length).toBeLessThanOrEqual(100_000);
        count += data.length;
      }
      yield* sending;
      server.close();
      return count;
    });
    expect(received).toBe(size);
  });
});

describe('sock_connect', () => {
  it('names the address that refuses', async () => {
    const address = closed_address();
    const text = await run(() => failure(loop.sock_connect(open(), address)));
    expect(text).toBe(
      `ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', ${address[1]})")`,
    );
    const path = new_path();
    const missing = loop.sock_connect(open(socket.AF_UNIX), path);
    expect(await run(() => failure(missing))).toBe(
      `FileNotFoundError(2, 'Connect call failed ${path}')`,
    );
  });

  it('looks a name up', async () => {
    const listener = open_listener();
    const client = open();
    const look_up = vi.spyOn(loop, 'getaddrinfo');
    await run(function* () {
      yield* loop.sock_connect(client, ['localhost', listener.getsockname()[1] as number]);
    });
    expect(look_up).toHaveBeenCalledTimes(1);
    expect(client.getpeername()).toEqual(listener.getsockname());
  });

  it('that is cancelled leaves no callback', async () => {
    const listener = open_listener();
    const client = open();
    await run(function* () {
      const task = loop.create_task(loop.sock_connect(client, listener.getsockname()));
      yield;
      task.cancel();
      expect(yield* failure(task)).toBe('CancelledError()');
      expect(loop.remove_writer(client)).toBe(false);
    });
  });
});

describe('sock_recv', () => {
  it('is done at once when data are here', async () => {
    await run(function* () {
      const { client, server } = yield* connect(open_listener());
      yield* loop.sock_sendall(client, Buffer.from('xy'));
      yield* loop.sock_recv(server, 1);
      const future = loop.sock_recv(server, 1);
      expect(future.done()).toBe(true);
      expect(String(future.result())).toBe('y');
      server.close();
    });
  });

  it('that is cancelled takes nothing; the next one gets it', async () => {
    await run(function* () {
      const { client, server } = yield* connect(open_listener());
      const first = loop.sock_recv(server, 10);
      first.cancel();
      const second = loop.sock_recv(server, 10);
      yield* loop.sock_sendall(client, Buffer.from('x'));
      expect(String(yield* second)).toBe('x');
      expect(first.cancelled()).toBe(true);
      server.close();
    });
  });

  it('leaves the data alone, and the socket, when it is cancelled or done', async () => {
    await run(function* () {
      const { client, server } = yield* connect(open_listener());
      const first = loop.sock_recv(server, 1);
      yield* loop.sock_sendall(client, Buffer.from('ab'));
      expect(String(yield* first)).toBe('a');
      expect(loop._watches.has(server, 'reader')).toBe(false);
      expect(String(yield* loop.sock_recv(server, 1))).toBe('b');
      loop.sock_recv(server, 1).cancel();
      yield* loop.sock_sendall(client, Buffer.from('c'));
      while (loop._watches.has(server, 'reader')) yield* asyncio.sleep(0.001);
      expect(String(server.recv(1))).toBe('c');
      server.close();
    });
  });

  it('raises what has happened to the connection, once', async () => {
    await run(function* () {
      const { client, server } = yield* connect(open_listener());
      const receiving = loop.sock_recv(server, 1);
      client._take_stream().resetAndDestroy();
      expect(yield* failure(receiving)).toBe(
        "ConnectionResetError(104, 'Connection reset by peer')",
      );
      expect(yield* loop.sock_recv(server, 1)).toHaveLength(0);
      server.close();
    });
  });

  it('on a socket that is not connected, or closed, is an OSError', async () => {
    await run(function* () {
      expect(yield* failure(loop.sock_recv(open(), 1))).toBe(
        "OSError(107, 'Transport endpoint is not connected')",
      );
      const closed = open();
      closed.close();
      expect(yield* failure(loop.sock_recv(closed, 1))).toBe("OSError(9, 'Bad file descriptor')");
    });
  });

  it('on a blocking socket says what to do', async () => {
    await run(function* () {
      const { server } = yield* connect(open_listener());
      server.setblocking(true);
      const receiving = loop.sock_recv(server, 1);
      expect(receiving.exception()).toBeInstanceOf(NotImplementedError);
      server.close();
    });
  });
});

describe('sock_sendall', () => {
  it('of nothing is done at once; text is a TypeError', async () => {
    await run(function* () {
      const { client, server } = yield* connect(open_listener());
      expect(loop.sock_sendall(client, Buffer.alloc(0)).done()).toBe(true);
      const text = loop.sock_sendall(client, 'x' as unknown as Uint8Array);
      expect(yield* failure(text)).toBe(
        'TypeError("a bytes-like object is required, not \'str\'",)',
      );
      server.close();
    });
  });

  it('that waits while the peer goes away ends with an error', async () => {
    await run(function* () {
      const { client, server } = yield* connect(open_listener());
      const sending = loop.sock_sendall(client, Buffer.alloc(20_000_000));
      yield* loop.sock_recv(server, 1);
      expect(sending.done()).toBe(false);
      server._take_stream().resetAndDestroy();
      yield* asyncio.wait([sending]);
      expect(sending.exception()).toBeInstanceOf(ConnectionResetError);
    });
  });

  it('that is cancelled sends no more', async () => {
    await run(function* () {
      const { client, server } = yield* connect(open_listener());
      const size = 20_000_000;
      const sending = loop.sock_sendall(client, Buffer.alloc(size));
      yield;
      sending.cancel();
      expect(yield* failure(sending)).toBe('CancelledError()');
      client.shutdown(socket.SHUT_WR);
      let count = 0;
      for (;;) {
        const data = yield* loop.sock_recv(server, size);
        if (data.length === 0) break;
        count += data.length;
      }
      expect(count).toBeLessThan(size);
      server.close();
    });
  });
});

describe('sock_accept', () => {
  it('gives the connections one after another', async () => {
    await run(function* () {
      const listener = open_listener();
      const clients = [open(), open(), open()];
      for (const client of clients) yield* loop.sock_connect(client, listener.getsockname());
      const peers: socket.SocketAddress[] = [];
      for (const _ of clients) {
        const [server, peer] = yield* loop.sock_accept(listener);
        peers.push(peer);
        server.close();
      }
      expect(peers).toEqual(clients.map((client) => client.getsockname()));
    });
  });

  it('on a socket that does not listen is an OSError', async () => {
    const text = await run(() => failure(loop.sock_accept(open())));
    expect(text).toBe("OSError(22, 'Invalid argument')");
  });
});

describe('in debug mode', () => {
  it('a blocking socket is refused', async () => {
    loop.set_debug(true);
    const sock = open();
    sock.setblocking(true);
    const text = 'the socket must be non-blocking';
    expect(() => loop.sock_recv(sock, 1)).toThrow(new ValueError(text));
    expect(() => loop.sock_sendall(sock, Buffer.of(1))).toThrow(text);
    expect(() => loop.sock_accept(sock)).toThrow(text);
    const connecting = await run(() => failure(loop.sock_connect(sock, ['127.0.0.1', 1])));
    expect(connecting).toBe(`ValueError('${text}',)`);
  });
});

describe('the process', () => {
  it('has as many open descriptors afterwards as before', async () => {
    const round = () =>
      run(function* () {
        const { client, server } = yield* connect(open_listener());
        yield* loop.sock_sendall(client, Buffer.from('x'));
        yield* loop.sock_recv(server, 1);
        yield* failure(loop.sock_connect(open(), closed_address()));
        try {
          yield* asyncio.wait_for(loop.sock_recv(server, 1), 0.001);
        } catch (error) {
          if (!(error instanceof TimeoutError || error instanceof CancelledError)) throw error;
        }
        client.close();
        server.close();
      });
    await round();
    await node_turns();
    const listeners = 1;
    const before = open_descriptors();
    for (let i = 0; i < 5; i++) await round();
    await node_turns();
    // Listeners are closed with the spec.
    expect(open_descriptors() - before).toBeLessThanOrEqual(5 * listeners);
  });
});
