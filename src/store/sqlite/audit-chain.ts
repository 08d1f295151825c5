import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { LetheError } from '../../errors.js';
import type { AuditFacts } from '../store.js';
import type { AuditEnd, AuditEndFound, AuditStretch, AuditStretchVerdict } from './protocol.js';

/** Columns of table `audit` that the hash covers, in its order; `previous_hash` and `hash` follow them. */
const COLUMNS = [
  'seq',
  'at',
  'event',
  'instance_id',
  'destination',
  'calling_ae',
  'called_ae',
  'address',
  'peer',
  'patient_original',
  'patient_replacement',
  'study_original',
  'study_replacement',
  'instance_original',
  'instance_replacement',
  'strategy_name',
  'strategy_version',
  'strategy_hash',
  'route',
  'code',
  'status',
  'output_hash',
  'actions',
  'actor',
  'reason',
] as const;

type Value = string | number | null;

const NOTHING_BEFORE = '0'.repeat(64);

interface HeadRow extends AuditEnd {
  readonly mac: string;
}

export interface AuditChain {
  /** Writes the keyed record of an empty chain; only into a database just made. */
  found(): void;
  /** At the start of a write transaction: takes up the chain where it ends, whoever wrote last. */
  begin(): void;
  /** Adds an entry to the chain in the open transaction. Throws AUDIT_BROKEN where the chain's end cannot be trusted. */
  append(at: number, facts: AuditFacts): number;
  /** The chain's end in this transaction, to come back to when an operation is rolled back. */
  mark(): AuditEnd;
  backTo(mark: AuditEnd): void;
  /** Before the commit: records the new end. */
  settle(): void;
  /** The recorded end; `broken` where it is missing or not of this key, or is not the last entry. */
  end(): AuditEndFound;
  verifyStretch(stretch: AuditStretch): AuditStretchVerdict;
}

/** The hash-chained audit over one connection. `key` is the HMAC key. */
export function auditChain(db: Database, key: Uint8Array): AuditChain {
  const insert = db.prepare<Value[]>(
    `INSERT INTO audit (${COLUMNS.join(', ')}, previous_hash, hash)
     VALUES (${Array(COLUMNS.length + 2)
       .fill('?')
       .join(', ')})`,
  );
  const selectHead = db.prepare<[], HeadRow>('SELECT seq, hash, mac FROM audit_head');
  const insertHead = db.prepare<[number, string, string]>(
    'INSERT INTO audit_head (one, seq, hash, mac) VALUES (1, ?, ?, ?)',
  );
  const updateHead = db.prepare<[number, string, string]>('UPDATE audit_head SET seq = ?, hash = ?, mac = ?');
  const selectLast = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM audit');
  const selectStretch = db
    .prepare<[number, number, number], Value[]>(
      `SELECT ${COLUMNS.join(', ')}, previous_hash, hash FROM audit WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ?`,
    )
    .raw(true);

  let recorded: AuditEnd = { seq: -1, hash: '' };
  let current: AuditEnd | undefined;

  function trustedHead(): AuditEndFound {
    const head = selectHead.get();
    if (head === undefined) return { kind: 'broken', seq: 0, problem: 'head-missing' };
    if (!sameText(macOf(key, head), head.mac))
      return { kind: 'broken', seq: head.seq, problem: 'head-forged' };
    return { kind: 'found', end: { seq: head.seq, hash: head.hash } };
  }

  /** Both reads see the same commit: another process may append between them. */
  function endInOneView(): AuditEndFound {
    const found = trustedHead();
    if (found.kind === 'broken') return found;
    const last = selectLast.get()?.seq ?? 0;
    if (last < found.end.seq) return { kind: 'broken', seq: last + 1, problem: 'tail-missing' };
    if (last > found.end.seq) return { kind: 'broken', seq: found.end.seq + 1, problem: 'tail-added' };
    return found;
  }

  return {
    found() {
      const empty = { seq: 0, hash: NOTHING_BEFORE };
      insertHead.run(empty.seq, empty.hash, macOf(key, empty));
    },

    begin() {
      const head = selectHead.get();
      if (head?.seq === recorded.seq && head.hash === recorded.hash) {
        current = recorded;
        return;
      }
      const found = trustedHead();
      current = found.kind === 'found' ? found.end : undefined;
      if (current !== undefined) recorded = current;
    },

    append(at, facts) {
      if (current === undefined) {
        throw new LetheError(
          'AUDIT_BROKEN',
          'the end of the audit chain is missing or was not made with this key',
          {
            hint: 'put the audit key back that the database was made with; lethe audit verify tells more',
          },
        );
      }
      const seq = current.seq + 1;
      const values = valuesOf(seq, at, facts);
      const hash = hashOf(key, current.hash, values);
      insert.run(...values, current.hash, hash);
      current = { seq, hash };
      return seq;
    },

    mark() {
      return current ?? recorded;
    },

    backTo(mark) {
      if (current !== undefined) current = mark;
    },

    settle() {
      if (current === undefined || current === recorded) return;
      updateHead.run(current.seq, current.hash, macOf(key, current));
      recorded = current;
    },

    end: db.transaction(endInOneView),

    verifyStretch({ from, previousHash, end, limit }) {
      let seq = from;
      let previous = previousHash;
      for (const row of selectStretch.all(from, end.seq, limit)) {
        if (row[0] !== seq) return { kind: 'broken', seq, problem: 'entry-missing' };
        const hash = row.at(-1);
        if (row.at(-2) !== previous || hash !== hashOf(key, previous, row.slice(0, -2))) {
          return { kind: 'broken', seq, problem: 'entry-changed' };
        }
        previous = hash;
        seq += 1;
      }
      if (seq <= end.seq) {
        const progressed = seq > from && seq - from === limit;
        return progressed
          ? { kind: 'so-far', next: seq, previousHash: previous }
          : { kind: 'broken', seq, problem: 'tail-missing' };
      }
      if (previous !== end.hash) return { kind: 'broken', seq: end.seq, problem: 'entry-changed' };
      return { kind: 'intact', entries: end.seq, head: end.hash };
    },
  };
}

/** Where a walk of the whole chain begins. */
export const CHAIN_START = { from: 1, previousHash: NOTHING_BEFORE } as const;

function valuesOf(seq: number, at: number, facts: AuditFacts): Value[] {
  const tokens = facts.tokens ?? {};
  return [
    seq,
    at,
    facts.event,
    facts.instanceId ?? null,
    facts.destination ?? null,
    facts.callingAeTitle ?? null,
    facts.calledAeTitle ?? null,
    facts.address ?? null,
    facts.peer ?? null,
    tokens.patientOriginal ?? null,
    tokens.patientReplacement ?? null,
    tokens.studyOriginal ?? null,
    tokens.studyReplacement ?? null,
    tokens.instanceOriginal ?? null,
    tokens.instanceReplacement ?? null,
    facts.strategy?.name ?? null,
    facts.strategy?.version ?? null,
    facts.strategy?.hash ?? null,
    facts.route ?? null,
    facts.code ?? null,
    facts.status ?? null,
    facts.outputHash ?? null,
    facts.actions === undefined ? null : JSON.stringify(facts.actions),
    facts.actor ?? null,
    facts.reason ?? null,
  ];
}

/** HMAC-SHA256 over the previous hash's 32 bytes and the JSON array of the columns. */
function hashOf(key: Uint8Array, previousHash: string, values: readonly Value[]): string {
  return createHmac('sha256', key).update(previousHash, 'hex').update(JSON.stringify(values)).digest('hex');
}

/** Never the same input as an entry's: that one has `[` after 32 bytes, this one a hexadecimal digit or a space. */
function macOf(key: Uint8Array, end: AuditEnd): string {
  return createHmac('sha256', key).update(`lethe audit head ${end.seq} ${end.hash}`).digest('hex');
}

function sameText(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}
