/** Wards and houses by their name: `Ward Halvorsen`, `Halvorsen Ward`, `Ward 4 Lister`. */
import { isEponym } from '../../vocabulary/vocabulary.js';
import { wordSet, type Token } from '../words.js';
import { isUnshaped, nameForm } from './name-forms.js';
import { isOfReports } from './names.js';
import {
  gapAfter,
  isLetters,
  isTitled,
  report,
  startsCapital,
  widthOf,
  SECONDED,
  type Finder,
  type Reading,
} from './reading.js';

export const findWards: Finder = (reading, found) => {
  reading.tokens.forEach((token, index) => {
    if (isLetters(token) && WARDS.has(token.folded)) findWard(reading, index, found);
  });
};

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
    !isOfReports(token.folded) &&
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
  return !(isOfReports(folded) || KINDS.has(folded) || OF_WARDS.has(folded));
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
