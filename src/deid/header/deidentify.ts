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
import { readTexts, readValue } from '../../dicom/values.js';
import { isTextVr } from '../../dicom/vr.js';
import { LetheError } from '../../errors.js';
import { evaluateCondition, type ReadAttribute, type RoutingFacts } from '../condition.js';
import { planContentTree, type ContentPlan } from '../documents/content-tree.js';
import { planEncapsulatedDocument } from '../documents/encapsulated.js';
import { collectFacts, type IdentityFact } from '../identity/facts.js';
import { createLexicon, type IdentityLexicon } from '../identity/lexicon.js';
import { findPatterns } from '../text/patterns.js';
import type { TaggedText } from '../text/tagger.js';
import { ValueChanger, type CrosswalkRow } from './change-values.js';
import { NOTHING_UNMET, type Claim } from './claims.js';
import { impossible, readableVr, type Place } from './element-values.js';
import { readPlainText } from './opaque-text.js';
import type { DatesInText, HeaderAction, HeaderPolicy } from './policy.js';
import { elementSignature } from './private-elements.js';
import { PROVENANCE_TAGS, writeProvenance, type ProvenanceFacts } from './provenance.js';
import { createPseudonyms, keysOfProject, type PseudonymKeys } from './pseudonyms.js';
import { ActionResolver, asDummy, pathOf, type ElementPath, type Resolution } from './resolve.js';
import { TextSettler, WaitingTexts, type TextJob } from './settle-texts.js';

export type { CrosswalkRow } from './change-values.js';

/** What was done to one element, for a person to read. Holds no value. */
export interface ElementTrace {
  /** `(0040,0275)[1]/(0008,0050)`: items count from 1. */
  readonly path: string;
  readonly tag: Tag;
  readonly vr: string;
  readonly action: HeaderAction['kind'];
  /** Which of the three paths the element took. */
  readonly way: ElementPath;
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
      /**
       * How many elements met each action (`cleanText` and `classify` are paths of their own); `cleaned`: texts in which
       * something was taken out; `dropped`: texts that went as a whole because of what they said.
       */
      readonly actions: Readonly<Record<string, number>>;
      readonly sopInstanceUid: string;
      readonly trace: readonly ElementTrace[];
    }
  | HeaderQuarantine;

/** A rule asks for quarantine, or the instance holds what cannot be de-identified. */
export interface HeaderQuarantine {
  readonly kind: 'quarantine';
  readonly code: 'QUARANTINED_BY_RULE' | 'ENCAPSULATED_DOCUMENT';
  /** Of the element that asks for it, perhaps with what it is, never its value. */
  readonly path: string;
}

export interface HeaderRequest {
  readonly policy: HeaderPolicy;
  readonly facts: RoutingFacts;
  readonly provenance: ProvenanceFacts;
  readonly keys: PseudonymKeys;
  /** Whether to tell of every element. */
  readonly trace: boolean;
  /** Reads attributes for the rules' conditions. */
  readonly read: ReadAttribute;
  /** Facts of the patient's earlier instances. */
  readonly history: readonly IdentityFact[];
}

/** A header that has been walked: every element has taken its path, and texts wait to be cleaned. */
export interface HeaderPass {
  /** The distinct texts on which a tagger is to be asked. */
  readonly texts: readonly string[];
  /** What the instance itself tells of its patient's identity. */
  readonly facts: readonly IdentityFact[];
  /** Of these facts and those of earlier instances. */
  readonly lexicon: IdentityLexicon;
  /** Whether the value of an element is removed or replaced, whatever the texts say. */
  goes(element: DataElement): boolean;
  /** @param tagged what the tagger makes of `texts`; an empty map where there is no tagger */
  finish(tagged: ReadonlyMap<string, TaggedText>, done?: PixelsState): HeaderOutcome;
}

/** What the header is to say of the pixels. */
export interface PixelsState {
  /** All of them were searched, and what identifies in them goes. */
  readonly arePixelsClean: boolean;
}

const PIXELS_AS_THEY_CAME: PixelsState = { arePixelsClean: false };

/**
 * Walks a header: each element takes exactly one path, at every depth. What of its text is cleaned is settled by `finish`, so
 * that a tagger, which takes time, may be asked in between. A function of its arguments alone.
 * @throws LetheError `ACTION_NOT_POSSIBLE` when an action cannot be carried out; the caller quarantines the instance
 */
export function beginHeader(
  instance: IndexedInstance,
  request: HeaderRequest,
): HeaderPass | HeaderQuarantine {
  return new HeaderWalk(instance, request).begin();
}

/** Both halves in one, without a tagger. */
export function deidentifyHeader(instance: IndexedInstance, request: HeaderRequest): HeaderOutcome {
  const pass = beginHeader(instance, request);
  return 'kind' in pass ? pass : pass.finish(new Map());
}

/** What tells one patient from another; an instance without a patient ID is held together with its study alone. */
export function patientKeyOf(instance: IndexedInstance): string {
  const element = findElement(instance.dataSet, TAG.patientId);
  const id = element === undefined ? '' : (readTexts(instance.source, element)[0] ?? '');
  return id === '' ? `study:${readUid(instance, TAG.studyInstanceUid) ?? ''}` : `patient:${id}`;
}

/** Resolvers of a policy, by which of its conditional rules hold: what they decided once need not be decided again. */
const resolvers = new WeakMap<HeaderPolicy, Map<string, ActionResolver>>();
const MAX_RESOLVERS = 64;

function resolverFor({ policy, facts, read }: HeaderRequest): ActionResolver {
  const holds = policy.rules.map(
    ({ when }) => when === undefined || evaluateCondition(when, facts, read).holds,
  );
  const known = resolvers.get(policy) ?? new Map<string, ActionResolver>();
  resolvers.set(policy, known);
  const key = holds.map((one) => (one ? '1' : '0')).join('');
  let resolver = known.get(key);
  if (resolver === undefined) {
    resolver = new ActionResolver(
      policy,
      policy.rules.filter((_, index) => holds[index]),
    );
    if (known.size < MAX_RESOLVERS) known.set(key, resolver);
  }
  return resolver;
}

/** An element that the walk stands at. */
interface WalkedPlace extends Place {
  /** For the trace: of the element, or where there is no trace of the data set, but for sequences. */
  readonly path: string;
}

/** Where in the instance a data set stands. */
interface Level {
  /** Path of the data set, for the trace. */
  readonly prefix: string;
  /** Signatures of the sequences around it, for the knowledge base of private elements. */
  readonly inside: string;
  /** Every value inside becomes a dummy. */
  readonly isDummy: boolean;
}

class HeaderWalk {
  readonly #instance: IndexedInstance;
  readonly #request: HeaderRequest;
  readonly #edits = createEdits();
  readonly #resolver: ActionResolver;
  readonly #values: ValueChanger;
  readonly #actions: Record<string, number> = {};
  readonly #dates = { kept: 0, shifted: 0, removed: 0 };
  readonly #unmet = new Set<Claim>();
  readonly #trace: ElementTrace[] = [];
  /** Texts to settle when all of the patient's identity is known. */
  readonly #texts = new WaitingTexts();
  readonly #looksInside: boolean;
  /** What the concepts of structured content decide. */
  readonly #content: ContentPlan | undefined;
  #hasDocument = false;
  #quarantineAt: string | undefined;

  constructor(instance: IndexedInstance, request: HeaderRequest) {
    this.#instance = instance;
    this.#request = request;
    const { policy } = request;
    this.#resolver = resolverFor(request);
    const keys = keysOfProject(request.keys, policy.project);
    const pseudonyms = createPseudonyms(keys, patientKeyOf(instance), policy.uids.scope);
    this.#values = new ValueChanger(instance, this.#edits, pseudonyms, policy.dates.maxShiftDays);
    this.#looksInside = policy.privateElements.knowledgeBase !== undefined;
    this.#content =
      policy.profile === 'basic' ? planContentTree(instance, new Set(policy.options)) : undefined;
  }

  begin(): HeaderPass | HeaderQuarantine {
    this.#walkDataSet(this.#instance.dataSet, { prefix: '', inside: '', isDummy: false });
    if (this.#quarantineAt !== undefined)
      return { kind: 'quarantine', code: 'QUARANTINED_BY_RULE', path: this.#quarantineAt };
    const facts = collectFacts(this.#instance, (tag, vr, creator) =>
      this.#resolver.keepsOnPurpose(tag, vr, creator),
    );
    const lexicon = createLexicon([...facts, ...this.#secretHistory()]);
    return {
      texts: this.#texts.toTag(this.#instance),
      facts,
      lexicon,
      goes: (element) => this.#edits.isRemoved(element) || this.#edits.replacementOf(element) !== undefined,
      finish: (tagged, pixels = PIXELS_AS_THEY_CAME) => this.#finish(lexicon, tagged, pixels),
    };
  }

  /** What earlier instances told, but for what the strategy keeps of this one on purpose. */
  #secretHistory(): readonly IdentityFact[] {
    const { history } = this.#request;
    if (history.length === 0) return history;
    const kept = collectFacts(
      this.#instance,
      (tag, vr, creator) => !this.#resolver.keepsOnPurpose(tag, vr, creator),
    );
    const open = new Set(kept.map(({ text }) => text));
    return history.filter(({ text }) => !open.has(text));
  }

  #finish(
    lexicon: IdentityLexicon,
    tagged: ReadonlyMap<string, TaggedText>,
    { arePixelsClean }: PixelsState,
  ): HeaderOutcome {
    this.#settleTexts(lexicon, tagged);
    const document = this.#hasDocument ? this.#settleDocument(lexicon) : undefined;
    if (document !== undefined) return document;
    writeProvenance(this.#instance, this.#edits, {
      policy: this.#request.policy,
      facts: this.#request.provenance,
      dates: this.#dates,
      unmet: this.#unmet,
      arePixelsClean,
    });
    return {
      kind: 'deidentified',
      edits: this.#edits,
      crosswalk: this.#values.crosswalk(),
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

  #walkDataSet(dataSet: DataSet, level: Level): void {
    const { prefix, inside, isDummy } = level;
    const creators = privateCreators(this.#instance, dataSet);
    const keptBlocks = new Set<number>();
    const isOutermost = dataSet.owner === undefined;
    for (const element of dataSet.elements) {
      const { tag } = element;
      if (isGroupLengthTag(tag) && groupOf(tag) > 2) {
        // A group length is four bytes (PS3.5 section 7.2); what else stands under its tag may say anything.
        if (element.valueLength !== 4) this.#edits.remove(element);
        continue;
      }
      if (isOutermost && PROVENANCE_TAGS.has(tag)) continue;
      const isPrivate = isPrivateTag(tag);
      if (isPrivate && isPrivateCreatorTag(tag)) continue;
      const creator = isPrivate ? creators.get(blockOf(tag)) : undefined;
      const vr = readableVr(element);
      const own = this.#resolver.resolve(
        isPrivate
          ? { tag, vr, creator, isVrUnknown: vr === 'UN' && !dataSet.encoding.explicitVr, inside }
          : { tag, vr, creator },
      );
      const decided = isDummy ? asDummy(own, vr) : own;
      const resolution = this.#byContent(element, decided) ?? decided;
      const place: WalkedPlace = {
        element,
        vr: this.#listedVr(element, resolution.vr) ?? vr,
        path: this.#path(prefix, element),
        resolution,
        traceIndex: this.#request.trace ? this.#trace.length : undefined,
      };
      this.#apply(place, creator, level);
      if (isPrivate && !this.#edits.isRemoved(element)) keptBlocks.add(blockOf(tag));
    }
    this.#removeUnusedCreators(dataSet, keptBlocks, prefix);
    this.#removeEmptyGroups(dataSet);
  }

  /** The VR that a list gives an element which came as bytes; text only where the bytes read as such. */
  #listedVr(element: DataElement, vr: string | undefined): string | undefined {
    if (vr === undefined || !isTextVr(vr)) return vr;
    const { source } = this.#instance;
    const isText =
      element.valueLength <= MAX_LISTED_TEXT_BYTES &&
      readPlainText(source, element, readValue(source, element)) !== undefined;
    return isText ? vr : undefined;
  }

  #path(prefix: string, element: DataElement): string {
    return this.#request.trace || element.items !== undefined ? prefix + formatTag(element.tag) : prefix;
  }

  #fullPath({ path, element }: WalkedPlace): string {
    return this.#request.trace || element.items !== undefined ? path : path + formatTag(element.tag);
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
        path: 'rules',
        by: { kind: 'default', reason: isUsed ? 'reserves a block in use' : 'reserves a block not in use' },
        unmet: NOTHING_UNMET,
      };
      const traceIndex = this.#request.trace ? this.#trace.length : undefined;
      this.#record({ element, vr: 'LO', path: this.#path(prefix, element), resolution, traceIndex }, !isUsed);
    }
  }

  #removeEmptyGroups(dataSet: DataSet): void {
    const lengths = dataSet.elements.filter(({ tag }) => isGroupLengthTag(tag));
    if (lengths.length === 0) return;
    const groupsLeft = new Set<number>();
    for (const element of dataSet.elements) {
      if (!isGroupLengthTag(element.tag) && !this.#edits.isRemoved(element))
        groupsLeft.add(groupOf(element.tag));
    }
    for (const element of lengths) if (!groupsLeft.has(groupOf(element.tag))) this.#edits.remove(element);
  }

  #apply(place: WalkedPlace, creator: string | undefined, { inside, isDummy }: Level): void {
    const { element, resolution } = place;
    const changed = this.#carryOut(place, resolution.action);
    this.#record(place, changed);
    if (element.items === undefined || this.#edits.isRemoved(element) || resolution.action.kind === 'empty')
      return;
    const step = this.#looksInside ? elementSignature(element.tag, creator) : '';
    const within = inside === '' ? step : `${inside}>${step}`;
    element.items.forEach((item, index) => {
      if (this.#content?.removedItems.has(item) === true) {
        this.#edits.removeItem(item);
        return;
      }
      this.#walkDataSet(item.dataSet, {
        prefix: `${place.path}[${String(index + 1)}]/`,
        inside: within,
        isDummy: isDummy || resolution.action.kind === 'dummy',
      });
    });
  }

  /** What a content item's concept says goes before what the table says of its attributes, and after the rules. */
  #byContent(element: DataElement, { by }: Resolution): Resolution | undefined {
    const decision = by.kind === 'rule' ? undefined : this.#content?.decisions.get(element);
    return decision === undefined
      ? undefined
      : { ...decision, path: pathOf(decision.action), unmet: NOTHING_UNMET };
  }

  #record(place: WalkedPlace, changed: boolean): void {
    const { action, unmet, by, path } = place.resolution;
    const { kind } = action;
    this.#actions[kind] = (this.#actions[kind] ?? 0) + 1;
    if (place.element.valueLength > 0) {
      for (const claim of changed ? unmet.changed : unmet.unchanged) this.#unmet.add(claim);
      const isDate = (place.vr === 'DA' || place.vr === 'DT') && place.element.tag !== TAG.patientBirthDate;
      if (isDate) this.#dates[kind === 'shiftDate' ? 'shifted' : changed ? 'removed' : 'kept'] += 1;
    }
    if (!this.#request.trace) return;
    this.#trace.push({
      path: place.path,
      tag: place.element.tag,
      vr: place.vr,
      action: kind,
      way: path,
      by,
      changed,
    });
  }

  /** @returns whether the element changes */
  #carryOut(place: WalkedPlace, action: HeaderAction): boolean {
    const { element, vr } = place;
    // Sequences are walked; only removed and emptied ones are not.
    if (element.items !== undefined && action.kind === 'dummy') return false;
    switch (action.kind) {
      case 'keep':
        return this.#keep(place);
      case 'remove':
        this.#edits.remove(element);
        return true;
      case 'quarantine':
        this.#quarantineAt ??= this.#fullPath(place);
        return false;
      case 'replace':
        return this.#values.replace(place, action.values);
      case 'from':
      case 'template':
        return this.#values.template(place, action.parts);
      case 'cleanText':
      case 'classify':
        // Rules for all private elements meet sequences, which are walked, numbers, which say nothing, and bytes.
        if (element.items !== undefined) return false;
        if (!isTextVr(vr) && !isPrivateTag(element.tag))
          throw impossible(place, `${action.kind} needs a text VR`);
        return this.#wait(place, action.kind === 'cleanText' ? 'clean' : 'classify', action.dates);
      default:
        // What has no value tells nothing, and stays as the sender left it.
        return element.valueLength > 0 && this.#changeValue(place, action);
    }
  }

  #changeValue(place: WalkedPlace, action: HeaderAction): boolean {
    switch (action.kind) {
      case 'dummy':
        if (isDocument(place)) {
          this.#hasDocument = true;
          return true;
        }
        return this.#values.dummy(place);
      case 'uid':
        return this.#values.mapUids(place);
      case 'pseudonym':
        return this.#values.pseudonym(place);
      case 'hash':
        return this.#values.hash(place);
      case 'shiftDate': {
        const moved = this.#values.shiftDates(place);
        return moved === 'text' ? this.#wait(place, 'clean', 'shift') : moved;
      }
      case 'dateRound':
        return this.#values.roundDates(place, action.to);
      case 'ageCap':
        return this.#values.capAges(place, action.over, action.write);
      case 'ageRound':
        return this.#values.roundAges(place, action.years);
      case 'lookup':
        return this.#values.lookup(place, action.table) ?? this.#carryOut(place, { kind: action.miss });
      default:
        this.#edits.empty(place.element);
        return true;
    }
  }

  #keep(place: Place): boolean {
    if (place.element.valueLength === 0 || place.element.items !== undefined) return false;
    // A rule that keeps an element means it; everything else that stays is searched for the patient's identity.
    if (place.resolution.by.kind === 'rule' || place.vr === 'DA' || place.vr === 'DT') return false;
    return this.#wait(place, 'search', undefined);
  }

  #wait(place: Place, mode: TextJob['mode'], dates: DatesInText | undefined): false {
    if (place.element.valueLength > 0 && isSearchable(place))
      this.#texts.add(place, mode, dates ?? this.#request.policy.text.dates);
    return false;
  }

  #settleTexts(lexicon: IdentityLexicon, tagged: ReadonlyMap<string, TaggedText>): void {
    const settler = new TextSettler(this.#instance, this.#edits, {
      lexicon,
      tagged,
      uids: this.#values.uids,
      shiftDays: this.#values.shiftDays,
    });
    for (const job of this.#texts.jobs()) {
      const outcome = settler.settle(job);
      if (outcome === 'unchanged') continue;
      this.#actions[outcome] = (this.#actions[outcome] ?? 0) + 1;
      this.#markChanged(job.place);
    }
  }

  /** @returns why the instance is set aside, where it is */
  #settleDocument(lexicon: IdentityLexicon): HeaderQuarantine | undefined {
    const plan = planEncapsulatedDocument(
      this.#instance,
      this.#request.policy.encapsulatedDocuments,
      (text) => [...lexicon.find(text), ...findPatterns(text)],
    );
    switch (plan.kind) {
      case 'none':
        return undefined;
      case 'quarantine':
        return {
          kind: 'quarantine',
          code: 'ENCAPSULATED_DOCUMENT',
          path: `${formatTag(plan.element.tag)}: ${plan.detail}`,
        };
      case 'blank':
        this.#edits.replace(plan.element, plan.value);
        if (plan.length !== undefined) this.#edits.replace(plan.length.element, plan.length.value);
        return undefined;
    }
  }

  #markChanged({ traceIndex, resolution }: Place): void {
    const entry = traceIndex === undefined ? undefined : this.#trace[traceIndex];
    if (traceIndex === undefined || entry === undefined) return;
    const action = resolution.action.kind === 'classify' ? 'classify' : 'cleanText';
    this.#trace[traceIndex] = { ...entry, action, changed: true };
  }
}

const MAX_LISTED_TEXT_BYTES = 64 * 1024;

const ENCAPSULATED_DOCUMENT = 0x00420011;

/** Text that a person may have typed, numbers that may repeat an identifier, and bytes in which text may stand. */
const SEARCHABLE_VRS: ReadonlySet<string> = new Set([
  'AE',
  'AS',
  'CS',
  'DA',
  'DS',
  'DT',
  'IS',
  'LO',
  'LT',
  'OB',
  'PN',
  'SH',
  'ST',
  'TM',
  'UC',
  'UI',
  'UN',
  'UR',
  'UT',
]);

function isSearchable({ element, vr }: Place): boolean {
  if (element.tag === TAG.pixelData || element.tag === TAG.specificCharacterSet) return false;
  return SEARCHABLE_VRS.has(vr) || (vr === 'OW' && isPrivateTag(element.tag));
}

/** The document of an Encapsulated Document instance (PS3.3 section C.24.2), where no rule decides on it. */
function isDocument({ element, resolution }: Place): boolean {
  return (
    element.tag === ENCAPSULATED_DOCUMENT &&
    element.parent.owner === undefined &&
    resolution.by.kind === 'profile'
  );
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
