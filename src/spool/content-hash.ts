import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ByteSource } from '../dicom/source.js';

const CHUNK_BYTES = 1024 * 1024;

/** SHA-256 of a source from a position to its end, hexadecimal; reads a chunk at a time, in the calling thread. */
export function hashSource(source: ByteSource, start: number): string {
  const hash = createHash('sha256');
  for (let at = start; at < source.size; at += CHUNK_BYTES) hash.update(source.read(at, CHUNK_BYTES));
  return hash.digest('hex');
}

/** SHA-256 of a file from a position to its end, hexadecimal, without holding the thread. */
export async function hashFile(path: string, start: number): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { start, highWaterMark: CHUNK_BYTES }), hash);
  return hash.digest('hex');
}
