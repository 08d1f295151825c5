/** Requests for storage commitment and reports of it as operations of the Push Model (PS3.4 J.3.2, J.3.3). */
import {
  NORMALIZED_TRANSFER_SYNTAXES,
  STORAGE_COMMITMENT_PUSH_MODEL,
  STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE,
  type OperationToInvoke,
} from '../dimse/operations.js';
import type { ContextToPropose } from '../dimse/scu-options.js';
import type { CommitmentReference } from '../store/store.js';
import { writeCommitmentList, type CommitmentList } from './data-set.js';

export const COMMITMENT_CONTEXT: ContextToPropose = {
  abstractSyntaxUid: STORAGE_COMMITMENT_PUSH_MODEL,
  transferSyntaxUids: NORMALIZED_TRANSFER_SYNTAXES,
};

/** For who opens an association to report: the requestor is the SCP (PS3.7 D.3.3.4, PS3.4 J.3.3). */
export const REPORTING_ROLE = { sopClassUid: STORAGE_COMMITMENT_PUSH_MODEL, scu: false, scp: true } as const;

const INSTANCE = {
  sopClassUid: STORAGE_COMMITMENT_PUSH_MODEL,
  sopInstanceUid: STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE,
} as const;

/** N-ACTION, Action Type 1: request storage commitment. */
export function commitmentRequest(
  transactionUid: string,
  references: readonly CommitmentReference[],
): OperationToInvoke {
  return {
    ...INSTANCE,
    kind: 'n-action',
    typeId: 1,
    encode: (syntax) => writeCommitmentList({ transactionUid, references, failed: [] }, syntax),
  };
}

/** N-EVENT-REPORT: Event Type 1, all committed, or 2, failures exist. */
export function commitmentReport(list: CommitmentList): OperationToInvoke {
  return {
    ...INSTANCE,
    kind: 'n-event-report',
    typeId: list.failed.length === 0 ? 1 : 2,
    encode: (syntax) => writeCommitmentList(list, syntax),
  };
}
