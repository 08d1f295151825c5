/** The second half of a header: what of its text is cleaned, once lexicon and tagger can be asked. */
import type { Edits } from '../../dicom/edit.js';
import { lookupTag } from '../../dicom/dictionary.js';
import type { IndexedInstance } from '../../dicom/instance.js';
import { groupOf, isPrivateTag, type Tag } from '../../dicom/tag.js';
import type { DataElement } from '../../dicom/model.js';
import { readValue } from '../../dicom/values.js';
import { isTextVr, vrFacts } from '../../dicom/vr.js';
import { RecentMap } from '../recent-map.js';
import { mustHaveText } from '../documents/required-values.js';
import type { IdentityLexicon } from '../identity/lexicon.js';
import { findPatterns } from '../text/patterns.js';
import { classifyText, cleanText, type CleaningOptions } from '../text/clean.js';
import type { TextContext, TextSpan } from '../text/span.js';
import type { TaggedText } from '../text/tagger.js';
import { countNumbers } from './decimal-strings.js';
import { dummyValue } from './dummy.js';
import { readValuesAs, replaceByText, writableVr, type Place } from './element-values.js';
import { printableRuns, readPlainText } from './opaque-text.js';
import type { DatesInText } from './policy.js';
import { profileRow } from './profile-table.js';
import { isFreeTextVr, type Resolution } from './resolve.js';

/** An element whose text waits. */
export interface TextJob {
  readonly place: Place;
  /** Its values, once they have been read. */
  values?: readonly string[];
  /**
   * `search`: what stays is searched for the patient's identity. `clean`: whatever identifies somebody is taken out.
   * `classify`: what the text says decides.
   */
  readonly mode: 'search' | 'clean' | 'classify';
  readonly dates: DatesInText;
}

/** How a text waits; most elements of one tag wait alike. */
interface Waiting {
  readonly vr: string;
  readonly resolution: Resolution;
  readonly mode: TextJob['mode'];
  readonly dates: DatesInText;
}

/** So many jobs keep the values that were read for the tagger; the rest read them again. */
const MOST_KEPT_VALUES = 20_000;

/** The texts of a header that wait, in the order of their elements: a data set may have a million, each kept as two references. */
export class WaitingTexts {
  readonly #elements: DataElement[] = [];
  readonly #waiting: Waiting[] = [];
  /** Empty without a trace. */
  readonly #traceIndexes: number[] = [];
  readonly #lastOfTag = new Map<Tag, Waiting>();
  readonly #values = new Map<number, readonly string[]>();

  add({ element, vr, resolution, traceIndex }: Place, mode: TextJob['mode'], dates: DatesInText): void {
    let waiting = this.#lastOfTag.get(element.tag);
    const isAlike =
      waiting?.vr === vr &&
      waiting.resolution === resolution &&
      waiting.mode === mode &&
      waiting.dates === dates;
    if (waiting === undefined || !isAlike) {
      waiting = { vr, resolution, mode, dates };
      this.#lastOfTag.set(element.tag, waiting);
    }
    if (traceIndex !== undefined) this.#traceIndexes[this.#elements.length] = traceIndex;
    this.#elements.push(element);
    this.#waiting.push(waiting);
  }

  /** The distinct values on which a tagger is to be asked. */
  toTag(instance: IndexedInstance): string[] {
    const texts = new Set<string>();
    this.#waiting.forEach(({ mode, vr }, index) => {
      if (mode === 'search' || !isFreeTextVr(vr)) return;
      const job = this.#job(index);
      if (job === undefined) return;
      for (const text of textsToTag(instance, job)) texts.add(text);
      if (job.values !== undefined && this.#values.size < MOST_KEPT_VALUES)
        this.#values.set(index, job.values);
    });
    return [...texts];
  }

  *jobs(): Generator<TextJob> {
    for (let index = 0; index < this.#elements.length; index += 1) {
      const job = this.#job(index);
      if (job !== undefined) yield job;
    }
  }

  #job(index: number): TextJob | undefined {
    const element = this.#elements[index];
    const waiting = this.#waiting[index];
    if (element === undefined || waiting === undefined) return undefined;
    const { vr, resolution, mode, dates } = waiting;
    const values = this.#values.get(index);
    const traceIndex = this.#traceIndexes[index];
    const job: TextJob = { place: { element, vr, resolution, traceIndex }, mode, dates };
    if (values !== undefined) job.values = values;
    return job;
  }
}

/** What became of a text. */
export type TextOutcome = 'unchanged' | 'cleaned' | 'dropped';

/** What the texts are held against. */
export interface TextEvidence {
  readonly lexicon: IdentityLexicon;
  readonly tagged: ReadonlyMap<string, TaggedText>;
  /** Replaced UIDs, old to new. */
  readonly uids: ReadonlyMap<string, string>;
  readonly shiftDays: number;
}

/** The values of a free text on which a tagger is to be asked: those with a word in them. */
function textsToTag(instance: IndexedInstance, job: TextJob): readonly string[] {
  return valuesOf(instance, job).filter(
    (value) => value.length <= MAX_TEXT_LENGTH && TWO_LETTERS.test(value),
  );
}

/** The longest report has less; what is longer would hold a worker for minutes, and goes as a whole. */
const MAX_TEXT_LENGTH = 256 * 1024;

const TWO_LETTERS = /\p{L}{2}/u;

function valuesOf({ source }: IndexedInstance, job: TextJob): readonly string[] {
  return (job.values ??= readValuesAs(source, job.place.element, job.place.vr));
}

/** How a value was looked at, and what was made of it. */
interface Settled {
  readonly mode: TextJob['mode'];
  readonly days: number | 'remove';
  readonly vr: string;
  readonly placeVr: string;
  readonly keyword: string | undefined;
  readonly tagged: TaggedText | undefined;
  /** Undefined where the whole value goes. */
  readonly outcome: string | undefined;
}

/** What was made of values, by the lexicon that they were held against: the instances of a series say the same. */
const settledBefore = new WeakMap<IdentityLexicon, RecentMap<string, Settled[]>>();
const MAX_SETTLED = 4000;
const MAX_SETTLED_LENGTH = 1024;
/** Ways in which one value is looked at. */
const MAX_WAYS = 8;

export class TextSettler {
  readonly #instance: IndexedInstance;
  readonly #edits: Edits;
  readonly #evidence: TextEvidence;
  readonly #known: RecentMap<string, Settled[]>;
  /** Identifiers that are replaced and have not the form of a UID may stand in any text. */
  readonly #hasOddUids: boolean;

  constructor(instance: IndexedInstance, edits: Edits, evidence: TextEvidence) {
    this.#instance = instance;
    this.#edits = edits;
    this.#evidence = evidence;
    let known = settledBefore.get(evidence.lexicon);
    if (known === undefined) {
      known = new RecentMap(MAX_SETTLED);
      settledBefore.set(evidence.lexicon, known);
    }
    this.#known = known;
    this.#hasOddUids = [...evidence.uids.keys()].some((uid) => !/^[\d.]+$/.test(uid));
  }

  settle(job: TextJob): TextOutcome {
    const { place } = job;
    if (place.vr === 'UI') return this.#settleUids(place);
    if (!isTextVr(place.vr)) return this.#settleBytes(job);
    return isFreeTextVr(place.vr) ? this.#settleFreeText(job) : this.#settleCodes(place);
  }

  /** A UID that another attribute had replaced is replaced wherever it stands. */
  #settleUids(place: Place): TextOutcome {
    const values = readValuesAs(this.#instance.source, place.element, 'UI');
    const { uids } = this.#evidence;
    if (!values.some((value) => uids.has(value))) return 'unchanged';
    return this.#write(place, values.map((value) => uids.get(value) ?? value).join('\\'));
  }

  #settleFreeText(job: TextJob): TextOutcome {
    const { place } = job;
    const values = valuesOf(this.#instance, job);
    const context = contextOf(place);
    const outcomes = values.map((value) => this.#settleValue(value, job, context));
    if (outcomes.every((outcome, index) => outcome === values[index])) return 'unchanged';
    const settled = outcomes.map((outcome) => outcome ?? '');
    const isDropped = outcomes.includes(undefined);
    const isEmpty = settled.every((value) => value.trim() === '');
    const outcome = isEmpty ? this.#leaveNothing(place) : this.#write(place, settled.join('\\'));
    return isDropped && isEmpty ? 'dropped' : outcome;
  }

  /**
   * What depends on a value, how it is looked at, and the lexicon alone is found out once.
   * @returns undefined where the whole value goes
   */
  #settleValue(value: string, job: TextJob, context: TextContext): string | undefined {
    if (value === '') return value;
    if (value.length > MAX_TEXT_LENGTH && job.mode !== 'search') return undefined;
    if (value.length > MAX_SETTLED_LENGTH || this.#hasOddUids || UID_LIKE.test(value))
      return this.#judgeValue(value, job, context);
    const { mode } = job;
    const { vr, keyword } = context;
    const placeVr = job.place.vr;
    const days = job.dates === 'shift' ? this.#evidence.shiftDays : 'remove';
    const tagged = this.#evidence.tagged.get(value);
    const ways = this.#known.get(value) ?? [];
    for (const way of ways)
      if (
        way.mode === mode &&
        way.days === days &&
        way.vr === vr &&
        way.placeVr === placeVr &&
        way.keyword === keyword &&
        isSameResult(way.tagged, tagged)
      )
        return way.outcome;
    const outcome = this.#judgeValue(value, job, context);
    if (ways.length < MAX_WAYS) ways.push({ mode, days, vr, placeVr, keyword, tagged, outcome });
    if (ways.length === 1) this.#known.set(value, ways);
    return outcome;
  }

  #judgeValue(value: string, job: TextJob, context: TextContext): string | undefined {
    const { lexicon, tagged } = this.#evidence;
    const fromLexicon = lexicon.find(value, context);
    if (job.mode === 'search' || ASSIGNING_AUTHORITY.test(value)) return this.#clean(value, fromLexicon, job);
    const verdict = tagged.get(value);
    const spans = [...fromLexicon, ...findPatterns(value, context), ...(verdict?.spans ?? [])];
    if (job.mode === 'clean') return this.#clean(value, spans, job);
    switch (classifyText(value, spans, verdict)) {
      case 'keep':
        return this.#clean(value, fromLexicon, job);
      case 'clean':
        return this.#clean(value, spans, job);
      case 'remove':
        return undefined;
    }
  }

  #clean(value: string, spans: readonly TextSpan[], { place, dates }: TextJob): string {
    const { uids, shiftDays } = this.#evidence;
    const options: CleaningOptions = { dates: dates === 'shift' ? { shiftDays } : 'remove', uids };
    const { text } = cleanText(value, spans, options);
    const { maxLength } = vrFacts(place.vr);
    // A new UID may be longer than the old one: what no longer fits is cut where a word ends.
    const isTooLong = maxLength !== undefined && place.vr !== 'PN' && text.length > maxLength;
    if (!isTooLong || value.length > maxLength) return text;
    return text.slice(0, maxLength).replace(/\s+\S*$/u, '');
  }

  /** Codes, numbers and times are no prose: a value that tells of the patient goes as a whole. */
  #settleCodes(place: Place): TextOutcome {
    const { element, vr } = place;
    if (element.valueLength > MIN_LIST_BYTES && this.#isNumberList(element, vr)) return 'unchanged';
    const values = readValuesAs(this.#instance.source, element, vr);
    const context = contextOf(place);
    const isList = values.length > MOST_IDS;
    const tells = values.map((value) => this.#tells(value, place, context, isList));
    if (!tells.includes(true)) return 'unchanged';
    const settled = values.map((value, index) => (tells[index] === true ? '' : value));
    return settled.every((value) => value === '')
      ? this.#leaveNothing(place)
      : this.#write(place, settled.join('\\'));
  }

  /** Whether a value is more numbers than are looked at one by one, and nothing else. */
  #isNumberList(element: DataElement, vr: string): boolean {
    return (
      (vr === 'DS' || vr === 'IS') && countNumbers(readValue(this.#instance.source, element), vr) > MOST_IDS
    );
  }

  #tells(value: string, { vr, element }: Place, context: TextContext, isList: boolean): boolean {
    const form = NUMBER_FORMS[vr];
    if (form?.test(value) === true) {
      if (isList) return false;
      const isGivenOut = groupOf(element.tag) === RELATIONSHIP_GROUP || isPrivateTag(element.tag);
      // A number may be an ID by chance: it counts where people give numbers out, or where it is long.
      if (value.length < (isGivenOut ? MIN_GIVEN_OUT : MIN_LONG)) return false;
      return this.#evidence.lexicon
        .find(value, context)
        .some((span) => isStrong(span) && span.start === 0 && span.end === value.length);
    }
    if (value.length < MIN_CODE || !/[\p{L}\p{N}]/u.test(value)) return false;
    return this.#evidence.lexicon.find(value, context).some(isStrong);
  }

  /** Bytes that hold text. What reads as text throughout is cleaned; of others a hit takes them all. */
  #settleBytes(job: TextJob): TextOutcome {
    const { place } = job;
    const { element } = place;
    if (element.valueLength > MAX_SEARCHED_BYTES || element.fragments !== undefined) return 'unchanged';
    const bytes = readValue(this.#instance.source, element);
    const text = readPlainText(this.#instance.source, element, bytes);
    const { lexicon } = this.#evidence;
    if (text !== undefined) {
      const asText: TextJob = { ...job, place: { ...place, vr: 'UT' } };
      const settled = this.#settleValue(text, asText, { vr: 'UT' });
      if (settled === text) return 'unchanged';
      return settled === undefined || settled.trim() === ''
        ? this.#leaveNothing(place)
        : this.#write({ ...place, vr: 'UT' }, settled);
    }
    const isHit = printableRuns(bytes).some((run) => lexicon.find(run, { vr: 'UT' }).some(isStrong));
    return isHit ? this.#leaveNothing(place) : 'unchanged';
  }

  #write(place: Place, text: string): TextOutcome {
    // What cannot be written again in its own character set was not text that anyone could read.
    if (!replaceByText(this.#instance.source, this.#edits, place, text)) this.#edits.empty(place.element);
    return 'cleaned';
  }

  /** Nothing of the value is left: a dummy where the table says that an IOD may need a value, else no value. */
  #leaveNothing(place: Place): TextOutcome {
    const { element, vr } = place;
    const mayBeNeeded =
      mustHaveText(element.tag) ||
      (!isPrivateTag(element.tag) && profileRow(element.tag)?.basic.includes('D') === true);
    const dummy = mayBeNeeded ? dummyValue(vr, element.valueLength, element.tag) : undefined;
    if (dummy !== undefined) this.#edits.replace(element, dummy, writableVr(element, vr));
    else this.#edits.empty(element);
    return 'cleaned';
  }
}

/**
 * Who issued an identifier, as HL7 v2 writes it (data type HD): a code like those of UniversalEntityID (0040,0032), in which an
 * address of the web is a name for a list of numbers.
 */
const ASSIGNING_AUTHORITY = /^[^\s^]*\^(?:[^\s^]+\^)?(?:DNS|GUID|ISO|OID|URI|UUID)$/;

/** A tagger remembers its results, so that they mostly are the same object. */
function isSameResult(one: TaggedText | undefined, other: TaggedText | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && signOf(one) === signOf(other));
}

/** What tells one result of the tagger from another. */
function signOf(tagged: TaggedText): string {
  const spans = tagged.spans.map(({ start, end, kind, confidence }) =>
    [start, end, kind, confidence.toFixed(2)].join(' '),
  );
  return [tagged.verdict, tagged.confidence.toFixed(2), ...spans].join(' ');
}

const UID_LIKE = /\d\.\d+\.\d/;
const RELATIONSHIP_GROUP = 0x0020;
/** The numbers of studies, series and instances are given out by people too, who may have used an ID. */
const MIN_GIVEN_OUT = 5;
const MIN_LONG = 8;
const MIN_CODE = 3;
/** Any ID may stand among so many numbers by chance: coordinates, doses, curves. */
const MOST_IDS = 16;
const MIN_LIST_BYTES = 256;
/** Longer values are images, tables and streams; the release gate reads all bytes. */
const MAX_SEARCHED_BYTES = 256 * 1024;

/** Values of VRs that are no words (PS3.5 section 6.2). */
const NUMBER_FORMS: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  DA: /^\d{4}\.?\d{2}\.?\d{2}$/,
  DS: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  DT: /^\d{4,14}(?:\.\d{1,6})?(?:[+-]\d{4})?$/,
  IS: /^[+-]?\d+$/,
  TM: /^\d{2}:?(?:\d{2}:?(?:\d{2}(?:\.\d{1,6})?)?)?$/,
};

const STRONG_CONFIDENCE = 0.8;

function isStrong(span: TextSpan): boolean {
  return span.kind !== 'initials' && span.confidence >= STRONG_CONFIDENCE;
}

function contextOf({ element, vr }: Place): TextContext {
  return { vr, keyword: isPrivateTag(element.tag) ? undefined : lookupTag(element.tag)?.keyword };
}
