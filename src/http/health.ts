/** Whether the node does its work, and if not, why: for a load balancer, a watchdog, an operator. */
import type { Page } from './server.js';

/** What is looked at. */
export interface HealthSources {
  /** The disk or the store failed: nothing is acknowledged until the node is started anew. */
  isAlarmed(): boolean;
  /** Asks the store, and with it the thread that receives. */
  askStore(): Promise<unknown>;
  freeBytes(): Promise<number>;
  readonly reserveBytes: number;
  /** Why instances are refused now; undefined: they are taken. */
  refusal(): string | undefined;
  /** The node is on its way down. */
  isStopping(): boolean;
  workers(): { readonly threads: number; readonly busy: number; readonly waiting: number };
  /** How long ago a thread last ended its work on an instance, or there was none to do, milliseconds. */
  sinceProgressMs(): number;
}

export type HealthReason =
  | 'disk-failed'
  | 'store-failed'
  | 'store-silent'
  | 'spool-full'
  | 'spool-not-readable'
  | 'queue-full'
  | 'not-ready'
  | 'stopping'
  | 'workers-stuck';

/** Longer than this the store does not take for an answer unless something is wrong. */
const STORE_MS = 3_000;
/** A thread is stopped after two minutes over one instance; when none ends for longer, the pool itself stands still. */
const STUCK_MS = 300_000;

export interface Health {
  readonly status: 'ok' | 'failing';
  readonly reasons: readonly HealthReason[];
  readonly store: 'ok' | 'failed' | 'silent';
  readonly spool: { readonly freeBytes: number | null; readonly reserveBytes: number };
  readonly receiver: { readonly refusal: string | null };
  readonly workers: { readonly threads: number; readonly busy: number; readonly waiting: number };
}

export async function lookAtHealth(sources: HealthSources): Promise<Health> {
  const [store, free] = await Promise.all([storeState(sources), sources.freeBytes().catch(() => undefined)]);
  const reasons = new Set<HealthReason>();
  const refusal = sources.refusal();
  if (sources.isStopping()) reasons.add('stopping');
  if (sources.isAlarmed()) reasons.add('disk-failed');
  if (store !== 'ok') reasons.add(store === 'failed' ? 'store-failed' : 'store-silent');
  if (free === undefined) reasons.add('spool-not-readable');
  else if (free < sources.reserveBytes) reasons.add('spool-full');
  if (refusal !== undefined && isReason(refusal)) reasons.add(refusal);
  if (sources.sinceProgressMs() > STUCK_MS) reasons.add('workers-stuck');
  return {
    status: reasons.size === 0 ? 'ok' : 'failing',
    reasons: [...reasons],
    store,
    spool: { freeBytes: free ?? null, reserveBytes: sources.reserveBytes },
    receiver: { refusal: refusal ?? null },
    workers: sources.workers(),
  };
}

/** 200 when all is well, else 503 with the reasons. */
export async function healthPage(sources: HealthSources): Promise<Page> {
  const health = await lookAtHealth(sources);
  return {
    status: health.status === 'ok' ? 200 : 503,
    contentType: 'application/json',
    body: `${JSON.stringify(health)}\n`,
  };
}

function isReason(refusal: string): refusal is HealthReason {
  return ['disk-failed', 'spool-full', 'queue-full', 'not-ready'].includes(refusal);
}

async function storeState(sources: HealthSources): Promise<'ok' | 'failed' | 'silent'> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), STORE_MS);
  });
  const asked = sources.askStore().then(
    () => 'ok' as const,
    () => 'failed' as const,
  );
  const state = await Promise.race([asked, silent]);
  clearTimeout(timer);
  return state;
}
