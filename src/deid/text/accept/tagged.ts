/** What the tagger alone marked. */

import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { isEastAsianTerm } from '../patterns/east-asian-terms.js';
import { isInstitutionWord } from '../patterns/institutions.js';
import { isNameOfThing } from '../patterns/name-forms.js';
import { BODY_WORDS, STOPS } from '../patterns/names.js';
import type { Reading } from '../patterns/reading.js';
import type { TextSpan } from '../span.js';
import type { Token } from '../words.js';
import {
  endsSentenceWithin,
  isCodeOfTerminology,
  isEponymPhrase,
  isLowered,
  isUnknownScript,
  snapped,
  TAGGER_ALONE,
  TAGGER_CERTAIN,
  TAGGER_ON_UNKNOWN,
  TAGGER_SURE,
  type TokenRange,
} from './evidence.js';
import { acceptTaggedName } from './tagged-name.js';
import { isNumberOfIdentity } from './tagged-number.js';

/** Of words with capitals, one of which says that an institution is meant. */
const TAGGER_SECONDING_KIND = 0.75;

/**
 * A span of the tagger in whole words and less the plain words at its ends; undefined where nothing of identity is left.
 * E-mail addresses, URLs and UIDs have forms of which the patterns miss none.
 */
export function acceptTagged(reading: Reading, span: TextSpan, range: TokenRange): TextSpan | undefined {
  switch (span.kind) {
    case 'person':
    case 'initials':
      return acceptTaggedName(reading, span, range);
    case 'institution':
    case 'address': {
      if (span.kind === 'institution' && isTitled(reading, span, range)) return snapped(reading, span, range);
      const inner =
        span.kind === 'institution' ? withoutPlainEnds(reading, range) : withoutAge(reading, range);
      if (inner === undefined || span.confidence < TAGGER_ALONE[span.kind]) return undefined;
      const isCertain = span.confidence >= TAGGER_CERTAIN && hasInstitutionWord(reading, inner);
      if (isEponymPhrase(reading, span, inner) || !isProper(reading, inner, isCertain)) return undefined;
      if (endsSentenceWithin(reading, inner)) return undefined;
      // Without a word by which institutions are called, it may be the name of anything.
      if (
        span.kind === 'institution' &&
        span.confidence < TAGGER_CERTAIN &&
        !hasInstitutionWord(reading, inner)
      )
        return undefined;
      if (isNameOfThing(reading, inner.first, inner.last)) return undefined;
      if (span.kind === 'address' && isOfProtocol(reading, inner)) return undefined;
      if ((isLowered(reading, inner) && !isCertain) || isUnknownScript(reading, inner)) return undefined;
      // One word alone may be a maker's or a method's.
      const only = onlyProper(reading, inner);
      if (only !== undefined && span.confidence < leastOfPlace(reading, only)) return undefined;
      return snapped(reading, inner === range ? span : { ...span, start: Infinity, end: 0 }, inner);
    }
    case 'date':
    case 'age':
    case 'phone':
    case 'identifier':
      return span.confidence >= TAGGER_ALONE[span.kind] &&
        !isCodeOfTerminology(reading, range) &&
        isNumberOfIdentity(reading, span, range)
        ? snapped(reading, span, range)
        : undefined;
    case 'email':
    case 'url':
    case 'uid':
    case 'other':
      return undefined;
  }
}

/** `Mme Halvorsen, 78 ans, HTA`: what stands before an age. */
function withoutAge({ tokens, gaps }: Reading, range: TokenRange): TokenRange | undefined {
  for (let index = range.first; index < range.last; index += 1)
    if (
      tokens[index]?.kind === 'digits' &&
      /^ ?$/.test(gaps[index] ?? '') &&
      /^(?:ans|anos|anni|jahre|jaar|years?|yrs?|yo|y|m|f|a|j|jr|lat|ar)$/.test(
        tokens[index + 1]?.folded ?? '',
      ) &&
      (index + 1 === range.last || !/^ $/.test(gaps[index + 1] ?? ''))
    )
      return index === range.first ? undefined : { first: range.first, last: index - 1 };
  return range;
}

/** `5 Soft Spine Br38`: a part of the body between numbers, or letters and digits of a kernel. */
function isOfProtocol({ tokens }: Reading, { first, last }: TokenRange): boolean {
  const words = tokens.slice(first, last + 1);
  if (words[0]?.kind !== 'digits') return false;
  return words.some(
    ({ kind, folded, end }, at) =>
      kind === 'letters' &&
      (BODY_WORDS.has(folded) ||
        (isHeaderWord(folded) && words[at + 1]?.kind === 'digits' && words[at + 1]?.start === end)),
  );
}

/** Index of the one word that may be a place's, beside numbers and words in small letters; undefined where there are more. */
function onlyProper({ text, tokens }: Reading, { first, last }: TokenRange): number | undefined {
  const others = tokens.slice(first, last + 1).flatMap((token, at) => {
    const isPlain =
      token.kind === 'digits' ||
      (nameRarity(token.folded) === 'word' && /^\p{Ll}/u.test(text.charAt(token.start)));
    return isPlain ? [] : [first + at];
  });
  // `Example Drive 12` has its number after it; `Example 12` may be a score.
  return others.length === 1 && (first === last || tokens[last]?.kind !== 'digits' || last === first + 1)
    ? others[0]
    : undefined;
}

/** What is asked of one word that is said to be a place: more where it is a word, too. */
function leastOfPlace({ tokens }: Reading, index: number): number {
  return nameRarity(tokens[index]?.folded ?? '') === 'both' ? TAGGER_CERTAIN : TAGGER_ON_UNKNOWN;
}

/** `Summit Radiology` in a text in small letters: its capitals make a name of plain words. */
function isTitled(reading: Reading, span: TextSpan, { first, last }: TokenRange): boolean {
  const { text, tokens } = reading;
  const least = hasInstitutionWord(reading, { first, last }) ? TAGGER_SECONDING_KIND : TAGGER_SURE;
  if (span.confidence < least || last === first) return false;
  if (endsSentenceWithin(reading, { first, last })) return false;
  const isTitle = ({ start, end, kind }: Token): boolean =>
    kind === 'letters' && /^\p{Lu}\p{Ll}{2,}$/u.test(text.slice(start, end));
  const isLink = (token: Token, at: number): boolean =>
    at > 0 &&
    at < last - first &&
    /^(?:am|an|im|in|der|dem|den|de|du|des|la|del|di|da|do|of|the|van)$/.test(token.folded);
  if (!tokens.slice(first, last + 1).every((token, at) => isTitle(token) || isLink(token, at))) return false;
  const others = tokens.filter(({ kind }, index) => kind === 'letters' && (index < first || index > last));
  const small = others.filter(({ start }) => /\p{Ll}/u.test(text.charAt(start))).length;
  return small > 0 && 2 * small >= others.length;
}

function hasInstitutionWord({ tokens }: Reading, { first, last }: TokenRange): boolean {
  return tokens.slice(first, last + 1).some(({ folded }) => isInstitutionWord(folded));
}

/** Less the words of the description at either end. */
function withoutPlainEnds({ tokens }: Reading, range: TokenRange): TokenRange | undefined {
  const isPlain = (index: number): boolean => {
    const word = tokens[index]?.folded ?? '';
    return STOPS.has(word) || (nameRarity(word) === 'word' && !isInstitutionWord(word));
  };
  let { first, last } = range;
  while (first <= last && isPlain(first)) first += 1;
  while (last >= first && isPlain(last)) last -= 1;
  if (first > last) return undefined;
  return first === range.first && last === range.last ? range : { first, last };
}

/** Whether at least one word is a name or in no list, with a capital unless it may be small, and not most of them are plain words. */
function isProper({ text, tokens }: Reading, { first, last }: TokenRange, maySmall: boolean): boolean {
  let proper = 0;
  let plain = 0;
  for (const token of tokens.slice(first, last + 1)) {
    if (token.kind === 'digits' || token.end - token.start < 2) continue;
    if (token.kind === 'continuous' ? isEastAsianTerm(token.folded) : nameRarity(token.folded) === 'word')
      plain += 1;
    else if (maySmall || !/^\p{Ll}/u.test(text.charAt(token.start))) proper += 1;
  }
  return proper > 0 && plain <= proper + 2;
}
