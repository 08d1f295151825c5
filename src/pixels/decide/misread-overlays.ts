/** Marks and settings in small bitmap letters as recognisers take them: T for I, M for H, a digit for a letter, one word for two. */
import { nameRarity } from '../../deid/vocabulary/vocabulary.js';
import { isOverlayWord, MARKS } from './overlay-words.js';

/** Signs of marks that recognisers take for others, and what they were. */
const WAS: Readonly<Record<string, readonly string[]>> = {
  '0': ['o'],
  '1': ['i', 'l'],
  '5': ['s'],
  h: ['h', 'm'],
};
/** Milliseconds of a repetition or an inversion, and of an echo; an index; millimetres of a slice. */
const [REPETITION, ECHO, INDEX] = [
  /^[1-9]\d{1,2}0$/,
  /^(?:[1-9]\d(?:[.,]\d{1,2})?|[12]\d{2})$/,
  /^\d[.,]\d{1,2}$/,
];
const THICKNESS = /^\d{1,2}(?:[.,]\d{1,3})?\s?mm$/;
/** Names of settings as they are read where T is taken for I or r, and M for H; each with the numbers that it has. */
const TAKEN_FOR: ReadonlyMap<string, RegExp> = new Map([
  ...['ir', 'ii'].map((name) => [name, REPETITION] as const),
  ['ie', ECHO],
  ...['hi', 'ris', 'iis', 'rib', 'iib', 'ric', 'iic'].map((name) => [name, INDEX] as const),
  ...['rhk', 'ihk'].map((name) => [name, THICKNESS] as const),
]);
/** `SUPINE FF`, `HF PRONE`: which end of the patient goes first. */
const END_FIRST = /^(?:(?:supine|prone) [hf]f|[hf]f (?:supine|prone))$/i;

export function isMisreadOverlay(text: string): boolean {
  return END_FIRST.test(text) || isMisreadValue(text) || isMisreadMark(text) || isTornMark(text);
}

/** `IR 4000`, `IE 30`, `HI 1.1`: the name and the number must go together, since two letters are somebody's initials as often. */
function isMisreadValue(text: string): boolean {
  const [, name = '', value = ''] = /^(\p{L}{2,3})\s[=:]?\s?(\d.*)$/u.exec(text) ?? [];
  return TAKEN_FOR.get(name.toLowerCase())?.test(value) === true;
}

/** `LHL0`, `FF5`, `PR0NE`: capitals of which some were taken for digits, as only a mark of so many letters gives them. */
function isMisreadMark(text: string): boolean {
  if (!/^[A-Z015]{3,10}$/.test(text) || !/\d/.test(text)) return false;
  const letters = text.replace(/\d/g, '').length;
  if (letters * 2 <= text.length) return false;
  let forms = [''];
  for (const sign of text.toLowerCase())
    forms = forms.flatMap((form) => (WAS[sign] ?? [sign]).map((was) => form + was));
  return forms.some((form) => MARKS.has(form));
}

/** `UPRI GHT`, `WEI GHT BEARING`: words of marks in which a wide letter was taken for the end of a word. */
function isTornMark(text: string): boolean {
  if (!/^\p{Lu}+(?: \p{Lu}+){1,3}$/u.test(text)) return false;
  const parts = text.toLowerCase().split(' ');
  return parts.some((part, at) => {
    const next = parts[at + 1];
    if (next === undefined) return false;
    const joined = part + next;
    if (joined.length < SHORTEST_TORN || !isOverlayWord(joined)) return false;
    if (nameRarity(part) !== 'unknown' && nameRarity(next) !== 'unknown') return false;
    return parts.every((other, index) => index === at || index === at + 1 || isOverlayWord(other));
  });
}

const SHORTEST_TORN = 6;
