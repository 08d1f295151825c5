import { createRequire } from 'node:module';
import { inflateRawSync } from 'node:zlib';

import type * as DcmjsCodecs from 'dcmjs-codecs';

import { LetheError } from '../errors.js';
import { jpegXlSize } from './jpeg-xl-header.js';
import { hasSegments } from './rle-header.js';
import { streamSize, type StreamSize } from './stream-header.js';

/** What PS3.3 C.7.6.3 says of the pixels of a frame. */
export interface FrameAttributes {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly pixelRepresentation: number;
  readonly planarConfiguration: number;
  readonly photometricInterpretation: string;
}

/** How the frames of a transfer syntax are decoded, and what that does to the attributes. */
export interface FrameDecoder {
  /** Decodes one frame to native little endian bytes. */
  readonly decode: (bytes: Buffer, attributes: FrameAttributes) => Buffer;
  /** Photometric interpretation and planar configuration of what comes out. */
  readonly after: (attributes: FrameAttributes) => {
    readonly photometricInterpretation: string;
    readonly planarConfiguration: number;
  };
}

type NativeDecoder =
  'decodeRle' | 'decodeJpeg' | 'decodeJpegLs' | 'decodeJpeg2000' | 'decodeJpegXl' | 'decodeHtJpeg2000';

/** Kinds of streams, by what decodes them. */
export type Family =
  | 'rle'
  | 'jpeg-lossy'
  | 'jpeg-lossless'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k'
  | 'jpeg-xl'
  | 'deflated'
  | 'native';

const FAMILY_OF: Readonly<Record<string, Family>> = {
  '1.2.840.10008.1.2.1.98': 'native',
  '1.2.840.10008.1.2.4.50': 'jpeg-lossy',
  '1.2.840.10008.1.2.4.51': 'jpeg-lossy',
  '1.2.840.10008.1.2.4.53': 'jpeg-lossy',
  '1.2.840.10008.1.2.4.55': 'jpeg-lossy',
  '1.2.840.10008.1.2.4.57': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.70': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.80': 'jpeg-ls',
  '1.2.840.10008.1.2.4.81': 'jpeg-ls',
  '1.2.840.10008.1.2.4.90': 'jpeg-2000',
  '1.2.840.10008.1.2.4.91': 'jpeg-2000',
  '1.2.840.10008.1.2.4.110': 'jpeg-xl',
  '1.2.840.10008.1.2.4.111': 'jpeg-xl',
  '1.2.840.10008.1.2.4.112': 'jpeg-xl',
  '1.2.840.10008.1.2.4.201': 'htj2k',
  '1.2.840.10008.1.2.4.202': 'htj2k',
  '1.2.840.10008.1.2.4.203': 'htj2k',
  '1.2.840.10008.1.2.5': 'rle',
  '1.2.840.10008.1.2.8.1': 'deflated',
};

const NATIVE_DECODER: Readonly<Record<Exclude<Family, 'deflated' | 'native'>, NativeDecoder>> = {
  rle: 'decodeRle',
  'jpeg-lossy': 'decodeJpeg',
  'jpeg-lossless': 'decodeJpeg',
  'jpeg-ls': 'decodeJpegLs',
  'jpeg-2000': 'decodeJpeg2000',
  htj2k: 'decodeHtJpeg2000',
  'jpeg-xl': 'decodeJpegXl',
};

/** What kind of streams the frames of a transfer syntax are; undefined where they cannot be decoded. */
export function codecFamily(transferSyntaxUid: string): Family | undefined {
  return FAMILY_OF[transferSyntaxUid];
}

/** Whether frames of this transfer syntax can be decoded at all. */
export function canDecode(transferSyntaxUid: string): boolean {
  return FAMILY_OF[transferSyntaxUid] !== undefined;
}

/**
 * Readies the decoder of a transfer syntax; loads the WebAssembly codecs where it needs them.
 * @throws LetheError `TRANSCODE_NOT_POSSIBLE` for syntaxes that cannot be decoded, video among them
 */
export async function frameDecoder(transferSyntaxUid: string): Promise<FrameDecoder> {
  const family = FAMILY_OF[transferSyntaxUid];
  if (family === undefined) throw notPossible(`there is no decoder for transfer syntax ${transferSyntaxUid}`);
  if (family === 'native') return { decode: (bytes) => bytes, after: unchanged };
  if (family === 'deflated') return { decode: inflateFrame, after: unchanged };
  const codecs = openCodecs();
  if (!codecs.NativeCodecs.isInitialized()) await codecs.NativeCodecs.initializeAsync();
  return {
    decode: (bytes, attributes) => decodeNatively(codecs, family, bytes, attributes),
    after: (attributes) => afterDecoding(family, transferSyntaxUid, attributes),
  };
}

/**
 * The package is CommonJS with names that Node does not find: one door, opened at first use. Left alone, it writes to
 * the console.
 */
export function openCodecs(): typeof DcmjsCodecs {
  const codecs = createRequire(import.meta.url)('dcmjs-codecs') as typeof DcmjsCodecs;
  codecs.log.setLevel('silent', false);
  return codecs;
}

function unchanged(attributes: FrameAttributes): FrameAttributes {
  return attributes;
}

/** Holds JPEG streams, whose YCbCr its decoder turns into RGB (PS3.5 A.4.12). */
const JPEG_XL_JPEG_RECOMPRESSION = '1.2.840.10008.1.2.4.111';

/** Lossy JPEG stores YCbCr, JPEG 2000 and JPEG XL undo their own colour transforms; all give RGB, as DCMTK and GDCM do. */
function afterDecoding(
  family: Family,
  transferSyntaxUid: string,
  attributes: FrameAttributes,
): ReturnType<FrameDecoder['after']> {
  const { photometricInterpretation, planarConfiguration } = attributes;
  const becomesRgb =
    (family === 'jpeg-lossy' && convertsToRgb(attributes)) ||
    (transferSyntaxUid === JPEG_XL_JPEG_RECOMPRESSION && convertsToRgb(attributes)) ||
    /^(?:YBR_RCT|YBR_ICT|XYB)$/.test(photometricInterpretation);
  return {
    photometricInterpretation: becomesRgb ? 'RGB' : photometricInterpretation,
    planarConfiguration: family === 'rle' ? planarConfiguration : 0,
  };
}

function convertsToRgb(attributes: FrameAttributes): boolean {
  return attributes.photometricInterpretation.startsWith('YBR_FULL');
}

function inflateFrame(bytes: Buffer, attributes: FrameAttributes): Buffer {
  const { rows, columns, samplesPerPixel, bitsAllocated } = attributes;
  const size = Math.ceil((rows * columns * samplesPerPixel * bitsAllocated) / 8);
  return inflateRawSync(bytes, { maxOutputLength: size + 1 }).subarray(0, size);
}

function decodeNatively(
  { Context, NativeCodecs }: typeof DcmjsCodecs,
  family: Exclude<Family, 'deflated' | 'native'>,
  bytes: Buffer,
  attributes: FrameAttributes,
): Buffer {
  if (family === 'rle') requireSegments(bytes, attributes);
  else requireSize(bytes, family, attributes);
  requireSupported(family, attributes);
  // RLE packs eight one-bit pixels into each byte (PS3.5 G): to the decoder a frame of so many bytes.
  const isPacked = family === 'rle' && attributes.bitsAllocated === 1;
  const context = new Context({
    width: isPacked ? Math.ceil((attributes.columns * attributes.rows) / 8) : attributes.columns,
    height: isPacked ? 1 : attributes.rows,
    samplesPerPixel: attributes.samplesPerPixel,
    bitsAllocated: isPacked ? 8 : attributes.bitsAllocated,
    bitsStored: isPacked ? 8 : attributes.bitsStored,
    pixelRepresentation: attributes.pixelRepresentation,
    planarConfiguration: attributes.planarConfiguration,
    photometricInterpretation: attributes.photometricInterpretation,
    encodedBuffer: bytes,
  });
  const convertColorspaceToRgb = family === 'jpeg-lossy' && convertsToRgb(attributes);
  let decoded: Uint8Array | undefined;
  try {
    decoded = NativeCodecs[NATIVE_DECODER[family]](context, { convertColorspaceToRgb }).getDecodedBuffer();
  } catch (error) {
    // What a failure leaves in the WebAssembly memory cannot be trusted, nor is it freed: the next file gets a new one.
    NativeCodecs.release();
    throw error;
  }
  if (decoded === undefined) throw notPossible('the decoder gave no pixels');
  return Buffer.from(decoded.buffer, decoded.byteOffset, decoded.byteLength);
}

/** Depths at which the codecs lose bits without saying so, as their own streams and those of GDCM show. */
function requireSupported(family: Family, { bitsAllocated, samplesPerPixel }: FrameAttributes): void {
  const isWavelet = family === 'jpeg-2000' || family === 'htj2k';
  if (bitsAllocated > 16 && family !== 'rle') throw notPossible('compressed cells of more than 16 bits');
  if (isWavelet && samplesPerPixel > 1 && bitsAllocated > 8)
    throw notPossible('JPEG 2000 in colour of more than 8 bits');
}

/** A stream of another size than its attributes say is never decoded: a few forged bytes could ask for gigabytes. */
function requireSize(
  bytes: Buffer,
  family: Family,
  { columns, rows, samplesPerPixel }: FrameAttributes,
): void {
  const size = family === 'jpeg-xl' ? withComponents(jpegXlSize(bytes), samplesPerPixel) : streamSize(bytes);
  if (size === undefined) throw notPossible('a frame does not begin as a stream of its transfer syntax does');
  if (size.columns !== columns || size.rows !== rows || size.components !== samplesPerPixel) {
    throw notPossible('a compressed frame has another size than rows, columns and samples per pixel say');
  }
}

function requireSegments(bytes: Buffer, { samplesPerPixel, bitsAllocated }: FrameAttributes): void {
  if (!hasSegments(bytes, samplesPerPixel * Math.ceil(bitsAllocated / 8)))
    throw notPossible('an RLE frame has not the segments that its pixels need');
}

/** The components of JPEG XL stand far behind its size, and do not make a stream large. */
function withComponents(size: ReturnType<typeof jpegXlSize>, components: number): StreamSize | undefined {
  return size && { ...size, components };
}

function notPossible(reason: string): LetheError {
  return new LetheError('TRANSCODE_NOT_POSSIBLE', reason);
}
