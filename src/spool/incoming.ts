import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
  writevSync,
} from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeFileMeta, type PeerFacts } from '../dicom/part10.js';
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
  type FolderSync,
} from './durable.js';

/** Read as well as written: what was written is looked at before it is committed. */
const FLAGS = (CREATE_FLAGS & ~constants.O_WRONLY) | constants.O_RDWR;

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
 * is one of its own (see `receiver-worker`).
 */
export interface IncomingWriter {
  /** Where the bytes are until `commit`. */
  readonly partPath: string;
  readonly dataSetOffset: number;
  /** Writes; the bytes are the caller's again afterwards. */
  write(...fragments: readonly Buffer[]): void;
  /** What has been written, to be read and closed by the caller; what is written later is not in it. */
  openSource(): WrittenSource;
  /** fdatasync, rename, fsync of the folder. Rejects with the disk's error; what the disk holds is then unknown. */
  commit(): Promise<OriginalFile>;
  /** Whether the disk has been at work on it already; then only `commit` will do. */
  readonly isLarge: boolean;
  /** `commit` in the calling thread: sooner done when no other instance waits for it. Throws the disk's error. */
  commitNow(): OriginalFile;
  /** Leaves nothing behind. */
  discard(): void;
}

/** An original before it is committed: its beginning is in memory, and the writer's own descriptor reads the rest. */
export interface WrittenSource extends ByteSource {
  close(): void;
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
    list: () => listFiles(folder),
    async remove(files) {
      for (const file of files) await rm(join(folder, file), { force: true });
    },
  };
}

/**
 * The beginning of each original is kept in memory until it is committed, for its header to be read without the disk. This
 * is what was used for that before: as many as there were originals at one time.
 */
const freeHeads: Buffer[] = [];
const MOST_FREE_HEADS = 64;

function giveBackHead(head: Buffer): void {
  if (freeHeads.length < MOST_FREE_HEADS) freeHeads.push(head);
}

/**
 * Begins an original in the incoming folder, with file meta information of its own before the data set.
 * @throws the system's error when the file cannot be made
 */
export function createIncomingWriter(
  folder: string,
  facts: IncomingFacts,
  folderSync: FolderSync,
  /** Told how long the disk took to make the original durable, milliseconds. */
  onDurable: (durationMs: number) => void = () => undefined,
): IncomingWriter {
  const file = `${randomName()}.dcm`;
  const finalPath = join(folder, file);
  const partPath = finalPath + PART_SUFFIX;
  const meta = encodeFileMeta(facts);
  let sizeBytes = 0;
  let syncedBytes = 0;
  let early: Promise<void> | undefined;
  let earlyFailure: Error | undefined;
  const descriptor = openSync(partPath, FLAGS, FILE_MODE);
  let isOpen = true;
  /** The writer and its source; the last one closes. */
  let users = 1;
  const leave = (): void => {
    users -= 1;
    if (users === 0) closeSync(descriptor);
  };
  const close = (): void => {
    if (isOpen) leave();
    isOpen = false;
  };
  /** The first bytes of the file; undefined once a source has them. */
  let head: Buffer | undefined = freeHeads.pop() ?? Buffer.allocUnsafeSlow(HEAD_BYTES);
  let headBytes = 0;

  const append = (fragments: readonly Buffer[]): void => {
    if (!isOpen) throw new Error('the original is closed');
    let length = 0;
    for (const fragment of fragments) {
      if (head !== undefined && headBytes < HEAD_BYTES) headBytes += fragment.copy(head, headBytes);
      length += fragment.length;
    }
    writeFully(descriptor, fragments, length);
    sizeBytes += length;
    if (sizeBytes - syncedBytes >= EARLY_SYNC_BYTES) syncEarly();
  };
  /** Has the disk begin with a large instance while the rest arrives; a failure is told by `commit`. */
  const syncEarly = (): void => {
    if (early !== undefined) return;
    syncedBytes = sizeBytes;
    early = datasync(descriptor)
      .catch((error: unknown) => {
        earlyFailure = error instanceof Error ? error : new Error('the disk failed');
      })
      .finally(() => {
        early = undefined;
      });
  };
  /** The file meta information goes out with the first bytes of the data set. */
  const flushMeta = (): void => {
    if (sizeBytes === 0) append([meta]);
  };
  const written = (): OriginalFile => ({ file, dataSetOffset: meta.length, sizeBytes });
  const forgetHead = (): void => {
    if (head !== undefined) giveBackHead(head);
    head = undefined;
  };

  return {
    partPath,
    dataSetOffset: meta.length,
    get isLarge() {
      return syncedBytes > 0;
    },
    write(...fragments) {
      append(sizeBytes === 0 ? [meta, ...fragments] : fragments);
    },
    openSource() {
      flushMeta();
      if (head === undefined) throw new Error('the original has a source already');
      const kept = head;
      head = undefined;
      users += 1;
      const beginning = kept.subarray(0, headBytes);
      const source = descriptorSource(descriptor, sizeBytes, beginning);
      let isLeft = false;
      return {
        ...source,
        close() {
          if (isLeft) return;
          isLeft = true;
          giveBackHead(kept);
          leave();
        },
      };
    },
    commitNow() {
      if (!isOpen) throw new Error('the original is closed');
      flushMeta();
      const from = performance.now();
      fdatasyncSync(descriptor);
      close();
      forgetHead();
      renameSync(partPath, finalPath);
      folderSync.syncNow();
      onDurable(performance.now() - from);
      return written();
    },
    async commit() {
      if (!isOpen) throw new Error('the original is closed');
      flushMeta();
      await early;
      if (earlyFailure !== undefined) throw earlyFailure;
      const from = performance.now();
      await datasync(descriptor);
      close();
      forgetHead();
      renameSync(partPath, finalPath);
      await folderSync.sync();
      onDurable(performance.now() - from);
      return written();
    },
    discard() {
      // Nobody closes a descriptor that the disk is at work on.
      if (early === undefined) close();
      else void early.then(close);
      forgetHead();
      rmSync(partPath, { force: true });
      rmSync(finalPath, { force: true });
    },
  };
}

/** One system call as a rule; more only when the system takes less than it was given. */
function writeFully(descriptor: number, fragments: readonly Buffer[], length: number): void {
  if (length === 0) return;
  let done = fragments.length === 1 ? 0 : writevSync(descriptor, fragments);
  for (const fragment of fragments) {
    if (done >= fragment.length) {
      done -= fragment.length;
      continue;
    }
    for (let from = done; from < fragment.length;) from += writeSync(descriptor, fragment, from);
    done = 0;
  }
}
