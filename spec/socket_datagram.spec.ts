import { describe, expect, it, onTestFinished } from 'vitest';
import { BlockingIOError } from '../lib/errors';
import * as socket from '../lib/socket';
import { DatagramEnd } from '../lib/socket_datagram';
import type { SocketAddress } from '../lib/socket_end';
import { node_turns } from './support/node_loop';
import { failure, open, open_udp } from './support/sockets';

/** Nobody may send there without SO_BROADCAST. */
const BROADCAST = ['127.255.255.255', 9] as const;

/** An end that is bound, and how often it has told of a change. */
function new_end() {
  const end = new DatagramEnd('udp4', () => {}, { ipv6Only: false, reuseAddr: false });
  onTestFinished(() => end.close());
  end.bind('127.0.0.1', 0);
  const [host, port] = end.getsockname() as [string, number];
  let changes = 0;
  end.on_change = () => {
    changes += 1;
  };
  return { end, address: { host, port }, changes: () => changes };
}

/** Take so many datagrams at once. */
const take = (end: DatagramEnd, count: number) =>
  Array.from({ length: count }, () => end.recvfrom(1)[0][0]);

describe('what a datagram socket reads ahead', () => {
  it('is 256 KiB and the datagram that is too much; more when half of it was taken', async () => {
    const { end, address, changes } = new_end();
    const sender = new_end().end;
    for (let i = 0; i < 9; i++) {
      sender.send(Buffer.alloc(40_000, i), address);
      await node_turns(2);
    }
    expect(changes()).toBe(7);
    expect(take(end, 3)).toEqual([0, 1, 2]);
    await node_turns();
    expect(changes()).toBe(7);
    expect(take(end, 1)).toEqual([3]);
    await node_turns();
    expect(changes()).toBe(9);
    expect(take(end, 5)).toEqual([4, 5, 6, 7, 8]);
    expect(() => end.recvfrom(1)).toThrow(BlockingIOError);
    expect(end.is_readable()).toBe(false);
  });
});

describe('a datagram', () => {
  it('that has gone is a change: there may be room for another', async () => {
    const { end, address } = new_end();
    const sender = new_end();
    expect(sender.end.send(Buffer.of(1), address)).toBe(1);
    await node_turns();
    expect([sender.changes(), sender.end.is_writable()]).toEqual([1, true]);
    expect(take(end, 1)).toEqual([1]);
  });

  it('that cannot be sent is an error of the next call, once', async () => {
    const sock = open_udp();
    expect(sock.sendto(Buffer.of(1), BROADCAST)).toBe(1);
    await node_turns();
    expect([sock._is_readable(), sock._is_writable()]).toEqual([true, true]);
    expect(failure(() => sock.sendto(Buffer.of(1), sock.getsockname()))).toBe(
      "PermissionError(13, 'Permission denied')",
    );
    expect(sock._is_readable()).toBe(false);
    expect(() => sock.recv(1)).toThrow(BlockingIOError);
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1);
    sock.sendto(Buffer.of(1), BROADCAST);
    await node_turns();
    expect(() => sock.recv(1)).toThrow(BlockingIOError);
  });

  it('goes to the peer alone once there is one, and comes from there alone', async () => {
    const [sock, peer, stranger] = [open_udp(), open_udp(), open_udp()];
    sock.connect(peer.getsockname());
    expect(failure(() => sock.sendto(Buffer.of(1), stranger.getsockname()))).toBe(
      "OSError(106, 'Transport endpoint is already connected')",
    );
    stranger.sendto(Buffer.of(1), sock.getsockname());
    peer.sendto(Buffer.of(2), sock.getsockname());
    await node_turns();
    expect(sock.recvfrom(9)).toEqual([Buffer.of(2), peer.getsockname()]);
    expect(() => sock.recv(9)).toThrow(BlockingIOError);
  });
});

describe('a datagram socket', () => {
  it('that is sent from before it is bound takes any address', () => {
    const sock = open(socket.AF_INET, socket.SOCK_DGRAM);
    expect(sock.getsockname()).toEqual(['0.0.0.0', 0]);
    sock.sendto(Buffer.of(1), open_udp().getsockname());
    expect(sock.getsockname()).toEqual(['0.0.0.0', expect.any(Number)]);
    expect(sock.getsockname()[1]).toBeGreaterThan(0);
  });

  it('is connected to another peer, and keeps its own address', () => {
    const [first, second] = [open_udp(), open_udp()];
    const own = (sock: socket.socket): SocketAddress => {
      sock.connect(first.getsockname());
      const name = sock.getsockname();
      sock.connect(second.getsockname());
      expect(sock.getpeername()).toEqual(second.getsockname());
      expect(sock.getsockname()).toEqual(name);
      return name;
    };
    own(open(socket.AF_INET, socket.SOCK_DGRAM));
    const bound = open_udp();
    const name = bound.getsockname();
    expect(own(bound)).toEqual(name);
  });

  it('tells at once that it cannot be connected, and is not', async () => {
    const sock = open_udp();
    expect(failure(() => sock.connect(BROADCAST))).toBe("PermissionError(13, 'Permission denied')");
    expect(failure(() => sock.getpeername())).toBe(
      "OSError(107, 'Transport endpoint is not connected')",
    );
    await node_turns();
    expect(() => sock.recv(1)).toThrow(BlockingIOError);
    const peer = open_udp();
    sock.connect(peer.getsockname());
    expect(sock.getpeername()).toEqual(peer.getsockname());
  });
});
