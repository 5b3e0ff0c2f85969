/** Starting the other end of the echo benchmarks from Node. */

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a client measured. */
export interface Trips {
  /** For all round trips together. */
  readonly seconds: number;
  /** Of a single round trip. */
  readonly p99: number;
  readonly count: number;
}

export interface EchoClient {
  round_trips(count: number): Promise<Trips>;
}

/** A client in a process of its own, which ends with this one. */
export function start_client(port: number, connections: number): EchoClient {
  const program = join(__dirname, 'echo_client.js');
  const client = spawn(process.execPath, [program, String(port), String(connections)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: client.stdout });
  return {
    round_trips: (count) =>
      new Promise((resolve, reject) => {
        const lost = () => reject(new Error('the client has ended'));
        client.once('close', lost);
        lines.once('line', (line) => {
          client.off('close', lost);
          resolve(JSON.parse(line));
        });
        client.stdin.write(`${count}\n`);
      }),
  };
}

/** The least that echoes: a bare server of Node. Its port. */
export function start_bare_server(): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', (data) => socket.write(data));
    // The client's process may end first.
    socket.on('error', () => socket.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      resolve(address.port);
    });
  });
}
