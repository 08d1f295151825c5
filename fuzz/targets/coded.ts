/** Deflated data sets, encapsulated Pixel Data, and the headers of compressed streams. */
import { deflateRawSync } from 'node:zlib';
import { DEFAULT_INSTANCE_LIMITS, indexInstance } from '../../src/dicom/instance.js';
import { findElement } from '../../src/dicom/model.js';
import { pixelDataFault } from '../../src/dicom/pixel-data.js';
import { memorySource } from '../../src/dicom/source.js';
import { decodeScan, emptyPlanes } from '../../src/pixels/mask/jpeg-blocks/scan.js';
import { parseJpeg } from '../../src/pixels/mask/jpeg-blocks/jpeg-stream.js';
import { framesOf, readFrame } from '../../src/transcode/frames.js';
import { streamSize } from '../../src/transcode/stream-header.js';
import { encode, fragments, text, uint16, value } from '../../test/support/data-set-builder.js';
import { fixtureFiles, readInstance } from '../../test/support/instances.js';
import { mutateBytes } from '../mutate.js';
import type { Random } from '../random.js';
import { must, type Target } from '../target.js';
import { anyElements } from './data-set.js';

const DEFLATED = '1.2.840.10008.1.2.1.99';
const MOST = 64 * 1024;

export const deflated: Target = {
  name: 'deflated',
  run(random) {
    const plain = random.chance(0.1) ? Buffer.alloc(random.int(4 * MOST)) : encode(anyElements(random));
    const bytes = mutateBytes(deflateRawSync(plain, { level: random.int(10) }), random);
    const limits = { ...DEFAULT_INSTANCE_LIMITS, maxInflatedBytes: MOST };
    const instance = indexInstance(
      memorySource(bytes),
      { dataSetOffset: 0, transferSyntaxUid: DEFLATED },
      limits,
    );
    must(instance.source.size <= MOST, 'no more is inflated than allowed');
  },
};

/** The first frame's stream of an instance of the tests. */
function streamOf(name: string): Buffer {
  const { indexed } = readInstance(fixtureFiles().find((file) => file.endsWith(name)) ?? name);
  const fragment = findElement(indexed.dataSet, 0x7fe00010)?.fragments?.[1];
  if (fragment === undefined) throw new Error(`${name} has no stream`);
  return Buffer.from(indexed.source.read(fragment.valueStart, fragment.valueLength));
}

const JPEG = streamOf('rgb-jpeg.dcm');
const J2K = streamOf('seg-jpeg2000.dcm');

export const encapsulated: Target = {
  name: 'encapsulated',
  run(random) {
    const frames = random.pick(['1', '2', '3', '0', '-1', '4294967295', 'x']);
    const table = Buffer.concat(
      Array.from({ length: random.int(4) }, (_, index) => {
        const offset = Buffer.alloc(4);
        offset.writeUInt32LE(random.chance(0.8) ? index * 28 : random.int(2 ** 32));
        return offset;
      }),
    );
    const streams = Array.from({ length: random.int(5) }, () =>
      random.pick([
        Buffer.alloc(20),
        JPEG.subarray(0, 40),
        J2K.subarray(0, 40),
        random.bytes(random.int(30)),
      ]),
    );
    const bytes = mutateBytes(
      encode([
        text(0x00280008, 'IS', frames),
        value(
          0x00280010,
          random.pick(['US', 'UL', 'LO']),
          random.pick([uint16(16), uint16(0xffff), Buffer.alloc(0)]),
        ),
        value(0x00280011, 'US', uint16(16)),
        value(0x00280100, 'US', uint16(random.pick([1, 8, 16, 0xffff]))),
        fragments(0x7fe00010, 'OB', table, ...streams),
      ]),
      random,
    );
    const source = memorySource(bytes);
    const instance = indexInstance(source, { dataSetOffset: 0, transferSyntaxUid: '1.2.840.10008.1.2.4.50' });
    pixelDataFault(instance);
    const pixelData = findElement(instance.dataSet, 0x7fe00010);
    if (pixelData === undefined) return;
    for (const parts of framesOf(source, pixelData, random.pick([1, 2, 3, 1000]), undefined))
      must(readFrame(source, parts).length <= bytes.length, 'a frame lies inside');
  },
};

export const streams: Target = {
  name: 'stream-headers',
  run(random: Random) {
    const whole = random.pick([JPEG, JPEG, J2K]);
    // Most changes where the headers are.
    const head = random.chance(0.7) ? Math.min(700, whole.length) : whole.length;
    const bytes = Buffer.concat([mutateBytes(whole.subarray(0, head), random), whole.subarray(head)]);
    streamSize(bytes);
    const { frame, scans, end } = parseJpeg(bytes);
    must(end <= bytes.length, 'the stream ends inside');
    if (frame.columns * frame.rows > 65_536) return;
    const planes = emptyPlanes(frame);
    for (const scan of scans.slice(0, 4)) decodeScan(bytes, scan, planes);
  },
};
