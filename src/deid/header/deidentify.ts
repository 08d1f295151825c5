import { createEdits, type Edits } from '../../dicom/edit.js';
import { readUid, type IndexedInstance } from '../../dicom/instance.js';
import { findElement, type DataElement, type DataSet } from '../../dicom/model.js';
import { trimUid } from '../../dicom/part10.js';
import {
  formatTag,
  groupOf,
  isGroupLengthTag,
  isPrivateCreatorTag,
  isPrivateTag,
  TAG,
  type Tag,
} from '../../dicom/tag.js';
import { effectiveVr, encodeText, readTexts, readText, trimPadding } from '../../dicom/values.js';
import { isTextVr } from '../../dicom/vr.js';
import { LetheError } from '../../errors.js';
import { evaluateCondition, type ReadAttribute, type RoutingFacts } from '../condition.js';
import { dummyValue } from './dummy.js';
import { createTextCleaner, identityStrings } from './identity.js';
import type { HeaderAction, HeaderPolicy } from './policy.js';
import { PROVENANCE_TAGS, writeProvenance, type ProvenanceFacts } from './provenance.js';
import { createPseudonyms, type PseudonymKeys, type Pseudonyms } from './pseudonyms.js';
import { ActionResolver, type Resolution } from './resolve.js';
import { shiftDate } from './shift-date.js';

/** One original identifier and what stands for it in the output. */
export interface CrosswalkRow {
  readonly kind: 'uid' | 'patientId';
  readonly original: string;
  readonly replacement: string;
}

/** What was done to one element, for a person to read. Holds no value. */
export interface ElementTrace {
  /** `(0040,0275)[1]/(0008,0050)`: items count from 1. */
  readonly path: string;
  readonly tag: Tag;
  readonly vr: string;
  readonly action: HeaderAction['kind'];
  readonly by: Resolution['by'];
  /** Whether the bytes of the element change. */
  readonly changed: boolean;
}

/** The outcome: edits to apply, and an account of them. */
export type HeaderOutcome =
  | {
      readonly kind: 'deidentified';
      readonly edits: Edits;
      readonly crosswalk: readonly CrosswalkRow[];
      /** How many elements met each action. */
      readonly actions: Readonly<Record<string, number>>;
      readonly sopInstanceUid: string;
      readonly trace: readonly ElementTrace[];
    }
  /** A rule asks for quarantine. */
  | { readonly kind: 'quarantine'; readonly path: string };

export interface HeaderRequest {
  readonly policy: HeaderPolicy;
  readonly facts: RoutingFacts;
  readonly provenance: ProvenanceFacts;
  readonly keys: PseudonymKeys;
  /** Whether to tell of every element. */
  readonly trace: boolean;
  /** Reads attributes for the rules' conditions. */
  readonly read: ReadAttribute;
}

/**
 * De-identifies a header: each element takes exactly one path (rule, profile or default), at every depth.
 * A function of its arguments alone.
 * @throws LetheError `ACTION_NOT_POSSIBLE` when an action cannot be carried out; the caller quarantines the instance
 */
export function deidentifyHeader(instance: IndexedInstance, request: HeaderRequest): HeaderOutcome {
  const walk = new HeaderWalk(instance, request);
  return walk.run();
}

/** What tells one patient from another; an instance without a patient ID is held together with its study alone. */
export function patientKeyOf(instance: IndexedInstance): string {
  const element = instance.dataSet.elements.find((candidate) => candidate.tag === TAG.patientId);
  const id = element === undefined ? '' : (readTexts(instance.source, element)[0] ?? '');
  return id === '' ? `study:${readUid(instance, TAG.studyInstanceUid) ?? ''}` : `patient:${id}`;
}

interface Place {
  readonly element: DataElement;
  readonly vr: string;
  readonly path: string;
  readonly resolution: Resolution;
}

class HeaderWalk {
  readonly #instance: IndexedInstance;
  readonly #request: HeaderRequest;
  readonly #edits = createEdits();
  readonly #pseudonyms: Pseudonyms;
  readonly #resolver: ActionResolver;
  readonly #uids = new Map<string, string>();
  readonly #patientIds = new Map<string, string>();
  readonly #actions: Record<string, number> = {};
  readonly #dates = { kept: 0, shifted: 0, removed: 0 };
  readonly #trace: ElementTrace[] = [];
  /** Kept text, to be searched for identity when all of it is known. */
  readonly #texts: Place[] = [];
  #quarantineAt: string | undefined;

  constructor(instance: IndexedInstance, request: HeaderRequest) {
    this.#instance = instance;
    this.#request = request;
    const { policy } = request;
    const rules = policy.rules.filter(
      (rule) => rule.when === undefined || evaluateCondition(rule.when, request.facts, request.read).holds,
    );
    this.#resolver = new ActionResolver(policy, rules);
    this.#pseudonyms = createPseudonyms(request.keys, patientKeyOf(instance), policy.uids.scope);
  }

  run(): HeaderOutcome {
    this.#walkDataSet(this.#instance.dataSet, '');
    if (this.#quarantineAt !== undefined) return { kind: 'quarantine', path: this.#quarantineAt };
    this.#cleanTexts();
    writeProvenance(
      this.#instance.dataSet,
      this.#edits,
      this.#request.policy,
      this.#request.provenance,
      this.#dates,
    );
    const crosswalk: CrosswalkRow[] = [];
    for (const [from, replacement] of this.#uids)
      crosswalk.push({ kind: 'uid', original: from, replacement });
    for (const [from, replacement] of this.#patientIds)
      crosswalk.push({ kind: 'patientId', original: from, replacement });
    return {
      kind: 'deidentified',
      edits: this.#edits,
      crosswalk,
      actions: this.#actions,
      sopInstanceUid: this.#sopInstanceUid(),
      trace: this.#trace,
    };
  }

  /** The UID that the output carries: file meta and delivery must name what stands in the data set. */
  #sopInstanceUid(): string {
    const element = findElement(this.#instance.dataSet, TAG.sopInstanceUid);
    if (element === undefined) return '';
    const written = this.#edits.isRemoved(element) ? Buffer.alloc(0) : this.#edits.replacementOf(element);
    const uid = written === undefined ? readUid(this.#instance, TAG.sopInstanceUid) : trimUid(written);
    if (uid === undefined || uid === '')
      throw new LetheError('ACTION_NOT_POSSIBLE', 'the output would have no SOPInstanceUID (0008,0018)');
    return uid;
  }

  #walkDataSet(dataSet: DataSet, prefix: string): void {
    const creators = privateCreators(this.#instance, dataSet);
    const keptBlocks = new Set<number>();
    const isOutermost = dataSet.owner === undefined;
    for (const element of dataSet.elements) {
      if (isGroupLengthTag(element.tag) && groupOf(element.tag) > 2) {
        // A group length is four bytes (PS3.5 section 7.2); what else stands under its tag may say anything.
        if (element.valueLength !== 4) this.#edits.remove(element);
        continue;
      }
      if (isPrivateCreatorTag(element.tag)) continue;
      if (isOutermost && PROVENANCE_TAGS.has(element.tag)) continue;
      const vr = readableVr(element);
      const creator = isPrivateTag(element.tag) ? creators.get(blockOf(element.tag)) : undefined;
      const resolution = this.#resolver.resolve({ tag: element.tag, vr, creator });
      const place: Place = { element, vr, path: this.#path(prefix, element), resolution };
      this.#apply(place);
      if (isPrivateTag(element.tag) && !this.#edits.isRemoved(element)) keptBlocks.add(blockOf(element.tag));
    }
    this.#removeUnusedCreators(dataSet, keptBlocks, prefix);
    this.#removeEmptyGroups(dataSet);
  }

  #path(prefix: string, element: DataElement): string {
    return this.#request.trace || element.items !== undefined ? prefix + formatTag(element.tag) : prefix;
  }

  /** A reservation of a block that holds nothing any more goes with it (PS3.15 section E.3.10). */
  #removeUnusedCreators(dataSet: DataSet, keptBlocks: ReadonlySet<number>, prefix: string): void {
    for (const element of dataSet.elements) {
      if (!isPrivateCreatorTag(element.tag)) continue;
      const isUsed =
        keptBlocks.has((groupOf(element.tag) << 8) | (element.tag & 0xff)) && element.items === undefined;
      if (!isUsed) this.#edits.remove(element);
      const resolution: Resolution = {
        action: { kind: isUsed ? 'keep' : 'remove' },
        by: { kind: 'default', reason: isUsed ? 'reserves a block in use' : 'reserves a block not in use' },
      };
      this.#record({ element, vr: 'LO', path: this.#path(prefix, element), resolution }, !isUsed);
    }
  }

  #removeEmptyGroups(dataSet: DataSet): void {
    const groupsLeft = new Set<number>();
    for (const element of dataSet.elements) {
      if (!isGroupLengthTag(element.tag) && !this.#edits.isRemoved(element))
        groupsLeft.add(groupOf(element.tag));
    }
    for (const element of dataSet.elements) {
      if (isGroupLengthTag(element.tag) && !groupsLeft.has(groupOf(element.tag))) this.#edits.remove(element);
    }
  }

  #apply(place: Place): void {
    const { element, resolution } = place;
    const changed = this.#carryOut(place, resolution.action);
    this.#record(place, changed);
    if (element.items === undefined || this.#edits.isRemoved(element) || resolution.action.kind === 'empty')
      return;
    element.items.forEach((item, index) =>
      this.#walkDataSet(item.dataSet, `${place.path}[${String(index + 1)}]/`),
    );
  }

  #record(place: Place, changed: boolean): void {
    const { kind } = place.resolution.action;
    this.#actions[kind] = (this.#actions[kind] ?? 0) + 1;
    const isDate = (place.vr === 'DA' || place.vr === 'DT') && place.element.tag !== TAG.patientBirthDate;
    if (isDate && place.element.valueLength > 0)
      this.#dates[kind === 'shiftDate' ? 'shifted' : changed ? 'removed' : 'kept'] += 1;
    if (!this.#request.trace) return;
    this.#trace.push({
      path: place.path,
      tag: place.element.tag,
      vr: place.vr,
      action: kind,
      by: place.resolution.by,
      changed,
    });
  }

  /** @returns whether the element changes */
  #carryOut(place: Place, action: HeaderAction): boolean {
    const { element, vr } = place;
    switch (action.kind) {
      case 'keep':
        return this.#keep(place);
      case 'remove':
        this.#edits.remove(element);
        return true;
      case 'quarantine':
        this.#quarantineAt ??= place.path || formatTag(element.tag);
        return false;
      case 'replace':
        this.#replaceText(place, action.values.join('\\'));
        return true;
      case 'cleanText':
        if (!isTextVr(vr)) throw impossible(place, 'cleanText needs a text VR');
        this.#texts.push(place);
        return false;
      case 'empty':
      case 'dummy':
      case 'uid':
      case 'pseudonym':
      case 'shiftDate':
      case 'hash':
      case 'ageCap':
        // What has no value tells nothing, and stays as the sender left it.
        return element.valueLength > 0 && this.#changeValue(place, action);
    }
  }

  #keep(place: Place): boolean {
    if (place.element.valueLength === 0 || place.element.items !== undefined) return false;
    // A rule that keeps an element means it; everything else that stays is searched for the patient's identity.
    if (place.resolution.by.kind === 'rule') return false;
    if (isSearchable(place)) this.#texts.push(place);
    return false;
  }

  #changeValue(place: Place, action: HeaderAction): boolean {
    const { element, vr } = place;
    switch (action.kind) {
      case 'dummy': {
        if (vr === 'UI') return this.#mapUids(place);
        const dummy = dummyValue(vr, element.valueLength);
        if (dummy === undefined) throw impossible(place, `there is no dummy for VR ${vr}`);
        this.#edits.replace(element, dummy, writableVr(element, vr));
        return true;
      }
      case 'uid':
        return this.#mapUids(place);
      case 'pseudonym': {
        const values = this.#values(place);
        this.#replaceText(
          place,
          vr === 'PN'
            ? this.#pseudonymOfName(values)
            : values.map((value) => this.#patientId(value)).join('\\'),
        );
        return true;
      }
      case 'hash':
        this.#replaceText(
          place,
          this.#values(place)
            .map((value) => (value === '' ? '' : this.#pseudonyms.hash(value)))
            .join('\\'),
        );
        return true;
      case 'shiftDate':
        return this.#shiftDates(place);
      case 'ageCap':
        return this.#capAges(place, action.over);
      default:
        this.#edits.empty(element);
        return true;
    }
  }

  #values(place: Place): string[] {
    if (!isTextVr(place.vr)) throw impossible(place, `${place.resolution.action.kind} needs a text VR`);
    return readTexts(this.#instance.source, place.element);
  }

  /** A name becomes the pseudonym of the patient's ID, so that the two go together; without an ID, one of its own. */
  #pseudonymOfName(names: readonly string[]): string {
    const id = this.#instance.dataSet.elements.find((element) => element.tag === TAG.patientId);
    const original = id === undefined ? undefined : readTexts(this.#instance.source, id)[0];
    return this.#pseudonyms.patientId(original ?? names.join('\\'));
  }

  #patientId(value: string): string {
    if (value === '') return '';
    const replacement = this.#pseudonyms.patientId(value);
    this.#patientIds.set(value, replacement);
    return replacement;
  }

  #mapUids(place: Place): boolean {
    if (place.vr !== 'UI') throw impossible(place, 'uid needs VR UI');
    const originals = readTexts(this.#instance.source, place.element);
    const replacements = originals.map((original) => this.#mapUid(original));
    if (replacements.every((replacement, index) => replacement === originals[index])) return false;
    this.#edits.replace(
      place.element,
      Buffer.from(replacements.join('\\'), 'latin1'),
      writableVr(place.element, 'UI'),
    );
    return true;
  }

  #mapUid(original: string): string {
    if (original === '') return '';
    const replacement = this.#pseudonyms.uid(original);
    if (replacement !== original) this.#uids.set(original, replacement);
    return replacement;
  }

  #shiftDates(place: Place): boolean {
    const { maxShiftDays } = this.#request.policy.dates;
    const days = this.#pseudonyms.dateShiftDays(maxShiftDays);
    const values = this.#values(place);
    // What cannot be read as a date cannot be moved, and may say anything.
    const moved = values.map((value) => (value === '' ? '' : (shiftDate(value, days) ?? '')));
    this.#edits.replace(
      place.element,
      Buffer.from(moved.join('\\'), 'latin1'),
      writableVr(place.element, place.vr),
    );
    return true;
  }

  #capAges(place: Place, over: number): boolean {
    const values = this.#values(place);
    const capped = values.map((value) => {
      const years = /^(\d{3})Y$/.exec(value)?.[1];
      return years !== undefined && Number(years) > over ? `${String(over + 1).padStart(3, '0')}Y` : value;
    });
    if (capped.every((value, index) => value === values[index])) return false;
    this.#replaceText(place, capped.join('\\'));
    return true;
  }

  #replaceText(place: Place, text: string): void {
    const { element } = place;
    const vr = writableVr(element, place.vr);
    const encoded = encodeText(
      this.#instance.source,
      element.parent,
      isTextVr(place.vr) ? place.vr : 'LO',
      text,
    );
    if (encoded === undefined)
      throw impossible(place, 'the replacement cannot be written in the character set of the data set');
    this.#edits.replace(element, encoded, vr);
  }

  #cleanTexts(): void {
    const strings = new Set(identityStrings(this.#instance));
    const clean = createTextCleaner(strings, this.#uids);
    for (const place of this.#texts) {
      const text = readText(this.#instance.source, place.element);
      const cleaned = place.vr === 'UI' ? this.#cleanUids(text) : clean(trimPadding(text));
      if (cleaned === undefined) continue;
      this.#actions['cleaned'] = (this.#actions['cleaned'] ?? 0) + 1;
      const encoded = encodeText(this.#instance.source, place.element.parent, place.vr, cleaned);
      // What cannot be written again in its own character set was not text that anyone could read.
      if (encoded === undefined) this.#edits.empty(place.element);
      else this.#edits.replace(place.element, encoded, writableVr(place.element, place.vr));
      this.#markChanged(place);
    }
  }

  /** A UID that another attribute had replaced is replaced wherever it stands. */
  #cleanUids(text: string): string | undefined {
    const values = trimPadding(text).split('\\');
    if (!values.some((value) => this.#uids.has(value))) return undefined;
    return values.map((value) => this.#uids.get(value) ?? value).join('\\');
  }

  #markChanged(place: Place): void {
    const index = this.#trace.findIndex(
      (entry) => entry.path === place.path && entry.tag === place.element.tag,
    );
    const entry = this.#trace[index];
    if (entry !== undefined) this.#trace[index] = { ...entry, action: 'cleanText', changed: true };
  }
}

/** Text that a person may have typed, or that may repeat an identifier; dates, times and other numbers are left to their rules. */
const SEARCHABLE_VRS = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UI', 'UR', 'UT']);

/** The numbers of studies, series and instances are given out by people too, who may have used an ID. */
const RELATIONSHIP_GROUP = 0x0020;
const MIN_NUMBER_LENGTH = 5;

function isSearchable({ element, vr }: Place): boolean {
  if (vr === 'IS')
    return groupOf(element.tag) === RELATIONSHIP_GROUP && element.valueLength >= MIN_NUMBER_LENGTH;
  return SEARCHABLE_VRS.has(vr);
}

function blockOf(tag: Tag): number {
  return (groupOf(tag) << 8) | ((tag & 0xff00) >>> 8);
}

/** Who reserved which block of the data set's private groups (PS3.5 section 7.8.1). */
function privateCreators(instance: IndexedInstance, dataSet: DataSet): ReadonlyMap<number, string> {
  const creators = new Map<number, string>();
  for (const element of dataSet.elements) {
    if (!isPrivateCreatorTag(element.tag) || element.valueLength > 1024) continue;
    creators.set(
      (groupOf(element.tag) << 8) | (element.tag & 0xff),
      readTexts(instance.source, element).join('\\'),
    );
  }
  return creators;
}

/** The VR to read an element by; what the dictionary calls a sequence and holds no readable items is opaque. */
function readableVr(element: DataElement): string {
  const vr = effectiveVr(element);
  return vr === 'SQ' && element.items === undefined && element.valueLength > 0 ? 'UN' : vr;
}

/** An element that came as UN leaves as UN: its VR is the sender's to state. */
function writableVr(element: DataElement, vr: string): string {
  return element.parent.encoding.explicitVr ? element.vr : vr;
}

function impossible(place: Place, problem: string): LetheError {
  return new LetheError(
    'ACTION_NOT_POSSIBLE',
    `${place.resolution.action.kind} on ${formatTag(place.element.tag)} of VR ${place.vr}: ${problem}`,
  );
}
