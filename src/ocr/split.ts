/** Lines that stand so close that their ink was found as one: taken apart where no ink lies between them. */
import type { InkMap } from './components.js';
import { lineImage, marginOf } from './crop.js';
import type { Box, GrayOrRgbFrame } from './frame.js';
import type { InkLine } from './glyphs.js';
import { boxOf, joinedRuns } from './pixel-runs.js';

/** A line of text is at least so high, in pixels. */
const LEAST_HEIGHT = 5;
/** A row belongs to a gap where it has less than this share of the ink of the fullest row. */
const GAP = 0.06;

/** The lines that a found line across the frame is made of: itself, mostly. */
export function splitLine(frame: GrayOrRgbFrame, map: InkMap, line: InkLine): readonly InkLine[] {
  if (line.direction !== 'across' || line.core.height < 2 * LEAST_HEIGHT + 1) return [line];
  const bands = bandsOf(frame, map, line.core);
  if (bands.length < 2) return [line];
  const parts = bands.map((): [number, number, number][] => []);
  for (let at = 0; at < line.ink.length; at += 3) {
    const row = line.ink[at] ?? 0;
    const below = bands.findIndex(({ to }) => row < to);
    parts[below < 0 ? bands.length - 1 : below]?.push([row, line.ink[at + 1] ?? 0, line.ink[at + 2] ?? 0]);
  }
  return parts.flatMap((triples, at): InkLine[] => {
    const band = bands[at];
    if (triples.length === 0 || band === undefined) return [];
    const ink = joinedRuns(triples);
    const box = boxOf(ink);
    const core = { ...box, y: band.from, height: band.to - band.from };
    return [{ core, box, ink, peak: line.peak, direction: 'across', cores: [core] }];
  });
}

interface Band {
  readonly from: number;
  readonly to: number;
}

/** Runs of inked rows, in rows of the frame, where each is like a line: high enough, and longer than high. One band where they are not. */
function bandsOf(frame: GrayOrRgbFrame, map: InkMap, core: Box): readonly Band[] {
  const { width, height, values } = lineImage(frame, map, core);
  const top = Math.max(0, core.y - marginOf(core));
  const rows = Array.from({ length: height }, (_, row) => {
    let ink = 0;
    for (let column = 0; column < width; column += 1) {
      const dark = 1 - (values[row * width + column] ?? 1);
      if (dark >= 0.5) ink += dark;
    }
    return ink;
  });
  const least = GAP * Math.max(...rows);
  const bands: Band[] = [];
  let from = -1;
  for (let row = 0; row <= height; row += 1) {
    const inked = row < height && (rows[row] ?? 0) > least;
    if (inked && from < 0) from = row;
    if (!inked && from >= 0) {
      const band = { from: top + from, to: top + row };
      // The margin may show the next line's upper edge.
      if (band.to > core.y && band.from < core.y + core.height) bands.push(band);
      from = -1;
    }
  }
  const alike = bands.every(({ from: a, to: b }) => b - a >= LEAST_HEIGHT && 1.5 * (b - a) <= core.width);
  return alike ? bands : [];
}
