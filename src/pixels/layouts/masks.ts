/**
 * Boxes in which an instance may carry an identity though nobody looked: for pixels that cannot be searched. Where they can, the
 * same knowledge only lowers what a find needs to count as text (`decideTexts`): a box without text is not hidden, since most
 * images that match a layout carry nothing there, and what is hidden in vain is lost for whoever reads the image.
 */
import type { ReadAttribute } from '../../deid/condition.js';
import type { Box } from '../../ocr/frame.js';
import type { PixelReason } from '../reasons.js';
import { ultrasoundRegions } from '../regions.js';
import { layoutBoxes } from './match.js';

export interface LayoutMask {
  readonly box: Box;
  readonly reason: PixelReason;
}

/** The boxes of known layouts, and what lies beside all regions of an ultrasound image, inside the frame. */
export function layoutMasks(context: {
  readonly width: number;
  readonly height: number;
  readonly read: ReadAttribute;
}): readonly LayoutMask[] {
  const layouts = layoutBoxes(context.read).map((box): LayoutMask => ({ box, reason: 'known-layout' }));
  const beside = besideRegions(ultrasoundRegions(context.read), context).map((box): LayoutMask => ({
    box,
    reason: 'outside-region',
  }));
  return [...layouts, ...beside].flatMap(({ box, reason }) => {
    const clipped = clip(box, context);
    return clipped === undefined ? [] : [{ box: clipped, reason }];
  });
}

/** The margins round the box that holds all regions. */
function besideRegions(
  regions: readonly Box[],
  frame: { readonly width: number; readonly height: number },
): Box[] {
  if (regions.length === 0) return [];
  const left = Math.min(...regions.map(({ x }) => x));
  const top = Math.min(...regions.map(({ y }) => y));
  const right = Math.max(...regions.map(({ x, width }) => x + width));
  const bottom = Math.max(...regions.map(({ y, height }) => y + height));
  return [
    { x: 0, y: 0, width: frame.width, height: top },
    { x: 0, y: bottom, width: frame.width, height: frame.height - bottom },
    { x: 0, y: top, width: left, height: bottom - top },
    { x: right, y: top, width: frame.width - right, height: bottom - top },
  ];
}

function clip(box: Box, frame: { readonly width: number; readonly height: number }): Box | undefined {
  const x = Math.max(0, box.x);
  const y = Math.max(0, box.y);
  const width = Math.min(frame.width, box.x + box.width) - x;
  const height = Math.min(frame.height, box.y + box.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}
