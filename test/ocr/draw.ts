/** Frames drawn by hand: a 5 × 7 bitmap font, so that no font file is needed. */
import type { GrayOrRgbFrame } from '../../src/ocr/frame.js';

/** Rows of five pixels, from the top, as numbers whose highest of five bits is the left one. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  A: [14, 17, 17, 31, 17, 17, 17],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  F: [31, 16, 16, 30, 16, 16, 16],
  G: [14, 17, 16, 23, 17, 17, 14],
  H: [17, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  J: [7, 2, 2, 2, 2, 18, 12],
  K: [17, 18, 20, 24, 20, 18, 17],
  L: [16, 16, 16, 16, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  P: [30, 17, 17, 30, 16, 16, 16],
  Q: [14, 17, 17, 17, 21, 18, 13],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  U: [17, 17, 17, 17, 17, 17, 14],
  V: [17, 17, 17, 17, 17, 10, 4],
  W: [17, 17, 17, 21, 21, 21, 10],
  X: [17, 17, 10, 4, 10, 17, 17],
  Y: [17, 17, 10, 4, 4, 4, 4],
  Z: [31, 1, 2, 4, 8, 16, 31],
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 6, 8, 16, 31],
  '3': [30, 1, 1, 14, 1, 1, 30],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  '.': [0, 0, 0, 0, 0, 12, 12],
  ',': [0, 0, 0, 0, 12, 4, 8],
  ':': [0, 12, 12, 0, 12, 12, 0],
  '-': [0, 0, 0, 31, 0, 0, 0],
  '/': [0, 1, 2, 4, 8, 16, 0],
  '^': [4, 10, 17, 0, 0, 0, 0],
  '%': [24, 25, 2, 4, 8, 19, 3],
  ' ': [0, 0, 0, 0, 0, 0, 0],
};

export type Colour = readonly [number, number, number];

const GREYS: readonly Colour[] = Array.from({ length: 256 }, (_, level): Colour => [level, level, level]);

/** A grey; the same object each time, for millions of pixels. */
export function grey(level: number): Colour {
  const found = GREYS[Math.round(level)];
  if (found === undefined) throw new RangeError(`no grey ${level}`);
  return found;
}

export interface Drawing {
  readonly frame: GrayOrRgbFrame;
  /** 1 where text was drawn */
  readonly ink: Uint8Array;
}

export interface Line {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Pixels a dot of the font */
  readonly scale: number;
  /** The frame's background there, if not given white */
  readonly colour?: Colour;
  /** Quarters clockwise */
  readonly quarters?: 0 | 1 | 2 | 3;
}

/** A frame with a background by pixel and lines of text on it. */
export function draw(
  width: number,
  height: number,
  samples: 1 | 3,
  background: (x: number, y: number) => Colour,
  lines: readonly Line[],
): Drawing {
  const pixels = new Uint8Array(width * height * samples);
  const ink = new Uint8Array(width * height);
  const set = (x: number, y: number, colour: Colour): void => {
    for (let sample = 0; sample < samples; sample += 1) {
      pixels[(y * width + x) * samples + sample] = colour[sample] ?? 0;
    }
  };
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) set(x, y, background(x, y));
  for (const line of lines) {
    for (const [x, y] of dots(line)) {
      set(x, y, line.colour ?? [255, 255, 255]);
      ink[y * width + x] = 1;
    }
  }
  return { frame: { width, height, samples, pixels }, ink };
}

function* dots({ text, x, y, scale, quarters = 0 }: Line): Generator<[number, number]> {
  const across = text.length * 6 * scale;
  const down = 7 * scale;
  for (const [at, character] of Array.from(text).entries()) {
    const glyph = GLYPHS[character];
    if (glyph === undefined) throw new RangeError(`no glyph for ${character}`);
    for (let row = 0; row < down; row += 1) {
      for (let column = 0; column < 5 * scale; column += 1) {
        if ((((glyph[Math.floor(row / scale)] ?? 0) >> (4 - Math.floor(column / scale))) & 1) === 0) continue;
        const u = at * 6 * scale + column;
        if (quarters === 0) yield [x + u, y + row];
        else if (quarters === 1) yield [x + down - 1 - row, y + u];
        else if (quarters === 2) yield [x + across - 1 - u, y + down - 1 - row];
        else yield [x + row, y + across - 1 - u];
      }
    }
  }
}

export const flat = (level: number) => (): Colour => grey(level);

/** Smooth light and shade, the same at every run. */
export function shaded(x: number, y: number): Colour {
  return grey(70 + 40 * Math.sin(x / 37) + 30 * Math.cos(y / 51 + x / 90));
}

/** Grain, the same at every run. */
export function grainy(x: number, y: number): Colour {
  let seed = (x * 374761393 + y * 668265263) | 0;
  seed = Math.imul(seed ^ (seed >>> 13), 1274126177);
  return grey((seed ^ (seed >>> 16)) & 0xff);
}
