import { spawn } from 'node:child_process';
import path from 'node:path';

/** The built command beside this build of the tests. */
export const LETHE_MAIN = path.resolve(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');

/** What a command left behind. */
export interface CommandResult {
  /** The exit status; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Killed after this; 60,000 if not given. */
  readonly timeoutMs?: number;
}

/** Runs `lethe` with these words as its own process to its end. */
export async function lethe(
  args: readonly string[],
  { cwd, env = {}, timeoutMs = 60_000 }: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [LETHE_MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  return {
    code: code ?? undefined,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
  };
}

/**
 * What is wrong with the way a command failed; empty when it failed as it should: exit status 1, nothing on standard
 * output, one line `lethe: CODE: message` with the hint under it, and no stack trace.
 */
export function clearErrorFaults(result: CommandResult, code: string): string[] {
  const faults: string[] = [];
  const lines = result.stderr.split('\n').filter((line) => line !== '');
  if (result.code !== 1) faults.push(`exit status ${result.code ?? 'none'}`);
  if (result.stdout !== '') faults.push('something on standard output');
  if (lines[0]?.startsWith(`lethe: ${code}: `) !== true) faults.push(`not the code ${code}`);
  if (lines.filter((line) => line.startsWith('lethe: ')).length !== 1) faults.push('not one error');
  if (lines.some((line) => /^\s+at .*[:(]\d+/.test(line))) faults.push('a stack trace');
  if (faults.length > 0) faults.push(result.stderr);
  return faults;
}

/** Standard output as JSON. */
export function jsonOf(result: CommandResult): unknown {
  return JSON.parse(result.stdout) as unknown;
}
