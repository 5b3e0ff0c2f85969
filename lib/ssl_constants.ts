/** The numbers of `ssl`, with OpenSSL's values. */

import { constants } from 'node:crypto';

/** No certificate is asked for, or looked at. */
export const CERT_NONE = 0;
/** A client need not show a certificate; one that it shows has to be valid. For clients the same as CERT_REQUIRED. */
export const CERT_OPTIONAL = 1;
/** The other side has to show a valid certificate. */
export const CERT_REQUIRED = 2;

/** Certificates are looked at without further rules. */
export const VERIFY_DEFAULT = 0;
/** The certificate is not on the list of its authority; Node does not look there. */
export const VERIFY_CRL_CHECK_LEAF = 4;
/** Nor is any between it and the authority; Node does not look there. */
export const VERIFY_CRL_CHECK_CHAIN = 12;
/** Certificates with small faults are refused, which Node cannot. */
export const VERIFY_X509_STRICT = 32;
/** Trusted authorities are preferred to what the other side sends: always so. */
export const VERIFY_X509_TRUSTED_FIRST = 0x8000;

/** The best version that both sides know, of TLS 1.2 and later. For clients and servers. */
export const PROTOCOL_TLS = 2;
/** The former name of PROTOCOL_TLS. */
export const PROTOCOL_SSLv23: number = PROTOCOL_TLS;
/** As PROTOCOL_TLS, for clients alone: certificates and host names are checked. */
export const PROTOCOL_TLS_CLIENT = 16;
/** As PROTOCOL_TLS, for servers alone. */
export const PROTOCOL_TLS_SERVER = 17;
/** TLS 1.0 alone. */
export const PROTOCOL_TLSv1 = 3;
/** TLS 1.1 alone. */
export const PROTOCOL_TLSv1_1 = 4;
/** TLS 1.2 alone. */
export const PROTOCOL_TLSv1_2 = 5;

/** Versions for `SSLContext.minimum_version` and `maximum_version`. (CPython 3.7.) */
export const TLSVersion = {
  /** TLS 1.0. */
  TLSv1: 0x301,
  /** TLS 1.1. */
  TLSv1_1: 0x302,
  /** TLS 1.2. */
  TLSv1_2: 0x303,
  /** TLS 1.3. */
  TLSv1_3: 0x304,
} as const;

/** Workarounds for the bugs of others. */
export const OP_ALL: number = constants.SSL_OP_ALL >>> 0;
/** No SSL 2; it is never spoken. */
export const OP_NO_SSLv2 = 0;
/** No SSL 3; it is never spoken. */
export const OP_NO_SSLv3: number = constants.SSL_OP_NO_SSLv3;
/** No TLS 1.0. */
export const OP_NO_TLSv1: number = constants.SSL_OP_NO_TLSv1;
/** No TLS 1.1. */
export const OP_NO_TLSv1_1: number = constants.SSL_OP_NO_TLSv1_1;
/** No TLS 1.2. */
export const OP_NO_TLSv1_2: number = constants.SSL_OP_NO_TLSv1_2;
/** No TLS 1.3. */
export const OP_NO_TLSv1_3: number = constants.SSL_OP_NO_TLSv1_3;
/** The server chooses among the ciphers that both sides know. */
export const OP_CIPHER_SERVER_PREFERENCE: number = constants.SSL_OP_CIPHER_SERVER_PREFERENCE;
/** No session tickets. */
export const OP_NO_TICKET: number = constants.SSL_OP_NO_TICKET;
/** No compression; there never is. */
export const OP_NO_COMPRESSION: number = constants.SSL_OP_NO_COMPRESSION;
/** A new key for each connection: always so. */
export const OP_SINGLE_DH_USE = 0;
/** A new key for each connection: always so. */
export const OP_SINGLE_ECDH_USE = 0;

/** Clients can say which host they want. */
export const HAS_SNI = true;
/** Both sides can agree on the protocol that follows TLS. */
export const HAS_ALPN = true;
/** The forerunner of ALPN. */
export const HAS_NPN = false;
/** TLS 1.3 can be spoken. */
export const HAS_TLSv1_3 = true;
/** The library below. */
export const OPENSSL_VERSION = `OpenSSL ${process.versions.openssl}`;
