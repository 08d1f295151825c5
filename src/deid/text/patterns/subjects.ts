/** Names as the subject of a sentence, as owners and in brackets: `Halvorsen was seen`, `Halvorsen's left wrist`, `(Halvorsen)`. */
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHarmlessWord } from '../../vocabulary/vocabulary.js';
import { type Token, wordSet } from '../words.js';
import { isNameOfThing, isUnshaped, nameForm } from './name-forms.js';
import {
  gapAfter,
  isLetters,
  isTitled,
  report,
  startsCapital,
  SECONDED,
  type Finder,
  type Reading,
} from './reading.js';

export const findSubjects: Finder = (reading, found) => {
  reading.tokens.forEach((token, index) => {
    if (isLetters(token)) findSubject(reading, index, found);
  });
};

/** After the subject of a sentence of a report. */
const VERBS = wordSet(
  'seen was is has had will presented came arrived returned complains complained reports reported denies denied refused declined underwent needs requires states stated says said did does cannot tolerated wants fell claims moved wurde ist hat war kam klagt berichtet mochte est etait fue esta tiene refiere acude foi tem stato stata riferisce lamenta',
);

/** Of these no drug, device or method is the subject. */
const PERSON_VERBS = wordSet(
  'came arrived returned complains complained denies denied refused declined wants fell claims klagt berichtet mochte refiere acude riferisce lamenta stated states says said',
);

/** What is told of people only: `Ottilia has had two falls`, `Ottilia is allergic to`. */
const OF_PEOPLE =
  /^ (?:(?:has|had) (?:had|a history|been (?:unwell|complaining|having|coughing|feeling|vomiting|losing|seen|admitted|referred|falling|troubled)|noticed|complained|lost (?:weight|\d)|trouble|difficulty|fallen|undergone|refused|declined)|is (?:a \d|an? \p{Ll}{0,12}[- ]?year|known to|allergic|pregnant|unable|deaf|blind|claustrophobic|anxious|keen|right[- ]hand|left[- ]hand|otherwise well|on warfarin)|was (?:born|admitted|brought|referred|found|knocked|assaulted|hit|discharged|transferred|told|unable|uncooperative|sedated|intubated|fasted)|lives|presents? with|presented|tolerated|underwent|attended|first noticed|woke|slipped|tripped|collapsed|smokes|drinks|works|plays)(?!\p{L})/u;

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
  const isTold =
    opens && gap === ' ' && isTitled(reading, token) && OF_PEOPLE.test(text.slice(token.end, token.end + 40));
  if (!(isPossessive || (isVerb && opens) || isBracketed || isTold)) return;
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
  const isSure =
    (isOwner || isSubject || (isTold && form !== 'both')) && !reading.isCapitals && !isEponym(token.folded);
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
