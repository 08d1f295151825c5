/** Reads a found line the ways that it may run. */
import { onPlate, repeatedImage, turnedImage, type LineImage } from './crop.js';
import type { Box } from './frame.js';
import type { InkLine } from './glyphs.js';
import type { Reading, Recogniser } from './recogniser.js';
import { withImageSpace } from './spaces.js';
import type { FoundText } from './text-finder.js';

/** Below this certainty a line is read upside down as well. */
const DOUBTFUL = 0.75;
/** Below it a line that may be letters on a plate is read as such as well. */
const SURE = 0.95;
/** Lines that look less like text than this are read one way only. */
const LIKELY = 0.2;

export interface LineReading extends Reading {
  readonly turned: FoundText['turned'];
  /** How often the recogniser ran for it */
  readonly readings: number;
}

/** What is known of a line that was not read. */
export const UNREAD: LineReading = { text: '', confidence: 0, turned: 0, readings: 0 };

/**
 * Reads a line the ways that it may run, and takes the surest. `looks`: how much it looks like text, 0 to 1; what hardly does is read one
 * way only.
 */
export async function readLine(
  recogniser: Recogniser,
  imageOf: (box: Box) => LineImage,
  line: InkLine,
  looks: number,
): Promise<LineReading> {
  const image = imageOf(line.core);
  const read = async (turned: FoundText['turned']): Promise<LineReading> => ({
    ...(await recogniser.read(turnedImage(image, turned))),
    turned,
    readings: 1,
  });
  const tried: LineReading[] = [];
  if (line.direction === 'across') {
    tried.push(await read(0));
    if (looks >= LIKELY && (tried[0]?.confidence ?? 0) < DOUBTFUL && isNarrow(line.core) && isOneRun(image))
      tried.push(await readCharacter(recogniser, image));
    const plate = looks >= LIKELY && (tried[0]?.confidence ?? 0) < SURE ? onPlate(image) : undefined;
    if (plate !== undefined) tried.push({ ...(await recogniser.read(plate)), turned: 0, readings: 1 });
    if (looks >= LIKELY && (tried[0]?.confidence ?? 0) < DOUBTFUL && line.core.width > line.core.height)
      tried.push(await read(180));
  } else {
    tried.push(await read(90), await read(270));
    const doubtful = tried.every(({ confidence }) => confidence < DOUBTFUL);
    if (looks >= LIKELY && doubtful && line.cores.length > 1) {
      tried.push(await readStacked(recogniser, imageOf, line.cores));
    }
  }
  const readings = tried.reduce((sum, one) => sum + one.readings, 0);
  const best = tried.reduce((surest, one) => (one.confidence > surest.confidence ? one : surest));
  return { ...best, text: best.turned === 0 ? withImageSpace(best.text, image) : best.text, readings };
}

/** As narrow as one character is, and neither a stroke of noise nor a piece of a letter. */
function isNarrow({ width, height }: Box): boolean {
  return height >= LEAST_HEIGHT && width <= 1.1 * height && width >= 0.2 * height;
}

/** Whether no empty column stands between columns with ink, as one does between two letters. */
function isOneRun({ width, values }: LineImage): boolean {
  const filled = new Uint8Array(width);
  values.forEach((value, at) => {
    if (value < 0.5) filled[at % width] = 1;
  });
  const inked = filled.subarray(filled.indexOf(1), filled.lastIndexOf(1) + 1);
  return inked.every((one) => one === 1);
}

const LEAST_HEIGHT = 6;
const TIMES = 3;
/** Characters that one shape is read as in turn. */
const SHAPES = ['0OoDQ', '1lI|!', '5Ss', 'Cc', 'Zz2', 'Xx', 'Vv', 'Ww', 'Uu', 'Pp', 'Kk'];

/** A recogniser of lines reads one character surer where it stands several times in a row; nothing where it reads different ones. */
async function readCharacter(recogniser: Recogniser, image: LineImage): Promise<LineReading> {
  const { text, confidence } = await recogniser.read(repeatedImage(image, TIMES));
  const characters = Array.from(text.normalize('NFKC').replace(/\s/gu, ''));
  const [first = '', second = ''] = characters;
  const shape = SHAPES.find((alike) => first !== '' && alike.includes(first)) ?? first;
  const isOne = characters.length === TIMES && characters.every((one) => shape.includes(one));
  const often = second === characters[2] ? second : first;
  return { text: isOne ? often : '', confidence: isOne ? confidence : 0, turned: 0, readings: 1 };
}

/** Letters, or short lines, under each other. */
async function readStacked(
  recogniser: Recogniser,
  imageOf: (box: Box) => LineImage,
  cores: readonly Box[],
): Promise<LineReading> {
  const read: Reading[] = [];
  for (const core of cores) read.push(await recogniser.read(imageOf(core)));
  const confidence = read.reduce((sum, one) => sum + one.confidence, 0) / read.length;
  return { text: read.map(({ text }) => text).join(''), confidence, turned: 0, readings: read.length };
}
