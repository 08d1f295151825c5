/** Lookup tables of modality, VOI and palette (PS3.3 C.11.1, C.11.2, C.7.6.3.1.5, C.7.9.2). */
import { findElement, type DataElement, type DataSet } from '../../dicom/model.js';
import type { ByteSource } from '../../dicom/source.js';
import { vrFacts } from '../../dicom/vr.js';

/** Entries for consecutive values from `first` on; values outside take the first or the last one. */
export interface LookupTable {
  readonly first: number;
  readonly entries: Uint16Array;
  /** The greatest number that an entry may be */
  readonly greatest: number;
}

/** Red, green and blue by index. */
export interface Palette {
  readonly first: number;
  /** Triples of bytes */
  readonly colours: Uint8Array;
}

const LUT_DESCRIPTOR = 0x00283002;
const LUT_DATA = 0x00283006;
const PALETTE_DESCRIPTORS = [0x00281101, 0x00281102, 0x00281103];
const PALETTE_DATA = [0x00281201, 0x00281202, 0x00281203];
const SEGMENTED_DATA = [0x00281221, 0x00281222, 0x00281223];
const MOST_ENTRIES = 65536;
/** Segments cannot be more than this without writing more entries than there may be. */
const MOST_SEGMENT_BYTES = 4 * MOST_ENTRIES;

interface Descriptor {
  readonly count: number;
  readonly first: number;
  readonly bits: number;
}

/** The table in an item of a Modality or VOI LUT Sequence; undefined where it is not one. */
export function readLookupTable(
  source: ByteSource,
  item: DataSet,
  isSigned: boolean,
): LookupTable | undefined {
  const descriptor = readDescriptor(source, item, LUT_DESCRIPTOR, isSigned);
  const words = descriptor && readWords(source, findElement(item, LUT_DATA), descriptor.count);
  if (words === undefined || words.length === 0) return undefined;
  const bits = Math.min(16, Math.max(1, descriptor?.bits ?? 16));
  return { first: descriptor?.first ?? 0, entries: words, greatest: Math.max(2 ** bits - 1, ...peak(words)) };
}

/** The palette of an image; undefined where one of its three tables is missing or not to be read. */
export function readPalette(source: ByteSource, image: DataSet, isSigned: boolean): Palette | undefined {
  const channels: Uint16Array[] = [];
  let first = 0;
  for (let at = 0; at < 3; at += 1) {
    const descriptor = readDescriptor(source, image, PALETTE_DESCRIPTORS[at] ?? 0, isSigned);
    if (descriptor === undefined) return undefined;
    const plain = findElement(image, PALETTE_DATA[at] ?? 0);
    const words =
      plain === undefined
        ? readSegments(source, findElement(image, SEGMENTED_DATA[at] ?? 0), descriptor.count)
        : readWords(source, plain, descriptor.count);
    if (words === undefined || words.length === 0) return undefined;
    channels.push(words);
    first = descriptor.first;
  }
  const count = Math.max(...channels.map(({ length }) => length));
  // Entries of 8 bits stand in the low byte, those of 16 fill the word; what the descriptor says is often not so.
  const isWide = channels.some((words) => words.some((word) => word > 0xff));
  const colours = new Uint8Array(count * 3);
  channels.forEach((words, channel) => {
    for (let at = 0; at < count; at += 1) {
      const word = words[Math.min(at, words.length - 1)] ?? 0;
      colours[at * 3 + channel] = isWide ? word >>> 8 : word;
    }
  });
  return { first, colours };
}

function readDescriptor(
  source: ByteSource,
  dataSet: DataSet,
  tag: number,
  isSigned: boolean,
): Descriptor | undefined {
  const element = findElement(dataSet, tag);
  if (element === undefined || element.valueLength < 6) return undefined;
  const [count = 0, first = 0, bits = 0] = words(source, element, 3);
  const isNegative = (isSigned || element.vr === 'SS') && first >= 0x8000;
  return { count: count === 0 ? MOST_ENTRIES : count, first: isNegative ? first - 0x10000 : first, bits };
}

/** The entries; bytes where the value is as long as bytes would make it. */
function readWords(
  source: ByteSource,
  element: DataElement | undefined,
  count: number,
): Uint16Array | undefined {
  if (element === undefined) return undefined;
  if (element.valueLength < count * 2 && element.valueLength >= count)
    return Uint16Array.from(bytesOf(source, element, count));
  return words(source, element, Math.min(count, element.valueLength >>> 1));
}

function words(source: ByteSource, element: DataElement, count: number): Uint16Array {
  const bytes = source.read(element.valueStart, count * 2);
  const isLittle = element.parent.encoding.littleEndian;
  return Uint16Array.from({ length: bytes.length >>> 1 }, (_, at) =>
    isLittle ? bytes.readUInt16LE(at * 2) : bytes.readUInt16BE(at * 2),
  );
}

/** Bytes in the order of a little endian value: those of words of a big endian one change places (PS3.5 7.3). */
function bytesOf(source: ByteSource, element: DataElement, count: number): Buffer {
  const even = Math.min(element.valueLength, count + (count % 2));
  const bytes = Buffer.from(source.read(element.valueStart, even));
  if (
    !element.parent.encoding.littleEndian &&
    vrFacts(element.vr).swapUnitBytes === 2 &&
    bytes.length % 2 === 0
  )
    bytes.swap16();
  return bytes.subarray(0, count);
}

/** Segmented tables (PS3.3 C.7.9.2.2): 0 discrete, 1 linear, 2 indirect. Undefined where they are not that. */
function readSegments(
  source: ByteSource,
  element: DataElement | undefined,
  count: number,
): Uint16Array | undefined {
  if (element === undefined || element.valueLength > MOST_SEGMENT_BYTES) return undefined;
  const segments = words(source, element, element.valueLength >>> 1);
  const entries = new Uint16Array(Math.min(count, MOST_ENTRIES));
  let filled = 0;
  const put = (entry: number): void => {
    if (filled < entries.length) entries[filled] = entry;
    filled += 1;
  };
  /** Reads one segment; undefined where it is none, else where the next one begins. */
  const segment = (at: number, mayJump: boolean): number | undefined => {
    const length = segments[at + 1] ?? 0;
    if (segments[at] === 0) {
      for (let entry = 0; entry < length; entry += 1) put(segments[at + 2 + entry] ?? 0);
      return at + 2 + length;
    }
    if (segments[at] === 1) {
      const from = entries[Math.min(filled, entries.length) - 1] ?? 0;
      const to = segments[at + 2] ?? 0;
      for (let step = 1; step <= length; step += 1) put(Math.round(from + ((to - from) * step) / length));
      return at + 3;
    }
    if (segments[at] !== 2 || !mayJump) return undefined;
    let next: number | undefined = (segments[at + 2] ?? 0) + (segments[at + 3] ?? 0) * 65536;
    for (let copied = 0; copied < length && filled < entries.length; copied += 1) {
      next = segment(next, false);
      if (next === undefined) return undefined;
    }
    return at + 4;
  };
  for (let at = 0; at < segments.length && filled < entries.length;) {
    const next = segment(at, true);
    if (next === undefined) return undefined;
    at = next;
  }
  return filled === 0 ? undefined : entries;
}

function peak(words: Uint16Array): readonly number[] {
  return [words.reduce((greatest, word) => Math.max(greatest, word), 0)];
}
