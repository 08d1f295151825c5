/** Names that are words, too, where their place in a short value tells that a person is meant: `HEAD_MILLER`, `Doe-Thorax`, `SMITH 3`. */
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { COMMON_SURNAMES, NICKNAMES } from './common-names.js';
import { BODY_WORDS, STOPS } from './names.js';
import {
  gapAfter,
  isAllCapitals,
  isDigits,
  isLetters,
  report,
  startsCapitalAt,
  widthOf,
  type Finder,
  type Reading,
} from './reading.js';

const ALONE = 0.65;
/** No eponym that the words around would make of it. */
const ANNOUNCED = 0.85;
const MOST_TOKENS = 8;

export const findCommonNames: Finder = (reading, found) => {
  const { tokens } = reading;
  const mark = (first: number, last: number, confidence = ALONE): void => {
    report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'person', confidence);
  };
  if (tokens.length >= 2 && tokens.length <= MOST_TOKENS) {
    const last = tokens.length - 1;
    if (isTiedToBody(reading, 0)) mark(0, 0, ANNOUNCED);
    else if (isTiedToBody(reading, last)) mark(last, last, ANNOUNCED);
    else if (isJoinedToHeader(reading, 0, gapAfter(reading, 0))) mark(0, 0);
    else if (
      isJoinedToHeader(reading, last, gapAfter(reading, last - 1)) ||
      endsDescription(reading) ||
      isAfterFinding(reading)
    )
      mark(last, last);
    if (isNumberedName(reading)) mark(0, 0);
    findTestNames(reading, mark);
  }
  tokens.forEach((token, index) => {
    if (!isLetters(token)) return;
    if (isFullName(reading, index)) mark(index - 1, index);
  });
};

/** A common surname that nothing around it makes a thing's name. */
function isCommonSurname({ tokens }: Reading, index: number): boolean {
  const token = tokens[index];
  return isLetters(token) && COMMON_SURNAMES.has(token.folded) && !isEponymUse(tokens, index);
}

/** Whether all other words are of the language of headers, one of them at least a whole word. */
function isBesideHeader({ tokens }: Reading, index: number): boolean {
  let words = 0;
  for (const [at, token] of tokens.entries()) {
    if (at === index || !isLetters(token)) continue;
    const isPlain = isHeaderWord(token.folded) || nameRarity(token.folded) === 'word';
    if (!isPlain && widthOf(token) > 3) return false;
    if (isPlain && widthOf(token) > 1) words += 1;
  }
  return words > 0;
}

/** `KNEE_DOE`, `Doe-Thorax`, `CHEST - MILLER`: a sign parts the name from what is imaged. */
function isJoinedToHeader(reading: Reading, index: number, gap: string | undefined): boolean {
  if (gap === undefined || !/^(?:_|-| - | ?[/:|] ?)$/.test(gap)) return false;
  if (!isCommonSurname(reading, index)) return false;
  // In small letters a name is joined by `_` alone.
  return (startsCapitalAt(reading, index) || gap === '_') && isBesideHeader(reading, index);
}

/** `JONES-FOOT`: a sign alone between the two, so that no eponym of that part of the body is meant. */
function isTiedToBody({ tokens, gaps }: Reading, index: number): boolean {
  const folded = tokens[index]?.folded ?? '';
  return (
    tokens.length === 2 &&
    /^(?:_|-| - | ?[/:|] ?)$/.test(gaps[0] ?? '') &&
    COMMON_SURNAMES.has(folded) &&
    !AILMENTS.has(folded) &&
    BODY_WORDS.has(tokens[1 - index]?.folded ?? '')
  );
}

/** Surnames that stand for a disease or a finding under the name of a part of the body. */
const AILMENTS = new Set(
  'baker hunter murphy turner potter lynch lewis barrett curtis romano addison wilson'.split(' '),
);

/** `CT HEAD MASON`. */
function endsDescription(reading: Reading): boolean {
  const { tokens } = reading;
  const index = tokens.length - 1;
  const previous = tokens[index - 1];
  return (
    isLetters(previous) &&
    isHeaderWord(previous.folded) &&
    gapAfter(reading, index - 1) === ' ' &&
    startsCapitalAt(reading, index) &&
    isCommonSurname(reading, index) &&
    !AILMENTS.has(tokens[index]?.folded ?? '') &&
    !STOPS_BEFORE.has(previous.folded) &&
    isBesideHeader(reading, index)
  );
}

/** `appendicitis, Walker`: with one capital after a comma in a text in small letters. */
function isAfterFinding(reading: Reading): boolean {
  const { tokens, gaps, text } = reading;
  const index = tokens.length - 1;
  const token = tokens[index];
  if (token === undefined || reading.isCapitals || !/^, ?$/.test(gaps[index - 1] ?? '')) return false;
  if (gaps.join('').split(',').length !== 2 || AILMENTS.has(token.folded)) return false;
  const isTitle = /^\p{Lu}\p{Ll}+$/u.test(text.slice(token.start, token.end));
  const isSmall = tokens.slice(1, index).every(({ start }) => !/^\p{Lu}/u.test(text.charAt(start)));
  return isTitle && isSmall && isCommonSurname(reading, index) && isBesideHeader(reading, index);
}

/** After these a thing is named: `mit Lang`, `of Meyer`. */
const STOPS_BEFORE = new Set(
  'of the und and or mit with de du la le di da zu nach by per type typ'.split(' '),
);

/** `SMITH 3`, `DOE1`, `hathaway02`: the whole value is a name and a number. */
function isNumberedName({ text, tokens, gaps }: Reading): boolean {
  const [name, number] = tokens;
  if (tokens.length !== 2 || !isLetters(name) || !isDigits(number) || widthOf(number) > 3) return false;
  if (name.start !== 0 || !/^[ _-]?$/.test(gaps[0] ?? '') || number.end !== text.trimEnd().length)
    return false;
  if (COMMON_SURNAMES.has(name.folded)) return true;
  return widthOf(name) > 5 && gaps[0] === '' && nameRarity(name.folded) === 'name' && !isEponym(name.folded);
}

const TESTS = new Set(
  'test testing tests phantom phantoms demo dummy trial sample fantom testpatient zztest'.split(' '),
);

/** `TEST JANE`, `phantom DOE`: besides words for a trial nothing but a name. */
function findTestNames(reading: Reading, mark: (first: number, last: number) => void): void {
  const { tokens } = reading;
  const names = tokens.flatMap((token, index) => (TESTS.has(token.folded) ? [] : [index]));
  const [first] = names;
  const last = names.at(-1);
  if (first === undefined || last === undefined || names.length === tokens.length || names.length > 2) return;
  if (last - first !== names.length - 1) return;
  const areNames = names.every((index) => {
    const token = tokens[index];
    return (
      isLetters(token) &&
      widthOf(token) > 2 &&
      !isHeaderWord(token.folded) &&
      (COMMON_SURNAMES.has(token.folded) || NICKNAMES.has(token.folded))
    );
  });
  if (areNames) mark(first, last);
}

/** `John Doe`: a given name, be it a word, too, before a common surname. */
function isFullName(reading: Reading, index: number): boolean {
  const { tokens } = reading;
  const given = tokens[index - 1];
  const surname = tokens[index];
  if (!isLetters(given) || !isLetters(surname) || gapAfter(reading, index - 1) !== ' ') return false;
  if (!isCommonSurname(reading, index) || isEponymUse(tokens, index - 1)) return false;
  if (!startsCapitalAt(reading, index) || !startsCapitalAt(reading, index - 1)) return false;
  if (isAllCapitals(reading, given) !== isAllCapitals(reading, surname) || widthOf(given) < 3) return false;
  if (STOPS.has(given.folded) || BODY_WORDS.has(given.folded) || isHeaderWord(given.folded)) return false;
  const rarity = nameRarity(given.folded);
  return (
    (rarity === 'name' && !isEponym(given.folded)) ||
    (rarity === 'both' && NICKNAMES.has(given.folded)) ||
    GIVEN.has(given.folded)
  );
}

/** Given names that are words or eponyms, too. */
const GIVEN = new Set(
  'john jane james mary david peter paul anna maria george henry charles edward thomas william richard robert joseph michael daniel martin victor dean clay dale guy lance pierce reed wade heath hunter mason carter jasmine ruby pearl crystal amber ivy violet olive iris hazel holly heather ginger robin wren jay christian angel jesus'.split(
    ' ',
  ),
);
