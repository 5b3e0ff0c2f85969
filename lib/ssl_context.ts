/**
 * The settings of TLS connections. (CPython: `ssl.SSLContext`.)
 *
 * Node wants all settings at once and never changes them afterwards, so they are kept here and made into a
 * `tls.SecureContext` when a connection needs it; that one serves until a setting changes.
 */

import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { NotImplementedError, ValueError } from './errors';
import { python_error } from './os_errors';
import { is_plain_object, type_name } from './reprlib';
import { Authorities } from './ssl_authorities';
import { type Certificate, decode_certificate } from './ssl_certificate';
import * as numbers from './ssl_constants';
import { SSLError, ssl_error } from './ssl_errors';
import type { ServernameCallback } from './ssl_servername';

/** Keyword arguments of `load_cert_chain()`. */
export interface CertChainOptions {
  /** The file with the private key; None: it is in the certificate's file. */
  keyfile?: string | null | undefined;
  /** What the key is encrypted with, or a function that knows it. */
  password?: Password | null | undefined;
}

/** A password, or a function that returns it. */
export type Password = string | Uint8Array | (() => string | Uint8Array);

/** Keyword arguments of `load_verify_locations()`. */
export interface VerifyLocations {
  /** A file of certificates in PEM. */
  cafile?: string | null | undefined;
  /** A directory of such files, named as `openssl rehash` names them. */
  capath?: string | null | undefined;
  /** Certificates in PEM (a text) or in DER (bytes). */
  cadata?: string | Uint8Array | null | undefined;
}

type Version = NonNullable<SecureContextOptions['minVersion']>;

/** A protocol's lowest and highest version. */
const VERSIONS: ReadonlyMap<number, readonly [number, number]> = new Map([
  [numbers.PROTOCOL_TLS, [numbers.TLSVersion.TLSv1_2, numbers.TLSVersion.TLSv1_3]],
  [numbers.PROTOCOL_TLS_CLIENT, [numbers.TLSVersion.TLSv1_2, numbers.TLSVersion.TLSv1_3]],
  [numbers.PROTOCOL_TLS_SERVER, [numbers.TLSVersion.TLSv1_2, numbers.TLSVersion.TLSv1_3]],
  [numbers.PROTOCOL_TLSv1, [numbers.TLSVersion.TLSv1, numbers.TLSVersion.TLSv1]],
  [numbers.PROTOCOL_TLSv1_1, [numbers.TLSVersion.TLSv1_1, numbers.TLSVersion.TLSv1_1]],
  [numbers.PROTOCOL_TLSv1_2, [numbers.TLSVersion.TLSv1_2, numbers.TLSVersion.TLSv1_2]],
]);

const NODE_VERSIONS: ReadonlyMap<number, Version> = new Map([
  [numbers.TLSVersion.TLSv1, 'TLSv1'],
  [numbers.TLSVersion.TLSv1_1, 'TLSv1.1'],
  [numbers.TLSVersion.TLSv1_2, 'TLSv1.2'],
  [numbers.TLSVersion.TLSv1_3, 'TLSv1.3'],
]);

/** `set_ciphers()` is about TLS 1.2 and earlier; for Node these have to be named beside them. */
const TLS_1_3_CIPHERS =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256';

/** What to do instead of what Node cannot do. */
export const USE_THE_LOOP =
  'sockets here do not block; give the context to the loop: loop.create_connection(…, { ssl: context })';

const LONGEST_PASSWORD = 1024;

/**
 * Certificates, keys, and rules for connections with TLS. As it is made it checks nobody: `create_default_context()` does,
 * and so does PROTOCOL_TLS_CLIENT.
 *
 * @example
 * const context = new SSLContext(PROTOCOL_TLS_SERVER);
 * context.load_cert_chain('server.pem');
 */
export class SSLContext {
  /** The protocol that it was made with. */
  readonly protocol: number;
  private readonly _authorities = new Authorities();
  private readonly _chains: { cert: string; key: string; passphrase: string | undefined }[] = [];
  private _verify_mode: number = numbers.CERT_NONE;
  private _check_hostname = false;
  private _options: number;
  private _ciphers: string | undefined;
  private _alpn_protocols: readonly string[] = [];
  private _minimum_version: number;
  private _maximum_version: number;
  private _verify_flags = numbers.VERIFY_X509_TRUSTED_FIRST;
  private _secure_context: SecureContext | undefined;
  /** Set by `set_servername_callback()`. */
  _servername_callback: ServernameCallback | undefined;

  /** @throws ValueError for a number that is no protocol. */
  constructor(protocol: number = numbers.PROTOCOL_TLS) {
    check_integer(protocol);
    const versions = VERSIONS.get(protocol);
    if (versions === undefined) throw new ValueError('invalid protocol version');
    this.protocol = protocol;
    [this._minimum_version, this._maximum_version] = versions;
    this._options =
      (numbers.OP_ALL |
        numbers.OP_NO_SSLv3 |
        numbers.OP_CIPHER_SERVER_PREFERENCE |
        numbers.OP_NO_COMPRESSION) >>>
      0;
    if (protocol !== numbers.PROTOCOL_TLS_CLIENT) return;
    this._verify_mode = numbers.CERT_REQUIRED;
    this._check_hostname = true;
  }

  /**
   * Whether the other side has to show a certificate: CERT_NONE, CERT_OPTIONAL or CERT_REQUIRED.
   *
   * @throws ValueError for another number, and for CERT_NONE while host names are checked.
   */
  get verify_mode(): number {
    return this._verify_mode;
  }

  set verify_mode(mode: number) {
    check_integer(mode);
    if (mode < numbers.CERT_NONE || mode > numbers.CERT_REQUIRED) {
      throw new ValueError('invalid value for verify_mode');
    }
    if (mode === numbers.CERT_NONE && this._check_hostname) {
      throw new ValueError('Cannot set verify_mode to CERT_NONE when check_hostname is enabled.');
    }
    this._verify_mode = mode;
  }

  /**
   * Whether a server's certificate has to be one for the host that was asked for.
   *
   * @throws ValueError when certificates are not looked at.
   */
  get check_hostname(): boolean {
    return this._check_hostname;
  }

  set check_hostname(check: boolean) {
    if (check && this._verify_mode === numbers.CERT_NONE) {
      throw new ValueError(
        'check_hostname needs a SSL context with either CERT_OPTIONAL or CERT_REQUIRED',
      );
    }
    this._check_hostname = Boolean(check);
  }

  /** A sum of `OP_…` numbers. */
  get options(): number {
    return this._options;
  }

  set options(options: number) {
    check_integer(options);
    // JavaScript's bitwise operators give signed numbers.
    this._options = options >>> 0;
    this._changed();
  }

  /** The lowest version of TLS that is spoken, a number of `TLSVersion`. (CPython 3.7.) */
  get minimum_version(): number {
    return this._minimum_version;
  }

  set minimum_version(version: number) {
    this._minimum_version = known_version(version);
    this._changed();
  }

  /** The highest version of TLS that is spoken, a number of `TLSVersion`. (CPython 3.7.) */
  get maximum_version(): number {
    return this._maximum_version;
  }

  set maximum_version(version: number) {
    this._maximum_version = known_version(version);
    this._changed();
  }

  /**
   * Rules for looking at certificates, a sum of `VERIFY_…` numbers: VERIFY_X509_TRUSTED_FIRST, or none.
   *
   * @throws NotImplementedError for the others: Node neither looks at lists of revoked certificates, nor is it strict.
   */
  get verify_flags(): number {
    return this._verify_flags;
  }

  set verify_flags(flags: number) {
    if (!Number.isInteger(flags)) {
      throw new TypeError(`argument must be int, not ${type_name(flags)}`);
    }
    if ((flags & ~numbers.VERIFY_X509_TRUSTED_FIRST) !== 0) {
      throw new NotImplementedError(
        'Node does not look at revocation lists, nor is it strict: look at the certificate yourself, in ' +
          "connection_made(), by transport.get_extra_info('peercert')",
      );
    }
    this._verify_flags = flags;
  }

  /**
   * A server's callback for the name of the host that a client wants, called in the middle of the handshake; None: there is
   * none. It is not called when the client names no host.
   *
   * @throws TypeError for what is no function.
   */
  set_servername_callback(callback: ServernameCallback | undefined | null): void {
    if (is_given(callback) && typeof callback !== 'function') {
      throw new TypeError('not a callable object');
    }
    this._servername_callback = callback ?? undefined;
  }

  /** Is not there: sockets here do not block. @throws NotImplementedError, which says what to do. */
  wrap_socket(..._args: unknown[]): never {
    throw new NotImplementedError(`wrap_socket(): ${USE_THE_LOOP}`);
  }

  /** Is not there: TLS is done by transports. @throws NotImplementedError, which says what to do. */
  wrap_bio(..._args: unknown[]): never {
    throw new NotImplementedError(`wrap_bio(): ${USE_THE_LOOP}`);
  }

  /**
   * The certificate to show, with those between it and the authority, and its private key. `keyfile` and `password` may
   * also be given as one object.
   *
   * @throws SSLError when the key does not fit the certificate, the password the key, or there is none in the file;
   *   FileNotFoundError and its like when a file cannot be read.
   */
  load_cert_chain(
    certfile: string,
    keyfile?: string | CertChainOptions | null,
    password?: Password | null,
  ): void {
    const given: CertChainOptions = is_plain_object(keyfile)
      ? keyfile
      : { keyfile: keyfile as string | null | undefined, password };
    check_path('certfile', certfile);
    if (is_given(given.keyfile)) check_path('keyfile', given.keyfile);
    const passphrase = is_given(given.password) ? password_text(given.password) : undefined;
    const cert = read_text(certfile);
    const key = is_given(given.keyfile) ? read_text(given.keyfile) : cert;
    const chain = { cert, key, passphrase };
    try {
      createSecureContext(chain_options([chain]));
    } catch (thrown) {
      const error = ssl_error(thrown);
      throw error.reason === 'KEY_VALUES_MISMATCH' ? error : new SSLError(1, '[SSL] PEM lib');
    }
    this._chains.push(chain);
    this._changed();
  }

  /**
   * Trust these authorities. The arguments may also be given as one object.
   *
   * @throws SSLError when there is no certificate in the file or in the data; FileNotFoundError and its like when the file
   *   cannot be read; TypeError when nothing is given.
   */
  load_verify_locations(
    cafile?: string | VerifyLocations | null,
    capath?: string | null,
    cadata?: string | Uint8Array | null,
  ): void {
    const given = is_plain_object(cafile)
      ? (cafile as VerifyLocations)
      : { cafile: cafile as string | null | undefined, capath, cadata };
    if (!is_given(given.cafile) && !is_given(given.capath) && !is_given(given.cadata)) {
      throw new TypeError('cafile, capath and cadata cannot be all omitted');
    }
    if (is_given(given.cafile)) check_path('cafile', given.cafile);
    if (is_given(given.capath)) check_path('capath', given.capath);
    if (is_given(given.cadata)) this._load_data(given.cadata);
    if (is_given(given.cafile)) this._authorities.load_text(read_text(given.cafile));
    if (is_given(given.capath)) this._authorities.load_directory(given.capath);
    this._changed();
  }

  private _load_data(cadata: unknown): void {
    if (typeof cadata !== 'string' && !(cadata instanceof Uint8Array)) {
      throw new TypeError('cadata should be an ASCII string or a bytes-like object');
    }
    if (cadata.length === 0) throw new ValueError('Empty certificate data');
    this._authorities.load_data(cadata);
  }

  /** Trust the authorities that Node trusts; they are the same for every purpose. */
  load_default_certs(_purpose?: unknown): void {
    this.set_default_verify_paths();
  }

  /** Trust the authorities that Node trusts, and those of the files that SSL_CERT_FILE and SSL_CERT_DIR name. */
  set_default_verify_paths(): void {
    this._authorities.load_defaults();
    this._changed();
  }

  /**
   * The ciphers for TLS 1.2 and earlier, in OpenSSL's language: `'ECDHE+AESGCM:!aNULL'`.
   *
   * @throws SSLError when no known cipher fits.
   */
  set_ciphers(ciphers: string): void {
    if (typeof ciphers !== 'string') {
      throw new TypeError(`set_ciphers() argument must be str, not ${type_name(ciphers)}`);
    }
    try {
      createSecureContext({ ciphers });
    } catch {
      throw new SSLError('No cipher can be selected.');
    }
    this._ciphers = ciphers;
    this._changed();
  }

  /**
   * The protocols to speak inside TLS, the favourite one first. Both sides agree on one of them, or on none.
   *
   * @throws SSLError for a name that is empty or longer than 255 bytes.
   */
  set_alpn_protocols(protocols: Iterable<string>): void {
    const names = [...protocols];
    for (const name of names) {
      if (typeof name !== 'string') throw new TypeError('encoding without a string argument');
      if (name.length === 0 || name.length > 255) {
        throw new SSLError('ALPN protocols must be 1 to 255 in length');
      }
    }
    this._alpn_protocols = names;
  }

  get_ca_certs(binary_form?: false): Certificate[];
  get_ca_certs(binary_form: true): Uint8Array[];
  /** The certificates of the trusted authorities, as dicts or in DER. */
  get_ca_certs(binary_form = false): (Certificate | Uint8Array)[] {
    const authorities = this._authorities.certificates.filter(({ ca }) => ca);
    return authorities.map((it) => (binary_form ? it.raw : decode_certificate(it)));
  }

  /** How many certificates are trusted, and how many of them are of authorities. */
  cert_store_stats(): { x509: number; crl: number; x509_ca: number } {
    const certificates = this._authorities.certificates;
    const authorities = certificates.filter(({ ca }) => ca);
    return { x509: certificates.length, crl: 0, x509_ca: authorities.length };
  }

  /** Node's form of all this. */
  _node_context(): SecureContext {
    this._secure_context ??= createSecureContext({
      ...chain_options(this._chains),
      ca: this._authorities.trusted,
      ciphers: this._ciphers === undefined ? undefined : `${TLS_1_3_CIPHERS}:${this._ciphers}`,
      minVersion: NODE_VERSIONS.get(this._minimum_version),
      maxVersion: NODE_VERSIONS.get(this._maximum_version),
      secureOptions: this._options,
    });
    return this._secure_context;
  }

  /** What `set_alpn_protocols()` has set. */
  _node_alpn_protocols(): string[] | undefined {
    return this._alpn_protocols.length === 0 ? undefined : [...this._alpn_protocols];
  }

  private _changed(): void {
    this._secure_context = undefined;
  }

  /** `<ssl.SSLContext>` */
  toString(): string {
    return '<ssl.SSLContext object>';
  }
}

function chain_options(
  chains: readonly { cert: string; key: string; passphrase: string | undefined }[],
): SecureContextOptions {
  return {
    cert: chains.map(({ cert }) => cert),
    key: chains.map(({ key, passphrase }) => ({ pem: key, passphrase })),
  };
}

function known_version(version: number): number {
  check_integer(version);
  if (!NODE_VERSIONS.has(version)) {
    throw new ValueError(`Unsupported protocol version 0x${version.toString(16)}`);
  }
  return version;
}

function is_given<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function check_integer(value: unknown): void {
  if (!Number.isInteger(value)) {
    throw new TypeError(`an integer is required (got type ${type_name(value)})`);
  }
}

function check_path(name: string, path: unknown): void {
  if (typeof path !== 'string') throw new TypeError(`${name} should be a valid filesystem path`);
}

function read_text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    throw python_error(error);
  }
}

function password_text(password: unknown): string {
  const known: unknown = typeof password === 'function' ? password() : password;
  if (typeof known !== 'string' && !(known instanceof Uint8Array)) {
    throw new TypeError(
      typeof password === 'function'
        ? 'password callback must return a string'
        : 'password should be a string or callable',
    );
  }
  const bytes = Buffer.from(known);
  if (bytes.length > LONGEST_PASSWORD) {
    throw new ValueError(`password cannot be longer than ${LONGEST_PASSWORD} bytes`);
  }
  return bytes.toString('utf8');
}
