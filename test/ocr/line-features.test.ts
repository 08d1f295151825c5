import { expect } from 'chai';
import { FEATURES, lineFeatures } from '../../src/ocr/line-features.js';
import { inkLinesOf } from '../../src/ocr/glyphs.js';
import { UNREAD } from '../../src/ocr/reading.js';
import { draw, flat, grainy, type Drawing } from './draw.js';

/** The ink as drawn, as if a model had been certain of it. */
function mapOf(
  { frame, ink }: Drawing,
  level: number,
): { width: number; height: number; values: Uint8Array } {
  return { width: frame.width, height: frame.height, values: ink.map((on) => on * level) };
}

function featuresOf(drawing: Drawing, level = 255): readonly Float32Array[] {
  const map = mapOf(drawing, level);
  return inkLinesOf(map).map((line) => lineFeatures(drawing.frame, map, line, UNREAD));
}

describe('the numbers of a found line', () => {
  const LINE = [{ text: 'KARL 5', x: 20, y: 20, scale: 2 }];

  it('are as many as the model takes, finite, and the same in grey and RGB', () => {
    const [grey] = featuresOf(draw(160, 80, 1, flat(40), LINE));
    const [rgb] = featuresOf(draw(160, 80, 3, flat(40), LINE));
    expect(grey).to.have.length(FEATURES);
    expect(grey!.every((value) => Number.isFinite(value))).to.equal(true);
    grey!.forEach((value, at) => expect(rgb![at]).to.be.closeTo(value, 1e-5));
  });

  it('stay finite where ink covers a whole frame, touches its edges, or has the colour of its ground', () => {
    const full = draw(12, 12, 1, grainy, []);
    full.ink.fill(1);
    const same = draw(60, 40, 1, flat(255), [{ text: 'R', x: 0, y: 0, scale: 2 }]);
    for (const numbers of [...featuresOf(full), ...featuresOf(same), ...featuresOf(same, 60)])
      expect(
        numbers.every((value) => Number.isFinite(value)),
        String(numbers),
      ).to.equal(true);
  });

  it('tell contrast, sharpness and what was read', () => {
    const drawing = draw(160, 80, 1, flat(0), LINE);
    const map = mapOf(drawing, 255);
    const [line] = inkLinesOf(map);
    const unread = lineFeatures(drawing.frame, map, line!, UNREAD);
    const read = lineFeatures(drawing.frame, map, line!, {
      text: 'KARL 5',
      confidence: 0.9,
      turned: 0,
      readings: 1,
    });
    expect(unread[4]).to.be.closeTo(1, 0.01);
    expect(unread[9]).to.be.closeTo(1, 0.01);
    expect([unread[18], unread[22]]).to.deep.equal([0, 1]);
    expect(read[18]).to.be.closeTo(0.9, 1e-6);
    expect(read[22]).to.equal(0);
    expect(lineFeatures(draw(160, 80, 1, flat(128), LINE).frame, map, line!, UNREAD)[4]).to.be.closeTo(
      0.5,
      0.01,
    );
  });
});
