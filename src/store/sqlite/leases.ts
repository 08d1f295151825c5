import type { Database } from 'better-sqlite3';
import type { Handlers } from './protocol.js';

/** Leases and waits as a whole, and which spool files the rows speak of. */
export function leaseHandlers(
  db: Database,
): Pick<Handlers, 'renewLeases' | 'releaseLeases' | 'recover' | 'bringForward' | 'knownSpoolFiles'> {
  const renewInstances = db.prepare<[number, string]>(
    'UPDATE instances SET lease_until = ? WHERE lease_owner = ?',
  );
  const renewDeliveries = db.prepare<[number, string]>(
    'UPDATE deliveries SET lease_until = ? WHERE lease_owner = ?',
  );
  const releaseInstances = db.prepare<[string]>(
    'UPDATE instances SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = ?',
  );
  const releaseDeliveries = db.prepare<[string]>(
    'UPDATE deliveries SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = ?',
  );
  const releaseEveryInstance = db.prepare(
    'UPDATE instances SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL',
  );
  const releaseEveryDelivery = db.prepare(
    'UPDATE deliveries SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL',
  );
  const bringForward = [
    `UPDATE instances INDEXED BY instances_due SET next_attempt_at = ? WHERE state = 'received' AND next_attempt_at > ?`,
    `UPDATE deliveries INDEXED BY deliveries_due SET next_attempt_at = ?
     WHERE state = 'queued' AND stored_at IS NULL AND next_attempt_at > ?`,
    `UPDATE deliveries INDEXED BY deliveries_uncommitted SET next_attempt_at = ?
     WHERE state = 'queued' AND stored_at IS NOT NULL AND next_attempt_at > ?`,
    `UPDATE commitment_requests INDEXED BY commitment_requests_due SET next_attempt_at = ?
     WHERE state = 'waiting' AND next_attempt_at > ?`,
  ].map((sql) => db.prepare<[number, number]>(sql));
  const selectIncoming = db.prepare<[string], { file: string }>(
    'SELECT spool_file AS file FROM instances WHERE spool_file = ? AND original_removed_at IS NULL',
  );
  const selectOutgoing = db.prepare<[string], { file: string }>(
    `SELECT output_file AS file FROM instances
     WHERE output_file = ? AND output_file IS NOT NULL AND output_removed_at IS NULL`,
  );

  return {
    renewLeases: (at, owner, leaseMs) => ({
      instances: renewInstances.run(at + leaseMs, owner).changes,
      deliveries: renewDeliveries.run(at + leaseMs, owner).changes,
    }),
    releaseLeases: (_at, owner) => ({
      instances: releaseInstances.run(owner).changes,
      deliveries: releaseDeliveries.run(owner).changes,
    }),
    // The embedded store has one node: at its start whoever held a lease is dead.
    recover: () => ({
      instances: releaseEveryInstance.run().changes,
      deliveries: releaseEveryDelivery.run().changes,
    }),
    bringForward: (at, beyondMs) =>
      bringForward.reduce((sum, statement) => sum + statement.run(at, at + beyondMs).changes, 0),
    knownSpoolFiles: (_at, { incoming, outgoing }) => ({
      incoming: incoming.filter((name) => selectIncoming.get(name) !== undefined),
      outgoing: outgoing.filter((name) => selectOutgoing.get(name) !== undefined),
    }),
  };
}
