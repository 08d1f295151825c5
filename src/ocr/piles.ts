/** Lines so close that no empty row parts them, of which nothing could be read as one: where they may be cut, for the readings to tell. */
import type { LineImage } from './crop.js';

/** A line of text is at least so high, in pixels. */
const LEAST_HEIGHT = 6;
/** Lines that one find may hold at most. */
const MOST_LINES = 3;
/** How far from where equal lines would part a cut may lie, in heights of one. */
const STRAY = 0.3;

/** Rows of an image, `to` not among them. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** Two lines, three lines: each time the rows of each, cut where least ink is near to where lines of one height would part. */
export function possibleRows(image: LineImage): readonly (readonly Rows[])[] {
  const ink = inkOfRows(image);
  const top = ink.findIndex((row) => row > 0);
  const bottom = ink.findLastIndex((row) => row > 0) + 1;
  const ways: Rows[][] = [];
  for (let lines = 2; lines <= MOST_LINES && bottom - top >= lines * LEAST_HEIGHT; lines += 1) {
    const pitch = (bottom - top) / lines;
    const cuts = [top];
    for (let line = 1; line < lines; line += 1) cuts.push(leastNear(ink, top + line * pitch, STRAY * pitch));
    cuts.push(bottom);
    ways.push(cuts.slice(1).map((to, at) => ({ from: cuts[at] ?? top, to })));
  }
  return ways;
}

function leastNear(ink: readonly number[], middle: number, reach: number): number {
  let best = Math.round(middle);
  for (let row = Math.ceil(middle - reach); row <= middle + reach; row += 1) {
    const [now, least] = [ink[row] ?? Infinity, ink[best] ?? Infinity];
    if (now < least || (now === least && Math.abs(row - middle) < Math.abs(best - middle))) best = row;
  }
  return best;
}

function inkOfRows({ width, height, values }: LineImage): readonly number[] {
  return Array.from({ length: height }, (_, row) => {
    let ink = 0;
    for (let at = row * width; at < (row + 1) * width; at += 1) if ((values[at] ?? 1) < 0.5) ink += 1;
    return ink;
  });
}
