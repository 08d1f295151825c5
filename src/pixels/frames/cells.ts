/** Native little endian bytes of one frame as cells: one number a sample, the samples of a pixel beside each other. */
import type { FrameSamples } from './frame-samples.js';

export type Cells = FrameSamples['cells'];

/** What is needed to take the bytes of a frame apart. */
export interface CellShape {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: 1 | 8 | 16 | 32;
  readonly planarConfiguration: number;
}

/** The cells of a frame of bytes or words; shares no memory with `bytes`. */
export function cellsOf(bytes: Buffer, shape: CellShape): Cells {
  const pixels = shape.rows * shape.columns;
  const count = pixels * shape.samplesPerPixel;
  const copy = new Uint8Array(bytes.subarray(0, (count * shape.bitsAllocated) / 8));
  const cells =
    shape.bitsAllocated === 32
      ? new Uint32Array(copy.buffer, copy.byteOffset, count)
      : shape.bitsAllocated === 16
        ? new Uint16Array(copy.buffer, copy.byteOffset, count)
        : copy;
  return shape.planarConfiguration === 1 && shape.samplesPerPixel > 1
    ? interleaved(cells, pixels, shape.samplesPerPixel)
    : cells;
}

/** A cell for each of `count` single bits, the first one `skipped` bits after the lowest bit of the first byte (PS3.5 8.1.1). */
export function cellsOfBits(bytes: Uint8Array, skipped: number, count: number): Uint8Array {
  const cells = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) {
    const bit = at + skipped;
    cells[at] = ((bytes[bit >>> 3] ?? 0) >>> (bit & 7)) & 1;
  }
  return cells;
}

/** A byte for each cell. A plain loop: what typed arrays offer for this takes ten to fifty times as long. */
export function bytesOf(cells: Cells, byteOf: (cell: number) => number): Uint8Array {
  const bytes = new Uint8Array(cells.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = byteOf(cells[at] ?? 0);
  return bytes;
}

/** Plane after plane made into pixel after pixel. */
function interleaved(cells: Cells, pixels: number, samples: number): Cells {
  const mixed = cells.slice();
  for (let sample = 0; sample < samples; sample += 1) {
    const from = sample * pixels;
    for (let at = 0; at < pixels; at += 1) mixed[at * samples + sample] = cells[from + at] ?? 0;
  }
  return mixed;
}

/** Two luminances and the colour that both share (PS3.3 C.7.6.3.1.2, YBR_FULL_422) as two pixels of three samples. */
export function cellsOfSharedColour(bytes: Uint8Array, pixels: number): Uint8Array {
  const cells = new Uint8Array(pixels * 3);
  for (let from = 0, to = 0; to < cells.length; from += 4, to += 6) {
    const blue = bytes[from + 2] ?? 0;
    const red = bytes[from + 3] ?? 0;
    cells[to] = bytes[from] ?? 0;
    cells[to + 1] = blue;
    cells[to + 2] = red;
    cells[to + 3] = bytes[from + 1] ?? 0;
    cells[to + 4] = blue;
    cells[to + 5] = red;
  }
  return cells;
}

/** Floating-point numbers spread over 0 to 65535 from the frame's least to its greatest; what is no number is 0. */
export function cellsOfFloats(bytes: Buffer, count: number, sizeBytes: 4 | 8): Uint16Array {
  const read = (at: number): number =>
    sizeBytes === 4 ? bytes.readFloatLE(at * 4) : bytes.readDoubleLE(at * 8);
  let least = Infinity;
  let greatest = -Infinity;
  for (let at = 0; at < count; at += 1) {
    const value = read(at);
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const cells = new Uint16Array(count);
  // Halves, since the whole range of doubles is wider than a double can say.
  const range = greatest / 2 - least / 2;
  if (!(range > 0)) return cells;
  for (let at = 0; at < count; at += 1) {
    const value = read(at);
    if (Number.isFinite(value)) cells[at] = Math.round(((value / 2 - least / 2) / range) * 0xffff);
    else if (value === Infinity) cells[at] = 0xffff;
  }
  return cells;
}

/** Puts bytes into little endian order, in place; a rest shorter than a unit stays. */
export function swapUnits(bytes: Buffer, unit: number): void {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % unit));
  if (unit === 2) whole.swap16();
  else if (unit === 4) whole.swap32();
  else if (unit === 8) whole.swap64();
}
