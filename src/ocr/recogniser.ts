/** Reads one line: PP-OCRv4 recognition (models/text-recogniser), with greedy CTC decoding. */
import { floatsTensor, openPlainModel, unexpectedOutput } from '../models/session.js';
import { scaledImage, type LineImage } from './crop.js';

const NAME = 'text recogniser model';
/** The model's height; widths are free. */
const HEIGHT = 48;
const LEAST_WIDTH = 96;
/** About a hundred characters; a longer line is squeezed. */
const MOST_WIDTH = 2400;

export interface Reading {
  readonly text: string;
  /** Mean probability of the characters, 0 to 1 */
  readonly confidence: number;
}

export interface Recogniser {
  read(line: LineImage): Promise<Reading>;
  close(): Promise<void>;
}

/** A recogniser over the content of its ONNX file and of its list of characters, one on a line. */
export async function openRecogniser(model: Uint8Array, keys: string): Promise<Recogniser> {
  const session = await openPlainModel(model, NAME);
  const characters = ['', ...keys.replace(/\r?\n$/, '').split(/\r?\n/), ' ']; // class 0 is the blank, the last one a space
  return {
    async read(line) {
      const inked = Math.min(MOST_WIDTH, Math.max(8, Math.round((line.width * HEIGHT) / line.height)));
      const width = Math.max(LEAST_WIDTH, inked);
      const { values } = scaledImage(line, HEIGHT, inked);
      const input = new Float32Array(HEIGHT * width).fill(1);
      const left = Math.floor((width - inked) / 2);
      for (let row = 0; row < HEIGHT; row += 1) {
        for (let column = 0; column < inked; column += 1) {
          input[row * width + left + column] = (values[row * inked + column] ?? 1) * 2 - 1;
        }
      }
      const { data, dims } = await session.run(floatsTensor(input, [1, 1, HEIGHT, width]));
      const [, steps, classes] = dims;
      if (!(data instanceof Float32Array) || steps === undefined || classes !== characters.length)
        throw unexpectedOutput(NAME);
      return decode(data, steps, classes, characters);
    },
    close: () => session.close(),
  };
}

/** Greedy CTC: the likeliest class of each step, repeats and blanks taken out. */
export function decode(
  data: Float32Array,
  steps: number,
  classes: number,
  characters: readonly string[],
): Reading {
  let text = '';
  let total = 0;
  let count = 0;
  let before = 0;
  for (let step = 0; step < steps; step += 1) {
    let best = 0;
    let most = -Infinity;
    for (let at = 0; at < classes; at += 1) {
      const value = data[step * classes + at] ?? 0;
      if (value > most) [best, most] = [at, value];
    }
    if (best !== 0 && best !== before) {
      text += characters[best] ?? '';
      total += most;
      count += 1;
    }
    before = best;
  }
  return { text: text.trim(), confidence: count === 0 ? 0 : Math.min(1, total / count) };
}
