/** A web server of `node:http`, on this machine alone. It has events; pages are made by coroutines of the loop. */

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as asyncio from '../../lib';

/** A coroutine that makes a page, for what was asked in the form's field `query`. */
export type Page = (query: string) => asyncio.Coroutine<string>;

export interface WebServer {
  readonly port: number;
  stop(): void;
}

/** Serve what `page(query)` returns, a coroutine of the current loop. */
export async function serve(port: number, page: Page): Promise<WebServer> {
  const loop = asyncio.get_event_loop();
  const server = createServer((request, response) => {
    const [path = '', search] = (request.url ?? '').split('?', 2);
    if (path !== '/') {
      answer(response, 404, 'text/plain', 'There is only /.\n');
      return;
    }
    const asked = new URLSearchParams(search).get('query') ?? '';
    // Node's events come between two runs of the loop: to the loop they are as another thread.
    asyncio.run_coroutine_threadsafe(page(asked), loop).then(
      (text) => answer(response, 200, 'text/html', text),
      (error) => {
        console.error(error);
        response.destroy();
      },
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(response: ServerResponse, status: number, kind: string, text: string): void {
  response.writeHead(status, { 'Content-Type': `${kind}; charset=utf-8` });
  response.end(text);
}
