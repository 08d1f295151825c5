import { mkdir } from 'node:fs/promises';
import { freePort, isListening, waitFor } from './network.js';
import { runToEnd, startProcess, type Finished, type RunningProcess } from './process.js';

export interface Scp extends RunningProcess {
  readonly port: number;
}

export interface ScpOptions {
  /** Where it stores what it receives; made if it is not there. */
  readonly dir: string;
  readonly port?: number;
  readonly aeTitle?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function startScp(
  command: string,
  args: readonly string[],
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<Scp> {
  const running = await startProcess(command, args, { env });
  await waitFor(async () => running.hasExited() || (await isListening(port)), {
    what: `${command} on port ${port}`,
  });
  if (running.hasExited()) throw new Error(`${command} ended at once: ${running.output()}`);
  return { ...running, port };
}

/**
 * Starts DCMTK's storescp; by default bit preserving (`+B`), taking every transfer syntax (`+xa`) and unknown SOP classes (`-pm`).
 * @throws Error when it ends before it listens
 */
export async function startStorescp({
  dir,
  port,
  aeTitle = 'STORESCP',
  args = ['+B', '+xa', '-pm'],
  env = {},
}: ScpOptions): Promise<Scp> {
  await mkdir(dir, { recursive: true });
  const listenPort = port ?? (await freePort());
  return await startScp(
    'storescp',
    ['-aet', aeTitle, '-od', dir, ...args, String(listenPort)],
    listenPort,
    env,
  );
}

/** Starts DCMTK's dcmrecv, bit preserving, with every storage SOP class and transfer syntax that it knows. */
export async function startDcmrecv({
  dir,
  port,
  aeTitle = 'DCMRECV',
  args = ['+B', '-xf', '/etc/dcmtk/storescp.cfg', 'AllDICOM'],
  env = {},
}: ScpOptions): Promise<Scp> {
  await mkdir(dir, { recursive: true });
  const listenPort = port ?? (await freePort());
  return await startScp(
    'dcmrecv',
    ['-aet', aeTitle, '-od', dir, ...args, String(listenPort)],
    listenPort,
    env,
  );
}

export interface ScuOptions {
  readonly port: number;
  readonly callingAeTitle?: string;
  readonly calledAeTitle?: string;
  /** Files, or folders when `args` says so (`+sd`). */
  readonly paths?: readonly string[];
  readonly args?: readonly string[];
  readonly timeoutMs?: number;
}

function scuArguments({
  port,
  callingAeTitle = 'STORESCU',
  calledAeTitle = 'LETHE',
  paths = [],
  args = [],
}: ScuOptions): string[] {
  return ['-aet', callingAeTitle, '-aec', calledAeTitle, ...args, '127.0.0.1', String(port), ...paths];
}

/** C-STORE with DCMTK's storescu; by default it proposes only what the files need (`-R`). */
export async function runStorescu(options: ScuOptions): Promise<Finished> {
  const { args = ['-R'], timeoutMs = 60_000 } = options;
  return await runToEnd('storescu', scuArguments({ ...options, args }), { timeoutMs });
}

/** C-STORE with DCMTK's dcmsend. */
export async function runDcmsend(options: ScuOptions): Promise<Finished> {
  return await runToEnd('dcmsend', scuArguments(options), { timeoutMs: options.timeoutMs ?? 60_000 });
}

/** C-ECHO with DCMTK's echoscu. */
export async function runEchoscu(options: ScuOptions): Promise<Finished> {
  return await runToEnd('echoscu', scuArguments(options), { timeoutMs: options.timeoutMs ?? 15_000 });
}
