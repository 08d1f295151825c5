/** What speaks for and against a span: how sure the tagger must be, and what the words of the span are. */

import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { isCountry } from '../patterns/countries.js';
import { lastTokenBefore, type Reading } from '../patterns/reading.js';
import { isWrittenAsWord } from '../patterns/surname-words.js';
import type { IdentityKind, TextSpan } from '../span.js';
import type { Token } from '../words.js';

/** What the tagger must be sure of, by kind: forms that the patterns know well need it less than names and institutions. */
export const TAGGER_ALONE: Readonly<Record<IdentityKind, number>> = {
  person: 0.7,
  initials: 0.9,
  identifier: 0.8,
  date: 0.75,
  age: 0.8,
  address: 0.7,
  phone: 0.75,
  email: 0.7,
  url: 0.8,
  institution: 0.7,
  uid: 0.9,
  other: 0.9,
};

/** Kinds whose words may be somebody's or something else's. */
export const NAMING: ReadonlySet<IdentityKind> = new Set(['person', 'initials', 'institution', 'address']);

/** More of a single word that is in no list. */
export const TAGGER_ON_UNKNOWN = 0.9;
export const TAGGER_SURE = 0.95;
/** More still of scripts of whose words the lists know few. */
export const TAGGER_CERTAIN = 0.97;

export interface TokenRange {
  readonly first: number;
  readonly last: number;
}

/** The tokens that a span touches; undefined where it holds none. */
export function tokensIn(reading: Reading, span: TextSpan): TokenRange | undefined {
  const { tokens } = reading;
  const first = lastTokenBefore(reading, span.start) + 1;
  let last = first - 1;
  while (last + 1 < tokens.length && (tokens[last + 1]?.start ?? 0) < span.end) last += 1;
  return last < first ? undefined : { first, last };
}

const TERMINOLOGIES = new Set(
  'snomed sct srt snm loinc ln icd icd9 icd10 icd11 cpt hcpcs radlex rid umls mesh ops opcs ccam ebm goa drg atc fma ncit rxnorm rxcui dcm loinccode'.split(
    ' ',
  ),
);

/** `SNOMED 71388002`: the code of a concept, which has the form of a number of somebody. */
export function isCodeOfTerminology({ tokens, gaps }: Reading, { first }: TokenRange): boolean {
  for (let index = first - 1; index >= 0 && index >= first - 2; index -= 1) {
    if (!/^[ :.#(-]{0,3}$/.test(gaps[index] ?? '')) return false;
    if (TERMINOLOGIES.has(tokens[index]?.folded ?? '')) return true;
  }
  return false;
}

/** `Parkinson protocol`, `Wilson disease`: each name in it is the name of a thing. */
export function isEponymPhrase({ tokens }: Reading, span: TextSpan, { first, last }: TokenRange): boolean {
  if (span.kind !== 'person' && span.kind !== 'institution') return false;
  let hasEponym = false;
  for (let index = first; index <= last; index += 1) {
    const isUse = isEponymUse(tokens, index);
    if (!isUse && nameRarity(tokens[index]?.folded ?? '') !== 'word') return false;
    hasEponym ||= isUse;
  }
  return hasEponym || span.kind === 'person';
}

/** A country, an eponym in another case, a surname written as the word that it is, too: `travel to Kenya`, `choroba Parkinsona`, `herrero con dolor`. */
export function isNothingOfAnybody(reading: Reading, { first, last }: TokenRange): boolean {
  const { tokens } = reading;
  if (isCountry(tokens, first, last)) return true;
  let inflected = 0;
  for (let index = first; index <= last; index += 1) {
    const folded = tokens[index]?.folded ?? '';
    if (isInflectedEponym(folded) || isWrittenAsWord(reading, index)) inflected += 1;
    else if (nameRarity(folded) !== 'word') return false;
  }
  return inflected > 0;
}

/** Endings of case and of adjectives, in Slavic, Germanic and Romance languages. */
const INFLECTIONS = [
  'a',
  'u',
  'em',
  'om',
  'ova',
  'ovy',
  'owa',
  's',
  'sche',
  'schen',
  'scher',
  'sches',
  'ian',
  'ego',
  'iego',
  'iej',
  'ej',
  'n',
  'in',
];

/** `Parkinsona`, `Schmorlsche`: in no list but for its ending. */
function isInflectedEponym(folded: string): boolean {
  return (
    nameRarity(folded) === 'unknown' &&
    INFLECTIONS.some(
      (ending) =>
        folded.length - ending.length > 4 &&
        folded.endsWith(ending) &&
        isEponym(folded.slice(0, folded.length - ending.length)),
    )
  );
}

/** `Halvorsen. Seen`: a span of the tagger over the end of a sentence is a guess about two things. */
export function endsSentenceWithin({ tokens, gaps }: Reading, { first, last }: TokenRange): boolean {
  for (let index = first; index < last; index += 1) {
    const token = tokens[index];
    if (token === undefined || !/^[.!?;][ \n]/.test(gaps[index] ?? '')) continue;
    if (
      token.end - token.start > 4 ||
      (token.end - token.start === 4 && nameRarity(token.folded) === 'name') ||
      (token.kind === 'digits' && token.end - token.start > 2)
    )
      return true;
  }
  return false;
}

/** All in small letters in a text that has capitals. */
export function isLowered({ text, tokens }: Reading, { first, last }: TokenRange): boolean {
  const piece = text.slice(tokens[first]?.start, tokens[last]?.end);
  return /\p{Ll}/u.test(piece) && !/\p{Lu}/u.test(piece) && /\p{Lu}/u.test(text);
}

/** Greek: a script of which the lists know no names and the tagger few words. */
export function isUnknownScript({ text, tokens }: Reading, { first, last }: TokenRange): boolean {
  return /[\p{Script=Greek}]{3}/u.test(text.slice(tokens[first]?.start, tokens[last]?.end));
}

/** The span over whole tokens. */
export function snapped({ tokens }: Reading, span: TextSpan, { first, last }: TokenRange): TextSpan {
  const start = Math.min(span.start, tokens[first]?.start ?? span.start);
  const end = Math.max(span.end, tokens[last]?.end ?? span.end);
  return { ...span, start, end };
}

/** `1.5T Halvorsen`: the unit that its number runs into. */
export function isUnitOfNumber({ text }: Reading, { start, end }: Token): boolean {
  return end - start < 3 && /\d/.test(text.charAt(start - 1));
}
