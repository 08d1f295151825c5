/**
 * What a strategy's `deidentify:` section says, after loading: plain data that survives a structured clone, so that it
 * reaches a worker thread as it is. The text form is described in docs/strategy.md.
 *
 * Who decides on a data element: the first rule that matches; else the confidentiality profile's table (PS3.15 Table E.1-1
 * with the chosen options); else the lists of private elements; else the defaults. What is decided puts the element on one of
 * three paths: an action of the rules, `cleanText`, or `classify`.
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
  'classify',
  'quarantine',
] as const;

type SimpleAction = Exclude<(typeof SIMPLE_ACTIONS)[number], 'cleanText' | 'classify'>;

/** What becomes of dates inside text that is cleaned. */
export type DatesInText = 'remove' | 'shift';

/** What may be made of the value of another attribute. */
export const SOURCE_FUNCTIONS = ['copy', 'pseudonym', 'hash', 'uid', 'shiftDate'] as const;

export type SourceFunction = (typeof SOURCE_FUNCTIONS)[number];

/** The value of an attribute of the original, and what is made of it. */
export interface AttributeSource {
  /** As written in the strategy. */
  readonly name: string;
  readonly tag: number;
  /** Tags of the enclosing sequences, outermost first. */
  readonly sequences: readonly number[];
  readonly using: SourceFunction;
}

export type TemplatePart =
  { readonly kind: 'text'; readonly text: string } | ({ readonly kind: 'value' } & AttributeSource);

/** What stands for the ages over a cap. */
export const AGE_CAP_RESULTS = ['limit', 'nothing'] as const;

/** What to do with a value that a lookup table does not have. */
export const MISS_ACTIONS = [
  'quarantine',
  'remove',
  'empty',
  'dummy',
  'keep',
  'pseudonym',
  'hash',
  'uid',
] as const;

export type MissAction = (typeof MISS_ACTIONS)[number];

/** A table of replacements, read from a CSV file when the strategy was loaded. */
export interface LookupTable {
  readonly file: string;
  readonly entries: ReadonlyMap<string, string>;
}

/** What a rule does with the elements it selects. */
export type HeaderAction =
  | { readonly kind: SimpleAction }
  /** What identifies somebody inside the text is taken out; dates as the policy says unless given. */
  | { readonly kind: 'cleanText'; readonly dates?: DatesInText }
  /** Whether the text stays, is cleaned or goes is decided by what it says. */
  | { readonly kind: 'classify'; readonly dates?: DatesInText }
  /** The new values, to be encoded in the item's own character set. */
  | { readonly kind: 'replace'; readonly values: readonly string[] }
  /** Ages (AS) of more than `over` years become `over` years plus one, written `090Y` for 89, or lose their value. */
  | { readonly kind: 'ageCap'; readonly over: number; readonly write: (typeof AGE_CAP_RESULTS)[number] }
  /** Ages (AS) become whole years, rounded down to a multiple of so many. */
  | { readonly kind: 'ageRound'; readonly years: number }
  /** Dates become the first day of their year or month. */
  | { readonly kind: 'dateRound'; readonly to: 'year' | 'month' }
  | { readonly kind: 'lookup'; readonly table: LookupTable; readonly miss: MissAction }
  /** The value is made of another attribute's, or by a template of several. */
  | { readonly kind: 'from' | 'template'; readonly parts: readonly TemplatePart[] };

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

/** Editions of TCIA's knowledge base of private elements that this release has. */
export const KNOWLEDGE_BASES = ['tcia-2024-02-01'] as const;

export type KnowledgeBase = (typeof KNOWLEDGE_BASES)[number];

/** What becomes of elements that no list knows. */
export const UNLISTED_ELEMENTS = ['remove', 'keep', 'cleanText', 'classify'] as const;

/** What becomes of private elements that no rule decides. */
export interface PrivatePolicy {
  /** Those of PS3.15 Table E.3.10-1 are kept, their text cleaned. */
  readonly safeList: boolean;
  /** Those that it lists meet what it says of them. */
  readonly knowledgeBase: KnowledgeBase | undefined;
  readonly others: (typeof UNLISTED_ELEMENTS)[number];
}

/** Paths for free text that neither a rule nor the profile names. */
export const UNLISTED_TEXT = ['classify', 'cleanText', 'keep'] as const;

export interface TextPolicy {
  readonly dates: DatesInText;
  readonly unlisted: (typeof UNLISTED_TEXT)[number];
}

/** What is done with documents inside instances (PDF, CDA), which cannot be de-identified element by element. */
export const DOCUMENT_ACTIONS = ['quarantine', 'blank'] as const;

/** The `deidentify:` section of a strategy. */
export interface HeaderPolicy {
  readonly profile: 'basic' | 'none';
  readonly options: readonly ProfileOption[];
  readonly uids: { readonly scope: 'patient' | 'project' };
  readonly dates: { readonly maxShiftDays: number };
  readonly text: TextPolicy;
  /** An encapsulated document sets the instance aside, or gives way to a valid one that shows nothing. */
  readonly encapsulatedDocuments: (typeof DOCUMENT_ACTIONS)[number];
  /** What becomes of private elements that no rule decides. */
  readonly privateElements: PrivatePolicy;
  /** What becomes of a standard-group element that the dictionary does not know. */
  readonly unknownElements: (typeof UNLISTED_ELEMENTS)[number];
  readonly rules: readonly HeaderRule[];
  /** Pseudonyms, UIDs, hashes and shifts are made with keys of this project alone; undefined: those of the node. */
  readonly project: string | undefined;
  /** Changes nothing, not even the preamble: for tests. All the rest is then without meaning. */
  readonly passthrough: boolean;
}

/** The policy of `deidentify: passthrough`. */
export const PASSTHROUGH_POLICY: HeaderPolicy = {
  profile: 'none',
  options: [],
  uids: { scope: 'patient' },
  dates: { maxShiftDays: 0 },
  text: { dates: 'remove', unlisted: 'keep' },
  encapsulatedDocuments: 'quarantine',
  privateElements: { safeList: false, knowledgeBase: undefined, others: 'keep' },
  unknownElements: 'keep',
  rules: [],
  project: undefined,
  passthrough: true,
};
