import path from 'node:path';
import { expect } from 'chai';
import { startRecordingScp, type RecordingScp } from '../dimse/recording-scp.js';
import { startStorescp } from '../peers/dcmtk.js';
import { freePort, waitFor } from '../peers/network.js';
import { completeFilesBelow, sample } from '../support/instances.js';
import { jsonOf } from '../support/lethe-command.js';
import { sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';

const FILES = [
  sample('ct-implicit.dcm'),
  sample('us-rgb-retired-class.dcm'),
  sample('sr-comprehensive-3d.dcm'),
];

describe('A node with one destination that lives and one that does not', () => {
  let folder: string;
  let node: TestNode;
  let deadPort: number;

  before(async () => {
    folder = await makeTemporaryFolder();
    deadPort = await freePort();
    node = await startTestNode(folder, {
      strategies: await writeStrategyFile(folder, {
        name: 'both',
        routes: [{ name: 'both', destinations: ['dead', 'alive'] }],
      }),
      destinations: {
        dead: dicomDestination('DEAD', deadPort),
        alive: { type: 'folder', path: path.join(folder, 'alive') },
      },
    });
    await sendForStatuses(FILES, { port: node.port });
  });

  after(async () => {
    await node.close();
    await removeFolder(folder);
  });

  it('serves the living one', async () => {
    await waitFor(async () => (await completeFilesBelow(path.join(folder, 'alive'))).length === FILES.length);
    expect(await completeFilesBelow(path.join(folder, 'alive'))).to.have.lengthOf(FILES.length);
  });

  it('keeps the deliveries to the dead one queued', async () => {
    const counts = await (await node.store()).deliveryCounts();
    expect(counts.find(({ destination }) => destination === 'dead')?.queued).to.equal(FILES.length);
  });

  it('says that the destination is down and when it tries again', async () => {
    await waitFor(() => node.output().includes('destination.down'));
    expect(node.output()).to.match(/warn destination\.down destination=dead code=ECONNREFUSED retryInMs=\d+/);
  });

  it('shows the deferred deliveries in the queue', async () => {
    const { destinations } = jsonOf(await node.lethe('queue', 'list', '--json')) as {
      destinations: { destination: string; queued: number }[];
    };
    expect(destinations.find(({ destination }) => destination === 'dead')?.queued).to.equal(FILES.length);
  });

  it('fails the echo of the dead one', async () => {
    const result = await node.lethe('echo', 'dead');
    expect([result.code, result.stdout.includes('ECONNREFUSED')]).to.deep.equal([1, true]);
  });

  it('delivers to it when it is back', async () => {
    const storescp = await startStorescp({ dir: path.join(folder, 'back'), port: deadPort, aeTitle: 'DEAD' });
    try {
      await node.untilAtRest(FILES.length);
      expect(await completeFilesBelow(path.join(folder, 'back'))).to.have.lengthOf(FILES.length);
    } finally {
      await storescp.stop();
    }
  });
});

describe('A node whose destination refuses for good', () => {
  let folder: string;
  let node: TestNode;
  let destination: RecordingScp;
  let status = 0xc000;

  before(async () => {
    folder = await makeTemporaryFolder();
    destination = await startRecordingScp({ end: () => Promise.resolve({ status }) });
    node = await startTestNode(folder, {
      strategies: await writeStrategyFile(folder, {
        name: 'one',
        routes: [{ name: 'one', destinations: ['refusing'] }],
      }),
      destinations: { refusing: dicomDestination('REFUSING', destination.port) },
    });
    await sendForStatuses(FILES.slice(0, 1), { port: node.port });
    await node.untilAtRest(1);
  });

  after(async () => {
    await node.close();
    await destination.close();
    await removeFolder(folder);
  });

  it('sets the instance aside as DELIVERY_REFUSED', async () => {
    expect((await node.instances()).map(({ quarantineCode }) => quarantineCode)).to.deep.equal([
      'DELIVERY_REFUSED',
    ]);
  });

  it("keeps the peer's status in the audit", async () => {
    const audit = await node.lethe('audit', 'query', '--destination', 'refusing');
    expect(audit.stdout).to.match(/delivery\.refused .*status=C000/);
  });

  it('does not try again by itself', () => {
    expect(destination.instances).to.have.lengthOf(1);
  });

  it('delivers it after `queue retry` once the destination takes it', async () => {
    status = 0;
    await node.lethe('queue', 'retry', '--destination', 'refusing');
    await waitFor(async () => (await node.instances())[0]?.state === 'sent', { what: 'the delivery' });
    expect(destination.instances).to.have.lengthOf(2);
  });

  it('tries again by itself where the refusal is temporary', async () => {
    status = 0xa700;
    await sendForStatuses(FILES.slice(1, 2), { port: node.port });
    await waitFor(() => destination.instances.length >= 4, { what: 'the second try' });
    status = 0;
    await node.untilAtRest(2);
    expect((await node.instances()).map(({ state }) => state)).to.deep.equal(['sent', 'sent']);
  });
});

describe('A node whose destination is away, with a back-off of ten minutes', () => {
  let folder: string;
  let node: TestNode;

  before(async () => {
    folder = await makeTemporaryFolder();
  });

  after(async () => {
    await node.close();
    await removeFolder(folder);
  });

  it('delivers at once after `queue retry` when it is back', async () => {
    const port = await freePort();
    node = await startTestNode(folder, {
      retry: { firstMs: 600_000, maxMs: 600_000, factor: 1 },
      strategies: await writeStrategyFile(folder, {
        name: 'one',
        routes: [{ name: 'one', destinations: ['away'] }],
      }),
      destinations: { away: dicomDestination('AWAY', port) },
    });
    await sendForStatuses(FILES.slice(0, 1), { port: node.port });
    await waitFor(() => node.output().includes('destination.down'), { what: 'the destination down' });
    const storescp = await startStorescp({ dir: path.join(folder, 'back'), port, aeTitle: 'AWAY' });
    try {
      await node.lethe('queue', 'retry', '--destination', 'away');
      await node.untilAtRest(1);
      expect((await node.instances()).map(({ state }) => state)).to.deep.equal(['sent']);
    } finally {
      await storescp.stop();
    }
  });
});
