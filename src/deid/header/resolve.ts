import { lookupTag } from '../../dicom/dictionary.js';
import { groupOf, isPrivateTag, TAG, type Tag } from '../../dicom/tag.js';
import { isTextVr } from '../../dicom/vr.js';
import type { HeaderAction, HeaderPolicy, HeaderRule } from './policy.js';
import { profileRow, type ProfileRow } from './profile-table.js';
import { isSafePrivate } from './safe-private.js';
import { selects } from './selector.js';

/** What happens to an element, and who says so. */
export interface Resolution {
  readonly action: HeaderAction;
  readonly by:
    | { readonly kind: 'rule'; readonly id: string; readonly line: number }
    | { readonly kind: 'profile'; readonly code: string; readonly option: string | undefined }
    | { readonly kind: 'default'; readonly reason: string };
}

/** What of an element decides its path. */
export interface ElementFacts {
  readonly tag: Tag;
  /** The VR to read it by. */
  readonly vr: string;
  /** For a private element: who reserved its block; undefined where nobody did. */
  readonly creator: string | undefined;
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

const KEEP: HeaderAction = { kind: 'keep' };
const REMOVE: HeaderAction = { kind: 'remove' };
const EMPTY: HeaderAction = { kind: 'empty' };

/** Gives each element its one path: rule, profile, or default. Holds the policy with the rules that apply to the instance. */
export class ActionResolver {
  readonly #policy: HeaderPolicy;
  readonly #rules: readonly HeaderRule[];
  readonly #options: ReadonlySet<string>;
  readonly #known = new Map<string, Resolution>();

  /** @param rules the policy's rules whose `when` holds for the instance, in order */
  constructor(policy: HeaderPolicy, rules: readonly HeaderRule[]) {
    this.#policy = policy;
    this.#rules = rules;
    this.#options = new Set(policy.options);
  }

  resolve(facts: ElementFacts): Resolution {
    const key = `${String(facts.tag)}${facts.vr}${facts.creator ?? ''}`;
    let resolution = this.#known.get(key);
    if (resolution === undefined) {
      resolution = this.#decide(facts);
      this.#known.set(key, resolution);
    }
    return resolution;
  }

  #decide(facts: ElementFacts): Resolution {
    const structural = structuralAction(facts.tag);
    if (structural !== undefined) return structural;
    const actionCode = profileRow(facts.tag)?.basic;
    const rule = this.#rules.find((candidate) => selects(candidate.selector, { ...facts, actionCode }));
    if (rule !== undefined)
      return { action: rule.action, by: { kind: 'rule', id: rule.id, line: rule.line } };
    if (isPrivateTag(facts.tag)) return this.#privateAction(facts);
    const entry = lookupTag(facts.tag);
    if (entry?.vr === 'SQ' && facts.vr !== 'SQ') return byDefault(REMOVE, 'a sequence that cannot be read');
    const row = this.#policy.profile === 'basic' ? profileRow(facts.tag) : undefined;
    if (row !== undefined) return profileResolution(row, facts, this.#options);
    if (entry === undefined)
      return byDefault(this.#policy.unknownElements === 'keep' ? KEEP : REMOVE, 'not in the dictionary');
    if (this.#policy.profile === 'basic') {
      if (facts.vr === 'PN') return byDefault(EMPTY, 'a name, not in the profile');
      if (UNLISTED_INSTANCE_UIDS.has(entry.keyword) && !this.#options.has('retainUIDs'))
        return byDefault({ kind: 'uid' }, 'names an instance, not in the profile');
    }
    return byDefault(KEEP, 'not in the profile');
  }

  #privateAction(facts: ElementFacts): Resolution {
    if (
      this.#options.has('retainSafePrivate') &&
      facts.creator !== undefined &&
      isSafePrivate(facts.creator, facts.tag)
    ) {
      return { action: clean(facts.vr), by: { kind: 'profile', code: 'C', option: 'retainSafePrivate' } };
    }
    return byDefault(this.#policy.privateElements === 'keep' ? KEEP : REMOVE, 'private');
  }
}

function byDefault(action: HeaderAction, reason: string): Resolution {
  return { action, by: { kind: 'default', reason } };
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
    if (action !== undefined) return { action, by: { kind: 'profile', code: 'C', option: date[0] } };
    return {
      action: basicAction(row.basic, facts),
      by: { kind: 'profile', code: row.basic, option: undefined },
    };
  }
  const kept = chosen.find(([, code]) => code === 'K');
  if (kept !== undefined) return { action: KEEP, by: { kind: 'profile', code: 'K', option: kept[0] } };
  const cleaned = chosen.find(([, code]) => code === 'C');
  if (cleaned !== undefined)
    return { action: clean(facts.vr), by: { kind: 'profile', code: 'C', option: cleaned[0] } };
  return {
    action: basicAction(row.basic, facts),
    by: { kind: 'profile', code: row.basic, option: undefined },
  };
}

/**
 * Dates move, times of day and the zone stay (PS3.15 section E.3.6). What a date is says the dictionary, whatever VR it was
 * written with. A time stamp in binary, which cannot be moved, is left to the Basic Profile.
 */
function modifiedDate(facts: ElementFacts): HeaderAction | undefined {
  if (!isTextVr(facts.vr)) return undefined;
  const vrs = [facts.vr, lookupTag(facts.tag)?.vr];
  return vrs.includes('DA') || vrs.includes('DT') ? { kind: 'shiftDate' } : KEEP;
}

/** Action C by VR: text is cleaned, sequences are walked, and what cannot be cleaned goes. */
function clean(vr: string): HeaderAction {
  if (vr === 'SQ') return KEEP;
  if (vr === 'DA' || vr === 'DT') return { kind: 'shiftDate' };
  if (vr === 'UI') return { kind: 'uid' };
  if (isTextVr(vr)) return { kind: 'cleanText' };
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
      if (isSequence) return KEEP;
      return facts.vr === 'UI' ? { kind: 'uid' } : { kind: 'dummy' };
  }
}
