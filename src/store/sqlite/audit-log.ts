import type { Database } from 'better-sqlite3';
import type { AuditEntry, AuditEvent } from '../store.js';
import type { AuditChain } from './audit-chain.js';
import { prepareAuditSearch } from './audit-search.js';
import { pageSize } from './conditions.js';
import type { Handlers } from './protocol.js';
import { STRATEGY_COLUMNS, strategyOf, type StrategyRow } from './rows.js';

interface AuditRow extends StrategyRow {
  readonly seq: number;
  readonly at: number;
  readonly event: AuditEvent;
  readonly instanceId: number | null;
  readonly destination: string | null;
  readonly callingAeTitle: string | null;
  readonly calledAeTitle: string | null;
  readonly address: string | null;
  readonly peer: string | null;
  readonly patientOriginal: string | null;
  readonly patientReplacement: string | null;
  readonly studyOriginal: string | null;
  readonly studyReplacement: string | null;
  readonly instanceOriginal: string | null;
  readonly instanceReplacement: string | null;
  readonly route: string | null;
  readonly code: string | null;
  readonly status: number | null;
  readonly outputHash: string | null;
  readonly actions: string | null;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

const ENTRY_COLUMNS = `
  seq, at, event, instance_id AS instanceId, destination, calling_ae AS callingAeTitle, called_ae AS calledAeTitle,
  address, peer, patient_original AS patientOriginal, patient_replacement AS patientReplacement,
  study_original AS studyOriginal, study_replacement AS studyReplacement, instance_original AS instanceOriginal,
  instance_replacement AS instanceReplacement, ${STRATEGY_COLUMNS}, route, code, status, output_hash AS outputHash,
  actions, actor, reason, previous_hash AS previousHash, hash`;

/** Writing to and searching the audit. */
export function auditHandlers(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'appendAudit' | 'queryAudit' | 'auditEnd' | 'verifyAuditStretch'> {
  const search = prepareAuditSearch(db);
  return {
    appendAudit: (at, facts) => ({ seq: chain.append(at, facts) }),

    queryAudit(_at, filter) {
      const limit = pageSize(filter.limit, 100, 1000);
      const { from, values } = search(filter);
      const rows = db
        .prepare<(string | number)[], AuditRow>(`SELECT ${ENTRY_COLUMNS} FROM ${from} LIMIT ?`)
        .all(...values, limit + 1);
      const page = rows.slice(0, limit).map(entryOf);
      return { rows: page, next: rows.length > limit ? page.at(-1)?.seq : undefined };
    },

    auditEnd: () => chain.end(),
    verifyAuditStretch: (_at, stretch) => chain.verifyStretch(stretch),
  };
}

function entryOf(row: AuditRow): AuditEntry {
  return {
    seq: row.seq,
    at: row.at,
    event: row.event,
    instanceId: row.instanceId,
    destination: row.destination,
    callingAeTitle: row.callingAeTitle,
    calledAeTitle: row.calledAeTitle,
    address: row.address,
    peer: row.peer,
    tokens: {
      patientOriginal: row.patientOriginal ?? undefined,
      patientReplacement: row.patientReplacement ?? undefined,
      studyOriginal: row.studyOriginal ?? undefined,
      studyReplacement: row.studyReplacement ?? undefined,
      instanceOriginal: row.instanceOriginal ?? undefined,
      instanceReplacement: row.instanceReplacement ?? undefined,
    },
    strategy: strategyOf(row),
    route: row.route,
    code: row.code,
    status: row.status,
    outputHash: row.outputHash,
    actions: row.actions === null ? null : (JSON.parse(row.actions) as Readonly<Record<string, number>>),
    actor: row.actor,
    reason: row.reason,
    previousHash: row.previousHash,
    hash: row.hash,
  };
}
