import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import { type Certificate, CertificateError, match_hostname } from '../../lib/ssl';

const named = (...names: string[]): Certificate => ({
  subjectAltName: names.map((name) => ['DNS', name] as const),
});
const addressed = (address: string): Certificate => ({
  subjectAltName: [['IP Address', address]],
});
const common = (name: string): Certificate => ({ subject: [[['commonName', name]]] });

describe('match_hostname', () => {
  it.each([
    [named('example.com'), 'example.com'],
    [named('Example.COM'), 'eXample.com'],
    [named('a.com', 'b.com'), 'b.com'],
    [named('*.a.com'), 'foo.a.com'],
    [named('f*.com'), 'foo.com'],
    [named('f*.com'), 'f.com'],
    [addressed('127.0.0.1'), '127.0.0.1'],
    [addressed('0:0:0:0:0:0:0:1'), '::1'],
    [common('example.com'), 'example.com'],
    [common('*.example.com'), 'www.example.com'],
  ])('accepts %j for %s', (certificate, hostname) => {
    expect(match_hostname(certificate, hostname)).toBeUndefined();
  });

  it.each([
    [named('*.com'), '.com', "hostname '.com' doesn't match '*.com'"],
    [named('*.a.com'), 'a.com', "hostname 'a.com' doesn't match '*.a.com'"],
    [named('*.a.com'), 'x.y.a.com', "hostname 'x.y.a.com' doesn't match '*.a.com'"],
    [named('a.*.com'), 'a.b.com', "hostname 'a.b.com' doesn't match 'a.*.com'"],
    [named('xn--*.com'), 'xn--a.com', "hostname 'xn--a.com' doesn't match 'xn--*.com'"],
    [named('a.com', '*.b.com'), 'c', "hostname 'c' doesn't match either of 'a.com', '*.b.com'"],
    [named('a*b*.com'), 'axbx.com', "too many wildcards in certificate DNS name: 'a*b*.com'"],
    [named('127.0.0.1'), '127.0.0.1', "hostname '127.0.0.1' doesn't match '127.0.0.1'"],
    [addressed('127.0.0.1'), '127.0.0.2', "hostname '127.0.0.2' doesn't match '127.0.0.1'"],
    [named('ab.com'), 'a.com', "hostname 'a.com' doesn't match 'ab.com'"],
    [named('axcom'), 'a.com', "hostname 'a.com' doesn't match 'axcom'"],
    [named('*.a-b.com'), 'x.aXb.com', "hostname 'x.aXb.com' doesn't match '*.a-b.com'"],
    [common('a.com'), 'b.com', "hostname 'b.com' doesn't match 'a.com'"],
    [{ ...common('a.com'), ...named('b.com') }, 'a.com', "hostname 'a.com' doesn't match 'b.com'"],
    [{ subject: [] }, 'x', 'no appropriate commonName or subjectAltName fields were found'],
    [named('a.com\0.b.com'), 'a.com', "hostname 'a.com' doesn't match 'a.com\\x00.b.com'"],
  ] as [Certificate, string, string][])('refuses %j for %s', (certificate, hostname, text) => {
    const check = () => match_hostname(certificate, hostname);
    expect(check).toThrow(CertificateError);
    expect(check).toThrow(text);
  });

  it('wants a certificate', () => {
    for (const nothing of [{}, undefined, null]) {
      expect(() => match_hostname(nothing, 'a.com')).toThrow(ValueError);
      expect(() => match_hostname(nothing, 'a.com')).toThrow('empty or no certificate');
    }
  });
});
