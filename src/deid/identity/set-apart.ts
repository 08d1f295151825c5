/**
 * Words of the patient's name that are words of their own, too, where their place or their capitals set them apart from a description. What is
 * imaged is named so as well, and is no evidence.
 */
import { monthNamed } from '../text/patterns/months.js';
import { BODY_WORDS } from '../text/patterns/names.js';
import { wordSet, type Token } from '../text/words.js';
import { isEponym } from '../vocabulary/vocabulary.js';
import { isAbbreviation } from '../vocabulary/abbreviations.js';
import { WHERE_AND_HOW } from './evidence.js';

/** Where such a word stands in a text. */
interface Place {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly word: { readonly folded: string };
}

/**
 * `STONE_CHEST`, `CHEST_STONE`, `STONE - CT`, `CT (STONE)`, `Stone: latex allergy`, `MONDAY CT chest`, `Thyroid ultrasound MONDAY`, `DEXA hip /
 * Short`: at the edge of a value, with a sign where words of a description have a space, or in other letters.
 */
export function isSetApart(text: string, tokens: readonly Token[], place: Place): boolean {
  const { index, start, end, word } = place;
  if (tokens.length < 2 || BODY_WORDS.has(word.folded) || word.folded.length < 2) return false;
  const written = text.slice(start, end);
  if (!/^\p{Lu}/u.test(written)) return false;
  // `NG, *04.07.1927`, `NG (04.07.1927)`: whose birthday it is.
  if (/^,? ?(?:\*|geb\.? |\(\*?)\d{1,4}[./-]\d{1,2}[./-]\d/.test(text.slice(end, end + 14))) return true;
  // Where and how never tells who, and of abbreviations few are names.
  if (SIDES_AND_STATES.has(word.folded)) return false;
  // A label, a tie and brackets tell more than capitals.
  const isTied = /[_(]$/.test(text.slice(0, start)) || /^(?:_|: )/.test(text.slice(end, end + 2));
  if (THINGS.has(word.folded) && !isTied) return false;
  const isOrdinary = isAbbreviation(word.folded) || (word.folded.length === 3 && !/^\p{Lu}+$/u.test(written));
  if (word.folded.length === 3 && isOrdinary)
    return index === tokens.length - 1 && isLastCapital(text, tokens, place);
  if (index === 0) return hasSignBehind(text, place) || (!isOrdinary && isApartInFront(text, tokens, place));
  if (index < tokens.length - 1) return false;
  // `L1_Le` and `Veins - Hu` are written as names are, `L1_LE` is as often a leg.
  if (hasSignBefore(text, place)) return !isOrdinary || /\p{Ll}/u.test(written);
  return !isOrdinary && isApartBehind(text, tokens, place);
}

const SIDES_AND_STATES = wordSet('left right rest stress post pre supine prone erect late early');

/** What is seen, done or used, in capitals or behind a stroke no less than in words. */
const THINGS = wordSet(
  'contrast soft vibe flair haste blade space cube care max min sec ward page day kind white black blood dark bright water cold dos zahn magen stein bruch costa coste fan abd pain cancer tumor mass stone glass catheter port cough grand vene blut sturz an do sa na io my on in is or no by',
);

/** `STONE - CT`, `NG: Curved MPR`. */
function hasSignBehind(text: string, { end }: Place): boolean {
  return /^(?: - (?=\p{Lu})|: )/u.test(text.slice(end, end + 4));
}

/** `CHEST_STONE`, `DEXA hip / Short`, `CT - Long` at the end. */
function hasSignBefore(text: string, { start, end }: Place): boolean {
  return /(?:_| [/-] )$/.test(text.slice(0, start)) && text.slice(end).trim() === '';
}

function isApartInFront(text: string, tokens: readonly Token[], { end, word }: Place): boolean {
  if (WHERE_AND_HOW.has(word.folded)) return false;
  return text.charAt(end) === '_' ? word.folded.length > 2 : isInOtherLetters(text, tokens, 0);
}

function isApartBehind(text: string, tokens: readonly Token[], place: Place): boolean {
  const { index, start, end, word } = place;
  if (WHERE_AND_HOW.has(word.folded)) return false;
  const rest = text.slice(end).trim();
  if (text.charAt(start - 1) === '(') return rest === ')';
  return rest === '' && (isInOtherLetters(text, tokens, index) || isLastCapital(text, tokens, place));
}

/** The only word in capitals beside others in small letters; `CT` and the like do not count. */
function isInOtherLetters(text: string, tokens: readonly Token[], index: number): boolean {
  const written = ({ start, end }: Token): string => text.slice(start, end);
  const token = tokens[index];
  if (token === undefined || !/^\p{Lu}{2,}$/u.test(written(token))) return false;
  const others = tokens.filter(({ kind }, at) => at !== index && kind === 'letters').map(written);
  return (
    others.some((other) => /^\p{L}?\p{Ll}{3,}$/u.test(other)) &&
    !others.some((other) => /^\p{Lu}{4,}$/u.test(other))
  );
}

/** `hip protocol Short` at the end: a capital behind a word in small letters; neither a month nor a disease. */
function isLastCapital(text: string, tokens: readonly Token[], { index, start, end, word }: Place): boolean {
  const before = tokens[index - 1];
  return (
    before !== undefined &&
    text.slice(end).trim() === '' &&
    word.folded.length > 2 &&
    !WHERE_AND_HOW.has(word.folded) &&
    !isEponym(word.folded) &&
    monthNamed(word.folded) === undefined &&
    /^\p{Lu}\p{Ll}+$/u.test(text.slice(start, end)) &&
    /^\p{Ll}{4,}$/u.test(text.slice(before.start, before.end)) &&
    text.slice(before.end, start) === ' '
  );
}
