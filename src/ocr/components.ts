/** Characters out of an ink map: connected regions by hysteresis. */
import type { Box } from './frame.js';
import { boxOf, type PixelRuns } from './pixel-runs.js';

/** Ink probabilities of a frame, 0 to 255, row by row. */
export interface InkMap {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** An ink probability times 255 from which on it is ink for certain. */
export const SURE_INK = 128;

/** Where a region starts and how far it reaches, in ink probability times 255. */
export interface Hysteresis {
  readonly seed: number;
  readonly grow: number;
}

/** A connected region of ink: a character, some that touch, or a part of one. */
export interface Component {
  readonly box: Box;
  readonly runs: PixelRuns;
  /** Highest ink probability in it, 0 to 255 */
  readonly peak: number;
}

/** The 8-connected regions of pixels at or above `grow` in which one pixel at least reaches `seed`. */
export function componentsOf(map: InkMap, { seed, grow }: Hysteresis): readonly Component[] {
  const runs = runsAbove(map, grow);
  const roots = joinTouching(runs);
  const groups = new Map<number, number[]>();
  const peaks = new Map<number, number>();
  for (let run = 0; run < runs.count; run += 1) {
    const root = find(roots, run);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [run]);
    else group.push(run);
    peaks.set(root, Math.max(peaks.get(root) ?? 0, runs.peaks[run] ?? 0));
  }
  const components: Component[] = [];
  for (const [root, members] of groups) {
    const peak = peaks.get(root) ?? 0;
    if (peak < seed) continue;
    const own = new Int32Array(members.length * 3);
    members.forEach((run, at) => own.set(runs.triples.subarray(run * 3, run * 3 + 3), at * 3));
    components.push({ box: boxOf(own), runs: own, peak });
  }
  return components;
}

interface Runs {
  readonly count: number;
  readonly triples: Int32Array;
  readonly peaks: Uint8Array;
}

function runsAbove({ width, height, values }: InkMap, least: number): Runs {
  let triples = new Int32Array(3 * 1024);
  let peaks = new Uint8Array(1024);
  let count = 0;
  // Most of a frame is no ink at all: four pixels are passed at once.
  const isAligned = values.byteOffset % 4 === 0;
  const fours = new Uint32Array(
    values.buffer,
    isAligned ? values.byteOffset : 0,
    isAligned ? values.length >> 2 : 0,
  );
  for (let row = 0; row < height; row += 1) {
    const base = row * width;
    let column = 0;
    while (column < width) {
      const at = base + column;
      if ((at & 3) === 0 && fours[at >> 2] === 0) {
        column += 4;
        continue;
      }
      if ((values[at] ?? 0) < least) {
        column += 1;
        continue;
      }
      const from = column;
      let peak = 0;
      while (column < width) {
        const value = values[base + column] ?? 0;
        if (value < least) break;
        if (value > peak) peak = value;
        column += 1;
      }
      if (count === peaks.length) {
        const wider = new Int32Array(triples.length * 2);
        wider.set(triples);
        triples = wider;
        const more = new Uint8Array(peaks.length * 2);
        more.set(peaks);
        peaks = more;
      }
      triples[count * 3] = row;
      triples[count * 3 + 1] = from;
      triples[count * 3 + 2] = column;
      peaks[count] = peak;
      count += 1;
    }
  }
  return { count, triples, peaks };
}

/** Runs of neighbouring rows that touch, corners included, get one root. Two pointers walk the rows: runs come sorted. */
function joinTouching({ count, triples }: Runs): Int32Array {
  const roots = Int32Array.from({ length: count }, (_, run) => run);
  let above = 0;
  for (let run = 0; run < count; run += 1) {
    const row = triples[run * 3] ?? 0;
    const from = triples[run * 3 + 1] ?? 0;
    const to = triples[run * 3 + 2] ?? 0;
    while (above < run && (triples[above * 3] ?? 0) < row - 1) above += 1;
    while (above < run && (triples[above * 3] ?? 0) === row - 1 && (triples[above * 3 + 2] ?? 0) < from)
      above += 1;
    for (let other = above; other < run && (triples[other * 3] ?? 0) === row - 1; other += 1) {
      if ((triples[other * 3 + 1] ?? 0) > to) break;
      roots[find(roots, run)] = find(roots, other);
    }
  }
  return roots;
}

function find(roots: Int32Array, run: number): number {
  let at = run;
  for (;;) {
    const next = roots[at] ?? at;
    if (next === at) return at;
    const further = roots[next] ?? next;
    roots[at] = further; // halve the path
    at = further;
  }
}
