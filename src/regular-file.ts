/** Files that an operator names: they are read whole, so that what has no end, or no writer, is none of them. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const MIB = 1024 * 1024;

/** Most that a file written by hand may have. */
export const MAX_WRITTEN_BYTES = 16 * MIB;

/**
 * Reads a regular file of at most `maxBytes`; through links, never from a pipe or a device.
 * @throws Error with a `code`: the system's, `NO_REGULAR_FILE` or `FILE_TOO_LARGE`
 */
export function readRegularFile(file: string, maxBytes: number = MAX_WRITTEN_BYTES): Buffer {
  // Non-blocking, for a pipe is opened only when somebody writes to it.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = fstatSync(descriptor);
    if (facts.isDirectory()) throw unfit('it is a folder', 'EISDIR');
    if (!facts.isFile()) throw unfit('it is no regular file', 'NO_REGULAR_FILE');
    if (facts.size > maxBytes)
      throw unfit(`it is larger than ${String(maxBytes / MIB)} MiB`, 'FILE_TOO_LARGE');
    const bytes = Buffer.alloc(facts.size);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < bytes.length; filled += read)
      read = readSync(descriptor, bytes, filled, bytes.length - filled, null);
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}

/** The text of such a file, which must be UTF-8; of another one it throws a `TypeError`. */
export function readTextFile(file: string): string {
  return decodeText(readRegularFile(file));
}

export function decodeText(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** Why one of these failed. */
export function whyUnreadable(cause: unknown): string {
  if (cause instanceof TypeError) return 'it is not UTF-8 text';
  return cause instanceof Error ? cause.message : String(cause);
}

function unfit(reason: string, code: string): Error {
  return Object.assign(new Error(reason), { code });
}
