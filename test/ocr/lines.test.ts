import { expect } from 'chai';
import type { Component } from '../../src/ocr/components.js';
import { linesOf } from '../../src/ocr/lines.js';

const at = (x: number, y: number, width: number, height: number): Component => ({
  box: { x, y, width, height },
  runs: Int32Array.from([y, x, x + width]),
  peak: 255,
});

/** Letters 6 wide and 9 high, 2 apart. */
const letters = (count: number, x: number, y: number): Component[] =>
  Array.from({ length: count }, (_, place) => at(x + 8 * place, y, 6, 9));

describe('lines of characters', () => {
  it('run across the frame, with their points and spaces', () => {
    const lines = linesOf([...letters(5, 10, 20), at(51, 27, 2, 2), ...letters(3, 59, 20)]);
    expect(lines).to.have.length(1);
    expect(lines[0]?.box).to.deep.equal({ x: 10, y: 20, width: 71, height: 9 });
    expect(lines[0]?.direction).to.equal('across');
  });

  it('stay apart where they lie under each other', () => {
    const lines = linesOf([...letters(4, 10, 20), ...letters(6, 10, 33), ...letters(2, 10, 46)]);
    expect(lines.map(({ components }) => components.length)).to.deep.equal([4, 6, 2]);
  });

  it('stay apart where a wide gap parts them', () => {
    expect(linesOf([...letters(3, 10, 20), ...letters(3, 80, 20)])).to.have.length(2);
  });

  it('run down the frame where the letters are turned', () => {
    const turned = Array.from({ length: 6 }, (_, place) => at(30, 10 + 8 * place, 9, 6));
    const lines = linesOf(turned);
    expect(lines).to.have.length(1);
    expect(lines[0]?.direction).to.equal('down');
  });

  it('keep every character in exactly one line', () => {
    const all = [...letters(7, 5, 5), at(30, 40, 9, 6), at(30, 48, 9, 6), at(30, 56, 9, 6), at(90, 90, 3, 3)];
    const kept = linesOf(all).flatMap(({ components }) => components);
    expect(kept).to.have.length(all.length);
    expect(new Set(kept)).to.deep.equal(new Set(all));
  });

  it('of a frame without ink are none', () => {
    expect(linesOf([])).to.deep.equal([]);
  });
});
