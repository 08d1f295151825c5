/** Passes over the values of pixels: how often each stands, what a table makes of them, their sums. */
import { bytesIn, kernels, memory, places } from './memory.js';

/** Cells of 8 or of 16 bits. */
export type ByteOrWordCells = Uint8Array | Uint16Array;

/** Cells worked on at once: they and what is made of them stay in the cache. */
const AT_ONCE = 1 << 16;
const BYTE_VALUES = 256;
const WORD_VALUES = 65536;

/** How often each value stands, by value: 256 numbers for bytes, 65536 for words. */
export function valueCounts(cells: ByteOrWordCells): Uint32Array {
  const areBytes = cells instanceof Uint8Array;
  const tableSize = areBytes ? 4 * BYTE_VALUES : WORD_VALUES;
  const [at, counts] = places(2 * AT_ONCE, 4 * tableSize);
  memory.fill(0, counts, counts + 4 * tableSize);
  for (let from = 0; from < cells.length; from += AT_ONCE) {
    const length = put(cells, from, at);
    if (areBytes) kernels.countBytes(at, length, counts);
    else kernels.countWords(at, length, counts);
  }
  const tables = new Uint32Array(memory.slice(counts, counts + 4 * tableSize).buffer);
  if (!areBytes) return tables;
  const sums = tables.slice(0, BYTE_VALUES);
  for (let place = BYTE_VALUES; place < tables.length; place += 1)
    sums[place % BYTE_VALUES] = (sums[place % BYTE_VALUES] ?? 0) + (tables[place] ?? 0);
  return sums;
}

/** A byte for each cell, out of a table with one for each value that a cell can have. */
export function lookedUp(cells: ByteOrWordCells, table: Uint8Array): Uint8Array {
  const areBytes = cells instanceof Uint8Array;
  if (table.length < (areBytes ? BYTE_VALUES : WORD_VALUES)) throw new RangeError('the table is too short');
  const [at, values, to] = places(2 * AT_ONCE, WORD_VALUES, AT_ONCE);
  memory.set(table, values);
  const bytes = new Uint8Array(cells.length);
  for (let from = 0; from < cells.length; from += AT_ONCE) {
    const length = put(cells, from, at);
    if (areBytes) kernels.lookUpBytes(at, length, values, to);
    else kernels.lookUpWords(at, length, values, to);
    bytes.set(memory.subarray(to, to + length), from);
  }
  return bytes;
}

/** Adds the bytes of each frame to sums of as many. */
export function addBytes(sums: Int32Array, frames: readonly Uint8Array[]): void {
  const [at, to] = places(AT_ONCE, 4 * AT_ONCE);
  addTo(sums, frames, at, to, (length) => {
    kernels.addBytes(at, length, to);
  });
}

/** Adds to sums what a table has for each word of each frame, 65536 numbers by value. */
export function addWords(sums: Int32Array, frames: readonly Uint16Array[], table: Int32Array): void {
  if (table.length < WORD_VALUES) throw new RangeError('the table is too short');
  const [at, values, to] = places(2 * AT_ONCE, 4 * WORD_VALUES, 4 * AT_ONCE);
  memory.set(bytesIn(table), values);
  addTo(sums, frames, at, to, (length) => {
    kernels.addWords(at, length, values, to);
  });
}

/**
 * Each sum times `share`, rounded to the nearest (halves upwards), with `offset` added, as a number of so many bits: 16 at most, negative
 * ones as their complement.
 */
export function meansOf(sums: Int32Array, share: number, offset: number, bits: number): Uint16Array {
  const [at, to] = places(4 * AT_ONCE, 2 * AT_ONCE);
  const bytes = bytesIn(sums);
  const means = new Uint16Array(sums.length);
  const meanBytes = bytesIn(means);
  for (let from = 0; from < sums.length; from += AT_ONCE) {
    const length = Math.min(AT_ONCE, sums.length - from);
    memory.set(bytes.subarray(4 * from, 4 * (from + length)), at);
    kernels.meansOf(at, length, share, offset, 2 ** bits - 1, to);
    meanBytes.set(memory.subarray(to, to + 2 * length), 2 * from);
  }
  return means;
}

/** Stretch after stretch, so that the sums are copied once for all frames, and stay in the cache. */
function addTo(
  sums: Int32Array,
  frames: readonly ByteOrWordCells[],
  at: number,
  to: number,
  add: (length: number) => void,
): void {
  if (frames.some((cells) => cells.length !== sums.length))
    throw new RangeError('there are not as many sums as cells');
  const bytes = bytesIn(sums);
  for (let from = 0; from < sums.length; from += AT_ONCE) {
    const length = Math.min(AT_ONCE, sums.length - from);
    memory.set(bytes.subarray(4 * from, 4 * (from + length)), to);
    for (const cells of frames) add(put(cells, from, at));
    bytes.set(memory.subarray(to, to + 4 * length), 4 * from);
  }
}

/** Bits of words of 16 bits: those set in any of them, cleared in any, and unlike the sign in any. */
export interface BitsOfWords {
  readonly set: number;
  readonly cleared: number;
  /** Where there is no sign: unlike 0 */
  readonly unlikeSign: number;
}

/** @param sign the bit that is the sign; undefined: there is none */
export function bitsOfWords(words: Uint16Array, sign: number | undefined): BitsOfWords {
  const [at, bits] = places(2 * AT_ONCE, 48);
  memory.fill(0, bits, bits + 48);
  for (let from = 0; from < words.length; from += AT_ONCE) {
    const length = put(words, from, at);
    // Vectors of eight words: the last word again, which changes nothing.
    const last = words[from + length - 1] ?? 0;
    for (let end = at + 2 * length; end % 16 !== 0; end += 2) {
      memory[end] = last & 0xff;
      memory[end + 1] = last >>> 8;
    }
    kernels.bitsOfWords(at, length, sign ?? 16, bits);
  }
  const united = (from: number): number =>
    new Uint16Array(memory.slice(from, from + 16).buffer).reduce((all, lane) => all | lane, 0);
  return { set: united(bits), cleared: united(bits + 16), unlikeSign: united(bits + 32) };
}

/** Copies the next cells to a place in the memory. @returns how many */
function put(cells: ByteOrWordCells, from: number, at: number): number {
  const part = cells.subarray(from, from + AT_ONCE);
  memory.set(bytesIn(part), at);
  return part.length;
}
