/** Writes text into the pixels of a native instance, as a scanner's console does. */
import { readFileSync } from 'node:fs';
import { indexInstance } from '../../src/dicom/instance.js';
import { findElement } from '../../src/dicom/model.js';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { TAG } from '../../src/dicom/tag.js';
import { readUint16 } from '../../src/transcode/context.js';
import { draw, flat, type Line } from '../ocr/draw.js';

/** Where text was written. */
export interface BurnedIn {
  /** The Part 10 file */
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  /** 1 where a character is, in each frame that was written on */
  readonly ink: Uint8Array;
}

/**
 * A native little endian file of one or more frames, with lines drawn into some of them.
 * @param level the stored value of the ink, in all samples
 */
export function burnIn(
  file: string,
  lines: readonly Line[],
  level: number,
  frames: readonly number[] = [0],
): BurnedIn {
  const bytes = Buffer.from(readFileSync(file));
  const source = memorySource(bytes);
  const { dataSet } = indexInstance(source, readFileHeader(source));
  const number = (tag: number): number => readUint16(source, findElement(dataSet, tag)) ?? 1;
  const [height, width, samples] = [number(0x00280010), number(0x00280011), number(0x00280002)];
  const cellBytes = number(0x00280100) / 8;
  const start = findElement(dataSet, TAG.pixelData)?.valueStart ?? 0;
  const { ink } = draw(width, height, 1, flat(0), lines);
  for (const frame of frames) {
    for (let pixel = 0; pixel < ink.length; pixel += 1) {
      if (ink[pixel] !== 1) continue;
      for (let sample = 0; sample < samples; sample += 1) {
        const at = start + ((frame * ink.length + pixel) * samples + sample) * cellBytes;
        if (cellBytes === 1) bytes[at] = level;
        else bytes.writeInt16LE(level, at);
      }
    }
  }
  return { bytes, width, height, ink };
}
