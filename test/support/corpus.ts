import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from '../../src/cli/version.js';

/** The shared corpus of real files; undefined on a machine that does not have it. `LETHE_CORPUS` names its folder. */
export const CORPUS = findCorpus();

function findCorpus(): string | undefined {
  const named = process.env['LETHE_CORPUS'];
  const folder = named ?? path.resolve(packageFolder(), '..', 'shared', 'data', 'dicom');
  return existsSync(folder) ? folder : undefined;
}

export function corpusFiles(): readonly string[] {
  if (CORPUS === undefined) return [];
  const folder = CORPUS;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.dcm'))
    .sort()
    .map((name) => path.join(folder, name));
}
