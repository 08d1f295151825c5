import { expect } from 'chai';
import type { CrosswalkCursor, CrosswalkEntry } from '../../src/store/store.js';
import { events, temporaryStores } from './temporary-store.js';

function uid(n: number): CrosswalkEntry {
  return { kind: 'uid', original: `1.2.${n}`, replacement: `2.25.${n}` };
}

describe('store: crosswalk', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('counts what is new and takes the rest as known', async () => {
    const { store } = await temporary.open();
    expect(await store.addCrosswalk([uid(1), uid(2)])).to.equal(2);
    expect(await store.addCrosswalk([uid(2), uid(3), uid(3)])).to.equal(1);
  });

  it('keeps the time when an entry was first seen', async () => {
    const { store, clock } = await temporary.open();
    const first = clock.at;
    await store.addCrosswalk([uid(1)]);
    clock.at += 1000;
    await store.addCrosswalk([uid(1)]);
    expect((await store.findCrosswalk('1.2.1'))[0]?.firstSeen).to.equal(first);
  });

  it('keeps both replacements of one original (two patients with the same UID)', async () => {
    const { store } = await temporary.open();
    await store.addCrosswalk([uid(1), { ...uid(1), replacement: '2.25.9' }]);
    expect(await store.findCrosswalk('1.2.1')).to.have.length(2);
  });

  it('finds by original and by replacement, in both kinds', async () => {
    const { store } = await temporary.open();
    await store.addCrosswalk([uid(1), { kind: 'patientId', original: 'P1', replacement: 'Q1' }]);
    const found = await Promise.all(
      ['1.2.1', '2.25.1', 'P1', 'Q1', 'none'].map((id) => store.findCrosswalk(id)),
    );
    expect(found.map((each) => each.map(({ kind }) => kind))).to.deep.equal([
      ['uid'],
      ['uid'],
      ['patientId'],
      ['patientId'],
      [],
    ]);
  });

  it('exports a kind in pages, each entry once', async () => {
    const { store } = await temporary.open();
    const entries = Array.from({ length: 25 }, (_, n) => uid(n));
    await store.addCrosswalk([...entries, { kind: 'patientId', original: 'P1', replacement: 'Q1' }]);
    const seen: string[] = [];
    let cursor: CrosswalkCursor | undefined;
    do {
      const page = await store.exportCrosswalk({ kind: 'uid', limit: 10, cursor });
      seen.push(...page.rows.map(({ original }) => original));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).to.deep.equal(entries.map(({ original }) => original).sort());
  });

  it('audits the number of new entries, and no identity', async () => {
    const { store } = await temporary.open();
    await store.addCrosswalk([uid(1)]);
    await store.addCrosswalk([uid(1)]);
    expect(await events(store)).to.deep.equal(['crosswalk.added']);
    expect(JSON.stringify((await store.queryAudit({})).rows)).to.not.contain('1.2.1');
  });
});
