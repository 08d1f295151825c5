import { applyEdits, encodeElement, encodeItem, readSpans, type Edits } from '../../dicom/edit.js';
import { IMPLEMENTATION_VERSION_NAME } from '../../dicom/implementation.js';
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement, type DataElement, type DataSet, type Encoding } from '../../dicom/model.js';
import type { Tag } from '../../dicom/tag.js';
import { readTexts } from '../../dicom/values.js';
import type { Claim } from './claims.js';
import {
  BASIC_PROFILE_CODE,
  CLEAN_PIXEL_DATA_CODE,
  PROFILE_EDITION,
  PROFILE_OPTIONS,
  type MethodCode,
} from './profile-table.js';
import type { HeaderPolicy } from './policy.js';

const PATIENT_IDENTITY_REMOVED = 0x00120062;
const DEIDENTIFICATION_METHOD = 0x00120063;
const DEIDENTIFICATION_METHOD_CODE_SEQUENCE = 0x00120064;
const CONTRIBUTING_EQUIPMENT_SEQUENCE = 0x0018a001;
const BURNED_IN_ANNOTATION = 0x00280301;
const RECOGNIZABLE_VISUAL_FEATURES = 0x00280302;
const LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED = 0x00280303;
const MANUFACTURER = 0x00080070;
const SOFTWARE_VERSIONS = 0x00181020;
const PURPOSE_OF_REFERENCE_CODE_SEQUENCE = 0x0040a170;
const CODE_VALUE = 0x00080100;
const CODING_SCHEME_DESIGNATOR = 0x00080102;
const CODE_MEANING = 0x00080104;

/** PS3.16 CID 7005: the purpose of equipment that took an identity out. */
const DEIDENTIFYING_EQUIPMENT: MethodCode = { value: '109104', meaning: 'De-identifying Equipment' };

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
  /** SHA-256 of the strategy's file, in hexadecimal; absent where there is no file. */
  readonly strategyHash?: string;
}

/** How many values of VR DA and DT met what; the birth date, which is no longitudinal information, is not counted. */
export interface DatesDone {
  readonly kept: number;
  readonly shifted: number;
  readonly removed: number;
}

/** What was done to an instance. */
export interface HeaderDone {
  readonly policy: HeaderPolicy;
  readonly facts: ProvenanceFacts;
  readonly dates: DatesDone;
  /** What the profile asks and some element of the instance did not meet. */
  readonly unmet: ReadonlySet<Claim>;
  /** All pixels were searched, and what identifies in them goes. */
  readonly arePixelsClean: boolean;
}

/** Writes into the outermost data set what was done to it; earlier claims are replaced by Lethe's own. */
export function writeProvenance(instance: IndexedInstance, edits: Edits, done: HeaderDone): void {
  const { dataSet } = instance;
  const { policy, facts, dates, arePixelsClean } = done;
  const put = (tag: Tag, vr: string, value: Buffer): void => putElement(dataSet, edits, tag, vr, value);
  // Rules without the profile may do anything or nothing: then no such claim is made.
  if (policy.profile === 'basic') put(PATIENT_IDENTITY_REMOVED, 'CS', latin('YES'));
  put(DEIDENTIFICATION_METHOD, 'LO', latin(methodText(policy, facts)));
  const codes = claimedCodes(done);
  if (codes.length === 0) removeAll(dataSet, edits, DEIDENTIFICATION_METHOD_CODE_SEQUENCE);
  else
    put(
      DEIDENTIFICATION_METHOD_CODE_SEQUENCE,
      'SQ',
      Buffer.concat(codes.map((code) => codeItem(dataSet, code))),
    );
  put(LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED, 'CS', latin(temporalInformation(policy, dates)));
  // What the sender says of its pixels stays true where they stay; but it is a yes or a no and nothing else.
  keepYesOrNo(instance, edits, RECOGNIZABLE_VISUAL_FEATURES);
  if (arePixelsClean) put(BURNED_IN_ANNOTATION, 'CS', latin('NO'));
  else keepYesOrNo(instance, edits, BURNED_IN_ANNOTATION);
  addContributingEquipment(instance, edits);
}

function latin(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

/** The profile and its options; none of them where a row of the profile itself was not applied. */
function claimedCodes({ policy, unmet, arePixelsClean }: HeaderDone): MethodCode[] {
  if (policy.profile === 'none' || unmet.has('basic')) return [];
  const options = policy.options.filter((option) => !unmet.has(option));
  return [
    BASIC_PROFILE_CODE,
    ...(arePixelsClean ? [CLEAN_PIXEL_DATA_CODE] : []),
    ...options.map((option) => PROFILE_OPTIONS[option]),
  ];
}

/** Values of LO: what did it by which strategy, the strategy's hash, and the edition of the table it went by. */
function methodText(
  policy: HeaderPolicy,
  { strategyName, strategyVersion, strategyHash }: ProvenanceFacts,
): string {
  const strategy = `Lethe, strategy ${strategyName} ${strategyVersion}`
    .replace(/[^\x20-\x5b\x5d-\x7e]/g, '_')
    .slice(0, 64);
  return [
    strategy,
    ...(strategyHash === undefined ? [] : [strategyHash]),
    ...(policy.profile === 'basic' ? [`PS3.15 ${PROFILE_EDITION} table E.1-1`] : []),
  ].join('\\');
}

/** PS3.3 section C.12.1.1.7: what was done to the dates of this instance; where it has none, what the policy does. */
function temporalInformation(policy: HeaderPolicy, dates: DatesDone): 'UNMODIFIED' | 'MODIFIED' | 'REMOVED' {
  if (dates.shifted > 0 || (dates.kept > 0 && dates.removed > 0)) return 'MODIFIED';
  if (dates.removed > 0) return 'REMOVED';
  if (dates.kept > 0) return 'UNMODIFIED';
  if (policy.profile === 'none' || policy.options.includes('retainLongFullDates')) return 'UNMODIFIED';
  return policy.options.includes('retainLongModifiedDates') ? 'MODIFIED' : 'REMOVED';
}

function keepYesOrNo({ dataSet, source }: IndexedInstance, edits: Edits, tag: Tag): void {
  const [element, ...others] = dataSet.elements.filter((candidate) => candidate.tag === tag);
  for (const other of others) edits.remove(other);
  if (element === undefined || element.valueLength === 0) return;
  if (edits.isRemoved(element) || edits.replacementOf(element) !== undefined) return;
  const text = element.valueLength > 16 ? '' : readTexts(source, element).join('\\');
  if (text !== 'YES' && text !== 'NO') edits.remove(element);
}

/**
 * Adds Lethe to the equipment that had a hand in the instance (PS3.3 section C.12.1, Table C.12-1), after what the sender
 * lists, de-identified.
 */
function addContributingEquipment(instance: IndexedInstance, edits: Edits): void {
  const { dataSet } = instance;
  const element = findElement(dataSet, CONTRIBUTING_EQUIPMENT_SEQUENCE);
  const own = equipmentItem(dataSet);
  if (element === undefined || edits.isRemoved(element) || element.items === undefined)
    putElement(dataSet, edits, CONTRIBUTING_EQUIPMENT_SEQUENCE, 'SQ', own);
  else
    edits.replace(
      element,
      Buffer.concat([...editedItems(instance, element, edits), own]),
      element.parent.encoding.explicitVr ? element.vr : 'SQ',
    );
}

/** The items of a sequence as the edits leave them, with defined lengths. */
function editedItems({ source }: IndexedInstance, element: DataElement, edits: Edits): Buffer[] {
  return (element.items ?? []).map(({ dataSet }) =>
    encodeItem(dataSet.encoding, [readSpans(source, applyEdits(dataSet, edits))]),
  );
}

function equipmentItem({ encoding }: DataSet): Buffer {
  return encodedOnce(encoding, 'equipment', () =>
    encodeItem(encoding, [
      encodeElement(encoding, MANUFACTURER, 'LO', latin('Lethe')),
      encodeElement(encoding, SOFTWARE_VERSIONS, 'LO', latin(IMPLEMENTATION_VERSION_NAME)),
      encodeElement(
        encoding,
        PURPOSE_OF_REFERENCE_CODE_SEQUENCE,
        'SQ',
        codeItem({ encoding }, DEIDENTIFYING_EQUIPMENT),
      ),
    ]),
  );
}

function codeItem({ encoding }: Pick<DataSet, 'encoding'>, code: MethodCode): Buffer {
  return encodedOnce(encoding, code.value, () =>
    encodeItem(encoding, [
      encodeElement(encoding, CODE_VALUE, 'SH', latin(code.value)),
      encodeElement(encoding, CODING_SCHEME_DESIGNATOR, 'SH', latin('DCM')),
      encodeElement(encoding, CODE_MEANING, 'LO', latin(code.meaning)),
    ]),
  );
}

/** Items that are the same in every instance of one encoding. */
const encoded = new Map<string, Buffer>();

function encodedOnce({ explicitVr, littleEndian }: Encoding, name: string, encode: () => Buffer): Buffer {
  const key = `${name} ${String(explicitVr)} ${String(littleEndian)}`;
  let item = encoded.get(key);
  if (item === undefined) encoded.set(key, (item = encode()));
  return item;
}

function putElement(dataSet: DataSet, edits: Edits, tag: Tag, vr: string, value: Buffer): void {
  const [element, ...others] = dataSet.elements.filter((candidate) => candidate.tag === tag);
  if (element === undefined) edits.insert(dataSet, tag, vr, value);
  else edits.replace(element, value, vr);
  for (const other of others) edits.remove(other);
}

function removeAll(dataSet: DataSet, edits: Edits, tag: Tag): void {
  for (const element of dataSet.elements) if (element.tag === tag) edits.remove(element);
}
