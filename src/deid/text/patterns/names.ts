import { SHORT_FORMS } from '../../vocabulary/short-forms.js';
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHarmlessWord, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { COMMON_SURNAMES } from './common-names.js';
import {
  gapAfter,
  isAllCapitals,
  isLetters,
  isTitled,
  lastTokenBefore,
  startsCapital,
  widthOf,
  written,
  type Reading,
} from './reading.js';

/** How sure the words before a name make that a name follows. */
export type Expectation =
  /** After `Dr.` or `Name:`: any capital word that is not only a word, and initials. */
  | 'sure'
  /** After `for` or `patient`: words that are no words of their own. */
  | 'possible';

export const PARTICLES: ReadonlySet<string> = new Set(
  'van von der den de del della di da do dos das du la le las los el al bin ibn abu ben bint ter ten t zu zur zum af av san santa st mc mac o d l y e i'.split(
    ' ',
  ),
);
/** Titles that may follow one another: `Prof. Dr. med.` */
export const TITLE_PARTS = new Set(
  'dr prof med phil rer nat habil dent univ pd priv doz dipl ing mag ao univ.-prof hon rev'.split(' '),
);
/** Never part of a name, whatever lists of surnames say: the words by which reports go on. */
export const STOPS: ReadonlySet<string> = new Set(
  (
    'кт мрт узи рг ct mr mri mrt irm rm tc tac rx pet us cr dx dr xr nm mg rf xa ot sc sr mrn id pid dob acc no nr ssn nhs ap pa lat lao rao lpo rpo rt lt ll rl left right axial sagittal coronal sag cor tra ax iv po im ' +
    'and or und et y e with without mit ohne avec sans con sin senza com sem met zonder post pre on at in of the to from by for as is was has had will be ' +
    'den der die das dem im am vom le les des aux il lo gli na no em op te ter wo wwo w protocol series study exam scan image report findings impression phone tel fax age sex male female ' +
    'inga ingen inget utan efter och som till fran har vid hos mot samt eller inte ikke uten etter nao aos ' +
    'md phd do rn rtr frcr facr frcp mbbs bsc msc jr sr ii iii iv physician doctor radiologist technologist patient name clinic hospital department dept unit ward room'
  ).split(' '),
);

/** Parts of the body that are surnames, too: what is imaged, unless a title stands straight before. */
export const BODY_WORDS = new Set(
  (
    'sylvian rolandic head neck iam iams iac iacs chest breast abdomen belly pelvis spine back brain skull face orbit eye ear nose sinus jaw tooth teeth throat heart lung lungs liver kidney bladder bowel colon stomach bone bones body trunk limb arm elbow hand wrist finger thumb ' +
    'hip leg thigh knee shin calf ankle foot feet heel toe rib ribs shoulder skin vein artery aorta kopf hals brust bauch becken rucken hirn herz lunge leber niere fuss hand knie bein huft hufte schulter finger tete cou bras main pied genou cabeza cuello pecho brazo mano pie rodilla testa collo braccio piede cabeca braco hoofd borst buik'
  ).split(' '),
);

/** What pictures are taken with, in codes (PS3.3 section C.7.3.1.1.1 and what people write), which are no names. */
export const MODALITY_CODES = new Set('mr ct us pt nm cr dx xr mg xa rf cfi mri pet'.split(' '));

/** Whether a word, folded, is of those that headers and reports are made of, whatever else it may be. */
export function isOfReports(folded: string): boolean {
  return isHeaderWord(folded) || BODY_WORDS.has(folded) || STOPS.has(folded);
}

/** Up to three words with capitals, as towns are written. */
export const TOWN = String.raw`(\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+){0,2})`;

/** Whether all words of a phrase are of reports or have a meaning of their own, so that it is no place. */
export function areOfReports(phrase: string): boolean {
  return phrase
    .split(/[ -]/)
    .map(foldText)
    .every((word) => isOfReports(word) || nameRarity(word) === 'word');
}

interface NameEnd {
  /** Offset after the name. */
  readonly end: number;
  /** Its last token. */
  readonly last: number;
  readonly isInitials: boolean;
}

const MOST_WORDS = 4;

/** `Modified Barium Swallow MD Halvorsen`: before a degree at `end` a word of descriptions, and behind it, at the end, whose it is. */
export function isDegreeOfNext(text: string, end: number): boolean {
  const rest = text.slice(end, end + LONGEST_WITH_DEGREE);
  if (end + rest.length < text.length) return false;
  const next = /^ \S+ (\p{Lu}[\p{L}'-]{3,})\s*$/u.exec(rest)?.[1];
  const before = /\p{L}+$/u.exec(text.slice(Math.max(0, end - 24), end))?.[0];
  if (next === undefined || before === undefined) return false;
  const rarity = nameRarity(foldText(next));
  if (rarity !== 'name' && rarity !== 'unknown') return false;
  const folded = foldText(before);
  return isOfReports(folded) || (SHORT_FORMS.has(folded) && nameRarity(folded) !== 'name');
}

const LONGEST_WITH_DEGREE = 60;

/**
 * Reads a name from a token on: `Jane Q. Doe`, `van der Berg`, `DOE, JANE`, `DOE^JANE`, `O'Neil-Smith`, `J. D.`, `XY`.
 * @returns undefined where what stands there is no name
 */
export function nameAt(reading: Reading, first: number, expectation: Expectation): NameEnd | undefined {
  const { tokens } = reading;
  let last = -1;
  let words = 0;
  let initials = 0;
  let isComma = false;
  const dictated = expectation === 'sure' ? dictatedAt(reading, first) : undefined;
  if (dictated !== undefined) return dictated;
  // Scripts without capitals do not show where the name ends.
  const most = isUncased(reading, first) ? 2 : MOST_WORDS + 1;
  for (let index = first; index < tokens.length && words + initials < most; index += 1) {
    const token = tokens[index];
    if (!isLetters(token)) break;
    if (index > first) {
      const gap = gapAfter(reading, index - 1) ?? '';
      const afterInitial = last === index - 1 && isInitial(reading, index - 1);
      if (gap === ', ' || gap === ',') {
        // `DOE, JANE`: once, and only when what follows looks like a given name.
        if (isComma || words === 0 || !continuesAfterComma(reading, index)) break;
        isComma = true;
      } else if (!/^(?: '?|-|'|\^{1,2}|_)$/.test(gap) && !(afterInitial && /^(?:\.|\. |\.-|)$/.test(gap)))
        break;
      if (gap === '_' && last !== index - 1) break;
    }
    if (isParticle(reading, index)) continue;
    if (isInitial(reading, index)) {
      const isDotted = reading.text.charAt(token.end) === '.';
      if (words === 0 && expectation !== 'sure' && !isDotted) break;
      if (!isDotted && words > 0 && !isLetters(tokens[index + 1]) && STOPS.has(token.folded)) break;
      initials += 1;
      last = index;
      continue;
    }
    if (!isNameWord(reading, index, expectation, words)) break;
    // `Pt DOE Hickman insertion`: what is done to whom.
    if (
      words > 0 &&
      expectation !== 'sure' &&
      isEponymUse(tokens, index) &&
      !COMMON_SURNAMES.has(token.folded)
    )
      break;
    words += 1;
    last = index;
  }
  if (last < 0 || words === 0) {
    const initialsEnd = expectation === 'sure' ? initialsAt(reading, first) : undefined;
    return (
      initialsEnd ??
      (last >= 0 && initials >= 2 && expectation === 'sure'
        ? { end: endOf(reading, last), last, isInitials: true }
        : undefined)
    );
  }
  return { end: endOf(reading, last), last, isInitials: false };
}

function isUncased({ text, tokens }: Reading, index: number): boolean {
  return !/[\p{Lu}\p{Ll}]/u.test(text.charAt(tokens[index]?.start ?? 0));
}

/** With the point of an initial at the end. */
function endOf(reading: Reading, last: number): number {
  const token = reading.tokens[last];
  if (token === undefined) return 0;
  return isInitial(reading, last) && reading.text.charAt(token.end) === '.' ? token.end + 1 : token.end;
}

function isInitial(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (!isLetters(token) || widthOf(token) > 1 || !startsCapital(reading, token)) return false;
  // `T2 HASTE`: a letter and its number.
  const next = reading.tokens[index + 1];
  if (next?.kind === 'digits' && next.start === token.end) return false;
  // `F.NAC`: the date of birth, in Spanish.
  return !/^F\.(?:NAC|NASC)(?!\p{L})/u.test(reading.text.slice(token.start, token.start + 7));
}

/** A particle counts only before another word of the name. */
function isParticle(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  const next = reading.tokens[index + 1];
  if (token === undefined || !PARTICLES.has(token.folded) || !isLetters(next)) return false;
  const gap = gapAfter(reading, index);
  // `van 't Hoff`
  if (gap !== ' ' && gap !== "'" && gap !== '-' && !(gap === " '" && next.folded === 't')) return false;
  if (gap === ' ' && widthOf(token) === 1 && startsCapital(reading, token)) return false;
  const isNext =
    PARTICLES.has(next.folded) ||
    (startsCapital(reading, next) && !STOPS.has(next.folded) && nameRarity(next.folded) !== 'word');
  return isNext;
}

function isNameWord(reading: Reading, index: number, expectation: Expectation, words: number): boolean {
  const token = reading.tokens[index];
  if (token === undefined) return false;
  if (
    isLetters(reading.tokens[index]) &&
    reading.tokens[index + 1]?.kind === 'digits' &&
    gapAfter(reading, index) === ''
  )
    return false;
  const { folded } = token;
  const rarity = nameRarity(folded);
  const text = written(reading, token);
  const isCased = /^\p{Lu}/u.test(text) || !/[\p{Lu}\p{Ll}]/u.test(text);
  if (widthOf(token) < 2 || STOPS.has(folded)) return false;
  if (!isCased)
    return (
      expectation === 'sure' &&
      (rarity === 'name' || (words === 0 && rarity === 'unknown' && widthOf(token) > 3))
    );
  switch (rarity) {
    case 'name':
      return true;
    case 'unknown':
      // Mixed case inside a word is a protocol's, but `McKay` is a name.
      return !/\p{Ll}\p{Lu}/u.test(text) || /^(?:Mc|Mac|De|Di|Le|La|Van|O)\p{Lu}/u.test(text);
    case 'both':
      // A surname that is a word, too: sure after a title; after another name only where capitals tell.
      if (
        BODY_WORDS.has(folded) &&
        !(words === 0 && expectation === 'sure' && !reading.isCapitals && isLastOfLine(reading, index))
      )
        return false;
      if (words === 0) return expectation === 'sure';
      return !reading.isCapitals && !isAllCapitals(reading, token)
        ? expectation === 'sure' || !isHarmlessContinuation(reading, index)
        : expectation === 'sure' && isLastOfLine(reading, index) && words === 1;
    case 'word':
      // `Dr Hart`: a heart in Dutch.
      return words === 0 && expectation === 'sure' && isTitled(reading, token) && COMMON_SURNAMES.has(folded);
  }
}

/** Whether the word goes on with plain words, so that it opens the description rather than ends the name. */
function isHarmlessContinuation(reading: Reading, index: number): boolean {
  const next = reading.tokens[index + 1];
  return (
    isLetters(next) &&
    gapAfter(reading, index) === ' ' &&
    isHarmlessWord(next.folded) &&
    !isEponym(next.folded)
  );
}

function isLastOfLine(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (token === undefined) return false;
  // A label begins another line in the same one: `Ordered by XY Pt: ...`.
  const rest = reading.text.slice(token.end, token.end + 24);
  return /^[\s.,;)\]]{0,8}(?:$|[\r\n]|(?<=[\s,;])\p{L}{2,14}:)/u.test(rest);
}

function continuesAfterComma(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (token === undefined || STOPS.has(token.folded)) return false;
  if (isInitial(reading, index)) return reading.text.charAt(token.end) === '.';
  // `Dr Halvorsen, HTA`: an abbreviation after a name that is in small letters but for its first.
  const before = reading.tokens[index - 1];
  const isAbbreviation =
    isAllCapitals(reading, token) && widthOf(token) < 5 && nameRarity(token.folded) === 'unknown';
  if (isAbbreviation && before !== undefined && !isAllCapitals(reading, before)) return false;
  return (
    startsCapital(reading, token) &&
    nameRarity(token.folded) !== 'word' &&
    (nameRarity(token.folded) === 'name' || isLastOfLine(reading, index))
  );
}

/** `AB/cd`: who dictated and who wrote. */
function dictatedAt(reading: Reading, first: number): NameEnd | undefined {
  const token = reading.tokens[first];
  if (token === undefined) return undefined;
  const match = /^\p{Lu}{2,3}[/:]\p{L}{2,3}(?![\p{L}\d])/u.exec(
    reading.text.slice(token.start, token.start + 10),
  );
  return match === null
    ? undefined
    : { end: token.start + match[0].length, last: first + 1, isInitials: true };
}

/** `XY`, `J.D.`, `ab` at the end of a phrase. */
function initialsAt(reading: Reading, first: number): NameEnd | undefined {
  const token = reading.tokens[first];
  if (!isLetters(token)) return undefined;
  const dotted = /^(?:\p{Lu}\. ?){1,3}\p{Lu}?\.?(?![\p{L}\d])/u.exec(
    reading.text.slice(token.start, token.start + 16),
  );
  if (dotted !== null && dotted[0].length > 2) {
    const end = token.start + dotted[0].trimEnd().length;
    const last = lastTokenBefore(reading, end);
    return { end, last, isInitials: true };
  }
  const width = widthOf(token);
  if (width < 2 || width > 3 || (STOPS.has(token.folded) && !isLastOfLine(reading, first))) return undefined;
  const next = reading.text.slice(token.end, token.end + 2);
  if (!/^(?:$|[\s.,;)/\]])/.test(next)) return undefined;
  const text = written(reading, token);
  if (/^\p{Lu}+$/u.test(text))
    return nameRarity(token.folded) === 'word' && !isLastOfLine(reading, first)
      ? undefined
      : { end: token.end, last: first, isInitials: true };
  return isLastOfLine(reading, first) && nameRarity(token.folded) !== 'word'
    ? { end: token.end, last: first, isInitials: true }
    : undefined;
}
