/** Writing into the cells of one frame, wherever they lie in memory. */
import type { PixelRuns } from '../../ocr/pixel-runs.js';

/** How the cells of a frame follow each other in native pixel data (PS3.5 section 8.1.1, PS3.3 section C.7.6.3.1). */
export interface FrameLayout {
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: 1 | 8 | 16 | 32;
  /** The planes of the samples one after the other, not pixel by pixel. */
  readonly isPlanar: boolean;
  /** YBR_FULL_422: two pixels are Y Y Cb Cr. */
  readonly isSubsampled: boolean;
}

/** What becomes of the cells of a pixel, for each of its samples: the bits of `keep` stay, those of `set` are set. */
export interface Brush {
  readonly keep: readonly number[];
  readonly set: readonly number[];
}

/** Pixels of a frame and what becomes of them. */
export interface Stroke {
  readonly runs: PixelRuns;
  readonly brush: Brush;
}

/** Cells that follow each other; `samples` says round and round which sample each one is of. */
export interface CellRange {
  readonly first: number;
  readonly count: number;
  readonly samples: readonly number[];
}

/** How many cells a frame has. */
export function cellsOfFrame(layout: FrameLayout): number {
  const pixels = layout.width * layout.height;
  return layout.isSubsampled ? pixels * 2 : pixels * layout.samplesPerPixel;
}

/**
 * The cells of the pixels of `runs`, as ranges within the frame. Where two pixels share their colour, both are taken.
 */
export function* cellRanges(layout: FrameLayout, runs: PixelRuns): Generator<CellRange> {
  const { width, height, samplesPerPixel } = layout;
  const interleaved = layout.isSubsampled
    ? [0, 0, 1, 2]
    : Array.from({ length: samplesPerPixel }, (_, sample) => sample);
  for (let at = 0; at < runs.length; at += 3) {
    const row = runs[at] ?? 0;
    let from = Math.max(0, runs[at + 1] ?? 0);
    let to = Math.min(width, runs[at + 2] ?? 0);
    if (row < 0 || row >= height || from >= to) continue;
    if (layout.isSubsampled) {
      from -= from % 2;
      to += to % 2;
      yield { first: (row * width + from) * 2, count: (to - from) * 2, samples: interleaved };
    } else if (layout.isPlanar) {
      for (let sample = 0; sample < samplesPerPixel; sample += 1) {
        const first = (sample * height + row) * width + from;
        yield { first, count: to - from, samples: [sample] };
      }
    } else {
      const first = (row * width + from) * samplesPerPixel;
      yield { first, count: (to - from) * samplesPerPixel, samples: interleaved };
    }
  }
}

/** Writes `count` cells of little endian bytes, from the one with index `start` on; single bits from the lowest of a byte. */
export function paintCells(
  bytes: Buffer,
  start: number,
  { count, samples }: CellRange,
  { keep, set }: Brush,
  bitsAllocated: FrameLayout['bitsAllocated'],
): void {
  for (let index = 0; index < count; index += 1) {
    const sample = samples[index % samples.length] ?? 0;
    const kept = keep[sample] ?? 0;
    const given = set[sample] ?? 0;
    const cell = start + index;
    if (bitsAllocated === 8) bytes[cell] = ((bytes[cell] ?? 0) & kept) | given;
    else if (bitsAllocated === 16)
      bytes.writeUInt16LE((bytes.readUInt16LE(cell * 2) & kept) | given, cell * 2);
    else if (bitsAllocated === 32)
      bytes.writeUInt32LE(((bytes.readUInt32LE(cell * 4) & kept) | given) >>> 0, cell * 4);
    else paintBit(bytes, cell, kept & 1, given & 1);
  }
}

function paintBit(bytes: Buffer, cell: number, kept: number, given: number): void {
  const bit = 1 << (cell & 7);
  const byte = bytes[cell >>> 3] ?? 0;
  const isSet = ((byte & bit) !== 0 && kept === 1) || given === 1;
  bytes[cell >>> 3] = isSet ? byte | bit : byte & ~bit;
}

/** Paints a whole frame that begins with the first byte. */
export function paintFrame(frame: Buffer, layout: FrameLayout, strokes: readonly Stroke[]): void {
  for (const { runs, brush } of strokes) {
    for (const range of cellRanges(layout, runs)) {
      paintCells(frame, range.first, range, brush, layout.bitsAllocated);
    }
  }
}
