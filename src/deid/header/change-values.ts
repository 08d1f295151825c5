/** Actions of the rules' path that give an element another value; they need nothing but the instance and its pseudonyms. */
import { encodeNumbers, NUMBER_VRS } from '../../dicom/binary-numbers.js';
import type { Edits } from '../../dicom/edit.js';
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement, type DataElement, type DataSet } from '../../dicom/model.js';
import { isPrivateTag, TAG } from '../../dicom/tag.js';
import { readTexts, readValue, readValues } from '../../dicom/values.js';
import { isTextVr, vrFacts } from '../../dicom/vr.js';
import { capAge, roundAge } from './ages.js';
import { dummyValue } from './dummy.js';
import { impossible, readValuesAs, replaceByText, writableVr, type Place } from './element-values.js';
import type { AttributeSource, LookupTable, TemplatePart } from './policy.js';
import type { Pseudonyms } from './pseudonyms.js';
import { isFreeTextVr } from './resolve.js';
import { roundDate, shiftDate } from './shift-date.js';
import { shiftUnixBytes, shiftUnixText } from './unix-time.js';

/** An original identifier and what stands for it in the output. */
export interface CrosswalkRow {
  readonly kind: 'uid' | 'patientId';
  readonly original: string;
  readonly replacement: string;
}

export class ValueChanger {
  readonly #instance: IndexedInstance;
  readonly #edits: Edits;
  readonly #pseudonyms: Pseudonyms;
  readonly #maxShiftDays: number;
  readonly #uids = new Map<string, string>();
  readonly #patientIds = new Map<string, string>();
  #shiftDays: number | undefined;

  constructor(instance: IndexedInstance, edits: Edits, pseudonyms: Pseudonyms, maxShiftDays: number) {
    this.#instance = instance;
    this.#edits = edits;
    this.#pseudonyms = pseudonyms;
    this.#maxShiftDays = maxShiftDays;
  }

  /** UIDs that were replaced, old to new. */
  get uids(): ReadonlyMap<string, string> {
    return this.#uids;
  }

  /** By how many days the patient's dates move. */
  get shiftDays(): number {
    this.#shiftDays ??= this.#pseudonyms.dateShiftDays(this.#maxShiftDays);
    return this.#shiftDays;
  }

  crosswalk(): CrosswalkRow[] {
    return [
      ...Array.from(this.#uids, ([original, replacement]): CrosswalkRow => ({
        kind: 'uid',
        original,
        replacement,
      })),
      ...Array.from(this.#patientIds, ([original, replacement]): CrosswalkRow => ({
        kind: 'patientId',
        original,
        replacement,
      })),
    ];
  }

  /** A value that is valid and tells nothing. */
  dummy(place: Place): boolean {
    const { element, vr } = place;
    if (vr === 'UI') return this.mapUids(place);
    const dummy = dummyValue(vr, element.valueLength, element.tag);
    if (dummy === undefined) throw impossible(place, `there is no dummy for VR ${vr}`);
    this.#edits.replace(element, dummy, writableVr(element, vr));
    return true;
  }

  replace(place: Place, values: readonly string[]): boolean {
    const { element, vr } = place;
    const { littleEndian } = element.parent.encoding;
    const numbers = encodeNumbers(vr, values, littleEndian);
    if (numbers === undefined) this.#write(place, values.join('\\'));
    else this.#edits.replace(element, numbers, writableVr(element, vr));
    return true;
  }

  pseudonym(place: Place): boolean {
    const values = this.#texts(place);
    this.#write(
      place,
      place.vr === 'PN'
        ? this.#pseudonymOfName(values)
        : values.map((value) => this.#patientId(value)).join('\\'),
    );
    return true;
  }

  hash(place: Place): boolean {
    const hashes = this.#texts(place).map((value) => (value === '' ? '' : this.#pseudonyms.hash(value)));
    this.#write(place, hashes.join('\\'));
    return true;
  }

  /** New UIDs, also where a sender wrote UIDs as text or as bytes; what is no UID becomes a hash, and bytes go. */
  mapUids(place: Place): boolean {
    const { element, vr } = place;
    const originals = readValuesAs(this.#instance.source, element, 'UI').map((value) =>
      value.replaceAll('\0', ''),
    );
    if (vr !== 'UI' && !originals.every((original) => original === '' || UID.test(original))) {
      if (!isPrivateTag(element.tag)) throw impossible(place, 'uid needs VR UI');
      return isTextVr(vr) ? this.hash(place) : this.#remove(element);
    }
    const replacements = originals.map((original) => this.#mapUid(original));
    if (replacements.every((replacement, index) => replacement === originals[index])) return false;
    const text = replacements.join('\\');
    const { maxLength } = vrFacts(vr);
    if (vr !== 'UI' && maxLength !== undefined && replacements.some((one) => one.length > maxLength))
      return this.hash(place);
    this.#edits.replace(element, Buffer.from(text, 'latin1'), writableVr(element, vr));
    return true;
  }

  /**
   * Moves dates, times of day stay (PS3.15 section E.3.6): DA and DT, dates and Unix times in other text, Unix times in
   * numbers. What cannot be moved goes, since it may say anything.
   * @returns `text` where the value is prose, in which dates are to be looked for
   */
  shiftDates(place: Place): boolean | 'text' {
    const { element, vr } = place;
    if (vr === 'TM') return false;
    const days = this.shiftDays;
    if (!isTextVr(vr)) {
      // Eight digits of a date look like two numbers of seconds: text goes first.
      if (OPAQUE.has(vr) && this.#shiftOpaqueText(element, days)) return true;
      const moved = shiftUnixBytes(readValue(this.#instance.source, element), vr, element, days);
      if (moved !== undefined) this.#edits.replace(element, moved, writableVr(element, vr));
      else if (place.resolution.by.kind === 'rule' && vrFacts(vr).valueSizeBytes === undefined)
        throw impossible(place, 'there is no date in it that can be moved');
      else this.#edits.empty(element);
      return true;
    }
    const values = this.#texts(place);
    const moved = values.map((value) => shiftText(value, vr, days));
    if (isFreeTextVr(vr) && moved.includes(undefined)) return 'text';
    this.#edits.replace(
      element,
      Buffer.from(moved.map((one) => one ?? '').join('\\'), 'latin1'),
      writableVr(element, vr),
    );
    return true;
  }

  roundDates(place: Place, to: 'year' | 'month'): boolean {
    const rounded = this.#texts(place).map((value) => roundDate(value, place.vr, to) ?? '');
    this.#write(place, rounded.join('\\'));
    return true;
  }

  capAges(place: Place, over: number, write: 'limit' | 'nothing'): boolean {
    return this.#mapTexts(place, (value) => capAge(value, over, write));
  }

  roundAges(place: Place, years: number): boolean {
    return this.#mapTexts(place, (value) => roundAge(value, years));
  }

  /** @returns undefined where the table has not all of the values */
  lookup(place: Place, table: LookupTable): boolean | undefined {
    const values = this.#texts(place);
    const found = values.map((value) => (value === '' ? '' : table.entries.get(value)));
    if (found.includes(undefined)) return undefined;
    const replacements = found.map((one) => one ?? '');
    this.#write(place, replacements.join('\\'));
    values.forEach((original, index) => {
      const replacement = replacements[index] ?? '';
      if (original === '' || original === replacement) return;
      if (place.element.tag === TAG.patientId) this.#patientIds.set(original, replacement);
      else if (place.vr === 'UI') this.#uids.set(original, replacement);
    });
    return true;
  }

  /** Fills a template from the original's attributes; empty where one of them has no value. */
  template(place: Place, parts: readonly TemplatePart[]): boolean {
    const filled = parts.map((part) => (part.kind === 'text' ? part.text : this.#valueOf(part, place)));
    const text = filled.includes('') ? '' : filled.join('');
    if (text === '') this.#edits.empty(place.element);
    else this.#write(place, text);
    return true;
  }

  #valueOf(source: AttributeSource, place: Place): string {
    const element = findAt(this.#instance.dataSet, source);
    const original = element === undefined ? undefined : readValues(this.#instance.source, element)[0];
    if (original === undefined || original === '') return '';
    switch (source.using) {
      case 'copy':
        return original;
      case 'pseudonym':
        return this.#patientId(original);
      case 'hash':
        return this.#pseudonyms.hash(original);
      case 'uid':
        return this.#mapUid(original);
      case 'shiftDate': {
        const moved = shiftDate(original, this.shiftDays);
        if (moved === undefined) throw impossible(place, `${source.name} is no date`);
        return moved;
      }
    }
  }

  #texts(place: Place): string[] {
    if (!isTextVr(place.vr)) throw impossible(place, `${place.resolution.action.kind} needs a text VR`);
    return readValuesAs(this.#instance.source, place.element, place.vr);
  }

  #mapTexts(place: Place, change: (value: string) => string): boolean {
    const values = this.#texts(place);
    const changed = values.map(change);
    if (changed.every((value, index) => value === values[index])) return false;
    this.#write(place, changed.join('\\'));
    return true;
  }

  #write(place: Place, text: string): void {
    if (NUMBER_VRS.has(place.vr))
      throw impossible(place, 'the new value is text, which its VR does not hold');
    const { maxLength } = vrFacts(place.vr);
    if (maxLength !== undefined && text.split('\\').some((one) => one.length > maxLength))
      throw impossible(place, `the new value is longer than its VR allows`);
    if (!replaceByText(this.#instance.source, this.#edits, place, text))
      throw impossible(place, 'the replacement cannot be written in the character set of the data set');
  }

  #remove(element: DataElement): boolean {
    this.#edits.remove(element);
    return true;
  }

  /** Dates and Unix times that stand as text in bytes. */
  #shiftOpaqueText(element: DataElement, days: number): boolean {
    const text = readValuesAs(this.#instance.source, element, 'LO');
    const moved = text.map((value) => shiftText(value.replaceAll('\0', ''), 'DT', days));
    if (moved.length === 0 || moved.includes(undefined)) return false;
    this.#edits.replace(element, Buffer.from(moved.join('\\'), 'latin1'));
    return true;
  }

  /** A name becomes the pseudonym of the patient's ID, so that the two go together; without an ID, one of its own. */
  #pseudonymOfName(names: readonly string[]): string {
    const id = findElement(this.#instance.dataSet, TAG.patientId);
    const original = id === undefined ? undefined : readTexts(this.#instance.source, id)[0];
    return this.#pseudonyms.patientId(original ?? names.join('\\'));
  }

  #patientId(value: string): string {
    if (value === '') return '';
    const replacement = this.#pseudonyms.patientId(value);
    this.#patientIds.set(value, replacement);
    return replacement;
  }

  #mapUid(original: string): string {
    if (original === '') return '';
    const replacement = this.#pseudonyms.uid(original);
    if (replacement !== original) this.#uids.set(original, replacement);
    return replacement;
  }
}

const UID = /^[0-9]+(?:\.[0-9]+){2,}$/;
const OPAQUE: ReadonlySet<string> = new Set(['UN', 'OB', 'OW']);

function shiftText(value: string, vr: string, days: number): string | undefined {
  if (value === '') return '';
  const moved = shiftDate(value, days);
  return moved ?? (vr === 'DA' ? undefined : shiftUnixText(value, days));
}

/** The first element on a path, through the first item that has it. */
function findAt(
  dataSet: DataSet,
  { tag, sequences }: Pick<AttributeSource, 'tag' | 'sequences'>,
): DataElement | undefined {
  const [next, ...rest] = sequences;
  if (next === undefined) return findElement(dataSet, tag);
  for (const item of findElement(dataSet, next)?.items ?? []) {
    const found = findAt(item.dataSet, { tag, sequences: rest });
    if (found !== undefined) return found;
  }
  return undefined;
}
