import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { indexInstance, readUid } from '../dicom/instance.js';
import { findElement } from '../dicom/model.js';
import { openFileSource } from '../dicom/source.js';
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

/** Delivers Part 10 files into a folder: each under another name first, and under its own when it is on disk. */
export function createFolderCourier(options: FolderCourierOptions): Courier {
  const peer = options.path;
  return {
    async deliver(files, onResult) {
      for (const [index, file] of files.entries()) onResult(index, await copyDurably(file, options, peer));
    },
    rest: () => Promise.resolve(),
  };
}

async function copyDurably(
  file: DeidentifiedFile,
  options: FolderCourierOptions,
  peer: string,
): Promise<DeliveryResult> {
  const target = join(
    options.path,
    ...(options.layout === 'flat' ? [] : foldersOf(file)),
    `${pathName(file.sopInstanceUid)}.dcm`,
  );
  const folder = dirname(target);
  const part = target + PART_SUFFIX;
  try {
    const made = await mkdir(folder, { recursive: true });
    await rm(part, { force: true });
    await copyFile(file.path, part, constants.COPYFILE_FICLONE);
    const handle = await open(part, 'r+');
    try {
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(part, target);
    await syncFolder(folder);
    if (made !== undefined)
      for (let at = dirname(folder); at.length >= dirname(made).length; at = dirname(at))
        await syncFolder(at);
    return { kind: 'delivered', status: 0, peer };
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    const code =
      error instanceof Error && 'code' in error && typeof error.code === 'string'
        ? error.code
        : 'FOLDER_NOT_WRITABLE';
    // Nothing can be put there now, be the disk full or the share gone.
    return { kind: 'down', code, peer };
  }
}

function foldersOf(file: DeidentifiedFile): string[] {
  const source = openFileSource(file.path);
  try {
    const instance = indexInstance(source, file);
    const patient = findElement(instance.dataSet, TAG.patientId);
    const patientId = patient === undefined ? undefined : readTexts(instance.source, patient)[0];
    return [
      patientId ?? 'no-patient-id',
      readUid(instance, TAG.studyInstanceUid) ?? 'no-study',
      readUid(instance, TAG.seriesInstanceUid) ?? 'no-series',
    ].map(pathName);
  } finally {
    source.close();
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
