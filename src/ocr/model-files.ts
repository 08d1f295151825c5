/** A model's folder: nothing is loaded whose content is not the one that its `manifest.json` describes. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LetheError } from '../errors.js';

const HINT = 'restore the models folder from the release; a model is used only where its checksum is right';

function notUsable(message: string, cause?: unknown): LetheError {
  return new LetheError('MODEL_NOT_USABLE', message, { hint: HINT, cause });
}

/**
 * Reads the named files of a model's folder.
 * @throws LetheError MODEL_NOT_USABLE if one is missing, or its SHA-256 is not the manifest's
 */
export async function readModelFiles<Name extends string>(
  folder: string,
  names: readonly Name[],
): Promise<Readonly<Record<Name, Buffer>>> {
  const expected = checksumsOf(folder, await read(folder, 'manifest.json'));
  const entries = await Promise.all(
    names.map(async (name): Promise<[Name, Buffer]> => {
      const content = await read(folder, name);
      if (expected.get(name) !== createHash('sha256').update(content).digest('hex')) {
        throw notUsable(`${path.join(folder, name)} is not the file that its manifest describes`);
      }
      return [name, content];
    }),
  );
  return Object.fromEntries(entries) as Record<Name, Buffer>;
}

async function read(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(folder, name));
  } catch (error) {
    throw notUsable(`${path.join(folder, name)} cannot be read`, error);
  }
}

/** `files` of a manifest: SHA-256, hexadecimal, by file name. */
function checksumsOf(folder: string, content: Buffer): ReadonlyMap<string, unknown> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(content.toString('utf8'));
  } catch (error) {
    throw notUsable(`${path.join(folder, 'manifest.json')} is not JSON`, error);
  }
  if (typeof manifest !== 'object' || manifest === null || !('files' in manifest)) return new Map();
  const { files } = manifest;
  return new Map(typeof files === 'object' && files !== null ? Object.entries(files) : []);
}
