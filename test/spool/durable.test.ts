import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  freeBytes,
  listFiles,
  openFolderSync,
  randomName,
  renameDurably,
  sweepParts,
  syncFolder,
} from '../../src/spool/durable.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

describe('durable files', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  it('have names that nobody can guess and no file system minds', () => {
    const names = Array.from({ length: 100 }, randomName);
    expect([names.every((name) => /^[0-9a-f]{32}$/.test(name)), new Set(names).size]).to.deep.equal([
      true,
      100,
    ]);
  });

  it('are swept where they were never finished, and only those', async () => {
    for (const name of ['a.dcm', 'b.dcm.part', 'c.part']) writeFileSync(join(folder, name), '');
    expect([await sweepParts(folder), readdirSync(folder)]).to.deep.equal([2, ['a.dcm']]);
  });

  it('are listed without what is unfinished, no file, or of a name that no spool gives', async () => {
    for (const name of ['a.dcm', 'b.dcm.part']) writeFileSync(join(folder, name), '');
    writeFileSync(Buffer.concat([Buffer.from(join(folder, 'c')), Buffer.from([0xff])]), '');
    mkdirSync(join(folder, 'd.dcm'));
    symlinkSync('a.dcm', join(folder, 'e.dcm'));
    expect(await listFiles(folder)).to.deep.equal(['a.dcm']);
  });

  it('get their name by a rename', async () => {
    writeFileSync(join(folder, 'a.part'), 'x');
    const sync = await openFolderSync(folder);
    await renameDurably(join(folder, 'a.part'), join(folder, 'a'), sync);
    await sync.close();
    expect(readdirSync(folder)).to.deep.equal(['a']);
  });

  it('share the sync of their folder when many come at once', async () => {
    const sync = await openFolderSync(folder);
    const promises = Array.from({ length: 20 }, () => sync.sync());
    // The first runs alone, and all that came while it ran wait for one and the same.
    const distinct = new Set(promises).size;
    await Promise.all(promises);
    await sync.close();
    expect(distinct).to.equal(2);
  });

  it('sync again for who comes after', async () => {
    const sync = await openFolderSync(folder);
    const first = sync.sync();
    await first;
    const second = sync.sync();
    await second;
    await sync.close();
    expect(first === second).to.equal(false);
  });

  it('tell each who waits that the sync failed', async () => {
    const sync = await openFolderSync(folder);
    await sync.close();
    const outcomes = await Promise.allSettled([sync.sync(), sync.sync(), sync.sync()]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
  });

  it('need a folder that is there', async () => {
    const outcome = await syncFolder(join(folder, 'none')).then(
      () => 'synced',
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    expect(outcome).to.equal('ENOENT');
  });

  it('need room, which can be asked for', async () => {
    mkdirSync(join(folder, 'in'));
    expect(await freeBytes(join(folder, 'in'))).to.be.above(0);
  });
});
