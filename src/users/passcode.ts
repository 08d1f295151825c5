/** Passcodes as scrypt hashes (RFC 7914): what is kept does not tell the passcode, and each guess costs 32 MiB and a tenth of a second. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** The parameters N, r and p. */
export interface Work {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** Plain data; nothing in it is the passcode. */
export interface PasscodeHash extends Work {
  /** Base64url. */
  readonly salt: string;
  /** Base64url. */
  readonly hash: string;
}

const DEFAULT: Work = { cost: 2 ** 15, blockSize: 8, parallelization: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** No line of a users file makes us take more memory than this for one guess. */
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

export async function hashPasscode(passcode: Buffer, work: Work = DEFAULT): Promise<PasscodeHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(passcode, salt, work);
  return { ...work, salt: salt.toString('base64url'), hash: hash.toString('base64url') };
}

/** Whether this is the passcode. Takes as long for a wrong one as for the right one. */
export async function isPasscode(passcode: Buffer, kept: PasscodeHash): Promise<boolean> {
  const expected = Buffer.from(kept.hash, 'base64url');
  const hash = await derive(passcode, Buffer.from(kept.salt, 'base64url'), kept);
  return timingSafeEqual(hash, expected);
}

/** A hash that no passcode has, so that a name that is not known costs as much as one that is. */
export function nobodysPasscode({ cost, blockSize, parallelization }: Work = DEFAULT): PasscodeHash {
  return {
    ...{ cost, blockSize, parallelization },
    salt: randomBytes(SALT_BYTES).toString('base64url'),
    hash: randomBytes(HASH_BYTES).toString('base64url'),
  };
}

export function formatPasscode({ cost, blockSize, parallelization, salt, hash }: PasscodeHash): string {
  return ['scrypt', cost, blockSize, parallelization, salt, hash].join(':');
}

/** Reads what `formatPasscode` wrote; `undefined`: it is none, or asks for too much or too little work. */
export function parsePasscode(text: string): PasscodeHash | undefined {
  const parts = /^scrypt:(\d{1,8}):(\d{1,2}):(\d{1,2}):([\w-]{22}):([\w-]{43})$/.exec(text);
  if (parts === null) return undefined;
  const [, cost, blockSize, parallelization, salt = '', hash = ''] = parts;
  const parameters = {
    cost: Number(cost),
    blockSize: Number(blockSize),
    parallelization: Number(parallelization),
  };
  const isPower = parameters.cost >= 2 ** 14 && Number.isInteger(Math.log2(parameters.cost));
  const isSmall = parameters.parallelization >= 1 && memoryBytes(parameters) <= MAX_MEMORY_BYTES;
  return isPower && isSmall && parameters.blockSize >= 8 ? { ...parameters, salt, hash } : undefined;
}

function memoryBytes({ cost, blockSize, parallelization }: Work): number {
  return 128 * blockSize * (cost + parallelization + 2);
}

function derive(passcode: Buffer, salt: Buffer, parameters: Work): Promise<Buffer> {
  const { cost, blockSize, parallelization } = parameters;
  return new Promise((resolve, reject) => {
    scrypt(
      passcode,
      salt,
      HASH_BYTES,
      { cost, blockSize, parallelization, maxmem: memoryBytes(parameters) + 1024 * 1024 },
      (error, key) => {
        if (error === null) resolve(key);
        else reject(error);
      },
    );
  });
}
