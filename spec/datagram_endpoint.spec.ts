import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NotImplementedError, OSError, RuntimeError } from '../lib/errors';
import type { AddressInfo } from '../lib/getaddrinfo';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import * as socket from '../lib/socket';
import { Recorder } from './support/datagrams';
import { loop, node_turns, use_node_loop } from './support/node_loop';
import { record_log } from './support/records';
import { open_descriptors, open_udp } from './support/sockets';

use_node_loop();

type Arguments =
  Parameters<typeof loop.create_datagram_endpoint> extends [unknown, ...infer A] ? A : never;

/** Make an endpoint, and close it. */
async function make(...args: Arguments): Promise<Recorder> {
  const main = asyncio.coroutine(function* main(): asyncio.Coroutine<Recorder> {
    const factory = () => new Recorder(loop);
    const [transport, protocol] = yield* loop.create_datagram_endpoint(factory, ...args);
    transport.close();
    yield* protocol.lost;
    return protocol;
  });
  return await loop.run_until_complete(main());
}

describe('create_datagram_endpoint', () => {
  it('takes addresses by place and by name, and names that are looked up', async () => {
    for (const args of [
      [['127.0.0.1', 0]],
      [undefined, ['127.0.0.1', 9]],
      [['127.0.0.1', 0], { remote_addr: ['127.0.0.1', 9] }],
      [{ local_addr: ['localhost', 0], family: socket.AF_INET }],
      [{ local_addr: ['::1', 0] }],
      [{ family: socket.AF_INET6 }],
    ] as unknown as Arguments[]) {
      expect((await make(...args)).calls).toEqual(['made', 'lost undefined']);
    }
  });

  it('refuses keywords that it does not have', async () => {
    await expect(make({ port: 1 } as never)).rejects.toThrow(
      new TypeError("create_datagram_endpoint() got an unexpected keyword argument 'port'"),
    );
  });

  it('raises the error of an address that is in use, and leaves no descriptor', async () => {
    const taken = open_udp().getsockname() as [string, number];
    const before = open_descriptors();
    const error = await make(taken).catch((raised) => raised);
    expect(repr(error)).toBe("OSError(98, 'Address already in use')");
    expect(error).toBeInstanceOf(OSError);
    await node_turns();
    expect(open_descriptors()).toBe(before);
  });

  describe('when there are several addresses', () => {
    const { AF_INET, AF_INET6, SOCK_DGRAM } = socket;

    /** Have the loop find the address of a socket, and one of IPv6 that this machine does not have. */
    function look_up(): void {
      const taken = open_udp().getsockname() as [string, number];
      loop.getaddrinfo = () => {
        const found = loop.create_future<AddressInfo[]>();
        found.set_result([
          [AF_INET, SOCK_DGRAM, 17, '', taken],
          [AF_INET6, SOCK_DGRAM, 17, '', ['2001:db8::1', 0, 0, 0]],
        ]);
        return found;
      };
    }

    it('raises the error of the first when none can be had', async () => {
      look_up();
      const error = await make(['a name', 1]).catch((raised) => raised);
      expect(repr(error)).toBe("OSError(98, 'Address already in use')");
    });

    it('raises at once what is no OSError', async () => {
      look_up();
      const bound: unknown[] = [];
      const bind = vi.spyOn(socket.socket.prototype, 'bind').mockImplementation((address) => {
        bound.push(address);
        throw new RuntimeError('no');
      });
      onTestFinished(() => bind.mockRestore());
      await expect(make(['a name', 1])).rejects.toThrow(new RuntimeError('no'));
      expect(bound).toHaveLength(1);
    });
  });

  it('has no Unix datagrams', async () => {
    await expect(make({ family: socket.AF_UNIX })).rejects.toThrow(
      new NotImplementedError('Node has no Unix datagram sockets'),
    );
  });

  it('that is cancelled closes its transport', async () => {
    const protocol = new Recorder(loop);
    const main = asyncio.coroutine(function* main(): asyncio.Coroutine<void> {
      const making = loop.create_datagram_endpoint(() => protocol, ['127.0.0.1', 0]);
      const task = loop.create_task(making);
      yield;
      task.cancel();
      yield* asyncio.wait([task]);
      expect(task.cancelled()).toBe(true);
      yield* protocol.lost;
    });
    await loop.run_until_complete(main());
    expect(protocol.calls).toEqual(['made', 'lost undefined']);
  });

  it('logs what it has made, in debug mode', async () => {
    const log = record_log();
    loop.set_debug(true);
    await make(['127.0.0.1', 0]);
    expect(log.lines).toContainEqual(
      expect.stringMatching(
        /^INFO Datagram endpoint local_addr=\('127\.0\.0\.1', 0\) remote_addr=None created: \(<_SelectorDatagramTransport fd=/,
      ),
    );
  });
});
