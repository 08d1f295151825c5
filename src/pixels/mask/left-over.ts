/** Whether what stands beside a mask is something that the mask left, or only the mask's own edge. */
import type { GrayOrRgbFrame } from '../../ocr/frame.js';
import { grownRuns, type PixelRuns } from '../../ocr/pixel-runs.js';

/** Pixels of the ground that are looked at, from the ink on. */
const RING = 4;
/** Fewer pixels say nothing. */
const LEAST_PIXELS = 3;
/** Ink is seen where it differs from its ground by so many levels, and by so many of the ground's standard deviations. */
const LEAST_STEP = 6;
const LEAST_DEVIATIONS = 2;

/**
 * Whether ink can be told from its ground in one of the pictures by pixels alone that no mask covers. A black mask on bright or grainy
 * ground has edges that the text finder takes for strokes; without the masked pixels nothing is left of them.
 */
export function isLeftOver(ink: PixelRuns, pictures: readonly GrayOrRgbFrame[], masked: PixelRuns): boolean {
  return pictures.some((picture) => {
    const isMasked = coverage(masked, picture);
    const places = openPlaces(ink, picture, isMasked);
    const near = new Set(openPlaces(grownRuns(ink, 1, picture.width, picture.height), picture, isMasked));
    const ring = openPlaces(grownRuns(ink, RING, picture.width, picture.height), picture, isMasked);
    const ground = ring.filter((at) => !near.has(at));
    if (places.length < LEAST_PIXELS || ground.length < LEAST_PIXELS) return false;
    return Array.from({ length: picture.samples }, (_, sample) => sample).some((sample) => {
      const level = (at: number): number => picture.pixels[at * picture.samples + sample] ?? 0;
      const { mean, deviation } = statistics(ground.map(level));
      const step = Math.abs(statistics(places.map(level)).mean - mean);
      return step >= Math.max(LEAST_STEP, LEAST_DEVIATIONS * deviation);
    });
  });
}

function coverage(runs: PixelRuns, { width, height }: GrayOrRgbFrame): Uint8Array {
  const covered = new Uint8Array(width * height);
  for (let run = 0; run < runs.length; run += 3) {
    const row = (runs[run] ?? 0) * width;
    covered.fill(1, row + (runs[run + 1] ?? 0), row + (runs[run + 2] ?? 0));
  }
  return covered;
}

/** Positions of the pixels of a set that no mask covers. */
function openPlaces(runs: PixelRuns, { width }: GrayOrRgbFrame, isMasked: Uint8Array): number[] {
  const open: number[] = [];
  for (let run = 0; run < runs.length; run += 3) {
    const row = (runs[run] ?? 0) * width;
    for (let at = row + (runs[run + 1] ?? 0); at < row + (runs[run + 2] ?? 0); at += 1)
      if (isMasked[at] === 0) open.push(at);
  }
  return open;
}

function statistics(levels: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  const variance = levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length;
  return { mean, deviation: Math.sqrt(variance) };
}
