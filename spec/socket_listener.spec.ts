import { existsSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BlockingIOError } from '../lib/errors';
import * as asyncio from '../lib/index';
import * as socket from '../lib/socket';
import { type BoundEnd, bind_tcp, bind_unix, type ListeningEnd } from '../lib/socket_listener';
import { Recorder } from './support/connected';
import { loop, node_turns, use_node_loop } from './support/node_loop';
import { new_path, open } from './support/sockets';

use_node_loop();

/** Until this is so. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await node_turns(1);
}

/** An end that listens on a port of its own, and how often it has told of a change. */
function new_listener() {
  const end = bind_tcp('127.0.0.1', 0).listening(10);
  onTestFinished(() => end.close());
  end.ref();
  let changes = 0;
  end.on_change = () => {
    changes += 1;
  };
  return { end, changes: () => changes };
}

/** A client of Node that is connected; its events are noted. */
async function connected(end: ListeningEnd): Promise<{ client: Socket; events: string[] }> {
  const [host, port] = end.getsockname() as [string, number];
  const client = connect({ host, port, allowHalfOpen: true });
  onTestFinished(() => {
    client.destroy();
  });
  const events: string[] = [];
  client.on('error', ({ message }) => events.push(message));
  client.on('end', () => events.push('end')).resume();
  await until(() => client.readyState === 'open');
  return { client, events };
}

/** A listener, and this many clients whose connections it has. */
async function waiting(count: number) {
  const { end, changes } = new_listener();
  const clients = [];
  for (let i = 0; i < count; i++) {
    clients.push(await connected(end));
    await until(() => changes() > i);
  }
  return { end, clients, changes };
}

describe('a listening socket', () => {
  it('tells of each connection, and hands them over in their order', async () => {
    const { end, clients } = await waiting(3);
    const ports = clients.map(({ client }) => client.localPort);
    for (const port of ports) {
      expect(end.is_readable()).toBe(true);
      const accepted = end.accept();
      onTestFinished(() => accepted.close());
      expect(accepted.getpeername()).toEqual(['127.0.0.1', port]);
    }
    expect(end.is_readable()).toBe(false);
    expect(() => end.accept()).toThrow(BlockingIOError);
  });

  it('that is closed ends the connections that wait, and no other', async () => {
    const { end, clients } = await waiting(3);
    const accepted = end.accept();
    onTestFinished(() => accepted.close());
    end.close();
    await until(() => clients[2]?.events.length === 1);
    expect(clients.map(({ events }) => events)).toEqual([[], ['end'], ['end']]);
    expect(accepted.send(Buffer.of(1))).toBe(1);
  });

  it('that is closed takes no more', async () => {
    const { end, changes } = await waiting(1);
    const [host, port] = end.getsockname() as [string, number];
    end.close();
    const errors: string[] = [];
    connect({ host, port }).on('error', ({ message }) => errors.push(message));
    await until(() => errors.length > 0);
    expect(errors).toEqual([`connect ECONNREFUSED 127.0.0.1:${port}`]);
    expect(changes()).toBe(1);
  });

  it('raises what has happened to it when it is asked the next time, once', async () => {
    const { end, changes } = new_listener();
    const server = (end as unknown as { _server: NodeJS.EventEmitter })._server;
    server.emit('error', Object.assign(new Error('too many'), { code: 'EMFILE', errno: -24 }));
    expect([changes(), end.is_readable()]).toEqual([1, true]);
    expect(() => end.accept()).toThrow('[Errno 24] Too many open files');
    expect(() => end.accept()).toThrow(BlockingIOError);
    expect(end.is_readable()).toBe(false);
  });
});

describe('a listening socket that is handed over', () => {
  it('announces the connections that wait once more, each once', async () => {
    const { end, clients } = await waiting(2);
    const ports: unknown[] = [];
    end.release().on('connection', (stream: Socket) => {
      ports.push(stream.remotePort);
      stream.destroy();
    });
    expect(ports).toEqual([]);
    await node_turns();
    expect(ports).toEqual(clients.map(({ client }) => client.localPort));
    expect(end.is_readable()).toBe(false);
    end.close();
    await node_turns();
    expect(ports).toHaveLength(2);
  });

  it('hears nothing of those that come later', async () => {
    const { end, changes } = new_listener();
    const streams: Socket[] = [];
    const server = end.release();
    server.on('connection', (stream: Socket) => streams.push(stream));
    server.on('error', () => {});
    server.emit('error', new Error('of no interest'));
    await connected(end);
    await until(() => streams.length > 0);
    streams[0]?.destroy();
    expect([changes(), end.is_readable()]).toEqual([0, false]);
  });

  it('is served by a loop with the connections that have come before', async () => {
    const listener = open();
    listener.bind(['127.0.0.1', 0]);
    listener.listen();
    listener._set_referenced(true);
    const [host, port] = listener.getsockname() as [string, number];
    const client = connect({ host, port }, () => client.end('early'));
    await until(() => listener._is_readable());
    const served = new Recorder();
    const server = await loop.run_until_complete(
      loop.create_server(() => served, { sock: listener }),
    );
    await loop.run_until_complete(served.lost);
    expect([served.trace, String(served.received)]).toEqual([
      ['made', 'data', 'eof', 'lost'],
      'early',
    ]);
    server.close();
    await loop.run_until_complete(asyncio.sleep(0));
  });
});

describe('a bound socket', () => {
  it('is ready for anything, as in the system, and refuses it', () => {
    const sock = open();
    sock.bind(['127.0.0.1', 0]);
    expect([sock._is_readable(), sock._is_writable()]).toEqual([true, true]);
    expect(() => sock.recv(1)).toThrow('Transport endpoint is not connected');
    expect(() => sock.accept()).toThrow('Invalid argument');
  });

  it('that became another end is not closed any more', () => {
    const bound: BoundEnd = bind_tcp('127.0.0.1', 0);
    const listening = bound.listening(1);
    onTestFinished(() => listening.close());
    bound.close();
    expect(() => bind_tcp(...(bound.getsockname() as [string, number])).close()).toThrow(
      'Address already in use',
    );
  });
});

describe('the file of a Unix socket', () => {
  it('stays when a socket is closed that was only bound', () => {
    const path = new_path();
    bind_unix(path).close();
    expect(existsSync(path)).toBe(true);
  });

  it('need not be there any more', () => {
    const path = new_path();
    const end = bind_unix(path).listening(1);
    rmSync(path);
    end.close();
    expect(existsSync(path)).toBe(false);
  });

  it('may be that of another socket by now, and stays that', async () => {
    const path = new_path();
    const first = bind_unix(path).listening(1);
    rmSync(path);
    const second = bind_unix(path).listening(1);
    first.close();
    const client = connect({ path });
    await until(() => second.is_readable());
    client.destroy();
    second.close();
    expect(existsSync(path)).toBe(true);
  });

  it('is not looked for when the name is abstract', () => {
    const name = `\0${new_path()}`;
    const sock = open(socket.AF_UNIX);
    sock.bind(name);
    sock.listen();
    expect(sock.getsockname()).toBe(name);
    sock.close();
    expect(sock.fileno()).toBe(-1);
  });
});
