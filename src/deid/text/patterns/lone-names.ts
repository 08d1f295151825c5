/** A value that is one name: `Throckmorton`, `KILLGORE_02`, `Osgoodby (2)`, `ムラセ ヒロコ`. */
import { isEponym, isHeaderTerm, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { COMMON_SURNAMES } from './common-names.js';
import { isSurnameLike, isUnshaped } from './name-forms.js';
import { nameLikeness } from './name-letters.js';
import { BODY_WORDS, isOfReports, STOPS } from './names.js';
import {
  isDigits,
  isLetters,
  report,
  startsCapital,
  widthOf,
  SECONDED,
  type Finder,
  type Reading,
} from './reading.js';
import { isOfSubstances } from './substances.js';

const ALONE = 0.65;
/** Shorter words are abbreviations as often as names. */
const LEAST_LETTERS = 5;
/** What the letters must say of a word known for a name, and of one in no list: nothing else tells it from a product. */
const LISTED = 0.3;
const UNLISTED = 1.3;
/** Abbreviations and codes are shorter than this. */
const LONG = 8;
const LONG_UNLISTED = -0.3;

export const findLoneNames: Finder = (reading, found) => {
  const { tokens, text } = reading;
  const [first, second, third] = tokens;
  if (first === undefined || third !== undefined) return;
  if (first.kind === 'continuous') {
    findKana(reading, found);
    return;
  }
  if (!isLetters(first) || !/^[^\p{L}\p{N}]{0,2}$/u.test(text.slice(0, first.start))) return;
  const isNumbered =
    ((isDigits(second) &&
      (widthOf(second) < 3 || (widthOf(second) === 3 && second.folded.startsWith('0')))) ||
      /^[ivx]{1,4}$/.test(second?.folded ?? '')) &&
    /^(?:[ _-]| ?\(|#| #)?$/.test(reading.gaps[0] ?? '');
  if (second !== undefined && isPair(reading)) {
    report(found, first.start, second.end, 'person', ALONE);
    return;
  }
  if (second !== undefined && !isNumbered) return;
  const rest = text.slice(second?.end ?? first.end);
  if (/[^\s).,]/.test(rest) || rest.length > 4) return;
  const confidence = confidenceOf(reading);
  if (confidence !== undefined)
    report(found, first.start, first.end, 'person', isOfSubstances(reading.context) ? SECONDED : confidence);
};

/** What the letters must say of the two words of a value: of one that is known for a name, and of the other. */
const PAIR_LISTED = 0;
const PAIR_OTHER = 0.3;

/** `MARIGOLD THRENODY`: two words in one case, one known for a name, the other for a name or for nothing. */
function isPair({ tokens, gaps, text, context }: Reading): boolean {
  // Private elements hold what makers call their products.
  if (tokens.length !== 2 || gaps[0] !== ' ' || context?.keyword === undefined || isOfSubstances(context))
    return false;
  const written = tokens.map(({ start, end }) => text.slice(start, end));
  const isOneCase = [/^\p{Lu}[\p{Ll}\p{M}]{3,}$/u, /^\p{Lu}[\p{Lu}\p{M}]{3,}$/u].some((form) =>
    written.every((word) => form.test(word)),
  );
  if (!isOneCase || /\p{L}/u.test(text.slice(tokens[1]?.end))) return false;
  const isFree = tokens.every(
    ({ folded }) =>
      !isHeaderWord(folded) && !isEponym(folded) && !STOPS.has(folded) && !BODY_WORDS.has(folded),
  );
  if (!isFree) return false;
  const rarities = tokens.map(({ folded }) => nameRarity(folded));
  return (
    rarities.includes('name') &&
    tokens.every(({ folded }, index) => {
      if (rarities[index] === 'name') return nameLikeness(folded) >= PAIR_LISTED;
      return rarities[index] === 'unknown' && folded.length > 4 && nameLikeness(folded) >= PAIR_OTHER;
    })
  );
}

/** How likely the first word of a value that has no other is a name. */
function confidenceOf(reading: Reading): number | undefined {
  const [token] = reading.tokens;
  if (!isLetters(token) || widthOf(token) < LEAST_LETTERS || !startsCapital(reading, token)) return undefined;
  const { folded } = token;
  const written = reading.text.slice(token.start, token.end);
  if (!/^\p{Lu}(?:[\p{Ll}\p{M}]+|[\p{Lu}\p{M}]+)$/u.test(written)) return undefined;
  // `WALKER`, where headers have no such word.
  if (
    COMMON_SURNAMES.has(folded) &&
    !isEponym(folded) &&
    !BODY_WORDS.has(folded) &&
    reading.tokens.length === 1
  )
    return isHeaderWord(folded) ? SECONDED : ALONE;
  if (isOfReports(folded) || isEponym(folded)) return undefined;
  switch (nameRarity(folded)) {
    case 'name':
      // Makers and products have names of people, too.
      return nameLikeness(folded) >= LISTED ? ALONE : SECONDED;
    case 'unknown':
      if (
        nameLikeness(folded) >= (widthOf(token) >= LONG ? LONG_UNLISTED : UNLISTED) ||
        isSurnameLike(folded)
      )
        return widthOf(token) > LEAST_LETTERS ? ALONE : SECONDED;
      return isUnshaped(folded) ? undefined : SECONDED;
    case 'both':
    case 'word':
      return undefined;
  }
}

/** Syllables of Japanese itself: no long vowel, no small vowel, no `p`, no `v`, by which words of other languages are told. */
const NATIVE = /^[アイウエオカ-ヂツ-ドナ-ノハバヒビフブヘベホボマ-モャヤュユョヨラ-ロワヲンッ]{2,6}$/u;
/** Endings of surnames of two elements, as they are read. */
const SURNAME =
  /(?:モト|ムラ|ヤマ|カワ|ガワ|シマ|ジマ|サワ|ザワ|サキ|ザキ|ハシ|バシ|ウチ|グチ|オカ|バヤシ|ハラ|バラ|ワラ|サカ|ザカ|クラ|ヌマ|ハタ|バタ|ツカ|ヅカ|ズカ|ダニ|タニ|マツ|ミヤ|イケ|イズミ|ベヤ|フジ|トウ|ドウ|シロ|ヒラ)$/u;
/** Endings of given names. */
const GIVEN =
  /(?:コ|ミ|エ|ノリ|ヒコ|ロウ|スケ|ゾウ|ヒロ|ユキ|アキ|ハル|ヨシ|ノブ|マサ|サト|ナオ|ミツ|テル)$/u;

/** `ムラセ ヒロコ`, `頭部MRI ツジモト` in part: what is read as names are, between spaces. */
function findKana({ text, tokens }: Reading, found: Parameters<Finder>[1]): void {
  const [family, given] = tokens;
  if (family === undefined || given?.kind !== 'continuous') return;
  const [one, two] = [family, given].map(({ start, end }) => text.slice(start, end));
  if (one === undefined || two === undefined || isHeaderTerm(family.folded) || isHeaderTerm(given.folded))
    return;
  if (NATIVE.test(one) && NATIVE.test(two) && GIVEN.test(two))
    report(found, family.start, given.end, 'person', ALONE);
}

/** `頭部MRI ツジモト`: a run of katakana between spaces that is read as a surname. */
export const findKanaSurnames: Finder = ({ text, tokens }, found) => {
  if (tokens.length < 2) return;
  for (const { kind, start, end, folded } of tokens) {
    if (kind !== 'continuous' || end - start < 3) continue;
    const word = text.slice(start, end);
    if (NATIVE.test(word) && SURNAME.test(word) && !isHeaderTerm(folded))
      report(found, start, end, 'person', ALONE);
  }
};

/** Names and titles of the Muslim world that hardly stand for anything else, in the spellings of several countries. */
const MUSLIM_NAMES = new Set(
  'haji hajj hajji hajjah mohd muhd muhammad mohammed mohamed mohamad muhammed mehmed mohammad ahmad ahmed sheikh shaikh sheikha sayed syed sayyid sayyed mirza begum khatun khatoon bibi abdullah abdallah abdulrahman abdelrahman abdulaziz abderrahmane abdulla binti'.split(
    ' ',
  ),
);

/** `HAJI MOHD YUSOF`: with what stands beside it and is no word of descriptions. */
export const findMuslimNames: Finder = (reading, found) => {
  const { tokens } = reading;
  tokens.forEach((token, index) => {
    if (!isLetters(token) || !MUSLIM_NAMES.has(token.folded) || !startsCapital(reading, token)) return;
    const isPart = (at: number): boolean => {
      const part = tokens[at];
      if (!isLetters(part) || !startsCapital(reading, part) || widthOf(part) < 2) return false;
      if (MUSLIM_NAMES.has(part.folded) || MUSLIM_PARTICLES.has(part.folded)) return true;
      if (isOfReports(part.folded)) return false;
      return widthOf(part) > 2 && nameRarity(part.folded) !== 'word';
    };
    let first = index;
    let last = index;
    while (first > index - MOST_BESIDE && /^[ -]$/.test(reading.gaps[first - 1] ?? '') && isPart(first - 1))
      first -= 1;
    while (last < index + MOST_BESIDE && /^[ -]$/.test(reading.gaps[last] ?? '') && isPart(last + 1))
      last += 1;
    if (last > first) report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'person', ALONE);
  });
};

/** As many words of the name at either side. */
const MOST_BESIDE = 3;

const MUSLIM_PARTICLES = new Set('al el bin ibn abu abi umm um oum ummu abd abdul abdel ul ud ur'.split(' '));
