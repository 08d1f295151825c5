/** Feeds one target in a thread of its own, so that a reader that never returns can be stopped. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { LetheError } from '../src/errors.js';
import { createRandom } from './random.js';
import { TARGETS } from './targets/index.js';
import type { Finding, FuzzTask, Outcome } from './task.js';

const task = workerData as FuzzTask;
const progress = new Int32Array(task.progress);
/** Input after which memory is measured for the first time: by then all that is made once is made. */
const WARM = 2000;
/** One input may take so much of a processor, milliseconds: a busy machine is no finding. */
const MOST_MS = 1000;
const MOST_FINDINGS = 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What zlib and the like hold outside the heap is given back in a turn of the event loop after the collection. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function usedBytes(): Promise<number> {
  collect();
  await turn();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function fuzz(): Promise<Outcome> {
  const target = TARGETS.find(({ name }) => name === task.target);
  if (target === undefined) throw new Error(`there is no target ${task.target}`);
  const findings: Finding[] = [];
  const until = performance.now() + task.budgetMs;
  let warmBytes: number | undefined;
  let refused = 0;
  let slowestMs = 0;
  let number = task.from;
  for (; number - task.from < task.inputs && findings.length < MOST_FINDINGS; number += 1) {
    if (number % 64 === 0) {
      await turn();
      if (performance.now() > until) break;
    }
    if (number - task.from === WARM) warmBytes = await usedBytes();
    Atomics.store(progress, 0, number);
    const begun = cpuMs();
    try {
      const running = target.run(createRandom(task.seed, number));
      if (running !== undefined) await running;
    } catch (error) {
      if (error instanceof LetheError) refused += 1;
      else
        findings.push({
          number,
          what: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
    }
    const took = cpuMs() - begun;
    if (took > slowestMs) slowestMs = took;
    if (took > MOST_MS) findings.push({ number, what: `took ${String(Math.round(took))} ms` });
  }
  const grownBytes = warmBytes === undefined ? 0 : (await usedBytes()) - warmBytes;
  return { inputs: number - task.from, refused, slowestMs, grownBytes, findings };
}

fuzz().then(
  (outcome) => parentPort?.postMessage(outcome),
  (error: unknown) => {
    throw error;
  },
);
