/** Texts that the edge of a searched part may cut. */
import { unitedBox, type Box } from '../../ocr/frame.js';
import type { FoundText } from '../../ocr/text-finder.js';

/** What looks less like text than this does not make its part larger. */
const LIKELY = 0.5;
/** Ink so many pixels from an edge may go on beyond it. */
const NEAR = 3;
/** How far beyond the edge is looked, in heights of the text and in pixels at least. */
const BEYOND = { heights: 8, pixels: 24 };

/** The part with room for texts that reach its edge; the part itself where none does. */
export function roomFor(
  texts: readonly FoundText[],
  part: Box,
  frame: { readonly width: number; readonly height: number },
): Box {
  const reached = texts
    .filter(({ textConfidence }) => textConfidence >= LIKELY)
    .map(({ box }): Box => {
      const more = Math.max(BEYOND.pixels, BEYOND.heights * Math.min(box.width, box.height));
      const left = box.x - part.x <= NEAR ? more : 0;
      const above = box.y - part.y <= NEAR ? more : 0;
      const right = part.x + part.width - (box.x + box.width) <= NEAR ? more : 0;
      const below = part.y + part.height - (box.y + box.height) <= NEAR ? more : 0;
      const x = Math.max(0, box.x - left);
      const y = Math.max(0, box.y - above);
      return {
        x,
        y,
        width: Math.min(frame.width, box.x + box.width + right) - x,
        height: Math.min(frame.height, box.y + box.height + below) - y,
      };
    });
  return reached.reduce(unitedBox, part);
}
