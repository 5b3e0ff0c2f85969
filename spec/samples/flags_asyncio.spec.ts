import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { download_many } from '../../samples/flags_asyncio';
import { loop, use_node_loop } from '../support/node_loop';

use_node_loop();

/** A server that has no flags. It answers when three wait, or when all have asked; its port, and how many ever waited. */
async function hesitant_server(questions: number) {
  const seen = { port: 0, most_waiting: 0 };
  const waiting: ServerResponse[] = [];
  let asked = 0;
  const server = createServer((_, response) => {
    waiting.push(response);
    asked += 1;
    seen.most_waiting = Math.max(seen.most_waiting, waiting.length);
    // A fourth that nothing held back would come meanwhile.
    if (waiting.length >= 3 || asked === questions) setTimeout(answer, 10);
  });
  const answer = () => {
    const answered = asked === questions ? waiting.splice(0) : waiting.splice(0, 1);
    for (const response of answered) response.writeHead(404).end();
  };
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  seen.port = (server.address() as AddressInfo).port;
  return seen;
}

describe('the downloads of samples/flags_asyncio.ts', () => {
  it('ask the server for three flags at once and no more, and tell of each', async () => {
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...words) => {
      lines.push(words.join(' '));
    });
    onTestFinished(() => log.mockRestore());
    const server = await hesitant_server(8);
    await loop.run_until_complete(download_many(server.port, '/nowhere'));
    expect(server.most_waiting).toBe(3);
    expect(lines.slice(0, 2)).toEqual(['#.......', '##......']);
    expect(lines.at(-1)).toMatch(
      /^0 flags of 0 bytes, failed: no flag of \w\w(, no flag of \w\w){7}$/,
    );
  });
});
