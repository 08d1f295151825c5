import { Piscina } from 'piscina';
import type { PatientFacts } from '../store/store.js';
import type { DeidResult, DeidTask, DeidWorkerData } from './deid-task.js';
import { servePatientMemory, type FactSource } from './patient-memory.js';
import { createTurns } from './turns.js';

/** The worker threads that de-identify. */
export interface DeidPool {
  readonly threads: number;
  use(): PoolUse;
  /** Never rejects: a thread that breaks or hangs over an instance is itself an outcome. */
  run(task: DeidTask): Promise<DeidResult>;
  /** The same, but undefined, and nothing done, where it is too late when a thread is free for it. */
  runUnless(isTooLate: () => boolean, task: DeidTask): Promise<DeidResult | undefined>;
  /** What a result told of its patient is where `recall` finds it now. */
  learned(facts: PatientFacts): void;
  /** Lets running tasks finish, then stops the threads. */
  close(): Promise<void>;
}

export interface PoolUse {
  readonly threads: number;
  /** Threads at work now. */
  readonly busy: number;
  /** Tasks that wait for one. */
  readonly waiting: number;
  /** How long there has been work and none of it has ended, milliseconds. */
  readonly stillMs: number;
}

export interface DeidPoolOptions {
  readonly threads: number;
  /** After this long over one instance a thread is stopped. */
  readonly timeoutMs: number;
  /** Heap of one thread, MiB; a thread that needs more is stopped. */
  readonly maxHeapMb: number;
  /** Told how long a thread worked on an instance, milliseconds. */
  onWorked?: ((durationMs: number) => void) | undefined;
  /** What earlier instances told of a patient. */
  readonly recall: FactSource;
  /** `recall` failed; the instance is tried again later. */
  onRecallFailed(error: unknown): void;
}

/** What all threads get, but for what the pool itself adds. */
export type DeidPoolData = Omit<DeidWorkerData, 'memoryChannel'>;

export function createDeidPool(data: DeidPoolData, options: DeidPoolOptions): DeidPool {
  const memory = servePatientMemory(options.recall, (error) => options.onRecallFailed(error));
  const pool = new Piscina<DeidTask, DeidResult>({
    filename: new URL('./deid-worker.js', import.meta.url).href,
    minThreads: options.threads,
    maxThreads: options.threads,
    concurrentTasksPerWorker: 1,
    workerData: { ...data, memoryChannel: memory.channel } satisfies DeidWorkerData,
    resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb },
  });
  // A thread that dies over a task rejects that task; told there, once.
  pool.on('error', () => undefined);
  const turns = createTurns(options.threads);
  const running = new Set<Promise<unknown>>();
  /** In a turn that was taken, which it gives back. */
  const runNow = async (task: DeidTask): Promise<DeidResult> => {
    // The clock starts when a thread is free for the task: who waits behind one that hangs is not to blame.
    const from = performance.now();
    const timeout = AbortSignal.timeout(options.timeoutMs);
    try {
      return await pool.run(task, { signal: timeout });
    } catch {
      return { kind: 'quarantined', code: timeout.aborted ? 'WORKER_TIMEOUT' : 'WORKER_BROKEN' };
    } finally {
      options.onWorked?.(performance.now() - from);
      turns.giveBack();
    }
  };
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turns
      .take()
      .then(work)
      .finally(() => running.delete(result));
    running.add(result);
    return result;
  };
  return {
    threads: options.threads,
    use: () => turns.use(),
    run: (task) => inTurn(() => runNow(task)),
    runUnless: (isTooLate, task) =>
      inTurn(async () => {
        if (!isTooLate()) return runNow(task);
        turns.giveBack();
        return undefined;
      }),
    learned: (facts) => memory.learned(facts),
    async close() {
      await Promise.all(running);
      await pool.close();
      memory.close();
    },
  };
}
