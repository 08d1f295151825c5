import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { readCommitmentList } from '../../src/commitment/data-set.js';
import { COMMITMENT_CONTEXT, commitmentRequest } from '../../src/commitment/operation.js';
import type { OperationRequest } from '../../src/dimse/scp-options.js';
import { openAssociation } from '../../src/dimse/scu.js';
import type { RequestedAssociation } from '../../src/dimse/scu-options.js';
import { freePort, waitFor } from '../peers/network.js';
import { startOrthanc } from '../peers/orthanc.js';
import { storableFile } from '../peers/scu.js';
import { sample } from '../support/instances.js';
import { sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, type TestNode } from '../support/test-node.js';
import { requestCommitment, startCommitmentPeer, type CommitmentPeer } from './dcmjs-dimse-commitment.js';

const CT = sample('ct-implicit.dcm');
const { sopClassUid, sopInstanceUid } = storableFile(CT);
const HELD = { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };

describe('A node that a sender asks for storage commitment', () => {
  let folder: string;
  let scannerPort: number;
  let scanner: CommitmentPeer | undefined;
  let node: TestNode;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    scannerPort = await freePort();
    node = await startTestNode(folder, {
      destinations: { folder: dicomDestination('DEAD', await freePort()) },
      commitmentRequesters: [{ aeTitle: 'SCANNER', host: '127.0.0.1', port: scannerPort }],
    });
    await sendForStatuses([CT], { port: node.port });
  });

  afterEach(async () => {
    scanner?.close();
    scanner = undefined;
    await node.close();
    await removeFolder(folder);
  });

  const ask = (transactionUid: string, references = [HELD]): Promise<number> =>
    requestCommitment(
      { port: node.port, callingAeTitle: 'SCANNER', calledAeTitle: 'LETHE' },
      transactionUid,
      references,
    );
  const told = async (peer: CommitmentPeer, count = 1): Promise<CommitmentPeer['told']> => {
    await waitFor(() => peer.told.length >= count, { what: 'the report', timeoutMs: 30_000 });
    return peer.told;
  };

  it('answers 0000 and reports on an association of its own (dcmjs-dimse)', async () => {
    scanner = startCommitmentPeer(scannerPort);
    expect(await ask('2.25.1')).to.equal(0);
    expect(await told(scanner)).to.deep.equal([
      { kind: 'n-event-report', typeId: 1, transactionUid: '2.25.1', references: [HELD], failed: 0 },
    ]);
  });

  it('commits to what it holds and to nothing else', async () => {
    scanner = startCommitmentPeer(scannerPort);
    await ask('2.25.2', [HELD, { ...HELD, ReferencedSOPInstanceUID: '1.2.3' }]);
    expect(await told(scanner)).to.deep.equal([
      { kind: 'n-event-report', typeId: 2, transactionUid: '2.25.2', references: [HELD], failed: 1 },
    ]);
  });

  it('does not forget it when it is killed before it could report', async () => {
    await ask('2.25.3');
    await waitFor(() => node.output().includes('commitment.requested'), { what: 'the request' });
    await node.kill();
    scanner = startCommitmentPeer(scannerPort);
    await node.start();
    expect((await told(scanner)).map(({ transactionUid }) => transactionUid)).to.deep.equal(['2.25.3']);
  });

  it('tries again until the sender listens', async () => {
    await ask('2.25.4');
    await waitFor(() => node.output().includes('commitment.failed'), { what: 'the first try' });
    scanner = startCommitmentPeer(scannerPort);
    expect((await told(scanner)).map(({ transactionUid }) => transactionUid)).to.deep.equal(['2.25.4']);
  });

  it('reports once what is asked once', async () => {
    scanner = startCommitmentPeer(scannerPort);
    await ask('2.25.5');
    await told(scanner);
    await waitFor(() => node.output().includes('commitment.reported'), { what: 'the end' });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(scanner.told).to.have.lengthOf(1);
  });

  /** Asks on an association that stays open; what is reported on it. */
  async function askAndStay(
    references: readonly { sopClassUid: string; sopInstanceUid: string }[],
    callingAeTitle = 'SCANNER',
  ): Promise<{ association: RequestedAssociation; reports: OperationRequest[]; status: number | string }> {
    const reports: OperationRequest[] = [];
    const opened = await openAssociation({
      host: '127.0.0.1',
      port: node.port,
      callingAeTitle,
      calledAeTitle: 'LETHE',
      contexts: [COMMITMENT_CONTEXT],
      carryOut(operation) {
        reports.push(operation);
        return Promise.resolve({ status: 0 });
      },
    });
    if (opened.kind !== 'accepted') throw new Error('no association');
    const outcome = await opened.association.invoke(commitmentRequest('2.25.6', references));
    const status = outcome.kind === 'answered' ? outcome.status : outcome.kind;
    return { association: opened.association, reports, status };
  }

  it('reports on the same association while that is open', async () => {
    const { association, reports } = await askAndStay([{ sopClassUid, sopInstanceUid }]);
    await waitFor(() => reports.length > 0, { what: 'the report' });
    await association.release();
    const [report] = reports;
    expect(
      readCommitmentList(report?.dataSet ?? Buffer.alloc(0), report?.transferSyntaxUid ?? ''),
    ).to.deep.equal({
      transactionUid: '2.25.6',
      references: [{ sopClassUid, sopInstanceUid }],
      failed: [],
    });
  });

  it('and then on no other', async () => {
    scanner = startCommitmentPeer(scannerPort);
    const { association, reports } = await askAndStay([{ sopClassUid, sopInstanceUid }]);
    await waitFor(() => reports.length > 0, { what: 'the report' });
    await association.release();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect([reports.length, scanner.told.length]).to.deep.equal([1, 0]);
  });

  it('reports there to a sender whose address it does not know', async () => {
    const { association, reports } = await askAndStay([{ sopClassUid, sopInstanceUid }], 'STRANGER');
    await waitFor(() => reports.length > 0, { what: 'the report' });
    await association.release();
    expect(reports).to.have.lengthOf(1);
  });

  it('gives the reason: another class, or not here', async () => {
    const { association, reports } = await askAndStay([
      { sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid },
      { sopClassUid, sopInstanceUid: '1.2.3' },
    ]);
    await waitFor(() => reports.length > 0, { what: 'the report' });
    await association.release();
    const list = readCommitmentList(reports[0]!.dataSet, reports[0]!.transferSyntaxUid);
    expect([reports[0]!.typeId, list?.failed.map(({ reason }) => reason)]).to.deep.equal([2, [0x119, 0x112]]);
  });

  it('does not commit to an original that is gone from the spool', async () => {
    const [instance] = await node.instances();
    await rm(path.join(node.dataDir, 'spool', 'incoming', instance!.spoolFile));
    const { association, reports } = await askAndStay([{ sopClassUid, sopInstanceUid }]);
    await waitFor(() => reports.length > 0, { what: 'the report' });
    await association.release();
    const list = readCommitmentList(reports[0]!.dataSet, reports[0]!.transferSyntaxUid);
    expect(list?.failed.map(({ reason }) => reason)).to.deep.equal([0x110]);
  });

  it('does not commit to what an operator discarded', async () => {
    await waitFor(async () => (await node.instances())[0]?.state === 'deidentified', {
      what: 'the output',
      timeoutMs: 30_000,
    });
    const [instance] = await node.instances();
    const { code, stderr } = await node.lethe('queue', 'discard', String(instance!.id), '--reason', 'test');
    expect(code, stderr).to.equal(0);
    const { association, reports } = await askAndStay([{ sopClassUid, sopInstanceUid }]);
    await waitFor(() => reports.length > 0, { what: 'the report' });
    await association.release();
    const list = readCommitmentList(reports[0]!.dataSet, reports[0]!.transferSyntaxUid);
    expect(list?.failed.map(({ reason }) => reason)).to.deep.equal([0x112]);
  });

  it('refuses a request without references: 0115', async () => {
    const { association, status } = await askAndStay([]);
    await association.release();
    expect(status).to.equal(0x115);
  });

  it('refuses another action, instance or operation by its status, and lives on', async () => {
    const opened = await openAssociation({
      host: '127.0.0.1',
      port: node.port,
      callingAeTitle: 'SCANNER',
      calledAeTitle: 'LETHE',
      contexts: [COMMITMENT_CONTEXT],
    });
    if (opened.kind !== 'accepted') throw new Error('no association');
    const good = commitmentRequest('2.25.7', [{ sopClassUid, sopInstanceUid }]);
    const statuses: (number | string)[] = [];
    for (const operation of [
      { ...good, typeId: 2 },
      { ...good, sopInstanceUid: '1.2.3' },
      { ...good, kind: 'n-event-report' as const, typeId: 3 },
      { ...good, encode: () => Buffer.from('noise') },
      good,
    ]) {
      const outcome = await opened.association.invoke(operation);
      statuses.push(outcome.kind === 'answered' ? outcome.status.toString(16) : outcome.kind);
    }
    await opened.association.release();
    expect(statuses).to.deep.equal(['123', '112', '113', '115', '0']);
  });

  it('commits towards Orthanc', async () => {
    const orthanc = await startOrthanc({
      dir: path.join(folder, 'orthanc'),
      aeTitle: 'SCANNER',
      port: scannerPort,
      modalities: { lethe: { aeTitle: 'LETHE', port: node.port } },
    });
    try {
      const post = async (resource: string, body: unknown): Promise<unknown> => {
        const response = await fetch(`http://127.0.0.1:${orthanc.httpPort}${resource}`, {
          method: 'POST',
          body: JSON.stringify(body),
        });
        return await response.json();
      };
      const { ID } = (await post('/modalities/lethe/storage-commitment', {
        DicomInstances: [
          { SOPClassUID: sopClassUid, SOPInstanceUID: sopInstanceUid },
          { SOPClassUID: sopClassUid, SOPInstanceUID: '1.2.3' },
        ],
      })) as { ID: string };
      const state = async (): Promise<{ Status: string; Success?: unknown[]; Failures?: unknown[] }> =>
        (await orthanc.get(`/storage-commitment/${ID}`)) as { Status: string };
      await waitFor(async () => (await state()).Status !== 'Pending', {
        what: 'the report',
        timeoutMs: 30_000,
      });
      const { Status, Success, Failures } = await state();
      expect([Status, Success?.length, Failures?.length]).to.deep.equal(['Failure', 1, 1]);
    } finally {
      await orthanc.stop();
    }
  });
});
