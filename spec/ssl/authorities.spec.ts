import { X509Certificate } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Authorities } from '../../lib/ssl_authorities';
import { SSLError } from '../../lib/ssl_errors';
import { pem_path, pem_text } from '../support/certificates';
import { new_directory } from '../support/directories';

/** The certificate of a file of the specs. */
const certificate = (name: string) => new X509Certificate(pem_text(name));

const [CA, SELF_SIGNED] = [certificate('ca.pem'), certificate('self_signed.pem')];

/** The certificates, by their fingerprints. */
const fingerprints = (certificates: readonly X509Certificate[]) =>
  certificates.map(({ fingerprint }) => fingerprint);

/** Authorities without those of the environment, with what is loaded into them. */
function authorities(load: (it: Authorities) => void): Authorities {
  const result = new Authorities();
  load(result);
  return result;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('authorities', () => {
  it('are nobody at first', () => {
    const { trusted, certificates } = new Authorities();
    expect([trusted, certificates]).toEqual([[], []]);
  });

  it('are what was loaded, each once, in its order', () => {
    const all = authorities((it) => {
      it.load_text(pem_text('self_signed.pem'));
      it.load_text(`${pem_text('ca.pem')}\n${pem_text('self_signed.pem')}`);
      it.load_data(pem_text('ca.pem'));
      it.load_data(CA.raw);
    });
    expect(fingerprints(all.certificates)).toEqual(fingerprints([SELF_SIGNED, CA]));
    expect(all.trusted?.map((pem) => new X509Certificate(pem).fingerprint)).toEqual(
      fingerprints([SELF_SIGNED, CA]),
    );
  });

  it('may be several in bytes', () => {
    const all = authorities((it) => it.load_data(Buffer.concat([CA.raw, SELF_SIGNED.raw])));
    expect(fingerprints(all.certificates)).toEqual(fingerprints([CA, SELF_SIGNED]));
  });

  it('are refused when they are no certificates, and nothing is loaded', () => {
    const all = new Authorities();
    const broken = pem_text('ca.pem').replace('\nMII', '\nAAA');
    expect(() => all.load_text('no PEM')).toThrow(
      new SSLError(1, '[X509] no certificate or crl found'),
    );
    expect(() => all.load_data('no PEM')).toThrow(
      new SSLError(1, '[PEM: NO_START_LINE] no start line'),
    );
    expect(() => all.load_text(broken)).toThrow(SSLError);
    expect(() => all.load_data(broken)).toThrow(SSLError);
    expect(() => all.load_data(Buffer.from('no DER'))).toThrow(SSLError);
    expect(all.certificates).toEqual([]);
  });
});

describe('a directory of authorities', () => {
  it('has those in files that are named by a hash and a number', () => {
    const path = new_directory();
    copyFileSync(pem_path('ca.pem'), join(path, '0123abcd.0'));
    copyFileSync(pem_path('self_signed.pem'), join(path, 'fedcba98.12'));
    for (const name of ['ca.pem', '0123abcd', '0123ABCD.0', '0123abcd.0.old', 'x0123abcd.0']) {
      copyFileSync(pem_path('wrong_host.pem'), join(path, name));
    }
    writeFileSync(join(path, '00000000.0'), 'no certificate');
    const all = authorities((it) => it.load_directory(path));
    expect(fingerprints(all.certificates)).toEqual(fingerprints([CA, SELF_SIGNED]));
  });

  it('that is not there is passed over', () => {
    const all = authorities((it) => it.load_directory(join(new_directory(), 'none')));
    expect(all.trusted).toEqual([]);
  });
});

describe('the default authorities', () => {
  /** Nothing in the environment that would add any. */
  function no_environment(): void {
    for (const name of ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS']) {
      vi.stubEnv(name, undefined);
    }
  }

  it("are Node's own, which Node need not be told", () => {
    no_environment();
    const all = authorities((it) => it.load_defaults());
    expect(all.trusted).toBeUndefined();
    expect(all.certificates).toHaveLength(rootCertificates.length);
  });

  it('come before what was loaded', () => {
    no_environment();
    const all = authorities((it) => {
      it.load_text(pem_text('ca.pem'));
      it.load_defaults();
    });
    expect(all.trusted).toEqual([...rootCertificates, CA.toString()]);
    expect(all.certificates.at(-1)?.fingerprint).toBe(CA.fingerprint);
  });

  it("are also those of OpenSSL's and Node's variables", () => {
    no_environment();
    const path = new_directory();
    copyFileSync(pem_path('self_signed.pem'), join(path, '0123abcd.0'));
    vi.stubEnv('SSL_CERT_FILE', pem_path('ca.pem'));
    vi.stubEnv('SSL_CERT_DIR', path);
    vi.stubEnv('NODE_EXTRA_CA_CERTS', pem_path('expired.pem'));
    const all = authorities((it) => it.load_defaults());
    expect(fingerprints(all.certificates.slice(rootCertificates.length))).toEqual(
      fingerprints([certificate('expired.pem'), CA, SELF_SIGNED]),
    );
    expect(all.trusted).toHaveLength(rootCertificates.length + 3);
  });

  it('are there though what the variables name is not', () => {
    for (const name of ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS']) {
      vi.stubEnv(name, '/nowhere/at/all');
    }
    const all = authorities((it) => it.load_defaults());
    expect(all.certificates).toHaveLength(rootCertificates.length);
  });
});
