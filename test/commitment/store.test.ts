import { expect } from 'chai';
import type { CommitmentRequest, Store } from '../../src/store/store.js';
import {
  claimDeliveries,
  deidentified,
  deidentifiedInstance,
  entries,
  events,
  OWNER,
  received,
  temporaryStores,
  ACT,
} from '../store/temporary-store.js';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const HOUR = 3_600_000;

function request(changes: Partial<CommitmentRequest> = {}): CommitmentRequest {
  return {
    transactionUid: '2.25.1',
    callingAeTitle: 'CT1',
    calledAeTitle: 'LETHE',
    address: '192.0.2.1',
    associationId: 'a1',
    references: [{ sopClassUid: CT, sopInstanceUid: '1.2.3' }],
    reportAt: 0,
    ...changes,
  };
}

describe('store: commitments that senders ask for', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('wait until they are told, over a restart, too', async () => {
    const { store, file } = await temporary.open();
    await store.recordCommitmentRequest(request());
    await store.close();
    const later = await temporary.open({ file });
    expect(await later.store.dueCommitments(10)).to.have.lengthOf(1);
  });

  it('come with what is known of each reference', async () => {
    const { store } = await temporary.open();
    await store.recordReceived(received({ sopInstanceUid: '1.2.3', spoolFile: 'a.dcm', sizeBytes: 7 }));
    await store.recordCommitmentRequest(
      request({
        references: [
          { sopClassUid: CT, sopInstanceUid: '1.2.3' },
          { sopClassUid: CT, sopInstanceUid: '9' },
        ],
      }),
    );
    const [due] = await store.dueCommitments(10);
    expect(due?.references.map(({ candidates }) => candidates)).to.deep.equal([
      [
        {
          sopClassUid: CT,
          state: 'received',
          quarantineCode: null,
          spoolFile: 'a.dcm',
          sizeBytes: 7,
          isOriginalRemoved: false,
        },
      ],
      [],
    ]);
  });

  it('are not due before their time', async () => {
    const { store, clock } = await temporary.open();
    await store.recordCommitmentRequest(request({ reportAt: clock.at + 1000 }));
    const before = (await store.dueCommitments(10)).length;
    clock.at += 1000;
    expect([before, (await store.dueCommitments(10)).length]).to.deep.equal([0, 1]);
  });

  it('are one when they are asked for twice while they wait', async () => {
    const { store } = await temporary.open();
    const first = await store.recordCommitmentRequest(request());
    const second = await store.recordCommitmentRequest(request({ associationId: 'a2' }));
    const due = await store.dueCommitments(10);
    expect([second, due.length, due[0]?.associationId]).to.deep.equal([first, 1, 'a2']);
  });

  it('are marked when the transaction UID is in use for others', async () => {
    const { store } = await temporary.open();
    await store.recordCommitmentRequest(request());
    await store.recordCommitmentRequest(request({ references: [{ sopClassUid: CT, sopInstanceUid: '7' }] }));
    expect((await store.dueCommitments(10)).map(({ isDuplicate }) => isDuplicate)).to.deep.equal([
      false,
      true,
    ]);
  });

  it('may use the transaction UID of another sender', async () => {
    const { store } = await temporary.open();
    await store.recordCommitmentRequest(request());
    await store.recordCommitmentRequest(
      request({ callingAeTitle: 'CT2', references: [{ sopClassUid: CT, sopInstanceUid: '7' }] }),
    );
    expect((await store.dueCommitments(10)).map(({ isDuplicate }) => isDuplicate)).to.deep.equal([
      false,
      false,
    ]);
  });

  it('are done when they were told, and both is in the audit', async () => {
    const { store } = await temporary.open();
    const id = await store.recordCommitmentRequest(request());
    await store.completeCommitment(id, { kind: 'reported', committed: 1, failed: 0 });
    expect(await store.dueCommitments(10)).to.deep.equal([]);
    const told = await entries(store, { event: 'commitment.reported' });
    expect([await events(store), told[0]?.actions, told[0]?.callingAeTitle]).to.deep.equal([
      ['commitment.requested', 'commitment.reported'],
      { committed: 1, failed: 0 },
      'CT1',
    ]);
  });

  it('are tried again later', async () => {
    const { store, clock } = await temporary.open();
    const id = await store.recordCommitmentRequest(request());
    await store.completeCommitment(id, {
      kind: 'deferred',
      code: 'ECONNREFUSED',
      nextAttemptAt: clock.at + 50,
    });
    const before = (await store.dueCommitments(10)).length;
    clock.at += 50;
    const [due] = await store.dueCommitments(10);
    expect([before, due?.attempts]).to.deep.equal([0, 1]);
  });

  it('are given up for good', async () => {
    const { store } = await temporary.open();
    const id = await store.recordCommitmentRequest(request());
    await store.completeCommitment(id, { kind: 'given-up', code: 'NO_ADDRESS' });
    await store.completeCommitment(id, { kind: 'reported', committed: 1, failed: 0 });
    expect([await store.dueCommitments(10), await events(store)]).to.deep.equal([
      [],
      ['commitment.requested', 'commitment.given-up'],
    ]);
  });
});

describe('store: commitments that destinations owe', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  const UID = '2.25.77';

  /** An instance that its destination has stored; its delivery and output UID. */
  async function stored(store: Store, uid: string): Promise<{ id: number; delivery: number }> {
    const id = await deidentifiedInstance(store, {
      output: { ...deidentified().output, sopInstanceUid: uid },
    });
    const [delivery = 0] = await claimDeliveries(store);
    await store.completeDelivery(delivery, OWNER, { kind: 'stored', status: 0, peer: 'PACS' });
    return { id, delivery };
  }

  const begin = (store: Store, now: number): Promise<readonly unknown[]> =>
    store.beginCommitment({ destination: 'pacs', transactionUid: UID, limit: 10, askAgainAt: now + HOUR });
  const settle = (
    store: Store,
    committed: readonly string[],
    failed: readonly string[] = [],
    resendAt = 0,
  ): Promise<unknown> =>
    store.settleCommitment({
      transactionUid: UID,
      committed: committed.map((sopInstanceUid) => ({ sopClassUid: CT, sopInstanceUid })),
      failed: failed.map((sopInstanceUid) => ({ sopClassUid: CT, sopInstanceUid, reason: 0x112 })),
      resendAt,
      peer: 'PACS',
    });
  const stateOf = async (store: Store, id: number): Promise<string | undefined> =>
    (await store.getInstance(id))?.state;

  it('keep an instance from being sent, and its files from being removed', async () => {
    const { store, clock } = await temporary.open();
    const { id } = await stored(store, '1.1');
    clock.at += 1000 * HOUR;
    const removable = await store.listRemovable({
      originalsBefore: clock.at,
      outputsBefore: clock.at,
      limit: 10,
    });
    expect([await stateOf(store, id), removable]).to.deep.equal([
      'deidentified',
      { originals: [], outputs: [] },
    ]);
  });

  it('are not sent a second time meanwhile', async () => {
    const { store, clock } = await temporary.open();
    await stored(store, '1.1');
    clock.at += 1000 * HOUR;
    expect(await claimDeliveries(store)).to.deep.equal([]);
  });

  it('name the instance as it was sent', async () => {
    const { store, clock } = await temporary.open();
    await stored(store, '1.1');
    expect(await begin(store, clock.at)).to.deep.equal([{ sopClassUid: CT, sopInstanceUid: '1.1' }]);
  });

  it('are asked for once, and again when nobody answers', async () => {
    const { store, clock } = await temporary.open();
    await stored(store, '1.1');
    await begin(store, clock.at);
    const soon = (await begin(store, clock.at)).length;
    clock.at += HOUR;
    expect([soon, (await begin(store, clock.at)).length]).to.deep.equal([0, 1]);
  });

  it('end the delivery when they come', async () => {
    const { store, clock } = await temporary.open();
    const { id } = await stored(store, '1.1');
    await begin(store, clock.at);
    const settlement = await settle(store, ['1.1']);
    expect([settlement, await stateOf(store, id)]).to.deep.equal([
      { kind: 'settled', destination: 'pacs', committed: 1, failed: 0 },
      'sent',
    ]);
    expect((await events(store, { instanceId: id })).slice(-3)).to.deep.equal([
      'delivery.stored',
      'delivery.sent',
      'instance.sent',
    ]);
  });

  it('come after a restart, too', async () => {
    const { store, clock, file } = await temporary.open();
    const { id } = await stored(store, '1.1');
    await begin(store, clock.at);
    await store.close();
    const later = await temporary.open({ file });
    await later.store.recover();
    await settle(later.store, ['1.1']);
    expect(await stateOf(later.store, id)).to.equal('sent');
  });

  it('count for the instances that they name alone', async () => {
    const { store, clock } = await temporary.open();
    const one = await stored(store, '1.1');
    const other = await stored(store, '1.2');
    await begin(store, clock.at);
    await settle(store, ['1.1', '9.9']);
    expect([await stateOf(store, one.id), await stateOf(store, other.id)]).to.deep.equal([
      'sent',
      'deidentified',
    ]);
  });

  it('of a transaction that nobody began change nothing', async () => {
    const { store } = await temporary.open();
    const { id } = await stored(store, '1.1');
    expect([await settle(store, ['1.1']), await stateOf(store, id)]).to.deep.equal([
      { kind: 'unknown' },
      'deidentified',
    ]);
  });

  it('that are refused have the instance sent again', async () => {
    const { store, clock } = await temporary.open();
    const { delivery } = await stored(store, '1.1');
    await begin(store, clock.at);
    await settle(store, [], ['1.1'], clock.at + 500);
    const soon = await claimDeliveries(store);
    clock.at += 500;
    expect([soon, await claimDeliveries(store)]).to.deep.equal([[], [delivery]]);
  });

  it('that are in both lists are refused', async () => {
    const { store, clock } = await temporary.open();
    const { id } = await stored(store, '1.1');
    await begin(store, clock.at);
    await settle(store, ['1.1'], ['1.1']);
    expect(await stateOf(store, id)).to.equal('deidentified');
  });

  it('that are refused for the third time set the instance aside', async () => {
    const { store, clock } = await temporary.open();
    const { id, delivery } = await stored(store, '1.1');
    for (let round = 0; round < 3; round += 1) {
      if (round > 0) {
        await claimDeliveries(store);
        await store.completeDelivery(delivery, OWNER, { kind: 'stored', status: 0 });
      }
      await begin(store, clock.at);
      await settle(store, [], ['1.1'], clock.at);
    }
    const detail = await store.getInstance(id);
    expect([detail?.state, detail?.quarantineCode, detail?.quarantineDetail]).to.deep.equal([
      'quarantined',
      'DELIVERY_REFUSED',
      'pacs: NOT_COMMITTED_0112',
    ]);
  });

  it('are begun anew when an operator retries', async () => {
    const { store, clock } = await temporary.open();
    const { id } = await stored(store, '1.1');
    await begin(store, clock.at);
    clock.at += 1;
    await store.retry({ destination: 'pacs' }, ACT);
    expect([(await begin(store, clock.at)).length, await stateOf(store, id)]).to.deep.equal([
      1,
      'deidentified',
    ]);
  });

  it('that cannot be asked for wait, and the audit tells it once', async () => {
    const { store, clock } = await temporary.open();
    await stored(store, '1.1');
    for (let round = 0; round < 3; round += 1) {
      await begin(store, clock.at);
      await store.deferCommitment(UID, 'ECONNREFUSED', clock.at);
    }
    const told = await entries(store, { event: 'delivery.deferred' });
    expect(told.map(({ code }) => code)).to.deep.equal(['ECONNREFUSED']);
  });

  it('are counted', async () => {
    const { store } = await temporary.open();
    await stored(store, '1.1');
    const { deliveries } = await store.counts();
    expect(deliveries.map(({ queued, uncommitted }) => [queued, uncommitted])).to.deep.equal([[1, 1]]);
  });

  it('of a discarded instance change nothing', async () => {
    const { store, clock } = await temporary.open();
    const { id } = await stored(store, '1.1');
    await begin(store, clock.at);
    await store.discard(id, ACT);
    await settle(store, ['1.1']);
    expect(await stateOf(store, id)).to.equal('discarded');
    expect((await store.books()).balanced).to.equal(true);
  });

  it('leave the audit whole', async () => {
    const { store, clock } = await temporary.open();
    await stored(store, '1.1');
    await begin(store, clock.at);
    await settle(store, ['1.1']);
    expect((await store.verifyAudit()).kind).to.equal('intact');
  });
});
