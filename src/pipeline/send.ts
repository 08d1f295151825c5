/** The stage that delivers: one for each destination, so that a dead one holds up none of the others. */
import type { DeidentifiedFile, OutgoingSpool } from '../spool/outgoing.js';
import type { ClaimedDelivery, DeliveryOutcome, Store } from '../store/store.js';
import { backoffMs, type BackoffOptions } from './backoff.js';
import type { PipelineEvents } from './events.js';
import { insist } from './insist.js';
import { createBell } from './stage-loop.js';

/** What became of one file at a destination. */
export type DeliveryResult =
  | { readonly kind: 'delivered'; readonly status: number; readonly peer: string }
  /** Will not be taken whatever is done: an operator must look. */
  | { readonly kind: 'refused'; readonly code: string; readonly status?: number; readonly peer: string }
  /** This one could not be delivered now. */
  | { readonly kind: 'failed'; readonly code: string; readonly status?: number; readonly peer: string }
  /** Nothing can be delivered now: the destination is not there. */
  | { readonly kind: 'down'; readonly code: string; readonly peer: string };

/** A way to a destination that is kept open while there is something to deliver. */
export interface Courier {
  /** Delivers the files in order and tells of each as soon as it is known. */
  deliver(
    files: readonly DeidentifiedFile[],
    onResult: (index: number, result: DeliveryResult) => void,
  ): Promise<void>;
  /** There is nothing more for now. */
  rest(): Promise<void>;
}

export interface SendStageOptions {
  readonly destination: string;
  /** The destination is asked to commit to what it stores; until then a delivery is not done. */
  readonly awaitsCommitment?: boolean;
  /** Something was stored that waits for its commitment. */
  onStored?(): void;
  /** One for each parallel way to the destination. */
  readonly couriers: readonly Courier[];
  readonly store: Store;
  readonly outgoing: OutgoingSpool;
  readonly owner: string;
  readonly leaseMs: number;
  readonly retry: BackoffOptions;
  readonly events: PipelineEvents;
  now(): number;
  random(): number;
}

export interface SendStage {
  wake(): void;
  /** Tries a destination that is down again at once. */
  retryNow(): void;
  stop(): Promise<void>;
}

const POLL_MS = 1000;
const BATCH = 32;
/** Tries of one instance at a destination that answers; with the default waits they take some four hours. */
const MAX_ATTEMPTS = 30;

export function startSendStage(options: SendStageOptions): SendStage {
  const bells = options.couriers.map(() => createBell());
  const state = { stopping: false, downUntil: 0, failures: 0 };
  const loops = options.couriers.map(async (courier, index) => {
    const bell = bells[index] ?? createBell();
    while (!state.stopping) {
      const wait = state.downUntil - options.now();
      if (wait > 0) {
        await courier.rest();
        await bell.wait(Math.min(wait, POLL_MS));
        continue;
      }
      let delivered = 0;
      try {
        // Where the destination was down, one instance finds out whether it is back.
        delivered = await deliverBatch(courier, options, state, state.failures > 0 ? 1 : BATCH);
      } catch (error) {
        options.events.stageFailed(`send to ${options.destination}`, error);
        await bell.wait(POLL_MS);
      }
      if (delivered === 0) {
        await courier.rest();
        await bell.wait(POLL_MS);
      }
    }
    await courier.rest();
  });
  const wake = (): void => bells.forEach((bell) => bell.ring());
  return {
    wake,
    retryNow() {
      state.downUntil = 0;
      wake();
    },
    async stop() {
      state.stopping = true;
      wake();
      await Promise.all(loops);
    },
  };
}

async function deliverBatch(
  courier: Courier,
  options: SendStageOptions,
  state: { readonly stopping: boolean; downUntil: number; failures: number },
  limit: number,
): Promise<number> {
  const { store, destination, owner } = options;
  const claimed = await store.claimDeliveries({ destination, owner, limit, leaseMs: options.leaseMs });
  if (claimed.length === 0) return 0;
  const recorder = createRecorder(options, () => state.stopping);
  const told = new Set<number>();
  await courier.deliver(
    claimed.map((delivery) => options.outgoing.fromStore(delivery.output)),
    (index, result) => {
      const delivery = claimed[index];
      if (delivery === undefined || told.has(index)) return;
      told.add(index);
      if (result.kind === 'down') noteDown(result.code, options, state);
      else if (state.failures > 0) {
        state.failures = 0;
        options.events.destinationUp(destination);
      }
      recorder.add(delivery, outcomeOf(result, delivery, options));
    },
  );
  for (const [index, delivery] of claimed.entries()) {
    if (!told.has(index))
      recorder.add(
        delivery,
        outcomeOf({ kind: 'failed', code: 'NO_OUTCOME', peer: destination }, delivery, options),
      );
  }
  await recorder.finish();
  if (options.awaitsCommitment === true) options.onStored?.();
  return claimed.length;
}

function noteDown(
  code: string,
  options: SendStageOptions,
  state: { downUntil: number; failures: number },
): void {
  if (state.downUntil > options.now()) return;
  state.failures += 1;
  const wait = backoffMs(state.failures, options.retry, options.random());
  state.downUntil = options.now() + wait;
  options.events.destinationDown(options.destination, code, wait);
}

function outcomeOf(
  result: DeliveryResult,
  delivery: ClaimedDelivery,
  options: SendStageOptions,
): DeliveryOutcome {
  const { events, destination } = options;
  const { peer } = result;
  switch (result.kind) {
    case 'delivered':
      events.delivered(delivery.instanceId, destination, result.status);
      return { kind: options.awaitsCommitment === true ? 'stored' : 'sent', status: result.status, peer };
    case 'refused':
      events.deliveryFailed(delivery.instanceId, destination, result.code, false, result.status);
      return { kind: 'refused', code: result.code, status: result.status, peer };
    case 'failed':
      if (delivery.attempts + 1 >= MAX_ATTEMPTS) {
        // The destination is there and takes others: it is this instance that it will not have.
        events.deliveryFailed(delivery.instanceId, destination, result.code, false, result.status);
        return { kind: 'refused', code: result.code, status: result.status, peer };
      }
      events.deliveryFailed(delivery.instanceId, destination, result.code, true, result.status);
      return {
        kind: 'deferred',
        code: result.code,
        status: result.status,
        peer,
        nextAttemptAt: options.now() + backoffMs(delivery.attempts + 1, options.retry, options.random()),
      };
    case 'down':
      // The destination waits, not the instance: it is due as soon as the destination is tried again.
      return { kind: 'deferred', code: result.code, peer, nextAttemptAt: options.now() };
  }
}

interface Recorder {
  add(delivery: ClaimedDelivery, outcome: DeliveryOutcome): void;
  /** Resolves when every outcome is on disk. */
  finish(): Promise<void>;
}

/** Records outcomes while others are still on their way; what is told at once, or gathers during one commit, goes into the next together. */
function createRecorder(options: SendStageOptions, isStopping: () => boolean): Recorder {
  let waiting: { deliveryId: number; owner: string; outcome: DeliveryOutcome }[] = [];
  let running: Promise<void> | undefined;
  let failure: unknown;
  const pump = async (): Promise<void> => {
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await insist(
        () => options.store.completeDeliveries(batch),
        isStopping,
        (error) => options.events.stageFailed(`send to ${options.destination}`, error),
      );
    }
  };
  const start = (): void => {
    running ??= pump()
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        running = undefined;
      });
  };
  return {
    add(delivery, outcome) {
      waiting.push({ deliveryId: delivery.id, owner: options.owner, outcome });
      start();
    },
    async finish() {
      while (running !== undefined || (waiting.length > 0 && failure === undefined)) {
        start();
        await running;
      }
      if (failure !== undefined)
        throw failure instanceof Error ? failure : new Error('the outcome could not be recorded');
    },
  };
}
