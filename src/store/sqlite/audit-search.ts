import type { Database, Statement } from 'better-sqlite3';
import type { AuditFilter } from '../store.js';
import { allOf, type Condition } from './conditions.js';

/** How a search of the audit is made: what follows FROM in a statement, and its values. */
export interface AuditSearch {
  readonly from: string;
  readonly values: readonly (string | number)[];
}

/** Entries of one condition are counted up to so many: a search that has to look at no more is quick. */
const FEW = 20_000;

/** Columns that entries are found by, the most telling first, and the index of each. */
const INDEX_OF = {
  instance_id: 'audit_by_instance',
  destination: 'audit_by_destination',
  calling_ae: 'audit_by_calling_ae',
  event: 'audit_by_event',
  called_ae: 'audit_by_called_ae',
} as const;

type Column = keyof typeof INDEX_OF;
type Wanted = readonly (readonly [Column, string | number])[];
type Count = Statement<[string | number, number], { n: number }>;

const COLUMNS = Object.keys(INDEX_OF) as readonly Column[];

/**
 * SQLite keeps no statistics here and would go by any index; so it is told which: that of the condition that leaves the
 * fewest entries. They come in the order in which they were written; where a time is asked for, in the order of their
 * times, which is another only where the clock was turned back.
 */
export function prepareAuditSearch(db: Database): (filter: AuditFilter) => AuditSearch {
  const counts = new Map(
    COLUMNS.map((column): [Column, Count] => [
      column,
      db.prepare(`SELECT count(*) AS n FROM
        (SELECT 1 FROM audit INDEXED BY ${INDEX_OF[column]} WHERE ${column} = ? AND seq > ? LIMIT ${String(FEW)})`),
    ]),
  );
  const countTimes = db.prepare<[number, number], { n: number }>(`SELECT count(*) AS n FROM
    (SELECT 1 FROM audit INDEXED BY audit_by_time WHERE at >= ? AND at < ? LIMIT ${String(FEW)})`);
  const selectTime = db.prepare<[number], { at: number }>('SELECT at FROM audit WHERE seq = ?');

  /** The index to go by; undefined: none is better than the table in its order. */
  function bestIndex(
    wanted: Wanted,
    after: number,
    times: readonly [number, number] | undefined,
  ): string | undefined {
    let best = times === undefined ? undefined : 'audit_by_time';
    let fewest = times === undefined ? Infinity : (countTimes.get(...times)?.n ?? 0);
    for (const [column, value] of wanted) {
      const entries = counts.get(column)?.get(value, after)?.n ?? 0;
      if (entries < fewest) {
        best = INDEX_OF[column];
        fewest = entries;
      }
    }
    return best;
  }

  return (filter) => {
    const { since = -Infinity, until = Infinity, cursor } = filter;
    const isTimed = filter.since !== undefined || filter.until !== undefined;
    const last = isTimed && cursor !== undefined ? selectTime.get(cursor)?.at : undefined;
    const times = isTimed ? ([Math.max(since, last ?? -Infinity), until] as const) : undefined;
    const wanted = wantedOf(filter);
    const tokens = tokenConditions(filter);
    // Found by a token, the others are no reason to go by another index: `+` keeps SQLite from it.
    const index = tokens.length > 0 ? undefined : bestIndex(wanted, isTimed ? 0 : (cursor ?? 0), times);
    const where = allOf([
      ...tokens,
      ...wanted.map(([column, value]): Condition => [`${tokens.length > 0 ? '+' : ''}${column} = ?`, value]),
      ...(times === undefined ? [] : [['at >= ? AND at < ?', ...times] as const]),
      isTimed ? ['(at, seq) > (?, ?)', last, cursor] : ['seq > ?', cursor],
    ]);
    return {
      from: `audit ${index === undefined ? '' : `INDEXED BY ${index}`} WHERE ${where.sql} ORDER BY ${isTimed ? 'at, seq' : 'seq'}`,
      values: where.values,
    };
  };
}

function wantedOf(filter: AuditFilter): Wanted {
  const values: Readonly<Record<Column, string | number | undefined>> = {
    instance_id: filter.instanceId,
    destination: filter.destination,
    calling_ae: filter.callingAeTitle,
    event: filter.event,
    called_ae: filter.calledAeTitle,
  };
  return COLUMNS.flatMap((column) => {
    const value = values[column];
    return value === undefined ? [] : [[column, value] as const];
  });
}

function tokenConditions(filter: AuditFilter): readonly Condition[] {
  return (['patient', 'study', 'instance'] as const).flatMap((identity) => {
    const token = filter[identity];
    return token === undefined ? [] : [anyEntryOf(identity, token)];
  });
}

/** Entries with this token, and every entry of the instances that they are about. */
function anyEntryOf(identity: 'patient' | 'study' | 'instance', token: string): Condition {
  const matching = (column: string): string =>
    `SELECT ${column} FROM audit WHERE ${identity}_original = ?
     UNION SELECT ${column} FROM audit WHERE ${identity}_replacement = ?`;
  return [
    `seq IN (${matching('seq')} UNION SELECT seq FROM audit WHERE instance_id IN (${matching('instance_id')}))`,
    token,
    token,
    token,
    token,
  ];
}
