/** Pixels as squares of two by two, as the text finder's model takes and gives them, and frames at a fraction of their size. */
import { kernels, memory, MOST_COLUMNS, places, requirePixels } from './memory.js';

/** A picture of one sample a pixel, or of red, green and blue beside each other. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly samples: 1 | 3;
  readonly pixels: Uint8Array;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Red, green and blue of the four pixels of each square of a window, in reading order: 12 bytes a square. `columns` (a multiple of 8) and
 * `rows` count squares; beyond the window its last row and column are repeated.
 */
export function squaresOf(picture: Picture, window: Box, columns: number, rows: number): Uint8Array {
  const { samples, pixels } = picture;
  requireColumns(2 * columns);
  requirePixels(picture, samples);
  const rowBytes = 2 * columns * samples;
  const [upper, lower, made] = places(rowBytes, rowBytes, 12 * columns);
  const squares = new Uint8Array(rows * columns * 12);
  const put = (row: number, at: number): void => {
    const y = window.y + Math.min(row, window.height - 1);
    const from = (y * picture.width + window.x) * samples;
    const end = at + window.width * samples;
    memory.set(pixels.subarray(from, from + window.width * samples), at);
    for (let to = end; to < at + rowBytes; to += samples) memory.copyWithin(to, end - samples, end);
  };
  for (let row = 0; row < rows; row += 1) {
    put(2 * row, upper);
    put(2 * row + 1, lower);
    if (samples === 3) kernels.colourSquares(upper, lower, 2 * columns, made);
    else kernels.greySquares(upper, lower, 2 * columns, made);
    squares.set(memory.subarray(made, made + 12 * columns), row * columns * 12);
  }
  return squares;
}

/** The values of squares, four each in reading order, as rows of twice as many columns. `columns` is a multiple of 8. */
export function rowsOfSquares(squares: Uint8Array, columns: number, rows: number): Uint8Array {
  requireColumns(2 * columns);
  const [from, both] = places(4 * columns, 4 * columns);
  const values = new Uint8Array(4 * columns * rows);
  for (let row = 0; row < rows; row += 1) {
    memory.set(squares.subarray(row * columns * 4, (row + 1) * columns * 4), from);
    kernels.rowsOfSquares(from, 2 * columns, both, both + 2 * columns);
    values.set(memory.subarray(both, both + 4 * columns), row * columns * 4);
  }
  return values;
}

/** A picture at a fraction of its size, each pixel the mean of a square; what is left over at the right and the bottom is left out. */
export function shrunk(picture: Picture, factor: number): Picture {
  const { width, height, samples, pixels } = picture;
  requirePixels(picture, samples);
  const across = Math.floor(width / factor);
  const down = Math.floor(height / factor);
  requireColumns(width);
  const rowBytes = width * samples;
  const stride = Math.ceil(rowBytes / 16) * 16;
  const [rows, sums] = places(factor * stride, 2 * stride);
  const columnSums = new Uint16Array(memory.buffer, sums, stride);
  const means = new Uint8Array(across * down * samples);
  const area = factor * factor;
  for (let row = 0, to = 0; row < down; row += 1) {
    for (let line = 0; line < factor; line += 1) {
      const from = (row * factor + line) * rowBytes;
      memory.set(pixels.subarray(from, from + rowBytes), rows + line * stride);
    }
    kernels.addRows(rows, stride, factor, sums);
    for (let column = 0; column < across; column += 1) {
      for (let sample = 0; sample < samples; sample += 1) {
        let sum = 0;
        const first = column * factor * samples + sample;
        for (let at = first; at < first + factor * samples; at += samples) sum += columnSums[at] ?? 0;
        means[to++] = Math.round(sum / area);
      }
    }
  }
  return { width: across, height: down, samples, pixels: means };
}

function requireColumns(columns: number): void {
  if (columns > MOST_COLUMNS + 16)
    throw new RangeError('a row has more pixels than an image of DICOM can have');
}
