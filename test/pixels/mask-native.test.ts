import { expect } from 'chai';
import fc from 'fast-check';
import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import {
  findElement,
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  IMPLICIT_LITTLE,
  type Encoding,
} from '../../src/dicom/model.js';
import { memorySource } from '../../src/dicom/source.js';
import { readValues } from '../../src/dicom/values.js';
import { LetheError } from '../../src/errors.js';
import { encode, text, value, type ElementSpec } from '../support/data-set-builder.js';
import { compared, framesIn, masked, nativePixels, rectangle, rectangleIn } from './masking.js';

const UIDS = new Map<Encoding, string>([
  [IMPLICIT_LITTLE, '1.2.840.10008.1.2'],
  [EXPLICIT_LITTLE, '1.2.840.10008.1.2.1'],
  [EXPLICIT_BIG, '1.2.840.10008.1.2.2'],
]);

interface Image {
  readonly rows: number;
  readonly columns: number;
  readonly frames?: number;
  readonly samplesPerPixel?: number;
  readonly photometric?: string;
  readonly planar?: number;
  readonly bitsAllocated?: number;
  readonly bitsStored?: number;
  readonly highBit?: number;
  readonly signed?: number;
  readonly vr?: 'OB' | 'OW';
  readonly encoding?: Encoding;
  readonly others?: readonly ElementSpec[];
  /** In little endian, whatever the encoding. */
  readonly pixels: Buffer;
}

function uint16(number: number, { littleEndian }: Encoding): Buffer {
  const bytes = Buffer.alloc(2);
  if (littleEndian) bytes.writeUInt16LE(number);
  else bytes.writeUInt16BE(number);
  return bytes;
}

function imageOf(image: Image): IndexedInstance {
  const encoding = image.encoding ?? EXPLICIT_LITTLE;
  const bitsAllocated = image.bitsAllocated ?? 8;
  const bitsStored = image.bitsStored ?? bitsAllocated;
  const us = (tag: number, number: number): ElementSpec => value(tag, 'US', uint16(number, encoding));
  const pixels = Buffer.from(
    image.pixels.length % 2 === 0 ? image.pixels : Buffer.concat([image.pixels, Buffer.alloc(1)]),
  );
  const vr = image.vr ?? (bitsAllocated > 8 ? 'OW' : 'OB');
  if (!encoding.littleEndian && vr === 'OW') pixels.swap16();
  const elements: ElementSpec[] = [
    text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7'),
    text(0x00080018, 'UI', '1.2.3'),
    us(0x00280002, image.samplesPerPixel ?? 1),
    text(0x00280004, 'CS', image.photometric ?? 'MONOCHROME2'),
    ...((image.samplesPerPixel ?? 1) > 1 ? [us(0x00280006, image.planar ?? 0)] : []),
    text(0x00280008, 'IS', String(image.frames ?? 1)),
    us(0x00280010, image.rows),
    us(0x00280011, image.columns),
    us(0x00280100, bitsAllocated),
    us(0x00280101, bitsStored),
    us(0x00280102, image.highBit ?? bitsStored - 1),
    us(0x00280103, image.signed ?? 0),
    ...(image.others ?? []),
    value(0x7fe00010, vr, pixels),
  ].sort((a, b) => a.tag - b.tag);
  const uid = UIDS.get(encoding) ?? '';
  return indexInstance(memorySource(encode(elements, encoding)), {
    dataSetOffset: 0,
    transferSyntaxUid: uid,
  });
}

/** Bytes that repeat for the same seed. */
function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** Masks the frame in the middle, and says what stands there and what else changed, by cells and by bytes. */
async function maskMiddle(instance: IndexedInstance) {
  const frames = await framesIn(instance);
  const index = frames.count >> 1;
  const where = rectangleIn(frames);
  const { result, dataSet, written } = await masked(instance, [
    { plane: 'pixels', frames: [index], runs: rectangle(where) },
  ]);
  const now = await framesIn(written);
  const before = frames.read(index);
  let others = 0;
  for (let frame = 0; frame < frames.count; frame += 1) {
    if (
      frame !== index &&
      !Buffer.from(frames.read(frame).cells.buffer).equals(Buffer.from(now.read(frame).cells.buffer))
    )
      others += 1;
  }
  return {
    ...compared(before.cells, now.read(index).cells, before, where),
    others,
    result,
    dataSet,
    written,
  };
}

describe('masks in native pixel data', () => {
  const shapes = [
    { name: 'single bits, frames that end within a byte', bitsAllocated: 1, frames: 3, black: [[0]] },
    { name: '8 bits', black: [[0]] },
    { name: '8 bits, MONOCHROME1', photometric: 'MONOCHROME1', black: [[255]] },
    { name: '12 of 16 bits', bitsAllocated: 16, bitsStored: 12, frames: 2, black: [[0]] },
    {
      name: '12 of 16 bits, MONOCHROME1',
      bitsAllocated: 16,
      bitsStored: 12,
      photometric: 'MONOCHROME1',
      black: [[4095]],
    },
    {
      name: '12 of 16 bits, from the highest on',
      bitsAllocated: 16,
      bitsStored: 12,
      highBit: 15,
      photometric: 'MONOCHROME1',
      black: [[0xfff0]],
    },
    { name: '32 bits', bitsAllocated: 32, black: [[0]] },
    { name: 'RGB by pixel', samplesPerPixel: 3, photometric: 'RGB', frames: 3, black: [[0], [0], [0]] },
    {
      name: 'RGB by plane',
      samplesPerPixel: 3,
      photometric: 'RGB',
      planar: 1,
      frames: 3,
      black: [[0], [0], [0]],
    },
    { name: 'YBR_FULL', samplesPerPixel: 3, photometric: 'YBR_FULL', black: [[0], [128], [128]] },
    {
      name: 'RGB of 16 bits by plane',
      samplesPerPixel: 3,
      photometric: 'RGB',
      planar: 1,
      bitsAllocated: 16,
      black: [[0], [0], [0]],
    },
  ];
  for (const encoding of UIDS.keys()) {
    for (const { name, black, ...shape } of shapes) {
      it(`${name}, ${UIDS.get(encoding) ?? ''}: black under the mask, all else and the size as before`, async () => {
        const [rows, columns] = [23, 37];
        const cells = rows * columns * (shape.frames ?? 1) * (shape.samplesPerPixel ?? 1);
        const pixels = noise(Math.ceil((cells * (shape.bitsAllocated ?? 8)) / 8));
        const instance = imageOf({ rows, columns, encoding, pixels, ...shape });
        const { inside, outside, others, dataSet, result } = await maskMiddle(instance);
        expect({ inside, outside, others }).to.deep.equal({ inside: black, outside: 0, others: 0 });
        expect(dataSet.length).to.equal(instance.source.size);
        expect(result.transferSyntaxUid).to.equal(UIDS.get(encoding));
      });
    }
  }

  it('8 bits in OW of a big endian data set: bytes change places in words', async () => {
    const instance = imageOf({ rows: 9, columns: 11, vr: 'OW', encoding: EXPLICIT_BIG, pixels: noise(99) });
    const { inside, outside } = await maskMiddle(instance);
    expect({ inside, outside }).to.deep.equal({ inside: [[0]], outside: 0 });
  });

  it('takes both pixels of a pair that shares its colour, and no other', async () => {
    const [rows, columns] = [12, 20];
    const instance = imageOf({
      rows,
      columns,
      samplesPerPixel: 3,
      photometric: 'YBR_FULL_422',
      pixels: noise(rows * columns * 2),
    });
    const frames = await framesIn(instance);
    const { written } = await masked(instance, [
      { plane: 'pixels', frames: 'all', runs: rectangle({ left: 5, top: 3, right: 9, bottom: 6 }) },
    ]);
    const after = (await framesIn(written)).read(0);
    const pairs = { left: 4, top: 3, right: 10, bottom: 6 };
    const { inside, outside } = compared(frames.read(0).cells, after.cells, after, pairs);
    expect({ inside, outside }).to.deep.equal({ inside: [[0], [128], [128]], outside: 0 });
  });

  it('signed cells: the darkest value of the frame, negative ones with their sign in the unused bits as elsewhere', async () => {
    const pixels = Buffer.alloc(400 * 2);
    for (let at = 0; at < 400; at += 1) pixels.writeInt16LE(((at * 37) % 900) - 700, at * 2);
    const instance = imageOf({ rows: 20, columns: 20, bitsAllocated: 16, bitsStored: 12, signed: 1, pixels });
    const { inside, outside } = await maskMiddle(instance);
    expect({ inside, outside }).to.deep.equal({ inside: [[0x10000 - 700]], outside: 0 });
  });

  it('signed cells: the padding value where it is darker still', async () => {
    const pixels = Buffer.alloc(400 * 2);
    const padding = value(0x00280120, 'SS', Buffer.from([0x30, 0xf8]));
    const instance = imageOf({
      rows: 20,
      columns: 20,
      bitsAllocated: 16,
      signed: 1,
      pixels,
      others: [padding],
    });
    expect((await maskMiddle(instance)).inside).to.deep.equal([[0xf830]]);
  });

  it('PALETTE COLOR: the index of the darkest entry', async () => {
    const entries = Array.from({ length: 256 }, (_, index) => (index === 77 ? 3 : 200 - (index % 100)));
    const table = Buffer.from(Uint16Array.from(entries, (entry) => entry * 257).buffer);
    const descriptor = Buffer.from(Uint16Array.from([256, 0, 16]).buffer);
    const others = [1, 2, 3].flatMap((part) => [
      value(0x00281100 + part, 'US', descriptor),
      value(0x00281200 + part, 'OW', table),
    ]);
    const instance = imageOf({
      rows: 20,
      columns: 20,
      photometric: 'PALETTE COLOR',
      pixels: noise(400),
      others,
    });
    expect((await maskMiddle(instance)).inside).to.deep.equal([[77]]);
  });

  it('clears the unused bits alone where only those are masked', async () => {
    const pixels = noise(400 * 2);
    const instance = imageOf({ rows: 20, columns: 20, bitsAllocated: 16, bitsStored: 12, pixels });
    const { written } = await masked(instance, [
      { plane: 'unused-bits', frames: 'all', runs: rectangle({ left: 0, top: 0, right: 20, bottom: 10 }) },
    ]);
    const expected = Buffer.from(pixels);
    for (let at = 0; at < 200; at += 1) expected.writeUInt16LE(expected.readUInt16LE(at * 2) & 0xfff, at * 2);
    expect(nativePixels(written).equals(expected)).to.equal(true);
  });

  it('masks of any shape, in any order: what they cover is black, all else is as it was', async () => {
    const [rows, columns, count] = [13, 19, 3];
    const anyMask = fc.record({
      frames: fc.oneof(
        fc.constant('all' as const),
        fc.uniqueArray(fc.integer({ min: 0, max: count - 1 }), { minLength: 1 }),
      ),
      left: fc.integer({ min: 0, max: columns - 1 }),
      top: fc.integer({ min: 0, max: rows - 1 }),
      width: fc.integer({ min: 1, max: columns }),
      height: fc.integer({ min: 1, max: rows }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyMask, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(1, 8, 16),
        fc.constantFrom(0, 1),
        async (shapes, bitsAllocated, planar) => {
          const samplesPerPixel = bitsAllocated === 1 ? 1 : 3;
          const photometric = samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2';
          const pixels = Buffer.alloc(
            Math.ceil((rows * columns * count * samplesPerPixel * bitsAllocated) / 8),
            0xff,
          );
          const instance = imageOf({
            rows,
            columns,
            frames: count,
            samplesPerPixel,
            photometric,
            planar,
            bitsAllocated,
            pixels,
          });
          const masks = shapes.map(({ frames, left, top, width, height }) => ({
            plane: 'pixels' as const,
            frames: frames === 'all' ? frames : frames.toSorted((a, b) => a - b),
            runs: rectangle({
              left,
              top,
              right: Math.min(columns, left + width),
              bottom: Math.min(rows, top + height),
            }),
          }));
          const now = await framesIn((await masked(instance, masks)).written);
          for (let frame = 0; frame < count; frame += 1) {
            const covered = new Set<number>();
            for (const { frames, left, top, width, height } of shapes) {
              if (frames !== 'all' && !frames.includes(frame)) continue;
              for (let y = top; y < Math.min(rows, top + height); y += 1)
                for (let x = left; x < Math.min(columns, left + width); x += 1) covered.add(y * columns + x);
            }
            const { cells } = now.read(frame);
            const white = bitsAllocated === 1 ? 1 : 2 ** bitsAllocated - 1;
            for (const [at, cell] of cells.entries())
              expect(cell).to.equal(covered.has(Math.floor(at / samplesPerPixel)) ? 0 : white);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  for (const [what, given, expected] of [
    ['keeps Smallest and Largest Image Pixel Value true', [50, 4000], ['0', '50']],
    ['leaves those that were not true before', [0, 65535], ['0', '65535']],
  ] as const) {
    it(what, async () => {
      const pixels = Buffer.alloc(400 * 2);
      for (let at = 0; at < 400; at += 1) pixels.writeUInt16LE(at < 200 ? 4000 : 50, at * 2);
      const others = given.map((number, at) => value(0x00280106 + at, 'US', uint16(number, EXPLICIT_LITTLE)));
      const instance = imageOf({ rows: 20, columns: 20, bitsAllocated: 16, pixels, others });
      const { written } = await masked(instance, [
        { plane: 'pixels', frames: 'all', runs: rectangle({ left: 0, top: 0, right: 20, bottom: 10 }) },
      ]);
      const valuesOf = (tag: number): string[] => {
        const element = findElement(written.dataSet, tag);
        return element === undefined ? [] : readValues(written.source, element);
      };
      expect([...valuesOf(0x00280106), ...valuesOf(0x00280107)]).to.deep.equal(expected);
    });
  }

  it('overlay planes with data of their own are cleared where the mask lies, from their origin on', async () => {
    const [rows, columns] = [10, 12];
    const overlay = [
      value(0x60000010, 'US', uint16(rows, EXPLICIT_LITTLE)),
      value(0x60000011, 'US', uint16(columns, EXPLICIT_LITTLE)),
      text(0x60000040, 'CS', 'G'),
      value(0x60000050, 'SS', Buffer.from([3, 0, 5, 0])),
      value(0x60000100, 'US', uint16(1, EXPLICIT_LITTLE)),
      value(0x60000102, 'US', uint16(0, EXPLICIT_LITTLE)),
      value(0x60003000, 'OW', Buffer.alloc(16, 0xff)),
    ];
    const instance = imageOf({ rows: 20, columns: 20, pixels: noise(400), others: overlay });
    const { written, dataSet } = await masked(instance, [
      {
        plane: { overlayGroup: 0x6000 },
        frames: 'all',
        runs: rectangle({ left: 6, top: 4, right: 9, bottom: 5 }),
      },
    ]);
    const element = findElement(written.dataSet, 0x60003000);
    const bits = written.source.read(element?.valueStart ?? 0, element?.valueLength ?? 0);
    const cleared = Array.from({ length: 128 }, (_, bit) => bit).filter(
      (bit) => ((bits[bit >> 3]! >> (bit & 7)) & 1) === 0,
    );
    expect(cleared).to.deep.equal([2, 3, 4].map((column) => 2 * columns + column));
    expect(dataSet.length).to.equal(instance.source.size);
    expect(nativePixels(written).equals(noise(400))).to.equal(true);
  });

  it('an overlay in the bits of the cells is cleared there, the values below it stay', async () => {
    const overlay = [
      value(0x60020100, 'US', uint16(16, EXPLICIT_LITTLE)),
      value(0x60020102, 'US', uint16(13, EXPLICIT_LITTLE)),
    ];
    const pixels = Buffer.alloc(800, 0xff);
    const instance = imageOf({
      rows: 20,
      columns: 20,
      bitsAllocated: 16,
      bitsStored: 12,
      pixels,
      others: overlay,
    });
    const { written } = await masked(instance, [
      {
        plane: { overlayGroup: 0x6002 },
        frames: 'all',
        runs: rectangle({ left: 0, top: 0, right: 20, bottom: 1 }),
      },
    ]);
    const after = nativePixels(written);
    expect([after.readUInt16LE(0), after.readUInt16LE(38), after.readUInt16LE(40)]).to.deep.equal([
      0xdfff, 0xdfff, 0xffff,
    ]);
  });

  it('refuses frames that are not there', async () => {
    const instance = imageOf({ rows: 4, columns: 4, pixels: noise(16) });
    const runs = rectangle({ left: 0, top: 0, right: 2, bottom: 2 });
    const error: unknown = await masked(instance, [{ plane: 'pixels', frames: [1], runs }]).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(LetheError).with.property('code', 'PIXELS_NOT_MASKABLE');
  });
});
