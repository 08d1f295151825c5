/** What the action codes of PS3.15 table E.1-1a ask of an attribute, told from its bytes before and after. */
import { lookupTag } from '../../src/dicom/dictionary.js';
import type { ProfileOption, ProfileRow } from '../../src/deid/header/profile-table.js';
import { sequence, text, value, type ElementSpec } from '../support/data-set-builder.js';

/** What became of an attribute. */
export type Fate =
  'removed' | 'emptied' | 'kept' | 'replaced' | 'a new UID' | 'a moved date' | 'contents de-identified';

/** A row of the table with an attribute that it governs. */
export interface RowCase {
  readonly row: ProfileRow;
  readonly tag: number;
  readonly vr: string;
}

const PATIENT_BIRTH_NAME = 0x00101005;

/** The attribute to try a row with; masks stand for one of their tags. */
export function caseOf(row: ProfileRow): RowCase {
  const tag = row.mask === '50XXXXXX' ? 0x50000022 : Number.parseInt(row.mask.replaceAll('X', '0'), 16);
  return { row, tag, vr: lookupTag(tag)?.vr ?? 'UN' };
}

const BINARY_SIZES: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 };

/** An attribute with a value of its own, which occurs in no other. */
export function specOf({ tag, vr }: RowCase): ElementSpec {
  const mark = tag.toString(16).padStart(8, '0');
  switch (vr) {
    case 'SQ':
      return sequence(tag, [text(PATIENT_BIRTH_NAME, 'PN', `B${mark}`)]);
    case 'DA':
      return text(tag, vr, '20230405');
    case 'DT':
      return text(tag, vr, '20230405101112');
    case 'TM':
      return text(tag, vr, '101112');
    case 'AS':
      return text(tag, vr, '045Y');
    case 'DS':
    case 'IS':
      return text(tag, vr, '42');
    case 'UI':
      return text(tag, vr, `1.2.826.0.1.${String(tag)}`);
    case 'PN':
      return text(tag, vr, `F${mark}^G`);
    case 'UR':
      return text(tag, vr, `http://${mark}/`);
    case 'OB':
    case 'OW':
    case 'UN':
      return value(tag, vr, Buffer.from([7, 7, 7, 7]));
    default: {
      const size = BINARY_SIZES[vr];
      return size === undefined ? text(tag, vr, `V${mark}`) : value(tag, vr, Buffer.alloc(size, 7));
    }
  }
}

const PATIENT_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const FRAME_ORIGIN_TIMESTAMP = 0x00340007;
const CERTIFIED_TIMESTAMP = 0x04000310;

/** The fate that the table and the choices of `resolve.ts` ask for. */
export function expectedFate({ row, tag, vr }: RowCase, option: ProfileOption | undefined): Fate {
  // Command and file meta elements have no place in a data set.
  if (tag < 0x00040000) return 'removed';
  const code = (option === undefined ? undefined : row.options[option]) ?? row.basic;
  switch (code) {
    case 'K':
      return vr === 'SQ' ? 'contents de-identified' : 'kept';
    case 'C':
      if (
        option === 'retainLongModifiedDates' &&
        (tag === FRAME_ORIGIN_TIMESTAMP || tag === CERTIFIED_TIMESTAMP)
      )
        return basicFate(row, tag, vr);
      return cleanedFate(vr);
    default:
      return basicFate(row, tag, vr);
  }
}

function cleanedFate(vr: string): Fate {
  if (vr === 'SQ') return 'contents de-identified';
  if (vr === 'DA' || vr === 'DT') return 'a moved date';
  return vr === 'OB' || vr === 'OW' ? 'removed' : 'kept';
}

function basicFate(row: ProfileRow, tag: number, vr: string): Fate {
  // Z allows a dummy too; the patient's module needs one that tells patients apart.
  if (tag === PATIENT_NAME || tag === PATIENT_ID) return 'replaced';
  switch (row.basic) {
    case 'X':
      return 'removed';
    case 'Z':
    case 'X/Z':
      return 'emptied';
    case 'U':
      return vr === 'SQ' ? 'contents de-identified' : 'a new UID';
    case 'X/Z/U*':
    case 'D':
    case 'Z/D':
    case 'X/D':
    case 'X/Z/D':
      // Their codes name people and institutions, and the table lets them go.
      if (row.keyword === 'InstitutionCodeSequence' || row.keyword === 'OperatorIdentificationSequence')
        return 'removed';
      if (vr === 'SQ') return 'contents de-identified';
      return vr === 'UI' ? 'a new UID' : 'replaced';
  }
}

/** The fate told from the bytes; `undefined` is an attribute that is not there. */
export function fateOf(vr: string, before: Buffer, after: Buffer | undefined): Fate {
  if (after === undefined) return 'removed';
  if (after.length === 0) return 'emptied';
  if (vr === 'SQ')
    return after.includes(Buffer.from([0x10, 0, 0x05, 0x10])) ? 'kept' : 'contents de-identified';
  if (after.equals(before)) return 'kept';
  if (vr === 'UI')
    return /^2\.25\.[1-9][0-9]{0,38}\0?$/.test(after.toString('latin1')) ? 'a new UID' : 'replaced';
  const isDate =
    (vr === 'DA' || vr === 'DT') &&
    !after.toString('latin1').startsWith('1900') &&
    before.subarray(8).equals(after.subarray(8));
  return isDate ? 'a moved date' : 'replaced';
}
