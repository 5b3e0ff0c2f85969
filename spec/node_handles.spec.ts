import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { connect, createServer, Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  datagram_handle_of,
  descriptor_of,
  handle_of,
  new_pipe_handle,
  new_tcp_handle,
  renewed,
  server_of_handle,
  stream_of_handle,
  take_over,
  waiting_stream,
} from '../lib/node_handles';
import { socket_pair } from './support/connected';
import { node_turns } from './support/node_loop';
import { new_path } from './support/sockets';

/** The stream is destroyed at the end of the spec. */
function closing(stream: Socket): Socket {
  onTestFinished(() => {
    stream.destroy();
  });
  return stream;
}

const what_is = (fd: number): string => readlinkSync(`/proc/self/fd/${fd}`);

/** All that comes until the end. */
async function contents(stream: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  // An iteration would destroy it at the end.
  stream.on('data', (piece) => pieces.push(piece)).resume();
  await once(stream, 'end');
  return Buffer.concat(pieces).toString();
}

describe('the descriptor of a stream', () => {
  it('is that of its socket, and -1 before and after', async () => {
    expect([handle_of(new Socket()), descriptor_of(new Socket())]).toEqual([undefined, -1]);
    const { ours } = await socket_pair();
    expect(what_is(descriptor_of(ours))).toMatch(/^socket:/);
    ours.destroy();
    expect([handle_of(ours), descriptor_of(ours)]).toEqual([undefined, -1]);
  });
});

describe('a handle', () => {
  it('of TCP is bound to a port at once, and says when it cannot be', () => {
    const [first, second] = [new_tcp_handle(), new_tcp_handle()];
    onTestFinished(() => {
      first.close();
      second.close();
    });
    const name: { address?: string; port?: number } = {};
    expect([first.bind('127.0.0.1', 0), first.getsockname(name)]).toEqual([0, 0]);
    expect(name).toMatchObject({ address: '127.0.0.1', port: expect.any(Number) });
    expect(first.listen(1)).toBe(0);
    expect(second.bind('8.8.8.8', 0)).toBe(-99);
  });

  it('of a Unix socket is bound to a path', () => {
    const path = new_path();
    const [first, second] = [new_pipe_handle(), new_pipe_handle()];
    onTestFinished(() => {
      first.close();
      second.close();
    });
    expect([first.bind(path), second.bind(path)]).toEqual([0, -98]);
    expect(what_is(first.fd)).toMatch(/^socket:/);
  });

  it('that listens becomes a server, whose connections nobody reads yet', async () => {
    const handle = new_tcp_handle();
    handle.bind('127.0.0.1', 0);
    handle.listen(5);
    const server = server_of_handle(handle, 5);
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as { port: number };
    const client = closing(connect(port, '127.0.0.1', () => client.end('early')));
    const [stream] = (await once(server, 'connection')) as [Socket];
    closing(stream);
    await node_turns();
    expect([stream.readableLength, stream.readableEnded]).toEqual([0, false]);
    expect(await contents(stream)).toBe('early');
    expect(stream.writable).toBe(true);
  });

  it('that is bound becomes a stream that connects from there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    await once(server, 'listening');
    const handle = new_tcp_handle();
    handle.bind('127.0.0.1', 0);
    const name: { port?: number } = {};
    handle.getsockname(name);
    const stream = closing(stream_of_handle(handle));
    stream.connect((server.address() as { port: number }).port, '127.0.0.1');
    const [accepted] = (await once(server, 'connection')) as [Socket];
    closing(accepted);
    expect(accepted.remotePort).toBe(name.port);
  });
});

describe('a renewed stream', () => {
  it('is the same socket for both directions, and the old one knows nothing of it', async () => {
    const { ours, peer } = await socket_pair();
    const fd = descriptor_of(ours);
    const stream = closing(renewed(ours));
    expect([descriptor_of(stream), descriptor_of(ours)]).toEqual([fd, -1]);
    ours.destroy();
    peer.end('to us');
    expect(await contents(stream)).toBe('to us');
    stream.end('to you');
    expect(await contents(peer)).toBe('to you');
  });

  it('takes over what was not read yet, and reads nothing by itself', async () => {
    const { ours, peer } = await socket_pair();
    // It reads from now on.
    ours.read(0);
    const stream = closing(renewed(ours));
    let ended = false;
    stream.once('end', () => {
      ended = true;
    });
    peer.end('data');
    await node_turns();
    expect([ours.bytesRead, stream.readableLength, ended]).toEqual([0, 0, false]);
    expect(await contents(stream)).toBe('data');
  });
});

describe('a stream that waits for its connection', () => {
  it('sends what was written before, and receives, once it has one', async () => {
    const { ours, peer } = await socket_pair();
    const fd = descriptor_of(ours);
    const waiting = closing(waiting_stream());
    expect(waiting.connecting).toBe(true);
    waiting.write('early');
    const events: string[] = [];
    waiting.on('connect', () => events.push('connect'));
    take_over(waiting, ours);
    expect([events, waiting.connecting, descriptor_of(waiting)]).toEqual([['connect'], false, fd]);
    expect(descriptor_of(ours)).toBe(-1);
    waiting.end(' and late');
    expect(await contents(peer)).toBe('early and late');
    peer.end('back');
    expect(await contents(waiting)).toBe('back');
  });

  it('that was destroyed meanwhile has the connection closed', async () => {
    const { ours, peer } = await socket_pair();
    const waiting = waiting_stream();
    waiting.destroy();
    take_over(waiting, ours);
    expect(ours.destroyed).toBe(true);
    expect(await contents(peer)).toBe('');
  });
});

describe('the handle of a datagram socket', () => {
  it('has its descriptor, until the socket is closed', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const handle = datagram_handle_of(socket);
    expect(what_is(handle?.fd as number)).toMatch(/^socket:/);
    expect(handle?.getpeername({})).toBe(-107);
    socket.close();
    expect(datagram_handle_of(socket)).toBeUndefined();
  });
});
