/** The errors of TLS, and how Node's become Python's. (CPython: the exceptions of `ssl`.) */

import { OSError, ValueError } from './errors';
import { tuple_repr } from './reprlib';

/** The connection was closed cleanly. (`SSLZeroReturnError`) */
export const SSL_ERROR_ZERO_RETURN = 6;
/** More data has to come in first. (`SSLWantReadError`) */
export const SSL_ERROR_WANT_READ = 2;
/** Data has to go out first. (`SSLWantWriteError`) */
export const SSL_ERROR_WANT_WRITE = 3;
/** The system failed. (`SSLSyscallError`) */
export const SSL_ERROR_SYSCALL = 5;
/** The protocol failed. */
export const SSL_ERROR_SSL = 1;
/** The connection ended abruptly. (`SSLEOFError`) */
export const SSL_ERROR_EOF = 8;

/**
 * `new SSLError(errno, text)`: TLS has failed. `str()` of it is the text alone, of one argument its tuple, as in CPython.
 *
 * `library` and `reason` are OpenSSL's names: `'SSL'`, `'CERTIFICATE_VERIFY_FAILED'`.
 */
export class SSLError extends OSError {
  declare library: string | undefined;
  declare reason: string | undefined;

  /** Python's `str(exc)`. */
  static override _message(args: readonly unknown[]): string {
    return args.length === 2 && typeof args[1] === 'string' ? args[1] : tuple_repr(args);
  }
}
for (const name of ['library', 'reason']) {
  Object.defineProperty(SSLError.prototype, name, { value: undefined, writable: true });
}

/** TLS was closed cleanly by the other side. */
export class SSLZeroReturnError extends SSLError {}
/** A socket that does not block has nothing to read. */
export class SSLWantReadError extends SSLError {}
/** A socket that does not block cannot send now. */
export class SSLWantWriteError extends SSLError {}
/** The system failed in an operation of TLS. */
export class SSLSyscallError extends SSLError {}
/** The connection ended abruptly. */
export class SSLEOFError extends SSLError {}

/** The certificate is valid, but for another host. */
export class CertificateError extends ValueError {}

/** What Node's errors of OpenSSL have. */
interface OpenSSLError extends Error {
  readonly library?: string;
  readonly reason?: string;
}

function make(errno: number, library: string, reason: string, text: string): SSLError {
  const error = new SSLError(errno, `[${library}: ${reason}] ${text}`);
  set_hidden(error, 'library', library);
  set_hidden(error, 'reason', reason);
  return error;
}

function set_hidden(error: SSLError, name: 'library' | 'reason', value: string): void {
  Object.defineProperty(error, name, { value, writable: true, configurable: true });
}

/** The certificate of the other side is not accepted; `why` is OpenSSL's text. */
export function verification_error(why: string): SSLError {
  const text = `certificate verify failed: ${why}`;
  return make(SSL_ERROR_SSL, 'SSL', 'CERTIFICATE_VERIFY_FAILED', text);
}

/** A client has to show a certificate, and did not. */
export function no_certificate_error(): SSLError {
  const reason = 'PEER_DID_NOT_RETURN_A_CERTIFICATE';
  return make(SSL_ERROR_SSL, 'SSL', reason, reason.toLowerCase().replaceAll('_', ' '));
}

/** A server's callback does not want the client. */
export function callback_error(): SSLError {
  return make(SSL_ERROR_SSL, 'SSL', 'CALLBACK_FAILED', 'callback failed');
}

/**
 * An error of OpenSSL in Python's words: `[SSL: WRONG_VERSION_NUMBER] wrong version number`.
 *
 * CPython adds the place in its C source; here the cause is Node's own error.
 */
export function ssl_error(thrown: unknown): SSLError {
  const error = thrown as OpenSSLError;
  const text = (error.reason ?? text_in(error.message)).trim();
  const made = make(
    SSL_ERROR_SSL,
    library_of(error),
    text.toUpperCase().replace(/\W+/g, '_'),
    text,
  );
  Object.defineProperty(made, 'cause', { value: thrown, writable: true, configurable: true });
  return made;
}

/** OpenSSL's line is `id:error:code:library:function:reason:file:line:`; other messages are taken whole. */
function text_in(message: string): string {
  return message.match(/:error:[^:]*:[^:]*:[^:]*:([^:]*)/)?.[1] ?? message;
}

/** `'SSL routines'` is SSL, `'x509 certificate routines'` is X509. */
function library_of({ library = 'SSL' }: OpenSSLError): string {
  return library.split(' ', 1).join().toUpperCase();
}
