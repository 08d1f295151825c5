/** A stretch of a file as the source of a data set. */

import { open, type FileHandle } from 'node:fs/promises';
import type { ReadableSource } from './scu-options.js';

/** Opens `path` and offers `lengthBytes` bytes from `offset` on. Rejects as `fs.open` does. */
export async function openFileSource(
  path: string,
  offset: number,
  lengthBytes: number,
): Promise<ReadableSource> {
  const handle = await open(path, 'r');
  let position = offset;
  return {
    lengthBytes,
    async read(buffers) {
      const wanted = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
      const read = await readFully(handle, buffers, position, wanted);
      position += read;
      return read;
    },
    async close() {
      await handle.close();
    },
  };
}

/** One `readv` as a rule; more only when the system gives less than was asked for. */
async function readFully(
  handle: FileHandle,
  buffers: readonly Buffer[],
  position: number,
  wanted: number,
): Promise<number> {
  let total = 0;
  let rest: readonly Buffer[] = buffers;
  while (total < wanted) {
    const { bytesRead } = await handle.readv(rest, position + total);
    if (bytesRead === 0) break;
    total += bytesRead;
    if (total < wanted) rest = skip(rest, bytesRead);
  }
  return total;
}

function skip(buffers: readonly Buffer[], count: number): Buffer[] {
  const rest: Buffer[] = [];
  let toSkip = count;
  for (const buffer of buffers) {
    if (toSkip < buffer.length) rest.push(buffer.subarray(toSkip));
    toSkip = Math.max(0, toSkip - buffer.length);
  }
  return rest;
}
