import type { Database } from 'better-sqlite3';
import type { InstanceState, OperatorAct, RetryOutcome } from '../store.js';
import type { AuditChain } from './audit-chain.js';
import { DELIVERY_REFUSED } from './deliveries.js';
import { originFacts, type Origin } from './instances.js';
import type { Handlers } from './protocol.js';

interface InstanceRow extends Origin {
  readonly state: InstanceState;
  readonly leaseUntil: number | null;
  readonly quarantineCode: string | null;
}

interface QueuedTo {
  readonly destination: string;
  readonly queued: number;
}

/** What a person may do with instances that stand still. */
export function operatorHandlers(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'release' | 'discard' | 'retry'> {
  const instanceColumns = `instances.id, instances.calling_ae AS callingAeTitle, instances.called_ae AS calledAeTitle,
    instances.address, instances.state, instances.lease_until AS leaseUntil,
    instances.quarantine_code AS quarantineCode`;
  const selectInstance = db.prepare<[number], InstanceRow>(
    `SELECT ${instanceColumns} FROM instances WHERE id = ?`,
  );
  const selectDeliveryInWork = db.prepare<[number, number], { id: number }>(
    `SELECT id FROM deliveries WHERE instance_id = ? AND state = 'queued' AND lease_until > ? LIMIT 1`,
  );
  const selectUnsent = db.prepare<[number], { id: number; destination: string }>(
    `SELECT id, destination FROM deliveries WHERE instance_id = ? AND state IN ('queued', 'refused') ORDER BY id`,
  );
  const cancel = db.prepare<[number]>(
    `UPDATE deliveries SET state = 'cancelled', lease_owner = NULL, lease_until = NULL WHERE id = ?`,
  );
  const setReleased = db.prepare<[number, number]>(`
    UPDATE instances SET state = 'received', attempts = 0, next_attempt_at = ?, last_code = NULL,
      lease_owner = NULL, lease_until = NULL, quarantine_code = NULL, quarantine_detail = NULL
    WHERE id = ?`);
  const setDiscarded = db.prepare<[number, number]>(`
    UPDATE instances SET state = 'discarded', finished_at = ?, lease_owner = NULL, lease_until = NULL,
      quarantine_code = NULL, quarantine_detail = NULL
    WHERE id = ?`);

  const wanted = `(:instanceId IS NULL OR instance_id = :instanceId) AND (:destination IS NULL OR destination = :destination)`;
  const hurryOf = db.prepare<[number, number, number]>(
    `UPDATE deliveries SET next_attempt_at = ? WHERE instance_id = ? AND state = 'queued' AND next_attempt_at > ?`,
  );
  // Those to be sent and those that wait for their commitment have an index each, of the queued ones alone.
  const hurryTo = (
    [
      ['deliveries_due', 'IS NULL'],
      ['deliveries_uncommitted', 'IS NOT NULL'],
    ] as const
  ).map(([index, stored]) =>
    db.prepare<{ destination: string | null; at: number }>(`
      UPDATE deliveries INDEXED BY ${index} SET next_attempt_at = :at
      WHERE state = 'queued' AND stored_at ${stored} AND next_attempt_at > :at
        AND (:destination IS NULL OR destination = :destination)`),
  );
  const hurryInstances = db.prepare<{ instanceId: number | null; at: number }>(`
    UPDATE instances INDEXED BY instances_due SET next_attempt_at = :at
    WHERE state = 'received' AND next_attempt_at > :at AND (:instanceId IS NULL OR id = :instanceId)`);
  const selectRefused = db.prepare<
    { instanceId: number | null; destination: string | null },
    InstanceRow & { readonly deliveryId: number; readonly destination: string }
  >(`
    SELECT deliveries.id AS deliveryId, deliveries.destination, ${instanceColumns}
    FROM deliveries INDEXED BY deliveries_refused JOIN instances ON instances.id = deliveries.instance_id
    WHERE deliveries.state = 'refused' AND ${wanted} ORDER BY deliveries.id`);
  const countQueued = `SELECT destination, count(*) AS queued FROM deliveries WHERE state = 'queued'`;
  const selectQueued = db.prepare<[], QueuedTo>(`${countQueued} GROUP BY destination`);
  const selectQueuedTo = db.prepare<[string], QueuedTo>(
    `${countQueued} AND destination = ? GROUP BY destination`,
  );
  const selectQueuedOf = db.prepare<[number], QueuedTo>(
    `${countQueued} AND instance_id = ? GROUP BY destination`,
  );
  const requeueDelivery = db.prepare<[number, number]>(
    `UPDATE deliveries SET state = 'queued', next_attempt_at = ?, uncommitted = 0 WHERE id = ?`,
  );
  const selectRefusedOf = db.prepare<[number], { id: number }>(
    `SELECT id FROM deliveries WHERE instance_id = ? AND state = 'refused' LIMIT 1`,
  );
  const setDeidentified = db.prepare<[number]>(`
    UPDATE instances SET state = 'deidentified', quarantine_code = NULL, quarantine_detail = NULL WHERE id = ?`);

  function isInWork(at: number, row: InstanceRow): boolean {
    return (row.leaseUntil ?? 0) > at || selectDeliveryInWork.get(row.id, at) !== undefined;
  }

  function cancelUnsent(at: number, row: InstanceRow, act: OperatorAct): void {
    for (const { id, destination } of selectUnsent.all(row.id)) {
      cancel.run(id);
      chain.append(at, { event: 'delivery.cancelled', ...originFacts(row), destination, ...act });
    }
  }

  function retryAll(
    at: number,
    scope: { instanceId: number | null; destination: string | null },
    act: OperatorAct,
  ): RetryOutcome {
    const { instanceId, destination } = scope;
    const hurried =
      instanceId === null
        ? hurryTo.reduce((sum, statement) => sum + statement.run({ destination, at }).changes, 0)
        : hurryOf.run(at, instanceId, at).changes;
    const instances =
      scope.destination === null ? hurryInstances.run({ instanceId: scope.instanceId, at }).changes : 0;
    const refused = selectRefused.all(scope);
    if (hurried + instances > 0) {
      chain.append(at, {
        event: 'delivery.retried',
        instanceId: scope.instanceId ?? undefined,
        destination: scope.destination ?? undefined,
        actions: { deliveries: hurried, instances },
        ...act,
      });
    }
    for (const row of refused) {
      requeueDelivery.run(at, row.deliveryId);
      chain.append(at, {
        event: 'delivery.retried',
        ...originFacts(row),
        destination: row.destination,
        ...act,
      });
    }
    const requeued = new Map(refused.map((row) => [row.id, row]));
    for (const row of requeued.values()) {
      if (row.quarantineCode !== DELIVERY_REFUSED || selectRefusedOf.get(row.id) !== undefined) continue;
      setDeidentified.run(row.id);
      chain.append(at, { event: 'instance.requeued', ...originFacts(row), ...act });
    }
    const retried = hurried + refused.length;
    return { kind: 'retried', deliveries: retried > 0 ? retried : wake(at, scope, act), instances };
  }

  /**
   * Deliveries to a destination that is down are due all the time; what they wait for is the node's next try. The audit's
   * entry is what a running node hears of. Returns how many wait so.
   */
  function wake(
    at: number,
    { instanceId, destination }: { instanceId: number | null; destination: string | null },
    act: OperatorAct,
  ): number {
    const waiting =
      instanceId !== null
        ? selectQueuedOf.all(instanceId)
        : destination !== null
          ? selectQueuedTo.all(destination)
          : selectQueued.all();
    for (const each of waiting)
      chain.append(at, { event: 'delivery.retried', destination: each.destination, ...act });
    return waiting.reduce((sum, { queued }) => sum + queued, 0);
  }

  return {
    release(at, instanceId, { actor, reason }) {
      const row = selectInstance.get(instanceId);
      if (row === undefined) return { kind: 'not-found' };
      if (row.state !== 'quarantined') return { kind: 'conflict', state: row.state };
      if (isInWork(at, row)) return { kind: 'busy', state: row.state };
      cancelUnsent(at, row, { actor, reason });
      setReleased.run(at, row.id);
      chain.append(at, { event: 'instance.released', ...originFacts(row), actor, reason });
      return { kind: 'done', state: 'received' };
    },

    discard(at, instanceId, { actor, reason }) {
      const row = selectInstance.get(instanceId);
      if (row === undefined) return { kind: 'not-found' };
      if (row.state === 'sent' || row.state === 'discarded') return { kind: 'conflict', state: row.state };
      if (isInWork(at, row)) return { kind: 'busy', state: row.state };
      cancelUnsent(at, row, { actor, reason });
      setDiscarded.run(at, row.id);
      chain.append(at, { event: 'instance.discarded', ...originFacts(row), actor, reason });
      return { kind: 'done', state: 'discarded' };
    },

    retry(at, selection, { actor, reason }) {
      if (!('instanceId' in selection)) {
        const destination = 'destination' in selection ? selection.destination : null;
        return retryAll(at, { instanceId: null, destination }, { actor, reason });
      }
      const row = selectInstance.get(selection.instanceId);
      if (row === undefined) return { kind: 'not-found' };
      const waits =
        row.state === 'received' || row.state === 'deidentified' || row.quarantineCode === DELIVERY_REFUSED;
      if (!waits) return { kind: 'conflict', state: row.state };
      return retryAll(at, { instanceId: row.id, destination: null }, { actor, reason });
    },
  };
}
