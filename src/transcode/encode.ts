/** Frames compressed again without loss, in the transfer syntax that they came in. */
import { deflateRawSync } from 'node:zlib';

import { LetheError } from '../errors.js';
import { codecFamily, frameDecoder, openCodecs, type FrameAttributes, type FrameDecoder } from './codecs.js';
import { streamSample } from './stream-header.js';

/** Encodes one frame, given as its decoder gave it. `original` is the stream that it came in, whose sample format is kept. */
type EncodeFrame = (pixels: Buffer, attributes: FrameAttributes, original: Buffer) => Buffer;

type Encoder =
  'encodeRle' | 'encodeJpeg' | 'encodeJpegLs' | 'encodeJpeg2000' | 'encodeHtJpeg2000' | 'encodeJpegXl';

const ENCODERS: Readonly<Record<string, Encoder>> = {
  rle: 'encodeRle',
  'jpeg-lossless': 'encodeJpeg',
  'jpeg-ls': 'encodeJpegLs',
  'jpeg-2000': 'encodeJpeg2000',
  htj2k: 'encodeHtJpeg2000',
  'jpeg-xl': 'encodeJpegXl',
};

const HTJ2K_LOSSLESS_RPCL = '1.2.840.10008.1.2.4.202';
/** JPEG recompression only: no way from pixels (PS3.5 section A.4.12). */
const JPEG_XL_JPEG_RECOMPRESSION = '1.2.840.10008.1.2.4.111';

/**
 * Readies the encoder of a transfer syntax. What it writes is decoded again and compared: a frame that would not come
 * out as it went in is refused.
 * @returns undefined where there is no lossless encoder for the syntax
 */
export async function losslessEncoder(transferSyntaxUid: string): Promise<EncodeFrame | undefined> {
  const family = codecFamily(transferSyntaxUid);
  if (family === undefined || transferSyntaxUid === JPEG_XL_JPEG_RECOMPRESSION) return undefined;
  if (family === 'native') return (pixels) => pixels;
  const decoder = await frameDecoder(transferSyntaxUid);
  if (family === 'deflated') return (pixels) => deflateRawSync(pixels);
  const encoder = ENCODERS[family];
  if (encoder === undefined) return undefined;
  return (pixels, attributes, original) => {
    const format = sampleFormat(encoder, pixels, attributes, original);
    const encoded = encode(encoder, format, transferSyntaxUid, original);
    verify(decoder, encoded, attributes, pixels);
    return encoded;
  };
}

interface SampleFormat {
  readonly pixels: Buffer;
  readonly attributes: FrameAttributes;
}

/** The precision and the sign that the stream had, which need not be those of the attributes. */
function sampleFormat(
  encoder: Encoder,
  pixels: Buffer,
  attributes: FrameAttributes,
  original: Buffer,
): SampleFormat {
  if (encoder === 'encodeRle') {
    if (attributes.bitsAllocated !== 1) return { pixels, attributes };
    const columns = Math.ceil((attributes.columns * attributes.rows) / 8);
    return { pixels, attributes: { ...attributes, rows: 1, columns, bitsAllocated: 8, bitsStored: 8 } };
  }
  const stream = streamSample(original);
  const precision = stream?.precision ?? attributes.bitsStored;
  const pixelRepresentation =
    stream?.isSigned === undefined ? attributes.pixelRepresentation : Number(stream.isSigned);
  const bitsAllocated = precision <= 8 ? 8 : precision <= 16 ? 16 : 32;
  if (bitsAllocated > attributes.bitsAllocated && attributes.bitsAllocated !== 1)
    throw refused('the stream holds more bits than its attributes allocate');
  return {
    pixels: bitsAllocated === 8 && attributes.bitsAllocated === 16 ? lowBytes(pixels) : pixels,
    attributes: { ...attributes, bitsAllocated, bitsStored: precision, pixelRepresentation },
  };
}

function lowBytes(pixels: Buffer): Buffer {
  const narrow = Buffer.alloc(pixels.length >>> 1);
  for (let at = 0; at < narrow.length; at += 1) narrow[at] = pixels[at * 2] ?? 0;
  return narrow;
}

function encode(
  encoder: Encoder,
  { pixels, attributes }: SampleFormat,
  transferSyntaxUid: string,
  original: Buffer,
): Buffer {
  const { Context, NativeCodecs, constants } = openCodecs();
  const context = new Context({
    width: attributes.columns,
    height: attributes.rows,
    samplesPerPixel: attributes.samplesPerPixel,
    bitsAllocated: attributes.bitsAllocated,
    bitsStored: attributes.bitsStored,
    pixelRepresentation: attributes.pixelRepresentation,
    planarConfiguration: encoder === 'encodeRle' ? attributes.planarConfiguration : 0,
    // To the encoder of JPEG 2000, RGB says that it is to transform the colours, as the frame's own stream did or not.
    photometricInterpretation:
      attributes.samplesPerPixel === 1
        ? 'MONOCHROME2'
        : streamSample(original)?.transformsColour === false
          ? 'YBR_FULL'
          : 'RGB',
    decodedBuffer: pixels,
  });
  const { Lrcp, Rpcl } = constants.Jpeg2000ProgressionOrder;
  const parameters = {
    lossy: false,
    predictor: 1,
    pointTransform: 0,
    allowedLossyError: 0,
    progressionOrder: transferSyntaxUid === HTJ2K_LOSSLESS_RPCL ? Rpcl : Lrcp,
  };
  try {
    const encoded = NativeCodecs[encoder](context, parameters).getEncodedBuffer();
    if (encoded === undefined) throw refused('the encoder gave nothing');
    // Its memory is the codecs' own and used again.
    return Buffer.from(encoded);
  } catch (error) {
    if (error instanceof LetheError) throw error;
    NativeCodecs.release();
    throw refused('a frame cannot be compressed again', error);
  }
}

function verify(decoder: FrameDecoder, encoded: Buffer, attributes: FrameAttributes, pixels: Buffer): void {
  let decoded: Buffer;
  try {
    decoded = decoder.decode(encoded, attributes);
  } catch (error) {
    throw refused('a frame that was compressed again cannot be decoded', error);
  }
  const expected =
    decoded.length * 2 === pixels.length && attributes.bitsAllocated === 16 ? lowBytes(pixels) : pixels;
  if (!decoded.subarray(0, expected.length).equals(expected))
    throw refused('a frame that was compressed again is not what it was');
}

function refused(reason: string, cause?: unknown): LetheError {
  return new LetheError('TRANSCODE_NOT_POSSIBLE', reason, { cause });
}
