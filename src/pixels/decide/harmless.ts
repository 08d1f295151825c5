/** Whether a text on an image tells nothing of a person: every word and number of it must be accounted for. */
import { tokenize, type Token } from '../../deid/text/words.js';
import { isHeaderTerm, isHeaderWord, nameRarity } from '../../deid/vocabulary/vocabulary.js';
import { isCodeLike } from './codes.js';
import { hasTimeOrDate } from './date-forms.js';
import { isMisreadOverlay } from './misread-overlays.js';
import { isOverlayPhrase } from './overlay-phrases.js';
import { isLongNumber, isPlainNumber, isShortNumber } from './plain-numbers.js';
import { areSettings } from './settings.js';
import {
  areGluedWords,
  hasPlainCompany,
  isGluedParameters,
  isMisreadWord,
  isNearlyMark,
  isPlainWord,
} from './read-words.js';
import { isOverlayWord, MARKS, MEASURED, MIXED_MARKS, PARAMETERS, UNITS } from './overlay-words.js';

export type Harmlessness = 'overlay' | 'words' | undefined;

/** An identifier in groups: `03.09.2012`, `12-07-94`, `638-402-075`, `12975-20-2`. */
const GROUPS = /(?<![\d.])\d{1,8}\s?[-./]\s?\d{1,4}\s?[-./]\s?\d{1,4}(?![\d.])/;
/** Settings of ultrasound filters are groups of single digits, as `3/2/0` and `T1/+1/3/2`. */
const SINGLE_DIGITS = /(?<!\d)[+-]?\d\s?\/\s?[+-]?\d\s?\/\s?[+-]?\d(?!\d)/;
/** `WW78`, `DR63`: a setting, or somebody's code. Only a space or a unit tells. */
const CODE = /^\p{L}{2,3}\d{1,3}$/u;
/** `MI=0.8 AO=100%`, `PW 50%`: nobody is known by a fraction or a share, whatever the setting is called; with a digit in its name only by a share. */
const MEASURES =
  /^(?:(?:\p{L}[\p{L}\d]{0,3}(?:\s?[=<>:]\s?|(?<=^\p{Lu}{2})\s)\d{1,3}\s?%|\p{L}{1,4}\s?[=<>:]\s?\d{1,2}[.,]\s?\d{1,2})(?:\s+|$))+$/u;
/** `B31f`, `Br40`, `H30s`: convolution kernels of Siemens scanners, by their numbers, of which few are an age. */
const KERNEL =
  /^(?:B(?:10|19|2[0569]|3[0156]|4[01568]|50|60|70|75|80)[fsh]|H(?:10|19|2[0139]|3[01278]|4[01258]|50|60|70)[fsh]|[IJU](?:26|3[016]|4[0149]|50|70|90)[fs]|(?:B[rvl]|H[rvc]|Q[r]|U[rb])\d{2})$/;
/** `CF 3.5 MHz`, `b 1000`: a frequency, whatever it is of; a b-value in s/mm². */
const FREQUENCY = /^\p{L}{1,4}\s?[:=]?\s?\d{1,3}(?:[.,]\d{1,2})?\s?[kM]Hz$/u;
const B_VALUE = /^b\s?=?\s?(?:\d{1,2}0|\d{1,2}[05]0)$/;
/** `C5-1`, `L12-5`, by some makers `C1-6`: transducers by their range of frequencies in MHz. */
const TRANSDUCER = /^[CLSPVX](\d{1,2})-(\d{1,2})$/;
const TRANSDUCER_UPWARDS = /^(?:[CL]|ML|IC|RAB|RIC)([1-9])-(\d{1,2})$/;
/** Of no transducer is the range higher, in MHz. */
const HIGHEST_MHZ = 30;
/** `+ Cist Mag 1.06 cm`: what is measured, how much, and its unit. */
const MEASUREMENT =
  /^[+×*x]?\s*\d?\s*((?:\p{L}+[.:]?\s+){1,3})[:=]?\s*\d{1,3}(?:[.,]\d{1,2})?\s?(?:cm|mm|ml|cc|cm2|cm²|cm\/s|m\/s|mmHg)$/u;
/** `SR49ESOPHAGUS`: a code that stands before or over another text. */
const GLUED = /\p{L}\d+\p{L}{5}/u;
/** Initials, and codes of a department, are as short. */
const SHORT = 4;

/**
 * `overlay`: marks, settings and measures alone; `words`: also words of the general vocabulary; undefined: something in it is
 * not accounted for.
 * @param headerWords folded words of attributes that stay
 */
export function harmlessness(text: string, headerWords: ReadonlySet<string>): Harmlessness {
  const compact = text.replace(/[^\p{L}\p{N}]/gu, '');
  if (isMeasurement(text)) return 'overlay';
  if (
    compact === '' ||
    MEASURES.test(text) ||
    KERNEL.test(text) ||
    isOverlayPhrase(text) ||
    FREQUENCY.test(text) ||
    B_VALUE.test(text) ||
    isTransducer(text) ||
    isMisreadOverlay(text)
  )
    return 'overlay';
  if (hasTimeOrDate(text) || isCodeLike(text, headerWords)) return undefined;
  if (areSettings(text)) return 'overlay';
  if (GROUPS.test(text) && !SINGLE_DIGITS.test(text)) return undefined;
  const tokens = tokenize(text);
  if (compact.length <= SHORT)
    return isShortMark(text.trim(), compact, tokens, headerWords) ? 'overlay' : undefined;
  const words = text.split(/\s+/);
  if (words.some(isUnknownCode) && !words.every((word) => /^\p{Lu}{2,3}\d{1,3}$/u.test(word)))
    return undefined;
  if (GLUED.test(text) || words.some(isMixedCode)) return undefined;
  if (tokens.length === 1 && isNearlyMark(compact.toLowerCase())) return 'overlay';
  if (isLongNumber(text, tokens) || areSpacedLetters(text, tokens)) return undefined;
  let isOverlay = true;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'digits') {
      if (!isPlainNumber(text, tokens, index)) return undefined;
      continue;
    }
    if (token.kind === 'continuous') {
      if (!isHeaderTerm(token.folded)) return undefined;
      isOverlay = false;
      continue;
    }
    if (token.folded.length === 1 || isOverlayToken(tokens, index) || isGluedParameters(token.folded))
      continue;
    if (headerWords.has(token.folded)) {
      isOverlay = false;
      continue;
    }
    const isWord = isPlainWord(token.folded) || areGluedWords(token.folded);
    if (!isWord && !isMisreadWord(token.folded, hasPlainCompany(tokens, index))) return undefined;
    isOverlay = false;
  }
  return isOverlay ? 'overlay' : 'words';
}

function isTransducer(text: string): boolean {
  const [, from, to] = TRANSDUCER.exec(text) ?? [];
  const [, low, high] = TRANSDUCER_UPWARDS.exec(text) ?? [];
  return isRange(to, from) || isRange(low, high);
}

function isRange(low: string | undefined, high: string | undefined): boolean {
  return Number(low) < Number(high) && Number(high) <= HIGHEST_MHZ;
}

function isMeasurement(text: string): boolean {
  const label = MEASUREMENT.exec(text.trim())?.[1];
  return label !== undefined && tokenize(label).every(({ folded }) => MEASURED.has(folded));
}

const DIRECTIONS = 'rlaphfsi';

function standsByNumber(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 1]?.kind === 'digits' || tokens[index + 1]?.kind === 'digits';
}

/** `J. S. K`: letters that are neither directions nor settings with a number; not the s of `patient's`, nor the ends in `Liver L-M`. */
function areSpacedLetters(text: string, tokens: readonly Token[]): boolean {
  const isEnd = ({ start, end }: Token): boolean =>
    /['’]$/.test(text.slice(0, start)) ||
    /^\p{L}[-/]\p{L}(?!\p{L})/u.test(text.slice(start)) ||
    /(?<!\p{L})\p{L}[-/]\p{L}$/u.test(text.slice(0, end));
  const areWords = tokens.filter(({ kind, folded }) => kind === 'letters' && folded.length > 2).length > 1;
  const bare = tokens.filter(
    (token, index) =>
      token.kind === 'letters' &&
      token.folded.length === 1 &&
      !standsByNumber(tokens, index) &&
      !(areWords && isEnd(token)) &&
      !/['’]$/.test(text.slice(0, token.start)),
  );
  return bare.length > 1 && !bare.every(({ folded }) => DIRECTIONS.includes(folded));
}

/** A word of devices; one of two letters that names a setting stands by its number, else it may be somebody's initials. */
function isOverlayToken(tokens: readonly Token[], index: number): boolean {
  const folded = tokens[index]?.folded ?? '';
  if (!isOverlayWord(folded)) return false;
  return folded.length > 2 || MARKS.has(folded) || standsByNumber(tokens, index) || isHeaderWord(folded);
}

/** `PC82` in a line: letters that name no setting, and a number at them. */
function isUnknownCode(word: string): boolean {
  const letters = /^(\p{Lu}{2})\d{2}$/u.exec(word)?.[1];
  return letters !== undefined && !isOverlayWord(letters.toLowerCase());
}

/** `A1B2C3`, where `W400L40` is a window and `TR500TE30` two settings. */
function isMixedCode(word: string): boolean {
  const letters = word.match(/\p{L}+/gu) ?? [];
  const runs = word.match(/\d+/g)?.length ?? 0;
  return (
    letters.length > 1 &&
    runs > 1 &&
    !letters.every((one) => /^[wlcx]$/i.test(one) || (one.length > 1 && isOverlayWord(one.toLowerCase()))) &&
    !/[./:=%-]/.test(word)
  );
}

function isShortMark(
  text: string,
  compact: string,
  tokens: readonly Token[],
  headerWords: ReadonlySet<string>,
): boolean {
  const folded = compact.toLowerCase();
  if (tokens.length === 0) return true;
  if (compact.length === 1) return tokens[0]?.kind !== 'continuous' || isHeaderTerm(folded);
  if (MARKS.has(folded) || MIXED_MARKS.has(folded)) return true;
  if (/^\d+$/.test(compact))
    return tokens.length > 1 && tokens.every((_, index) => isPlainNumber(text, tokens, index))
      ? true
      : isShortNumber(text, compact);
  const letters = tokens.filter(({ kind }) => kind === 'letters');
  if (letters.length === tokens.length) {
    if (tokens.length === 1) return isShortWord(text, folded, headerWords);
    // `L A`, `L PA`
    return (
      tokens.length === 2 &&
      !text.includes('.') &&
      letters.every((token) => MARKS.has(token.folded) || DIRECTIONS.includes(token.folded))
    );
  }
  if (tokens.some(({ kind }) => kind === 'continuous')) return false;
  if (tokens.some((token, index) => token.kind === 'digits' && !isPlainNumber(text, tokens, index)))
    return false;
  // `45CG`, `16cm`, `60F`: a number before its unit; `x2.0`, `W 40`, `T1`: a letter before a number.
  const [first, second] = tokens;
  if (first?.kind === 'digits') {
    // `0p:AB`: a label, misread.
    if (/\p{L}\s?[:=]/u.test(text)) return false;
    if (/^\d+\p{L}+\d/u.test(text) && !/^\d+x\d+$/i.test(text)) return false; // `2C84` is a code, `10x15` a size
    return letters.every((token) => UNITS.has(token.folded) || PARAMETERS.has(token.folded));
  }
  if (first?.folded.length === 1) return isLetterWithNumber(text, letters);
  return (
    !CODE.test(text.replace(/^[#/]/, '')) &&
    second !== undefined &&
    letters.every(({ folded }) => PARAMETERS.has(folded) || UNITS.has(folded))
  );
}

/** A vertebra, a factor, a window; a letter with a number is a room or a code as often. */
function isLetterWithNumber(text: string, letters: readonly Token[]): boolean {
  if (
    /^(?:C[1-7]|T(?:[1-9]|1[0-2])|L[1-5]|S[1-5]|[xZ]\s?\d(?:[.,]\d)?|[WLC]\s?[:=]?\s?-?\d{1,3})$/i.test(text)
  )
    return true;
  return (
    /^\p{L}\s?[:=]\s?|^\p{L}\s/u.test(text) &&
    letters.every((token) => token.folded.length === 1 || UNITS.has(token.folded))
  );
}

/** A word of three or four letters alone, or a unit in brackets: two letters are somebody's initials as often. */
function isShortWord(text: string, folded: string, headerWords: ReadonlySet<string>): boolean {
  if (/^[[(].+[\])]$/.test(text))
    return (
      (UNITS.has(folded) && !/^[[(](?!HU|HZ|DB)\p{Lu}{2}[\])]$/u.test(text)) ||
      (folded.length > 2 && PARAMETERS.has(folded))
    );
  // Of two letters, sides as notes of some languages write them, and initials are not written.
  if (/^(?:li|re|[Dd]x|[Ss][nx])\.?$/.test(text)) return true;
  if (folded.length < 3) return false;
  if (isOverlayWord(folded)) return true;
  return (
    folded.length === SHORT &&
    (headerWords.has(folded) || isHeaderWord(folded)) &&
    nameRarity(folded) !== 'name'
  );
}

/** An age that the strategy keeps (89 years at most), a sex, or both: `M/39`, `F 045Y`, `67 yrs`. */
export function isSexOrAge(text: string): boolean {
  const match =
    /^(?:age|alter|sex|gender)?\s*[:=]?\s*(?:\[?(male|female|[MFOWD])\]?)?\s*[/,;]?\s*(?:age)?\s*[:=]?\s*(?:0?(\d{1,2})\s*(?:y|yr|yrs|yo|years?|j|a|m|mo|w|d)?)?$/i.exec(
      text.trim(),
    );
  return match !== null && (match[1] !== undefined || match[2] !== undefined) && Number(match[2] ?? 0) <= 89;
}
