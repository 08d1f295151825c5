/** The text finder over the shipped models: a segmenter for ink, a recogniser for what it says. */
import { join } from 'node:path';
import type { InkMap } from './components.js';
import { lineImage, turnedImage } from './crop.js';
import type { Box, GrayOrRgbFrame } from './frame.js';
import { inkLinesOf, type InkLine } from './glyphs.js';
import { openSegmenter } from './ink-map.js';
import { readModelFiles } from './model-files.js';
import { splitLine } from './split.js';
import { openRecogniser, type Reading, type Recogniser } from './recogniser.js';
import type { FoundText, TextFinder } from './text-finder.js';

export interface TextFinderOptions {
  /** Lines read in one frame at most; further ones are told without a text. */
  readonly mostReadings?: number;
}

/** Noise that looks like thousands of letters must not hold a worker for minutes. */
const MOST_READINGS = 150;
/** Below this certainty a line is read upside down as well. */
const DOUBTFUL = 0.75;

/**
 * Opens the models below a folder (`text-finder/`, `text-recogniser/`), checksums verified; throws a LetheError where they are not
 * those of their manifests. Inference blocks the thread that it runs in: open it in a worker, one to each.
 */
export async function openTextFinder(
  modelsFolder: string,
  options: TextFinderOptions = {},
): Promise<TextFinder & { close(): Promise<void> }> {
  const finder = await readModelFiles(join(modelsFolder, 'text-finder'), ['text-ink.onnx']);
  const reader = await readModelFiles(join(modelsFolder, 'text-recogniser'), [
    'ch_PP-OCRv4_rec_infer.onnx',
    'ppocr_keys_v1.txt',
  ]);
  const segmenter = await openSegmenter(finder['text-ink.onnx']);
  const recogniser = await openRecogniser(
    reader['ch_PP-OCRv4_rec_infer.onnx'],
    reader['ppocr_keys_v1.txt'].toString('utf8'),
  );
  const mostReadings = options.mostReadings ?? MOST_READINGS;
  return {
    async find(frame) {
      if (frame.pixels.length !== frame.width * frame.height * frame.samples) {
        throw new RangeError('the frame has not as many values as its size says');
      }
      const map = await segmenter.inkOf(frame);
      const found: FoundText[] = [];
      let readings = 0;
      for (const line of inkLinesOf(map).flatMap((one) => splitLine(frame, map, one))) {
        const read = readings < mostReadings ? await readLine(recogniser, frame, map, line) : UNREAD;
        readings += read.readings;
        found.push({
          box: line.box,
          text: read.text,
          confidence: read.confidence,
          inkConfidence: line.peak / 255,
          turned: read.turned,
          ink: line.ink,
        });
      }
      return found;
    },
    async close() {
      await segmenter.close();
      await recogniser.close();
    },
  };
}

interface LineReading extends Reading {
  readonly turned: FoundText['turned'];
  readonly readings: number;
}

const UNREAD: LineReading = { text: '', confidence: 0, turned: 0, readings: 0 };

/** Reads a line the ways that it may run, and takes the surest. */
async function readLine(
  recogniser: Recogniser,
  frame: GrayOrRgbFrame,
  map: InkMap,
  line: InkLine,
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
    if ((tried[0]?.confidence ?? 0) < DOUBTFUL && line.core.width > line.core.height)
      tried.push(await read(180));
  } else {
    tried.push(await read(90), await read(270));
    if (tried.every(({ confidence }) => confidence < DOUBTFUL) && line.cores.length > 1) {
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
