/** Passes over the squares of 16 by 16 pixels of a grey picture, from left to right and from top to bottom. */
import { kernels, memory, MOST_COLUMNS, places, requirePixels } from './memory.js';

/** Brightness by pixel, row by row. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Side of the squares, in pixels. */
export const BLOCK = 16;

/** Differences in grey levels from which on something is counted. */
export interface StepLevels {
  /** From pixel to pixel along a row */
  readonly faint: number;
  readonly steep: number;
  /** From the pixel at the same place in the other picture */
  readonly other: number;
}

/**
 * For each picture, and in it for each block three numbers: faint steps, steep ones, and pixels that are others than in `usual`. All
 * pictures are of the size of `usual`.
 */
export function stepCounts(
  pictures: readonly Picture[],
  usual: Picture,
  { faint, steep, other }: StepLevels,
): readonly Uint32Array[] {
  const { width, height } = usual;
  for (const { pixels } of [usual, ...pictures]) requirePixels({ width, height, pixels }, 1);
  const across = Math.ceil(width / BLOCK);
  const stride = strideOf(width);
  const [rows, others, counts] = places(BLOCK * stride, BLOCK * stride, 12 * across);
  const all = pictures.map(() => new Uint32Array(3 * across * Math.ceil(height / BLOCK)));
  const made = new Uint32Array(memory.buffer, counts, 3 * across);
  for (let top = 0, block = 0; top < height; top += BLOCK, block += 3 * across) {
    const high = Math.min(BLOCK, height - top);
    putRows(usual, top, high, stride, others);
    pictures.forEach((picture, at) => {
      putRows(picture, top, high, stride, rows);
      kernels.countSteps(rows, others, width, high, stride, faint, steep, other, counts);
      all[at]?.set(made, block);
    });
  }
  return all;
}

/** For each block two numbers: the sum of all steps to the right and down, each up to `most`, and the greatest of them. */
export function grainOf(picture: Picture, most: number): Uint32Array {
  const { width, height } = picture;
  requirePixels(picture, 1);
  const across = Math.ceil(width / BLOCK);
  const stride = strideOf(width);
  const [rows, grains] = places((BLOCK + 1) * stride, 8 * across);
  const all = new Uint32Array(2 * across * Math.ceil(height / BLOCK));
  for (let top = 0, block = 0; top < height; top += BLOCK, block += 2 * across) {
    const high = Math.min(BLOCK, height - 1 - top);
    if (high <= 0 || width < 2) continue;
    putRows(picture, top, high + 1, stride, rows);
    memory.fill(0, grains, grains + 8 * across);
    kernels.grainOf(rows, width - 1, high, stride, most, grains);
    all.set(new Uint32Array(memory.buffer, grains, 2 * across), block);
  }
  return all;
}

function strideOf(width: number): number {
  if (width > MOST_COLUMNS) throw new RangeError('a row has more pixels than an image of DICOM can have');
  return Math.ceil(width / BLOCK) * BLOCK;
}

function putRows({ width, pixels }: Picture, top: number, count: number, stride: number, at: number): void {
  if (stride === width) {
    memory.set(pixels.subarray(top * width, (top + count) * width), at);
    return;
  }
  for (let row = 0; row < count; row += 1)
    memory.set(pixels.subarray((top + row) * width, (top + row + 1) * width), at + row * stride);
}
