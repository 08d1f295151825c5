import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PseudonymKeys } from './deid/header/pseudonyms.js';
import { LetheError } from './errors.js';
import { readRegularFile } from './regular-file.js';

/** All secrets of a node, derived from the one in its key file; each use has its own (RFC 5869). */
export interface Keyring {
  readonly pseudonyms: PseudonymKeys;
  /** For the keyed hashes by which the audit can be searched. */
  readonly auditTokens: Buffer;
  /** For the chain of audit entries. */
  readonly auditChain: Buffer;
  /** For what is remembered of patients between instances. */
  readonly patientMemory: Buffer;
}

const KEY_BYTES = 32;

/**
 * Loads the key file; where there is none, makes one with mode 0600 and a new random key.
 * @throws LetheError `KEY_NOT_READABLE`, or `KEY_INVALID` when it holds no key or others may read it
 */
export function loadOrCreateKeyring(file: string): Keyring {
  try {
    return loadKeyring(file);
  } catch (error) {
    if (!(error instanceof LetheError && isMissing(error.cause))) throw error;
  }
  createKeyFile(file);
  return loadKeyring(file);
}

/**
 * Loads the key file.
 * @throws LetheError `KEY_NOT_READABLE` or `KEY_INVALID`
 */
export function loadKeyring(file: string): Keyring {
  let text: string;
  let mode: number;
  try {
    text = readRegularFile(file).toString('latin1').trim();
    mode = statSync(file).mode;
  } catch (error) {
    throw new LetheError('KEY_NOT_READABLE', `the key file ${file} cannot be read`, {
      cause: error,
      hint: 'it is made at the first start; restore it from your backup, a new key gives every patient new pseudonyms',
    });
  }
  if ((mode & 0o077) !== 0) {
    throw new LetheError('KEY_INVALID', `the key file ${file} can be read by others than its owner`, {
      hint: `chmod 600 ${file}`,
    });
  }
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new LetheError(
      'KEY_INVALID',
      `the key file ${file} does not hold a key: 64 hexadecimal digits are expected`,
      {
        hint: 'restore it from your backup',
      },
    );
  }
  return deriveKeyring(Buffer.from(text, 'hex'));
}

/** Derives the secrets of every use from the key. */
export function deriveKeyring(key: Buffer): Keyring {
  const derive = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `lethe ${use}`, KEY_BYTES));
  return {
    pseudonyms: {
      uid: derive('uid'),
      patientId: derive('patient id'),
      date: derive('date'),
      hash: derive('hash'),
    },
    auditTokens: derive('audit tokens'),
    auditChain: derive('audit chain'),
    patientMemory: derive('patient memory'),
  };
}

/** The keyed hash that stands for an identity in the audit; `kind` keeps a study from looking like a patient. */
export function auditToken(key: Buffer, kind: 'patient' | 'study' | 'instance', identity: string): string {
  return createHmac('sha256', key).update(`${kind}\u0000${identity}`, 'utf8').digest('hex').slice(0, 32);
}

function createKeyFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const part = `${file}.${randomBytes(8).toString('hex')}.part`;
    const descriptor = openSync(part, 'wx', 0o600);
    try {
      writeSync(descriptor, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    // Whole or not at all, and never over a key that another process made in the meantime.
    try {
      linkSync(part, file);
    } finally {
      rmSync(part);
    }
    syncFolderOf(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw new LetheError('KEY_NOT_READABLE', `the key file ${file} cannot be made`, { cause: error });
  }
}

function syncFolderOf(file: string): void {
  const descriptor = openSync(dirname(file), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
