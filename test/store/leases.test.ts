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

  it('does not give an owner again what it holds, though the clock was set forward a day', async () => {
    const { store, clock } = await temporary.open();
    await deidentifiedInstance(store);
    const [delivery] = await claimDeliveries(store);
    const id = await receiveAndClaim(store);
    clock.at += 86_400_000;
    const again = { owner: OWNER, limit: 10, leaseMs: 60_000 };
    expect(await store.claimInstances(again)).to.deep.equal([]);
    expect(await store.claimDeliveries({ ...again, destination: 'pacs' })).to.deep.equal([]);
    expect(await store.advanceInstance(id, OWNER, deidentified())).to.include({ kind: 'advanced' });
    const sent = await store.completeDelivery(delivery ?? 0, OWNER, { kind: 'sent', status: 0 });
    expect(sent).to.include({ kind: 'completed' });
  });

  it('gives another owner what one held whose lease ran out', async () => {
    const { store, clock } = await temporary.open();
    const id = await receiveAndClaim(store);
    clock.at += 86_400_000;
    expect((await store.claimInstances(OTHER)).map((each) => each.id)).to.deep.equal([id]);
  });

  it('brings forward what waits for a time that the clock, set back an hour, is far from', async () => {
    const { store, clock } = await temporary.open();
    await deidentifiedInstance(store);
    const [delivery] = await claimDeliveries(store);
    const nextAttemptAt = clock.at + 1000;
    await store.completeDelivery(delivery ?? 0, OWNER, { kind: 'deferred', code: 'TEST', nextAttemptAt });
    await store.recordReceived(received());
    clock.at -= 3_600_000;
    expect([await claimDeliveries(store), await store.claimInstances(OTHER)]).to.deep.equal([[], []]);
    expect(await store.bringForward(7_200_000)).to.equal(0);
    expect(await store.bringForward(0)).to.equal(2);
    expect(
      [await claimDeliveries(store), await store.claimInstances(OTHER)].map((all) => all.length),
    ).to.deep.equal([1, 1]);
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
