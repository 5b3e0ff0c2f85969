import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as asyncio from '../../lib';
import type { Index } from '../../samples/charfinder';
import { handle_queries } from '../../samples/tcp_charfinder';
import { port_of } from '../conformance/network';
import { loop, use_node_loop } from '../support/node_loop';

use_node_loop();

const INDEX: Index = new Map([
  ['CAT', new Set([0x1f408])],
  ['LETTER', new Set(Array.from({ length: 20_000 }, () => 0x41).map((code, i) => code + i))],
]);

let log: string[];

beforeEach(() => {
  log = [];
  vi.spyOn(console, 'log').mockImplementation((...words) => log.push(words.join(' ')));
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Serve one client, until the server has closed the connection; what the server said to it. */
async function serve(client: (socket: Socket) => void): Promise<string> {
  const handled = loop.create_future<void>();
  const serve_one = asyncio.coroutine(function* (...streams: asyncio.Streams) {
    yield* handle_queries(INDEX, ...streams);
    handled.set_result();
  });
  const starting = asyncio.start_server(serve_one, '127.0.0.1', 0);
  const server = await loop.run_until_complete(starting);
  let text = '';
  const socket = connect(port_of(server), '127.0.0.1').setEncoding('utf8');
  socket.on('data', (data) => {
    text += data;
  });
  socket.on('error', () => {});
  client(socket);
  const closed = once(socket, 'close');
  await loop.run_until_complete(handled);
  server.close();
  await loop.run_until_complete(server.wait_closed());
  await closed;
  return text;
}

describe('a connection of samples/tcp_charfinder.ts', () => {
  it('has a prompt, and an answer for each line', async () => {
    expect(await serve((socket) => socket.write('cat\r\ndog\nCAT cat \n\n'))).toBe(
      '?> U+1F408 🐈 CAT\r\n1 found\r\n?> 0 found\r\n?> U+1F408 🐈 CAT\r\n1 found\r\n?> ',
    );
    expect(log).toEqual(['asked for cat', 'asked for dog', 'asked for CAT cat']);
  });

  it.each([
    ['an empty line', '\r\n'],
    ['Ctrl-C of nc or telnet', Buffer.from('\xff\xf4\xff\xfd\x06\r\n', 'latin1')],
    ['an escape sequence', 'cat\x1b[2J\r\n'],
  ])('ends at %s', async (_, line) => {
    expect(await serve((socket) => socket.write(line))).toBe('?> ');
    expect(log).toEqual([]);
  });

  it('ends when the client has no more to say', async () => {
    expect(await serve((socket) => socket.end('cat'))).toBe('?> U+1F408 🐈 CAT\r\n1 found\r\n?> ');
  });

  it('ends at a line without end', async () => {
    await serve((socket) => socket.write('x'.repeat(200_000)));
    expect(log).toEqual(['a line was too long']);
  });

  it('waits for a client that reads slowly, and survives that it goes', async () => {
    await serve((socket) => {
      socket.pause();
      socket.write('letter\n'.repeat(100));
      socket.once('ready', () => setTimeout(() => socket.resetAndDestroy(), 50));
    });
    expect(log.at(-1)).toBe('a client was lost');
    expect(log.length).toBeLessThan(100);
  });
});
