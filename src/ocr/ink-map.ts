/** The text-ink segmenter over a whole frame. */
import type { InkMap } from './components.js';
import type { Box, GrayOrRgbFrame } from './frame.js';
import { bytesTensor, openModel, unexpected, type ModelSession } from './session.js';
import { tilesOver, TILES } from './tiles.js';

const NAME = 'text finder model';
/** Sides of the model's input are multiples of this. */
const STRIDE = 16;
/** Pixels of the border colour that are left round what is searched. */
const MARGIN = 16;
/** Frames with longer sides are searched once more at a quarter of their size, for letters larger than those trained on. */
const LEAST_COARSE = 384;
const COARSE = 4;
/** At a quarter of the size only letters that the fine pass may miss count, in pixels of the frame. */
const COARSE_SEED = 153;

export interface Segmenter {
  /** Ink probabilities of the frame; memory is bounded by the tiles. */
  inkOf(frame: GrayOrRgbFrame): Promise<InkMap>;
  close(): Promise<void>;
}

/** A segmenter over the content of its ONNX file. */
export async function openSegmenter(model: Uint8Array): Promise<Segmenter> {
  const session = await openModel(model, NAME);
  return {
    async inkOf(frame) {
      const map: InkMap = {
        width: frame.width,
        height: frame.height,
        values: new Uint8Array(frame.width * frame.height),
      };
      for (const tile of tilesOver(searchedArea(frame), TILES)) {
        if (isFlat(frame, tile)) continue;
        merge(map, tile, await run(session, frame, tile));
      }
      if (Math.min(frame.width, frame.height) >= LEAST_COARSE) await addCoarse(session, frame, map);
      return map;
    },
    close: () => session.close(),
  };
}

/** What lies within a border of one colour, with a margin; nothing where the whole frame has one colour. */
export function searchedArea(frame: GrayOrRgbFrame): Box {
  const { width, height, samples, pixels } = frame;
  const stride = width * samples;
  const same = (row: number, from: number, to: number): boolean => {
    for (let at = row * stride + from * samples; at < row * stride + to * samples; at += 1) {
      if (pixels[at] !== pixels[at % samples]) return false;
    }
    return true;
  };
  let top = 0;
  while (top < height && same(top, 0, width)) top += 1;
  if (top === height) return { x: 0, y: 0, width: 0, height: 0 };
  let bottom = height;
  while (same(bottom - 1, 0, width)) bottom -= 1;
  let left = width;
  let right = 0;
  for (let row = top; row < bottom; row += 1) {
    let from = 0;
    while (from < left && same(row, from, from + 1)) from += 1;
    left = Math.min(left, from);
    let to = width;
    while (to > right && same(row, to - 1, to)) to -= 1;
    right = Math.max(right, to);
  }
  const x = Math.max(0, left - MARGIN);
  const y = Math.max(0, top - MARGIN);
  return {
    x,
    y,
    width: Math.min(width, right + MARGIN) - x,
    height: Math.min(height, bottom + MARGIN) - y,
  };
}

function isFlat({ width, samples, pixels }: GrayOrRgbFrame, tile: Box): boolean {
  const first = (tile.y * width + tile.x) * samples;
  for (let row = 0; row < tile.height; row += 1) {
    const base = first + row * width * samples;
    for (let at = 0; at < tile.width * samples; at += 1) {
      if (pixels[base + at] !== pixels[first + (at % samples)]) return false;
    }
  }
  return true;
}

interface TileInk {
  readonly values: Uint8Array;
  readonly stride: number;
}

async function run(session: ModelSession, frame: GrayOrRgbFrame, tile: Box): Promise<TileInk> {
  const width = Math.ceil(tile.width / STRIDE) * STRIDE;
  const height = Math.ceil(tile.height / STRIDE) * STRIDE;
  const input = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const source = (tile.y + Math.min(row, tile.height - 1)) * frame.width + tile.x;
    let to = row * width * 3;
    for (let column = 0; column < width; column += 1) {
      const from = (source + Math.min(column, tile.width - 1)) * frame.samples;
      const red = frame.pixels[from] ?? 0;
      input[to] = red;
      input[to + 1] = frame.samples === 3 ? (frame.pixels[from + 1] ?? 0) : red;
      input[to + 2] = frame.samples === 3 ? (frame.pixels[from + 2] ?? 0) : red;
      to += 3;
    }
  }
  const { data: values } = await session.run(bytesTensor(input, [1, height, width, 3]));
  if (!(values instanceof Uint8Array) || values.length !== width * height) throw unexpected(NAME);
  return { values, stride: width };
}

function merge(map: InkMap, tile: Box, { values, stride }: TileInk): void {
  for (let row = 0; row < tile.height; row += 1) {
    const to = (tile.y + row) * map.width + tile.x;
    for (let column = 0; column < tile.width; column += 1) {
      const value = values[row * stride + column] ?? 0;
      if (value > (map.values[to + column] ?? 0)) map.values[to + column] = value;
    }
  }
}

async function addCoarse(session: ModelSession, frame: GrayOrRgbFrame, map: InkMap): Promise<void> {
  const small = shrunk(frame, COARSE);
  for (const tile of tilesOver(searchedArea(small), TILES)) {
    if (isFlat(small, tile)) continue;
    const { values, stride } = await run(session, small, tile);
    for (let row = 0; row < tile.height; row += 1) {
      for (let column = 0; column < tile.width; column += 1) {
        const value = values[row * stride + column] ?? 0;
        if (value >= COARSE_SEED) raise(map, (tile.x + column) * COARSE, (tile.y + row) * COARSE, value);
      }
    }
  }
}

function raise(map: InkMap, x: number, y: number, value: number): void {
  for (let row = y; row < Math.min(map.height, y + COARSE); row += 1) {
    for (let column = x; column < Math.min(map.width, x + COARSE); column += 1) {
      const at = row * map.width + column;
      if (value > (map.values[at] ?? 0)) map.values[at] = value;
    }
  }
}

/** The frame at a fraction of its size, each pixel the mean of a square. */
export function shrunk({ width, height, samples, pixels }: GrayOrRgbFrame, factor: number): GrayOrRgbFrame {
  const across = Math.floor(width / factor);
  const down = Math.floor(height / factor);
  const means = new Uint8Array(across * down * samples);
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      for (let sample = 0; sample < samples; sample += 1) {
        let sum = 0;
        for (let y = row * factor; y < (row + 1) * factor; y += 1) {
          for (let x = column * factor; x < (column + 1) * factor; x += 1) {
            sum += pixels[(y * width + x) * samples + sample] ?? 0;
          }
        }
        means[(row * across + column) * samples + sample] = Math.round(sum / (factor * factor));
      }
    }
  }
  return { width: across, height: down, samples, pixels: means };
}
