/** Masks written into overlay planes (PS3.3 section C.9.2). */
import type { Edits } from '../../dicom/edit.js';
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement, type DataElement } from '../../dicom/model.js';
import { tagOf } from '../../dicom/tag.js';
import { readValues } from '../../dicom/values.js';
import type { PixelRuns } from '../../ocr/pixel-runs.js';
import { joinedRuns } from '../../ocr/pixel-runs.js';
import { notMaskable } from './pixel-module.js';
import { nativeSpans } from './rewrite-native.js';
import { cellsOfFrame, type FrameLayout, type Stroke } from './strokes.js';

/** An overlay plane as its attributes describe it. */
export interface OverlayPlane {
  readonly group: number;
  readonly rows: number;
  readonly columns: number;
  readonly numberOfFrames: number;
  /** Row and column of the frame, from 1, at which the plane begins. */
  readonly origin: readonly [number, number];
  /** Frame of the image, from 0, to which the plane's first frame belongs; undefined where it lies over all of them. */
  readonly firstFrame: number | undefined;
  /** The bit of the image's cells that holds the plane; undefined where it has data of its own. */
  readonly embeddedBit: number | undefined;
  readonly data: DataElement | undefined;
}

export function readOverlayPlane({ source, dataSet }: IndexedInstance, group: number): OverlayPlane {
  const numbers = (element: number): number[] => {
    const found = findElement(dataSet, tagOf(group, element));
    return found === undefined ? [] : readValues(source, found).map(Number);
  };
  const data = findElement(dataSet, tagOf(group, 0x3000));
  const [row = 1, column = 1] = numbers(0x0050);
  const frames = numbers(0x0015)[0];
  return {
    group,
    rows: numbers(0x0010)[0] ?? 0,
    columns: numbers(0x0011)[0] ?? 0,
    numberOfFrames: frames ?? 1,
    origin: [row, column],
    firstFrame: frames === undefined ? undefined : (numbers(0x0051)[0] ?? 1) - 1,
    embeddedBit: data === undefined ? (numbers(0x0102)[0] ?? 0) : undefined,
    data,
  };
}

/** Pixels of a plane to be cleared, in the frames of the image (all of them where undefined). */
export interface OverlayMask {
  readonly frames: readonly number[] | undefined;
  /** In rows and columns of the image's frame */
  readonly runs: PixelRuns;
}

/**
 * Clears the pixels of a plane that has data of its own.
 * @throws LetheError `PIXELS_NOT_MASKABLE` where its data is shorter than its attributes say
 */
export function clearOverlay(
  instance: IndexedInstance,
  plane: OverlayPlane,
  masks: readonly OverlayMask[],
  edits: Edits,
): void {
  const { data } = plane;
  if (data === undefined || edits.isRemoved(data)) return;
  const layout: FrameLayout = {
    width: plane.columns,
    height: plane.rows,
    samplesPerPixel: 1,
    bitsAllocated: 1,
    isPlanar: false,
    isSubsampled: false,
  };
  if (cellsOfFrame(layout) * plane.numberOfFrames > data.valueLength * 8)
    throw notMaskable('an overlay plane is cut off');
  const strokes = new Map<number, Stroke[]>();
  for (const { frames, runs } of masks) {
    const stroke: Stroke = { runs: shifted(runs, plane), brush: { keep: [0], set: [0] } };
    for (const frame of planeFrames(plane, frames))
      strokes.set(frame, [...(strokes.get(frame) ?? []), stroke]);
  }
  const isSwapped = !data.parent.encoding.littleEndian && data.vr === 'OW';
  const cells = {
    start: data.valueStart,
    sizeBytes: data.valueLength,
    swapUnitBytes: isSwapped ? (2 as const) : (1 as const),
  };
  const spans = nativeSpans(instance.source, cells, layout, strokes);
  edits.replaceWithSpans(data, { spans, vr: data.vr, isEncapsulated: false });
}

/** The plane's own frames that lie over those of the image. */
function planeFrames(plane: OverlayPlane, frames: readonly number[] | undefined): number[] {
  const all = Array.from({ length: plane.numberOfFrames }, (_, index) => index);
  const { firstFrame } = plane;
  if (frames === undefined || firstFrame === undefined || plane.numberOfFrames === 1) return all;
  return frames.map((frame) => frame - firstFrame).filter((frame) => frame >= 0 && frame < all.length);
}

function shifted(runs: PixelRuns, { origin: [row, column], columns, rows }: OverlayPlane): PixelRuns {
  const moved: [number, number, number][] = [];
  for (let at = 0; at < runs.length; at += 3) {
    const to = (runs[at] ?? 0) - (row - 1);
    const left = Math.max(0, (runs[at + 1] ?? 0) - (column - 1));
    const right = Math.min(columns, (runs[at + 2] ?? 0) - (column - 1));
    if (to >= 0 && to < rows && left < right) moved.push([to, left, right]);
  }
  return joinedRuns(moved);
}
