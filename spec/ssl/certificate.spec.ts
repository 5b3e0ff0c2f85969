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

  it('knows every kind of name and of place', () => {
    const { subject, subjectAltName, OCSP, caIssuers, crlDistributionPoints, version } = decoded(
      pem_text('rich.pem'),
    );
    expect(subject).toEqual([[['commonName', 'rich']], [['1.3.6.1.4.1.99999.1', 'own value']]]);
    expect(subjectAltName).toEqual([
      ['DNS', 'rich.example'],
      ['email', 'rich@example.com'],
      ['URI', 'https://rich.example/'],
      ['IP Address', '192.0.2.1'],
      ['IP Address', '2001:DB8:0:0:0:0:0:FF'],
      ['Registered ID', '1.2.3.4'],
      ['DirName', [[['countryName', 'XY']], [['commonName', 'directory']]]],
      ['othername', '<unsupported>'],
    ]);
    expect([OCSP, caIssuers, crlDistributionPoints, version]).toEqual([
      ['http://ocsp.example'],
      ['http://issuer.example/ca'],
      ['http://crl.example/1', 'http://crl.example/2'],
      3,
    ]);
  });

  it('leaves out lists in which nothing is left', () => {
    const { raw } = new X509Certificate(pem_text('rich.pem'));
    // Other purposes than OCSP and issuers, other names than URIs of what is revoked.
    const hex = raw
      .toString('hex')
      .replaceAll(/2b0601050507300[12]/g, '2b06010505073009')
      .replaceAll(/86(14687474703a2f2f63726c2e)/g, '82$1');
    const certificate = decode_certificate(new X509Certificate(Buffer.from(hex, 'hex')));
    expect(Object.keys(certificate).sort()).toEqual([
      'issuer',
      'notAfter',
      'notBefore',
      'serialNumber',
      'subject',
      'subjectAltName',
      'version',
    ]);
  });

  it('knows the first version, which tells less', () => {
    const certificate = decoded(pem_text('version_1.pem'));
    expect(Object.keys(certificate).sort()).toEqual([
      'issuer',
      'notAfter',
      'notBefore',
      'serialNumber',
      'subject',
      'version',
    ]);
    expect(certificate).toMatchObject({ version: 1, serialNumber: '0123' });
    expect(certificate.subject).toEqual(decoded(pem_text('rich.pem')).subject);
  });

  it.skipIf(!has_python36)(
    `agrees with CPython on every authority that Node trusts, and on our own${without_python36}`,
    () => {
      const own = ['ca', 'localhost', 'client', 'rich', 'version_1'].map((name) =>
        pem_text(`${name}.pem`),
      );
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

describe('pem_certificates', () => {
  it('are those between the lines that say so, whatever stands around them', () => {
    const [ca, client] = [pem_text('ca.pem').trim(), pem_text('client.pem')];
    const [found, ...others] = pem_certificates(client);
    expect(others).toEqual([]);
    expect(client).toContain(found);
    expect(pem_certificates(`before\n${ca}\n${client}after`)).toEqual([ca, found]);
    expect(pem_certificates('none')).toEqual([]);
  });
});

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
