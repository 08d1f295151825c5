/** A line cut out of its frame, upright, dark on light, whatever its colours were. */
import { SURE_INK, type InkMap } from './components.js';
import type { Box, GrayOrRgbFrame } from './frame.js';

/** A line as print: 0 is ink, 1 is ground. */
export interface LineImage {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Ink probabilities, times 255, below which it is ground when its colour is estimated. */
const SURE_GROUND = 20;

/**
 * The pixels round a box, as far as their colour goes from the ground's to the ink's. So yellow on blue of the same
 * brightness, or grey 20 on grey 30, reads like print.
 */
export function lineImage(frame: GrayOrRgbFrame, map: InkMap, box: Box): LineImage {
  const area = withMargin(box, frame);
  const { width, height } = area;
  const values = new Float32Array(width * height).fill(1);
  const ground = meanColour(frame, area, (at) => ((map.values[at] ?? 0) < SURE_GROUND ? 1 : 0));
  const rough = meanColour(frame, area, (at) => Math.max(0, (map.values[at] ?? 0) - SURE_INK + 1));
  if (ground === undefined || rough === undefined) return { width, height, values };
  const first = ramp(frame, ground, rough);
  if (first === undefined) return { width, height, values };
  // Likely ink holds some ground between the strokes: the ink's own colour lies on its far side.
  const ink =
    meanColour(frame, area, (at) => ((map.values[at] ?? 0) >= SURE_INK && first(at) >= 1 ? 1 : 0)) ?? rough;
  const along = ramp(frame, ground, ink) ?? first;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const share = along((area.y + row) * frame.width + area.x + column);
      values[row * width + column] = 1 - Math.min(1, Math.max(0, share));
    }
  }
  return { width, height, values };
}

/** The images of lines of a frame by their boxes, each made once. */
export function lineImages(frame: GrayOrRgbFrame, map: InkMap): (box: Box) => LineImage {
  const made = new Map<Box, LineImage>();
  return (box) => {
    const image = made.get(box) ?? lineImage(frame, map, box);
    made.set(box, image);
    return image;
  };
}

/** The box and what is round it, inside the frame. */
function withMargin(box: Box, frame: GrayOrRgbFrame): Box {
  const margin = marginOf(box);
  const x = Math.max(0, box.x - margin);
  const y = Math.max(0, box.y - margin);
  return {
    x,
    y,
    width: Math.min(frame.width, box.x + box.width + margin) - x,
    height: Math.min(frame.height, box.y + box.height + margin) - y,
  };
}

/** How far a line's image reaches beyond its box, where the frame does. */
export function marginOf(box: Box): number {
  return Math.max(2, Math.round(0.2 * Math.min(box.width, box.height)));
}

type Sum = [number, number, number];

/** The weighted mean colour of an area; undefined where nothing has weight. */
function meanColour(frame: GrayOrRgbFrame, area: Box, weightAt: (at: number) => number): Sum | undefined {
  const { samples, pixels } = frame;
  const sum: Sum = [0, 0, 0];
  let total = 0;
  for (let row = area.y; row < area.y + area.height; row += 1) {
    for (let column = area.x; column < area.x + area.width; column += 1) {
      const at = row * frame.width + column;
      const weight = weightAt(at);
      if (weight === 0) continue;
      total += weight;
      for (let sample = 0; sample < samples; sample += 1) {
        sum[sample] = (sum[sample] ?? 0) + weight * (pixels[at * samples + sample] ?? 0);
      }
    }
  }
  return total === 0 ? undefined : [sum[0] / total, sum[1] / total, sum[2] / total];
}

/** How far a pixel goes from one colour (0) to another (1); undefined where they are the same. */
function ramp({ samples, pixels }: GrayOrRgbFrame, from: Sum, to: Sum): ((at: number) => number) | undefined {
  const way = to.map((level, sample) => level - (from[sample] ?? 0));
  const length = way.reduce((sum, step) => sum + step * step, 0);
  if (length < 1) return undefined;
  return (at) => {
    let along = 0;
    for (let sample = 0; sample < samples; sample += 1) {
      along += ((pixels[at * samples + sample] ?? 0) - (from[sample] ?? 0)) * (way[sample] ?? 0);
    }
    return along / length;
  };
}

/** Turned clockwise. */
export function turnedImage({ width, height, values }: LineImage, degrees: 0 | 90 | 180 | 270): LineImage {
  if (degrees === 0) return { width, height, values };
  const turned = new Float32Array(values.length);
  const across = degrees === 180 ? width : height;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const to =
        degrees === 90
          ? column * across + (height - 1 - row)
          : degrees === 180
            ? (height - 1 - row) * across + (width - 1 - column)
            : (width - 1 - column) * across + row;
      turned[to] = values[row * width + column] ?? 1;
    }
  }
  return { width: across, height: degrees === 180 ? height : width, values: turned };
}

/** Where so much of a rectangle is ink, it is a plate, and what it leaves out are the letters. */
const PLATE = 0.6;

/** The letters on a plate that was taken for ink, as print; undefined where there is no plate. */
export function onPlate({ width, height, values }: LineImage): LineImage | undefined {
  let [left, right, top, bottom, inked] = [width, 0, height, 0, 0];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if ((values[row * width + column] ?? 1) > 0.5) continue;
      inked += 1;
      [left, right] = [Math.min(left, column), Math.max(right, column + 1)];
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row + 1)];
    }
  }
  const [across, down] = [right - left, bottom - top];
  if (inked === 0 || inked < PLATE * across * down) return undefined;
  const letters = new Float32Array(across * down);
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1)
      letters[row * across + column] = 1 - (values[(top + row) * width + left + column] ?? 1);
  }
  return { width: across, height: down, values: letters };
}

/** The same side by side several times. */
export function repeatedImage({ width, height, values }: LineImage, times: number): LineImage {
  const repeated = new Float32Array(width * times * height);
  for (let row = 0; row < height; row += 1) {
    for (let at = 0; at < times; at += 1)
      repeated.set(values.subarray(row * width, (row + 1) * width), (row * times + at) * width);
  }
  return { width: width * times, height, values: repeated };
}

/** Brought to a size: enlarged bilinearly, reduced by the mean of what each pixel covers. */
export function scaledImage(image: LineImage, height: number, width: number): LineImage {
  const high = new Float32Array(image.width * height);
  for (const [row, footprint] of footprints(image.height, height).entries()) {
    const to = row * image.width;
    for (const [y, weight] of footprint) {
      const from = y * image.width;
      for (let x = 0; x < image.width; x += 1)
        high[to + x] = (high[to + x] ?? 0) + weight * (image.values[from + x] ?? 1);
    }
  }
  const values = new Float32Array(width * height);
  for (const [column, footprint] of footprints(image.width, width).entries()) {
    for (const [x, weight] of footprint) {
      for (let row = 0; row < height; row += 1)
        values[row * width + column] =
          (values[row * width + column] ?? 0) + weight * (high[row * image.width + x] ?? 1);
    }
  }
  return { width, height, values };
}

/** For each place of the new length, the old places that it takes from, with weights that sum to one. */
function footprints(from: number, to: number): readonly (readonly (readonly [number, number])[])[] {
  const ratio = from / to;
  const reach = Math.max(1, ratio);
  return Array.from({ length: to }, (_, at) => {
    const centre = (at + 0.5) * ratio - 0.5;
    const weights: [number, number][] = [];
    let total = 0;
    for (let place = Math.ceil(centre - reach); place <= Math.floor(centre + reach); place += 1) {
      const weight = 1 - Math.abs(place - centre) / reach;
      if (weight <= 0) continue;
      weights.push([Math.min(from - 1, Math.max(0, place)), weight]);
      total += weight;
    }
    return weights.map(([place, weight]): [number, number] => [place, weight / total]);
  });
}
