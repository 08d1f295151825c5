import { expect } from 'chai';
import { crossingsOf, isCredible } from '../../src/ocr/credible.js';
import type { LineImage } from '../../src/ocr/crop.js';
import { draw, flat, type Line } from './draw.js';

/** Letters of the bitmap font as print. */
function print(width: number, height: number, lines: readonly Line[]): LineImage {
  const { ink } = draw(width, height, 1, flat(0), lines);
  return { width, height, values: Float32Array.from(ink, (on) => 1 - on) };
}

const ONE = print(120, 20, [{ text: 'GEHRBS 38', x: 4, y: 3, scale: 2 }]);
const THREE = print(120, 56, [
  { text: 'GEHRBS 38', x: 4, y: 3, scale: 2 },
  { text: 'TR 500 ER', x: 4, y: 19, scale: 2 },
  { text: 'ZOOM 3 B8', x: 4, y: 35, scale: 2 },
]);

describe('readings and the ink that they are of', () => {
  it('one line of letters is crossed twice or so, three lines six times', () => {
    expect(crossingsOf(ONE)).to.be.within(1.3, 2.6);
    expect(crossingsOf(THREE)).to.be.above(3.5);
    expect(crossingsOf({ width: 3, height: 2, values: new Float32Array(6).fill(1) })).to.equal(0);
  });

  it('do not fit where the image shows several lines', () => {
    expect(isCredible(ONE, 'GEHRBS 38', 0.99)).to.equal(true);
    expect(isCredible(THREE, 'GEHRBS 38', 0.93)).to.equal(false);
  });

  it('do not fit where few letters were read of a long line', () => {
    expect(isCredible(ONE, 'GE', 0.99)).to.equal(false);
    expect(isCredible(ONE, 'G', 0.99)).to.equal(false);
    expect(isCredible(print(20, 20, [{ text: 'G', x: 4, y: 3, scale: 2 }]), 'G', 0.99)).to.equal(true);
  });
});
