/** The mean of several frames: what moves and what is noise fades, text that stands comes out. */
import type { GrayOrRgbFrame } from '../../ocr/frame.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import { storedValue } from '../frames/tones.js';

/** Sums of stored values of frames of one sample of 8 or 16 bits. */
export interface SampleSum {
  add(frame: FrameSamples): void;
  /** A frame like those added, whose cells hold the means. */
  mean(): FrameSamples;
}

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
  const { bitsAllocated, bitsStored, highBit } = like;
  const valueOf = storedValue(like);
  const values = Int32Array.from({ length: 2 ** bitsAllocated }, (_, cell) => valueOf(cell));
  const sums = new Int32Array(like.cells.length);
  let count = 0;
  return {
    add({ cells }) {
      count += 1;
      for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (values[cells[at] ?? 0] ?? 0);
    },
    mean() {
      const shift = highBit + 1 - bitsStored;
      const range = 2 ** bitsStored;
      const share = 1 / count;
      const cells = bitsAllocated === 8 ? new Uint8Array(sums.length) : new Uint16Array(sums.length);
      for (let at = 0; at < sums.length; at += 1) {
        const value = Math.floor((sums[at] ?? 0) * share + 0.5);
        cells[at] = (value < 0 ? value + range : value) << shift;
      }
      return { ...like, cells };
    },
  };
}

/** The mean of pictures of one kind, as they are shown. */
export function shownSum(like: GrayOrRgbFrame): { add(frame: GrayOrRgbFrame): void; mean(): GrayOrRgbFrame } {
  const sums = new Uint32Array(like.pixels.length);
  let count = 0;
  return {
    add({ pixels }) {
      count += 1;
      for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (pixels[at] ?? 0);
    },
    mean() {
      const pixels = new Uint8Array(sums.length);
      const share = 1 / count;
      for (let at = 0; at < sums.length; at += 1) pixels[at] = (sums[at] ?? 0) * share + 0.5;
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
