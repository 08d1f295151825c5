/** What the masks of an image ask of its cells, frame by frame, and of its overlay planes. */
import type { IndexedInstance } from '../../dicom/instance.js';
import type { PixelRuns } from '../../ocr/pixel-runs.js';
import { darkestIndex } from './darkest-index.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import type { PixelPlane } from '../search/frame-text.js';
import { blackBrush, clearingBrush, unusedBits, type CellFormat } from './mask-value.js';
import { notMaskable, type PixelModule } from './pixel-module.js';
import { readOverlayPlane, type OverlayMask, type OverlayPlane } from './rewrite-overlay.js';
import type { Brush, Stroke } from './strokes.js';

/** Pixels to be hidden in one plane of some frames. */
export interface FrameMask {
  readonly plane: PixelPlane;
  /** Zero-based, ascending */
  readonly frames: 'all' | readonly number[];
  /** In rows and columns of the stored frame */
  readonly runs: PixelRuns;
}

export interface StrokePlan {
  /** Of the frames whose cells change, ascending */
  readonly frames: readonly number[];
  /** All strokes of a frame; black depends on what the decoder makes of the colours. */
  strokesOf(frame: number, photometricInterpretation: string): readonly Stroke[];
  readonly overlays: readonly { readonly plane: OverlayPlane; readonly masks: readonly OverlayMask[] }[];
}

/** @throws LetheError `PIXELS_NOT_MASKABLE` for frames or planes that the image does not have */
export function planStrokes(
  instance: IndexedInstance,
  module: PixelModule,
  masks: readonly FrameMask[],
  read: (index: number) => FrameSamples,
): StrokePlan {
  const overlays = new Map<number, { plane: OverlayPlane; masks: OverlayMask[] }>();
  const cellMasks: { frames: readonly number[]; runs: PixelRuns; brush: (format: CellFormat) => Brush }[] =
    [];
  const { format, attributes } = module;
  const all = Array.from({ length: attributes.numberOfFrames }, (_, index) => index);
  let blackest: { photometric: string; brush: Brush } | undefined;
  for (const { plane, frames, runs } of masks) {
    const wanted = frames === 'all' ? all : frames;
    if (wanted.some((frame) => all[frame] === undefined))
      throw notMaskable('a mask is of a frame that is not there');
    if (runs.length === 0 || wanted.length === 0) continue;
    if (plane === 'pixels') {
      const firstFrame = wanted[0] ?? 0;
      cellMasks.push({ frames: wanted, runs, brush: (shown) => black(shown, firstFrame) });
    } else if (plane === 'unused-bits') {
      cellMasks.push({ frames: wanted, runs, brush: (shown) => clearingBrush(shown, unusedBits(shown)) });
    } else {
      const overlay =
        overlays.get(plane.overlayGroup)?.plane ?? readOverlayPlane(instance, plane.overlayGroup);
      const bit = overlay.embeddedBit;
      if (bit === undefined) {
        const known = overlays.get(plane.overlayGroup) ?? { plane: overlay, masks: [] };
        known.masks.push({ frames: frames === 'all' ? undefined : frames, runs });
        overlays.set(plane.overlayGroup, known);
      } else {
        if (bit >= format.bitsAllocated)
          throw notMaskable('an overlay lies in a bit that the cells do not have');
        cellMasks.push({ frames: wanted, runs, brush: (shown) => clearingBrush(shown, (1 << bit) >>> 0) });
      }
    }
  }

  /** One constant for the whole image, so that no text shows by where two masks meet. */
  function black(shown: CellFormat, frame: number): Brush {
    if (blackest?.photometric !== shown.photometricInterpretation) {
      const isPalette = shown.photometricInterpretation === 'PALETTE COLOR';
      const brush = blackBrush(shown, {
        paddingValue: module.paddingValue,
        darkestIndex: isPalette ? darkestIndex(instance.source, instance.dataSet, shown.bitsStored) : 0,
        cells: shown.isSigned ? read(frame).cells : new Uint8Array(0),
      });
      blackest = { photometric: shown.photometricInterpretation, brush };
    }
    return blackest.brush;
  }

  const touched = new Set(cellMasks.flatMap(({ frames }) => frames));
  return {
    frames: [...touched].sort((a, b) => a - b),
    strokesOf: (frame, photometricInterpretation) =>
      cellMasks
        .filter(({ frames }) => frames.includes(frame))
        .map(({ runs, brush }) => ({ runs, brush: brush({ ...format, photometricInterpretation }) })),
    overlays: [...overlays.values()],
  };
}
