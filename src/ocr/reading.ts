/** Reads a found line the ways that it may run. */
import type { InkMap } from './components.js';
import { lineImage, turnedImage } from './crop.js';
import type { Box, GrayOrRgbFrame } from './frame.js';
import type { InkLine } from './glyphs.js';
import type { Reading, Recogniser } from './recogniser.js';
import type { FoundText } from './text-finder.js';

/** Below this certainty a line is read upside down as well. */
const DOUBTFUL = 0.75;
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
  frame: GrayOrRgbFrame,
  map: InkMap,
  line: InkLine,
  looks: number,
): Promise<LineReading> {
  const image = lineImage(frame, map, line.core);
  const read = async (turned: FoundText['turned']): Promise<LineReading> => ({
    ...(await recogniser.read(turnedImage(image, turned))),
    turned,
    readings: 1,
  });
  const tried: LineReading[] = [];
  if (line.direction === 'across') {
    tried.push(await read(0));
    if (looks >= LIKELY && (tried[0]?.confidence ?? 0) < DOUBTFUL && line.core.width > line.core.height)
      tried.push(await read(180));
  } else {
    tried.push(await read(90), await read(270));
    const doubtful = tried.every(({ confidence }) => confidence < DOUBTFUL);
    if (looks >= LIKELY && doubtful && line.cores.length > 1) {
      tried.push(await readStacked(recogniser, frame, map, line.cores));
    }
  }
  const readings = tried.reduce((sum, one) => sum + one.readings, 0);
  return { ...tried.reduce((best, one) => (one.confidence > best.confidence ? one : best)), readings };
}

/** Letters, or short lines, under each other. */
async function readStacked(
  recogniser: Recogniser,
  frame: GrayOrRgbFrame,
  map: InkMap,
  cores: readonly Box[],
): Promise<LineReading> {
  const read: Reading[] = [];
  for (const core of cores) read.push(await recogniser.read(lineImage(frame, map, core)));
  const confidence = read.reduce((sum, one) => sum + one.confidence, 0) / read.length;
  return { text: read.map(({ text }) => text).join(''), confidence, turned: 0, readings: read.length };
}
