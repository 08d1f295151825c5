import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import { findElement } from '../../src/dicom/model.js';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { EXPLICIT_VR_BIG_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../src/dicom/uid-registry.js';
import { readValues } from '../../src/dicom/values.js';
import { LetheError } from '../../src/errors.js';
import { openFrames } from '../../src/pixels/frames/frames.js';
import { corpusFiles } from '../support/corpus.js';
import { fragments, text, value } from '../support/data-set-builder.js';
import { image, opened, words, type ImageSpec } from './images.js';

const FIXTURES = path.resolve('test/fixtures/transcode');
const SAMPLES = path.resolve('samples');
const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.70';
const JPEG_2000 = '1.2.840.10008.1.2.4.90';
const JPEG_XL = '1.2.840.10008.1.2.4.112';
const RLE = '1.2.840.10008.1.2.5';
const UNCOMPRESSED_FRAMES = '1.2.840.10008.1.2.1.98';
const H264 = '1.2.840.10008.1.2.4.102';

function indexOf(file: string): IndexedInstance {
  const source = memorySource(readFileSync(file));
  return indexInstance(source, readFileHeader(source));
}

async function cellsOf(spec: ImageSpec, frame = 0): Promise<number[]> {
  return [...(await opened(image(spec))).read(frame).cells];
}

/** The refusal, as code and reason. */
async function refusal(spec: ImageSpec | IndexedInstance): Promise<string> {
  try {
    const frames = await opened('pixels' in spec ? image(spec) : spec);
    for (let index = 0; index < frames.count; index += 1) frames.read(index);
  } catch (error) {
    if (error instanceof LetheError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'readable';
}

describe('frames of native pixel data', () => {
  const four = { rows: 2, columns: 2 };

  it('are its words, whatever the byte order', async () => {
    const numbers = [1, 0xfff, 0x8000, 258];
    const little = words(...numbers);
    expect(await cellsOf({ ...four, bits: 16, pixels: little })).to.deep.equal(numbers);
    const transferSyntaxUid = IMPLICIT_VR_LITTLE_ENDIAN;
    expect(await cellsOf({ ...four, bits: 16, pixels: little, transferSyntaxUid })).to.deep.equal(numbers);
    const big = Buffer.from(little).swap16();
    expect(
      await cellsOf({ ...four, bits: 16, pixels: big, transferSyntaxUid: EXPLICIT_VR_BIG_ENDIAN }),
    ).to.deep.equal(numbers);
  });

  it('of bytes in big endian words are swapped, also where a frame begins within a word', async () => {
    const pixels = value(0x7fe00010, 'OW', Buffer.from([2, 1, 4, 3, 6, 5]));
    const spec = { rows: 1, columns: 3, frames: '2', pixels, transferSyntaxUid: EXPLICIT_VR_BIG_ENDIAN };
    expect(await cellsOf(spec, 0)).to.deep.equal([1, 2, 3]);
    expect(await cellsOf(spec, 1)).to.deep.equal([4, 5, 6]);
  });

  it('have the samples of a pixel beside each other, also out of planes', async () => {
    const pixels = Buffer.from([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]);
    expect(await cellsOf({ ...four, samples: 3, planar: 1, pixels })).to.deep.equal([
      1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24,
    ]);
    expect(await cellsOf({ ...four, samples: 3, pixels })).to.deep.equal([...pixels]);
  });

  it('of single bits begin at any bit', async () => {
    const pixels = Buffer.from([0b01101101, 0b00000010]);
    const spec = { rows: 1, columns: 5, bits: 1, frames: '2', pixels };
    expect(await cellsOf(spec, 0)).to.deep.equal([1, 0, 1, 1, 0]);
    expect(await cellsOf(spec, 1)).to.deep.equal([1, 1, 0, 0, 1]);
  });

  it('of pixels that share their colour have one for each', async () => {
    const photometric = 'YBR_FULL_422';
    const pixels = Buffer.from([10, 20, 100, 200, 30, 40, 101, 201]);
    const frames = await opened(image({ ...four, samples: 3, photometric, pixels }));
    expect(frames.sharesColour).to.equal(true);
    expect([...frames.read(0).cells]).to.deep.equal([10, 100, 200, 20, 100, 200, 30, 101, 201, 40, 101, 201]);
    expect(frames.read(0).photometricInterpretation).to.equal('YBR_FULL');
    const whole = await opened(image({ ...four, samples: 3, photometric, pixels: Buffer.alloc(12, 7) }));
    expect(whole.sharesColour).to.equal(false);
  });

  it('of 32 bits and of floating point are told', async () => {
    const long = Buffer.alloc(16);
    long.writeUInt32LE(0xfffffffe, 4);
    expect(await cellsOf({ ...four, bits: 32, pixels: long })).to.deep.equal([0, 0xfffffffe, 0, 0]);
    const floats = Buffer.alloc(16);
    [-1, Number.NaN, 0, 1].forEach((number, at) => floats.writeFloatLE(number, at * 4));
    const frames = await opened(image({ ...four, bits: 32, pixels: value(0x7fe00008, 'OF', floats) }));
    expect(frames.numbers).to.equal('float');
    expect([...frames.read(0).cells]).to.deep.equal([0, 0, 32768, 65535]);
  });

  it('are memory of their own', async () => {
    const frames = await opened(image({ ...four, pixels: Buffer.from([1, 2, 3, 4]) }));
    frames.read(0).cells.fill(9);
    expect([...frames.read(0).cells]).to.deep.equal([1, 2, 3, 4]);
  });

  it('may be followed by filling', async () => {
    const frames = await opened(image({ ...four, pixels: Buffer.from([1, 2, 3, 4, 0, 0]) }));
    expect(frames).to.include({ count: 1, isDamaged: false });
  });

  it('that follow the last one are read as well', async () => {
    const spec = { ...four, pixels: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]) };
    expect(await opened(image(spec))).to.include({ count: 2, isDamaged: true });
    expect(await cellsOf(spec, 1)).to.deep.equal([5, 6, 7, 8]);
  });

  it('that end too early are black from there on', async () => {
    const spec = { ...four, frames: '4000000000', pixels: Buffer.from([1, 2, 3, 4, 5, 6]) };
    expect(await opened(image(spec))).to.include({ count: 2, isDamaged: true });
    expect(await cellsOf(spec, 1)).to.deep.equal([5, 6, 0, 0]);
  });

  it('that hold not one whole frame have the rows that they begin', async () => {
    const spec = { rows: 65535, columns: 4, samples: 3, pixels: Buffer.alloc(26, 7) };
    expect(await opened(image(spec))).to.include({ count: 1, height: 3, isDamaged: true });
    expect((await cellsOf(spec)).slice(22)).to.deep.equal([7, 7, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const exact = { ...spec, pixels: Buffer.alloc(24) };
    expect(await opened(image(exact))).to.include({ count: 1, height: 2, isDamaged: true });
  });

  it('half as long as their words say are bytes', async () => {
    const spec = { ...four, bits: 16, stored: 12, highBit: 11, pixels: Buffer.from([1, 2, 3, 250]) };
    expect(await opened(image(spec))).to.include({ count: 1, height: 2, isDamaged: true });
    expect((await opened(image(spec))).read(0)).to.include({ bitsAllocated: 8, bitsStored: 8, highBit: 7 });
    expect(await cellsOf(spec)).to.deep.equal([1, 2, 3, 250]);
    expect((await opened(image({ ...spec, bits: 8, stored: 8, highBit: 7 }))).otherwise).to.equal(undefined);
  });

  it('half as long as their words say may be the first half of them', async () => {
    const spec = { ...four, bits: 16, stored: 12, highBit: 11 };
    const half = (await opened(image({ ...spec, pixels: words(513, 2) }))).otherwise;
    expect(half).to.include({ count: 1, height: 1, isDamaged: true });
    expect([...half!.read(0).cells]).to.deep.equal([513, 2]);
    const first = (await opened(image({ ...spec, frames: '2', pixels: words(513, 2, 3, 4) }))).otherwise;
    expect(first).to.include({ count: 1, height: 2, isDamaged: true });
    expect([...first!.read(0).cells]).to.deep.equal([513, 2, 3, 4]);
  });

  it('have all bits that are allocated where those stored contradict them', async () => {
    for (const contradiction of [{ stored: 9, highBit: 8 }, { highBit: 3 }]) {
      const spec = { ...four, ...contradiction, pixels: Buffer.from([1, 2, 3, 250]) };
      expect(await opened(image(spec))).to.include({ count: 1, isDamaged: true });
      expect((await opened(image(spec))).read(0)).to.include({ bitsStored: 8, highBit: 7 });
      expect(await cellsOf(spec)).to.deep.equal([1, 2, 3, 250]);
    }
  });

  it('have the rows that are written with four bytes', async () => {
    for (const transferSyntaxUid of [undefined, EXPLICIT_VR_BIG_ENDIAN]) {
      const rows = transferSyntaxUid === undefined ? Buffer.from([2, 0, 0, 0]) : Buffer.from([0, 0, 0, 2]);
      const elements = [value(0x00280010, 'US', rows)];
      const pixels = value(0x7fe00010, 'OB', Buffer.from([1, 2, 3, 4]));
      const spec = {
        columns: 2,
        elements,
        pixels,
        ...(transferSyntaxUid === undefined ? {} : { transferSyntaxUid }),
      };
      expect(await opened(image(spec))).to.include({ count: 1, height: 2, isDamaged: false });
    }
  });

  it('are counted by their bytes where their number is none', async () => {
    const spec = { ...four, frames: '1A', pixels: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]) };
    expect(await opened(image(spec))).to.include({ count: 2, isDamaged: true });
  });

  it('are read where they should be compressed', async () => {
    const spec = { ...four, transferSyntaxUid: RLE, pixels: Buffer.from([1, 2, 3, 4]) };
    expect(await opened(image(spec))).to.include({ count: 1, isDamaged: true });
    expect(await cellsOf(spec)).to.deep.equal([1, 2, 3, 4]);
  });
});

describe('pixel data that is not what its attributes say', () => {
  const pixels = Buffer.alloc(16);
  const us = (tag: number, bytes: Buffer, vr = 'US') => value(tag, vr, bytes);
  const cases: readonly (readonly [string, ImageSpec, RegExp])[] = [
    ['no rows', { rows: 0, pixels }, /rows or columns are 0/],
    [
      'rows beyond 16 bits',
      { elements: [us(0x00280010, Buffer.from([0, 0, 1, 0]), 'UL')], pixels },
      /0028,0010/,
    ],
    ['several rows', { elements: [us(0x00280010, words(4, 4))], pixels }, /several/],
    ['rows that are text', { elements: [text(0x00280010, 'LO', 'four')], pixels }, /0028,0010/],
    [
      'bits stored beyond those allocated of a compressed frame',
      {
        stored: 9,
        highBit: 8,
        transferSyntaxUid: RLE,
        pixels: fragments(0x7fe00010, 'OB', Buffer.alloc(0), pixels),
      },
      /bits stored/,
    ],
    ['12 bits allocated', { bits: 12, pixels }, /12 bits/],
    ['four samples', { samples: 4, pixels: Buffer.alloc(64) }, /4 samples/],
    [
      'a frame of gigabytes in planes',
      { rows: 65535, columns: 65535, samples: 3, planar: 1, pixels },
      /512 MiB/,
    ],
    [
      'encapsulation that its syntax does not know',
      { pixels: fragments(0x7fe00010, 'OB', Buffer.alloc(0), pixels) },
      /does not allow/,
    ],
    [
      'video',
      { transferSyntaxUid: H264, pixels: fragments(0x7fe00010, 'OB', Buffer.alloc(0), pixels) },
      /video/,
    ],
    [
      'a stream that is none',
      { transferSyntaxUid: JPEG_2000, pixels: fragments(0x7fe00010, 'OB', Buffer.alloc(0), pixels) },
      /begin/,
    ],
    [
      'RLE without segments',
      { transferSyntaxUid: RLE, pixels: fragments(0x7fe00010, 'OB', Buffer.alloc(0), pixels) },
      /segments/,
    ],
    [
      'a JPEG XL stream of a million rows',
      {
        transferSyntaxUid: JPEG_XL,
        pixels: fragments(
          0x7fe00010,
          'OB',
          Buffer.alloc(0),
          Buffer.from('ff0a06000040ffffffff00000000', 'hex'),
        ),
      },
      /another size/,
    ],
    [
      'two streams for one frame',
      {
        transferSyntaxUid: JPEG_LOSSLESS,
        pixels: fragments(
          0x7fe00010,
          'OB',
          Buffer.alloc(0),
          Buffer.from('ffd8ffc3', 'hex'),
          Buffer.from('ffd8ffc3', 'hex'),
        ),
      },
      /more streams/,
    ],
  ];
  for (const [name, spec, reason] of cases) {
    it(`is refused: ${name}`, async () => {
      expect(await refusal(spec))
        .to.match(/^PIXELS_NOT_READABLE: /)
        .and.match(reason);
    });
  }

  it('is nothing to look at where there is none', async () => {
    expect(await openFrames(image({ pixels: Buffer.alloc(0) }))).to.equal(undefined);
    expect(await openFrames(indexOf(path.join(SAMPLES, 'sr-comprehensive-3d.dcm')))).to.equal(undefined);
  });

  it('is refused wherever a compressed stream breaks off, and what follows is still read', async () => {
    for (const name of [
      'rgb-jpeg.dcm',
      'htj2k.dcm',
      'seg-jpeg2000.dcm',
      'rtdose-rle.dcm',
      'seg-deflated-frames.dcm',
    ]) {
      const bytes = readFileSync(path.join(FIXTURES, name));
      const instance = indexOf(path.join(FIXTURES, name));
      const stream = findElement(instance.dataSet, 0x7fe00010)?.fragments?.[1];
      if (stream === undefined) throw new Error(`${name} has no fragments`);
      for (const share of [0.05, 0.3, 0.6, 0.9]) {
        const broken = Buffer.from(bytes);
        const from = stream.valueStart + Math.floor(stream.valueLength * share);
        broken.fill(0xff, from, stream.valueStart + stream.valueLength);
        const source = memorySource(broken);
        expect(await refusal(indexInstance(source, readFileHeader(source))), name).to.match(
          /^(?:PIXELS_NOT_READABLE: |readable)/,
        );
      }
      expect(await refusal(instance), name).to.equal('readable');
    }
  });
});

describe('frames of encapsulated pixel data', () => {
  it('of uncompressed frames are told apart by the extended offset table, in any number of fragments', async () => {
    const offsets = Buffer.alloc(16);
    offsets.writeBigUInt64LE(20n, 8);
    const parts = [
      [1, 2],
      [3, 4],
      [5, 6, 7, 8],
    ].map((bytes) => Buffer.from(bytes));
    const spec = {
      rows: 2,
      columns: 2,
      frames: '2',
      transferSyntaxUid: UNCOMPRESSED_FRAMES,
      elements: [value(0x7fe00001, 'OV', offsets)],
      pixels: fragments(0x7fe00010, 'OB', Buffer.alloc(0), ...parts),
    };
    expect(await cellsOf(spec, 0)).to.deep.equal([1, 2, 3, 4]);
    expect(await cellsOf(spec, 1)).to.deep.equal([5, 6, 7, 8]);
  });
});

/** Tools of DCMTK and GDCM that undo a compression, by transfer syntax. */
const TOOLS: readonly (readonly [RegExp, string, readonly string[]])[] = [
  [/\.4\.(?:50|51|53|55|57|70)$/, 'dcmdjpeg', []],
  [/\.4\.8[01]$/, 'dcmdjpls', []],
  [/\.4\.9[01]$/, 'gdcmconv', ['--raw']],
  [/1\.2\.5$/, 'dcmdrle', []],
  [/1\.2(?:\.1|\.2|\.1\.99)?$/, 'dcmconv', ['+te']],
];

describe('frames beside those of DCMTK and GDCM', function () {
  this.timeout(300_000);
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'lethe-frames-'))));
  after(() => rmSync(folder, { recursive: true }));

  /** The value of the pixel data as another tool decodes it; undefined where it does not. */
  const decodedBy = (file: string, transferSyntaxUid: string): IndexedInstance | undefined => {
    const tool = TOOLS.find(([pattern]) => pattern.test(transferSyntaxUid));
    if (tool === undefined) return undefined;
    const out = path.join(folder, 'native.dcm');
    rmSync(out, { force: true });
    try {
      execFileSync(tool[1], [...tool[2], file, out], { stdio: 'ignore', timeout: 60_000 });
    } catch {
      return undefined;
    }
    return existsSync(out) ? indexOf(out) : undefined;
  };

  const textOf = ({ source, dataSet }: IndexedInstance, tag: number): string => {
    const element = findElement(dataSet, tag);
    return element === undefined ? '' : (readValues(source, element)[0] ?? '');
  };

  /** How many frames are the same cell by cell; undefined where there is nothing to compare with. */
  const equalFrames = async (file: string): Promise<{ equal: number; all: number } | undefined> => {
    const instance = indexOf(file);
    const frames = await openFrames(instance);
    if (frames === undefined || frames.numbers === 'float') return undefined;
    const native = decodedBy(file, instance.transferSyntaxUid);
    const pixels = native && findElement(native.dataSet, 0x7fe00010);
    if (native === undefined || pixels === undefined || pixels.fragments !== undefined) return undefined;
    const { count, width, height } = frames;
    const first = frames.read(0);
    if (frames.sharesColour || textOf(native, 0x00280100) !== String(first.bitsAllocated)) return undefined;
    if (textOf(native, 0x00280004) !== first.photometricInterpretation) return undefined;
    const isPlanar = first.samplesPerPixel > 1 && textOf(native, 0x00280006) === '1';
    const bytes = native.source.read(pixels.valueStart, pixels.valueLength);
    const samples = first.samplesPerPixel;
    const size = width * height * samples;
    const cellAt = (at: number): number => {
      if (first.bitsAllocated === 1) return (bytes[at >>> 3]! >>> (at & 7)) & 1;
      if (first.bitsAllocated === 8) return bytes[at]!;
      return first.bitsAllocated === 16 ? bytes.readUInt16LE(at * 2) : bytes.readUInt32LE(at * 4);
    };
    let equal = 0;
    for (let index = 0; index < count; index += 1) {
      const { cells } = frames.read(index);
      const place = (at: number): number =>
        isPlanar ? (at % samples) * width * height + Math.floor(at / samples) : at;
      if (cells.every((cell, at) => cell === cellAt(index * size + place(at)))) equal += 1;
    }
    return { equal, all: count };
  };

  for (const name of [
    'ct-implicit.dcm',
    'dx-explicit.dcm',
    'mr-jpeg2000-lossless.dcm',
    'us-rgb-retired-class.dcm',
  ]) {
    it(`are the same for samples/${name}`, async () => {
      const result = await equalFrames(path.join(SAMPLES, name));
      expect(result?.equal).to.equal(result?.all).and.be.a('number');
    });
  }

  for (const name of ['rgb-jpeg.dcm', 'rtdose-big-endian.dcm', 'rtdose-rle.dcm', 'rtdose-implicit.dcm']) {
    it(`are the same for the fixture ${name}`, async () => {
      const result = await equalFrames(path.join(FIXTURES, name));
      expect(result?.equal).to.equal(result?.all).and.be.a('number');
    });
  }

  it('are the same for real files of every compression', async function () {
    const files = corpusFiles().filter((file) => !/-(?:evrle|ivrle|nots)-/.test(path.basename(file)));
    if (files.length === 0) this.skip();
    const unequal: string[] = [];
    let compared = 0;
    for (const file of files) {
      let result: Awaited<ReturnType<typeof equalFrames>>;
      try {
        result = await equalFrames(file);
      } catch (error) {
        if (error instanceof LetheError) continue;
        throw error;
      }
      if (result === undefined) continue;
      compared += 1;
      if (result.equal < result.all) unequal.push(path.basename(file));
    }
    expect(compared).to.be.at.least(80);
    expect(unequal).to.deep.equal([]);
  });
});
