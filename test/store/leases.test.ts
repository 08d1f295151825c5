import { expect } from 'chai';
import {
  claimDeliveries,
  deidentified,
  deidentifiedInstance,
  idOf,
  OWNER,
  receiveAndClaim,
  received,
  temporaryStores,
} from './temporary-store.js';

const OTHER = { owner: 'other', limit: 10, leaseMs: 1000 };

describe('store: leases and recovery', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('renews all leases of an owner', async () => {
    const { store, clock } = await temporary.open();
    await deidentifiedInstance(store);
    await claimDeliveries(store);
    await receiveAndClaim(store);
    clock.at += 59_000;
    expect(await store.renewLeases(OWNER, 60_000)).to.deep.equal({ instances: 1, deliveries: 1 });
    clock.at += 59_000;
    expect(await store.claimInstances(OTHER)).to.deep.equal([]);
    expect(await store.claimDeliveries({ ...OTHER, destination: 'pacs' })).to.deep.equal([]);
  });

  it('frees what an owner holds at its shutdown', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    expect(await store.releaseLeases(OWNER)).to.deep.equal({ instances: 1, deliveries: 0 });
    expect((await store.claimInstances(OTHER)).map((each) => each.id)).to.deep.equal([id]);
  });

  it('leaves the leases of others alone', async () => {
    const { store } = await temporary.open();
    await receiveAndClaim(store);
    expect(await store.releaseLeases('other')).to.deep.equal({ instances: 0, deliveries: 0 });
  });

  it('frees what a dead process held when a node starts', async () => {
    const { store } = await temporary.open();
    await deidentifiedInstance(store);
    await claimDeliveries(store);
    await receiveAndClaim(store);
    expect(await store.recover()).to.deep.equal({ instances: 1, deliveries: 1 });
    expect(await store.claimInstances(OTHER)).to.have.length(1);
  });

  it('tells which spool files a row refers to', async () => {
    const { store } = await temporary.open();
    const id = idOf(await store.recordReceived(received({ spoolFile: 'here.dcm' })));
    await store.claimInstances({ owner: OWNER, limit: 1, leaseMs: 1000 });
    const outcome = deidentified();
    await store.advanceInstance(id, OWNER, outcome);
    const known = await store.knownSpoolFiles({
      incoming: ['here.dcm', 'orphan.dcm'],
      outgoing: ['orphan.dcm', outcome.output.file],
    });
    expect(known).to.deep.equal({ incoming: ['here.dcm'], outgoing: [outcome.output.file] });
  });
});
