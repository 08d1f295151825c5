import { open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { constants, fsyncSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';

/** Files here are born under another name, and get their own only when all their bytes are on disk. */
export const PART_SUFFIX = '.part';

/** New file for one owner only; never through a link, never over another file. */
export const CREATE_FLAGS = constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | constants.O_WRONLY;
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

const NAME_BYTES = 16;
let random = Buffer.alloc(0);

/** 128 random bits, drawn from the system for many names at a time. */
export function randomName(): string {
  if (random.length < NAME_BYTES) random = randomBytes(64 * NAME_BYTES);
  const name = random.toString('hex', 0, NAME_BYTES);
  random = random.subarray(NAME_BYTES);
  return name;
}

/**
 * Makes renames durable: fsync of a folder. Callers that come while one is under way share the next, so that many
 * instances cost one.
 */
export interface FolderSync {
  sync(): Promise<void>;
  /** In the calling thread: sooner done when nobody else waits. */
  syncNow(): void;
  close(): Promise<void>;
}

export async function openFolderSync(folder: string): Promise<FolderSync> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = handle.sync().finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    syncNow: () => fsyncSync(handle.fd),
    sync() {
      if (running === undefined) return start();
      // What is running may have begun before the caller's rename.
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = undefined;
          return start();
        });
      return next;
    },
    close: () => handle.close(),
  };
}

/** fsync of one folder, for folders that are rarely written. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Renames and makes it durable. */
export async function renameDurably(from: string, to: string, folder: FolderSync): Promise<void> {
  await rename(from, to);
  await folder.sync();
}

/** Removes what was never finished. @returns how many files */
export async function sweepParts(folder: string): Promise<number> {
  const parts = (await readdir(folder)).filter((name) => name.endsWith(PART_SUFFIX));
  for (const name of parts) await rm(join(folder, name), { force: true });
  return parts.length;
}

/** Bytes that an unprivileged process can still write on the file system of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const facts = await statfs(folder);
  return facts.bavail * facts.bsize;
}

/** Names of the whole files of a spool. What is no regular file, or has a name that no spool gives, is somebody else's and stays. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(PART_SUFFIX) && !entry.name.includes('\ufffd'))
    .map(({ name }) => name);
}
