/** Whether a certificate is one for a host. (CPython: `ssl.match_hostname()`; the rules are those of RFC 6125.) */

import { BlockList, isIP } from 'node:net';
import { ValueError } from './errors';
import { repr } from './reprlib';
import type { Certificate } from './ssl_certificate';
import { CertificateError } from './ssl_errors';

/**
 * Check that a certificate, as `getpeercert()` returns it, is one for this host name or IP address.
 * The subject's common names count only when there are no alternative names of hosts or addresses.
 *
 * @throws CertificateError when it is not; ValueError when there is no certificate.
 */
export function match_hostname(cert: Certificate | null | undefined, hostname: string): void {
  if (cert === null || cert === undefined || Object.keys(cert).length === 0) {
    throw new ValueError(
      'empty or no certificate, match_hostname needs a SSL socket or SSL context with either ' +
        'CERT_OPTIONAL or CERT_REQUIRED',
    );
  }
  const is_address = isIP(hostname) !== 0;
  const names: string[] = [];
  for (const [kind, value] of cert.subjectAltName ?? []) {
    if (typeof value !== 'string') continue;
    if (kind === 'DNS') {
      if (!is_address && name_matches(value, hostname)) return;
      names.push(value);
    } else if (kind === 'IP Address') {
      if (is_address && same_address(value, hostname)) return;
      names.push(value);
    }
  }
  if (names.length === 0) {
    for (const [key, value] of (cert.subject ?? []).flat()) {
      if (key !== 'commonName') continue;
      if (name_matches(value, hostname)) return;
      names.push(value);
    }
  }
  throw new CertificateError(mismatch(names, hostname));
}

function mismatch(names: readonly string[], hostname: string): string {
  if (names.length === 0) return 'no appropriate commonName or subjectAltName fields were found';
  const either = names.length > 1 ? 'either of ' : '';
  return `hostname ${repr(hostname)} doesn't match ${either}${names.map(repr).join(', ')}`;
}

/** A wildcard may stand in the leftmost label alone, once, and for one label at most. */
function name_matches(pattern: string, hostname: string): boolean {
  if (pattern === '') return false;
  const [leftmost = '', ...rest] = pattern.split('.');
  const wildcards = leftmost.split('*').length - 1;
  if (wildcards > 1) {
    throw new CertificateError(`too many wildcards in certificate DNS name: ${repr(pattern)}`);
  }
  if (wildcards === 0) return pattern.toLowerCase() === hostname.toLowerCase();
  const expression = [leftmost_expression(leftmost, hostname), ...rest.map(literal)].join('\\.');
  return new RegExp(`^${expression}$`, 'i').test(hostname);
}

function leftmost_expression(label: string, hostname: string): string {
  if (label === '*') return '[^.]+';
  // No wildcard inside an encoded international name.
  if (label.startsWith('xn--') || hostname.startsWith('xn--')) return literal(label);
  return literal(label).replace('\\*', '[^.]*');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function same_address(address: string, hostname: string): boolean {
  const family = isIP(address);
  if (family === 0 || family !== isIP(hostname)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const one = new BlockList();
  one.addAddress(address, type);
  return one.check(hostname, type);
}
