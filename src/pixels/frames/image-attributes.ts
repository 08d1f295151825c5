/** The attributes that say how pixels are stored (PS3.3 section C.7.6.3), read so that no lie in them costs memory. */
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement } from '../../dicom/model.js';
import type { Tag } from '../../dicom/tag.js';
import { formatTag } from '../../dicom/tag.js';
import { readValues } from '../../dicom/values.js';
import { LetheError } from '../../errors.js';
import type { FrameAttributes } from '../../transcode/codecs.js';

export interface ImageAttributes extends FrameAttributes {
  readonly highBit: number;
  readonly numberOfFrames: number;
}

const SAMPLES_PER_PIXEL = 0x00280002;
const PHOTOMETRIC_INTERPRETATION = 0x00280004;
const PLANAR_CONFIGURATION = 0x00280006;
const NUMBER_OF_FRAMES = 0x00280008;
const ROWS = 0x00280010;
const COLUMNS = 0x00280011;
const BITS_ALLOCATED = 0x00280100;
const BITS_STORED = 0x00280101;
const HIGH_BIT = 0x00280102;
const PIXEL_REPRESENTATION = 0x00280103;

/** Frames decode to no more bytes than this: what says so is made to exhaust a decoder. */
const MAX_FRAME_BYTES = 512 * 1024 * 1024;

/** @throws LetheError `PIXELS_NOT_READABLE` where they are missing, contradict each other or ask for too much */
export function readImageAttributes(instance: IndexedInstance): ImageAttributes {
  const rows = number(instance, ROWS);
  const columns = number(instance, COLUMNS);
  const samplesPerPixel = number(instance, SAMPLES_PER_PIXEL, 1);
  const bitsAllocated = number(instance, BITS_ALLOCATED);
  const bitsStored = number(instance, BITS_STORED, bitsAllocated);
  const highBit = number(instance, HIGH_BIT, bitsStored - 1);
  if (rows === 0 || columns === 0) throw notReadable('rows or columns are 0');
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3)
    throw notReadable(`pixels of ${String(samplesPerPixel)} samples are not supported`);
  if (![1, 8, 16, 32, 64].includes(bitsAllocated))
    throw notReadable(`pixels of ${String(bitsAllocated)} bits are not supported`);
  if (bitsStored === 0 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit + 1 < bitsStored)
    throw notReadable('bits stored and high bit do not fit into bits allocated');
  if ((rows * columns * samplesPerPixel * bitsAllocated) / 8 > MAX_FRAME_BYTES)
    throw notReadable('a frame would be larger than 512 MiB');
  return {
    rows,
    columns,
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    highBit,
    pixelRepresentation: number(instance, PIXEL_REPRESENTATION, 0),
    planarConfiguration: samplesPerPixel > 1 ? number(instance, PLANAR_CONFIGURATION, 0) : 0,
    photometricInterpretation: readValue(instance, PHOTOMETRIC_INTERPRETATION) ?? '',
    numberOfFrames: readNumberOfFrames(instance),
  };
}

/** One whole number from 0 to 65535, whatever VR it was written with. */
function number(instance: IndexedInstance, tag: Tag, otherwise?: number): number {
  const text = readValue(instance, tag);
  if (text === undefined) {
    if (otherwise !== undefined) return otherwise;
    throw notReadable(`${formatTag(tag)} is missing`);
  }
  if (!/^\d{1,5}$/.test(text) || Number(text) > 0xffff)
    throw notReadable(`${formatTag(tag)} is not one number from 0 to 65535`);
  return Number(text);
}

function readNumberOfFrames(instance: IndexedInstance): number {
  const text = readValue(instance, NUMBER_OF_FRAMES);
  // What says nothing says one; of native pixel data the length tells.
  return text !== undefined && /^\+?\d{1,10}$/.test(text) ? Math.max(1, Number(text)) : 1;
}

/** The only value of an attribute; undefined where it is missing or empty. */
function readValue({ source, dataSet }: IndexedInstance, tag: Tag): string | undefined {
  const element = findElement(dataSet, tag);
  if (element === undefined || element.valueLength === 0) return undefined;
  if (element.valueLength > 64 || element.items !== undefined)
    throw notReadable(`${formatTag(tag)} is not one value`);
  const values = readValues(source, element);
  if (values.length > 1) throw notReadable(`${formatTag(tag)} has several values`);
  return values[0]?.replaceAll('\0', '').trim();
}

/** Why the pixels of an instance cannot be read; never with a value out of it. */
export function notReadable(reason: string, cause?: unknown): LetheError {
  return new LetheError('PIXELS_NOT_READABLE', reason, cause === undefined ? {} : { cause });
}
