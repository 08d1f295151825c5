/** The frames of an instance, out of every transfer syntax that holds still pictures, one in memory at a time. */
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement, type DataElement, type Fragment } from '../../dicom/model.js';
import type { ByteSource } from '../../dicom/source.js';
import { TAG } from '../../dicom/tag.js';
import { transferSyntax } from '../../dicom/uid-registry.js';
import { vrFacts } from '../../dicom/vr.js';
import { LetheError } from '../../errors.js';
import { frameDecoder } from '../../transcode/codecs.js';
import { decodeFrame } from '../../transcode/decode-frame.js';
import { framesOf, readFrame, type FrameFragments } from '../../transcode/frames.js';
import {
  bytesOf,
  cellsOf,
  cellsOfBits,
  cellsOfFloats,
  cellsOfSharedColour,
  swapUnits,
  type Cells,
} from './cells.js';
import type { FrameSamples } from './frame-samples.js';
import { notReadable, readImageAttributes, type ImageAttributes } from './image-attributes.js';

export interface InstanceFrames {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** `float`: numbers spread over 16 bits for the search; they cannot be written back (PS3.3 C.7.6.24, C.7.6.25). */
  readonly numbers: 'integer' | 'float';
  /** Whether pairs of pixels share their colour as stored (native YBR_FULL_422); cells have one for each. */
  readonly sharesColour: boolean;
  /**
   * The pixel data is not what the attributes say: `read` gives what a lenient viewer could show of it, with zeros for what is
   * missing. Nothing can be written back.
   */
  readonly isDamaged: boolean;
  /** What the same bytes show read another way, where their length leaves open how they are meant. */
  readonly otherwise?: InstanceFrames;
  /**
   * One frame, decoded anew at each call, in memory of its own.
   * @throws LetheError `PIXELS_NOT_READABLE`
   */
  read(index: number): FrameSamples;
}

const FLOAT_PIXEL_DATA = 0x7fe00008;
const DOUBLE_FLOAT_PIXEL_DATA = 0x7fe00009;
const EXTENDED_OFFSET_TABLE = 0x7fe00001;
/** MPEG-2, MPEG-4 and HEVC (PS3.5 A.4.5 to A.4.8), SMPTE ST 2110 (PS3.5 A.4.9). */
const VIDEO = /^1\.2\.840\.10008\.1\.2\.(?:4\.10[0-8](?:\.1)?|7\.\d+)$/;

/**
 * Opens the pixels of an instance; undefined where it has none.
 * @throws LetheError `PIXELS_NOT_READABLE` where they cannot be decoded or are not what the attributes say
 */
export async function openFrames(instance: IndexedInstance): Promise<InstanceFrames | undefined> {
  const elements = instance.dataSet.elements.filter(
    ({ tag }) => tag === TAG.pixelData || tag === FLOAT_PIXEL_DATA || tag === DOUBLE_FLOAT_PIXEL_DATA,
  );
  const [pixelData] = elements;
  if (pixelData === undefined) return undefined;
  if (elements.length > 1) throw notReadable('the pixel data stands twice');
  if (pixelData.items !== undefined) throw notReadable('the pixel data is a sequence');
  if (pixelData.fragments === undefined && pixelData.valueLength === 0) return undefined;
  const heldBytes = pixelData.fragments === undefined ? pixelData.valueLength : Infinity;
  const attributes = readImageAttributes(instance, heldBytes);
  if (pixelData.tag !== TAG.pixelData) return floatFrames(instance, pixelData, attributes);
  if (attributes.bitsAllocated === 64) throw notReadable('pixels of 64 bits are not supported');
  const mustBeEncapsulated = transferSyntax(instance.transferSyntaxUid)?.encapsulated === true;
  if (pixelData.fragments === undefined) {
    const frames = nativeFrames(instance, pixelData, attributes);
    // Bytes that are called words, or the first half of what there was.
    if (attributes.isHalved)
      return {
        ...frames,
        otherwise: nativeFrames(instance, pixelData, readImageAttributes(instance, heldBytes, 'asSaid')),
      };
    return mustBeEncapsulated ? { ...frames, isDamaged: true } : frames;
  }
  if (VIDEO.test(instance.transferSyntaxUid)) throw notReadable('the frames are video, which is not decoded');
  if (!mustBeEncapsulated)
    throw notReadable('the pixel data is encapsulated, which its transfer syntax does not allow');
  return encapsulatedFrames(instance, pixelData, attributes);
}

function nativeFrames(
  instance: IndexedInstance,
  pixelData: DataElement,
  attributes: ImageAttributes,
): InstanceFrames {
  const { rows, columns, samplesPerPixel } = attributes;
  const bitsAllocated = bitsOf(attributes);
  const pixels = rows * columns;
  const wholeBits = pixels * samplesPerPixel * bitsAllocated;
  // Some writers name the shared colour of their compressed source and store all samples: the length tells.
  const sharesColour =
    /_422$/.test(attributes.photometricInterpretation) &&
    samplesPerPixel === 3 &&
    bitsAllocated === 8 &&
    pixelData.valueLength < (wholeBits / 8) * attributes.numberOfFrames;
  if (sharesColour && columns % 2 === 1) throw notReadable('pairs of pixels share their colour in odd rows');
  const frameBits = sharesColour ? pixels * 16 : wholeBits;
  const value = nativeValue(instance.source, pixelData);
  const held = framesHeld(instance.source, pixelData, frameBits, attributes);
  const photometricInterpretation = sharesColour
    ? attributes.photometricInterpretation.replace(/_422$/, '')
    : attributes.photometricInterpretation;
  return {
    ...sizeOf(attributes),
    ...held,
    sharesColour,
    read(index) {
      requireIndex(index, held.count);
      const firstBit = frameBits * index;
      const start = Math.floor(firstBit / 8);
      const bytes = value(start, Math.ceil((firstBit + frameBits) / 8) - start);
      const cells =
        bitsAllocated === 1
          ? cellsOfBits(bytes, firstBit % 8, pixels * samplesPerPixel)
          : sharesColour
            ? cellsOfSharedColour(bytes, pixels)
            : cellsOf(bytes, { ...attributes, bitsAllocated });
      return samples(attributes, bitsAllocated, cells, photometricInterpretation);
    },
  };
}

async function encapsulatedFrames(
  instance: IndexedInstance,
  pixelData: DataElement,
  attributes: ImageAttributes,
): Promise<InstanceFrames> {
  const { source, dataSet, transferSyntaxUid } = instance;
  const bitsAllocated = bitsOf(attributes);
  const decoder = await asNotReadable(() => frameDecoder(transferSyntaxUid));
  const frames = await asNotReadable(() =>
    framesOf(source, pixelData, attributes.numberOfFrames, findElement(dataSet, EXTENDED_OFFSET_TABLE)),
  );
  requireOneStreamEach(source, frames);
  const after = decoder.after(attributes);
  const pixels = attributes.rows * attributes.columns * attributes.samplesPerPixel;
  return {
    ...sizeOf(attributes),
    isDamaged: false,
    sharesColour: false,
    read(index) {
      requireIndex(index, frames.length);
      let bytes: Buffer;
      try {
        bytes = decodeFrame(decoder, readFrame(source, frames[index] ?? []), attributes, index);
      } catch (error) {
        throw translated(error);
      }
      const cells =
        bitsAllocated !== 1
          ? cellsOf(bytes, { ...attributes, bitsAllocated, planarConfiguration: after.planarConfiguration })
          : bytes.length < pixels
            ? cellsOfBits(bytes, 0, pixels)
            : bytesOf(bytes.subarray(0, pixels), (bit) => (bit === 0 ? 0 : 1));
      return samples(attributes, bitsAllocated, cells, after.photometricInterpretation);
    },
  };
}

/** Floating-point pixels: parametric maps, without bits stored and VOI (PS3.3 C.7.6.24). */
function floatFrames(
  instance: IndexedInstance,
  pixelData: DataElement,
  attributes: ImageAttributes,
): InstanceFrames {
  const sizeBytes = pixelData.tag === FLOAT_PIXEL_DATA ? 4 : 8;
  if (attributes.bitsAllocated !== sizeBytes * 8 || attributes.samplesPerPixel !== 1)
    throw notReadable('bits allocated or samples per pixel are not those of floating-point pixels');
  if (pixelData.fragments !== undefined) throw notReadable('floating-point pixels are encapsulated');
  const count = attributes.rows * attributes.columns;
  const value = nativeValue(instance.source, pixelData);
  const held = framesHeld(instance.source, pixelData, count * sizeBytes * 8, attributes);
  const spread = { ...attributes, bitsStored: 16, highBit: 15, pixelRepresentation: 0 };
  return {
    ...sizeOf(attributes),
    ...held,
    numbers: 'float',
    sharesColour: false,
    read(index) {
      requireIndex(index, held.count);
      const bytes = value(count * sizeBytes * index, count * sizeBytes);
      return samples(spread, 16, cellsOfFloats(bytes, count, sizeBytes), 'MONOCHROME2');
    },
  };
}

/** Reads a part of a native value in little endian order, whatever the order of the data set (PS3.5 7.3). */
function nativeValue(source: ByteSource, element: DataElement): (start: number, length: number) => Buffer {
  const unit = element.parent.encoding.littleEndian ? 1 : vrFacts(element.vr).swapUnitBytes;
  return (start, length) => {
    const first = start - (start % unit);
    const last = Math.min(element.valueLength, Math.ceil((start + length) / unit) * unit);
    const there = source.read(element.valueStart + first, Math.max(0, last - first));
    const missing = start - first + length - there.length;
    const bytes = missing > 0 ? Buffer.concat([there, Buffer.alloc(missing)]) : there;
    if (unit === 1) return bytes.subarray(start - first, start - first + length);
    const copy = Buffer.from(bytes);
    swapUnits(copy, unit);
    return copy.subarray(start - first, start - first + length);
  };
}

const REST_PIECE_BYTES = 1024 * 1024;

/**
 * How many frames a native value holds. Where it is shorter or longer than the attributes say, all that is begun in it counts, so that
 * whatever a viewer might show of it is looked at; bytes behind the last frame that are all alike only fill.
 */
function framesHeld(
  source: ByteSource,
  pixelData: DataElement,
  frameBits: number,
  { numberOfFrames, isDamaged }: ImageAttributes,
): Pick<InstanceFrames, 'count' | 'isDamaged'> {
  const { valueLength } = pixelData;
  const said = Math.ceil((frameBits * numberOfFrames) / 8);
  if (!isDamaged && valueLength >= said && onlyFills(source, pixelData, said))
    return { count: numberOfFrames, isDamaged: false };
  return { count: Math.max(1, Math.ceil((valueLength * 8) / frameBits)), isDamaged: true };
}

function onlyFills(source: ByteSource, { valueStart, valueLength }: DataElement, from: number): boolean {
  const filling = source.read(valueStart + from, 1)[0];
  for (let at = from; at < valueLength; at += REST_PIECE_BYTES) {
    const piece = source.read(valueStart + at, Math.min(REST_PIECE_BYTES, valueLength - at));
    if (piece.some((byte) => byte !== filling)) return false;
  }
  return true;
}

/** No second stream hides behind the first one of a frame: a decoder would not show it. */
function requireOneStreamEach(source: ByteSource, frames: FrameFragments): void {
  const startsStream = ({ valueStart }: Fragment): boolean =>
    /^(?:ffd8ff|ff4fff51)/.test(source.read(valueStart, 4).toString('hex'));
  for (const [first, ...others] of frames) {
    if (first !== undefined && startsStream(first) && others.some(startsStream))
      throw notReadable('the pixel data holds more streams than there are frames');
  }
}

function bitsOf({ bitsAllocated }: ImageAttributes): FrameSamples['bitsAllocated'] {
  return bitsAllocated as FrameSamples['bitsAllocated'];
}

function sizeOf(attributes: ImageAttributes): Pick<InstanceFrames, 'count' | 'width' | 'height' | 'numbers'> {
  return {
    count: attributes.numberOfFrames,
    width: attributes.columns,
    height: attributes.rows,
    numbers: 'integer',
  };
}

function samples(
  attributes: ImageAttributes,
  bitsAllocated: FrameSamples['bitsAllocated'],
  cells: Cells,
  photometricInterpretation: string,
): FrameSamples {
  return {
    width: attributes.columns,
    height: attributes.rows,
    samplesPerPixel: attributes.samplesPerPixel,
    bitsAllocated,
    bitsStored: attributes.bitsStored,
    highBit: attributes.highBit,
    isSigned: attributes.pixelRepresentation === 1,
    photometricInterpretation,
    cells,
  };
}

function requireIndex(index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new RangeError(`there is no frame ${String(index)} of ${String(count)}`);
}

async function asNotReadable<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw translated(error);
  }
}

/** The refusals of the transcoder are those of the reader; anything else is a fault of ours. */
function translated(error: unknown): unknown {
  if (!(error instanceof LetheError) || error.code !== 'TRANSCODE_NOT_POSSIBLE') return error;
  return notReadable(error.message, error);
}
