/** A service on this machine that has the flags of some countries: what flags_executor.ts and flags_asyncio.ts download. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const SIZES = new Map([
  ['BR', 120],
  ['CN', 80],
  ['ID', 60],
  ['IN', 100],
  ['NG', 90],
  ['PK', 110],
  ['US', 150],
]);

export interface FlagServer {
  readonly port: number;
  stop(): void;
}

/** Serve on a port that is free, to this machine alone. */
export async function serve(): Promise<FlagServer> {
  const server = createServer((request, response) => {
    const [, cc = ''] = /^\/flags\/(\w+)\.gif$/.exec(request.url ?? '') ?? [];
    const size = SIZES.get(cc);
    response.writeHead(size === undefined ? 404 : 200);
    response.end(size === undefined ? '' : 'GIF89a'.padEnd(size, '.'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
