import { closeSync, constants, copyFile, fdatasync, openSync, renameSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { indexInstance, readUid } from '../dicom/instance.js';
import { findElement } from '../dicom/model.js';
import { HEAD_BYTES, openFileSource, type FileSource } from '../dicom/source.js';
import { TAG } from '../dicom/tag.js';
import { readTexts } from '../dicom/values.js';
import { PART_SUFFIX, syncFolder } from '../spool/durable.js';
import type { DeidentifiedFile } from '../spool/outgoing.js';
import type { Courier, DeliveryResult } from './send.js';

export interface FolderCourierOptions {
  readonly path: string;
  /** `hierarchy`: patient, study and series folders of replacement identities; `flat`: one folder. */
  readonly layout: 'hierarchy' | 'flat';
}

const copy = promisify(copyFile);
const datasync = promisify(fdatasync);

/** So many files share the fsync of their folder before they are told of. */
const TOGETHER = 8;

/** Delivers Part 10 files into a folder: each under another name first, and under its own when it is on disk. */
export function createFolderCourier(options: FolderCourierOptions): Courier {
  const peer = options.path;
  const room = Buffer.allocUnsafeSlow(HEAD_BYTES);
  const failed = (error: unknown): DeliveryResult => ({ kind: 'down', code: codeOf(error), peer });
  /** One after the other, so that the disk stays free for what arrives meanwhile. */
  const deliverSome = async (
    files: readonly DeidentifiedFile[],
    onResult: (index: number, result: DeliveryResult) => void,
  ): Promise<void> => {
    const renamed = new Map<string, number[]>();
    for (const [index, file] of files.entries()) {
      const below = options.layout === 'flat' ? [] : foldersOf(file, room);
      if (below === undefined) {
        onResult(index, { kind: 'failed', code: 'OUTPUT_NOT_READABLE', peer });
        continue;
      }
      const folder = join(options.path, ...below);
      try {
        await copyInto(folder, file);
        renamed.set(folder, [...(renamed.get(folder) ?? []), index]);
      } catch (error) {
        onResult(index, failed(error));
      }
    }
    for (const [folder, indexes] of renamed) {
      const result = await syncFolder(folder).then(
        (): DeliveryResult => ({ kind: 'delivered', status: 0, peer }),
        failed,
      );
      for (const index of indexes) onResult(index, result);
    }
  };
  return {
    async deliver(files, onResult) {
      for (let from = 0; from < files.length; from += TOGETHER)
        await deliverSome(files.slice(from, from + TOGETHER), (index, result) =>
          onResult(from + index, result),
        );
    },
    rest: () => Promise.resolve(),
  };
}

/** Copies, syncs and renames; the folder is still to be synced. On failure nothing is left but what was there. */
async function copyInto(folder: string, file: DeidentifiedFile): Promise<void> {
  const target = join(folder, `${pathName(file.sopInstanceUid)}.dcm`);
  const part = target + PART_SUFFIX;
  try {
    await copyAnew(file.path, part);
    const descriptor = openSync(part, constants.O_RDWR | constants.O_NOFOLLOW);
    try {
      await datasync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(part, target);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** As a new file: neither over another one nor through a link. Makes the folder where it is missing. */
async function copyAnew(path: string, part: string): Promise<void> {
  const again = (): Promise<void> => copy(path, part, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  try {
    await again();
  } catch (error) {
    if (codeOf(error) === 'EEXIST') await rm(part, { force: true });
    else if (codeOf(error) === 'ENOENT') await makeFolder(dirname(part));
    else throw error;
    await again();
  }
}

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined)
    for (let at = dirname(folder); at.length >= dirname(made).length; at = dirname(at)) await syncFolder(at);
}

/** Nothing can be put there now, be the disk full or the share gone. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'FOLDER_NOT_WRITABLE';
}

/** @returns undefined where the file cannot be read */
function foldersOf(file: DeidentifiedFile, room: Buffer): string[] | undefined {
  let source: FileSource | undefined;
  try {
    source = openFileSource(file.path, room);
    const instance = indexInstance(source, file);
    const patient = findElement(instance.dataSet, TAG.patientId);
    const patientId = patient === undefined ? undefined : readTexts(instance.source, patient)[0];
    return [
      patientId ?? 'no-patient-id',
      readUid(instance, TAG.studyInstanceUid) ?? 'no-study',
      readUid(instance, TAG.seriesInstanceUid) ?? 'no-series',
    ].map(pathName);
  } catch {
    return undefined;
  } finally {
    source?.close();
  }
}

/** A value as one path component: only what cannot leave the folder or surprise a file system. */
export function pathName(value: string): string {
  const plain = value
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^[.-]+/, '_')
    .slice(0, 100);
  return plain === '' ? '_' : plain;
}
