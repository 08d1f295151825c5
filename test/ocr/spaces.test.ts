import { expect } from 'chai';
import { withInkSpace } from '../../src/ocr/spaces.js';

const BOX = { x: 40, y: 40, width: 60, height: 14 };

/** Strokes of fourteen rows, from and to these columns of the box by turns. */
function inked(...columns: readonly number[]): Int32Array {
  return Int32Array.from(
    Array.from({ length: BOX.height }, (_, row) =>
      columns.flatMap((_column, at) =>
        at % 2 === 0 ? [BOX.y + row, BOX.x + (columns[at] ?? 0), BOX.x + (columns[at + 1] ?? 0)] : [],
      ),
    ).flat(),
  );
}

const read = (text: string, ink: Int32Array, turned: 0 | 90 = 0): string =>
  withInkSpace({ text, ink, box: BOX, turned });

describe('spaces that the recogniser left out', () => {
  it('are where the gap in the ink is wider than those between letters', () => {
    expect(read('TE30', inked(0, 6, 14, 22, 36, 44, 52, 60))).to.equal('TE 30');
    expect(read('TE30', inked(0, 20, 30, 60))).to.equal('TE 30');
  });

  it('are none where all gaps are alike, and none elsewhere than between letters and digits', () => {
    expect(read('TE30', inked(0, 8, 17, 25, 34, 42, 51, 59))).to.equal('TE30');
    expect(read('TE30', inked(0, 6, 20, 28, 36, 44, 52, 60))).to.equal('TE30');
    expect(read('ABCD', inked(0, 6, 14, 22, 36, 44, 52, 60))).to.equal('ABCD');
  });

  it('are not told by a speck beside the line', () => {
    expect(read('TE30', inked(0, 22, 27, 52, 57, 58))).to.equal('TE 30');
  });

  it('are not looked for in lines that run down', () => {
    expect(read('TE30', inked(0, 6, 14, 22, 36, 44, 52, 60), 90)).to.equal('TE30');
  });
});
