import { expect } from 'chai';
import type { Box } from '../../src/ocr/frame.js';
import type { FoundText } from '../../src/ocr/text-finder.js';
import { roomFor } from '../../src/pixels/search/cut-texts.js';

const FRAME = { width: 400, height: 300 };
const PART: Box = { x: 100, y: 100, width: 80, height: 40 };

function text(box: Box, textConfidence = 0.9): FoundText {
  const ink = Int32Array.of(box.y, box.x, box.x + box.width);
  return { box, text: 'CUT', confidence: 0.9, inkConfidence: 1, textConfidence, turned: 0, ink };
}

describe('a part of a frame whose edge cuts a text', () => {
  it('gets room where the text may go on, within the frame', () => {
    expect(roomFor([text({ x: 130, y: 110, width: 48, height: 10 })], PART, FRAME)).to.deep.equal({
      x: 100,
      y: 100,
      width: 158,
      height: 40,
    });
    const corner: Box = { x: 340, y: 270, width: 60, height: 30 };
    expect(roomFor([text({ x: 341, y: 285, width: 59, height: 15 })], corner, FRAME)).to.deep.equal({
      x: 221,
      y: 270,
      width: 179,
      height: 30,
    });
  });

  it('stays as it is where every text ends before the edge, or is hardly one', () => {
    expect(roomFor([], PART, FRAME)).to.deep.equal(PART);
    expect(roomFor([text({ x: 110, y: 110, width: 60, height: 10 })], PART, FRAME)).to.deep.equal(PART);
    expect(roomFor([text({ x: 100, y: 110, width: 80, height: 10 }, 0.4)], PART, FRAME)).to.deep.equal(PART);
  });
});
