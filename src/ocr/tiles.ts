/** Windows over a frame, so that memory does not grow with it. */
import type { Box } from './frame.js';

/** A window and how far its neighbours reach into it. */
export interface TilePlan {
  /** Frames of up to so many pixels are taken whole */
  readonly wholeUpTo: number;
  /** Side of a window, in pixels */
  readonly side: number;
  /** Least overlap of neighbouring windows, in pixels */
  readonly overlap: number;
}

export const TILES: TilePlan = { wholeUpTo: 1_500_000, side: 640, overlap: 64 };

/** Windows that cover an area, each within it, neighbours overlapping by `overlap` at least. */
export function tilesOver(area: Box, plan: TilePlan): readonly Box[] {
  if (area.width * area.height <= plan.wholeUpTo) return area.width > 0 && area.height > 0 ? [area] : [];
  const tiles: Box[] = [];
  for (const y of starts(area.height, plan)) {
    for (const x of starts(area.width, plan)) {
      tiles.push({
        x: area.x + x,
        y: area.y + y,
        width: Math.min(plan.side, area.width),
        height: Math.min(plan.side, area.height),
      });
    }
  }
  return tiles;
}

/** Evenly spread starts of windows along one side. */
function starts(length: number, { side, overlap }: TilePlan): readonly number[] {
  if (length <= side) return [0];
  const count = Math.ceil((length - overlap) / (side - overlap));
  return Array.from({ length: count }, (_, at) => Math.round((at * (length - side)) / (count - 1)));
}
