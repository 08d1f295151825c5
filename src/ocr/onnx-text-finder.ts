/** The text finder over the shipped models: a segmenter for ink, a recogniser for what it says. */
import { join } from 'node:path';
import { openModelFolder } from '../models/model-folder.js';
import type { InkMap } from './components.js';
import { crossingsOf, isCredible } from './credible.js';
import { lineImages, marginOf, turnedImage, type LineImage } from './crop.js';
import type { Box } from './frame.js';
import { inkLinesOf, type InkLine } from './glyphs.js';
import { openSegmenter } from './ink-map.js';
import { withInkSpace } from './spaces.js';
import { partsOf, splitLine } from './split.js';
import { lineFeatures } from './line-features.js';
import { joinedDown, lyingGroups } from './lying.js';
import { possibleRows } from './piles.js';
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

/** How surely letters found one by one must read as a line down the frame, to be one. */
const SURE_TURNED = 0.85;
/** Lines of text that touch each other, at least: ink for certain, times 255, the height in pixels, the length in heights, ink runs down a column. */
const PILE = { ink: 250, height: 12, length: 1.5, crossings: 1.9 };
/** How sure the reading of each line must be that was cut out of a pile. */
const SURE_PART = 0.8;
/** So sure is the reading of a letter that stands upright, mostly. */
const READ = 0.6;
/** The certainty of a reading that leaves out what else is there: that it is text is seen, what it says is not. */
const DOUBTFUL_READING = 0.65;

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
      const imageOf = lineImages(frame, map);
      const pieces = inkLinesOf(map).flatMap((one) => splitLine(frame, map, one));
      const looks = await score.of(pieces.map((line) => lineFeatures(frame, map, line, UNREAD)));
      let readings = 0;
      const readOne = async (line: InkLine, likely: number): Promise<LineReading> => {
        const worth = readings < mostReadings && likely >= LEAST_LIKELY;
        const one = worth ? await readLine(recogniser, imageOf, line, likely) : UNREAD;
        readings += one.readings;
        return one;
      };
      let found: ReadLine[] = [];
      for (const [at, line] of pieces.entries())
        found.push({ line, read: await readOne(line, looks[at] ?? 1) });
      for (const { line, read } of found.filter((one) => mayBePile(imageOf, one))) {
        for (const rows of rowsOfPile(imageOf, map, line)) {
          const parts: ReadLine[] = [];
          for (const part of rows) parts.push({ line: part, read: await readOne(part, 1) });
          if (!parts.every((part) => part.read.confidence >= SURE_PART && part.read.turned === 0)) continue;
          found = [...found.filter((one) => one.read !== read), ...parts];
          break;
        }
      }
      for (const group of likelyGroups(found)) {
        const line = joinedDown(group.map((piece) => piece.line));
        const read = await readOne({ ...line, cores: [line.core] }, 1);
        const isOne = read.confidence >= SURE_TURNED && Array.from(read.text).length >= group.length;
        if (isOne) found = [...found.filter((piece) => !group.includes(piece)), { line, read }];
      }
      const sure = await score.of(found.map(({ line, read }) => lineFeatures(frame, map, line, read)));
      return found
        .map(({ line, read }, at) => foundText(line, credible(imageOf, line, read), sure[at] ?? 0))
        .sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
    },
    async close() {
      await segmenter.close();
      await score.close();
      await recogniser.close();
    },
  };
}

interface ReadLine {
  readonly line: InkLine;
  readonly read: LineReading;
}

/** A line across of which nothing credible was read, higher than letters need. */
function mayBePile(imageOf: (box: Box) => LineImage, { line, read }: ReadLine): boolean {
  const { core, direction, peak } = line;
  if (read.readings === 0 || direction !== 'across' || peak < PILE.ink) return false;
  if (core.height < PILE.height || core.width < PILE.length * core.height) return false;
  if (read.confidence < SURE_PART) return crossingsOf(imageOf(core)) >= PILE.crossings;
  return credible(imageOf, line, read) !== read;
}

/** The lines that a pile may be, in two or three rows. */
function rowsOfPile(
  imageOf: (box: Box) => LineImage,
  map: InkMap,
  line: InkLine,
): readonly (readonly InkLine[])[] {
  const top = Math.max(0, line.core.y - marginOf(line.core));
  return possibleRows(imageOf(line.core))
    .map((rows) => rows.map(({ from, to }) => ({ from: from + top, to: to + top })))
    .map((rows) => partsOf(map, line, rows, 'rows'))
    .filter((parts) => parts.length > 1);
}

/** Pieces that may be letters of a line down the frame, where some of them are not read for certain by themselves. */
function likelyGroups(found: readonly ReadLine[]): readonly (readonly ReadLine[])[] {
  const tried = found.filter(({ read }) => read.readings > 0);
  const lines = tried.map(({ line }) => line);
  return lyingGroups(lines, (at) => (tried[at]?.read.confidence ?? 0) >= READ)
    .map((group) => group.flatMap((at) => tried[at] ?? []))
    .filter((group) =>
      group.some(({ read }) => read.confidence < SURE_TURNED || Array.from(read.text).length < 2),
    );
}

/** A reading that cannot be all that the line shows is not sure. */
function credible(imageOf: (box: Box) => LineImage, line: InkLine, read: LineReading): LineReading {
  if (read.confidence <= DOUBTFUL_READING) return read;
  const image = turnedImage(imageOf(line.core), read.turned);
  const isAll = line.cores.length > 1 && line.direction === 'down' && read.turned === 0;
  return isAll || isCredible(image, read.text, read.confidence)
    ? read
    : { ...read, confidence: DOUBTFUL_READING };
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
