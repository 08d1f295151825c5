import { Piscina } from 'piscina';
import type { PatientFacts } from '../store/store.js';
import type { DeidResult, DeidTask, DeidWorkerData } from './deid-task.js';
import { servePatientMemory, type FactSource } from './patient-memory.js';

/** The worker threads that de-identify. */
export interface DeidPool {
  readonly threads: number;
  /** Never rejects: a thread that breaks or hangs over an instance is itself an outcome. */
  run(task: DeidTask): Promise<DeidResult>;
  /** What a result told of its patient is where `recall` finds it now. */
  learned(facts: PatientFacts): void;
  /** Lets running tasks finish, then stops the threads. */
  close(): Promise<void>;
}

export interface DeidPoolOptions {
  readonly threads: number;
  /** After this long over one instance a thread is stopped. */
  readonly timeoutMs: number;
  /** Heap of one thread, MiB; a thread that needs more is stopped. */
  readonly maxHeapMb: number;
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
  const running = new Set<Promise<DeidResult>>();
  const runInTurn = async (task: DeidTask): Promise<DeidResult> => {
    // The clock starts when a thread is free for the task: who waits behind one that hangs is not to blame.
    await turns.take();
    const timeout = AbortSignal.timeout(options.timeoutMs);
    try {
      return await pool.run(task, { signal: timeout });
    } catch {
      return { kind: 'quarantined', code: timeout.aborted ? 'WORKER_TIMEOUT' : 'WORKER_BROKEN' };
    } finally {
      turns.giveBack();
    }
  };
  return {
    threads: options.threads,
    run(task) {
      const result = runInTurn(task).finally(() => running.delete(result));
      running.add(result);
      return result;
    },
    learned: (facts) => memory.learned(facts),
    async close() {
      await Promise.all(running);
      await pool.close();
      memory.close();
    },
  };
}

interface Turns {
  take(): Promise<void>;
  giveBack(): void;
}

function createTurns(count: number): Turns {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    take() {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    giveBack() {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
