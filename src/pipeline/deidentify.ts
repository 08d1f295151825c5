/** The stage between receipt and delivery: each received instance is routed and de-identified in a worker thread. */
import type { IncomingSpool } from '../spool/incoming.js';
import type { OutgoingSpool } from '../spool/outgoing.js';
import type { ClaimedInstance, InstanceOutcome, Store } from '../store/store.js';
import { backoffMs, type BackoffOptions } from './backoff.js';
import type { DeidPool } from './deid-pool.js';
import type { DeidResult } from './deid-task.js';
import type { PipelineEvents } from './events.js';
import { insist } from './insist.js';
import { startStage, type Stage } from './stage-loop.js';

export interface DeidentifyStageOptions {
  readonly store: Store;
  readonly incoming: IncomingSpool;
  readonly outgoing: OutgoingSpool;
  /** The pool to use now; a reload puts another in its place. */
  pool(): DeidPool;
  readonly owner: string;
  readonly leaseMs: number;
  readonly retry: BackoffOptions;
  readonly events: PipelineEvents;
  now(): number;
  random(): number;
  /** Deliveries to these destinations were queued. */
  onQueued(destinations: readonly string[]): void;
}

const POLL_MS = 1000;

export function startDeidentifyStage(options: DeidentifyStageOptions): Stage {
  const { store, owner, events } = options;
  let stopping = false;
  const stage = startStage<ClaimedInstance>({
    // One in each thread, and enough beside them that their results share commits.
    concurrency: options.pool().threads * 8,
    pollMs: POLL_MS,
    claim: (limit) => store.claimInstances({ owner, limit, leaseMs: options.leaseMs }),
    async work(instance) {
      const task = {
        path: options.incoming.pathOf(instance.spoolFile),
        where: { dataSetOffset: instance.dataSetOffset, transferSyntaxUid: instance.transferSyntaxUid },
        facts: {
          calledAeTitle: instance.calledAeTitle,
          callingAeTitle: instance.callingAeTitle,
          address: instance.address,
        },
      };
      const result = await options.pool().runUnless(() => stopping, task);
      // What no thread has begun when the node stops goes back with its lease.
      if (result === undefined) return;
      const outcome = outcomeOf(result, instance, options);
      const advanced = await insist(
        () => store.advanceInstance(instance.id, owner, outcome),
        () => stopping,
        (error) => events.stageFailed('deidentify', error),
      );
      if (advanced.kind === 'lease-lost') {
        if (result.kind === 'deidentified') await options.outgoing.remove([result.output.file]);
        return;
      }
      if (result.kind === 'deidentified') options.pool().learned(result.facts);
      if (advanced.supersededFile !== undefined) await options.outgoing.remove([advanced.supersededFile]);
      report(result, instance, events);
      if (result.kind === 'deidentified') options.onQueued(result.destinations);
    },
    onError: (error) => events.stageFailed('deidentify', error),
  });
  return {
    wake: () => stage.wake(),
    stop() {
      stopping = true;
      return stage.stop();
    },
  };
}

function outcomeOf(
  result: DeidResult,
  instance: ClaimedInstance,
  options: DeidentifyStageOptions,
): InstanceOutcome {
  if (result.kind === 'collected') throw new Error('the stage asks for more than facts');
  if (result.kind !== 'deferred') return result;
  const wait = backoffMs(instance.attempts + 1, options.retry, options.random());
  return { kind: 'deferred', code: result.code, nextAttemptAt: options.now() + wait };
}

function report(result: DeidResult, instance: ClaimedInstance, events: PipelineEvents): void {
  switch (result.kind) {
    case 'deidentified':
      events.deidentified(instance.id, result.strategy.name, result.route, result.destinations);
      break;
    case 'discarded':
      events.discarded(instance.id, result.strategy.name, result.route);
      break;
    case 'quarantined':
      events.quarantined(instance.id, result.code, result.detail);
      break;
    case 'deferred':
      events.deferred(instance.id, result.code);
      break;
    case 'collected':
      break;
  }
}
