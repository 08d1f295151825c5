/**
 * The secure transport connection profiles of PS3.15 Annex B as settings of Node's TLS: versions, cipher suites, key strength.
 * There is no way to a lower version, to a suite without forward secrecy and authenticated encryption, or to plain text.
 */
import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';

export const TLS_PROFILES = ['bcp195', 'bcp195-nondowngrading'] as const;

/**
 * `bcp195`: BCP 195 as it stands with RFC 8996 and RFC 9325 (PS3.15 B.12, before it B.9).
 * `bcp195-nondowngrading`: the cipher suites that PS3.15 B.10 requires for TLS 1.2, which older devices have.
 */
export type TlsProfile = (typeof TLS_PROFILES)[number];

/** RFC 9325 4.2.1, TLS 1.2. */
const RECOMMENDED = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
];

/** RFC 8446 B.4; part of every profile. */
const TLS13 = ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'];

const SUITES: Readonly<Record<TlsProfile, readonly string[]>> = {
  bcp195: [...TLS13, ...RECOMMENDED, 'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  'bcp195-nondowngrading': [
    ...TLS13,
    ...RECOMMENDED,
    'DHE-RSA-AES128-GCM-SHA256',
    'DHE-RSA-AES256-GCM-SHA384',
  ],
};

/**
 * OpenSSL's security level 2 refuses, on our side and in the peer's chain, RSA and DH keys under 2048 bits, elliptic curves
 * under 224 bits, and signatures by MD5 or SHA-1.
 */
const SECURITY_LEVEL = '@SECLEVEL=2';

export function profileSettings(profile: TlsProfile): SecureContextOptions {
  return {
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: `${SUITES[profile].join(':')}:${SECURITY_LEVEL}`,
    honorCipherOrder: true,
    ecdhCurve: 'X25519:P-256:P-384:P-521',
    dhparam: 'auto',
    // Associations are long: nothing is won by resuming a session, and one that is not resumed is verified anew.
    secureOptions:
      constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_COMPRESSION | constants.SSL_OP_NO_RENEGOTIATION,
  };
}
