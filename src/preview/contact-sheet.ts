import type { GrayOrRgbFrame } from '../ocr/frame.js';
import { canvasOf, createCanvas, type Canvas } from './canvas.js';

/** One masked frame beside what it was. */
export interface Comparison {
  /** Names the new instance, never the original */
  readonly title: string;
  readonly before: GrayOrRgbFrame;
  readonly after: GrayOrRgbFrame;
}

/** Width and height of one picture on a sheet, in pixels */
const CELL = 360;
const TITLE_HEIGHT = 18;
const MARGIN = 8;
const PAIRS_ACROSS = 2;
const ROWS = 4;
/** Comparisons on one sheet */
export const PAIRS_PER_SHEET = PAIRS_ACROSS * ROWS;

/** Up to `PAIRS_PER_SHEET` comparisons, before and after beside each other, as PNG. */
export function contactSheet(comparisons: readonly Comparison[]): Buffer {
  const across = Math.min(PAIRS_ACROSS, comparisons.length);
  const rows = Math.ceil(comparisons.length / PAIRS_ACROSS);
  const pairWidth = 2 * CELL + 3 * MARGIN;
  const rowHeight = CELL + TITLE_HEIGHT + MARGIN;
  const sheet = createCanvas(Math.max(1, across * pairWidth), Math.max(1, rows * rowHeight + MARGIN));
  const context = sheet.getContext('2d');
  context.fillStyle = '#202020';
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.font = '12px sans-serif';
  context.fillStyle = '#e0e0e0';
  comparisons.forEach(({ title, before, after }, index) => {
    const left = (index % PAIRS_ACROSS) * pairWidth + MARGIN;
    const top = Math.floor(index / PAIRS_ACROSS) * rowHeight + MARGIN;
    context.fillText(title, left, top + 12, pairWidth - 2 * MARGIN);
    drawInto(sheet, before, left, top + TITLE_HEIGHT);
    drawInto(sheet, after, left + CELL + MARGIN, top + TITLE_HEIGHT);
  });
  return sheet.toBuffer('image/png');
}

function drawInto(sheet: Canvas, frame: GrayOrRgbFrame, left: number, top: number): void {
  const shrink = Math.min(1, CELL / frame.width, CELL / frame.height);
  const width = Math.max(1, Math.round(frame.width * shrink));
  const height = Math.max(1, Math.round(frame.height * shrink));
  sheet.getContext('2d').drawImage(canvasOf(frame), left, top, width, height);
}
