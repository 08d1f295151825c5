import { foldText } from '../text/words.js';
import type { Script } from './needle-index.js';

/**
 * Ways to read bytes whose character set nobody states, or states wrongly. Each gives text-like runs only, so that numbers and
 * compressed bytes cost little.
 */

/** A single-byte character set as two tables: the folded unit of each byte, and the second one of those that fold to two. */
interface SingleByteSet {
  readonly first: Uint16Array;
  readonly second: Uint16Array;
}

const LATIN_SETS = ['iso-8859-1', 'iso-8859-2', 'iso-8859-3', 'iso-8859-4', 'windows-1254', 'windows-1250'];
const SETS_OF_SCRIPT: Readonly<Record<Script, readonly string[]>> = {
  cyrillic: ['iso-8859-5', 'windows-1251', 'koi8-r'],
  greek: ['iso-8859-7'],
  hebrew: ['iso-8859-8'],
  arabic: ['iso-8859-6', 'windows-1256'],
  thai: ['windows-874'],
  eastAsian: [],
  other: [],
};

const loaded = new Map<string, SingleByteSet>();

function singleByteSet(label: string): SingleByteSet {
  let set = loaded.get(label);
  if (set === undefined) {
    const first = new Uint16Array(256);
    const second = new Uint16Array(256);
    const decoder = new TextDecoder(label);
    for (let byte = 0; byte < 256; byte += 1) {
      const folded = foldText(decoder.decode(Uint8Array.of(byte)));
      first[byte] = folded === '' ? 0 : folded.charCodeAt(0);
      second[byte] = folded.length > 1 ? folded.charCodeAt(1) : 0;
    }
    set = { first, second };
    loaded.set(label, set);
  }
  return set;
}

/** Told of `length` folded units at the beginning of `units`. */
type OnUnits = (units: Uint16Array, length: number) => void;

const BREAK = 0;
const SEPARATOR = 1;
const LETTER = 2;
const BEYOND_ASCII = 3;

/** What of a name in a single-byte set a byte can be; digits and other signs break a run. */
const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return BEYOND_ASCII;
  const small = byte | 0x20;
  if (small >= 0x61 && small <= 0x7a) return LETTER;
  return " -'.,^=".includes(String.fromCharCode(byte)) && byte !== 0 ? SEPARATOR : BREAK;
});

/**
 * Text-like bytes with some beyond ASCII, read by each single-byte character set that could hold the needles.
 * @param minBytes length of the shortest run to look at
 */
export function singleByteRuns(
  bytes: Buffer,
  scripts: ReadonlySet<Script>,
  minBytes: number,
  onUnits: OnUnits,
): void {
  const labels = [...LATIN_SETS, ...[...scripts].flatMap((script) => SETS_OF_SCRIPT[script])];
  // Latin names are letters of ASCII for the most part, and what is not lies in the upper half of the table.
  const isLatin = scripts.size === 0;
  let units = new Uint16Array(256);
  for (let start = 0; start < bytes.length; start += 1) {
    let at = start;
    let beyond = 0;
    let letters = 0;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      const what = CLASSES[byte];
      if (what === BREAK || (isLatin && byte >= 0x80 && byte < 0xa0)) break;
      if (what === BEYOND_ASCII) beyond += 1;
      else if (what === LETTER) letters += 1;
    }
    if (beyond > 0 && at - start >= minBytes && (!isLatin || letters >= 2)) {
      if (units.length < 2 * (at - start)) units = new Uint16Array(4 * (at - start));
      for (const label of labels) {
        const length = foldRun(bytes, start, at, singleByteSet(label), units);
        onUnits(units, length);
      }
    }
    start = at;
  }
}

/** @returns how many units the bytes [start, end) fold to */
function foldRun(
  bytes: Buffer,
  start: number,
  end: number,
  { first, second }: SingleByteSet,
  units: Uint16Array,
): number {
  let length = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const unit = first[byte] ?? 0;
    if (unit === 0) continue;
    units[length] = unit;
    length += 1;
    const next = second[byte] ?? 0;
    if (next === 0) continue;
    units[length] = next;
    length += 1;
  }
  return length;
}

/**
 * Runs of well-formed UTF-8 without control characters that hold more than ASCII.
 * @param minBytes length of the shortest run to look at
 */
export function* utf8Runs(bytes: Buffer, minBytes: number): Generator<string> {
  let at = 0;
  while (at < bytes.length) {
    const start = at;
    let hasMore = false;
    while (at < bytes.length) {
      const size = utf8Size(bytes, at);
      if (size === 0) break;
      if (size > 1) hasMore = true;
      at += size;
    }
    if (hasMore && at - start >= minBytes) yield bytes.toString('utf8', start, at);
    if (at === start) at += 1;
  }
}

/** Bytes of the UTF-8 character at an offset; 0 where there is none, or a control character. */
function utf8Size(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return lead >= 0x20 && lead !== 0x7f ? 1 : lead >= 0x09 && lead <= 0x0d ? 1 : 0;
  const size =
    lead >= 0xc2 && lead <= 0xdf
      ? 2
      : lead >= 0xe0 && lead <= 0xef
        ? 3
        : lead >= 0xf0 && lead <= 0xf4
          ? 4
          : 0;
  for (let index = 1; index < size; index += 1) {
    if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return size;
}

/** UTF-16 of both byte orders from an offset on: for the surroundings of what looks like it. */
export function* utf16Texts(bytes: Buffer, start: number, end: number): Generator<string> {
  for (const from of [start, start + 1]) {
    const even = bytes.subarray(from, from + ((end - from) & ~1));
    if (even.length < 4) continue;
    yield even.toString('utf16le');
    yield Buffer.from(even).swap16().toString('utf16le');
  }
}
