import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import { EXPLICIT_LITTLE } from '../../src/dicom/model.js';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { LetheError } from '../../src/errors.js';
import { BitReader, BitWriter } from '../../src/pixels/mask/jpeg-blocks/bits.js';
import { huffmanTable, optimalTable } from '../../src/pixels/mask/jpeg-blocks/huffman.js';
import { parseJpeg, type JpegScan } from '../../src/pixels/mask/jpeg-blocks/jpeg-stream.js';
import { maskJpegBlocks } from '../../src/pixels/mask/jpeg-blocks/mask-stream.js';
import { decodeScan, emptyPlanes, encodeScan, type Plane } from '../../src/pixels/mask/jpeg-blocks/scan.js';
import { readImageAttributes } from '../../src/pixels/frames/image-attributes.js';
import { corpusFiles } from '../support/corpus.js';
import { encode, fragments, text, value, type ElementSpec } from '../support/data-set-builder.js';
import { fixtureFiles } from '../support/instances.js';
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

const EXPLICIT = '1.2.840.10008.1.2.1';
const BASELINE = '1.2.840.10008.1.2.4.50';
const EXTENDED = '1.2.840.10008.1.2.4.51';

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  readonly photometric: string;
  readonly bitsStored: 8 | 12;
}

function uint16(tag: number, number: number): ElementSpec {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return value(tag, 'US', bytes);
}

function dataSetOf(shape: Shape, pixelData: ElementSpec, count = 1): Buffer {
  const bitsAllocated = shape.bitsStored > 8 ? 16 : 8;
  return encode(
    [
      text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7'),
      text(0x00080018, 'UI', '1.2.826.0.1.3680043.10.1'),
      uint16(0x00280002, shape.samplesPerPixel),
      text(0x00280004, 'CS', shape.photometric),
      ...(shape.samplesPerPixel === 3 ? [uint16(0x00280006, 0)] : []),
      text(0x00280008, 'IS', String(count)),
      uint16(0x00280010, shape.rows),
      uint16(0x00280011, shape.columns),
      uint16(0x00280100, bitsAllocated),
      uint16(0x00280101, shape.bitsStored),
      uint16(0x00280102, shape.bitsStored - 1),
      uint16(0x00280103, 0),
      pixelData,
    ],
    EXPLICIT_LITTLE,
  );
}

/** Shapes and noise in colour. */
function picture({ rows, columns, samplesPerPixel, bitsStored }: Shape): Buffer {
  const cells = rows * columns * samplesPerPixel;
  const range = 2 ** bitsStored - 1;
  let state = 7;
  const stored = Array.from({ length: cells }, (_, at) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const [pixel, sample] = [Math.floor(at / samplesPerPixel), at % samplesPerPixel];
    const wave = (Math.sin((pixel % columns) / (9 + sample * 4)) + Math.cos(pixel / columns / 11) + 2) / 4.5;
    return Math.floor((wave + state / 2 ** 32 / 10) * range);
  });
  return Buffer.from((bitsStored > 8 ? Uint16Array.from(stored) : Uint8Array.from(stored)).buffer);
}

describe('masks in the blocks of JPEG streams', () => {
  let folder: string;
  before(async () => (folder = await makeTemporaryFolder()));
  after(async () => removeFolder(folder));

  /** A stream that DCMTK made of a picture. */
  function compressed(shape: Shape, options: readonly string[]): { stream: Buffer; photometric: string } {
    const [plain, packed] = [path.join(folder, 'plain.dcm'), path.join(folder, 'packed.dcm')];
    const pixels = value(0x7fe00010, shape.bitsStored > 8 ? 'OW' : 'OB', picture(shape));
    writeInstance(plain, dataSetOf(shape, pixels), EXPLICIT);
    execFileSync('dcmcjpeg', [...options, plain, packed], { stdio: 'ignore' });
    const instance = readFileInstance(packed);
    return {
      stream: fragmentsOf(instance)[1] ?? Buffer.alloc(0),
      photometric: readImageAttributes(instance).photometricInterpretation,
    };
  }

  const uidOf = (shape: Shape): string => (shape.bitsStored > 8 ? EXTENDED : BASELINE);

  const encapsulated = (shape: Shape, ...streams: readonly Buffer[]): Buffer => {
    const even = streams.map((stream) => Buffer.concat([stream, Buffer.alloc(stream.length % 2)]));
    return dataSetOf(shape, fragments(0x7fe00010, 'OB', Buffer.alloc(0), ...even), streams.length);
  };

  const indexed = (dataSet: Buffer, shape: Shape): IndexedInstance =>
    indexInstance(memorySource(dataSet), { dataSetOffset: 0, transferSyntaxUid: uidOf(shape) });

  /** Cells as DCMTK decodes them, colours as the stream has them. */
  function decoded(shape: Shape, dataSet: Buffer, name: string): Uint8Array | Uint16Array {
    const file = path.join(folder, `${name}.dcm`);
    writeInstance(file, dataSet, uidOf(shape));
    const pixels = decodedElsewhere(file, uidOf(shape));
    if (pixels === undefined) throw new Error('DCMTK cannot decode it');
    const cells = shape.rows * shape.columns * shape.samplesPerPixel;
    const copy = Uint8Array.from(pixels).buffer;
    return shape.bitsStored > 8 ? new Uint16Array(copy, 0, cells) : new Uint8Array(copy, 0, cells);
  }

  const gray: Shape = {
    rows: 100,
    columns: 131,
    samplesPerPixel: 1,
    photometric: 'MONOCHROME2',
    bitsStored: 8,
  };
  const colour: Shape = { ...gray, samplesPerPixel: 3, photometric: 'RGB' };
  const kinds: readonly {
    name: string;
    shape: Shape;
    options: string[];
    mcu: [number, number];
    blurred: number;
  }[] = [
    { name: 'gray of 8 bits', shape: gray, options: ['+eb', '+q', '85'], mcu: [8, 8], blurred: 0 },
    {
      name: 'gray of 12 bits',
      shape: { ...gray, bitsStored: 12 },
      options: ['+ee', '+q', '90'],
      mcu: [8, 8],
      blurred: 0,
    },
    {
      name: 'MONOCHROME1',
      shape: { ...gray, photometric: 'MONOCHROME1' },
      options: ['+eb', '+q', '70'],
      mcu: [8, 8],
      blurred: 0,
    },
    { name: 'colour 4:4:4', shape: colour, options: ['+eb', '+s4', '+q', '90'], mcu: [8, 8], blurred: 0 },
    // Decoders smooth subsampled colour across the borders of blocks: by one of its samples.
    { name: 'colour 4:2:2', shape: colour, options: ['+eb', '+s2', '+q', '90'], mcu: [16, 8], blurred: 2 },
    {
      name: 'RGB without transform',
      shape: colour,
      options: ['+eb', '+cr', '+q', '80'],
      mcu: [8, 8],
      blurred: 0,
    },
  ];

  /** To whole MCUs, and beyond by what decoders blur. */
  const widened = (
    { left, top, right, bottom }: Rectangle,
    [width, height]: [number, number],
    by: number,
  ): Rectangle => ({
    left: Math.floor(left / width) * width - by,
    top: Math.floor(top / height) * height - by,
    right: Math.ceil(right / width) * width + by,
    bottom: Math.ceil(bottom / height) * height + by,
  });

  const where: Rectangle = { left: 35, top: 21, right: 90, bottom: 37 };

  for (const { name, shape, options, mcu, blurred } of kinds) {
    it(`${name}: black under the mask, DCMTK decodes the same outside of the MCUs that it touches`, async () => {
      const { stream, photometric } = compressed(shape, options);
      const packed = { ...shape, photometric };
      const original = encapsulated(packed, stream);
      const { dataSet, result } = await masked(indexed(original, packed), [
        { plane: 'pixels', frames: 'all', runs: rectangle(where) },
      ]);
      expect([result.transferSyntaxUid, result.isLossyNow]).to.deep.equal([uidOf(shape), true]);
      const size = { width: shape.columns, height: shape.rows, samplesPerPixel: shape.samplesPerPixel };
      const before = decoded(packed, original, 'before');
      const after = decoded(packed, dataSet, 'after');
      expect(compared(before, after, size, widened(where, mcu, blurred)).outside).to.equal(0);
      const isTransformed = photometric.startsWith('YBR');
      const black =
        shape.photometric === 'MONOCHROME1'
          ? [255]
          : isTransformed
            ? [0, 128, 128]
            : shape.samplesPerPixel === 3
              ? [0, 0, 0]
              : [0];
      const inner = {
        left: where.left + 5,
        top: where.top + 2,
        right: where.right - 5,
        bottom: where.bottom - 2,
      };
      expect(compared(before, after, size, inner).inside).to.deep.equal(black.map((number) => [number]));
    });
  }

  it('other frames keep their fragments', async () => {
    const { stream } = compressed(gray, ['+eb']);
    const instance = indexed(encapsulated(gray, stream, stream, stream), gray);
    const { written } = await masked(instance, [{ plane: 'pixels', frames: [1], runs: rectangle(where) }]);
    const [, ...before] = fragmentsOf(instance);
    const [, ...after] = fragmentsOf(written);
    expect(after.map((fragment, index) => fragment.equals(before[index] ?? Buffer.alloc(0)))).to.deep.equal([
      true,
      false,
      true,
    ]);
  });

  /** The stream with other scans, each with tables that know all symbols. */
  function withScans(stream: Buffer, planes: readonly Plane[], scans: readonly JpegScan[]): Buffer {
    const { frame, segments } = parseJpeg(stream);
    const heads = segments
      .filter(({ marker }) => marker !== 0xda)
      .map(({ start, end }) => stream.subarray(start, end));
    const counts = Uint8Array.from({ length: 16 }, (_, index) => (index === 9 ? 255 : 0));
    const all = huffmanTable(
      counts,
      Uint8Array.from({ length: 255 }, (_, symbol) => symbol),
    );
    const parts = scans.map((scan) => {
      const { components, restartInterval } = scan;
      const selected = components.flatMap(({ index, dc, ac }) => [
        frame.components[index]?.id ?? 0,
        dc * 16 + ac - 16,
      ]);
      const interval = Buffer.from([0xff, 0xdd, 0, 4, restartInterval >> 8, restartInterval & 255]);
      const size = components.length;
      const header = Buffer.from([0xff, 0xda, 0, 6 + 2 * size, size, ...selected, 0, 63, 0]);
      const tables = new Map([...scan.tables.keys()].map((target) => [target, all] as const));
      const given = [...tables.keys()].map((target) =>
        Buffer.concat([Buffer.from([0xff, 0xc4, 0x01, 0x12, target]), all.counts, all.symbols]),
      );
      const writer = new BitWriter(tables, 1000);
      encodeScan(scan, planes, writer);
      return Buffer.concat([interval, ...given, header, writer.end()]);
    });
    return Buffer.concat([stream.subarray(0, 2), ...heads, ...parts, Buffer.from([0xff, 0xd9])]);
  }

  /** The stream with its only scan coded otherwise: in intervals, or a scan for each component. */
  function recoded(stream: Buffer, change: { restartInterval: number; alone: boolean }): Buffer {
    const { frame, scans } = parseJpeg(stream);
    const [scan] = scans;
    if (scan === undefined || scans.length > 1) throw new Error('one scan expected');
    const planes = emptyPlanes(frame);
    decodeScan(stream, scan, planes);
    const groups = change.alone ? scan.components.map((component) => [component]) : [scan.components];
    const { restartInterval } = change;
    return withScans(
      stream,
      planes,
      groups.map((components) => ({ ...scan, components, restartInterval })),
    );
  }

  /** A stream of other sampling factors and made-up coefficients. */
  function resampled(stream: Buffer, sampling: readonly number[]): Buffer {
    const bytes = Buffer.from(stream);
    const header = parseJpeg(bytes).segments.find(({ marker }) => marker === 0xc0);
    for (const [index, factors] of sampling.entries()) bytes[(header?.start ?? 0) + 11 + 3 * index] = factors;
    const { frame, scans } = parseJpeg(bytes);
    const planes = emptyPlanes(frame);
    for (const [index, { coefficients }] of planes.entries()) {
      for (let at = 0; at < coefficients.length; at += 64) {
        coefficients[at] = ((at / 64) * 13 + index * 7) % 90;
        coefficients[at + 1 + ((at / 64) % 20)] = ((at / 64) % 31) - 15;
      }
    }
    const [scan] = scans;
    if (scan === undefined) throw new Error('no scan');
    return withScans(bytes, planes, [scan]);
  }

  for (const change of [
    { restartInterval: 3, alone: false },
    { restartInterval: 0, alone: true },
    { restartInterval: 5, alone: true },
  ]) {
    it(`${change.alone ? 'a scan for each component' : 'one scan'}, restarts every ${String(change.restartInterval)} MCUs: as DCMTK decodes them`, async () => {
      const { stream, photometric } = compressed(colour, ['+eb', '+s2']);
      const packed = { ...colour, photometric };
      const plain = decoded(packed, encapsulated(packed, stream), 'plain-stream');
      const other = encapsulated(packed, recoded(stream, change));
      expect(Buffer.from(decoded(packed, other, 'recoded')).equals(Buffer.from(plain))).to.equal(true);
      const { dataSet } = await masked(indexed(other, packed), [
        { plane: 'pixels', frames: 'all', runs: rectangle(where) },
      ]);
      const size = { width: colour.columns, height: colour.rows, samplesPerPixel: 3 };
      const found = compared(
        plain,
        decoded(packed, dataSet, 'recoded-masked'),
        size,
        widened(where, [16, 16], 2),
      );
      expect(found.outside).to.equal(0);
      expect(parseJpeg(fragmentsOf(indexed(dataSet, packed))[1] ?? Buffer.alloc(0)).scans.length).to.equal(
        change.alone ? 3 : 1,
      );
    });
  }

  for (const sampling of [
    [0x22, 0x11, 0x11],
    [0x12, 0x11, 0x11],
    [0x41, 0x11, 0x11],
    [0x22, 0x21, 0x12],
  ]) {
    it(`sampling factors ${sampling.map((factors) => factors.toString(16)).join(', ')}: as DCMTK decodes them`, async () => {
      const { stream, photometric } = compressed(colour, ['+eb', '+s2']);
      const packed = { ...colour, photometric };
      const other = encapsulated(packed, resampled(stream, sampling));
      const { dataSet, result } = await masked(indexed(other, packed), [
        { plane: 'pixels', frames: 'all', runs: rectangle(where) },
      ]);
      expect(result.transferSyntaxUid).to.equal(BASELINE);
      const size = { width: colour.columns, height: colour.rows, samplesPerPixel: 3 };
      const [before, after] = [decoded(packed, other, 'sampled'), decoded(packed, dataSet, 'sampled-masked')];
      expect(compared(before, after, size, widened(where, [32, 16], 4)).outside).to.equal(0);
      const inner = {
        left: where.left + 8,
        top: where.top + 4,
        right: where.right - 8,
        bottom: where.bottom - 4,
      };
      expect(compared(before, after, size, inner).inside).to.deep.equal([[0], [128], [128]]);
    });
  }

  it('gives new tables only where the old ones lack a symbol', () => {
    const flat = compressed({ ...gray, rows: 64, columns: 64 }, ['+eb']).stream;
    const { frame, scans } = parseJpeg(flat);
    const [scan] = scans;
    if (scan === undefined) throw new Error('no scan');
    const planes = emptyPlanes(frame);
    decodeScan(flat, scan, planes);
    planes[0]?.coefficients.fill(0);
    // A stream of one flat gray, with tables that know nothing else.
    const poor = optimalTable(Uint32Array.from({ length: 256 }, (_, symbol) => (symbol === 0 ? 1 : 0)));
    const tables = new Map([...scan.tables.keys()].map((target) => [target, poor] as const));
    const writer = new BitWriter(tables, 1000);
    encodeScan(scan, planes, writer);
    const given = [...tables.keys()].map((target) =>
      Buffer.concat([Buffer.from([0xff, 0xc4, 0, 20, target]), poor.counts, poor.symbols]),
    );
    const stream = Buffer.concat([
      flat.subarray(0, scan.start),
      ...given,
      flat.subarray(scan.start, scan.dataStart),
      writer.end(),
      Buffer.from([0xff, 0xd9]),
    ]);
    const attributes = { ...ATTRIBUTES, rows: 64, columns: 64 };
    const brush = { keep: [0], set: [0] };
    const runs = rectangle({ left: 3, top: 3, right: 30, bottom: 12 });
    const black = maskJpegBlocks(stream, attributes, () => [{ runs, brush }]);
    const small = { ...gray, rows: 64, columns: 64 };
    const pixels = decoded(small, encapsulated(small, black), 'flat');
    const size = { width: 64, height: 64, samplesPerPixel: 1 };
    const found = compared(new Uint8Array(64 * 64).fill(128), pixels, size, {
      left: 0,
      top: 0,
      right: 32,
      bottom: 16,
    });
    expect([found.outside, found.inside]).to.deep.equal([0, [[0]]]);
    const same = maskJpegBlocks(stream, attributes, () => []);
    expect(same.equals(stream)).to.equal(true);
  });

  it('leaves out comments, and application segments that may hold a small copy of the picture', () => {
    const { stream } = compressed(gray, ['+eb']);
    const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 10]), Buffer.from('Exif\0\0xx')]);
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 6]), Buffer.from('made')]);
    const full = Buffer.concat([stream.subarray(0, 2), exif, comment, stream.subarray(2)]);
    const after = maskJpegBlocks(full, { ...ATTRIBUTES, rows: 100, columns: 131 }, () => []);
    expect([after.includes(exif), after.includes(comment)]).to.deep.equal([false, false]);
  });

  it('real streams: the same outside of the blocks that the mask touches', async function () {
    const files = [...fixtureFiles(), ...corpusFiles()].filter((file) =>
      /jpeg(?:base|ext)|rgb-jpeg/.test(path.basename(file)),
    );
    let compares = 0;
    for (const file of files) {
      const bytes = readFileSync(file);
      let instance: IndexedInstance;
      try {
        instance = indexInstance(memorySource(bytes), readFileHeader(memorySource(bytes)));
        const whole = await framesIn(instance);
        whole.read(0);
        if (whole.isDamaged) continue;
      } catch (error) {
        // The corpus has damaged files on purpose.
        if (!(error instanceof LetheError)) throw error;
        continue;
      }
      const frames = await framesIn(instance);
      const mask = rectangleIn(frames);
      const { result } = await masked(instance, [{ plane: 'pixels', frames: [0], runs: rectangle(mask) }]);
      if (result.transferSyntaxUid !== instance.transferSyntaxUid) continue;
      const [before, after] = [frames.read(0), result.read(0)];
      expect(compared(before.cells, after.cells, before, widened(mask, [16, 16], 2)).outside, file).to.equal(
        0,
      );
      compares += 1;
    }
    expect(compares).to.be.at.least(1);
    if (files.length > 5) expect(compares).to.be.at.least(20);
  }).timeout(240_000);

  it('damaged streams are refused or masked, and nothing else happens', () => {
    const { stream, photometric } = compressed(colour, ['+eb', '+s2']);
    const attributes = {
      ...ATTRIBUTES,
      rows: 100,
      columns: 131,
      samplesPerPixel: 3,
      photometricInterpretation: photometric,
    };
    let refused = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const bytes = Buffer.from(seed % 3 === 0 ? stream.subarray(0, (seed * 131) % stream.length) : stream);
      for (let hit = 0; hit < seed % 7; hit += 1) {
        const at = (seed * 7919 + hit * 104729) % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 + ((seed + hit) % 255));
      }
      try {
        maskJpegBlocks(bytes, attributes, () => [
          { runs: rectangle(where), brush: { keep: [0, 0, 0], set: [0, 128, 128] } },
        ]);
      } catch (error) {
        expect(error).to.be.instanceOf(LetheError);
        refused += 1;
      }
    }
    expect(refused).to.be.greaterThan(50);
  });

  it('tables made for any frequencies code and decode their symbols', () => {
    for (const skew of [0, 1, 2, 4]) {
      const frequencies = Uint32Array.from({ length: 256 }, (_, symbol) =>
        symbol % 3 === 1 ? 0 : Math.floor(1 + 1.2 ** ((symbol * skew) % 100)),
      );
      const table = optimalTable(frequencies);
      const symbols = Array.from({ length: 256 }, (_, symbol) => symbol).filter(
        (symbol) => (frequencies[symbol] ?? 0) > 0,
      );
      const writer = new BitWriter(new Map([[0, table]]), 16);
      for (const symbol of symbols) writer.symbol(0, symbol);
      const bytes = writer.end();
      const reader = new BitReader(bytes, 0, bytes.length);
      expect(symbols.map(() => reader.symbol(table))).to.deep.equal(symbols);
      expect(Math.max(...table.lengths)).to.be.at.most(16);
    }
  });
});

const ATTRIBUTES = {
  rows: 0,
  columns: 0,
  samplesPerPixel: 1,
  bitsAllocated: 8,
  bitsStored: 8,
  pixelRepresentation: 0,
  planarConfiguration: 0,
  photometricInterpretation: 'MONOCHROME2',
};
