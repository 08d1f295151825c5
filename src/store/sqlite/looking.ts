import type { Database } from 'better-sqlite3';
import type { DeliveryCounts, DeliveryState, DeliverySummary, InstanceState } from '../store.js';
import { allOf, pageSize, type Condition } from './conditions.js';
import type { Handlers } from './protocol.js';
import { DELIVERY_COLUMNS, SUMMARY_COLUMNS, summaryOf, type SummaryRow } from './rows.js';

const QUEUED: readonly InstanceState[] = ['received', 'routed', 'deidentified'];
const RESTING: readonly InstanceState[] = ['sent', 'discarded'];
/** So many rows are looked at in no time. */
const FEW = 5_000;
const STATES: readonly InstanceState[] = ['received', 'deidentified', 'sent', 'quarantined', 'discarded'];

/** Lists, counts and the books; nothing here changes a row. What is counted in several statements is counted in one view: others write between them. */
export function lookingHandlers(
  db: Database,
): Pick<Handlers, 'listInstances' | 'getInstance' | 'books' | 'deliveryCounts' | 'queueDepth' | 'counts'> {
  const selectInstance = db.prepare<[number], SummaryRow>(
    `SELECT ${SUMMARY_COLUMNS} FROM instances WHERE id = ?`,
  );
  const selectDeliveries = db.prepare<[number], DeliverySummary>(
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE instance_id = ? ORDER BY id`,
  );
  const countState = db.prepare<[InstanceState], { n: number }>(
    'SELECT count(*) AS n FROM instances WHERE state = ?',
  );
  const countEverReceived = db.prepare<[], { n: number }>(
    `SELECT count(*) AS n FROM audit WHERE event = 'instance.received'`,
  );
  const countQueued = db.prepare<[], { n: number }>(
    `SELECT count(*) AS n FROM instances WHERE state IN ('received', 'routed', 'deidentified')`,
  );
  const selectDestinations = db.prepare<[], { destination: string }>(`
    WITH RECURSIVE each (destination) AS (
      SELECT min(destination) FROM deliveries
      UNION ALL SELECT (SELECT min(destination) FROM deliveries WHERE destination > each.destination)
      FROM each WHERE each.destination IS NOT NULL)
    SELECT destination FROM each WHERE destination IS NOT NULL`);
  const countDeliveries = db.prepare<[string, DeliveryState], { n: number }>(
    'SELECT count(*) AS n FROM deliveries WHERE destination = ? AND state = ?',
  );
  const countDeferred = db.prepare<[string], { n: number }>(`
    SELECT count(*) AS n FROM deliveries WHERE destination = ? AND state = 'queued' AND attempts > 0`);

  /** One count for each destination and state: grouping every row of the index takes SQLite several times as long. */
  function deliveryCounts(): readonly DeliveryCounts[] {
    return selectDestinations.all().map(({ destination }) => {
      const count = (state: DeliveryState): number => countDeliveries.get(destination, state)?.n ?? 0;
      return {
        destination,
        queued: count('queued'),
        deferred: countDeferred.get(destination)?.n ?? 0,
        sent: count('sent'),
        refused: count('refused'),
        cancelled: count('cancelled'),
      };
    });
  }

  function instancesIn(state: InstanceState): number {
    return countState.get(state)?.n ?? 0;
  }

  const selectOldest = db.prepare<[string], { receivedAt: number }>(
    'SELECT received_at AS receivedAt FROM instances WHERE state = ? ORDER BY id LIMIT 1',
  );
  const selectOldestTo = db.prepare<[string], { receivedAt: number }>(`
    SELECT received_at AS receivedAt FROM instances WHERE id =
      (SELECT instance_id FROM deliveries WHERE destination = ? AND state = 'queued' ORDER BY id LIMIT 1)`);
  const countUncommitted = db.prepare<[string], { n: number }>(`
    SELECT count(*) AS n FROM deliveries
    WHERE destination = ? AND state = 'queued' AND stored_at IS NOT NULL`);

  const countTo = db.prepare<[string, number], { n: number }>(
    'SELECT count(*) AS n FROM (SELECT 1 FROM deliveries WHERE destination = ? LIMIT ?)',
  );

  /** Looked for among the deliveries of the destination where these are few, else at each instance. */
  function toDestination(destination: string | undefined): Condition {
    const isWanted = `destination = ? AND deliveries.state <> 'cancelled'`;
    const isRare = destination !== undefined && (countTo.get(destination, FEW)?.n ?? 0) < FEW;
    return isRare
      ? [`id IN (SELECT instance_id FROM deliveries WHERE ${isWanted})`, destination]
      : [`EXISTS (SELECT 1 FROM deliveries WHERE instance_id = instances.id AND ${isWanted})`, destination];
  }

  return {
    listInstances(_at, filter) {
      const limit = pageSize(filter.limit, 100, 1000);
      const isNewest = filter.order === 'newest';
      const conditions: readonly Condition[] = [
        ['quarantine_code = ?', filter.code],
        ['called_ae = ?', filter.calledAeTitle],
        ['calling_ae = ?', filter.callingAeTitle],
        toDestination(filter.destination),
        ['received_at >= ?', filter.since],
        ['received_at < ?', filter.until],
        [isNewest ? 'id < ?' : 'id > ?', filter.cursor],
      ];
      const select = (state: Condition): readonly SummaryRow[] => {
        const where = allOf([state, ...conditions]);
        const order = `ORDER BY id ${isNewest ? 'DESC' : 'ASC'} LIMIT ?`;
        return db
          .prepare<(string | number)[], SummaryRow>(
            `SELECT ${SUMMARY_COLUMNS} FROM instances WHERE ${where.sql} ${order}`,
          )
          .all(...where.values, limit + 1);
      };
      // Each state in the order of its index, which ends at the limit; several at once would be sorted as a whole.
      const states = filter.states?.map((state): Condition => ['state = ?', state]);
      const rows = (states ?? [['true'] as const])
        .flatMap((state) => select(state))
        .sort((one, other) => (isNewest ? other.id - one.id : one.id - other.id));
      const page = rows.slice(0, limit).map(summaryOf);
      return { rows: page, next: rows.length > limit ? page.at(-1)?.id : undefined };
    },

    getInstance(_at, instanceId) {
      const row = selectInstance.get(instanceId);
      return row === undefined
        ? undefined
        : { ...summaryOf(row), deliveries: selectDeliveries.all(instanceId) };
    },

    books: db.transaction(() => {
      const received = countEverReceived.get()?.n ?? 0;
      const sent = instancesIn('sent');
      const quarantined = instancesIn('quarantined');
      const discarded = instancesIn('discarded');
      const queued = QUEUED.reduce((sum, state) => sum + instancesIn(state), 0);
      const balanced = received === sent + queued + quarantined + discarded;
      return { received, sent, queued, quarantined, discarded, balanced };
    }),

    deliveryCounts: db.transaction(deliveryCounts),
    queueDepth: () => countQueued.get()?.n ?? 0,
    counts: db.transaction(() => ({
      states: STATES.map((state) => ({
        state,
        instances: instancesIn(state),
        oldestReceivedAt: RESTING.includes(state) ? null : (selectOldest.get(state)?.receivedAt ?? null),
      })),
      deliveries: deliveryCounts().map((counts) => ({
        ...counts,
        oldestReceivedAt: selectOldestTo.get(counts.destination)?.receivedAt ?? null,
        uncommitted: countUncommitted.get(counts.destination)?.n ?? 0,
      })),
    })),
  };
}
