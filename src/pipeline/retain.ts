/** Removes files whose instances are finished and whose time is over. Quarantined instances keep their files. */
import type { ClockSet, PastClock } from '../clock.js';
import { hashFile } from '../spool/content-hash.js';
import type { IncomingSpool } from '../spool/incoming.js';
import type { OutgoingSpool } from '../spool/outgoing.js';
import type { Store } from '../store/store.js';
import type { PipelineEvents } from './events.js';

export interface RetentionOptions {
  readonly store: Store;
  readonly incoming: IncomingSpool;
  readonly outgoing: OutgoingSpool;
  readonly retainOriginalsMs: number;
  readonly retainOutputsMs: number;
  readonly events: PipelineEvents;
  /** So that a clock set forward makes nothing old. */
  readonly clock: PastClock;
}

export interface Retention {
  stop(): Promise<void>;
}

const PERIOD_MS = 10_000;
const BATCH = 500;

export function startRetention(options: RetentionOptions): Retention {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = removeExpired(options)
      .catch((error: unknown) => options.events.stageFailed('retention', error))
      .finally(() => {
        busy = false;
      });
  }, PERIOD_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** How the clock was set while a node ran, as the audit has it. */
export async function clockSettings(store: Pick<Store, 'queryAudit'>): Promise<ClockSet[]> {
  const found: ClockSet[] = [];
  for (let cursor: number | undefined; ;) {
    const { rows, next } = await store.queryAudit({ event: 'clock.jumped', limit: 1000, cursor });
    for (const { at, actions } of rows) found.push({ at, byMs: actions?.['byMs'] ?? 0 });
    if (next === undefined) return found.slice(-MOST_SETTINGS);
    cursor = next;
  }
}

const MOST_SETTINGS = 500;

/** One pass; the rows say that files are gone only after they are. */
export async function removeExpired(options: RetentionOptions): Promise<void> {
  const { store, incoming, outgoing } = options;
  for (;;) {
    const { originals, outputs } = await store.listRemovable({
      originalsBefore: options.clock.showed(options.retainOriginalsMs),
      outputsBefore: options.clock.showed(options.retainOutputsMs),
      limit: BATCH,
    });
    if (originals.length + outputs.length === 0) return;
    // A duplicate that comes when the original is gone is known by the original's hash alone.
    const hashes = [];
    for (const { instanceId, spoolFile, dataSetOffset } of await store.listUnhashed(
      originals.map(({ instanceId }) => instanceId),
    )) {
      hashes.push({
        instanceId,
        sha256: await hashFile(incoming.pathOf(spoolFile), dataSetOffset).catch(() => ''),
      });
    }
    await store.fillHashes(hashes);
    await incoming.remove(originals.map(({ file }) => file));
    await outgoing.remove(outputs.map(({ file }) => file));
    await store.markRemoved({
      originals: originals.map(({ instanceId }) => instanceId),
      outputs: outputs.map(({ instanceId }) => instanceId),
    });
    options.events.removed(originals.length, outputs.length);
  }
}
