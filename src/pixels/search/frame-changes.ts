/** Where, in frames that are mostly alike, something may stand that their mean does not show. */
import type { Box } from '../../ocr/frame.js';
import { areasOf } from '../frames/hidden-contrast.js';
import type { GreyPicture } from './ink-contrast.js';

/** Side of the squares that are compared over time, in pixels. */
const BLOCK = 16;
/** Steps of characters from pixel to pixel; speckle and anatomy seldom have them. */
const STEEP = 40;
/** Steps of faint characters; smooth anatomy that moves has none */
const FAINT = 16;
/** A pixel is another one than in the mean from so many grey levels on. */
const OTHER = 24;
/** Pixels, or steps, that a part of a small character adds to a square. */
const LEAST_ADDED = 8;
/** Squares with fewer other pixels than this in most frames stand still. */
const STILL = 6;
/** Steep steps of squares in which text may change with every frame */
const MUCH = 12;

/** The parts of one frame that are to be looked at. */
export interface ChangedPart {
  /** Position in the list of pictures */
  readonly at: number;
  readonly areas: readonly Box[];
}

/**
 * Frames and their parts in which something may stand that the mean hides: steep edges that most frames do not have, other pixels where
 * nothing moves, and edges that are steep in most frames and lost in the mean. Each such place is named in one frame at least, the
 * last sort in every frame.
 */
export function changedParts(pictures: readonly GreyPicture[], mean: GreyPicture): readonly ChangedPart[] {
  const { width, height } = mean;
  const across = Math.ceil(width / BLOCK);
  const blocks = across * Math.ceil(height / BLOCK);
  const counts = pictures.map((picture) => countsOf(picture, mean, across, blocks));
  const steep = counts.map((one) => one.steep);
  const faint = counts.map((one) => one.faint);
  const other = counts.map((one) => one.other);
  const { steep: steepInMean } = countsOf(mean, mean, across, blocks);
  const wanted = pictures.map(() => new Uint8Array(blocks));
  const places: Place[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const edges = timeline(steep, block);
    const change = timeline(other, block);
    const lost = edges.median >= MUCH && (steepInMean[block] ?? 0) < edges.median / 2;
    if (lost) for (const marks of wanted) marks[block] = 1;
    const added = edges.most - edges.median;
    if (added >= Math.max(LEAST_ADDED, 0.4 * edges.median, 4 * edges.spread))
      places.push({ block, frames: edges.nearMost });
    const isStill = change.median <= STILL && change.spread <= STILL / 2;
    if (isStill && change.most - change.median >= LEAST_ADDED) {
      const usual = timeline(faint, block).median;
      const lettered = change.nearMost.filter(
        (frame) =>
          (faint[frame]?.[block] ?? 0) >= usual + LEAST_ADDED || (faint[frame]?.[block] ?? 0) * 2 <= usual,
      );
      if (lettered.length > 0) places.push({ block, frames: lettered });
    }
  }
  cover(places, wanted);
  return wanted.flatMap((marks, at): ChangedPart[] => {
    const areas = areasOf(marks, across, blocks / across, BLOCK, width, height);
    return areas.length > 0 ? [{ at, areas }] : [];
  });
}

/** The parts in which a picture differs from another one. */
export function differingAreas(picture: GreyPicture, before: GreyPicture): readonly Box[] {
  const { width, height } = picture;
  const across = Math.ceil(width / BLOCK);
  const blocks = across * Math.ceil(height / BLOCK);
  const marks = new Uint8Array(blocks);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const at = row * width + column;
      const difference = (picture.pixels[at] ?? 0) - (before.pixels[at] ?? 0);
      if (difference >= DIFFERING || difference <= -DIFFERING) marks[(row >> 4) * across + (column >> 4)] = 1;
    }
  }
  return areasOf(marks, across, blocks / across, BLOCK, width, height);
}

/** Means of the same thing differ by less. */
const DIFFERING = 8;

interface Place {
  readonly block: number;
  /** Any of these shows it */
  readonly frames: readonly number[];
}

/** Marks each place in one frame, in as few frames as a greedy choice finds. */
function cover(places: readonly Place[], wanted: readonly Uint8Array[]): void {
  let open = places.filter(({ block, frames }) => !frames.some((frame) => wanted[frame]?.[block] === 1));
  while (open.length > 0) {
    const counts = wanted.map(() => 0);
    for (const { frames } of open) for (const frame of frames) counts[frame] = (counts[frame] ?? 0) + 1;
    const best = counts.indexOf(Math.max(...counts));
    const marks = wanted[best];
    if (marks === undefined) return;
    for (const { block, frames } of open) if (frames.includes(best)) marks[block] = 1;
    open = open.filter(({ frames }) => !frames.includes(best));
  }
}

interface Timeline {
  readonly median: number;
  /** Median distance from the median */
  readonly spread: number;
  readonly most: number;
  /** The frames that have nearly as much as the most */
  readonly nearMost: readonly number[];
}

function timeline(series: readonly Uint16Array[], block: number): Timeline {
  const values = series.map((one) => one[block] ?? 0);
  const middle = median(values);
  const most = Math.max(...values);
  const enough = middle + 0.9 * (most - middle);
  const nearMost = values.flatMap((value, frame) => (value >= enough ? [frame] : []));
  return { median: middle, spread: median(values.map((value) => Math.abs(value - middle))), most, nearMost };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Steps from pixel to pixel, and pixels that are others than in the mean, by square. */
interface BlockCounts {
  readonly steep: Uint16Array;
  readonly faint: Uint16Array;
  readonly other: Uint16Array;
}

function countsOf(
  { width, height, pixels }: GreyPicture,
  mean: GreyPicture,
  across: number,
  blocks: number,
): BlockCounts {
  const steep = new Uint16Array(blocks);
  const faint = new Uint16Array(blocks);
  const other = new Uint16Array(blocks);
  const usual = mean.pixels;
  for (let row = 0; row < height; row += 1) {
    const first = (row >> 4) * across;
    const base = row * width;
    let before = pixels[base] ?? 0;
    for (let from = 0; from < width; from += BLOCK) {
      const to = Math.min(width, from + BLOCK);
      let [steps, steepSteps, others] = [0, 0, 0];
      for (let at = base + from; at < base + to; at += 1) {
        const here = pixels[at] ?? 0;
        const step = here > before ? here - before : before - here;
        before = here;
        if (step >= FAINT) {
          steps += 1;
          if (step >= STEEP) steepSteps += 1;
        }
        const difference = here - (usual[at] ?? 0);
        if (difference >= OTHER || difference <= -OTHER) others += 1;
      }
      const block = first + from / BLOCK;
      faint[block] = (faint[block] ?? 0) + steps;
      steep[block] = (steep[block] ?? 0) + steepSteps;
      other[block] = (other[block] ?? 0) + others;
    }
  }
  return { steep, faint, other };
}

/** How much a picture goes with another one: correlation of their brightness, 1 where both are flat. */
export function likeness(a: GreyPicture, b: GreyPicture): number {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < a.pixels.length; at += SAMPLED) {
    const x = a.pixels[at] ?? 0;
    const y = b.pixels[at] ?? 0;
    n += 1;
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const spreadA = sumAA - (sumA * sumA) / n;
  const spreadB = sumBB - (sumB * sumB) / n;
  if (spreadA < n && spreadB < n) return 1;
  return (sumAB - (sumA * sumB) / n) / Math.sqrt(Math.max(1, spreadA) * Math.max(1, spreadB));
}

const SAMPLED = 7;
