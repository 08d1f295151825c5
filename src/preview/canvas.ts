/** The one door to the drawing library. */
import { createCanvas, type Canvas } from '@napi-rs/canvas';
import type { GrayOrRgbFrame } from '../ocr/frame.js';

export type { Canvas };
export { createCanvas };

/** A frame as a canvas of its own size. */
export function canvasOf({ width, height, samples, pixels }: GrayOrRgbFrame): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let at = 0, from = 0; at < image.data.length; at += 4, from += samples) {
    const first = pixels[from] ?? 0;
    image.data[at] = first;
    image.data[at + 1] = samples === 1 ? first : (pixels[from + 1] ?? 0);
    image.data[at + 2] = samples === 1 ? first : (pixels[from + 2] ?? 0);
    image.data[at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
