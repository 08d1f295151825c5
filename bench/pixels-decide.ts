/**
 * What is decided on burned-in text, held against what is known of the images:
 * `node dist/bench/pixels-decide.js [--midibench FOLDER] [--cache FOLDER] [--tagger] [--misses] [--models FOLDER]`.
 * Images of ../shared whose text is known box by box, images known to be without text, and a midibench set with planted text. The search is
 * slow and the same for all decisions: with --cache what was found is kept in files and read again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { attributeReader } from '../src/deid/attributes.js';
import { collectFacts } from '../src/deid/identity/facts.js';
import { createLexicon } from '../src/deid/identity/lexicon.js';
import { indexInstance, type IndexedInstance } from '../src/dicom/instance.js';
import { readFileHeader } from '../src/dicom/part10.js';
import { memorySource } from '../src/dicom/source.js';
import { LetheError } from '../src/errors.js';
import { NER_MODEL_FOLDER } from '../src/ner/model-folder.js';
import { openTagger } from '../src/ner/tagger.js';
import type { Box } from '../src/ocr/frame.js';
import { openTextFinder } from '../src/ocr/onnx-text-finder.js';
import { grownRuns, pixelCount, unitedRuns } from '../src/ocr/pixel-runs.js';
import { decideTexts } from '../src/pixels/decide/decide.js';
import type { FrameText, TextDecision } from '../src/pixels/search/frame-text.js';
import { openFrames } from '../src/pixels/frames/frames.js';
import type { PixelPolicy } from '../src/pixels/policy.js';
import { searchFrames } from '../src/pixels/search/search.js';
import { CORPUS } from '../test/support/corpus.js';

const { values: options } = parseArgs({
  options: {
    midibench: { type: 'string' },
    cache: { type: 'string' },
    models: { type: 'string', default: 'models' },
    tagger: { type: 'boolean', default: false },
    /** Names the lines on which the decision was wrong. */
    misses: { type: 'boolean', default: false },
  },
});

const POLICY: PixelPolicy = {
  search: 'always',
  frames: 'first',
  scale: 1,
  mask: 'identities',
  keep: [],
  padding: 2,
  unsure: 'mask',
  unsearchable: 'quarantine',
  layouts: true,
  maxFramePixels: 1e8,
};

interface Looked {
  readonly width: number;
  readonly height: number;
  readonly decisions: readonly TextDecision[];
}

interface Found {
  readonly width: number;
  readonly height: number;
  readonly finds: readonly FrameText[];
}

const finder = await openTextFinder(path.resolve(options.models));
const tagger = options.tagger ? await openTagger(NER_MODEL_FOLDER) : undefined;
let decisionCpu = 0;
let lines = 0;
let unreadable = 0;

async function foundIn(file: string, instance: IndexedInstance): Promise<Found | undefined> {
  const kept =
    options.cache === undefined
      ? undefined
      : path.join(options.cache, `${createHash('sha256').update(file).digest('hex').slice(0, 16)}.json`);
  if (kept !== undefined && existsSync(kept)) {
    const read = JSON.parse(readFileSync(kept, 'utf8')) as Found;
    return { ...read, finds: read.finds.map((find) => ({ ...find, ink: Int32Array.from(find.ink) })) };
  }
  const frames = await openFrames(instance);
  if (frames === undefined) return undefined;
  const finds = await searchFrames(instance, frames, finder, POLICY);
  const found = { width: frames.width, height: frames.height, finds };
  if (kept !== undefined) {
    mkdirSync(path.dirname(kept), { recursive: true });
    writeFileSync(
      kept,
      JSON.stringify({ ...found, finds: finds.map((find) => ({ ...find, ink: [...find.ink] })) }),
    );
  }
  return found;
}

/** Undefined where there is no image or it cannot be read; such are counted. */
async function look(file: string): Promise<Looked | undefined> {
  try {
    const source = memorySource(readFileSync(file));
    const instance = indexInstance(source, readFileHeader(source));
    const found = await foundIn(file, instance);
    if (found === undefined) return undefined;
    const lexicon = createLexicon(collectFacts(instance, () => false));
    const { width, height } = found;
    const context = { width, height, lexicon, tagger, read: attributeReader(instance), policy: POLICY };
    const before = process.cpuUsage();
    const decisions = await decideTexts(found.finds, context);
    const { user, system } = process.cpuUsage(before);
    decisionCpu += (user + system) / 1000;
    lines += decisions.length;
    return { width, height, decisions };
  } catch (error) {
    if (!(error instanceof LetheError)) throw error;
    unreadable += 1;
    return undefined;
  }
}

function shared(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

function hiddenShare(box: Box, decisions: readonly TextDecision[]): number {
  const masked = decisions.filter(({ verdict }) => verdict === 'mask');
  return masked.reduce((sum, { find }) => sum + shared(find.box, box), 0) / (box.width * box.height);
}

/** Whether a line that is hidden covers a good part of the box. */
function isTouched(box: Box, decisions: readonly TextDecision[]): boolean {
  return decisions.some(
    ({ verdict, find }) =>
      verdict === 'mask' &&
      shared(find.box, box) > 0.2 * Math.min(box.width * box.height, find.box.width * find.box.height),
  );
}

/** The reason for which a line hides a good part of a box. */
function reasonOf(box: Box, decisions: readonly TextDecision[]): string {
  return decisions.find((decision) => isTouched(box, [decision]))?.reason ?? 'not hidden';
}

function tell(what: string, file: string, text: string, decisions: readonly TextDecision[]): void {
  if (!options.misses) return;
  const read = decisions.map(
    ({ find, verdict, reason }) => `${JSON.stringify(find.text)} ${verdict} ${reason}`,
  );
  console.log(`${what} ${path.basename(file)} ${JSON.stringify(text)}: ${read.join('; ') || 'not found'}`);
}

function near(box: Box, decisions: readonly TextDecision[]): TextDecision[] {
  return decisions.filter(({ find }) => shared(find.box, box) > 0);
}

const percent = (part: number, all: number): string =>
  all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`;

/** Text known box by box. */
async function scoreKnownText(folder: string): Promise<void> {
  interface KnownBox {
    readonly box: readonly [number, number, number, number];
    readonly text: string;
    readonly phi: boolean;
    readonly ambiguous?: boolean;
  }
  const { images } = JSON.parse(readFileSync(path.join(folder, 'burned-in.json'), 'utf8')) as {
    images: { file: string; boxes: KnownBox[] }[];
  };
  const counts = { hidden: 0, missed: 0, notFound: 0, wrong: 0, kept: 0, harmless: 0 };
  const lostFor = new Map<string, number>();
  for (const image of images) {
    const looked = await look(path.join(folder, image.file));
    if (looked === undefined) continue;
    const { decisions } = looked;
    const identities: Box[] = [];
    for (const { box: sides, text, phi, ambiguous } of image.boxes) {
      const [x, y, width, height] = sides;
      const box = { x, y, width, height };
      if (phi) identities.push(box);
      if (ambiguous === true) continue;
      if (phi && hiddenShare(box, decisions) > 0.5) counts.hidden += 1;
      else if (phi) {
        counts.missed += 1;
        if (near(box, decisions).length === 0) counts.notFound += 1;
        tell('missed', image.file, text, near(box, decisions));
      } else {
        counts.harmless += 1;
        if (!isTouched(box, decisions)) counts.kept += 1;
        else {
          const reason = reasonOf(box, decisions);
          lostFor.set(reason, (lostFor.get(reason) ?? 0) + 1);
          tell('lost', image.file, text, near(box, decisions));
        }
      }
    }
    counts.wrong += decisions.filter(
      ({ verdict, find }) => verdict === 'mask' && identities.every((box) => shared(find.box, box) === 0),
    ).length;
  }
  const precision = counts.hidden / (counts.hidden + counts.wrong);
  const recall = counts.hidden / (counts.hidden + counts.missed);
  const score = (2 * precision * recall) / (precision + recall);
  console.log(
    `known text, ${String(images.length)} images, identity boxes: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${score.toFixed(3)}`,
  );
  console.log('  published: 1.000/0.714/0.833 and 1.000/0.285/0.444');
  console.log(
    `  missed ${String(counts.missed)}, of them not found ${String(counts.notFound)}; hidden for want of knowledge or wrongly ${String(counts.wrong)}; harmless boxes kept ${percent(counts.kept, counts.harmless)}`,
  );
  const reasons = [...lostFor]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${reason} ${String(count)}`);
  console.log(`  harmless boxes lost by reason: ${reasons.join(', ')}`);
}

/** Images without text. */
async function scoreTextFree(folder: string): Promise<void> {
  const [head = '', ...rows] = readFileSync(path.join(folder, 'manifest.tsv'), 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  const files = rows
    .map((row) => row.split('\t'))
    .filter((row) => row[columns.indexOf('visible_text')] === 'no')
    .map((row) => path.join(folder, row[columns.indexOf('path')] ?? ''));
  let images = 0;
  let touched = 0;
  for (const file of files) {
    const looked = await look(file);
    if (looked === undefined) continue;
    images += 1;
    const wrong = looked.decisions.filter(({ verdict }) => verdict === 'mask');
    if (wrong.length > 0) {
      touched += 1;
      tell('no text', file, '', wrong);
    }
  }
  console.log(
    `without text: ${String(images)} images, masked ${String(touched)} (${percent(touched, images)})`,
  );
}

interface PlantedImage {
  readonly pretext?: boolean;
  readonly texts: readonly {
    readonly text: string;
    readonly box: readonly [left: number, top: number, right: number, bottom: number];
    readonly role: 'phi' | 'keep' | 'neutral';
    readonly frames: 'all' | readonly number[];
  }[];
}

/** Text planted by midibench; boxes are left, top, right, bottom. */
async function scorePlantedText(folder: string): Promise<void> {
  const planted = JSON.parse(readFileSync(path.join(folder, 'pixels.json'), 'utf8')) as Record<
    string,
    PlantedImage
  >;
  const counts = { phi: 0, hidden: 0, keep: 0, survived: 0, images: 0, clean: 0, touched: 0 };
  const over: number[] = [];
  for (const [name, image] of Object.entries(planted)) {
    const looked = await look(path.join(folder, name));
    if (looked === undefined) continue;
    counts.images += 1;
    const { decisions, width, height } = looked;
    const others: Box[] = [];
    for (const { text, box: sides, role, frames } of image.texts) {
      const [left, top, right, bottom] = sides;
      const box = { x: left, y: top, width: right - left, height: bottom - top };
      if (role !== 'keep')
        others.push({ x: left - 4, y: top - 4, width: box.width + 8, height: box.height + 8 });
      if (frames !== 'all' && !frames.includes(0)) continue;
      if (role === 'phi') {
        counts.phi += 1;
        if (hiddenShare(box, decisions) > 0.45) counts.hidden += 1;
        else tell('missed', name, text, near(box, decisions));
      } else if (role === 'keep') {
        counts.keep += 1;
        if (!isTouched(box, decisions)) counts.survived += 1;
        else tell('lost', name, text, near(box, decisions));
      }
    }
    if (image.pretext === true) continue;
    const wrong = decisions.filter(
      ({ verdict, find }) => verdict === 'mask' && others.every((box) => shared(find.box, box) === 0),
    );
    if (wrong.length > 0) tell('over-masked', name, '', wrong);
    const grown = grownRuns(unitedRuns(wrong.map(({ find }) => find.ink)), POLICY.padding, width, height);
    over.push(pixelCount(grown) / (width * height));
  }
  const mean = over.reduce((sum, share) => sum + share, 0) / Math.max(1, over.length);
  console.log(
    `planted text, ${String(counts.images)} images: identity hidden ${percent(counts.hidden, counts.phi)} of ${String(counts.phi)}, harmless kept ${percent(counts.survived, counts.keep)} of ${String(counts.keep)}, over-masked ${(100 * mean).toFixed(4)} % of the area`,
  );
}

if (CORPUS === undefined) console.log('known text and text-free images: not on this machine');
else {
  await scoreKnownText(path.dirname(CORPUS));
  await scoreTextFree(path.dirname(CORPUS));
}
if (options.midibench !== undefined) await scorePlantedText(options.midibench);
console.log(
  `${String(lines)} lines, ${(decisionCpu / Math.max(1, lines)).toFixed(3)} ms of CPU each${tagger === undefined ? ', without the tagger' : ''}; ${String(unreadable)} images cannot be read`,
);
await finder.close();
