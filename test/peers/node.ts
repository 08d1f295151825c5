import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort, isListening, waitFor } from './network.js';
import { startProcess, type RunningProcess } from './process.js';

/** The built command beside this build of the tests. */
export const LETHE_MAIN = path.resolve(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');

export interface NodeFolder {
  readonly configurationFile: string;
  readonly dataDir: string;
  readonly port: number;
}

/** Writes a `lethe.yaml` into the folder: loopback, a free port unless there are `listeners`, all files below the folder, then what is given. */
export async function makeNodeFolder(
  folder: string,
  configuration: Readonly<Record<string, unknown>>,
): Promise<NodeFolder> {
  const dataDir = path.join(folder, 'data');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const [listener] = (configuration['listeners'] ?? []) as readonly { readonly port: number }[];
  const port = listener?.port ?? (await freePort());
  const where = listener === undefined ? { host: '127.0.0.1', port } : { host: '127.0.0.1' };
  const configurationFile = path.join(folder, 'lethe.yaml');
  // JSON is YAML.
  await writeFile(configurationFile, JSON.stringify({ ...where, dataDir, ...configuration }, undefined, 2));
  return { configurationFile, dataDir, port };
}

/** Writes a strategy into the folder that sends every instance, its header de-identified as by default, to the destinations. */
export async function writeStrategy(folder: string, destinations: readonly string[]): Promise<string> {
  const file = path.join(folder, 'strategy.yaml');
  const strategy = {
    strategy: 'everything',
    version: '1',
    description: 'Everything, de-identified as by default',
    routes: [{ name: 'everything', destinations }],
    deidentify: {
      profile: 'basic',
      options: ['retainLongModifiedDates', 'retainPatientCharacteristics', 'cleanStructuredContent'],
      uids: { scope: 'patient' },
      dates: { maxShiftDays: 3652 },
      privateElements: 'remove',
      unknownElements: 'remove',
    },
    pixels: { search: 'never' },
  };
  await writeFile(file, JSON.stringify(strategy, undefined, 2));
  return file;
}

/** With what node runs Lethe: as package.json and the service say. */
export const NODE_FLAGS: readonly string[] = ['--single-threaded-gc', '--max-semi-space-size=2'];

/** Starts the process `lethe run` and does not wait for anything. */
export async function spawnNode(
  { configurationFile }: NodeFolder,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProcess> {
  return await startProcess(
    process.execPath,
    [...NODE_FLAGS, LETHE_MAIN, 'run', '--config', configurationFile],
    { env },
  );
}

/**
 * Starts `lethe run` and waits until it listens.
 * @throws Error with its output when it ends before
 */
export async function startNode(
  node: NodeFolder,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProcess> {
  const running = await spawnNode(node, env);
  await waitFor(async () => running.hasExited() || (await isListening(node.port)), {
    what: 'the node',
    timeoutMs: 60_000,
  });
  if (running.hasExited()) throw new Error(`the node ended at once:\n${running.output()}`);
  return running;
}
