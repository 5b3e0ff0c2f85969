import { describe, expect, it } from 'vitest';
import { FileNotFoundError, NotImplementedError, ValueError } from '../../lib/errors';
import * as ssl from '../../lib/ssl';
import { pem_path, pem_text } from '../support/certificates';

/** What a call throws. */
function thrown_by(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

function expect_error(call: () => unknown, cls: new (...args: never) => Error, text: string) {
  const error = thrown_by(call);
  expect(error).toBeInstanceOf(cls);
  expect(error.message).toBe(text);
}

describe('SSLContext', () => {
  it('checks nobody as it is made, except with PROTOCOL_TLS_CLIENT', () => {
    const checks = (protocol?: number) => {
      const { verify_mode, check_hostname } = new ssl.SSLContext(protocol);
      return [verify_mode, check_hostname];
    };
    expect(checks()).toEqual([ssl.CERT_NONE, false]);
    expect(checks(ssl.PROTOCOL_TLS_SERVER)).toEqual([ssl.CERT_NONE, false]);
    expect(checks(ssl.PROTOCOL_TLS_CLIENT)).toEqual([ssl.CERT_REQUIRED, true]);
  });

  it('knows its protocol, and refuses numbers that are none', () => {
    expect(new ssl.SSLContext(ssl.PROTOCOL_TLSv1_2).protocol).toBe(5);
    expect(ssl.PROTOCOL_SSLv23).toBe(ssl.PROTOCOL_TLS);
    expect_error(() => new ssl.SSLContext(99), ValueError, 'invalid protocol version');
    const text = 'an integer is required (got type str)';
    expect_error(() => new ssl.SSLContext('a' as never), TypeError, text);
  });

  it('does not check host names without certificates', () => {
    const context = new ssl.SSLContext();
    const needs = 'check_hostname needs a SSL context with either CERT_OPTIONAL or CERT_REQUIRED';
    expect_error(
      () => {
        context.check_hostname = true;
      },
      ValueError,
      needs,
    );
    context.verify_mode = ssl.CERT_OPTIONAL;
    context.check_hostname = true;
    expect(context.check_hostname).toBe(true);
    expect_error(
      () => {
        context.verify_mode = ssl.CERT_NONE;
      },
      ValueError,
      'Cannot set verify_mode to CERT_NONE when check_hostname is enabled.',
    );
    expect(context.verify_mode).toBe(ssl.CERT_OPTIONAL);
  });

  it('refuses modes that there are not', () => {
    const context = new ssl.SSLContext();
    expect_error(
      () => {
        context.verify_mode = 7;
      },
      ValueError,
      'invalid value for verify_mode',
    );
    expect_error(
      () => {
        context.verify_mode = 'x' as never;
      },
      TypeError,
      'an integer is required (got type str)',
    );
  });

  it('has the only rule for certificates that Node has, and refuses others', () => {
    const context = new ssl.SSLContext();
    expect(context.verify_flags).toBe(ssl.VERIFY_X509_TRUSTED_FIRST);
    context.verify_flags = ssl.VERIFY_DEFAULT;
    expect(context.verify_flags).toBe(0);
    context.verify_flags |= ssl.VERIFY_X509_TRUSTED_FIRST;
    expect(context.verify_flags).toBe(0x8000);
    const flags = [ssl.VERIFY_CRL_CHECK_LEAF, ssl.VERIFY_CRL_CHECK_CHAIN, ssl.VERIFY_X509_STRICT];
    for (const flag of flags) {
      expect_error(
        () => {
          context.verify_flags |= flag;
        },
        NotImplementedError,
        'Node does not look at revocation lists, nor is it strict: look at the certificate yourself, in ' +
          "connection_made(), by transport.get_extra_info('peercert')",
      );
    }
    expect(context.verify_flags).toBe(0x8000);
    expect_error(
      () => {
        context.verify_flags = 'x' as never;
      },
      TypeError,
      'argument must be int, not str',
    );
  });

  it('does not wrap sockets, and says what does', () => {
    const instead =
      'sockets here do not block; give the context to the loop: loop.create_connection(…, { ssl: context })';
    const context = new ssl.SSLContext();
    expect_error(() => ssl.wrap_socket(), NotImplementedError, `wrap_socket(): ${instead}`);
    expect_error(() => context.wrap_socket(), NotImplementedError, `wrap_socket(): ${instead}`);
    expect_error(() => context.wrap_bio(), NotImplementedError, `wrap_bio(): ${instead}`);
  });

  it('has options that JavaScript operators can be used on', () => {
    const context = new ssl.SSLContext();
    expect(context.options & ssl.OP_NO_SSLv3).toBe(ssl.OP_NO_SSLv3);
    context.options |= ssl.OP_NO_TLSv1_3;
    expect(context.options).toBeGreaterThan(0);
    expect(context.options & ssl.OP_NO_TLSv1_3).toBe(ssl.OP_NO_TLSv1_3);
  });

  it('speaks TLS 1.2 and 1.3 unless told otherwise', () => {
    const context = new ssl.SSLContext();
    expect(context.minimum_version).toBe(ssl.TLSVersion.TLSv1_2);
    expect(context.maximum_version).toBe(ssl.TLSVersion.TLSv1_3);
    context.maximum_version = ssl.TLSVersion.TLSv1_2;
    expect(context.maximum_version).toBe(ssl.TLSVersion.TLSv1_2);
    expect_error(
      () => {
        context.minimum_version = 0x999;
      },
      ValueError,
      'Unsupported protocol version 0x999',
    );
  });
});

describe('load_cert_chain', () => {
  const load = (...args: Parameters<ssl.SSLContext['load_cert_chain']>) =>
    new ssl.SSLContext().load_cert_chain(...args);

  it('takes the key from the same file or from another', () => {
    const path = pem_path('localhost.pem');
    expect(load(path)).toBeUndefined();
    expect(load(path, path)).toBeUndefined();
    expect(load(path, { keyfile: path })).toBeUndefined();
  });

  it('decrypts keys with a password, also from a function', () => {
    const path = pem_path('encrypted.pem');
    expect(load(path, null, 'somepass')).toBeUndefined();
    expect(load(path, { password: Buffer.from('somepass') })).toBeUndefined();
    expect(load(path, { password: () => 'somepass' })).toBeUndefined();
    expect_error(() => load(path, { password: 'wrong' }), ssl.SSLError, '[SSL] PEM lib');
    expect_error(() => load(path), ssl.SSLError, '[SSL] PEM lib');
    const long = 'password cannot be longer than 1024 bytes';
    expect_error(() => load(path, { password: 'a'.repeat(1025) }), ValueError, long);
    const wrong = 'password should be a string or callable';
    expect_error(() => load(path, { password: 5 as never }), TypeError, wrong);
    const returned = 'password callback must return a string';
    expect_error(() => load(path, { password: () => 5 as never }), TypeError, returned);
  });

  it('refuses what does not fit together or is not there', () => {
    const path = pem_path('localhost.pem');
    const mismatch = '[X509: KEY_VALUES_MISMATCH] key values mismatch';
    expect_error(() => load(path, pem_path('client.pem')), ssl.SSLError, mismatch);
    expect_error(() => load(pem_path('README.md')), ssl.SSLError, '[SSL] PEM lib');
    const missing = '[Errno 2] No such file or directory';
    expect_error(() => load('/nowhere/at/all'), FileNotFoundError, missing);
    const no_path = 'certfile should be a valid filesystem path';
    expect_error(() => load(5 as never), TypeError, no_path);
    const no_key = 'keyfile should be a valid filesystem path';
    expect_error(() => load(path, 5 as never), TypeError, no_key);
  });
});

describe('load_verify_locations', () => {
  const load = (...args: Parameters<ssl.SSLContext['load_verify_locations']>) => {
    const context = new ssl.SSLContext();
    context.load_verify_locations(...args);
    return context.cert_store_stats();
  };
  const one = { x509: 1, crl: 0, x509_ca: 1 };

  it('takes files and data, in PEM or DER', () => {
    const context = new ssl.SSLContext();
    context.load_verify_locations(pem_path('ca.pem'));
    const [der] = context.get_ca_certs(true);
    expect(load({ cafile: pem_path('ca.pem') })).toEqual(one);
    expect(load({ cadata: pem_text('ca.pem') })).toEqual(one);
    expect(load(null, null, der)).toEqual(one);
    expect(load({ cadata: Buffer.concat([der as Uint8Array, der as Uint8Array]) })).toEqual(one);
    expect(load(pem_path('localhost.pem'))).toEqual({ x509: 1, crl: 0, x509_ca: 0 });
  });

  it('refuses what holds no certificate', () => {
    const omitted = 'cafile, capath and cadata cannot be all omitted';
    expect_error(() => load(), TypeError, omitted);
    const empty_file = '[X509] no certificate or crl found';
    expect_error(() => load(pem_path('README.md')), ssl.SSLError, empty_file);
    const no_line = '[PEM: NO_START_LINE] no start line';
    expect_error(() => load({ cadata: 'hallo' }), ssl.SSLError, no_line);
    expect(thrown_by(() => load({ cadata: Buffer.from('hallo') }))).toBeInstanceOf(ssl.SSLError);
    expect_error(() => load({ cadata: '' }), ValueError, 'Empty certificate data');
    const no_data = 'cadata should be an ASCII string or a bytes-like object';
    expect_error(() => load({ cadata: 5 as never }), TypeError, no_data);
    const missing = '[Errno 2] No such file or directory';
    expect_error(() => load('/nowhere/at/all'), FileNotFoundError, missing);
  });

  it('passes over a directory that is not there', () => {
    expect(load({ capath: '/nowhere/at/all' })).toEqual({ x509: 0, crl: 0, x509_ca: 0 });
  });
});

describe('set_ciphers and set_alpn_protocols', () => {
  it('refuse what cannot be', () => {
    const context = new ssl.SSLContext();
    expect(context.set_ciphers('ECDHE+AESGCM')).toBeUndefined();
    const no_cipher = "('No cipher can be selected.',)";
    expect_error(() => context.set_ciphers('NOPE'), ssl.SSLError, no_cipher);
    const no_text = 'set_ciphers() argument must be str, not int';
    expect_error(() => context.set_ciphers(5 as never), TypeError, no_text);
    expect(context.set_alpn_protocols(['h2', 'http/1.1'])).toBeUndefined();
    const length = "('ALPN protocols must be 1 to 255 in length',)";
    expect_error(() => context.set_alpn_protocols(['']), ssl.SSLError, length);
  });
});

describe('create_default_context', () => {
  it('makes a client that checks certificates and host names', () => {
    const context = ssl.create_default_context({ cafile: pem_path('ca.pem') });
    expect(context.verify_mode).toBe(ssl.CERT_REQUIRED);
    expect(context.check_hostname).toBe(true);
    expect(context.cert_store_stats()).toEqual({ x509: 1, crl: 0, x509_ca: 1 });
  });

  it("trusts Node's authorities when none are given", () => {
    expect(ssl.create_default_context().cert_store_stats().x509_ca).toBeGreaterThan(50);
  });

  it('makes a server that asks for no certificates', () => {
    const context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH);
    expect(context.verify_mode).toBe(ssl.CERT_NONE);
    expect(context.check_hostname).toBe(false);
    expect(context.cert_store_stats().x509).toBe(0);
  });

  it('refuses other purposes and unknown arguments', () => {
    expect_error(() => ssl.create_default_context('x' as never), TypeError, 'x');
    const unknown = "create_default_context() got an unexpected keyword argument 'ca'";
    expect_error(() => ssl.create_default_context({ ca: '' } as never), TypeError, unknown);
  });
});

describe('SSLError', () => {
  it('shows its text alone, and of one argument the tuple', () => {
    expect(new ssl.SSLError(1, 'text').message).toBe('text');
    expect(new ssl.SSLError(1, 'text').errno).toBe(1);
    expect(new ssl.SSLError('text').message).toBe("('text',)");
    expect(new ssl.SSLZeroReturnError()).toBeInstanceOf(ssl.SSLError);
    expect(new ssl.SSLError().reason).toBeUndefined();
  });
});
