/**
 * What a strategy's `deidentify:` section says, after loading: plain data that survives a structured clone, so that it
 * reaches a worker thread as it is. The text form is described in docs/strategy.md.
 *
 * The path of one data element: the first rule that matches decides; else the confidentiality profile's table
 * (PS3.15 Table E.1-1 with the chosen options); else the default for private or for unknown elements.
 */
import type { Condition } from '../condition.js';
import type { BasicAction, ProfileOption } from './profile-table.js';

/** The ten options of the Basic Application Level Confidentiality Profile (PS3.15 E.3.2 to E.3.11), as strategies name them. */
export const PROFILE_OPTION_NAMES = [
  'cleanGraphics',
  'cleanStructuredContent',
  'cleanDescriptors',
  'retainLongFullDates',
  'retainLongModifiedDates',
  'retainPatientCharacteristics',
  'retainDeviceIdentity',
  'retainUIDs',
  'retainSafePrivate',
  'retainInstitutionIdentity',
] as const satisfies readonly ProfileOption[];

/** The Basic Profile's codes of Table E.1-1 (PS3.15 Table E.1-1a). */
export const PROFILE_ACTION_CODES = [
  'D',
  'Z',
  'X',
  'U',
  'Z/D',
  'X/Z',
  'X/D',
  'X/Z/D',
  'X/Z/U*',
] as const satisfies readonly BasicAction[];

/** What attributes mean; `category.ts` says which attribute belongs where. Each belongs to one at most. */
export const ATTRIBUTE_CATEGORIES = [
  'person',
  'contact',
  'identifier',
  'institution',
  'device',
  'date',
  'time',
  'uid',
  'description',
  'comment',
  'demographic',
  'text',
] as const;

export type AttributeCategory = (typeof ATTRIBUTE_CATEGORIES)[number];

/** A tag or a mask of tags: an element matches where `((tag & mask) >>> 0) === value`. */
export interface TagPattern {
  /** As written in the strategy: a keyword, `(gggg,eeee)` or a mask such as `(60xx,3000)`. */
  readonly text: string;
  readonly value: number;
  readonly mask: number;
}

/** Which data elements a rule speaks of; at every depth of the data set. */
export type ElementSelector =
  | { readonly kind: 'tag'; readonly patterns: readonly TagPattern[] }
  | { readonly kind: 'vr'; readonly vrs: readonly string[] }
  /** Private elements of one creator; the patterns' block byte is free (`(0043,xx10)`), none given means all of them. */
  | { readonly kind: 'creator'; readonly creator: string; readonly patterns: readonly TagPattern[] }
  | { readonly kind: 'private' }
  | { readonly kind: 'category'; readonly categories: readonly AttributeCategory[] }
  /** Elements to which the Basic Profile gives one of these codes, before its options. */
  | { readonly kind: 'actionCode'; readonly codes: readonly BasicAction[] };

export const SIMPLE_ACTIONS = [
  'keep',
  'remove',
  'empty',
  'dummy',
  'uid',
  'pseudonym',
  'shiftDate',
  'hash',
  'cleanText',
  'quarantine',
] as const;

type SimpleAction = (typeof SIMPLE_ACTIONS)[number];

/** What a rule does with the elements it selects. */
export type HeaderAction =
  | { readonly kind: SimpleAction }
  /** The new values, to be encoded in the item's own character set. */
  | { readonly kind: 'replace'; readonly values: readonly string[] }
  /** Ages (AS) of more than `over` years become `over` years plus one, written `090Y` for 89. */
  | { readonly kind: 'ageCap'; readonly over: number };

/** One rule: the first whose selector and condition hold decides what happens to an element. */
export interface HeaderRule {
  /** `rule-N` by position, or the name given by `id:`. */
  readonly id: string;
  /** Line of the strategy file where the rule starts, from 1. */
  readonly line: number;
  readonly selector: ElementSelector;
  /** Read against the whole data set of the instance, not against the item that holds the element. */
  readonly when?: Condition;
  readonly action: HeaderAction;
}

/** The `deidentify:` section of a strategy. */
export interface HeaderPolicy {
  readonly profile: 'basic' | 'none';
  readonly options: readonly ProfileOption[];
  readonly uids: { readonly scope: 'patient' | 'project' };
  readonly dates: { readonly maxShiftDays: number };
  /** What becomes of a private element that neither a rule nor the profile with its options decides. */
  readonly privateElements: 'remove' | 'keep';
  /** What becomes of a standard-group element that the dictionary does not know. */
  readonly unknownElements: 'remove' | 'keep';
  readonly rules: readonly HeaderRule[];
  /** Changes nothing, not even the preamble: for tests. All the rest is then without meaning. */
  readonly passthrough: boolean;
}

/** The policy of `deidentify: passthrough`. */
export const PASSTHROUGH_POLICY: HeaderPolicy = {
  profile: 'none',
  options: [],
  uids: { scope: 'patient' },
  dates: { maxShiftDays: 0 },
  privateElements: 'keep',
  unknownElements: 'keep',
  rules: [],
  passthrough: true,
};
