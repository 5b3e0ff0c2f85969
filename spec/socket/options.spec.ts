import { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NotImplementedError } from '../../lib/errors';
import * as socket from '../../lib/socket';
import { open, open_listener } from '../support/sockets';

const { SOL_SOCKET, SO_REUSEADDR, IPPROTO_TCP, TCP_NODELAY } = socket;

describe('the options of a stream socket', () => {
  it('are set on the stream of Node, whether it is there or not yet', () => {
    const set = vi.spyOn(Socket.prototype, 'setNoDelay');
    onTestFinished(() => set.mockRestore());
    const sock = open();
    sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
    expect(set).not.toHaveBeenCalled();
    sock.connect_ex(open_listener().getsockname());
    expect(set.mock.calls).toEqual([[true]]);
    sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 0);
    expect(set).toHaveBeenLastCalledWith(false);
    expect(sock.getsockopt(IPPROTO_TCP, TCP_NODELAY)).toBe(0);
  });

  it('do not keep a port from being taken: Node does so for none', () => {
    const sock = open();
    sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(1);
    expect(() => sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 0)).toThrow(
      new NotImplementedError('Node sets SO_REUSEADDR on every TCP socket'),
    );
  });
});

describe('the options of a datagram socket', () => {
  it('may let it share its port', () => {
    const sharing = () => {
      const sock = open(socket.AF_INET, socket.SOCK_DGRAM);
      sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
      return sock;
    };
    const [first, second] = [sharing(), sharing()];
    first.bind(['127.0.0.1', 0]);
    second.bind(first.getsockname());
    expect(second.getsockname()).toEqual(first.getsockname());
  });
});

describe('an option that Node does not know', () => {
  it('is not told', () => {
    expect(() => open().getsockopt(SOL_SOCKET, socket.SO_LINGER)).toThrow(
      new NotImplementedError('Node does not tell option 13 at level 1'),
    );
  });
});
