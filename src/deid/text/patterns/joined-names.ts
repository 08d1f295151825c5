/** Names joined to something by a sign or by nothing: `jane.doe`, `SagT1Halvorsen`, `Halvorsen/03-04-66/F`. */
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { isNameShaped, isUnshaped } from './name-forms.js';
import { nameLikeness } from './name-letters.js';
import { BODY_WORDS, STOPS } from './names.js';
import { gapAfter, isDigits, isLetters, report, widthOf, type Finder, type Reading } from './reading.js';

export const findJoinedNames: Finder = (reading, found) => {
  if (reading.text.includes('.')) findDotted(reading, found);
  if (reading.digitCount === 0) return;
  findGlued(reading, found);
  if (reading.digitCount > 3 && MAY_HOLD_RECORD.test(reading.text)) findRecord(reading, found);
};

/** `astrid.brandvold`: a user's name, as directories make it of given name and surname. */
const DOTTED =
  /(?<![\p{L}\d@._/\\:-])(\p{Lu}?\p{Ll}{2,}|\p{Ll})\.(\p{Lu}?\p{Ll}{3,})\d{0,2}(?![\p{L}\d@_/\\(=-]|\.[\p{L}\d])/gu;

/** `brandvold.a`. */
const INITIAL_LAST = /(?<![\p{L}\d@._/\\:-])(\p{Ll}{4,})\.\p{Ll}\d{0,2}(?![\p{L}\d@_/\\(=-]|\.[\p{L}\d])/gu;

function findDotted({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const match of text.matchAll(INITIAL_LAST)) {
    const surname = foldText(match[1] ?? '');
    if (
      isFree(surname) &&
      (nameRarity(surname) === 'name' ? nameLikeness(surname) >= 0 : isNameShaped(surname))
    )
      report(found, match.index, match.index + match[0].length, 'person', 0.7);
  }
  for (const match of text.matchAll(DOTTED)) {
    const [whole, one = '', two = ''] = match;
    // A sentence that ends without a space: `seen.Liver`.
    if (/^\p{Ll}/u.test(one) && /^\p{Lu}/u.test(two)) continue;
    const parts = [one, two].map(foldText);
    if (parts.some((part) => part.length > 1 && !isFree(part))) continue;
    const names = parts.filter((part) => nameRarity(part) === 'name').length;
    const shaped = parts.filter((part) => part.length > 1 && isNameShaped(part)).length;
    const isSure = one.length === 1 ? shaped > 0 && names > 0 : names > 0 || shaped === 2;
    if (isSure) report(found, match.index, match.index + whole.length, 'person', 0.7);
  }
}

/** No word, no eponym, not of the language of headers. */
function isFree(folded: string): boolean {
  const rarity = nameRarity(folded);
  return (
    (rarity === 'name' || (rarity === 'unknown' && !isUnshaped(folded))) &&
    !isHeaderWord(folded) &&
    !isEponym(folded) &&
    !STOPS.has(folded)
  );
}

/** `T1Oberhauser`: with one capital straight after the digits of a protocol. */
function findGlued(reading: Reading, found: Parameters<Finder>[1]): void {
  const { tokens, text } = reading;
  tokens.forEach((token, index) => {
    if (!isLetters(token) || widthOf(token) < 6 || !isDigits(tokens[index - 1])) return;
    if (gapAfter(reading, index - 1) !== '' || gapAfter(reading, index) === '') return;
    if (!/^\p{Lu}[\p{Ll}\p{M}]+$/u.test(text.slice(token.start, token.end)) || isEponym(token.folded)) return;
    const rarity = nameRarity(token.folded);
    const isName =
      rarity === 'name'
        ? nameLikeness(token.folded) >= 0
        : rarity === 'unknown' && isNameShaped(token.folded);
    if (isName && !isHeaderWord(token.folded)) report(found, token.start, token.end, 'person', 0.7);
  });
}

/** A digit and a sex, with a sign between. */
const MAY_HOLD_RECORD = /\d ?[/|;,^_] ?[mfw]/i;

/** A name, a day and a sex between signs, as labels and lists have them. */
const RECORD =
  /(?<![\p{L}\d'-])(\p{Lu}[\p{L}'-]{3,}(?:(?:,? |,|\^|_)\p{Lu}[\p{L}'-]{2,}){0,2}) ?[/|;,^_] ?(?=\d{1,4}[./-]?(?:\d{1,2}|\p{L}{3})[./-]?\d{2,4} ?[/|;,^_] ?(?:[MFmfWw]|male|female)(?![\p{L}\d]))/dgu;

function findRecord(reading: Reading, found: Parameters<Finder>[1]): void {
  for (const match of reading.text.matchAll(RECORD)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const words = reading.text
      .slice(start, end)
      .split(/[ ,^_'-]+/)
      .map(foldText);
    if (words.some((word) => isHeaderWord(word) || BODY_WORDS.has(word) || nameRarity(word) === 'word'))
      continue;
    report(found, start, end, 'person', 0.85);
  }
}
