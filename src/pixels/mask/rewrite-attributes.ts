/** The attributes that a mask would make untrue. */
import type { Edits } from '../../dicom/edit.js';
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement, type DataElement, type DataSet } from '../../dicom/model.js';
import { readText, readValues } from '../../dicom/values.js';
import { transferSyntax } from '../../dicom/uid-registry.js';
import type { FrameSamples } from '../frames/frame-samples.js';

const PHOTOMETRIC_INTERPRETATION = 0x00280004;
const PLANAR_CONFIGURATION = 0x00280006;
const SMALLEST_PIXEL_VALUE = 0x00280106;
const LARGEST_PIXEL_VALUE = 0x00280107;
const LOSSY_IMAGE_COMPRESSION = 0x00282110;
const LOSSY_IMAGE_COMPRESSION_METHOD = 0x00282114;

/** Sets a string of the image where it differs; adds it where it is missing. */
export function setText(
  instance: IndexedInstance,
  tag: number,
  vr: string,
  text: string,
  edits: Edits,
): void {
  const { dataSet, source } = instance;
  const element = findElement(dataSet, tag);
  const value = Buffer.from(text.length % 2 === 0 ? text : `${text} `, 'latin1');
  if (element === undefined) edits.insert(dataSet, tag, vr, value);
  else if (readText(source, element).replaceAll('\0', '').trim() !== text) edits.replace(element, value);
}

export function setPhotometricInterpretation(instance: IndexedInstance, text: string, edits: Edits): void {
  setText(instance, PHOTOMETRIC_INTERPRETATION, 'CS', text, edits);
}

/** Only of images with several samples, which alone have the attribute (PS3.3 section C.7.6.3.1.3). */
export function setPlanarConfiguration(instance: IndexedInstance, value: 0 | 1, edits: Edits): void {
  const element = findElement(instance.dataSet, PLANAR_CONFIGURATION);
  if (element !== undefined) edits.replace(element, uint16(instance.dataSet, value));
}

/** Whether the image has lost something to compression, now or before (PS3.3 section C.7.6.1.1.5). */
export function isLossy(instance: IndexedInstance): boolean {
  if (transferSyntax(instance.transferSyntaxUid)?.lossy === 'always') return true;
  const element = findElement(instance.dataSet, LOSSY_IMAGE_COMPRESSION);
  return element !== undefined && readText(instance.source, element).trim() === '01';
}

/** Once lossy, always lossy: says so where the transfer syntax no longer does. */
export function rememberLoss(instance: IndexedInstance, edits: Edits): void {
  if (transferSyntax(instance.transferSyntaxUid)?.lossy !== 'always') return;
  setText(instance, LOSSY_IMAGE_COMPRESSION, 'CS', '01', edits);
  if (findElement(instance.dataSet, LOSSY_IMAGE_COMPRESSION_METHOD) === undefined)
    edits.insert(instance.dataSet, LOSSY_IMAGE_COMPRESSION_METHOD, 'CS', Buffer.from('ISO_10918_1 '));
}

/** The frames as they were, and as they are masked. */
export interface BothReaders {
  readonly before: (index: number) => FrameSamples;
  readonly after: (index: number) => FrameSamples;
}

/**
 * Keeps Smallest and Largest Image Pixel Value true, where they are given and were true: exact where all frames were masked, else only
 * made wide enough for the masked frames.
 */
export function updateExtremes(
  instance: IndexedInstance,
  maskedFrames: readonly number[],
  numberOfFrames: number,
  { before, after }: BothReaders,
  edits: Edits,
): void {
  const smallest = present(instance.dataSet, SMALLEST_PIXEL_VALUE, edits);
  const largest = present(instance.dataSet, LARGEST_PIXEL_VALUE, edits);
  if ((smallest ?? largest) === undefined || maskedFrames.length === 0) return;
  const [oldLow, oldHigh] = extremesOf(maskedFrames, before);
  const [low, high] = extremesOf(maskedFrames, after);
  const isWhole = maskedFrames.length === numberOfFrames;
  // What was not true before says something else than what the pixels hold: it is not ours to mend.
  if (isWhole) {
    setExtreme(instance, smallest, (old) => (old === oldLow ? low : old), edits);
    setExtreme(instance, largest, (old) => (old === oldHigh ? high : old), edits);
  } else {
    setExtreme(instance, smallest, (old) => (old <= oldLow ? Math.min(old, low) : old), edits);
    setExtreme(instance, largest, (old) => (old >= oldHigh ? Math.max(old, high) : old), edits);
  }
}

function extremesOf(indices: readonly number[], read: (index: number) => FrameSamples): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const index of indices) {
    const [frameLow, frameHigh] = extremes(read(index));
    low = Math.min(low, frameLow);
    high = Math.max(high, frameHigh);
  }
  return [low, high];
}

function present(dataSet: DataSet, tag: number, edits: Edits): DataElement | undefined {
  const element = findElement(dataSet, tag);
  return element === undefined || element.valueLength !== 2 || edits.isRemoved(element) ? undefined : element;
}

function setExtreme(
  instance: IndexedInstance,
  element: DataElement | undefined,
  next: (old: number) => number,
  edits: Edits,
): void {
  if (element === undefined) return;
  const raw = Number(readValues(instance.source, element)[0] ?? 0);
  const isSigned = element.vr === 'SS';
  const value = next(raw);
  const fits = isSigned ? value >= -0x8000 && value <= 0x7fff : value >= 0 && value <= 0xffff;
  // What the attribute cannot hold it cannot say truly.
  if (!fits) edits.remove(element);
  else if (value !== raw) edits.replace(element, uint16(instance.dataSet, value & 0xffff));
}

function extremes(frame: FrameSamples): [number, number] {
  const { bitsStored, highBit, isSigned } = frame;
  const shift = Math.max(0, highBit + 1 - bitsStored);
  const mask = bitsStored >= 32 ? 0xffffffff : 2 ** bitsStored - 1;
  const sign = 2 ** (bitsStored - 1);
  let low = Infinity;
  let high = -Infinity;
  for (let at = 0; at < frame.cells.length; at += 1) {
    const stored = (((frame.cells[at] ?? 0) >>> shift) & mask) >>> 0;
    const value = isSigned && stored >= sign ? stored - 2 * sign : stored;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function uint16(dataSet: DataSet, value: number): Buffer {
  const bytes = Buffer.alloc(2);
  if (dataSet.encoding.littleEndian) bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return bytes;
}
