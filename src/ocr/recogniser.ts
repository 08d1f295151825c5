/** Reads one line: PP-OCRv4 recognition (models/text-recogniser), with greedy CTC decoding. */
import { floatsTensor, openPlainModel, unexpectedOutput } from '../models/session.js';
import { scaledImage, type LineImage } from './crop.js';

const NAME = 'text recogniser model';
/** The model's height; widths are free. */
const HEIGHT = 48;
const LEAST_WIDTH = 96;
/** About a hundred characters; a longer line is squeezed. */
const MOST_WIDTH = 2400;
/** Lines are brought to this share of their width, which is read as well and takes as much less time. */
const SQUEEZE = 0.9;

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
      const inked = widthOf(line);
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
      if (!(data instanceof Float32Array) || dims[2] !== 2) throw unexpectedOutput(NAME);
      return decode(data, characters);
    },
    close: () => session.close(),
  };
}

/** How wide a line is brought to the model: as it is where the model would be as wide anyhow, else squeezed. */
function widthOf(line: LineImage): number {
  const own = Math.max(8, Math.round((line.width * HEIGHT) / line.height));
  return Math.min(MOST_WIDTH, Math.max(Math.min(own, LEAST_WIDTH), Math.round(SQUEEZE * own)));
}

/**
 * Greedy CTC: the likeliest class of each step, repeats and blanks taken out. `likeliest`: classes and probabilities by turns.
 * @throws LetheError MODEL_NOT_USABLE at a class for which the list has no character
 */
export function decode(likeliest: Float32Array, characters: readonly string[]): Reading {
  let text = '';
  let total = 0;
  let count = 0;
  let before = 0;
  for (let at = 0; at < likeliest.length; at += 2) {
    const best = likeliest[at] ?? 0;
    if (best !== 0 && best !== before) {
      const character = characters[best];
      if (character === undefined) throw unexpectedOutput(NAME);
      text += character;
      total += likeliest[at + 1] ?? 0;
      count += 1;
    }
    before = best;
  }
  return { text: text.trim(), confidence: count === 0 ? 0 : Math.min(1, total / count) };
}
