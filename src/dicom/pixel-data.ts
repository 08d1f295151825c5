/**
 * Whether Pixel Data is what the attributes around it say (PS3.3 C.7.6.3, PS3.5 section 8 and annex A.4), by lengths and
 * positions alone: nothing is decoded, and nothing is allocated that the attributes ask for.
 */
import type { IndexedInstance } from './instance.js';
import type { DataElement, Fragment } from './model.js';
import { encodingOf } from './part10.js';
import { formatTag, TAG, type Tag } from './tag.js';
import { readWideUs } from './values.js';

const SAMPLES_PER_PIXEL = 0x00280002;
const PHOTOMETRIC_INTERPRETATION = 0x00280004;
const NUMBER_OF_FRAMES = 0x00280008;
const ROWS = 0x00280010;
const COLUMNS = 0x00280011;
const BITS_ALLOCATED = 0x00280100;
const EXTENDED_OFFSET_TABLE = 0x7fe00001;

/** No compressed frame of a real image is larger decoded; what says so is made to exhaust a decoder. */
const MAX_FRAME_BYTES = 1024 * 1024 * 1024;
/** Native Pixel Data has no longer value (PS3.5 section 7.1.2). */
const MAX_VALUE_BYTES = 0xffff_fffe;
/** Programs count pixels in signed numbers of 32 bits: what says more and does not hold them is made to overflow these. */
const MAX_PIXELS = 0x7fff_ffff;
/** MPEG-2, MPEG-4 and HEVC hold many frames in one fragment (PS3.5 annexes A.4.5 to A.4.8). */
const VIDEO = /^1\.2\.840\.10008\.1\.2\.4\.10[0-8](?:\.1)?$/;

/** Thrown and caught inside this module only. */
class Fault extends Error {}
class LengthFault extends Fault {}

export interface PixelDataFault {
  /** In words, naming tags and numbers only. */
  readonly detail: string;
  /**
   * `length`: native and shorter than said, or described by a number of another length; `structure`: what is where cannot be told,
   * or is impossible.
   */
  readonly kind: 'length' | 'structure';
}

/** What is wrong with the Pixel Data of the outermost data set; undefined where nothing is. */
export function pixelDataFault(instance: IndexedInstance): PixelDataFault | undefined {
  const found = instance.dataSet.elements.filter(({ tag }) => tag === TAG.pixelData);
  const [pixelData] = found;
  // One without a value has nothing to be wrong, and nothing to hide.
  if (pixelData === undefined || (found.length === 1 && pixelData.end === pixelData.valueStart))
    return undefined;
  try {
    if (found.length > 1) throw new Fault('Pixel Data (7FE0,0010) stands twice');
    checkPixelData(instance, pixelData);
    return undefined;
  } catch (error) {
    if (error instanceof Fault)
      return { detail: error.message, kind: error instanceof LengthFault ? 'length' : 'structure' };
    throw error;
  }
}

function checkPixelData(instance: IndexedInstance, pixelData: DataElement): void {
  const { encapsulated } = encodingOf(instance.transferSyntaxUid);
  const pixels = number(instance, ROWS) * number(instance, COLUMNS);
  const samples = number(instance, SAMPLES_PER_PIXEL, 1);
  const frames = numberOfFrames(instance);
  const frameBits = pixels * samples * number(instance, BITS_ALLOCATED);
  if (pixelData.fragments !== undefined) {
    if (frameBits / 8 > MAX_FRAME_BYTES) throw new Fault('a frame would be larger than 1 GiB');
    if (!encapsulated)
      throw new Fault('Pixel Data is encapsulated, which the transfer syntax does not allow');
    checkFragments(instance, pixelData.fragments, frames);
    return;
  }
  if (encapsulated) throw new Fault('Pixel Data is not encapsulated, as the transfer syntax demands');
  const { valueLength } = pixelData;
  const said = Math.ceil((frameBits * frames) / 8);
  // Where two pixels share their colour, there are two samples of eight bits for each (PS3.3 C.7.6.3.1.2).
  const sizes = sharesColour(instance) ? [said, pixels * frames * 2] : [said];
  if (sizes.some((size) => valueLength === size || valueLength === size + (size % 2))) {
    const wide = [ROWS, COLUMNS, SAMPLES_PER_PIXEL, BITS_ALLOCATED].find(
      (tag) => elementOf(instance, tag)?.valueLength === 4,
    );
    if (wide !== undefined) throw new LengthFault(`${formatTag(wide)} is a number of four bytes`);
    return;
  }
  if (said > MAX_VALUE_BYTES || pixels * frames > MAX_PIXELS)
    throw new Fault('the attributes say more pixels than Pixel Data can have');
  // Another picture may stand in what is there too much, of which no attribute tells how to look at it.
  if (valueLength > said)
    throw new Fault(`Pixel Data has ${String(valueLength)} bytes, the attributes say ${String(said)}`);
  throw new LengthFault(`Pixel Data has ${String(valueLength)} bytes, the attributes say ${String(said)}`);
}

function sharesColour(instance: IndexedInstance): boolean {
  const element = elementOf(instance, PHOTOMETRIC_INTERPRETATION);
  if (element === undefined || element.valueLength > 16) return false;
  const bytes = instance.source.read(element.valueStart, element.valueLength);
  return bytes.toString('latin1').includes('_422');
}

function checkFragments(
  instance: IndexedInstance,
  [offsetTable, ...fragments]: readonly Fragment[],
  frames: number,
): void {
  if (offsetTable === undefined || fragments.length === 0) throw new Fault('Pixel Data holds no fragments');
  const odd = fragments.findIndex(({ valueLength }) => valueLength % 2 !== 0);
  if (odd >= 0) throw new Fault(`fragment ${String(odd + 1)} of Pixel Data is of odd length`);
  if (VIDEO.test(instance.transferSyntaxUid)) return;
  if (fragments.length < frames)
    throw new Fault(`${String(fragments.length)} fragments cannot hold ${String(frames)} frames`);
  checkOffsets(instance, offsetTable, 4, fragments, frames);
  const extended = elementOf(instance, EXTENDED_OFFSET_TABLE);
  if (extended !== undefined) checkOffsets(instance, extended, 8, fragments, frames);
}

/** Each offset is that of a fragment's item, from the first fragment's on, and each is larger than the one before. */
function checkOffsets(
  { source }: IndexedInstance,
  table: Fragment,
  size: 4 | 8,
  fragments: readonly Fragment[],
  frames: number,
): void {
  if (table.valueLength === 0) return;
  const name = size === 4 ? 'the basic offset table' : 'the extended offset table';
  if (table.valueLength !== frames * size)
    throw new Fault(`${name} has ${String(table.valueLength)} bytes for ${String(frames)} frames`);
  const first = (fragments[0]?.valueStart ?? 0) - 8;
  const bytes = source.read(table.valueStart, table.valueLength);
  let next = 0;
  for (let at = 0; at + size <= bytes.length; at += size) {
    const offset = size === 4 ? bytes.readUInt32LE(at) : Number(bytes.readBigUInt64LE(at));
    if (at === 0 && offset !== 0) throw new Fault(`${name} does not begin at the first fragment`);
    while (next < fragments.length && (fragments[next]?.valueStart ?? 0) - 8 - first < offset) next += 1;
    if ((fragments[next]?.valueStart ?? -1) - 8 - first !== offset)
      throw new Fault(`entry ${String(at / size + 1)} of ${name} points at no fragment, or back`);
    next += 1;
  }
}

function elementOf({ dataSet }: IndexedInstance, tag: Tag): DataElement | undefined {
  return dataSet.elements.find((element) => element.tag === tag);
}

/** One US value, be it in four bytes. */
function number(instance: IndexedInstance, tag: Tag, otherwise?: number): number {
  const element = elementOf(instance, tag);
  if (element === undefined || element.valueLength === 0) {
    if (otherwise !== undefined) return otherwise;
    throw new Fault(`Pixel Data is there and ${formatTag(tag)} is not`);
  }
  const wide = readWideUs(instance.source, element);
  if (wide !== undefined) return wide;
  if (element.valueLength !== 2 || (element.vr !== 'US' && element.vr !== 'UN'))
    throw new Fault(`${formatTag(tag)} is not one value of VR US`);
  const bytes = instance.source.read(element.valueStart, 2);
  return element.parent.encoding.littleEndian ? bytes.readUInt16LE() : bytes.readUInt16BE();
}

/** One IS value; 1 where there is none, or an empty one. */
function numberOfFrames(instance: IndexedInstance): number {
  const element = elementOf(instance, NUMBER_OF_FRAMES);
  if (element === undefined) return 1;
  const bytes = instance.source.read(element.valueStart, Math.min(element.valueLength, 16));
  const text = bytes.toString('latin1').replaceAll('\0', ' ').trim();
  if (text === '' || text === '0') return 1;
  if (element.valueLength > 16 || !/^\+?\d{1,10}$/.test(text))
    throw new Fault(`${formatTag(NUMBER_OF_FRAMES)} is not one value of VR IS`);
  return Number(text);
}
