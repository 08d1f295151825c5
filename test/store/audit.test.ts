import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import type { AuditEntry, AuditFilter, Store } from '../../src/store/store.js';
import {
  AUDIT_KEY,
  claimDeliveries,
  deidentified,
  entries,
  events,
  idOf,
  OWNER,
  receiveAndClaim,
  received,
  rejectionCode,
  temporaryStores,
  withRaw,
} from './temporary-store.js';

async function someEntries(store: Store, count = 10): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => store.recordReceived(received())));
}

describe('store: the audit', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('takes entries of the node itself', async () => {
    const { store } = await temporary.open();
    const strategy = { name: 'trial', version: '3', hash: 'ab' };
    const { seq } = await store.appendAudit({ event: 'strategy.loaded', strategy, actor: 'node' });
    expect((await entries(store))[0]).to.deep.include({
      seq,
      event: 'strategy.loaded',
      strategy,
      actor: 'node',
    });
  });

  it('finds the whole story of an instance by a token of its original or its replacement', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    await receiveAndClaim(store);
    await store.advanceInstance(
      id,
      OWNER,
      deidentified({ tokens: { patientOriginal: 'aa', patientReplacement: 'bb' } }),
    );
    const [delivery = 0] = await claimDeliveries(store);
    await store.completeDelivery(delivery, OWNER, { kind: 'sent', status: 0 });
    const story = await events(store, { patient: 'aa' });
    expect(story).to.deep.equal([
      'instance.received',
      'instance.routed',
      'instance.deidentified',
      'delivery.sent',
      'instance.sent',
    ]);
    expect(await events(store, { patient: 'bb' })).to.deep.equal(story);
  });

  it('keeps the kinds of token apart', async () => {
    const { store } = await temporary.open();
    await store.recordReceived(received({ tokens: { studyOriginal: 'aa' } }));
    expect(await events(store, { patient: 'aa' })).to.deep.equal([]);
    expect(await events(store, { study: 'aa' })).to.deep.equal(['instance.received']);
  });

  it('finds by AE titles, destination, event and time', async () => {
    const { store, clock } = await temporary.open();
    await store.recordReceived(received({ callingAeTitle: 'MR', calledAeTitle: 'TRIAL' }));
    clock.at += 1000;
    await store.appendAudit({ event: 'crosswalk.exported', destination: 'pacs' });
    const found = await Promise.all([
      events(store, { callingAeTitle: 'MR' }),
      events(store, { calledAeTitle: 'TRIAL' }),
      events(store, { destination: 'pacs' }),
      events(store, { event: 'crosswalk.exported' }),
      events(store, { since: clock.at }),
      events(store, { until: clock.at }),
    ]);
    expect(found).to.deep.equal([
      ['instance.received'],
      ['instance.received'],
      ['crosswalk.exported'],
      ['crosswalk.exported'],
      ['crosswalk.exported'],
      ['instance.received'],
    ]);
  });

  it('pages', async () => {
    const { store } = await temporary.open();
    await someEntries(store, 5);
    const first = await store.queryAudit({ limit: 3 });
    const second = await store.queryAudit({ limit: 3, cursor: first.next });
    expect([...first.rows, ...second.rows].map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5]);
    expect(second.next).to.equal(undefined);
  });

  it('gives for each combination of questions, page by page, what a walk over all entries gives', async () => {
    const { store, clock } = await temporary.open();
    const from = clock.at;
    for (let number = 0; number < 40; number += 1) {
      // Forwards, and now and then an hour back.
      clock.at += number % 11 === 10 ? -3_600_000 : 600_000;
      const outcome = await store.recordReceived(
        received({
          callingAeTitle: number % 3 === 0 ? 'MR' : 'CT',
          tokens: { patientOriginal: `p${String(number % 4)}`, studyOriginal: `s${String(number % 5)}` },
        }),
      );
      if (number % 2 === 0)
        await store.appendAudit({ event: 'delivery.sent', instanceId: idOf(outcome), destination: 'pacs' });
    }
    const all = (await store.queryAudit({ limit: 1000 })).rows;
    const instancesOf = (name: 'patientOriginal' | 'studyOriginal', token: string): Set<number | null> =>
      new Set(all.filter(({ tokens }) => tokens[name] === token).map(({ instanceId }) => instanceId));
    const questions: readonly (readonly [AuditFilter, (entry: AuditEntry) => boolean])[] = [
      [{ callingAeTitle: 'MR' }, (entry) => entry.callingAeTitle === 'MR'],
      [{ event: 'delivery.sent' }, (entry) => entry.event === 'delivery.sent'],
      [{ destination: 'pacs' }, (entry) => entry.destination === 'pacs'],
      [{ patient: 'p1' }, (entry) => instancesOf('patientOriginal', 'p1').has(entry.instanceId)],
      [{ study: 's2' }, (entry) => instancesOf('studyOriginal', 's2').has(entry.instanceId)],
      [{ since: from + 3_000_000 }, (entry) => entry.at >= from + 3_000_000],
      [{ until: from + 9_000_000 }, (entry) => entry.at < from + 9_000_000],
    ];
    for (let chosen = 0; chosen < 2 ** questions.length; chosen += 1) {
      const asked = questions.filter((_, place) => (chosen & (1 << place)) !== 0);
      const filter: AuditFilter = Object.assign({}, ...asked.map(([part]) => part)) as AuditFilter;
      const isTimed = filter.since !== undefined || filter.until !== undefined;
      const expected = all
        .filter((entry) => asked.every(([, matches]) => matches(entry)))
        .sort((one, other) => (isTimed ? one.at - other.at : 0) || one.seq - other.seq);
      const found: AuditEntry[] = [];
      for (let cursor: number | undefined, more = true; more; more = cursor !== undefined) {
        const page = await store.queryAudit({ ...filter, limit: 7, cursor });
        found.push(...page.rows);
        cursor = page.next;
      }
      expect(found, JSON.stringify(filter)).to.deep.equal(expected);
    }
  });

  it('is a chain that anyone with the key can follow by its written rule', async () => {
    const { store, file } = await temporary.open();
    await someEntries(store, 3);
    await store.close();
    const rows = withRaw(file, (db) =>
      db.prepare('SELECT * FROM audit ORDER BY seq').raw(true).all(),
    ) as string[][];
    let previous = '0'.repeat(64);
    for (const row of rows) {
      const text = JSON.stringify(row.slice(0, -2));
      previous = createHmac('sha256', AUDIT_KEY).update(previous, 'hex').update(text).digest('hex');
      expect(row.at(-1)).to.equal(previous);
    }
  });
});

describe('store: verifying the audit', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('finds an empty chain intact', async () => {
    const { store } = await temporary.open();
    expect(await store.verifyAudit()).to.deep.equal({ kind: 'intact', entries: 0, head: '0'.repeat(64) });
  });

  it('walks a chain longer than a page', async () => {
    const { store } = await temporary.open();
    await someEntries(store, 4500);
    expect(await store.verifyAudit()).to.include({ kind: 'intact', entries: 4500 });
  }).timeout(120_000);

  it('holds while entries are added', async () => {
    const { store } = await temporary.open();
    await someEntries(store, 2500);
    const [verdict] = await Promise.all([store.verifyAudit(), someEntries(store, 500)]);
    expect(verdict.kind).to.equal('intact');
  }).timeout(120_000);

  const tampering = [
    ['an entry that was changed', `UPDATE audit SET called_ae = 'OTHER' WHERE seq = 4`, 4, 'entry-changed'],
    ['a hash that was changed', `UPDATE audit SET hash = previous_hash WHERE seq = 4`, 4, 'entry-changed'],
    ['an entry that was removed', 'DELETE FROM audit WHERE seq = 4', 4, 'entry-missing'],
    ['the first entry removed', 'DELETE FROM audit WHERE seq = 1', 1, 'entry-missing'],
    ['the end removed', 'DELETE FROM audit WHERE seq > 6', 7, 'tail-missing'],
    ['everything removed', 'DELETE FROM audit', 1, 'tail-missing'],
    [
      'entries added at the end',
      `INSERT INTO audit (seq, at, event, previous_hash, hash) VALUES (11, 1, 'node.started', 'x', 'y')`,
      11,
      'tail-added',
    ],
    ['the record of the end removed', 'DELETE FROM audit_head', 0, 'head-missing'],
    [
      'the end removed and its record moved back',
      `DELETE FROM audit WHERE seq > 6;
       UPDATE audit_head SET seq = 6, hash = (SELECT hash FROM audit WHERE seq = 6)`,
      6,
      'head-forged',
    ],
  ] as const;
  for (const [what, sql, seq, problem] of tampering) {
    it(`shows ${what}`, async () => {
      const { store, file } = await temporary.open();
      await someEntries(store);
      await store.close();
      withRaw(file, (db) => {
        for (const name of ['audit_never_changed', 'audit_never_removed', 'audit_head_never_removed']) {
          db.exec(`DROP TRIGGER ${name}`);
        }
        db.exec(sql);
      });
      const { store: tool } = await temporary.open({ file, role: 'tool' });
      expect(await tool.verifyAudit()).to.deep.equal({ kind: 'broken', seq, problem });
    });
  }

  it('shows a key that is not the one', async () => {
    const { store, file } = await temporary.open();
    await someEntries(store);
    await store.close();
    const { store: tool } = await temporary.open({ file, role: 'tool', auditKey: Buffer.alloc(32, 8) });
    expect(await tool.verifyAudit()).to.include({ kind: 'broken', problem: 'head-forged' });
  });

  it('a node does not start on an audit whose end is gone', async () => {
    const { store, file } = await temporary.open();
    await someEntries(store);
    await store.close();
    withRaw(file, (db) => db.exec('DROP TRIGGER audit_never_removed; DELETE FROM audit WHERE seq > 6'));
    expect(await rejectionCode(temporary.open({ file }))).to.equal('AUDIT_BROKEN');
  });

  it('a node does not start with another key', async () => {
    const { store, file } = await temporary.open();
    await store.close();
    expect(await rejectionCode(temporary.open({ file, auditKey: Buffer.alloc(32, 8) }))).to.equal(
      'AUDIT_BROKEN',
    );
  });

  it('a tool with another key cannot write', async () => {
    const { store, file } = await temporary.open();
    await store.close();
    const { store: tool } = await temporary.open({ file, role: 'tool', auditKey: Buffer.alloc(32, 8) });
    expect(await rejectionCode(tool.appendAudit({ event: 'crosswalk.exported' }))).to.equal('AUDIT_BROKEN');
  });
});

describe('store: the audit is append-only', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  const forbidden = [
    ['a change', `UPDATE audit SET event = 'node.started'`],
    ['a removal', 'DELETE FROM audit'],
    [
      'a replacement',
      `INSERT OR REPLACE INTO audit (seq, at, event, previous_hash, hash) VALUES (1, 1, 'node.started', 'x', 'y')`,
    ],
  ] as const;
  for (const [what, sql] of forbidden) {
    it(`to ${what}, whoever tries`, async () => {
      const { store, file } = await temporary.open();
      await someEntries(store, 2);
      const attempt = (): unknown => withRaw(file, (db) => db.exec(sql));
      expect(attempt).to.throw('append-only');
    });
  }
});
