import { expect } from 'chai';
import type { IndexedInstance } from '../../src/dicom/instance.js';
import { readDisplay } from '../../src/pixels/frames/display.js';
import { renderings, type Rendering } from '../../src/pixels/frames/render.js';
import { sequence, text, uint16, value, type ElementSpec } from '../support/data-set-builder.js';
import { image, opened, words, type ImageSpec } from './images.js';

async function rendered(spec: ImageSpec | IndexedInstance, frame = 0): Promise<readonly Rendering[]> {
  const instance = 'pixels' in spec ? image(spec) : spec;
  return renderings((await opened(instance)).read(frame), readDisplay(instance), frame);
}

async function shown(spec: ImageSpec, frame = 0): Promise<number[]> {
  return [...(await rendered(spec, frame))[0]!.pixels];
}

const window = (centre: string, width: string, more: readonly ElementSpec[] = []): readonly ElementSpec[] => [
  text(0x00281050, 'DS', centre),
  text(0x00281051, 'DS', width),
  ...more,
];
const row = { rows: 1, columns: 4, bits: 16 };

describe('a frame as it is shown', () => {
  it('goes by the first window, after the rescale (PS3.3 C.11.2.1.2)', async () => {
    const rescale = [text(0x00281052, 'DS', '-1000'), text(0x00281053, 'DS', '2')];
    const elements = window('0\\500', '101\\3000', rescale);
    expect(await shown({ ...row, elements, pixels: words(475, 474, 500, 526) })).to.deep.equal([
      1, 0, 129, 255,
    ]);
  });

  it('goes by the VOI LUT function', async () => {
    const elements = (name: string) => window('100', '100', [text(0x00281056, 'CS', name)]);
    const pixels = words(50, 100, 125, 200);
    expect(await shown({ ...row, elements: elements('LINEAR_EXACT'), pixels })).to.deep.equal([
      0, 128, 191, 255,
    ]);
    expect(await shown({ ...row, elements: elements('SIGMOID'), pixels })).to.deep.equal([30, 128, 186, 250]);
  });

  it('goes by the window of its own functional groups, else by the shared ones', async () => {
    const voi = (centre: string) => sequence(0x00289132, window(centre, '2'));
    const elements = [sequence(0x52009229, [voi('10')]), sequence(0x52009230, [], [voi('30')])];
    const spec = { ...row, frames: '2', elements, pixels: words(5, 20, 25, 40, 5, 20, 25, 40) };
    expect(await shown(spec, 0)).to.deep.equal([0, 255, 255, 255]);
    expect(await shown(spec, 1)).to.deep.equal([0, 0, 0, 255]);
  });

  it('goes by modality and VOI tables', async () => {
    const table = (tag: number, first: number, entries: readonly number[]) =>
      sequence(tag, [
        value(0x00283002, 'US', words(entries.length, first, 16)),
        value(0x00283006, 'OW', words(...entries)),
      ]);
    const elements = [table(0x00283000, 1, [7, 8, 9]), table(0x00283010, 7, [0, 0x8000, 0xffff])];
    expect(await shown({ ...row, elements, pixels: words(0, 2, 3, 9) })).to.deep.equal([0, 128, 255, 255]);
  });

  it('reads signs, and values that do not begin at the lowest bit', async () => {
    const elements = window('0', '2001');
    const spec = { ...row, signed: true, stored: 12, elements };
    expect(await shown({ ...spec, pixels: words(-1024, 0xf800, 0, 1000) })).to.deep.equal([0, 0, 128, 255]);
    const high = { ...row, stored: 8, highBit: 15, elements: window('100', '200') };
    expect(
      (await shown({ ...high, pixels: words(0, 255 << 8, 0x00ff, 100 << 8) })).map((byte) => byte > 99),
    ).to.deep.equal([false, true, false, true]);
  });

  it('is inverted for MONOCHROME1, and for an inverse presentation', async () => {
    const spec = { rows: 1, columns: 2, elements: window('128', '256'), pixels: Buffer.from([0, 255]) };
    expect(await shown(spec)).to.deep.equal([0, 255]);
    expect(await shown({ ...spec, photometric: 'MONOCHROME1' })).to.deep.equal([255, 0]);
    const inverse = window('128', '256', [text(0x20500020, 'CS', 'INVERSE')]);
    expect(await shown({ ...spec, elements: inverse })).to.deep.equal([255, 0]);
  });

  it('is RGB out of a palette of words or bytes, whole or in segments', async () => {
    const descriptors = [1, 2, 3].map((at) => value(0x00281100 + at, 'US', words(3, 10, 16)));
    const data = (...tables: readonly Buffer[]) =>
      tables.map((bytes, at) => value(0x00281201 + at, 'OW', bytes));
    const spec = { rows: 1, columns: 4, photometric: 'PALETTE COLOR', pixels: Buffer.from([0, 10, 11, 99]) };
    const wide = data(words(0, 0x8000, 0xffff), words(0x1000, 0, 0), words(0, 0, 0x2000));
    const expected = [0, 16, 0, 0, 16, 0, 128, 0, 0, 255, 0, 32];
    expect(await shown({ ...spec, elements: [...descriptors, ...wide] })).to.deep.equal(expected);
    const narrow = data(
      Buffer.from([0, 128, 255, 0]),
      Buffer.from([16, 0, 0, 0]),
      Buffer.from([0, 0, 32, 0]),
    );
    expect(await shown({ ...spec, elements: [...descriptors, ...narrow] })).to.deep.equal(expected);
    const segments = [1, 2, 3].map((at) => value(0x00281220 + at, 'OW', words(0, 1, 0x1000, 1, 2, 0x3000)));
    expect(await shown({ ...spec, elements: [...descriptors, ...segments] })).to.deep.equal(
      [16, 16, 32, 48].flatMap((level) => [level, level, level]),
    );
  });

  it('is RGB out of YBR (PS3.3 C.7.6.3.1.2)', async () => {
    const spec = { rows: 1, columns: 2, samples: 3, pixels: Buffer.from([76, 85, 255, 128, 128, 128]) };
    expect(await shown({ ...spec, photometric: 'YBR_FULL' })).to.deep.equal([254, 0, 0, 128, 128, 128]);
  });

  it('shows the anatomy where no window is given and a few pixels are far brighter, and both in one or the other', async () => {
    const [width, height] = [64, 64];
    const numbers = Array.from({ length: width * height }, (_, at) => 100 + (at % width) * 10);
    for (let at = 0; at < 12; at += 1) numbers[20 * width + 20 + at] = 60000;
    const all = await rendered({ rows: height, columns: width, bits: 16, pixels: words(...numbers) });
    const steps = all.map(({ pixels }) => Math.abs(pixels[40 * width + 50]! - pixels[40 * width + 10]!));
    expect(Math.max(...steps)).to.be.at.least(20);
    expect(all[0]!.pixels[20 * width + 25]).to.equal(255);
  });
});

/** Noise round a level with a block letter of one value in it. */
function lettered(level: number, noise: number, ink: number | undefined): number[] {
  const [width, height] = [96, 96];
  let seed = 7;
  const random = (): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const numbers = Array.from({ length: width * height }, () => Math.round(level + noise * (random() - 0.5)));
  numbers[0] = 0;
  numbers[1] = 4095;
  for (let at = 0; at < 12 && ink !== undefined; at += 1) {
    for (const column of [30, 31, 38, 39]) numbers[(40 + at) * width + column] = ink;
    if (at === 5 || at === 6)
      for (let column = 30; column < 40; column += 1) numbers[(40 + at) * width + column] = ink;
  }
  return numbers;
}

describe('what the first rendering hides', () => {
  const spec = { rows: 96, columns: 96, bits: 16, stored: 12, elements: window('500', '400') };
  const place = 45 * 96 + 31;
  const ground = 45 * 96 + 20;
  const contrast = ({ pixels }: Rendering): number => Math.abs(pixels[place]! - pixels[ground]!);

  it('is shown where text is whiter than white, or blacker than black', async () => {
    for (const [level, ink] of [
      [1500, 4000],
      [200, 10],
    ] as const) {
      const all = await rendered({ ...spec, pixels: words(...lettered(level, 20, ink)) });
      expect(contrast(all[0]!)).to.equal(0);
      expect(all).to.have.length(2);
      expect(contrast(all[1]!)).to.be.at.least(9);
      const [area] = all[1]!.areas ?? [];
      expect(area).to.not.equal(undefined);
      expect(
        area!.x <= 30 && area!.x + area!.width >= 40 && area!.y <= 40 && area!.y + area!.height >= 52,
      ).to.equal(true);
      expect(area!.width * area!.height).to.be.at.most(96 * 96 * 0.6);
    }
  });

  it('is not looked for where only noise is hidden', async () => {
    const all = await rendered({ ...spec, pixels: words(...lettered(1500, 400, undefined)) });
    expect(all).to.have.length(1);
  });

  it('is not looked for where grain of a few values is hidden, and is where a letter stands in it', async () => {
    // A dome of light whose top is brighter than the window's white.
    const dome = (ink: number | undefined): Buffer =>
      Buffer.from(
        lettered(0, 8, ink).map((number, at) => {
          const [x, y] = [(at % 96) - 34, Math.floor(at / 96) - 46];
          return number === ink ? ink : Math.max(0, number + 4 + 140 - (x * x + y * y) / 60);
        }),
      );
    const eight = { rows: 96, columns: 96, elements: window('71', '140') };
    expect(await rendered({ ...eight, pixels: dome(undefined) })).to.have.length(1);
    const [, hidden] = await rendered({ ...eight, pixels: dome(250) });
    expect(contrast(hidden!)).to.be.at.least(9);
  });

  it('is shown where a window is so wide that text is lost in it', async () => {
    const wide = { ...spec, stored: 16, elements: window('32768', '65536') };
    const all = await rendered({ ...wide, pixels: words(...lettered(1000, 20, 1400)) });
    expect(contrast(all[0]!)).to.be.at.most(4);
    expect(Math.max(...all.map(contrast))).to.be.at.least(14);
  });

  it('is shown where a palette gives ink and ground one colour', async () => {
    const elements = [1, 2, 3].flatMap((at) => [
      value(0x00281100 + at, 'US', words(256, 0, 8)),
      value(0x00281200 + at, 'OW', Buffer.alloc(256, 90)),
    ]);
    const pixels = Buffer.from(lettered(60, 2, 200).map((number) => Math.min(255, number)));
    const all = await rendered({ rows: 96, columns: 96, photometric: 'PALETTE COLOR', elements, pixels });
    expect(all).to.have.length(2);
    expect(contrast(all[1]!)).to.be.at.least(14);
  });

  it('does not break on windows and tables that make no sense', async () => {
    for (const elements of [
      window('0', '0'),
      window('NaN', '-5'),
      window('1e300', '1e-300'),
      [sequence(0x00283010, [value(0x00283002, 'US', uint16(4))])],
      [sequence(0x00283010, [value(0x00283002, 'US', words(0, 0, 99)), value(0x00283006, 'OW', words(1))])],
    ]) {
      expect(await rendered({ ...row, elements, pixels: words(1, 2, 3, 4) })).to.not.have.length(0);
    }
  });
});
