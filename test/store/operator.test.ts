import { expect } from 'chai';
import {
  ACT,
  claimDeliveries,
  deidentified,
  deidentifiedInstance,
  entries,
  events,
  idOf,
  OWNER,
  receiveAndClaim,
  received,
  refusedInstance,
  temporaryStores,
} from './temporary-store.js';
import type { Store } from '../../src/store/store.js';

const SENT = { kind: 'sent', status: 0 } as const;

async function quarantined(store: Store): Promise<number> {
  return idOf(await store.recordReceived(received({ quarantine: { code: 'NO_ROUTE' } })));
}

describe('store: the operator releases', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('a quarantined instance, which is received again', async () => {
    const { store } = await temporary.open();
    const id = await quarantined(store);
    expect(await store.release(id, ACT)).to.deep.equal({ kind: 'done', state: 'received' });
    expect(await store.getInstance(id)).to.include({ state: 'received', quarantineCode: null, attempts: 0 });
  });

  it('and is on record with the reason', async () => {
    const { store } = await temporary.open();
    await store.release(await quarantined(store), ACT);
    expect((await entries(store, { event: 'instance.released' }))[0]).to.include(ACT);
  });

  it('only from quarantine', async () => {
    const { store } = await temporary.open();
    const id = idOf(await store.recordReceived(received()));
    expect(await store.release(id, ACT)).to.deep.equal({ kind: 'conflict', state: 'received' });
  });

  it('nothing that does not exist', async () => {
    const { store } = await temporary.open();
    expect(await store.release(7, ACT)).to.deep.equal({ kind: 'not-found' });
  });

  it('and cancels the deliveries that were not sent', async () => {
    const { store } = await temporary.open();
    const id = await refusedInstance(store, { destinations: ['pacs', 'archive'] });
    await store.release(id, ACT);
    const states = (await store.getInstance(id))?.deliveries.map(({ state }) => state);
    expect(states).to.deep.equal(['cancelled', 'cancelled']);
  });

  it('not while one of its deliveries is on the wire', async () => {
    const { store } = await temporary.open();
    const id = await refusedInstance(store, { destinations: ['pacs', 'archive'] });
    await claimDeliveries(store, 'archive');
    expect(await store.release(id, ACT)).to.deep.equal({ kind: 'busy', state: 'quarantined' });
  });

  it('and de-identification makes the deliveries anew', async () => {
    const { store } = await temporary.open();
    const id = await refusedInstance(store);
    await store.release(id, ACT);
    await store.claimInstances({ owner: OWNER, limit: 1, leaseMs: 1000 });
    await store.advanceInstance(id, OWNER, deidentified());
    expect((await store.getInstance(id))?.deliveries[0]).to.include({
      state: 'queued',
      attempts: 0,
      lastCode: null,
    });
  });

  it('and a destination that has the instance already does not get it again', async () => {
    const { store } = await temporary.open();
    const id = await refusedInstance(store, { destinations: ['pacs', 'archive'] });
    const [archive = 0] = await claimDeliveries(store, 'archive');
    await store.completeDelivery(archive, OWNER, SENT);
    await store.release(id, ACT);
    await store.claimInstances({ owner: OWNER, limit: 1, leaseMs: 1000 });
    await store.advanceInstance(id, OWNER, deidentified({ destinations: ['pacs', 'archive'] }));
    expect(await claimDeliveries(store, 'archive')).to.deep.equal([]);
    expect(await claimDeliveries(store, 'pacs')).to.have.length(1);
  });

  it('and it is sent when all its new destinations have it already', async () => {
    const { store } = await temporary.open();
    const id = await refusedInstance(store, { destinations: ['pacs', 'archive'] });
    const [archive = 0] = await claimDeliveries(store, 'archive');
    await store.completeDelivery(archive, OWNER, SENT);
    await store.release(id, ACT);
    await store.claimInstances({ owner: OWNER, limit: 1, leaseMs: 1000 });
    const outcome = await store.advanceInstance(id, OWNER, deidentified({ destinations: ['archive'] }));
    expect(outcome).to.include({ kind: 'advanced', state: 'sent' });
  });

  it('and learns which output file the new one takes the place of', async () => {
    const { store } = await temporary.open();
    const first = deidentified();
    const id = await refusedInstance(store, first);
    await store.release(id, ACT);
    await store.claimInstances({ owner: OWNER, limit: 1, leaseMs: 1000 });
    const outcome = await store.advanceInstance(id, OWNER, deidentified());
    expect(outcome).to.include({ supersededFile: first.output.file });
  });
});

describe('store: the operator discards', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('a quarantined instance', async () => {
    const { store } = await temporary.open();
    const id = await quarantined(store);
    expect(await store.discard(id, ACT)).to.deep.equal({ kind: 'done', state: 'discarded' });
  });

  it('a queued instance, with its deliveries', async () => {
    const { store } = await temporary.open();
    const id = await deidentifiedInstance(store);
    await store.discard(id, ACT);
    expect(await claimDeliveries(store)).to.deep.equal([]);
    expect(await events(store, { instanceId: id })).to.include.members([
      'delivery.cancelled',
      'instance.discarded',
    ]);
  });

  it('nothing that is sent', async () => {
    const { store } = await temporary.open();
    const id = await deidentifiedInstance(store);
    const [delivery = 0] = await claimDeliveries(store);
    await store.completeDelivery(delivery, OWNER, SENT);
    expect(await store.discard(id, ACT)).to.deep.equal({ kind: 'conflict', state: 'sent' });
  });

  it('nothing that a worker holds', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    expect(await store.discard(id, ACT)).to.deep.equal({ kind: 'busy', state: 'received' });
  });
});

describe('store: the operator retries', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  async function deferredDelivery(store: Store, until: number): Promise<number> {
    const id = await deidentifiedInstance(store);
    const [delivery = 0] = await claimDeliveries(store);
    await store.completeDelivery(delivery, OWNER, { kind: 'deferred', code: 'X', nextAttemptAt: until });
    return id;
  }

  it('the deferred deliveries of a destination, which are due now', async () => {
    const { store, clock } = await temporary.open();
    await deferredDelivery(store, clock.at + 1_000_000);
    const outcome = await store.retry({ destination: 'pacs' }, ACT);
    expect(outcome).to.deep.equal({ kind: 'retried', deliveries: 1, instances: 0 });
    expect(await claimDeliveries(store)).to.have.length(1);
  });

  it('nothing of another destination', async () => {
    const { store, clock } = await temporary.open();
    await deferredDelivery(store, clock.at + 1_000_000);
    expect(await store.retry({ destination: 'archive' }, ACT)).to.deep.equal({
      kind: 'retried',
      deliveries: 0,
      instances: 0,
    });
  });

  it('one instance and not the others', async () => {
    const { store, clock } = await temporary.open();
    const id = await deferredDelivery(store, clock.at + 1_000_000);
    await deferredDelivery(store, clock.at + 1_000_000);
    await store.retry({ instanceId: id }, ACT);
    expect(await claimDeliveries(store)).to.have.length(1);
  });

  it('a refused delivery, and its instance is de-identified again', async () => {
    const { store } = await temporary.open();
    const id = await refusedInstance(store);
    await store.retry({ instanceId: id }, ACT);
    expect((await store.getInstance(id))?.state).to.equal('deidentified');
    const [delivery = 0] = await claimDeliveries(store);
    expect(await store.completeDelivery(delivery, OWNER, SENT)).to.include({ instanceState: 'sent' });
  });

  it('one of two refused deliveries, and the instance stays set aside for the other', async () => {
    const { store } = await temporary.open();
    const id = await refusedInstance(store, { destinations: ['pacs', 'archive'] });
    const [archive = 0] = await claimDeliveries(store, 'archive');
    await store.completeDelivery(archive, OWNER, { kind: 'refused', code: 'Y' });
    await store.retry({ destination: 'archive' }, ACT);
    expect((await store.getInstance(id))?.state).to.equal('quarantined');
    expect(await claimDeliveries(store, 'archive')).to.deep.equal([archive]);
  });

  it('everything that waits, de-identification too', async () => {
    const { store, clock } = await temporary.open();
    await deferredDelivery(store, clock.at + 1_000_000);
    const id = await receiveAndClaim(store);
    await store.advanceInstance(id, OWNER, {
      kind: 'deferred',
      code: 'X',
      nextAttemptAt: clock.at + 1_000_000,
    });
    const outcome = await store.retry({ all: true }, ACT);
    expect(outcome).to.deep.equal({ kind: 'retried', deliveries: 1, instances: 1 });
  });

  it('not what is quarantined for another reason', async () => {
    const { store } = await temporary.open();
    const id = await quarantined(store);
    expect(await store.retry({ instanceId: id }, ACT)).to.deep.equal({
      kind: 'conflict',
      state: 'quarantined',
    });
  });

  it('and is on record', async () => {
    const { store } = await temporary.open();
    await store.retry({ instanceId: await refusedInstance(store) }, ACT);
    expect(await events(store)).to.include.members(['delivery.retried', 'instance.requeued']);
  });

  it('and leaves no entry where nothing waited', async () => {
    const { store } = await temporary.open();
    await store.retry({ all: true }, ACT);
    expect(await events(store)).to.deep.equal([]);
  });
});
