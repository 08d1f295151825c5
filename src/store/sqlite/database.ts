import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { LetheError } from '../../errors.js';
import { countingTimes } from '../../metrics/times.js';
import { auditChain, type AuditChain } from './audit-chain.js';
import { auditHandlers } from './audit-log.js';
import { commitmentHandlers } from './commitments.js';
import { crosswalkHandlers } from './crosswalk.js';
import { deliveryHandlers } from './deliveries.js';
import { asLetheError } from './failure.js';
import { groupCommit, type GroupCommit } from './group-commit.js';
import { instanceHandlers } from './instances.js';
import { leaseHandlers } from './leases.js';
import { lookingHandlers } from './looking.js';
import { migrate, schemaState } from './migrate.js';
import { lockForNode } from './node-lock.js';
import { operatorHandlers } from './operator.js';
import { patientFactHandlers } from './patient-facts.js';
import type { Handlers, WorkerOptions } from './protocol.js';
import { retentionHandlers } from './retention.js';

/** A node waits this long for a tool's short write, milliseconds. */
const NODE_BUSY_MS = 5_000;
/** A tool finds its turn between the commits of a busy node: it is patient. */
const TOOL_BUSY_MS = 30_000;

export interface OpenDatabase {
  readonly db: Database;
  readonly commits: GroupCommit;
  close(): void;
}

/**
 * Opens the database file, makes or migrates its schema where that is this role's to do, and proves that it can be
 * written before anything is promised.
 * @throws LetheError STORE_NOT_USABLE, STORE_LOCKED, STORE_SCHEMA_VERSION or, for a node, AUDIT_BROKEN
 */
export function openDatabase(options: WorkerOptions): OpenDatabase {
  const opened: Database[] = [];
  const close = (): void => {
    for (const each of opened.splice(0)) each.close();
  };
  try {
    if (!existsSync(options.file) && !options.create) {
      throw new LetheError('STORE_NOT_USABLE', `there is no database at ${options.file}`, {
        hint: 'name the data folder of a node that has run',
      });
    }
    if (options.role === 'node') opened.unshift(lockForNode(options.file));
    createFile(options.file);
    const db = new SqliteDatabase(options.file, {
      timeout: options.role === 'node' ? NODE_BUSY_MS : TOOL_BUSY_MS,
    });
    opened.unshift(db);
    configure(db);
    const chain = prepareSchema(db, options);
    if (options.role === 'node') refuseBrokenAudit(chain);
    const handlers: Handlers = {
      ...instanceHandlers(db, chain),
      ...deliveryHandlers(db, chain),
      ...commitmentHandlers(db, chain),
      ...leaseHandlers(db),
      ...operatorHandlers(db, chain),
      ...lookingHandlers(db),
      ...crosswalkHandlers(db, chain),
      ...patientFactHandlers(db),
      ...retentionHandlers(db, chain),
      ...auditHandlers(db, chain),
    };
    const { commitTimes } = options;
    const onCommitted = commitTimes === undefined ? undefined : countingTimes(commitTimes);
    const commits = groupCommit(db, chain, handlers, onCommitted);
    return { db, commits, close };
  } catch (error) {
    close();
    throw describeOpening(error, options.file);
  }
}

/** Mode 0600 before SQLite sees it; SQLite gives the same mode to the files beside it. */
function createFile(file: string): void {
  if (existsSync(file)) return;
  closeSync(openSync(file, 'wx', 0o600));
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function configure(db: Database): void {
  const mode = db.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal')
    throw new LetheError('STORE_NOT_USABLE', 'the file system of the database cannot do WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('temp_store = MEMORY');
  db.pragma('cache_size = -16000');
  // Pages: 16 MB of log between two copies into the database.
  db.pragma('wal_autocheckpoint = 4000');
  db.pragma('journal_size_limit = 67108864');
}

/** Makes or migrates the schema; a tool does so only while no node runs. */
function prepareSchema(db: Database, options: WorkerOptions): AuditChain {
  const state = schemaState(db);
  if (state.kind === 'behind') {
    const lock = options.role === 'node' ? undefined : lockForNode(options.file);
    try {
      migrate(db, state.migrations, () => {
        if (state.empty) auditChain(db, options.auditKey).found();
      });
    } finally {
      lock?.close();
    }
  }
  return auditChain(db, options.auditKey);
}

/** A node does not go on writing to a chain whose end is not its own. */
function refuseBrokenAudit(chain: AuditChain): void {
  const end = chain.end();
  if (end.kind === 'found') return;
  throw new LetheError(
    'AUDIT_BROKEN',
    `the audit is not as it was left: ${end.problem} at entry ${end.seq}`,
    {
      hint: 'put back the audit key that the database was made with; else keep the database as evidence and restore a backup',
    },
  );
}

function describeOpening(error: unknown, file: string): LetheError {
  if (error instanceof LetheError) return error;
  const problem = asLetheError(error, `the database ${file} cannot be opened`);
  if (problem.hint !== undefined) return problem;
  return new LetheError(problem.code, problem.message, {
    hint: 'look at the data folder: it must exist, and the user of the node must be able to write there',
    cause: error,
  });
}
