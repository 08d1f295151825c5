/** Which lines of text on an image stand beside each other. Lines turned by a quarter have none. */
import type { Box } from '../../ocr/frame.js';

/** Share of the smaller box's height that both have in common. */
function sharedRows(a: Box, b: Box): number {
  const rows = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return rows / Math.max(1, Math.min(a.height, b.height));
}

function sharedColumns(a: Box, b: Box): number {
  const columns = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  return columns / Math.max(1, Math.min(a.width, b.width));
}

/** Columns between two boxes of a row; negative where they overlap. */
function gapBeside(a: Box, b: Box): number {
  return Math.max(a.x, b.x) - Math.min(a.x + a.width, b.x + b.width);
}

/** How far a value may stand to the right of its label, in heights of the label. */
const VALUE_REACH = 24;
/** How far below it, in the same. */
const VALUE_DROP = 1.2;

/** The place of the line that a label speaks of: the next one to the right, else the one below that begins where it begins. */
export function valueOf(
  label: Box,
  boxes: readonly Box[],
): { readonly index: number; readonly side: 'right' | 'below' } | undefined {
  const beside = nearest(boxes, (box) => {
    const gap = box.x - (label.x + label.width);
    const isBeside = sharedRows(label, box) >= 0.5 && gap > -label.height / 2;
    return isBeside && gap <= VALUE_REACH * label.height ? gap : undefined;
  });
  if (beside !== undefined) return { index: beside, side: 'right' };
  const below = nearest(boxes, (box) => {
    const gap = box.y - (label.y + label.height);
    const isBelow = gap > -label.height / 3 && gap <= VALUE_DROP * label.height;
    return isBelow && Math.abs(box.x - label.x) <= 3 * label.height ? gap : undefined;
  });
  return below === undefined ? undefined : { index: below, side: 'below' };
}

function nearest(boxes: readonly Box[], distance: (box: Box) => number | undefined): number | undefined {
  let best: number | undefined;
  let least = Infinity;
  boxes.forEach((box, index) => {
    const away = distance(box);
    if (away === undefined || away >= least) return;
    least = away;
    best = index;
  });
  return best;
}

/** How much higher one line of a block or scale may be than another one. */
export const LIKE_HEIGHTS = 1.35;

/** Whether neither of two lines is much higher than the other. */
export function areAlike(a: Box, b: Box): boolean {
  return a.height <= LIKE_HEIGHTS * b.height && b.height <= LIKE_HEIGHTS * a.height;
}

/** Whether a line goes on with another one: in its row, a word's space away, of a like height. */
export function continues(line: Box, identity: Box): boolean {
  const height = Math.min(line.height, identity.height);
  const isAlike = line.height <= 1.8 * identity.height && line.height >= 0.35 * identity.height;
  return (
    isAlike &&
    sharedRows(line, identity) >= 0.5 &&
    gapBeside(line, identity) <= 1.5 * Math.max(height, identity.height * 0.7)
  );
}

/** How far an initial stands before its name: a point and a space. */
const INITIAL_REACH = 1.3;

/** Whether a letter stands before a line as a point and a space leave it, as high as the line's own. */
export function isInitialOf(letter: Box, line: Box): boolean {
  const gap = line.x - (letter.x + letter.width);
  const isAlike = letter.height <= 1.2 * line.height && letter.height >= 0.6 * line.height;
  return (
    isAlike &&
    letter.width <= 1.5 * letter.height &&
    sharedRows(letter, line) >= 0.8 &&
    gap >= 0 &&
    gap <= INITIAL_REACH * line.height
  );
}

/** Whether something no higher than a line touches it or overlaps it in its row: a piece of it that was found apart. */
export function isPieceOf(piece: Box, line: Box): boolean {
  return (
    piece.height <= 1.25 * line.height &&
    sharedRows(piece, line) >= 0.6 &&
    gapBeside(piece, line) <= 0.5 * line.height
  );
}

/** Whether a letter goes on, above or below, with letters under each other that were found as one. */
export function continuesDown(letter: Box, tall: Box): boolean {
  const gap = Math.max(letter.y - (tall.y + tall.height), tall.y - (letter.y + letter.height));
  const isAlike = letter.width <= 1.5 * tall.width && letter.height <= 2 * tall.width;
  return (
    tall.height >= 1.8 * tall.width &&
    isAlike &&
    gap <= 1.2 * tall.width &&
    sharedColumns(letter, tall) >= 0.7
  );
}

/** Whether the first letters of lines under each other, found as one, stand at the end of one of them. */
export function isColumnAtEnd(column: Box, line: Box): boolean {
  return (
    column.height <= 3 * line.height &&
    column.width <= line.height &&
    sharedRows(column, line) >= 0.8 &&
    gapBeside(column, line) <= 0.4 * line.height
  );
}

/** Whether two lines stand in one row, not further apart than the columns of a table. */
export function sharesRow(a: Box, b: Box): boolean {
  return sharedRows(a, b) >= 0.6 && gapBeside(a, b) <= 6 * Math.max(a.height, b.height);
}

/** Whether a line stands right above or below another one, as the lines of a banner do. */
export function isStacked(line: Box, identity: Box): boolean {
  const gap = Math.max(line.y, identity.y) - Math.min(line.y + line.height, identity.y + identity.height);
  const isAlike = line.height <= 1.6 * identity.height && line.height >= 0.5 * identity.height;
  return isAlike && gap <= 0.8 * identity.height && sharedColumns(line, identity) >= 0.5;
}

/** More than half of a box lies in another one. */
export function isInside(box: Box, area: Box): boolean {
  return covered(box, area) > 0.5;
}

/** How much of a box lies in another one. */
export function covered(box: Box, area: Box): number {
  const width = Math.min(box.x + box.width, area.x + area.width) - Math.max(box.x, area.x);
  const height = Math.min(box.y + box.height, area.y + area.height) - Math.max(box.y, area.y);
  return width > 0 && height > 0 ? (width * height) / (box.width * box.height) : 0;
}

/** How far pieces of one row stand apart at most, in heights of the higher one. */
const PIECE_REACH = 4;

/** Whether a line of a like height begins behind another one in its row, where a cut at a wide space would have left it. */
export function isAheadInRow(line: Box, next: Box): boolean {
  const isAlike = line.height <= 1.8 * next.height && next.height <= 1.8 * line.height;
  const gap = next.x - (line.x + line.width);
  return (
    isAlike &&
    sharedRows(line, next) >= 0.6 &&
    gap > -0.3 * line.height &&
    gap <= PIECE_REACH * Math.max(line.height, next.height)
  );
}
