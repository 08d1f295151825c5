import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import { findElement } from '../../src/dicom/model.js';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { canTranscodeLosslessly, transcodeInstance } from '../../src/transcode/transcode.js';
import { readTexts, readValue, readValues } from '../../src/dicom/values.js';

const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
const RLE = '1.2.840.10008.1.2.5';

const PIXEL_DATA = 0x7fe00010;
const PHOTOMETRIC_INTERPRETATION = 0x00280004;

const fixtures = join(import.meta.dirname, '../../../test/fixtures/transcode');

describe('transcodeInstance', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'lethe-transcode-'))));
  after(() => rmSync(folder, { recursive: true }));

  const read = (path: string): IndexedInstance => {
    const source = memorySource(readFileSync(path));
    return indexInstance(source, readFileHeader(source));
  };

  const dataSetOf = (path: string): Buffer => {
    const bytes = readFileSync(path);
    return bytes.subarray(readFileHeader(memorySource(bytes)).dataSetOffset);
  };

  const transcoded = async (path: string, toTransferSyntaxUid: string): Promise<string> => {
    const { dataSetOffset, transferSyntaxUid } = readFileHeader(memorySource(readFileSync(path)));
    const outPath = join(folder, `${toTransferSyntaxUid}-${String(readdirSync(folder).length)}.dcm`);
    await transcodeInstance(path, {
      dataSetOffset,
      fromTransferSyntaxUid: transferSyntaxUid,
      toTransferSyntaxUid,
      outPath,
      format: 'part10',
    });
    return outPath;
  };

  const pixelsOf = (path: string): Buffer => {
    const { source, dataSet } = read(path);
    const element = findElement(dataSet, PIXEL_DATA);
    return element === undefined ? Buffer.alloc(0) : Buffer.from(readValue(source, element));
  };

  const textOf = (path: string, tag: number): string[] => {
    const { source, dataSet } = read(path);
    const element = findElement(dataSet, tag);
    return element === undefined ? [] : readTexts(source, element);
  };

  const numberOf = (path: string, tag: number): string | undefined => {
    const { source, dataSet } = read(path);
    const element = findElement(dataSet, tag);
    return element === undefined ? undefined : readValues(source, element)[0];
  };

  /** Runs a DCMTK tool on a file and gives the path of what it wrote. */
  const dcmtk = (tool: string, options: readonly string[], path: string): string => {
    const outPath = join(folder, `${tool}-${String(readdirSync(folder).length)}.dcm`);
    execFileSync(tool, [...options, path, outPath], { stdio: 'ignore' });
    return outPath;
  };

  const fixture = (name: string): string => join(fixtures, name);

  describe('between uncompressed transfer syntaxes', () => {
    for (const via of [EXPLICIT, BIG_ENDIAN, DEFLATED]) {
      for (const name of ['ct-implicit.dcm', 'rtdose-implicit.dcm']) {
        it(`brings ${name} back from ${via} byte for byte`, async () => {
          const back = await transcoded(await transcoded(fixture(name), via), IMPLICIT);
          expect(dataSetOf(back).equals(dataSetOf(fixture(name)))).to.equal(true);
        });
      }
    }

    for (const via of [BIG_ENDIAN, DEFLATED]) {
      it(`brings private elements and their sequences back from ${via} byte for byte`, async () => {
        const original = fixture('ct-private-sequence.dcm');
        const back = await transcoded(await transcoded(original, via), EXPLICIT);
        expect(dataSetOf(back).equals(dataSetOf(original))).to.equal(true);
      });
    }

    it('reads big endian pixels of thirty-two bits, words swapped, as DCMTK does', async () => {
      const ours = await transcoded(fixture('rtdose-big-endian.dcm'), IMPLICIT);
      const theirs = dcmtk('dcmconv', ['+ti'], fixture('rtdose-big-endian.dcm'));
      expect(pixelsOf(ours).equals(pixelsOf(theirs))).to.equal(true);
    });

    it('writes big endian that DCMTK reads as what it writes itself', async () => {
      const dump = (path: string) =>
        execFileSync('dcmdump', ['-q', path], { encoding: 'latin1' }).replace(/^\(0002.*\n/gm, '');
      const ours = await transcoded(fixture('ct-implicit.dcm'), BIG_ENDIAN);
      const theirs = dcmtk('dcmconv', ['+tb', '--padding-off'], fixture('ct-implicit.dcm'));
      expect(dump(ours)).to.equal(dump(theirs));
    });

    it('ends a deflated data set at an even length', async () => {
      const path = await transcoded(fixture('ct-private-sequence.dcm'), DEFLATED);
      expect(dataSetOf(path).length % 2).to.equal(0);
    });

    it('leaves nothing beside the file it was asked for', async () => {
      const path = await transcoded(fixture('ct-implicit.dcm'), DEFLATED);
      expect(existsSync(`${path}.plain`)).to.equal(false);
    });
  });

  describe('from compressed transfer syntaxes', () => {
    for (const [name, tool, options] of [
      ['RLE', 'dcmcrle', []],
      ['lossless JPEG', 'dcmcjpeg', ['+e1']],
      ['lossless JPEG of any predictor', 'dcmcjpeg', ['+el']],
      ['lossless JPEG-LS', 'dcmcjpls', ['+el']],
    ] as const) {
      it(`gives back the pixels of sixteen bits that ${name} compressed`, async () => {
        const compressed = dcmtk(tool, options, fixture('ct-private-sequence.dcm'));
        const native = await transcoded(compressed, EXPLICIT);
        expect(pixelsOf(native).equals(pixelsOf(fixture('ct-private-sequence.dcm')))).to.equal(true);
      });
    }

    it('gives back all fifteen frames of thirty-two bits from RLE', async () => {
      const native = await transcoded(fixture('rtdose-rle.dcm'), IMPLICIT);
      expect(pixelsOf(native).equals(pixelsOf(fixture('rtdose-implicit.dcm')))).to.equal(true);
    });

    for (const name of ['seg-rle.dcm', 'seg-jpeg2000.dcm', 'seg-deflated-frames.dcm']) {
      it(`joins the single-bit frames of ${name}`, async () => {
        const pixels = pixelsOf(await transcoded(fixture(name), EXPLICIT));
        // The digest of the same segmentation as published in explicit VR little endian.
        expect(createHash('sha256').update(pixels).digest('hex')).to.equal(
          '63adc0fcf10447f89ab4d8ef1ea116c6700efaf1b5626d3a15f59e7b28b40c18',
        );
      });
    }

    it('decodes high-throughput JPEG 2000', async () => {
      const pixels = pixelsOf(await transcoded(fixture('htj2k.dcm'), EXPLICIT));
      expect([...pixels.subarray(0, 5)]).to.deep.equal([0, 2, 4, 6, 8]);
    });

    it('decodes YCbCr of JPEG baseline to the RGB that DCMTK gives', async () => {
      const rgb = dcmtk('dcmdjpeg', [], fixture('rgb-jpeg.dcm'));
      const compressed = dcmtk('dcmcjpeg', ['+eb', '+cy'], rgb);
      const ours = await transcoded(compressed, EXPLICIT);
      const theirs = dcmtk('dcmdjpeg', [], compressed);
      expect({
        before: textOf(compressed, PHOTOMETRIC_INTERPRETATION),
        after: textOf(ours, PHOTOMETRIC_INTERPRETATION),
        planarConfiguration: numberOf(ours, 0x00280006),
        samePixels: pixelsOf(ours).equals(pixelsOf(theirs)),
      }).to.deep.equal({
        before: ['YBR_FULL_422'],
        after: ['RGB'],
        planarConfiguration: '0',
        samePixels: true,
      });
    });

    it('does not convert the colours of JPEG baseline that is RGB already', async () => {
      const ours = await transcoded(fixture('rgb-jpeg.dcm'), EXPLICIT);
      expect(pixelsOf(ours).equals(pixelsOf(dcmtk('dcmdjpeg', [], fixture('rgb-jpeg.dcm'))))).to.equal(true);
    });

    it('goes from RLE to big endian in one step', async () => {
      const native = await transcoded(fixture('rtdose-rle.dcm'), BIG_ENDIAN);
      expect(
        pixelsOf(native).equals(pixelsOf(await transcoded(fixture('rtdose-implicit.dcm'), BIG_ENDIAN))),
      ).to.equal(true);
    });

    it('leaves every other element as it was', async () => {
      const original = read(fixture('rtdose-rle.dcm'));
      const native = read(await transcoded(fixture('rtdose-rle.dcm'), EXPLICIT));
      const bytesOf = ({ source, dataSet }: IndexedInstance) =>
        dataSet.elements
          .filter(({ tag }) => tag !== PIXEL_DATA)
          .map(({ start, end }) => source.read(start, end - start).toString('hex'));
      expect(bytesOf(native)).to.deep.equal(bytesOf(original));
    });

    it('refuses a frame that cannot be decoded, and leaves no file', async () => {
      const outPath = join(folder, 'refused.dcm');
      const request = {
        ...readFileHeader(memorySource(readFileSync(fixture('rtdose-rle.dcm')))),
        fromTransferSyntaxUid: JPEG_BASELINE,
        toTransferSyntaxUid: EXPLICIT,
        outPath,
      };
      const error: unknown = await transcodeInstance(fixture('rtdose-rle.dcm'), request).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).to.have.property('code', 'TRANSCODE_NOT_POSSIBLE');
      expect(existsSync(outPath)).to.equal(false);
    });

    it('refuses a stream of another size than its attributes say, before it is decoded', async () => {
      const bytes = readFileSync(fixture('htj2k.dcm'));
      const siz = bytes.indexOf(Buffer.from('ff4fff51', 'hex'));
      bytes.writeUInt32BE(0x7fffffff, siz + 8);
      const forged = join(folder, 'forged.dcm');
      writeFileSync(forged, bytes);
      const error: unknown = await transcoded(forged, EXPLICIT).catch((thrown: unknown) => thrown);
      expect(error)
        .to.have.property('message')
        .that.matches(/another size/);
    });

    it('refuses native pixel data under a compressed transfer syntax', async () => {
      const request = {
        ...readFileHeader(memorySource(readFileSync(fixture('ct-private-sequence.dcm')))),
        fromTransferSyntaxUid: RLE,
        toTransferSyntaxUid: EXPLICIT,
        outPath: join(folder, 'native.dcm'),
      };
      const error: unknown = await transcodeInstance(fixture('ct-private-sequence.dcm'), request).catch(
        (thrown: unknown) => thrown,
      );
      expect(error)
        .to.have.property('message')
        .that.matches(/not encapsulated/);
    });
  });

  it('writes the bare data set unless asked for a Part 10 file', async () => {
    const outPath = join(folder, 'bare.dcm');
    const { dataSetOffset, transferSyntaxUid } = readFileHeader(
      memorySource(readFileSync(fixture('ct-implicit.dcm'))),
    );
    const written = await transcodeInstance(fixture('ct-implicit.dcm'), {
      dataSetOffset,
      fromTransferSyntaxUid: transferSyntaxUid,
      toTransferSyntaxUid: IMPLICIT,
      outPath,
    });
    expect([
      written.dataSetOffset,
      readFileSync(outPath).equals(dataSetOf(fixture('ct-implicit.dcm'))),
    ]).to.deep.equal([0, true]);
  });
});

describe('canTranscodeLosslessly', () => {
  for (const [from, to, possible] of [
    [IMPLICIT, BIG_ENDIAN, true],
    [RLE, IMPLICIT, true],
    [JPEG_BASELINE, EXPLICIT, true],
    [RLE, RLE, true],
    [EXPLICIT, RLE, false],
    ['1.2.840.10008.1.2.4.102', EXPLICIT, false],
    ['1.2.840.10008.1.2.4.94', EXPLICIT, false],
    [EXPLICIT, '1.2.840.10008.1.2.4.95', false],
    ['1.2.3.4', EXPLICIT, false],
  ] as const) {
    it(`says ${possible ? 'yes' : 'no'} from ${from} to ${to}`, () => {
      expect(canTranscodeLosslessly(from, to)).to.equal(possible);
    });
  }
});
