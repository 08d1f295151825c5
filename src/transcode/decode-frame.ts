import { LetheError } from '../errors.js';
import type { FrameAttributes, FrameDecoder } from './codecs.js';

/**
 * One frame's native little endian pixels, as long as the attributes say; of single bits perhaps still a byte each.
 * @throws LetheError `TRANSCODE_NOT_POSSIBLE`, with the number of the frame
 */
export function decodeFrame(
  decoder: FrameDecoder,
  bytes: Buffer,
  attributes: FrameAttributes,
  index: number,
): Buffer {
  const pixelsOfFrame = attributes.rows * attributes.columns * attributes.samplesPerPixel;
  const expected = Math.ceil((pixelsOfFrame * attributes.bitsAllocated) / 8);
  let pixels: Buffer;
  try {
    pixels = decoder.decode(bytes, attributes);
  } catch (error) {
    if (error instanceof LetheError) throw error;
    throw new LetheError('TRANSCODE_NOT_POSSIBLE', `frame ${String(index + 1)} cannot be decoded`, {
      cause: error,
    });
  }
  // A decoder may leave the padding of its stream to an even length.
  if (pixels.length === expected || pixels.length === expected + (expected % 2))
    return pixels.subarray(0, expected);
  if (attributes.bitsAllocated === 1 && pixels.length === pixelsOfFrame) return pixels;
  // Eight-bit streams in sixteen-bit cells come out as they were compressed.
  if (attributes.bitsAllocated === 16 && pixels.length * 2 === expected) return widened(pixels);
  throw new LetheError(
    'TRANSCODE_NOT_POSSIBLE',
    `frame ${String(index + 1)} decodes to ${String(pixels.length)} bytes, where the attributes say ${String(expected)}`,
  );
}

function widened(pixels: Buffer): Buffer {
  const wide = Buffer.alloc(pixels.length * 2);
  for (let at = 0; at < pixels.length; at++) wide[at * 2] = pixels[at] ?? 0;
  return wide;
}
