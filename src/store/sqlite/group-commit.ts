import type { Database } from 'better-sqlite3';
import { LetheError } from '../../errors.js';
import type { AuditChain } from './audit-chain.js';
import { asLetheError, failsBatch, failsForGood, toSent } from './failure.js';
import type { Handlers, OperationName, Reply, Request } from './protocol.js';

/** What only reads: runs outside the write transaction, after it. */
const READS: ReadonlySet<OperationName> = new Set<OperationName>([
  'knownSpoolFiles',
  'listInstances',
  'getInstance',
  'books',
  'deliveryCounts',
  'queueDepth',
  'counts',
  'dueCommitments',
  'exportCrosswalk',
  'findCrosswalk',
  'listRemovable',
  'listUnhashed',
  'queryAudit',
  'auditEnd',
  'verifyAuditStretch',
]);

/**
 * What writes nothing but leases. A lease that a power cut takes back is free again at the next start anyway (`recover`),
 * so a batch of these does not wait for the disk; the next commit that does wait syncs them too.
 */
const LEASES: ReadonlySet<OperationName> = new Set<OperationName>([
  'claimInstances',
  'claimDeliveries',
  'renewLeases',
  'releaseLeases',
]);

export interface GroupCommit {
  /** Runs a batch and returns one reply for each request; what they answer is on disk. */
  run(batch: readonly Request[]): readonly Reply[];
  /** Why the store can do no more, once it cannot. */
  failure(): LetheError | undefined;
}

/**
 * Many operations, one commit: the writes of a batch run in one transaction and are answered after the commit. An operation
 * that fails rolls back alone; a commit that fails fails them all.
 */
export function groupCommit(
  db: Database,
  chain: AuditChain,
  handlers: Handlers,
  /** Told how long a commit that waited for the disk took, milliseconds. */
  onCommitted: (durationMs: number) => void = () => undefined,
): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT operation');
  const release = db.prepare('RELEASE operation');
  const rollbackTo = db.prepare('ROLLBACK TO operation');
  let failure: LetheError | undefined;
  let confirmed = false;
  let waitsForDisk = true;

  function waitForDisk(wanted: boolean): void {
    if (waitsForDisk === wanted) return;
    db.pragma(`synchronous = ${wanted ? 'FULL' : 'NORMAL'}`);
    waitsForDisk = wanted;
    confirmed &&= !wanted;
  }

  function runWrites(writes: readonly Request[]): readonly Reply[] {
    try {
      waitForDisk(!confirmed || writes.some(({ name }) => !LEASES.has(name)));
      begin.run();
      chain.begin();
      const replies = runTogether(writes) ?? writes.map((request) => runInSavepoint(request));
      chain.settle();
      const from = performance.now();
      commit.run();
      if (waitsForDisk) onCommitted(performance.now() - from);
      confirmed ||= confirmSynchronousFull(db);
      return replies;
    } catch (error) {
      if (db.inTransaction) rollback.run();
      const cause = asLetheError(error, 'the change could not be committed');
      if (failsForGood(error)) failure = cause;
      return writes.map((request) => ({ id: request.id, kind: 'error', error: toSent(cause) }));
    }
  }

  /**
   * Without savepoints, for which SQLite copies every page that it changes.
   * @returns undefined when one of them fails: then nothing is done, and each is to be run in a savepoint of its own
   */
  function runTogether(writes: readonly Request[]): readonly Reply[] | undefined {
    try {
      return writes.map((request) => ({ id: request.id, kind: 'answer', answer: handle(handlers, request) }));
    } catch (error) {
      if (failsBatch(error) || !db.inTransaction) throw error;
      rollback.run();
      begin.run();
      chain.begin();
      return undefined;
    }
  }

  function runInSavepoint(request: Request): Reply {
    const mark = chain.mark();
    savepoint.run();
    try {
      const answer = handle(handlers, request);
      release.run();
      return { id: request.id, kind: 'answer', answer };
    } catch (error) {
      // SQLite may have rolled back the whole transaction by itself: then nothing of the batch stands.
      if (failsBatch(error) || !db.inTransaction) throw error;
      rollbackTo.run();
      release.run();
      chain.backTo(mark);
      return { id: request.id, kind: 'error', error: toSent(asLetheError(error, request.name)) };
    }
  }

  function runRead(request: Request): Reply {
    try {
      return { id: request.id, kind: 'answer', answer: handle(handlers, request) };
    } catch (error) {
      if (failsForGood(error)) failure = asLetheError(error, request.name);
      return { id: request.id, kind: 'error', error: toSent(asLetheError(error, request.name)) };
    }
  }

  return {
    run(batch) {
      if (failure !== undefined) {
        const error = toSent(failure);
        return batch.map(({ id }) => ({ id, kind: 'error', error }));
      }
      const writes = batch.filter(({ name }) => !READS.has(name));
      const reads = batch.filter(({ name }) => READS.has(name));
      const written = writes.length === 0 ? [] : runWrites(writes);
      return [...written, ...reads.map((request) => runRead(request))];
    },
    failure: () => failure,
  };
}

/** The one place where a message becomes a call: the name picks the handler, and with it what the parameters are. */
function handle(handlers: Handlers, request: Request): unknown {
  const handler = handlers[request.name] as (at: number, ...parameters: readonly unknown[]) => unknown;
  return handler(request.at, ...request.parameters);
}

/**
 * In WAL mode better-sqlite3's build falls back to NORMAL, which does not sync at commit. It shows only after a write.
 * @throws LetheError STORE_NOT_USABLE where FULL did not hold: then nothing of this batch is acknowledged.
 */
function confirmSynchronousFull(db: Database): true {
  // Not prepared once: SQLite reads the level when it prepares the statement.
  const level = db.pragma('synchronous', { simple: true });
  if (level === 2) return true;
  db.pragma('synchronous = FULL');
  throw new LetheError(
    'STORE_NOT_USABLE',
    `the database commits at synchronous level ${String(level)}, not FULL`,
  );
}
