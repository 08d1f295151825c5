import { walkElements } from '../../dicom/model.js';
import type { IndexedInstance } from '../../dicom/instance.js';
import { TAG } from '../../dicom/tag.js';
import { readTexts } from '../../dicom/values.js';

/** Shorter strings occur everywhere by chance; they are left to the rules of the elements that hold them. */
const MIN_LENGTH = 4;

const OTHER_PATIENT_IDS = 0x00101000;
const OTHER_PATIENT_NAMES = 0x00101001;
const IDENTIFIER_TAGS = new Set<number>([TAG.patientId, OTHER_PATIENT_IDS, TAG.accessionNumber]);
const NAME_TAGS = new Set<number>([TAG.patientName, OTHER_PATIENT_NAMES]);

/**
 * The strings of an instance by which its patient could be told, wherever they stand in it: names as written and as
 * people write them, patient IDs, accession numbers and the birth date.
 */
export function identityStrings(instance: IndexedInstance): ReadonlySet<string> {
  const strings = new Set<string>();
  const add = (text: string): void => {
    if (text.length >= MIN_LENGTH) strings.add(text);
  };
  for (const element of walkElements(instance.dataSet)) {
    if (element.valueLength === 0 || element.valueLength > 10240) continue;
    if (NAME_TAGS.has(element.tag))
      for (const name of readTexts(instance.source, element)) for (const form of nameForms(name)) add(form);
    if (IDENTIFIER_TAGS.has(element.tag)) for (const id of readTexts(instance.source, element)) add(id);
    if (element.tag === TAG.patientBirthDate)
      for (const date of readTexts(instance.source, element)) for (const form of dateForms(date)) add(form);
  }
  return strings;
}

/** A name as PS3.5 section 6.2.1 writes it, each of its component groups, and these with given and family name in either order. */
function nameForms(name: string): string[] {
  const forms = [name];
  for (const group of name.split('=')) {
    const components = group
      .split('^')
      .map((component) => component.trim())
      .filter((component) => component !== '');
    forms.push(group, components.join('^'), components.join(' '), components.join(', '), components.join(''));
    const [family, given] = components;
    if (family !== undefined && given !== undefined)
      forms.push(
        `${given} ${family}`,
        `${family} ${given}`,
        `${family}, ${given}`,
        `${family},${given}`,
        `${family}^${given}`,
      );
  }
  return forms.filter((form) => /\p{L}{2}/u.test(form));
}

function dateForms(date: string): string[] {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date);
  const [, year, month, day] = match ?? [];
  if (year === undefined || month === undefined || day === undefined) return [date];
  return [
    date,
    year + month + day,
    `${year}-${month}-${day}`,
    `${day}.${month}.${year}`,
    `${day}/${month}/${year}`,
    `${month}/${day}/${year}`,
  ];
}

/**
 * Makes a function that takes identity strings and UIDs that were replaced out of a text; it gives undefined where none
 * occurs. A string counts only where no letter or digit adjoins it.
 */
export function createTextCleaner(
  strings: ReadonlySet<string>,
  uids: ReadonlyMap<string, string>,
): (text: string) => string | undefined {
  const needles = [...uids, ...[...strings].map((string): [string, string] => [string, ''])]
    .map(([original, replacement]) => ({ folded: fold(original), replacement }))
    .sort((a, b) => b.folded.length - a.folded.length);
  return (text) => {
    let cleaned = text;
    let folded = fold(text);
    for (const { folded: needle, replacement } of needles) {
      for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at)) {
        if (!standsAlone(folded, at, needle.length)) {
          at += 1;
          continue;
        }
        cleaned = cleaned.slice(0, at) + replacement + cleaned.slice(at + needle.length);
        folded = fold(cleaned);
        at += replacement.length;
      }
    }
    return cleaned === text ? undefined : cleaned.replace(/ {2,}/g, ' ');
  };
}

/** Lower case, letter by letter, so that positions stay what they were. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (letter) =>
    letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter,
  ).join('');
}

const WORD_BEFORE = /[\p{L}\p{N}]$/u;
const WORD_AFTER = /^[\p{L}\p{N}]/u;

function standsAlone(text: string, at: number, length: number): boolean {
  const end = at + length;
  return !WORD_BEFORE.test(text.slice(Math.max(0, at - 2), at)) && !WORD_AFTER.test(text.slice(end, end + 2));
}
