import { createHmac } from 'node:crypto';
import { RecentMap } from '../recent-map.js';
import { isRegisteredUid } from './registered-uids.js';

/** The secrets that pseudonyms are made with; each use has its own, so that none tells anything of another. */
export interface PseudonymKeys {
  readonly uid: Buffer;
  readonly patientId: Buffer;
  readonly date: Buffer;
  readonly hash: Buffer;
}

/** The pseudonyms of one patient, or of the whole project: the same key and original always give the same replacement. */
export interface Pseudonyms {
  /** A UID of the form 2.25.N (PS3.5 annex B.2); UIDs that the standard registers stay. */
  uid(original: string): string;
  /** An ID of 13 characters for a patient ID or another identifier. */
  patientId(original: string): string;
  /** How many whole days this patient's dates move: into the past, at least one, at most `maxShiftDays`. */
  dateShiftDays(maxShiftDays: number): number;
  /** 16 hexadecimal digits that stand for a value. */
  hash(original: string): string;
}

/** No vowels, no N and no Y: of other letters no name is made, not even one of two (`Ng`). */
const SIGNS = 'BCDFGHJKLMPQRSTVWXZ23456789';

/**
 * The secrets of one project, derived from the node's (HKDF-Expand of RFC 5869 with one block): whoever holds what two
 * projects received cannot join them.
 */
export function keysOfProject(keys: PseudonymKeys, project: string | undefined): PseudonymKeys {
  if (project === undefined) return keys;
  let known = projectKeys.get(keys);
  if (known === undefined) projectKeys.set(keys, (known = new RecentMap(MAX_PROJECTS)));
  let derived = known.get(project);
  if (derived === undefined) known.set(project, (derived = deriveKeys(keys, project)));
  return derived;
}

/** Derived once, so that what is remembered under a key is found again. */
const projectKeys = new WeakMap<PseudonymKeys, RecentMap<string, PseudonymKeys>>();
const MAX_PROJECTS = 64;

function deriveKeys(keys: PseudonymKeys, project: string): PseudonymKeys {
  const derive = (key: Buffer): Buffer =>
    createHmac('sha256', key)
      .update(`lethe project ${project}`, 'utf8')
      .update(Buffer.from([1]))
      .digest();
  return {
    uid: derive(keys.uid),
    patientId: derive(keys.patientId),
    date: derive(keys.date),
    hash: derive(keys.hash),
  };
}

/**
 * @param keys the derived keys
 * @param patient what tells this patient from others; it scopes UIDs and dates
 * @param uidScope `project`: UIDs do not depend on the patient
 */
export function createPseudonyms(
  keys: PseudonymKeys,
  patient: string,
  uidScope: 'patient' | 'project',
): Pseudonyms {
  const scope = uidScope === 'patient' ? patient : '';
  return {
    uid(original) {
      if (isRegisteredUid(original)) return original;
      return once(keys.uid, `${scope}\0${original}`, () => keyedUid(keys.uid, scope, original));
    },
    patientId: (original) => once(keys.patientId, original, () => keyedId(keys.patientId, original)),
    dateShiftDays(maxShiftDays) {
      const number = once(keys.date, patient, () => String(digestOf(keys.date, patient).readUInt32BE(0)));
      return -(1 + (Number(number) % maxShiftDays));
    },
    hash: (original) => digestOf(keys.hash, original).toString('hex', 0, 8),
  };
}

/** What was made with a key: the instances of a study name the same UIDs. */
const made = new WeakMap<Buffer, RecentMap<string, string>>();
const MAX_MADE = 20_000;

function once(key: Buffer, original: string, make: () => string): string {
  let known = made.get(key);
  if (known === undefined) made.set(key, (known = new RecentMap(MAX_MADE)));
  let pseudonym = known.get(original);
  if (pseudonym === undefined) known.set(original, (pseudonym = make()));
  return pseudonym;
}

function keyedId(key: Buffer, original: string): string {
  const digest = digestOf(key, original);
  let id = 'L';
  for (let i = 0; i < 12; i += 1) id += SIGNS.charAt((digest[i] ?? 0) % SIGNS.length);
  return id;
}

/** 128 bits of the HMAC as a UUID of version 8 (RFC 9562 section 5.8), written as the standard writes UUIDs: 2.25.N. */
function keyedUid(key: Buffer, scope: string, original: string): string {
  const uuid = digestOf(key, scope, original).subarray(0, 16);
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x80;
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${uuid.toString('hex')}`).toString()}`;
}

/** The parts are divided by a byte that no identifier holds, so that no two lists of parts look alike. */
function digestOf(key: Buffer, ...parts: readonly string[]): Buffer {
  return createHmac('sha256', key).update(parts.join('\u0000'), 'utf8').digest();
}
