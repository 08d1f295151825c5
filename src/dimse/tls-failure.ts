/** Why a TLS connection did not come about: a closed list of codes in place of OpenSSL's and Node's hundreds. */

/** What a failure means, by the code that Node gives it (OpenSSL's reason, X.509 verification result, or Node's own). */
const CODES: readonly (readonly [RegExp, TlsFailureCode])[] = [
  [/^CERT_HAS_EXPIRED$|ALERT_CERTIFICATE_EXPIRED/, 'CERTIFICATE_EXPIRED'],
  [/^CERT_NOT_YET_VALID$/, 'CERTIFICATE_NOT_YET_VALID'],
  [/SELF_SIGNED_CERT/, 'CERTIFICATE_SELF_SIGNED'],
  [/^ERR_TLS_CERT_ALTNAME/, 'CERTIFICATE_NAME_WRONG'],
  [/^CERT_REVOKED$|ALERT_CERTIFICATE_REVOKED/, 'CERTIFICATE_REVOKED'],
  [/^UNABLE_TO_GET_CRL|^CRL_|_CRL_/, 'REVOCATION_NOT_KNOWN'],
  // Node has no word of its own for keys and digests below the security level; hardly anything else goes without one.
  [/^UNSPECIFIED$|KEY_TOO_SMALL|MD_TOO_WEAK|DH_KEY_TOO|UNSUPPORTED_SIGNATURE/, 'CERTIFICATE_WEAK'],
  [
    /UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|^CERT_UNTRUSTED$|^CERT_CHAIN_TOO_LONG$|ALERT_UNKNOWN_CA/,
    'CERTIFICATE_NOT_TRUSTED',
  ],
  [/DID_NOT_RETURN_A_CERTIFICATE|ALERT_CERTIFICATE_REQUIRED|ALERT_NO_CERTIFICATE/, 'CERTIFICATE_MISSING'],
  [
    /^INVALID_(?:CA|PURPOSE)$|^PATH_LENGTH|^CERT_(?:REJECTED|SIGNATURE)|CERTIFICATE_VERIFY_FAILED|ALERT_(?:BAD|UNSUPPORTED)_CERTIFICATE|ALERT_CERTIFICATE_UNKNOWN|DECRYPT_ERROR/,
    'CERTIFICATE_NOT_VALID',
  ],
  [/WRONG_VERSION_NUMBER|HTTP_REQUEST|HTTPS_PROXY_REQUEST|PACKET_LENGTH_TOO_LONG/, 'TLS_NOT_SPOKEN'],
  [/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW/, 'TLS_VERSION_TOO_LOW'],
  [/NO_SHARED_CIPHER|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY|NO_CIPHERS/, 'TLS_NO_COMMON_CIPHER'],
  [/HANDSHAKE_TIMEOUT/, 'TLS_HANDSHAKE_TIMEOUT'],
];

export type TlsFailureCode =
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_NOT_YET_VALID'
  | 'CERTIFICATE_SELF_SIGNED'
  | 'CERTIFICATE_NAME_WRONG'
  | 'CERTIFICATE_REVOKED'
  | 'REVOCATION_NOT_KNOWN'
  | 'CERTIFICATE_WEAK'
  | 'CERTIFICATE_NOT_TRUSTED'
  | 'CERTIFICATE_MISSING'
  | 'CERTIFICATE_NOT_VALID'
  | 'TLS_NOT_SPOKEN'
  | 'TLS_VERSION_TOO_LOW'
  | 'TLS_NO_COMMON_CIPHER'
  | 'TLS_HANDSHAKE_TIMEOUT'
  | 'TLS_FAILED';

/**
 * The code of a failed handshake. What TLS has no part in (`ECONNREFUSED`, `ECONNRESET`) keeps its own; what OpenSSL says
 * beyond the list is `TLS_FAILED`.
 */
export function tlsFailureCode(code: string | undefined): string {
  if (code === undefined) return 'TLS_FAILED' satisfies TlsFailureCode;
  const known = CODES.find(([pattern]) => pattern.test(code));
  if (known !== undefined) return known[1];
  return /^E[A-Z0-9]+$/.test(code) ? code : ('TLS_FAILED' satisfies TlsFailureCode);
}

/** Whether an error comes of TLS and not of the transport below it. */
export function isTlsFailure(code: string | undefined): boolean {
  return code !== undefined && !/^E[A-Z0-9]+$/.test(code) && code.startsWith('ERR_SSL');
}
