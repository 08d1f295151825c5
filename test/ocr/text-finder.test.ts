import path from 'node:path';
import { expect } from 'chai';
import { openTextFinder } from '../../src/ocr/onnx-text-finder.js';
import { grownRuns, pixelCount, unitedRuns, type PixelRuns } from '../../src/ocr/pixel-runs.js';
import type { FoundText, TextFinder } from '../../src/ocr/text-finder.js';
import { draw, flat, grainy, grey, shaded, type Colour, type Drawing } from './draw.js';

const MODELS = path.resolve('models');

/** The share of drawn ink that the found text covers, grown as for a mask. */
function covered({ frame, ink }: Drawing, found: readonly FoundText[], pad = 2): number {
  const runs: PixelRuns = unitedRuns(
    found.map((text) => grownRuns(text.ink, pad, frame.width, frame.height)),
  );
  let hidden = 0;
  for (let at = 0; at < runs.length; at += 3) {
    for (let column = runs[at + 1]!; column < runs[at + 2]!; column += 1)
      hidden += ink[runs[at]! * frame.width + column]!;
  }
  return hidden / ink.reduce((sum, on) => sum + on, 0);
}

const texts = (found: readonly FoundText[]): string[] => found.map(({ text }) => text);

/** A little grain on grey. */
const grainy8 = (x: number, y: number): Colour => grey(90 + grainy(x, y)[0] / 8);

describe('the text finder with the shipped models', function () {
  this.timeout(60_000);
  let finder: TextFinder & { close(): Promise<void> };
  before(async () => {
    finder = await openTextFinder(MODELS);
  });
  after(() => finder.close());

  it('finds and reads lines on shaded ground, each in its place', async () => {
    const drawing = draw(512, 512, 1, shaded, [
      { text: 'MARTIN', x: 20, y: 16, scale: 2 },
      { text: 'KL 2045', x: 330, y: 480, scale: 2 },
    ]);
    const found = await finder.find(drawing.frame);
    expect(covered(drawing, found)).to.be.at.least(0.95);
    expect(texts(found)).to.include('MARTIN');
    expect(found.find(({ text }) => text === 'MARTIN')?.box.x).to.be.closeTo(20, 4);
    expect(texts(found).join(' ')).to.match(/KL ?2045/);
  });

  it('finds strings of one to three letters, also dark on bright and in colour', async () => {
    const bright = draw(256, 256, 1, flat(200), [
      { text: 'R', x: 12, y: 20, scale: 2, colour: [20, 20, 20] },
      { text: 'HG', x: 200, y: 220, scale: 1, colour: [0, 0, 0] },
    ]);
    expect(covered(bright, await finder.find(bright.frame))).to.be.at.least(0.95);
    const colour = draw(256, 256, 3, () => [150, 20, 20], [
      { text: 'L', x: 30, y: 60, scale: 2, colour: [20, 120, 30] },
      { text: 'ABK', x: 150, y: 150, scale: 2, colour: [255, 255, 0] },
    ]);
    expect(covered(colour, await finder.find(colour.frame))).to.be.at.least(0.95);
  });

  it('reads text that is turned by a quarter or a half', async () => {
    const drawing = draw(320, 320, 1, flat(0), [
      { text: 'HERMAN', x: 20, y: 100, scale: 2, quarters: 1 },
      { text: 'ANTON', x: 200, y: 120, scale: 2, quarters: 3 },
      { text: 'GARLAND', x: 100, y: 280, scale: 2, quarters: 2 },
    ]);
    const found = await finder.find(drawing.frame);
    expect(covered(drawing, found)).to.be.at.least(0.95);
    const turned = new Map(found.map((one) => [one.text, one.turned]));
    expect([turned.get('HERMAN'), turned.get('ANTON'), turned.get('GARLAND')]).to.deep.equal([270, 90, 180]);
  });

  it('finds text across the seams of tiles', async () => {
    const drawing = draw(1600, 1300, 1, shaded, [
      { text: 'MARTIN ALBERT', x: 480, y: 570, scale: 3 },
      { text: 'L', x: 620, y: 620, scale: 3 },
      { text: 'MIRA', x: 1500, y: 1270, scale: 2 },
    ]);
    const found = await finder.find(drawing.frame);
    expect(covered(drawing, found)).to.be.at.least(0.95);
    expect(texts(found).join(' ')).to.match(/MARTIN ?ALBERT/);
  });

  it('finds the same in a grey frame and in its RGB twin', async () => {
    const lines = [{ text: 'KARL 58', x: 40, y: 40, scale: 2 }] as const;
    const grey = await finder.find(draw(200, 120, 1, shaded, lines).frame);
    const rgb = await finder.find(draw(200, 120, 3, shaded, lines).frame);
    expect(rgb).to.deep.equal(grey);
    expect(texts(grey).join(' ')).to.include('KARL');
  });

  it('finds nothing in frames of one colour and of smooth shades', async () => {
    expect(await finder.find(draw(300, 200, 1, flat(128), []).frame)).to.deep.equal([]);
    expect(await finder.find(draw(300, 200, 3, shaded, []).frame)).to.deep.equal([]);
  });

  it('is sure of what is text, down to one letter, and not of grain', async () => {
    const drawing = draw(256, 256, 1, grainy8, [
      { text: 'R', x: 20, y: 20, scale: 2 },
      { text: 'KB 4', x: 150, y: 60, scale: 1 },
      { text: 'MARTIN ALBERT', x: 30, y: 200, scale: 1 },
    ]);
    const found = await finder.find(drawing.frame);
    const sure = found.filter(({ textConfidence }) => textConfidence >= 0.5);
    expect(covered(drawing, sure)).to.be.at.least(0.95);
    const grain = await finder.find(draw(256, 256, 1, grainy, []).frame);
    expect(grain.filter(({ textConfidence }) => textConfidence >= 0.5)).to.deep.equal([]);
    for (const { textConfidence } of [...found, ...grain]) expect(textConfidence).to.be.within(0, 1);
  });

  it('finds letters as large as they are, also where the frame at a quarter of its size shows them', async () => {
    const drawing = draw(512, 448, 1, (x, y) => grey(grainy(x, y)[0] / 40), [
      { text: '08/27/1938', x: 60, y: 40, scale: 3 },
    ]);
    const [found] = await finder.find(drawing.frame);
    expect(found?.text).to.equal('08/27/1938');
    expect(found?.box.height).to.be.within(21, 24);
    expect(found?.box.width).to.be.within(177, 181);
  });

  it('finds letters of 300 pixels', async () => {
    const drawing = draw(1700, 1600, 1, shaded, [{ text: 'L', x: 700, y: 500, scale: 42 }]);
    expect(covered(drawing, await finder.find(drawing.frame), 60)).to.be.at.least(0.99);
  });

  it('takes frames smaller than a letter and of odd sizes', async () => {
    for (const [width, height] of [
      [1, 1],
      [3, 90],
      [17, 31],
      [131, 5],
    ] as const) {
      const found = await finder.find(draw(width, height, 1, grainy, []).frame);
      for (const { box } of found) {
        expect(box.x + box.width).to.be.at.most(width);
        expect(box.y + box.height).to.be.at.most(height);
      }
    }
  });

  it('gives every pixel of ink to one text only', async () => {
    const { frame } = draw(400, 300, 1, shaded, [
      { text: 'ALBERT', x: 10, y: 10, scale: 1 },
      { text: 'BRAND', x: 10, y: 19, scale: 1 },
      { text: 'KARL', x: 10, y: 28, scale: 1 },
    ]);
    const found = await finder.find(frame);
    const sum = found.reduce((total, { ink }) => total + pixelCount(ink), 0);
    expect(pixelCount(unitedRuns(found.map(({ ink }) => ink)))).to.equal(sum);
    expect(texts(found)).to.include.members(['ALBERT', 'BRAND', 'KARL']);
  });

  it('reads no more lines of a frame than it may, and tells the others unread', async () => {
    const bounded = await openTextFinder(MODELS, { mostReadings: 1 });
    const { frame } = draw(300, 200, 1, flat(0), [
      { text: 'ALBERT', x: 10, y: 10, scale: 2 },
      { text: 'BRAND', x: 10, y: 150, scale: 2 },
    ]);
    const found = await bounded.find(frame);
    await bounded.close();
    expect(texts(found)).to.deep.equal(['ALBERT', '']);
    expect(found[1]?.ink.length).to.be.greaterThan(0);
  });

  it('refuses a frame that has not as many values as its size says', async () => {
    const frame = { width: 10, height: 10, samples: 3, pixels: new Uint8Array(299) } as const;
    let refused: unknown;
    await finder.find(frame).catch((error: unknown) => (refused = error));
    expect(refused).to.be.instanceOf(RangeError);
  });
});
