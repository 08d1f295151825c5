import { encodeElement, encodeItem, type Edits } from '../../dicom/edit.js';
import type { DataSet } from '../../dicom/model.js';
import type { Tag } from '../../dicom/tag.js';
import { BASIC_PROFILE_CODE, PROFILE_EDITION, PROFILE_OPTIONS, type MethodCode } from './profile-table.js';
import type { HeaderPolicy } from './policy.js';

const PATIENT_IDENTITY_REMOVED = 0x00120062;
const DEIDENTIFICATION_METHOD = 0x00120063;
const DEIDENTIFICATION_METHOD_CODE_SEQUENCE = 0x00120064;
const LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED = 0x00280303;
const CODE_VALUE = 0x00080100;
const CODING_SCHEME_DESIGNATOR = 0x00080102;
const CODE_MEANING = 0x00080104;

/** The attributes that say how an instance was de-identified (PS3.3 section C.7.1.1, C.12.1.1); the walk leaves them alone. */
export const PROVENANCE_TAGS: ReadonlySet<Tag> = new Set([
  PATIENT_IDENTITY_REMOVED,
  DEIDENTIFICATION_METHOD,
  DEIDENTIFICATION_METHOD_CODE_SEQUENCE,
  LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED,
]);

/** How a strategy is named in (0012,0063). */
export interface ProvenanceFacts {
  readonly strategyName: string;
  readonly strategyVersion: string;
}

/** How many values of VR DA and DT met what; the birth date, which is no longitudinal information, is not counted. */
export interface DatesDone {
  readonly kept: number;
  readonly shifted: number;
  readonly removed: number;
}

/** Writes into the outermost data set what was done to it; earlier claims are replaced by Lethe's own. */
export function writeProvenance(
  dataSet: DataSet,
  edits: Edits,
  policy: HeaderPolicy,
  facts: ProvenanceFacts,
  dates: DatesDone,
): void {
  const text = (value: string): Buffer => Buffer.from(value, 'latin1');
  // Rules without the profile may do anything or nothing: then no such claim is made.
  if (policy.profile === 'basic') put(dataSet, edits, PATIENT_IDENTITY_REMOVED, 'CS', text('YES'));
  put(dataSet, edits, DEIDENTIFICATION_METHOD, 'LO', text(methodText(policy, facts)));
  const codes =
    policy.profile === 'basic'
      ? [BASIC_PROFILE_CODE, ...policy.options.map((option) => PROFILE_OPTIONS[option])]
      : [];
  if (codes.length === 0) {
    for (const element of dataSet.elements)
      if (element.tag === DEIDENTIFICATION_METHOD_CODE_SEQUENCE) edits.remove(element);
  } else {
    put(
      dataSet,
      edits,
      DEIDENTIFICATION_METHOD_CODE_SEQUENCE,
      'SQ',
      Buffer.concat(codes.map((code) => codeItem(dataSet, code))),
    );
  }
  put(
    dataSet,
    edits,
    LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED,
    'CS',
    text(temporalInformation(policy, dates)),
  );
}

/** Two values of LO: what did it by which strategy, and the edition of the table it went by. */
function methodText(policy: HeaderPolicy, facts: ProvenanceFacts): string {
  const strategy = `Lethe, strategy ${facts.strategyName} ${facts.strategyVersion}`
    .replace(/[^\x20-\x5b\x5d-\x7e]/g, '_')
    .slice(0, 64);
  return policy.profile === 'basic' ? `${strategy}\\PS3.15 ${PROFILE_EDITION} table E.1-1` : strategy;
}

/** PS3.3 section C.12.1.1.7: what was done to the dates of this instance; where it has none, what the policy does. */
function temporalInformation(policy: HeaderPolicy, dates: DatesDone): 'UNMODIFIED' | 'MODIFIED' | 'REMOVED' {
  if (dates.shifted > 0 || (dates.kept > 0 && dates.removed > 0)) return 'MODIFIED';
  if (dates.removed > 0) return 'REMOVED';
  if (dates.kept > 0) return 'UNMODIFIED';
  if (policy.profile === 'none' || policy.options.includes('retainLongFullDates')) return 'UNMODIFIED';
  return policy.options.includes('retainLongModifiedDates') ? 'MODIFIED' : 'REMOVED';
}

function codeItem(dataSet: DataSet, code: MethodCode): Buffer {
  const { encoding } = dataSet;
  return encodeItem(encoding, [
    encodeElement(encoding, CODE_VALUE, 'SH', Buffer.from(code.value, 'latin1')),
    encodeElement(encoding, CODING_SCHEME_DESIGNATOR, 'SH', Buffer.from('DCM', 'latin1')),
    encodeElement(encoding, CODE_MEANING, 'LO', Buffer.from(code.meaning, 'latin1')),
  ]);
}

function put(dataSet: DataSet, edits: Edits, tag: Tag, vr: string, value: Buffer): void {
  const [element, ...others] = dataSet.elements.filter((candidate) => candidate.tag === tag);
  if (element === undefined) edits.insert(dataSet, tag, vr, value);
  else edits.replace(element, value, vr);
  for (const other of others) edits.remove(other);
}
