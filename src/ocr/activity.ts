/** Where in a frame text can be at all: nobody reads what differs from its surroundings by a few levels of 256. */
import type { Box, GrayOrRgbFrame } from './frame.js';

/** Side of the squares that are looked at, in pixels. */
const BLOCK = 16;
/** Levels that may lie between the darkest and the brightest pixel of a square without text: grain, shades, traces of compression. */
const QUIET = 6;
/** Pixels of quiet ground that are kept round what is searched. */
const MARGIN = 16;

/** The smallest box round everything in an area that is not quiet, with a margin inside the area; of no size where all is quiet. */
export function activeArea(frame: GrayOrRgbFrame, area: Box): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let y = 0; y < area.height; y += BLOCK) {
    for (let x = 0; x < area.width; x += BLOCK) {
      if (y >= top && y < bottom && x >= left && x < right) continue;
      const block = {
        x: area.x + x,
        y: area.y + y,
        width: Math.min(BLOCK + 1, area.width - x), // one more: an edge may lie between two squares
        height: Math.min(BLOCK + 1, area.height - y),
      };
      if (isQuiet(frame, block)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + block.width);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + block.height);
    }
  }
  if (right < 0) return { x: area.x, y: area.y, width: 0, height: 0 };
  const x = Math.max(0, left - MARGIN);
  const y = Math.max(0, top - MARGIN);
  return {
    x: area.x + x,
    y: area.y + y,
    width: Math.min(area.width, right + MARGIN) - x,
    height: Math.min(area.height, bottom + MARGIN) - y,
  };
}

function isQuiet({ width, samples, pixels }: GrayOrRgbFrame, block: Box): boolean {
  for (let sample = 0; sample < samples; sample += 1) {
    let low = 255;
    let high = 0;
    for (let row = block.y; row < block.y + block.height; row += 1) {
      const end = (row * width + block.x + block.width) * samples;
      for (let at = (row * width + block.x) * samples + sample; at < end; at += samples) {
        const value = pixels[at] ?? 0;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high - low > QUIET) return false;
    }
  }
  return true;
}
