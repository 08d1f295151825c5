import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import { findElement, EXPLICIT_LITTLE } from '../../src/dicom/model.js';
import { memorySource } from '../../src/dicom/source.js';
import { readValues } from '../../src/dicom/values.js';
import { LetheError } from '../../src/errors.js';
import type { InstanceFrames } from '../../src/pixels/frames/frames.js';
import { readImageAttributes } from '../../src/pixels/frames/image-attributes.js';
import { losslessEncoder } from '../../src/transcode/encode.js';
import { CORPUS, corpusFiles } from '../support/corpus.js';
import { encode, fragments, text, value, type ElementSpec } from '../support/data-set-builder.js';
import { fixtureFiles, sampleFiles } from '../support/instances.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import {
  compared,
  decodedElsewhere,
  fragmentsOf,
  framesIn,
  masked,
  readFileInstance,
  rectangle,
  rectangleIn,
  writeInstance,
  type Rectangle,
} from './masking.js';

const LOSSLESS_JPEG = '1.2.840.10008.1.2.4.70';
const JPEG_LS = '1.2.840.10008.1.2.4.80';
const J2K = '1.2.840.10008.1.2.4.90';
const HTJ2K = '1.2.840.10008.1.2.4.201';
const HTJ2K_RPCL = '1.2.840.10008.1.2.4.202';
const JPEG_XL = '1.2.840.10008.1.2.4.110';
const RLE = '1.2.840.10008.1.2.5';
const DEFLATED_FRAMES = '1.2.840.10008.1.2.8.1';
const UNCOMPRESSED_FRAMES = '1.2.840.10008.1.2.1.98';

/** Their blocks are masked as wholes; see the tests of JPEG blocks. */
const LOSSY_JPEG = /^1\.2\.840\.10008\.1\.2\.4\.5[0135]$/;

interface Image {
  readonly samplesPerPixel: 1 | 3;
  readonly photometric: string;
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly signed: 0 | 1;
}

const [ROWS, COLUMNS] = [41, 53];

function uint16(tag: number, number: number): ElementSpec {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return value(tag, 'US', bytes);
}

function uint64(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 8);
  for (const [index, number] of numbers.entries()) bytes.writeBigUInt64LE(BigInt(number), index * 8);
  return bytes;
}

/** Smooth shapes with noise on them, of the image's whole range. */
function frameOf(image: Image, seed: number): Buffer {
  const cells = ROWS * COLUMNS * image.samplesPerPixel;
  const bytes = Buffer.alloc((cells * image.bitsAllocated) / 8);
  const range = 2 ** image.bitsStored;
  let state = seed;
  for (let at = 0; at < cells; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const wave = (Math.sin(at / 50 + seed) + 1) / 2.2;
    const stored = Math.floor((wave + state / 2 ** 32 / 20) * (range - 1));
    const number = image.signed === 1 ? stored - range / 2 : stored;
    if (image.bitsAllocated === 8) bytes.writeUInt8(number & 0xff, at);
    else if (image.bitsAllocated === 16) bytes.writeUInt16LE(number & 0xffff, at * 2);
    else bytes.writeUInt32LE(number >>> 0, at * 4);
  }
  return bytes;
}

/** An image of the transfer syntax, made by the encoder under test, which is proved by what others decode. */
async function imageOf(
  image: Image,
  transferSyntaxUid: string,
  count: number,
  table: 'empty' | 'basic' | 'extended' = 'basic',
): Promise<{ instance: IndexedInstance; frames: readonly Buffer[]; dataSet: Buffer }> {
  const attributes = {
    rows: ROWS,
    columns: COLUMNS,
    samplesPerPixel: image.samplesPerPixel,
    bitsAllocated: image.bitsAllocated,
    bitsStored: image.bitsStored,
    pixelRepresentation: image.signed,
    planarConfiguration: 0,
    photometricInterpretation: image.photometric,
  };
  const encodeFrame = await losslessEncoder(transferSyntaxUid);
  if (encodeFrame === undefined) throw new Error('no encoder');
  const frames = Array.from({ length: count }, (_, index) => frameOf(image, index + 1));
  const streams = frames.map((frame) => encodeFrame(frame, attributes, Buffer.alloc(0)));
  const padded = streams.map((stream) => Buffer.concat([stream, Buffer.alloc(stream.length % 2)]));
  const offsets: number[] = [];
  for (let index = 0, at = 0; index < count; index += 1) {
    offsets.push(at);
    at += 8 + (padded[index]?.length ?? 0);
  }
  const basic = Buffer.from(Uint32Array.from(offsets).buffer);
  const elements: ElementSpec[] = [
    text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7'),
    text(0x00080018, 'UI', '1.2.3'),
    uint16(0x00280002, image.samplesPerPixel),
    text(0x00280004, 'CS', image.photometric),
    ...(image.samplesPerPixel > 1 ? [uint16(0x00280006, 0)] : []),
    text(0x00280008, 'IS', String(count)),
    uint16(0x00280010, ROWS),
    uint16(0x00280011, COLUMNS),
    uint16(0x00280100, image.bitsAllocated),
    uint16(0x00280101, image.bitsStored),
    uint16(0x00280102, image.bitsStored - 1),
    uint16(0x00280103, image.signed),
    ...(table === 'extended'
      ? [
          value(0x7fe00001, 'OV', uint64(offsets)),
          value(0x7fe00002, 'OV', uint64(streams.map((stream) => stream.length))),
        ]
      : []),
    fragments(0x7fe00010, 'OB', table === 'basic' ? basic : Buffer.alloc(0), ...padded),
  ];
  const dataSet = encode(elements, EXPLICIT_LITTLE);
  const where = { dataSetOffset: 0, transferSyntaxUid };
  return { instance: indexInstance(memorySource(dataSet), where), frames, dataSet };
}

function cellsOf(bytes: Buffer, bitsAllocated: number): Uint8Array | Uint16Array | Uint32Array {
  const copy = Uint8Array.from(bytes).buffer;
  if (bitsAllocated === 32) return new Uint32Array(copy);
  return bitsAllocated === 16 ? new Uint16Array(copy) : new Uint8Array(copy);
}

describe('masks in encapsulated pixel data', () => {
  let folder: string;
  before(async () => (folder = await makeTemporaryFolder()));
  after(async () => removeFolder(folder));

  /** The pixels of a data set as another program decodes them. */
  const decodedBy = (dataSet: Buffer, transferSyntaxUid: string, name: string): Buffer | undefined => {
    const file = path.join(folder, `${name}.dcm`);
    writeInstance(file, dataSet, transferSyntaxUid);
    return decodedElsewhere(file, transferSyntaxUid);
  };

  const images: readonly (Image & { readonly name: string; readonly black: readonly number[] })[] = [
    {
      name: 'MONOCHROME2 of 8 bits',
      samplesPerPixel: 1,
      photometric: 'MONOCHROME2',
      bitsAllocated: 8,
      bitsStored: 8,
      signed: 0,
      black: [0],
    },
    {
      name: 'MONOCHROME1 of 12 bits',
      samplesPerPixel: 1,
      photometric: 'MONOCHROME1',
      bitsAllocated: 16,
      bitsStored: 12,
      signed: 0,
      black: [4095],
    },
    {
      name: 'MONOCHROME2 of 16 bits, signed',
      samplesPerPixel: 1,
      photometric: 'MONOCHROME2',
      bitsAllocated: 16,
      bitsStored: 16,
      signed: 1,
      black: [0x8000],
    },
    {
      name: 'RGB of 8 bits',
      samplesPerPixel: 3,
      photometric: 'RGB',
      bitsAllocated: 8,
      bitsStored: 8,
      signed: 0,
      black: [0, 0, 0],
    },
  ];
  const syntaxes = [
    LOSSLESS_JPEG,
    JPEG_LS,
    J2K,
    HTJ2K,
    HTJ2K_RPCL,
    JPEG_XL,
    RLE,
    DEFLATED_FRAMES,
    UNCOMPRESSED_FRAMES,
  ];
  for (const { name, black, ...image } of images) {
    for (const uid of syntaxes) {
      it(`${name} in ${uid}: the masked frame alone is compressed anew, without loss`, async () => {
        const { instance, frames, dataSet: original } = await imageOf(image, uid, 3);
        const where = rectangleIn({ width: COLUMNS, height: ROWS });
        const { dataSet, written, result } = await masked(instance, [
          { plane: 'pixels', frames: [1], runs: rectangle(where) },
        ]);
        expect(result.transferSyntaxUid).to.equal(uid);
        const [, ...before] = fragmentsOf(instance);
        const [, ...after] = fragmentsOf(written);
        expect([
          after[0]?.equals(before[0] ?? after[0]),
          after[1]?.equals(before[1] ?? after[1]),
          after[2]?.equals(before[2] ?? after[2]),
        ]).to.deep.equal([true, false, true]);
        const shape = { width: COLUMNS, height: ROWS, samplesPerPixel: image.samplesPerPixel };
        const own = compared(
          cellsOf(frames[1] ?? Buffer.alloc(0), image.bitsAllocated),
          result.read(1).cells,
          shape,
          where,
        );
        expect([own.outside, own.inside]).to.deep.equal([0, constant(image, own.inside, black)]);
        const theirsBefore = decodedBy(original, uid, 'before');
        const theirs = decodedBy(dataSet, uid, 'after');
        expect(theirs === undefined).to.equal(theirsBefore === undefined);
        if (theirs === undefined || theirsBefore === undefined) return;
        const size = frames[1]?.length ?? 0;
        for (const index of [0, 1, 2]) {
          const cells = (bytes: Buffer) =>
            cellsOf(bytes.subarray(index * size, (index + 1) * size), image.bitsAllocated);
          const found = compared(cells(theirsBefore), cells(theirs), shape, index === 1 ? where : NOWHERE);
          expect(found.outside).to.equal(0);
          if (index === 1) expect(found.inside).to.deep.equal(own.inside);
          expect(frames[index]?.equals(theirsBefore.subarray(index * size, (index + 1) * size))).to.equal(
            true,
          );
        }
      });
    }
  }

  it('says when DCMTK and GDCM have no decoder', () => {
    const mustDecode = [LOSSLESS_JPEG, JPEG_LS, J2K, RLE];
    expect(mustDecode.every((uid) => hasDecoder(uid))).to.equal(true);
  });

  for (const table of ['empty', 'basic', 'extended'] as const) {
    it(`leaves offset tables right: ${table}`, async () => {
      const [image] = images;
      if (image === undefined) throw new Error('no image');
      const { instance } = await imageOf(image, RLE, 4, table);
      const { written } = await masked(instance, [
        { plane: 'pixels', frames: [0, 2], runs: rectangle(rectangleIn({ width: COLUMNS, height: ROWS })) },
      ]);
      const [basic = Buffer.alloc(0), ...streams] = fragmentsOf(written);
      const expected: number[] = [];
      for (let index = 0, at = 0; index < 4; index += 1) {
        expected.push(at);
        at += 8 + (streams[index]?.length ?? 0);
      }
      const numbers = (tag: number): number[] => {
        const element = findElement(written.dataSet, tag);
        return element === undefined ? [] : readValues(written.source, element).map(Number);
      };
      const extended = findElement(written.dataSet, 0x7fe00001);
      const offsets =
        extended === undefined
          ? []
          : bigNumbers(written.source.read(extended.valueStart, extended.valueLength));
      const lengths = findElement(written.dataSet, 0x7fe00002);
      const sizes =
        lengths === undefined ? [] : bigNumbers(written.source.read(lengths.valueStart, lengths.valueLength));
      expect([...new Uint32Array(Uint8Array.from(basic).buffer)]).to.deep.equal(
        table === 'basic' ? expected : [],
      );
      expect(offsets).to.deep.equal(table === 'extended' ? expected : []);
      for (const [index, size] of sizes.entries()) {
        const length = streams[index]?.length ?? 0;
        expect(size).to.be.within(length - 1, length);
      }
      expect(numbers(0x00280010)).to.deep.equal([ROWS]);
    });
  }

  for (const [name, files, atLeast] of [
    ['shipped', [...sampleFiles(), ...fixtureFiles()], 2],
    ['of the corpus', oneOfEachKind(corpusFiles()), 20],
  ] as const) {
    it(`real images ${name}: what DCMTK and GDCM decode is the same outside of the mask, and constant under it`, async function () {
      if (files.length === 0) this.skip();
      let compares = 0;
      for (const file of files) {
        const compare = await maskedFile(file);
        if (compare !== undefined) compares += compare;
      }
      expect(compares).to.be.at.least(atLeast);
    }).timeout(280_000);
  }

  /** How many decodes were compared; undefined for files without pixels that a mask could lie in. */
  async function maskedFile(file: string): Promise<number | undefined> {
    const instance = readFileInstance(file);
    if (findElement(instance.dataSet, 0x7fe00010)?.fragments === undefined) return undefined;
    if (LOSSY_JPEG.test(instance.transferSyntaxUid)) return undefined;
    const frames = await framesIn(instance);
    const where = rectangleIn(frames);
    const index = frames.count >> 1;
    if (!isReadable(frames, index)) return undefined;
    const { dataSet, result } = await masked(instance, [
      { plane: 'pixels', frames: [index], runs: rectangle(where) },
    ]);
    const own = compared(frames.read(index).cells, result.read(index).cells, result.read(index), where);
    expect([own.outside, own.inside.map(({ length }) => length)], file).to.deep.equal([
      0,
      own.inside.map(() => 1),
    ]);
    const attributes = readImageAttributes(instance);
    if (attributes.bitsAllocated === 1 || instance.transferSyntaxUid !== result.transferSyntaxUid) return 0;
    const before = decodedElsewhere(copied(file), instance.transferSyntaxUid);
    const after = decodedBy(dataSet, instance.transferSyntaxUid, 'masked');
    if (before === undefined) return 0;
    expect(after?.length, file).to.equal(before.length);
    const size = (frames.width * frames.height * attributes.samplesPerPixel * attributes.bitsAllocated) / 8;
    const cells = (bytes: Buffer) =>
      cellsOf(bytes.subarray(index * size, (index + 1) * size), attributes.bitsAllocated);
    if (attributes.planarConfiguration === 1) return 0;
    const theirs = compared(
      cells(before),
      cells(after ?? before),
      { ...frames, samplesPerPixel: attributes.samplesPerPixel },
      where,
    );
    expect([theirs.outside, theirs.inside.map(({ length }) => length)], file).to.deep.equal([
      0,
      theirs.inside.map(() => 1),
    ]);
    return 1;
  }

  /** A copy beside which the decoder may write. */
  function copied(file: string): string {
    const copy = path.join(folder, 'original.dcm');
    execFileSync('cp', [file, copy]);
    return copy;
  }

  it('gives way to native pixel data where a stream of its own cannot take the mask, within limits', async () => {
    const progressive = corpusFiles().find((file) => file.includes('jpegprog'));
    if (progressive === undefined) return;
    const instance = readFileInstance(progressive);
    const frames = await framesIn(instance);
    const where = rectangleIn(frames);
    const masks = [{ plane: 'pixels' as const, frames: 'all' as const, runs: rectangle(where) }];
    const { result, written } = await masked(instance, masks);
    const lossy = findElement(written.dataSet, 0x00282110);
    const method = findElement(written.dataSet, 0x00282114);
    expect(result.transferSyntaxUid).to.equal('1.2.840.10008.1.2.1');
    expect(result.isLossyNow).to.equal(true);
    expect(lossy === undefined ? [] : readValues(written.source, lossy)).to.deep.equal(['01']);
    expect(method === undefined ? [] : readValues(written.source, method)).to.deep.equal(['ISO_10918_1']);
    const found = compared(frames.read(0).cells, result.read(0).cells, result.read(0), where);
    expect([found.outside, found.inside]).to.deep.equal([0, [[0]]]);
    const error: unknown = await masked(instance, masks, { maxStreamBytes: 1e9, maxNativeBytes: 1000 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(LetheError).with.property('code', 'PIXELS_NOT_MASKABLE');
  });

  it('takes out of its compression what the encoder would not give back bit for bit', async () => {
    const image: Image = {
      samplesPerPixel: 1,
      photometric: 'MONOCHROME2',
      bitsAllocated: 8,
      bitsStored: 8,
      signed: 1,
    };
    const file = path.join(folder, 'signed.dcm');
    const packed = path.join(folder, 'signed-j2k.dcm');
    const { dataSet, frames } = await imageOf(image, UNCOMPRESSED_FRAMES, 1);
    const [pixels = Buffer.alloc(0)] = frames;
    const attributes = dataSet.subarray(0, dataSet.indexOf(Buffer.from('e07f1000', 'hex')));
    const native = encode([value(0x7fe00010, 'OB', Buffer.concat([pixels, Buffer.alloc(1)]))]);
    writeInstance(file, Buffer.concat([attributes, native]), '1.2.840.10008.1.2.1');
    execFileSync('gdcmconv', ['--j2k', file, packed], { stdio: 'ignore' });
    const instance = readFileInstance(packed);
    const where = rectangleIn({ width: COLUMNS, height: ROWS });
    const { result } = await masked(instance, [{ plane: 'pixels', frames: 'all', runs: rectangle(where) }]);
    const shape = { width: COLUMNS, height: ROWS, samplesPerPixel: 1 };
    const found = compared(pixels, result.read(0).cells, shape, where);
    expect([result.transferSyntaxUid, found.outside, found.inside[0]?.length]).to.deep.equal([
      '1.2.840.10008.1.2.1',
      0,
      1,
    ]);
  });

  it('damaged streams end in an error of ours or in a mask, never in anything else', async () => {
    let refused = 0;
    for (const uid of [LOSSLESS_JPEG, JPEG_LS, J2K, HTJ2K, RLE, DEFLATED_FRAMES]) {
      const [image] = images;
      if (image === undefined) throw new Error('no image');
      const { dataSet } = await imageOf(image, uid, 1);
      for (let seed = 1; seed <= 12; seed += 1) {
        const bytes = Buffer.from(dataSet);
        for (let hit = 0; hit < seed; hit += 1) {
          const at = bytes.length - 9 - ((seed * 7919 + hit * 104729) % 1500);
          if (at > 300) bytes[at] = (bytes[at] ?? 0) ^ (1 + ((seed * 31 + hit) % 255));
        }
        const instance = indexed(bytes, uid);
        if (instance === undefined) continue;
        try {
          await masked(instance, [
            {
              plane: 'pixels',
              frames: 'all',
              runs: rectangle(rectangleIn({ width: COLUMNS, height: ROWS })),
            },
          ]);
        } catch (error) {
          expect(error).to.be.instanceOf(LetheError);
          refused += 1;
        }
      }
    }
    expect(refused).to.be.greaterThan(5);
  }).timeout(120_000);

  it('dciodvfy finds nothing new in masked images', async function () {
    await requireNothingNew(this);
  }).timeout(120_000);

  async function requireNothingNew(context: Mocha.Context): Promise<void> {
    const lines = (file: string): string[] | undefined => {
      try {
        execFileSync('dciodvfy', [file], { stdio: 'pipe' });
        return [];
      } catch (error) {
        if (!(error instanceof Error) || !('stderr' in error)) throw error;
        if ('code' in error && error.code === 'ENOENT') return undefined;
        return String(error.stderr)
          .split('\n')
          .filter((line) => line.startsWith('Error'));
      }
    };
    for (const file of [...sampleFiles(), ...fixtureFiles()]) {
      const instance = readFileInstance(file);
      if (findElement(instance.dataSet, 0x7fe00010) === undefined || instance.deflated) continue;
      const frames = await framesIn(instance);
      const { dataSet, result } = await masked(instance, [
        { plane: 'pixels', frames: [0], runs: rectangle(rectangleIn(frames)) },
      ]);
      const out = path.join(folder, 'verify.dcm');
      writeInstance(out, readFileSync(file).subarray(instance.dataSet.start), instance.transferSyntaxUid);
      const before = lines(out);
      if (before === undefined) context.skip();
      writeInstance(out, dataSet, result.transferSyntaxUid);
      expect(
        lines(out)?.filter((line) => !before.includes(line)),
        file,
      ).to.deep.equal([]);
    }
  }
});

/** The corpus has damaged streams on purpose. */
function isReadable(frames: InstanceFrames, index: number): boolean {
  try {
    frames.read(index);
    return true;
  } catch (error) {
    if (error instanceof LetheError) return false;
    throw error;
  }
}

const NOWHERE: Rectangle = { left: 0, top: 0, right: 0, bottom: 0 };

/** Signed images take the darkest value that the frame has, which must be one value near the end of the range. */
function constant(image: Image, found: readonly (readonly number[])[], black: readonly number[]): number[][] {
  if (image.signed === 0) return black.map((number) => [number]);
  const [value = NaN] = found[0] ?? [];
  expect(value).to.be.within(0x8000, 0x9000);
  return [[value]];
}

function hasDecoder(uid: string): boolean {
  const tool =
    new Map([
      [LOSSLESS_JPEG, 'dcmdjpeg'],
      [JPEG_LS, 'dcmdjpls'],
      [RLE, 'dcmdrle'],
      [J2K, 'gdcmconv'],
    ]).get(uid) ?? '';
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

function bigNumbers(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 8 }, (_, index) => Number(bytes.readBigUInt64LE(index * 8)));
}

function indexed(bytes: Buffer, transferSyntaxUid: string): IndexedInstance | undefined {
  try {
    return indexInstance(memorySource(bytes), { dataSetOffset: 0, transferSyntaxUid });
  } catch (error) {
    if (error instanceof LetheError) return undefined;
    throw error;
  }
}

/** The smallest file of each transfer syntax, photometric interpretation, depth and sign that can be read. */
function oneOfEachKind(files: readonly string[]): string[] {
  const kinds = new Map<string, string>();
  for (const file of CORPUS === undefined ? [] : files) {
    try {
      const instance = readFileInstance(file);
      const element = findElement(instance.dataSet, 0x7fe00010);
      if (element?.fragments === undefined) continue;
      const { photometricInterpretation, bitsStored, pixelRepresentation, rows, columns } =
        readImageAttributes(instance);
      const kind = [
        instance.transferSyntaxUid,
        photometricInterpretation,
        bitsStored,
        pixelRepresentation,
      ].join();
      if (rows * columns <= 640 * 640 && !kinds.has(kind)) kinds.set(kind, file);
    } catch (error) {
      // The corpus has damaged files on purpose.
      if (!(error instanceof LetheError)) throw error;
    }
  }
  return [...kinds.values()];
}
