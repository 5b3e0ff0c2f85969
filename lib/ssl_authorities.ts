/** The certificates that an SSLContext trusts. (CPython: the store of `SSL_CTX`.) */

import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { der_certificates, pem_certificates } from './ssl_certificate';
import { SSLError, ssl_error } from './ssl_errors';

/** Files in a directory of certificates are named by the hash of the subject, and a number. */
const HASHED_NAME = /^[0-9a-f]{8}\.\d+$/;

/** A set of certificates, as PEM texts. */
export class Authorities {
  private readonly _pems = new Set<string>();
  private _trusts_defaults = false;

  /** For the `ca` of `tls.createSecureContext()`: None means Node's own, an empty list nobody. */
  get trusted(): string[] | undefined {
    if (!this._trusts_defaults) return [...this._pems];
    // Node's own are at hand already, which saves the work of adding them one by one.
    return this._pems.size === 0 ? undefined : [...node_certificates(), ...this._pems];
  }

  /** All certificates, in the order in which they were loaded; the default ones first. */
  get certificates(): X509Certificate[] {
    const defaults = this._trusts_defaults ? node_certificates() : [];
    return [...defaults, ...this._pems].map((pem) => new X509Certificate(pem));
  }

  /**
   * Trust the certificates of a file with this text.
   *
   * @throws SSLError when it holds none.
   */
  load_text(text: string): void {
    const pems = pem_certificates(text);
    if (pems.length === 0) throw new SSLError(1, '[X509] no certificate or crl found');
    this._add(pems);
  }

  /** Trust the certificates of a directory. One that is not there is passed over, as in CPython. */
  load_directory(path: string): void {
    let names: string[];
    try {
      names = readdirSync(path);
    } catch {
      return;
    }
    for (const name of names.filter((file) => HASHED_NAME.test(file))) {
      this._add(pem_certificates(readFileSync(join(path, name), 'latin1')));
    }
  }

  /**
   * Trust the certificates of a text in PEM, or of bytes in DER.
   *
   * @throws SSLError when there is none in it.
   */
  load_data(data: string | Uint8Array): void {
    if (typeof data === 'string') {
      const pems = pem_certificates(data);
      if (pems.length === 0) throw new SSLError(1, '[PEM: NO_START_LINE] no start line');
      this._add(pems);
      return;
    }
    this._add(der(Buffer.from(data)));
  }

  /**
   * Trust whom Node trusts, and the certificates that OpenSSL's environment variables SSL_CERT_FILE and SSL_CERT_DIR name.
   * What cannot be read is passed over, as in CPython.
   */
  load_defaults(): void {
    this._trusts_defaults = true;
    const { SSL_CERT_FILE, SSL_CERT_DIR } = process.env;
    if (SSL_CERT_FILE !== undefined) this._add(pems_of(SSL_CERT_FILE));
    if (SSL_CERT_DIR !== undefined) this.load_directory(SSL_CERT_DIR);
  }

  private _add(pems: readonly string[]): void {
    // A text that is no certificate is refused now, not at the first connection.
    for (const pem of pems) this._pems.add(certificate(pem).toString());
  }
}

/** Whom Node trusts: the list it was built with, and the file that the environment adds to it. */
function node_certificates(): string[] {
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  return [...rootCertificates, ...(extra === undefined ? [] : pems_of(extra))];
}

/** The certificates of a file; none when it cannot be read. */
function pems_of(path: string): string[] {
  try {
    return pem_certificates(readFileSync(path, 'latin1'));
  } catch {
    return [];
  }
}

function certificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw ssl_error(error);
  }
}

function der(data: Buffer): string[] {
  try {
    return der_certificates(data);
  } catch (error) {
    throw ssl_error(error);
  }
}
