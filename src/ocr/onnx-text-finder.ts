/** The text finder over the shipped models: a segmenter for ink, a recogniser for what it says. */
import { join } from 'node:path';
import { openModelFolder } from '../models/model-folder.js';
import { inkLinesOf, type InkLine } from './glyphs.js';
import { openSegmenter } from './ink-map.js';
import { withInkSpace } from './spaces.js';
import { splitLine } from './split.js';
import { lineFeatures } from './line-features.js';
import { readLine, UNREAD, type LineReading } from './reading.js';
import { openRecogniser } from './recogniser.js';
import type { FoundText, TextFinder } from './text-finder.js';
import { openTextScore } from './text-score.js';

export interface TextFinderOptions {
  /** Lines read in one frame at most; further ones are told without a text. */
  readonly mostReadings?: number;
}

/** Noise that looks like thousands of letters must not hold a worker for minutes. */
const MOST_READINGS = 150;
/** A line that is less likely to be text than this, by its looks, is not read. */
const LEAST_LIKELY = 0.02;

/**
 * Opens the models below a folder (`text-finder/`, `text-recogniser/`), checksums verified; throws a LetheError where they are not
 * those of their manifests. Inference blocks the thread that it runs in: open it in a worker, one to each.
 */
export async function openTextFinder(
  modelsFolder: string,
  options: TextFinderOptions = {},
): Promise<TextFinder & { close(): Promise<void> }> {
  const finder = await openModelFolder(join(modelsFolder, 'text-finder'));
  const reader = await openModelFolder(join(modelsFolder, 'text-recogniser'));
  const segmenter = await openSegmenter(await finder.read('text-ink.onnx'));
  const score = await openTextScore(await finder.read('text-score.onnx'));
  const recogniser = await openRecogniser(
    await reader.read('text-line.onnx'),
    (await reader.read('ppocr_keys_v1.txt')).toString('utf8'),
  );
  const mostReadings = options.mostReadings ?? MOST_READINGS;
  return {
    async find(frame) {
      if (frame.pixels.length !== frame.width * frame.height * frame.samples) {
        throw new RangeError('the frame has not as many values as its size says');
      }
      const map = await segmenter.inkOf(frame);
      const lines = inkLinesOf(map).flatMap((one) => splitLine(frame, map, one));
      const looks = await score.of(lines.map((line) => lineFeatures(frame, map, line, UNREAD)));
      let readings = 0;
      const read: LineReading[] = [];
      for (const [at, line] of lines.entries()) {
        const likely = looks[at] ?? 1;
        const worth = readings < mostReadings && likely >= LEAST_LIKELY;
        const one = worth ? await readLine(recogniser, frame, map, line, likely) : UNREAD;
        readings += one.readings;
        read.push(one);
      }
      const sure = await score.of(
        lines.map((line, at) => lineFeatures(frame, map, line, read[at] ?? UNREAD)),
      );
      return lines.map((line, at) => foundText(line, read[at] ?? UNREAD, sure[at] ?? 0));
    },
    async close() {
      await segmenter.close();
      await score.close();
      await recogniser.close();
    },
  };
}

function foundText(line: InkLine, read: LineReading, textConfidence: number): FoundText {
  const { box, ink } = line;
  const { text, turned, confidence } = read;
  return {
    box,
    text: withInkSpace({ text, ink, box, turned }),
    confidence,
    inkConfidence: line.peak / 255,
    textConfidence,
    turned,
    ink,
  };
}
