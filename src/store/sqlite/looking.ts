import type { Database } from 'better-sqlite3';
import type { DeliveryCounts, DeliverySummary, InstanceState } from '../store.js';
import { allOf, pageSize } from './conditions.js';
import type { Handlers } from './protocol.js';
import { DELIVERY_COLUMNS, SUMMARY_COLUMNS, summaryOf, type SummaryRow } from './rows.js';

const QUEUED: readonly InstanceState[] = ['received', 'routed', 'deidentified'];
const RESTING: readonly InstanceState[] = ['sent', 'discarded'];
const STATES: readonly InstanceState[] = ['received', 'deidentified', 'sent', 'quarantined', 'discarded'];

/** Lists, counts and the books; nothing here changes a row. */
export function lookingHandlers(
  db: Database,
): Pick<Handlers, 'listInstances' | 'getInstance' | 'books' | 'deliveryCounts' | 'queueDepth' | 'counts'> {
  const selectInstance = db.prepare<[number], SummaryRow>(
    `SELECT ${SUMMARY_COLUMNS} FROM instances WHERE id = ?`,
  );
  const selectDeliveries = db.prepare<[number], DeliverySummary>(
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE instance_id = ? ORDER BY id`,
  );
  const countStates = db.prepare<[], { state: InstanceState | 'total'; n: number }>(`
    SELECT state, count(*) AS n FROM instances GROUP BY state
    UNION ALL SELECT 'total', count(*) FROM audit WHERE event = 'instance.received'`);
  const countQueued = db.prepare<[], { n: number }>(
    `SELECT count(*) AS n FROM instances WHERE state IN ('received', 'routed', 'deidentified')`,
  );
  const countDeliveries = db.prepare<[], DeliveryCounts>(`
    SELECT destination, sum(state = 'queued') AS queued,
      (SELECT count(*) FROM deliveries AS waiting
       WHERE waiting.destination = deliveries.destination AND waiting.state = 'queued' AND waiting.attempts > 0) AS deferred,
      sum(state = 'sent') AS sent, sum(state = 'refused') AS refused, sum(state = 'cancelled') AS cancelled
    FROM deliveries GROUP BY destination ORDER BY destination`);

  const countByState = db.prepare<[], { state: InstanceState; n: number }>(
    'SELECT state, count(*) AS n FROM instances GROUP BY state',
  );
  const selectOldest = db.prepare<[string], { receivedAt: number }>(
    'SELECT received_at AS receivedAt FROM instances WHERE state = ? ORDER BY id LIMIT 1',
  );
  const selectOldestTo = db.prepare<[string], { receivedAt: number }>(`
    SELECT received_at AS receivedAt FROM instances WHERE id =
      (SELECT min(instance_id) FROM deliveries WHERE destination = ? AND state = 'queued')`);
  const countUncommitted = db.prepare<[string], { n: number }>(`
    SELECT count(*) AS n FROM deliveries
    WHERE destination = ? AND state = 'queued' AND stored_at IS NOT NULL`);

  return {
    listInstances(_at, filter) {
      const newest = filter.order === 'newest';
      const limit = pageSize(filter.limit, 100, 1000);
      const states = filter.states;
      const where = allOf([
        states === undefined ? ['true'] : [`state IN (${states.map(() => '?').join(', ')})`, ...states],
        ['quarantine_code = ?', filter.code],
        ['called_ae = ?', filter.calledAeTitle],
        ['calling_ae = ?', filter.callingAeTitle],
        [
          `EXISTS (SELECT 1 FROM deliveries
             WHERE instance_id = instances.id AND destination = ? AND deliveries.state <> 'cancelled')`,
          filter.destination,
        ],
        ['received_at >= ?', filter.since],
        ['received_at < ?', filter.until],
        [newest ? 'id < ?' : 'id > ?', filter.cursor],
      ]);
      const rows = db
        .prepare<(string | number)[], SummaryRow>(
          `SELECT ${SUMMARY_COLUMNS} FROM instances WHERE ${where.sql} ORDER BY id ${newest ? 'DESC' : 'ASC'} LIMIT ?`,
        )
        .all(...where.values, limit + 1);
      const page = rows.slice(0, limit).map(summaryOf);
      return { rows: page, next: rows.length > limit ? page.at(-1)?.id : undefined };
    },

    getInstance(_at, instanceId) {
      const row = selectInstance.get(instanceId);
      return row === undefined
        ? undefined
        : { ...summaryOf(row), deliveries: selectDeliveries.all(instanceId) };
    },

    books() {
      const counts = new Map(countStates.all().map(({ state, n }) => [state, n]));
      const received = counts.get('total') ?? 0;
      const sent = counts.get('sent') ?? 0;
      const quarantined = counts.get('quarantined') ?? 0;
      const discarded = counts.get('discarded') ?? 0;
      const queued = QUEUED.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
      const balanced = received === sent + queued + quarantined + discarded;
      return { received, sent, queued, quarantined, discarded, balanced };
    },

    deliveryCounts: () => countDeliveries.all(),
    queueDepth: () => countQueued.get()?.n ?? 0,
    counts() {
      const counted = new Map(countByState.all().map(({ state, n }) => [state, n]));
      return {
        states: STATES.map((state) => ({
          state,
          instances: counted.get(state) ?? 0,
          oldestReceivedAt: RESTING.includes(state) ? null : (selectOldest.get(state)?.receivedAt ?? null),
        })),
        deliveries: countDeliveries.all().map((counts) => ({
          ...counts,
          oldestReceivedAt: selectOldestTo.get(counts.destination)?.receivedAt ?? null,
          uncommitted: countUncommitted.get(counts.destination)?.n ?? 0,
        })),
      };
    },
  };
}
