/**
 * Asks a destination to commit to what it has stored: until it does, the delivery is not done, and retention keeps original
 * and output. Its answer comes on the same association or on one of its own (`receiving.ts`).
 */
import { randomBytes } from 'node:crypto';
import type { OperationHandler } from '../dimse/scp-options.js';
import { openAssociation } from '../dimse/scu.js';
import type { AssociationOptions } from '../dimse/scu-options.js';
import { formatStatus, STATUS } from '../dimse/status.js';
import { backoffMs, type BackoffOptions } from '../pipeline/backoff.js';
import type { PipelineEvents } from '../pipeline/events.js';
import { createBell, startTurns, type Stage } from '../pipeline/stage-loop.js';
import type { CommitmentReference, Store } from '../store/store.js';
import { COMMITMENT_CONTEXT, commitmentRequest } from './operation.js';
import { createCommitmentReceiver } from './receiving.js';

export interface AskingOptions {
  readonly destination: string;
  /** How to reach it, made anew for each association. */
  association(): Omit<AssociationOptions, 'contexts' | 'carryOut'>;
  readonly store: Pick<
    Store,
    'beginCommitment' | 'deferCommitment' | 'settleCommitment' | 'recordCommitmentRequest'
  >;
  readonly retry: BackoffOptions;
  readonly events: PipelineEvents;
  now(): number;
  random(): number;
  /** Deliveries are due again. */
  onResend(): void;
}

const POLL_MS = 1_000;
/** References of one request. */
const MOST_REFERENCES = 1_000;
/** Without an answer for so long it is asked anew: it may have forgotten. */
export const ASK_AGAIN_MS = 3_600_000;
/** The answer may come at once on the association that asked. */
const WAIT_ON_ASSOCIATION_MS = 2_000;

export function startAsking(options: AskingOptions): Stage {
  const state = { failures: 0 };
  return startTurns({
    pollMs: POLL_MS,
    async turn(isStopping) {
      const transactionUid = newTransactionUid();
      const references = await options.store.beginCommitment({
        destination: options.destination,
        transactionUid,
        limit: MOST_REFERENCES,
        askAgainAt: options.now() + ASK_AGAIN_MS,
      });
      if (references.length > 0) await ask({ transactionUid, references }, options, state, isStopping);
      return references.length === MOST_REFERENCES;
    },
    onError: (error) => options.events.stageFailed('commitment', error),
  });
}

interface Request {
  readonly transactionUid: string;
  readonly references: readonly CommitmentReference[];
}

async function ask(
  asked: Request,
  options: AskingOptions,
  state: { failures: number },
  isStopping: () => boolean,
): Promise<void> {
  const { destination, events, store } = options;
  const failure = await request(asked, options, isStopping);
  if (failure === undefined) {
    state.failures = 0;
    return;
  }
  state.failures += 1;
  const wait = backoffMs(state.failures, options.retry, options.random());
  events.commitmentFailed(destination, failure, wait);
  await store.deferCommitment(asked.transactionUid, failure, options.now() + wait);
}

/** Why the request could not be made; `undefined`: it was, and the answer has come or will. */
async function request(
  { transactionUid, references }: Request,
  options: AskingOptions,
  isStopping: () => boolean,
): Promise<string | undefined> {
  const answered = createBell();
  const opened = await openAssociation({
    ...options.association(),
    contexts: [COMMITMENT_CONTEXT],
    carryOut: reportHandler(options, () => answered.ring()),
  });
  if (opened.kind === 'not-reachable') return opened.code;
  if (opened.kind !== 'accepted') return opened.kind === 'rejected' ? 'REJECTED' : 'ABORTED';
  const { association } = opened;
  const outcome = await association.invoke(commitmentRequest(transactionUid, references));
  if (outcome.kind === 'answered' && outcome.status === 0) {
    options.events.commitmentAsked(options.destination, references.length);
    if (!isStopping()) await answered.wait(WAIT_ON_ASSOCIATION_MS);
    await association.release();
    return undefined;
  }
  await association.release();
  if (outcome.kind === 'answered') return `STATUS_${formatStatus(outcome.status)}`;
  return outcome.kind === 'not-accepted' ? 'CONTEXT_NOT_ACCEPTED' : 'NO_RESPONSE';
}

function reportHandler(options: AskingOptions, onReport: () => void): OperationHandler {
  const receive = createCommitmentReceiver({
    store: options.store,
    resendAfterMs: options.retry.maxMs,
    now: () => options.now(),
    onRequested: () => undefined,
    onSettled(settlement) {
      if (settlement.kind === 'unknown') return;
      options.events.commitmentSettled(settlement.destination, settlement.committed, settlement.failed);
      if (settlement.failed > 0) options.onResend();
    },
  });
  // Nobody may ask us for a commitment on an association that we opened for another purpose.
  return async (operation) => {
    if (operation.kind !== 'n-event-report') return { status: STATUS.unrecognizedOperation };
    const answer = await receive(operation);
    onReport();
    return answer;
  };
}

/** `2.25.` and a random 128-bit number (PS3.5 B.2), so that nobody can guess it. */
function newTransactionUid(): string {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`).toString()}`;
}
