/**
 * Characters and words as the tagger's model sees them; `models/training/ner/features.py` computes the same, and a
 * test holds both to one sample. A text is a row of UTF-16 code units; each has a number and the flags of its word.
 */

/** The frame round a text; 0 is padding. */
export const BEGIN = 1;
export const END = 2;
const UNKNOWN = 3;

/** Flags of each character: the eight bits of a listed word, and one for a word that is not listed. */
export const FLAGS = 9;
const UNLISTED = 8;

function characterId(unit: number): number {
  if (unit >= 32 && unit < 127) return 4 + unit - 32;
  if (unit === 9 || unit === 10 || unit === 13) return 99;
  if (unit >= 0xa0 && unit < 0x250) return 100 + unit - 0xa0;
  if (unit >= 0x370 && unit < 0x530) return 532 + unit - 0x370;
  if (unit >= 0x590 && unit < 0x700) return 980 + unit - 0x590;
  if (unit >= 0x3040 && unit < 0x3100) return 1348 + unit - 0x3040;
  if (unit >= 0x4e00 && unit < 0xa000) return 1540 + (unit % 251);
  if (unit >= 0xac00 && unit < 0xd7b0) return 1791 + (unit % 251);
  if (unit >= 0x3000 && unit < 0x3040) return 2042 + unit - 0x3000;
  if (unit >= 0xff01 && unit < 0xff5f) return 4 + unit - 0xff00;
  if (unit >= 0x700 && unit < 0x2000) return 2106 + (unit % 31);
  return UNKNOWN;
}

const LETTER = 1;
const IDEOGRAPH = 2;
const UPPER = 4;
const LOWER = 8;
const DIGIT = 16;

function characterClass(unit: number): number {
  const char = String.fromCharCode(unit);
  if (/\p{Nd}/u.test(char)) return DIGIT;
  if (!/[\p{L}\p{M}]/u.test(char)) return 0;
  const isIdeograph =
    (unit >= 0x4e00 && unit < 0xa000) ||
    (unit >= 0xac00 && unit < 0xd7b0) ||
    (unit >= 0x3040 && unit < 0x3100);
  if (isIdeograph) return LETTER | IDEOGRAPH;
  return LETTER | (/\p{Lu}/u.test(char) ? UPPER : 0) | (/\p{Ll}/u.test(char) ? LOWER : 0);
}

/** By code unit; half a surrogate pair is no letter. */
const IDS = Uint16Array.from({ length: 65_536 }, (_, unit) => characterId(unit));
const CLASSES = Uint8Array.from({ length: 65_536 }, (_, unit) => characterClass(unit));

const classAt = (text: string, at: number): number => CLASSES[text.charCodeAt(at)] ?? 0;

export const isIdeograph = (text: string, at: number): boolean => (classAt(text, at) & IDEOGRAPH) !== 0;

/** Whether a letter or a digit stands there. */
export const isWordCharacter = (text: string, at: number): boolean =>
  (classAt(text, at) & (LETTER | DIGIT)) !== 0;

/** Lower case without diacritics: the form by which words are listed. */
export function foldWord(word: string): string {
  for (let at = 0; at < word.length; at += 1) {
    if (word.charCodeAt(at) > 127) {
      return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
    }
  }
  return word.toLowerCase();
}

/** FNV-1a over UTF-16 code units, then the finaliser of MurmurHash3. */
export function hashWord(folded: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < folded.length; at += 1) {
    hash = Math.imul(hash ^ folded.charCodeAt(at), 16_777_619);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Flags by word, as `words.bin` holds them: sorted 32-bit hashes, little endian, then one byte of flags for each. */
export interface WordList {
  readonly hashes: Uint32Array;
  readonly flags: Uint8Array;
}

/** @throws RangeError if the bytes are no such list */
export function readWordList(bytes: Uint8Array): WordList {
  const count = bytes.byteLength / 5;
  if (!Number.isInteger(count)) throw new RangeError('words.bin is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hashes = Uint32Array.from({ length: count }, (_, at) => view.getUint32(at * 4, true));
  return { hashes, flags: bytes.slice(count * 4) };
}

function flagsOfFolded(folded: string, { hashes, flags }: WordList): number {
  const wanted = hashWord(folded);
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = hashes[middle] ?? 0;
    if (found === wanted) return flags[middle] ?? 0;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

function flagsOfWord(word: string, list: WordList): number {
  const folded = foldWord(word);
  const found = flagsOfFolded(folded, list);
  if (found !== 0 || folded.length <= 3 || !/['’]s$/.test(folded)) return found;
  return flagsOfFolded(folded.slice(0, -2), list);
}

/** The end of the word that begins at `start`; an apostrophe between letters belongs to it. */
function endOfWord(text: string, start: number): number {
  const ideographic = isIdeograph(text, start);
  const continues = (at: number): boolean => {
    const found = classAt(text, at);
    return (found & LETTER) !== 0 && ((found & IDEOGRAPH) !== 0) === ideographic;
  };
  let end = start + 1;
  while (end < text.length) {
    const isApostrophe = text[end] === "'" || text[end] === '’';
    if (!continues(end) && (ideographic || !isApostrophe || end + 1 >= text.length || !continues(end + 1)))
      break;
    end += 1;
  }
  return end;
}

/** Where `ChestMuellerCT` is cut: before a capital after a small letter, and before the last of several capitals. */
function camelCuts(word: string): number[] {
  const cuts = [0];
  for (let at = 1; at < word.length; at += 1) {
    const afterSmall = (classAt(word, at - 1) & LOWER) !== 0;
    const beforeSmall = at + 1 < word.length && (classAt(word, at + 1) & LOWER) !== 0;
    if ((classAt(word, at) & UPPER) !== 0 && (afterSmall || beforeSmall)) cuts.push(at);
  }
  cuts.push(word.length);
  return cuts;
}

/** Calls back with each piece [start, end) that is looked up, and its flags. */
function forEachPiece(
  text: string,
  list: WordList,
  found: (start: number, end: number, flags: number) => void,
): void {
  let start = 0;
  while (start < text.length) {
    if ((classAt(text, start) & LETTER) === 0) {
      start += 1;
      continue;
    }
    const end = endOfWord(text, start);
    if (isIdeograph(text, start)) {
      ideographicPieces(text, start, end, list, found);
    } else {
      const word = text.slice(start, end);
      const flags = flagsOfWord(word, list);
      const cuts = flags === 0 && word.length > 3 ? camelCuts(word) : [];
      if (cuts.length > 2) {
        for (let part = 1; part < cuts.length; part += 1) {
          const [from = 0, to = 0] = [cuts[part - 1], cuts[part]];
          found(start + from, start + to, flagsOfWord(word.slice(from, to), list));
        }
      } else {
        found(start, end, flags);
      }
    }
    start = end;
  }
}

/** Ideographs are not spaced: the longest listed piece of at most four, from the left. */
function ideographicPieces(
  text: string,
  start: number,
  end: number,
  list: WordList,
  found: (start: number, end: number, flags: number) => void,
): void {
  let at = start;
  while (at < end) {
    let length = Math.min(4, end - at);
    let flags = flagsOfFolded(foldWord(text.slice(at, at + length)), list);
    while (flags === 0 && length > 1) {
      length -= 1;
      flags = flagsOfFolded(foldWord(text.slice(at, at + length)), list);
    }
    found(at, at + length, flags);
    at += length;
  }
}

/**
 * Writes the features of a text, framed by BEGIN and END, into the row that begins at `offset` (in characters).
 * The row must be all zero and hold at least `text.length + 2` characters.
 */
export function writeFeatures(
  text: string,
  list: WordList,
  characters: Int32Array,
  flags: Float32Array,
  offset: number,
): void {
  characters[offset] = BEGIN;
  for (let at = 0; at < text.length; at += 1) {
    characters[offset + 1 + at] = IDS[text.charCodeAt(at)] ?? UNKNOWN;
  }
  characters[offset + 1 + text.length] = END;
  forEachPiece(text, list, (start, end, found) => {
    for (let at = start; at < end; at += 1) {
      const row = (offset + 1 + at) * FLAGS;
      if (found === 0) flags[row + UNLISTED] = 1;
      for (let bit = 0; bit < 8; bit += 1) {
        if ((found >> bit) & 1) flags[row + bit] = 1;
      }
    }
  });
}
