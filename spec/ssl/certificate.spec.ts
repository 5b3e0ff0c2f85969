import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { decode_certificate, der_certificates, pem_certificates } from '../../lib/ssl_certificate';
import { pem_text } from '../support/certificates';
import { has_python36, python36, without_python36 } from '../support/python36';

const decoded = (pem: string) => decode_certificate(new X509Certificate(pem));

describe('decode_certificate', () => {
  it("makes Python's dict", () => {
    const { serialNumber, ...rest } = decoded(pem_text('localhost.pem'));
    expect(serialNumber).toMatch(/^[0-9A-F]{38,40}$/);
    const name = (common: string) => [
      [['countryName', 'XY']],
      [['organizationName', 'yieldfrom tests']],
      [['commonName', common]],
    ];
    expect(rest).toEqual({
      subject: name('localhost'),
      issuer: name('test authority'),
      version: 3,
      notBefore: 'Jan  1 00:00:00 2020 GMT',
      notAfter: 'Jan  1 00:00:00 2120 GMT',
      subjectAltName: [
        ['DNS', 'localhost'],
        ['IP Address', '127.0.0.1'],
        ['IP Address', '0:0:0:0:0:0:0:1'],
      ],
    });
  });

  it('knows addresses of mail', () => {
    expect(decoded(pem_text('client.pem')).subjectAltName).toEqual([
      ['email', 'client@example.com'],
    ]);
  });

  it.skipIf(!has_python36)(
    `agrees with CPython on every authority that Node trusts, and on our own${without_python36}`,
    () => {
      const own = ['ca', 'localhost', 'client'].map((name) => pem_text(`${name}.pem`));
      const pems = [...rootCertificates, ...own.flatMap(pem_certificates)];
      const { stdout } = python36(['-c', DECODE], { input: JSON.stringify(pems) });
      const theirs = JSON.parse(stdout);
      expect(theirs).toHaveLength(pems.length);
      expect(pems.map(decoded)).toEqual(theirs);
    },
  );
});

const DECODE = `
import json, ssl, sys, tempfile
def decode(pem):
    with tempfile.NamedTemporaryFile('w') as file:
        file.write(pem + '\\n')
        file.flush()
        return ssl._ssl._test_decode_cert(file.name)
print(json.dumps([decode(pem) for pem in json.load(sys.stdin)]))
`;

describe('der_certificates', () => {
  it('divides certificates that follow one another', () => {
    const [ca, localhost] = ['ca.pem', 'localhost.pem'].map(
      (name) => new X509Certificate(pem_text(name)),
    ) as [X509Certificate, X509Certificate];
    const pems = der_certificates(Buffer.concat([ca.raw, localhost.raw]));
    expect(pems.map((pem) => new X509Certificate(pem).serialNumber)).toEqual([
      ca.serialNumber,
      localhost.serialNumber,
    ]);
  });
});
