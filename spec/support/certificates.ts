/** The certificates of `spec/tls`, and contexts made of them. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as ssl from '../../lib/ssl';

/** The path of a file there. */
export function pem_path(name: string): string {
  return resolve(__dirname, '../tls', name);
}

/** The text of a file there. */
export function pem_text(name: string): string {
  return readFileSync(pem_path(name), 'latin1');
}

/** A server's context that shows the certificate of this file. */
export function server_context(name = 'localhost.pem'): ssl.SSLContext {
  const context = new ssl.SSLContext();
  context.load_cert_chain(pem_path(name));
  return context;
}

/** A client's context that trusts the authority of the specs, and checks everything. */
export function client_context(): ssl.SSLContext {
  return ssl.create_default_context({ cafile: pem_path('ca.pem') });
}

/** A client's context that checks nothing. */
export function careless_context(): ssl.SSLContext {
  return new ssl.SSLContext();
}
