import { lookupTag } from '../../dicom/dictionary.js';
import { groupOf, isPrivateTag, TAG, type Tag } from '../../dicom/tag.js';
import { isTextVr } from '../../dicom/vr.js';
import { categoryOf } from './category.js';
import { NOTHING_UNMET, TAKES_VALUE, unmetBy, type Claim, type Unmet } from './claims.js';
import type { HeaderAction, HeaderPolicy, HeaderRule } from './policy.js';
import { knowledgeBaseEntry, safeListEntry, type PrivateEntry } from './private-elements.js';
import { profileRow, type ProfileOption, type ProfileRow } from './profile-table.js';
import { selects } from './selector.js';

/** The three paths, of which an element takes exactly one. */
export type ElementPath = 'rules' | 'cleanText' | 'classify';

/** What happens to an element, and who says so. */
export interface Resolution {
  readonly action: HeaderAction;
  readonly path: ElementPath;
  readonly by:
    | { readonly kind: 'rule'; readonly id: string; readonly line: number }
    | { readonly kind: 'profile'; readonly code: string; readonly option: string | undefined }
    | { readonly kind: 'default'; readonly reason: string };
  /** The VR by which a list of private elements says to read it, where the sender left it unnamed. */
  readonly vr?: string;
  /** What of the profile can no longer be claimed of an instance that has the element. */
  readonly unmet: Unmet;
}

/** What of an element decides its path. */
export interface ElementFacts {
  readonly tag: Tag;
  /** The VR to read it by. */
  readonly vr: string;
  /** For a private element: who reserved its block; undefined where nobody did. */
  readonly creator: string | undefined;
  /** Nobody says its VR: it is private, and the data set has implicit VR. */
  readonly isVrUnknown?: boolean;
  /** Signatures of the sequences around a private element (`elementSignature`), joined by `>`; absent at the top. */
  readonly inside?: string;
}

/** UIDs of instances, frames of reference and findings that table E.1-1 (2026c) does not list; left alone they would break references. */
const UNLISTED_INSTANCE_UIDS = new Set([
  'MultiFrameSourceSOPInstanceUID',
  'RadiopharmaceuticalAdministrationEventUID',
  'TargetFrameOfReferenceUID',
  'SOPInstanceUIDOfConcatenationSource',
  'VolumeFrameOfReferenceUID',
  'TableFrameOfReferenceUID',
  'ReferencedColorPaletteInstanceUID',
  'FindingsGroupUIDTrial',
  'ReferencedFindingsGroupUIDTrial',
  'AssertionUID',
  'ReferencedAssertionUID',
  'ReferencedFiducialUID',
  'VolumetricPresentationInputSetUID',
  'EquipmentFrameOfReferenceUID',
]);

/** Codes of terminologies and templates: what looks like an identifier in them is none. */
const CODE_KEYWORDS =
  /^(?:LongCodeValue|CodeValue|CodingScheme\w*|CodeSetExtension\w*|Context\w*|MappingResource\w*|TemplateIdentifier|EquivalentCode\w*|UniversalEntityID\w*|LocalNamespaceEntityID)$/;

const KEEP: HeaderAction = { kind: 'keep' };
const REMOVE: HeaderAction = { kind: 'remove' };
const EMPTY: HeaderAction = { kind: 'empty' };
const DUMMY: HeaderAction = { kind: 'dummy' };
const UID: HeaderAction = { kind: 'uid' };
const SHIFT_DATE: HeaderAction = { kind: 'shiftDate' };
const CLEAN_TEXT: HeaderAction = { kind: 'cleanText' };
const CLASSIFY: HeaderAction = { kind: 'classify' };

/** VRs of text that people write; other text VRs hold codes, numbers and times. */
const FREE_TEXT_VRS: ReadonlySet<string> = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);

export function isFreeTextVr(vr: string): boolean {
  return FREE_TEXT_VRS.has(vr);
}

/** Says of each element who decides on it, and what. Holds the policy with the rules that apply to an instance. */
export class ActionResolver {
  readonly #policy: HeaderPolicy;
  readonly #rules: readonly HeaderRule[];
  readonly #options: ReadonlySet<string>;
  readonly #known = new Map<Tag, Known[]>();

  /** @param rules the policy's rules whose `when` holds for the instance, in order */
  constructor(policy: HeaderPolicy, rules: readonly HeaderRule[]) {
    this.#policy = policy;
    this.#rules = rules;
    this.#options = new Set(policy.options);
  }

  resolve(facts: ElementFacts): Resolution {
    const known = this.#known.get(facts.tag);
    if (known !== undefined)
      for (const { facts: one, resolution } of known)
        if (
          one.vr === facts.vr &&
          one.creator === facts.creator &&
          one.inside === facts.inside &&
          one.isVrUnknown === facts.isVrUnknown
        )
          return resolution;
    const resolution = this.#decide(facts);
    const entry: Known = { facts, resolution };
    if (known === undefined) this.#known.set(facts.tag, [entry]);
    // Creators are the sender's to choose: what a cache holds of one tag is bounded.
    else if (known.length < MAX_KNOWN_OF_TAG) known.push(entry);
    return resolution;
  }

  /** Whether the strategy means to keep an element: by a rule, or by an option that retains it. Then it is no secret. */
  keepsOnPurpose(tag: Tag, vr: string, creator: string | undefined): boolean {
    const { action, by } = this.resolve({ tag, vr, creator });
    return action.kind === 'keep' && (by.kind === 'rule' || (by.kind === 'profile' && by.code === 'K'));
  }

  #decide(facts: ElementFacts): Resolution {
    const structural = structuralAction(facts.tag);
    if (structural !== undefined) return structural;
    const row = profileRow(facts.tag);
    const rule = this.#rules.find((candidate) =>
      selects(candidate.selector, { ...facts, actionCode: row?.basic }),
    );
    if (rule !== undefined) {
      return {
        action: rule.action,
        path: pathOf(rule.action),
        by: { kind: 'rule', id: rule.id, line: rule.line },
        unmet: this.#unmet(rule.action, row, facts),
      };
    }
    if (isPrivateTag(facts.tag)) return this.#privateAction(facts, row);
    const entry = lookupTag(facts.tag);
    if (entry?.vr === 'SQ' && facts.vr !== 'SQ') return byDefault(REMOVE, 'a sequence that cannot be read');
    if (this.#policy.profile === 'basic' && row !== undefined)
      return profileResolution(row, facts, this.#options);
    return entry === undefined ? this.#unknownAction(facts) : this.#unlistedAction(facts, entry.keyword);
  }

  #unmet(action: HeaderAction, row: ProfileRow | undefined, facts: ElementFacts): Unmet {
    if (this.#policy.profile === 'none' || row === undefined) return NOTHING_UNMET;
    return unmetBy(action, row, facts.vr === 'SQ', this.#options);
  }

  /** What even the dictionary does not know: where its text is looked at, names, dates, UIDs and bytes still do not stay. */
  #unknownAction({ vr }: ElementFacts): Resolution {
    const { unknownElements } = this.#policy;
    const reason = 'not in the dictionary';
    if (unknownElements === 'remove' || unknownElements === 'keep')
      return byDefault(unknownElements === 'keep' ? KEEP : REMOVE, reason);
    if (vr === 'PN') return byDefault(EMPTY, reason);
    if (vr === 'DA' || vr === 'DT') return byDefault(this.#dateAction(DUMMY), reason);
    if (vr === 'UI') return byDefault(UID, reason);
    if (vr === 'UN' || vr.startsWith('O')) return byDefault(REMOVE, reason);
    return byDefault(unlistedAction(unknownElements, vr), reason);
  }

  /** What the table does not list stays, but for what is of a kind that it never leaves alone. */
  #unlistedAction(facts: ElementFacts, keyword: string): Resolution {
    if (this.#policy.profile === 'basic') {
      if (facts.vr === 'PN') return byDefault(EMPTY, 'a name, not in the profile');
      if (facts.vr === 'DA' || facts.vr === 'DT')
        return byDefault(this.#dateAction(DUMMY), 'a date, not in the profile');
      if (UNLISTED_INSTANCE_UIDS.has(keyword) && !this.#options.has('retainUIDs'))
        return byDefault(UID, 'names an instance, not in the profile');
    }
    const { unlisted } = this.#policy.text;
    const isAmbiguous =
      isFreeTextVr(facts.vr) && !CODE_KEYWORDS.test(keyword) && categoryOf(facts.tag, facts.vr) !== 'device';
    if (isAmbiguous && unlisted !== 'keep')
      return byDefault(unlisted === 'classify' ? CLASSIFY : CLEAN_TEXT, 'free text, not in the profile');
    return byDefault(KEEP, 'not in the profile');
  }

  #dateAction(otherwise: HeaderAction): HeaderAction {
    if (this.#options.has('retainLongFullDates')) return KEEP;
    return this.#options.has('retainLongModifiedDates') ? SHIFT_DATE : otherwise;
  }

  #privateAction(facts: ElementFacts, row: ProfileRow | undefined): Resolution {
    const { safeList, knowledgeBase, others } = this.#policy.privateElements;
    const { creator, tag, vr, inside = '' } = facts;
    if (creator !== undefined && safeList) {
      const entry = safeListEntry(creator, tag);
      if (entry !== undefined)
        return this.#listed(entry, facts, { kind: 'profile', code: 'C', option: 'retainSafePrivate' });
    }
    if (creator !== undefined && knowledgeBase !== undefined) {
      const entry = knowledgeBaseEntry(creator, tag, facts.isVrUnknown === true ? undefined : vr, inside);
      if (entry !== undefined)
        return this.#listed(entry, facts, {
          kind: 'default',
          reason: `${entry.disposition} in ${knowledgeBase}`,
        });
    }
    const action = unlistedAction(others, vr);
    return { ...byDefault(action, 'private'), unmet: this.#unmet(action, row, facts) };
  }

  #listed(entry: PrivateEntry, facts: ElementFacts, by: Resolution['by']): Resolution {
    const vr = entry.disposition === 'k' ? listedVr(facts.vr, entry.vrs) : facts.vr;
    const action = this.#listedAction(entry.disposition, vr);
    return {
      action,
      path: pathOf(action),
      by,
      ...(vr === facts.vr ? {} : { vr }),
      unmet: NOTHING_UNMET,
    };
  }

  #listedAction(disposition: PrivateEntry['disposition'], vr: string): HeaderAction {
    switch (disposition) {
      case 'd':
        return REMOVE;
      case 'h':
        return vr === 'UI' || isTextVr(vr) || OPAQUE_VRS.has(vr) ? { kind: 'uid' } : REMOVE;
      case 'o':
      case 'oi':
        return vr === 'SQ' ? REMOVE : this.#dateAction(REMOVE);
      case 'k':
        if (vr === 'DA' || vr === 'DT') return this.#dateAction(REMOVE);
        if (vr === 'UI') return this.#options.has('retainUIDs') ? KEEP : UID;
        return isFreeTextVr(vr) ? CLEAN_TEXT : KEEP;
    }
  }
}

interface Known {
  readonly facts: ElementFacts;
  readonly resolution: Resolution;
}

const MAX_KNOWN_OF_TAG = 16;

/** VRs of bytes, in which a list may know of something else. */
const OPAQUE_VRS: ReadonlySet<string> = new Set(['UN', 'OB', 'OW']);

/** How to read an element that came as bytes, where the list knows better. */
function listedVr(vr: string, listed: readonly string[]): string {
  if (!OPAQUE_VRS.has(vr)) return vr;
  return listed.find((one) => one !== '' && one !== 'SQ' && !OPAQUE_VRS.has(one)) ?? vr;
}

function unlistedAction(policy: HeaderPolicy['unknownElements'], vr: string): HeaderAction {
  switch (policy) {
    case 'remove':
      return REMOVE;
    case 'keep':
      return KEEP;
    case 'cleanText':
      return isFreeTextVr(vr) ? CLEAN_TEXT : KEEP;
    case 'classify':
      return isFreeTextVr(vr) ? CLASSIFY : KEEP;
  }
}

/** The path that an action puts an element on. */
export function pathOf(action: HeaderAction): ElementPath {
  return action.kind === 'cleanText' || action.kind === 'classify' ? action.kind : 'rules';
}

function byDefault(action: HeaderAction, reason: string): Resolution {
  return { action, path: pathOf(action), by: { kind: 'default', reason }, unmet: NOTHING_UNMET };
}

/** What no rule may say otherwise: command and file meta elements and padding have no place in a stored data set. */
function structuralAction(tag: Tag): Resolution | undefined {
  const group = groupOf(tag);
  if (group === 0x0000 || group === 0x0002) return byDefault(REMOVE, 'not of a data set');
  if (tag === 0xfffcfffc) return byDefault(REMOVE, 'data set trailing padding');
  if (tag === TAG.specificCharacterSet) return byDefault(KEEP, 'says how text is encoded');
  return undefined;
}

function profileResolution(row: ProfileRow, facts: ElementFacts, options: ReadonlySet<string>): Resolution {
  const chosen = Object.entries(row.options).filter(([option]) => options.has(option));
  const date = chosen.find(([option, code]) => option === 'retainLongModifiedDates' && code === 'C');
  const fullDate = chosen.find(([option]) => option === 'retainLongFullDates');
  // A date of a device is kept by one option and moved by another: moved, unless full dates are retained.
  if (date !== undefined && fullDate === undefined) {
    const action = modifiedDate(facts);
    return action === undefined
      ? byBasic(row, facts, chosen)
      : byProfile(action, 'C', 'retainLongModifiedDates');
  }
  const kept = chosen.find(([, code]) => code === 'K');
  if (kept !== undefined) return byProfile(KEEP, 'K', kept[0]);
  const cleaned = chosen.find(([, code]) => code === 'C');
  return cleaned === undefined ? byBasic(row, facts, []) : byProfile(clean(facts.vr), 'C', cleaned[0]);
}

function byProfile(action: HeaderAction, code: string, option: string | undefined): Resolution {
  return { action, path: pathOf(action), by: { kind: 'profile', code, option }, unmet: NOTHING_UNMET };
}

/** @param chosen options that say something of the element and could not be applied to it */
function byBasic(
  row: ProfileRow,
  facts: ElementFacts,
  chosen: readonly (readonly [string, unknown])[],
): Resolution {
  const unmet = chosen.map(([option]) => option as ProfileOption satisfies Claim);
  return {
    ...byProfile(basicAction(row.basic, facts), row.basic, undefined),
    unmet: { changed: unmet, unchanged: unmet },
  };
}

/**
 * Dates move, times of day and the zone stay (PS3.15 section E.3.6). What a date is says the dictionary, whatever VR it was
 * written with. A time stamp in binary, which cannot be moved, is left to the Basic Profile.
 */
function modifiedDate(facts: ElementFacts): HeaderAction | undefined {
  if (!isTextVr(facts.vr)) return undefined;
  const vrs = [facts.vr, lookupTag(facts.tag)?.vr];
  return vrs.includes('DA') || vrs.includes('DT') ? SHIFT_DATE : KEEP;
}

/** Action C by VR: text is cleaned, sequences are walked, and what cannot be cleaned goes. */
function clean(vr: string): HeaderAction {
  if (vr === 'SQ') return KEEP;
  if (vr === 'DA' || vr === 'DT') return SHIFT_DATE;
  if (vr === 'UI') return UID;
  if (isTextVr(vr)) return CLEAN_TEXT;
  return vr === 'UN' || vr.startsWith('O') ? REMOVE : KEEP;
}

/**
 * The Basic Profile's action (PS3.15 table E.1-1a). Where the choice depends on the attribute's type in its IOD, the one
 * that leaves every IOD valid is taken: empty before removed, a dummy before empty. Sequences that need a value are kept
 * and their contents de-identified element by element.
 */
function basicAction(code: ProfileRow['basic'], facts: ElementFacts): HeaderAction {
  if (facts.tag === TAG.patientId || facts.tag === TAG.patientName) return { kind: 'pseudonym' };
  const isSequence = facts.vr === 'SQ';
  switch (code) {
    case 'X':
      return REMOVE;
    case 'Z':
    case 'X/Z':
      return EMPTY;
    case 'U':
      return isSequence ? KEEP : { kind: 'uid' };
    case 'X/Z/U*':
      return isSequence ? KEEP : EMPTY;
    case 'D':
    case 'Z/D':
    case 'X/D':
    case 'X/Z/D':
      if (isSequence) return identityCodesAction(facts.tag) ?? KEEP;
      return facts.vr === 'UI' ? { kind: 'uid' } : { kind: 'dummy' };
  }
}

/**
 * Sequences whose codes name a person, an institution or a stream: not their items but what stands in them is the identity.
 * Those that the table lets go, go; of the others every value becomes a dummy.
 */
function identityCodesAction(tag: Tag): HeaderAction | undefined {
  switch (lookupTag(tag)?.keyword) {
    case 'InstitutionCodeSequence':
    case 'OperatorIdentificationSequence':
      return REMOVE;
    case 'PersonIdentificationCodeSequence':
    case 'FlowIdentifierSequence':
      return DUMMY;
    default:
      return undefined;
  }
}

/** In a sequence whose values all become dummies: what of an element's own action takes its value away stands. */
export function asDummy(resolution: Resolution, vr: string): Resolution {
  if (vr === 'SQ' || TAKES_VALUE.has(resolution.action.kind)) return resolution;
  return { ...resolution, action: DUMMY, path: 'rules' };
}
