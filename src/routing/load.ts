/** Strategy files read, checked and compiled. A strategy with anything wrong in it does not load at all. */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Condition } from '../deid/condition.js';
import { LetheError } from '../errors.js';
import { decodeText, readRegularFile, readTextFile, whyUnreadable } from '../regular-file.js';
import { formatProblems, type Problem } from '../yaml/problem.js';
import { validateYaml } from '../yaml/schema.js';
import { parseYamlText } from '../yaml/text.js';
import { compileStrategy } from './compile.js';
import { checkExamples, type DeidentifyExample } from './examples.js';
import { parseLookupTable, type ReadTable } from './lookup-table.js';
import { strategySchema } from './schema.js';
import type { Strategy } from './strategy.js';

export interface LoadOptions {
  /** The engine, so that what examples say of attributes can be held against it; without it only their routing is. */
  readonly deidentifyExample?: DeidentifyExample;
}

/**
 * Reads one strategy.
 * @param text the file's content
 * @param file its name, for messages; lookup tables are read from its folder
 * @throws LetheError `STRATEGY_INVALID`, `PASSTHROUGH_REFUSED` or `STRATEGY_EXAMPLE_FAILED`, one line for each problem:
 *   `FILE:LINE:COLUMN: what is wrong and how to mend it`
 */
export function loadStrategy(text: string, file: string, options: LoadOptions = {}): Strategy {
  const yaml = parseYamlText(text);
  if (yaml.kind === 'invalid') throw invalid(file, yaml.problems);
  const checked = validateYaml(strategySchema, yaml.value);
  if (checked.kind === 'invalid') throw invalid(file, checked.problems);
  const tables = new Map<string, Buffer>();
  const compiled = compileStrategy(
    checked.value,
    yaml.value,
    { file, hash: '' },
    tableReader(dirname(file), tables),
  );
  if (compiled.problems.length > 0) throw invalid(file, compiled.problems);
  const strategy: Strategy = { ...compiled.strategy, hash: hashOf(text, tables) };
  refusePassthroughAsDefault(strategy);
  const failures = checkExamples(strategy, options.deidentifyExample);
  if (failures.length > 0) {
    throw new LetheError('STRATEGY_EXAMPLE_FAILED', formatProblems(file, failures), {
      hint: 'mend the rules if the example is right, or the example if the rules are',
    });
  }
  return strategy;
}

/**
 * Reads strategies from files and folders (their `*.yaml` and `*.yml`, by name); the order is the order in which
 * strategies of equal priority are asked.
 * @throws LetheError as `loadStrategy`, `STRATEGY_NOT_READABLE`, and `STRATEGY_MISSING` where there is none at all. All
 *   files are looked at before it throws.
 */
export function loadStrategies(paths: readonly string[], options: LoadOptions = {}): readonly Strategy[] {
  const strategies: Strategy[] = [];
  const failures: LetheError[] = [];
  for (const file of paths.flatMap(strategyFiles)) {
    try {
      const strategy = loadStrategy(readText(file), file, options);
      const earlier = strategies.find(({ name }) => name === strategy.name);
      if (earlier === undefined) strategies.push(strategy);
      else failures.push(sameName(strategy, earlier));
    } catch (error) {
      if (!(error instanceof LetheError)) throw error;
      failures.push(error);
    }
  }
  const [first, ...more] = failures;
  if (first !== undefined) {
    if (more.length === 0) throw first;
    const message = failures.map((failure) => failure.message).join('\n');
    throw new LetheError(first.code, message, first.hint === undefined ? {} : { hint: first.hint });
  }
  if (strategies.length === 0) {
    throw new LetheError(
      'STRATEGY_MISSING',
      `no strategy file in ${paths.join(', ') || 'an empty list of strategies'}`,
      {
        hint: 'name strategy files or folders with *.yaml files under strategies: in lethe.yaml',
      },
    );
  }
  return strategies;
}

const MAX_TABLE_BYTES = 64 * 1024 * 1024;

/** Reads lookup tables from the strategy's folder, each file once, into `tables`. */
function tableReader(folder: string, tables: Map<string, Buffer>): ReadTable {
  return (file, columns) => {
    let bytes = tables.get(file);
    try {
      const path = join(folder, file);
      bytes ??= readRegularFile(path, MAX_TABLE_BYTES);
      tables.set(file, bytes);
      return parseLookupTable(decodeText(bytes), file, columns);
    } catch (error) {
      return { kind: 'fault', message: `the table ${file} cannot be read; ${tableReason(error)}` };
    }
  };
}

function tableReason(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return isMissing ? 'it must lie beside the strategy' : whyUnreadable(error);
}

/** The SHA-256 of the file; with lookup tables, that of the file and of their names and hashes after it. */
function hashOf(text: string, tables: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256').update(text, 'utf8');
  for (const [file, bytes] of tables)
    hash.update(`\0${file}\0${createHash('sha256').update(bytes).digest('hex')}`);
  return hash.digest('hex');
}

function strategyFiles(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw notReadable(path, error);
  }
}

function readText(file: string): string {
  try {
    return readTextFile(file);
  } catch (error) {
    throw notReadable(file, error);
  }
}

function notReadable(path: string, cause: unknown): LetheError {
  return new LetheError(
    'STRATEGY_NOT_READABLE',
    `cannot read the strategy ${path}: ${whyUnreadable(cause)}`,
    { cause, hint: 'see that the path is right and that the user of the node may read it' },
  );
}

function invalid(file: string, problems: readonly Problem[]): LetheError {
  return new LetheError('STRATEGY_INVALID', formatProblems(file, problems), {
    hint: 'docs/strategy.md explains every key',
  });
}

function sameName(strategy: Strategy, earlier: Strategy): LetheError {
  const at = { line: 1, column: 1 };
  const message = `the strategy '${strategy.name}' is also in ${earlier.file}; give one of them another name`;
  return new LetheError('STRATEGY_INVALID', formatProblems(strategy.file, [{ ...at, message }]), {
    hint: 'the names of strategies tell them apart in the audit trail',
  });
}

/** A strategy that changes nothing must not catch what nobody sent to it on purpose. */
function refusePassthroughAsDefault(strategy: Strategy): void {
  if (!strategy.policy.passthrough) return;
  const open = strategy.routes.filter(({ when }) => when === undefined || !demandsCalledAe(when));
  if (open.length === 0) return;
  const problems = open.map(({ name, position }) => ({
    ...position,
    message: `the route '${name}' of a strategy with deidentify: passthrough matches without a called AE title; the node refuses it as a default`,
  }));
  throw new LetheError('PASSTHROUGH_REFUSED', formatProblems(strategy.file, problems), {
    hint: 'give each of its routes a condition calledAe:',
  });
}

/** Whether a condition cannot hold unless a certain AE title was called. */
function demandsCalledAe(condition: Condition): boolean {
  switch (condition.kind) {
    case 'calledAe':
      return true;
    case 'all':
      return condition.conditions.some(demandsCalledAe);
    case 'any':
      return condition.conditions.every(demandsCalledAe);
    default:
      return false;
  }
}
