import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { LetheError } from '../../src/errors.js';
import { openFolderSync, type FolderSync } from '../../src/spool/durable.js';
import {
  createIncomingWriter,
  openIncomingSpool,
  type IncomingFacts,
  type IncomingSpool,
  type IncomingWriter,
} from '../../src/spool/incoming.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

const FACTS: IncomingFacts = {
  sopClassUid: '1.2.840.10008.5.1.4.1.1.7',
  sopInstanceUid: '1.2.3',
  transferSyntaxUid: '1.2.840.10008.1.2.1',
  callingAeTitle: 'CT1',
  calledAeTitle: 'LETHE',
  address: '192.0.2.7',
};
const MIB = 1024 * 1024;

describe('the incoming spool', () => {
  let root: string;
  let folder: string;
  let spool: IncomingSpool;
  let folderSync: FolderSync;

  beforeEach(async () => {
    root = await makeTemporaryFolder();
    folder = join(root, 'incoming');
    spool = await openIncomingSpool(folder);
    folderSync = await openFolderSync(folder);
  });

  afterEach(async () => {
    await folderSync.close().catch(() => undefined);
    await removeFolder(root);
  });

  const create = (facts = FACTS): IncomingWriter => createIncomingWriter(folder, facts, folderSync);

  for (const [what, size] of [
    ['empty', 0],
    ['small', 1000],
    ['of one write exactly', MIB],
    ['large', 5 * MIB + 17],
  ] as const) {
    it(`keeps an instance that is ${what} as it came`, async () => {
      const dataSet = randomBytes(size);
      const writer = create();
      for (let at = 0; at < size; at += 300_000) writer.write(dataSet.subarray(at, at + 300_000));
      const original = await writer.commit();
      const file = readFileSync(spool.pathOf(original.file));
      expect([file.subarray(original.dataSetOffset).equals(dataSet), original.sizeBytes]).to.deep.equal([
        true,
        file.length,
      ]);
    });
  }

  it('remembers who sent it, and what it is', async () => {
    const writer = create();
    const { file } = await writer.commit();
    const { callingAeTitle, calledAeTitle, address, ...uids } = FACTS;
    expect(readFileHeader(memorySource(readFileSync(spool.pathOf(file))))).to.deep.include({
      ...uids,
      peer: { callingAeTitle, calledAeTitle, address },
    });
  });

  it('has nothing under a final name before the commit', async () => {
    const writer = create();
    writer.write(randomBytes(3 * MIB));
    const before = await spool.list();
    await writer.commit();
    expect([before.length, (await spool.list()).length]).to.deep.equal([0, 1]);
  });

  it('has its bytes under another name until then', () => {
    const writer = create();
    writer.write(Buffer.from('some'));
    const lying = readFileSync(writer.partPath).subarray(writer.dataSetOffset).toString();
    expect([readdirSync(folder).every((name) => name.endsWith('.part')), lying]).to.deep.equal([
      true,
      'some',
    ]);
  });

  it('gives the caller its bytes back', async () => {
    const writer = create();
    const bytes = Buffer.from('some');
    writer.write(bytes);
    bytes.fill(0);
    const { file, dataSetOffset } = await writer.commit();
    expect(readFileSync(spool.pathOf(file)).subarray(dataSetOffset).toString()).to.equal('some');
  });

  it('lets nobody else read it', async () => {
    const writer = create();
    const { file } = await writer.commit();
    expect([statSync(folder).mode & 0o777, statSync(spool.pathOf(file)).mode & 0o777]).to.deep.equal([
      0o700, 0o600,
    ]);
  });

  for (const [when, bytes, committed] of [
    ['before a byte was written', 0, false],
    ['between its bytes', 2 * MIB, false],
    ['when it was durable', 1000, true],
  ] as const) {
    it(`leaves nothing of one that is discarded ${when}`, async () => {
      const writer = create();
      writer.write(randomBytes(bytes));
      if (committed) await writer.commit();
      writer.discard();
      expect(readdirSync(folder)).to.deep.equal([]);
    });
  }

  it('takes no more bytes once it is durable', async () => {
    const writer = create();
    await writer.commit();
    expect(() => writer.write(Buffer.from('more'))).to.throw('closed');
  });

  it('sweeps at its start what a dead process left', async () => {
    writeFileSync(join(folder, 'dead.dcm.part'), 'x');
    writeFileSync(join(folder, 'alive.dcm'), 'x');
    await openIncomingSpool(folder);
    expect(readdirSync(folder)).to.deep.equal(['alive.dcm']);
  });

  it('forgets files that are removed, also those that are gone', async () => {
    writeFileSync(join(folder, 'one.dcm'), 'x');
    await spool.remove(['one.dcm', 'two.dcm']);
    expect(await spool.list()).to.deep.equal([]);
  });

  it('takes many instances at a time', async () => {
    const originals = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const writer = create({ ...FACTS, sopInstanceUid: `1.2.${String(index)}` });
        writer.write(Buffer.from(`instance ${String(index)}`));
        return writer.commit();
      }),
    );
    expect([
      (await spool.list()).length,
      new Set(originals.map(({ file }) => readFileSync(spool.pathOf(file), 'latin1'))).size,
    ]).to.deep.equal([50, 50]);
  });

  it('commits nothing when the folder cannot be synced', async () => {
    // The folder's handle is gone: no rename can be made durable.
    await folderSync.close();
    const outcome = await create()
      .commit()
      .then(
        () => 'committed',
        () => 'refused',
      );
    expect(outcome).to.equal('refused');
  });

  it('takes nothing when its folder is gone', async () => {
    await rename(folder, join(root, 'elsewhere'));
    expect(() => create())
      .to.throw()
      .with.property('code', 'ENOENT');
  });

  it('cannot be where a file is', async () => {
    const file = join(root, 'file');
    writeFileSync(file, 'x');
    const error = await openIncomingSpool(file).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(LetheError).with.property('code', 'SPOOL_NOT_USABLE');
  });

  it('streams 300 MB with bounded memory', async function () {
    if (process.env['LETHE_LARGE'] === undefined) this.skip();
    this.timeout(120_000);
    const chunk = randomBytes(256 * 1024);
    const writer = create();
    const before = process.memoryUsage.rss();
    let peak = 0;
    for (let run = 0; run < 1200; run += 1) {
      writer.write(chunk);
      peak = Math.max(peak, process.memoryUsage.rss() - before);
    }
    await writer.commit();
    expect(peak).to.be.below(128 * MIB);
  });
});
