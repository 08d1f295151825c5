/** Answer keys planted into the shared DICOM files by the midibench program beside the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageFolder } from '../../src/cli/version.js';
import { runToEnd } from '../../test/peers/process.js';

const SHARED = path.resolve(packageFolder(), '..', 'shared');
/** The benchmark's own folder, from which its Python package runs. */
export const MIDIBENCH = path.join(SHARED, 'midibench');
const DICOM = path.join(SHARED, 'data', 'dicom');
/** Debian's Python, which has pydicom by package; `PYTHON` names another one. */
export const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
const GENERATE_TIMEOUT_MS = 1_200_000;

export interface SetOptions {
  readonly seed: number;
  readonly instances: number;
  /** Share of drawable images that get identity text. */
  readonly burnedInRate: number;
  /** A folder with `lexicon.json`; undefined: the benchmark's open one. */
  readonly lexicon: string | undefined;
}

export interface BenchmarkSet {
  readonly seed: number;
  readonly input: string;
  readonly key: string;
}

/** What is missing on this machine to run the benchmark, in words; empty where all is there. */
export async function whatIsMissing(): Promise<readonly string[]> {
  const missing: string[] = [];
  if (!existsSync(path.join(MIDIBENCH, 'midibench'))) missing.push(`the benchmark ${MIDIBENCH}`);
  if (!existsSync(DICOM)) missing.push(`the DICOM files ${DICOM}`);
  if (!(await runs(PYTHON, ['-c', 'import pydicom, numpy, PIL'])))
    missing.push(
      `${PYTHON} with pydicom, numpy and Pillow (scripts/install-test-tools.sh; PYTHON names another)`,
    );
  if (!(await runs('tesseract', ['--version']))) missing.push('tesseract (Debian: tesseract-ocr)');
  return missing;
}

async function runs(command: string, args: readonly string[]): Promise<boolean> {
  try {
    return (await runToEnd(command, args)).code === 0;
  } catch {
    return false;
  }
}

/**
 * Generates a set into the folder.
 * @throws Error with the generator's output when it fails
 */
export async function generateSet(folder: string, options: SetOptions): Promise<BenchmarkSet> {
  const sources = path.join(folder, 'sources');
  const out = path.join(folder, 'set');
  await linkSources(sources);
  const { code, output } = await runToEnd(
    PYTHON,
    [
      ...['-m', 'midibench', 'generate', '--sources', sources, '--out', out],
      ...['--lexicon', options.lexicon ?? path.join(MIDIBENCH, 'lexicon')],
      ...['--seed', String(options.seed), '--instances', String(options.instances)],
      ...['--burned-in-rate', String(options.burnedInRate)],
    ],
    { cwd: MIDIBENCH, timeoutMs: GENERATE_TIMEOUT_MS },
  );
  if (code !== 0)
    throw new Error(`the set of seed ${options.seed} was not generated:\n${output.slice(-2_000)}`);
  return { seed: options.seed, input: path.join(out, 'input'), key: path.join(out, 'key.db') };
}

/** The source files under their names in the benchmark's list, as links, and the list as their manifest. */
async function linkSources(folder: string): Promise<void> {
  const list = readFileSync(path.join(MIDIBENCH, 'sources.tsv'), 'utf8');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'manifest.tsv'), list);
  for (const line of list.split('\n').slice(1)) {
    const [name = ''] = line.split('\t');
    if (name === '') continue;
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await symlink(path.join(DICOM, path.basename(name)), path.join(folder, name));
  }
}
