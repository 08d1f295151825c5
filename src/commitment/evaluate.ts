/** Whether we hold what a sender asks about: durable, as it came, under the names that the sender uses. */
import { stat } from 'node:fs/promises';
import type { CommitmentCandidate, CommitmentReference, DueCommitment } from '../store/store.js';
import { FAILURE_REASONS, type CommitmentList } from './data-set.js';

/** Set aside at receipt: these were never acknowledged, or are not what they were called. */
const NEVER_ACKNOWLEDGED: ReadonlySet<string> = new Set([
  'UID_MISMATCH',
  'UID_MALFORMED',
  'DATA_SET_MALFORMED',
  'DATA_SET_LIMIT',
  'NOT_AN_INSTANCE',
  'TRANSFER_SYNTAX_UNKNOWN',
  'ORIGINAL_MISSING',
]);

/**
 * Looks up each reference: its original must lie in the spool now, complete. One that a route or an operator discarded, or
 * that retention removed, is not held any more.
 * @param pathOf where a file of the incoming spool lies
 */
export async function evaluateCommitment(
  request: DueCommitment,
  pathOf: (file: string) => string,
): Promise<CommitmentList> {
  const references: CommitmentReference[] = [];
  const failed: { sopClassUid: string; sopInstanceUid: string; reason: number }[] = [];
  for (const { candidates, sopClassUid, sopInstanceUid } of request.references) {
    const reason = request.isDuplicate
      ? FAILURE_REASONS.duplicateTransactionUid
      : await failureReason(sopClassUid, candidates, pathOf);
    if (reason === undefined) references.push({ sopClassUid, sopInstanceUid });
    else failed.push({ sopClassUid, sopInstanceUid, reason });
  }
  return { transactionUid: request.transactionUid, references, failed };
}

async function failureReason(
  sopClassUid: string,
  candidates: readonly CommitmentCandidate[],
  pathOf: (file: string) => string,
): Promise<number | undefined> {
  const held = candidates.filter(
    ({ state, isOriginalRemoved }) => state !== 'discarded' && !isOriginalRemoved,
  );
  if (held.length === 0) return FAILURE_REASONS.noSuchObjectInstance;
  const ofClass = held.filter((candidate) => candidate.sopClassUid === sopClassUid);
  if (ofClass.length === 0) return FAILURE_REASONS.classInstanceConflict;
  for (const { quarantineCode, spoolFile, sizeBytes } of ofClass) {
    if (quarantineCode !== null && NEVER_ACKNOWLEDGED.has(quarantineCode)) continue;
    const size = await stat(pathOf(spoolFile)).then(
      (facts) => facts.size,
      // Not there, or not readable: not held.
      () => -1,
    );
    if (size === sizeBytes) return undefined;
  }
  return FAILURE_REASONS.processingFailure;
}
