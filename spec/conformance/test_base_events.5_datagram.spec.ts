/** CPython's test_base_events: endpoints of datagrams. */

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { _ensure_resolved } from '../../lib/ensure_resolved';
import { AssertionError, NotImplementedError, OSError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import * as socket from '../../lib/socket';
import * as warnings from '../../lib/warnings';
import { Recorder } from '../support/datagrams';
import { loop, use_node_loop } from '../support/node_loop';
import { rejection } from '../support/rejection';
import { open, open_udp } from '../support/sockets';

use_node_loop();

type Options = Parameters<typeof loop.create_datagram_endpoint>[1];

const LOCAL = ['127.0.0.1', 0] as const;

/** Make an endpoint, close it, and wait for its end. */
async function make(options: Options, look: (sock: socket.socket) => void = () => {}) {
  const main = asyncio.coroutine(function* main(): asyncio.Coroutine<string[]> {
    const factory = () => new Recorder(loop);
    const [transport, protocol] = yield* loop.create_datagram_endpoint(factory, options as object);
    look(transport.get_extra_info('socket'));
    transport.close();
    yield* protocol.lost;
    return protocol.calls;
  });
  return await loop.run_until_complete(main());
}

const error_of = (options: Options) => rejection(make(options));

async function expect_error(
  options: Options,
  error: new (...args: never[]) => Error,
  text = '',
): Promise<void> {
  const raised = await error_of(options);
  expect(raised).toBeInstanceOf(error);
  expect((raised as Error).message).toContain(text);
}

/** What the sockets that were made for an endpoint are asked to do. */
function refuse(method: 'bind' | 'setblocking') {
  const error = new OSError('refused');
  const closed = vi.spyOn(socket.socket.prototype, 'close');
  const refused = vi.spyOn(socket.socket.prototype, method).mockImplementation(() => {
    throw error;
  });
  onTestFinished(() => {
    closed.mockRestore();
    refused.mockRestore();
  });
  return { error, closed };
}

describe('BaseEventLoopWithSelectorTests', () => {
  it('test_create_datagram_endpoint_wrong_sock: a stream socket is refused', async () => {
    await expect_error(
      { sock: open() },
      ValueError,
      'A UDP Socket was expected, got <socket.socket',
    );
  });

  it('test_create_datagram_endpoint_no_addrinfo: a look-up that finds nothing is an OSError', async () => {
    loop.getaddrinfo = () => {
      const future = loop.create_future<never[]>();
      future.set_result([]);
      return future;
    };
    await expect_error(
      { local_addr: ['localhost', 0] },
      OSError,
      'getaddrinfo() returned empty list',
    );
  });

  it('test_create_datagram_endpoint_addr_error: an address is a pair', async () => {
    for (const local_addr of ['localhost', ['localhost', 1, 2, 3]]) {
      await expect_error(
        { local_addr } as unknown as Options,
        AssertionError,
        '2-tuple is expected',
      );
    }
  });

  it('test_create_datagram_endpoint_connect_err: an error of connecting is raised', async () => {
    const error = new OSError('no');
    loop.sock_connect = () => {
      throw error;
    };
    expect(await error_of({ remote_addr: LOCAL })).toBe(error);
  });

  it('test_create_datagram_endpoint_no_matching_family: both addresses need the same family', async () => {
    await expect_error(
      { remote_addr: LOCAL, local_addr: ['::1', 0] },
      ValueError,
      'can not get address information',
    );
  });

  it('test_create_datagram_endpoint_setblk_err: the socket is closed that cannot be set up', async () => {
    const { error, closed } = refuse('setblocking');
    expect(await error_of({ family: socket.AF_INET })).toBe(error);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('test_create_datagram_endpoint_noaddr_nofamily: something has to be given', async () => {
    await expect_error({}, ValueError, 'unexpected address family');
  });

  it('test_create_datagram_endpoint_cant_bind: the socket is closed that cannot be bound', async () => {
    const { error, closed } = refuse('bind');
    expect(await error_of({ local_addr: LOCAL, family: socket.AF_INET })).toBe(error);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('test_create_datagram_endpoint_sock: an existing socket is used', async () => {
    const sock = open_udp();
    const calls = await make({ sock }, (used) => expect(used).toBe(sock));
    expect(calls).toEqual(['made', 'lost undefined']);
  });

  it('test_create_datagram_endpoint_sock_sockopts: an existing socket takes no other options', async () => {
    const sock = { type: socket.SOCK_DGRAM } as unknown as socket.socket;
    for (const [option, shown] of [
      [{ local_addr: LOCAL }, "local_addr=('127.0.0.1', 0)"],
      [{ remote_addr: LOCAL }, "remote_addr=('127.0.0.1', 0)"],
      [{ family: 1 }, 'family=1'],
      [{ proto: 1 }, 'proto=1'],
      [{ flags: 1 }, 'flags=1'],
      [{ reuse_port: true }, 'reuse_port=True'],
      [{ allow_broadcast: true }, 'allow_broadcast=True'],
    ] as const) {
      await expect_error(
        { ...option, sock },
        ValueError,
        `socket modifier keyword arguments can not be used when sock is specified. (${shown})`,
      );
    }
  });

  it('test_create_datagram_endpoint_sockopts: options are set when asked for', async () => {
    const option = (sock: socket.socket, name: number) => sock.getsockopt(socket.SOL_SOCKET, name);
    await make({ local_addr: LOCAL }, (sock) => {
      expect(option(sock, socket.SO_REUSEPORT)).toBe(0);
      expect(option(sock, socket.SO_BROADCAST)).toBe(0);
    });
    await make({ local_addr: LOCAL, allow_broadcast: true }, (sock) => {
      expect(option(sock, socket.SO_BROADCAST)).toBe(1);
    });
  });

  it('test_create_datagram_endpoint_reuse_address_error: reuse_address=True is refused', async () => {
    await expect_error(
      { local_addr: LOCAL, reuse_address: true },
      ValueError,
      'Passing `reuse_address=True` is no longer supported',
    );
  });

  it('test_create_datagram_endpoint_reuse_address_warning: reuse_address=False is deprecated', async () => {
    warnings.simplefilter('always');
    const shown = vi.spyOn(warnings.showwarning, 'write').mockImplementation(() => {});
    onTestFinished(() => {
      warnings.simplefilter(undefined);
      shown.mockRestore();
    });
    expect(await make({ local_addr: LOCAL, reuse_address: false })).toEqual([
      'made',
      'lost undefined',
    ]);
    expect(shown).toHaveBeenCalledWith(
      'The *reuse_address* parameter has been deprecated as of 3.6.10 and is scheduled for ' +
        'removal in 3.11.',
      warnings_category(shown),
    );
  });

  it('test_create_datagram_endpoint_nosoreuseport: reuse_port is refused, which Node has not', async () => {
    await expect_error({ local_addr: LOCAL, reuse_port: true }, NotImplementedError, 'reuse_port');
  });

  it('test_create_datagram_endpoint_ip_addr: a numeric address is not looked up', async () => {
    loop.getaddrinfo = () => expect.fail('looked up');
    await make({ local_addr: LOCAL }, (sock) => {
      expect(sock.getsockname()[0]).toBe('127.0.0.1');
    });
    const infos = _ensure_resolved(LOCAL, { type: socket.SOCK_DGRAM, loop });
    expect(infos.result()[0]?.slice(0, 3)).toEqual([2, 2, 17]);
  });
});

/** The category that was given; its name is what counts. */
function warnings_category(shown: { mock: { calls: unknown[][] } }): unknown {
  const category = shown.mock.calls[0]?.[1] as { name: string };
  expect(category.name).toBe('DeprecationWarning');
  return category;
}
