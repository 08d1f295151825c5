import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Linux counts a process's CPU time in ticks of this many a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;
const SAMPLE_MS = 100;

/** Own CPU time, threads included, and that of children that have ended, in seconds. */
function cpuSeconds(pid: number): number {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return 0;
  }
  // The second field is the program's name in parentheses and may hold anything; proc(5) numbers fields from 1.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = [14, 15, 16, 17].reduce((sum, number) => sum + Number(fields[number - 3]), 0);
  return ticks / TICKS_PER_SECOND;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function descendants(root: number): number[] {
  const found: number[] = [];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    found.push(pid);
    waiting.push(...childrenOf(pid));
  }
  return found;
}

function treeCpuSeconds(root: number): number {
  return descendants(root).reduce((sum, pid) => sum + cpuSeconds(pid), 0);
}

/** A figure of the kernel about a process's memory; 0 where the process is gone. */
export function statusKilobytes(pid: number, key: 'VmHWM' | 'VmRSS'): number {
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
