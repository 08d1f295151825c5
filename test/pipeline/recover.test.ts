import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { DEFAULT_INSTANCE_LIMITS } from '../../src/dicom/instance.js';
import { recover, type Recovered } from '../../src/pipeline/recover.js';
import { text } from '../support/data-set-builder.js';
import { KEYS } from '../support/header.js';
import {
  instanceBytes,
  openWorkplace,
  OWNER,
  queueInstance,
  recordSpooled,
  spoolOriginal,
  spoolOutput,
  type Workplace,
} from '../support/pipeline.js';

describe('recovery at the start of a node', () => {
  let workplace: Workplace;

  beforeEach(async () => {
    workplace = await openWorkplace();
  });

  afterEach(() => workplace.close());

  const run = (): Promise<Recovered> =>
    recover({
      ...workplace,
      limits: DEFAULT_INSTANCE_LIMITS,
      auditTokenKey: KEYS.auditTokens,
      pixelDataMismatch: 'quarantine',
    });
  const only = async () => (await workplace.store.listInstances({})).rows[0];

  it('finds nothing to do where the books balance', async () => {
    await queueInstance(workplace, '1.2.3', ['pacs']);
    expect(await run()).to.deep.equal({ leases: 0, adopted: 0, orphanOutputs: 0 });
  });

  it('frees what a dead process had claimed', async () => {
    await recordSpooled(workplace, await spoolOriginal(workplace, '1.2.3', instanceBytes('1.2.3')), '1.2.3');
    await workplace.store.claimInstances({ owner: 'dead', limit: 10, leaseMs: 3_600_000 });
    const { leases } = await run();
    const claimed = await workplace.store.claimInstances({ owner: OWNER, limit: 10, leaseMs: 1000 });
    expect([leases, claimed.length]).to.deep.equal([1, 1]);
  });

  it('takes in an original that was durable and not yet recorded', async () => {
    const original = await spoolOriginal(
      workplace,
      '1.2.3',
      instanceBytes('1.2.3', text(0x00100020, 'LO', '4711')),
    );
    await run();
    expect(await only()).to.include({
      state: 'received',
      sopInstanceUid: '1.2.3',
      spoolFile: original.file,
      callingAeTitle: 'CT1',
      dataSetOffset: original.dataSetOffset,
    });
  });

  it('takes it in once', async () => {
    await spoolOriginal(workplace, '1.2.3', instanceBytes('1.2.3'));
    await run();
    expect((await run()).adopted).to.equal(0);
  });

  it('removes the second file of an instance that is here already', async () => {
    const first = await spoolOriginal(workplace, '1.2.3', instanceBytes('1.2.3'));
    await recordSpooled(workplace, first, '1.2.3');
    await spoolOriginal(workplace, '1.2.3', instanceBytes('1.2.3'));
    await run();
    expect(await workplace.incoming.list()).to.deep.equal([first.file]);
  });

  it('sets aside an original that is not what its file says', async () => {
    await spoolOriginal(workplace, '1.2.3', instanceBytes('9.9.9'));
    await run();
    expect(await only()).to.include({ state: 'quarantined', quarantineCode: 'UID_MISMATCH' });
  });

  it('sets aside an original that cannot be read', async () => {
    await spoolOriginal(workplace, '1.2.3', Buffer.from('certainly no data set'));
    await run();
    expect(await only()).to.include({ state: 'quarantined', quarantineCode: 'DATA_SET_MALFORMED' });
  });

  it('moves a file that is none of ours out of the way, and keeps it', async () => {
    writeFileSync(join(workplace.incoming.folder, 'stranger.txt'), 'hello');
    await run();
    expect([
      await workplace.incoming.list(),
      readdirSync(workplace.folder).includes('unknown-stranger.txt'),
    ]).to.deep.equal([[], true]);
  });

  it('removes outputs that no row knows, and no other', async () => {
    await queueInstance(workplace, '1.2.3', ['pacs']);
    const [known] = await workplace.outgoing.list();
    spoolOutput(workplace, '2.25.99');
    const { orphanOutputs } = await run();
    expect([orphanOutputs, await workplace.outgoing.list()]).to.deep.equal([1, [known]]);
  });

  it('leaves the books balanced', async () => {
    await queueInstance(workplace, '1.2.3', ['pacs']);
    await spoolOriginal(workplace, '1.2.4', instanceBytes('1.2.4'));
    await spoolOriginal(workplace, '1.2.5', Buffer.from('noise noise noise'));
    await run();
    expect(await workplace.store.books()).to.deep.include({
      received: 3,
      queued: 2,
      quarantined: 1,
      balanced: true,
    });
  });
});
