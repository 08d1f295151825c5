import { expect } from 'chai';
import {
  claimDeliveries,
  deidentified,
  entries,
  events,
  idOf,
  OWNER,
  receiveAndClaim,
  received,
  STRATEGY,
  temporaryStores,
} from './temporary-store.js';

const CLAIM = { owner: OWNER, limit: 10, leaseMs: 60_000 };

describe('store: claiming and advancing instances', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('claims the oldest first', async () => {
    const { store, clock } = await temporary.open();
    const ids: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      clock.at += 1;
      ids.push(idOf(await store.recordReceived(received())));
    }
    const claimed = await store.claimInstances({ ...CLAIM, limit: 3 });
    expect(claimed.map(({ id }) => id)).to.deep.equal(ids.slice(0, 3));
  });

  it('tells the claimant where the original lies', async () => {
    const { store } = await temporary.open();
    const facts = received();
    await store.recordReceived(facts);
    const [claimed] = await store.claimInstances(CLAIM);
    expect(claimed).to.include({ ...facts, version: 1, attempts: 0 });
  });

  it('gives a leased instance to no one else', async () => {
    const { store } = await temporary.open();
    await receiveAndClaim(store);
    expect(await store.claimInstances({ ...CLAIM, owner: 'other' })).to.deep.equal([]);
  });

  it('gives it to another when the lease has run out', async () => {
    const { store, clock } = await temporary.open();
    const id = await receiveAndClaim(store);
    clock.at += 60_000;
    const claimed = await store.claimInstances({ ...CLAIM, owner: 'other' });
    expect(claimed.map((each) => each.id)).to.deep.equal([id]);
  });

  it('refuses an advance after another took the lease', async () => {
    const { store, clock } = await temporary.open();
    const id = await receiveAndClaim(store);
    clock.at += 60_000;
    await store.claimInstances({ ...CLAIM, owner: 'other' });
    expect(await store.advanceInstance(id, OWNER, deidentified())).to.deep.equal({ kind: 'lease-lost' });
  });

  it('writes nothing for a lost lease', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    await store.advanceInstance(
      id,
      'other',
      deidentified({ crosswalk: [{ kind: 'uid', original: '1', replacement: '2' }] }),
    );
    expect(await store.findCrosswalk('1')).to.deep.equal([]);
    expect(await events(store)).to.deep.equal(['instance.received']);
  });

  it('accepts work finished late when no one took the lease', async () => {
    const { store, clock } = await temporary.open();
    const id = await receiveAndClaim(store);
    clock.at += 120_000;
    expect((await store.advanceInstance(id, OWNER, deidentified())).kind).to.equal('advanced');
  });

  it('refuses a second advance of the same claim', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    await store.advanceInstance(id, OWNER, deidentified());
    expect(await store.advanceInstance(id, OWNER, deidentified())).to.deep.equal({ kind: 'lease-lost' });
  });

  it('refuses to advance what does not exist', async () => {
    const { store } = await temporary.open();
    expect(await store.advanceInstance(99, OWNER, deidentified())).to.deep.equal({ kind: 'lease-lost' });
  });

  it('stores output, decision, crosswalk and deliveries of a de-identified instance together', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    const outcome = deidentified({
      destinations: ['pacs', 'archive'],
      crosswalk: [{ kind: 'patientId', original: 'P1', replacement: 'Q1' }],
    });
    await store.advanceInstance(id, OWNER, outcome);
    const detail = await store.getInstance(id);
    expect(detail?.state).to.equal('deidentified');
    expect(detail?.output).to.deep.equal(outcome.output);
    expect(detail?.strategy).to.deep.equal(STRATEGY);
    expect(detail?.deliveries.map((each) => [each.destination, each.state])).to.deep.equal([
      ['pacs', 'queued'],
      ['archive', 'queued'],
    ]);
    expect((await store.findCrosswalk('P1')).map(({ replacement }) => replacement)).to.deep.equal(['Q1']);
  });

  it('audits routing and de-identification with tokens, actions and the hash of what may leave', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    const outcome = deidentified({ tokens: { patientOriginal: 'aa', patientReplacement: 'bb' } });
    await store.advanceInstance(id, OWNER, outcome);
    const [, routed, done] = await entries(store);
    expect(routed).to.include({ event: 'instance.routed', instanceId: id, route: 'research' });
    expect(done).to.deep.include({
      event: 'instance.deidentified',
      instanceId: id,
      strategy: STRATEGY,
      actions: { X: 3, U: 5 },
      outputHash: outcome.output.hash,
    });
    expect(done?.tokens).to.include({ patientOriginal: 'aa', patientReplacement: 'bb' });
  });

  it('takes a destination named twice once', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    await store.advanceInstance(id, OWNER, deidentified({ destinations: ['pacs', 'pacs'] }));
    expect((await store.getInstance(id))?.deliveries).to.have.length(1);
  });

  it('refuses a de-identified instance that goes nowhere, and leaves it claimed', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    const problem = await store
      .advanceInstance(id, OWNER, deidentified({ destinations: [] }))
      .catch((error: unknown) => String(error));
    expect(problem).to.contain('needs a destination');
    expect(await store.getInstance(id)).to.include({ state: 'received', leaseOwner: OWNER });
  });

  it('discards by a rule, with its reason in the audit', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    const outcome = { kind: 'discarded', strategy: STRATEGY, route: 'scouts', reason: 'localizer' } as const;
    expect(await store.advanceInstance(id, OWNER, outcome)).to.include({
      kind: 'advanced',
      state: 'discarded',
    });
    expect((await entries(store, { event: 'instance.discarded' }))[0]).to.include({
      route: 'scouts',
      reason: 'localizer',
    });
  });

  it('quarantines with code and element path', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    await store.advanceInstance(id, OWNER, { kind: 'quarantined', code: 'NO_ROUTE', detail: '(0008,0060)' });
    expect(await store.getInstance(id)).to.include({
      state: 'quarantined',
      quarantineCode: 'NO_ROUTE',
      quarantineDetail: '(0008,0060)',
      leaseOwner: null,
    });
  });

  it('defers without a change of state and counts the attempt', async () => {
    const { store, clock } = await temporary.open();
    const id = await receiveAndClaim(store);
    await store.advanceInstance(id, OWNER, {
      kind: 'deferred',
      code: 'SPOOL_FULL',
      nextAttemptAt: clock.at + 500,
    });
    expect(await store.getInstance(id)).to.include({
      state: 'received',
      attempts: 1,
      lastCode: 'SPOOL_FULL',
    });
  });

  it('claims a deferred instance only when it is due', async () => {
    const { store, clock } = await temporary.open();
    const id = await receiveAndClaim(store);
    await store.advanceInstance(id, OWNER, {
      kind: 'deferred',
      code: 'SPOOL_FULL',
      nextAttemptAt: clock.at + 500,
    });
    clock.at += 499;
    expect(await store.claimInstances(CLAIM)).to.deep.equal([]);
    clock.at += 1;
    expect((await store.claimInstances(CLAIM)).map((each) => each.id)).to.deep.equal([id]);
  });

  it('tells a failure that goes on once in the audit', async () => {
    const { store, clock } = await temporary.open();
    const id = await receiveAndClaim(store);
    for (let n = 0; n < 3; n += 1) {
      await store.advanceInstance(id, OWNER, {
        kind: 'deferred',
        code: 'SPOOL_FULL',
        nextAttemptAt: clock.at,
      });
      await store.claimInstances(CLAIM);
    }
    expect(await events(store, { event: 'instance.deferred' })).to.have.length(1);
  });

  it('queues a delivery that is due at once', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    await store.advanceInstance(id, OWNER, deidentified());
    expect(await claimDeliveries(store)).to.have.length(1);
  });
});
