/**
 * Whether a reading can be all that a line shows. Where lines overlap, or were not told apart, a recogniser reads one of them, or a few
 * letters out of all, and is sure of it.
 */
import type { LineImage } from './crop.js';

/** Ink runs down a column of the image of a line, over the columns that have ink: one line of letters has 1.3 to 2.2. */
export function crossingsOf({ width, height, values }: LineImage): number {
  let [columns, runs] = [0, 0];
  for (let column = 0; column < width; column += 1) {
    const before = runs;
    let isInk = false;
    for (let at = column; at < width * height; at += width) {
      const now = (values[at] ?? 1) < 0.5;
      if (now && !isInk) runs += 1;
      isInk = now;
    }
    if (runs > before) columns += 1;
  }
  return columns === 0 ? 0 : runs / columns;
}

/** Letters of several lines are crossed more often than those of one, of which hardly any is more than that; letters with a rim are, and read for certain. */
const PILED = { crossings: 3, confidence: 0.97, letters: 3 };
/** The same of a longer text that is read with doubt. */
const DOUBTFUL = { crossings: 2.4, confidence: 0.9, letters: 5 };
/** Widths of a character, in heights of the line; the widest letters apart have 1.5. */
const WIDEST = 1.9;
const WIDEST_ALONE = 2.4;

/** Whether the letters that were read can be the ink of the line, which stands upright in its image. */
export function isCredible(image: LineImage, text: string, confidence: number): boolean {
  const letters = Array.from(text.replace(/\s/gu, '')).length;
  const { width, height } = inkedSize(image);
  if (letters < 2) return width <= WIDEST_ALONE * height;
  const crossings = crossingsOf(image);
  const isDoubtful = [PILED, DOUBTFUL].some(
    (bounds) => crossings > bounds.crossings && confidence < bounds.confidence && letters >= bounds.letters,
  );
  if (isDoubtful) return false;
  return width <= WIDEST * height * letters;
}

function inkedSize({ width, height, values }: LineImage): {
  readonly width: number;
  readonly height: number;
} {
  let [left, right, top, bottom] = [width, 0, height, 0];
  values.forEach((value, at) => {
    if (value >= 0.5) return;
    const [row, column] = [Math.floor(at / width), at % width];
    [left, right] = [Math.min(left, column), Math.max(right, column + 1)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row + 1)];
  });
  return { width: Math.max(0, right - left), height: Math.max(1, bottom - top) };
}
