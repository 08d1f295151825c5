/** How strategies name attributes: by keyword, by tag, by a mask of tags, by a path into sequences. */
import { lookupKeyword, lookupTag, tagOfKeyword } from '../dicom/dictionary.js';
import { DICTIONARY_LINES } from '../dicom/generated/dictionary-2025b.js';
import { isPrivateTag } from '../dicom/tag.js';
import type { TagPattern } from '../deid/header/policy.js';
import { nearestWord } from '../yaml/problem.js';

export type NameOutcome<T> =
  { readonly kind: 'valid'; readonly value: T } | { readonly kind: 'fault'; readonly message: string };

/** One attribute, perhaps inside sequences. */
export interface AttributeName {
  readonly tag: number;
  /** Tags of the enclosing sequences, outermost first. */
  readonly sequences: readonly number[];
  /** The VRs that the dictionary allows; empty where it does not know the attribute. */
  readonly vrs: readonly string[];
}

const EXACT_TAG = /^\(?([0-9a-f]{4}),?([0-9a-f]{4})\)?$/i;
const MASKED_TAG = /^\(?([0-9a-fx]{4}),?([0-9a-fx]{4})\)?$/i;
const MAX_SEQUENCES = 8;

/** Reads `Modality`, `(0008,0060)` or `RequestAttributesSequence.ScheduledProcedureStepID`. */
export function parseAttributeName(text: string): NameOutcome<AttributeName> {
  const steps = text.split('.');
  if (steps.length > MAX_SEQUENCES + 1)
    return fault(`at most ${MAX_SEQUENCES} sequences, one inside the other`);
  const tags: number[] = [];
  for (const [index, step] of steps.entries()) {
    const tag = parseTag(step);
    if (tag.kind === 'fault') return tag;
    if (index < steps.length - 1 && !isPrivateTag(tag.value) && lookupTag(tag.value)?.vr !== 'SQ') {
      return fault(`${step} is not a sequence, so nothing stands inside it`);
    }
    tags.push(tag.value);
  }
  const tag = tags.pop() ?? 0;
  const vrs = isPrivateTag(tag) ? [] : (lookupTag(tag)?.vrs ?? []);
  return { kind: 'valid', value: { tag, sequences: tags, vrs } };
}

/** Reads a private attribute of one creator, `(0043,xx10)`: the block byte stays free and is 0 in the tag. */
export function parsePrivateElement(text: string): NameOutcome<number> {
  const match = /^\(([0-9a-f]{3}[13579bdf]),xx([0-9a-f]{2})\)$/i.exec(text);
  if (match === null)
    return fault(`write a private element as '(gggg,xxee)' with an odd group, such as '(0043,xx10)'`);
  return { kind: 'valid', value: Number.parseInt(`${match[1] ?? ''}00${match[2] ?? ''}`, 16) };
}

/** Reads the name of an attribute in an example: as in a condition, or `(0043,xx10) GEMS_PARM_01`. */
export function parseExampleName(text: string): NameOutcome<AttributeName & { readonly creator?: string }> {
  const [, element, creator] = /^(\([^)]*\)) +(\S.*?) *$/.exec(text) ?? [];
  if (element !== undefined && creator !== undefined) {
    const tag = parsePrivateElement(element);
    return tag.kind === 'fault'
      ? tag
      : { kind: 'valid', value: { tag: tag.value, creator, sequences: [], vrs: [] } };
  }
  const name = parseAttributeName(text);
  if (name.kind === 'valid' && name.value.vrs.length > 0 && name.value.vrs.every((vr) => vr === 'SQ')) {
    return fault(`${text} is a sequence; name an attribute inside it: ${text}.KEYWORD`);
  }
  if (name.kind === 'valid' && isPrivateTag(name.value.tag)) {
    return fault(`name a private attribute with its creator: '(gggg,xxee) CREATOR'`);
  }
  return name;
}

/** Reads a keyword, a tag or a mask with `x` for any digit: `OverlayData`, `(60xx,3000)`, `(0008,1xxx)`. */
export function parseTagPattern(text: string): NameOutcome<TagPattern> {
  const entry = lookupKeyword(text);
  const digits = entry?.mask ?? joinDigits(MASKED_TAG.exec(text));
  if (digits === undefined) return fault(unknownName(text));
  const mask = Number.parseInt(digits.replace(/[^x]/gi, 'f').replace(/x/gi, '0'), 16);
  const value = Number.parseInt(digits.replace(/x/gi, '0'), 16);
  if (/^0002/.test(digits))
    return fault('the file meta information (group 0002) is always written anew; no rule reaches it');
  if (/^fffe/i.test(digits))
    return fault('items and delimitations (group FFFE) are no elements; name the sequence');
  return { kind: 'valid', value: { text, value, mask } };
}

/** Reads the element of a creator's rule, `(0043,xx10)` or wider, `(0043,xx1x)`. */
export function parsePrivatePattern(text: string): NameOutcome<TagPattern> {
  const digits = joinDigits(/^\(([0-9a-fx]{3}[13579bdfx]),(xx[0-9a-fx]{2})\)$/i.exec(text));
  if (digits === undefined) {
    return fault(
      `write a private element as '(gggg,xxee)' with an odd group, such as '(0043,xx10)': the block that stands for xx differs from file to file`,
    );
  }
  const mask = Number.parseInt(digits.replace(/[^x]/gi, 'f').replace(/x/gi, '0'), 16);
  return { kind: 'valid', value: { text, value: Number.parseInt(digits.replace(/x/gi, '0'), 16), mask } };
}

/** Reads one exact tag: a keyword of one element, `(gggg,eeee)` or `ggggeeee`. */
function parseTag(text: string): NameOutcome<number> {
  const tag = tagOfKeyword(text);
  if (tag !== undefined) return { kind: 'valid', value: tag };
  if (lookupKeyword(text) !== undefined) {
    return fault(`${text} names a repeating group; write one tag of it, such as '(6000,3000)'`);
  }
  const digits = joinDigits(EXACT_TAG.exec(text));
  if (digits !== undefined) return { kind: 'valid', value: Number.parseInt(digits, 16) };
  if (/^\([0-9a-fx]{4},[0-9a-fx]{4}\)$/i.test(text)) {
    return fault(
      `'${text}' is a mask of tags; name one attribute, a private one by creator: and '(gggg,xxee)'`,
    );
  }
  return fault(unknownName(text));
}

function joinDigits(match: RegExpExecArray | null): string | undefined {
  return match === null ? undefined : `${match[1] ?? ''}${match[2] ?? ''}`;
}

function unknownName(text: string): string {
  const near = nearestWord(text, dictionaryKeywords());
  const mend =
    near === undefined
      ? `write a keyword of PS3.6 or a tag in quotes, '(gggg,eeee)'`
      : `did you mean '${near}'?`;
  return `no attribute is called '${text}'; ${mend}`;
}

function* dictionaryKeywords(): Generator<string> {
  for (const line of DICTIONARY_LINES.split('\n')) {
    const keyword = line.split('|', 2)[1];
    if (keyword !== undefined && keyword !== '') yield keyword;
  }
}

function fault(message: string): { readonly kind: 'fault'; readonly message: string } {
  return { kind: 'fault', message };
}
