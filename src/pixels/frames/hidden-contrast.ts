/** Where a rendering shows what other renderings of the same frame hide. */
import { BLOCK, grainOf } from '../../simd/blocks.js';
import { unitedBox, type Box, type GrayOrRgbFrame } from '../../ocr/frame.js';

/** Neighbours that differ by less are one grey to the eye. */
const HIDDEN = 5;
/** Edges in two by two squares that a small character has. */
const LEAST_EDGES = 20;
/** The share of all hidden edges there that are of this ink: two inks at most share a text, grain has many. */
const LEAST_SHARE = 0.45;
/** Edges of characters stand out of the grain round them: they are this many times the mean step from pixel to pixel. */
const ABOVE_GRAIN = 4;
/** Steps count as grain up to this, lest characters pass for it. */
const MOST_GRAIN = 16;
/** A step this great that nothing else shows is an edge, ink or not: letters of a few pixels are all edge. */
const STEEP = 96;
const PLAIN_NEIGHBOURS = 4;
/** Frames of which more than this share is to be searched again are searched whole. */
const WHOLE = 0.6;

/** What counts for all inks: edges so steep that they need none. */
const ANY_INK = -1;
/** Strokes of letters are no wider, in pixels. */
const WIDEST_STROKE = 10;

/**
 * The parts of a frame where `candidate`, which is grey, has strokes with edges of at least `least` grey levels that none of the others
 * shows, each part with a margin; none where it adds nothing. Noise and anatomy have edges too: those of text belong to strokes, and
 * one side of them is of one ink.
 * @param inkAt the ink that a pixel may be of, undefined where it can be of none
 */
export function hiddenContrast(
  candidate: GrayOrRgbFrame,
  others: readonly GrayOrRgbFrame[],
  least: number,
  inkAt: (at: number) => number | undefined,
): readonly Box[] {
  const inkOf = (a: number, b: number): number | undefined => {
    if (!isHidden(others, a, b)) return undefined;
    const ink = inkAt(a) ?? inkAt(b);
    const known = ink ?? (isSteep(candidate, a, b) ? ANY_INK : undefined);
    return known !== undefined && isStroke(candidate, a, b) ? known : undefined;
  };
  const { width, height } = candidate;
  const across = Math.ceil(width / BLOCK);
  const down = Math.ceil(height / BLOCK);
  const edges: EdgeCounts[] = [];
  const grains = grainOf(candidate, MOST_GRAIN);
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      const at = 2 * (row * across + column);
      const grain = { grain: grains[at] ?? 0, steepest: grains[at + 1] ?? 0 };
      edges.push(hiddenEdges(candidate, inkOf, column * BLOCK, row * BLOCK, least, grain));
    }
  }
  return areasOf(marked(edges, across, down), across, down, BLOCK, width, height);
}

/** Edges by ink. */
type EdgeCounts = ReadonlyMap<number, number>;

/** Sum and greatest of the steps from pixel to pixel in a square. */
interface BlockGrain {
  readonly grain: number;
  readonly steepest: number;
}

const NO_EDGES: EdgeCounts = new Map();

/** Steps from pixel to pixel in one square, to the right and down, that only the candidate shows. */
function hiddenEdges(
  { width, height, pixels }: GrayOrRgbFrame,
  inkOf: (a: number, b: number) => number | undefined,
  left: number,
  top: number,
  least: number,
  { grain, steepest }: BlockGrain,
): EdgeCounts {
  const right = Math.min(left + BLOCK, width - 1);
  const bottom = Math.min(top + BLOCK, height - 1);
  const steps = 2 * Math.max(1, (right - left) * (bottom - top));
  const edge = Math.max(least, (ABOVE_GRAIN * grain) / steps);
  if (steepest < edge) return NO_EDGES;
  const hidden = new Map<number, number>();
  const count = (a: number, b: number): void => {
    const ink = inkOf(a, b);
    if (ink !== undefined) hidden.set(ink, (hidden.get(ink) ?? 0) + 1);
  };
  for (let row = top; row < bottom; row += 1) {
    for (let at = row * width + left; at < row * width + right; at += 1) {
      const here = pixels[at] ?? 0;
      if (Math.abs((pixels[at + 1] ?? 0) - here) >= edge) count(at, at + 1);
      if (Math.abs((pixels[at + width] ?? 0) - here) >= edge) count(at, at + width);
    }
  }
  return hidden;
}

/** A great step off plain ground: of its eight neighbours one side at least has as many of its own grey as a corner of a letter leaves it. */
function isSteep(candidate: GrayOrRgbFrame, a: number, b: number): boolean {
  const { pixels } = candidate;
  return (
    Math.abs((pixels[a] ?? 0) - (pixels[b] ?? 0)) >= STEEP && (isPlain(candidate, a) || isPlain(candidate, b))
  );
}

function isPlain({ width, pixels }: GrayOrRgbFrame, at: number): boolean {
  const here = pixels[at] ?? 0;
  let alike = -1; // itself
  for (let row = at - width; row <= at + width; row += width) {
    for (let place = row - 1; place <= row + 1; place += 1)
      if (Math.abs((pixels[place] ?? -HIDDEN) - here) < HIDDEN) alike += 1;
  }
  return alike >= PLAIN_NEIGHBOURS;
}

function isHidden(others: readonly GrayOrRgbFrame[], a: number, b: number): boolean {
  for (const { samples, pixels } of others) {
    for (let sample = 0; sample < samples; sample += 1) {
      const difference = (pixels[a * samples + sample] ?? 0) - (pixels[b * samples + sample] ?? 0);
      if (difference >= HIDDEN || difference <= -HIDDEN) return false;
    }
  }
  return true;
}

/** Of the two pixels of an edge the one off the ground is part of a stroke: not far behind it the ground comes again. */
function isStroke(candidate: GrayOrRgbFrame, a: number, b: number): boolean {
  return comesBack(candidate, a, b - a) || comesBack(candidate, b, a - b);
}

/** Whether, from the pixel behind `ground`, the frame is as `ground` again within a stroke's width. */
function comesBack({ pixels, width }: GrayOrRgbFrame, ground: number, step: number): boolean {
  const level = pixels[ground] ?? 0;
  const half = Math.abs((pixels[ground + step] ?? 0) - level) / 2;
  const row = Math.floor(ground / width);
  for (let at = ground + 2 * step, walked = 1; walked <= WIDEST_STROKE; at += step, walked += 1) {
    if (at < 0 || at >= pixels.length) return true;
    if (Math.abs(step) === 1 && Math.floor(at / width) !== row) return true;
    if (Math.abs((pixels[at] ?? 0) - level) < half) return true;
  }
  return false;
}

/** Squares that hold, with three neighbours, as many edges of one ink as a character, and few others. */
function marked(edges: readonly EdgeCounts[], across: number, down: number): Uint8Array {
  const marks = new Uint8Array(edges.length);
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      const at = row * across + column;
      const nextColumn = column + 1 < across ? 1 : 0;
      const nextRow = row + 1 < down ? across : 0;
      const places =
        nextColumn + nextRow === across + 1
          ? [at, at + 1, at + across, at + across + 1]
          : [...new Set([at, at + nextColumn, at + nextRow])];
      if (mostOfOneInk(places.map((place) => edges[place] ?? NO_EDGES)) < LEAST_EDGES) continue;
      for (const place of places) if ((edges[place] ?? NO_EDGES).size > 0) marks[place] = 1;
    }
  }
  return marks;
}

/** Edges of the ink that most of them are of; 0 where that is one of many. */
function mostOfOneInk(squares: readonly EdgeCounts[]): number {
  const filled = squares.filter(({ size }) => size > 0);
  if (filled.length === 0) return 0;
  const sums = new Map<number, number>();
  for (const square of filled) {
    for (const [ink, count] of square) sums.set(ink, (sums.get(ink) ?? 0) + count);
  }
  const counts = [...sums.values()];
  const most = Math.max(...counts);
  return most >= LEAST_SHARE * counts.reduce((sum, count) => sum + count) ? most : 0;
}

/**
 * Boxes round marked squares of a grid, with a square's margin, so that letters are not cut; those that touch are one where
 * that costs little. The whole frame where they are most of it.
 */
export function areasOf(
  marks: Uint8Array,
  across: number,
  down: number,
  side: number,
  width: number,
  height: number,
): readonly Box[] {
  let boxes: Box[] = [];
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      if (marks[row * across + column] !== 1) continue;
      let last = column;
      while (last + 1 < across && marks[row * across + last + 1] === 1) last += 1;
      boxes.push({ x: column - 1, y: row - 1, width: last - column + 3, height: 3 });
      column = last;
    }
  }
  if (boxes.length > MOST_BOXES) return [{ x: 0, y: 0, width, height }];
  for (let before = -1; before !== boxes.length;) {
    before = boxes.length;
    boxes = boxes.reduce<Box[]>((apart, box) => {
      const touching = apart.findIndex((other) => belongTogether(box, other));
      if (touching < 0) apart.push(box);
      else apart[touching] = unitedBox(box, apart[touching] ?? box);
      return apart;
    }, []);
  }
  const areas = boxes.map((box) => clipped(box, side, width, height));
  const sum = areas.reduce((total, area) => total + area.width * area.height, 0);
  return sum > WHOLE * width * height ? [{ x: 0, y: 0, width, height }] : areas;
}

/** More than this are everywhere. */
const MOST_BOXES = 2000;
/** Boxes that touch are one where that is not so much larger than both. */
const WASTE = 1.5;

function belongTogether(a: Box, b: Box): boolean {
  if (!touches(a, b)) return false;
  const both = unitedBox(a, b);
  return both.width * both.height <= WASTE * (a.width * a.height + b.width * b.height);
}

function touches(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function clipped(box: Box, side: number, width: number, height: number): Box {
  const x = Math.max(0, box.x * side);
  const y = Math.max(0, box.y * side);
  return {
    x,
    y,
    width: Math.min(width, (box.x + box.width) * side) - x,
    height: Math.min(height, (box.y + box.height) * side) - y,
  };
}
