/** Masks written into instances for tests, and the pixels of files as DCMTK and GDCM decode them. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyEdits, createEdits, readSpans } from '../../src/dicom/edit.js';
import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import { findElement } from '../../src/dicom/model.js';
import { encodeFileMeta, readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { joinedRuns, type PixelRuns } from '../../src/ocr/pixel-runs.js';
import { openFrames, type InstanceFrames } from '../../src/pixels/frames/frames.js';
import { maskPixels, type FrameMask, type MaskedPixels } from '../../src/pixels/mask/mask.js';
import type { RewriteLimits } from '../../src/pixels/mask/rewrite-frames.js';

export const PIXEL_DATA = 0x7fe00010;

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function rectangle({ left, top, right, bottom }: Rectangle): PixelRuns {
  return joinedRuns(Array.from({ length: bottom - top }, (_, row) => [top + row, left, right] as const));
}

/** Odd numbers on purpose, so that masks begin and end within bytes, pairs of pixels and blocks. */
export function rectangleIn({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): Rectangle {
  const left = Math.floor(width / 5) + (Math.floor(width / 5) % 2 === 0 ? 1 : 0);
  const top = Math.floor(height / 6);
  return {
    left,
    top,
    right: Math.max(left + 1, Math.floor(width / 2)),
    bottom: Math.max(top + 1, Math.floor(height / 4)),
  };
}

export function readFileInstance(file: string): IndexedInstance {
  const source = memorySource(readFileSync(file));
  return indexInstance(source, readFileHeader(source));
}

export async function framesIn(instance: IndexedInstance): Promise<InstanceFrames> {
  const frames = await openFrames(instance);
  if (frames === undefined) throw new Error('the instance has no pixels');
  return frames;
}

export interface Masked {
  readonly result: MaskedPixels;
  /** The data set as it is written, and what it says. */
  readonly dataSet: Buffer;
  readonly written: IndexedInstance;
}

export async function masked(
  instance: IndexedInstance,
  masks: readonly FrameMask[],
  limits?: RewriteLimits,
): Promise<Masked> {
  const edits = createEdits();
  const result = await maskPixels(instance, await framesIn(instance), masks, edits, limits);
  const dataSet = readSpans(instance.source, applyEdits(instance.dataSet, edits));
  const where = { dataSetOffset: 0, transferSyntaxUid: result.transferSyntaxUid };
  // Spans of deflated data sets are those of the inflated bytes.
  if (instance.deflated) where.transferSyntaxUid = '1.2.840.10008.1.2.1';
  return { result, dataSet, written: indexInstance(memorySource(dataSet), where) };
}

/** Writes an instance as a file for other programs to read. */
export function writeInstance(file: string, dataSet: Buffer, transferSyntaxUid: string): void {
  const meta = {
    sopClassUid: '1.2.840.10008.5.1.4.1.1.7',
    sopInstanceUid: '1.2.826.0.1.3680043.10.1',
    transferSyntaxUid,
  };
  writeFileSync(file, Buffer.concat([encodeFileMeta(meta), dataSet]));
}

const DCMTK_DECODER: Readonly<Record<string, readonly string[]>> = {
  '1.2.840.10008.1.2.4.50': ['dcmdjpeg', '+cn'],
  '1.2.840.10008.1.2.4.51': ['dcmdjpeg', '+cn'],
  '1.2.840.10008.1.2.4.53': ['dcmdjpeg', '+cn'],
  '1.2.840.10008.1.2.4.55': ['dcmdjpeg', '+cn'],
  '1.2.840.10008.1.2.4.57': ['dcmdjpeg', '+cn'],
  '1.2.840.10008.1.2.4.70': ['dcmdjpeg', '+cn'],
  '1.2.840.10008.1.2.4.80': ['dcmdjpls'],
  '1.2.840.10008.1.2.4.81': ['dcmdjpls'],
  '1.2.840.10008.1.2.5': ['dcmdrle'],
};

const GDCM_DECODES = /^1\.2\.840\.10008\.1\.2\.4\.9[01]$/;

/** Pixel data of a file, decoded by DCMTK, or by GDCM where DCMTK has no decoder; undefined where neither has. */
export function decodedElsewhere(file: string, transferSyntaxUid: string): Buffer | undefined {
  const dcmtk = DCMTK_DECODER[transferSyntaxUid];
  const out = path.join(path.dirname(file), `decoded-${path.basename(file)}`);
  try {
    if (dcmtk !== undefined) {
      const [tool = '', ...options] = dcmtk;
      execFileSync(tool, [...options, file, out], { stdio: 'ignore' });
    } else if (GDCM_DECODES.test(transferSyntaxUid)) {
      execFileSync('gdcmconv', ['--raw', file, out], { stdio: 'ignore' });
    } else return undefined;
  } catch {
    return undefined;
  }
  return nativePixels(readFileInstance(out));
}

export function nativePixels({ source, dataSet }: IndexedInstance): Buffer {
  const element = findElement(dataSet, PIXEL_DATA);
  if (element === undefined || element.fragments !== undefined) throw new Error('no native pixels');
  return Buffer.from(source.read(element.valueStart, element.valueLength));
}

/** The streams of all frames but for the masked ones must be the same; this gives the fragments' bytes, the table first. */
export function fragmentsOf({ source, dataSet }: IndexedInstance): Buffer[] {
  const fragments = findElement(dataSet, PIXEL_DATA)?.fragments ?? [];
  return fragments.map(({ valueStart, valueLength }) => Buffer.from(source.read(valueStart, valueLength)));
}

/** What differs between two decodes of a frame: which values stand under the mask, and how many cells differ elsewhere. */
export function compared(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  shape: { readonly width: number; readonly height: number; readonly samplesPerPixel: number },
  { left, top, right, bottom }: Rectangle,
): { readonly inside: readonly (readonly number[])[]; readonly outside: number } {
  const { width, height, samplesPerPixel } = shape;
  const inside = Array.from({ length: samplesPerPixel }, () => new Set<number>());
  let outside = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isInside = x >= left && x < right && y >= top && y < bottom;
      for (let sample = 0; sample < samplesPerPixel; sample += 1) {
        const at = (y * width + x) * samplesPerPixel + sample;
        if (isInside) inside[sample]?.add(after[at] ?? NaN);
        else if (before[at] !== after[at]) outside += 1;
      }
    }
  }
  return { inside: inside.map((values) => [...values]), outside };
}
