import { expect } from 'chai';
import {
  claimDeliveries,
  deidentifiedInstance,
  entries,
  events,
  OWNER,
  refusedInstance,
  temporaryStores,
} from './temporary-store.js';

const SENT = { kind: 'sent', status: 0, peer: 'PACS@127.0.0.1:4242' } as const;

describe('store: deliveries', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('tells the claimant where the output lies', async () => {
    const { store } = await temporary.open();
    const id = await deidentifiedInstance(store);
    const [claimed] = await store.claimDeliveries({
      destination: 'pacs',
      owner: OWNER,
      limit: 1,
      leaseMs: 1000,
    });
    expect(claimed?.output).to.deep.equal((await store.getInstance(id))?.output);
  });

  it('claims nothing for another destination', async () => {
    const { store } = await temporary.open();
    await deidentifiedInstance(store);
    expect(await claimDeliveries(store, 'archive')).to.deep.equal([]);
  });

  it('gives a leased delivery to no one else until the lease has run out', async () => {
    const { store, clock } = await temporary.open();
    await deidentifiedInstance(store);
    const first = await claimDeliveries(store);
    const other = { destination: 'pacs', owner: 'other', limit: 100, leaseMs: 1000 };
    expect(await store.claimDeliveries(other)).to.deep.equal([]);
    clock.at += 60_000;
    expect((await store.claimDeliveries(other)).map(({ id }) => id)).to.deep.equal(first);
  });

  it('refuses a completion after another took the lease', async () => {
    const { store, clock } = await temporary.open();
    await deidentifiedInstance(store);
    const [id = 0] = await claimDeliveries(store);
    clock.at += 60_000;
    await store.claimDeliveries({ destination: 'pacs', owner: 'other', limit: 1, leaseMs: 1000 });
    expect(await store.completeDelivery(id, OWNER, SENT)).to.deep.equal({ kind: 'lease-lost' });
  });

  it('refuses a second completion', async () => {
    const { store } = await temporary.open();
    await deidentifiedInstance(store);
    const [id = 0] = await claimDeliveries(store);
    await store.completeDelivery(id, OWNER, SENT);
    expect(await store.completeDelivery(id, OWNER, SENT)).to.deep.equal({ kind: 'lease-lost' });
  });

  it('makes the instance sent with its last delivery', async () => {
    const { store } = await temporary.open();
    const id = await deidentifiedInstance(store, { destinations: ['pacs', 'archive'] });
    const [first = 0] = await claimDeliveries(store, 'pacs');
    const [second = 0] = await claimDeliveries(store, 'archive');
    const states = [
      await store.completeDelivery(first, OWNER, SENT),
      await store.completeDelivery(second, OWNER, SENT),
    ].map((outcome) => (outcome.kind === 'completed' ? outcome.instanceState : outcome.kind));
    expect(states).to.deep.equal(['deidentified', 'sent']);
    expect((await store.getInstance(id))?.state).to.equal('sent');
  });

  it('audits the status, the destination and who took it', async () => {
    const { store } = await temporary.open();
    await deidentifiedInstance(store);
    const [id = 0] = await claimDeliveries(store);
    await store.completeDelivery(id, OWNER, { ...SENT, status: 0xb007 });
    expect((await entries(store, { event: 'delivery.sent' }))[0]).to.include({
      destination: 'pacs',
      status: 0xb007,
      peer: 'PACS@127.0.0.1:4242',
    });
  });

  it('completes several in one call, each on its own merits', async () => {
    const { store } = await temporary.open();
    await deidentifiedInstance(store);
    await deidentifiedInstance(store);
    const [first = 0, second = 0] = await claimDeliveries(store);
    const outcomes = await store.completeDeliveries([
      { deliveryId: first, owner: OWNER, outcome: SENT },
      { deliveryId: second, owner: 'other', outcome: SENT },
    ]);
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal(['completed', 'lease-lost']);
  });

  it('defers without a change of state', async () => {
    const { store, clock } = await temporary.open();
    const id = await deidentifiedInstance(store);
    const [delivery = 0] = await claimDeliveries(store);
    const nextAttemptAt = clock.at + 1000;
    await store.completeDelivery(delivery, OWNER, { kind: 'deferred', code: 'NOT_REACHABLE', nextAttemptAt });
    const detail = await store.getInstance(id);
    expect(detail?.state).to.equal('deidentified');
    expect(detail?.deliveries[0]).to.include({
      state: 'queued',
      attempts: 1,
      lastCode: 'NOT_REACHABLE',
      nextAttemptAt,
    });
  });

  it('claims a deferred delivery only when it is due', async () => {
    const { store, clock } = await temporary.open();
    await deidentifiedInstance(store);
    const [id = 0] = await claimDeliveries(store);
    await store.completeDelivery(id, OWNER, { kind: 'deferred', code: 'X', nextAttemptAt: clock.at + 1000 });
    expect(await claimDeliveries(store)).to.deep.equal([]);
    clock.at += 1000;
    expect(await claimDeliveries(store)).to.deep.equal([id]);
  });

  it('tells a failure that goes on once in the audit, and again when it changes', async () => {
    const { store, clock } = await temporary.open();
    await deidentifiedInstance(store);
    for (const code of ['A', 'A', 'A', 'B']) {
      const [id = 0] = await claimDeliveries(store);
      await store.completeDelivery(id, OWNER, { kind: 'deferred', code, nextAttemptAt: clock.at });
    }
    const told = await entries(store, { event: 'delivery.deferred' });
    expect(told.map(({ code }) => code)).to.deep.equal(['A', 'B']);
  });

  it('quarantines the instance that a destination refuses', async () => {
    const { store } = await temporary.open();
    const id = await refusedInstance(store);
    expect(await store.getInstance(id)).to.include({
      state: 'quarantined',
      quarantineCode: 'DELIVERY_REFUSED',
      quarantineDetail: 'pacs: STATUS_REFUSED',
    });
  });

  it('goes on with the other deliveries of a refused instance', async () => {
    const { store } = await temporary.open();
    const id = await refusedInstance(store, { destinations: ['pacs', 'archive'] });
    const [other = 0] = await claimDeliveries(store, 'archive');
    const outcome = await store.completeDelivery(other, OWNER, SENT);
    expect(outcome).to.deep.equal({ kind: 'completed', instanceState: 'quarantined' });
    expect((await store.getInstance(id))?.deliveries.map(({ state }) => state)).to.deep.equal([
      'refused',
      'sent',
    ]);
  });

  it('writes the whole story of an instance into the audit, in order', async () => {
    const { store } = await temporary.open();
    const id = await deidentifiedInstance(store);
    const [delivery = 0] = await claimDeliveries(store);
    await store.completeDelivery(delivery, OWNER, SENT);
    expect(await events(store, { instanceId: id })).to.deep.equal([
      'instance.received',
      'instance.routed',
      'instance.deidentified',
      'delivery.sent',
      'instance.sent',
    ]);
  });
});
