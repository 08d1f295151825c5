/**
 * Structure-aware fuzzing of everything that reads what strangers write: well-formed inputs, a few changes to each.
 *
 *   npm run fuzz -- [--seconds 60] [--inputs N] [--seed N] [--target NAME] [--from N]
 *
 * `--seconds` is the budget of all targets together. A finding is an error that is no LetheError, a broken promise of a
 * reader, an input that takes more than a second, or memory that grows; each is told with the numbers that make it again.
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { TARGETS } from './targets/index.js';
import type { FuzzTask, Outcome } from './task.js';

const HANG_MS = 10_000;
const MOST_GROWTH_BYTES = 32 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    inputs: { type: 'string', default: '1000000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    from: { type: 'string', default: '0' },
    target: { type: 'string', multiple: true },
  },
});

/** Of the processor, so that a busy machine is no finding. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs one target; an input that does not come to an end is a finding, and ends the run of the target. */
function fuzzOne(task: Omit<FuzzTask, 'progress'>): Promise<Outcome> {
  const shared = new SharedArrayBuffer(4);
  const progress = new Int32Array(shared);
  const worker = new Worker(new URL('./fuzz-worker.js', import.meta.url), {
    workerData: { ...task, progress: shared } satisfies FuzzTask,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  return new Promise((resolve) => {
    let last = -1;
    let since = cpuMs();
    const broken = (what: string): void => {
      const number = Atomics.load(progress, 0);
      resolve({
        inputs: number - task.from,
        refused: 0,
        slowestMs: 0,
        grownBytes: 0,
        findings: [{ number, what }],
      });
    };
    const watch = setInterval(() => {
      const number = Atomics.load(progress, 0);
      if (number !== last) {
        last = number;
        since = cpuMs();
      } else if (cpuMs() - since > HANG_MS) {
        broken(`no end within ${String(HANG_MS)} ms`);
        void worker.terminate();
      }
    }, 250);
    worker.once('message', (outcome: Outcome) => resolve(outcome));
    worker.once('error', (error: unknown) =>
      broken(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    worker.once('exit', () => clearInterval(watch));
  });
}

const targets = TARGETS.filter(({ name }) => values.target?.includes(name) ?? true);
const seed = Number(values.seed);
const budgetMs = (Number(values.seconds) * 1000) / Math.max(1, targets.length);
let total = 0;
let faults = 0;
console.log(`seed ${String(seed)}`);
for (const { name } of targets) {
  const task = { target: name, seed, from: Number(values.from), inputs: Number(values.inputs), budgetMs };
  const { inputs, refused, slowestMs, grownBytes, findings } = await fuzzOne(task);
  const grows = grownBytes > MOST_GROWTH_BYTES;
  total += inputs;
  faults += findings.length + (grows ? 1 : 0);
  console.log(
    `${name.padEnd(20)} ${String(inputs).padStart(8)} inputs, ${String(refused).padStart(8)} refused, slowest ${slowestMs.toFixed(0)} ms, ` +
      `memory ${(grownBytes / 1024 / 1024).toFixed(1)} MiB, ${String(findings.length)} findings${grows ? ', MEMORY GROWS' : ''}`,
  );
  for (const { number, what } of findings)
    console.log(
      `  --seed ${String(seed)} --target ${name} --from ${String(number)} --inputs 1\n    ${what.replaceAll('\n', '\n    ')}`,
    );
}
console.log(`${String(total)} inputs, ${String(faults)} findings`);
process.exitCode = faults === 0 && targets.length > 0 ? 0 : 1;
