import { expect } from 'chai';
import { inkLinesOf, type InkLine } from '../../src/ocr/glyphs.js';
import type { InkMap } from '../../src/ocr/components.js';
import type { Box } from '../../src/ocr/frame.js';
import { splitLine } from '../../src/ocr/split.js';
import { draw, flat, shaded, type Colour, type Drawing, type Line } from './draw.js';

/** What a soft segmenter makes of lines that stand close: all that lies between them is ink, less likely than the letters. */
function pile({ frame, ink }: Drawing, boxes: readonly Box[]): InkMap {
  const { width, height } = frame;
  const values = ink.map((on) => on * 255);
  for (const { x, y, width: across, height: down } of boxes) {
    for (let row = y; row < y + down; row += 1) {
      for (let column = x; column < x + across; column += 1)
        values[row * width + column] = Math.max(values[row * width + column] ?? 0, 160);
    }
  }
  return { width, height, values };
}

function split(
  ground: (x: number, y: number) => Colour,
  lines: readonly Line[],
  box: Box,
): readonly InkLine[] {
  const drawing = draw(260, 120, 1, ground, lines);
  const map = pile(drawing, [box]);
  const [line, ...others] = inkLinesOf(map);
  expect(others).to.have.length(0);
  const parts = splitLine(drawing.frame, map, line!);
  const count = (ink: Int32Array): number =>
    ink.reduce((sum, value, at) => sum + (at % 3 === 2 ? value : at % 3 === 1 ? -value : 0), 0);
  for (const { ink } of parts) for (const value of ink) expect(value).to.satisfy(Number.isInteger);
  expect(
    parts.reduce((sum, { ink }) => sum + count(ink), 0),
    'all ink is in one part',
  ).to.equal(count(line!.ink));
  return parts;
}

/** Parts that hold letters, not the halo of a wide space. */
const lettered = (parts: readonly InkLine[]): readonly Box[] =>
  parts.filter(({ peak }) => peak === 255).map(({ core }) => core);

/** Dark below, bright above: all of a row may look like ink. */
const slope = (_x: number, y: number): Colour =>
  [4 * y, 4 * y, 4 * y].map((level) => Math.min(200, level)) as never;

describe('lines found as one', () => {
  const two = [
    { text: 'HALL', x: 20, y: 20, scale: 2 },
    { text: '120', x: 20, y: 38, scale: 2 },
  ] as const;
  for (const [name, ground] of [
    ['flat', flat(20)],
    ['shaded', shaded],
    ['sloping', slope],
  ] as const)
    it(`are taken apart by rows on ${name} ground`, () => {
      const cores = lettered(split(ground, two, { x: 18, y: 18, width: 52, height: 36 }));
      expect(cores).to.have.length(2);
      expect(cores[0]!.y).to.be.within(18, 21);
      expect(cores[0]!.y + cores[0]!.height).to.be.within(33, 38);
      expect(cores[1]!.y).to.be.within(36, 39);
    });

  it('are taken apart by columns where a space is wider than the line is high', () => {
    const parts = split(
      flat(20),
      [
        { text: 'GAIN', x: 20, y: 20, scale: 2 },
        { text: 'TE 30', x: 120, y: 20, scale: 2 },
      ],
      { x: 18, y: 18, width: 166, height: 18 },
    );
    const cores = lettered(parts);
    expect(cores).to.have.length(2);
    expect(cores[0]!.x + cores[0]!.width).to.be.within(66, 70);
    expect(cores[1]!.x).to.be.within(118, 121);
    // What lies between is a piece of its own, by whose likelihood faint text would count.
    expect(parts.some(({ peak }) => peak === 160)).to.equal(true);
  });

  it('are taken apart where two lines stand beside one of another height', () => {
    const cores = lettered(
      split(
        flat(20),
        [
          { text: 'S51', x: 20, y: 20, scale: 2 },
          { text: '49', x: 20, y: 38, scale: 2 },
          { text: 'DIA 33', x: 80, y: 29, scale: 2 },
        ],
        { x: 18, y: 18, width: 138, height: 36 },
      ),
    );
    expect(cores).to.have.length(3);
    const beside = cores.find(({ x }) => x > 70);
    expect(beside?.height).to.be.lessThan(20);
  });

  it('stay one where the rows are those of large letters', () => {
    for (const text of ['EEE', 'B8', '252', 'I1'])
      for (const ground of [flat(20), shaded])
        expect(
          split(ground, [{ text, x: 20, y: 20, scale: 6 }], {
            x: 18,
            y: 18,
            width: text.length * 36,
            height: 46,
          }),
          text,
        ).to.have.length(1);
  });

  it('stay one with the spaces that words have', () => {
    expect(
      split(flat(20), [{ text: 'MARTIN ALBERT', x: 20, y: 20, scale: 2 }], {
        x: 18,
        y: 18,
        width: 160,
        height: 18,
      }),
    ).to.have.length(1);
  });
});
