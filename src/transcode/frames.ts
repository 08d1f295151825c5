import { LetheError } from '../errors.js';
import type { DataElement, Fragment } from '../dicom/model.js';
import type { ByteSource } from '../dicom/source.js';

/** The fragments that make up each frame of an encapsulated value. */
export type FrameFragments = readonly (readonly Fragment[])[];

/**
 * Finds which fragments belong to which frame (PS3.5 A.4): all to a single one; else one each; else by the basic offset
 * table, then by the extended one, then by the marker with which a JPEG or JPEG 2000 stream begins.
 * @throws LetheError `TRANSCODE_NOT_POSSIBLE` where none of these tells
 */
export function framesOf(
  source: ByteSource,
  pixelData: DataElement,
  numberOfFrames: number,
  extendedOffsetTable: DataElement | undefined,
): FrameFragments {
  const [offsetTable, ...fragments] = pixelData.fragments ?? [];
  if (offsetTable === undefined || fragments.length === 0)
    throw notPossible('the pixel data holds no fragments');
  if (numberOfFrames === 1) return [fragments];
  if (fragments.length === numberOfFrames) return fragments.map((fragment) => [fragment]);
  const found =
    byOffsets(fragments, readOffsets(source, offsetTable.valueStart, offsetTable.valueLength, 4)) ??
    byOffsets(
      fragments,
      readOffsets(source, extendedOffsetTable?.valueStart ?? 0, extendedOffsetTable?.valueLength ?? 0, 8),
    ) ??
    byStartOfStream(source, fragments);
  if (found.length !== numberOfFrames) {
    throw notPossible(
      `${String(fragments.length)} fragments cannot be told apart as ${String(numberOfFrames)} frames`,
    );
  }
  return found;
}

/** The bytes of one frame's stream. */
export function readFrame(source: ByteSource, fragments: readonly Fragment[]): Buffer {
  const parts = fragments.map(({ valueStart, valueLength }) => source.read(valueStart, valueLength));
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

function readOffsets(source: ByteSource, start: number, length: number, size: 4 | 8): number[] {
  const bytes = source.read(start, length);
  const offsets: number[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) {
    offsets.push(size === 4 ? bytes.readUInt32LE(at) : Number(bytes.readBigUInt64LE(at)));
  }
  return offsets;
}

/** Offsets count from the first fragment's item tag; one that points at no fragment makes the table useless. */
function byOffsets(fragments: readonly Fragment[], offsets: readonly number[]): Fragment[][] | undefined {
  const first = (fragments[0]?.valueStart ?? 0) - 8;
  const starts = new Set(offsets.map((offset) => first + offset + 8));
  if (starts.size === 0 || starts.size !== offsets.length) return undefined;
  const frames = groupAt(fragments, ({ valueStart }) => starts.has(valueStart));
  return frames.length === starts.size ? frames : undefined;
}

function byStartOfStream(source: ByteSource, fragments: readonly Fragment[]): Fragment[][] {
  return groupAt(fragments, ({ valueStart }) => {
    const head = source.read(valueStart, 4).toString('hex');
    return head.startsWith('ffd8ff') || head === 'ff4fff51';
  });
}

function groupAt(fragments: readonly Fragment[], startsFrame: (fragment: Fragment) => boolean): Fragment[][] {
  const frames: Fragment[][] = [];
  for (const fragment of fragments) {
    const last = frames.at(-1);
    if (last === undefined || startsFrame(fragment)) frames.push([fragment]);
    else last.push(fragment);
  }
  return frames;
}

function notPossible(reason: string): LetheError {
  return new LetheError('TRANSCODE_NOT_POSSIBLE', reason);
}
