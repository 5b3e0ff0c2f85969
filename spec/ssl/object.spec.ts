import { once } from 'node:events';
import { connect, createServer, type SecureVersion, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as ssl from '../../lib/ssl';
import { SSLObject } from '../../lib/ssl_object';
import { client_context, pem_text } from '../support/certificates';

interface Settings {
  readonly ciphers?: string;
  readonly version?: SecureVersion;
  readonly session?: Buffer | undefined;
  readonly protocols?: string[];
}

/** A server of Node that speaks TLS. */
async function listening({ ciphers, version = 'TLSv1.2', protocols }: Settings) {
  const pem = pem_text('localhost.pem');
  const server = createServer({
    key: pem,
    cert: pem,
    maxVersion: version,
    ...(ciphers && { ciphers }),
    ...(protocols && { ALPNProtocols: protocols }),
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return server;
}

/** A client of Node, after its handshake. */
async function connected(
  server: { address(): unknown },
  { session, protocols }: Settings = {},
): Promise<TLSSocket> {
  const client = connect({
    host: '127.0.0.1',
    port: (server.address() as { port: number }).port,
    ca: pem_text('ca.pem'),
    servername: 'localhost',
    ...(session && { session }),
    ...(protocols && { ALPNProtocols: protocols }),
  });
  onTestFinished(() => {
    client.destroy();
  });
  await once(client, 'secureConnect');
  return client;
}

/** What is known of a client's connection. */
const known = (client: TLSSocket, context = client_context()) =>
  new SSLObject(client, context, false, 'localhost');

describe('what is known of a TLS connection', () => {
  it.each([
    ['ECDHE-ECDSA-AES128-GCM-SHA256', 128],
    ['ECDHE-ECDSA-AES256-GCM-SHA384', 256],
    ['ECDHE-ECDSA-CHACHA20-POLY1305', 256],
  ])('is its cipher, with the bits of its secret: %s', async (ciphers, bits) => {
    const object = known(await connected(await listening({ ciphers })));
    expect([object.version(), object.cipher()]).toEqual(['TLSv1.2', [ciphers, 'TLSv1.2', bits]]);
  });

  it('is whether an earlier session was taken up', async () => {
    const server = await listening({});
    const first = await connected(server);
    const second = await connected(server, { session: first.getSession() });
    expect([first, second].map((client) => known(client).session_reused)).toEqual([false, true]);
  });

  it('is the protocol inside of it', async () => {
    const server = await listening({ protocols: ['h2'] });
    const with_one = known(await connected(server, { protocols: ['x', 'h2'] }));
    const without = known(await connected(server));
    expect(with_one.selected_alpn_protocol()).toBe('h2');
    expect(without.selected_alpn_protocol()).toBeUndefined();
    expect([with_one.compression(), with_one.selected_npn_protocol()]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is the certificate of the other side, if it was checked', async () => {
    const client = await connected(await listening({}));
    const checked = known(client);
    expect(checked.getpeercert()?.subject?.at(-1)).toEqual([['commonName', 'localhost']]);
    expect(Buffer.from(checked.getpeercert(true) ?? [])).toEqual(client.getPeerCertificate().raw);
    expect(known(client, new ssl.SSLContext()).getpeercert()).toEqual({});
  });

  it('is still known when the connection is gone', async () => {
    const client = await connected(await listening({}));
    const object = known(client);
    const before = [object.version(), object.cipher(), object.getpeercert()];
    client.destroy();
    await once(client, 'close');
    expect([object.version(), object.cipher(), object.getpeercert()]).toEqual(before);
  });
});
