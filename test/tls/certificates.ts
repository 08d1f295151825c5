/** Certificates for tests, made by OpenSSL at run time; nothing of them is kept. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { loadTlsMaterial, type TlsMaterial } from '../../src/dimse/tls-material.js';
import type { TlsProfile } from '../../src/dimse/tls-profile.js';

const run = promisify(execFile);

/** PEM files. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

export interface Subject {
  readonly commonName: string;
  /** As OpenSSL writes them: `DNS:a.example`, `IP:127.0.0.1`. */
  readonly alternativeNames?: readonly string[];
  /** `YYYYMMDDHHMMSSZ`; two days around now unless told. */
  readonly from?: string;
  readonly until?: string;
  readonly keyKind?: 'ec' | 'rsa:2048' | 'rsa:1024';
  readonly digest?: 'sha256' | 'sha1';
}

/** An authority in a folder of its own. */
export interface Authority extends Certified {
  issue(name: string, subject: Subject): Promise<Certified>;
  /** Revokes certificates and writes the list, which is in force for two days, or was in 2020. @returns its PEM file */
  revoke(name: string, certificates: readonly string[], isOver?: boolean): Promise<string>;
}

function newKey(kind: NonNullable<Subject['keyKind']>, file: string): string[] {
  const algorithm =
    kind === 'ec' ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'] : ['-newkey', kind];
  return [...algorithm, '-noenc', '-keyout', file];
}

async function openssl(...args: readonly string[]): Promise<string> {
  return (await run('openssl', [...args])).stdout;
}

/** Makes an authority. */
export async function makeAuthority(folder: string, commonName: string): Promise<Authority> {
  await mkdir(folder, { recursive: true });
  const key = path.join(folder, 'ca.key');
  const certificate = path.join(folder, 'ca.pem');
  await openssl(
    ...['req', '-x509', ...newKey('ec', key), '-out', certificate, '-days', '2', '-sha256'],
    ...['-subj', `/CN=${commonName}`, '-addext', 'basicConstraints=critical,CA:TRUE'],
  );
  const database = path.join(folder, 'index.txt');
  const configuration = path.join(folder, 'ca.cnf');
  await writeFile(database, '');
  await writeFile(
    configuration,
    [
      '[ca]',
      'default_ca = here',
      '[here]',
      `database = ${database}`,
      `serial = ${path.join(folder, 'serial')}`,
      `new_certs_dir = ${folder}`,
      'unique_subject = no',
      'policy = any',
      'copy_extensions = copy',
      '[any]',
      'commonName = supplied',
    ].join('\n'),
  );
  return {
    certificate,
    key,
    async issue(name, subject) {
      const own = await makeRequest(folder, name, subject);
      const dates = subject.until === undefined ? ['-days', '2'] : ['-enddate', subject.until];
      await openssl(
        ...['ca', '-batch', '-notext', '-config', configuration, '-rand_serial'],
        ...['-cert', certificate, '-keyfile', key, '-md', subject.digest ?? 'sha256', '-in', own.request],
        ...['-out', own.certificate, '-startdate', subject.from ?? '20200101000000Z', ...dates],
      );
      return { certificate: own.certificate, key: own.key };
    },
    async revoke(name, revoked, isOver = false) {
      const common = ['-config', configuration, '-cert', certificate, '-keyfile', key, '-md', 'sha256'];
      for (const one of revoked) await openssl('ca', ...common, '-revoke', one);
      const file = path.join(folder, `${name}.crl`);
      const over = ['-crl_lastupdate', '20200101000000Z', '-crl_nextupdate', '20210101000000Z'];
      await openssl('ca', ...common, '-gencrl', '-out', file, ...(isOver ? over : ['-crldays', '2']));
      return file;
    },
  };
}

async function makeRequest(
  folder: string,
  name: string,
  { commonName, alternativeNames = [], keyKind = 'ec' }: Subject,
): Promise<Certified & { readonly request: string }> {
  const key = path.join(folder, `${name}.key`);
  const request = path.join(folder, `${name}.csr`);
  const extension =
    alternativeNames.length === 0 ? [] : ['-addext', `subjectAltName=${alternativeNames.join(',')}`];
  await openssl(
    'req',
    '-new',
    ...newKey(keyKind, key),
    '-out',
    request,
    '-subj',
    `/CN=${commonName}`,
    ...extension,
  );
  return { key, request, certificate: path.join(folder, `${name}.pem`) };
}

/** A certificate that nobody vouches for. */
export async function makeSelfSigned(folder: string, name: string, commonName: string): Promise<Certified> {
  await mkdir(folder, { recursive: true });
  const key = path.join(folder, `${name}.key`);
  const certificate = path.join(folder, `${name}.pem`);
  await openssl(
    ...['req', '-x509', ...newKey('ec', key), '-out', certificate, '-days', '2'],
    ...['-subj', `/CN=${commonName}`, '-addext', `subjectAltName=DNS:${commonName}`],
  );
  return { certificate, key };
}

/** Material as a node would load it. */
export function materialOf(
  own: Certified | undefined,
  ca: readonly string[],
  profile: TlsProfile = 'bcp195',
  crl?: readonly string[],
  now = Date.now(),
): TlsMaterial {
  return loadTlsMaterial({ ...own, ca, profile, ...(crl === undefined ? {} : { crl }) }, now);
}
