/**
 * The rest of a line of text by its ink: what is burned into an image is written in one value, so that letters which the finder did not
 * mark, in it and beside it, are known by having that value and standing in its row.
 */
import { componentsOf, type Component } from '../../ocr/components.js';
import type { Box } from '../../ocr/frame.js';
import { joinedRuns, type PixelRuns } from '../../ocr/pixel-runs.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import type { FrameText } from '../search/frame-text.js';

/** So much of the marked ink has one value where text has one: the rest are its soft edges. */
const LEAST_SHARE = 0.2;
/** What covers more of the frame than this is no ink. */
const MOST_OF_FRAME = 0.05;
/** Heights of the line between letters, or words, of one line. */
const REACH = 1.2;
/** Heights of the line by which accents and tails stand out of it. */
const OVERHANG = 0.3;
/** Letters that touch each other are a piece; so many heights of a row they are not long, as a rule under a heading is. */
const MOST_LETTERS = 12;
/** Letters, their points and accents on the length of one height of a line; more pieces are a texture of the ink's value. */
const MOST_PIECES = 3;
const INK = 255;

/**
 * The pixels of letters that go on with a found line and were not marked, as runs.
 * @param frame one in which the line stands
 * @param kept boxes of lines that stay, whose letters do not count
 */
export function sameInkBeside(find: FrameText, frame: FrameSamples, kept: readonly Box[]): PixelRuns {
  if (find.plane !== 'pixels' || find.ink.length === 0) return new Int32Array(0);
  const valueAt = valueReader(frame);
  const ink = commonestValue(find.ink, frame.width, valueAt);
  if (ink === undefined || isCommon(ink, frame, valueAt)) return new Int32Array(0);
  const isInk = (row: number, column: number): boolean => valueAt(row * frame.width + column) === ink;
  const isDown = find.turned === 90 || find.turned === 270;
  const page: Page = isDown
    ? { ...turned(frame), isInk: (along, across) => isInk(along, across) }
    : { width: frame.width, height: frame.height, isInk: (along, across) => isInk(across, along) };
  const stays = isDown ? kept.map((box) => ({ ...turned(box), x: box.y, y: box.x })) : kept;
  const letters = lettersBeside(page, extentOf(find.ink, isDown, isInk), (letter) =>
    stays.some((box) => holdsMiddle(box, letter)),
  );
  return joinedRuns(letters.flatMap(({ runs }) => triplesOf(runs, isDown)));
}

/** A frame as its lines run: width along them, height across. */
interface Page {
  readonly width: number;
  readonly height: number;
  readonly isInk: (along: number, across: number) => boolean;
}

function turned({ width, height }: { readonly width: number; readonly height: number }): {
  readonly width: number;
  readonly height: number;
} {
  return { width: height, height: width };
}

function valueReader({ cells, samplesPerPixel }: FrameSamples): (place: number) => number {
  if (samplesPerPixel === 1) return (place) => cells[place] ?? 0;
  return (place) => {
    let value = 0;
    for (let sample = 0; sample < samplesPerPixel; sample += 1)
      value = value * 65_536 + (cells[place * samplesPerPixel + sample] ?? 0);
    return value;
  };
}

function commonestValue(
  ink: PixelRuns,
  width: number,
  valueAt: (place: number) => number,
): number | undefined {
  const counts = new Map<number, number>();
  let all = 0;
  let [best, most] = [0, 0];
  for (let run = 0; run < ink.length; run += 3) {
    const base = (ink[run] ?? 0) * width;
    for (let place = base + (ink[run + 1] ?? 0); place < base + (ink[run + 2] ?? 0); place += 1) {
      const value = valueAt(place);
      const count = (counts.get(value) ?? 0) + 1;
      counts.set(value, count);
      if (count > most) [best, most] = [value, count];
      all += 1;
    }
  }
  return most >= LEAST_SHARE * all ? best : undefined;
}

function isCommon(
  value: number,
  { width, height }: FrameSamples,
  valueAt: (place: number) => number,
): boolean {
  const most = MOST_OF_FRAME * width * height;
  let count = 0;
  for (let place = 0; place < width * height; place += 1) {
    if (valueAt(place) === value) count += 1;
    if (count > most) return true;
  }
  return false;
}

/** Round the pixels of the line that have its value. */
function extentOf(ink: PixelRuns, isDown: boolean, isInk: (row: number, column: number) => boolean): Box {
  let [left, right, top, bottom] = [Infinity, 0, Infinity, 0];
  for (let run = 0; run < ink.length; run += 3) {
    const row = ink[run] ?? 0;
    for (let column = ink[run + 1] ?? 0; column < (ink[run + 2] ?? 0); column += 1) {
      if (!isInk(row, column)) continue;
      const [along, across] = isDown ? [row, column] : [column, row];
      left = Math.min(left, along);
      right = Math.max(right, along + 1);
      top = Math.min(top, across);
      bottom = Math.max(bottom, across + 1);
    }
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Pieces of ink in the line's own stretch, then from letter to letter to both sides of it. */
function lettersBeside(page: Page, line: Box, isKept: (letter: Box) => boolean): readonly Component[] {
  const overhang = Math.ceil(OVERHANG * line.height);
  const top = Math.max(0, line.y - overhang);
  const bottom = Math.min(page.height, line.y + line.height + overhang);
  const letters = new Set(
    piecesOf(page, top, bottom).filter(
      // A frame or a bone goes out of the row.
      ({ box }) =>
        box.y >= top &&
        box.y + box.height <= bottom &&
        box.width <= MOST_LETTERS * (bottom - top) &&
        !isKept(box),
    ),
  );
  const reach = Math.ceil(REACH * line.height);
  const found: Component[] = [];
  let [left, right] = [line.x, line.x + line.width];
  for (let before = -1; before !== found.length;) {
    before = found.length;
    for (const letter of letters) {
      const { x, width } = letter.box;
      if (x >= right + reach || x + width <= left - reach) continue;
      letters.delete(letter);
      found.push(letter);
      left = Math.min(left, x);
      right = Math.max(right, x + width);
    }
  }
  const isOwn = ({ box }: Component): boolean => box.x < line.x + line.width && box.x + box.width > line.x;
  const heights = (right - left - line.width) / line.height;
  const beside = found.filter((letter) => !isOwn(letter));
  return beside.length > MOST_PIECES * (heights + 1) ? found.filter(isOwn) : found;
}

/** The connected pieces of ink in rows of a page and in those beside them, by which is seen what goes out of them. */
function piecesOf({ width, height, isInk }: Page, top: number, bottom: number): readonly Component[] {
  const first = Math.max(0, top - 1);
  const values = new Uint8Array(width * (Math.min(height, bottom + 1) - first));
  for (let at = 0; at < values.length; at += 1)
    if (isInk(at % width, first + Math.floor(at / width))) values[at] = INK;
  const map = { width, height: values.length / width, values };
  return componentsOf(map, { seed: INK, grow: INK }).map((piece) => ({
    ...piece,
    box: { ...piece.box, y: piece.box.y + first },
    runs: piece.runs.map((number, at) => (at % 3 === 0 ? number + first : number)),
  }));
}

/** In rows of the frame. */
function triplesOf(runs: PixelRuns, isDown: boolean): [number, number, number][] {
  const triples: [number, number, number][] = [];
  for (let at = 0; at < runs.length; at += 3) {
    const [across = 0, from = 0, to = 0] = runs.subarray(at, at + 3);
    if (!isDown) triples.push([across, from, to]);
    else for (let along = from; along < to; along += 1) triples.push([along, across, across + 1]);
  }
  return triples;
}

function holdsMiddle(box: Box, letter: Box): boolean {
  const x = letter.x + letter.width / 2;
  const y = letter.y + letter.height / 2;
  return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}
