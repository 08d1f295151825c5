/** Names after words for relatives, after what somebody does to a person, and after `formerly`. */
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { ARABIC } from './arabic-names.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { type Token, wordSet } from '../words.js';
import { isNameShaped, nameForm } from './name-forms.js';
import { nameLikeness } from './name-letters.js';
import { BODY_WORDS, STOPS } from './names.js';
import {
  gapAfter,
  isLetters,
  isTitled,
  report,
  startsCapital,
  widthOf,
  written,
  SECONDED,
  type Finder,
  type Reading,
} from './reading.js';

export const findRelatedNames: Finder = (reading, found) => {
  const { tokens } = reading;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!isLetters(token)) continue;
    const { folded } = token;
    if (TWINS.has(folded)) findTwin(reading, index, found);
    else if (RELATIVES.has(folded) || CALLED.has(folded) || FORMER.has(folded))
      findAfterWord(reading, index, FORMER.has(folded) ? 0.75 : 0.7, found);
  }
};

/** Words for relatives: English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish, Norwegian, Polish, Russian. */
export const RELATIVES = wordSet(`
mother father mom mum dad wife husband son daughter sister brother spouse partner fiance fiancee aunt uncle niece nephew cousin grandmother grandfather grandson granddaughter auntie grandma grandpa granny gran nan nanny guardian carer caregiver caretaker parents stepmother stepfather
mutter vater ehefrau ehefr ehemann ehem gatte gattin sohn tochter schwester bruder enkel enkelin tante onkel nichte neffe oma opa schwager schwagerin schwiegertochter schwiegersohn lebensgefahrte lebensgefahrtin betreuer betreuerin
mere pere epouse epoux mari femme fils fille soeur frere conjoint conjointe compagne compagnon tuteur tutrice
madre padre esposa esposo marido mujer hijo hija hermana hermano abuela abuelo tia tio sobrina sobrino pareja tutor tutora
mae pai filha filho irma irmao marido moglie marito figlio figlia sorella fratello nonna nonno zia zio nipote compagna compagno coniuge
moeder echtgenoot echtgenote partner dochter zoon zus broer mor far maka make hustru dotter aegtefaelle ektefelle samboer samlever datter sonn soster broder bror soeskende matka ojciec zona maz corka syn мать отец жена муж сын дочь сестра брат
`);

/** Children of one birth, who go by a letter or a number before their names. */
const TWINS = wordSet(
  'twin triplet zwilling drilling jumeau jumelle gemelo gemela gemello gemella gemeo gemea tweeling',
);

/** `Twin A Ottilia`, `triplet 2: Bartolo`. */
function findTwin(reading: Reading, index: number, found: Parameters<Finder>[1]): void {
  const { tokens } = reading;
  const [order, name] = tokens.slice(index + 1, index + 3);
  if (order === undefined || !isLetters(name) || !/^(?:[a-d]|[1-4]|i{1,3}|iv)$/.test(order.folded)) return;
  if (gapAfter(reading, index) !== ' ' || !/^(?: |: ?|, | - )$/.test(gapAfter(reading, index + 1) ?? ''))
    return;
  const form = nameForm(reading, name);
  if (form === undefined || isEponymUse(tokens, index + 2)) return;
  const last = lastOfName(reading, index + 2) ?? index + 2;
  const isSure = form === 'name' || form === 'shaped' || (form === 'unknown' && isTitled(reading, name));
  report(found, name.start, tokens[last]?.end ?? name.end, 'person', isSure ? 0.7 : SECONDED);
}

/** What somebody does to a person or is told to do. */
const CALLED = wordSet(
  'page paged phone phoned call called notify notified contact contacted inform informed ask asked tell told',
);

const FORMER = wordSet('formerly nee nee alias aka geborene geborener geb fka ehemals vormals fruher');

function findAfterWord(
  reading: Reading,
  index: number,
  confidence: number,
  found: Parameters<Finder>[1],
): void {
  const { tokens } = reading;
  const cue = tokens[index];
  // `son of Murugappan`.
  const isOf =
    RELATIVES.has(cue?.folded ?? '') &&
    gapAfter(reading, index) === ' ' &&
    /^(?:of|von|de|di|da|do|van|af|av|til)$/.test(tokens[index + 1]?.folded ?? '');
  // `mum is Delphine`, `Sohn heißt Ottokar`, `hija llamada Xiomara`.
  const isNaming =
    RELATIVES.has(cue?.folded ?? '') &&
    gapAfter(reading, index) === ' ' &&
    /^(?:is|called|named|heisst|namens|llamada|llamado|chiamata|chiamato|heet|genaamd|chamada|chamado|appelee?|nommee?)$/.test(
      tokens[index + 1]?.folded ?? '',
    );
  const gap = gapAfter(reading, isOf || isNaming ? index + 1 : index) ?? '#';
  if (!/^(?: |, | \(|: |\. )$/.test(gap) || cue === undefined) return;
  if (gap === '. ' && cue.folded !== 'geb') return;
  // `Smith & Nephew`.
  if (/&/.test(gapAfter(reading, index - 1) ?? '')) return;
  // `GEB`, `NEE` in capitals may be anything; `mother` in a text in capitals says as much as in another.
  if (widthOf(cue) <= 3 && written(reading, cue) === cue.folded.toUpperCase() && !reading.isCapitals) return;
  const first = isOf || isNaming ? index + 2 : index + 1;
  if (isLetters(tokens[first]) && ARABIC.has(tokens[first].folded)) return;
  if (RELATIVES.has(cue.folded) && isSmallRelative(reading, first)) {
    report(found, tokens[first]?.start ?? 0, tokens[first]?.end ?? 0, 'person', confidence);
    return;
  }
  const last = lastOfName(reading, first);
  const name = tokens[first];
  if (last === undefined || name === undefined || isEponymUse(tokens, first)) return;
  const form = nameForm(reading, name) ?? (isRareWord(reading, name) ? 'both' : undefined);
  if (form === undefined) return;
  // `Halvorsen née Zielinski`: both are hers.
  const before = tokens[index - 1];
  if (FORMER.has(cue.folded) && before !== undefined && nameForm(reading, before) === 'name')
    report(found, before.start, before.end, 'person', confidence);
  // `sa fille Aurore`: but for German, what has a capital inside a sentence is a proper name.
  const isProper = !isNoun(reading, index) && RELATIVES.has(cue.folded) && isRareWord(reading, name);
  const isKnown = form === 'name' || form === 'shaped' || isProper;
  const sure =
    isKnown ||
    isTitledPair(reading, first, last) ||
    (isOf && isTitled(reading, name)) ||
    (FORMER.has(cue.folded) && form === 'unknown' && !isNoun(reading, index));
  // A rare given name may be in lists of words; after a relative in small letters, at the end of a phrase, it is one.
  const isAnnounced = isProper && ENDS.test(reading.text.slice(name.end, name.end + 8));
  const least = isAnnounced ? ANNOUNCED : confidence;
  report(found, name.start, tokens[last]?.end ?? name.end, 'person', sure ? least : SECONDED);
}

/** With a word beside it that announces a person (`accept.ts`). */
const ANNOUNCED = 0.85;
const ENDS = /^(?:\s*$|[,;.)(]| -|\s(?:is|was|tel|mob|will|who|to)(?!\p{L}))/u;

/** `Tochter Ylvie Strandqvist`: two words with a capital, neither in a list of words, one made as names are or known for one. */
function isTitledPair(reading: Reading, first: number, last: number): boolean {
  const words = reading.tokens.slice(first, last + 1);
  return (
    last > first &&
    words.every((word) => isTitled(reading, word) && !isEponym(word.folded)) &&
    words.every(({ folded }) => nameRarity(folded) !== 'word' && nameRarity(folded) !== 'both') &&
    words.some(({ folded }) => nameRarity(folded) === 'name' || nameLikeness(folded) > 0)
  );
}

/** What stands after the name of somebody in small letters. */
const AFTER_NAME =
  /^ ?(?:$|[.,;:)([]|(?:is|was|will|has|had|in|at|on|w|with|who|to|can|present|holding|helped|aware|from|says|said|wants|tel|phone|mob|ist|war|hat|est|era|tel)(?!\p{L}))/u;

/** `mum shirelle in room`: typed in small letters, in no list of words and made as names are. */
function isSmallRelative(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (!isLetters(token) || widthOf(token) < 4 || !/^\p{Ll}+$/u.test(written(reading, token))) return false;
  const { folded } = token;
  if (isEponym(folded) || isHeaderWord(folded) || STOPS.has(folded)) return false;
  const rarity = nameRarity(folded);
  const isName = rarity === 'name' ? nameLikeness(folded) >= 0 : rarity === 'unknown' && isNameShaped(folded);
  return isName && AFTER_NAME.test(reading.text.slice(token.end, token.end + 12));
}

/** In German every noun has a capital, and in a text in capitals every word. */
function isNoun(reading: Reading, index: number): boolean {
  const cue = reading.tokens[index];
  return reading.isCapitals || (cue !== undefined && startsCapital(reading, cue));
}

/** `Brunhilde`: some given names are in lists of words; the tagger says which. */
function isRareWord(reading: Reading, token: Token): boolean {
  return (
    isLetters(token) &&
    /^\p{Lu}\p{Ll}{3,}$/u.test(written(reading, token)) &&
    (!isHeaderWord(token.folded) || nameRarity(token.folded) === 'both') &&
    !BODY_WORDS.has(token.folded) &&
    !STOPS.has(token.folded)
  );
}

/** A name of up to three words, of which only the first may be a word, too. */
function lastOfName(reading: Reading, first: number): number | undefined {
  const { tokens } = reading;
  if (!isLetters(tokens[first])) return undefined;
  let last = first;
  while (last < first + 2 && /^[ -]$/.test(gapAfter(reading, last) ?? '')) {
    const form = nameForm(reading, tokens[last + 1]);
    // `Geert-Jan`: a hyphen makes one name of two, whatever the second is besides.
    if (gapAfter(reading, last) === '-' && isTitled(reading, tokens[last + 1])) {
      last += 1;
      continue;
    }
    const isGiven = form === 'unknown' && isTitled(reading, tokens[last + 1]);
    if (form !== 'name' && form !== 'shaped' && !isGiven) break;
    last += 1;
  }
  return last;
}
