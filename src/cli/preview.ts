import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { indexInstance } from '../dicom/instance.js';
import { readFileHeader } from '../dicom/part10.js';
import { openFileSource } from '../dicom/source.js';
import { LetheError } from '../errors.js';
import type { GrayOrRgbFrame } from '../ocr/frame.js';
import { readDisplay } from '../pixels/frames/display.js';
import { openFrames } from '../pixels/frames/frames.js';
import { renderings } from '../pixels/frames/render.js';
import { contactSheet, PAIRS_PER_SHEET, type Comparison } from '../preview/contact-sheet.js';

/** A file in whose pixels something was hidden. */
export interface MaskedFile {
  readonly input: string;
  readonly output: string;
  /** The first frame with a mask, zero-based */
  readonly frame: number;
}

/**
 * Writes sheets of all masked images, the original beside what it became, readable by their owner alone.
 * @returns the files written
 * @throws LetheError `OUTPUT_NOT_USABLE`
 */
export async function writePreview(folder: string, files: readonly MaskedFile[]): Promise<readonly string[]> {
  const sorted = [...files].sort((a, b) => (a.output < b.output ? -1 : 1));
  const sheets: string[] = [];
  if (sorted.length === 0) return sheets;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let from = 0; from < sorted.length; from += PAIRS_PER_SHEET) {
      const comparisons = await comparisonsOf(sorted.slice(from, from + PAIRS_PER_SHEET));
      const sheet = join(folder, `sheet-${String(sheets.length + 1).padStart(3, '0')}.png`);
      writeFileSync(sheet, contactSheet(comparisons), { mode: 0o600 });
      sheets.push(sheet);
    }
  } catch (error) {
    if (error instanceof LetheError) throw error;
    throw new LetheError('OUTPUT_NOT_USABLE', `the preview cannot be written into ${folder}`, {
      cause: error,
    });
  }
  return sheets;
}

async function comparisonsOf(files: readonly MaskedFile[]): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const { input, output, frame } of files) {
    const before = await rendered(input, frame);
    const after = await rendered(output, frame);
    if (before !== undefined && after !== undefined)
      comparisons.push({ title: basename(output), before, after });
  }
  return comparisons;
}

/** A frame of a file as a viewer shows it. */
async function rendered(file: string, index: number): Promise<GrayOrRgbFrame | undefined> {
  const source = openFileSource(file);
  try {
    const instance = indexInstance(source, readFileHeader(source));
    const frames = await openFrames(instance);
    return frames === undefined ? undefined : renderings(frames.read(index), readDisplay(instance), index)[0];
  } finally {
    source.close();
  }
}
