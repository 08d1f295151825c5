/** What the letters of a word tell of it, where no list has it. */
import { isBareDisease } from '../../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import type { Token } from '../words.js';
import { nameLikeness } from './name-letters.js';
import { BODY_WORDS, STOPS } from './names.js';
import { isLetters, widthOf, written, type Reading } from './reading.js';
import {
  COMPLAINTS_AFTER,
  MATHEMATICAL,
  TECHNIQUES,
  THINGS,
  THINGS_AFTER,
  THINGS_OF,
} from './thing-words.js';
import { COMMON_SURNAMES, NICKNAMES } from './common-names.js';

/** Endings and beginnings that surnames of several languages have and other words seldom. */
const SURNAME =
  /^(?:mac|mc|fitz|o['’])\p{L}{4,}$|^\p{L}{2,}(?:s[kc]i|s[kc]a|[sc]ky|czyk|wicz|vic|vich|vitch|icek|ova|enko|chuk|czuk|shvili|adze|yan|ian|oglu|opoulos|opoulou|idis|akis|aki|sson|sen|sdottir|mann|meier|meyer|maier|bauer|berg|burg|stein|quist|qvist|strom|gren|lund|dahl|gaard|huis|stra|inga|elli|etti|otti|ucci|acci|ini|illo|ighi|ezza|ez|eira|eiro|ardo|escu|eanu|nen|lainen|singh|swamy|murthy|wala|moto|mura|yama|naka|zawa|kawa|shima|guchi|hashi|worth|shaw|combe|thwaite)$/u;
/** What these endings are also of: words of German, Italian, French and Latin. */
const NO_SURNAME =
  /(?:atosen|osen|issen|assen|essen|ossen|ussen|ensen|tionen|ationen|ungen|iten|alen|aini|olini|adian|edian|odian|arian|erian|orian|tian|sian|cian|rgini|mini|rini|tini|ardo)$/u;

/** Projections, scores and devices that stand in descriptions under the name alone. */
const VIEWS = new Set(
  'rosenberg lauenstein danelius merchant zanca grashey holmblad camp coventry stecher friedman stenvers schuller hounsfield langerhans wegener bosniak gleason schatzki kirschner steinmann'.split(
    ' ',
  ),
);

/** Whether a word in no list is shaped as surnames are. */
export function isSurnameLike(folded: string): boolean {
  return folded.length >= 6 && SURNAME.test(folded) && !NO_SURNAME.test(folded);
}

/** From here on the letters of a word in no list are a name's: half of the names have it, four in a hundred other words. */
const SHAPED = 1.3;
/** Up to here they are hardly a name's, as those of drugs and devices: five in six names have more. */
const UNSHAPED = -0.7;

/** Whether a word in no list has the ending of a surname, or letters as names have them. */
export function isNameShaped(folded: string): boolean {
  return isSurnameLike(folded) || (folded.length >= 5 && nameLikeness(folded) >= SHAPED);
}

/** Whether the letters of a word in no list speak against a name. */
export function isUnshaped(folded: string): boolean {
  return nameLikeness(folded) < UNSHAPED && !isSurnameLike(folded);
}

const OF = /^(?:of|de|di|do|da|du|d|del|della|dello|dos|nach|von|van|af|av)$/;

/** Adjectives of people: `Laplacian filter`, `Hessian matrix`. */
const ADJECTIVE = /.{4}(?:ian|ean)$/;

/** Whether a word in no list is an adjective made of a name. */
function isAdjectiveOfName({ tokens, gaps }: Reading, index: number): boolean {
  const folded = tokens[index]?.folded ?? '';
  return (
    gaps[index] === ' ' &&
    MATHEMATICAL.has(tokens[index + 1]?.folded ?? '') &&
    ADJECTIVE.test(folded) &&
    nameRarity(folded) === 'unknown'
  );
}

/** `Einstellung nach Halvorsen`, `Dickdarm n. Halvorsen`: who made the method, after its noun or, shortened, what is examined. */
function isMethodOf({ tokens, gaps, text }: Reading, first: number): boolean {
  const [noun, after] = [tokens[first - 2], tokens[first - 1]];
  if (
    tokens[first] === undefined ||
    noun?.kind !== 'letters' ||
    after === undefined ||
    gaps[first - 2] !== ' '
  )
    return false;
  const isAfter = /^(?:nach|volgens|secondo|selon|según)$/.test(text.slice(after.start, after.end));
  const isShort = text.slice(after.start, after.end) === 'n' && gaps[first - 1] === '. ';
  const isTechnique = THINGS.has(noun.folded) || TECHNIQUES.has(noun.folded);
  if (isAfter && gaps[first - 1] === ' ') return isTechnique;
  return isShort && /^\p{Lu}\p{Ll}{3}/u.test(text.slice(noun.start)) && !MOVES.test(noun.folded);
}

/** Nouns of moves and messages, which go to somebody. */
const MOVES =
  /^(?:verleg|uber[wgn]|entlass|aufnahm|ruck|zuruck|einweis|abgang|umzug|transport|weiter|anruf|brief|befund|kopie|info|meld)/;

/** Whether a noun bears a name after `de` and its like. */
export function isThingOfSomebody(folded: string): boolean {
  return THINGS_OF.has(folded) || THINGS.has(folded);
}

/** `Montreal classification`, `Denali filter`, `Morbus X`: what bears a name beside it is a thing. */
export function isNameOfThing(reading: Reading, from: number, last: number): boolean {
  const { tokens, gaps } = reading;
  // `ziekte van Okuyama`: the particle may be taken for one of the name.
  let first = from;
  while (first < last && OF.test(tokens[first]?.folded ?? '')) first += 1;
  // Given name and surname are somebody's.
  if (last > first && gaps[first] !== '-' && gaps[first] !== "'") return false;
  if (
    isOfGrade(tokens, first) ||
    (first === last && (isMethodOf(reading, first) || isAdjectiveOfName(reading, first)))
  )
    return true;
  // `Anderson and D'Alonzo type II`.
  let end = last;
  if (/^(?:and|und|et|y|e|en|og|och)$/.test(tokens[end + 1]?.folded ?? '')) {
    end += 2;
    if (gaps[end] === "'" || gaps[end] === '-') end += 1;
    if (THINGS.has(tokens[end + 1]?.folded ?? '') && gaps[end] === ' ') return true;
  }
  const next = tokens[last + 1];
  if (next !== undefined && /^(?:[ -]|'|'s )$/.test(gaps[last] ?? '')) {
    // `Zimmer knee prosthesis`.
    const isApart = next.folded === 's' || BODY_WORDS.has(next.folded);
    const noun = isApart ? tokens[last + 2] : next;
    if (noun !== undefined && (THINGS.has(noun.folded) || isThingAfter(reading, first, last, noun)))
      return true;
  }
  let before = first - 1;
  if (OF.test(tokens[before]?.folded ?? '')) before -= 1;
  const thing = tokens[before]?.folded ?? '';
  return (
    /^[ ']$/.test(gaps[first - 1] ?? '') &&
    (THINGS.has(thing) || (before < first - 1 && (THINGS_AFTER.has(thing) || THINGS_OF.has(thing))))
  );
}

/** Whether a noun makes a thing of the words before it. */
function isThingAfter({ tokens, gaps, text }: Reading, first: number, last: number, noun: Token): boolean {
  if (THINGS_AFTER.has(noun.folded)) return true;
  // `Young-Laplace model`.
  if (MATHEMATICAL.has(noun.folded) && last === first + 1 && gaps[first] === '-')
    return /^\p{Ll}/u.test(text.slice(noun.start));
  if (!COMPLAINTS_AFTER.has(noun.folded)) return false;
  // `Halvorsen-Zyste`: German ties both to one word.
  if (text.charAt(noun.start - 1) === '-' && /^\p{Lu}\p{Ll}/u.test(text.slice(noun.start))) return true;
  return tokens
    .slice(first, last + 1)
    .every(({ folded }) => isEponym(folded) || (nameRarity(folded) === 'unknown' && isUnshaped(folded)));
}

/**
 * Whether the first word of a run is the disease and the one after it whose (`THYROID Basedow Halvorsen`): only where the
 * other is a surname by itself. Beside a given name the disease is the family's (`CHEST Wegener Anna`).
 */
export function isDiseaseBeforeSurname({ tokens }: Reading, first: number, last: number): boolean {
  const surname = tokens[first + 1]?.folded ?? '';
  return (
    first > 0 &&
    last === first + 1 &&
    isBareDisease(tokens[first]?.folded ?? '') &&
    !NICKNAMES.has(surname) &&
    (COMMON_SURNAMES.has(surname) || isSurnameLike(surname))
  );
}

/** `stage IIIA (Lichtman)`, `grade 3 Outerbridge`: who made the scale. */
function isOfGrade(tokens: readonly Token[], first: number): boolean {
  let at = first - 1;
  while (at >= 0 && at >= first - 2 && /^(?:[ivx]{1,4}[a-d]?|\d{1,2}|[a-d])$/.test(tokens[at]?.folded ?? ''))
    at -= 1;
  return at < first - 1 && GRADES.has(tokens[at]?.folded ?? '');
}

const GRADES = new Set(
  'stage grade type class category grad stadium typ tipo classe clase stade estadio grado grau graad stopien'.split(
    ' ',
  ),
);

/**
 * What a word written with a capital may be: `name` where lists know it for nothing else, `shaped` and `unknown` where none
 * has it, `both` where it is a word outside headers, too; undefined for what is no name here.
 */
export type NameForm = 'name' | 'shaped' | 'unknown' | 'both';

export function nameForm(reading: Reading, token: Token | undefined): NameForm | undefined {
  if (!isLetters(token) || widthOf(token) < 3) return undefined;
  const { folded } = token;
  if (!/^\p{Lu}(?:[\p{Ll}\p{M}]+|[\p{Lu}\p{M}]+|(?:c|ac)\p{Lu}\p{L}+)$/u.test(written(reading, token)))
    return undefined;
  if (STOPS.has(folded) || BODY_WORDS.has(folded) || isHeaderWord(folded)) return undefined;
  switch (nameRarity(folded)) {
    case 'name':
      // A view or a sign may stand under its name alone.
      if (!isEponym(folded)) return 'name';
      return isSurnameLike(folded) && !VIEWS.has(folded) ? 'shaped' : 'unknown';
    case 'both':
      return isEponym(folded) ? undefined : 'both';
    case 'unknown':
      if (widthOf(token) < 5 || !/[aeiouyαεηιουωаеиоуыэюя]/u.test(folded)) return undefined;
      return isNameShaped(folded) ? 'shaped' : 'unknown';
    case 'word':
      return undefined;
  }
}
