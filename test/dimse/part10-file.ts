/** Part 10 files made on the fly: a CT image of any size, Explicit VR Little Endian. */

import { writeFile } from 'node:fs/promises';
import { CT_IMAGE_STORAGE, EXPLICIT_LE } from './raw-peer.js';

export interface TestInstance {
  readonly path: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** Where the data set begins in the file. */
  readonly offset: number;
  readonly dataSet: Buffer;
}

const LONG_VRS = new Set(['OB', 'OW', 'SQ', 'UN', 'UT']);

function element(group: number, number: number, vr: string, value: Buffer | string): Buffer {
  const raw = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  const padded =
    raw.length % 2 === 0 ? raw : Buffer.concat([raw, Buffer.from(vr === 'UI' || vr === 'OB' ? '\0' : ' ')]);
  const isLong = LONG_VRS.has(vr);
  const header = Buffer.alloc(isLong ? 12 : 8);
  header.writeUInt16LE(group, 0);
  header.writeUInt16LE(number, 2);
  header.write(vr, 4, 'latin1');
  if (isLong) header.writeUInt32LE(padded.length, 8);
  else header.writeUInt16LE(padded.length, 6);
  return Buffer.concat([header, padded]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value, 0);
  return bytes;
}

/** A data set of a CT image with `pixelBytes` bytes of Pixel Data, each run of them different. */
export function ctDataSet(
  sopInstanceUid: string,
  pixelBytes: number,
  sopClassUid = CT_IMAGE_STORAGE,
): Buffer {
  const pixels = Buffer.alloc(pixelBytes);
  for (let position = 0; position + 4 <= pixelBytes; position += 4)
    pixels.writeUInt32LE((position * 2654435761) % 2 ** 32, position);
  return Buffer.concat([
    element(0x0008, 0x0016, 'UI', sopClassUid),
    element(0x0008, 0x0018, 'UI', sopInstanceUid),
    element(0x0008, 0x0060, 'CS', 'CT'),
    element(0x0010, 0x0010, 'PN', 'Test^Image'),
    element(0x0010, 0x0020, 'LO', 'T1'),
    element(0x0020, 0x000d, 'UI', '1.2.3'),
    element(0x0020, 0x000e, 'UI', '1.2.3.4'),
    element(0x0028, 0x0002, 'US', uint16(1)),
    element(0x0028, 0x0004, 'CS', 'MONOCHROME2'),
    element(0x0028, 0x0010, 'US', uint16(1)),
    element(0x0028, 0x0011, 'US', uint16(Math.min(pixelBytes / 2, 0xffff))),
    element(0x0028, 0x0100, 'US', uint16(16)),
    element(0x0028, 0x0101, 'US', uint16(16)),
    element(0x0028, 0x0102, 'US', uint16(15)),
    element(0x0028, 0x0103, 'US', uint16(0)),
    element(0x7fe0, 0x0010, 'OW', pixels),
  ]);
}

export async function writeTestInstance(
  path: string,
  { sopInstanceUid = '1.2.3.4.5', pixelBytes = 32, sopClassUid = CT_IMAGE_STORAGE } = {},
): Promise<TestInstance> {
  const dataSet = ctDataSet(sopInstanceUid, pixelBytes, sopClassUid);
  const meta = Buffer.concat([
    element(0x0002, 0x0001, 'OB', Buffer.from([0, 1])),
    element(0x0002, 0x0002, 'UI', sopClassUid),
    element(0x0002, 0x0003, 'UI', sopInstanceUid),
    element(0x0002, 0x0010, 'UI', EXPLICIT_LE),
    element(0x0002, 0x0012, 'UI', '1.2.3'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length, 0);
  const head = Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x0002, 0x0000, 'UL', length),
    meta,
  ]);
  await writeFile(path, Buffer.concat([head, dataSet]));
  return { path, sopClassUid, sopInstanceUid, transferSyntaxUid: EXPLICIT_LE, offset: head.length, dataSet };
}
