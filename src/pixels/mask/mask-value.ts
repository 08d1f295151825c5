/** Black as a viewer shows it, as the bits of a cell. */
import type { Brush } from './strokes.js';

/** What the attributes say of cells (PS3.3 section C.7.6.3). */
export interface CellFormat {
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  readonly photometricInterpretation: string;
}

/** What else decides which value is dark. */
interface DarkHints {
  /** (0028,0120), as a number of the cells' sign; undefined where it is not given. */
  readonly paddingValue: number | undefined;
  /** Index of the darkest palette entry (PS3.3 section C.7.6.3.1.5). */
  readonly darkestIndex: number;
  /** Cells of a masked frame, from which the darkest value of signed images is taken. */
  readonly cells: Uint8Array | Uint16Array | Uint32Array;
}

/** The bits of all cells of one bit depth. */
function allBits(count: number): number {
  return count >= 32 ? 0xffffffff : 2 ** count - 1;
}

/** The bits of a cell that hold the stored value. */
export function storedBits({ bitsStored, highBit }: CellFormat): number {
  return (allBits(bitsStored) << Math.max(0, highBit + 1 - bitsStored)) >>> 0;
}

/** A brush that leaves one constant value, black, and nothing in the unused bits. */
export function blackBrush(format: CellFormat, hints: DarkHints): Brush {
  const set = blackSamples(format, hints);
  return { keep: set.map(() => 0), set };
}

/** A brush that clears some bits of a cell and leaves the others. */
export function clearingBrush(format: CellFormat, bits: number): Brush {
  const keep = (allBits(format.bitsAllocated) & ~bits) >>> 0;
  const samples = Array.from({ length: format.samplesPerPixel });
  return { keep: samples.map(() => keep), set: samples.map(() => 0) };
}

/** Bits of a cell outside those stored. */
export function unusedBits(format: CellFormat): number {
  return (allBits(format.bitsAllocated) & ~storedBits(format)) >>> 0;
}

function blackSamples(format: CellFormat, hints: DarkHints): number[] {
  const { photometricInterpretation: photometric, samplesPerPixel, bitsStored } = format;
  const middle = 2 ** (bitsStored - 1);
  const shift = Math.max(0, format.highBit + 1 - bitsStored);
  const shifted = (values: readonly number[]): number[] => values.map((value) => (value << shift) >>> 0);
  if (samplesPerPixel === 3 && photometric.startsWith('YBR_PARTIAL'))
    return shifted([bitsStored >= 8 ? 2 ** (bitsStored - 4) : 0, middle, middle]);
  if (samplesPerPixel === 3 && photometric.startsWith('YBR_FULL')) return shifted([0, middle, middle]);
  if (photometric === 'CMYK' && samplesPerPixel === 4) return shifted([0, 0, 0, allBits(bitsStored)]);
  if (samplesPerPixel > 1) return Array.from({ length: samplesPerPixel }, () => 0);
  if (photometric === 'PALETTE COLOR') return shifted([hints.darkestIndex]);
  return [darkCell(format, hints, photometric === 'MONOCHROME1')];
}

/**
 * Unsigned: the end of the range that is shown black. Signed: the padding value or the darkest value of the frame, the
 * darker one, since the end of the range would upset every display that fits its window to the values it finds.
 */
function darkCell(format: CellFormat, hints: DarkHints, brightIsLow: boolean): number {
  const { bitsStored, highBit, bitsAllocated } = format;
  const shift = Math.max(0, highBit + 1 - bitsStored);
  if (!format.isSigned) return brightIsLow ? storedBits(format) : 0;
  const sign = 2 ** (bitsStored - 1);
  const mask = allBits(bitsStored);
  const above = bitsAllocated - 1 - highBit;
  const darker = (a: number, b: number): number => (brightIsLow ? Math.max(a, b) : Math.min(a, b));
  let darkest =
    hints.paddingValue !== undefined && inRange(hints.paddingValue, sign) ? hints.paddingValue : 0;
  // Whether negative values fill the unused bits above them, as most writers do.
  let isExtended = above > 0;
  for (const cell of hints.cells) {
    const stored = (cell >>> shift) & mask;
    const value = bitsStored === 32 ? stored | 0 : stored >= sign ? stored - 2 * sign : stored;
    darkest = darker(darkest, value);
    if (value < 0 && isExtended && cell >>> (highBit + 1) !== allBits(above)) isExtended = false;
  }
  const bits = (((darkest & mask) << shift) >>> 0) & storedBits(format);
  const extension = darkest < 0 && isExtended ? (allBits(above) << (highBit + 1)) >>> 0 : 0;
  return (bits | extension) >>> 0;
}

function inRange(value: number, sign: number): boolean {
  return value >= -sign && value < sign;
}
