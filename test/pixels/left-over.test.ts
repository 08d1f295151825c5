import { expect } from 'chai';
import type { GrayOrRgbFrame } from '../../src/ocr/frame.js';
import type { PixelRuns } from '../../src/ocr/pixel-runs.js';
import { isLeftOver } from '../../src/pixels/mask/left-over.js';
import { grainy } from '../ocr/draw.js';

const SIDE = 48;
/** A mask over rows 16 to 31 and columns 8 to 31. */
const MASK = box(8, 16, 24, 16);

function box(x: number, y: number, width: number, height: number): PixelRuns {
  return Int32Array.from(Array.from({ length: height }, (_, row) => [y + row, x, x + width]).flat());
}

function isIn(runs: PixelRuns, x: number, y: number): boolean {
  for (let run = 0; run < runs.length; run += 3)
    if (runs[run] === y && x >= runs[run + 1]! && x < runs[run + 2]!) return true;
  return false;
}

/** A picture with the mask in black on it. */
function masked(levelOf: (x: number, y: number) => number, samples: 1 | 3 = 1): GrayOrRgbFrame {
  const pixels = new Uint8Array(SIDE * SIDE * samples);
  for (let at = 0; at < pixels.length; at += 1) {
    const [x, y] = [Math.floor(at / samples) % SIDE, Math.floor(at / samples / SIDE)];
    pixels[at] = isIn(MASK, x, y) ? 0 : levelOf(x, y) * (samples === 3 && at % 3 !== 1 ? 0 : 1);
  }
  return { width: SIDE, height: SIDE, samples, pixels };
}

describe('what stands beside a mask', () => {
  const stroke = box(33, 18, 2, 10);
  const edge = box(30, 18, 4, 10);

  it('is left of a text where it stands out of ground that no mask covers', () => {
    for (const [ink, ground] of [
      [255, 0],
      [20, 200],
    ] as const)
      expect(isLeftOver(stroke, [masked((x, y) => (isIn(stroke, x, y) ? ink : ground))], MASK)).to.equal(
        true,
      );
  });

  it('is left where one picture alone, or one colour, shows it', () => {
    const plain = masked(() => 90);
    const other = masked((x, y) => (isIn(stroke, x, y) ? 120 : 90));
    expect(isLeftOver(stroke, [plain], MASK)).to.equal(false);
    expect(isLeftOver(stroke, [plain, other], MASK)).to.equal(true);
    expect(isLeftOver(stroke, [masked((x, y) => (isIn(stroke, x, y) ? 140 : 90), 3)], MASK)).to.equal(true);
  });

  it('is left where strokes of two inks have the mean of their ground, and where a mask is all round it', () => {
    const two = masked((x, y) => (isIn(stroke, x, y) ? (x % 2 === 0 ? 255 : 1) : 128));
    expect(isLeftOver(stroke, [two], MASK)).to.equal(true);
    const around = Int32Array.from(
      Array.from({ length: 24 }, (_, at) => 10 + at).flatMap((row) =>
        row >= 18 && row < 28 ? [row, 26, 33, row, 35, 42] : [row, 26, 42],
      ),
    );
    expect(isLeftOver(stroke, [masked(() => 0)], around)).to.equal(true);
  });

  it('is the edge of a mask on bright ground, on a slope of light and in grain', () => {
    expect(isLeftOver(edge, [masked(() => 220)], MASK)).to.equal(false);
    expect(isLeftOver(edge, [masked((x, y) => 60 + x + y)], MASK)).to.equal(false);
    expect(isLeftOver(edge, [masked((x, y) => grainy(x, y)[0])], MASK)).to.equal(false);
  });

  it('is nothing where the mask covers it all', () => {
    expect(isLeftOver(box(10, 18, 4, 4), [masked(() => 220)], MASK)).to.equal(false);
  });
});
