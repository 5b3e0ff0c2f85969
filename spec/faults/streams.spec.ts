import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BrokenPipeError, ConnectionRefusedError, ConnectionResetError } from '../../lib/errors';
import { gaierror } from '../../lib/gaierror';
import * as asyncio from '../../lib/index';
import { port_of } from '../conformance/network';
import { failure, loop, node_turns, run, use_node_loop } from '../support/node_loop';
import { closed_address, open_descriptors } from '../support/sockets';

use_node_loop();

const MIB = 1 << 20;

/** asyncio.Streams to a peer of plain Node, and the peer's end, which does not read yet. */
async function connected(): Promise<[...asyncio.Streams, Socket]> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const accepted = once(server, 'connection');
  const streams = await run(asyncio.open_connection('127.0.0.1', port));
  const [peer] = (await accepted) as [Socket];
  peer.on('error', () => {});
  server.close();
  onTestFinished(() => {
    peer.destroy();
  });
  return [...streams, peer];
}

/** What each of these does to a reader that waits. */
const READS: [string, (reader: asyncio.StreamReader) => asyncio.Awaitable<unknown>][] = [
  ['read', (reader) => reader.read(10)],
  ['read to the end', (reader) => reader.read()],
  ['readline', (reader) => reader.readline()],
  ['readexactly', (reader) => reader.readexactly(10)],
  ['readuntil', (reader) => reader.readuntil(Buffer.from('\n'))],
];

describe('a reader that waits', () => {
  it.each(READS)('raises ConnectionResetError when the peer resets: %s', async (_, read) => {
    const [reader, writer, peer] = await connected();
    const task = asyncio.ensure_future(read(reader) as asyncio.Coroutine<unknown>);
    await run(asyncio.sleep(0));
    peer.resetAndDestroy();
    const error = await failure(task);
    expect(error).toBeInstanceOf(ConnectionResetError);
    expect(error.message).toBe('[Errno 104] Connection reset by peer');
    expect(await failure(read(reader))).toBe(error);
    expect(await failure(writer.drain())).toBe(error);
    writer.close();
  });

  it.each([
    ['read', 'abc'],
    ['read to the end', 'abc'],
    ['readline', 'abc'],
    ['readexactly', asyncio.IncompleteReadError],
    ['readuntil', asyncio.IncompleteReadError],
  ])('gets the rest at a half-close, and may answer: %s', async (name, expected) => {
    const [reader, writer, peer] = await connected();
    const read = READS.find(([known]) => known === name)?.[1] as (typeof READS)[number][1];
    const task = asyncio.ensure_future(read(reader) as asyncio.Coroutine<unknown>);
    peer.end('abc');
    if (typeof expected === 'string') {
      expect(String(await run(task))).toBe(expected);
    } else {
      const error = (await failure(task)) as asyncio.IncompleteReadError;
      expect(error).toBeInstanceOf(expected);
      expect(String(error.partial)).toBe('abc');
    }
    writer.write(Buffer.from('answer'));
    writer.write_eof();
    let answer = '';
    peer.on('data', (data) => {
      answer += data;
    });
    peer.resume();
    await Promise.all([once(peer, 'end'), run(asyncio.sleep(0))]);
    expect(answer).toBe('answer');
    writer.close();
  });

  it('is woken by close() of its own writer', async () => {
    const [reader, writer] = await connected();
    const task = loop.create_task(reader.read(10));
    await run(asyncio.sleep(0));
    writer.close();
    expect(await run(task)).toHaveLength(0);
  });
});

describe('a writer', () => {
  const BROKEN = [BrokenPipeError, ConnectionResetError];

  it('that drains raises when the peer resets', async () => {
    const [, writer, peer] = await connected();
    writer.write(Buffer.alloc(32 * MIB));
    const task = loop.create_task(writer.drain());
    await run(asyncio.sleep(0));
    expect(task.done()).toBe(false);
    peer.resetAndDestroy();
    expect(BROKEN).toContain((await failure(task)).constructor);
    expect(BROKEN).toContain((await failure(writer.drain())).constructor);
    writer.close();
  });

  it('that drains raises when its own transport is aborted', async () => {
    const [, writer] = await connected();
    writer.write(Buffer.alloc(32 * MIB));
    const task = loop.create_task(writer.drain());
    await run(asyncio.sleep(0));
    writer.transport.abort();
    // Nobody has failed: it was asked for.
    expect(await run(task)).toBeUndefined();
    const error = await failure(writer.drain());
    expect([error.constructor, error.message]).toEqual([ConnectionResetError, 'Connection lost']);
  });

  it('whose peer has closed goes on until that resets, then drain() raises', async () => {
    const [, writer, peer] = await connected();
    peer.destroy();
    const writing = asyncio.coroutine(function* writing() {
      for (;;) {
        writer.write(Buffer.alloc(1000));
        yield* writer.drain();
        yield* asyncio.sleep(0);
      }
    });
    expect(BROKEN).toContain((await failure(writing())).constructor);
    writer.close();
  });

  it('that is closed with a full buffer loses it when the peer resets, and nothing hangs', async () => {
    const [reader, writer, peer] = await connected();
    writer.write(Buffer.alloc(32 * MIB));
    writer.close();
    peer.resetAndDestroy();
    expect(BROKEN).toContain((await failure(reader.read())).constructor);
    expect(writer.transport.get_write_buffer_size()).toBe(0);
  });
});

describe('no connection', () => {
  it.each([
    ['refused', ConnectionRefusedError, async () => closed_address() as [string, number]],
    ['no such name', gaierror, async () => ['no-such-host.invalid', 1] as [string, number]],
  ])('is an error for who asked, and leaves nothing: %s', async (_, cls, address) => {
    const [host, port] = await address();
    await failure(asyncio.open_connection(host, port));
    await node_turns(10);
    const before = open_descriptors();
    for (let i = 0; i < 5; i++) {
      expect(await failure(asyncio.open_connection(host, port))).toBeInstanceOf(cls);
    }
    await node_turns(10);
    expect(open_descriptors()).toBe(before);
  });
});

describe('a server', () => {
  it('whose clients reset in each state goes on, and leaves no descriptor', async () => {
    const ends: unknown[] = [];
    const serve = asyncio.coroutine(function* serve(...[reader, writer]: asyncio.Streams) {
      try {
        const order = String(yield* reader.readline());
        if (order === 'send\n') {
          for (;;) {
            writer.write(Buffer.alloc(MIB));
            yield* writer.drain();
          }
        }
        ends.push(yield* reader.read());
      } catch (error) {
        ends.push((error as Error).constructor);
      } finally {
        writer.close();
      }
    });
    const server = await run(asyncio.start_server(serve, '127.0.0.1', 0));
    const port = port_of(server);
    /** A client that says this, is reset, and has made the server end. */
    const round = async (order: string) => {
      const [, writer] = await run(asyncio.open_connection('127.0.0.1', port));
      writer.write(Buffer.from(order));
      for (let i = 0; i < 5; i++) await run(asyncio.sleep(0.001));
      const sock = writer.transport as unknown as { _stream: Socket };
      sock._stream.resetAndDestroy();
      const count = ends.length;
      while (ends.length === count) await run(asyncio.sleep(0.001));
    };
    for (const order of ['', 'half a line', 'read\n', 'send\n']) await round(order);
    await node_turns(10);
    const before = open_descriptors();
    for (const order of ['', 'half a line', 'read\n', 'send\n']) await round(order);
    expect(new Set(ends.filter((end) => typeof end === 'function'))).toEqual(
      new Set([ConnectionResetError]),
    );
    await node_turns(10);
    expect(open_descriptors()).toBeLessThanOrEqual(before);
    server.close();
    await run(server.wait_closed());
  });
});
