/** What tells a line of text from anatomy, noise and marks: numbers for `text-score.ts`, none of which knows what the text says. */
import { SURE_INK, type InkMap } from './components.js';
import type { Box, GrayOrRgbFrame } from './frame.js';
import type { InkLine } from './glyphs.js';
import { pixelCount } from './pixel-runs.js';
import type { LineReading } from './reading.js';

/** How many numbers `lineFeatures` gives; the model's input has so many columns. */
export const FEATURES = 26;

/** Ink probability times 255 below which it is ground for certain. */
const SURE_GROUND = 20;

/** The numbers of one found line, each about 0 to 1. */
export function lineFeatures(
  frame: GrayOrRgbFrame,
  map: InkMap,
  line: InkLine,
  reading: LineReading,
): Float32Array {
  const area = surroundings(line.box, frame);
  const colours = coloursOf(frame, map, area, line);
  const shape = shapeOf(frame, map, line, colours);
  const across = line.direction === 'across';
  const thick = across ? line.core.height : line.core.width;
  const long = across ? line.core.width : line.core.height;
  const characters = Array.from(reading.text);
  const latin = characters.filter((one) => /[\p{Script=Latin}\p{N}]/u.test(one)).length;
  return Float32Array.from([
    line.peak / 255,
    shape.meanInk,
    shape.sureShare,
    shape.certainShare,
    colours.contrast,
    colours.groundSpread,
    colours.inkSpread,
    Math.min(1, colours.contrast / (colours.groundSpread + colours.inkSpread + 0.02) / 10),
    colours.modalShare,
    shape.sharpness,
    shape.strokeWidth / Math.max(1, thick),
    Math.min(1, shape.strokeWidth / 20),
    shape.strokeSpread,
    shape.fill,
    Math.log(1 + thick) / 6,
    Math.log(Math.max(0.1, long / Math.max(1, thick))) / 4,
    Math.log(1 + line.cores.length) / 4,
    spread(line.cores.map(({ width, height }) => (across ? height : width))),
    reading.confidence,
    Math.log(1 + characters.length) / 4,
    characters.length === 0 ? 0 : latin / characters.length,
    Math.min(2, (characters.length * 0.6 * thick) / Math.max(1, long)) / 2,
    reading.readings === 0 ? 1 : 0,
    reading.turned === 0 ? 0 : 1,
    across ? 0 : 1,
    Math.max(colours.inkLevel, 1 - colours.inkLevel),
  ]);
}

function surroundings(box: Box, frame: GrayOrRgbFrame): Box {
  const margin = Math.max(3, Math.round(0.4 * Math.min(box.width, box.height)));
  const x = Math.max(0, box.x - margin);
  const y = Math.max(0, box.y - margin);
  return {
    x,
    y,
    width: Math.min(frame.width, box.x + box.width + margin) - x,
    height: Math.min(frame.height, box.y + box.height + margin) - y,
  };
}

interface Colours {
  /** Levels along the way from the ground's to the ink's mean colour, 0 to 1 */
  readonly along: (at: number) => number;
  /** Distance of both means, as a share of the greatest */
  readonly contrast: number;
  readonly groundSpread: number;
  readonly inkSpread: number;
  /** Share of the ink within two levels of its commonest level */
  readonly modalShare: number;
  /** Mean level of the ink, 0 to 1 */
  readonly inkLevel: number;
}

/** Means and deviations of ink and ground, as a viewer would see them. */
function coloursOf(frame: GrayOrRgbFrame, map: InkMap, area: Box, line: InkLine): Colours {
  const { samples, pixels } = frame;
  const inkSum = [0, 0, 0];
  const groundSum = [0, 0, 0];
  const ink: number[] = [];
  const ground: number[] = [];
  for (let run = 0; run < line.ink.length; run += 3) {
    const base = (line.ink[run] ?? 0) * frame.width;
    for (let column = line.ink[run + 1] ?? 0; column < (line.ink[run + 2] ?? 0); column += 1) {
      if ((map.values[base + column] ?? 0) >= SURE_INK) ink.push(base + column);
    }
  }
  if (ink.length === 0) {
    for (let run = 0; run < line.ink.length; run += 3) {
      const base = (line.ink[run] ?? 0) * frame.width;
      for (let column = line.ink[run + 1] ?? 0; column < (line.ink[run + 2] ?? 0); column += 1)
        ink.push(base + column);
    }
  }
  for (let row = area.y; row < area.y + area.height; row += 1) {
    for (let column = area.x; column < area.x + area.width; column += 1) {
      const at = row * frame.width + column;
      if ((map.values[at] ?? 0) < SURE_GROUND) ground.push(at);
    }
  }
  addColours(frame, ink, inkSum);
  addColours(frame, ground, groundSum);
  const way = inkSum.map(
    (sum, sample) => sum / ink.length - (groundSum[sample] ?? 0) / Math.max(1, ground.length),
  );
  const from = groundSum.map((sum) => sum / Math.max(1, ground.length));
  const length = Math.sqrt(way.reduce((sum, step) => sum + step * step, 0) / (samples === 3 ? 3 : 1));
  const total = Math.max(
    1,
    way.reduce((sum, step) => sum + step * step, 0),
  );
  const along = (at: number): number => {
    let sum = 0;
    for (let sample = 0; sample < samples; sample += 1)
      sum += ((pixels[at * samples + sample] ?? 0) - (from[sample] ?? 0)) * (way[sample] ?? 0);
    return sum / total;
  };
  const share = length / 255;
  const level = (at: number): number => pixels[at * samples + (samples === 3 ? 1 : 0)] ?? 0;
  return {
    along,
    contrast: share,
    groundSpread: deviation(ground.map(along)) * share,
    inkSpread: deviation(ink.map(along)) * share,
    modalShare: modalShare(ink.map(level)),
    inkLevel: inkSum.slice(0, samples).reduce((sum, one) => sum + one, 0) / samples / ink.length / 255,
  };
}

function addColours({ samples, pixels }: GrayOrRgbFrame, places: readonly number[], sums: number[]): void {
  for (const at of places) {
    for (let sample = 0; sample < samples; sample += 1)
      sums[sample] = (sums[sample] ?? 0) + (pixels[at * samples + sample] ?? 0);
  }
}

interface Shape {
  readonly meanInk: number;
  readonly sureShare: number;
  readonly certainShare: number;
  /** How abruptly colours change at the ink's edge: 1 where ink ends within a pixel */
  readonly sharpness: number;
  /** In pixels: horizontal and vertical runs of ink, the shorter of each */
  readonly strokeWidth: number;
  readonly strokeSpread: number;
  readonly fill: number;
}

/** How ink probabilities, edges and strokes of a line are. */
function shapeOf(
  frame: GrayOrRgbFrame,
  { width, height, values }: InkMap,
  line: InkLine,
  { along }: Colours,
): Shape {
  const count = Math.max(1, pixelCount(line.ink));
  let total = 0;
  let sure = 0;
  let certain = 0;
  let edges = 0;
  let steps = 0;
  const widths: number[] = [];
  for (let run = 0; run < line.ink.length; run += 3) {
    const row = line.ink[run] ?? 0;
    let length = 0;
    for (let column = line.ink[run + 1] ?? 0; column < (line.ink[run + 2] ?? 0); column += 1) {
      const at = row * width + column;
      const value = values[at] ?? 0;
      total += value;
      if (value < SURE_INK) {
        if (length > 0) widths.push(length);
        length = 0;
        continue;
      }
      sure += 1;
      length += 1;
      if (value >= 230) certain += 1;
      for (const [other, inside] of [
        [at + 1, column + 1 < width],
        [at - 1, column > 0],
        [at + width, row + 1 < height],
        [at - width, row > 0],
      ] as const) {
        if (!inside || (values[other] ?? 0) >= SURE_INK) continue;
        edges += 1;
        steps += along(at) - along(other);
      }
    }
    if (length > 0) widths.push(length);
  }
  const middle = [...widths].sort((a, b) => a - b)[widths.length >> 1] ?? 0;
  return {
    meanInk: total / count / 255,
    sureShare: sure / count,
    certainShare: certain / count,
    sharpness: edges === 0 ? 0 : Math.max(-1, Math.min(1.5, steps / edges)),
    strokeWidth: edges === 0 ? middle : Math.min(middle, (2 * sure) / (edges / 2 + 1)),
    strokeSpread: Math.min(2, spread(widths)),
    fill: sure / Math.max(1, line.core.width * line.core.height),
  };
}

/** Standard deviation over mean, 0 for one value. */
function spread(list: readonly number[]): number {
  const mean = list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);
  return mean === 0 ? 0 : deviation(list) / mean;
}

function deviation(list: readonly number[]): number {
  if (list.length === 0) return 0;
  const mean = list.reduce((sum, one) => sum + one, 0) / list.length;
  return Math.sqrt(list.reduce((sum, one) => sum + (one - mean) ** 2, 0) / list.length);
}

function modalShare(levels: readonly number[]): number {
  const counts = new Uint32Array(260);
  for (const level of levels) counts[level + 2] = (counts[level + 2] ?? 0) + 1;
  let most = 0;
  for (let level = 2; level < 258; level += 1) {
    let sum = 0;
    for (let near = level - 2; near <= level + 2; near += 1) sum += counts[near] ?? 0;
    most = Math.max(most, sum);
  }
  return most / Math.max(1, levels.length);
}
