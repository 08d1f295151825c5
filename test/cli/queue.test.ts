import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { freePort } from '../peers/network.js';
import { fromMemory, readInstance, sample } from '../support/instances.js';
import { clearErrorFaults, jsonOf } from '../support/lethe-command.js';
import { send } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';

describe('lethe queue', () => {
  let folder: string;
  let node: TestNode;
  const idOf = async (state: string): Promise<string> =>
    String((await node.instances()).find((row) => row.state === state)?.id ?? 'none');

  before(async () => {
    folder = await makeTemporaryFolder();
    node = await startTestNode(folder, {
      aeTitles: ['FOLDER', 'DEAD', 'NOWHERE'],
      strategies: await writeStrategyFile(folder, {
        name: 'by-title',
        routes: [
          { name: 'folder', when: { calledAe: 'FOLDER' }, destinations: ['folder'] },
          { name: 'dead', when: { calledAe: 'DEAD' }, destinations: ['dead'] },
        ],
      }),
      destinations: {
        folder: { type: 'folder', path: path.join(folder, 'clean') },
        dead: dicomDestination('DEAD', await freePort()),
      },
    });
    const { port } = node;
    const dx = readInstance(sample('dx-explicit.dcm'));
    await send([fromMemory(dx, dx.dataSet)], { port, calledAeTitle: 'FOLDER' });
    await send([fromMemory(dx, dx.dataSet.subarray(0, 2000))], { port, calledAeTitle: 'FOLDER' });
    await send([sample('sr-comprehensive-3d.dcm')], { port, calledAeTitle: 'NOWHERE' });
    await node.untilAtRest(3);
    await send([sample('us-rgb-retired-class.dcm')], { port, calledAeTitle: 'DEAD' });
  });

  after(async () => {
    await node.close();
    await removeFolder(folder);
  });

  it('lists the books, the deliveries and what is under way or set aside', async () => {
    const { stdout } = await node.lethe('queue', 'list');
    expect(stdout).to.match(/^received 4 = sent 1 \+ queued 1 \+ quarantined 2 \+ discarded 0\ndestination/);
  });

  it('lists as JSON', async () => {
    const listed = jsonOf(await node.lethe('queue', 'list', '--json')) as {
      instances: unknown[];
      books: unknown;
    };
    expect([listed.instances.length, listed.books]).to.deep.equal([
      3,
      { received: 4, sent: 1, queued: 1, quarantined: 2, discarded: 0, balanced: true },
    ]);
  });

  it('lists one state', async () => {
    const listed = jsonOf(await node.lethe('queue', 'list', '--json', '--state', 'sent')) as {
      instances: unknown[];
    };
    expect(listed.instances).to.have.lengthOf(1);
  });

  it('lists one quarantine code', async () => {
    const listed = jsonOf(await node.lethe('queue', 'list', '--json', '--code', 'NO_ROUTE')) as {
      instances: { quarantineCode: string }[];
    };
    expect(listed.instances.map(({ quarantineCode }) => quarantineCode)).to.deep.equal(['NO_ROUTE']);
  });

  it('shows an instance with its deliveries', async () => {
    expect((await node.lethe('queue', 'show', await idOf('sent'))).stdout).to.match(
      /delivery \d+ to folder: sent/,
    );
  });

  it('shows it as JSON', async () => {
    const shown = jsonOf(await node.lethe('queue', 'show', '--json', await idOf('quarantined')));
    expect(shown).to.include({ state: 'quarantined' });
  });

  it('refuses to release what was sent', async () => {
    const result = await node.lethe('queue', 'release', await idOf('sent'), '--reason', 'try');
    expect(clearErrorFaults(result, 'STATE_CONFLICT')).to.deep.equal([]);
  });

  it('refuses to discard what was sent', async () => {
    const result = await node.lethe('queue', 'discard', await idOf('sent'), '--reason', 'try');
    expect(clearErrorFaults(result, 'STATE_CONFLICT')).to.deep.equal([]);
  });

  it('refuses to retry what was sent', async () => {
    const result = await node.lethe('queue', 'retry', await idOf('sent'));
    expect(clearErrorFaults(result, 'STATE_CONFLICT')).to.deep.equal([]);
  });

  it('tells a conflict as JSON, too', async () => {
    const result = await node.lethe('queue', 'discard', await idOf('sent'), '--reason', 'try', '--json');
    expect([result.code, jsonOf(result)]).to.deep.equal([1, { kind: 'conflict', state: 'sent' }]);
  });

  it('does not know an instance that never came', async () => {
    const result = await node.lethe('queue', 'release', '999', '--reason', 'try');
    expect(clearErrorFaults(result, 'NOT_FOUND')).to.deep.equal([]);
  });

  it('sets aside again what no route takes still after its release', async () => {
    const listed = (await node.instances()).find(({ quarantineCode }) => quarantineCode === 'NO_ROUTE');
    const timesSetAside = async (): Promise<number> =>
      (jsonOf(await node.lethe('audit', 'query', '--json', '--event', 'instance.quarantined')) as unknown[])
        .length;
    const before = await timesSetAside();
    await node.lethe('queue', 'release', String(listed?.id), '--reason', 'try again');
    const deadline = Date.now() + 30_000;
    while ((await timesSetAside()) === before && Date.now() < deadline);
    const now = (await node.instances()).find(({ id }) => id === listed?.id);
    expect(now?.quarantineCode).to.equal('NO_ROUTE');
  });

  it('makes all deferred deliveries due', async () => {
    const result = await node.lethe('queue', 'retry', '--all', '--json');
    expect(jsonOf(result)).to.include({ kind: 'retried' });
  });

  it('discards what is quarantined, with who and why in the audit', async () => {
    const id = await idOf('quarantined');
    await node.lethe('queue', 'discard', id, '--reason', 'not of the study');
    const { stdout } = await node.lethe('audit', 'query', '--event', 'instance.discarded');
    expect(stdout).to.match(new RegExp(`instance=${id} .*actor=\\S+.* reason=not of the study`));
  });

  it('balances the books afterwards', async () => {
    const { books } = jsonOf(await node.lethe('queue', 'list', '--json')) as { books: unknown };
    expect(books).to.deep.equal({
      received: 4,
      sent: 1,
      queued: 1,
      quarantined: 1,
      discarded: 1,
      balanced: true,
    });
  });
});

describe('lethe queue discard of an instance that is being sent', () => {
  it('waits until the try is over', async () => {
    const folder = await makeTemporaryFolder();
    // Takes a call, says nothing and hangs up.
    const mute = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      setTimeout(() => socket.destroy(), 2500);
    }).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const node = await startTestNode(folder, {
      destinations: { folder: dicomDestination('MUTE', (mute.address() as AddressInfo).port) },
    });
    try {
      const called = once(mute, 'connection');
      await send([sample('us-rgb-retired-class.dcm')], { port: node.port });
      await called;
      const [instance] = await node.instances();
      const { code, stderr } = await node.lethe('queue', 'discard', String(instance!.id), '--reason', 'test');
      expect(code, stderr).to.equal(0);
      expect((await node.instances())[0]?.state).to.equal('discarded');
    } finally {
      await node.close();
      mute.close();
      await removeFolder(folder);
    }
  });
});
