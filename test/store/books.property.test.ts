import { expect } from 'chai';
import fc from 'fast-check';
import type { Store } from '../../src/store/store.js';
import {
  ACT,
  deidentified,
  OWNER,
  received,
  STRATEGY,
  temporaryStores,
  type Clock,
} from './temporary-store.js';

/** One random step of a node's life; `pick` chooses among what there is. */
interface Step {
  readonly what: string;
  readonly pick: number;
}

const DESTINATIONS = ['pacs', 'archive'];
const LEASE = { limit: 2, leaseMs: 1000 };

async function advance(store: Store, clock: Clock, kind: string): Promise<void> {
  for (const { id } of await store.claimInstances({ owner: OWNER, ...LEASE })) {
    if (kind === 'deidentify')
      await store.advanceInstance(id, OWNER, deidentified({ destinations: DESTINATIONS }));
    if (kind === 'discard') {
      await store.advanceInstance(id, OWNER, {
        kind: 'discarded',
        strategy: STRATEGY,
        route: 'r',
        reason: 'r',
      });
    }
    if (kind === 'quarantine')
      await store.advanceInstance(id, OWNER, { kind: 'quarantined', code: 'NO_ROUTE' });
    if (kind === 'defer') {
      await store.advanceInstance(id, OWNER, { kind: 'deferred', code: 'X', nextAttemptAt: clock.at + 500 });
    }
  }
}

async function deliver(store: Store, clock: Clock, destination: string, kind: string): Promise<void> {
  for (const { id } of await store.claimDeliveries({ destination, owner: OWNER, ...LEASE })) {
    if (kind === 'send') await store.completeDelivery(id, OWNER, { kind: 'sent', status: 0 });
    if (kind === 'refuse') await store.completeDelivery(id, OWNER, { kind: 'refused', code: 'Y' });
    if (kind === 'defer') {
      await store.completeDelivery(id, OWNER, { kind: 'deferred', code: 'X', nextAttemptAt: clock.at + 500 });
    }
  }
}

async function take(store: Store, clock: Clock, { what, pick }: Step): Promise<void> {
  const [area = '', kind = ''] = what.split(' ');
  const instanceId = 1 + (pick % 6);
  const destination = DESTINATIONS[pick % 2] ?? '';
  if (area === 'receive') {
    const same = { sopInstanceUid: `1.2.${pick % 5}`, sha256: `${pick % 2}`.repeat(64) };
    await store.recordReceived(
      received(kind === 'malformed' ? { ...same, quarantine: { code: 'BAD' } } : same),
    );
  }
  if (area === 'advance') await advance(store, clock, kind);
  if (area === 'deliver') await deliver(store, clock, destination, kind);
  if (what === 'operator release') await store.release(instanceId, ACT);
  if (what === 'operator discard') await store.discard(instanceId, ACT);
  if (what === 'operator retry') await store.retry({ instanceId }, ACT);
  if (what === 'operator hurry') await store.retry({ destination }, ACT);
  if (what === 'restart') await store.recover();
  if (what === 'wait') clock.at += 400;
}

const step = fc.record({
  what: fc.constantFrom(
    'receive good',
    'receive good',
    'receive malformed',
    'advance deidentify',
    'advance deidentify',
    'advance discard',
    'advance quarantine',
    'advance defer',
    'advance abandon',
    'deliver send',
    'deliver send',
    'deliver refuse',
    'deliver defer',
    'deliver abandon',
    'operator release',
    'operator discard',
    'operator retry',
    'operator hurry',
    'restart',
    'wait',
  ),
  pick: fc.nat(1000),
});

/** What must hold of every instance, whatever happened to it. */
async function flaws(store: Store): Promise<string[]> {
  const found: string[] = [];
  for (const { id } of (await store.listInstances({ limit: 1000 })).rows) {
    const instance = await store.getInstance(id);
    if (instance === undefined) continue;
    const states = instance.deliveries.map(({ state }) => state);
    const open = states.some((state) => state === 'queued' || state === 'refused');
    if (instance.state === 'sent' && open) found.push(`${id} is sent with an open delivery`);
    if (instance.state === 'discarded' && open) found.push(`${id} is discarded with an open delivery`);
    if (instance.state === 'received' && open)
      found.push(`${id} waits for de-identification with an open delivery`);
    if (instance.state === 'deidentified' && !states.includes('queued'))
      found.push(`${id} waits for nothing`);
    if (instance.state === 'deidentified' && states.includes('refused')) found.push(`${id} hides a refusal`);
  }
  return found;
}

describe('store: whatever happens, in whatever order', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('the books balance, no instance is stuck, and the audit is whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const { store, clock } = await temporary.open();
        for (const each of steps) await take(store, clock, each);
        expect(await store.books()).to.include({ balanced: true });
        expect(await flaws(store)).to.deep.equal([]);
        expect((await store.verifyAudit()).kind).to.equal('intact');
        await temporary.clear();
      }),
      { numRuns: 40 },
    );
  }).timeout(180_000);
});
