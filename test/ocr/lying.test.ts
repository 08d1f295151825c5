import { expect } from 'chai';
import type { Box } from '../../src/ocr/frame.js';
import type { InkLine } from '../../src/ocr/glyphs.js';
import { joinedDown, lyingGroups } from '../../src/ocr/lying.js';

function piece(box: Box, more: Partial<InkLine> = {}): InkLine {
  const ink = Int32Array.from(
    Array.from({ length: box.height }, (_, row) => [box.y + row, box.x, box.x + box.width]).flat(),
  );
  return { core: box, box, ink, peak: 255, direction: 'across', cores: [box], ...more };
}

/** Boxes under each other with `gap` rows between. */
function pile(sizes: readonly (readonly [width: number, height: number])[], gap: number, x = 30): InkLine[] {
  let y = 40;
  return sizes.map(([width, height]) => {
    const line = piece({ x, y, width, height });
    y += height + gap;
    return line;
  });
}

const LYING = pile(
  [
    [12, 7],
    [12, 8],
    [12, 7],
  ],
  3,
);
const groups = (lines: readonly InkLine[], isRead = true): readonly (readonly number[])[] =>
  lyingGroups(lines, () => isRead);

describe('letters found one by one that may be a line down the frame', () => {
  it('lie under each other with nothing beside them', () => {
    expect(groups(LYING)).to.deep.equal([[0, 1, 2]]);
    expect(groups([...LYING, piece({ x: 45, y: 41, width: 10, height: 12 })])).to.deep.equal([]);
  });

  it('stand upright where they are higher than wide, but for those that nobody could read', () => {
    const upright = pile(
      [
        [9, 14],
        [8, 14],
      ],
      4,
    );
    expect(groups(upright)).to.deep.equal([]);
    expect(groups(upright, false)).to.deep.equal([[0, 1]]);
  });

  it('go on with a line down the frame over a space', () => {
    const down = piece({ x: 30, y: 40, width: 12, height: 40 }, { direction: 'down' });
    expect(groups([down, piece({ x: 30, y: 88, width: 12, height: 7 })])).to.deep.equal([[0, 1]]);
    expect(groups([down, piece({ x: 30, y: 108, width: 12, height: 7 })])).to.deep.equal([]);
  });

  it('are no words that touch themselves, nor in two columns', () => {
    expect(
      groups(
        pile(
          [
            [60, 13],
            [48, 13],
          ],
          3,
        ),
      ),
    ).to.deep.equal([]);
    expect(groups([LYING[0]!, piece({ x: 44, y: 51, width: 12, height: 7 })])).to.deep.equal([]);
  });

  it('are joined with all of their ink, top to bottom', () => {
    const line = joinedDown([LYING[1]!, LYING[0]!]);
    expect(line.direction).to.equal('down');
    expect(line.core).to.deep.equal({ x: 30, y: 40, width: 12, height: 18 });
    expect(line.ink.length / 3).to.equal(15);
    expect(line.cores.map(({ y }) => y)).to.deep.equal([40, 50]);
  });
});
