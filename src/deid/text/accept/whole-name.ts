/** A name of several words of which the tagger is certain: one known for a name vouches for those that are words, too. */
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { COMMON_SURNAMES } from '../patterns/common-names.js';
import { isDiseaseBeforeSurname, isNameOfThing } from '../patterns/name-forms.js';
import { BODY_WORDS, PARTICLES, STOPS } from '../patterns/names.js';
import { startsCapital, widthOf, type Reading } from '../patterns/reading.js';
import { RELATIVES } from '../patterns/relations.js';
import { isWrittenAsWord } from '../patterns/surname-words.js';
import type { Token } from '../words.js';
import {
  endsSentenceWithin,
  isUnitOfNumber,
  isUnknownScript,
  TAGGER_CERTAIN,
  type TokenRange,
} from './evidence.js';

const MOST_WORDS = 6;

/** Less what belongs to no name at either end; undefined where fewer than two words of a name are left, or one cannot be part of any. */
export function wholeName(reading: Reading, range: TokenRange, confidence: number): TokenRange | undefined {
  const { tokens } = reading;
  const hasCapital = tokens.slice(range.first, range.last + 1).some((token) => startsCapital(reading, token));
  let { first, last } = range;
  const isOutside = (index: number): boolean => {
    const token = tokens[index];
    if (token?.kind !== 'letters' || isUnitOfNumber(reading, token)) return true;
    if (index === first && isDiseaseBeforeSurname(reading, first, last)) return true;
    if (widthOf(token) === 1 && index > first && startsCapital(reading, token)) return false;
    if (isOfDescription(token.folded)) return !PARTICLES.has(token.folded) || index === last;
    // `Kim Min-jun`.
    if (index > first && reading.gaps[index - 1] === '-') return false;
    return hasCapital && !startsCapital(reading, token) && !PARTICLES.has(token.folded);
  };
  while (first <= last && isOutside(first)) first += 1;
  while (last >= first && isOutside(last)) last -= 1;
  const words = tokens.slice(first, last + 1);
  if (words.length < 2 || words.length > MOST_WORDS) return undefined;
  if (words.some((word, at) => !isPart(word) || isEponymUse(tokens, first + at))) return undefined;
  const long = words.filter((word) => widthOf(word) > 1 && !PARTICLES.has(word.folded));
  const sure = words.filter((word, at) => isName(word) && !isWrittenAsWord(reading, first + at)).length;
  const plain = long.filter(({ folded }) => nameRarity(folded) === 'word').length;
  // Less sure, all must be known for names.
  if (confidence < TAGGER_CERTAIN && sure < long.length) return undefined;
  if (sure === 0 || plain > sure || (long.length < 2 && !hasInitial(words))) return undefined;
  const within = { first, last };
  if (endsSentenceWithin(reading, within) || isUnknownScript(reading, within)) return undefined;
  return isNameOfThing(reading, first, last) ? undefined : within;
}

function hasInitial(words: readonly Token[]): boolean {
  return words.some((word) => widthOf(word) === 1);
}

/** A word by which descriptions and reports go on. */
function isOfDescription(folded: string): boolean {
  return (
    STOPS.has(folded) ||
    BODY_WORDS.has(folded) ||
    RELATIVES.has(folded) ||
    (isHeaderWord(folded) && !COMMON_SURNAMES.has(folded))
  );
}

function isPart({ kind, folded }: Token): boolean {
  return kind === 'letters' && (folded.length === 1 || PARTICLES.has(folded) || !isOfDescription(folded));
}

/** Known for a name and for nothing else but one that is common. */
function isName({ folded }: Token): boolean {
  return (
    folded.length > 2 && !isEponym(folded) && (COMMON_SURNAMES.has(folded) || nameRarity(folded) === 'name')
  );
}
