/**
 * Tells senders what we commit to: by N-EVENT-REPORT on the association on which they asked, while it is open, else on one
 * of our own to the address that is configured for them. What cannot be told is tried again with growing waits.
 */
import { backoffMs, type BackoffOptions } from '../pipeline/backoff.js';
import type { PipelineEvents } from '../pipeline/events.js';
import { startTurns, type Stage } from '../pipeline/stage-loop.js';
import type { InvokeOutcome } from '../dimse/invoking.js';
import { openAssociation } from '../dimse/scu.js';
import type { PeerTls } from '../dimse/scu-options.js';
import { formatStatus } from '../dimse/status.js';
import type { CommitmentReportOutcome, DueCommitment, Store } from '../store/store.js';
import type { CommitmentList } from './data-set.js';
import { evaluateCommitment } from './evaluate.js';
import { COMMITMENT_CONTEXT, commitmentReport, REPORTING_ROLE } from './operation.js';

/** Where a sender listens. */
export interface ReportAddress {
  readonly host: string;
  readonly port: number;
  /** Speaks TLS when given. */
  readonly tls?: PeerTls;
}

export interface ReportingOptions {
  readonly store: Pick<Store, 'dueCommitments' | 'completeCommitment'>;
  pathOf(file: string): string;
  /** Of a sender by its AE title, made anew for each association; undefined: it is not known. */
  addressOf(aeTitle: string): ReportAddress | undefined;
  /** Reports on the association that the request came on. */
  reportOnAssociation(associationId: string, list: CommitmentList): Promise<InvokeOutcome>;
  readonly retry: BackoffOptions;
  readonly events: PipelineEvents;
  now(): number;
  random(): number;
}

const TIMEOUTS = { connectMs: 5_000, associateMs: 10_000, responseMs: 30_000 };
const POLL_MS = 1_000;
const BATCH = 16;
/** A sender that could not be told for so long has its answer by now: it still has its instances. */
const GIVE_UP_MS = 7 * 86_400_000;

export function startReporting(options: ReportingOptions): Stage {
  return startTurns({
    pollMs: POLL_MS,
    async turn() {
      // One that does not answer holds up those of its batch, and none of the next.
      const due = await options.store.dueCommitments(BATCH);
      await Promise.all(due.map((request) => reportOne(request, options)));
      return due.length === BATCH;
    },
    onError: (error) => options.events.stageFailed('commitment', error),
  });
}

async function reportOne(request: DueCommitment, options: ReportingOptions): Promise<void> {
  const list = await evaluateCommitment(request, (file) => options.pathOf(file));
  const failure = await tell(request, list, options);
  const { events } = options;
  const committed = list.references.length;
  const failed = list.failed.length;
  let outcome: CommitmentReportOutcome = { kind: 'reported', committed, failed };
  if (failure === undefined) events.commitmentReported(request.callingAeTitle, committed, failed);
  else if (options.now() - request.askedAt > GIVE_UP_MS) {
    outcome = { kind: 'given-up', code: failure };
    events.commitmentFailed(request.callingAeTitle, failure, undefined);
  } else {
    const wait = backoffMs(request.attempts + 1, options.retry, options.random());
    outcome = { kind: 'deferred', code: failure, nextAttemptAt: options.now() + wait };
    events.commitmentFailed(request.callingAeTitle, failure, wait);
  }
  await options.store.completeCommitment(request.id, outcome);
}

/** Why the sender could not be told; `undefined`: it was. */
async function tell(
  request: DueCommitment,
  list: CommitmentList,
  options: ReportingOptions,
): Promise<string | undefined> {
  const same = await options.reportOnAssociation(request.associationId, list);
  if (same.kind === 'answered' && same.status === 0) return undefined;
  const address = options.addressOf(request.callingAeTitle.trim());
  if (address === undefined) return same.kind === 'association-ended' ? 'NO_ADDRESS' : codeOf(same);
  const opened = await openAssociation({
    ...address,
    callingAeTitle: request.calledAeTitle,
    calledAeTitle: request.callingAeTitle,
    contexts: [COMMITMENT_CONTEXT],
    roleSelections: [REPORTING_ROLE],
    timeouts: TIMEOUTS,
  });
  if (opened.kind === 'not-reachable') return opened.code;
  if (opened.kind !== 'accepted') return opened.kind === 'rejected' ? 'REJECTED' : 'ABORTED';
  const outcome = await opened.association.invoke(commitmentReport(list));
  await opened.association.release();
  if (outcome.kind === 'answered')
    return outcome.status === 0 ? undefined : `STATUS_${formatStatus(outcome.status)}`;
  return outcome.kind === 'not-accepted' ? 'CONTEXT_NOT_ACCEPTED' : 'NO_RESPONSE';
}

function codeOf(outcome: InvokeOutcome): string {
  switch (outcome.kind) {
    case 'answered':
      return `STATUS_${formatStatus(outcome.status)}`;
    case 'not-accepted':
      return 'CONTEXT_NOT_ACCEPTED';
    case 'no-response':
    case 'association-ended':
      return 'NO_RESPONSE';
  }
}
