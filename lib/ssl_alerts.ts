/** The numbers of the alerts of TLS, which a callback for host names may return. */

/** No more data comes. */
export const ALERT_DESCRIPTION_CLOSE_NOTIFY = 0;
/** A message came at the wrong time. */
export const ALERT_DESCRIPTION_UNEXPECTED_MESSAGE = 10;
/** A record was changed on its way. */
export const ALERT_DESCRIPTION_BAD_RECORD_MAC = 20;
/** A record is too long. */
export const ALERT_DESCRIPTION_RECORD_OVERFLOW = 22;
/** What was compressed cannot be restored. */
export const ALERT_DESCRIPTION_DECOMPRESSION_FAILURE = 30;
/** There is nothing that both sides can agree on. */
export const ALERT_DESCRIPTION_HANDSHAKE_FAILURE = 40;
/** A certificate is damaged. */
export const ALERT_DESCRIPTION_BAD_CERTIFICATE = 42;
/** A certificate is of an unknown kind. */
export const ALERT_DESCRIPTION_UNSUPPORTED_CERTIFICATE = 43;
/** A certificate was revoked. */
export const ALERT_DESCRIPTION_CERTIFICATE_REVOKED = 44;
/** A certificate has expired. */
export const ALERT_DESCRIPTION_CERTIFICATE_EXPIRED = 45;
/** Something else is wrong with a certificate. */
export const ALERT_DESCRIPTION_CERTIFICATE_UNKNOWN = 46;
/** A field of the handshake is out of range. */
export const ALERT_DESCRIPTION_ILLEGAL_PARAMETER = 47;
/** The authority is not trusted. */
export const ALERT_DESCRIPTION_UNKNOWN_CA = 48;
/** The certificate is valid, and its owner is not let in. */
export const ALERT_DESCRIPTION_ACCESS_DENIED = 49;
/** A message cannot be understood. */
export const ALERT_DESCRIPTION_DECODE_ERROR = 50;
/** A signature of the handshake is wrong. */
export const ALERT_DESCRIPTION_DECRYPT_ERROR = 51;
/** That version of TLS is not spoken. */
export const ALERT_DESCRIPTION_PROTOCOL_VERSION = 70;
/** The ciphers are not safe enough. */
export const ALERT_DESCRIPTION_INSUFFICIENT_SECURITY = 71;
/** Something is wrong on this side. */
export const ALERT_DESCRIPTION_INTERNAL_ERROR = 80;
/** The handshake was given up. */
export const ALERT_DESCRIPTION_USER_CANCELLED = 90;
/** There is no second handshake. */
export const ALERT_DESCRIPTION_NO_RENEGOTIATION = 100;
/** An extension came that nobody has asked for. */
export const ALERT_DESCRIPTION_UNSUPPORTED_EXTENSION = 110;
/** A certificate cannot be fetched. */
export const ALERT_DESCRIPTION_CERTIFICATE_UNOBTAINABLE = 111;
/** There is no such host here. */
export const ALERT_DESCRIPTION_UNRECOGNIZED_NAME = 112;
/** What was said of the state of a certificate is wrong. */
export const ALERT_DESCRIPTION_BAD_CERTIFICATE_STATUS_RESPONSE = 113;
/** A fetched certificate is not the one that was meant. */
export const ALERT_DESCRIPTION_BAD_CERTIFICATE_HASH_VALUE = 114;
/** There is no such shared key. */
export const ALERT_DESCRIPTION_UNKNOWN_PSK_IDENTITY = 115;
