/** A frame as it is shown, and once more where that hides something in which text could stand. */
import type { Box, GrayOrRgbFrame } from '../../ocr/frame.js';
import { lookedUp } from '../../simd/cells.js';
import { bytesOf } from './cells.js';
import type { Display } from './display.js';
import type { FrameSamples } from './frame-samples.js';
import { hiddenContrast } from './hidden-contrast.js';
import type { Palette } from './lookup-tables.js';
import {
  curve,
  curveOf,
  inverted,
  levelAtShare,
  levelsOf,
  rampCurve,
  storedValue,
  type Curve,
  type Levels,
} from './tones.js';

export interface Rendering extends GrayOrRgbFrame {
  /** The parts that show what the renderings before hide; undefined: all of it. */
  readonly areas: readonly Box[] | undefined;
}

/** Shares of the pixels that may be darker than black and brighter than white where the instance names no window. */
const DARKEST = 0.005;
const BRIGHTEST = 0.995;
/** Brightness, of 1, that each saturated end gets in the rendering that spreads them. */
const END = 0.43;
/** Edges hidden by the first rendering count from so many grey levels on; ends get half the range only. */
const LEAST_EDGE = 14;
const LEAST_END_EDGE = 9;

/** As a viewer shows the frame first; then what that hides, where it hides anything: saturated ends, faint parts, palette tricks. */
export function renderings(frame: FrameSamples, display: Display, index: number): readonly Rendering[] {
  if (frame.samplesPerPixel === 3) return [{ ...colourFrame(frame), areas: undefined }];
  const levels = levelsOf(frame);
  if (frame.photometricInterpretation === 'PALETTE COLOR' && display.palette !== undefined) {
    const shown = paletteFrame(frame, levels, display.palette);
    return [{ ...shown, areas: undefined }, ...hiddenIn(frame, levels, [shown], [spread(levels)])];
  }
  const isPadding = paddingOf(levels, display);
  const isInverse = (frame.photometricInterpretation === 'MONOCHROME1') !== display.isInverse;
  const oriented = (bytes: Curve): Curve => (isInverse ? inverted(bytes) : bytes);
  const first = curveOf(levels, display.toneOf(index)) ?? ownWindow(levels, isPadding);
  const shown = greyFrame(frame, levels, oriented(first));
  const others = [endsSpread(levels, first), percentileWindow(levels, isPadding)].filter(
    (candidate) => candidate !== undefined && Buffer.compare(candidate.curve, first) !== 0,
  );
  return [{ ...shown, areas: undefined }, ...hiddenIn(frame, levels, [shown], others)];
}

/** The first rendering alone. */
export function shownFrame(frame: FrameSamples, display: Display, index: number): GrayOrRgbFrame {
  if (frame.samplesPerPixel === 3) return colourFrame(frame);
  const levels = levelsOf(frame);
  if (frame.photometricInterpretation === 'PALETTE COLOR' && display.palette !== undefined)
    return paletteFrame(frame, levels, display.palette);
  const isInverse = (frame.photometricInterpretation === 'MONOCHROME1') !== display.isInverse;
  const first = curveOf(levels, display.toneOf(index)) ?? ownWindow(levels, paddingOf(levels, display));
  return greyFrame(frame, levels, isInverse ? inverted(first) : first);
}

interface Candidate {
  readonly curve: Curve;
  readonly leastEdge: number;
}

function hiddenIn(
  frame: FrameSamples,
  levels: Levels,
  shown: readonly GrayOrRgbFrame[],
  candidates: readonly (Candidate | undefined)[],
): Rendering[] {
  const added: Rendering[] = [];
  const inkAt = inkTest(frame, levels);
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    const rendered = greyFrame(frame, levels, candidate.curve);
    const areas = hiddenContrast(rendered, [...shown, ...added], candidate.leastEdge, inkAt);
    if (areas.length > 0) added.push({ ...rendered, areas });
  }
  return added;
}

/** Ink covers no more of a frame. */
const MOST_INK = 0.05;
/** Values that so few pixels have, of all, are the shades of letters with soft edges, taken together; those of a mean are all so few. */
const SELDOM = 0.0005;
const SHADES = -2;

/** Text is written in one value: two neighbours at least have it too, which grain seldom does, and it is not that of the ground. */
function inkTest(
  { width, step }: FrameSamples,
  { codes, levelOf, counts }: Levels,
): (at: number) => number | undefined {
  const most = MOST_INK * codes.length;
  const seldom = step === undefined ? SELDOM * codes.length : 0;
  return (at) => {
    const code = codes[at] ?? 0;
    const count = counts[levelOf[code] ?? 0] ?? 0;
    if (count > most) return undefined;
    let equal = 0;
    for (let row = at - width; row <= at + width; row += width) {
      for (let place = row - 1; place <= row + 1; place += 1) if (codes[place] === code) equal += 1;
    }
    if (equal < 3) return undefined; // itself among them
    return count <= seldom ? SHADES : code;
  };
}

function paddingOf(levels: Levels, { padding }: Display): (level: number) => boolean {
  if (padding === undefined) return () => false;
  const [from, to] = padding;
  return (level) => {
    const value = levels.valueOf(level);
    return value >= from && value <= to;
  };
}

/** All of the range, as nearly as a few outliers allow: they may make it sixteen times as wide, and no more. */
function ownWindow(levels: Levels, isPadding: (level: number) => boolean): Curve {
  const from = levelAtShare(levels, DARKEST, isPadding);
  const to = levelAtShare(levels, BRIGHTEST, isPadding);
  const least = (levels.last - levels.first) / 16;
  const middle = (from + to) / 2;
  return to - from >= least
    ? rampCurve(levels, from, to)
    : rampCurve(
        levels,
        Math.max(levels.first, middle - least / 2),
        Math.max(levels.first, middle - least / 2) + least,
      );
}

/** The bulk of the pixels over the whole range, however wide the window of the instance is. */
function percentileWindow(levels: Levels, isPadding: (level: number) => boolean): Candidate | undefined {
  const from = levelAtShare(levels, DARKEST, isPadding);
  const to = levelAtShare(levels, BRIGHTEST, isPadding);
  return to > from ? { curve: rampCurve(levels, from, to), leastEdge: LEAST_EDGE } : undefined;
}

function spread(levels: Levels): Candidate {
  return { curve: rampCurve(levels, levels.first, levels.last), leastEdge: LEAST_EDGE };
}

/** What a curve gives one brightness at its ends, spread over most of the range; the middle is squeezed. */
function endsSpread(levels: Levels, shown: Curve): Candidate | undefined {
  const { first, last } = levels;
  let low = first;
  while (low < last && shown[low + 1] === shown[first]) low += 1;
  if (low === last) return spread(levels);
  let high = last;
  while (high > low && shown[high - 1] === shown[last]) high -= 1;
  if (low === first && high === last) return undefined;
  const lowShare = low > first ? END : 0;
  const highShare = high < last ? END : 0;
  const share = (level: number): number => {
    if (level < low) return (lowShare * (level - first)) / (low - first);
    if (level > high) return 1 - (highShare * (last - level)) / (last - high);
    return lowShare + ((1 - lowShare - highShare) * (level - low)) / Math.max(1, high - low);
  };
  return { curve: curve(levels, share), leastEdge: LEAST_END_EDGE };
}

function greyFrame({ width, height }: FrameSamples, levels: Levels, brightness: Curve): GrayOrRgbFrame {
  const { codes, levelOf } = levels;
  const byCode = new Uint8Array(Math.max(256, levelOf.length));
  for (let code = 0; code < levelOf.length; code += 1) byCode[code] = brightness[levelOf[code] ?? 0] ?? 0;
  return { width, height, samples: 1, pixels: lookedUp(codes, byCode) };
}

function paletteFrame({ width, height }: FrameSamples, levels: Levels, palette: Palette): GrayOrRgbFrame {
  const { codes, levelOf } = levels;
  const last = palette.colours.length / 3 - 1;
  const entryOf = new Uint16Array(levelOf.length);
  for (let code = 0; code < entryOf.length; code += 1)
    entryOf[code] = Math.min(last, Math.max(0, levels.valueOf(levelOf[code] ?? 0) - palette.first));
  const pixels = new Uint8Array(codes.length * 3);
  for (let at = 0; at < codes.length; at += 1) {
    const entry = (entryOf[codes[at] ?? 0] ?? 0) * 3;
    pixels[at * 3] = palette.colours[entry] ?? 0;
    pixels[at * 3 + 1] = palette.colours[entry + 1] ?? 0;
    pixels[at * 3 + 2] = palette.colours[entry + 2] ?? 0;
  }
  return { width, height, samples: 3, pixels };
}

/** RGB, or YBR made into it (PS3.3 C.7.6.3.1.2); of more than eight bits the eight that the frame makes use of. */
function colourFrame(frame: FrameSamples): GrayOrRgbFrame {
  const { width, height, photometricInterpretation } = frame;
  const pixels = eightBits(frame);
  if (photometricInterpretation.startsWith('YBR_FULL')) toRgb(pixels, 0, 1, 1);
  else if (photometricInterpretation.startsWith('YBR_PARTIAL')) toRgb(pixels, 16, 255 / 219, 255 / 224);
  return { width, height, samples: 3, pixels };
}

function eightBits(frame: FrameSamples): Uint8Array {
  const { cells, bitsAllocated, bitsStored } = frame;
  if (bitsAllocated === 8 && bitsStored === 8) return new Uint8Array(cells);
  if (bitsAllocated === 1) return bytesOf(cells, (cell) => (cell === 0 ? 0 : 255));
  const valueOf = storedValue({ ...frame, isSigned: false });
  if (bitsStored < 8)
    return bytesOf(cells, (cell) => Math.round((valueOf(cell) * 255) / (2 ** bitsStored - 1)));
  // Many writers say sixteen bits and use eight of them.
  let greatest = 0;
  for (let at = 0; at < cells.length; at += 1) greatest = Math.max(greatest, valueOf(cells[at] ?? 0));
  const isYbr = frame.photometricInterpretation.startsWith('YBR');
  const used =
    isYbr || greatest > 0xff ? Math.max(8, isYbr ? bitsStored : Math.ceil(Math.log2(greatest + 1))) : 8;
  const shift = 2 ** (used - 8);
  return bytesOf(cells, (cell) => Math.min(255, Math.floor(valueOf(cell) / shift)));
}

function toRgb(pixels: Uint8Array, black: number, luminance: number, colour: number): void {
  const byte = (value: number): number => Math.round(Math.min(255, Math.max(0, value)));
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const y = ((pixels[at] ?? 0) - black) * luminance;
    const blue = ((pixels[at + 1] ?? 0) - 128) * colour;
    const red = ((pixels[at + 2] ?? 0) - 128) * colour;
    pixels[at] = byte(y + 1.402 * red);
    pixels[at + 1] = byte(y - 0.344136 * blue - 0.714136 * red);
    pixels[at + 2] = byte(y + 1.772 * blue);
  }
}
