import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { LetheError } from '../../src/errors.js';
import { openIncomingSpool, type IncomingFacts, type IncomingSpool } from '../../src/spool/incoming.js';
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
  let failures: unknown[];

  beforeEach(async () => {
    root = await makeTemporaryFolder();
    folder = join(root, 'incoming');
    failures = [];
    spool = await openIncomingSpool(folder, (error) => failures.push(error));
  });

  afterEach(async () => {
    await spool.close().catch(() => undefined);
    await removeFolder(root);
  });

  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

  for (const [what, size] of [
    ['empty', 0],
    ['small', 1000],
    ['of one write exactly', MIB],
    ['large', 5 * MIB + 17],
  ] as const) {
    it(`keeps an instance that is ${what} as it came, under its hash`, async () => {
      const dataSet = randomBytes(size);
      const writer = spool.create(FACTS);
      for (let at = 0; at < size; at += 300_000) await writer.write([dataSet.subarray(at, at + 100_000), dataSet.subarray(at + 100_000, at + 300_000)]);
      await writer.finish();
      const original = await writer.commit();
      const file = readFileSync(spool.pathOf(original.file));
      expect([file.subarray(original.dataSetOffset).equals(dataSet), original.sha256, original.sizeBytes]).to.deep.equal([true, sha256(dataSet), file.length]);
    });
  }

  it('remembers who sent it, and what it is', async () => {
    const writer = spool.create(FACTS);
    await writer.finish();
    const { file } = await writer.commit();
    const { callingAeTitle, calledAeTitle, address, ...uids } = FACTS;
    expect(readFileHeader(memorySource(readFileSync(spool.pathOf(file))))).to.deep.include({ ...uids, peer: { callingAeTitle, calledAeTitle, address } });
  });

  it('has nothing under a final name before the commit', async () => {
    const writer = spool.create(FACTS);
    await writer.write([randomBytes(3 * MIB)]);
    await writer.finish();
    const before = await spool.list();
    await writer.commit();
    expect([before.length, (await spool.list()).length]).to.deep.equal([0, 1]);
  });

  it('writes nothing at all before a small instance is whole', async () => {
    await spool.create(FACTS).write([randomBytes(1000)]);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('asks its caller to wait when bytes are on their way to the disk', () => {
    const writer = spool.create(FACTS);
    const small = writer.write([Buffer.alloc(10)]);
    const large = writer.write([Buffer.alloc(2 * MIB)]);
    expect([small, large instanceof Promise]).to.deep.equal([undefined, true]);
  });

  it('lets nobody else read it', async () => {
    const writer = spool.create(FACTS);
    await writer.finish();
    const { file } = await writer.commit();
    expect([statSync(folder).mode & 0o777, statSync(spool.pathOf(file)).mode & 0o777]).to.deep.equal([0o700, 0o600]);
  });

  for (const [when, until] of [
    ['before a byte was written', 0],
    ['between its bytes', 1],
    ['when it was whole', 2],
    ['when it was durable', 3],
  ] as const) {
    it(`leaves nothing of one that is discarded ${when}`, async () => {
      const writer = spool.create(FACTS);
      if (until >= 1) await writer.write([randomBytes(2 * MIB)]);
      if (until >= 2) await writer.finish();
      if (until >= 3) await writer.commit();
      await writer.discard();
      expect(readdirSync(folder)).to.deep.equal([]);
    });
  }

  it('sweeps at its start what a dead process left', async () => {
    writeFileSync(join(folder, 'dead.dcm.part'), 'x');
    writeFileSync(join(folder, 'alive.dcm'), 'x');
    const again = await openIncomingSpool(folder, () => undefined);
    await again.close();
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
        const writer = spool.create({ ...FACTS, sopInstanceUid: `1.2.${String(index)}` });
        await writer.write([Buffer.from(`instance ${String(index)}`)]);
        await writer.finish();
        return writer.commit();
      }),
    );
    expect([(await spool.list()).length, new Set(originals.map(({ sha256: hash }) => hash)).size]).to.deep.equal([50, 50]);
  });

  it('says once that the disk failed, and refuses every commit after', async () => {
    // The folder's handle is gone: from now on no rename can be made durable.
    await spool.close();
    const outcomes: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const writer = spool.create(FACTS);
      await writer.finish();
      outcomes.push(
        await writer.commit().then(
          () => 'committed',
          () => 'refused',
        ),
      );
    }
    expect([outcomes, failures.length, spool.failed]).to.deep.equal([['refused', 'refused'], 1, true]);
  });

  it('does not commit what was not finished', async () => {
    const outcome = await spool
      .create(FACTS)
      .commit()
      .then(
        () => 'committed',
        () => 'refused',
      );
    expect(outcome).to.equal('refused');
  });

  it('takes nothing when its folder is gone', async () => {
    await rename(folder, join(root, 'elsewhere'));
    const outcome = await (async () => {
      const writer = spool.create(FACTS);
      await writer.finish();
      return writer.commit();
    })().then(
      () => 'committed',
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    expect([outcome, existsSync(folder)]).to.deep.equal(['ENOENT', false]);
  });

  it('cannot be where a file is', async () => {
    const file = join(root, 'file');
    writeFileSync(file, 'x');
    const error = await openIncomingSpool(file, () => undefined).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(LetheError).with.property('code', 'SPOOL_NOT_USABLE');
  });

  it('streams 300 MB with bounded memory', async function () {
    if (process.env['LETHE_LARGE'] === undefined) this.skip();
    this.timeout(120_000);
    const chunk = randomBytes(256 * 1024);
    const writer = spool.create(FACTS);
    const before = process.memoryUsage.rss();
    let peak = 0;
    for (let run = 0; run < 1200; run += 1) {
      await writer.write([Buffer.from(chunk)]);
      peak = Math.max(peak, process.memoryUsage.rss() - before);
    }
    await writer.finish();
    await writer.commit();
    expect(peak).to.be.below(128 * MIB);
  });
});
