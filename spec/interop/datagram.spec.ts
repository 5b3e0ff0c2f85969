/** Datagrams to and from CPython's own asyncio. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as asyncio from '../../lib/index';
import { Recorder } from '../support/datagrams';
import { loop, use_node_loop } from '../support/node_loop';
import {
  has_python36,
  python36_command,
  python36_env,
  without_python36,
} from '../support/python36';

use_node_loop();

const COMMON = `
import asyncio, sys
loop = asyncio.get_event_loop()
`;

/** Echoes what comes until it is told to stop. */
const ECHO = `${COMMON}
class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport
        print(transport.get_extra_info('sockname')[1], flush=True)
    def datagram_received(self, data, addr):
        self.transport.sendto(b'echo:' + data, addr)
        if data == b'stop':
            loop.stop()
loop.run_until_complete(loop.create_datagram_endpoint(Echo, local_addr=('127.0.0.1', 0)))
loop.run_forever()
`;

/** Sends three datagrams of different lengths, and prints what comes back. */
const CLIENT = `${COMMON}
class Client(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.sizes = []
        for size in (1, 1000, 60000):
            transport.sendto(b'x' * size)
    def datagram_received(self, data, addr):
        self.sizes.append(len(data))
        if len(self.sizes) == 3:
            print(sorted(self.sizes), addr[1], flush=True)
            loop.stop()
loop.run_until_complete(loop.create_datagram_endpoint(
    Client, remote_addr=('127.0.0.1', int(sys.argv[1]))))
loop.run_forever()
`;

/** A program of CPython, and its first line. */
function start(program: string, ...args: string[]) {
  const child = spawn(python36_command, ['-c', program, ...args], {
    env: { ...process.env, ...python36_env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill();
  });
  const line = once(createInterface(child.stdout), 'line').then(([text]) => String(text));
  return { line, exit: once(child, 'exit') };
}

describe.skipIf(!has_python36)(`datagrams and CPython 3.6${without_python36}`, () => {
  it('our client, its server', async () => {
    const { line, exit } = start(ECHO);
    const port = Number(await line);
    const main = asyncio.coroutine(function* main(): asyncio.Coroutine<string[]> {
      const [transport, protocol] = yield* loop.create_datagram_endpoint(() => new Recorder(loop), {
        remote_addr: ['127.0.0.1', port],
      });
      transport.sendto(Buffer.from('hello'));
      yield* protocol.until(2);
      transport.sendto(Buffer.from('stop'));
      yield* protocol.until(3);
      transport.close();
      yield* protocol.lost;
      return protocol.calls;
    });
    expect(await loop.run_until_complete(main())).toEqual([
      'made',
      'received echo:hello',
      'received echo:stop',
      'lost undefined',
    ]);
    expect(await exit).toEqual([0, null]);
  });

  it('its client, our server', async () => {
    const main = asyncio.coroutine(function* main(): asyncio.Coroutine<[string, number]> {
      const [transport, protocol] = yield* loop.create_datagram_endpoint(
        () => new Recorder(loop),
        ['127.0.0.1', 0],
      );
      protocol.on_datagram = (text) => {
        transport.sendto(Buffer.from(text), protocol.from.at(-1) as [string, number]);
      };
      const port = transport.get_extra_info('sockname')[1] as number;
      const { line } = start(CLIENT, String(port));
      const printed = loop.create_future<string>();
      void line.then((text) => loop.call_soon_threadsafe(() => printed.set_result(text)));
      const text = yield* printed;
      transport.close();
      return [text, port];
    });
    const [text, port] = await loop.run_until_complete(main());
    expect(text).toBe(`[1, 1000, 60000] ${port}`);
  });
});
