import { expect } from 'chai';
import fc from 'fast-check';
import { searchedArea, shrunk } from '../../src/ocr/ink-map.js';
import { tilesOver } from '../../src/ocr/tiles.js';

const PLAN = { wholeUpTo: 400, side: 20, overlap: 4 };

describe('tiles over a frame', () => {
  it('cover it, lie within it and overlap enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 }), (width, height) => {
        const tiles = tilesOver({ x: 3, y: 5, width, height }, PLAN);
        const rows = [...new Set(tiles.map(({ y }) => y))].sort((a, b) => a - b);
        const columns = [...new Set(tiles.map(({ x }) => x))].sort((a, b) => a - b);
        const [tile] = tiles;
        expect(tiles).to.have.length(rows.length * columns.length);
        expect(columns[0]).to.equal(3);
        expect(rows[0]).to.equal(5);
        expect(columns.at(-1)! + tile!.width).to.equal(3 + width);
        expect(rows.at(-1)! + tile!.height).to.equal(5 + height);
        columns
          .slice(1)
          .forEach((x, before) => expect(columns[before]! + tile!.width - x).to.be.at.least(PLAN.overlap));
        rows
          .slice(1)
          .forEach((y, before) => expect(rows[before]! + tile!.height - y).to.be.at.least(PLAN.overlap));
      }),
    );
  });

  it('are one where the area is small, and none where there is no area', () => {
    expect(tilesOver({ x: 0, y: 0, width: 20, height: 20 }, PLAN)).to.have.length(1);
    expect(tilesOver({ x: 0, y: 0, width: 0, height: 0 }, PLAN)).to.deep.equal([]);
  });
});

describe('the searched area of a frame', () => {
  it('leaves out a border of one colour, but for a margin', () => {
    const pixels = new Uint8Array(100 * 80);
    pixels[40 * 100 + 50] = 9;
    expect(searchedArea({ width: 100, height: 80, samples: 1, pixels })).to.deep.equal({
      x: 34,
      y: 24,
      width: 33,
      height: 33,
    });
  });

  it('is nothing in a frame of one colour, black or not', () => {
    const pixels = new Uint8Array(30 * 30 * 3).map((_, at) => [7, 80, 200][at % 3]!);
    expect(searchedArea({ width: 30, height: 30, samples: 3, pixels }).width).to.equal(0);
  });

  it('reaches the edge where the edge differs', () => {
    const pixels = new Uint8Array(64 * 64 * 3);
    pixels[0] = 1; // the first pixel is what the others are compared with
    expect(searchedArea({ width: 64, height: 64, samples: 3, pixels })).to.deep.equal({
      x: 0,
      y: 0,
      width: 64,
      height: 64,
    });
  });
});

describe('a shrunk frame', () => {
  it('has the mean of each square', () => {
    const small = shrunk(
      { width: 5, height: 2, samples: 1, pixels: Uint8Array.from([0, 4, 8, 8, 1, 0, 4, 8, 8, 1]) },
      2,
    );
    expect([small.width, small.height, ...small.pixels]).to.deep.equal([2, 1, 2, 8]);
  });
});
