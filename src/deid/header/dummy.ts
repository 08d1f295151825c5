import { vrFacts } from '../../dicom/vr.js';

/** What stands where a value had to go but may not be missing; says so itself, where the VR has room for a word. */
export const REMOVED_TEXT = 'REMOVED';

const TEXT_DUMMIES: Readonly<Record<string, string>> = {
  AE: REMOVED_TEXT,
  AS: '000Y',
  CS: REMOVED_TEXT,
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  IS: '0',
  LO: REMOVED_TEXT,
  LT: REMOVED_TEXT,
  PN: REMOVED_TEXT,
  SH: REMOVED_TEXT,
  ST: REMOVED_TEXT,
  TM: '000000',
  UC: REMOVED_TEXT,
  UR: 'urn:removed',
  UT: REMOVED_TEXT,
};

/**
 * A value valid for the VR that tells nothing (PS3.15 section E.2, action D).
 * @returns undefined for what has no such value: sequences and UIDs
 */
export function dummyValue(vr: string, originalLength: number): Buffer | undefined {
  const text = TEXT_DUMMIES[vr];
  if (text !== undefined) return Buffer.from(text, 'latin1');
  if (vr === 'SQ' || vr === 'UI') return undefined;
  return Buffer.alloc(vrFacts(vr).valueSizeBytes ?? Math.min(originalLength, 2));
}
