import { closeSync, openSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { LetheError } from '../../errors.js';
import { sqliteCode } from './failure.js';

/**
 * Keeps a second node off the same database for as long as this process lives: an exclusive lock on the empty file
 * `<database>-node`, which the kernel drops when the process dies, however it dies. Tools do not take it, so they can
 * work beside a running node.
 * @throws LetheError STORE_LOCKED while another node holds it.
 */
export function lockForNode(file: string): Database {
  const lockFile = `${file}-node`;
  closeSync(openSync(lockFile, 'a', 0o600));
  const lock = new SqliteDatabase(lockFile, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (!/^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error) ?? '')) throw error;
    throw new LetheError('STORE_LOCKED', `a node is already running on ${file}`, {
      hint: 'stop the other node, or give this one its own data folder',
      cause: error,
    });
  }
}
