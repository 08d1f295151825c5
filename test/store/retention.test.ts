import { expect } from 'chai';
import type { Store } from '../../src/store/store.js';
import {
  ACT,
  claimDeliveries,
  deidentifiedInstance,
  entries,
  idOf,
  OWNER,
  received,
  refusedInstance,
  temporaryStores,
} from './temporary-store.js';

async function sentInstance(store: Store): Promise<number> {
  const id = await deidentifiedInstance(store);
  const [delivery = 0] = await claimDeliveries(store);
  await store.completeDelivery(delivery, OWNER, { kind: 'sent', status: 0 });
  return id;
}

describe('store: retention', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('lists both files of a sent instance once they are old enough', async () => {
    const { store, clock } = await temporary.open();
    const id = await sentInstance(store);
    const detail = await store.getInstance(id);
    const removable = await store.listRemovable({
      originalsBefore: clock.at + 1,
      outputsBefore: clock.at + 1,
      limit: 10,
    });
    expect(removable).to.deep.equal({
      originals: [{ instanceId: id, file: detail?.spoolFile }],
      outputs: [{ instanceId: id, file: detail?.output?.file }],
    });
  });

  it('lists nothing that finished too lately', async () => {
    const { store, clock } = await temporary.open();
    await sentInstance(store);
    const removable = await store.listRemovable({
      originalsBefore: clock.at,
      outputsBefore: clock.at,
      limit: 10,
    });
    expect(removable).to.deep.equal({ originals: [], outputs: [] });
  });

  it('never lists what waits or is quarantined', async () => {
    const { store, clock } = await temporary.open();
    await refusedInstance(store);
    await deidentifiedInstance(store);
    await store.recordReceived(received());
    const later = clock.at + 1e9;
    const removable = await store.listRemovable({ originalsBefore: later, outputsBefore: later, limit: 10 });
    expect(removable).to.deep.equal({ originals: [], outputs: [] });
  });

  it('lists the original of a discarded instance, which has no output', async () => {
    const { store, clock } = await temporary.open();
    const id = idOf(await store.recordReceived(received()));
    await store.discard(id, ACT);
    const later = clock.at + 1;
    const removable = await store.listRemovable({ originalsBefore: later, outputsBefore: later, limit: 10 });
    expect(removable.originals.map(({ instanceId }) => instanceId)).to.deep.equal([id]);
    expect(removable.outputs).to.deep.equal([]);
  });

  it('does not list or know again what was removed', async () => {
    const { store, clock } = await temporary.open();
    const id = await sentInstance(store);
    const detail = await store.getInstance(id);
    await store.markRemoved({ originals: [id], outputs: [id] });
    const later = clock.at + 1;
    const removable = await store.listRemovable({ originalsBefore: later, outputsBefore: later, limit: 10 });
    expect(removable).to.deep.equal({ originals: [], outputs: [] });
    const known = await store.knownSpoolFiles({
      incoming: [detail?.spoolFile ?? ''],
      outgoing: [detail?.output?.file ?? ''],
    });
    expect(known).to.deep.equal({ incoming: [], outgoing: [] });
  });

  it('audits how many files went', async () => {
    const { store } = await temporary.open();
    const id = await sentInstance(store);
    await store.markRemoved({ originals: [id], outputs: [] });
    expect((await entries(store, { event: 'spool.removed' }))[0]?.actions).to.deep.equal({
      originals: 1,
      outputs: 0,
    });
  });

  it('never marks what is still needed', async () => {
    const { store } = await temporary.open();
    const id = idOf(await store.recordReceived(received()));
    await store.markRemoved({ originals: [id], outputs: [id] });
    expect(await store.getInstance(id)).to.include({ originalRemovedAt: null, outputRemovedAt: null });
  });

  it('still answers duplicate when the original is gone', async () => {
    const { store } = await temporary.open();
    const id = await sentInstance(store);
    const detail = await store.getInstance(id);
    await store.markRemoved({ originals: [id], outputs: [id] });
    const again = received({ sopInstanceUid: detail?.sopInstanceUid ?? '', sha256: detail?.sha256 ?? '' });
    expect((await store.recordReceived(again)).kind).to.equal('duplicate');
  });
});
