import { rm } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openAssociation } from '../../src/dimse/scu.js';
import type { RequestedAssociation } from '../../src/dimse/scu-options.js';
import { runEchoscu, runStorescu } from '../peers/dcmtk.js';
import { waitFor } from '../peers/network.js';
import { storableFile } from '../peers/scu.js';
import { completeFilesBelow, instancesBelow, readInstance, sample } from '../support/instances.js';
import { send, sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';

const CT = sample('ct-implicit.dcm');
const DX = sample('dx-explicit.dcm');
const SR = sample('sr-comprehensive-3d.dcm');
const US = sample('us-rgb-retired-class.dcm');

describe('A node with several called AE titles, each with its own strategy', () => {
  let folder: string;
  let routes: string;
  let node: TestNode;

  before(async () => {
    folder = await makeTemporaryFolder();
    routes = path.join(folder, 'routes');
    await mkdir(routes);
    const basic = { profile: 'basic' };
    await writeStrategyFile(routes, {
      name: 'liver',
      routes: [
        {
          name: 'no-reports',
          when: { all: [{ calledAe: 'LIVER' }, { modality: 'SR' }] },
          discard: 'reports are not wanted',
        },
        { name: 'liver', when: { calledAe: 'LIVER' }, destinations: ['liver'] },
      ],
      deidentify: basic,
    });
    await writeStrategyFile(routes, {
      name: 'heart',
      routes: [{ name: 'heart', when: { calledAe: 'HEART' }, destinations: ['heart'] }],
      deidentify: { ...basic, options: ['retainUIDs'] },
    });
    node = await startTestNode(folder, {
      aeTitles: ['LIVER', 'HEART', 'NEW', { aeTitle: 'CLOSED', callingAe: ['FRIEND'] }],
      acceptedCallers: [
        { callingAe: 'STRANGER', addresses: ['192.0.2.0/24'] },
        { callingAe: 'SCANNER' },
        { callingAe: 'ECHOSCU' },
        { callingAe: 'FRIEND', addresses: ['127.0.0.0/8'] },
      ],
      strategies: routes,
      destinations: {
        liver: { type: 'folder', path: path.join(folder, 'liver'), layout: 'flat' },
        heart: { type: 'folder', path: path.join(folder, 'heart'), layout: 'flat' },
      },
    });
  });

  after(async () => {
    await node.close();
    await removeFolder(folder);
  });

  const echo = async (calledAeTitle: string, callingAeTitle: string): Promise<string> =>
    (await runEchoscu({ port: node.port, calledAeTitle, callingAeTitle })).output;

  it('takes an association under each of its titles', async () => {
    const answers = await Promise.all(
      ['LIVER', 'HEART', 'NEW'].map((title) =>
        runEchoscu({ port: node.port, calledAeTitle: title, callingAeTitle: 'SCANNER' }),
      ),
    );
    expect(answers.map(({ code }) => code)).to.deep.equal([0, 0, 0]);
  });

  it('rejects a called AE title that is not its own (1/1/7)', async () => {
    expect(await send([CT], { port: node.port, calledAeTitle: 'NOBODY' })).to.deep.equal([
      { kind: 'rejected', result: 1, source: 1, reason: 7 },
    ]);
  });

  it('tells DCMTK so in words that DCMTK understands', async () => {
    expect(await echo('NOBODY', 'SCANNER')).to.match(/Called AE Title Not Recognized/);
  });

  it('rejects a calling AE title that is not listed (1/1/3)', async () => {
    expect(
      await send([CT], { port: node.port, calledAeTitle: 'LIVER', callingAeTitle: 'UNKNOWN' }),
    ).to.deep.equal([{ kind: 'rejected', result: 1, source: 1, reason: 3 }]);
  });

  it('rejects a listed caller from another address (1/1/3)', async () => {
    expect(
      await send([CT], { port: node.port, calledAeTitle: 'LIVER', callingAeTitle: 'STRANGER' }),
    ).to.deep.equal([{ kind: 'rejected', result: 1, source: 1, reason: 3 }]);
  });

  it('rejects a caller who may not use this title (1/1/3)', async () => {
    expect(await echo('CLOSED', 'SCANNER')).to.match(/Calling AE Title Not Recognized/);
  });

  it('takes the caller who may use it', async () => {
    expect(
      await runEchoscu({ port: node.port, calledAeTitle: 'CLOSED', callingAeTitle: 'FRIEND' }),
    ).to.deep.include({ code: 0 });
  });

  it('logs the rejection with the titles and the address', () => {
    expect(node.output()).to.match(
      /warn association\.rejected .*calling=UNKNOWN called=LIVER address=127\.0\.0\.1/,
    );
  });

  it('sends what comes for one title by the strategy of that title', async () => {
    await sendForStatuses([CT], { port: node.port, calledAeTitle: 'LIVER' });
    await waitFor(async () => (await completeFilesBelow(path.join(folder, 'liver'))).length === 1);
    const [instance] = (await instancesBelow(path.join(folder, 'liver'))).values();
    expect(instance?.sopInstanceUid).not.to.equal(readInstance(CT).sopInstanceUid);
  });

  it('sends what comes for another title by the strategy of that one', async () => {
    await sendForStatuses([DX], { port: node.port, calledAeTitle: 'HEART' });
    await waitFor(async () => (await completeFilesBelow(path.join(folder, 'heart'))).length === 1);
    const [instance] = (await instancesBelow(path.join(folder, 'heart'))).values();
    expect(instance?.sopInstanceUid).to.equal(readInstance(DX).sopInstanceUid);
  });

  it('discards what a discard route takes, with the reason in the audit', async () => {
    const statuses = await sendForStatuses([SR], { port: node.port, calledAeTitle: 'LIVER' });
    const { sopInstanceUid } = readInstance(SR);
    await waitFor(async () =>
      (await node.instances()).some(
        (row) => row.sopInstanceUid === sopInstanceUid && row.state === 'discarded',
      ),
    );
    const audit = await node.lethe('audit', 'query', '--event', 'instance.discarded');
    expect([...statuses, audit.stdout.includes('reports are not wanted')]).to.deep.equal(['0000', true]);
  });

  describe('that gets an instance which no route takes', () => {
    let association: RequestedAssociation;
    let id: number;

    before(async () => {
      await runStorescu({ port: node.port, calledAeTitle: 'NEW', callingAeTitle: 'SCANNER', paths: [US] });
      await waitFor(async () => (await node.instances()).some(({ state }) => state === 'quarantined'));
      id = (await node.instances()).find(({ state }) => state === 'quarantined')?.id ?? 0;
      const file = storableFile(CT);
      const opened = await openAssociation({
        host: '127.0.0.1',
        port: node.port,
        callingAeTitle: 'SCANNER',
        calledAeTitle: 'NEW',
        contexts: [{ abstractSyntaxUid: file.sopClassUid, transferSyntaxUids: [file.transferSyntaxUid] }],
      });
      if (opened.kind !== 'accepted') throw new Error('no association');
      association = opened.association;
    });

    after(async () => {
      await association.release();
    });

    it('sets it aside as NO_ROUTE', async () => {
      expect((await node.instances()).find((row) => row.id === id)?.quarantineCode).to.equal('NO_ROUTE');
    });

    it('keeps its old strategies when SIGHUP finds a bad one', async () => {
      await writeStrategyFile(routes, { name: 'bad', routes: [{ name: 'bad', destinations: ['nowhere'] }] });
      await node.reload();
      await rm(path.join(routes, 'bad.yaml'));
      expect(node.output()).to.match(/error strategies\.refused error=DESTINATION_UNKNOWN/);
    });

    it('takes up a new strategy at SIGHUP', async () => {
      await writeStrategyFile(routes, {
        name: 'new',
        routes: [{ name: 'new', when: { calledAe: 'NEW' }, destinations: ['liver'] }],
      });
      await node.reload();
      expect(node.output()).to.match(/info strategies\.loaded .*new 1/);
    });

    it('delivers the instance after it is released', async () => {
      await node.lethe('queue', 'release', String(id), '--reason', 'a route was added');
      await waitFor(async () => (await node.instances()).find((row) => row.id === id)?.state === 'sent');
      expect(await completeFilesBelow(path.join(folder, 'liver'))).to.have.lengthOf(2);
    });

    it('stores what comes over an association that was open all the while', async () => {
      const outcome = await association.store(storableFile(CT));
      expect(outcome).to.deep.equal({ kind: 'stored', status: 0 });
    });
  });
});
