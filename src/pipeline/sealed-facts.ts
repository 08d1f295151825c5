/** Seals what is known of a patient's identity, so that the store holds nothing of it in clear. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { FactKind, IdentityFact } from '../deid/identity/facts.js';
import type { SealedFact } from '../store/store.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Makes and opens sealed facts with secrets derived from one key. */
export interface FactSealer {
  /** The keyed hash that stands for a patient, 32 hexadecimal digits. */
  patientToken(patientKey: string): string;
  seal(patientToken: string, fact: IdentityFact): SealedFact;
  /** @returns undefined for what another key sealed, or somebody changed */
  open(patientToken: string, sealed: SealedFact): IdentityFact | undefined;
}

/** @param key 32 bytes */
export function createFactSealer(key: Buffer): FactSealer {
  const derive = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), use, 32));
  const hashKey = derive('facts hash');
  const sealKey = derive('facts seal');
  const tokenOf = (...parts: readonly string[]): string =>
    createHmac('sha256', hashKey).update(parts.join('\u0000'), 'utf8').digest('hex').slice(0, 32);
  return {
    patientToken: (patientKey) => tokenOf('patient', patientKey),
    seal(patientToken, { kind, text }) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce);
      cipher.setAAD(Buffer.from(patientToken, 'latin1'));
      const body = Buffer.concat([cipher.update(`${kind}\u0000${text}`, 'utf8'), cipher.final()]);
      return {
        fact: tokenOf('fact', patientToken, kind, text),
        sealed: Buffer.concat([nonce, body, cipher.getAuthTag()]),
      };
    },
    open(patientToken, { sealed }) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, NONCE_BYTES));
      decipher.setAAD(Buffer.from(patientToken, 'latin1'));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      let plain: string;
      try {
        plain = Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ]).toString('utf8');
      } catch {
        return undefined;
      }
      const end = plain.indexOf('\u0000');
      return { kind: plain.slice(0, end) as FactKind, text: plain.slice(end + 1) };
    },
  };
}
