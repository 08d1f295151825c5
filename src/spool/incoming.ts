import { closeSync, fdatasync, fdatasyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeFileMeta, type PeerFacts } from '../dicom/part10.js';
import { LetheError } from '../errors.js';
import {
  CREATE_FLAGS,
  FILE_MODE,
  FOLDER_MODE,
  PART_SUFFIX,
  randomName,
  sweepParts,
  syncFolder,
  type FolderSync,
} from './durable.js';

const datasync = promisify(fdatasync);

/** A large instance is synced each time that this much of it has come, so that little is left to wait for at its end. */
const EARLY_SYNC_BYTES = 32 * 1024 * 1024;

export interface IncomingFacts extends PeerFacts {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
}

/** A durable original. */
export interface OriginalFile {
  /** Name in the incoming folder. */
  readonly file: string;
  readonly dataSetOffset: number;
  readonly sizeBytes: number;
}

/**
 * Takes one data set as it arrives. Everything but the waits for the disk is done at once in the calling thread, which
 * is one of its own (see `receive-worker`).
 */
export interface IncomingWriter {
  /** Where the bytes are until `commit`. */
  readonly partPath: string;
  readonly dataSetOffset: number;
  /** Writes; the bytes are the caller's again afterwards. */
  write(bytes: Buffer): void;
  /** fdatasync, rename, fsync of the folder. Rejects with the disk's error; what the disk holds is then unknown. */
  commit(): Promise<OriginalFile>;
  /** Whether the disk has been at work on it already; then only `commit` will do. */
  readonly isLarge: boolean;
  /** `commit` in the calling thread: sooner done when no other instance waits for it. Throws the disk's error. */
  commitNow(): OriginalFile;
  /** Leaves nothing behind. */
  discard(): void;
}

/** The folder where originals lie from their receipt until retention removes them. */
export interface IncomingSpool {
  readonly folder: string;
  pathOf(file: string): string;
  list(): Promise<string[]>;
  remove(files: readonly string[]): Promise<void>;
}

/**
 * Opens the incoming spool and sweeps what a dead process left unfinished.
 * @throws LetheError `SPOOL_NOT_USABLE`
 */
export async function openIncomingSpool(folder: string): Promise<IncomingSpool> {
  try {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    await syncFolder(join(folder, '..'));
    await sweepParts(folder);
  } catch (error) {
    throw new LetheError('SPOOL_NOT_USABLE', `the incoming spool ${folder} cannot be used`, {
      cause: error,
      hint: 'the folder must exist or be creatable, and be writable by the user that runs the node',
    });
  }
  return {
    folder,
    pathOf: (file) => join(folder, file),
    list: async () => (await readdir(folder)).filter((name) => !name.endsWith(PART_SUFFIX)),
    async remove(files) {
      for (const file of files) await rm(join(folder, file), { force: true });
    },
  };
}

/**
 * Begins an original in the incoming folder, with file meta information of its own before the data set.
 * @throws the system's error when the file cannot be made or written
 */
export function createIncomingWriter(
  folder: string,
  facts: IncomingFacts,
  folderSync: FolderSync,
): IncomingWriter {
  const file = `${randomName()}.dcm`;
  const finalPath = join(folder, file);
  const partPath = finalPath + PART_SUFFIX;
  const head = encodeFileMeta(facts);
  let sizeBytes = 0;
  let syncedBytes = 0;
  let early: Promise<void> | undefined;
  let earlyFailure: Error | undefined;
  let descriptor: number | undefined = openSync(partPath, CREATE_FLAGS, FILE_MODE);
  const append = (bytes: Buffer): void => {
    if (descriptor === undefined) throw new Error('the original is closed');
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    sizeBytes += bytes.length;
    if (sizeBytes - syncedBytes >= EARLY_SYNC_BYTES) syncEarly(descriptor);
  };
  /** Has the disk begin with a large instance while the rest arrives; a failure is told by `commit`. */
  const syncEarly = (open: number): void => {
    if (early !== undefined) return;
    syncedBytes = sizeBytes;
    early = datasync(open)
      .catch((error: unknown) => {
        earlyFailure = error instanceof Error ? error : new Error('the disk failed');
      })
      .finally(() => {
        early = undefined;
      });
  };
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  append(head);
  return {
    partPath,
    dataSetOffset: head.length,
    get isLarge() {
      return syncedBytes > 0;
    },
    write: append,
    commitNow() {
      if (descriptor === undefined) throw new Error('the original is closed');
      fdatasyncSync(descriptor);
      close();
      renameSync(partPath, finalPath);
      folderSync.syncNow();
      return { file, dataSetOffset: head.length, sizeBytes };
    },
    async commit() {
      if (descriptor === undefined) throw new Error('the original is closed');
      await early;
      if (earlyFailure !== undefined) throw earlyFailure;
      await datasync(descriptor);
      close();
      renameSync(partPath, finalPath);
      await folderSync.sync();
      return { file, dataSetOffset: head.length, sizeBytes };
    },
    discard() {
      // Nobody closes a descriptor that the disk is at work on.
      if (early === undefined) close();
      else void early.then(close);
      rmSync(partPath, { force: true });
      rmSync(finalPath, { force: true });
    },
  };
}
