import { lookupTag } from '../../dicom/dictionary.js';
import type { ByteSource } from '../../dicom/source.js';
import { isTextVr } from '../../dicom/vr.js';
import { beginsCodestream, readCodestream, readRle, type Codestream } from './codestream.js';
import { OUTERMOST, SegmentList, type DataSetNumber, type Label, type SegmentRole } from './segments.js';

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What of a file holds what. Both lists are in the order of the file; what neither names is headers of elements. */
export interface Layout {
  readonly segments: SegmentList;
  /** Coded or native pixel samples. */
  readonly samples: readonly ByteRange[];
  /** What is cut by the end of a fragment, as one. */
  readonly joined: readonly { readonly bytes: Buffer; readonly path: string }[];
}

export interface LayoutEncoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
  readonly rle: boolean;
}

const MAX_DEPTH = 64;
const MAX_ELEMENTS = 1_000_000;
/** A frame with more bytes is not read into memory; it is searched as a stream. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024;
const WINDOW_BYTES = 64 * 1024;
const UNDEFINED_LENGTH = 0xffffffff;

const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const PIXEL_DATA = 0x7fe00010;
const FLOAT_PIXEL_DATA = 0x7fe00008;
const DOUBLE_PIXEL_DATA = 0x7fe00009;
const CHARACTER_SET = 0x00080005;

const OFFSET_TABLE: Label = { kind: 'part', part: () => 'offset table' };
const AFTER_THE_PIXELS: Label = { kind: 'part', part: () => 'after the pixels' };

/** What two letters in a header say: the VRs with a 16-bit length in explicit VR (PS3.5 section 7.1.2); all others have 32 bits. */
const SHORT_VRS = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));

interface Vr {
  readonly name: string;
  readonly isShort: boolean;
  readonly isText: boolean;
}

const VRS = new Map<number, Vr>();

/** By the two bytes of a header; undefined where they are no capital letters. */
function vrOf(first: number, second: number): Vr | undefined {
  if (first < 0x41 || first > 0x5a || second < 0x41 || second > 0x5a) return undefined;
  const code = first * 256 + second;
  let vr = VRS.get(code);
  if (vr === undefined) {
    vr = vrNamed(String.fromCharCode(first, second));
    VRS.set(code, vr);
  }
  return vr;
}

function vrNamed(name: string): Vr {
  return { name, isShort: SHORT_VRS.has(name), isText: isTextVr(name) };
}

const UN = vrNamed('UN');

/** The attributes that say how many bytes native pixel data has (PS3.5 section 8.1.1), with their tags. */
interface Geometry {
  rows: number;
  columns: number;
  samplesPerPixel: number;
  bitsAllocated: number;
  frames: number;
  photometricInterpretation: string;
}

interface Scope {
  readonly dataSet: DataSetNumber;
  characterSet: string;
  readonly geometry: Geometry;
}

/** The bytes at a position are not an element or an item. */
class Unreadable extends Error {
  readonly position: number;

  constructor(position: number) {
    super('not an element');
    this.position = position;
  }
}

/**
 * Reads how a data set is laid out, for the release gate alone: it shares no code with the parser that the output was made by,
 * and takes what it cannot read as bytes to search.
 */
export class LayoutReader {
  readonly #source: ByteSource;
  readonly #encoding: LayoutEncoding;
  readonly #segments = new SegmentList();
  readonly #samples: ByteRange[] = [];
  readonly #joined: { bytes: Buffer; path: string }[] = [];
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  #count = 0;

  constructor(source: ByteSource, encoding: LayoutEncoding) {
    this.#source = source;
    this.#encoding = encoding;
  }

  /** Takes bytes as they are, under a name. */
  bytes(start: number, end: number, path: string, role: SegmentRole = 'binary'): void {
    this.#add(0, start, end, role, 'UN', '', OUTERMOST, { kind: 'name', name: path });
  }

  /** Reads [start, end) as a data set. */
  dataSet(start: number, end: number, explicitLittle = false): void {
    const scope = newScope(OUTERMOST, '');
    const encoding = explicitLittle ? { explicitVr: true, littleEndian: true, rle: false } : this.#encoding;
    try {
      this.#elements(start, end, false, encoding, scope, 0);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const from = Math.max(
        start,
        error.position,
        this.#segments.end(this.#segments.length - 1),
        this.#samples.at(-1)?.end ?? 0,
      );
      const isAfterPixels = this.#samples.length > 0 && from >= (this.#samples.at(-1)?.end ?? 0);
      this.bytes(from, end, isAfterPixels ? 'trailing bytes' : `bytes from ${String(from)}`);
    }
  }

  finish(): Layout {
    return { segments: this.#segments, samples: this.#samples, joined: this.#joined };
  }

  /** @returns where the elements end, after the delimiter where there is one */
  #elements(
    start: number,
    end: number,
    open: boolean,
    encoding: LayoutEncoding,
    scope: Scope,
    depth: number,
  ): number {
    let at = start;
    let previous = 0;
    while (at < end) {
      if (at + 8 > end) throw new Unreadable(at);
      const tag = this.#tag(at, encoding);
      if (tag === ITEM_DELIMITATION && depth > 0) return at + 8;
      // Nothing follows the pixels in the order of tags but padding and signatures: what does is no data set.
      if (depth === 0 && previous >= PIXEL_DATA && tag < previous) throw new Unreadable(at);
      at = this.#element(at, end, tag, encoding, scope, depth);
      previous = tag;
    }
    if (open) throw new Unreadable(at);
    return at;
  }

  #element(
    start: number,
    end: number,
    tag: number,
    encoding: LayoutEncoding,
    scope: Scope,
    depth: number,
  ): number {
    this.#count += 1;
    if (this.#count > MAX_ELEMENTS || tag >>> 16 === 0xfffe) throw new Unreadable(start);
    let vr = encoding.explicitVr ? vrOf(this.#byte(start + 4), this.#byte(start + 5)) : undefined;
    let valueStart = start + 8;
    let length: number;
    if (vr === undefined) {
      const name = lookupTag(tag)?.vr ?? 'UN';
      vr = vrOf(name.charCodeAt(0), name.charCodeAt(1)) ?? UN;
      length = this.#uint32(start + 4, encoding);
      if (encoding.explicitVr && length !== UNDEFINED_LENGTH && valueStart + length > end)
        length = this.#uint16(start + 6, encoding);
    } else if (vr.isShort) {
      length = this.#uint16(start + 6, encoding);
    } else {
      if (start + 12 > end) throw new Unreadable(start);
      valueStart = start + 12;
      length = this.#uint32(start + 8, encoding);
    }
    if (length === UNDEFINED_LENGTH) {
      if (isPixels(tag) && vr.name !== 'SQ') return this.#fragments(valueStart, end, encoding, scope);
      if (vr.name !== 'SQ' && vr.name !== 'UN') throw new Unreadable(start);
      const inside =
        vr.name === 'UN' && encoding.explicitVr
          ? { explicitVr: false, littleEndian: true, rle: false }
          : encoding;
      return this.#items(valueStart, end, true, inside, scope, tag, depth);
    }
    const valueEnd = valueStart + length;
    if (valueEnd > end) throw new Unreadable(start);
    if (vr.name === 'SQ' || (vr.name === 'UN' && length >= 8)) {
      if (length === 0) return valueEnd;
      if (this.#itemsWithin(valueStart, valueEnd, vr.name, encoding, scope, tag, depth)) return valueEnd;
      vr = UN;
    }
    if (tag === CHARACTER_SET || tag >>> 16 === 0x0028)
      this.#note(tag, vr.name, valueStart, length, encoding, scope);
    if (isPixels(tag) && !vr.isText) this.#native(valueStart, valueEnd, scope);
    else {
      const role = vr.isText ? 'text' : 'binary';
      this.#add(tag, valueStart, valueEnd, role, vr.name, scope.characterSet, scope.dataSet);
    }
    return valueEnd;
  }

  #items(
    start: number,
    end: number,
    open: boolean,
    encoding: LayoutEncoding,
    scope: Scope,
    sequence: number,
    depth: number,
  ): number {
    if (depth >= MAX_DEPTH) throw new Unreadable(start);
    let at = start;
    for (let item = 1; at < end; item += 1) {
      if (at + 8 > end) throw new Unreadable(at);
      const tag = this.#tag(at, encoding);
      if (tag === SEQUENCE_DELIMITATION) return at + 8;
      this.#count += 1;
      if (tag !== ITEM || this.#count > MAX_ELEMENTS) throw new Unreadable(at);
      const length = this.#uint32(at + 4, encoding);
      const inside = newScope(this.#segments.addItem(scope.dataSet, sequence, item), scope.characterSet);
      if (length === UNDEFINED_LENGTH) at = this.#elements(at + 8, end, true, encoding, inside, depth + 1);
      else {
        const itemEnd = at + 8 + length;
        if (itemEnd > end) throw new Unreadable(at);
        this.#elements(at + 8, itemEnd, false, encoding, inside, depth + 1);
        at = itemEnd;
      }
    }
    if (open) throw new Unreadable(at);
    return at;
  }

  /** Items in a value of known length; one of VR UN may hold them too, in implicit VR or in that around it. */
  #itemsWithin(
    start: number,
    end: number,
    vr: string,
    encoding: LayoutEncoding,
    scope: Scope,
    sequence: number,
    depth: number,
  ): boolean {
    const implicit = { explicitVr: false, littleEndian: true, rle: false };
    const attempts = vr === 'UN' && encoding.explicitVr ? [implicit, encoding] : [encoding];
    const { length: segments } = this.#segments;
    const { length: samples } = this.#samples;
    for (const attempt of attempts) {
      this.#need(start, Math.min(8, end - start));
      if (
        end - start < 8 ||
        (this.#tag(start, attempt) !== ITEM && this.#tag(start, attempt) !== SEQUENCE_DELIMITATION)
      )
        continue;
      try {
        this.#items(start, end, false, attempt, scope, sequence, depth);
        return true;
      } catch (error) {
        if (!(error instanceof Unreadable) || this.#count > MAX_ELEMENTS) throw error;
        // A sequence that says so is read as far as it goes; a value that only looks like one is a value.
        if (vr === 'SQ' && encoding.explicitVr) throw error;
        this.#segments.truncate(segments);
        this.#samples.length = samples;
      }
    }
    return false;
  }

  #note(
    tag: number,
    vr: string,
    start: number,
    length: number,
    encoding: LayoutEncoding,
    scope: Scope,
  ): void {
    const { geometry } = scope;
    if (tag === CHARACTER_SET) scope.characterSet = this.#text(start, length);
    else if (length > 64) return;
    else if (tag === 0x00280004) geometry.photometricInterpretation = this.#text(start, length).trim();
    else if (tag === 0x00280008) geometry.frames = Number.parseInt(this.#text(start, length), 10);
    else if (length === 2 && (vr === 'US' || vr === 'SS')) {
      const number = this.#needUint16(start, encoding);
      if (tag === 0x00280002) geometry.samplesPerPixel = number;
      else if (tag === 0x00280010) geometry.rows = number;
      else if (tag === 0x00280011) geometry.columns = number;
      else if (tag === 0x00280100) geometry.bitsAllocated = number;
    }
  }

  #native(start: number, end: number, { geometry, dataSet }: Scope): void {
    const expected = nativeBytes(geometry);
    if (expected === undefined || start + expected > end) {
      this.#add(PIXEL_DATA, start, end, 'coded', 'OW', '', dataSet);
      return;
    }
    this.#samples.push({ start, end: start + expected });
    if (start + expected < end)
      this.#add(PIXEL_DATA, start + expected, end, 'binary', 'OW', '', dataSet, AFTER_THE_PIXELS);
  }

  #fragments(start: number, end: number, encoding: LayoutEncoding, { geometry, dataSet }: Scope): number {
    let at = start;
    const fragments: ByteRange[] = [];
    for (;;) {
      if (at + 8 > end) {
        if (at !== end) throw new Unreadable(at);
        break;
      }
      const tag = this.#tag(at, encoding);
      const length = this.#uint32(at + 4, encoding);
      this.#count += 1;
      if (tag === SEQUENCE_DELIMITATION) {
        at += 8;
        break;
      }
      if (tag !== ITEM || at + 8 + length > end || this.#count > MAX_ELEMENTS) throw new Unreadable(at);
      fragments.push({ start: at + 8, end: at + 8 + length });
      at += 8 + length;
    }
    const [table, ...rest] = fragments;
    if (table !== undefined && table.end > table.start)
      this.#add(PIXEL_DATA, table.start, table.end, 'binary', 'UL', '', dataSet, OFFSET_TABLE);
    for (let index = 0; index < rest.length;) {
      const count = encoding.rle ? 1 : this.#fragmentsOfFrame(rest, index);
      this.#frame(rest.slice(index, index + count), index + 1, geometry, encoding, dataSet);
      index += count;
    }
    return at;
  }

  /** A frame may be cut into fragments; only the first begins as an image does. */
  #fragmentsOfFrame(fragments: readonly ByteRange[], first: number): number {
    const begins = (index: number): boolean => {
      const { start = 0, end = 0 } = fragments[index] ?? {};
      return beginsCodestream(this.#source.read(start, Math.min(16, end - start)));
    };
    if (!begins(first)) return 1;
    let count = 1;
    while (first + count < fragments.length && !begins(first + count)) count += 1;
    return count;
  }

  #frame(
    fragments: readonly ByteRange[],
    number: number,
    geometry: Geometry,
    encoding: LayoutEncoding,
    dataSet: DataSetNumber,
  ): void {
    const size = fragments.reduce((sum, { start, end }) => sum + end - start, 0);
    let read: Codestream = { kind: 'unknown' };
    if (size <= MAX_FRAME_BYTES) {
      const pieces = fragments.map(({ start, end }) => this.#source.read(start, end - start));
      const bytes = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
      read = encoding.rle ? readRle(bytes, geometry.rows * geometry.columns) : readCodestream(bytes);
      if (fragments.length > 1 && read.kind === 'parts') {
        const name = `${this.#segments.elementPath(dataSet, PIXEL_DATA)} fragment ${String(number)}`;
        for (const part of read.parts)
          this.#joined.push({ bytes: bytes.subarray(part.start, part.end), path: `${name} ${part.name}` });
      }
    }
    // In the order of the file: parts and the samples between them.
    const parts =
      read.kind === 'unknown'
        ? [{ start: 0, end: size, name: '' }]
        : [...read.parts].sort((a, b) => a.start - b.start);
    let offset = 0;
    fragments.forEach(({ start, end }, index) => {
      let at = start;
      for (const part of parts) {
        const from = Math.max(start, start + part.start - offset);
        const to = Math.min(end, start + part.end - offset);
        if (from >= to) continue;
        if (from > at) this.#samples.push({ start: at, end: from });
        this.#add(PIXEL_DATA, from, to, read.kind === 'unknown' ? 'coded' : 'binary', 'OB', '', dataSet, {
          kind: 'part',
          part: () => `fragment ${String(number + index)} ${part.name}`,
        });
        at = Math.max(at, to);
      }
      if (at < end) this.#samples.push({ start: at, end });
      offset += end - start;
    });
  }

  #add(
    tag: number,
    start: number,
    end: number,
    role: SegmentRole,
    vr: string,
    characterSet: string,
    dataSet: DataSetNumber,
    label?: Label,
  ): void {
    if (end > start) this.#segments.add({ tag, start, end, role, vr, characterSet }, dataSet, label);
  }

  #text(start: number, length: number): string {
    return this.#source.read(start, Math.min(length, 256)).toString('latin1');
  }

  #needUint16(position: number, encoding: LayoutEncoding): number {
    this.#need(position, 2);
    return this.#uint16(position, encoding);
  }

  #need(position: number, length: number): void {
    const offset = position - this.#windowStart;
    if (offset >= 0 && offset + length <= this.#window.length) return;
    this.#window = this.#source.read(position, WINDOW_BYTES);
    this.#windowStart = position;
    if (this.#window.length < length) throw new Unreadable(position);
  }

  /** Makes the twelve bytes of a header, where there are as many, ready to be read. */
  #tag(position: number, encoding: LayoutEncoding): number {
    this.#need(position, Math.min(12, this.#source.size - position));
    return this.#uint16(position, encoding) * 65536 + this.#uint16(position + 2, encoding);
  }

  #byte(position: number): number {
    return this.#window[position - this.#windowStart] ?? 0;
  }

  #uint16(position: number, { littleEndian }: LayoutEncoding): number {
    const at = position - this.#windowStart;
    const first = this.#window[at] ?? 0;
    const second = this.#window[at + 1] ?? 0;
    return littleEndian ? first + second * 256 : first * 256 + second;
  }

  #uint32(position: number, encoding: LayoutEncoding): number {
    const first = this.#uint16(position, encoding);
    const second = this.#uint16(position + 2, encoding);
    return encoding.littleEndian ? first + second * 65536 : first * 65536 + second;
  }
}

function isPixels(tag: number): boolean {
  return tag === PIXEL_DATA || tag === FLOAT_PIXEL_DATA || tag === DOUBLE_PIXEL_DATA;
}

function newScope(dataSet: DataSetNumber, characterSet: string): Scope {
  return {
    dataSet,
    characterSet,
    geometry: {
      rows: 0,
      columns: 0,
      samplesPerPixel: 1,
      bitsAllocated: 0,
      frames: 1,
      photometricInterpretation: '',
    },
  };
}

/** Bytes of native pixel data without padding; undefined where the data set does not say. */
function nativeBytes(geometry: Geometry): number | undefined {
  const { rows, columns, bitsAllocated, frames, photometricInterpretation } = geometry;
  // Chrominance of these is stored for every second pixel (PS3.3 section C.7.6.3.1.2), of 420 for every fourth.
  const samples = photometricInterpretation.endsWith('_422')
    ? 2
    : photometricInterpretation.endsWith('_420')
      ? 1.5
      : geometry.samplesPerPixel;
  const bits = rows * columns * samples * bitsAllocated * frames;
  return Number.isFinite(bits) && bits > 0 ? Math.ceil(bits / 8) : undefined;
}
