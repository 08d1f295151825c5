/** A model's folder: `manifest.json` says what lies in it; nothing is used whose content is not the one that it describes. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LetheError } from '../errors.js';

export interface ModelFolder {
  /** All that the manifest says, as JSON gave it */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** The files that the manifest describes */
  readonly names: readonly string[];
  /**
   * Reads a file that the manifest describes.
   * @throws LetheError MODEL_NOT_USABLE if it is missing, not described, or its SHA-256 is another
   */
  read(name: string): Promise<Buffer>;
}

const HINT = 'restore the models folder from the release; a model is used only where its checksum is right';

/** A model that cannot be used, with what to do about it. */
export function modelNotUsable(message: string, cause?: unknown): LetheError {
  return new LetheError('MODEL_NOT_USABLE', message, { hint: HINT, cause });
}

/** @throws LetheError MODEL_NOT_USABLE if the folder has no manifest, or one that gives no checksums */
export async function openModelFolder(folder: string): Promise<ModelFolder> {
  const manifest = await readManifest(folder);
  const checksums = checksumsOf(folder, manifest);
  return {
    manifest,
    names: [...checksums.keys()],
    async read(name) {
      const expected = checksums.get(name);
      if (expected === undefined)
        throw modelNotUsable(`${path.join(folder, 'manifest.json')} does not list ${name}`);
      const content = await readModelFile(folder, name);
      if (createHash('sha256').update(content).digest('hex') !== expected) {
        throw modelNotUsable(`${path.join(folder, name)} is not the file that its manifest describes`);
      }
      return content;
    },
  };
}

/**
 * Holds every file of a model against its manifest, without loading it.
 * @throws LetheError MODEL_NOT_USABLE
 */
export async function verifyModelFolder(folder: string): Promise<void> {
  const opened = await openModelFolder(folder);
  for (const name of opened.names) await opened.read(name);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function readManifest(folder: string): Promise<Record<string, unknown>> {
  const content = (await readModelFile(folder, 'manifest.json')).toString('utf8');
  let manifest: unknown;
  try {
    manifest = JSON.parse(content);
  } catch (error) {
    throw modelNotUsable(`${path.join(folder, 'manifest.json')} is not JSON`, error);
  }
  if (!isRecord(manifest)) throw modelNotUsable(`${path.join(folder, 'manifest.json')} is not an object`);
  return manifest;
}

/** `files` of a manifest: SHA-256, hexadecimal, by file name. */
function checksumsOf(folder: string, { files }: Record<string, unknown>): ReadonlyMap<string, string> {
  const entries = isRecord(files) ? Object.entries(files) : [];
  const checksums = new Map<string, string>();
  for (const [name, sum] of entries) {
    if (typeof sum === 'string' && /^[0-9a-f]{64}$/.test(sum)) checksums.set(name, sum);
  }
  if (checksums.size === 0 || checksums.size < entries.length) {
    throw modelNotUsable(`${path.join(folder, 'manifest.json')} lacks the SHA-256 of its files`);
  }
  return checksums;
}

async function readModelFile(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(folder, name));
  } catch (error) {
    throw modelNotUsable(`${path.join(folder, name)} cannot be read`, error);
  }
}
