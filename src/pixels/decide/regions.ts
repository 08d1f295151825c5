/** The Sequence of Ultrasound Regions (PS3.3 C.8.5.5): where the image proper lies; what the console writes stands beside it. */
import type { ReadAttribute } from '../../deid/condition.js';
import type { Box } from '../../ocr/frame.js';

const SEQUENCE = 0x00186011;
const MIN_X = 0x00186018;
const MIN_Y = 0x0018601a;
const MAX_X = 0x0018601c;
const MAX_Y = 0x0018601e;

/** The regions of an ultrasound image; none where the header tells none, or some of them without a place. */
export function ultrasoundRegions(read: ReadAttribute): readonly Box[] {
  const [left, top, right, bottom] = [MIN_X, MIN_Y, MAX_X, MAX_Y].map((tag) =>
    (read(tag, [SEQUENCE]) ?? []).map(Number),
  );
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return [];
  if (top.length !== left.length || right.length !== left.length || bottom.length !== left.length) return [];
  return left
    .map((x, at): Box => {
      const y = top[at] ?? NaN;
      return { x, y, width: (right[at] ?? NaN) - x + 1, height: (bottom[at] ?? NaN) - y + 1 };
    })
    .filter(({ width, height }) => width > 0 && height > 0);
}

/** Whether a box touches none of the regions; false where there are none. */
export function isOutsideRegions(box: Box, regions: readonly Box[]): boolean {
  return (
    regions.length > 0 &&
    regions.every(
      (region) =>
        box.x + box.width <= region.x ||
        region.x + region.width <= box.x ||
        box.y + box.height <= region.y ||
        region.y + region.height <= box.y,
    )
  );
}
