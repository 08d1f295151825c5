/** Frames put in the place of others in encapsulated pixel data; the fragments of all others are copied. */
import type { Edits, Span } from '../../dicom/edit.js';
import { findElement, type DataElement } from '../../dicom/model.js';
import type { ByteSource } from '../../dicom/source.js';
import { LetheError } from '../../errors.js';
import type { FrameFragments } from '../../transcode/frames.js';

export const EXTENDED_OFFSET_TABLE = 0x7fe00001;
const EXTENDED_OFFSET_TABLE_LENGTHS = 0x7fe00002;

interface Written {
  readonly spans: readonly Span[];
  readonly size: number;
  /** Bytes of the stream, without padding. */
  readonly streamBytes: number;
}

/**
 * Writes into `edits` the encapsulated pixel data with some frames replaced, each by a single fragment. A basic offset
 * table that is empty stays so, a filled one and the extended one are computed anew (PS3.5 section A.4, PS3.3 section
 * C.7.6.3.1.8).
 * @throws LetheError `PIXELS_NOT_MASKABLE` where fragments stand that belong to no frame
 */
export function replaceFrames(
  source: ByteSource,
  pixelData: DataElement,
  frames: FrameFragments,
  streams: ReadonlyMap<number, Buffer>,
  edits: Edits,
): void {
  const table = pixelData.fragments?.[0];
  if (table === undefined || frames.flat().length + 1 !== pixelData.fragments?.length)
    throw new LetheError('PIXELS_NOT_MASKABLE', 'the fragments of the pixel data cannot be told apart');
  const lengths = extendedLengths(source, pixelData);
  const written = frames.map((fragments, index): Written => {
    const stream = streams.get(index);
    if (stream !== undefined) return fragmentOf(stream);
    const spans = fragments.map(({ valueStart, valueLength }): Span => {
      return { kind: 'copy', start: valueStart - 8, end: valueStart + valueLength };
    });
    const size = fragments.reduce((sum, { valueLength }) => sum + 8 + valueLength, 0);
    return { spans, size, streamBytes: lengths?.[index] ?? size - 8 * fragments.length };
  });
  const offsets: number[] = [];
  let offset = 0;
  for (const { size } of written) {
    offsets.push(offset);
    offset += size;
  }
  const spans: Span[] = [basicOffsetTable(table, offsets), ...written.flatMap((frame) => frame.spans)];
  edits.replaceWithSpans(pixelData, { spans, vr: pixelData.vr, isEncapsulated: true });
  const { parent } = pixelData;
  replaceTable(parent.elements, EXTENDED_OFFSET_TABLE, offsets, edits);
  replaceTable(
    parent.elements,
    EXTENDED_OFFSET_TABLE_LENGTHS,
    written.map((frame) => frame.streamBytes),
    edits,
  );
}

function fragmentOf(stream: Buffer): Written {
  const padded = stream.length + (stream.length % 2);
  const item = Buffer.alloc(8 + padded);
  item.writeUInt32LE(ITEM, 0);
  item.writeUInt32LE(padded, 4);
  stream.copy(item, 8);
  return { spans: [{ kind: 'bytes', bytes: item }], size: item.length, streamBytes: stream.length };
}

/** (FFFE,E000) as its bytes stand in little endian, which encapsulated data always is. */
const ITEM = 0xe000fffe;

function basicOffsetTable(
  table: { readonly valueStart: number; readonly valueLength: number },
  offsets: readonly number[],
): Span {
  if (table.valueLength === 0 || (offsets.at(-1) ?? 0) > 0xffffffff) {
    if (table.valueLength === 0) return { kind: 'copy', start: table.valueStart - 8, end: table.valueStart };
    const empty = Buffer.alloc(8);
    empty.writeUInt32LE(ITEM, 0);
    return { kind: 'bytes', bytes: empty };
  }
  const bytes = Buffer.alloc(8 + offsets.length * 4);
  bytes.writeUInt32LE(ITEM, 0);
  bytes.writeUInt32LE(offsets.length * 4, 4);
  for (const [index, offset] of offsets.entries()) bytes.writeUInt32LE(offset, 8 + index * 4);
  return { kind: 'bytes', bytes };
}

function extendedLengths(source: ByteSource, pixelData: DataElement): number[] | undefined {
  const element = findElement(pixelData.parent, EXTENDED_OFFSET_TABLE_LENGTHS);
  if (element === undefined) return undefined;
  const bytes = source.read(element.valueStart, element.valueLength);
  const lengths: number[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) lengths.push(Number(bytes.readBigUInt64LE(at)));
  return lengths;
}

function replaceTable(
  elements: readonly DataElement[],
  tag: number,
  values: readonly number[],
  edits: Edits,
): void {
  const element = elements.find((candidate) => candidate.tag === tag);
  if (element === undefined || element.valueLength === 0 || edits.isRemoved(element)) return;
  const bytes = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), index * 8);
  edits.replace(element, bytes);
}
