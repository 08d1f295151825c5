/** Which value of a PALETTE COLOR image is shown darkest. */
import { findElement, type DataSet } from '../../dicom/model.js';
import type { ByteSource } from '../../dicom/source.js';

/** Red, green and blue: descriptor, data, segmented data (PS3.3 section C.7.9). */
const TABLES = [
  { descriptor: 0x00281101, entries: 0x00281201, segments: 0x00281221, weight: 2 },
  { descriptor: 0x00281102, entries: 0x00281202, segments: 0x00281222, weight: 5 },
  { descriptor: 0x00281103, entries: 0x00281203, segments: 0x00281223, weight: 1 },
] as const;

/** A stored value whose colour has the least luminance; 0 where the palette is missing or not to be read. */
export function darkestIndex(source: ByteSource, image: DataSet, bitsStored: number): number {
  const luminance: number[] = [];
  let first = 0;
  for (const table of TABLES) {
    const descriptor = words(source, image, table.descriptor, 3);
    const [count = 0, firstMapped = 0, bits = 16] = descriptor;
    const size = count === 0 && descriptor.length === 3 ? 65536 : count;
    const entries = tableEntries(source, image, table, size, bits);
    if (entries.length < size || size === 0) return 0;
    first = firstMapped;
    for (let index = 0; index < size; index += 1) {
      luminance[index] = (luminance[index] ?? 0) + table.weight * (entries[index] ?? 0);
    }
  }
  const last = 2 ** Math.min(bitsStored, 16) - 1;
  let darkest = 0;
  for (let index = 1; index < luminance.length && first + index <= last; index += 1) {
    if ((luminance[index] ?? 0) < (luminance[darkest] ?? 0)) darkest = index;
  }
  return Math.min(last, first + darkest);
}

function tableEntries(
  source: ByteSource,
  image: DataSet,
  table: (typeof TABLES)[number],
  size: number,
  bits: number,
): number[] {
  const data = findElement(image, table.entries);
  if (data === undefined) return expanded(words(source, image, table.segments, MAX_SEGMENT_WORDS), size);
  // Eight-bit entries stand two a word (PS3.3 section C.7.6.3.1.6), or, against the standard, one.
  if (bits === 8 && data.valueLength < size * 2) {
    const packed = words(source, image, table.entries, Math.ceil(size / 2));
    return packed.flatMap((word) => [word & 0xff, word >>> 8]).slice(0, size);
  }
  return words(source, image, table.entries, size);
}

const MAX_SEGMENT_WORDS = 1 << 18;

/** Segments: discrete, linear, and copies of earlier ones (PS3.3 section C.7.9.2). */
function expanded(data: readonly number[], size: number): number[] {
  const entries: number[] = [];
  const run = (from: number, segments: number, mayCopy: boolean): void => {
    let at = from;
    for (let done = 0; done < segments && at + 1 < data.length && entries.length < size; done += 1) {
      const opcode = data[at] ?? 0;
      const length = data[at + 1] ?? 0;
      if (opcode === 0) {
        for (const entry of data.slice(at + 2, at + 2 + length)) entries.push(entry);
        at += 2 + length;
      } else if (opcode === 1) {
        const start = entries.at(-1) ?? 0;
        const end = data[at + 2] ?? 0;
        for (let step = 1; step <= length; step += 1)
          entries.push(Math.round(start + ((end - start) * step) / length));
        at += 3;
      } else {
        if (opcode !== 2 || !mayCopy) return;
        run(((data[at + 2] ?? 0) + (data[at + 3] ?? 0) * 65536) / 2, length, false);
        at += 4;
      }
    }
  };
  run(0, Infinity, true);
  return entries;
}

/** Up to `count` numbers of 16 bits. */
function words(source: ByteSource, image: DataSet, tag: number, count: number): number[] {
  const element = findElement(image, tag);
  if (element === undefined) return [];
  const bytes = source.read(element.valueStart, Math.min(element.valueLength, count * 2));
  const numbers: number[] = [];
  for (let at = 0; at + 2 <= bytes.length; at += 2)
    numbers.push(image.encoding.littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  return numbers;
}
