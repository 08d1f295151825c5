/** Names that stand in a description without a word that announces them: `CT CHEST HALVORSEN`, `t1_tse_Halvorsen`. */
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import {
  isDiseaseBeforeSurname,
  isNameOfThing,
  isNameShaped,
  isUnshaped,
  nameForm,
  type NameForm,
} from './name-forms.js';
import type { Token } from '../words.js';
import { COMMON_SURNAMES } from './common-names.js';
import { nameLikeness } from './name-letters.js';
import { BODY_WORDS, PARTICLES } from './names.js';
import {
  gapAfter,
  isDigits,
  isLetters,
  report,
  widthOf,
  SECONDED,
  type Finder,
  type Reading,
} from './reading.js';
import { isOfSubstances } from './substances.js';

/** What has more words is a report, in which names stand otherwise. */
const MOST_TOKENS = 14;
/** Enough to stand alone (`PATTERN_ALONE`). */
const ALONE = 0.65;

/** A piece between signs that join words to a description: `_`, `/`, `:`, ` - `, brackets. */
interface Part {
  readonly first: number;
  readonly last: number;
}

export const findDescriptorNames: Finder = (reading, found) => {
  const { tokens } = reading;
  if (tokens.length < 2 || tokens.length > MOST_TOKENS || isOfSubstances(reading.context)) return;
  const forms = tokens.map((token, index) =>
    isApart(reading, index)
      ? (nameForm(reading, token) ?? joinedForm(reading, index) ?? smallForm(reading, index))
      : undefined,
  );
  if (forms.every((form) => form === undefined || form === 'both')) return;
  const parts = partsOf(reading, forms);
  for (const part of parts) {
    // A whole part that is a name, or its beginning or end.
    const head = runFrom(reading, forms, part, part.first, 1);
    if (head !== undefined) reportRun(reading, forms, head, parts.length > 1, found);
    if (head !== undefined && head.last === part.last) continue;
    const tail = runFrom(reading, forms, part, part.last, -1);
    if (tail !== undefined)
      reportRun(reading, forms, withParticles(reading, part, tail), parts.length > 1, found);
  }
};

/** Whether no digit adjoins the word, which would make it part of a code, but for the number of a copy at the end: `loop_Halvorsen01`. */
function isApart(reading: Reading, index: number): boolean {
  const { tokens } = reading;
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token === undefined || tokens[index - 1]?.end === token.start) return false;
  const isNumbered =
    isDigits(next) &&
    widthOf(next) < 3 &&
    index + 2 === tokens.length &&
    gapAfter(reading, index - 1) === '_' &&
    isNameShaped(token.folded);
  return next?.start !== token.end || isNumbered;
}

/** `t2_halvorsen_sag`: in what is joined by `_` a name may be in small letters. */
function joinedForm(reading: Reading, index: number): NameForm | undefined {
  const token = reading.tokens[index];
  if (!isLetters(token) || widthOf(token) < 5) return undefined;
  // By hyphens where nothing else parts the words: `chest-halvorsen-pa`.
  const joint = reading.gaps.includes(' ') || reading.tokens.length < 3 ? /^_$/ : /^[_-]$/;
  if (!joint.test(gapAfter(reading, index - 1) ?? '') && !joint.test(gapAfter(reading, index) ?? ''))
    return undefined;
  switch (nameRarity(token.folded)) {
    case 'name':
      return 'name';
    case 'unknown':
      return nameLikeness(token.folded) >= SMALL_NAME && widthOf(token) > 5 ? 'shaped' : undefined;
    default:
      return undefined;
  }
}

/** `ct thorax guggenberger`: in a text in small letters at either end, its letters surely a name's. */
function smallForm(reading: Reading, index: number): NameForm | undefined {
  const { tokens } = reading;
  const token = tokens[index];
  if (
    !isLetters(token) ||
    widthOf(token) < 6 ||
    !/^\p{Ll}+$/u.test(reading.text.slice(token.start, token.end))
  )
    return undefined;
  if ((index !== 0 && index !== tokens.length - 1) || isEponym(token.folded)) return undefined;
  const isOneCase =
    reading.isSmall ||
    tokens.every(
      (other) => other === token || !/\p{Ll}{2}/u.test(reading.text.slice(other.start, other.end)),
    );
  if (!isOneCase) return undefined;
  const likeness = nameLikeness(token.folded);
  switch (nameRarity(token.folded)) {
    case 'unknown':
      return likeness >= SURE_SMALL_NAME ? 'name' : undefined;
    case 'name':
      return likeness >= SMALL_NAME ? 'shaped' : undefined;
    default:
      return undefined;
  }
}

/** Only one in a hundred other words has such letters. */
const SURE_SMALL_NAME = 2;
/** Of a word in small letters: codes are written so, too. */
const SMALL_NAME = 1.3;

const JOINTS = /[_/:()[\]|;*+]|\s-\s|^-$/;

/** `Tennyson-Greeve`: a hyphen between two names, neither of them an eponym, makes one of them. */
function isDouble(
  { tokens, gaps }: Reading,
  forms: readonly (NameForm | undefined)[],
  index: number,
): boolean {
  if (gaps[index] !== '-') return false;
  const pair = [index, index + 1];
  return (
    (pair.some((at) => forms[at] === 'name') || pair.every((at) => forms[at] === 'shaped')) &&
    pair.every((at) => {
      const folded = tokens[at]?.folded ?? '';
      const isPart = forms[at] === 'name' || forms[at] === 'shaped' || forms[at] === 'unknown';
      return isPart && !isEponym(folded) && (forms[at] === 'name' || !isUnshaped(folded));
    })
  );
}

/** `HALVORSEN^T2^COR`: a caret beside a word of headers parts no components of a name. */
function isCaretOfProtocol({ tokens, gaps }: Reading, index: number): boolean {
  if (gaps[index] !== '^') return false;
  const next = tokens[index + 1];
  return (
    isHeaderWord(tokens[index]?.folded ?? '') ||
    isHeaderWord(next?.folded ?? '') ||
    (next !== undefined && widthOf(next) === 1)
  );
}

function partsOf(reading: Reading, forms: readonly (NameForm | undefined)[]): Part[] {
  const { tokens, gaps } = reading;
  const parts: Part[] = [];
  let first = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const isJoint = JOINTS.test(gaps[index] ?? '') || isCaretOfProtocol(reading, index);
    if (index + 1 < tokens.length && (!isJoint || isDouble(reading, forms, index))) continue;
    parts.push({ first, last: index });
    first = index + 1;
  }
  return parts;
}

/** At most so many words of one name. */
const MOST_WORDS = 3;

function runFrom(
  reading: Reading,
  forms: readonly (NameForm | undefined)[],
  part: Part,
  from: number,
  step: 1 | -1,
): Part | undefined {
  let end = from;
  let words = 0;
  for (let index = from; index >= part.first && index <= part.last && words <= MOST_WORDS; index += step) {
    const gap = gapAfter(reading, step === 1 ? index - 1 : index) ?? '';
    if (index !== from && !/^(?: |, ?|\^|-|')$/.test(gap)) break;
    const token = reading.tokens[index];
    if (forms[index] !== undefined || (step === 1 && isInitialAfter(reading, index, words))) {
      words += 1;
      end = index;
      continue;
    }
    // Particles and initials inside a name, and before it; `Li`, `Xu`.
    const isPart =
      isLetters(token) &&
      (PARTICLES.has(token.folded)
        ? widthOf(token) > 1
        : (widthOf(token) === 1 && words > 0) || isShortSurname(reading, index));
    if (isPart && step === -1 && isShortSurname(reading, index)) end = index;
    if (!isPart) break;
  }
  if (words === 0 || words > MOST_WORDS) return undefined;
  return step === 1 ? { first: from, last: end } : { first: end, last: from };
}

/** `Halvorsen E US pelvis`: the initial of a surname in mixed case, no side, no spine and no view. */
function isInitialAfter({ tokens, text, gaps }: Reading, index: number, words: number): boolean {
  const [name, token] = [tokens[index - 1], tokens[index]];
  if (words !== 1 || name === undefined || token === undefined || gaps[index - 1] !== ' ') return false;
  return (
    /^[BDEGHIJKNOQUWYZ]$/.test(text.slice(token.start, token.end)) &&
    /^\p{Lu}\p{Ll}{4,}$/u.test(text.slice(name.start, name.end)) &&
    (gaps[index] === ' ' || gaps[index] === undefined)
  );
}

/** Particles that belong to the name after them and to nothing before. */
const BEFORE_NAMES = new Set('van von vander vanden ter ten bin ibn bint abu mac della dos das'.split(' '));

/** `MRI ENKEL VAN STEENBERGEN`: the particle goes with the name. */
function withParticles({ tokens, gaps }: Reading, part: Part, { first, last }: Part): Part {
  let start = first;
  while (start > part.first && gaps[start - 1] === ' ' && isParticleAt(tokens[start - 1])) start -= 1;
  // `van der`: the one that is none alone.
  while (start < first && !BEFORE_NAMES.has(tokens[start]?.folded ?? '')) start += 1;
  return { first: start, last };
}

function isParticleAt(token: Token | undefined): boolean {
  return (
    isLetters(token) &&
    widthOf(token) > 1 &&
    (BEFORE_NAMES.has(token.folded) || /^(?:de[nr]|la)$/.test(token.folded))
  );
}

const SHORT_SURNAMES = new Set('li xu wu ma hu lu yu he ye du gu mo su ng vo'.split(' '));

/** Surnames of two letters, written with one capital so that they are no abbreviations. */
function isShortSurname(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  return (
    isLetters(token) &&
    SHORT_SURNAMES.has(token.folded) &&
    /^\p{Lu}\p{Ll}$/u.test(reading.text.slice(token.start, token.end))
  );
}

function reportRun(
  reading: Reading,
  forms: readonly (NameForm | undefined)[],
  part: Part,
  isJoined: boolean,
  found: Parameters<Finder>[1],
): void {
  const { tokens } = reading;
  const { last } = part;
  // What is examined, of what disease, and who.
  const first = isDiseaseBeforeSurname(reading, part.first, last) ? part.first + 1 : part.first;
  const run = forms.slice(first, last + 1);
  const names = run.filter((form) => form === 'name').length;
  const shaped = run.filter((form) => form === 'shaped').length;
  const unknown = run.filter((form) => form === 'unknown').length;
  const both = run.filter((form) => form === 'both').length;
  if (names + shaped + unknown === 0 || both > 1) return;
  for (let index = first; index <= last; index += 1) if (isEponymUse(tokens, index)) return;
  // `Runner, Haglund bump, os trigonum`: members of a list, one an eponym.
  const isList = reading.gaps.filter((gap) => gap.startsWith(',')).length > 1;
  // Beside another name the eponym is somebody's (`Marfan Astrid, aorta, CT`).
  const isOther = (form: NameForm | undefined, at: number): boolean =>
    (form === 'name' || form === 'shaped') && !isEponym(tokens[first + at]?.folded ?? '');
  if (
    isList &&
    first < last &&
    tokens.slice(first, last + 1).some(({ folded }) => isEponym(folded)) &&
    !run.some(isOther)
  )
    return;
  // A disease, a sign or a short word may stand so, too: `THYROID Hashimoto`, `TG/s1,Cal/s2`.
  const only = first === last ? tokens[first] : undefined;
  if (only !== undefined && (isEponym(only.folded) || widthOf(only) <= 3)) return;
  if (
    isNameOfThing(reading, first, last) ||
    isTied(reading, first - 1, first - 1) ||
    isTied(reading, last + 1, last)
  )
    return;
  // `hernie de Petersen`.
  if (isEponym(tokens[first]?.folded ?? '') && PARTICLES.has(tokens[first - 1]?.folded ?? '')) return;
  const rest = restOf(reading, first, last);
  if (rest.strange > 0 || rest.header === 0) {
    // `Halvorsen 2`: test objects and copies are numbered after their person.
    const number = tokens[last + 1];
    const isNumbered = names > 0 && rest.strange === 0 && first === 0 && last + 2 === tokens.length;
    if (isNumbered && gapAfter(reading, last) === ' ' && isDigits(number) && widthOf(number) < 3)
      report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'person', ALONE);
    else if (names > 0 && rest.strange < 2 && rest.header > 0)
      report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'person', SECONDED);
    return;
  }
  // Beside an allergy stands no view and no sign.
  if (names === 0 && isJoined && unknown === 1 && first === last && ALERT.test(reading.text)) {
    const isKnown = nameRarity(tokens[first]?.folded ?? '') === 'name';
    report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'person', isKnown ? ALONE : SECONDED);
    return;
  }
  // `Ziehm Vision`, `Giotto Class`: two words may be a product's name.
  const isProduct =
    tokens.length === 2 && first === last && !isJoined && !isExamined(tokens[1 - first]?.folded ?? '');
  const isNamed = names > 0 && unknown === 0 && !isProduct;
  // `lombalgia, Tramontin`.
  const isParted =
    last === tokens.length - 1 &&
    /^, ?$/.test(gapAfter(reading, first - 1) ?? '') &&
    reading.gaps.join('').split(',').length === 2;
  const isShaped = shaped > 0 && unknown === 0 && (rest.header > 1 || isJoined || isParted);
  const isProper =
    names + shaped === 0 && unknown === 1 && first === last && isProperByPlace(reading, first, rest.header);
  // `RX Cont`: four letters are an abbreviation as often.
  const isShort = only !== undefined && widthOf(only) <= 4 && !COMMON_SURNAMES.has(only.folded);
  const isSure = isNamed || isShaped || isProper || (names > 0 && unknown === 1);
  const confidence = !isShort && isSure ? ALONE : SECONDED;
  report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'person', confidence);
}

const ALERT =
  /allerg|pacemaker|claustrophob|klaustrophob|pregnan|schwanger|enceinte|embaraz|diabet|asthma|anaphyla|carcino|karzinom|cancer|schrittmacher|isolation|mrsa|infect/i;

/** `Marcumar-Gabe`, `May-Thurner`: the hyphen makes one word with another that is no plain word of headers. */
function isTied({ tokens, gaps }: Reading, outside: number, left: number): boolean {
  const token = tokens[outside];
  if (gaps[left] !== '-' || token?.kind !== 'letters') return false;
  // `CHEST-HALVORSEN` alone; inside a sentence compounds are written so.
  if (gaps.includes(' ') && outside > 0 && outside < tokens.length - 1) return true;
  return (
    !BODY_WORDS.has(token.folded) && !(isHeaderWord(token.folded) && nameRarity(token.folded) === 'word')
  );
}

/**
 * Whether a word that no list knows is a proper one where it stands: joined by `_` to words of protocols, or with one
 * capital at the end of a description in small letters.
 */
function isProperByPlace(reading: Reading, index: number, header: number): boolean {
  const { text, tokens, gaps } = reading;
  const token = tokens[index];
  if (token === undefined || isEponym(token.folded)) return false;
  // Longer ones are mostly compounds of German and Dutch.
  const likeness = nameLikeness(token.folded);
  const isOne = tokens.length === 2 && gaps[0] === '-' && likeness > LEAST_OF_LONG;
  if (widthOf(token) < 6 || widthOf(token) > (isOne ? 14 : 11)) return false;
  const vowels = token.folded.replace(/[^aeiouy]/g, '').length / widthOf(token);
  if (vowels < 0.2 || vowels > 0.6) return false;
  const particle = PARTICLES.has(tokens[index - 1]?.folded ?? '') ? index - 2 : index - 1;
  const isUnderscored = [gaps[index], gaps[particle]].some(
    (gap) => gap === '_' || (gap === '/' && likeness > LEAST_AFTER_SLASH),
  );
  // `Halloran-Hip` as the whole value.
  const other = tokens[1 - index]?.folded ?? '';
  const isHyphened = tokens.length === 2 && gaps[0] === '-' && isExamined(other);
  const isSigned =
    header >= 1 &&
    nameLikeness(token.folded) > LEAST_IN_CAPITALS &&
    (index === 0
      ? gaps[0] === '-' && isExamined(tokens[1]?.folded ?? '')
      : gaps[index - 1] === '-' && isExamined(tokens[index - 1]?.folded ?? ''));
  const isTitleCase = /^\p{Lu}\p{Ll}+$/u.test(text.slice(token.start, token.end));
  if (isHyphened || isSigned) return isTitleCase || reading.isCapitals;
  if (isUnderscored) return header >= 1 && (isTitleCase || reading.isCapitals);
  // `HALVORSEN LSPINE`.
  const isFront =
    index === 0 &&
    tokens.length <= 3 &&
    gaps[0] === ' ' &&
    isExamined(tokens[1]?.folded ?? '') &&
    likeness > LEAST_AT_FRONT;
  if (isFront) return isTitleCase || reading.isCapitals;
  // `Halvorsen f/u ct chest`: with one capital before words of headers alone.
  const isBeforeAll =
    index === 0 && gaps[0] === ' ' && header >= 2 && isTitleCase && likeness >= LEAST_BEFORE_ALL;
  if (isBeforeAll) return reading.context?.keyword !== undefined;
  const isLast = index === tokens.length - 1 && header >= 2 && isExamined(tokens[index - 1]?.folded ?? '');
  // In capitals an abbreviation may stand there, too.
  return isLast && (isTitleCase || (reading.isCapitals && nameLikeness(token.folded) > LEAST_IN_CAPITALS));
}

const LEAST_IN_CAPITALS = -1.5;
const LEAST_AFTER_SLASH = 0.5;
/** Of a word that is as long as compounds are. */
const LEAST_OF_LONG = -0.5;
const LEAST_BEFORE_ALL = 1;
/** Before what is examined: words of protocols stand there, too. */
const LEAST_AT_FRONT = 0;

const MODALITIES = new Set(
  'ct mr mri mrt irm rm rx xr us ir cr dx nm pet spect tc kt xray echo sono thorax abdomen abdo abd skull schadel crane torax abdome addome lspine cspine tspine rodilla ginocchio joelho becken cerebrale cerebral кт мрт узи рентген'.split(
    ' ',
  ),
);

function isExamined(folded: string): boolean {
  return BODY_WORDS.has(folded) || MODALITIES.has(folded);
}

/** Of the words beside a run: how many are of the language of headers, and how many no list knows. */
function restOf({ tokens }: Reading, first: number, last: number): { header: number; strange: number } {
  let header = 0;
  let strange = 0;
  tokens.forEach((token, index) => {
    if ((index >= first && index <= last) || token.kind !== 'letters') return;
    const isGlued = tokens[index - 1]?.end === token.start || tokens[index + 1]?.start === token.end;
    if (isGlued || token.end - token.start < 2) {
      // `T2`, `PD3`: the weighting of a sequence is a word of its own.
      header += /^t$/.test(token.folded) && isGlued ? 1 : token.end - token.start > 1 || isGlued ? 0.5 : 0;
      return;
    }
    if (isHeaderWord(token.folded) || isExamined(token.folded)) header += 1;
    else {
      const rarity = nameRarity(token.folded);
      if (rarity === 'word') header += 0.5;
      else if (rarity === 'unknown' && (token.end - token.start > 4 || isNameShaped(token.folded)))
        strange += 1;
    }
  });
  return { header, strange };
}
