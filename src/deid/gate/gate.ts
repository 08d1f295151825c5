import { inflateRawSync } from 'node:zlib';
import { characterSet, type CharacterSet } from '../../dicom/charset.js';
import { DEFAULT_INSTANCE_LIMITS, type DataSetLocation } from '../../dicom/instance.js';
import { encodingOf } from '../../dicom/part10.js';
import { memorySource, type ByteSource } from '../../dicom/source.js';
import { LetheError } from '../../errors.js';
import { documentText } from '../documents/document-text.js';
import type { Needle } from '../identity/needles.js';
import type { IdentityKind } from '../text/span.js';
import { foldText, foldWithOffsets } from '../text/words.js';
import { LayoutReader, type Layout } from './layout.js';
import { NeedleIndex, type Pattern } from './needle-index.js';
import { OUTERMOST, SegmentList, type Segment } from './segments.js';
import { singleByteRuns, utf16Texts, utf8Runs } from './views.js';

/** Where identity is left in an output. Never says what it is. */
export interface ResidueHit {
  /** As in a trace, `(0040,0275)[1]/(0008,0050)`, or a name such as `preamble` or `(7FE0,0010) fragment 3 APP1`. */
  readonly path: string;
  readonly kind: IdentityKind;
}

const ENCAPSULATED_DOCUMENT = 0x00420011;
const RLE_LOSSLESS = '1.2.840.10008.1.2.5';
const PREAMBLE_BYTES = 128;
const META_OFFSET = 132;
const CHUNK_BYTES = 1024 * 1024;
/** Values longer than this are looked through in ASCII, UTF-16 and their own character set, but in no other. */
const MAX_GUESSED_BYTES = 16 * 1024 * 1024;
const MIN_RUN_BYTES = 3;
/** Values of these are numbers of a fixed size: beyond ASCII and UTF-16 nothing is read into them. */
const NUMBER_VRS = new Set(['AT', 'FD', 'FL', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);
const MAX_TEXT_BYTES = 64 * 1024 * 1024;
/** An instance with so much left in it is not told of in more detail. */
const MAX_HITS = 64;

/**
 * Searches all bytes of a written instance for what must not be in it: preamble, file meta information, values of every VR at
 * every depth, padding, deflated data, what in a compressed frame is not coded image data, and what follows the pixels.
 *
 * The samples themselves are not searched: neither coded image data nor as many bytes of native pixel data as the data set
 * says there are; nor are long lists of decimal numbers (contours, doses). Text is read in its character set and, like all other bytes, as ASCII, Latin and other single-byte sets,
 * UTF-8, UTF-16 and the East Asian encodings. In binary values a needle counts only where it is too long to stand there by chance.
 *
 * @param where the data set of a Part 10 file, as its writer tells, with its transfer syntax
 * @returns one hit for each place and kind; none means that the instance may leave
 * @throws LetheError `DATA_SET_MALFORMED` or `DATA_SET_LIMIT` when a deflated data set cannot be inflated, `TRANSFER_SYNTAX_UNKNOWN`
 */
export function searchResidue(
  source: ByteSource,
  where: DataSetLocation,
  needles: readonly Needle[],
): readonly ResidueHit[] {
  const index = indexOf(needles);
  if (index.isEmpty) return [];
  const search = new ResidueSearch(index);
  const { explicitVr, littleEndian, deflated } = encodingOf(where.transferSyntaxUid);
  const encoding = { explicitVr, littleEndian, rle: where.transferSyntaxUid === RLE_LOSSLESS };
  const outer = new LayoutReader(source, encoding);
  const { dataSetOffset } = where;
  if (dataSetOffset >= META_OFFSET) {
    outer.bytes(0, PREAMBLE_BYTES, 'preamble');
    outer.dataSet(META_OFFSET, dataSetOffset, true);
  } else {
    outer.bytes(0, dataSetOffset, 'preamble');
  }
  if (!deflated) outer.dataSet(dataSetOffset, source.size);
  else {
    const { bytes, consumed } = inflate(source, dataSetOffset);
    const inner = memorySource(bytes);
    const reader = new LayoutReader(inner, encoding);
    reader.dataSet(0, inner.size);
    search.run(inner, reader.finish());
    // The deflated bytes themselves are searched too.
    outer.bytes(dataSetOffset, dataSetOffset + consumed, 'deflated data set', 'coded');
    outer.bytes(dataSetOffset + consumed, source.size, 'trailing bytes');
  }
  search.run(source, outer.finish());
  return search.hits;
}

/** Whether a needle stands in some bytes, of which nothing else is known. */
export function searchBytes(bytes: Buffer, needles: readonly Needle[]): boolean {
  const index = indexOf(needles);
  if (index.isEmpty) return false;
  const search = new ResidueSearch(index);
  search.run(memorySource(bytes), layoutOf(bytes, 'bytes'));
  return search.hits.length > 0;
}

function layoutOf(bytes: Buffer, path: string): Layout {
  const segments = new SegmentList();
  segments.add(
    { tag: 0, start: 0, end: bytes.length, role: 'binary', vr: 'OB', characterSet: '' },
    OUTERMOST,
    { kind: 'name', name: path },
  );
  return { segments, samples: [], joined: [] };
}

const indexes = new WeakMap<readonly Needle[], NeedleIndex>();

function indexOf(needles: readonly Needle[]): NeedleIndex {
  let index = indexes.get(needles);
  if (index === undefined) {
    index = new NeedleIndex(needles);
    indexes.set(needles, index);
  }
  return index;
}

function inflate(source: ByteSource, offset: number): { bytes: Buffer; consumed: number } {
  const deflated = source.read(offset, source.size - offset);
  try {
    const maxOutputLength = DEFAULT_INSTANCE_LIMITS.maxInflatedBytes;
    // With `info` the engine comes with the bytes, and knows how much of the input they took; the types do not say so.
    const { buffer, engine } = inflateRawSync(deflated, { maxOutputLength, info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { bytes: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new LetheError(
      isTooLarge ? 'DATA_SET_LIMIT' : 'DATA_SET_MALFORMED',
      'the deflated data set that was written cannot be inflated',
      { cause: error },
    );
  }
}

/** Bits of chance that one place in a million of values may be taken for a needle. */
const CHANCE_BITS = 20;
/** What a printable neighbour says against chance, where three in eight bytes are printable. */
const NEIGHBOUR_BITS = 1.4;
const MAX_NEIGHBOURS = 16;
/** The same for single-byte sets that are guessed at. */
const GUESSED_SHARE = 0.65;
const GUESSED_NEIGHBOUR_BITS = 0.7;

/** Longer values of DS and IS are lists of coordinates, doses and the like. */
const MAX_NUMBER_BYTES = 512;
const NUMBER_CHARACTERS = new Uint8Array(256);
for (const character of '0123456789+-.eE\\ \u0000') NUMBER_CHARACTERS[character.charCodeAt(0)] = 1;

/** Long values in which nothing but numbers stands: any ID of digits may occur in them by chance, and no name can. */
function numberLists(source: ByteSource, segments: SegmentList): { start: number; end: number }[] {
  const lists = [];
  for (let index = 0; index < segments.length; index += 1) {
    const start = segments.start(index);
    const end = segments.end(index);
    if (end - start <= MAX_NUMBER_BYTES || end - start > CHUNK_BYTES) continue;
    const { vr } = segments.at(index);
    if ((vr === 'DS' || vr === 'IS') && holdsNumbersAlone(source.read(start, end - start)))
      lists.push({ start, end });
  }
  return lists;
}

function holdsNumbersAlone(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (NUMBER_CHARACTERS[bytes[at] ?? 0] !== 1) return false;
  return true;
}

class ResidueSearch {
  readonly #index: NeedleIndex;
  readonly #found = new Map<string, ResidueHit>();

  constructor(index: NeedleIndex) {
    this.#index = index;
  }

  get hits(): readonly ResidueHit[] {
    return [...this.#found.values()];
  }

  run(source: ByteSource, layout: Layout): void {
    const suspects = new Set<number>();
    let at = 0;
    const end = { start: source.size, end: source.size };
    const skipped = [...layout.samples, ...numberLists(source, layout.segments), end];
    for (const samples of skipped.sort((a, b) => a.start - b.start)) {
      this.#searchBytes(source, at, samples.start, layout.segments, suspects);
      at = Math.max(at, samples.end);
    }
    for (const { bytes, path } of layout.joined) this.run(memorySource(bytes), layoutOf(bytes, path));
    const always = this.#index.scripts.size > 0;
    for (let index = 0; index < layout.segments.length; index += 1) {
      if (this.#found.size >= MAX_HITS) return;
      const isDocument = layout.segments.tag(index) === ENCAPSULATED_DOCUMENT;
      if (!always && !isDocument && !suspects.has(index)) continue;
      const segment = layout.segments.at(index);
      if (suspects.has(index) && segment.role !== 'coded' && !NUMBER_VRS.has(segment.vr))
        this.#searchDecoded(source, segment);
      if (isDocument) this.#searchDocument(source, segment);
      if (always && segment.role === 'binary' && !NUMBER_VRS.has(segment.vr))
        this.#searchWide(source, segment);
    }
  }

  /** Bytes as ASCII in any case and as they are, and the UTF-16 of Latin text among them. */
  #searchBytes(
    source: ByteSource,
    start: number,
    end: number,
    segments: SegmentList,
    suspects: Set<number>,
  ): void {
    const overlap = 2 * this.#index.longest + 64;
    for (let at = start; at < end;) {
      const bytes = source.read(at, Math.min(CHUNK_BYTES, end - at));
      this.#searchChunk(bytes, at, segments, suspects);
      if (bytes.length === 0 || at + bytes.length >= end) return;
      at += Math.max(1, bytes.length - overlap);
    }
  }

  #searchChunk(bytes: Buffer, offset: number, segments: SegmentList, suspects: Set<number>): void {
    const units = sharedUnits(bytes.length);
    const { length } = bytes;
    let wideUntil = 0;
    let segmentAt = segments.firstEndingAfter(offset);
    const count = segments.length;
    let segmentStart = 0;
    let segmentEnd = 0;
    let isSuspect = false;
    for (let at = 0; at < length; at += 1) {
      const byte = bytes[at] ?? 0;
      units[at] = LOWER_CASE[byte] ?? 0;
      if (byte === 0) {
        if (at >= 2 && bytes[at - 2] === 0 && at >= wideUntil && isWideText(bytes, at))
          wideUntil = this.#searchNear(bytes, offset, at, segments);
      } else if (byte >= 0x80 || byte === 0x1b) {
        if (offset + at >= segmentEnd) {
          while (segmentAt < count && segments.end(segmentAt) <= offset + at) segmentAt += 1;
          segmentStart = segmentAt < count ? segments.start(segmentAt) : Infinity;
          segmentEnd = segmentAt < count ? segments.end(segmentAt) : Infinity;
          isSuspect = false;
        }
        if (!isSuspect && segmentStart <= offset + at) {
          suspects.add(segmentAt);
          isSuspect = true;
        }
      }
    }
    this.#index.scan(units, length, 'both', (pattern, start, matchEnd) => {
      this.#judgeBytes(bytes, offset, pattern, start, matchEnd, segments);
    });
  }

  #judgeBytes(
    bytes: Buffer,
    offset: number,
    pattern: Pattern,
    start: number,
    end: number,
    segments: SegmentList,
  ): void {
    const segment = segments.around(offset + start);
    const isText = segment?.role === 'text';
    // Bytes of an East Asian encoding in a text that states its own: the decoded text decides.
    if (pattern.form === 'bytes' && isText && segment.characterSet !== '') return;
    const before =
      segment !== undefined && offset + start <= segment.start
        ? undefined
        : start > 0
          ? bytes[start - 1]
          : undefined;
    const after = segment !== undefined && offset + end >= segment.end ? undefined : bytes[end];
    if (pattern.form === 'folded') {
      // Beside a byte beyond ASCII only the decoded text can tell where a word ends.
      if (isText && ((before ?? 0) >= 0x80 || (after ?? 0) >= 0x80)) return;
      const first = bytes[start] ?? 0;
      const last = bytes[end - 1] ?? 0;
      if (
        !isBounded(
          pattern.needle.boundary,
          byteClass(before),
          byteClass(first),
          byteClass(last),
          byteClass(after),
        )
      )
        return;
    }
    if (!isText && this.#isChance(bytes, pattern, start, end, segment)) return;
    this.#report(segment, segments, offset + start, pattern.needle.kind);
  }

  /** Whether a needle may well stand in so many random bytes. Text around it speaks against that. */
  #isChance(
    bytes: Buffer,
    { bits }: Pattern,
    start: number,
    end: number,
    segment: Segment | undefined,
  ): boolean {
    const places = segment === undefined ? 16 : segment.end - segment.start;
    const needed = Math.log2(Math.max(2, places)) + CHANCE_BITS;
    if (bits >= needed) return false;
    const from = segment === undefined ? 0 : Math.max(0, start - MAX_NEIGHBOURS);
    let neighbours = 0;
    for (let at = start - 1; at >= from && isTextByte(bytes[at]); at -= 1) neighbours += 1;
    for (let at = end; at < Math.min(bytes.length, end + MAX_NEIGHBOURS) && isTextByte(bytes[at]); at += 1)
      neighbours += 1;
    return bits + neighbours * NEIGHBOUR_BITS < needed;
  }

  /** @returns up to where the UTF-16 around a place has been read */
  #searchNear(bytes: Buffer, offset: number, at: number, segments: SegmentList): number {
    const reach = 2 * this.#index.longest + 16;
    const start = Math.max(0, at - 3 - reach);
    const end = Math.min(bytes.length, at + 2 * reach);
    for (const text of utf16Texts(bytes, start, end)) {
      this.#searchWideText(text, (pattern) => {
        // Three letters with zeros between them are there: what remains of chance is small.
        if (pattern.length < 3) return;
        this.#report(segments.around(offset + at), segments, offset + at, pattern.needle.kind);
      });
    }
    return at + reach;
  }

  /** UTF-16 of scripts that have no zero bytes. */
  #searchWide(source: ByteSource, segment: Segment): void {
    const size = Math.min(segment.end - segment.start, MAX_GUESSED_BYTES);
    if (size < 4) return;
    const bytes = source.read(segment.start, size);
    const floor = Math.log2(size) + CHANCE_BITS;
    for (const text of utf16Texts(bytes, 0, bytes.length)) {
      this.#searchWideText(text, (pattern) => {
        if (pattern.bits >= floor) this.#note(segment.path(), pattern.needle.kind);
      });
    }
  }

  /** What a document says in compressed or escaped form. */
  #searchDocument(source: ByteSource, segment: Segment): void {
    const size = Math.min(segment.end - segment.start, MAX_TEXT_BYTES);
    this.#searchText(documentText(source.read(segment.start, size), ''), ({ needle }) => {
      this.#note(`${segment.path()} text`, needle.kind);
    });
  }

  #searchDecoded(source: ByteSource, segment: Segment): void {
    const size = segment.end - segment.start;
    const isText = segment.role === 'text';
    const bytes = source.read(segment.start, Math.min(size, isText ? MAX_TEXT_BYTES : MAX_GUESSED_BYTES));
    const path = () => segment.path();
    if (isText || size <= CHUNK_BYTES) {
      const decode = characterSetOf(segment.characterSet);
      if (isText || decode.terms.length > 1)
        this.#searchText(decode.decode(bytes, isText ? segment.vr : 'UT'), ({ needle, bits }) => {
          if (isText || bits >= CHANCE_BITS) this.#note(path(), needle.kind);
        });
    }
    if (size > MAX_GUESSED_BYTES) return;
    const floor = isText ? 0 : Math.log2(Math.max(2, size)) + CHANCE_BITS;
    const judge = ({ needle, bits }: Pattern, matched: number, around: number): void => {
      const neighbours = Math.min(2 * MAX_NEIGHBOURS, around - matched);
      if (bits + neighbours * NEIGHBOUR_BITS >= floor) this.#note(path(), needle.kind);
    };
    // In so many random bytes a shorter run says nothing, whatever it says.
    const minBytes = Math.max(MIN_RUN_BYTES, Math.ceil(floor / 8));
    for (const text of utf8Runs(bytes, minBytes)) {
      this.#searchText(text, (pattern, start, end, length) => {
        judge(pattern, end - start, length);
      });
    }
    // What is text in its own character set is not guessed at, where that set can be believed.
    if (isText && characterSetOf(segment.characterSet).known && segment.characterSet.trim() !== '') return;
    singleByteRuns(bytes, this.#index.scripts, minBytes, (units, length) => {
      this.#index.scan(units, length, 'folded', (pattern, start, end) => {
        if (!isBoundedIn(units, length, pattern, start, end)) return;
        const around = Math.min(2 * MAX_NEIGHBOURS, length - (end - start));
        // Each letter is one of many bytes when so many sets are tried, and three bytes in five may stand in a run.
        if (pattern.bits * GUESSED_SHARE + around * GUESSED_NEIGHBOUR_BITS >= floor)
          this.#note(path(), pattern.needle.kind);
      });
    });
  }

  #searchText(
    text: string,
    onMatch: (pattern: Pattern, start: number, end: number, length: number) => void,
  ): void {
    const folded = foldText(text);
    const units = textUnitsOf(folded);
    this.#index.scan(units, folded.length, 'folded', (pattern, start, end) => {
      if (isBoundedIn(units, folded.length, pattern, start, end)) onMatch(pattern, start, end, folded.length);
    });
  }

  /** As `#searchText`, where what stands beside a match may be no text, but bytes that make some letter by chance. */
  #searchWideText(text: string, onMatch: (pattern: Pattern) => void): void {
    const { folded, offsets } = foldWithOffsets(text);
    const units = textUnitsOf(folded);
    this.#index.scan(units, folded.length, 'folded', (pattern, start, end) => {
      const before = text.charCodeAt((offsets[start] ?? 0) - 1);
      const after = text.charCodeAt(offsets[end] ?? text.length);
      const first = units[start] ?? 0;
      const last = units[end - 1] ?? 0;
      // A neighbour counts where it is of the same 256 characters as the edge, as those of one script are.
      const classBeside = (unit: number, edge: number): number =>
        unit >> 8 === edge >> 8 && !Number.isNaN(unit) ? unitClass(unit) : NO_CHARACTER;
      const { boundary } = pattern.needle;
      if (
        isBounded(
          boundary,
          classBeside(before, first),
          unitClass(first),
          unitClass(last),
          classBeside(after, last),
        )
      )
        onMatch(pattern);
    });
  }

  #report(segment: Segment | undefined, segments: SegmentList, position: number, kind: IdentityKind): void {
    this.#note(segment === undefined ? headerPath(segments, position) : segment.path(), kind);
  }

  #note(path: string, kind: IdentityKind): void {
    if (this.#found.size < MAX_HITS) this.#found.set(`${kind} ${path}`, { path, kind });
  }
}

/** What stands between values is the header of the next. */
function headerPath(segments: SegmentList, position: number): string {
  const next = segments.firstEndingAfter(position);
  return next < segments.length ? `the header of ${segments.at(next).path()}` : 'the end of the data set';
}

const NO_CHARACTER = 0;
const LETTER = 1;
const DIGIT = 2;

function byteClass(byte: number | undefined): number {
  if (byte === undefined) return NO_CHARACTER;
  if (byte >= 0x30 && byte <= 0x39) return DIGIT;
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) ? LETTER : NO_CHARACTER;
}

function unitClass(unit: number | undefined): number {
  if (unit === undefined || unit < 0x80) return byteClass(unit);
  return /\p{L}/u.test(String.fromCharCode(unit)) ? LETTER : NO_CHARACTER;
}

/** Whether what stands on either side ends a word, or a number. */
function isBounded(
  boundary: Needle['boundary'],
  before: number,
  first: number,
  last: number,
  after: number,
): boolean {
  if (boundary === 'none') return true;
  if (boundary === 'digits') return before !== DIGIT && after !== DIGIT;
  return endsWord(first, before) && endsWord(last, after);
}

/** A name may be followed by a number (`SMITH2`), a number belongs with the letters that it stands beside. */
function endsWord(edge: number, neighbour: number): boolean {
  return neighbour === NO_CHARACTER || (edge === LETTER && neighbour === DIGIT);
}

function isBoundedIn(
  units: Uint16Array,
  length: number,
  { needle }: Pattern,
  start: number,
  end: number,
): boolean {
  return isBounded(
    needle.boundary,
    unitClass(start > 0 ? units[start - 1] : undefined),
    unitClass(units[start]),
    unitClass(units[end - 1]),
    unitClass(end < length ? units[end] : undefined),
  );
}

function isTextByte(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x20 && byte <= 0x7e) || byte === 0x0a || byte === 0x0d);
}

/** Called where a byte and the last but one are zero: whether letters or digits stand between and on both sides. */
function isWideText(bytes: Buffer, at: number): boolean {
  return (
    byteClass(bytes[at - 1]) !== NO_CHARACTER &&
    byteClass(bytes[at - 3]) !== NO_CHARACTER &&
    byteClass(bytes[at + 1]) !== NO_CHARACTER
  );
}

/** Each byte with the capital letters of ASCII made small. */
const LOWER_CASE = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

const characterSets = new Map<string, CharacterSet>();
const MAX_CHARACTER_SETS = 100;

function characterSetOf(value: string): CharacterSet {
  let set = characterSets.get(value);
  if (set === undefined) {
    set = characterSet(value.replace(/[ \0]+$/, '').split('\\'));
    if (characterSets.size < MAX_CHARACTER_SETS) characterSets.set(value, set);
  }
  return set;
}

let byteUnits = new Uint16Array(0);
let textUnits = new Uint16Array(0);

/** One for the thread, which searches one instance at a time. */
function sharedUnits(length: number): Uint16Array {
  if (byteUnits.length < length) byteUnits = new Uint16Array(length);
  return byteUnits;
}

function textUnitsOf(text: string): Uint16Array {
  if (textUnits.length < text.length) textUnits = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at += 1) textUnits[at] = text.charCodeAt(at);
  return textUnits;
}
