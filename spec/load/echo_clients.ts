/** The clients of many_connections.ts: `echo_clients.ts PORT COUNT`. All connect before the first says something. */

import net from 'node:net';

const [port = 0, count = 0] = process.argv.slice(2).map(Number);

/** So many connect at the same time: a server's backlog is short. */
const AT_ONCE = 100;
const ROUNDS = 2;

function connect(): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: '127.0.0.1', port }, () => resolve(socket));
    socket.setEncoding('utf8').once('error', reject);
  });
}

/** Whether a line comes back as it was sent. */
function comes_back(socket: net.Socket, line: string): Promise<boolean> {
  return new Promise((resolve) => {
    let heard = '';
    const listen = (text: string) => {
      heard += text;
      if (!heard.endsWith('\n')) return;
      socket.off('data', listen);
      resolve(heard === line);
    };
    socket.on('data', listen);
    socket.write(line);
  });
}

async function main(): Promise<void> {
  const sockets: net.Socket[] = [];
  while (sockets.length < count) {
    const size = Math.min(AT_ONCE, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: size }, connect))));
  }
  const answered = new Set(sockets);
  for (let round = 0; round < ROUNDS; round++) {
    const results = sockets.map(async (socket, i) => {
      if (!(await comes_back(socket, `line ${round} of client ${i}\n`))) answered.delete(socket);
    });
    await Promise.all(results);
  }
  for (const socket of sockets) socket.end();
  process.send?.(answered.size, () => process.disconnect());
}

void main();
