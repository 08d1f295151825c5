import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ACT, idOf, received, rejectionCode, temporaryStores, withRaw } from './temporary-store.js';

/** Root may write anywhere: the process is nobody meanwhile. */
async function asOrdinaryUser<Result>(act: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(65534);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}

describe('store: opening', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('makes the database and the files beside it readable to its own user only', async () => {
    const { store, file } = await temporary.open();
    await store.recordReceived(received());
    const modes = [file, `${file}-wal`, `${file}-shm`, `${file}-node`].map(
      (each) => statSync(each).mode & 0o777,
    );
    expect(modes).to.deep.equal([0o600, 0o600, 0o600, 0o600]);
  });

  it('finds everything again after it was closed', async () => {
    const { store, file } = await temporary.open();
    const facts = received();
    const id = idOf(await store.recordReceived(facts));
    await store.close();
    const { store: again } = await temporary.open({ file });
    expect(await again.getInstance(id)).to.include(facts);
  });

  it('goes on with the audit chain after it was closed', async () => {
    const { store, file } = await temporary.open();
    await store.recordReceived(received());
    await store.close();
    const { store: again } = await temporary.open({ file });
    await again.recordReceived(received());
    expect(await again.verifyAudit()).to.include({ kind: 'intact', entries: 2 });
  });

  it('refuses a second node on the same database', async () => {
    const { file } = await temporary.open();
    expect(await rejectionCode(temporary.open({ file }))).to.equal('STORE_LOCKED');
  });

  it('and the refused one does not take the lock with it', async () => {
    const { file } = await temporary.open();
    await rejectionCode(temporary.open({ file }));
    expect(await rejectionCode(temporary.open({ file }))).to.equal('STORE_LOCKED');
  });

  it('lets a node start when the other has closed', async () => {
    const { store, file } = await temporary.open();
    await store.close();
    expect(await rejectionCode(temporary.open({ file }))).to.equal('none');
  });

  it('lets a tool read and write beside a running node', async () => {
    const { store, file } = await temporary.open();
    const id = idOf(await store.recordReceived(received({ quarantine: { code: 'NO_ROUTE' } })));
    const { store: tool } = await temporary.open({ file, role: 'tool' });
    await tool.release(id, ACT);
    expect((await store.getInstance(id))?.state).to.equal('received');
  });

  it('keeps one audit chain of what node and tool write by turns', async () => {
    const { store, file } = await temporary.open();
    const { store: tool } = await temporary.open({ file, role: 'tool' });
    const both = [store, tool];
    await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        (both[n % 2] ?? store).appendAudit({ event: 'crosswalk.exported' }),
      ),
    );
    for (const each of [...both, ...both]) await each.appendAudit({ event: 'crosswalk.searched' });
    expect(await store.verifyAudit()).to.include({ kind: 'intact', entries: 64 });
  });

  it('makes no database for a tool that only looks', async () => {
    const file = join(temporary.folder(), 'lethe.db');
    expect(await rejectionCode(temporary.open({ file, role: 'tool' }))).to.equal('STORE_NOT_USABLE');
    expect(statSync(file, { throwIfNoEntry: false })).to.equal(undefined);
  });

  it('makes one for a tool that is told to', async () => {
    const { store } = await temporary.open({ role: 'tool', create: true });
    expect(await store.addCrosswalk([{ kind: 'uid', original: '1', replacement: '2' }])).to.equal(1);
  });

  it('refuses a database that a newer Lethe made', async () => {
    const { store, file } = await temporary.open();
    await store.close();
    withRaw(file, (db) => db.pragma('user_version = 9999'));
    expect(await rejectionCode(temporary.open({ file }))).to.equal('STORE_SCHEMA_VERSION');
  });

  it('refuses a database of another program', async () => {
    const file = join(temporary.folder(), 'other.db');
    withRaw(file, (db) => db.exec('CREATE TABLE instances (a)'));
    expect(await rejectionCode(temporary.open({ file }))).to.equal('STORE_NOT_USABLE');
  });

  it('refuses a file that is no database', async () => {
    const file = join(temporary.folder(), 'lethe.db');
    writeFileSync(file, 'no database at all, but long enough to be looked at'.repeat(100));
    expect(await rejectionCode(temporary.open({ file }))).to.equal('STORE_NOT_USABLE');
  });

  it('refuses a folder that does not exist', async () => {
    const file = join(temporary.folder(), 'missing', 'lethe.db');
    expect(await rejectionCode(temporary.open({ file }))).to.equal('STORE_NOT_USABLE');
  });

  it('refuses a folder that cannot be written', async () => {
    const parent = temporary.folder();
    chmodSync(parent, 0o755);
    const folder = join(parent, 'closed');
    mkdirSync(folder, { mode: 0o555 });
    const code = await asOrdinaryUser(() =>
      rejectionCode(temporary.open({ file: join(folder, 'lethe.db') })),
    );
    expect(code).to.equal('STORE_NOT_USABLE');
  });

  it('refuses a file system that takes no files', async () => {
    expect(await rejectionCode(temporary.open({ file: '/proc/lethe.db' }))).to.equal('STORE_NOT_USABLE');
  });

  it('gives up on a database that another program keeps busy, and goes on afterwards', async () => {
    const { store, file } = await temporary.open();
    const code = await withRaw(file, async (db) => {
      db.exec('BEGIN IMMEDIATE');
      return rejectionCode(store.recordReceived(received()));
    });
    expect(code).to.equal('STORE_LOCKED');
    expect((await store.recordReceived(received())).kind).to.equal('recorded');
  });

  it('refuses parameters that cannot go to its thread, and goes on', async () => {
    const { store } = await temporary.open();
    const unsendable = { ...received(), extra: () => 1 };
    expect(await rejectionCode(store.recordReceived(unsendable))).to.equal('STORE_NOT_USABLE');
    expect(await rejectionCode(store.recordReceived(received()))).to.equal('none');
  });

  it('finishes what was asked before it closes', async () => {
    const { store, file } = await temporary.open();
    const asked = Array.from({ length: 20 }, () => store.recordReceived(received()));
    await Promise.all([store.close(), ...asked]);
    const { store: again } = await temporary.open({ file });
    expect((await again.books()).received).to.equal(20);
  });

  it('refuses what is asked after it closed', async () => {
    const { store } = await temporary.open();
    await store.close();
    expect(await rejectionCode(store.books())).to.equal('STORE_NOT_USABLE');
  });

  it('can be closed twice', async () => {
    const { store } = await temporary.open();
    await Promise.all([store.close(), store.close()]);
    await store.close();
  });
});
