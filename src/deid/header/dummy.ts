import type { Tag } from '../../dicom/tag.js';
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

const OVERLAY_DATA = 0x60003000;

/** Attributes whose values the standard enumerates, each with the one that tells least (PS3.3). */
const CODE_DUMMIES: ReadonlyMap<Tag, string> = new Map([
  [0x00100040, 'O'], // PatientSex
  [0x00102203, 'UNALTERED'], // PatientSexNeutered
  [0x00080201, '+0000'], // TimezoneOffsetFromUTC
  [0x00280301, 'YES'], // BurnedInAnnotation
  [0x0040a491, 'PARTIAL'], // CompletionFlag
  [0x0040a493, 'UNVERIFIED'], // VerificationFlag
  [0x04000565, 'CORRECT'], // ReasonForTheAttributeModification
  [0x300e0002, 'UNAPPROVED'], // ApprovalStatus
]);

/**
 * A value valid for the VR, and for the attribute where its values are enumerated, that tells nothing (PS3.15 section E.2,
 * action D).
 * @returns undefined for what has no such value: sequences and UIDs
 */
export function dummyValue(vr: string, originalLength: number, tag?: Tag): Buffer | undefined {
  const text = (tag === undefined ? undefined : CODE_DUMMIES.get(tag)) ?? TEXT_DUMMIES[vr];
  if (text !== undefined && TEXT_DUMMIES[vr] !== undefined) return Buffer.from(text, 'latin1');
  if (vr === 'SQ' || vr === 'UI') return undefined;
  // An overlay plane has as many bits as its rows and columns say (PS3.3 section C.9.2).
  if (tag !== undefined && (tag & 0xff00ffff) >>> 0 === OVERLAY_DATA) return Buffer.alloc(originalLength);
  return Buffer.alloc(vrFacts(vr).valueSizeBytes ?? Math.min(originalLength, 2));
}
