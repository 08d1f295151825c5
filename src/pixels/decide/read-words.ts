/** Words of images as a recogniser may have read them: with one letter taken for another, or without the space between two. */
import type { Token } from '../../deid/text/words.js';
import { isHeaderWord, nameRarity } from '../../deid/vocabulary/vocabulary.js';
import { isOverlayWord, MARKS, PARAMETERS, UNITS } from './overlay-words.js';

/** So many letters of a mark stand for no other word, one of them misread. */
const LONG_MARK = 5;
const SHORTEST_MISREAD = 6;
/** Where another word of the line has a plain meaning. */
const SHORTEST_IN_COMPANY = 5;
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  u: ['v'],
  v: ['u', 'y'],
  y: ['v'],
  h: ['m'],
  m: ['h'],
  i: ['l'],
  l: ['i'],
  c: ['e', 'o'],
  e: ['c'],
  o: ['c'],
  n: ['m'],
};

/** The same of capitals. */
const ALIKE_CAPITALS: typeof ALIKE = {
  i: ['t', 'l'],
  l: ['i', 't'],
  f: ['e'],
  e: ['f'],
  u: ['v', 'w'],
  y: ['v'],
  h: ['m'],
};

/** Whether a word is one that is meant, but for one letter taken for another that looks like it. */
function isMisread(folded: string, alike: typeof ALIKE, isMeant: (word: string) => boolean): boolean {
  return Array.from(folded).some((letter, at) =>
    (alike[letter] ?? []).some((other) => isMeant(folded.slice(0, at) + other + folded.slice(at + 1))),
  );
}

/** A longer word with one letter taken for one that looks like it: `transuerse`, `lyhph node`. */
export function isMisreadWord(folded: string, isInCompany: boolean): boolean {
  return (
    folded.length >= (isInCompany ? SHORTEST_IN_COMPANY : SHORTEST_MISREAD) &&
    nameRarity(folded) === 'unknown' &&
    isMisread(folded, ALIKE, isPlainWord)
  );
}

/** Whether another word of the line, of four letters or more, is nothing but a word. */
export function hasPlainCompany(tokens: readonly Token[], index: number): boolean {
  return tokens.some(
    ({ kind, folded }, at) =>
      at !== index &&
      kind === 'letters' &&
      folded.length > 3 &&
      isPlainWord(folded) &&
      nameRarity(folded) === 'word',
  );
}

const PREPOSITIONS: ReadonlySet<string> = new Set(['in', 'of', 'at', 'to', 'on']);

/** `inprogress`, `testpattern`: words of consoles that lost the space between them. */
export function areGluedWords(folded: string): boolean {
  if (folded.length < 7 || nameRarity(folded) === 'name') return false;
  for (let at = 2; at < folded.length - 3; at += 1) {
    const [first, second] = [folded.slice(0, at), folded.slice(at)];
    if (!isOverlayWord(second)) continue;
    if (first.length > 3 && isOverlayWord(first)) return true;
    if (second.length > 4 && PREPOSITIONS.has(first)) return true;
  }
  return false;
}

/** `dbdr`: two that lost the space between them. */
export function isGluedParameters(folded: string): boolean {
  for (let at = 1; at < folded.length; at += 1) {
    if (at > 1 && UNITS.has(folded.slice(0, at)) && PARAMETERS.has(folded.slice(at))) return true;
  }
  return false;
}

/** A long mark with one character misread: `SUPIRE`. */
export function isNearlyMark(folded: string): boolean {
  if (folded.length < LONG_MARK || nameRarity(folded) !== 'unknown') return false;
  for (const mark of MARKS) {
    if (mark.length !== folded.length) continue;
    let wrong = 0;
    for (let at = 0; at < mark.length; at += 1) if (mark.charAt(at) !== folded.charAt(at)) wrong += 1;
    if (wrong === 1) return true;
  }
  return false;
}

/** `IE 30`: a setting of two letters of which one was taken for another. */
export function isMisreadSetting(folded: string): boolean {
  return folded.length === 2 && isMisread(folded, ALIKE_CAPITALS, (setting) => PARAMETERS.has(setting));
}

/** `PUR`: a setting of three letters of which one was taken for another. */
export function isNearlySetting(folded: string): boolean {
  return folded.length === 3 && isMisread(folded, ALIKE_CAPITALS, (setting) => PARAMETERS.has(setting));
}

/** A word with a meaning of its own that is nobody's name, or one of the language of headers itself. */
export function isPlainWord(folded: string): boolean {
  if (folded.length < 3) return isHeaderWord(folded) && nameRarity(folded) === 'word';
  return nameRarity(folded) === 'word' || (folded.length > 3 && isHeaderWord(folded));
}
