import type { Database } from 'better-sqlite3';
import { LetheError } from '../../errors.js';
import type { CompletionOutcome, DeliveryCompletion, DeliveryState, InstanceState } from '../store.js';
import type { AuditChain } from './audit-chain.js';
import { originFacts, type Origin } from './instances.js';
import type { Handlers } from './protocol.js';
import { OUTPUT_COLUMNS, outputOf, type OutputRow } from './rows.js';

/** Quarantine code of an instance that a destination refused. */
export const DELIVERY_REFUSED = 'DELIVERY_REFUSED';

interface DueRow extends OutputRow {
  readonly id: number;
  readonly instanceId: number;
  readonly destination: string;
  readonly attempts: number;
  readonly receivedAt: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
}

/** A delivery with its instance. */
export interface DeliveryRow extends Origin {
  readonly destination: string;
  readonly deliveryState: DeliveryState;
  readonly leaseOwner: string | null;
  readonly lastCode: string | null;
  readonly lastStatus: number | null;
  readonly state: InstanceState;
}

/** How a delivery ends; the last one ends its instance. Each returns the instance's state then. */
export interface DeliveryEnds {
  sent(
    at: number,
    deliveryId: number,
    row: DeliveryRow,
    answer: {
      readonly status: number;
      readonly peer?: string | undefined;
      readonly code?: string | undefined;
    },
  ): InstanceState;
  refused(
    at: number,
    deliveryId: number,
    row: DeliveryRow,
    answer: {
      readonly code: string;
      readonly status?: number | undefined;
      readonly peer?: string | undefined;
    },
  ): InstanceState;
}

export function prepareDeliveryEnds(db: Database, chain: AuditChain): DeliveryEnds {
  const setSent = db.prepare<[number, number, number]>(`
    UPDATE deliveries SET state = 'sent', commitment_uid = NULL, sent_at = ?, last_status = ?, last_code = NULL, attempts = attempts + 1,
      lease_owner = NULL, lease_until = NULL
    WHERE id = ?`);
  const setRefused = db.prepare<[string, number | null, number]>(`
    UPDATE deliveries SET state = 'refused', stored_at = NULL, commitment_uid = NULL, last_code = ?, last_status = ?, attempts = attempts + 1,
      lease_owner = NULL, lease_until = NULL
    WHERE id = ?`);
  const selectOpen = db.prepare<[number], { n: number }>(
    `SELECT count(*) AS n FROM deliveries WHERE instance_id = ? AND state IN ('queued', 'refused')`,
  );
  const setInstanceSent = db.prepare<[number, number]>(
    `UPDATE instances SET state = 'sent', finished_at = ? WHERE id = ?`,
  );
  const setInstanceRefused = db.prepare<[string, string, number]>(
    `UPDATE instances SET state = 'quarantined', quarantine_code = ?, quarantine_detail = ? WHERE id = ?`,
  );

  return {
    sent(at, deliveryId, row, { status, peer, code }) {
      setSent.run(at, status, deliveryId);
      const origin = { ...originFacts(row), destination: row.destination };
      chain.append(at, { event: 'delivery.sent', ...origin, status, peer, code });
      const last = selectOpen.get(row.id)?.n === 0;
      if (!last || row.state !== 'deidentified') return row.state;
      setInstanceSent.run(at, row.id);
      chain.append(at, { event: 'instance.sent', ...originFacts(row) });
      return 'sent';
    },
    refused(at, deliveryId, row, { code, status, peer }) {
      setRefused.run(code, status ?? null, deliveryId);
      const origin = { ...originFacts(row), destination: row.destination };
      chain.append(at, { event: 'delivery.refused', ...origin, code, status, peer });
      if (row.state !== 'deidentified') return row.state;
      const detail = `${row.destination}: ${code}`;
      setInstanceRefused.run(DELIVERY_REFUSED, detail, row.id);
      chain.append(at, {
        event: 'instance.quarantined',
        ...originFacts(row),
        code: DELIVERY_REFUSED,
        reason: detail,
      });
      return 'quarantined';
    },
  };
}

/** Claiming and completing deliveries. */
export function deliveryHandlers(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'claimDeliveries' | 'completeDeliveries'> {
  const selectDue = db.prepare<[string, number, number, string, number], DueRow>(`
    SELECT deliveries.id, deliveries.instance_id AS instanceId, deliveries.destination, deliveries.attempts,
      instances.received_at AS receivedAt, instances.calling_ae AS callingAeTitle, instances.called_ae AS calledAeTitle,
      ${OUTPUT_COLUMNS}
    FROM deliveries INDEXED BY deliveries_due JOIN instances ON instances.id = deliveries.instance_id
    WHERE deliveries.destination = ? AND deliveries.state = 'queued' AND deliveries.next_attempt_at <= ?
      AND deliveries.stored_at IS NULL
      AND (deliveries.lease_until IS NULL OR (deliveries.lease_until <= ? AND deliveries.lease_owner <> ?))
    ORDER BY deliveries.next_attempt_at, deliveries.id LIMIT ?`);
  const lease = db.prepare<[string, number, number]>(
    'UPDATE deliveries SET lease_owner = ?, lease_until = ? WHERE id = ?',
  );
  const selectLeased = db.prepare<[number], DeliveryRow>(`
    SELECT instances.id, instances.calling_ae AS callingAeTitle, instances.called_ae AS calledAeTitle, instances.address,
      instances.state, deliveries.destination, deliveries.state AS deliveryState, deliveries.lease_owner AS leaseOwner,
      deliveries.last_code AS lastCode, deliveries.last_status AS lastStatus
    FROM deliveries JOIN instances ON instances.id = deliveries.instance_id WHERE deliveries.id = ?`);
  const setDeferred = db.prepare<[number, string, number | null, number]>(`
    UPDATE deliveries SET next_attempt_at = ?, last_code = ?, last_status = ?, attempts = attempts + 1,
      lease_owner = NULL, lease_until = NULL
    WHERE id = ?`);
  const setStored = db.prepare<[number, number, number, number]>(`
    UPDATE deliveries SET stored_at = ?, next_attempt_at = ?, last_status = ?, last_code = 'AWAITS_COMMITMENT',
      attempts = attempts + 1, lease_owner = NULL, lease_until = NULL
    WHERE id = ?`);
  const ends = prepareDeliveryEnds(db, chain);

  function complete(at: number, { deliveryId, owner, outcome }: DeliveryCompletion): CompletionOutcome {
    const row = selectLeased.get(deliveryId);
    // An expired lease that no one took over still stands: what the peer answered is true.
    if (row?.deliveryState !== 'queued' || row.leaseOwner !== owner) return { kind: 'lease-lost' };
    const origin = { ...originFacts(row), destination: row.destination };
    const { peer, status } = outcome;
    switch (outcome.kind) {
      case 'sent':
        return {
          kind: 'completed',
          instanceState: ends.sent(at, deliveryId, row, { status: outcome.status, peer }),
        };
      case 'stored':
        setStored.run(at, at, outcome.status, deliveryId);
        chain.append(at, { event: 'delivery.stored', ...origin, status, peer });
        return { kind: 'completed', instanceState: row.state };
      case 'deferred': {
        const { code, nextAttemptAt } = outcome;
        setDeferred.run(nextAttemptAt, code, status ?? null, deliveryId);
        // A failure that goes on is told once: the audit grows with events, not with attempts.
        if (row.lastCode !== code || row.lastStatus !== (status ?? null)) {
          chain.append(at, { event: 'delivery.deferred', ...origin, code, status, peer });
        }
        return { kind: 'completed', instanceState: row.state };
      }
      case 'refused':
        return {
          kind: 'completed',
          instanceState: ends.refused(at, deliveryId, row, { code: outcome.code, status, peer }),
        };
    }
  }

  return {
    claimDeliveries(at, { destination, owner, limit, leaseMs }) {
      return selectDue.all(destination, at, at, owner, limit).map((row) => {
        const output = outputOf(row);
        if (output === null) {
          throw new LetheError('STORE_NOT_USABLE', `delivery ${row.id} is queued and has no output`);
        }
        lease.run(owner, at + leaseMs, row.id);
        return {
          id: row.id,
          instanceId: row.instanceId,
          destination: row.destination,
          attempts: row.attempts,
          receivedAt: row.receivedAt,
          callingAeTitle: row.callingAeTitle,
          calledAeTitle: row.calledAeTitle,
          output,
        };
      });
    },
    completeDeliveries: (at, completions) => completions.map((completion) => complete(at, completion)),
  };
}
