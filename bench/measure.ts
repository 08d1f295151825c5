import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Linux counts a process's CPU time in ticks of this many a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;
const SAMPLE_MS = 50;

interface Stat {
  readonly parent: number;
  /** Own time, threads included, and that of children that have ended. */
  readonly cpuSeconds: number;
}

function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The second field is the program's name in parentheses and may hold anything; proc(5) numbers fields from 1.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return { parent: field(4), cpuSeconds: (field(14) + field(15) + field(16) + field(17)) / TICKS_PER_SECOND };
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = readStat(pid)?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    found.push(pid);
    waiting.push(...(children.get(pid) ?? []));
  }
  return found;
}

function treeCpuSeconds(root: number): number {
  return descendants(root).reduce((sum, pid) => sum + (readStat(pid)?.cpuSeconds ?? 0), 0);
}

function statusKilobytes(pid: number, key: 'VmHWM' | 'VmRSS'): number {
  try {
    return Number(
      new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0,
    );
  } catch {
    return 0;
  }
}

/** The most memory the tree has held: the kernel's own peak for a lone process, the highest sampled sum for several. */
function watchPeak(root: number): () => number {
  let sampledPeak = 0;
  const sample = (): void => {
    const sum = descendants(root).reduce((total, pid) => total + statusKilobytes(pid, 'VmRSS'), 0);
    sampledPeak = Math.max(sampledPeak, sum);
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    sample();
    return Math.max(sampledPeak, statusKilobytes(root, 'VmHWM')) / 1_024;
  };
}

/** One measured run. */
export interface Measurement {
  readonly seconds: number;
  /** CPU of the measured process with its threads and children. */
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
}

/** Runs the work and says what it cost the process with the id. What lies in the page cache is written back before. */
export async function measure(pid: number, work: () => Promise<void>): Promise<Measurement> {
  execFileSync('sync');
  const cpuBefore = treeCpuSeconds(pid);
  const peak = watchPeak(pid);
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  return { seconds, cpuSeconds: treeCpuSeconds(pid) - cpuBefore, peakRssMb: peak() };
}

/** The middle of the values; the mean of the two middle ones where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Runs the work with a folder of its own under the temporary folder (TMPDIR chooses the disk) and removes it. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lethe-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
