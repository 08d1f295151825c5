/** Names that what is said around them shows to be somebody's: `Doe's scan`, `known as Chuck`, `check with Halvorsen`, `Bob prefers mornings`. */
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { COMMON_SURNAMES, NICKNAMES } from './common-names.js';
import type { Token } from '../words.js';
import { isNameShaped } from './name-forms.js';
import { nameLikeness } from './name-letters.js';
import { STOPS } from './names.js';
import { weekdayNamed } from './weekdays.js';
import {
  gapAfter,
  isLetters,
  isTitled,
  report,
  startsCapital,
  startsCapitalAt,
  widthOf,
  type Finder,
  type Reading,
} from './reading.js';

const ALONE = 0.65;
/** With a word beside it that announces a person. */
const ANNOUNCED = 0.85;

export const findSpokenOf: Finder = (reading, found) => {
  const { tokens } = reading;
  tokens.forEach((token, index) => {
    if (!isLetters(token)) return;
    const mark = (confidence: number): void => {
      report(found, token.start, token.end, 'person', confidence);
    };
    findPlace(reading, index, found);
    if (isOwner(reading, index)) mark(ALONE);
    else if (isSpokenTo(reading, index)) markWhole(reading, index, found);
    if (isCalled(reading, index)) mark(ANNOUNCED);
    if (index === 0 && actsAsPerson(reading)) mark(ALONE);
  });
};

/** With the other half of a double name, and the surname after a given one. */
function markWhole(reading: Reading, first: number, found: Parameters<Finder>[1]): void {
  const { tokens, text } = reading;
  let last = first;
  while (last < first + 2) {
    const next = tokens[last + 1];
    if (!isLetters(next) || !/^[ -]$/.test(gapAfter(reading, last) ?? '')) break;
    if (!/^\p{Lu}\p{Ll}{2,}$/u.test(text.slice(next.start, next.end)) || !isProperName(next.folded)) break;
    last += 1;
  }
  report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'person', ALONE);
}

/** What somebody has. */
const OWNED = new Set(
  (
    'scan scans mri ct xray xr exam exams study studies images image films film prior priors report reports results result appointment chart mother father wife husband son daughter sister brother carer family nurse ' +
    'knee chest head brain neck spine hip shoulder foot ankle wrist hand elbow abdomen pelvis leg arm back breast cd disc disk phone dob mrn history follow request order'
  ).split(' '),
);

/** `Doe's scan`: no eponym, and no word that is one of prose. */
function isOwner(reading: Reading, index: number): boolean {
  const { tokens, text } = reading;
  const token = tokens[index];
  const mark = tokens[index + 1];
  const owned = tokens[index + 2];
  if (!isLetters(token) || mark?.folded !== 's' || owned === undefined || widthOf(token) < 3) return false;
  if (text.slice(token.end, mark.start) !== "'" || gapAfter(reading, index + 1) !== ' ') return false;
  if (!startsCapitalAt(reading, index) || isHeaderWord(token.folded) || !OWNED.has(owned.folded))
    return false;
  if (isEponymUse(tokens, index)) return false;
  if (COMMON_SURNAMES.has(token.folded) || NICKNAMES.has(token.folded)) return true;
  const rarity = nameRarity(token.folded);
  const isProper = rarity === 'name' || (rarity === 'unknown' && widthOf(token) > 4 && !reading.isCapitals);
  return isProper && !isEponym(token.folded);
}

const HOUSES = new Set('clinic hospital infirmary hospice practice'.split(' '));

/** `Halloran clinic`, `Bad Halloran`: what a place of care or a spa is called, the word for its kind in small letters. */
function findPlace(reading: Reading, index: number, found: Parameters<Finder>[1]): void {
  const { tokens, text } = reading;
  const token = tokens[index];
  const next = tokens[index + 1];
  if (!isLetters(token) || !isLetters(next) || gapAfter(reading, index) !== ' ' || reading.isCapitals) return;
  if (text.slice(token.start, token.end) === 'Bad') {
    const isSpa = /^\p{Lu}\p{Ll}{3,}$/u.test(text.slice(next.start, next.end)) && isProperName(next.folded);
    if (isSpa) report(found, token.start, next.end, 'address', 0.7);
    return;
  }
  if (!HOUSES.has(next.folded) || startsCapital(reading, next) || widthOf(token) < 5) return;
  if (!/^\p{Lu}\p{Ll}+$/u.test(text.slice(token.start, token.end)) || isEponymUse(tokens, index)) return;
  if (isProperName(token.folded)) report(found, token.start, next.end, 'institution', ALONE);
}

/** In no list, or for a name alone. */
function isProperName(folded: string): boolean {
  const rarity = nameRarity(folded);
  return !isHeaderWord(folded) && (rarity === 'name' || rarity === 'unknown');
}

const SPOKEN_TO =
  /(?:^|[^\p{L}])(?:(?:check|checked|discuss|discussed|spoke|speak|speaking|talk|talked|review|reviewed|confirm|confirmed|agreed|arranged|liaise) with|spoke to|ok(?:ay)? per|ok(?:ay)?ed by|as per|per|page|paged|notify|notified|inform|informed|d\/w|should be|should read|belongs? to|merged with|mixed up with|instead of|meant for|covering for|on behalf of|handed over to|subject|besprochen mit|rücksprache mit|telefonat mit|gehört zu|verwechselt mit|vu avec|discuté avec|appartient à|discutido con|comentado con|hablado con|pertenece a|discusso con|rivisto con|appartiene a|discutido com|pertence a|besproken met|overleg met|overlegd met|samen met|hoort bij|drøftet med|diskuterat med|omówiono z|konzultováno s) $/iu;

/** With these nobody means a disease or a device. */
const WITH_SOMEBODY =
  /(?:(?:discuss|discussed|spoke|speak|speaking|talk|talked) with|spoke to|d\/w|(?:page|paged|notified|informed)|besprochen mit|rücksprache mit|telefonat mit|vu avec|discuté avec|comentado con|hablado con|discusso con|discutido com|besproken met|overleg met|drøftet med|diskuterat med|omówiono z) $/iu;

/** `check with Halvorsen first`: a name, or a word in no list with one capital in a text that has small letters. */
function isSpokenTo(reading: Reading, index: number): boolean {
  const { text, tokens } = reading;
  const token = tokens[index];
  if (isWithAtEnd(reading, index)) return true;
  if (!isLetters(token) || widthOf(token) < 5 || reading.isCapitals) return false;
  if (!/^\p{Lu}\p{Ll}+$/u.test(text.slice(token.start, token.end))) return false;
  if (!SPOKEN_TO.test(text.slice(Math.max(0, token.start - 24), token.start))) return false;
  if (isEponymUse(tokens, index)) return false;
  const rarity = nameRarity(token.folded);
  return (
    COMMON_SURNAMES.has(token.folded) ||
    ((rarity === 'name' || rarity === 'unknown') &&
      (!isEponym(token.folded) || WITH_SOMEBODY.test(text.slice(Math.max(0, token.start - 24), token.start))))
  );
}

/** `chest w/ Halvorsen` at the end: who was there, where a word is known for a name and for nothing else, or made as names are. */
function isWithAtEnd(reading: Reading, index: number): boolean {
  const { text, tokens } = reading;
  const token = tokens[index];
  return (
    isLetters(token) &&
    index === tokens.length - 1 &&
    /(?:^|\s)w\/ ?$/i.test(text.slice(Math.max(0, token.start - 4), token.start)) &&
    isTitled(reading, token) &&
    widthOf(token) > 3 &&
    !isEponym(token.folded) &&
    (nameRarity(token.folded) === 'name' ||
      (nameRarity(token.folded) === 'unknown' && isNameShaped(token.folded)))
  );
}

const CALLED =
  /(?:(?:also )?known as|goes by|went by|(?:be|is|being|likes to be) (?:called|addressed as)|called|nick ?name(?: is)?:?|preferred name(?: is)?:?|pet name:?|aka|a\.k\.a\.?|alias|genannt|rufname:?|surnomm(?:e|é)e?|dite?|detto|detta|apodo:?|alcunha:?|llamad[oa]) ?["'(]?$/i;

/** `known as Chuck`, `goes by "Peggy"`: a capital word after what introduces what somebody is called. */
function isCalled(reading: Reading, index: number): boolean {
  const { text, tokens } = reading;
  const token = tokens[index];
  if (!isLetters(token) || widthOf(token) < 3 || !startsCapitalAt(reading, index)) return false;
  if (!CALLED.test(text.slice(Math.max(0, token.start - 28), token.start))) return false;
  if (STOPS.has(token.folded) || isEponymUse(tokens, index)) return false;
  if (NICKNAMES.has(token.folded)) return true;
  const rarity = nameRarity(token.folded);
  if ((rarity === 'name' && !isEponym(token.folded)) || (rarity === 'both' && !isHeaderWord(token.folded)))
    return true;
  // Pet names are words, or in no list; what is `known as` something may be a finding.
  const before = text.slice(Math.max(0, token.start - 28), token.start);
  return (
    (PET_NAME.test(before) || (rarity !== 'word' && KNOWN_AS.test(before))) &&
    /^\p{Lu}\p{Ll}{2,}$/u.test(text.slice(token.start, token.end)) &&
    !isHeaderWord(token.folded) &&
    weekdayNamed(token.folded) === undefined
  );
}

/** After these stands what somebody is called, whatever the word. */
const PET_NAME =
  /(?:likes? to be called|goes by|nick ?name(?: is)?:?|preferred name(?: is)?:?|pet name:?|addressed as|rufname:?) ?["'(]?$/i;
const KNOWN_AS = /(?:known as|genannt) ?["'(]?$/i;

/** What people do and things do not. */
const DEEDS = new Set(
  'klagt kommt wunscht verneint bittet mochte refiere niega solicita riferisce nega refere relata klager klaagt weigert zglasza udava demande prefers wants refuses refused likes dislikes says said asks asked asked arrived arrives lives requests requested needs insists cancelled canceled rescheduled speaks phoned called rang cried apologised complained complains states denies declined attended'.split(
    ' ',
  ),
);

/** `Bob prefers mornings`. */
function actsAsPerson(reading: Reading): boolean {
  const [token, deed] = reading.tokens;
  if (!isLetters(token) || !isLetters(deed) || !DEEDS.has(deed.folded)) return false;
  if (gapAfter(reading, 0) !== ' ' || widthOf(token) < 3) return false;
  if (!startsCapitalAt(reading, 0)) return reading.isSmall && isSmallPerson(token);
  if (STOPS.has(token.folded)) return false;
  return (
    NICKNAMES.has(token.folded) ||
    COMMON_SURNAMES.has(token.folded) ||
    (nameRarity(token.folded) === 'name' && !isEponym(token.folded)) ||
    isUnlistedPerson(reading, token)
  );
}

/** `halvorsen klagt über schwindel`. */
function isSmallPerson({ folded }: Token): boolean {
  const rarity = nameRarity(folded);
  return (
    folded.length > 4 &&
    !STOPS.has(folded) &&
    !isEponym(folded) &&
    (rarity === 'name' || (rarity === 'unknown' && nameLikeness(folded) > LEAST_OF_PERSON))
  );
}

const LEAST_OF_PERSON = -0.5;

/** In no list, with one capital in a text that has small letters: a person where only persons stand. */
function isUnlistedPerson(reading: Reading, token: Token): boolean {
  return (
    !reading.isCapitals &&
    widthOf(token) > 4 &&
    /^\p{Lu}\p{Ll}+$/u.test(reading.text.slice(token.start, token.end)) &&
    nameRarity(token.folded) === 'unknown'
  );
}
