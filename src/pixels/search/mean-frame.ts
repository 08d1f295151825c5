/** The mean of several frames: what moves and what is noise fades, text that stands comes out. */
import type { GrayOrRgbFrame } from '../../ocr/frame.js';
import { addBytes, addWords, lookedUp, meansOf } from '../../simd/cells.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import { storedValue } from '../frames/tones.js';

/** Sums of stored values of frames of one sample of 8 or 16 bits. */
export interface SampleSum {
  add(frame: FrameSamples): void;
  /** Takes out again what was added. */
  remove(frame: FrameSamples): void;
  /** A frame like those added, whose cells hold the means, in finer steps than theirs. */
  mean(): FrameSamples;
}

/** Bits below those stored that a mean keeps: rounded to whole values, faint grain would have the edges of letters. */
const FINER_BITS = 4;

/** Whether the mean of stored values of such frames means anything: not that of indices and of single bits. */
export function hasMean(frame: FrameSamples): boolean {
  const { samplesPerPixel, bitsAllocated, photometricInterpretation } = frame;
  return (
    samplesPerPixel === 1 &&
    (bitsAllocated === 8 || bitsAllocated === 16) &&
    photometricInterpretation !== 'PALETTE COLOR'
  );
}

export function sampleSum(like: FrameSamples): SampleSum {
  const { bitsAllocated, bitsStored, isSigned } = like;
  const valueOf = storedValue(like);
  const least = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const words = new Int32Array(65536);
  for (let cell = 0; cell < 2 ** bitsAllocated; cell += 1) words[cell] = valueOf(cell) - least;
  const bytes = Uint8Array.from(words.subarray(0, 256));
  const areAsStored = bytes.every((value, cell) => value === cell);
  const sums = new Int32Array(like.cells.length);
  let count = 0;
  return {
    add({ cells }) {
      count += 1;
      if (cells instanceof Uint32Array) throw new TypeError('sums are of 8 or 16 bits');
      if (cells instanceof Uint16Array) addWords(sums, cells, words);
      else addBytes(sums, areAsStored ? cells : lookedUp(cells, bytes));
    },
    remove({ cells }) {
      count -= 1;
      for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) - (words[cells[at] ?? 0] ?? 0);
    },
    mean() {
      const finer = Math.min(FINER_BITS, 16 - bitsStored);
      const cells = meansOf(sums, 2 ** finer / count, least * 2 ** finer, bitsStored + finer);
      return {
        ...like,
        cells,
        bitsAllocated: 16,
        bitsStored: bitsStored + finer,
        highBit: bitsStored + finer - 1,
        step: 2 ** -finer,
      };
    },
  };
}

/** Sums of pictures of one kind, as they are shown. */
export interface PictureSum {
  readonly sums: Int32Array;
  add(frame: GrayOrRgbFrame): void;
  /** Takes out again what was added. */
  remove(frame: GrayOrRgbFrame): void;
  mean(): GrayOrRgbFrame;
}

export function shownSum(like: GrayOrRgbFrame): PictureSum {
  const sums = new Int32Array(like.pixels.length);
  let count = 0;
  return {
    sums,
    add({ pixels }) {
      count += 1;
      addBytes(sums, pixels);
    },
    remove({ pixels }) {
      count -= 1;
      for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) - (pixels[at] ?? 0);
    },
    mean() {
      const means = meansOf(sums, 1 / count, 0, 8);
      const pixels = new Uint8Array(means.length);
      for (let at = 0; at < pixels.length; at += 1) pixels[at] = means[at] ?? 0;
      return { ...like, pixels };
    },
  };
}

/** Brightness of a picture; the picture itself where it is grey. */
export function greyOf({ width, height, samples, pixels }: GrayOrRgbFrame): {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
} {
  if (samples === 1) return { width, height, pixels };
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 3) {
    grey[at] = ((pixels[from] ?? 0) * 77 + (pixels[from + 1] ?? 0) * 150 + (pixels[from + 2] ?? 0) * 29) >> 8;
  }
  return { width, height, pixels: grey };
}
