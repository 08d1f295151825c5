import { expect } from 'chai';
import type { IndexedInstance } from '../../src/dicom/instance.js';
import { openTextFinder } from '../../src/ocr/onnx-text-finder.js';
import { OCR_MODELS_FOLDER } from '../../src/ocr/model-folder.js';
import { pixelCount } from '../../src/ocr/pixel-runs.js';
import type { FoundText, TextFinder } from '../../src/ocr/text-finder.js';
import type { FrameText } from '../../src/pixels/search/frame-text.js';
import { searchFrames, type SearchPolicy } from '../../src/pixels/search/search.js';
import { draw, grey, type Line } from '../ocr/draw.js';
import { text, uint16, value } from '../support/data-set-builder.js';
import { image, opened, regionFinder, words } from './images.js';

const POLICY: SearchPolicy = { frames: 'all', scale: 1, maxFramePixels: 1e7 };

async function search(
  instance: IndexedInstance,
  finder: TextFinder,
  policy: Partial<SearchPolicy> = {},
): Promise<readonly FrameText[]> {
  return searchFrames(instance, await opened(instance), finder, { ...POLICY, ...policy });
}

/** The value of a bit plane with a box of ink. */
function plane(width: number, height: number, box: readonly [number, number, number, number]): Buffer {
  const bits = Buffer.alloc(Math.ceil((width * height) / 8));
  for (let row = box[1]; row < box[1] + box[3]; row += 1) {
    for (let column = box[0]; column < box[0] + box[2]; column += 1) {
      const at = row * width + column;
      bits[at >>> 3] = bits[at >>> 3]! | (1 << (at & 7));
    }
  }
  return bits;
}

function boxed(
  width: number,
  height: number,
  [x, y, w, h]: readonly number[],
  ink: number,
  ground = 0,
): number[] {
  return Array.from({ length: width * height }, (_, at) => {
    const [column, row] = [at % width, Math.floor(at / width)];
    return column >= x! && column < x! + w! && row >= y! && row < y! + h! ? ink : ground;
  });
}

/** A loop of frames with grain and something bright that moves, and lines of text in some of the frames. */
function loop(
  size: readonly [number, number],
  count: number,
  lines: readonly (Line & { readonly in: (frame: number) => boolean })[],
): IndexedInstance {
  const [width, height] = size;
  const pixels = Array.from({ length: count }, (_, frame) => {
    let seed = frame + 1;
    const grain = (): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
      return (seed >>> 24) / 12;
    };
    const [x, y] = [width / 2 + 20 * Math.cos(frame / 4), height / 2 + 12 * Math.sin(frame / 4)];
    const ground = (u: number, v: number) => {
      const distance = Math.hypot(u - x, v - y) / (height / 4);
      return grey(Math.round(12 + 90 * Math.exp(-(distance ** 2)) + (grain() * Math.exp(-distance)) / 2));
    };
    const drawn = lines.filter((line) => line.in(frame));
    return Buffer.from(draw(width, height, 1, ground, drawn).frame.pixels);
  });
  return image({ rows: height, columns: width, frames: String(count), pixels: Buffer.concat(pixels) });
}

/** Texts whose box holds a point. */
function over(found: readonly FrameText[], x: number, y: number): readonly FrameText[] {
  return found.filter(
    ({ box }) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height,
  );
}

function framesOver(found: readonly FrameText[], x: number, y: number, count: number): ReadonlySet<number> {
  const all = Array.from({ length: count }, (_, frame) => frame);
  return new Set(over(found, x, y).flatMap(({ frames }) => (frames === 'all' ? all : frames)));
}

describe('the search of frames', () => {
  it('tells text of the pixels in stored coordinates, once for all of its renderings', async () => {
    const elements = [text(0x00281050, 'DS', '2000'), text(0x00281051, 'DS', '4000')];
    const numbers = boxed(64, 48, [10, 20, 12, 7], 4000, 3000);
    const instance = image({ rows: 48, columns: 64, bits: 16, elements, pixels: words(...numbers) });
    const found = await search(instance, regionFinder(230));
    expect(found).to.have.length(1);
    expect(found[0]).to.deep.include({
      plane: 'pixels',
      frames: 'all',
      box: { x: 10, y: 20, width: 12, height: 7 },
    });
    expect(pixelCount(found[0]!.ink)).to.equal(12 * 7);
  });

  it('covers the ink when frames are shrunk for it', async () => {
    const pixels = Buffer.from(boxed(64, 48, [11, 21, 13, 7], 255));
    const [found] = await search(image({ rows: 48, columns: 64, pixels }), regionFinder(60), { scale: 0.7 });
    expect(found!.box.x).to.be.within(9, 11);
    expect(found!.box.x + found!.box.width).to.be.within(24, 26);
    expect(pixelCount(found!.ink)).to.be.within(13 * 7, 17 * 11);
  });

  it('finds text in overlay planes, at its place over the frame, frame by frame', async () => {
    const data = Buffer.concat([plane(32, 16, [0, 0, 0, 0]), plane(32, 16, [5, 6, 8, 4])]);
    const overlay = [
      value(0x60020010, 'US', uint16(16)),
      value(0x60020011, 'US', uint16(32)),
      text(0x60020015, 'IS', '2'),
      value(0x60020050, 'SS', words(3, 11)),
      value(0x60020051, 'US', uint16(2)),
      value(0x60023000, 'OW', data),
    ];
    const instance = image({
      rows: 40,
      columns: 64,
      frames: '3',
      elements: overlay,
      pixels: Buffer.alloc(64 * 40 * 3),
    });
    const [found, ...others] = await search(instance, regionFinder());
    expect(others).to.have.length(0);
    expect(found).to.deep.include({
      plane: { overlayGroup: 0x6002 },
      frames: [2],
      box: { x: 15, y: 8, width: 8, height: 4 },
    });
    expect([...found!.ink.subarray(0, 3)]).to.deep.equal([8, 15, 23]);
  });

  it('refuses overlay planes that are shorter than they say', async () => {
    const overlay = [
      value(0x60000010, 'US', uint16(1000)),
      value(0x60000011, 'US', uint16(1000)),
      value(0x60003000, 'OW', Buffer.alloc(2)),
    ];
    const instance = image({ rows: 4, columns: 4, elements: overlay, pixels: Buffer.alloc(16) });
    const error: unknown = await search(instance, regionFinder()).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'PIXELS_NOT_READABLE');
  });

  it('finds text in unused bits, and none where they repeat the sign', async () => {
    const hidden = boxed(32, 16, [4, 5, 9, 3], 0x4000, 0);
    const spec = { rows: 16, columns: 32, bits: 16, stored: 12 };
    const [found] = await search(image({ ...spec, pixels: words(...hidden) }), regionFinder());
    expect(found).to.deep.include({ plane: 'unused-bits', box: { x: 4, y: 5, width: 9, height: 3 } });
    const signed = boxed(32, 16, [4, 5, 9, 3], -5, 7);
    const none = await search(image({ ...spec, signed: true, pixels: words(...signed) }), regionFinder());
    expect(none.filter(({ plane }) => plane === 'unused-bits')).to.have.length(0);
  });

  it('looks at the frames that the policy names, and what it finds stands for those between', async () => {
    const frames = [0, 1, 2, 3, 4, 5, 6].map((at) =>
      Buffer.from(boxed(16, 16, [3, 3, 4, 4], at === 4 ? 255 : 0)),
    );
    const instance = image({ rows: 16, columns: 16, frames: '7', pixels: Buffer.concat(frames) });
    const framesOf = async (policy: SearchPolicy['frames']) =>
      (await search(instance, regionFinder(), { frames: policy })).map((found) => found.frames);
    expect(await framesOf('all')).to.deep.equal([[4]]);
    expect(await framesOf('first')).to.deep.equal([]);
    expect(await framesOf({ every: 2 })).to.deep.equal([[3, 4, 5]]);
    expect(await framesOf({ every: 3 })).to.deep.equal([]);
    const first = image({
      rows: 16,
      columns: 16,
      frames: '2',
      pixels: Buffer.concat([frames[4]!, frames[0]!]),
    });
    expect((await search(first, regionFinder(), { frames: 'first' }))[0]?.frames).to.equal('all');
  });

  it('tells two texts at one place in different frames apart', async () => {
    const frames = [boxed(32, 16, [3, 3, 20, 4], 255), boxed(32, 16, [3, 3, 18, 5], 255)].map((one) =>
      Buffer.from(one),
    );
    const instance = image({ rows: 16, columns: 32, frames: '2', pixels: Buffer.concat(frames) });
    const reading = (words: readonly string[]): TextFinder => {
      const finder = regionFinder();
      let at = 0;
      return {
        find: async (frame) =>
          (await finder.find(frame)).map((found): FoundText => ({ ...found, text: words[at++] ?? '' })),
      };
    };
    expect(await search(instance, reading(['HARMLESS', 'HERMAN 12']))).to.have.length(2);
    const [same, ...others] = await search(instance, reading(['HERMAN 12', 'HERNAN12']));
    expect(others).to.have.length(0);
    expect(same?.frames).to.equal('all');
  });

  it('refuses frames of more pixels than the policy allows, and tells its progress', async () => {
    const instance = image({ rows: 16, columns: 16, frames: '3', pixels: Buffer.alloc(16 * 16 * 3) });
    const error: unknown = await search(instance, regionFinder(), { maxFramePixels: 255 }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('code', 'PIXELS_NOT_READABLE');
    const told: number[] = [];
    await searchFrames(instance, await opened(instance), regionFinder(), POLICY, {
      progress: (done, all) => void told.push(done / all),
    });
    expect(told).to.deep.equal([1 / 3, 2 / 3, 1]);
  });
});

describe('the search of a loop', function () {
  this.timeout(120_000);
  const size = [192, 144] as const;
  const changed = { frames: 'changed' as const };

  it('finds text that stands in all frames in their means alone', async () => {
    const finder = regionFinder(180);
    const found = await search(
      loop(size, 50, [{ text: 'KL', x: 8, y: 8, scale: 2, in: () => true }]),
      finder,
      changed,
    );
    expect(framesOver(found, 9, 10, 50).size).to.equal(50);
    expect(finder.looked.pixels / (192 * 144)).to.be.at.most(5);
  });

  it('finds text that stands in some frames only, also before what moves, and tells in which', async () => {
    const lines = [
      { text: 'A', x: 8, y: 8, scale: 2, in: (frame: number) => frame === 31 },
      { text: 'HE', x: 150, y: 120, scale: 1, in: (frame: number) => frame >= 60 && frame < 66 },
      { text: 'LS', x: 90, y: 70, scale: 2, in: (frame: number) => frame >= 10 && frame < 14 },
    ];
    const finder = regionFinder(180);
    const found = await search(loop(size, 100, lines), finder, changed);
    expect([...framesOver(found, 9, 20, 100)]).to.deep.equal([31]);
    expect([...framesOver(found, 150, 123, 100)]).to.include.members([60, 61, 62, 63, 64, 65]);
    expect([...framesOver(found, 91, 72, 100)]).to.include.members([10, 11, 12, 13]);
    expect(finder.looked.pixels / (192 * 144)).to.be.at.most(10);
  });

  it('looks by itself at a picture among others, and at what follows as at those before', async () => {
    const [width, height] = size;
    const pictureOf = (frame: number, of: (x: number) => number, line: string): Buffer =>
      Buffer.from(
        draw(
          width,
          height,
          1,
          (x, y) => grey(x > 170 && y > 120 ? 255 : of(x) + ((7 * x + 3 * y + 5 * frame) % 9)),
          [{ text: line, x: 20, y: 20, scale: 2 }],
        ).frame.pixels,
      );
    const rising = (x: number): number => 20 + x / 2;
    const falling = (x: number): number => 120 - x / 2;
    const frames = Array.from({ length: 40 }, (_, frame) => {
      if (frame === 9) return pictureOf(frame, falling, 'ODD');
      return frame < 27 ? pictureOf(frame, rising, 'HE') : pictureOf(frame, falling, 'LS');
    });
    const finder = regionFinder(180);
    const instance = image({
      rows: height,
      columns: width,
      frames: '40',
      pixels: Buffer.concat(frames),
    });
    const found = await search(instance, finder, changed);
    expect(framesOver(found, 21, 27, 40).size).to.equal(40);
    const third = framesOver(found, 45, 28, 40);
    expect([...third]).to.deep.equal([9]);
    expect(finder.looked.pixels / (width * height)).to.be.at.most(12);
  });

  it('finds a text that takes the place of another one', async () => {
    const lines = [
      { text: 'L', x: 20, y: 20, scale: 2, in: (frame: number) => frame < 22 },
      { text: 'MAIER', x: 20, y: 20, scale: 2, in: (frame: number) => frame >= 22 && frame < 25 },
    ].map((line) => ({ ...line, text: line.text.replace('MAIER', 'HARTE') }));
    const found = await search(loop(size, 50, lines), regionFinder(180), changed);
    expect([...framesOver(found, 69, 21, 50)]).to.include.members([22, 23, 24]);
  });

  it('looks at every frame where all are of their own, as pages are', async () => {
    const names = ['HE', 'LA', 'SO', 'KE', 'NU', 'PI', 'RA', 'TO'];
    const pages = names.map((name, page) =>
      draw(96, 96, 1, () => grey(0), [
        { text: name, x: 10 + 7 * page, y: 5 + 10 * page, scale: 2 },
        { text: name, x: 50 - 4 * page, y: 70 - 8 * page, scale: 1 },
      ]),
    );
    const pixels = Buffer.concat(pages.map(({ frame }) => Buffer.from(frame.pixels)));
    const found = await search(
      image({ rows: 96, columns: 96, frames: '8', pixels }),
      regionFinder(),
      changed,
    );
    pages.forEach(({ ink }, page) => {
      const seen = new Set<number>();
      for (const one of found) {
        if (one.frames !== 'all' && !one.frames.includes(page)) continue;
        for (let run = 0; run < one.ink.length; run += 3) {
          for (let at = one.ink[run + 1]!; at < one.ink[run + 2]!; at += 1) seen.add(one.ink[run]! * 96 + at);
        }
      }
      expect(
        ink.every((on, at) => on === 0 || seen.has(at)),
        `page ${String(page)}`,
      ).to.equal(true);
    });
  });

  it('finds it with the shipped models too, at the price of a few frames', async () => {
    const models = await openTextFinder(OCR_MODELS_FOLDER);
    let looked = 0;
    const finder: TextFinder = {
      find(frame) {
        looked += frame.width * frame.height;
        return models.find(frame);
      },
    };
    const [width, height, count] = [320, 240, 60];
    const instance = loop([width, height], count, [
      { text: 'HERMAN', x: 12, y: 10, scale: 2, in: () => true },
      { text: 'BOLTE 70', x: 190, y: 210, scale: 2, in: (frame) => frame >= 40 && frame < 45 },
    ]);
    const found = await search(instance, finder, changed);
    await models.close();
    expect(over(found, 20, 17).map((one) => one.text)).to.include('HERMAN');
    expect(framesOver(found, 20, 17, count).size).to.equal(count);
    expect([...framesOver(found, 200, 217, count)]).to.include.members([40, 41, 42, 43, 44]);
    expect(looked / (width * height)).to.be.at.most(6);
  });
});
