/**
 * Python's `ssl`, as far as asyncio programs use it: contexts, checks of certificates, and errors. Below is `node:tls`.
 *
 * @example
 * import * as ssl from 'yieldfrom/ssl';
 * const context = ssl.create_default_context({ cafile: 'ca.pem' });
 * yield* asyncio.open_connection('localhost', 4433, { ssl: context });
 */

import { NotImplementedError } from './errors';
import { keywords } from './keywords';
import { is_plain_object, repr } from './reprlib';
import { CERT_NONE, CERT_REQUIRED } from './ssl_constants';
import { SSLContext, USE_THE_LOOP, type VerifyLocations } from './ssl_context';

export * from './ssl_alerts';
export type { Certificate, DistinguishedName } from './ssl_certificate';
export * from './ssl_constants';
export {
  type CertChainOptions,
  type Password,
  SSLContext,
  type VerifyLocations,
} from './ssl_context';
export {
  CertificateError,
  SSL_ERROR_EOF,
  SSL_ERROR_SSL,
  SSL_ERROR_SYSCALL,
  SSL_ERROR_WANT_READ,
  SSL_ERROR_WANT_WRITE,
  SSL_ERROR_ZERO_RETURN,
  SSLEOFError,
  SSLError,
  SSLSyscallError,
  SSLWantReadError,
  SSLWantWriteError,
  SSLZeroReturnError,
} from './ssl_errors';
export { match_hostname } from './ssl_hostname';
export type { ServernameCallback, ServernameRequest } from './ssl_servername';

/** What certificates of the other side are for, by the identifiers of extended key usage. */
export const Purpose = {
  /** Servers are checked: the context is a client's. */
  SERVER_AUTH: '1.3.6.1.5.5.7.3.1',
  /** Clients are checked: the context is a server's. */
  CLIENT_AUTH: '1.3.6.1.5.5.7.3.2',
} as const;

/** A value of `Purpose`. */
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/**
 * A context with safe settings. A client's checks certificates and host names, against the authorities that are given or
 * else against those that Node trusts. The keyword arguments may stand in the first place.
 *
 * @throws what `load_verify_locations()` throws; TypeError for what is no `Purpose`.
 */
export function create_default_context(
  purpose: Purpose | VerifyLocations = Purpose.SERVER_AUTH,
  options?: VerifyLocations,
): SSLContext {
  const in_first_place = is_plain_object(purpose);
  const given = keywords('create_default_context', in_first_place ? purpose : options, [
    'cafile',
    'capath',
    'cadata',
  ]);
  const actual = in_first_place ? Purpose.SERVER_AUTH : purpose;
  if (actual !== Purpose.SERVER_AUTH && actual !== Purpose.CLIENT_AUTH) {
    throw new TypeError(typeof actual === 'string' ? actual : repr(actual));
  }
  const context = new SSLContext();
  if (actual === Purpose.SERVER_AUTH) {
    context.verify_mode = CERT_REQUIRED;
    context.check_hostname = true;
  }
  if (given.cafile || given.capath || given.cadata) {
    context.load_verify_locations(given);
  } else if (context.verify_mode !== CERT_NONE) {
    context.load_default_certs(actual);
  }
  return context;
}

/** Is not there: sockets here do not block. @throws NotImplementedError, which says what to do. */
export function wrap_socket(..._args: unknown[]): never {
  throw new NotImplementedError(`wrap_socket(): ${USE_THE_LOOP}`);
}
