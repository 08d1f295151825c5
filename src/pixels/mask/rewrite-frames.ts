/** Masks written into encapsulated pixel data: masked frames are compressed anew, all others keep their fragments. */
import type { Edits } from '../../dicom/edit.js';
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement } from '../../dicom/model.js';
import { LetheError } from '../../errors.js';
import { codecFamily, frameDecoder, type FrameDecoder } from '../../transcode/codecs.js';
import { decodeFrame } from '../../transcode/decode-frame.js';
import { losslessEncoder } from '../../transcode/encode.js';
import { framesOf, readFrame, type FrameFragments } from '../../transcode/frames.js';
import { asNotMaskable, notMaskable, type PixelModule } from './pixel-module.js';
import type { StrokePlan } from './plan-strokes.js';
import { setPhotometricInterpretation } from './rewrite-attributes.js';
import { EXTENDED_OFFSET_TABLE, replaceFrames } from './rewrite-encapsulated.js';
import { makeNative } from './make-native.js';
import { maskJpegBlocks } from './jpeg-blocks/mask-stream.js';
import { paintFrame } from './strokes.js';

/** Bounds on what masking holds in memory. */
export interface RewriteLimits {
  /** All frames that are compressed anew, together. */
  readonly maxStreamBytes: number;
  /** All frames in full, where the compression admits no mask and gives way to native pixel data. */
  readonly maxNativeBytes: number;
}

/** A masked frame as a stream of the transfer syntax, out of the stream that it was. */
type Rewrite = (frame: number, stream: Buffer) => Buffer;

/**
 * Masks the frames of the plan.
 * @returns the transfer syntax that the pixel data is in afterwards: the same, or, where no stream of it can take the
 * mask, Explicit VR Little Endian
 * @throws LetheError `PIXELS_NOT_MASKABLE`
 */
export async function maskEncapsulated(
  instance: IndexedInstance,
  module: PixelModule,
  plan: StrokePlan,
  edits: Edits,
  limits: RewriteLimits,
): Promise<string> {
  const { source, dataSet, transferSyntaxUid } = instance;
  return asNotMaskable(async () => {
    const table = findElement(dataSet, EXTENDED_OFFSET_TABLE);
    const frames = framesOf(source, module.pixelData, module.attributes.numberOfFrames, table);
    const decoder = await frameDecoder(transferSyntaxUid);
    const rewrite = await rewriteOf(transferSyntaxUid, module, plan, decoder);
    const streams = rewrite === undefined ? undefined : rewritten(instance, frames, plan, rewrite, limits);
    if (streams === undefined)
      return makeNative(instance, module, { frames, decoder }, plan, edits, limits.maxNativeBytes);
    replaceFrames(source, module.pixelData, frames, streams, edits);
    const colour = colourAfter(transferSyntaxUid, module, streams);
    if (colour !== undefined) setPhotometricInterpretation(instance, colour, edits);
    return transferSyntaxUid;
  });
}

/** Undefined where a frame cannot be rewritten in its transfer syntax. */
function rewritten(
  instance: IndexedInstance,
  frames: FrameFragments,
  plan: StrokePlan,
  rewrite: Rewrite,
  limits: RewriteLimits,
): Map<number, Buffer> | undefined {
  const streams = new Map<number, Buffer>();
  let size = 0;
  for (const frame of plan.frames) {
    try {
      const stream = rewrite(frame, readFrame(instance.source, frames[frame] ?? []));
      size += stream.length;
      streams.set(frame, stream);
    } catch (error) {
      // Decoding it in full may still do.
      if (error instanceof LetheError && error.code === 'TRANSCODE_NOT_POSSIBLE') return undefined;
      throw error;
    }
    if (size > limits.maxStreamBytes) throw notMaskable('the masked frames are too large together');
  }
  return streams;
}

async function rewriteOf(
  transferSyntaxUid: string,
  { attributes, bitsAllocated }: PixelModule,
  plan: StrokePlan,
  decoder: FrameDecoder,
): Promise<Rewrite | undefined> {
  if (codecFamily(transferSyntaxUid) === 'jpeg-lossy') {
    return (frame, stream) =>
      maskJpegBlocks(stream, attributes, (photometric) => plan.strokesOf(frame, photometric));
  }
  const encode = await losslessEncoder(transferSyntaxUid);
  if (encode === undefined) return undefined;
  const after = decoder.after(attributes);
  return (frame, stream) => {
    const pixels = Buffer.from(decodeFrame(decoder, stream, attributes, frame));
    const isByteEach = bitsAllocated === 1 && pixels.length === attributes.columns * attributes.rows;
    const layout = {
      width: attributes.columns,
      height: attributes.rows,
      samplesPerPixel: attributes.samplesPerPixel,
      bitsAllocated: isByteEach ? (8 as const) : bitsAllocated,
      isPlanar: after.planarConfiguration === 1,
      isSubsampled: false,
    };
    paintFrame(pixels, layout, plan.strokesOf(frame, after.photometricInterpretation));
    return encode(pixels, attributes, stream);
  };
}

/**
 * The irreversible transforms of colours, which give way to reversible ones in frames that are compressed anew; said so
 * once no frame has the former. Streams tell their decoder themselves, so until then the attribute is true of the others.
 */
function colourAfter(
  transferSyntaxUid: string,
  { attributes }: PixelModule,
  streams: ReadonlyMap<number, Buffer>,
): string | undefined {
  if (streams.size !== attributes.numberOfFrames) return undefined;
  const family = codecFamily(transferSyntaxUid);
  const { photometricInterpretation } = attributes;
  if (family === 'jpeg-xl') return photometricInterpretation === 'XYB' ? 'RGB' : undefined;
  if (family !== 'jpeg-2000' && family !== 'htj2k') return undefined;
  return photometricInterpretation === 'YBR_ICT' ? 'YBR_RCT' : undefined;
}
