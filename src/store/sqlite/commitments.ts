import type { Database } from 'better-sqlite3';
import type { CommitmentCandidate, CommitmentReference, DueCommitment } from '../store.js';
import type { AuditChain } from './audit-chain.js';
import { prepareDeliveryEnds, type DeliveryRow } from './deliveries.js';
import { originFacts } from './instances.js';
import type { Handlers } from './protocol.js';

/** A destination that refused to commit so often will not have the instance. */
const MOST_UNCOMMITTED = 3;

interface DueRow extends Omit<DueCommitment, 'references' | 'isDuplicate'> {
  readonly isDuplicate: number;
}

interface AwaitedRow extends DeliveryRow {
  readonly deliveryId: number;
  readonly sopInstanceUid: string;
  readonly uncommitted: number;
}

/** Storage commitment (PS3.4 Annex J): what senders asked of us, and what we ask of destinations. */
export function commitmentHandlers(
  db: Database,
  chain: AuditChain,
): Pick<
  Handlers,
  | 'recordCommitmentRequest'
  | 'dueCommitments'
  | 'completeCommitment'
  | 'beginCommitment'
  | 'deferCommitment'
  | 'settleCommitment'
> {
  return { ...askedOfUs(db, chain), ...askedByUs(db, chain) };
}

function askedOfUs(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'recordCommitmentRequest' | 'dueCommitments' | 'completeCommitment'> {
  const selectWaiting = db.prepare<[string, string], { id: number }>(
    `SELECT id FROM commitment_requests WHERE calling_ae = ? AND transaction_uid = ? AND state = 'waiting' ORDER BY id`,
  );
  const insert = db.prepare<Record<string, string | number>>(`
    INSERT INTO commitment_requests (transaction_uid, calling_ae, called_ae, address, association_id, state,
      is_duplicate, asked_at, next_attempt_at)
    VALUES (:transactionUid, :callingAeTitle, :calledAeTitle, :address, :associationId, 'waiting', :isDuplicate, :at,
      :reportAt)`);
  const hurry = db.prepare<[string, number, number]>(
    'UPDATE commitment_requests SET association_id = ?, next_attempt_at = ? WHERE id = ?',
  );
  const insertReference = db.prepare<[number, number, string, string]>(
    'INSERT INTO commitment_references (request_id, position, sop_class_uid, sop_instance_uid) VALUES (?, ?, ?, ?)',
  );
  const selectReferences = db.prepare<[number], CommitmentReference>(`
    SELECT sop_class_uid AS sopClassUid, sop_instance_uid AS sopInstanceUid FROM commitment_references
    WHERE request_id = ? ORDER BY position`);
  const removeReferences = db.prepare<[number]>('DELETE FROM commitment_references WHERE request_id = ?');
  const selectDue = db.prepare<[number, number], DueRow>(`
    SELECT id, transaction_uid AS transactionUid, calling_ae AS callingAeTitle, called_ae AS calledAeTitle,
      association_id AS associationId, asked_at AS askedAt, attempts, is_duplicate AS isDuplicate
    FROM commitment_requests INDEXED BY commitment_requests_due
    WHERE state = 'waiting' AND next_attempt_at <= ? ORDER BY next_attempt_at, id LIMIT ?`);
  const selectCandidates = db.prepare<
    [string],
    Omit<CommitmentCandidate, 'isOriginalRemoved'> & { readonly removedAt: number | null }
  >(`SELECT sop_class_uid AS sopClassUid, state, quarantine_code AS quarantineCode, spool_file AS spoolFile,
      size_bytes AS sizeBytes, original_removed_at AS removedAt
    FROM instances WHERE sop_instance_uid = ?`);
  const selectRequest = db.prepare<
    [number],
    { callingAeTitle: string; calledAeTitle: string; address: string; state: string; lastCode: string | null }
  >(`SELECT calling_ae AS callingAeTitle, called_ae AS calledAeTitle, address, state, last_code AS lastCode
    FROM commitment_requests WHERE id = ?`);
  const setEnded = db.prepare<[string, number, string | null, number]>(
    'UPDATE commitment_requests SET state = ?, ended_at = ?, last_code = ?, attempts = attempts + 1 WHERE id = ?',
  );
  const setDeferred = db.prepare<[string, number, number]>(
    'UPDATE commitment_requests SET last_code = ?, next_attempt_at = ?, attempts = attempts + 1 WHERE id = ?',
  );

  return {
    recordCommitmentRequest(at, { references, ...request }) {
      const waiting = selectWaiting.all(request.callingAeTitle, request.transactionUid);
      const same = waiting.find(({ id }) => isSameList(selectReferences.all(id), references));
      if (same !== undefined) {
        hurry.run(request.associationId, request.reportAt, same.id);
        return same.id;
      }
      const { lastInsertRowid } = insert.run({ ...request, at, isDuplicate: waiting.length > 0 ? 1 : 0 });
      const id = Number(lastInsertRowid);
      references.forEach(({ sopClassUid, sopInstanceUid }, position) =>
        insertReference.run(id, position, sopClassUid, sopInstanceUid),
      );
      const { callingAeTitle, calledAeTitle, address } = request;
      chain.append(at, {
        event: 'commitment.requested',
        callingAeTitle,
        calledAeTitle,
        address,
        actions: { instances: references.length },
      });
      return id;
    },

    dueCommitments: (at, limit) =>
      selectDue.all(at, limit).map(({ isDuplicate, ...row }) => ({
        ...row,
        isDuplicate: isDuplicate !== 0,
        references: selectReferences.all(row.id).map((reference) => ({
          ...reference,
          candidates: selectCandidates
            .all(reference.sopInstanceUid)
            .map(({ removedAt, ...candidate }) => ({ ...candidate, isOriginalRemoved: removedAt !== null })),
        })),
      })),

    completeCommitment(at, id, outcome) {
      const row = selectRequest.get(id);
      if (row?.state !== 'waiting') return;
      const { callingAeTitle, calledAeTitle, address } = row;
      const who = { callingAeTitle, calledAeTitle, address };
      if (outcome.kind === 'deferred') {
        setDeferred.run(outcome.code, outcome.nextAttemptAt, id);
        return;
      }
      const code = outcome.kind === 'given-up' ? outcome.code : null;
      setEnded.run(outcome.kind, at, code, id);
      removeReferences.run(id);
      if (outcome.kind === 'given-up')
        chain.append(at, { event: 'commitment.given-up', ...who, code: outcome.code });
      else {
        const { committed, failed } = outcome;
        chain.append(at, { event: 'commitment.reported', ...who, actions: { committed, failed } });
      }
    },
  };
}

function isSameList(one: readonly CommitmentReference[], other: readonly CommitmentReference[]): boolean {
  return (
    one.length === other.length &&
    one.every(
      ({ sopClassUid, sopInstanceUid }, index) =>
        other[index]?.sopClassUid === sopClassUid && other[index].sopInstanceUid === sopInstanceUid,
    )
  );
}

function askedByUs(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'beginCommitment' | 'deferCommitment' | 'settleCommitment'> {
  const selectStored = db.prepare<[string, number, number], CommitmentReference & { deliveryId: number }>(`
    SELECT deliveries.id AS deliveryId, instances.output_sop_class_uid AS sopClassUid,
      instances.output_sop_instance_uid AS sopInstanceUid
    FROM deliveries INDEXED BY deliveries_uncommitted JOIN instances ON instances.id = deliveries.instance_id
    WHERE deliveries.destination = ? AND deliveries.state = 'queued' AND deliveries.stored_at IS NOT NULL
      AND deliveries.next_attempt_at <= ?
    ORDER BY deliveries.next_attempt_at, deliveries.id LIMIT ?`);
  const setAsked = db.prepare<[string, number, number]>(
    'UPDATE deliveries SET commitment_uid = ?, next_attempt_at = ? WHERE id = ?',
  );
  const selectAwaited = db.prepare<[string], AwaitedRow>(`
    SELECT instances.id, instances.calling_ae AS callingAeTitle, instances.called_ae AS calledAeTitle, instances.address,
      instances.state, instances.output_sop_instance_uid AS sopInstanceUid, deliveries.id AS deliveryId,
      deliveries.destination, deliveries.state AS deliveryState, deliveries.lease_owner AS leaseOwner,
      deliveries.last_code AS lastCode, deliveries.last_status AS lastStatus, deliveries.uncommitted
    FROM deliveries INDEXED BY deliveries_by_commitment JOIN instances ON instances.id = deliveries.instance_id
    WHERE deliveries.commitment_uid = ? AND deliveries.state = 'queued' AND deliveries.stored_at IS NOT NULL`);
  const setLater = db.prepare<[string, number, number]>(
    'UPDATE deliveries SET commitment_uid = NULL, last_code = ?, next_attempt_at = ? WHERE id = ?',
  );
  const setToSendAgain = db.prepare<[string, number, number]>(`
    UPDATE deliveries SET stored_at = NULL, commitment_uid = NULL, uncommitted = uncommitted + 1, last_code = ?,
      next_attempt_at = ?
    WHERE id = ?`);
  const ends = prepareDeliveryEnds(db, chain);

  function uncommitted(
    at: number,
    row: AwaitedRow,
    reason: number,
    { resendAt, peer }: { readonly resendAt: number; readonly peer?: string | undefined },
  ): void {
    const code = `NOT_COMMITTED_${reason.toString(16).toUpperCase().padStart(4, '0')}`;
    if (row.uncommitted + 1 >= MOST_UNCOMMITTED) {
      ends.refused(at, row.deliveryId, row, { code, peer });
      return;
    }
    setToSendAgain.run(code, resendAt, row.deliveryId);
    chain.append(at, {
      event: 'delivery.deferred',
      ...originFacts(row),
      destination: row.destination,
      code,
      peer,
    });
  }

  return {
    beginCommitment(at, { destination, transactionUid, limit, askAgainAt }) {
      const stored = selectStored.all(destination, at, limit);
      for (const { deliveryId } of stored) setAsked.run(transactionUid, askAgainAt, deliveryId);
      return stored.map(({ sopClassUid, sopInstanceUid }) => ({ sopClassUid, sopInstanceUid }));
    },

    deferCommitment(at, transactionUid, code, nextAttemptAt) {
      for (const row of selectAwaited.all(transactionUid)) {
        setLater.run(code, nextAttemptAt, row.deliveryId);
        // A failure that goes on is told once.
        if (row.lastCode === code) continue;
        chain.append(at, {
          event: 'delivery.deferred',
          ...originFacts(row),
          destination: row.destination,
          code,
        });
      }
    },

    settleCommitment(at, { transactionUid, committed, failed, ...how }) {
      const awaited = selectAwaited.all(transactionUid);
      const [first] = awaited;
      if (first === undefined) return { kind: 'unknown' };
      const isCommitted = new Set(committed.map(({ sopInstanceUid }) => sopInstanceUid));
      const reasons = new Map(failed.map(({ sopInstanceUid, reason }) => [sopInstanceUid, reason]));
      let ended = 0;
      let again = 0;
      for (const row of awaited) {
        const reason = reasons.get(row.sopInstanceUid);
        // What stands in both lists is not committed.
        if (reason !== undefined) {
          uncommitted(at, row, reason, how);
          again += 1;
        } else if (isCommitted.has(row.sopInstanceUid)) {
          const status = row.lastStatus ?? 0;
          ends.sent(at, row.deliveryId, row, { status, peer: how.peer, code: 'COMMITTED' });
          ended += 1;
        }
      }
      return { kind: 'settled', destination: first.destination, committed: ended, failed: again };
    },
  };
}
