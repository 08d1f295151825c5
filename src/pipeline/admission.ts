import { freeBytes } from '../spool/durable.js';
import type { NearStore } from '../store/store.js';

/** Whether the node can take another instance; looked up in the background, so that asking costs nothing. */
export interface AdmissionGate {
  /** Why not, or undefined when all is well. */
  refusal(): 'spool-full' | 'queue-full' | 'disk-failed' | 'not-ready' | undefined;
  /** The disk or the store failed: nothing is admitted until the node is started anew. */
  close(): void;
  /** Looks again now. */
  refresh(): Promise<void>;
  stop(): void;
}

export interface AdmissionOptions {
  readonly store: Pick<NearStore, 'queueDepth'>;
  readonly folder: string;
  readonly reserveBytes: number;
  readonly highWaterInstances: number;
  onChange(refusal: ReturnType<AdmissionGate['refusal']>, freeBytes: number): void;
  onError(error: unknown): void;
}

const REFRESH_MS = 1000;
const MAX_FAILURES = 10;

export function createAdmissionGate(options: AdmissionOptions): AdmissionGate {
  let failed = false;
  let failures = 0;
  // Nothing is admitted before the first look.
  let refusal: ReturnType<AdmissionGate['refusal']> = 'not-ready';
  const refresh = async (): Promise<void> => {
    const [free, depth] = await Promise.all([freeBytes(options.folder), options.store.queueDepth()]);
    failures = 0;
    const found =
      free < options.reserveBytes
        ? 'spool-full'
        : depth >= options.highWaterInstances
          ? 'queue-full'
          : undefined;
    if (found !== refusal) {
      const isFirstLook = refusal === 'not-ready';
      refusal = found;
      if (!isFirstLook || found !== undefined) options.onChange(found, free);
    }
  };
  const timer = setInterval(() => {
    refresh().catch((error: unknown) => {
      // A busy database is no failed disk, but one that stays silent is.
      failures += 1;
      if (failures >= MAX_FAILURES) options.onError(error);
    });
  }, REFRESH_MS);
  timer.unref();
  return {
    refusal: () => (failed ? 'disk-failed' : refusal),
    close: () => {
      failed = true;
    },
    refresh,
    stop: () => clearInterval(timer),
  };
}
