/**
 * The rest of a line of text by its ink: what is burned into an image is written in one value, so that letters which the finder did not
 * mark, in it and beside it, are known by having that value and standing in its row.
 */
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
  const isDown = find.turned === 90 || find.turned === 270;
  const view: View = {
    length: isDown ? frame.height : frame.width,
    thickness: isDown ? frame.width : frame.height,
    place: isDown
      ? (along, across) => along * frame.width + across
      : (along, across) => across * frame.width + along,
    isInk: (at) => valueAt(at) === ink,
  };
  const line = extentOf(find.ink, isDown, (at) => valueAt(at) === ink, frame.width);
  const found = lettersBeside(view, line, (letter) =>
    kept.some((box) => isIn(letter, turnedBox(box, isDown))),
  );
  return joinedRuns(
    found.map(([along, across]) => (isDown ? [along, across, across + 1] : [across, along, along + 1])),
  );
}

/** A frame as its lines run. */
interface View {
  readonly length: number;
  readonly thickness: number;
  readonly place: (along: number, across: number) => number;
  readonly isInk: (place: number) => boolean;
}

/** Half open, along and across a line. */
interface Extent {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

type Pixel = readonly [along: number, across: number];

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
function extentOf(ink: PixelRuns, isDown: boolean, isInk: (place: number) => boolean, width: number): Extent {
  let [from, to, low, high] = [Infinity, 0, Infinity, 0];
  for (let run = 0; run < ink.length; run += 3) {
    const row = ink[run] ?? 0;
    for (let column = ink[run + 1] ?? 0; column < (ink[run + 2] ?? 0); column += 1) {
      if (!isInk(row * width + column)) continue;
      const [along, across] = isDown ? [row, column] : [column, row];
      from = Math.min(from, along);
      to = Math.max(to, along + 1);
      low = Math.min(low, across);
      high = Math.max(high, across + 1);
    }
  }
  return { from, to, low, high };
}

/** Pieces of ink in the line's own stretch, then from letter to letter to both sides of it. */
function lettersBeside(view: View, line: Extent, isKept: (letter: Extent) => boolean): readonly Pixel[] {
  const height = line.high - line.low;
  const overhang = Math.ceil(OVERHANG * height);
  const row: Extent = {
    from: 0,
    to: view.length,
    low: Math.max(0, line.low - overhang),
    high: Math.min(view.thickness, line.high + overhang),
  };
  const reach = Math.ceil(REACH * height);
  const seen = new Set<number>();
  const found: Pixel[] = [];
  let { from, to } = line;
  const take = (along: number): void => {
    for (let across = row.low; across < row.high; across += 1) {
      const at = view.place(along, across);
      if (seen.has(at) || !view.isInk(at)) continue;
      const letter = pieceAt(view, [along, across], row, seen);
      if (letter === undefined || isKept(letter.extent)) continue;
      found.push(...letter.pixels);
      from = Math.min(from, letter.extent.from);
      to = Math.max(to, letter.extent.to);
    }
  };
  for (let along = line.from; along < line.to; along += 1) take(along);
  for (let along = from - 1; along >= Math.max(0, from - reach); along -= 1) take(along);
  for (let along = to; along < Math.min(view.length, to + reach); along += 1) take(along);
  return found;
}

/** The connected pixels of the ink's value round one; undefined where they leave the row, as a frame or bone does. */
function pieceAt(
  view: View,
  start: Pixel,
  row: Extent,
  seen: Set<number>,
): { readonly pixels: readonly Pixel[]; readonly extent: Extent } | undefined {
  const pixels: Pixel[] = [start];
  seen.add(view.place(start[0], start[1]));
  let isInside = true;
  let [from, to, low, high] = [start[0], start[0] + 1, start[1], start[1] + 1];
  for (const [along, across] of pixels) {
    from = Math.min(from, along);
    to = Math.max(to, along + 1);
    low = Math.min(low, across);
    high = Math.max(high, across + 1);
    for (let next = along - 1; next <= along + 1; next += 1) {
      for (let beside = across - 1; beside <= across + 1; beside += 1) {
        if (next < 0 || next >= view.length || beside < 0 || beside >= view.thickness) continue;
        const at = view.place(next, beside);
        if (!view.isInk(at)) continue;
        if (beside < row.low || beside >= row.high) isInside = false;
        else if (!seen.has(at)) {
          seen.add(at);
          pixels.push([next, beside]);
        }
      }
    }
  }
  // A rule under a heading is in the row, and longer than any letter.
  const isLong = to - from > MOST_LETTERS * (row.high - row.low);
  return isInside && !isLong ? { pixels, extent: { from, to, low, high } } : undefined;
}

/** Letters that touch each other are a piece; so many heights of a row they are not long. */
const MOST_LETTERS = 12;

function turnedBox({ x, y, width, height }: Box, isDown: boolean): Extent {
  return isDown
    ? { from: y, to: y + height, low: x, high: x + width }
    : { from: x, to: x + width, low: y, high: y + height };
}

/** The middle of a letter lies in a box. */
function isIn(letter: Extent, box: Extent): boolean {
  const along = (letter.from + letter.to) / 2;
  const across = (letter.low + letter.high) / 2;
  return along >= box.from && along < box.to && across >= box.low && across < box.high;
}
