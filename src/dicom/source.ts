import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes that can be read at any position. Reading past the end gives what there is. */
export interface ByteSource {
  /** Size in bytes. */
  readonly size: number;
  /** Reads `length` bytes at `position`; shorter only where the source ends. The result may share memory with the source. */
  read(position: number, length: number): Buffer;
  /** Reads into memory of the caller's, as much as fits and there is. @returns how many bytes */
  readInto(position: number, target: Buffer): number;
}

/** A source over bytes in memory; reads share its memory. */
export function memorySource(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (position, length) => bytes.subarray(position, Math.min(bytes.length, position + length)),
    readInto: (position, target) => bytes.copy(target, 0, position),
  };
}

/** A source over an open file. */
export interface FileSource extends ByteSource {
  readonly path: string;
  close(): void;
}

/**
 * So much of a file, where the header lies, is read at once and kept: what a parser asks for at once (64 KiB), wherever
 * behind the file meta information it begins.
 */
export const HEAD_BYTES = 72 * 1024;

/**
 * Opens a file as a source. Its first 72 KiB are read once and kept; the rest is read when asked for.
 * @param room memory of the caller's for them, used until the source is closed; what was read from it is of no use then
 * @throws the system's error when the file cannot be opened or read
 */
export function openFileSource(path: string, room?: Buffer): FileSource {
  const descriptor = openSync(path, 'r');
  let head: Buffer;
  let size: number;
  try {
    size = fstatSync(descriptor).size;
    const place = room ?? Buffer.allocUnsafe(Math.min(size, HEAD_BYTES));
    head = place.subarray(0, fill(descriptor, 0, place.subarray(0, size)));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return { path, ...descriptorSource(descriptor, size, head), close: () => closeSync(descriptor) };
}

/** A source over a file of `size` bytes that is open for reading, whose first bytes are at hand in `head`. */
export function descriptorSource(descriptor: number, size: number, head: Buffer): ByteSource {
  return {
    size,
    read(position, length) {
      const end = Math.min(size, position + length);
      if (end <= head.length) return head.subarray(position, Math.max(position, end));
      return readFully(descriptor, position, Math.max(0, end - position));
    },
    readInto: (position, target) =>
      position + target.length <= head.length
        ? head.copy(target, 0, position)
        : fill(descriptor, position, target),
  };
}

/** A part of a source, seen as a source of its own. */
export function sliceSource(source: ByteSource, start: number): ByteSource {
  return {
    size: Math.max(0, source.size - start),
    read: (position, length) => source.read(start + position, length),
    readInto: (position, target) => source.readInto(start + position, target),
  };
}

function readFully(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, fill(descriptor, position, bytes));
}

/** One read as a rule; more only when the system gives less than was asked for. */
function fill(descriptor: number, position: number, target: Buffer): number {
  let filled = 0;
  while (filled < target.length) {
    const count = readSync(descriptor, target, filled, target.length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
