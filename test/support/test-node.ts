import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadConfig } from '../../src/config.js';
import { dataPaths } from '../../src/daemon.js';
import { loadKeyring } from '../../src/keyring.js';
import { openStore } from '../../src/store/sqlite/open-store.js';
import type { InstanceSummary, Store } from '../../src/store/store.js';
import { makeNodeFolder, startNode } from '../peers/node.js';
import { waitFor } from '../peers/network.js';
import type { Exit, RunningProcess } from '../peers/process.js';
import { lethe, type CommandResult } from './lethe-command.js';

/** A node of its own process in a folder of its own. */
export interface TestNode {
  readonly folder: string;
  readonly dataDir: string;
  readonly port: number;
  readonly configurationFile: string;
  readonly pid: () => number;
  /** What it wrote, over all its runs. */
  readonly output: () => string;
  /** Starts it again after `stop` or `kill`. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<Exit>;
  readonly kill: () => Promise<void>;
  /** SIGHUP, and waits until the strategies are loaded or refused. */
  readonly reload: () => Promise<void>;
  /** Runs a command with this node's configuration. */
  readonly lethe: (...args: readonly string[]) => Promise<CommandResult>;
  /** Its store, opened beside it. */
  readonly store: () => Promise<Store>;
  readonly instances: () => Promise<readonly InstanceSummary[]>;
  /** Waits until so many instances came and none is on its way any more. */
  readonly untilAtRest: (received: number) => Promise<void>;
  /** Stops it and closes its store. */
  readonly close: () => Promise<void>;
}

/** Waits short and few enough for a test. */
export const QUICK_RETRY = { firstMs: 100, maxMs: 400, factor: 2 };

/** Starts a node with little patience, two threads, no reserve, and its log at debug level. */
export async function startTestNode(
  folder: string,
  configuration: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): Promise<TestNode> {
  const node = await makeNodeFolder(folder, {
    retry: QUICK_RETRY,
    workers: 1,
    spool: { reserveBytes: 0 },
    log: { level: 'debug', format: 'text' },
    ...configuration,
  });
  let running: RunningProcess = await startNode(node, env);
  let outputBefore = '';
  let opened: Promise<Store> | undefined;

  const output = (): string => outputBefore + running.output();
  const store = (): Promise<Store> => {
    opened ??= openBeside(node.configurationFile);
    return opened;
  };
  const countOf = (text: string): number => output().split(text).length - 1;
  return {
    folder,
    dataDir: node.dataDir,
    port: node.port,
    configurationFile: node.configurationFile,
    pid: () => running.pid,
    output,
    async start() {
      outputBefore = output();
      running = await startNode(node, env);
    },
    stop: () => running.stop(30_000),
    async kill() {
      running.kill('SIGKILL');
      await running.exited;
    },
    async reload() {
      const before = countOf(' strategies.');
      running.kill('SIGHUP');
      await waitFor(() => countOf(' strategies.') > before, { what: 'the reload' });
    },
    lethe: (...args) => lethe([...args, '--config', node.configurationFile]),
    store,
    instances: async () => (await (await store()).listInstances({ limit: 1000 })).rows,
    async untilAtRest(received) {
      const opened = await store();
      const isAtRest = async (): Promise<boolean> => {
        const books = await opened.books();
        return books.received === received && books.queued === 0;
      };
      try {
        await waitFor(isAtRest, { what: 'the node at rest', timeoutMs: 45_000, intervalMs: 50 });
      } catch (error) {
        const books = JSON.stringify(await opened.books());
        throw new Error(`${received} instances were to come; ${books}\n${output().slice(-4000)}`, {
          cause: error,
        });
      }
    },
    async close() {
      await running.stop(30_000);
      if (opened !== undefined) await (await opened).close();
    },
  };
}

async function openBeside(configurationFile: string): Promise<Store> {
  const config = loadConfig({ file: configurationFile, env: {}, cwd: '/' });
  const { auditChain } = loadKeyring(config.keyFile);
  return await openStore({ file: dataPaths(config).database, auditKey: auditChain, role: 'tool' });
}

export interface StrategyParts {
  readonly name: string;
  readonly routes: readonly Readonly<Record<string, unknown>>[];
  readonly priority?: number;
  readonly deidentify?: unknown;
  readonly pixels?: Readonly<Record<string, unknown>>;
}

/** De-identification as `routes/default.yaml` has it. */
export const DEFAULT_DEIDENTIFY = {
  profile: 'basic',
  options: ['retainLongModifiedDates', 'retainPatientCharacteristics', 'cleanStructuredContent'],
  uids: { scope: 'patient' },
  dates: { maxShiftDays: 3652 },
  privateElements: 'remove',
  unknownElements: 'remove',
};

/** Writes a strategy file; de-identifies as by default unless told, and leaves the pixels alone. */
export async function writeStrategyFile(
  folder: string,
  {
    name,
    routes,
    priority = 0,
    deidentify = DEFAULT_DEIDENTIFY,
    pixels = { search: 'never' },
  }: StrategyParts,
): Promise<string> {
  const file = path.join(folder, `${name}.yaml`);
  // JSON is YAML.
  const strategy = { strategy: name, version: '1', description: name, priority, routes, deidentify, pixels };
  await writeFile(file, JSON.stringify(strategy, undefined, 2));
  return file;
}

/** A destination that listens on loopback. */
export function dicomDestination(aeTitle: string, port: number): Readonly<Record<string, unknown>> {
  return { type: 'dicom', aeTitle, host: '127.0.0.1', port, maxAssociations: 1 };
}
