/** Masks written into native pixel data: the bytes of masked cells are new, all others are copied from the source. */
import type { Span } from '../../dicom/edit.js';
import type { ByteSource } from '../../dicom/source.js';
import { swapUnits } from '../frames/cells.js';
import {
  cellRanges,
  cellsOfFrame,
  paintCells,
  type Brush,
  type CellRange,
  type FrameLayout,
  type Stroke,
} from './strokes.js';

/** Where native cells lie. */
interface NativeCells {
  readonly start: number;
  readonly sizeBytes: number;
  /** Bytes that stand in reverse order together: those of the VR's unit in big endian, else 1. */
  readonly swapUnitBytes: 1 | 2 | 4 | 8;
}

interface Work {
  /** Bytes within the value, whole units of swapping. */
  readonly start: number;
  readonly end: number;
  /** Of the value's first cell. */
  readonly firstCell: number;
  readonly range: CellRange;
  readonly brush: Brush;
  /** Of two works on the same cells the later one has the last word. */
  readonly order: number;
}

/** The value of the pixel data as spans, of the size that it had, an odd one made even. Frames follow each other without a gap, of single bits too. */
export function nativeSpans(
  source: ByteSource,
  cells: NativeCells,
  layout: FrameLayout,
  strokesByFrame: ReadonlyMap<number, readonly Stroke[]>,
): Span[] {
  const spans: Span[] = [];
  const share = sharing();
  let done = 0;
  for (const works of joined(worksOf(cells, layout, strokesByFrame))) {
    const start = works[0]?.start ?? 0;
    const end = Math.max(...works.map((work) => work.end));
    const bytes = Buffer.from(source.read(cells.start + start, end - start));
    swapUnits(bytes, cells.swapUnitBytes);
    const firstCell = (start * 8) / layout.bitsAllocated;
    for (const { firstCell: cell, range, brush } of works.toSorted((a, b) => a.order - b.order))
      paintCells(bytes, cell - firstCell, range, brush, layout.bitsAllocated);
    swapUnits(bytes, cells.swapUnitBytes);
    if (start > done) spans.push({ kind: 'copy', start: cells.start + done, end: cells.start + start });
    spans.push({ kind: 'bytes', bytes: share(bytes) });
    done = end;
  }
  if (cells.sizeBytes > done) {
    spans.push({ kind: 'copy', start: cells.start + done, end: cells.start + cells.sizeBytes });
  }
  if (cells.sizeBytes % 2 === 1) spans.push({ kind: 'bytes', bytes: Buffer.alloc(1) });
  return spans;
}

function worksOf(
  cells: NativeCells,
  layout: FrameLayout,
  strokesByFrame: ReadonlyMap<number, readonly Stroke[]>,
): Work[] {
  const works: Work[] = [];
  const unit = cells.swapUnitBytes;
  for (const [frame, strokes] of strokesByFrame) {
    const frameCell = frame * cellsOfFrame(layout);
    for (const { runs, brush } of strokes) {
      for (const range of cellRanges(layout, runs)) {
        const firstCell = frameCell + range.first;
        const firstBit = firstCell * layout.bitsAllocated;
        const start = Math.floor(firstBit / 8 / unit) * unit;
        const end = Math.ceil((firstBit + range.count * layout.bitsAllocated) / 8 / unit) * unit;
        works.push({
          start,
          end: Math.min(end, cells.sizeBytes),
          firstCell,
          range,
          brush,
          order: works.length,
        });
      }
    }
  }
  return works;
}

/** Works that share bytes or touch, together; the groups ascend. */
function* joined(works: readonly Work[]): Generator<Work[]> {
  let group: Work[] = [];
  let end = 0;
  for (const work of works.toSorted((a, b) => a.start - b.start)) {
    if (group.length > 0 && (work.start > end || group.length >= MAX_JOINED) && work.start >= end) {
      yield group;
      group = [];
    }
    group.push(work);
    end = Math.max(end, work.end);
  }
  if (group.length > 0) yield group;
}

/** Keeps what is read at once small where a mask covers whole rows. */
const MAX_JOINED = 256;

/** Masks of many frames are the same bytes: they are kept once. */
function sharing(): (bytes: Buffer) => Buffer {
  const known = new Map<number, Buffer>();
  return (bytes) => {
    const same = known.get(bytes.length);
    if (same?.equals(bytes) === true) return same;
    known.set(bytes.length, bytes);
    return bytes;
  };
}
