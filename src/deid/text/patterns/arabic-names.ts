/** Arabic names by their particles: `al-Rashidi`, `AL HASSANI`, `Khalid bin Rashid`, `Abu Tarek`. */
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { wordSet } from '../words.js';
import { isNameOfThing, isUnshaped, nameForm } from './name-forms.js';
import { isOfReports } from './names.js';
import {
  gapAfter,
  isLetters,
  report,
  startsCapital,
  widthOf,
  SECONDED,
  type Finder,
  type Reading,
} from './reading.js';

export const findArabicNames: Finder = (reading, found) => {
  reading.tokens.forEach((token, index) => {
    if (isLetters(token) && ARABIC.has(token.folded)) findArabic(reading, index, found);
  });
};

export const ARABIC = wordSet('al el bin ibn bint abu abou ould umm abd abdul abdel ben');

/** `al-Rashidi`, `AL HASSANI`, `Khalid bin Rashid`, `Abu Tarek`. */
function findArabic(reading: Reading, index: number, found: Parameters<Finder>[1]): void {
  const { tokens } = reading;
  const particle = tokens[index];
  const name = tokens[index + 1];
  const gap = gapAfter(reading, index);
  if (particle === undefined || !isLetters(name) || (gap !== ' ' && gap !== '-')) return;
  const before = tokens[index - 1];
  if (before?.folded === 'et') return;
  if (!startsCapital(reading, name) || widthOf(name) < 4) return;
  const rarity = nameRarity(name.folded);
  const isWordOfHeaders = isOfReports(name.folded);
  if (rarity === 'word' || isWordOfHeaders || isNameOfThing(reading, index + 1, index + 1)) return;
  const form = nameForm(reading, name);
  const isArticle = /^(?:al|el|ben|bin)$/.test(particle.folded);
  const forename = gapAfter(reading, index - 1) === ' ' ? nameForm(reading, before) : undefined;
  // `al` and `el` are articles of other languages, `bin` is a word: in small letters, without a hyphen or a forename, they tell nothing.
  const isMarked =
    gap === '-' || forename === 'name' || (isArticle ? startsCapital(reading, particle) : true);
  const isSure =
    form === 'name' ||
    (form !== undefined && form !== 'both' && (gap === '-' || reading.isCapitals || !isArticle));
  if (!isMarked) return;
  const start = forename === 'name' && before !== undefined ? before.start : particle.start;
  // `AL MANSOURI BADR`: what goes on in the same case and is no word.
  let last = index + 1;
  while (isSure && last < index + 3 && gapAfter(reading, last) === ' ' && continuesName(reading, last + 1))
    last += 1;
  report(found, start, tokens[last]?.end ?? name.end, 'person', isSure ? 0.7 : SECONDED);
}

/** A capital word that is known for a name or in no list. */
function continuesName(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (!isLetters(token) || widthOf(token) < 3 || !startsCapital(reading, token)) return false;
  const { folded } = token;
  if (isOfReports(folded) || isEponym(folded)) return false;
  const rarity = nameRarity(folded);
  return rarity === 'name' || (rarity === 'unknown' && widthOf(token) > 3 && !isUnshaped(folded));
}
