import { createPrivateKey } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { describe, expect, it } from 'vitest';
import {
  callback_error,
  no_certificate_error,
  SSLError,
  ssl_error,
  verification_error,
} from '../../lib/ssl_errors';

/** What Node throws. */
function thrown_by(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  return expect.fail('nothing was thrown');
}

/** The number, the names and the text of an error. */
const parts = ({ errno, library, reason, message }: SSLError) => [errno, library, reason, message];

describe('an error of OpenSSL', () => {
  it('has its library, its reason, and Node’s error for a cause', () => {
    const cause = thrown_by(() => createPrivateKey('no key'));
    const error = ssl_error(cause);
    expect(error).toBeInstanceOf(SSLError);
    expect(parts(error)).toEqual([
      1,
      'DECODER',
      'UNSUPPORTED',
      '[DECODER: UNSUPPORTED] unsupported',
    ]);
    expect(error.cause).toBe(cause);
  });

  it('is one of the library that Node names', () => {
    const error = (library: string, reason: string) =>
      parts(ssl_error(Object.assign(new Error(), { library, reason })));
    expect(error('x509 certificate routines', 'key values mismatch')).toEqual([
      1,
      'X509',
      'KEY_VALUES_MISMATCH',
      '[X509: KEY_VALUES_MISMATCH] key values mismatch',
    ]);
    expect(error('SSL routines', 'tlsv1 alert: no-such thing ')).toEqual([
      1,
      'SSL',
      'TLSV1_ALERT_NO_SUCH_THING',
      '[SSL: TLSV1_ALERT_NO_SUCH_THING] tlsv1 alert: no-such thing',
    ]);
  });

  it('without names is read from OpenSSL’s line, or taken whole', () => {
    const line =
      '4007:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:record.c:354:\n';
    expect(parts(ssl_error(new Error(line)))).toEqual([
      1,
      'SSL',
      'WRONG_VERSION_NUMBER',
      '[SSL: WRONG_VERSION_NUMBER] wrong version number',
    ]);
    expect(ssl_error(new Error('socket hang up')).message).toBe(
      '[SSL: SOCKET_HANG_UP] socket hang up',
    );
  });

  it('shows neither names nor cause among its own properties', () => {
    const error = ssl_error(thrown_by(() => createSecureContext({ ciphers: 'NOPE' })));
    expect(Object.keys(error)).not.toContain('library');
    expect(Object.keys(error)).not.toContain('reason');
    expect(Object.keys(error)).not.toContain('cause');
    expect(error.cause).toBeInstanceOf(Error);
  });
});

describe('an error of a handshake', () => {
  it.each([
    [
      verification_error('too old'),
      'CERTIFICATE_VERIFY_FAILED',
      'certificate verify failed: too old',
    ],
    [
      no_certificate_error(),
      'PEER_DID_NOT_RETURN_A_CERTIFICATE',
      'peer did not return a certificate',
    ],
    [callback_error(), 'CALLBACK_FAILED', 'callback failed'],
  ])('is one of SSL with a reason: %s', (error, reason, text) => {
    expect(parts(error)).toEqual([1, 'SSL', reason, `[SSL: ${reason}] ${text}`]);
  });
});
