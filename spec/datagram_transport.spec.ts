import { describe, expect, it, vi } from 'vitest';
import { BlockingIOError, ConnectionRefusedError, OSError, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { logger } from '../lib/log';
import { os_error } from '../lib/os_errors';
import { DatagramProtocol } from '../lib/protocols';
import * as socket from '../lib/socket';
import { Recorder } from './support/datagrams';
import { loop, use_node_loop } from './support/node_loop';
import { closed_address, open_descriptors } from './support/sockets';

use_node_loop();

type Transport = ReturnType<typeof loop._make_datagram_transport>;

function run<T>(main: () => asyncio.Coroutine<T>): Promise<T> {
  return loop.run_until_complete(asyncio.coroutine(main)());
}

const LOCAL = { local_addr: ['127.0.0.1', 0] } as const;

const endpoint = asyncio.coroutine(function* endpoint(
  options: Parameters<typeof loop.create_datagram_endpoint>[1] = LOCAL,
): asyncio.Coroutine<[Transport, Recorder]> {
  return yield* loop.create_datagram_endpoint(() => new Recorder(loop), options as typeof LOCAL);
});

describe('a datagram transport', () => {
  it('calls made, then for each datagram received, then lost, once', async () => {
    const calls = await run(function* () {
      const [server, heard] = yield* endpoint();
      expect(heard.calls).toEqual(['made']);
      const [client] = yield* endpoint({ remote_addr: server.get_extra_info('sockname') });
      const from = client.get_extra_info('sockname');
      client.sendto(Buffer.from('one'));
      client.sendto(Buffer.from(''));
      client.sendto(new Uint8Array([116, 119, 111]), server.get_extra_info('sockname'));
      yield* heard.until(3);
      expect(heard.from).toEqual([from, from]);
      server.close();
      server.close();
      client.abort();
      yield* heard.lost;
      return heard.calls;
    });
    expect(calls).toEqual(['made', 'received one', 'received two', 'lost undefined']);
  });

  it('hands on one datagram in each iteration', async () => {
    await run(function* () {
      const [server, heard] = yield* endpoint();
      const [client] = yield* endpoint({ remote_addr: server.get_extra_info('sockname') });
      let ticks = 0;
      const seen: number[] = [];
      heard.on_datagram = () => seen.push(ticks);
      for (const text of ['a', 'b', 'c']) client.sendto(Buffer.from(text));
      while (seen.length < 3) {
        ticks += 1;
        yield;
      }
      expect(new Set(seen).size).toBe(3);
      server.close();
      client.close();
    });
  });

  it('has the socket and both names, and prints as in CPython', async () => {
    await run(function* () {
      const [server] = yield* endpoint();
      const [client] = yield* endpoint({ remote_addr: server.get_extra_info('sockname') });
      const sock = client.get_extra_info('socket');
      expect(sock).toBeInstanceOf(socket.socket);
      expect(client.get_extra_info('peername')).toEqual(server.get_extra_info('sockname'));
      expect(client.get_extra_info('sockname')).toEqual(sock.getsockname());
      expect(server.get_extra_info('peername')).toBeUndefined();
      const fd = sock.fileno();
      const name = `_SelectorDatagramTransport`;
      yield;
      expect(String(client)).toBe(`<${name} fd=${fd} read=polling write=<idle, bufsize=0>>`);
      client.close();
      expect(String(client)).toBe(`<${name} closing fd=${fd} read=idle write=<idle, bufsize=0>>`);
      yield;
      expect(String(client)).toBe(`<${name} closed fd=${fd}>`);
      server.close();
    });
  });

  it('tells a connected protocol that nobody is there, and stays open', async () => {
    await run(function* () {
      const [client, heard] = yield* endpoint({
        remote_addr: closed_address(socket.SOCK_DGRAM) as [string, number],
      });
      client.sendto(Buffer.from('x'));
      yield* heard.until(2);
      expect(heard.errors[0]).toBeInstanceOf(ConnectionRefusedError);
      expect(String((heard.errors[0] as OSError).message)).toBe('[Errno 111] Connection refused');
      expect(client.is_closing()).toBe(false);
      client.close();
    });
  });

  it('of an endpoint that is not connected hears nothing of a closed port', async () => {
    await run(function* () {
      const [server, heard] = yield* endpoint();
      server.sendto(Buffer.from('x'), closed_address(socket.SOCK_DGRAM));
      server.sendto(Buffer.from('me'), server.get_extra_info('sockname'));
      yield* heard.until(2);
      expect(heard.calls).toEqual(['made', 'received me']);
      server.close();
    });
  });

  it('tells the protocol at once of a datagram that is too long', async () => {
    await run(function* () {
      const [server, heard] = yield* endpoint();
      server.sendto(Buffer.alloc(65_508), server.get_extra_info('sockname'));
      expect(heard.calls).toEqual(['made', 'error [Errno 90] Message too long']);
      server.sendto(Buffer.alloc(65_507), server.get_extra_info('sockname'));
      yield* heard.until(3);
      expect(heard.calls[2]).toHaveLength('received '.length + 65_507);
      server.close();
    });
  });

  it('refuses what is not bytes, and addresses other than its peer', async () => {
    await run(function* () {
      const [server] = yield* endpoint();
      const peer = server.get_extra_info('sockname');
      const [client] = yield* endpoint({ remote_addr: peer });
      expect(() => client.sendto('x' as unknown as Uint8Array)).toThrow(
        new TypeError("data argument must be a bytes-like object, not 'str'"),
      );
      expect(() => client.sendto(Buffer.of(1), ['127.0.0.1', 1])).toThrow(
        new ValueError(`Invalid address: must be None or ('127.0.0.1', ${peer[1]})`),
      );
      server.close();
      client.close();
    });
  });

  it('that is closed only counts what is sent, and warns from the fifth time on', async () => {
    const warning = vi.spyOn(logger, 'warning').mockImplementation(() => {});
    await run(function* () {
      const [server] = yield* endpoint();
      const [client] = yield* endpoint({ remote_addr: server.get_extra_info('sockname') });
      client.close();
      for (let i = 0; i < 5; i++) client.sendto(Buffer.of(1));
      expect(warning.mock.calls).toEqual([['socket.send() raised exception.']]);
      server.close();
      yield;
      server.sendto(Buffer.of(1), ['127.0.0.1', 1]);
      expect(warning).toHaveBeenCalledTimes(1);
    });
    warning.mockRestore();
  });

  it('frees its descriptor, and lets others watch it again', async () => {
    await run(function* () {
      const before = open_descriptors();
      const [server] = yield* endpoint();
      const fd = server.get_extra_info('socket').fileno();
      expect(() => loop.add_reader(fd, () => {})).toThrow(
        `File descriptor ${fd} is used by transport <_SelectorDatagramTransport fd=${fd}`,
      );
      server.close();
      yield;
      expect(loop._transports.size).toBe(0);
      yield* asyncio.sleep(0);
      expect(open_descriptors()).toBe(before);
    });
  });

  it('reports errors of the protocol, and goes on', async () => {
    const messages: unknown[] = [];
    loop.set_exception_handler((_, { exception }) => messages.push((exception as Error).message));
    await run(function* () {
      const [server, heard] = yield* endpoint();
      heard.on_datagram = (text) => {
        if (text === 'bad') throw new ValueError('no');
      };
      for (const text of ['bad', 'good']) {
        server.sendto(Buffer.from(text), server.get_extra_info('sockname'));
      }
      yield* heard.until(3);
      server.close();
    });
    expect(messages).toEqual(['no']);
  });
});

/** A datagram socket that is full until the spec says otherwise: loopback never is. */
class FullSocket extends socket.socket {
  is_full = true;
  readonly sent: string[] = [];
  refuse: Error | undefined;

  override send(data: Uint8Array): number {
    const error = this.refuse;
    this.refuse = undefined;
    if (error !== undefined) throw error;
    if (this.is_full) throw os_error(11);
    this.sent.push(Buffer.from(data).toString());
    return data.length;
  }

  override sendto(data: Uint8Array): number {
    return this.send(data);
  }

  override _is_writable(): boolean {
    return !this.is_full;
  }

  open_up(): void {
    this.is_full = false;
    (this as unknown as { _changed(): void })._changed();
  }
}

describe('a datagram transport whose socket is full', () => {
  const full_endpoint = asyncio.coroutine(function* full_endpoint(): asyncio.Coroutine<
    [Transport, Recorder, FullSocket]
  > {
    const sock = new FullSocket(socket.AF_INET, socket.SOCK_DGRAM);
    sock.bind(['127.0.0.1', 0]);
    const [transport, protocol] = yield* endpoint({ sock });
    return [transport, protocol, sock];
  });

  it('keeps datagrams in order, as they were, and sends them when there is room', async () => {
    await run(function* () {
      const [transport, , sock] = yield* full_endpoint();
      expect(() => sock.send(Buffer.of(1))).toThrow(BlockingIOError);
      const data = Buffer.from('one');
      transport.sendto(data, ['127.0.0.1', 9]);
      data.fill('x');
      // Even if there is room by now.
      sock.is_full = false;
      transport.sendto(Buffer.from('two'), ['127.0.0.1', 9]);
      expect([sock.sent, transport.get_write_buffer_size()]).toEqual([[], 6]);
      expect(String(transport)).toContain('write=<polling, bufsize=6>');
      sock.open_up();
      yield* asyncio.sleep(0.001);
      expect(sock.sent).toEqual(['one', 'two']);
      expect(transport.get_write_buffer_size()).toBe(0);
      transport.close();
    });
  });

  it('may be closed again when it is closed', async () => {
    await run(function* () {
      const [transport, heard] = yield* full_endpoint();
      for (let i = 0; i < 2; i++) {
        transport.close();
        yield* heard.lost;
      }
      transport.abort();
      yield;
      expect(heard.calls).toEqual(['made', 'lost undefined']);
    });
  });

  it('pauses the protocol at once, and resumes it when the low mark is reached', async () => {
    await run(function* () {
      const [transport, heard, sock] = yield* full_endpoint();
      transport.set_write_buffer_limits({ high: 10, low: 4 });
      for (const text of ['12345', '67890']) transport.sendto(Buffer.from(text), null);
      expect(heard.calls).toEqual(['made']);
      transport.sendto(Buffer.from('x'), null);
      expect(heard.calls).toEqual(['made', 'pause']);
      sock.open_up();
      yield* heard.until(3);
      expect(heard.calls).toEqual(['made', 'pause', 'resume']);
      transport.close();
    });
  });

  it('sends what waits before it closes; abort() drops it', async () => {
    await run(function* () {
      const [transport, heard, sock] = yield* full_endpoint();
      transport.sendto(Buffer.from('last'), null);
      transport.close();
      yield;
      yield;
      expect(heard.calls).toEqual(['made']);
      sock.open_up();
      yield* heard.lost;
      expect(sock.sent).toEqual(['last']);

      const [aborted, also_heard, full] = yield* full_endpoint();
      aborted.sendto(Buffer.from('last'), null);
      aborted.close();
      aborted.abort();
      yield* also_heard.lost;
      expect(full.sent).toEqual([]);
      expect(also_heard.calls).toEqual(['made', 'lost undefined']);
    });
  });

  it('tells of an OSError and goes on; any other error closes it', async () => {
    const messages: unknown[] = [];
    loop.set_exception_handler((_, { message }) => messages.push(message));
    await run(function* () {
      const [transport, heard, sock] = yield* full_endpoint();
      transport.sendto(Buffer.from('one'), null);
      transport.sendto(Buffer.from('two'), null);
      sock.refuse = new OSError(101, 'Network is unreachable');
      sock.open_up();
      yield* heard.until(2);
      yield* asyncio.sleep(0.001);
      expect(sock.sent).toEqual(['two']);
      expect(heard.calls).toEqual(['made', 'error [Errno 101] Network is unreachable']);
      sock.refuse = new ValueError('strange');
      transport.sendto(Buffer.from('three'), null);
      expect(yield* heard.lost).toBe(undefined);
      expect(heard.calls.at(-1)).toBe('lost strange');
    });
    expect(messages).toEqual(['Fatal write error on datagram transport']);
  });
});

describe('the base class', () => {
  it('of protocols ignores everything', () => {
    expect(new DatagramProtocol().error_received(new OSError('x'))).toBeUndefined();
  });
});
