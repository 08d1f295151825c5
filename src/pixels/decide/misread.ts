/** What a recogniser may have made of a text: characters taken for others that look alike, spaces lost or added. */
import type { IdentityLexicon } from '../../deid/identity/lexicon.js';
import { foldText } from '../../deid/text/words.js';

/** A text as read, in plain forms: full-width characters and Chinese punctuation as ASCII has them, single spaces. */
export function plainText(text: string): string {
  return text.normalize('NFKC').replace(/。/g, '.').replace(/、/g, ',').replace(/\s+/g, ' ').trim();
}

const DIGIT_FOR: Readonly<Record<string, string>> = {
  O: '0',
  o: '0',
  Q: '0',
  D: '0',
  l: '1',
  I: '1',
  '|': '1',
  '!': '1',
  i: '1',
  Z: '2',
  z: '2',
  S: '5',
  s: '5',
  G: '6',
  B: '8',
  g: '9',
  q: '9',
};
const LETTER_FOR: Readonly<Record<string, string>> = {
  '0': 'O',
  '1': 'I',
  '2': 'Z',
  '5': 'S',
  '6': 'G',
  '8': 'B',
  '|': 'I',
  '!': 'I',
};

/** The text as read, and as it may have been written: each distinct form once, the text itself first. */
export function possibleReadings(text: string): readonly string[] {
  const plain = plainText(text);
  const forms = new Set([plain]);
  const words = plain.split(' ');
  forms.add(words.map(asDigits).join(' '));
  forms.add(words.map(asLetters).join(' '));
  forms.add(plain.replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/cl/g, 'd'));
  forms.add(withLostSpaces(plain));
  if (words.length > 1) forms.add(words.join(''));
  return [...forms];
}

/** A word that holds digits and little else but letters that look like digits. */
function asDigits(word: string): string {
  const digits = count(word, /\d/g);
  const likely = Array.from(word).filter((character) => character in DIGIT_FOR).length;
  const others = count(word, /\p{L}/gu) - likely;
  if (digits === 0 || others > 0 || digits < likely) return word;
  return Array.from(word)
    .map((character) => DIGIT_FOR[character] ?? character)
    .join('');
}

/** A word of letters into which look-alike digits came. */
function asLetters(word: string): string {
  const letters = count(word, /\p{L}/gu);
  if (letters < 2 || letters < count(word, /\d/g)) return word;
  return Array.from(word)
    .map((character) => LETTER_FOR[character] ?? character)
    .join('');
}

/** `2016-02-1508:44:48`, `120907058AC`, `SMITHjohn`: a space where one kind of sign ends and another begins. */
function withLostSpaces(text: string): string {
  return text
    .replace(/(\d{4}[-/.]\d{2}[-/.]\d{2})(?=\d)/g, '$1 ')
    .replace(/(\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2})(?=\d)/g, '$1 ')
    .replace(/(\p{L}{2})(?=\d)/gu, '$1 ')
    .replace(/(\d)(?=\p{L}{2})/gu, '$1 ')
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .replace(/\s+/g, ' ');
}

function count(text: string, expression: RegExp): number {
  return text.match(expression)?.length ?? 0;
}

const ALIKE: Readonly<Record<string, string>> = {
  '0': 'o',
  q: 'o',
  d: 'o',
  '1': 'l',
  i: 'l',
  j: 'l',
  t: 'l',
  '2': 'z',
  '5': 's',
  '6': 'g',
  '9': 'g',
  '8': 'b',
  u: 'v',
  y: 'v',
  f: 'e',
  h: 'n',
  c: 'e',
};

/** A text without what a recogniser may get wrong: spaces, signs, case, and one character for all those that look alike. */
export function skeleton(text: string): string {
  const folded = foldText(text.replace(/[|!]/g, 'l')).replace(/rn|nn/g, 'm').replace(/vv/g, 'w');
  let result = '';
  for (const character of folded)
    if (/[\p{L}\p{N}]/u.test(character)) result += ALIKE[character] ?? character;
  return result;
}

/** Shorter strings stand in other words by chance. */
const SHORTEST = 5;
const MOST_NEEDLES = 400;
const skeletons = new WeakMap<IdentityLexicon, readonly string[]>();

function needleSkeletons(lexicon: IdentityLexicon): readonly string[] {
  let known = skeletons.get(lexicon);
  if (known === undefined) {
    const distinct = new Set(lexicon.needles.map(({ text }) => skeleton(text)));
    known = [...distinct].filter(({ length }) => length >= SHORTEST).slice(0, MOST_NEEDLES);
    skeletons.set(lexicon, known);
  }
  return known;
}

/** How many characters of a string of that length may be wrong besides those that look alike. */
function allowedEdits(length: number): number {
  if (length < 6) return 0;
  if (length < 9) return 1;
  return length < 14 ? 2 : 3;
}

/** Whether a string of the lexicon stands in a text, misread characters allowed. */
export function resemblesIdentity(text: string, lexicon: IdentityLexicon): boolean {
  const read = skeleton(text);
  if (read.length < SHORTEST - 1) return false;
  return needleSkeletons(lexicon).some((needle) => {
    const edits = allowedEdits(needle.length);
    return needle.length - edits <= read.length && standsWithin(needle, read, edits);
  });
}

/** Whether some part of `text` is `needle` with `edits` insertions, deletions or replacements at most (Sellers' algorithm). */
export function standsWithin(needle: string, text: string, edits: number): boolean {
  if (text.includes(needle)) return true;
  if (edits === 0) return false;
  let column = Uint16Array.from({ length: needle.length + 1 }, (_, row) => row);
  for (const character of text) {
    const next = new Uint16Array(needle.length + 1);
    for (let row = 1; row <= needle.length; row += 1) {
      const replaced = (column[row - 1] ?? 0) + (needle.charAt(row - 1) === character ? 0 : 1);
      next[row] = Math.min(replaced, (column[row] ?? 0) + 1, (next[row - 1] ?? 0) + 1);
    }
    if ((next[needle.length] ?? edits + 1) <= edits) return true;
    column = next;
  }
  return false;
}
