/** Small images built byte by byte, and what they are opened as. */
import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, type Encoding } from '../../src/dicom/model.js';
import { memorySource } from '../../src/dicom/source.js';
import {
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
} from '../../src/dicom/uid-registry.js';
import type { TextFinder } from '../../src/ocr/text-finder.js';
import { openFrames, type InstanceFrames } from '../../src/pixels/frames/frames.js';
import { encode, text, uint16, value, type ElementSpec } from '../support/data-set-builder.js';

export interface ImageSpec {
  readonly rows?: number;
  readonly columns?: number;
  readonly samples?: number;
  readonly bits?: number;
  readonly stored?: number;
  readonly highBit?: number;
  readonly signed?: boolean;
  readonly planar?: number;
  readonly photometric?: string;
  readonly frames?: string;
  readonly transferSyntaxUid?: string;
  /** Instead of those that are made, by tag */
  readonly elements?: readonly ElementSpec[];
  /** The value of Pixel Data, or another element in its place */
  readonly pixels: Buffer | ElementSpec;
}

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  [IMPLICIT_VR_LITTLE_ENDIAN]: IMPLICIT_LITTLE,
  [EXPLICIT_VR_BIG_ENDIAN]: EXPLICIT_BIG,
};

/** The data set of an image, indexed. */
export function image(spec: ImageSpec): IndexedInstance {
  const transferSyntaxUid = spec.transferSyntaxUid ?? EXPLICIT_VR_LITTLE_ENDIAN;
  const encoding = ENCODINGS[transferSyntaxUid] ?? EXPLICIT_LITTLE;
  const { rows = 4, columns = 4, samples = 1, bits = 8 } = spec;
  const stored = spec.stored ?? bits;
  const us = (tag: number, number: number): ElementSpec => value(tag, 'US', uint16(number, encoding));
  const pixels = Buffer.isBuffer(spec.pixels)
    ? value(0x7fe00010, bits > 8 ? 'OW' : 'OB', spec.pixels)
    : spec.pixels;
  const made: ElementSpec[] = [
    us(0x00280002, samples),
    text(0x00280004, 'CS', spec.photometric ?? (samples === 1 ? 'MONOCHROME2' : 'RGB')),
    ...(samples > 1 ? [us(0x00280006, spec.planar ?? 0)] : []),
    ...(spec.frames === undefined ? [] : [text(0x00280008, 'IS', spec.frames)]),
    us(0x00280010, rows),
    us(0x00280011, columns),
    us(0x00280100, bits),
    us(0x00280101, stored),
    us(0x00280102, spec.highBit ?? stored - 1),
    us(0x00280103, spec.signed === true ? 1 : 0),
    pixels,
  ];
  const replaced = new Set(spec.elements?.map(({ tag }) => tag));
  const elements = [...made.filter(({ tag }) => !replaced.has(tag)), ...(spec.elements ?? [])].sort(
    (a, b) => a.tag - b.tag,
  );
  const source = memorySource(encode(elements, encoding));
  return indexInstance(source, { dataSetOffset: 0, transferSyntaxUid });
}

export async function opened(instance: IndexedInstance): Promise<InstanceFrames> {
  const frames = await openFrames(instance);
  if (frames === undefined) throw new Error('no pixel data');
  return frames;
}

export function words(...numbers: readonly number[]): Buffer {
  return Buffer.concat(numbers.map((number) => uint16(number & 0xffff)));
}

/** A finder that takes every 4-connected region brighter than `least` in all samples for a line, and reads its size. */
export function regionFinder(
  least = 200,
): TextFinder & { readonly looked: { pixels: number; calls: number } } {
  const looked = { pixels: 0, calls: 0 };
  return {
    looked,
    find({ width, height, samples, pixels }) {
      looked.calls += 1;
      looked.pixels += width * height;
      const isInk = (at: number): boolean => {
        for (let sample = 0; sample < samples; sample += 1) {
          if ((pixels[at * samples + sample] ?? 0) < least) return false;
        }
        return true;
      };
      const done = new Set<number>();
      const found = [];
      for (let start = 0; start < width * height; start += 1) {
        if (done.has(start) || !isInk(start)) continue;
        const region = new Set([start]);
        for (const at of region) {
          for (const next of [
            at - width,
            at + width,
            at % width === 0 ? -1 : at - 1,
            (at + 1) % width === 0 ? -1 : at + 1,
          ]) {
            if (next >= 0 && next < width * height && isInk(next)) region.add(next);
          }
        }
        for (const at of region) done.add(at);
        const places = [...region]
          .sort((a, b) => a - b)
          .map((at) => [Math.floor(at / width), at % width] as const);
        const columns = places.map(([, column]) => column);
        const left = Math.min(...columns);
        const right = Math.max(...columns) + 1;
        const top = places[0]?.[0] ?? 0;
        const bottom = (places.at(-1)?.[0] ?? 0) + 1;
        const runs: number[] = [];
        for (const [row, column] of places) {
          if (runs.at(-3) === row && runs.at(-1) === column) runs[runs.length - 1] = column + 1;
          else runs.push(row, column, column + 1);
        }
        found.push({
          box: { x: left, y: top, width: right - left, height: bottom - top },
          text: `${String(right - left)}x${String(bottom - top)}`,
          confidence: 0.9,
          inkConfidence: 1,
          textConfidence: 1,
          turned: 0 as const,
          ink: Int32Array.from(runs),
        });
      }
      return Promise.resolve(found);
    },
  };
}
