/** The two ends of a TLS connection on the loopback, with transports of ours. */

import type { Socket } from 'node:net';
import type { Future } from '../../lib/futures';
import type { Protocol } from '../../lib/protocols';
import type { SSLContext } from '../../lib/ssl';
import { SSLProtocol, type SSLProtocolOptions } from '../../lib/sslproto';
import { _StreamTransport } from '../../lib/stream_transport';
import { client_context, server_context } from './certificates';
import { Recorder, socket_pair } from './connected';
import { loop } from './node_loop';

/** One end: the program's protocol, what TLS does for it, and who waits for the handshake. */
export class TlsEnd {
  readonly protocol = new Recorder();
  readonly waiter: Future<void> = loop.create_future<void>();
  readonly ssl: SSLProtocol;
  /** The transport of the records. */
  readonly records: _StreamTransport;

  constructor(socket: Socket, context: SSLContext | undefined, options: SSLProtocolOptions) {
    const program = this.protocol as unknown as Protocol;
    this.ssl = new SSLProtocol(loop, program, context, this.waiter, options);
    this.records = new _StreamTransport(loop, socket, this.ssl);
    this.records._start();
  }

  /** The transport that the program sees. */
  get transport() {
    return this.ssl._app_transport;
  }
}

export interface TlsSettings {
  readonly client?: SSLContext;
  readonly server?: SSLContext;
  readonly server_hostname?: string | undefined;
}

/** A client and a server whose handshake has begun. */
export async function tls_pair(settings: TlsSettings = {}) {
  const { ours, peer } = await socket_pair();
  const { client = client_context(), server = server_context() } = settings;
  const server_hostname = 'server_hostname' in settings ? settings.server_hostname : 'localhost';
  return {
    client: new TlsEnd(ours, client, { server_hostname }),
    server: new TlsEnd(peer, server, { server_side: true }),
  };
}

/** The same, when both sides have ended the handshake. */
export async function tls_connected(settings: TlsSettings = {}) {
  const pair = await tls_pair(settings);
  await loop.run_until_complete(pair.client.waiter);
  await loop.run_until_complete(pair.server.waiter);
  return pair;
}

/** One end with TLS; the other end without. */
export async function tls_against_plain(options: SSLProtocolOptions, context?: SSLContext) {
  const { ours, peer } = await socket_pair();
  const usual = options.server_side ? server_context() : client_context();
  return { end: new TlsEnd(ours, context ?? usual, options), peer };
}

/** What a future ends with: the error, or undefined. */
export function error_of(future: Future<unknown>): Promise<unknown> {
  return loop.run_until_complete(future).then(
    () => undefined,
    (error) => error,
  );
}
