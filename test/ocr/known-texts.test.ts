import { expect } from 'chai';
import type { InkLine } from '../../src/ocr/glyphs.js';
import { knownReading } from '../../src/ocr/known-texts.js';
import { boxOf, joinedRuns, type PixelRuns } from '../../src/ocr/pixel-runs.js';
import type { FoundText } from '../../src/ocr/text-finder.js';

/** Upright bars, three pixels wide and twelve high. */
function bars(...columns: readonly number[]): PixelRuns {
  return joinedRuns(
    columns.flatMap((column) =>
      Array.from({ length: 12 }, (_, row): [number, number, number] => [20 + row, column, column + 3]),
    ),
  );
}

function lineOf(ink: PixelRuns): InkLine {
  const box = boxOf(ink);
  return { box, core: box, cores: [box], direction: 'across', peak: 255, ink };
}

function knownAs(ink: PixelRuns, confidence = 0.9): FoundText {
  return {
    box: boxOf(ink),
    text: 'KNOWN',
    confidence,
    inkConfidence: 1,
    textConfidence: 1,
    turned: 180,
    ink,
  };
}

describe('a line that is known from another frame', () => {
  it('says the same where its ink is the same but for a pixel at the edges', () => {
    const reading = knownReading(lineOf(bars(10, 20, 30)), [knownAs(bars(50)), knownAs(bars(10, 20, 31))]);
    expect(reading).to.deep.equal({ text: 'KNOWN', confidence: 0.9, turned: 180, readings: 0 });
  });

  it('is read where its ink is another, more or less', () => {
    for (const ink of [bars(10, 24, 37), bars(12, 22, 32), bars(10), bars(10, 20, 30, 40, 50, 60)])
      expect(knownReading(lineOf(bars(10, 20, 30)), [knownAs(ink)])).to.equal(undefined);
  });

  it('is read where the reading was not sure', () => {
    expect(knownReading(lineOf(bars(10, 20)), [knownAs(bars(10, 20), 0.7)])).to.equal(undefined);
  });
});
