/**
 * Takes what peers bring about storage commitment, in the thread that receives: a sender's request (N-ACTION) and a
 * destination's report (N-EVENT-REPORT). Both are on disk before they are answered 0000.
 */
import type { OperationHandler, OperationRequest, StoreStatus } from '../dimse/scp-options.js';
import { STATUS } from '../dimse/status.js';
import type { CommitmentSettlement, NearStore } from '../store/store.js';
import { readCommitmentList } from './data-set.js';

export interface CommitmentReceiverOptions {
  readonly store: Pick<NearStore, 'recordCommitmentRequest' | 'settleCommitment'>;
  /** What a destination does not commit to is sent again after this long, milliseconds. */
  readonly resendAfterMs: number;
  now(): number;
  /** A request waits to be reported. */
  onRequested(callingAeTitle: string, instances: number): void;
  onSettled(settlement: CommitmentSettlement): void;
}

/** Who asked may end its association first, so that the report does not cross its release. */
const GRACE_MS = 1_000;

export function createCommitmentReceiver(options: CommitmentReceiverOptions): OperationHandler {
  return (request) =>
    request.kind === 'n-action' ? takeRequest(request, options) : takeReport(request, options);
}

async function takeRequest(
  request: OperationRequest,
  options: CommitmentReceiverOptions,
): Promise<StoreStatus> {
  const list = readCommitmentList(request.dataSet, request.transferSyntaxUid);
  if (list === undefined || list.references.length === 0 || list.failed.length > 0)
    return { status: STATUS.invalidArgumentValue, errorComment: 'no list of references' };
  await options.store.recordCommitmentRequest({
    transactionUid: list.transactionUid,
    callingAeTitle: request.callingAeTitle,
    calledAeTitle: request.calledAeTitle,
    address: request.remoteAddress,
    associationId: request.associationId,
    references: list.references,
    reportAt: options.now() + GRACE_MS,
  });
  options.onRequested(request.callingAeTitle, list.references.length);
  return { status: STATUS.success };
}

async function takeReport(
  request: OperationRequest,
  options: CommitmentReceiverOptions,
): Promise<StoreStatus> {
  const list = readCommitmentList(request.dataSet, request.transferSyntaxUid);
  if (list === undefined)
    return { status: STATUS.invalidArgumentValue, errorComment: 'no list of references' };
  const settlement = await options.store.settleCommitment({
    transactionUid: list.transactionUid,
    committed: list.references,
    failed: list.failed,
    resendAt: options.now() + options.resendAfterMs,
    // An AE title out of an association may hold anything that is no control character.
    peer: `${request.callingAeTitle}@${request.remoteAddress}`,
  });
  options.onSettled(settlement);
  // An old transaction, settled by an earlier report or given up: told again it changes nothing.
  return { status: STATUS.success };
}
