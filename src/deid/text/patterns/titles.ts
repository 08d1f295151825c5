/** Titles before names: `Dr. X`, `Prof. Dr. med. X`, `DR X` in capitals. */
import { isBareDisease } from '../../vocabulary/eponyms.js';
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText, type Token } from '../words.js';
import { isUnshaped, nameForm } from './name-forms.js';
import { nameLikeness } from './name-letters.js';
import { type Expectation, isOfReports, TITLE_PARTS } from './names.js';
import {
  gapAfter,
  isDigits,
  isLetters,
  isTitled,
  startsCapital,
  widthOf,
  written,
  type Reading,
} from './reading.js';

/** Where a name is expected. */
export interface Announced {
  /** The token where the name begins. */
  readonly first: number;
  readonly expectation: Expectation;
  readonly confidence: number;
}

/** Folded titles; true: also a word, a unit or a modality, so that its form decides. */
export const TITLES: ReadonlyMap<string, boolean> = new Map([
  ...'dott dottssa dra drs prof professor professore doctor docteur doktor mw mrs miss mme mlle herr herrn frau senor senora senorita dona monsieur madame mademoiselle mevr mevrouw dhr signor signora sigra hrn dipl sra srta fru froken frk rouva herra neiti pani slecna mudr sayin д-р доктор г-н г-жа κος κα δρ'
    .split(' ')
    .map((title): [string, boolean] => [foldText(title), false]),
  ...'dr mr ms sr m fr hr sig ing pd oa sir lady don nurse sister pr med dna'
    .split(' ')
    .map((title): [string, boolean] => [title, true]),
]);

/** Titles of one or two letters count only with a point or in mixed case, and `Fr`, `M`, `Pr` only with both. */
const NEEDS_POINT = new Set('dna m fr pr pd oa ing sig med hr'.split(' '));

export function afterTitle(reading: Reading, index: number): Announced | undefined {
  const { text, tokens } = reading;
  const token = tokens[index];
  if (token === undefined) return undefined;
  // `5 Fr`, `2 ms`; but `Ultravist 370 Dr. X`.
  if (
    isDigits(tokens[index - 1]) &&
    /^[ ]?$/.test(gapAfter(reading, index - 1) ?? '') &&
    !isPlainTitle(reading, index)
  )
    return undefined;
  if (isAbbreviationBefore(reading, index)) return undefined;
  let first = index + 1;
  let gap = gapAfter(reading, index);
  let hasPoint = text.charAt(token.end) === '.';
  // `Prof. Dr. med.`, `Dott.ssa`, `Dr. Prof.`, `Univ.-Prof.`
  while (first < index + 5 && gap !== undefined && /^(?:\.| |\. |\.-|-)$/.test(gap)) {
    const next = tokens[first];
    if (
      next === undefined ||
      !(
        TITLE_PARTS.has(next.folded) ||
        /^(?:ssa|ra|in|a|ª)$/.test(written(reading, next)) ||
        (gap === '.' && /^(?:SSA|RA)$/.test(written(reading, next)))
      ) ||
      gapAfter(reading, first) === undefined
    )
      break;
    if (next.folded === 'med' && text.charAt(next.end) !== '.' && nameRarity(token.folded) === 'word') break;
    hasPoint ||= text.charAt(next.end) === '.';
    gap = gapAfter(reading, first);
    first += 1;
  }
  if (gap === undefined || !/^(?:\.? ?|\.? {2}|[.:]\s?|\^|_)$/.test(gap)) return undefined;
  if (gap === '') return undefined;
  // `DR AL HARBI`: the particle tells nothing.
  const isArticle = /^(?:al|el)$/.test(tokens[first]?.folded ?? '') && gapAfter(reading, first) !== undefined;
  const name = tokens[isArticle ? first + 1 : first];
  if (!isLetters(name)) return undefined;
  if (TITLES.get(token.folded) === true) {
    const title = written(reading, token);
    const isMixedCase = /^\p{Lu}\p{Ll}/u.test(title);
    // `Kontroll efter op Hr Marsh`.
    if (title === 'Hr' && gap === ' ' && isTitled(reading, name) && first === tokens.length - 1)
      return { first, expectation: 'sure', confidence: 0.85 };
    if (!hasPoint && NEEDS_POINT.has(token.folded)) return undefined;
    // `MR Haglund Ferse`: a modality, and what is called after somebody.
    if (
      title === 'MR' &&
      index === 0 &&
      gap === ' ' &&
      isTitled(reading, name) &&
      isEponymBefore(reading, first)
    )
      return undefined;
    // `från dr Hallenborg`: in small letters it is a title before a word with one capital.
    if (
      title === 'dr' &&
      gap === ' ' &&
      isTitled(reading, name) &&
      isFreeWord(name) &&
      !isMeasure(reading, index)
    )
      return { first, expectation: 'sure', confidence: 0.85 };
    if (!hasPoint && !isMixedCase && nameRarity(name.folded) !== 'name')
      return physicianInCapitals(reading, index, first, name);
    if (
      NEEDS_POINT.has(token.folded) &&
      ((!startsCapital(reading, token) && token.folded !== 'sig') || nameRarity(name.folded) === 'word')
    )
      return undefined;
    if (!hasPoint && !isMixedCase && title !== title.toUpperCase())
      return nameRarity(name.folded) === 'name' || isSmallPhysician(reading, name)
        ? { first, expectation: startsCapital(reading, name) ? 'possible' : 'sure', confidence: 0.8 }
        : undefined;
    // A word after `Dr` is looked at for what stands before: `Reported to Dr Foxglove`.
    if (!hasPoint && isMixedCase && nameRarity(name.folded) === 'word')
      return token.folded === 'dr' ? { first, expectation: 'sure', confidence: 0.85 } : undefined;
    // `MR.BRC`, `DR.ABD`: a modality and a region.
    if (!isMixedCase && gap === '.' && nameRarity(name.folded) !== 'name' && !isGluedName(name, index))
      return undefined;
  }
  return { first, expectation: 'sure', confidence: hasPoint ? 0.95 : 0.85 };
}

/** `M. Basedow` but not `M. Basedow Jean`: morbus; `MS Schub`, `MS Dawson fingers`: the disease; `MRS_SE`: spectroscopy; `Sister Ca`; `M. Fkt.`. */
function isAbbreviationBefore(reading: Reading, index: number): boolean {
  const [title, next, after] = reading.tokens.slice(index, index + 3);
  if (title === undefined || next === undefined) return false;
  const form = written(reading, title);
  if (title.folded === 'm')
    return (
      (isBareDisease(next.folded) &&
        !(isTitled(reading, after) && nameRarity(after?.folded ?? '') === 'name')) ||
      isUnshaped(next.folded)
    );
  if (form === 'MS' && isTitled(reading, next))
    return nameRarity(next.folded) !== 'name' || (isEponym(next.folded) && !reading.isCapitals);
  if (form === 'MRS' && gapAfter(reading, index) === '_')
    return (
      /^(?:se|te|tr|ti|svs|csi|voxel)$/.test(next.folded) ||
      (isOfReports(next.folded) && nameRarity(next.folded) === 'word')
    );
  return title.folded === 'sister' && next.folded === 'ca';
}

/** Before another word with a capital, or its other half, so that the eponym is no surname. */
function isEponymBefore(reading: Reading, index: number): boolean {
  const [name, next] = reading.tokens.slice(index, index + 2);
  return (
    isEponym(name?.folded ?? '') && isTitled(reading, next) && /^[ -]$/.test(gapAfter(reading, index) ?? '')
  );
}

/** In no list of words, and no eponym. */
function isFreeWord({ folded }: Token): boolean {
  const rarity = nameRarity(folded);
  return folded.length > 3 && (rarity === 'name' || rarity === 'unknown') && !isEponym(folded);
}

/** `12 dr`: drachms. */
function isMeasure(reading: Reading, index: number): boolean {
  return isDigits(reading.tokens[index - 1]);
}

/** `CHEST DR.MARIGOLD`: no word of descriptions, and after other words, where no modality stands, any other word. */
function isGluedName(name: Token, index: number): boolean {
  if (widthOf(name) < 5 || isOfReports(name.folded)) return false;
  return index > 0 || nameRarity(name.folded) !== 'word';
}

/** A title that is no unit: with a space before it and, unless a name follows, a point after it. */
function isPlainTitle(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  const next = reading.tokens[index + 1];
  if (token !== undefined && TITLES.get(token.folded) === false && gapAfter(reading, index - 1) === ' ')
    return true;
  if (
    token === undefined ||
    !/^(?:dr|prof|mrs|mr)$/.test(token.folded) ||
    gapAfter(reading, index - 1) !== ' '
  )
    return false;
  return nameRarity(next?.folded ?? '') === 'name' || reading.text.charAt(token.end) === '.';
}

/** `DR MACALLISTER`: no list has the name, so that its shape or the tagger tells it from `DR CHEST`. */
function physicianInCapitals(
  reading: Reading,
  index: number,
  first: number,
  name: Token,
): Announced | undefined {
  if (reading.tokens[index]?.folded !== 'dr' || gapAfter(reading, first - 1) !== ' ') return undefined;
  const form = nameForm(reading, name);
  if (form === undefined || form === 'both') return undefined;
  const isArabic = reading.tokens[first] !== name;
  return { first, expectation: 'possible', confidence: form === 'unknown' && !isArabic ? 0.45 : 0.75 };
}

/** `lt. dr steinkogler`: in a text in small letters a word in no list. */
function isSmallPhysician(reading: Reading, { folded }: Token): boolean {
  return (
    reading.isSmall &&
    folded.length > 3 &&
    nameRarity(folded) === 'unknown' &&
    nameLikeness(folded) > LEAST_OF_SUBJECT
  );
}

/** What the letters must say at least of somebody named in small letters. */
export const LEAST_OF_SUBJECT = -1;
