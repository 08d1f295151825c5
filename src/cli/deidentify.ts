import { existsSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { Config } from '../config.js';
import { deidentifyExample } from '../deid/example.js';
import { readFileHeader, type FileHeader } from '../dicom/part10.js';
import { LetheError } from '../errors.js';
import { loadOrCreateKeyring } from '../keyring.js';
import { verifyModelFolder } from '../models/model-folder.js';
import { NER_MODEL_FOLDER } from '../ner/model-folder.js';
import { OCR_MODELS_FOLDER } from '../ocr/model-folder.js';
import { createDeidPool } from '../pipeline/deid-pool.js';
import type { DeidResult, DeidTask } from '../pipeline/deid-task.js';
import { pathName } from '../pipeline/courier-folder.js';
import { loadStrategies } from '../routing/load.js';
import type { SealedFact } from '../store/store.js';
import { configOf, type CommonOptions } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { openInput } from './explain.js';
import { findInputFiles, liesIn } from './input-files.js';
import { makeOutputFolder, print, printJson, visible, writeCsv } from './output.js';
import { writePreview, type MaskedFile } from './preview.js';

export interface DeidentifyOptions extends CommonOptions {
  readonly out: string;
  readonly strategy?: string;
  readonly uidMap?: string;
  readonly patientMap?: string;
  readonly preview?: string;
}

interface SetAside {
  readonly input: string;
  readonly code: string;
  readonly detail: string | undefined;
}

/** De-identifies files and folders by the node's engine, without a node. */
export async function deidentify(paths: readonly string[], options: DeidentifyOptions): Promise<ExitCode> {
  const config = configOf(options);
  if (paths.some((path) => liesIn(path, options.out) && liesIn(options.out, path)))
    throw new LetheError('USAGE', `--out: ${options.out} is a folder of inputs; name another one`);
  const { files: inputs, unreadable } = findInputFiles(paths, outputFolders(options));
  requireOwnPlaces([options.uidMap, options.patientMap], inputs);
  makeOutputFolder(options.out);
  const strategyPaths = options.strategy === undefined ? config.strategies : [options.strategy];
  const strategies = loadStrategies(strategyPaths, { deidentifyExample });
  await verifyModelFolder(NER_MODEL_FOLDER);
  const keyring = loadOrCreateKeyring(config.keyFile);
  /** What all inputs together tell of each patient, so that the order of the files does not matter. */
  const known = new Map<string, Map<string, SealedFact>>();
  const pool = createDeidPool(
    {
      strategies,
      keys: keyring.pseudonyms,
      auditTokenKey: keyring.auditTokens,
      memoryKey: keyring.patientMemory,
      nerModelFolder: NER_MODEL_FOLDER,
      ocrModelsFolder: OCR_MODELS_FOLDER,
      outgoingFolder: options.out,
      limits: config.limits,
    },
    {
      threads: config.workers,
      timeoutMs: 600_000,
      maxHeapMb: 2048,
      recall: (patient) => Promise.resolve([...(known.get(patient)?.values() ?? [])]),
      onRecallFailed: (error) => {
        throw error;
      },
    },
  );
  const bar = new SingleBar({
    format: '{bar} {value}/{total} | {eta_formatted}',
    stream: process.stderr,
    noTTYOutput: false,
    clearOnComplete: true,
  });
  const isShown = process.stderr.isTTY;
  if (isShown) bar.start(inputs.length * 2, 0);
  const uids = new ReplacementRows();
  const patients = new ReplacementRows();
  const setAside: SetAside[] = unreadable.map(({ path, detail }) => ({
    input: path,
    code: 'NOT_FOUND',
    detail,
  }));
  const masked: MaskedFile[] = [];
  let clean = 0;
  const signal = new StopSignal();
  const collect = async (input: string): Promise<void> => {
    const result = await runOne(input, config, { collectOnly: true }, (task) => pool.run(task));
    if (isShown) bar.increment();
    if (result.kind !== 'collected') return;
    const { patient, facts } = result.facts;
    const ofPatient = known.get(patient) ?? new Map<string, SealedFact>();
    for (const fact of facts) ofPatient.set(fact.fact, fact);
    known.set(patient, ofPatient);
  };
  const work = async (input: string): Promise<void> => {
    const result = await runOne(input, config, { useFirstStrategy: options.strategy !== undefined }, (task) =>
      pool.run(task),
    );
    if (isShown) bar.increment();
    if (result.kind === 'collected') throw new Error('more than facts was asked for');
    if (result.kind !== 'deidentified') {
      setAside.push({ input, code: codeOf(result), detail: 'detail' in result ? result.detail : undefined });
      return;
    }
    const output = freeName(options.out, result.output.sopInstanceUid);
    renameSync(join(options.out, result.output.file), output);
    const [frame] = result.pixels?.maskedFrames ?? [];
    if (frame !== undefined) masked.push({ input, output, frame });
    for (const row of result.crosswalk)
      (row.kind === 'uid' ? uids : patients).add(row.original, row.replacement);
    clean += 1;
  };
  try {
    await inParallel(inputs, pool.threads * 2, signal, collect);
    if (!signal.isGiven) await inParallel(inputs, pool.threads * 2, signal, work);
  } finally {
    signal.forget();
    if (isShown) bar.stop();
    await pool.close();
  }
  if (options.uidMap !== undefined) await writeCsv(options.uidMap, ['id_old', 'id_new'], uids);
  if (options.patientMap !== undefined) await writeCsv(options.patientMap, ['id_old', 'id_new'], patients);
  const sheets = options.preview === undefined ? [] : await writePreview(options.preview, masked);
  const count = inputs.length + unreadable.length;
  report({ inputs: count, clean, masked: masked.length, setAside, sheets }, options);
  if (signal.isGiven && clean + setAside.length < count)
    throw new LetheError(
      'INTERRUPTED',
      `stopped by a signal; ${String(count - clean - setAside.length)} of ${String(count)} inputs were not begun`,
      { hint: 'what was written is whole, and the tables tell of it; run the command again for the rest' },
    );
  return setAside.length === 0 ? EXIT.ok : EXIT.setAside;
}

/** SIGINT or SIGTERM: what was begun ends, nothing new begins. A second one ends the process at once. */
class StopSignal {
  isGiven = false;
  readonly #note = (): void => {
    this.isGiven = true;
    this.forget();
  };

  constructor() {
    process.on('SIGINT', this.#note);
    process.on('SIGTERM', this.#note);
  }

  forget(): void {
    process.off('SIGINT', this.#note);
    process.off('SIGTERM', this.#note);
  }
}

/** What was replaced by what, each once: two patients who share a UID or an ID get a new one each. */
class ReplacementRows {
  readonly #replacements = new Map<string, Set<string>>();

  add(original: string, replacement: string): void {
    const replacements = this.#replacements.get(original) ?? new Set();
    this.#replacements.set(original, replacements.add(replacement));
  }

  *[Symbol.iterator](): Generator<readonly [string, string]> {
    for (const [original, replacements] of this.#replacements)
      for (const replacement of replacements) yield [original, replacement];
  }
}

async function runOne(
  input: string,
  config: Config,
  kind: Pick<DeidTask, 'useFirstStrategy' | 'collectOnly'>,
  run: (task: DeidTask) => Promise<DeidResult>,
): Promise<DeidResult | { kind: 'refused'; code: string; detail: string }> {
  let where: FileHeader;
  try {
    const source = openInput(input);
    try {
      where = readFileHeader(source);
    } finally {
      source.close();
    }
  } catch (error) {
    if (!(error instanceof LetheError)) throw error;
    return { kind: 'refused', code: error.code, detail: error.message };
  }
  const { dataSetOffset, transferSyntaxUid, peer } = where;
  const calledAeTitle = peer.calledAeTitle === '' ? config.aeTitles[0]?.aeTitle : peer.calledAeTitle;
  return run({
    path: input,
    where: { dataSetOffset, transferSyntaxUid },
    facts: { ...peer, calledAeTitle },
    ...kind,
  });
}

function codeOf(
  result: Exclude<DeidResult, { kind: 'deidentified' | 'collected' }> | { kind: 'refused'; code: string },
): string {
  return result.kind === 'discarded' ? 'DISCARDED' : result.code;
}

interface Report {
  readonly inputs: number;
  readonly clean: number;
  /** How many of the clean ones had something to hide in their pixels. */
  readonly masked: number;
  readonly setAside: readonly SetAside[];
  readonly sheets: readonly string[];
}

function report({ inputs, clean, masked, setAside, sheets }: Report, options: DeidentifyOptions): void {
  const sorted = [...setAside].sort((a, b) => (a.input < b.input ? -1 : 1));
  if (options.json === true) {
    printJson({ inputs, clean, masked, setAside: sorted, out: options.out, sheets });
    return;
  }
  print(
    `${String(clean)} of ${String(inputs)} clean, in ${options.out}; text hidden in the pixels of ${String(masked)}`,
  );
  for (const sheet of sheets) print(visible(`preview: ${sheet}`));
  for (const { input, code, detail } of sorted)
    print(visible(`set aside: ${input}: ${code}${detail === undefined ? '' : `: ${detail}`}`));
}

/** What the command writes is no input of it, nor of a later one. */
function outputFolders({ out, preview }: DeidentifyOptions): string[] {
  return preview === undefined ? [out] : [out, preview];
}

/** @throws LetheError `USAGE` where a table would be written over another one, or over an input */
function requireOwnPlaces(tables: readonly (string | undefined)[], inputs: readonly string[]): void {
  const taken = new Set(inputs.map((input) => resolve(input)));
  for (const table of tables) {
    if (table === undefined) continue;
    if (taken.has(resolve(table)))
      throw new LetheError('USAGE', `${table} is an input or the other table; name another file`);
    taken.add(resolve(table));
  }
}

/** Named for the instance; a second one of the same UID stands beside the first. */
function freeName(folder: string, sopInstanceUid: string): string {
  const base = join(folder, pathName(sopInstanceUid));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? `${base}.dcm` : `${base}-${String(number)}.dcm`;
    if (!existsSync(candidate)) return candidate;
  }
}

async function inParallel<T>(
  items: readonly T[],
  width: number,
  signal: StopSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true && !signal.isGiven; next = queue.next())
      await work(next.value);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
