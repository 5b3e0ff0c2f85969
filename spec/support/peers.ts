/** Peers of plain Node, on the other side of connections. */

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that does this to each connection, and its port. Errors are not heard; all is closed when the spec ends. */
export async function peer_server(
  on_connection: (socket: Socket) => void = () => {},
): Promise<{ server: Server; port: number }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    onTestFinished(() => {
      socket.destroy();
    });
    on_connection(socket);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return { server, port: (server.address() as { port: number }).port };
}
