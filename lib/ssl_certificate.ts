/**
 * A certificate as Python shows it: the dict of `SSLSocket.getpeercert()`. (CPython: `_decode_certificate()` of `_ssl.c`.)
 *
 * The names are read from the certificate's bytes, not from a printed form: host names are checked by them.
 */

import { X509Certificate } from 'node:crypto';
import {
  BOOLEAN,
  context_tag,
  type Element,
  elements,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  object_identifier,
  single,
  text,
} from './der';

/** A tuple of relative distinguished names, each a tuple of pairs: `((('commonName', 'localhost'),),)`. */
export type DistinguishedName = readonly (readonly (readonly [string, string])[])[];

/** What `getpeercert()` returns. Times look like `'Jan  1 00:00:00 2120 GMT'`, the serial number is hexadecimal. */
export interface Certificate {
  subject?: DistinguishedName;
  issuer?: DistinguishedName;
  version?: number;
  serialNumber?: string;
  notBefore?: string;
  notAfter?: string;
  /** `('DNS', 'localhost')`, `('IP Address', '127.0.0.1')`, … */
  subjectAltName?: readonly (readonly [string, string | DistinguishedName])[];
  OCSP?: readonly string[];
  caIssuers?: readonly string[];
  crlDistributionPoints?: readonly string[];
}

/** OpenSSL's long names of what names consist of; others are shown by their numbers. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'commonName',
  '2.5.4.4': 'surname',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'countryName',
  '2.5.4.7': 'localityName',
  '2.5.4.8': 'stateOrProvinceName',
  '2.5.4.9': 'streetAddress',
  '2.5.4.10': 'organizationName',
  '2.5.4.11': 'organizationalUnitName',
  '2.5.4.12': 'title',
  '2.5.4.13': 'description',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.42': 'givenName',
  '2.5.4.43': 'initials',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'userId',
  '0.9.2342.19200300.100.1.25': 'domainComponent',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.3.6.1.4.1.311.60.2.1.1': 'jurisdictionLocalityName',
  '1.3.6.1.4.1.311.60.2.1.2': 'jurisdictionStateOrProvinceName',
  '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionCountryName',
};

const SUBJECT_ALT_NAME = '2.5.29.17';
const CRL_DISTRIBUTION_POINTS = '2.5.29.31';
const AUTHORITY_INFO_ACCESS = '1.3.6.1.5.5.7.1.1';
const OCSP = '1.3.6.1.5.5.7.48.1';
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';

const DNS_NAME = context_tag(2, 'primitive');
const URI = context_tag(6, 'primitive');

/** Fields of `TBSCertificate`. */
const VERSION = context_tag(0, 'constructed');
const EXTENSIONS = context_tag(3, 'constructed');

/**
 * The dict of a certificate.
 *
 * @throws ValueError when its parts do not fit together.
 */
export function decode_certificate(certificate: X509Certificate): Certificate {
  const [signed] = elements(single(certificate.raw).body);
  const fields = elements((signed as Element).body);
  const has_version = fields[0]?.tag === VERSION;
  // serial number, algorithm, issuer, validity, subject, key, optional fields
  const [, , issuer, , subject, , ...rest] = has_version ? fields.slice(1) : fields;
  const extensions = extensions_of(rest.find(({ tag }) => tag === EXTENSIONS));
  return {
    subject: distinguished_name(subject as Element),
    issuer: distinguished_name(issuer as Element),
    version: has_version ? (single((fields[0] as Element).body).body.at(-1) as number) + 1 : 1,
    // Whole bytes: of every number but zero Node shows them by itself.
    serialNumber: certificate.serialNumber.padStart(2, '0'),
    notBefore: certificate.validFrom,
    notAfter: certificate.validTo,
    ...alternative_names(extensions.get(SUBJECT_ALT_NAME)),
    ...information_access(extensions.get(AUTHORITY_INFO_ACCESS)),
    ...distribution_points(extensions.get(CRL_DISTRIBUTION_POINTS)),
  };
}

function distinguished_name(name: Element): DistinguishedName {
  return elements(name.body).map((set) =>
    elements(set.body).map(({ body }) => {
      const [type, value] = elements(body) as [Element, Element];
      const identifier = object_identifier(type.body);
      return [ATTRIBUTES[identifier] ?? identifier, text(value)] as const;
    }),
  );
}

/** Each extension's value by its identifier. */
function extensions_of(field: Element | undefined): Map<string, Element> {
  const found = new Map<string, Element>();
  if (field === undefined) return found;
  for (const { body } of elements(single(field.body).body)) {
    const [type, ...rest] = elements(body).filter(({ tag }) => tag !== BOOLEAN);
    const [value] = rest;
    if (type?.tag !== OBJECT_IDENTIFIER || value?.tag !== OCTET_STRING) continue;
    found.set(object_identifier(type.body), single(value.body));
  }
  return found;
}

function alternative_names(extension: Element | undefined): Pick<Certificate, 'subjectAltName'> {
  return extension === undefined
    ? {}
    : { subjectAltName: elements(extension.body).map((name) => general_name(name)) };
}

function general_name({ tag, body }: Element): [string, string | DistinguishedName] {
  switch (tag) {
    case context_tag(1, 'primitive'):
      return ['email', body.toString('latin1')];
    case DNS_NAME:
      return ['DNS', body.toString('latin1')];
    case context_tag(4, 'constructed'):
      return ['DirName', distinguished_name(single(body))];
    case URI:
      return ['URI', body.toString('latin1')];
    case context_tag(7, 'primitive'):
      return ['IP Address', ip_address(body)];
    case context_tag(8, 'primitive'):
      return ['Registered ID', object_identifier(body)];
    default:
      return ['othername', '<unsupported>'];
  }
}

function ip_address(body: Buffer): string {
  if (body.length === 4) return body.join('.');
  if (body.length !== 16) return '<invalid>';
  const groups = Array.from({ length: 8 }, (_, i) => body.readUInt16BE(2 * i));
  return groups.map((group) => group.toString(16).toUpperCase()).join(':');
}

function information_access(
  extension: Element | undefined,
): Pick<Certificate, 'OCSP' | 'caIssuers'> {
  if (extension === undefined) return {};
  const uris = (method: string) =>
    elements(extension.body).flatMap(({ body }) => {
      const [type, location] = elements(body) as [Element, Element];
      const fits = object_identifier(type.body) === method && location.tag === URI;
      return fits ? [location.body.toString('latin1')] : [];
    });
  const ocsp = uris(OCSP);
  const issuers = uris(CA_ISSUERS);
  return {
    ...(ocsp.length > 0 && { OCSP: ocsp }),
    ...(issuers.length > 0 && { caIssuers: issuers }),
  };
}

/** The URIs in `[0] { [0] { uri… } }` of each point. */
function distribution_points(
  extension: Element | undefined,
): Pick<Certificate, 'crlDistributionPoints'> {
  if (extension === undefined) return {};
  const option = context_tag(0, 'constructed');
  const inside = (outer: readonly Element[]) =>
    outer.filter(({ tag }) => tag === option).flatMap(({ body }) => elements(body));
  const uris = elements(extension.body)
    .flatMap(({ body }) => inside(inside(elements(body))))
    .filter(({ tag }) => tag === URI)
    .map(({ body }) => body.toString('latin1'));
  return uris.length > 0 ? { crlDistributionPoints: uris } : {};
}

/** Every certificate of a PEM text, in order. */
export function pem_certificates(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
}

/** Certificates of DER, one after another, as PEM. */
export function der_certificates(data: Buffer): string[] {
  const found: string[] = [];
  let position = 0;
  while (position < data.length) {
    const rest = data.subarray(position);
    const certificate = new X509Certificate(rest);
    found.push(certificate.toString());
    position += certificate.raw.length;
  }
  return found;
}
