/** Stored values of one frame as levels, and curves from levels to brightness. */
import { valueCounts } from '../../simd/cells.js';
import type { Modality, Tone, Voi } from './display.js';
import type { FrameSamples } from './frame-samples.js';
import type { LookupTable } from './lookup-tables.js';

/** The values of a frame of one sample: which stand where, and how often. */
export interface Levels {
  /** By pixel */
  readonly codes: Uint8Array | Uint16Array;
  /** Level of each code */
  readonly levelOf: Uint16Array;
  /** Pixels at each level; levels ascend with their values */
  readonly counts: Uint32Array;
  /** The first and the last level that stand anywhere */
  readonly first: number;
  readonly last: number;
  /** Stored value of a level, sign and all; a fraction where the frame's steps are finer */
  valueOf(level: number): number;
}

/** Brightness by level. */
export type Curve = Uint8Array;

/** The levels of a frame of one sample a pixel; those of cells of 32 bits are 65536 steps from the least to the greatest. */
export function levelsOf(frame: FrameSamples): Levels {
  const { cells, bitsAllocated, bitsStored, step = 1 } = frame;
  const valueOf = storedValue(frame);
  if (cells instanceof Uint32Array) return quantized(cells, valueOf);
  const levelCount = 2 ** bitsStored;
  const least = frame.isSigned ? -(levelCount / 2) : 0;
  const levelOf = new Uint16Array(2 ** bitsAllocated);
  for (let code = 0; code < levelOf.length; code += 1) levelOf[code] = valueOf(code) - least;
  return counted(cells, levelOf, levelCount, (level) => (level + least) * step);
}

function quantized(cells: Uint32Array, valueOf: (cell: number) => number): Levels {
  let least = Infinity;
  let greatest = -Infinity;
  for (let at = 0; at < cells.length; at += 1) {
    const value = valueOf(cells[at] ?? 0);
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const step = greatest > least ? (greatest - least) / 0xffff : 1;
  const codes = new Uint16Array(cells.length);
  for (let at = 0; at < cells.length; at += 1)
    codes[at] = Math.round((valueOf(cells[at] ?? 0) - least) / step);
  const levelOf = Uint16Array.from({ length: 65536 }, (_, code) => code);
  return counted(codes, levelOf, 65536, (level) => least + level * step);
}

function counted(
  codes: Uint8Array | Uint16Array,
  levelOf: Uint16Array,
  levelCount: number,
  valueOf: (level: number) => number,
): Levels {
  const byCode = valueCounts(codes);
  const counts = new Uint32Array(levelCount);
  let first = levelCount - 1;
  let last = 0;
  for (let code = 0; code < levelOf.length; code += 1) {
    const count = byCode[code] ?? 0;
    if (count === 0) continue;
    const level = levelOf[code] ?? 0;
    counts[level] = (counts[level] ?? 0) + count;
    if (level < first) first = level;
    if (level > last) last = level;
  }
  return { codes, levelOf, counts, first, last, valueOf };
}

/** What the stored bits of a cell say (PS3.3 C.7.6.3.1), whatever stands in the others. */
export function storedValue({ bitsStored, highBit, isSigned }: FrameSamples): (cell: number) => number {
  const shift = highBit + 1 - bitsStored;
  const range = 2 ** bitsStored;
  return (cell) => {
    const stored = (cell >>> shift) % range;
    return isSigned && stored >= range / 2 ? stored - range : stored;
  };
}

/** The curve of a tone; undefined where nothing is said of the VOI. */
export function curveOf(levels: Levels, { modality, voi }: Tone): Curve | undefined {
  if (voi === undefined) return undefined;
  const shown = voiCurve(voi);
  return curve(levels, (level) => shown(modalityValue(modality, levels.valueOf(level))));
}

/** Black at one level and below, white at another and above. */
export function rampCurve(levels: Levels, from: number, to: number): Curve {
  return curve(levels, (level) => (level - from) / Math.max(1, to - from));
}

/** A curve by shares of full brightness, computed for the levels that stand in the frame. */
export function curve(levels: Levels, shareOf: (level: number) => number): Curve {
  const bytes = new Uint8Array(levels.counts.length);
  for (let level = levels.first; level <= levels.last; level += 1) {
    const share = shareOf(level);
    bytes[level] = share <= 0 ? 0 : share >= 1 ? 255 : Math.round(255 * share);
  }
  return bytes;
}

export function inverted(bytes: Curve): Curve {
  return bytes.map((byte) => 255 - byte);
}

/** The level below which a share of the pixels lies, those of padding not counted. */
export function levelAtShare(levels: Levels, share: number, isPadding: (level: number) => boolean): number {
  let total = 0;
  for (let level = levels.first; level <= levels.last; level += 1) {
    if (!isPadding(level)) total += levels.counts[level] ?? 0;
  }
  let below = 0;
  for (let level = levels.first; level <= levels.last; level += 1) {
    if (isPadding(level)) continue;
    below += levels.counts[level] ?? 0;
    if (below > share * total) return level;
  }
  return levels.last;
}

function modalityValue(modality: Modality, stored: number): number {
  if (modality.kind === 'linear') return stored * modality.slope + modality.intercept;
  return entryOf(modality.table, stored);
}

function entryOf({ first, entries }: LookupTable, value: number): number {
  const at = Math.min(entries.length - 1, Math.max(0, Math.round(value) - first));
  return entries[at] ?? 0;
}

/** PS3.3 C.11.2.1.2 and C.11.2.1.3, as shares of the output range. */
function voiCurve(voi: Voi): (value: number) => number {
  if (voi.kind === 'table') return (value) => entryOf(voi.table, value) / voi.table.greatest;
  const { centre, width, shape } = voi;
  switch (shape) {
    case 'LINEAR':
      return width <= 1
        ? (value) => (value <= centre - 0.5 ? 0 : 1)
        : (value) => (value - (centre - 0.5)) / (width - 1) + 0.5;
    case 'LINEAR_EXACT':
      return (value) => (value - centre) / width + 0.5;
    case 'SIGMOID':
      return (value) => 1 / (1 + Math.exp((-4 * (value - centre)) / width));
  }
}
