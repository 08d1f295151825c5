import { vrFacts } from '../vr.js';
import { codeSet, type CodeSet, type CodeSetName } from './code-sets.js';
import type { TermSets } from './terms.js';

/** A stretch of bytes between delimiters of values, with its text. */
export interface DecodedValue {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is designated to G0 and G1; G1 is empty under the default repertoire. */
interface Designation {
  readonly g0: CodeSet;
  readonly g1: CodeSet | undefined;
}

interface Escape {
  readonly bytes: readonly number[];
  readonly side: 'g0' | 'g1';
  readonly set: CodeSetName;
}

/** The initial designation and those that escape sequences may bring (PS3.5 6.1.2.4, 6.1.2.5). */
export interface CodeExtensions {
  readonly initial: Designation;
  /** Sets to write with, in the order of the terms; empty where code extensions are not in use. */
  readonly extensions: readonly Escape[];
}

const ESC = 0x1b;
const BACKSLASH = 0x5c;
const REPLACEMENT = '\ufffd';

/** PS3.3 Tables C.12-3 and C.12-4, less the leading ESC; below them, forms that are read but never written. */
const ESCAPES: readonly Escape[] = [
  { bytes: [0x28, 0x42], side: 'g0', set: 'ascii' },
  { bytes: [0x2d, 0x41], side: 'g1', set: 'latin1' },
  { bytes: [0x2d, 0x42], side: 'g1', set: 'latin2' },
  { bytes: [0x2d, 0x43], side: 'g1', set: 'latin3' },
  { bytes: [0x2d, 0x44], side: 'g1', set: 'latin4' },
  { bytes: [0x2d, 0x4c], side: 'g1', set: 'cyrillic' },
  { bytes: [0x2d, 0x47], side: 'g1', set: 'arabic' },
  { bytes: [0x2d, 0x46], side: 'g1', set: 'greek' },
  { bytes: [0x2d, 0x48], side: 'g1', set: 'hebrew' },
  { bytes: [0x2d, 0x4d], side: 'g1', set: 'latin5' },
  { bytes: [0x2d, 0x62], side: 'g1', set: 'latin9' },
  { bytes: [0x2d, 0x54], side: 'g1', set: 'thai' },
  { bytes: [0x28, 0x4a], side: 'g0', set: 'romaji' },
  { bytes: [0x29, 0x49], side: 'g1', set: 'katakana' },
  { bytes: [0x24, 0x42], side: 'g0', set: 'jisx0208' },
  { bytes: [0x24, 0x28, 0x44], side: 'g0', set: 'jisx0212' },
  { bytes: [0x24, 0x29, 0x43], side: 'g1', set: 'ksx1001' },
  { bytes: [0x24, 0x29, 0x41], side: 'g1', set: 'gb2312' },
  { bytes: [0x24, 0x40], side: 'g0', set: 'jisx0208' }, // JIS C 6226-1978
  { bytes: [0x24, 0x28, 0x42], side: 'g0', set: 'jisx0208' },
  { bytes: [0x28, 0x49], side: 'g0', set: 'katakana' },
];

/** Designations for the terms of a Specific Character Set in their order. */
export function codeExtensions(sets: readonly TermSets[]): CodeExtensions {
  const first = sets[0] ?? { g0: 'ascii' };
  // The multi-byte sets of G0 may not come first (PS3.3 C.12.1.1.2); where they do, values begin in the default repertoire.
  const g0 = first.g0 === undefined || isDoubleByte(first.g0) ? 'ascii' : first.g0;
  const initial = { g0: codeSet(g0), g1: first.g1 === undefined ? undefined : codeSet(first.g1) };
  const extensions = sets.length > 1 || first.g0 !== g0 ? sets.flatMap(escapesOf) : [];
  return { initial, extensions };
}

function isDoubleByte(name: CodeSetName): boolean {
  return name === 'jisx0208' || name === 'jisx0212' || name === 'ksx1001' || name === 'gb2312';
}

function escapesOf({ g0, g1 }: TermSets): Escape[] {
  const wanted: (readonly ['g0' | 'g1', CodeSetName | undefined])[] = [
    ['g0', g0],
    ['g1', g1],
  ];
  return wanted.flatMap(
    ([side, set]) => ESCAPES.find((escape) => escape.side === side && escape.set === set) ?? [],
  );
}

/** Bytes that end a stretch of designations: what follows begins in the initial one (PS3.5 6.1.2.5.3). */
function isDelimiter(byte: number, vr: string): boolean {
  if (vr === 'PN' && (byte === 0x5e || byte === 0x3d)) return true;
  return byte === BACKSLASH && vrFacts(vr).multiValued;
}

/**
 * Decodes bytes with code extensions, value by value. Escape sequences are followed even where the terms do not list
 * them; bytes with no meaning become U+FFFD; high bytes under the default repertoire are read as Latin-1.
 */
export function decodeIso2022(bytes: Buffer, vr: string, { initial }: CodeExtensions): DecodedValue[] {
  const values: DecodedValue[] = [];
  let { g0, g1 } = initial;
  // Writers forget to designate G1 again after a delimiter; with nothing to fall back on, the last one goes on.
  let lastG1 = g1;
  let start = 0;
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === ESC) {
      const escape = escapeAt(bytes, at + 1);
      if (escape === undefined) {
        text += REPLACEMENT;
        at += 1;
        continue;
      }
      if (escape.side === 'g0') g0 = codeSet(escape.set);
      else lastG1 = g1 = codeSet(escape.set);
      at += 1 + escape.bytes.length;
    } else if (byte < 0x20 || (byte === 0x20 && g0.width === 2) || byte === 0x7f) {
      if (byte < 0x20) ({ g0, g1 } = initial);
      text += String.fromCharCode(byte);
      at += 1;
    } else if (byte < 0x80 && g0.width === 1 && isDelimiter(byte, vr)) {
      ({ g0, g1 } = initial);
      at += 1;
      if (byte === BACKSLASH) {
        values.push({ start, end: at - 1, text });
        start = at;
        text = '';
      } else {
        text += String.fromCharCode(byte);
      }
    } else {
      const set = byte < 0x80 ? g0 : (g1 ?? lastG1);
      const read = characterAt(bytes, at, set);
      text += read.text;
      at += read.width;
    }
  }
  values.push({ start, end: bytes.length, text });
  return values;
}

function escapeAt(bytes: Buffer, at: number): Escape | undefined {
  return ESCAPES.find((escape) => escape.bytes.every((byte, index) => bytes[at + index] === byte));
}

function characterAt(bytes: Buffer, at: number, set: CodeSet | undefined): { text: string; width: number } {
  const byte = bytes[at] ?? 0;
  if (set === undefined) return { text: String.fromCharCode(byte), width: 1 };
  const high = byte & 0x80;
  if (set.width === 1) return { text: character(set, byte & 0x7f), width: 1 };
  const second = bytes[at + 1] ?? 0;
  // A second byte of the other half belongs to what follows: only the first is lost.
  if ((second & 0x80) !== high || (second & 0x7f) < 0x21) return { text: REPLACEMENT, width: 1 };
  return { text: character(set, ((byte & 0x7f) << 8) | (second & 0x7f)), width: 2 };
}

function character(set: CodeSet, code: number): string {
  const point = set.characters[code] ?? 0;
  return point === 0 ? REPLACEMENT : String.fromCodePoint(point);
}

/**
 * Encodes text with the initial designation where it serves and an escape to a listed set where it does not; back to the
 * initial designation before every delimiter, control character and the end (PS3.5 6.1.2.5.3). Undefined where a
 * character is in none of the sets.
 */
export function encodeIso2022(
  text: string,
  vr: string,
  { initial, extensions }: CodeExtensions,
): Buffer | undefined {
  const out: number[] = [];
  let { g0, g1 } = initial;

  const restore = () => {
    if (g0 !== initial.g0) writeEscape(out, 'g0', initial.g0.name);
    if (g1 !== initial.g1 && initial.g1 !== undefined) writeEscape(out, 'g1', initial.g1.name);
    ({ g0, g1 } = initial);
  };

  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    if (point === ESC) return undefined;
    if (point < 0x20 || (point < 0x80 && isDelimiter(point, vr))) {
      restore();
      out.push(point);
      continue;
    }
    if (writeCharacter(out, point, vr, g0, g1)) continue;
    if (initial.g0.codes.has(point) && g0 !== initial.g0) {
      writeEscape(out, 'g0', initial.g0.name);
      g0 = initial.g0;
    } else if (initial.g1?.codes.has(point) === true && g1 !== initial.g1) {
      writeEscape(out, 'g1', initial.g1.name);
      g1 = initial.g1;
    } else {
      const escape = extensions.find(({ set }) => codeSet(set).codes.has(point));
      if (escape === undefined) return undefined;
      out.push(ESC, ...escape.bytes);
      if (escape.side === 'g0') g0 = codeSet(escape.set);
      else g1 = codeSet(escape.set);
    }
    if (!writeCharacter(out, point, vr, g0, g1)) return undefined;
  }
  restore();
  return Buffer.from(out);
}

function writeEscape(out: number[], side: 'g0' | 'g1', set: CodeSetName): void {
  const escape = ESCAPES.find((candidate) => candidate.side === side && candidate.set === set);
  if (escape !== undefined) out.push(ESC, ...escape.bytes);
}

function writeCharacter(
  out: number[],
  point: number,
  vr: string,
  g0: CodeSet,
  g1: CodeSet | undefined,
): boolean {
  const low = g0.codes.get(point);
  if (low !== undefined) {
    if (g0.width === 2) out.push(low >>> 8, low & 0xff);
    // The yen sign of JIS X 0201 has the code that divides values.
    else if (isDelimiter(low, vr)) return false;
    else out.push(low);
    return true;
  }
  const high = g1?.codes.get(point);
  if (high === undefined) return false;
  if (g1?.width === 2) out.push((high >>> 8) | 0x80, (high & 0xff) | 0x80);
  else out.push(high | 0x80);
  return true;
}
