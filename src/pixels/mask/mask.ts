/** Masks written into the pixels of an instance: what they do not cover stays as it is, bit for bit. */
import { applyEdits, type Edits } from '../../dicom/edit.js';
import { indexInstance, type IndexedInstance } from '../../dicom/instance.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../dicom/uid-registry.js';
import { vrFacts } from '../../dicom/vr.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import { openFrames, type InstanceFrames } from '../frames/frames.js';
import { notMaskable, readPixelModule, type PixelModule } from './pixel-module.js';
import { planStrokes, type FrameMask, type StrokePlan } from './plan-strokes.js';
import { isLossy, updateExtremes } from './rewrite-attributes.js';
import { maskEncapsulated, type RewriteLimits } from './rewrite-frames.js';
import { nativeSpans } from './rewrite-native.js';
import { clearOverlay } from './rewrite-overlay.js';
import { spanSource } from '../frames/span-source.js';

export type { FrameMask } from './plan-strokes.js';

const DEFAULT_MASK_LIMITS: RewriteLimits = {
  maxStreamBytes: 512 * 1024 * 1024,
  maxNativeBytes: 512 * 1024 * 1024,
};

export interface MaskedPixels {
  /** Of the instance as it is now to be written. */
  readonly transferSyntaxUid: string;
  /** Those in which a mask lies, whatever its plane; zero-based, ascending. */
  readonly maskedFrames: readonly number[];
  /** A frame as it is now written, decoded again. @throws LetheError `PIXELS_NOT_READABLE` */
  read(index: number): FrameSamples;
  /** Whether the image has lost something to compression, now or before; its attributes say the same. */
  readonly isLossyNow: boolean;
}

/**
 * Writes into `edits` all that the masks change: pixel data, overlay planes, offset tables and the attributes that would
 * no longer be true.
 * @throws LetheError `PIXELS_NOT_MASKABLE`, or `PIXELS_NOT_READABLE` where a frame does not decode
 */
export async function maskPixels(
  instance: IndexedInstance,
  frames: InstanceFrames,
  masks: readonly FrameMask[],
  edits: Edits,
  limits: RewriteLimits = DEFAULT_MASK_LIMITS,
): Promise<MaskedPixels> {
  if (frames.isDamaged) throw notMaskable('the pixel data is not what its attributes say');
  if (frames.numbers === 'float') throw notMaskable('floating-point pixels cannot be masked');
  const module = readPixelModule(instance);
  const plan = planStrokes(instance, module, masks, (index) => frames.read(index));
  let transferSyntaxUid = instance.transferSyntaxUid;
  if (plan.frames.length > 0) {
    if (module.pixelData.fragments === undefined) maskNative(instance, frames, module, plan, edits);
    else transferSyntaxUid = await maskEncapsulated(instance, module, plan, edits, limits);
  }
  for (const { plane, masks: cleared } of plan.overlays) clearOverlay(instance, plane, cleared, edits);

  const written = await reopen(instance, transferSyntaxUid, edits);
  const read = (index: number): FrameSamples => written.read(index);
  const before = (index: number): FrameSamples => frames.read(index);
  updateExtremes(instance, plan.frames, frames.count, { before, after: read }, edits);
  const maskedFrames = framesUnder(masks, frames.count);
  return { transferSyntaxUid, maskedFrames, read, isLossyNow: isLossy(instance) };
}

/** Patches the masked cells in place: same size, same VR, same padding. */
function maskNative(
  instance: IndexedInstance,
  frames: InstanceFrames,
  { pixelData, bitsAllocated, attributes, format }: PixelModule,
  plan: StrokePlan,
  edits: Edits,
): void {
  const layout = {
    width: attributes.columns,
    height: attributes.rows,
    samplesPerPixel: attributes.samplesPerPixel,
    bitsAllocated,
    isPlanar: attributes.planarConfiguration === 1 && !frames.sharesColour,
    isSubsampled: frames.sharesColour,
  };
  const isSwapped = !pixelData.parent.encoding.littleEndian;
  const cells = {
    start: pixelData.valueStart,
    sizeBytes: pixelData.valueLength,
    swapUnitBytes: isSwapped ? vrFacts(pixelData.vr).swapUnitBytes : 1,
  };
  const strokes = new Map(
    plan.frames.map((frame) => [frame, plan.strokesOf(frame, format.photometricInterpretation)]),
  );
  const spans = nativeSpans(instance.source, cells, layout, strokes);
  edits.replaceWithSpans(pixelData, { spans, vr: pixelData.vr, isEncapsulated: false });
}

/** Opens the frames out of the bytes that are going to be written. */
async function reopen(
  instance: IndexedInstance,
  transferSyntaxUid: string,
  edits: Edits,
): Promise<InstanceFrames> {
  const written = spanSource(instance.source, applyEdits(instance.dataSet, edits));
  const plainUid = instance.deflated ? EXPLICIT_VR_LITTLE_ENDIAN : transferSyntaxUid;
  const frames = await openFrames(indexInstance(written, { dataSetOffset: 0, transferSyntaxUid: plainUid }));
  if (frames === undefined) throw notMaskable('the pixel data was removed before it was masked');
  return frames;
}

function framesUnder(masks: readonly FrameMask[], count: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  if (masks.some(({ frames }) => frames === 'all')) return all;
  const masked = new Set(masks.flatMap(({ frames }) => (frames === 'all' ? all : frames)));
  return [...masked].sort((a, b) => a - b);
}
