import { createHash } from 'node:crypto';
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  readSync,
  writeSync,
  constants,
} from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Span } from '../dicom/edit.js';
import { encodeFileMeta } from '../dicom/part10.js';
import type { DataSetLocation } from '../dicom/instance.js';
import { descriptorSource, HEAD_BYTES, type ByteSource } from '../dicom/source.js';
import { LetheError } from '../errors.js';
import {
  listFiles,
  CREATE_FLAGS,
  FILE_MODE,
  FOLDER_MODE,
  PART_SUFFIX,
  randomName,
  sweepParts,
  syncFolder,
} from './durable.js';

declare const deidentified: unique symbol;

/** A durable file that came out of de-identification. Only this module makes one; only such a file can be sent. */
export interface DeidentifiedFile {
  readonly [deidentified]: true;
  /** Name in the outgoing folder. */
  readonly file: string;
  readonly path: string;
  readonly dataSetOffset: number;
  readonly sizeBytes: number;
  /** SHA-512 of the data set, hexadecimal; SHA-256 (64 digits) of files from before version 5 of the store's schema. */
  readonly hash: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
}

/** What the store remembers of such a file. */
export type DeidentifiedFileFacts = Omit<DeidentifiedFile, typeof deidentified | 'path'>;

/** The folder where de-identified instances lie from the worker until retention removes them. */
export interface OutgoingSpool {
  readonly folder: string;
  /** The file of a row that the store committed. */
  fromStore(facts: DeidentifiedFileFacts): DeidentifiedFile;
  list(): Promise<string[]>;
  remove(files: readonly string[]): Promise<void>;
}

/**
 * Opens the outgoing spool and sweeps what a dead process left unfinished.
 * @throws LetheError `SPOOL_NOT_USABLE`
 */
export async function openOutgoingSpool(folder: string): Promise<OutgoingSpool> {
  try {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    await syncFolder(join(folder, '..'));
    await sweepParts(folder);
  } catch (error) {
    throw new LetheError('SPOOL_NOT_USABLE', `the outgoing spool ${folder} cannot be used`, {
      cause: error,
      hint: 'the folder must exist or be creatable, and be writable by the user that runs the node',
    });
  }
  return {
    folder,
    fromStore: (facts) => mint(folder, facts),
    list: () => listFiles(folder),
    async remove(files) {
      for (const file of files) await rm(join(folder, file), { force: true });
    },
  };
}

export interface OutputRequest {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** Where the copied spans are read from. */
  readonly source: ByteSource;
  readonly spans: readonly Span[];
  /** File name wanted; a random one unless given. */
  readonly file?: string;
  /** Looks at the whole file before it takes its name; what it throws leaves no file. */
  readonly inspect?: (written: ByteSource, where: DataSetLocation) => void;
}

const CHUNK_BYTES = 1024 * 1024;
/** Read as well as written: what was written is looked at before it is committed. */
const FLAGS = (CREATE_FLAGS & ~constants.O_WRONLY) | constants.O_RDWR;

/**
 * Writes a de-identified instance: temporary file, fdatasync, rename, fsync of the folder. Synchronous, for a worker
 * thread; memory stays at one chunk whatever the size of the instance.
 */
export function writeDeidentified(folder: string, request: OutputRequest): DeidentifiedFile {
  const file = request.file ?? `${randomName()}.dcm`;
  const path = join(folder, file);
  const head = encodeFileMeta(request);
  // Half as much CPU again as SHA-512 is what SHA-256 takes on processors without instructions for it.
  const hash = createHash('sha512');
  const descriptor = openSync(path + PART_SUFFIX, FLAGS, FILE_MODE);
  let sizeBytes = 0;
  try {
    const chunk = sharedChunk();
    let filled = 0;
    const flush = (): void => {
      hash.update(chunk.subarray(0, filled));
      write(chunk.subarray(0, filled));
      filled = 0;
    };
    const write = (bytes: Buffer): void => {
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
      sizeBytes += bytes.length;
    };
    write(head);
    for (const span of request.spans) {
      const length = span.kind === 'bytes' ? span.bytes.length : span.end - span.start;
      for (let done = 0; done < length;) {
        const room = chunk.subarray(filled, Math.min(chunk.length, filled + length - done));
        const count =
          span.kind === 'bytes'
            ? span.bytes.copy(room, 0, done)
            : request.source.readInto(span.start + done, room);
        if (count === 0) throw new Error('the original ends before its data set does');
        done += count;
        filled += count;
        if (filled === chunk.length) flush();
      }
    }
    flush();
    if (request.inspect !== undefined) {
      const place = sharedHead().subarray(0, sizeBytes);
      const beginning = place.subarray(0, readSync(descriptor, place, 0, place.length, 0));
      request.inspect(descriptorSource(descriptor, sizeBytes, beginning), {
        dataSetOffset: head.length,
        transferSyntaxUid: request.transferSyntaxUid,
      });
    }
    fdatasyncSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    rmSync(path + PART_SUFFIX, { force: true });
    throw error;
  }
  closeSync(descriptor);
  renameSync(path + PART_SUFFIX, path);
  syncFolderNow(folder);
  return mint(folder, {
    file,
    dataSetOffset: head.length,
    sizeBytes,
    hash: hash.digest('hex'),
    sopClassUid: request.sopClassUid,
    sopInstanceUid: request.sopInstanceUid,
    transferSyntaxUid: request.transferSyntaxUid,
  });
}

/** One of each for the thread, which writes one instance at a time: fresh memory for each would keep the garbage collector busy. */
let chunkInUse: Buffer | undefined;
let headInUse: Buffer | undefined;

function sharedChunk(): Buffer {
  chunkInUse ??= Buffer.allocUnsafeSlow(CHUNK_BYTES);
  return chunkInUse;
}

/** For the beginning of what was written, as it is read back. */
function sharedHead(): Buffer {
  headInUse ??= Buffer.allocUnsafeSlow(HEAD_BYTES);
  return headInUse;
}

function syncFolderNow(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function mint(folder: string, facts: DeidentifiedFileFacts): DeidentifiedFile {
  return { ...facts, path: join(folder, facts.file) } as DeidentifiedFile;
}
