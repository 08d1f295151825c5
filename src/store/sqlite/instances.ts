import type { Database } from 'better-sqlite3';
import { LetheError } from '../../errors.js';
import type {
  AdvanceOutcome,
  AuditFacts,
  ClaimedInstance,
  InstanceOutcome,
  InstanceState,
} from '../store.js';
import type { AuditChain } from './audit-chain.js';
import { prepareRememberFacts } from './patient-facts.js';
import { prepareFillHash } from './retention.js';
import type { Handlers } from './protocol.js';
import { ORIGINAL_COLUMNS } from './rows.js';

/** What an instance's audit entries have in common. */
export interface Origin {
  readonly id: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
}

/** The part of an audit entry that says which instance it is about and whence it came. */
export function originFacts(
  origin: Origin,
): Pick<AuditFacts, 'instanceId' | 'callingAeTitle' | 'calledAeTitle' | 'address'> {
  return {
    instanceId: origin.id,
    callingAeTitle: origin.callingAeTitle,
    calledAeTitle: origin.calledAeTitle,
    address: origin.address,
  };
}

interface SameUidRow {
  readonly id: number;
  readonly state: InstanceState;
  readonly sha256: string | null;
  readonly version: number;
  readonly spoolFile: string;
  readonly dataSetOffset: number;
}

interface LeasedRow extends Origin {
  readonly state: InstanceState;
  readonly leaseOwner: string | null;
  readonly lastCode: string | null;
  readonly outputFile: string | null;
}

type Deidentified = Extract<InstanceOutcome, { kind: 'deidentified' }>;

/** Receiving, claiming and advancing instances. */
export function instanceHandlers(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'recordReceived' | 'claimInstances' | 'advanceInstance'> {
  const selectSameUid = db.prepare<
    [string],
    SameUidRow
  >(`SELECT id, state, sha256, version, spool_file AS spoolFile, data_set_offset AS dataSetOffset
    FROM instances WHERE sop_instance_uid = ?`);
  const fillHash = prepareFillHash(db);
  // Parameters of what is run for every instance go by place: to find them by name takes longer than the statement.
  const insert = db.prepare<(string | number | null)[]>(`
    INSERT INTO instances (state, sop_class_uid, sop_instance_uid, transfer_syntax_uid, spool_file, data_set_offset,
      size_bytes, sha256, version, calling_ae, called_ae, address, association_id, received_at, next_attempt_at,
      quarantine_code, quarantine_detail)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const selectDue = db.prepare<[number, number, string, number], ClaimedInstance>(`
    SELECT instances.id, ${ORIGINAL_COLUMNS}, instances.version, instances.received_at AS receivedAt, instances.attempts
    FROM instances INDEXED BY instances_due
    WHERE state = 'received' AND next_attempt_at <= ? AND (lease_until IS NULL OR (lease_until <= ? AND lease_owner <> ?))
    ORDER BY next_attempt_at, id LIMIT ?`);
  const lease = db.prepare<[string, number, number]>(
    'UPDATE instances SET lease_owner = ?, lease_until = ? WHERE id = ?',
  );
  const selectLeased = db.prepare<[number], LeasedRow>(`
    SELECT id, calling_ae AS callingAeTitle, called_ae AS calledAeTitle, address, state, lease_owner AS leaseOwner,
      last_code AS lastCode, output_file AS outputFile
    FROM instances WHERE id = ?`);
  const setDeidentified = db.prepare<(string | number)[]>(`
    UPDATE instances SET state = 'deidentified', lease_owner = NULL, lease_until = NULL,
      strategy_name = ?, strategy_version = ?, strategy_hash = ?, route = ?,
      output_file = ?, output_hash = ?, output_size_bytes = ?, output_data_set_offset = ?, output_sop_class_uid = ?,
      output_sop_instance_uid = ?, output_transfer_syntax_uid = ?, output_removed_at = NULL
    WHERE id = ?`);
  const setDiscarded = db.prepare<Record<string, string | number>>(`
    UPDATE instances SET state = 'discarded', finished_at = :at, lease_owner = NULL, lease_until = NULL,
      strategy_name = :strategyName, strategy_version = :strategyVersion, strategy_hash = :strategyHash, route = :route
    WHERE id = :id`);
  const setQuarantined = db.prepare<Record<string, string | number | null>>(`
    UPDATE instances SET state = 'quarantined', lease_owner = NULL, lease_until = NULL,
      quarantine_code = :code, quarantine_detail = :detail,
      strategy_name = coalesce(:strategyName, strategy_name), strategy_version = coalesce(:strategyVersion, strategy_version),
      strategy_hash = coalesce(:strategyHash, strategy_hash), route = coalesce(:route, route)
    WHERE id = :id`);
  const setDeferred = db.prepare<[string, number, number]>(`
    UPDATE instances SET attempts = attempts + 1, last_code = ?, next_attempt_at = ?, lease_owner = NULL,
      lease_until = NULL
    WHERE id = ?`);
  const setSent = db.prepare<[number, number]>(
    `UPDATE instances SET state = 'sent', finished_at = ? WHERE id = ?`,
  );
  const queueDelivery = db.prepare<[number, string, number]>(`
    INSERT INTO deliveries (instance_id, destination, state, next_attempt_at) VALUES (?, ?, 'queued', ?)
    ON CONFLICT (instance_id, destination) DO UPDATE
      SET state = 'queued', attempts = 0, next_attempt_at = excluded.next_attempt_at, last_status = NULL, last_code = NULL,
        stored_at = NULL, commitment_uid = NULL, uncommitted = 0
      WHERE state = 'cancelled'`);
  const rememberFacts = prepareRememberFacts(db);
  const insertCrosswalk = db.prepare<[string, string, string, number]>(
    'INSERT INTO crosswalk (kind, original, replacement, first_seen) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );

  function deidentified(at: number, row: LeasedRow, outcome: Deidentified): AdvanceOutcome {
    const { strategy, route, output, tokens } = outcome;
    if (outcome.destinations.length === 0) {
      throw new LetheError(
        'STORE_NOT_USABLE',
        'advanceInstance: a de-identified instance needs a destination',
      );
    }
    for (const { kind, original, replacement } of outcome.crosswalk) {
      insertCrosswalk.run(kind, original, replacement, at);
    }
    if (outcome.facts !== undefined) rememberFacts(at, outcome.facts);
    setDeidentified.run(
      strategy.name,
      strategy.version,
      strategy.hash,
      route,
      output.file,
      output.hash,
      output.sizeBytes,
      output.dataSetOffset,
      output.sopClassUid,
      output.sopInstanceUid,
      output.transferSyntaxUid,
      row.id,
    );
    const queued = new Set(outcome.destinations);
    for (const destination of queued) {
      if (queueDelivery.run(row.id, destination, at).changes === 0) queued.delete(destination);
    }
    const origin = originFacts(row);
    chain.append(at, { event: 'instance.routed', ...origin, strategy, route });
    chain.append(at, {
      event: 'instance.deidentified',
      ...origin,
      strategy,
      route,
      tokens,
      actions: outcome.actions,
      outputHash: output.hash,
    });
    const supersededFile = row.outputFile === output.file ? undefined : (row.outputFile ?? undefined);
    if (queued.size > 0) return { kind: 'advanced', state: 'deidentified', supersededFile };
    // Released, decided anew, and every destination has it already.
    setSent.run(at, row.id);
    chain.append(at, { event: 'instance.sent', ...origin });
    return { kind: 'advanced', state: 'sent', supersededFile };
  }

  return {
    recordReceived(at, received) {
      const { quarantine, tokens, hashes = [], ...original } = received;
      for (const { instanceId, sha256 } of hashes) fillHash.run(sha256, instanceId);
      const same = original.sopInstanceUid === '' ? [] : selectSameUid.all(original.sopInstanceUid);
      const alive = same.filter((row) => row.state !== 'discarded');
      const unhashed = alive.filter((row) => row.sha256 === null);
      if (unhashed.length > 0 || (alive.length > 0 && original.sha256 === null)) {
        const comparable = unhashed.map(({ id, spoolFile, dataSetOffset }) => ({
          instanceId: id,
          spoolFile,
          dataSetOffset,
        }));
        return { kind: 'compare', with: comparable };
      }
      const duplicate = alive.find((row) => row.sha256 === original.sha256);
      if (duplicate !== undefined) {
        chain.append(at, {
          event: 'instance.duplicate',
          ...originFacts({ ...original, id: duplicate.id }),
          tokens,
        });
        return { kind: 'duplicate', instanceId: duplicate.id };
      }
      const version = 1 + same.reduce((highest, row) => Math.max(highest, row.version), 0);
      const { lastInsertRowid } = insert.run(
        quarantine === undefined ? 'received' : 'quarantined',
        original.sopClassUid,
        original.sopInstanceUid,
        original.transferSyntaxUid,
        original.spoolFile,
        original.dataSetOffset,
        original.sizeBytes,
        original.sha256,
        version,
        original.callingAeTitle,
        original.calledAeTitle,
        original.address,
        original.associationId,
        at,
        at,
        quarantine?.code ?? null,
        quarantine?.detail ?? null,
      );
      const id = Number(lastInsertRowid);
      const origin = originFacts({ ...original, id });
      chain.append(at, { event: 'instance.received', ...origin, tokens });
      if (quarantine !== undefined) {
        chain.append(at, {
          event: 'instance.quarantined',
          ...origin,
          code: quarantine.code,
          reason: quarantine.detail,
        });
      }
      return version === 1
        ? { kind: 'recorded', instanceId: id }
        : { kind: 'version', instanceId: id, version };
    },

    claimInstances(at, { owner, limit, leaseMs }) {
      const due = selectDue.all(at, at, owner, limit);
      for (const { id } of due) lease.run(owner, at + leaseMs, id);
      return due;
    },

    advanceInstance(at, instanceId, owner, outcome) {
      const row = selectLeased.get(instanceId);
      // An expired lease that no one took over still stands: the work was done under it.
      if (row?.state !== 'received' || row.leaseOwner !== owner) return { kind: 'lease-lost' };
      const origin = originFacts(row);
      switch (outcome.kind) {
        case 'deidentified':
          return deidentified(at, row, outcome);
        case 'discarded': {
          const { strategy, route, reason, tokens } = outcome;
          setDiscarded.run({
            id: row.id,
            at,
            strategyName: strategy.name,
            strategyVersion: strategy.version,
            strategyHash: strategy.hash,
            route,
          });
          chain.append(at, { event: 'instance.discarded', ...origin, strategy, route, reason, tokens });
          return { kind: 'advanced', state: 'discarded', supersededFile: undefined };
        }
        case 'quarantined': {
          const { code, detail, strategy, route, tokens } = outcome;
          setQuarantined.run({
            id: row.id,
            code,
            detail: detail ?? null,
            strategyName: strategy?.name ?? null,
            strategyVersion: strategy?.version ?? null,
            strategyHash: strategy?.hash ?? null,
            route: route ?? null,
          });
          chain.append(at, {
            event: 'instance.quarantined',
            ...origin,
            strategy,
            route,
            code,
            reason: detail,
            tokens,
          });
          return { kind: 'advanced', state: 'quarantined', supersededFile: undefined };
        }
        case 'deferred': {
          setDeferred.run(outcome.code, outcome.nextAttemptAt, row.id);
          // A failure that goes on is told once: the audit grows with events, not with attempts.
          if (row.lastCode !== outcome.code) {
            chain.append(at, { event: 'instance.deferred', ...origin, code: outcome.code });
          }
          return { kind: 'advanced', state: 'received', supersededFile: undefined };
        }
      }
    },
  };
}
