import { expect } from 'chai';
import { lineImages, onPlate, repeatedImage, type LineImage } from '../../src/ocr/crop.js';
import { inkLinesOf } from '../../src/ocr/glyphs.js';
import { readLine, type LineReading } from '../../src/ocr/reading.js';
import type { Reading } from '../../src/ocr/recogniser.js';
import { withImageSpace } from '../../src/ocr/spaces.js';
import { draw, flat, type Drawing } from './draw.js';

/** Reads the only line of a drawing, with a recogniser that answers by what it is shown. */
async function read({ frame, ink }: Drawing, answer: (image: LineImage) => Reading): Promise<LineReading> {
  const map = { width: frame.width, height: frame.height, values: ink.map((on) => on * 255) };
  const [line] = inkLinesOf(map);
  const recogniser = {
    read: (image: LineImage) => Promise.resolve(answer(image)),
    close: () => Promise.resolve(),
  };
  return readLine(recogniser, lineImages(frame, map), line!, 1);
}

const NOTHING: Reading = { text: '', confidence: 0 };

describe('reading a line', () => {
  const letter = draw(60, 40, 1, flat(10), [{ text: 'D', x: 20, y: 10, scale: 2 }]);

  it('shows one character several times where it cannot be read alone', async () => {
    const shown = (text: string): Promise<LineReading> =>
      read(letter, ({ width, height }) => (width > 1.5 * height ? { text, confidence: 0.9 } : NOTHING));
    expect(await shown('DDD')).to.include({ text: 'D', confidence: 0.9 });
    // 0, O and D are one shape to a recogniser.
    expect(await shown('0OO')).to.include({ text: 'O', confidence: 0.9 });
  });

  it('reads nothing where the same ink is read as different characters, or as more of them', async () => {
    for (const text of ['DRD', 'DD', 'KMKMKM', ''])
      expect(
        await read(letter, ({ width, height }) =>
          width > 1.5 * height ? { text, confidence: 0.9 } : NOTHING,
        ),
        text,
      ).to.include({ text: '', confidence: 0 });
  });

  it('shows two letters once, however narrow they are', async () => {
    const two = draw(60, 40, 1, flat(10), [
      { text: 'I', x: 20, y: 10, scale: 2 },
      { text: 'I', x: 28, y: 10, scale: 2 },
    ]);
    const reading = await read(two, ({ width, height }) =>
      width > 3 * height ? { text: 'MMM', confidence: 0.9 } : NOTHING,
    );
    expect(reading).to.include({ text: '', readings: 1 });
  });

  it('does not repeat what was read with certainty', async () => {
    const reading = await read(letter, () => ({ text: 'D', confidence: 0.8 }));
    expect(reading).to.include({ text: 'D', readings: 1 });
  });

  it('reads the letters on a plate that was taken for ink', async () => {
    const plate = draw(80, 40, 1, flat(10), [{ text: 'HAL', x: 20, y: 12, scale: 2, colour: [10, 10, 10] }]);
    const whole = { ...plate, ink: new Uint8Array(plate.ink.length) };
    for (let y = 8; y < 30; y += 1) {
      for (let x = 16; x < 60; x += 1) {
        whole.ink[y * 80 + x] = 1;
        if (plate.ink[y * 80 + x] === 0) plate.frame.pixels[y * 80 + x] = 240;
      }
    }
    const shares: number[] = [];
    const reading = await read(whole, ({ width, height, values }) => {
      const dark = values.filter((value) => value < 0.5).length / (width * height);
      shares.push(dark);
      return dark < 0.5 ? { text: 'HAL', confidence: 0.9 } : { text: 'WMI', confidence: 0.6 };
    });
    expect(reading).to.include({ text: 'HAL', confidence: 0.9 });
    expect(shares.some((share) => share > 0.5)).to.equal(true);
  });
});

describe('the image of a line as it is read again', () => {
  it('is no plate where letters leave more than they fill', () => {
    const values = Float32Array.from({ length: 64 }, (_, at) => (at % 3 === 0 ? 0 : 1));
    expect(onPlate({ width: 8, height: 8, values })).to.equal(undefined);
    expect(onPlate({ width: 8, height: 8, values: new Float32Array(64).fill(1) })).to.equal(undefined);
  });

  it('stands side by side as often as asked', () => {
    const image = { width: 2, height: 2, values: Float32Array.from([0, 1, 0.5, 0.25]) };
    expect([...repeatedImage(image, 2).values]).to.deep.equal([0, 1, 0, 1, 0.5, 0.25, 0.5, 0.25]);
  });
});

describe('spaces by the image of a line', () => {
  const print = (text: string): LineImage => {
    const { frame, ink } = draw(100, 20, 1, flat(0), [{ text, x: 6, y: 3, scale: 2 }]);
    return { width: frame.width, height: frame.height, values: Float32Array.from(ink, (on) => 1 - on) };
  };
  it('are found where a setting has one, and none in a code', () => {
    expect(withImageSpace('TE30', print('TE 30'))).to.equal('TE 30');
    expect(withImageSpace('TB27', print('TB27'))).to.equal('TB27');
    expect(withImageSpace('TI11', print('TI11'))).to.equal('TI11');
    expect(withImageSpace('TE30', { width: 4, height: 4, values: new Float32Array(16).fill(1) })).to.equal(
      'TE30',
    );
  });
});
