import { once } from 'node:events';
import { connect as node_connect, type Socket } from 'node:net';
import { connect as tls_connect } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConnectionResetError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import * as ssl from '../../lib/ssl';
import { port_of } from '../conformance/network';
import {
  careless_context,
  client_context,
  pem_text,
  server_context,
} from '../support/certificates';
import { failure, loop, node_turns, run, use_node_loop } from '../support/node_loop';
import { peer_server } from '../support/peers';
import { record_log } from '../support/records';
import { open_descriptors } from '../support/sockets';

use_node_loop();

const open = (port: number, ssl_context = client_context()) =>
  asyncio.open_connection('127.0.0.1', port, { ssl: ssl_context, server_hostname: 'localhost' });

/** A client of Node, and the socket below its TLS. */
async function tls_client(port: number) {
  const below = node_connect({ host: '127.0.0.1', port });
  await once(below, 'connect');
  const client = tls_connect({ socket: below, ca: pem_text('ca.pem'), servername: 'localhost' });
  for (const socket of [below, client]) socket.on('error', () => {});
  onTestFinished(() => {
    below.destroy();
  });
  return { below, client };
}

/** The first bytes of a server's answer: a record that is longer than what comes. */
const HALF_A_RECORD = Buffer.from('16030300ff0200', 'hex');

describe('a client of TLS', () => {
  it.each<[string, (socket: Socket) => void, new (...args: never) => Error]>([
    ['that hangs up', (socket) => socket.end(), ConnectionResetError],
    ['that resets', (socket) => socket.resetAndDestroy(), ConnectionResetError],
    ['that does not speak TLS', (socket) => socket.write('garbage\n'.repeat(10)), ssl.SSLError],
    [
      'that hangs up in the middle of a record',
      (socket) => socket.once('data', () => socket.end(HALF_A_RECORD)),
      ConnectionResetError,
    ],
    [
      'that resets when it has seen us',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
      ConnectionResetError,
    ],
  ])('hears of a server %s, and leaves nothing open', async (_, act, cls) => {
    record_log();
    const { port } = await peer_server((socket) => {
      act(socket);
      socket.resume();
    });
    expect(await failure(open(port))).toBeInstanceOf(cls);
    await node_turns(20);
    const before = open_descriptors();
    for (let i = 0; i < 3; i++) expect(await failure(open(port))).toBeInstanceOf(cls);
    await node_turns(20);
    // The server's own ends may be on their way out.
    expect(open_descriptors()).toBeLessThanOrEqual(before + 3);
  });

  it('may be cancelled while a server says nothing', async () => {
    const { port } = await peer_server((socket) => socket.resume());
    const task = loop.create_task(open(port));
    const before = open_descriptors();
    for (let i = 0; i < 20; i++) await run(asyncio.sleep(0.001));
    task.cancel();
    await expect(run(task)).rejects.toBeInstanceOf(asyncio.CancelledError);
    await run(asyncio.sleep(0));
    await node_turns(20);
    // The server's own end.
    expect(open_descriptors()).toBeLessThanOrEqual(before + 1);
  });

  it.each([
    ['expired', 'expired.pem', ssl.SSLError, 'certificate verify failed: certificate has expired'],
    ['for another host', 'wrong_host.pem', ssl.CertificateError, "doesn't match"],
    ['of nobody known', 'self_signed.pem', ssl.SSLError, 'certificate verify failed: '],
  ])('refuses a certificate that is %s, and the server goes on', async (_, pem, cls, words) => {
    record_log();
    const served: string[] = [];
    const serve = ([, writer]: asyncio.Streams) => {
      served.push('one');
      writer.close();
    };
    const options = { ssl: server_context(pem) };
    const server = await run(
      asyncio.start_server((...streams) => serve(streams), '127.0.0.1', 0, options),
    );
    const error = await failure(open(port_of(server)));
    expect(error).toBeInstanceOf(cls);
    expect(error.message).toContain(words);
    const [reader, writer] = await run(open(port_of(server), careless_context()));
    expect(await run(reader.read())).toHaveLength(0);
    expect(served).toContain('one');
    writer.close();
    server.close();
  });
});

describe('a server of TLS', () => {
  /** A server, and the streams of the clients that have shaken hands. */
  async function started(): Promise<[number, asyncio.Streams[]]> {
    record_log();
    const clients: asyncio.Streams[] = [];
    const options = { ssl: server_context() };
    const server = await run(
      asyncio.start_server((...streams) => clients.push(streams), '127.0.0.1', 0, options),
    );
    onTestFinished(() => server.close());
    return [port_of(server), clients];
  }

  it.each<[string, (socket: Socket) => void]>([
    ['hangs up', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['does not speak TLS', (socket) => socket.write('GET / HTTP/1.0\r\n\r\n')],
    ['hangs up in the middle of a record', (socket) => socket.end(HALF_A_RECORD)],
  ])('does not hear of a client that %s, and serves the next', async (_, act) => {
    const [port, clients] = await started();
    const socket = node_connect({ host: '127.0.0.1', port }).on('error', () => {});
    await once(socket, 'connect');
    act(socket);
    socket.resume();
    const closed = once(socket, 'close');
    const [, writer] = await run(open(port));
    while (clients.length === 0) await run(asyncio.sleep(0.001));
    expect(clients).toHaveLength(1);
    writer.close();
    while (!socket.destroyed) await run(asyncio.sleep(0.001));
    expect(await closed).toBeDefined();
  });

  it('whose client cuts the connection without a farewell reads what came, then the end', async () => {
    const [port, clients] = await started();
    const { below, client } = await tls_client(port);
    while (clients.length === 0) await run(asyncio.sleep(0.001));
    const [[reader]] = clients as [asyncio.Streams];
    client.write('half a ');
    expect(String(await run(reader.readexactly(7)))).toBe('half a ');
    below.end();
    expect(await run(reader.read())).toHaveLength(0);
  });

  it('whose client resets raises from what waits: read() and drain()', async () => {
    const [port, clients] = await started();
    const { below, client } = await tls_client(port);
    client.pause();
    while (clients.length === 0) await run(asyncio.sleep(0.001));
    const [[reader, writer]] = clients as [asyncio.Streams];
    writer.write(Buffer.alloc(32 << 20));
    const waiting = asyncio.gather(reader.read(10), writer.drain(), { return_exceptions: true });
    await run(asyncio.sleep(0));
    below.resetAndDestroy();
    const errors = (await run(waiting)) as unknown as Error[];
    for (const error of errors) {
      expect(['ConnectionResetError', 'BrokenPipeError']).toContain(error.constructor.name);
    }
  });
});
