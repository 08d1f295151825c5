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

interface LeasedRow extends Origin {
  readonly destination: string;
  readonly deliveryState: DeliveryState;
  readonly leaseOwner: string | null;
  readonly lastCode: string | null;
  readonly lastStatus: number | null;
  readonly state: InstanceState;
}

/** Claiming and completing deliveries. */
export function deliveryHandlers(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'claimDeliveries' | 'completeDeliveries'> {
  const selectDue = db.prepare<[string, number, number, number], DueRow>(`
    SELECT deliveries.id, deliveries.instance_id AS instanceId, deliveries.destination, deliveries.attempts,
      instances.received_at AS receivedAt, instances.calling_ae AS callingAeTitle, instances.called_ae AS calledAeTitle,
      ${OUTPUT_COLUMNS}
    FROM deliveries INDEXED BY deliveries_due JOIN instances ON instances.id = deliveries.instance_id
    WHERE deliveries.destination = ? AND deliveries.state = 'queued' AND deliveries.next_attempt_at <= ?
      AND (deliveries.lease_until IS NULL OR deliveries.lease_until <= ?)
    ORDER BY deliveries.next_attempt_at, deliveries.id LIMIT ?`);
  const lease = db.prepare<[string, number, number]>(
    'UPDATE deliveries SET lease_owner = ?, lease_until = ? WHERE id = ?',
  );
  const selectLeased = db.prepare<[number], LeasedRow>(`
    SELECT instances.id, instances.calling_ae AS callingAeTitle, instances.called_ae AS calledAeTitle, instances.address,
      instances.state, deliveries.destination, deliveries.state AS deliveryState, deliveries.lease_owner AS leaseOwner,
      deliveries.last_code AS lastCode, deliveries.last_status AS lastStatus
    FROM deliveries JOIN instances ON instances.id = deliveries.instance_id WHERE deliveries.id = ?`);
  const setSent = db.prepare<[number, number, number]>(`
    UPDATE deliveries SET state = 'sent', sent_at = ?, last_status = ?, last_code = NULL, attempts = attempts + 1,
      lease_owner = NULL, lease_until = NULL
    WHERE id = ?`);
  const setDeferred = db.prepare<[number, string, number | null, number]>(`
    UPDATE deliveries SET next_attempt_at = ?, last_code = ?, last_status = ?, attempts = attempts + 1,
      lease_owner = NULL, lease_until = NULL
    WHERE id = ?`);
  const setRefused = db.prepare<[string, number | null, number]>(`
    UPDATE deliveries SET state = 'refused', last_code = ?, last_status = ?, attempts = attempts + 1,
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

  function complete(at: number, { deliveryId, owner, outcome }: DeliveryCompletion): CompletionOutcome {
    const row = selectLeased.get(deliveryId);
    // An expired lease that no one took over still stands: what the peer answered is true.
    if (row?.deliveryState !== 'queued' || row.leaseOwner !== owner) return { kind: 'lease-lost' };
    const origin = { ...originFacts(row), destination: row.destination };
    const { peer, status } = outcome;
    switch (outcome.kind) {
      case 'sent': {
        setSent.run(at, outcome.status, deliveryId);
        chain.append(at, { event: 'delivery.sent', ...origin, status, peer });
        const last = selectOpen.get(row.id)?.n === 0;
        if (!last || row.state !== 'deidentified') return { kind: 'completed', instanceState: row.state };
        setInstanceSent.run(at, row.id);
        chain.append(at, { event: 'instance.sent', ...originFacts(row) });
        return { kind: 'completed', instanceState: 'sent' };
      }
      case 'deferred': {
        const { code, nextAttemptAt } = outcome;
        setDeferred.run(nextAttemptAt, code, status ?? null, deliveryId);
        // A failure that goes on is told once: the audit grows with events, not with attempts.
        if (row.lastCode !== code || row.lastStatus !== (status ?? null)) {
          chain.append(at, { event: 'delivery.deferred', ...origin, code, status, peer });
        }
        return { kind: 'completed', instanceState: row.state };
      }
      case 'refused': {
        const { code } = outcome;
        setRefused.run(code, status ?? null, deliveryId);
        chain.append(at, { event: 'delivery.refused', ...origin, code, status, peer });
        if (row.state !== 'deidentified') return { kind: 'completed', instanceState: row.state };
        const detail = `${row.destination}: ${code}`;
        setInstanceRefused.run(DELIVERY_REFUSED, detail, row.id);
        chain.append(at, {
          event: 'instance.quarantined',
          ...originFacts(row),
          code: DELIVERY_REFUSED,
          reason: detail,
        });
        return { kind: 'completed', instanceState: 'quarantined' };
      }
    }
  }

  return {
    claimDeliveries(at, { destination, owner, limit, leaseMs }) {
      return selectDue.all(destination, at, at, limit).map((row) => {
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
