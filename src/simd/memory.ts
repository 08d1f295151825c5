/** The WebAssembly module of `assembly/kernels.ts`: one to a thread, with memory of one size that its callers fill and read. */
import { KERNELS } from './generated/kernels.js';

/** The functions of the module; every address is a place in `memory`, in bytes. */
interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** The first byte that is free */
  readonly base: { readonly value: number };
  countBytes(cells: number, length: number, counts: number): void;
  countWords(cells: number, length: number, counts: number): void;
  lookUpBytes(cells: number, length: number, table: number, bytes: number): void;
  lookUpWords(cells: number, length: number, table: number, bytes: number): void;
  addBytes(bytes: number, length: number, sums: number): void;
  addWords(words: number, length: number, table: number, sums: number): void;
  meansOf(sums: number, length: number, share: number, offset: number, mask: number, words: number): void;
  countSteps(
    rows: number,
    usual: number,
    columns: number,
    height: number,
    stride: number,
    faint: number,
    steep: number,
    other: number,
    counts: number,
  ): void;
  grainOf(rows: number, columns: number, height: number, stride: number, most: number, grains: number): void;
  greySquares(upper: number, lower: number, columns: number, squares: number): void;
  colourSquares(upper: number, lower: number, columns: number, squares: number): void;
  rowsOfSquares(squares: number, columns: number, upper: number, lower: number): void;
  addRows(rows: number, length: number, height: number, sums: number): void;
  bitsOfWords(words: number, length: number, sign: number, bits: number): void;
}

/** What of the standard object is used here; its types come with those of browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What DICOM allows a row to be long (PS3.3 C.7.6.3.1.1: US). */
export const MOST_COLUMNS = 0xffff;

const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(KERNELS, 'base64')));
export const kernels = instance.exports as Kernels;
/** All memory of the module, which never grows. */
export const memory = new Uint8Array(kernels.memory.buffer);

/** Places one behind the other in the module's memory, each of so many bytes, at multiples of 16 with 16 bytes between. */
export function places<const Sizes extends readonly number[]>(
  ...sizes: Sizes
): { readonly [At in keyof Sizes]: number } {
  let next = (kernels.base.value + 31) & ~15;
  const starts = sizes.map((size) => {
    const start = next;
    next = (next + size + 31) & ~15;
    return start;
  });
  if (next > memory.length) throw new RangeError('more than the memory of the kernels holds');
  return starts as { [At in keyof Sizes]: number };
}

/** Bytes of an array, whatever its numbers are. */
export function bytesIn(array: Uint8Array | Uint16Array | Uint32Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Throws where a picture has fewer pixels than its size says: the rest would be what stood in memory before. */
export function requirePixels(
  { width, height, pixels }: { readonly width: number; readonly height: number; readonly pixels: Uint8Array },
  samples: number,
): void {
  if (pixels.length < width * height * samples)
    throw new RangeError('the picture has fewer pixels than its size says');
}
