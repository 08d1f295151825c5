import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, fsyncSync, openSync, renameSync, rmSync, writevSync, constants } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Span } from '../dicom/edit.js';
import { encodeFileMeta } from '../dicom/part10.js';
import type { ByteSource } from '../dicom/source.js';
import { LetheError } from '../errors.js';
import { CREATE_FLAGS, FILE_MODE, FOLDER_MODE, PART_SUFFIX, randomName, sweepParts, syncFolder } from './durable.js';

declare const deidentified: unique symbol;

/** A durable file that came out of de-identification. Only this module makes one; only such a file can be sent. */
export interface DeidentifiedFile {
  readonly [deidentified]: true;
  /** Name in the outgoing folder. */
  readonly file: string;
  readonly path: string;
  readonly dataSetOffset: number;
  readonly sizeBytes: number;
  /** SHA-256 of the data set, hexadecimal. */
  readonly sha256: string;
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
    list: async () => (await readdir(folder)).filter((name) => !name.endsWith(PART_SUFFIX)),
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
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * Writes a de-identified instance: temporary file, fdatasync, rename, fsync of the folder. Synchronous, for a worker
 * thread; memory stays at one chunk whatever the size of the instance.
 */
export function writeDeidentified(folder: string, request: OutputRequest): DeidentifiedFile {
  const file = request.file ?? `${randomName()}.dcm`;
  const path = join(folder, file);
  const head = encodeFileMeta(request);
  const hash = createHash('sha256');
  const descriptor = openSync(path + PART_SUFFIX, CREATE_FLAGS, FILE_MODE);
  let sizeBytes = 0;
  try {
    const write = (buffers: readonly Buffer[]): void => {
      let remaining = buffers.filter((buffer) => buffer.length > 0);
      while (remaining.length > 0) {
        let written = writevSync(descriptor, remaining);
        sizeBytes += written;
        remaining = remaining.flatMap((buffer) => {
          const skipped = Math.min(written, buffer.length);
          written -= skipped;
          return skipped === buffer.length ? [] : [buffer.subarray(skipped)];
        });
      }
    };
    write([head]);
    let batch: Buffer[] = [];
    let batchBytes = 0;
    const flush = (): void => {
      for (const buffer of batch) hash.update(buffer);
      write(batch);
      batch = [];
      batchBytes = 0;
    };
    for (const bytes of spanChunks(request.source, request.spans)) {
      batch.push(bytes);
      batchBytes += bytes.length;
      if (batchBytes >= CHUNK_BYTES || batch.length >= 512) flush();
    }
    flush();
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
    sha256: hash.digest('hex'),
    sopClassUid: request.sopClassUid,
    sopInstanceUid: request.sopInstanceUid,
    transferSyntaxUid: request.transferSyntaxUid,
  });
}

function* spanChunks(source: ByteSource, spans: readonly Span[]): Generator<Buffer> {
  for (const span of spans) {
    if (span.kind === 'bytes') yield span.bytes;
    else {
      for (let at = span.start; at < span.end; at += CHUNK_BYTES) yield source.read(at, Math.min(CHUNK_BYTES, span.end - at));
    }
  }
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
