import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { OWNER, received, temporaryStores } from './temporary-store.js';

/** Longer than any test may take: what comes sooner did not wait for it. */
const LONG_MS = 3_600_000;
const CLAIM = { owner: OWNER, limit: 10, leaseMs: 60_000 };

describe('store: what nobody outside waits for', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('waits for others to share a commit', async () => {
    const { store } = await temporary.open({ gatherMs: LONG_MS });
    await store.claimInstances(CLAIM);
    const claimed = store.claimInstances(CLAIM).then(({ length }) => length);
    expect(await Promise.race([claimed, sleep(300, 'waits')])).to.equal('waits');
  });

  it('holds up nothing that somebody waits for, and is not drawn along by it', async () => {
    const { store } = await temporary.open({ gatherMs: LONG_MS });
    await store.claimInstances(CLAIM);
    const claimed = store.claimInstances(CLAIM).then(({ length }) => length);
    await store.recordReceived(received());
    expect(await Promise.race([claimed, sleep(300, 'waits')])).to.equal('waits');
  });

  it('does not wait where the store has been at rest', async () => {
    const { store } = await temporary.open({ gatherMs: LONG_MS });
    await store.recordReceived(received());
    expect(await store.claimInstances(CLAIM)).to.have.length(1);
  });

  it('waits no longer than it is told to', async () => {
    const { store } = await temporary.open({ gatherMs: 20 });
    await store.claimInstances(CLAIM);
    await store.recordReceived(received());
    expect(await store.claimInstances(CLAIM)).to.have.length(1);
  });

  it('is done before the store closes', async () => {
    const { store } = await temporary.open({ gatherMs: LONG_MS });
    await store.claimInstances(CLAIM);
    await store.recordReceived(received());
    const claimed = store.claimInstances(CLAIM);
    await store.close();
    expect(await claimed).to.have.length(1);
  });
});
