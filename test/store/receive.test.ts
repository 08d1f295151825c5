import { expect } from 'chai';
import { entries, events, idOf, received, temporaryStores } from './temporary-store.js';

describe('store: receiving', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('records an instance in state received', async () => {
    const { store } = await temporary.open();
    const outcome = await store.recordReceived(received());
    expect(outcome.kind).to.equal('recorded');
    expect((await store.getInstance(idOf(outcome)))?.state).to.equal('received');
  });

  it('gives back every fact of the original', async () => {
    const { store } = await temporary.open();
    const facts = received();
    const id = idOf(await store.recordReceived(facts));
    expect(await store.getInstance(id)).to.include(facts);
  });

  it('writes one audit entry with the peer and the called AE title', async () => {
    const { store } = await temporary.open();
    const id = idOf(await store.recordReceived(received({ callingAeTitle: 'MR7' })));
    const [entry, ...more] = await entries(store);
    expect(more).to.deep.equal([]);
    expect(entry).to.include({
      event: 'instance.received',
      instanceId: id,
      callingAeTitle: 'MR7',
      calledAeTitle: 'LETHE',
    });
  });

  it('answers duplicate for the same content and stores nothing', async () => {
    const { store } = await temporary.open();
    const facts = received();
    const id = idOf(await store.recordReceived(facts));
    const again = await store.recordReceived({ ...facts, spoolFile: 'other.dcm' });
    expect(again).to.deep.equal({ kind: 'duplicate', instanceId: id });
    expect((await store.listInstances({})).rows).to.have.length(1);
  });

  it('records an instance of a new UID without knowing its hash', async () => {
    const { store } = await temporary.open();
    const outcome = await store.recordReceived(received({ sha256: null }));
    expect(outcome.kind).to.equal('recorded');
  });

  it('asks for the hashes of both when the UID is known and a hash is not', async () => {
    const { store } = await temporary.open();
    const facts = received({ sha256: null });
    const id = idOf(await store.recordReceived(facts));
    const { spoolFile, dataSetOffset } = facts;
    expect(await store.recordReceived({ ...facts, spoolFile: 'other.dcm' })).to.deep.equal({
      kind: 'compare',
      with: [{ instanceId: id, spoolFile, dataSetOffset }],
    });
    expect(await events(store, { instanceId: id })).to.deep.equal(['instance.received']);
  });

  it('tells a duplicate from a version by the hashes that it asked for', async () => {
    const { store } = await temporary.open();
    const facts = received({ sha256: null });
    const id = idOf(await store.recordReceived(facts));
    const hashes = [{ instanceId: id, sha256: 'aa' }];
    const other = { ...facts, spoolFile: 'other.dcm', sha256: 'bb', hashes };
    const same = { ...facts, spoolFile: 'same.dcm', sha256: 'aa', hashes };
    expect((await store.recordReceived(other)).kind).to.equal('version');
    expect(await store.recordReceived(same)).to.deep.equal({ kind: 'duplicate', instanceId: id });
  });

  it('audits a duplicate against the instance that is here', async () => {
    const { store } = await temporary.open();
    const facts = received();
    const id = idOf(await store.recordReceived(facts));
    await store.recordReceived({ ...facts, spoolFile: 'other.dcm' });
    expect(await events(store, { instanceId: id })).to.deep.equal([
      'instance.received',
      'instance.duplicate',
    ]);
  });

  it('sees a duplicate that comes in the same batch', async () => {
    const { store } = await temporary.open();
    const facts = received();
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((spoolFile) => store.recordReceived({ ...facts, spoolFile })),
    );
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal(['recorded', 'duplicate', 'duplicate']);
  });

  it('keeps other content under the same UID as a version', async () => {
    const { store } = await temporary.open();
    const sopInstanceUid = '1.2.3';
    await store.recordReceived(received({ sopInstanceUid }));
    const second = await store.recordReceived(received({ sopInstanceUid }));
    const third = await store.recordReceived(received({ sopInstanceUid }));
    expect([second, third]).to.deep.equal([
      { kind: 'version', instanceId: 2, version: 2 },
      { kind: 'version', instanceId: 3, version: 3 },
    ]);
  });

  it('stores again what was discarded', async () => {
    const { store } = await temporary.open();
    const facts = received();
    const id = idOf(await store.recordReceived(facts));
    await store.discard(id, { actor: 'alice', reason: 'test' });
    const again = await store.recordReceived({ ...facts, spoolFile: 'other.dcm' });
    expect(again.kind).to.equal('version');
  });

  it('never takes orphans without a UID for each other', async () => {
    const { store } = await temporary.open();
    const facts = received({ sopInstanceUid: '' });
    await store.recordReceived(facts);
    expect((await store.recordReceived({ ...facts, spoolFile: 'other.dcm' })).kind).to.equal('recorded');
  });

  it('quarantines at once what comes with a reason to', async () => {
    const { store } = await temporary.open();
    const quarantine = { code: 'DATA_SET_MALFORMED', detail: '(0008,1140)[3]' };
    const id = idOf(await store.recordReceived(received({ quarantine })));
    expect(await store.getInstance(id)).to.include({
      state: 'quarantined',
      quarantineCode: 'DATA_SET_MALFORMED',
      quarantineDetail: '(0008,1140)[3]',
    });
  });

  it('audits the quarantine after the receipt', async () => {
    const { store } = await temporary.open();
    await store.recordReceived(received({ quarantine: { code: 'DATA_SET_MALFORMED' } }));
    expect(await events(store)).to.deep.equal(['instance.received', 'instance.quarantined']);
  });

  it('refuses a spool file that another instance has', async () => {
    const { store } = await temporary.open();
    await store.recordReceived(received({ spoolFile: 'one.dcm' }));
    const second = store.recordReceived(received({ spoolFile: 'one.dcm' }));
    expect(await second.catch((error: unknown) => String(error))).to.contain('SQLITE_CONSTRAINT');
  });

  it('stamps the time of the call', async () => {
    const { store, clock } = await temporary.open();
    clock.at = 1_600_000_000_123;
    const id = idOf(await store.recordReceived(received()));
    expect((await store.getInstance(id))?.receivedAt).to.equal(1_600_000_000_123);
  });
});
