/** Whether what stands beside a mask is something that the mask left, or only the mask's own edge. */
import type { GrayOrRgbFrame } from '../../ocr/frame.js';
import { boxOf, grownRuns, type PixelRuns } from '../../ocr/pixel-runs.js';

/** Pixels of the ground that are looked at, from the ink on. */
const RING = 4;
/** Fewer pixels say nothing. */
const LEAST_PIXELS = 3;
/** Ink is seen where it differs from its ground, or within itself, by so many levels, and by so many of the ground's standard deviations. */
const LEAST_STEP = 6;
const LEAST_DEVIATIONS = 2;

/**
 * Whether ink can be told from its ground in one of the pictures by pixels alone that no mask covers. A black mask on bright or grainy
 * ground has edges that the text finder takes for strokes; without the masked pixels nothing is left of them.
 */
export function isLeftOver(ink: PixelRuns, pictures: readonly GrayOrRgbFrame[], masked: PixelRuns): boolean {
  return pictures.some((picture) => {
    const { width, height } = picture;
    const wide = grownRuns(ink, RING, width, height);
    const isOpen = openTest(wide, masked, width);
    const places = placesOf(ink, width).filter(isOpen);
    const near = new Set(placesOf(grownRuns(ink, 1, width, height), width));
    const ground = placesOf(wide, width).filter((at) => !near.has(at) && isOpen(at));
    if (places.length < LEAST_PIXELS) return false;
    // All round it is masked: nothing tells what it was.
    if (ground.length < LEAST_PIXELS) return true;
    return Array.from({ length: picture.samples }, (_, sample) => sample).some((sample) => {
      const level = (at: number): number => picture.pixels[at * picture.samples + sample] ?? 0;
      const [inside, outside] = [statistics(places.map(level)), statistics(ground.map(level))];
      const seen = Math.max(LEAST_STEP, LEAST_DEVIATIONS * outside.deviation);
      return Math.abs(inside.mean - outside.mean) >= seen || inside.deviation >= seen;
    });
  });
}

/** Whether a pixel near some runs is one that no mask covers. */
function openTest(near: PixelRuns, masked: PixelRuns, width: number): (at: number) => boolean {
  const { x, y, width: wide, height: high } = boxOf(near);
  const covered = new Uint8Array(wide * high);
  for (let run = 0; run < masked.length; run += 3) {
    const row = (masked[run] ?? 0) - y;
    const [from, to] = [Math.max(0, (masked[run + 1] ?? 0) - x), Math.min(wide, (masked[run + 2] ?? 0) - x)];
    if (row >= 0 && row < high && from < to) covered.fill(1, row * wide + from, row * wide + to);
  }
  return (at) => covered[(Math.floor(at / width) - y) * wide + (at % width) - x] === 0;
}

/** Positions of the pixels of a set. */
function placesOf(runs: PixelRuns, width: number): number[] {
  const places: number[] = [];
  for (let run = 0; run < runs.length; run += 3) {
    const row = (runs[run] ?? 0) * width;
    for (let at = row + (runs[run + 1] ?? 0); at < row + (runs[run + 2] ?? 0); at += 1) places.push(at);
  }
  return places;
}

function statistics(levels: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  const variance = levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length;
  return { mean, deviation: Math.sqrt(variance) };
}
