import { expect } from 'chai';
import fc from 'fast-check';
import { lineImage, scaledImage, turnedImage } from '../../src/ocr/crop.js';
import { decode } from '../../src/ocr/recogniser.js';
import { draw, type Colour } from './draw.js';

describe('the image of a line', () => {
  for (const [name, paper, colour] of [
    ['white on black', [0, 0, 0], [255, 255, 255]],
    ['black on white', [255, 255, 255], [0, 0, 0]],
    ['grey on grey', [30, 30, 30], [38, 38, 38]],
    ['green on red of the same brightness', [200, 0, 0], [0, 102, 0]],
  ] as [string, Colour, Colour][]) {
    it(`is dark on light for ${name}`, () => {
      const { frame, ink } = draw(60, 30, 3, () => paper, [{ text: 'HE', x: 10, y: 8, scale: 2, colour }]);
      const map = { width: 60, height: 30, values: ink.map((on) => on * 255) };
      const image = lineImage(frame, map, { x: 10, y: 8, width: 22, height: 14 });
      const [left, top] = [10 - 3, 8 - 3];
      image.values.forEach((value, at) => {
        const on = ink[(top + Math.floor(at / image.width)) * 60 + left + (at % image.width)];
        expect(value).to.be.closeTo(on === 1 ? 0 : 1, 0.01);
      });
    });
  }

  it('is blank where nothing tells ink from its ground', () => {
    const { frame } = draw(20, 20, 1, () => [9, 9, 9], []);
    const map = { width: 20, height: 20, values: new Uint8Array(400).fill(255) };
    expect(new Set(lineImage(frame, map, { x: 4, y: 4, width: 8, height: 8 }).values)).to.deep.equal(
      new Set([1]),
    );
  });
});

const image = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 4 }), { minLength: width * height, maxLength: width * height })
      .map((list) => ({
        width,
        height,
        values: Float32Array.from(list, (value) => value / 4),
      })),
  );

describe('turning and scaling', () => {
  it('four quarters are the image again, and two are half a turn', () => {
    fc.assert(
      fc.property(image, (one) => {
        const quarter = turnedImage(one, 90);
        expect(turnedImage(quarter, 270)).to.deep.equal(one);
        expect(turnedImage(quarter, 90)).to.deep.equal(turnedImage(one, 180));
      }),
    );
  });

  it('turns clockwise', () => {
    const turned = turnedImage({ width: 2, height: 1, values: Float32Array.from([0, 1]) }, 90);
    expect([turned.width, turned.height, ...turned.values]).to.deep.equal([1, 2, 0, 1]);
  });

  it('scales to the size asked for, within the range of the values', () => {
    fc.assert(
      fc.property(
        image,
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 24 }),
        (one, height, width) => {
          const scaled = scaledImage(one, height, width);
          expect(scaled.values).to.have.length(width * height);
          expect(Math.min(...scaled.values)).to.be.at.least(Math.min(...one.values) - 1e-5);
          expect(Math.max(...scaled.values)).to.be.at.most(Math.max(...one.values) + 1e-5);
        },
      ),
    );
  });
});

describe('greedy CTC decoding', () => {
  const characters = ['', 'L', 'A', ' '];
  const rows = (...best: number[]): Float32Array => Float32Array.from(best.flatMap((at) => [at, 0.8]));

  it('drops blanks and repeats, and keeps doubled letters that a blank parts', () => {
    const reading = decode(rows(1, 1, 0, 1, 2, 2, 0), characters);
    expect(reading.text).to.equal('LLA');
    expect(reading.confidence).to.be.closeTo(0.8, 1e-6);
  });

  it('gives no confidence to nothing', () => {
    expect(decode(rows(0, 0), characters)).to.deep.equal({ text: '', confidence: 0 });
  });

  it('refuses classes of which the list of characters knows nothing', () => {
    expect(() => decode(rows(1, 4), characters)).to.throw('another output');
  });
});
