/** The finder over a part of a frame, at a scale; what it finds comes back in pixels of the frame. */
import type { Box, GrayOrRgbFrame } from '../../ocr/frame.js';
import { boxOf, joinedRuns, type PixelRuns } from '../../ocr/pixel-runs.js';
import type { FoundText, TextFinder } from '../../ocr/text-finder.js';
import { roomFor } from './cut-texts.js';

/** How often a part is made larger for texts that its edge cuts. */
const MOST_WIDENED = 2;

/**
 * All text in the areas of a frame, which is shrunk by `scale` (0.5 to 1) before; undefined areas: in all of it. A text that reaches the
 * edge of an area is followed beyond it.
 */
export async function findTexts(
  finder: TextFinder,
  frame: GrayOrRgbFrame,
  areas: readonly Box[] | undefined,
  scale: number,
): Promise<readonly FoundText[]> {
  const found: FoundText[] = [];
  for (const area of areas ?? [{ x: 0, y: 0, width: frame.width, height: frame.height }]) {
    let part = area;
    let texts = await textsIn(finder, frame, part, scale);
    for (let widened = 0; widened < MOST_WIDENED; widened += 1) {
      const wider = roomFor(texts, part, frame);
      if (wider.width * wider.height === part.width * part.height) break;
      part = wider;
      texts = await textsIn(finder, frame, part, scale);
    }
    found.push(...texts);
  }
  return found;
}

async function textsIn(
  finder: TextFinder,
  frame: GrayOrRgbFrame,
  area: Box,
  scale: number,
): Promise<readonly FoundText[]> {
  const part = cropped(frame, area);
  const looked = scale < 1 ? shrunk(part, scale) : part;
  const found: FoundText[] = [];
  for (const text of await finder.find(looked)) {
    const ink = moved(text.ink, area, part, looked);
    if (ink.length > 0) found.push({ ...text, ink, box: boxAround(text.box, ink, area, part, looked) });
  }
  return found;
}

/** A part of a frame as a frame. */
export function cropped(frame: GrayOrRgbFrame, area: Box): GrayOrRgbFrame {
  if (area.width === frame.width && area.height === frame.height) return frame;
  const { samples } = frame;
  const pixels = new Uint8Array(area.width * area.height * samples);
  for (let row = 0; row < area.height; row += 1) {
    const from = ((area.y + row) * frame.width + area.x) * samples;
    pixels.set(frame.pixels.subarray(from, from + area.width * samples), row * area.width * samples);
  }
  return { width: area.width, height: area.height, samples, pixels };
}

/** A smaller frame, each pixel the mean of what it covers. */
export function shrunk({ width, height, samples, pixels }: GrayOrRgbFrame, scale: number): GrayOrRgbFrame {
  const across = Math.max(1, Math.round(width * scale));
  const down = Math.max(1, Math.round(height * scale));
  const columns = shares(width, across);
  const rows = shares(height, down);
  const narrow = new Float32Array(across * height * samples);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < across; column += 1) {
      for (const [from, weight] of columns[column] ?? []) {
        for (let sample = 0; sample < samples; sample += 1) {
          const to = (row * across + column) * samples + sample;
          narrow[to] = (narrow[to] ?? 0) + weight * (pixels[(row * width + from) * samples + sample] ?? 0);
        }
      }
    }
  }
  const means = new Uint8Array(across * down * samples);
  const stride = across * samples;
  for (let row = 0; row < down; row += 1) {
    for (let at = 0; at < stride; at += 1) {
      let sum = 0;
      for (const [from, weight] of rows[row] ?? []) sum += weight * (narrow[from * stride + at] ?? 0);
      means[row * stride + at] = Math.round(sum);
    }
  }
  return { width: across, height: down, samples, pixels: means };
}

/** Which old places each new one covers, and how much of it they are. */
function shares(from: number, to: number): readonly (readonly (readonly [number, number])[])[] {
  const ratio = from / to;
  return Array.from({ length: to }, (_, at) => {
    const start = at * ratio;
    const end = Math.min(from, start + ratio);
    const covered: [number, number][] = [];
    for (let place = Math.floor(start); place < end; place += 1) {
      const share = (Math.min(end, place + 1) - Math.max(start, place)) / (end - start);
      if (share > 1e-9) covered.push([place, share]);
    }
    return covered;
  });
}

function moved(ink: PixelRuns, area: Box, part: GrayOrRgbFrame, looked: GrayOrRgbFrame): PixelRuns {
  const triples: [number, number, number][] = [];
  const across = part.width / looked.width;
  const down = part.height / looked.height;
  for (let at = 0; at < ink.length; at += 3) {
    const from = area.x + Math.floor((ink[at + 1] ?? 0) * across);
    const to = area.x + Math.min(part.width, Math.ceil((ink[at + 2] ?? 0) * across));
    const last = Math.min(part.height, Math.ceil(((ink[at] ?? 0) + 1) * down));
    for (let row = Math.floor((ink[at] ?? 0) * down); row < last; row += 1)
      triples.push([area.y + row, from, to]);
  }
  return joinedRuns(triples);
}

/** The finder's own box, which may be larger than the ink, at its place in the frame. */
function boxAround(box: Box, ink: PixelRuns, area: Box, part: GrayOrRgbFrame, looked: GrayOrRgbFrame): Box {
  const inked = boxOf(ink);
  const across = part.width / looked.width;
  const down = part.height / looked.height;
  const x = Math.min(inked.x, area.x + Math.floor(box.x * across));
  const y = Math.min(inked.y, area.y + Math.floor(box.y * down));
  const right = Math.min(area.x + part.width, area.x + Math.ceil((box.x + box.width) * across));
  const bottom = Math.min(area.y + part.height, area.y + Math.ceil((box.y + box.height) * down));
  return {
    x,
    y,
    width: Math.max(inked.x + inked.width, right) - x,
    height: Math.max(inked.y + inked.height, bottom) - y,
  };
}
