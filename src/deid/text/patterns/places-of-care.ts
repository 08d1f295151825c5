/** Practices, homes and houses of care that no word for a hospital names: `Oakwood Imaging`, `Radiologie am Dom`, `Pflegeheim Abendruh`. */
import { wordSet } from '../words.js';
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { isPlaceLike } from './institutions.js';
import { nameLikeness } from './name-letters.js';
import { isOfReports } from './names.js';
import { gapAfter, isLetters, report, startsCapital, widthOf, type Finder, type Reading } from './reading.js';

const ALONE = 0.65;

/** What stands after the name of a practice, with a capital as the name. */
const PRACTICES = wordSet(
  'imaging radiology diagnostics orthopedics orthopaedics ortho cardiology oncology pediatrics paediatrics surgery dental medical health healthcare hosp er ed',
);
/** What stands before the name of a home. */
const HOMES = wordSet(
  'seniorenheim pflegeheim altenheim altersheim seniorenresidenz seniorenzentrum seniorenstift diakonissenhaus rehaklinik kurklinik fachklinik tagesklinik pflegezentrum ehpad rsa verpleeghuis zorgcentrum woonzorgcentrum bejaardenhuis aldershem vardhem plejehjem sykehjem',
);
/** What stands before `am Dom`. */
const BY_PLACES = wordSet(
  'klinik praxis radiologie institut mvz zentrum gemeinschaftspraxis augenklinik zahnarztpraxis',
);

export const findPlacesOfCare: Finder = (reading, found) => {
  const { tokens } = reading;
  tokens.forEach((token, index) => {
    if (!isLetters(token) || !startsCapital(reading, token)) return;
    const { folded } = token;
    const mark = (first: number, last: number): void => {
      report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'institution', ALONE);
    };
    if (PRACTICES.has(folded) && gapAfter(reading, index - 1) === ' ' && isPracticeName(reading, index - 1))
      mark(index - 1, index);
    if (HOMES.has(folded) && gapAfter(reading, index) === ' ' && isHouseName(reading, index + 1))
      mark(index, index + 1);
    if (BY_PLACES.has(folded)) {
      const last = placeAfter(reading, index);
      if (last !== undefined) mark(index, last);
    }
  });
};

function isTitle(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (!isLetters(token) || widthOf(token) < 3) return false;
  return /^\p{Lu}[\p{Ll}\p{M}]+$/u.test(reading.text.slice(token.start, token.end));
}

/** A place by its ending, or a name by the lists or by its letters. */
function isPracticeName(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (!isLetters(token) || widthOf(token) < 5 || !startsCapital(reading, token)) return false;
  const { folded } = token;
  if (isOfReports(folded) || isEponym(folded)) return false;
  if (isPlaceLike(folded)) return true;
  switch (nameRarity(folded)) {
    case 'name':
      return nameLikeness(folded) >= (isPlaceBefore(reading, index) ? LEAST_OF_PLACE : 0);
    case 'unknown':
      return (
        isTitle(reading, index) &&
        nameLikeness(folded) >= (isPlaceBefore(reading, index) ? LEAST_OF_PLACE : LEAST)
      );
    default:
      return false;
  }
}

/** `at Halvorsen Surgery`. */
function isPlaceBefore(reading: Reading, index: number): boolean {
  return (
    /^(?:at|from|to|via)$/.test(reading.tokens[index - 1]?.folded ?? '') &&
    gapAfter(reading, index - 1) === ' '
  );
}

const LEAST_OF_PLACE = -2;
/** What the letters of a word in no list must say before the word for a practice. */
const LEAST = 0.5;

/** In no list or a name, or a plain word that ends the value. */
function isHouseName(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (!isLetters(token) || !isTitle(reading, index) || isOfReports(token.folded)) return false;
  const rarity = nameRarity(token.folded);
  return rarity === 'name' || rarity === 'unknown' || index === reading.tokens.length - 1;
}

/** `am Dom`, `an der Oder`: index of the place after a word for a house. */
function placeAfter(reading: Reading, index: number): number | undefined {
  const { tokens } = reading;
  const preposition = tokens[index + 1]?.folded ?? '';
  if (!/^(?:am|an|auf)$/.test(preposition) || gapAfter(reading, index) !== ' ') return undefined;
  const hasArticle = /^(?:der|dem|den)$/.test(tokens[index + 2]?.folded ?? '');
  const place = index + (hasArticle ? 3 : 2);
  const token = tokens[place];
  if (!isLetters(token) || !isTitle(reading, place) || isOfReports(token.folded)) return undefined;
  return gapAfter(reading, place - 1) === ' ' ? place : undefined;
}
