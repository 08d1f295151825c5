/** Windows over a frame, so that memory does not grow with it. */
import type { Box } from './frame.js';

/** How windows lie over a frame. */
export interface TilePlan {
  /** Frames of up to so many pixels are taken whole */
  readonly wholeUpTo: number;
  /** Longest side of a window, in pixels */
  readonly side: number;
  /** Least overlap of neighbouring windows, in pixels */
  readonly overlap: number;
}

export const TILES: TilePlan = { wholeUpTo: 1_500_000, side: 1152, overlap: 64 };

/** Windows that cover an area, all of one size, each within it, neighbours overlapping by `overlap` at least. */
export function tilesOver(area: Box, plan: TilePlan): readonly Box[] {
  if (area.width * area.height <= plan.wholeUpTo) return area.width > 0 && area.height > 0 ? [area] : [];
  const across = stretchesOf(area.width, plan);
  const down = stretchesOf(area.height, plan);
  return down.starts.flatMap((y) =>
    across.starts.map((x) => ({ x: area.x + x, y: area.y + y, width: across.length, height: down.length })),
  );
}

interface Stretches {
  readonly starts: readonly number[];
  readonly length: number;
}

/** As few stretches as cover a length, as short as may be. */
function stretchesOf(whole: number, { side, overlap }: TilePlan): Stretches {
  if (whole <= side) return { starts: [0], length: whole };
  const count = Math.ceil((whole - overlap) / (side - overlap));
  const length = Math.ceil((whole + (count - 1) * overlap) / count);
  const starts = Array.from({ length: count }, (_, at) => Math.floor((at * (whole - length)) / (count - 1)));
  return { starts, length };
}
