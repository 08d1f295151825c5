import { expect } from 'chai';
import {
  ACT,
  claimDeliveries,
  deidentifiedInstance,
  idOf,
  OWNER,
  received,
  refusedInstance,
  temporaryStores,
} from './temporary-store.js';
import type { InstanceFilter, Store } from '../../src/store/store.js';

async function idsOf(store: Store, filter: InstanceFilter): Promise<number[]> {
  return (await store.listInstances(filter)).rows.map(({ id }) => id);
}

describe('store: the books', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('balance for whoever looks while others write', async () => {
    const { store, file } = await temporary.open();
    const { store: looking } = await temporary.open({ file, role: 'tool' });
    const writer = { isDone: false };
    const writing = (async () => {
      for (let n = 0; n < 300; n += 1) await store.recordReceived(received());
      writer.isDone = true;
    })();
    let looks = 0;
    for (; !writer.isDone; looks += 1) {
      const books = await looking.books();
      expect(books.balanced, JSON.stringify(books)).to.equal(true);
      const { states } = await looking.counts();
      expect(states.every((one) => one.instances === 0 || one.oldestReceivedAt !== null)).to.equal(true);
    }
    await writing;
    expect(looks).to.be.above(20);
  });
});

describe('store: lists', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('pages through all instances, oldest first', async () => {
    const { store } = await temporary.open();
    for (let n = 0; n < 5; n += 1) await store.recordReceived(received());
    const seen: number[] = [];
    let cursor: number | undefined;
    do {
      const page = await store.listInstances({ limit: 2, cursor });
      seen.push(...page.rows.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('pages newest first where asked', async () => {
    const { store } = await temporary.open();
    for (let n = 0; n < 3; n += 1) await store.recordReceived(received());
    const { rows, next } = await store.listInstances({ limit: 2, order: 'newest' });
    expect(rows.map(({ id }) => id)).to.deep.equal([3, 2]);
    expect(await idsOf(store, { order: 'newest', cursor: next })).to.deep.equal([1]);
  });

  it('finds by state', async () => {
    const { store } = await temporary.open();
    await store.recordReceived(received());
    const id = idOf(await store.recordReceived(received({ quarantine: { code: 'NO_ROUTE' } })));
    expect(await idsOf(store, { states: ['quarantined', 'sent'] })).to.deep.equal([id]);
  });

  it('finds nothing for no state', async () => {
    const { store } = await temporary.open();
    await store.recordReceived(received());
    expect(await idsOf(store, { states: [] })).to.deep.equal([]);
  });

  it('finds by quarantine code', async () => {
    const { store } = await temporary.open();
    await store.recordReceived(received({ quarantine: { code: 'OTHER' } }));
    const id = idOf(await store.recordReceived(received({ quarantine: { code: 'NO_ROUTE' } })));
    expect(await idsOf(store, { code: 'NO_ROUTE' })).to.deep.equal([id]);
  });

  it('finds by calling and called AE title', async () => {
    const { store } = await temporary.open();
    await store.recordReceived(received({ callingAeTitle: 'MR', calledAeTitle: 'A' }));
    const id = idOf(await store.recordReceived(received({ callingAeTitle: 'MR', calledAeTitle: 'B' })));
    expect(await idsOf(store, { callingAeTitle: 'MR', calledAeTitle: 'B' })).to.deep.equal([id]);
  });

  it('finds by destination, but not cancelled deliveries', async () => {
    const { store } = await temporary.open();
    const id = await deidentifiedInstance(store, { destinations: ['archive'] });
    expect(await idsOf(store, { destination: 'archive' })).to.deep.equal([id]);
    await store.discard(id, ACT);
    expect(await idsOf(store, { destination: 'archive' })).to.deep.equal([]);
  });

  it('finds by time of receipt, since included and until not', async () => {
    const { store, clock } = await temporary.open();
    const times: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      clock.at += 10;
      times.push(clock.at);
      await store.recordReceived(received());
    }
    expect(await idsOf(store, { since: times[1], until: times[2] })).to.deep.equal([2]);
  });

  it('has no detail of an instance that does not exist', async () => {
    const { store } = await temporary.open();
    expect(await store.getInstance(5)).to.equal(undefined);
  });
});

describe('store: counts', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('balance the books of an empty store', async () => {
    const { store } = await temporary.open();
    expect(await store.books()).to.deep.equal({
      received: 0,
      sent: 0,
      queued: 0,
      quarantined: 0,
      discarded: 0,
      balanced: true,
    });
  });

  it('balance the books with one instance in each state', async () => {
    const { store } = await temporary.open();
    await deidentifiedInstance(store);
    const [delivery = 0] = await claimDeliveries(store);
    await store.completeDelivery(delivery, OWNER, { kind: 'sent', status: 0 });
    await refusedInstance(store);
    await store.discard(idOf(await store.recordReceived(received())), ACT);
    await store.recordReceived(received());
    expect(await store.books()).to.deep.equal({
      received: 4,
      sent: 1,
      queued: 1,
      quarantined: 1,
      discarded: 1,
      balanced: true,
    });
  });

  it('tell the deliveries of each destination', async () => {
    const { store, clock } = await temporary.open();
    await deidentifiedInstance(store, { destinations: ['archive', 'pacs'] });
    await deidentifiedInstance(store, { destinations: ['pacs'] });
    const [delivery = 0] = await claimDeliveries(store);
    await store.completeDelivery(delivery, OWNER, {
      kind: 'deferred',
      code: 'X',
      nextAttemptAt: clock.at + 1,
    });
    expect(await store.deliveryCounts()).to.deep.equal([
      { destination: 'archive', queued: 1, deferred: 0, sent: 0, refused: 0, cancelled: 0 },
      { destination: 'pacs', queued: 2, deferred: 1, sent: 0, refused: 0, cancelled: 0 },
    ]);
  });

  it('tell how deep the queue is', async () => {
    const { store } = await temporary.open();
    await deidentifiedInstance(store);
    await store.recordReceived(received());
    await store.recordReceived(received({ quarantine: { code: 'NO_ROUTE' } }));
    expect(await store.queueDepth()).to.equal(2);
  });
});
