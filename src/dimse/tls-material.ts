/** Certificates, keys, authorities and revocation lists, read from their files and checked before anything depends on them. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { LetheError } from '../errors.js';
import { readRegularFile } from '../regular-file.js';
import { nextUpdateOf } from './revocation-list.js';
import { profileSettings, type TlsProfile } from './tls-profile.js';

/** Which files one end of a connection uses; absolute paths of PEM files. */
export interface TlsFiles {
  /** Our certificate, followed by those between it and its authority. */
  readonly certificate?: string;
  readonly key?: string;
  /** The authorities that may vouch for the peer; empty: those that come with Node. */
  readonly ca: readonly string[];
  /** Revocation lists; where there are any, each authority of a peer must have one that is in force. */
  readonly crl?: readonly string[];
  readonly profile: TlsProfile;
}

/** What the files hold; plain data that may travel between threads. `key` is secret. */
export interface TlsMaterial {
  readonly profile: TlsProfile;
  readonly certificate?: string;
  readonly key?: string;
  readonly ca?: readonly string[];
  readonly crl?: readonly string[];
  /** When our certificate, one of those after it in its file, or a revocation list runs out first; milliseconds since 1970. */
  readonly expiresAt?: number;
}

const PEM_CRL = /-----BEGIN X509 CRL-----[^-]+-----END X509 CRL-----/g;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads and checks the files.
 * @throws LetheError `CERTIFICATE_NOT_USABLE`, naming file and reason: not readable, not PEM, expired or not yet valid,
 *   a revocation list that is out of force, a key that is not the certificate's, is encrypted or open to everyone, too weak for the profile
 */
export function loadTlsMaterial(files: TlsFiles, now: number): TlsMaterial {
  const chain = files.certificate === undefined ? undefined : readCertificates(files.certificate);
  const key = files.key === undefined ? undefined : readKey(files.key);
  const authorities = files.ca.map((file) => ({ file, found: readCertificates(file) }));
  for (const { file, found } of authorities)
    for (const { parsed } of found)
      if (Date.parse(parsed.validTo) < now)
        throw fault(file, `the authority ${nameOf(parsed)} expired on ${parsed.validTo}`);
  const lists = files.crl?.flatMap((file) => readRevocationLists(file, now));
  const ends = [
    ...(chain ?? []).map(({ parsed }) => Date.parse(parsed.validTo)),
    ...(lists ?? []).flatMap(({ nextUpdate }) => (nextUpdate === undefined ? [] : [nextUpdate])),
  ];
  const [own] = chain ?? [];
  if (own !== undefined && files.certificate !== undefined) {
    if (Date.parse(own.parsed.validTo) < now)
      throw fault(files.certificate, `it expired on ${own.parsed.validTo}`);
    if (Date.parse(own.parsed.validFrom) > now)
      throw fault(files.certificate, `it is not valid before ${own.parsed.validFrom}`);
    if (key !== undefined && !own.parsed.checkPrivateKey(createPrivateKey(key)))
      throw fault(files.key ?? '', `it is not the key of ${files.certificate}`);
  }
  const material: TlsMaterial = {
    profile: files.profile,
    ...(chain === undefined ? {} : { certificate: chain.map(({ pem }) => pem).join('\n') }),
    ...(key === undefined ? {} : { key }),
    ...(authorities.length === 0
      ? {}
      : { ca: authorities.flatMap(({ found }) => found.map(({ pem }) => pem)) }),
    ...(lists === undefined ? {} : { crl: lists.map(({ pem }) => pem) }),
    ...(ends.length === 0 ? {} : { expiresAt: Math.min(...ends) }),
  };
  try {
    createSecureContext(secureContextOptions(material));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be used';
    const weak = /KEY_TOO_SMALL|MD_TOO_WEAK/.test(reason);
    throw fault(
      files.certificate ?? files.ca[0] ?? '',
      weak ? `its key or signature is too weak for the profile ${files.profile}` : reason,
      error,
    );
  }
  return material;
}

/** The settings of Node's TLS that this material and its profile make. */
export function secureContextOptions(material: TlsMaterial): SecureContextOptions {
  return {
    ...profileSettings(material.profile),
    ...(material.certificate === undefined ? {} : { cert: material.certificate }),
    ...(material.key === undefined ? {} : { key: material.key }),
    ...(material.ca === undefined ? {} : { ca: [...material.ca] }),
    ...(material.crl === undefined ? {} : { crl: [...material.crl] }),
  };
}

interface ReadCertificate {
  readonly pem: string;
  readonly parsed: X509Certificate;
}

function readCertificates(file: string): readonly ReadCertificate[] {
  const found = readText(file).match(PEM_CERTIFICATE);
  if (found === null) throw fault(file, 'it holds no PEM certificate');
  return found.map((pem, index) => {
    try {
      return { pem, parsed: new X509Certificate(pem) };
    } catch (error) {
      throw fault(file, `its certificate ${String(index + 1)} cannot be read`, error);
    }
  });
}

interface RevocationList {
  readonly pem: string;
  /** Until when it is in force; undefined where it does not say */
  readonly nextUpdate: number | undefined;
}

function readRevocationLists(file: string, now: number): readonly RevocationList[] {
  const found = readText(file).match(PEM_CRL);
  if (found === null) throw fault(file, 'it holds no PEM revocation list (BEGIN X509 CRL)');
  return found.map((pem, index) => {
    try {
      createSecureContext({ crl: pem });
    } catch (error) {
      throw fault(file, `its revocation list ${String(index + 1)} cannot be read`, error);
    }
    const nextUpdate = nextUpdateOf(Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64'));
    if (nextUpdate !== undefined && nextUpdate < now)
      throw fault(
        file,
        `its revocation list ${String(index + 1)} was in force until ${new Date(nextUpdate).toISOString()}`,
      );
    return { pem, nextUpdate };
  });
}

function readKey(file: string): string {
  const text = readText(file);
  if ((statSync(file).mode & 0o007) !== 0)
    throw fault(file, 'everyone on this machine may use it', undefined, `chmod 600 ${file}`);
  if (/ENCRYPTED/.test(text))
    throw fault(file, 'it is encrypted, and nobody is there at a start to tell its passphrase');
  try {
    createPrivateKey(text);
  } catch (error) {
    throw fault(file, 'it holds no PEM private key', error);
  }
  return text;
}

function readText(file: string): string {
  try {
    return readRegularFile(file).toString('latin1');
  } catch (error) {
    throw fault(file, 'it cannot be read', error);
  }
}

function nameOf(certificate: X509Certificate): string {
  return JSON.stringify(certificate.subject.split('\n').join(', '));
}

function fault(file: string, reason: string, cause?: unknown, hint?: string): LetheError {
  return new LetheError('CERTIFICATE_NOT_USABLE', `${file}: ${reason}`, {
    cause,
    hint:
      hint ?? 'docs/security.md tells what certificates and keys must be, and how to make and change them',
  });
}
