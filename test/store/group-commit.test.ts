import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { openDatabase, type OpenDatabase } from '../../src/store/sqlite/database.js';
import type { Arguments, OperationName, Reply, Request } from '../../src/store/sqlite/protocol.js';
import { AUDIT_KEY, idOf, received, temporaryStores } from './temporary-store.js';

let lastId = 0;

function request<Name extends OperationName>(name: Name, ...parameters: Arguments<Name>): Request {
  lastId += 1;
  return { id: lastId, name, at: 1_700_000_000_000, parameters };
}

function codesOf(replies: readonly Reply[]): string[] {
  return replies.map((reply) => (reply.kind === 'error' ? reply.error.code : 'answered'));
}

/** Commit frames in a write-ahead log: those that name the size of the database after them (sqlite.org/fileformat2 4.1). */
function commitsIn(file: string): number {
  const log = readFileSync(file);
  const frameBytes = 24 + log.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + frameBytes <= log.length; at += frameBytes) {
    const ofThisLog = log.compare(log, 16, 24, at + 8, at + 16) === 0;
    if (ofThisLog && log.readUInt32BE(at + 4) > 0) commits += 1;
  }
  return commits;
}

describe('store: group commit', () => {
  const temporary = temporaryStores();
  const databases: OpenDatabase[] = [];
  afterEach(async () => {
    for (const database of databases.splice(0)) database.close();
    await temporary.clear();
  });

  function open(file = join(temporary.folder(), 'lethe.db')): OpenDatabase {
    const database = openDatabase({ file, auditKey: AUDIT_KEY, role: 'node', create: true });
    databases.push(database);
    return database;
  }

  /** `max_page_count` leaves no room: SQLite answers SQLITE_FULL, as on a full disk. */
  function fill(database: OpenDatabase): void {
    database.db.pragma('max_page_count = 1');
  }

  it('answers every operation of a batch', () => {
    const { commits } = open();
    const replies = commits.run(Array.from({ length: 50 }, () => request('recordReceived', received())));
    expect(new Set(codesOf(replies))).to.deep.equal(new Set(['answered']));
  });

  it('writes a batch with one commit', () => {
    const file = join(temporary.folder(), 'lethe.db');
    const { commits } = open(file);
    const before = commitsIn(`${file}-wal`);
    commits.run(Array.from({ length: 50 }, () => request('recordReceived', received())));
    expect(commitsIn(`${file}-wal`) - before).to.equal(1);
  });

  it('rolls back only the operation that fails', () => {
    const { commits } = open();
    const replies = commits.run([
      request('recordReceived', received({ spoolFile: 'one.dcm' })),
      request('recordReceived', received({ spoolFile: 'one.dcm' })),
      request('recordReceived', received({ spoolFile: 'two.dcm' })),
    ]);
    expect(codesOf(replies)).to.deep.equal(['answered', 'STORE_NOT_USABLE', 'answered']);
  });

  it('keeps the audit chain whole around an operation that fails', () => {
    const { db, commits } = open();
    commits.run([
      request('recordReceived', received({ spoolFile: 'one.dcm' })),
      request('completeDeliveries', []),
      request('recordReceived', received({ spoolFile: 'one.dcm' })),
      request('appendAudit', { event: 'node.started' }),
    ]);
    const seqs = db.prepare('SELECT seq, event FROM audit ORDER BY seq').raw(true).all();
    expect(seqs).to.deep.equal([
      [1, 'instance.received'],
      [2, 'node.started'],
    ]);
  });

  it('lets a read of the same batch see its writes', () => {
    const { commits } = open();
    const replies = commits.run([request('recordReceived', received()), request('queueDepth')]);
    expect(replies.at(-1)).to.deep.include({ kind: 'answer', answer: 1 });
  });

  it('acknowledges nothing of a batch that finds the disk full', () => {
    const database = open();
    fill(database);
    const batch = Array.from({ length: 400 }, () => request('recordReceived', received()));
    expect(new Set(codesOf(database.commits.run(batch)))).to.deep.equal(new Set(['STORE_NOT_USABLE']));
  });

  it('keeps nothing of a batch that finds the disk full', () => {
    const database = open();
    fill(database);
    database.commits.run(Array.from({ length: 400 }, () => request('recordReceived', received())));
    const [books] = database.commits.run([request('books')]);
    expect(books).to.deep.include({ kind: 'answer' });
    expect(JSON.stringify(books)).to.contain('"received":0');
  });

  it('goes on when there is room again', () => {
    const database = open();
    fill(database);
    database.commits.run(Array.from({ length: 400 }, () => request('recordReceived', received())));
    database.db.pragma('max_page_count = 1000000');
    expect(codesOf(database.commits.run([request('recordReceived', received())]))).to.deep.equal([
      'answered',
    ]);
    const [end] = database.commits.run([request('auditEnd')]);
    expect(JSON.stringify(end)).to.contain('"seq":1');
  });

  it('commits at synchronous FULL, seen after a write', () => {
    const { db, commits } = open();
    commits.run([request('recordReceived', received())]);
    expect(db.pragma('synchronous', { simple: true })).to.equal(2);
  });

  it('refuses to acknowledge at a lower level', () => {
    const { db, commits } = open();
    db.pragma('synchronous = NORMAL');
    expect(codesOf(commits.run([request('recordReceived', received())]))).to.deep.equal(['STORE_NOT_USABLE']);
  });

  it('isolates operations that run side by side through the store as well', async () => {
    const { store } = await temporary.open();
    const outcomes = await Promise.allSettled([
      store.recordReceived(received({ spoolFile: 'one.dcm' })),
      store.recordReceived(received({ spoolFile: 'one.dcm' })),
      store.recordReceived(received({ spoolFile: 'two.dcm' })),
    ]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    const last = outcomes[2];
    expect(last.status === 'fulfilled' ? idOf(last.value) : 0).to.equal(2);
  });
});
