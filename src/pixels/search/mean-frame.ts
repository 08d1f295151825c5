/** The mean of several frames: what moves and what is noise fades, text that stands comes out. */
import type { GrayOrRgbFrame } from '../../ocr/frame.js';
import { addBytes, addWords, lookedUp, meansOf } from '../../simd/cells.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import { storedValue } from '../frames/tones.js';
import type { GreyPicture } from './ink-contrast.js';

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
/** Frames are added so many at once: adding them is moving sums to and fro more than anything else. */
const AT_ONCE = 8;

/** Puts off what is to be done with frames until there are enough of them. */
function gathered<Frame>(work: (frames: readonly Frame[]) => void): {
  add(frame: Frame): void;
  /** Does what is left to do. */
  settle(): void;
} {
  let waiting: Frame[] = [];
  const settle = (): void => {
    if (waiting.length > 0) work(waiting);
    waiting = [];
  };
  return {
    add(frame) {
      waiting.push(frame);
      if (waiting.length >= AT_ONCE) settle();
    },
    settle,
  };
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
  const { bitsAllocated, bitsStored, isSigned } = like;
  const valueOf = storedValue(like);
  const least = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const words = new Int32Array(65536);
  for (let cell = 0; cell < 2 ** bitsAllocated; cell += 1) words[cell] = valueOf(cell) - least;
  const bytes = Uint8Array.from(words.subarray(0, 256));
  const areAsStored = bytes.every((value, cell) => value === cell);
  const sums = new Int32Array(like.cells.length);
  let count = 0;
  const ofWords = gathered<Uint16Array>((frames) => {
    addWords(sums, frames, words);
  });
  const ofBytes = gathered<Uint8Array>((frames) => {
    addBytes(sums, areAsStored ? frames : frames.map((cells) => lookedUp(cells, bytes)));
  });
  return {
    add({ cells }) {
      count += 1;
      if (cells instanceof Uint32Array) throw new TypeError('sums are of 8 or 16 bits');
      if (cells instanceof Uint16Array) ofWords.add(cells);
      else ofBytes.add(cells);
    },
    remove({ cells }) {
      count -= 1;
      for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) - (words[cells[at] ?? 0] ?? 0);
    },
    mean() {
      ofWords.settle();
      ofBytes.settle();
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
  add(frame: GrayOrRgbFrame): void;
  /** Takes out again what was added. */
  remove(frame: GrayOrRgbFrame): void;
  mean(): GrayOrRgbFrame;
}

export function shownSum(like: GrayOrRgbFrame): PictureSum {
  const sums = new Int32Array(like.pixels.length);
  let count = 0;
  const waiting = gathered<Uint8Array>((pictures) => {
    addBytes(sums, pictures);
  });
  return {
    add({ pixels }) {
      count += 1;
      waiting.add(pixels);
    },
    remove({ pixels }) {
      count -= 1;
      for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) - (pixels[at] ?? 0);
    },
    mean() {
      waiting.settle();
      return { ...like, pixels: meanBytes(sums, count) };
    },
  };
}

/** The mean of grey pictures of one size, of which there is one at least. */
export function meanOf(
  { width, height }: Pick<GreyPicture, 'width' | 'height'>,
  pictures: readonly GreyPicture[],
): GreyPicture {
  const sums = new Int32Array(width * height);
  addBytes(
    sums,
    pictures.map(({ pixels }) => pixels),
  );
  return { width, height, pixels: meanBytes(sums, pictures.length) };
}

function meanBytes(sums: Int32Array, count: number): Uint8Array {
  const means = meansOf(sums, 1 / count, 0, 8);
  const bytes = new Uint8Array(means.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = means[at] ?? 0;
  return bytes;
}

/** Brightness of a picture; the picture itself where it is grey. */
export function greyOf({ width, height, samples, pixels }: GrayOrRgbFrame): GreyPicture {
  if (samples === 1) return { width, height, pixels };
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 3) {
    grey[at] = ((pixels[from] ?? 0) * 77 + (pixels[from + 1] ?? 0) * 150 + (pixels[from + 2] ?? 0) * 29) >> 8;
  }
  return { width, height, pixels: grey };
}
