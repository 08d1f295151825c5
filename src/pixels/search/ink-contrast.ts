/** Whether a line of text that was found in one picture stands in another one of the same size. */
import type { FoundText } from '../../ocr/text-finder.js';
import { grownRuns, type PixelRuns } from '../../ocr/pixel-runs.js';

/** Brightness by pixel, row by row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Text stands where its ink differs from the ground by this share of what it does where it was found. */
const STANDS = 0.5;
/** Text that is hardly to be told from its ground is taken to stand everywhere. */
const LEAST_CONTRAST = 4;

/** A test of pictures for a text found in one of them. */
export function standsIn(text: FoundText, foundIn: GreyPicture): (picture: GreyPicture) => boolean {
  const { width, height } = foundIn;
  const near = grownRuns(text.ink, 1, width, height);
  const wide = grownRuns(text.ink, 4, width, height);
  const contrastIn = ({ pixels }: GreyPicture): number => {
    const ink = sumOf(text.ink, pixels, width);
    const inner = sumOf(near, pixels, width);
    const outer = sumOf(wide, pixels, width);
    const ground = outer.count - inner.count;
    return ink.count === 0 || ground <= 0 ? 0 : ink.sum / ink.count - (outer.sum - inner.sum) / ground;
  };
  const own = contrastIn(foundIn);
  if (Math.abs(own) < LEAST_CONTRAST) return () => true;
  return (picture) => contrastIn(picture) / own >= STANDS;
}

function sumOf(
  runs: PixelRuns,
  pixels: Uint8Array,
  width: number,
): { readonly sum: number; readonly count: number } {
  let sum = 0;
  let count = 0;
  for (let run = 0; run < runs.length; run += 3) {
    const base = (runs[run] ?? 0) * width;
    for (let at = base + (runs[run + 1] ?? 0); at < base + (runs[run + 2] ?? 0); at += 1) {
      sum += pixels[at] ?? 0;
      count += 1;
    }
  }
  return { sum, count };
}
