import { createHash, webcrypto, type Hash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeFileMeta, type PeerFacts } from '../dicom/part10.js';
import { LetheError } from '../errors.js';
import { CREATE_FLAGS, FILE_MODE, FOLDER_MODE, openFolderSync, PART_SUFFIX, randomName, sweepParts, syncFolder } from './durable.js';

/** Data sets up to this size are held until they are complete and written at once; larger ones are written as they come. */
const WRITE_BYTES = 1024 * 1024;

export interface IncomingFacts extends PeerFacts {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
}

/** A complete original, not yet durable under its name. */
export interface WrittenOriginal {
  readonly path: string;
  readonly dataSetOffset: number;
  readonly sizeBytes: number;
}

/** A durable original. */
export interface OriginalFile {
  /** Name in the incoming folder. */
  readonly file: string;
  readonly dataSetOffset: number;
  readonly sizeBytes: number;
  /** SHA-256 of the data set, hexadecimal. */
  readonly sha256: string;
}

/** Takes one data set as it arrives. */
export interface IncomingWriter {
  /** A returned promise asks the caller to wait: bytes are on their way to the disk. */
  write(fragments: readonly Buffer[]): void | Promise<void>;
  /** All bytes have been given: writes the last of them and says where they are, for the data set to be looked at. */
  finish(): Promise<WrittenOriginal>;
  /** fdatasync, rename, fsync of the folder. */
  commit(): Promise<OriginalFile>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/** The folder where originals lie from their receipt until retention removes them. */
export interface IncomingSpool {
  readonly folder: string;
  create(facts: IncomingFacts): IncomingWriter;
  pathOf(file: string): string;
  list(): Promise<string[]>;
  remove(files: readonly string[]): Promise<void>;
  /** Set once an fsync failed: what the disk holds is unknown, so nothing more may be acknowledged (see `onFailure`). */
  readonly failed: boolean;
  close(): Promise<void>;
}

/**
 * Opens the incoming spool and sweeps what a dead process left unfinished.
 * @param onFailure told once when the disk failed to make something durable
 * @throws LetheError `SPOOL_NOT_USABLE`
 */
export async function openIncomingSpool(folder: string, onFailure: (error: unknown) => void): Promise<IncomingSpool> {
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
  const folderSync = await openFolderSync(folder);
  let failed = false;
  const fail = (error: unknown): never => {
    if (!failed) {
      failed = true;
      onFailure(error);
    }
    throw error;
  };
  return {
    folder,
    create: (facts) => createWriter(folder, facts, { sync: () => folderSync.sync().catch(fail), fail }),
    pathOf: (file) => join(folder, file),
    list: async () => (await readdir(folder)).filter((name) => !name.endsWith(PART_SUFFIX)),
    async remove(files) {
      for (const file of files) await rm(join(folder, file), { force: true });
    },
    get failed() {
      return failed;
    },
    close: () => folderSync.close(),
  };
}

interface Durability {
  sync(): Promise<void>;
  fail(error: unknown): never;
}

function createWriter(folder: string, facts: IncomingFacts, durability: Durability): IncomingWriter {
  const file = `${randomName()}.dcm`;
  const finalPath = join(folder, file);
  const partPath = finalPath + PART_SUFFIX;
  const head = encodeFileMeta(facts);
  let pending: Buffer[] = [head];
  let pendingBytes = head.length;
  let sizeBytes = head.length;
  let handle: FileHandle | undefined;
  let hash: Hash | undefined;
  let digest: Promise<string> | undefined;
  let hashedPart = head.length;

  const flush = async (): Promise<void> => {
    const buffers = pending;
    pending = [];
    pendingBytes = 0;
    handle ??= await open(partPath, CREATE_FLAGS, FILE_MODE);
    let remaining = buffers;
    while (remaining.length > 0) {
      const { bytesWritten } = await handle.writev(remaining);
      remaining = afterBytes(remaining, bytesWritten);
    }
  };

  return {
    write(fragments) {
      for (const fragment of fragments) {
        pending.push(fragment);
        pendingBytes += fragment.length;
        sizeBytes += fragment.length;
      }
      if (pendingBytes < WRITE_BYTES) return undefined;
      hash ??= createHash('sha256');
      for (const buffer of pending) {
        hash.update(hashedPart === 0 ? buffer : buffer.subarray(hashedPart));
        hashedPart = 0;
      }
      return flush();
    },
    async finish() {
      if (hash === undefined) {
        // Whole in memory: the thread pool hashes it while the disk takes it.
        const whole = Buffer.concat(pending, pendingBytes);
        pending = [whole];
        digest = webcrypto.subtle.digest('SHA-256', whole.subarray(head.length)).then((bytes) => Buffer.from(bytes).toString('hex'));
        digest.catch(() => undefined);
      } else {
        for (const buffer of pending) hash.update(buffer);
        digest = Promise.resolve(hash.digest('hex'));
      }
      await flush();
      return { path: partPath, dataSetOffset: head.length, sizeBytes };
    },
    async commit() {
      if (handle === undefined || digest === undefined) throw new Error('commit before finish');
      await handle.datasync().catch(durability.fail);
      await handle.close();
      handle = undefined;
      await rename(partPath, finalPath);
      await durability.sync();
      return { file, dataSetOffset: head.length, sizeBytes, sha256: await digest };
    },
    async discard() {
      pending = [];
      const open = handle;
      handle = undefined;
      await open?.close();
      await rm(partPath, { force: true });
      await rm(finalPath, { force: true });
    },
  };
}

function afterBytes(buffers: readonly Buffer[], written: number): Buffer[] {
  let skip = written;
  const rest: Buffer[] = [];
  for (const buffer of buffers) {
    if (skip >= buffer.length) skip -= buffer.length;
    else {
      rest.push(skip === 0 ? buffer : buffer.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}
