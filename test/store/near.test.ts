import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { expect } from 'chai';
import { LetheError } from '../../src/errors.js';
import type { Store } from '../../src/store/store.js';
import type { FromNear, ToNear } from './near-module.js';
import { received, temporaryStores } from './temporary-store.js';

const MODULE = new URL('./near-module.js', import.meta.url);

describe('store: a module near to the commits', () => {
  const temporary = temporaryStores();
  const ports: MessagePort[] = [];
  afterEach(async () => {
    for (const port of ports.splice(0)) port.close();
    await temporary.clear();
  });

  async function next(port: MessagePort): Promise<FromNear> {
    const [message] = (await once(port, 'message')) as [FromNear];
    return message;
  }

  async function start(store: Store, data: unknown = 'some'): Promise<MessagePort> {
    const port = await store.startNear(MODULE, data);
    ports.push(port);
    return port;
  }

  async function record(port: MessagePort, instances: ToNear['instances']): Promise<FromNear> {
    const answer = next(port);
    port.postMessage({ kind: 'record', instances } satisfies ToNear);
    return answer;
  }

  it('gets its data', async () => {
    const { store } = await temporary.open();
    expect(await next(await start(store, { some: [1, 2] }))).to.deep.equal({
      kind: 'started',
      data: { some: [1, 2] },
    });
  });

  it('records as the store’s other callers do', async () => {
    const { store } = await temporary.open();
    const port = await start(store);
    await next(port);
    const one = received();
    await record(port, [one, received(), { ...one, spoolFile: 'other.dcm' }]);
    const { rows } = await store.listInstances({});
    expect(rows.map(({ state }) => state)).to.deep.equal(['received', 'received']);
  });

  it('is told what came of it, and how much is queued', async () => {
    const { store } = await temporary.open();
    const port = await start(store);
    await next(port);
    expect(await record(port, [received(), received()])).to.deep.equal({
      kind: 'recorded',
      outcomes: ['recorded', 'recorded'],
      depth: 2,
    });
  });

  it('shares its commits with the others, and the audit stays whole', async () => {
    const { store } = await temporary.open();
    const port = await start(store);
    await next(port);
    const many = (count: number) => Array.from({ length: count }, () => received());
    await Promise.all([record(port, many(40)), ...many(40).map((one) => store.recordReceived(one))]);
    const verdict = await store.verifyAudit();
    expect([verdict.kind, (await store.listInstances({ limit: 200 })).rows.length]).to.deep.equal([
      'intact',
      80,
    ]);
  });

  it('is refused with its own error', async () => {
    const { store } = await temporary.open();
    const error = await store.startNear(MODULE, 'refuse').catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(LetheError).and.include({ code: 'PORT_IN_USE', hint: 'choose another' });
  });

  it('does not start when it is not there', async () => {
    const { store } = await temporary.open();
    const error = await store
      .startNear(new URL('./nothing.js', import.meta.url), undefined)
      .catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(LetheError).and.include({ code: 'STORE_NOT_USABLE' });
  });

  it('does not start beside a store that is closed', async () => {
    const { store } = await temporary.open();
    await store.close();
    const error = await store.startNear(MODULE, 'some').catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(LetheError).and.include({ code: 'STORE_NOT_USABLE' });
  });

  it('hears of the store’s end by its port', async () => {
    const { store, file } = await temporary.open();
    const port = await start(store);
    await next(port);
    const closed = once(port, 'close');
    await store.close();
    await closed;
    expect(readFileSync(file).length).to.be.greaterThan(0);
  });
});
