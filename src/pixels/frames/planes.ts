/** Bit planes beside the stored values: overlays (PS3.3 C.9.2) and bits of the cells that no value uses. */
import type { IndexedInstance } from '../../dicom/instance.js';
import type { DataElement } from '../../dicom/model.js';
import { vrFacts } from '../../dicom/vr.js';
import type { GrayOrRgbFrame } from '../../ocr/frame.js';
import { bitsOfWords, type BitsOfWords } from '../../simd/cells.js';
import { bytesOf, cellsOfBits, swapUnits, type Cells } from './cells.js';
import type { FrameSamples } from './frame-samples.js';
import { notReadable } from './image-attributes.js';
import { readOverlayPlane, type OverlayPlane } from '../mask/rewrite-overlay.js';

const FIRST_GROUP = 0x6000;
const LAST_GROUP = 0x601e;

/**
 * The overlay planes that have data of their own, but for those whose data goes. Those embedded in the pixel data (60xx,0102) lie in unused bits of the cells.
 * @throws LetheError `PIXELS_NOT_READABLE` where a plane's data is not as long as its attributes say
 */
export function overlaysWithData(
  instance: IndexedInstance,
  goes: (overlayData: DataElement) => boolean,
): readonly OverlayPlane[] {
  const planes: OverlayPlane[] = [];
  for (let group = FIRST_GROUP; group <= LAST_GROUP; group += 2) {
    const plane = readOverlayPlane(instance, group);
    const { data, rows, columns, numberOfFrames, firstFrame = 0, origin } = plane;
    if (data === undefined || data.valueLength === 0 || goes(data)) continue;
    const numbers = [rows, columns, numberOfFrames, firstFrame + 1];
    if (!numbers.every((number) => Number.isInteger(number) && number > 0) || !origin.every(Number.isInteger))
      throw notReadable(`overlay ${group.toString(16)} has data and no size`);
    if (data.items !== undefined || data.fragments !== undefined)
      throw notReadable(`overlay ${group.toString(16)} is no plane of bits`);
    if (data.valueLength < Math.ceil((rows * columns * numberOfFrames) / 8))
      throw notReadable(`overlay ${group.toString(16)} is shorter than its rows and columns say`);
    planes.push(plane);
  }
  return planes;
}

/** A cell of 0 or 1 for each pixel of one frame of a plane, row by row; none where the plane has no data of its own. */
export function overlayCells(
  { source }: IndexedInstance,
  { data, rows, columns }: OverlayPlane,
  frame: number,
): Uint8Array {
  if (data === undefined) return new Uint8Array(0);
  // OW of a big endian data set stands in words (PS3.5 7.3).
  const unit = data.parent.encoding.littleEndian ? 1 : vrFacts(data.vr).swapUnitBytes;
  const firstBit = rows * columns * frame;
  const start = Math.floor(firstBit / 8 / unit) * unit;
  const end = Math.min(data.valueLength, Math.ceil((firstBit + rows * columns) / 8 / unit) * unit);
  const bytes = Buffer.from(source.read(data.valueStart + start, end - start));
  swapUnits(bytes, unit);
  return cellsOfBits(bytes, firstBit - start * 8, rows * columns);
}

/** White where a cell is set. */
export function bitFrame(width: number, height: number, cells: Uint8Array): GrayOrRgbFrame {
  return { width, height, samples: 1, pixels: bytesOf(cells, (cell) => (cell === 0 ? 0 : 255)) };
}

/**
 * Pictures in the bits of the cells outside those stored, one for each bit that is not the same everywhere; none where all of those
 * above only repeat the sign. Of several samples a picture is set where any of them is.
 */
export function unusedBitFrames(frame: FrameSamples): readonly GrayOrRgbFrame[] {
  const { width, height, cells, samplesPerPixel, bitsAllocated, bitsStored, highBit, isSigned } = frame;
  if (bitsAllocated === 1 || bitsStored === bitsAllocated) return [];
  let unused = 0;
  for (let bit = 0; bit < bitsAllocated; bit += 1) {
    if (bit > highBit || bit <= highBit - bitsStored) unused |= 1 << bit;
  }
  const sign = isSigned ? highBit : undefined;
  const { set, cleared, unlikeSign } =
    cells instanceof Uint16Array ? bitsOfWords(cells, sign) : bitsOf(cells, sign);
  const varying = set & cleared & unlikeSign & unused;
  const frames: GrayOrRgbFrame[] = [];
  for (let bit = 0; bit < bitsAllocated; bit += 1) {
    if (((varying >>> bit) & 1) === 0) continue;
    const pixels = new Uint8Array(width * height);
    for (let at = 0; at < cells.length; at += 1) {
      if ((((cells[at] ?? 0) >>> bit) & 1) === 1) pixels[Math.floor(at / samplesPerPixel)] = 255;
    }
    frames.push({ width, height, samples: 1, pixels });
  }
  return frames;
}

/** Bits set in any of the cells, cleared in any, and unlike the sign in any, so that a bit that differs from the sign stands out. */
function bitsOf(cells: Cells, signBit: number | undefined): BitsOfWords {
  let [set, cleared, unlikeSign] = [0, 0, 0];
  for (let at = 0; at < cells.length; at += 1) {
    const cell = cells[at] ?? 0;
    set |= cell;
    cleared |= ~cell;
    unlikeSign |= cell ^ (signBit !== undefined && ((cell >>> signBit) & 1) === 1 ? -1 : 0);
  }
  return { set, cleared, unlikeSign };
}
