/** Spaces that a recogniser left out, found again in the ink: `TE30` in two groups is a setting, `TE30` in one a code. */
import type { LineImage } from './crop.js';
import type { FoundText } from './text-finder.js';

/**
 * A gap as wide as this share of the line's height, and wider than the other gaps by this factor, is a space; ink is marked with soft
 * edges, so that gaps come out narrower than they are.
 */
const SPACE = { pixels: 2, height: 0.1, others: 1.6 };

/** Ink narrower than this share of the line's height is a speck beside it, not a letter. */
const SPECK = 0.08;

/** The same in the sharp image of a line: two characters stand closer than that, of proportional fonts and of fixed ones. */
const SHARP_SPACE = { pixels: 3, height: 0.36, others: 1.4 };
const CODE = /^(\p{L}{1,3})(\d{1,3})$/u;

/** The text, with a space between its letters and the digits after them where the ink has one there. */
export function withInkSpace(find: Pick<FoundText, 'text' | 'ink' | 'box' | 'turned'>): string {
  const { text, ink, box, turned } = find;
  if (!CODE.test(text.trim()) || ink.length === 0 || turned % 180 !== 0) return text;
  return spaced(text, emptyColumns(find), box, SPACE, turned !== 0);
}

/** The same by the image that was read. */
export function withImageSpace(text: string, { width, height, values }: LineImage): string {
  if (!CODE.test(text.trim())) return text;
  const filled = new Uint8Array(width);
  let [top, bottom] = [height, 0];
  values.forEach((value, at) => {
    if (value > 0.5) return;
    filled[at % width] = 1;
    const row = Math.floor(at / width);
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row + 1)];
  });
  const left = filled.indexOf(1);
  const right = filled.lastIndexOf(1) + 1;
  if (left < 0) return text;
  const box = { x: left, width: right - left, height: bottom - top };
  return spaced(text, gapsOf(filled.subarray(left, right), left), box, SHARP_SPACE, false);
}

interface Extent {
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

function spaced(
  text: string,
  gaps: readonly Gap[],
  box: Extent,
  space: typeof SPACE,
  isTurned: boolean,
): string {
  const [, letters = '', digits = ''] = CODE.exec(text.trim()) ?? [];
  const widest = gaps.reduce((best, gap) => (gap.width > best.width ? gap : best), { at: 0, width: 0 });
  const second = gaps.reduce((best, gap) => (gap !== widest && gap.width > best ? gap.width : best), 0);
  if (widest.width < Math.max(space.pixels, space.height * box.height)) return text;
  if (widest.width < space.others * second) return text;
  // Letters are about as wide as digits are: the space stands near its share of the width.
  const expected = ((isTurned ? digits.length : letters.length) + 0.5) / (text.trim().length + 1);
  const place = (widest.at + widest.width / 2 - box.x) / Math.max(1, box.width);
  return Math.abs(place - expected) <= 0.75 / text.trim().length ? `${letters} ${digits}` : text;
}

interface Gap {
  readonly at: number;
  readonly width: number;
}

/** Gaps between letters; those at specks at the ends are none. */
function emptyColumns({ ink, box }: Pick<FoundText, 'ink' | 'box'>): readonly Gap[] {
  let left = Infinity;
  let right = 0;
  for (let at = 0; at < ink.length; at += 3) {
    left = Math.min(left, ink[at + 1] ?? 0);
    right = Math.max(right, ink[at + 2] ?? 0);
  }
  if (right <= left) return [];
  const filled = new Uint8Array(right - left);
  for (let at = 0; at < ink.length; at += 3)
    filled.fill(1, (ink[at + 1] ?? 0) - left, (ink[at + 2] ?? 0) - left);
  const gaps = gapsOf(filled, left);
  const speck = SPECK * box.height;
  return gaps.filter(
    ({ at, width }, index) =>
      at - (index === 0 ? left : (gaps[index - 1]?.at ?? 0) + (gaps[index - 1]?.width ?? 0)) >= speck &&
      (gaps[index + 1]?.at ?? right) - (at + width) >= speck,
  );
}

/** Runs of columns without ink, `left` the place of the first column. */
function gapsOf(filled: Uint8Array, left: number): readonly Gap[] {
  const gaps: Gap[] = [];
  for (let at = 0; at < filled.length; at += 1) {
    if (filled[at] !== 0) continue;
    const start = at;
    while (filled[at] === 0 && at < filled.length) at += 1;
    gaps.push({ at: left + start, width: at - start });
  }
  return gaps;
}
