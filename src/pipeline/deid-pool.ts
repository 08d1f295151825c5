import { Piscina } from 'piscina';
import type { DeidResult, DeidTask, DeidWorkerData } from './deid-task.js';

/** The worker threads that de-identify. */
export interface DeidPool {
  readonly threads: number;
  /** Never rejects: a thread that breaks or hangs over an instance is itself an outcome. */
  run(task: DeidTask): Promise<DeidResult>;
  /** Lets running tasks finish, then stops the threads. */
  close(): Promise<void>;
}

export interface DeidPoolOptions {
  readonly threads: number;
  /** After this long over one instance a thread is stopped. */
  readonly timeoutMs: number;
  /** Heap of one thread, MiB; a thread that needs more is stopped. */
  readonly maxHeapMb: number;
}

export function createDeidPool(data: DeidWorkerData, options: DeidPoolOptions): DeidPool {
  const pool = new Piscina<DeidTask, DeidResult>({
    filename: new URL('./deid-worker.js', import.meta.url).href,
    minThreads: options.threads,
    maxThreads: options.threads,
    concurrentTasksPerWorker: 1,
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb },
  });
  // A thread that dies over a task rejects that task; told there, once.
  pool.on('error', () => undefined);
  return {
    threads: options.threads,
    async run(task) {
      const timeout = AbortSignal.timeout(options.timeoutMs);
      try {
        return await pool.run(task, { signal: timeout });
      } catch {
        return { kind: 'quarantined', code: timeout.aborted ? 'WORKER_TIMEOUT' : 'WORKER_BROKEN' };
      }
    },
    close: () => pool.close(),
  };
}
