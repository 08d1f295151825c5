import { expect } from 'chai';
import fc from 'fast-check';
import { shrunk } from '../../src/simd/squares.js';
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

describe('a shrunk frame', () => {
  it('has the mean of each square', () => {
    const small = shrunk(
      { width: 5, height: 2, samples: 1, pixels: Uint8Array.from([0, 4, 8, 8, 1, 0, 4, 8, 8, 1]) },
      2,
    );
    expect([small.width, small.height, ...small.pixels]).to.deep.equal([2, 1, 2, 8]);
  });
});
