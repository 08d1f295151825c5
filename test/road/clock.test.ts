/** A node whose clock is set by days while it runs, through Debian's libfaketime; the even clock goes on as it is. */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { startStorescp, type Scp } from '../peers/dcmtk.js';
import { fakeTimeLibrary } from '../peers/fake-time.js';
import { freePort, waitFor } from '../peers/network.js';
import { completeFilesBelow, sample } from '../support/instances.js';
import { jsonOf } from '../support/lethe-command.js';
import { sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';

const LIBRARY = fakeTimeLibrary();
const DAY_MS = 86_400_000;
const DAYS = 30;
const RETENTION_PERIOD_MS = 10_000;

(LIBRARY === undefined ? describe.skip : describe)('A node whose clock is set', () => {
  let folder: string;
  let node: TestNode;
  let pacs: Scp | undefined;
  let pacsPort: number;

  const setClock = async (by: string): Promise<void> => {
    const file = path.join(folder, 'clock');
    // In one step, as the library reads it at any time.
    await writeFile(`${file}.new`, by);
    await rename(`${file}.new`, file);
  };
  const startPacs = async (): Promise<void> => {
    pacs = await startStorescp({ dir: path.join(folder, 'received'), port: pacsPort });
  };
  const jumps = (): number[] =>
    [...node.output().matchAll(/ clock\.jumped byMs=(-?\d+)/g)].map(([, byMs]) => Number(byMs));
  const filesKept = async (): Promise<number> =>
    (await completeFilesBelow(path.join(node.dataDir, 'spool'))).length;

  before(async () => {
    folder = await makeTemporaryFolder();
    pacsPort = await freePort();
    await setClock('+0');
    await startPacs();
    node = await startTestNode(
      folder,
      {
        strategies: await writeStrategyFile(folder, {
          name: 'all',
          routes: [{ name: 'all', destinations: ['pacs'] }],
        }),
        destinations: { pacs: dicomDestination('STORESCP', pacsPort) },
      },
      {
        LD_PRELOAD: LIBRARY ?? '',
        FAKETIME_TIMESTAMP_FILE: path.join(folder, 'clock'),
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
      },
    );
    await sendForStatuses([sample('ct-implicit.dcm')], { port: node.port });
    await node.untilAtRest(1);
  });
  after(async () => {
    await node.close();
    await pacs?.stop();
    await removeFolder(folder);
  });

  it('says by how much it was set forward, and goes on delivering', async () => {
    await setClock(`+${DAYS}d`);
    await waitFor(() => jumps().length === 1, { what: 'the jump' });
    expect(jumps()[0]).to.be.closeTo(DAYS * DAY_MS, 1000);
    await sendForStatuses([sample('us-rgb-retired-class.dcm')], { port: node.port });
    await node.untilAtRest(2);
  });

  it('does not remove what was finished a moment ago', async () => {
    expect(await filesKept()).to.equal(4);
    await new Promise((resolve) => setTimeout(resolve, 1.5 * RETENTION_PERIOD_MS));
    expect(await filesKept()).to.equal(4);
  });

  it('does not after a restart either', async () => {
    await node.stop();
    await node.start();
    await new Promise((resolve) => setTimeout(resolve, 1.5 * RETENTION_PERIOD_MS));
    expect(await filesKept()).to.equal(4);
  });

  it('set back, delivers what waited for a time to come, without delay and without spinning', async () => {
    await pacs?.stop();
    await sendForStatuses([sample('sr-comprehensive-3d.dcm')], { port: node.port });
    await waitFor(() => node.output().includes('destination.down'), { what: 'the failure' });
    await setClock('+0');
    await waitFor(() => jumps().length === 2, { what: 'the jump back' });
    expect(jumps()[1]).to.be.closeTo(-DAYS * DAY_MS, 1000);
    const before = cpuSeconds(node.pid());
    await new Promise((resolve) => setTimeout(resolve, 3000));
    // Attempts at a destination that is down, a few a second.
    expect(cpuSeconds(node.pid()) - before).to.be.below(1.5);
    await startPacs();
    await node.untilAtRest(3);
  });

  it('has an audit that is whole, and in it by how much and where the clock was set', async () => {
    const { code } = await node.lethe('audit', 'verify');
    expect(code).to.equal(0);
    const answer = jsonOf(await node.lethe('audit', 'query', '--event', 'clock.jumped', '--json'));
    const entries = answer as { actions: { byMs: number } }[];
    expect(entries.map(({ actions }) => Math.round(actions.byMs / DAY_MS))).to.deep.equal([DAYS, -DAYS]);
  });
});

/** Of the processor, since the process began. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
