/** The attributes that say how pixels are stored (PS3.3 section C.7.6.3), read so that no lie in them costs memory. */
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement } from '../../dicom/model.js';
import type { Tag } from '../../dicom/tag.js';
import { formatTag } from '../../dicom/tag.js';
import { readValues, readWideUs } from '../../dicom/values.js';
import { LetheError } from '../../errors.js';
import type { FrameAttributes } from '../../transcode/codecs.js';

export interface ImageAttributes extends FrameAttributes {
  readonly highBit: number;
  readonly numberOfFrames: number;
  /**
   * Native pixel data holds not one whole frame, and the rows are those that it begins; or it is halved; or its bits contradict each other, and all that are allocated are taken for stored. It can be looked at so, not written.
   */
  readonly isDamaged: boolean;
  /** Native pixel data holds exactly half of what is said, and its words are taken for bytes. */
  readonly isHalved: boolean;
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

/**
 * @param heldBytes the length of native pixel data, of which damage is tolerated: no row beyond it is counted; Infinity: compressed, or to be written
 * @param words what words half as long as said are taken for
 * @throws LetheError `PIXELS_NOT_READABLE` where they are missing, contradict each other or ask for too much
 */
export function readImageAttributes(
  instance: IndexedInstance,
  heldBytes = Infinity,
  words: 'bytes' | 'asSaid' = 'bytes',
): ImageAttributes {
  const rowsSaid = number(instance, ROWS);
  const columns = number(instance, COLUMNS);
  const samplesPerPixel = number(instance, SAMPLES_PER_PIXEL, 1);
  const numberOfFrames = readNumberOfFrames(instance);
  const bitsSaid = number(instance, BITS_ALLOCATED);
  const isHalved =
    words === 'bytes' &&
    bitsSaid === 16 &&
    isPadded(heldBytes, rowsSaid * columns * samplesPerPixel * numberOfFrames);
  const bitsAllocated = isHalved ? 8 : bitsSaid;
  const bitsStored = number(instance, BITS_STORED, bitsAllocated);
  const highBit = number(instance, HIGH_BIT, bitsStored - 1);
  if (rowsSaid === 0 || columns === 0) throw notReadable('rows or columns are 0');
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3)
    throw notReadable(`pixels of ${String(samplesPerPixel)} samples are not supported`);
  if (![1, 8, 16, 32, 64].includes(bitsAllocated))
    throw notReadable(`pixels of ${String(bitsAllocated)} bits are not supported`);
  const doBitsFit = !isHalved && bitsStored > 0 && bitsStored <= highBit + 1 && highBit < bitsAllocated;
  if (!doBitsFit && heldBytes === Infinity)
    throw notReadable('bits stored and high bit do not fit into bits allocated');
  const planarConfiguration = samplesPerPixel > 1 ? number(instance, PLANAR_CONFIGURATION, 0) : 0;
  const photometricInterpretation = readValue(instance, PHOTOMETRIC_INTERPRETATION) ?? '';
  const rowBytes = (columns * samplesPerPixel * bitsAllocated) / 8;
  // Where planes follow each other or pixels share their colour, the rows cannot be told from the length.
  const isInRows = planarConfiguration === 0 && !/_42\d$/.test(photometricInterpretation);
  const rows = isInRows ? Math.min(rowsSaid, Math.max(1, Math.ceil(heldBytes / rowBytes))) : rowsSaid;
  if (rows * rowBytes > MAX_FRAME_BYTES) throw notReadable('a frame would be larger than 512 MiB');
  return {
    rows,
    columns,
    samplesPerPixel,
    bitsAllocated,
    bitsStored: doBitsFit ? bitsStored : bitsAllocated,
    highBit: doBitsFit ? highBit : bitsAllocated - 1,
    pixelRepresentation: number(instance, PIXEL_REPRESENTATION, 0),
    planarConfiguration,
    photometricInterpretation,
    numberOfFrames,
    isDamaged: rows < rowsSaid || !doBitsFit,
    isHalved,
  };
}

/** One whole number from 0 to 65535, whatever VR it was written with. */
/** Whether a value has so many bytes, or one more to be even (PS3.5 section 7.1.1). */
function isPadded(heldBytes: number, bytes: number): boolean {
  return heldBytes === bytes + (bytes % 2);
}

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
  const wide = readWideUs(source, element);
  if (wide !== undefined) return String(wide);
  const values = readValues(source, element);
  if (values.length > 1) throw notReadable(`${formatTag(tag)} has several values`);
  return values[0]?.replaceAll('\0', '').trim();
}

/** Why the pixels of an instance cannot be read; never with a value out of it. */
export function notReadable(reason: string, cause?: unknown): LetheError {
  return new LetheError('PIXELS_NOT_READABLE', reason, cause === undefined ? {} : { cause });
}
