/** Sets of pixels as runs in rows: small, whatever the frame's size. */
import type { Box } from './frame.js';

/** Triples (row, first column, column after the last), by row and column; runs of a row neither touch nor overlap. */
export type PixelRuns = Int32Array;

/** How many pixels the runs hold. */
export function pixelCount(runs: PixelRuns): number {
  let count = 0;
  for (let at = 0; at < runs.length; at += 3) count += (runs[at + 2] ?? 0) - (runs[at + 1] ?? 0);
  return count;
}

/** The box round all runs; of no size where there are none. */
export function boxOf(runs: PixelRuns): Box {
  if (runs.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let left = Infinity;
  let right = 0;
  for (let at = 0; at < runs.length; at += 3) {
    left = Math.min(left, runs[at + 1] ?? 0);
    right = Math.max(right, runs[at + 2] ?? 0);
  }
  const top = runs[0] ?? 0;
  return { x: left, y: top, width: right - left, height: (runs[runs.length - 3] ?? 0) - top + 1 };
}

/** Runs in any order made into a set: sorted, joined where they touch. */
export function joinedRuns(triples: readonly (readonly [number, number, number])[]): PixelRuns {
  const sorted = [...triples].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const joined: [number, number, number][] = [];
  for (const [row, from, to] of sorted) {
    const last = joined.at(-1);
    if (last?.[0] === row && from <= last[2]) last[2] = Math.max(last[2], to);
    else joined.push([row, from, to]);
  }
  return Int32Array.from(joined.flat());
}

/** The runs of several sets as one. */
export function unitedRuns(sets: readonly PixelRuns[]): PixelRuns {
  return joinedRuns(sets.flatMap(triplesOf));
}

/** Every pixel within `pad` rows and columns of the set, inside the frame. */
export function grownRuns(runs: PixelRuns, pad: number, width: number, height: number): PixelRuns {
  const grown: [number, number, number][] = [];
  for (const [row, from, to] of triplesOf(runs)) {
    const first = Math.max(0, from - pad);
    const last = Math.min(width, to + pad);
    for (let at = Math.max(0, row - pad); at <= Math.min(height - 1, row + pad); at += 1) {
      grown.push([at, first, last]);
    }
  }
  return joinedRuns(grown);
}

/** How many rows the pixels of a column span, from the first to the last, in the column that few span more; `isUpright`: of rows, columns. */
export function strokeExtent(runs: PixelRuns, isUpright: boolean): number {
  const spans = new Map<number, [number, number]>();
  const reach = (line: number, first: number, last: number): void => {
    const span = spans.get(line);
    if (span === undefined) spans.set(line, [first, last]);
    else {
      span[0] = Math.min(span[0], first);
      span[1] = Math.max(span[1], last);
    }
  };
  for (const [row, from, to] of triplesOf(runs)) {
    if (isUpright) reach(row, from, to - 1);
    else for (let column = from; column < to; column += 1) reach(column, row, row);
  }
  const extents = [...spans.values()].map(([first, last]) => last - first + 1).sort((a, b) => a - b);
  return extents[Math.min(extents.length - 1, Math.floor(MOST_EXTENTS * extents.length))] ?? 0;
}

/** Of all columns of a line: those that span more are where two letters lie over each other. */
const MOST_EXTENTS = 0.95;

function triplesOf(runs: PixelRuns): [number, number, number][] {
  const triples: [number, number, number][] = [];
  for (let at = 0; at < runs.length; at += 3) {
    triples.push([runs[at] ?? 0, runs[at + 1] ?? 0, runs[at + 2] ?? 0]);
  }
  return triples;
}
