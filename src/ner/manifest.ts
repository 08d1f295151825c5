/** A model's folder: `manifest.json` says what lies in it, and by which SHA-256 it is known. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LetheError } from '../errors.js';

/** What of a manifest the tagger goes by; the rest is for people. */
export interface ModelManifest {
  readonly name: string;
  /** SHA-256 by file name, hexadecimal. */
  readonly files: Readonly<Record<string, string>>;
  /** What each output column of a character stands for; the first is nothing. */
  readonly labels: readonly string[];
  readonly verdicts: readonly string[];
  /** A character counts as part of an identity from this probability on. */
  readonly threshold: number;
}

const HINT = 'restore the models folder from the release; a model is used only where its checksum is right';

function notUsable(message: string, cause?: unknown): LetheError {
  return new LetheError('MODEL_NOT_USABLE', message, { hint: HINT, cause });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

async function readModelFile(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(folder, name));
  } catch (error) {
    throw notUsable(`${path.join(folder, name)} cannot be read`, error);
  }
}

/** @throws LetheError MODEL_NOT_USABLE if the folder has no manifest or one that does not say what is needed */
export async function readManifest(folder: string): Promise<ModelManifest> {
  const file = path.join(folder, 'manifest.json');
  const text = (await readModelFile(folder, 'manifest.json')).toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw notUsable(`${file} is not JSON`, error);
  }
  if (!isRecord(parsed)) throw notUsable(`${file} is not an object`);
  const { name, files, labels, verdicts, threshold } = parsed;
  if (
    typeof name !== 'string' ||
    !isRecord(files) ||
    !Object.values(files).every((sum) => typeof sum === 'string' && /^[0-9a-f]{64}$/.test(sum)) ||
    !isTexts(labels) ||
    !isTexts(verdicts) ||
    typeof threshold !== 'number' ||
    !(threshold > 0 && threshold < 1)
  ) {
    throw notUsable(`${file} lacks name, files, labels, verdicts or threshold`);
  }
  return { name, files: files as Record<string, string>, labels, verdicts, threshold };
}

/**
 * Reads a file that the manifest names.
 * @throws LetheError MODEL_NOT_USABLE if it is missing, or its SHA-256 is not the manifest's
 */
export async function readVerified(folder: string, manifest: ModelManifest, name: string): Promise<Buffer> {
  const expected = manifest.files[name];
  if (expected === undefined) throw notUsable(`${path.join(folder, 'manifest.json')} does not list ${name}`);
  const bytes = await readModelFile(folder, name);
  if (createHash('sha256').update(bytes).digest('hex') !== expected) {
    throw notUsable(`${path.join(folder, name)} is not the file that its manifest describes`);
  }
  return bytes;
}
