import type { Span } from '../../dicom/edit.js';
import type { IndexedInstance } from '../../dicom/instance.js';
import type { DataElement } from '../../dicom/model.js';
import type { Needle } from '../identity/needles.js';
import { beginsCodestream, readCodestream, readRle } from './codestream.js';
import { searchBytes } from './gate.js';

/** Bytes [start, end) of the instance's source that are to be written as `fill`. */
export interface BlankRange {
  readonly start: number;
  readonly end: number;
  readonly fill: number;
}

const PIXEL_DATA = 0x7fe00010;
const ROWS = 0x00280010;
const COLUMNS = 0x00280011;
const RLE_LOSSLESS = '1.2.840.10008.1.2.5';
const SPACE = 0x20;
/** A frame with more bytes is not looked into here; what it holds the release gate finds. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024;

/**
 * Finds what in the encapsulated pixels of an instance names the patient and can be blanked without touching an image: comment and
 * application segments of JPEG, JPEG-LS and JPEG 2000, boxes, and bytes before and after an image. A part is blanked as a whole,
 * but for the first bytes that tell a decoder what it is, and keeps its length, so that all offsets stay right. Where no needle is
 * found nothing changes: the pixels stay as they are, byte for byte.
 *
 * ```ts
 * const spans = blankInSpans(applyEdits(instance.dataSet, edits), cleanCodestreamSegments(instance, needles));
 * ```
 *
 * What cannot be cleaned so (offset tables, unknown codestreams, a needle in the part that a decoder needs) is left to the release
 * gate, which sets the instance aside.
 */
export function cleanCodestreamSegments(
  instance: IndexedInstance,
  needles: readonly Needle[],
): readonly BlankRange[] {
  if (needles.length === 0) return [];
  const element = instance.dataSet.elements.find(({ tag }) => tag === PIXEL_DATA);
  const ranges: BlankRange[] = [];
  for (const fragments of frames(instance, element)) {
    const pieces = fragments.map(({ valueStart, valueLength }) =>
      instance.source.read(valueStart, valueLength),
    );
    const bytes = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    const isRle = instance.transferSyntaxUid === RLE_LOSSLESS;
    const read = isRle ? readRle(bytes, segmentBytes(instance)) : readCodestream(bytes);
    if (read.kind === 'unknown') continue;
    for (const part of read.parts) {
      const from = part.start + part.keep;
      if (from >= part.end || !searchBytes(bytes.subarray(part.start, part.end), needles)) continue;
      const isText = part.name === 'COM' || part.name.startsWith('box');
      let offset = 0;
      for (const { valueStart, valueLength } of fragments) {
        const start = Math.max(valueStart, valueStart + from - offset);
        const end = Math.min(valueStart + valueLength, valueStart + part.end - offset);
        if (start < end) ranges.push({ start, end, fill: isText ? SPACE : 0 });
        offset += valueLength;
      }
    }
  }
  return ranges;
}

/** Lays the blanks over the spans of an edited data set: the size stays what it was. */
export function blankInSpans(spans: readonly Span[], ranges: readonly BlankRange[]): Span[] {
  if (ranges.length === 0) return [...spans];
  const ordered = [...ranges].sort((a, b) => a.start - b.start);
  return spans.flatMap((span) => (span.kind === 'copy' ? blankInCopy(span, ordered) : [span]));
}

function blankInCopy(
  span: { readonly start: number; readonly end: number },
  ranges: readonly BlankRange[],
): Span[] {
  const pieces: Span[] = [];
  let at = span.start;
  for (const range of ranges) {
    const start = Math.max(at, range.start);
    const end = Math.min(span.end, range.end);
    if (start >= end) continue;
    if (start > at) pieces.push({ kind: 'copy', start: at, end: start });
    pieces.push({ kind: 'bytes', bytes: Buffer.alloc(end - start, range.fill) });
    at = end;
  }
  if (at < span.end) pieces.push({ kind: 'copy', start: at, end: span.end });
  return pieces;
}

type Fragments = NonNullable<DataElement['fragments']>;

/** The fragments of each frame, without the offset table: a fragment that does not begin as an image goes on with the last. */
function frames(instance: IndexedInstance, element: DataElement | undefined): readonly Fragments[] {
  const found: Fragments[number][][] = [];
  const isRle = instance.transferSyntaxUid === RLE_LOSSLESS;
  for (const fragment of (element?.fragments ?? []).slice(1)) {
    const begins =
      isRle ||
      beginsCodestream(instance.source.read(fragment.valueStart, Math.min(16, fragment.valueLength)));
    const last = found.at(-1);
    if (begins || last === undefined) found.push([fragment]);
    else last.push(fragment);
  }
  return found.filter(
    (fragments) => fragments.reduce((sum, { valueLength }) => sum + valueLength, 0) <= MAX_FRAME_BYTES,
  );
}

function segmentBytes({ dataSet, source }: IndexedInstance): number {
  const number = (tag: number): number => {
    const element = dataSet.elements.find((candidate) => candidate.tag === tag);
    return element?.valueLength === 2 ? source.read(element.valueStart, 2).readUInt16LE() : 0;
  };
  return number(ROWS) * number(COLUMNS);
}
