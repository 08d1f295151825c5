import { expect } from 'chai';
import { possibleRows } from '../../src/ocr/piles.js';

/** Rows of ink of so many columns each. */
function image(rows: readonly number[]): Parameters<typeof possibleRows>[0] {
  const width = 20;
  const values = new Float32Array(width * rows.length).fill(1);
  rows.forEach((ink, row) => values.fill(0, row * width, row * width + ink));
  return { width, height: rows.length, values };
}

const LETTERS = [12, 9, 8, 9, 8, 9, 12];

describe('where a pile of lines may be cut', () => {
  it('is where least ink is, near to where equal lines would part', () => {
    const [two] = possibleRows(image([0, 0, ...LETTERS, 5, ...LETTERS, 0]));
    expect(two).to.deep.equal([
      { from: 2, to: 9 },
      { from: 9, to: 17 },
    ]);
  });

  it('is in three where they are high enough for it', () => {
    const ways = possibleRows(image([...LETTERS, 4, ...LETTERS, 3, ...LETTERS]));
    expect(ways).to.have.length(2);
    expect(ways[1]?.map(({ from }) => from)).to.deep.equal([0, 7, 15]);
    expect(possibleRows(image(LETTERS))).to.deep.equal([]);
    expect(possibleRows(image([0, 0, 0]))).to.deep.equal([]);
  });
});
