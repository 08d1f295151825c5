/** Names after words for relatives and staff, as the subject of a sentence, after `formerly`, in brackets; Arabic names. */
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHarmlessWord, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { type Token, wordSet } from '../words.js';
import { isNameOfThing, isUnshaped, nameForm } from './name-forms.js';
import { BODY_WORDS, STOPS } from './names.js';
import {
  gapAfter,
  isLetters,
  report,
  startsCapital,
  widthOf,
  written,
  type Finder,
  type Reading,
} from './reading.js';

const SECONDED = 0.45;

export const findRelatedNames: Finder = (reading, found) => {
  const { tokens } = reading;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!isLetters(token)) continue;
    const { folded } = token;
    if (ARABIC.has(folded)) findArabic(reading, index, found);
    else if (RELATIVES.has(folded) || CALLED.has(folded) || FORMER.has(folded))
      findAfterWord(reading, index, FORMER.has(folded) ? 0.75 : 0.7, found);
    else if (WARDS.has(folded)) findWard(reading, index, found);
    else findSubject(reading, index, found);
  }
};

/** Words for relatives: English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Polish, Russian. */
export const RELATIVES = wordSet(`
mother father mom mum dad wife husband son daughter sister brother spouse partner fiance fiancee aunt uncle niece nephew cousin grandmother grandfather grandson granddaughter guardian carer caregiver caretaker parents stepmother stepfather
mutter vater ehefrau ehemann gatte gattin sohn tochter schwester bruder enkel enkelin tante onkel nichte neffe oma opa schwager schwagerin schwiegertochter schwiegersohn lebensgefahrte lebensgefahrtin betreuer betreuerin
mere pere epouse epoux mari femme fils fille soeur frere conjoint conjointe compagne compagnon tuteur tutrice
madre padre esposa esposo marido mujer hijo hija hermana hermano abuela abuelo tia tio sobrina sobrino pareja tutor tutora
mae pai filha filho irma irmao marido moglie marito figlio figlia sorella fratello nonna nonno zia zio nipote compagna compagno coniuge
moeder echtgenoot echtgenote dochter zoon zus broer mor far maka hustru dotter matka ojciec zona maz corka syn мать отец жена муж сын дочь сестра брат
`);

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
  const gap = gapAfter(reading, isOf ? index + 1 : index) ?? '#';
  if (!/^(?: |, | \(|: |\. )$/.test(gap) || cue === undefined) return;
  if (gap === '. ' && cue.folded !== 'geb') return;
  // `Smith & Nephew`.
  if (/&/.test(gapAfter(reading, index - 1) ?? '')) return;
  // `GEB`, `NEE` in capitals may be anything; `mother` in a text in capitals says as much as in another.
  if (widthOf(cue) <= 3 && written(reading, cue) === cue.folded.toUpperCase() && !reading.isCapitals) return;
  const first = isOf ? index + 2 : index + 1;
  if (isLetters(tokens[first]) && ARABIC.has(tokens[first].folded)) return;
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
    (isOf && isTitled(reading, name)) ||
    (FORMER.has(cue.folded) && form === 'unknown' && !isNoun(reading, index));
  report(found, name.start, tokens[last]?.end ?? name.end, 'person', sure ? confidence : SECONDED);
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
    const isGiven = form === 'unknown' && isTitled(reading, tokens[last + 1]);
    if (form !== 'name' && form !== 'shaped' && !isGiven) break;
    last += 1;
  }
  return last;
}

const WARDS = wordSet(
  'ward wing house lodge suite unit annex annexe tower pavilion pavillon pabellon padiglione avdelning station salle sala reparto afdeling enfermaria pavilhao oddzial',
);

const HOUSES = wordSet('ward wing house lodge');
/** Of these what they are called stands before. */
const AFTER_NAMES = wordSet('house lodge suite unit annex annexe tower');
/** What such a place is for. */
const KINDS = wordSet(
  'day night general private high low step down isolation mixed short long stay care nursing rest guest half manor white court children childrens mens womens men women maternity delivery labour labor burns burn stroke trauma surgical medical acute elderly rehab psychiatric locked open old new same this that his her our their the full in on per my closed main town country warehouse light coffee dog green',
);

function isPlainTitle(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  const head = reading.tokens[index + 1];
  return (
    isLetters(token) &&
    head !== undefined &&
    startsCapital(reading, head) &&
    widthOf(token) > 3 &&
    isTitled(reading, token) &&
    !isHeaderWord(token.folded) &&
    !BODY_WORDS.has(token.folded) &&
    !STOPS.has(token.folded) &&
    !KINDS.has(token.folded)
  );
}

/** `Ward Halvorsen`: wards have names of people. */
function findWard(reading: Reading, index: number, found: Parameters<Finder>[1]): void {
  const before = reading.tokens[index - 1];
  // `Halvorsen Ward`.
  if (before !== undefined && gapAfter(reading, index - 1) === ' ') {
    const form = nameForm(reading, before);
    const isCertain = form === 'name' || form === 'shaped' || isTitledUnknown(reading, before);
    const confidence = isCertain ? 0.75 : SECONDED;
    if (form !== undefined) report(found, before.start, before.end, 'institution', confidence);
    // `Larkspur Ward`: a plain word with a capital, of none that reports are made of.
    else if (HOUSES.has(reading.tokens[index]?.folded ?? '') && isPlainTitle(reading, index - 1))
      report(found, before.start, before.end, 'institution', 0.65);
  }
  const name = reading.tokens[index + 1];
  if (AFTER_NAMES.has(reading.tokens[index]?.folded ?? '')) return;
  if (gapAfter(reading, index) !== ' ' || name === undefined) return;
  // `Ward 4 Lister`.
  const after = reading.tokens[index + 2];
  if (name.kind === 'digits' && after !== undefined && gapAfter(reading, index + 1) === ' ') {
    const isNamed =
      nameForm(reading, after) === 'name' || (isTitled(reading, after) && isEponym(after.folded));
    if (isNamed && isTitled(reading, after)) report(found, after.start, after.end, 'institution', 0.65);
    return;
  }
  const form = nameForm(reading, name);
  if (form === undefined || form === 'both') {
    if (WARD.has(reading.tokens[index]?.folded ?? '') && isPlainName(reading, index + 1))
      report(found, name.start, name.end, 'institution', 0.65);
    else if (form === 'both' && !OF_WARDS.has(name.folded))
      report(found, name.start, name.end, 'institution', SECONDED);
    return;
  }
  const isCertain = form === 'name' || form === 'shaped' || isTitledUnknown(reading, name);
  report(found, name.start, name.end, 'institution', isCertain ? 0.75 : SECONDED);
}

const WARD = wordSet('ward station oddzial avdelning');
/** What stands after the word for a ward and names none. */
const OF_WARDS = wordSet(
  'clerk round rounds nurse nurses sister doctor doctors manager staff patient patients visit phone transfer transfers referral request requested please urgent routine bound unknown called informed consult team based level duty charge ' +
    'trolley trolleys escort escorts escorted monitor monitored monitoring bed beds chair wheelchair stretcher walking walked ambulant ambulatory isolation isolated barrier porter porters oxygen infusion drip ' +
    'bay side room bloods handover referred discharge discharged transferred admitted admission stable aware waiting ready collected returned return portable mobile telemetry observation observations independent supervised assisted accompanied pending confirmed cancelled delayed closed full',
);

/** `Ward Primrose`, `WARD KESTREL`: a plain word, of none that reports are made of. */
function isPlainName(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (!isLetters(token) || widthOf(token) < 4 || !startsCapital(reading, token)) return false;
  if (reading.isCapitals ? reading.tokens.length > 3 : !isTitled(reading, token)) return false;
  const { folded } = token;
  return !(
    isHeaderWord(folded) ||
    BODY_WORDS.has(folded) ||
    STOPS.has(folded) ||
    KINDS.has(folded) ||
    OF_WARDS.has(folded)
  );
}

/** `Pennifold Ward`: in no list, with one capital in a text that has small letters. */
function isTitledUnknown(reading: Reading, token: Token | undefined): boolean {
  return (
    token !== undefined &&
    nameForm(reading, token) === 'unknown' &&
    isTitled(reading, token) &&
    !isEponym(token.folded) &&
    !isUnshaped(token.folded)
  );
}

/** With one capital, in a text that has small letters. */
function isTitled(reading: Reading, token: Token | undefined): boolean {
  return token !== undefined && !reading.isCapitals && /^\p{Lu}\p{Ll}+$/u.test(written(reading, token));
}

// Subjects

/** After the subject of a sentence of a report. */
const VERBS = wordSet(
  'seen was is has had will presented came arrived returned complains complained reports reported denies denied refused declined underwent needs requires states stated says said did does cannot tolerated wants fell claims moved wurde ist hat war kam klagt berichtet mochte est etait fue esta tiene refiere acude foi tem stato stata riferisce lamenta',
);

/** Of these no drug, device or method is the subject. */
const PERSON_VERBS = wordSet(
  'came arrived returned complains complained denies denied refused declined wants fell claims klagt berichtet mochte refiere acude riferisce lamenta stated states says said',
);

/** `Halvorsen was seen`, `Halvorsen's left wrist`. */
function findSubject(reading: Reading, index: number, found: Parameters<Finder>[1]): void {
  const { tokens, text } = reading;
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token === undefined || !startsCapital(reading, token)) return;
  const gap = gapAfter(reading, index);
  const isPossessive = gap === "'" && next?.folded === 's';
  const isVerb = gap === ' ' && isLetters(next) && VERBS.has(next.folded);
  const opens = index === 0 || /[.!?:;\n] ?$/.test(gapAfter(reading, index - 1) ?? '') || isVerb;
  const isBracketed = text.charAt(token.start - 1) === '(' && text.charAt(token.end) === ')' && index > 0;
  if (!(isPossessive || (isVerb && opens) || isBracketed)) return;
  const form = nameForm(reading, token);
  if (form === undefined || (isEponym(token.folded) && !isVerb) || isEponymUse(tokens, index)) return;
  if (isNameOfThing(reading, index, index)) return;
  if (form === 'name') {
    if (isPossessive && !isPlain(tokens[index + 2])) return;
    report(found, token.start, token.end, 'person', 0.65);
    return;
  }
  // `Fotheringill's second attempt`, `Ostrowicki complains`: in no list, and not made as other words are.
  const isOwner = isPossessive && form !== 'both' && !isUnshaped(token.folded) && isPlain(tokens[index + 2]);
  const isSubject =
    isVerb &&
    (form === 'shaped' || (form !== 'both' && PERSON_VERBS.has(next.folded) && !isUnshaped(token.folded)));
  const isSure = (isOwner || isSubject) && !reading.isCapitals && !isEponym(token.folded);
  report(found, token.start, token.end, 'person', isSure ? 0.65 : SECONDED);
}

/** `Halvorsen's left wrist` speaks of somebody; `Halvorsen's sign` would of something. */
function isPlain(token: Token | undefined): boolean {
  return (
    token !== undefined &&
    isHarmlessWord(token.folded) &&
    !/^(?:disease|syndrome|sign|test|point|line|angle|method|score|classification|criteria|procedure|fracture|lesion|tumou?r|operation|view|position|law|space|triangle|ligament|canal|duct|node|cyst|palsy|sarcoma|lymphoma|thyroiditis|contracture|hernia|ulcer|stage|grade|index|maneuver|manoeuvre|technique|phenomenon|reflex)s?$/.test(
      token.folded,
    )
  );
}

// Arabic

const ARABIC = wordSet('al el bin ibn bint abu abou ould umm abd abdul abdel ben');

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
  const isWordOfHeaders = isHeaderWord(name.folded) || BODY_WORDS.has(name.folded) || STOPS.has(name.folded);
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
  if (isHeaderWord(folded) || BODY_WORDS.has(folded) || STOPS.has(folded) || isEponym(folded)) return false;
  const rarity = nameRarity(folded);
  return rarity === 'name' || (rarity === 'unknown' && widthOf(token) > 3 && !isUnshaped(folded));
}
