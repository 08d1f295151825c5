import { expect } from 'chai';
import fc from 'fast-check';
import {
  boxOf,
  grownRuns,
  joinedRuns,
  pixelCount,
  strokeExtent,
  unitedRuns,
} from '../../src/ocr/pixel-runs.js';

const WIDTH = 12;
const HEIGHT = 9;
const triple = fc
  .tuple(fc.nat(HEIGHT - 1), fc.nat(WIDTH - 1), fc.integer({ min: 1, max: WIDTH }))
  .map(([row, from, length]): [number, number, number] => [row, from, Math.min(WIDTH, from + length)]);

function pixelsOf(runs: Int32Array): Set<string> {
  const pixels = new Set<string>();
  for (let at = 0; at < runs.length; at += 3) {
    for (let column = runs[at + 1]!; column < runs[at + 2]!; column += 1)
      pixels.add(`${runs[at]!},${column}`);
  }
  return pixels;
}

describe('pixel runs', () => {
  it('hold each pixel once, whatever runs they were joined from', () => {
    fc.assert(
      fc.property(fc.array(triple, { maxLength: 30 }), (triples) => {
        const wanted = new Set<string>();
        for (const [row, from, to] of triples) for (let c = from; c < to; c += 1) wanted.add(`${row},${c}`);
        const runs = joinedRuns(triples);
        expect(pixelsOf(runs)).to.deep.equal(wanted);
        expect(pixelCount(runs)).to.equal(wanted.size);
      }),
    );
  });

  it('grow to every pixel within the pad, and not out of the frame', () => {
    fc.assert(
      fc.property(fc.array(triple, { maxLength: 6 }), fc.nat(4), (triples, pad) => {
        const runs = joinedRuns(triples);
        const wanted = new Set<string>();
        for (const pixel of pixelsOf(runs)) {
          const [row, column] = pixel.split(',').map(Number) as [number, number];
          for (let y = Math.max(0, row - pad); y <= Math.min(HEIGHT - 1, row + pad); y += 1) {
            for (let x = Math.max(0, column - pad); x <= Math.min(WIDTH - 1, column + pad); x += 1)
              wanted.add(`${y},${x}`);
          }
        }
        expect(pixelsOf(grownRuns(runs, pad, WIDTH, HEIGHT))).to.deep.equal(wanted);
      }),
    );
  });

  it('lie in the smallest box', () => {
    const runs = unitedRuns([joinedRuns([[4, 2, 5]]), joinedRuns([[7, 1, 2]])]);
    expect(boxOf(runs)).to.deep.equal({ x: 1, y: 4, width: 4, height: 4 });
    expect(boxOf(new Int32Array(0))).to.deep.equal({ x: 0, y: 0, width: 0, height: 0 });
  });

  it('tell the height of letters, of a slanted line too', () => {
    // Strokes of 6 pixels, each a pixel lower than the one before it.
    const slanted = joinedRuns(
      Array.from({ length: 40 }, (_, letter) =>
        Array.from({ length: 6 }, (_, row): [number, number, number] => [
          letter + row,
          2 * letter,
          2 * letter + 1,
        ]),
      ).flat(),
    );
    expect(boxOf(slanted).height).to.equal(45);
    expect(strokeExtent(slanted, false)).to.equal(6);
    const upright = joinedRuns(
      Array.from({ length: 40 }, (_, letter): [number, number, number] => [2 * letter, letter, letter + 6]),
    );
    expect(strokeExtent(upright, true)).to.equal(6);
    expect(strokeExtent(new Int32Array(0), false)).to.equal(0);
  });
});
