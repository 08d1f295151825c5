/** The text-ink segmenter over a whole frame. */
import { bytesTensor, openPlainModel, unexpectedOutput, type PlainSession } from '../models/session.js';
import { activeArea } from './activity.js';
import { componentsOf, SURE_INK, type InkMap } from './components.js';
import type { Box, GrayOrRgbFrame } from './frame.js';
import type { PixelRuns } from './pixel-runs.js';
import { rowsOfSquares, shrunk, squaresOf } from '../simd/squares.js';
import { tilesOver, TILES } from './tiles.js';

const NAME = 'text finder model';
/** Sides of the model's input are multiples of this. */
const STRIDE = 16;
/** Letters larger than those trained on are searched in the frame at a fraction of its size, where that leaves sides so long. */
const COARSE = [4, 16];
const LEAST_COARSE = 96;
/** There, only ink this likely counts: the fine pass finds the rest. */
const COARSE_SEED = 153;
/** The share of a find's squares in which sure ink of the fine pass stands where that pass has found it. */
const FOUND_SHARE = 0.6;

export interface Segmenter {
  /** Ink probabilities of the frame; memory is bounded by the tiles. */
  inkOf(frame: GrayOrRgbFrame): Promise<InkMap>;
  close(): Promise<void>;
}

/** A segmenter over the content of its ONNX file. */
export async function openSegmenter(model: Uint8Array): Promise<Segmenter> {
  const session = await openPlainModel(model, NAME);
  return {
    async inkOf(frame) {
      const map: InkMap = {
        width: frame.width,
        height: frame.height,
        values: new Uint8Array(frame.width * frame.height),
      };
      for (const tile of searchedTiles(frame)) merge(map, tile, await run(session, frame, tile));
      for (const factor of COARSE) {
        if (Math.min(frame.width, frame.height) >= factor * LEAST_COARSE)
          await addCoarse(session, frame, map, factor);
      }
      return map;
    },
    close: () => session.close(),
  };
}

/** Windows over all that is not quiet. */
function searchedTiles(frame: GrayOrRgbFrame): readonly Box[] {
  const whole = activeArea(frame, { x: 0, y: 0, width: frame.width, height: frame.height });
  return tilesOver(whole, TILES)
    .map((tile) => activeArea(frame, tile))
    .filter(({ width, height }) => width > 0 && height > 0);
}

interface TileInk {
  readonly values: Uint8Array;
  readonly stride: number;
}

/** The model takes and gives squares of two by two pixels, in reading order. */
async function run(session: PlainSession, frame: GrayOrRgbFrame, tile: Box): Promise<TileInk> {
  const columns = (Math.ceil(tile.width / STRIDE) * STRIDE) / 2;
  const rows = (Math.ceil(tile.height / STRIDE) * STRIDE) / 2;
  const { data } = await session.run(
    bytesTensor(squaresOf(frame, tile, columns, rows), [1, rows, columns, 12]),
  );
  if (!(data instanceof Uint8Array) || data.length !== rows * columns * 4) throw unexpectedOutput(NAME);
  return { values: rowsOfSquares(data, columns, rows), stride: columns * 2 };
}

function merge(map: InkMap, tile: Box, { values, stride }: TileInk): void {
  // Rows are a multiple of four long, and most of a frame is no ink at all.
  const fours = new Uint32Array(values.buffer);
  for (let row = 0; row < tile.height; row += 1) {
    const to = (tile.y + row) * map.width + tile.x;
    for (let column = 0; column < tile.width; column += 1) {
      const at = row * stride + column;
      if ((at & 3) === 0 && fours[at >> 2] === 0) {
        column += 3;
        continue;
      }
      const value = values[at] ?? 0;
      if (value > (map.values[to + column] ?? 0)) map.values[to + column] = value;
    }
  }
}

async function addCoarse(
  session: PlainSession,
  frame: GrayOrRgbFrame,
  map: InkMap,
  factor: number,
): Promise<void> {
  const small = shrunk(frame, factor);
  const coarse: InkMap = { ...small, values: new Uint8Array(small.width * small.height) };
  for (const tile of searchedTiles(small)) merge(coarse, tile, await run(session, small, tile));
  for (const { runs } of componentsOf(coarse, { seed: COARSE_SEED, grow: COARSE_SEED })) {
    if (isFound(map, runs, factor)) continue;
    for (let run = 0; run < runs.length; run += 3) {
      const row = runs[run] ?? 0;
      for (let column = runs[run + 1] ?? 0; column < (runs[run + 2] ?? 0); column += 1)
        raise(map, column, row, coarse.values[row * coarse.width + column] ?? 0, factor);
    }
  }
}

/** Whether sure ink stands in most of the squares that the pixels of a shrunk frame stand for: their letters are not to be glued together. */
function isFound(map: InkMap, runs: PixelRuns, factor: number): boolean {
  let [all, inked] = [0, 0];
  for (let run = 0; run < runs.length; run += 3) {
    for (let column = runs[run + 1] ?? 0; column < (runs[run + 2] ?? 0); column += 1) {
      all += 1;
      if (hasSureInk(map, column * factor, (runs[run] ?? 0) * factor, factor)) inked += 1;
    }
  }
  return inked >= FOUND_SHARE * all;
}

function hasSureInk({ width, height, values }: InkMap, x: number, y: number, side: number): boolean {
  for (let row = y; row < Math.min(height, y + side); row += 1) {
    for (let at = row * width + x; at < row * width + Math.min(width, x + side); at += 1)
      if ((values[at] ?? 0) >= SURE_INK) return true;
  }
  return false;
}

/** Raises the square that a pixel of the shrunk frame stands for. */
function raise(map: InkMap, x: number, y: number, value: number, factor: number): void {
  for (let row = y * factor; row < Math.min(map.height, (y + 1) * factor); row += 1) {
    for (let column = x * factor; column < Math.min(map.width, (x + 1) * factor); column += 1) {
      const at = row * map.width + column;
      if (value > (map.values[at] ?? 0)) map.values[at] = value;
    }
  }
}
