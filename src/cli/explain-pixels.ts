/** `lethe explain --pixels`: every line of text that is found in an image, and why it is hidden or stays. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deidentifyInstance, type DeidentifyOutcome } from '../deid/deidentify.js';
import { indexInstance } from '../dicom/instance.js';
import { openFileSource } from '../dicom/source.js';
import { LetheError } from '../errors.js';

import { NER_MODEL_FOLDER } from '../ner/model-folder.js';
import { openTagger } from '../ner/tagger.js';
import type { GrayOrRgbFrame } from '../ocr/frame.js';
import { OCR_MODELS_FOLDER } from '../ocr/model-folder.js';
import { openTextFinder } from '../ocr/onnx-text-finder.js';
import { createPixelCleaner } from '../pixels/clean-pixels.js';
import { readDisplay } from '../pixels/frames/display.js';
import type { FrameText, TextDecision } from '../pixels/search/frame-text.js';
import { openFrames } from '../pixels/frames/frames.js';
import { isPixelReason, isUnsureReason, PIXEL_REASONS } from '../pixels/decide/reasons.js';
import { renderings } from '../pixels/frames/render.js';
import { framePng, type Mark } from '../preview/annotated-frame.js';
import { writeDeidentified } from '../spool/outgoing.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { openSubject, requestFor, type ExplainOptions, type Subject } from './explain.js';
import { print, printJson, printTable } from './output.js';

export interface ExplainPixelsOptions extends ExplainOptions {
  readonly out?: string;
  readonly text?: boolean;
}

/** Frames of which pictures are written, at most */
const MOST_PICTURES = 8;

const COLOURS = { mask: '#ff3030', unsure: '#ffa000', keep: '#30d030', noText: '#808080' } as const;

/** Tells of each line of text in an image whether it is hidden, and why; writes pictures before and after where a folder is given. */
export async function explainPixels(file: string, options: ExplainPixelsOptions): Promise<ExitCode> {
  const subject = openSubject(file, options);
  try {
    const { strategy, instance, source, where } = subject;
    if (strategy === undefined)
      throw new LetheError('NOT_FOUND', `${file}: no strategy takes it`, {
        hint: 'name one with --strategy',
      });
    const decided: { readonly decision: TextDecision; readonly look: 'first' | 'second' }[] = [];
    const finder = await openTextFinder(OCR_MODELS_FOLDER);
    const tagger = await openTagger(NER_MODEL_FOLDER);
    const pixels = createPixelCleaner({
      policy: strategy.pixels,
      finder,
      onDecided: (decisions, look) => decided.push(...decisions.map((decision) => ({ decision, look }))),
    });
    const outcome = await deidentifyInstance(
      instance,
      { source, where },
      { ...requestFor(subject, strategy), trace: false, tagger, pixels },
    );
    const first = decided.filter(({ look }) => look === 'first').map(({ decision }) => decision);
    const pictures =
      options.out === undefined ? [] : await writePictures(options.out, subject, outcome, first);
    const lines = decided.map(({ decision, look }) => describe(decision, look, options.text === true));
    if (options.json === true) {
      printJson({
        file,
        strategy: strategy.name,
        outcome:
          outcome.kind === 'quarantine'
            ? { kind: outcome.kind, code: outcome.code, detail: outcome.detail }
            : { kind: outcome.kind, pixels: outcome.pixels ?? null },
        lines,
        pictures,
      });
    } else {
      print(`${file}: ${summary(outcome)}`);
      if (lines.length > 0)
        printTable(
          HEADINGS,
          lines.map((line) => Object.values(line).map(String)),
        );
      for (const picture of pictures) print(`wrote ${picture}`);
    }
    return outcome.kind === 'deidentified' ? EXIT.ok : EXIT.setAside;
  } finally {
    subject.source.close();
  }
}

const HEADINGS = [
  'look',
  'verdict',
  'reason',
  'frames',
  'plane',
  'x',
  'y',
  'width',
  'height',
  'characters',
  'text',
  'why',
];

/** What is told of a line; the text itself only where it was asked for, since it may name the patient. */
function describe({ find, verdict, reason }: TextDecision, look: string, withText: boolean): LineReport {
  const { box, frames, plane, text } = find;
  return {
    look,
    verdict,
    reason,
    frames: frames === 'all' ? 'all' : frames.map((frame) => frame + 1).join(','),
    plane: typeof plane === 'string' ? plane : `overlay ${plane.overlayGroup.toString(16)}`,
    x: box.x,
    y: box.y,
    width: box.width,
    height: box.height,
    characters: text.length,
    text: withText ? text : '',
    why: isPixelReason(reason) ? PIXEL_REASONS[reason] : '',
  };
}

interface LineReport {
  readonly look: string;
  readonly verdict: TextDecision['verdict'];
  readonly reason: string;
  readonly frames: string;
  readonly plane: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly characters: number;
  readonly text: string;
  readonly why: string;
}

function summary(outcome: DeidentifyOutcome): string {
  if (outcome.kind === 'quarantine') return `quarantined (${outcome.code}): ${outcome.detail}`;
  if (outcome.pixels === undefined)
    return 'the strategy does not ask for a search of these pixels, or there are none';
  const { maskedFrames } = outcome.pixels;
  return maskedFrames.length === 0 ? 'nothing to hide' : `${String(maskedFrames.length)} frames masked`;
}

/** Pictures of the frames in which lines stand: before, with a box round each line, and after. */
async function writePictures(
  folder: string,
  { instance }: Subject,
  outcome: DeidentifyOutcome,
  decisions: readonly TextDecision[],
): Promise<readonly string[]> {
  const before = await openFrames(instance);
  if (before === undefined) return [];
  mkdirSync(folder, { recursive: true });
  const display = readDisplay(instance);
  const shown = framesShown(decisions);
  const written: string[] = [];
  const write = (index: number, name: string, frame: GrayOrRgbFrame, marks: readonly Mark[]): void => {
    const path = join(folder, `frame-${String(index + 1).padStart(4, '0')}-${name}.png`);
    writeFileSync(path, framePng(frame, marks), { mode: 0o600 });
    written.push(path);
  };
  for (const index of shown) {
    const marks = decisions.filter(({ find }) => standsIn(find, index)).map(markOf);
    const [frame] = renderings(before.read(index), display, index);
    if (frame !== undefined) write(index, 'before', frame, marks);
  }
  if (outcome.kind === 'quarantine') return written;
  const scratch = mkdtempSync(join(folder, '.clean-'));
  try {
    const clean = writeDeidentified(scratch, outcome);
    const source = openFileSource(clean.path);
    try {
      const after = await openFrames(indexInstance(source, clean));
      for (const index of shown) {
        const [frame] = after === undefined ? [] : renderings(after.read(index), display, index);
        if (frame !== undefined) write(index, 'after', frame, []);
      }
    } finally {
      source.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return written;
}

/** The first frame, and those that have lines of their own. */
function framesShown(decisions: readonly TextDecision[]): readonly number[] {
  const own = decisions.flatMap(({ find }) => (find.frames === 'all' ? [] : find.frames.slice(0, 1)));
  return [...new Set([0, ...own])].sort((a, b) => a - b).slice(0, MOST_PICTURES);
}

function standsIn({ frames }: FrameText, index: number): boolean {
  return frames === 'all' || frames.includes(index);
}

function markOf({ find, verdict, reason }: TextDecision): Mark {
  const kept = reason === 'not-text' ? COLOURS.noText : COLOURS.keep;
  const hidden = isUnsureReason(reason) ? COLOURS.unsure : COLOURS.mask;
  return { box: find.box, colour: verdict === 'mask' ? hidden : kept };
}
