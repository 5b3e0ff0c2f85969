import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BrokenPipeError,
  CancelledError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileNotFoundError,
  type OSError,
} from '../../lib/errors';
import { gaierror } from '../../lib/gaierror';
import * as asyncio from '../../lib/index';
import { Protocol } from '../../lib/protocols';
import { port_of } from '../conformance/network';
import { Recorder } from '../support/connected';
import { failure, loop, node_turns, run, use_node_loop } from '../support/node_loop';
import { peer_server } from '../support/peers';
import { new_path, open_descriptors } from '../support/sockets';

use_node_loop();

const MIB = 1024 * 1024;
const recorder = () => new Recorder();

describe('connecting', () => {
  it('to a port at which nobody listens', async () => {
    const { server, port } = await peer_server();
    server.close();
    await once(server, 'close');
    const error = await failure(loop.create_connection(recorder, '127.0.0.1', port));
    expect(error).toBeInstanceOf(ConnectionRefusedError);
    expect(error.message).toBe(`[Errno 111] Connect call failed ('127.0.0.1', ${port})`);
  });

  it('to a name that does not exist', async () => {
    const error = await failure(loop.create_connection(recorder, 'no-such-host.invalid', 1));
    expect(error).toBeInstanceOf(gaierror);
  });

  it('to a Unix socket that does not exist, and to a file that is none', async () => {
    const path = new_path();
    const missing = await failure(loop.create_unix_connection(recorder, path));
    expect(missing).toBeInstanceOf(FileNotFoundError);
    expect(missing.message).toBe('[Errno 2] No such file or directory');
    writeFileSync(path, '');
    const refused = await failure(loop.create_unix_connection(recorder, path));
    expect(refused).toBeInstanceOf(ConnectionRefusedError);
    expect(refused.message).toBe('[Errno 111] Connection refused');
  });

  it('may be cancelled', async () => {
    const { port } = await peer_server();
    const task = loop.create_task(loop.create_connection(recorder, '127.0.0.1', port));
    loop.call_soon(() => task.cancel());
    await expect(run(task)).rejects.toBeInstanceOf(CancelledError);
  });

  it('to a peer that resets at once', async () => {
    const { port } = await peer_server((socket) => socket.resetAndDestroy());
    // The system tells of it when asked how connecting went, or at the first read.
    const exc = await run(loop.create_connection(recorder, '127.0.0.1', port)).then(
      ([, protocol]) => run(protocol.lost),
      (error) => error,
    );
    expect(exc).toBeInstanceOf(ConnectionResetError);
  });
});

describe('a peer that resets', () => {
  it('while we read', async () => {
    const { port } = await peer_server((socket) => {
      socket.on('data', (data) => {
        if (String(data) === 'first') socket.write('x');
        else socket.resetAndDestroy();
      });
    });
    const [transport, protocol] = await run(loop.create_connection(recorder, '127.0.0.1', port));
    protocol.on_data = () => transport.write(Buffer.from('now'));
    transport.write(Buffer.from('first'));
    expect(await run(protocol.lost)).toBeInstanceOf(ConnectionResetError);
    expect(protocol.trace).toEqual(['made', 'data', 'lost']);
  });

  it.each(['writes', 'waits for its buffer to drain', 'is closing'])(
    'while the program %s',
    async (what) => {
      const { port } = await peer_server((socket) => {
        socket.once('data', () => socket.resetAndDestroy());
      });
      const [transport, protocol] = await run(loop.create_connection(recorder, '127.0.0.1', port));
      if (what === 'writes') {
        const write = () => {
          if (!transport.is_closing()) transport.write(Buffer.from('x'));
          if (!transport.is_closing()) loop.call_soon(write);
        };
        write();
      } else {
        transport.write(Buffer.alloc(32 * MIB));
        expect(protocol.trace).toEqual(['made', 'pause']);
        if (what === 'is closing') transport.close();
      }
      const exc = await run(protocol.lost);
      expect([ConnectionResetError, BrokenPipeError]).toContain((exc as OSError).constructor);
      expect(protocol.trace.filter((call) => call === 'lost')).toHaveLength(1);
      expect(transport.get_write_buffer_size()).toBe(0);
    },
  );

  it('while reading is paused and the program writes', async () => {
    const { port } = await peer_server((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    const [transport, protocol] = await run(loop.create_connection(recorder, '127.0.0.1', port));
    transport.pause_reading();
    transport.write(Buffer.alloc(32 * MIB));
    const exc = await run(protocol.lost);
    expect([ConnectionResetError, BrokenPipeError]).toContain((exc as OSError).constructor);
  });
});

describe('a loop that is stopped with open connections', () => {
  it('goes on with them in the next run', async () => {
    const { port } = await peer_server((socket) => socket.pipe(socket));
    const [transport, protocol] = await run(loop.create_connection(recorder, '127.0.0.1', port));
    for (const text of ['one', 'two', 'three']) {
      const back = loop.create_future<void>();
      protocol.on_data = () => back.set_result();
      transport.write(Buffer.from(text));
      await run(back);
      await node_turns(5);
    }
    transport.close();
    await run(protocol.lost);
    expect(String(protocol.received)).toBe('onetwothree');
  });
});

describe('no descriptor is left', () => {
  it('after connections that end in every way', async () => {
    class Echo extends Protocol {
      transport: asyncio.Transport | undefined;
      override connection_made(transport: unknown): void {
        this.transport = transport as asyncio.Transport;
      }
      override data_received(data: Uint8Array): void {
        this.transport?.write(data);
      }
    }
    const server = await run(loop.create_server(() => new Echo(), '127.0.0.1', 0));
    const port = port_of(server);
    const ends: ((transport: asyncio.Transport) => void)[] = [
      (transport) => transport.close(),
      (transport) => transport.abort(),
      (transport) => transport.write_eof(),
    ];
    const round = async () => {
      for (const end of ends) {
        const [transport, protocol] = await run(
          loop.create_connection(recorder, '127.0.0.1', port),
        );
        protocol.on_data = () => end(transport);
        transport.write(Buffer.from('x'));
        await run(protocol.lost);
      }
      await failure(loop.create_connection(recorder, '127.0.0.1', 1));
      await run(asyncio.sleep(0));
    };
    await round();
    await node_turns(20);
    const before = open_descriptors();
    for (let i = 0; i < 20; i++) await round();
    await node_turns(20);
    // A connection or two may be on their way out.
    expect(open_descriptors()).toBeLessThanOrEqual(before + 2);
    server.close();
  });
});
