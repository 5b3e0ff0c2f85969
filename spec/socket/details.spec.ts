import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as socket from '../../lib/socket';
import { socket_of_descriptor } from '../../lib/socket_state';
import { node_turns } from '../support/node_loop';
import { peer_server } from '../support/peers';
import { failure, new_path, open, open_listener } from '../support/sockets';

describe('a socket that was not bound', () => {
  it('is bound to a port of every interface as it listens', () => {
    for (const [family, host] of [
      [socket.AF_INET, '0.0.0.0'],
      [socket.AF_INET6, '::'],
    ] as const) {
      const sock = open(family);
      sock.listen();
      expect(sock.getsockname().slice(0, 2)).toEqual([host, expect.any(Number)]);
      expect(sock.getsockname()[1]).toBeGreaterThan(0);
    }
  });

  it('of the family AF_UNIX does not listen', () => {
    expect(failure(() => open(socket.AF_UNIX).listen())).toBe("OSError(22, 'Invalid argument')");
  });
});

describe('a listening socket', () => {
  it('does not connect, send or receive, and listens a second time', () => {
    const sock = open_listener();
    expect(failure(() => sock.connect(sock.getsockname()))).toBe(
      "OSError(106, 'Transport endpoint is already connected')",
    );
    for (const call of [() => sock.send(Buffer.of(1)), () => sock.recv(1)]) {
      expect(failure(call)).toBe("OSError(107, 'Transport endpoint is not connected')");
    }
    expect(sock.listen()).toBeUndefined();
  });
});

describe('a stream socket', () => {
  it('sends to nobody else', () => {
    const sock = open();
    expect(failure(() => sock.sendto(Buffer.of(1), ['127.0.0.1', 9]))).toBe(
      "OSError(106, 'Transport endpoint is already connected')",
    );
  });

  it('receives a whole number of bytes', () => {
    const sock = open();
    expect(failure(() => sock.recv('1' as never))).toContain(
      "'str' object cannot be interpreted as an integer",
    );
    expect(failure(() => sock.recv(1.5))).toContain(
      "'float' object cannot be interpreted as an integer",
    );
  });

  it('is shut down in one direction or both, and not otherwise', () => {
    expect(failure(() => open().shutdown(3))).toBe("OSError(22, 'Invalid argument')");
  });
});

describe('a socket that does not block', () => {
  it('may be made so by its type', () => {
    const sock = new socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK);
    expect([sock.gettimeout(), sock.type]).toEqual([0, 2049]);
    sock.setblocking(true);
    expect([sock.gettimeout(), sock.type]).toEqual([undefined, 1]);
    sock.settimeout(1.5);
    expect([sock.gettimeout(), sock.type]).toEqual([1.5, 2049]);
    expect(failure(() => sock.settimeout(-1))).toBe("ValueError('Timeout value out of range',)");
  });
});

describe('who watches a socket', () => {
  it('hears of it until it is removed', () => {
    const sock = open_listener();
    const calls: string[] = [];
    const listener = () => calls.push('removed');
    sock._add_listener(listener);
    sock._add_listener(() => calls.push('stays'));
    sock._remove_listener(listener);
    sock.close();
    expect(calls).toEqual(['stays']);
  });

  it('keeps the process alive by it, also when it began before the socket listened', () => {
    const active = () =>
      process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
    const before = active();
    const sock = open();
    sock._set_referenced(true);
    sock.bind(['127.0.0.1', 0]);
    sock.listen();
    expect(active()).toBe(before + 1);
    sock._set_referenced(false);
    expect(active()).toBe(before);
  });
});

describe('the descriptor of a socket', () => {
  it('is not its own any more when Node has closed it', async () => {
    let peer: Socket | undefined;
    const { port } = await peer_server((stream) => {
      peer = stream;
    });
    const sock = open();
    sock.connect_ex(['127.0.0.1', port]);
    while (!sock._is_writable() || peer === undefined) await node_turns(1);
    const fd = sock.fileno();
    expect(socket_of_descriptor(fd)).toBe(sock);
    sock._add_listener(() => {});
    peer.resetAndDestroy();
    while (sock.fileno() === fd) await node_turns(1);
    expect([sock.fileno(), socket_of_descriptor(fd)]).toEqual([-1, undefined]);
  });

  it('is given back when the socket is closed, which is told to those who watch it, once', () => {
    const sock = open_listener();
    const fds: number[] = [];
    sock._add_listener(() => fds.push(sock.fileno()));
    sock.close();
    sock.close();
    expect(fds).toEqual([-1]);
  });

  it('stays open when it is detached, which ends the socket', () => {
    const sock = open_listener();
    const address = sock.getsockname();
    const fd = sock.fileno();
    expect(sock.detach()).toBe(fd);
    const { _end } = sock as unknown as { readonly _end: { close(): void } };
    onTestFinished(() => _end.close());
    expect([sock.fileno(), socket_of_descriptor(fd)]).toEqual([-1, undefined]);
    expect(failure(() => sock.getsockname())).toBe("OSError(9, 'Bad file descriptor')");
    expect(failure(() => open().bind(address))).toBe("OSError(98, 'Address already in use')");
  });
});

describe('the path of a Unix socket', () => {
  it('is a text of 107 bytes at the most, whatever its letters', () => {
    const bind = (path: unknown) => failure(() => open(socket.AF_UNIX).bind(path as string));
    expect(bind(`\0${'x'.repeat(107)}`)).toBe("OSError('AF_UNIX path too long',)");
    expect(bind(`\0${'ä'.repeat(54)}`)).toBe("OSError('AF_UNIX path too long',)");
    expect(bind(7)).toContain("a bytes-like object is required, not 'int'");
    expect(bind(new_path())).toBe('no error: None');
  });
});

describe('the address of a socket', () => {
  const bind = (address: unknown, family = socket.AF_INET) =>
    failure(() => open(family).bind(address as socket.SocketAddress));

  it('has a text for a host and a number for a port', () => {
    expect(bind([5, 0])).toContain('str, bytes or bytearray expected, not int');
    expect(bind(['127.0.0.1', '80'])).toContain('an integer is required (got type str)');
    expect(bind(['127.0.0.1', -1])).toContain('getsockaddrarg: port must be 0-65535.');
  });

  it('has two parts, for IPv6 up to four', () => {
    expect(bind(['127.0.0.1', 0, 0])).toContain('takes exactly 2 arguments (3 given)');
    expect(bind(['::1', 0, 0, 0], socket.AF_INET6)).toBe('no error: None');
    expect(bind(['::1', 0, 0, 0, 0], socket.AF_INET6)).toContain(
      'takes from 2 to 4 arguments (5 given)',
    );
  });

  it.each([
    ['', '0.0.0.0', '::'],
    ['localhost', '127.0.0.1', '::1'],
  ])('may be a name that everybody knows: %j', (name, four, six) => {
    for (const [family, host] of [
      [socket.AF_INET, four],
      [socket.AF_INET6, six],
    ] as const) {
      const sock = open(family);
      sock.bind([name, 0]);
      expect(sock.getsockname()[0]).toBe(host);
    }
  });
});
