import { expect } from 'chai';
import type { GrayOrRgbFrame } from '../../src/ocr/frame.js';
import type { FoundText, TextFinder } from '../../src/ocr/text-finder.js';
import { findTexts } from '../../src/pixels/search/find-texts.js';

const FRAME: GrayOrRgbFrame = { width: 40, height: 30, samples: 1, pixels: new Uint8Array(1200) };
const KNOWN: FoundText = {
  box: { x: 12, y: 9, width: 4, height: 2 },
  text: 'KNOWN',
  confidence: 1,
  inkConfidence: 1,
  textConfidence: 1,
  turned: 0,
  ink: Int32Array.of(9, 12, 16, 10, 12, 14),
};

/** The ink of what a finder is told that it knows, part by part. */
async function told(areas: Parameters<typeof findTexts>[2], scale: number): Promise<number[][][]> {
  const calls: number[][][] = [];
  const finder: TextFinder = {
    find(_, known = []) {
      calls.push(known.map(({ ink }) => [...ink]));
      return Promise.resolve([]);
    },
  };
  await findTexts(finder, FRAME, areas, scale, [KNOWN]);
  return calls;
}

describe('the search of parts of a frame', () => {
  it('tells the finder what is known where it stands in the part', async () => {
    expect(await told(undefined, 1)).to.deep.equal([[[9, 12, 16, 10, 12, 14]]]);
    const areas = [
      { x: 10, y: 8, width: 16, height: 16 },
      { x: 20, y: 16, width: 16, height: 8 },
    ];
    expect(await told(areas, 1)).to.deep.equal([[[1, 2, 6, 2, 2, 4]], [[-7, -8, -4, -6, -8, -6]]]);
  });

  it('tells nothing of a frame that is shrunk, whose ink is another', async () => {
    expect(await told(undefined, 0.5)).to.deep.equal([[]]);
  });
});
