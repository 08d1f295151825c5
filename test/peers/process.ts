import { spawn, type ChildProcess } from 'node:child_process';

/** About this many bytes of a peer's output are kept, the newest. */
const OUTPUT_LIMIT = 200_000;

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface Exit {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A running child process. */
export interface RunningProcess {
  readonly pid: number;
  /** Resolves when the process has ended and its output is complete; never rejects. */
  readonly exited: Promise<Exit>;
  readonly hasExited: () => boolean;
  /** Standard output and error together, as far as received. */
  readonly output: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** SIGTERM, SIGKILL after the grace period, then waits for the end. */
  readonly stop: (graceMs?: number) => Promise<Exit>;
}

/** Starts a program with `TCP_NODELAY=1`; rejects if it cannot be started at all. It never outlives this process. */
export async function startProcess(
  command: string,
  args: readonly string[],
  { env = {}, cwd }: ProcessOptions = {},
): Promise<RunningProcess> {
  const child = spawn(command, args, {
    env: { ...process.env, TCP_NODELAY: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const kept: Buffer[] = [];
  let keptBytes = 0;
  const keep = (chunk: Buffer): void => {
    kept.push(chunk);
    keptBytes += chunk.length;
    while (keptBytes - (kept[0]?.length ?? 0) > OUTPUT_LIMIT) keptBytes -= kept.shift()?.length ?? 0;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  let ended = false;
  running.add(child);
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      ended = true;
      running.delete(child);
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} has no process id`);

  const kill = (signal: NodeJS.Signals): void => {
    if (!ended) child.kill(signal);
  };
  return {
    pid,
    exited,
    hasExited: () => ended,
    output: () => Buffer.concat(kept).toString('utf8'),
    kill,
    stop: async (graceMs = 5_000) => {
      kill('SIGTERM');
      const timer = setTimeout(() => kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

export interface Finished {
  /** The exit code; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly output: string;
}

/** Runs a program to its end, killing it after the time limit. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  { timeoutMs = 60_000, ...options }: ProcessOptions & { readonly timeoutMs?: number } = {},
): Promise<Finished> {
  const child = await startProcess(command, args, options);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const { code } = await child.exited;
  clearTimeout(timer);
  return { code, output: child.output() };
}
