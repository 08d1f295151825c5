/** Where, in frames that are mostly alike, something may stand that their mean does not show. */
import type { Box } from '../../ocr/frame.js';
import { BLOCK, stepCounts } from '../../simd/blocks.js';
import { areasOf } from '../frames/hidden-contrast.js';
import type { GreyPicture } from './ink-contrast.js';

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
  const levels = { faint: FAINT, steep: STEEP, other: OTHER };
  const counts = stepCounts(pictures, mean, levels);
  const [ofMean] = stepCounts([mean], mean, levels);
  const wanted = pictures.map(() => new Uint8Array(blocks));
  const places: Place[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const [faint, steep, other] = [3 * block, 3 * block + 1, 3 * block + 2];
    if (most(counts, steep) >= LEAST_ADDED) {
      const edges = timeline(counts, steep);
      const lost = edges.median >= MUCH && (ofMean?.[steep] ?? 0) < edges.median / 2;
      if (lost) for (const marks of wanted) marks[block] = 1;
      const added = edges.most - edges.median;
      if (added >= Math.max(LEAST_ADDED, 0.4 * edges.median, 4 * edges.spread))
        places.push({ block, frames: edges.nearMost });
    }
    if (most(counts, other) < LEAST_ADDED || !standsMostly(counts, other)) continue;
    const change = timeline(counts, other);
    const isStill = change.median <= STILL && change.spread <= STILL / 2;
    if (isStill && change.most - change.median >= LEAST_ADDED) {
      const usual = timeline(counts, faint).median;
      const lettered = change.nearMost.filter((frame) => {
        const steps = counts[frame]?.[faint] ?? 0;
        return steps >= usual + LEAST_ADDED || steps * 2 <= usual;
      });
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
  const [counts = new Uint32Array()] = stepCounts([picture], before, {
    faint: 255,
    steep: 255,
    other: DIFFERING,
  });
  const blocks = counts.length / 3;
  const marks = new Uint8Array(blocks);
  for (let block = 0; block < blocks; block += 1) if ((counts[3 * block + 2] ?? 0) > 0) marks[block] = 1;
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

function most(counts: readonly Uint32Array[], place: number): number {
  let greatest = 0;
  for (const one of counts) {
    const value = one[place] ?? 0;
    if (value > greatest) greatest = value;
  }
  return greatest;
}

/** Whether at least half of the frames, as a median counts them, have few other pixels there. */
function standsMostly(counts: readonly Uint32Array[], place: number): boolean {
  let still = 0;
  for (const one of counts) if ((one[place] ?? 0) <= STILL) still += 1;
  return 2 * still >= counts.length;
}

interface Timeline {
  readonly median: number;
  /** Median distance from the median */
  readonly spread: number;
  readonly most: number;
  /** The frames that have nearly as much as the most */
  readonly nearMost: readonly number[];
}

function timeline(counts: readonly Uint32Array[], place: number): Timeline {
  const values = new Int32Array(counts.length);
  let greatest = 0;
  for (let frame = 0; frame < values.length; frame += 1) {
    const value = counts[frame]?.[place] ?? 0;
    values[frame] = value;
    if (value > greatest) greatest = value;
  }
  const middle = median(values.slice());
  const enough = middle + 0.9 * (greatest - middle);
  const nearMost: number[] = [];
  values.forEach((value, frame) => {
    if (value >= enough) nearMost.push(frame);
  });
  const spread = median(values.map((value) => Math.abs(value - middle)));
  return { median: middle, spread, most: greatest, nearMost };
}

/** Of a few numbers, which it puts in order: the upper one of two in the middle. */
function median(values: Int32Array): number {
  return values.sort()[values.length >> 1] ?? 0;
}
