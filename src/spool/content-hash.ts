import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const CHUNK_BYTES = 1024 * 1024;

/** SHA-256 of a file from a position to its end, hexadecimal, without holding the thread. */
export async function hashFile(path: string, start: number): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { start, highWaterMark: CHUNK_BYTES }), hash);
  return hash.digest('hex');
}
