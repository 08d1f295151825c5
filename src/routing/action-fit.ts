/** Whether an action makes sense for the elements that a rule selects, as far as the dictionary tells. */
import type { ElementSelector, HeaderAction, TagPattern } from '../deid/header/policy.js';
import { encodeNumbers, NUMBER_VRS } from '../dicom/binary-numbers.js';
import { lookupTag } from '../dicom/dictionary.js';
import { TAG } from '../dicom/tag.js';
import { isTextVr, vrFacts } from '../dicom/vr.js';
import { shortestResult } from './template.js';

/** Attributes that say how the rest is to be read; a rule may keep them or set the instance aside, nothing else. */
const STRUCTURAL_TAGS: readonly number[] = [
  TAG.specificCharacterSet,
  TAG.sopClassUid,
  // PS3.3 C.7.6.3: without these the pixels are lost.
  0x00280002, // Samples per Pixel
  0x00280010, // Rows
  0x00280011, // Columns
  0x00280100, // Bits Allocated
  0x00280101, // Bits Stored
  0x00280102, // High Bit
  0x00280103, // Pixel Representation
];
const SEQUENCE_ACTIONS: readonly HeaderAction['kind'][] = [
  'keep',
  'remove',
  'empty',
  'dummy',
  'cleanText',
  'classify',
  'quarantine',
];
const BYTES_VRS: readonly string[] = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN', 'AT'];

/** What makes an action senseless for what a rule selects, as far as the dictionary tells. */
export function actionMisfit(action: HeaderAction, selector: ElementSelector): string | undefined {
  if (selector.kind === 'vr')
    return selector.vrs.map((vr) => vrMisfit(action, [vr], `VR ${vr}`)).find(isText);
  if (selector.kind !== 'tag') return undefined;
  return selector.patterns.map((pattern) => tagMisfit(action, pattern)).find(isText);
}

function tagMisfit(action: HeaderAction, pattern: TagPattern): string | undefined {
  if (pattern.mask !== 0xffffffff) return undefined;
  const tag = pattern.value;
  if (STRUCTURAL_TAGS.includes(tag) && action.kind !== 'keep' && action.kind !== 'quarantine') {
    return `${pattern.text} says how the instance is to be read; it can only be kept, or quarantine the instance`;
  }
  if (tag === TAG.sopInstanceUid && !['keep', 'uid', 'quarantine'].includes(action.kind)) {
    return 'an instance needs its SOPInstanceUID; keep it or replace it by the action uid';
  }
  if (tag === TAG.pixelData && action.kind !== 'keep' && action.kind !== 'quarantine') {
    return 'header rules do not change Pixel Data; keep it, or quarantine the instance';
  }
  const vrs = lookupTag(tag)?.vrs ?? [];
  return vrs.length === 0 ? undefined : vrMisfit(action, vrs, `${pattern.text} (${vrs.join(' or ')})`);
}

function vrMisfit(action: HeaderAction, vrs: readonly string[], subject: string): string | undefined {
  const are = (...kinds: readonly string[]): boolean => vrs.every((vr) => kinds.includes(vr));
  if (are('SQ') && !SEQUENCE_ACTIONS.includes(action.kind)) {
    return `${action.kind} is not for sequences such as ${subject}; name the attributes inside, rules reach every depth`;
  }
  if ((action.kind === 'ageCap' || action.kind === 'ageRound') && !vrs.includes('AS'))
    return `${action.kind} is for ages (AS), not for ${subject}`;
  if (action.kind === 'dateRound' && !vrs.some((vr) => isTextVr(vr) && !NO_DATE_VRS.includes(vr)))
    return `dateRound is for dates, not for ${subject}`;
  if (
    (action.kind === 'cleanText' || action.kind === 'classify') &&
    !vrs.some((vr) => vr === 'SQ' || isTextVr(vr))
  )
    return `${action.kind} is for text, not for ${subject}`;
  if (action.kind === 'uid' && !vrs.includes('UI')) return `uid is for UIDs (UI), not for ${subject}`;
  if ((action.kind === 'pseudonym' || action.kind === 'hash') && vrs.every((vr) => NUMBER_VRS.has(vr)))
    return `${action.kind} gives text, which ${subject} cannot hold`;
  if (action.kind === 'pseudonym' && are('UI', 'DA', 'DT', 'TM', 'AS'))
    return `pseudonym is for names and identifiers, not for ${subject}`;
  if (
    action.kind === 'shiftDate' &&
    are('UI', 'PN', 'AE', 'AS', 'CS', ...BYTES_VRS.filter((vr) => vr !== 'UN'))
  ) {
    return `shiftDate is for dates, not for ${subject}`;
  }
  if (action.kind === 'from' || action.kind === 'template') {
    const longest = Math.max(...vrs.map((vr) => (isTextVr(vr) ? (vrFacts(vr).maxLength ?? Infinity) : 0)));
    const length = shortestResult(action.parts);
    if (length > longest)
      return longest === 0
        ? `${action.kind} gives text, which ${subject} cannot hold`
        : `${action.kind} gives ${String(length)} characters or more; ${subject} holds ${String(longest)}`;
  }
  return action.kind === 'replace' ? replacementMisfit(action.values, vrs, subject) : undefined;
}

const NO_DATE_VRS: readonly string[] = ['AE', 'AS', 'CS', 'DS', 'IS', 'PN', 'TM', 'UI', 'UR'];

const VALUE_FORMS: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9 _]*$/,
  DA: /^\d{8}$/,
  DS: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  DT: /^\d{4}(?:\d{2}){0,5}(?:\.\d{1,6})?(?:[+-]\d{4})?$/,
  IS: /^[+-]?\d+$/,
  TM: /^\d{2}(?:\d{2}){0,2}(?:\.\d{1,6})?$/,
  UI: /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/,
};

/** Whether fixed values can be values of these VRs (PS3.5 Table 6.2-1). */
function replacementMisfit(
  values: readonly string[],
  vrs: readonly string[],
  subject: string,
): string | undefined {
  if (vrs.every((vr) => BYTES_VRS.includes(vr))) return `replace gives text, which ${subject} cannot hold`;
  const fits = (value: string, vr: string): boolean => {
    const { maxLength, kind } = vrFacts(vr);
    if (kind === 'binary') return encodeNumbers(vr, [value], true) !== undefined;
    if (maxLength !== undefined && value.length > maxLength) return false;
    return value === '' || (VALUE_FORMS[vr]?.test(value) ?? true);
  };
  const misfit = values.find((value) => !vrs.some((vr) => fits(value, vr)));
  return misfit === undefined ? undefined : `'${misfit}' is no value for ${subject} (PS3.5 Table 6.2-1)`;
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}
