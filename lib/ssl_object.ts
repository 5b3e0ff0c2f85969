/** What is known of a TLS connection after its handshake. (CPython: `ssl.SSLObject`.) */

import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { type Certificate, decode_certificate } from './ssl_certificate';
import { CERT_NONE } from './ssl_constants';
import type { SSLContext } from './ssl_context';

/** A cipher: its name, the version of TLS that it belongs to, and the bits of its secret. */
export type Cipher = readonly [string, string, number];

/**
 * The part of `ssl.SSLObject` that tells something, as `transport.get_extra_info('ssl_object')`.
 * It keeps what was agreed on, so that it answers after the connection is gone, too.
 */
export class SSLObject {
  private readonly _version: string | undefined;
  private readonly _cipher: Cipher | undefined;
  private readonly _alpn_protocol: string | undefined;
  private readonly _certificate: X509Certificate | undefined;
  /** Whether the handshake took up an earlier session. */
  readonly session_reused: boolean;

  constructor(
    socket: TLSSocket,
    readonly context: SSLContext,
    readonly server_side: boolean,
    readonly server_hostname: string | undefined,
  ) {
    this._version = socket.getProtocol() ?? undefined;
    this._cipher = cipher_of(socket);
    this._alpn_protocol = socket.alpnProtocol || undefined;
    this._certificate = peer_certificate(socket);
    this.session_reused = socket.isSessionReused();
  }

  /** The version of TLS: `'TLSv1.3'`. */
  version(): string | undefined {
    return this._version;
  }

  /** `['TLS_AES_256_GCM_SHA384', 'TLSv1.3', 256]`: the name, the version that it belongs to, the bits of its secret. */
  cipher(): Cipher | undefined {
    return this._cipher;
  }

  /** The method of compression: none, as it is unsafe. */
  compression(): undefined {
    return undefined;
  }

  /** The protocol inside TLS that both sides have agreed on, or None. */
  selected_alpn_protocol(): string | undefined {
    return this._alpn_protocol;
  }

  /** The forerunner of ALPN is not spoken. */
  selected_npn_protocol(): undefined {
    return undefined;
  }

  getpeercert(binary_form?: false): Certificate | undefined;
  getpeercert(binary_form: true): Uint8Array | undefined;
  /**
   * The certificate of the other side, as a dict or in DER; None when it has shown none. The dict is empty when the
   * certificate has not been checked.
   */
  getpeercert(binary_form = false): Certificate | Uint8Array | undefined {
    if (this._certificate === undefined) return undefined;
    if (binary_form) return this._certificate.raw;
    return this.context.verify_mode === CERT_NONE ? {} : decode_certificate(this._certificate);
  }
}

/**
 * What the other side has shown. Not by `getPeerX509Certificate()`: on a client, each call of that takes a certificate away
 * from the chain.
 */
export function peer_certificate(socket: TLSSocket): X509Certificate | undefined {
  const { raw } = socket.getPeerCertificate();
  return raw === undefined ? undefined : new X509Certificate(raw);
}

function cipher_of(socket: TLSSocket): Cipher | undefined {
  const { name, standardName, version } = socket.getCipher();
  return name === undefined ? undefined : [name, version, secret_bits(standardName)];
}

/** OpenSSL tells the strength, Node only the name, which says it as well: `TLS_AES_256_GCM_SHA384`. */
function secret_bits(standard_name: string): number {
  if (standard_name.includes('_3DES_')) return 112;
  if (standard_name.includes('CHACHA20')) return 256;
  return Number(standard_name.match(/_(128|256)_/)?.[1] ?? 0);
}
