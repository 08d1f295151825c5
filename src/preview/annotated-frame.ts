import type { Box, GrayOrRgbFrame } from '../ocr/frame.js';
import { canvasOf } from './canvas.js';

/** A box to draw round something found. */
export interface Mark {
  readonly box: Box;
  /** A CSS colour */
  readonly colour: string;
}

/** A frame as PNG, with a frame of two pixels round each box. */
export function framePng(frame: GrayOrRgbFrame, marks: readonly Mark[]): Buffer {
  const canvas = canvasOf(frame);
  const context = canvas.getContext('2d');
  context.lineWidth = 2;
  for (const { box, colour } of marks) {
    context.strokeStyle = colour;
    context.strokeRect(box.x - 2, box.y - 2, box.width + 4, box.height + 4);
  }
  return canvas.toBuffer('image/png');
}
