import { expect } from 'chai';
import fc from 'fast-check';
import { activeArea } from '../../src/ocr/activity.js';
import type { Box, GrayOrRgbFrame } from '../../src/ocr/frame.js';

const whole = ({ width, height }: GrayOrRgbFrame): Box => ({ x: 0, y: 0, width, height });

function grey(width: number, height: number, levelAt: (x: number, y: number) => number): GrayOrRgbFrame {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) =>
    levelAt(at % width, Math.floor(at / width)),
  );
  return { width, height, samples: 1, pixels };
}

describe('the active area of a frame', () => {
  it('is nothing where levels differ by little, be it by grain or over a long way', () => {
    const grain = grey(100, 70, (x, y) => 100 + ((x * 7 + y * 13) % 6));
    expect(activeArea(grain, whole(grain)).width).to.equal(0);
    const ramp = grey(400, 70, (x) => x / 3);
    expect(activeArea(ramp, whole(ramp)).width).to.equal(0);
    const pixels = new Uint8Array(30 * 30 * 3).map((_, at) => [7, 80, 200][at % 3]!);
    const colour: GrayOrRgbFrame = { width: 30, height: 30, samples: 3, pixels };
    expect(activeArea(colour, whole(colour)).width).to.equal(0);
  });

  it('holds every pixel that stands out, with a margin, and lies within the area asked for', () => {
    const side = fc.integer({ min: 1, max: 120 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 8, max: 255 }),
        (width, height, u, v, level) => {
          const [x, y] = [u % width, v % height];
          const frame = grey(width, height, (column, row) => (column === x && row === y ? level : 0));
          const area = activeArea(frame, whole(frame));
          if (width * height === 1) return;
          expect(area.x).to.be.within(0, Math.max(0, x - 15));
          expect(area.y).to.be.within(0, Math.max(0, y - 15));
          expect(area.x + area.width).to.be.within(Math.min(width, x + 16), width);
          expect(area.y + area.height).to.be.within(Math.min(height, y + 16), height);
        },
      ),
    );
  });

  it('sees an edge that lies between two squares, and a difference in one colour alone', () => {
    const edge = grey(64, 64, (x) => (x < 16 ? 0 : 200));
    expect(activeArea(edge, whole(edge)).width).to.be.greaterThan(0);
    const pixels = new Uint8Array(40 * 40 * 3);
    pixels[(20 * 40 + 20) * 3 + 2] = 50;
    const blue: GrayOrRgbFrame = { width: 40, height: 40, samples: 3, pixels };
    expect(activeArea(blue, whole(blue)).width).to.be.greaterThan(0);
  });

  it('asks only of the area', () => {
    const frame = grey(100, 100, (x, y) => (x === 5 && y === 5 ? 255 : 0));
    expect(activeArea(frame, { x: 40, y: 40, width: 50, height: 50 })).to.deep.equal({
      x: 40,
      y: 40,
      width: 0,
      height: 0,
    });
  });
});
