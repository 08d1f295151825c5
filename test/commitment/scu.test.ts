import path from 'node:path';
import { expect } from 'chai';
import { readCommitmentList } from '../../src/commitment/data-set.js';
import { commitmentReport } from '../../src/commitment/operation.js';
import type { OperationRequest } from '../../src/dimse/scp-options.js';
import { startRecordingScp } from '../dimse/recording-scp.js';
import { freePort, waitFor } from '../peers/network.js';
import { startOrthanc } from '../peers/orthanc.js';
import { sample } from '../support/instances.js';
import { sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';
import { reportCommitment, startCommitmentPeer } from './dcmjs-dimse-commitment.js';

const CT = sample('ct-implicit.dcm');

describe('A node whose destination must commit to what it stores', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  const start = async (port: number, changes: Readonly<Record<string, unknown>> = {}): Promise<TestNode> =>
    startTestNode(folder, {
      strategies: await writeStrategyFile(folder, {
        name: 'all',
        routes: [{ name: 'all', destinations: ['research'] }],
      }),
      destinations: {
        research: {
          type: 'dicom',
          aeTitle: 'RESEARCH',
          host: '127.0.0.1',
          port,
          maxAssociations: 1,
          storageCommitment: true,
        },
      },
      ...changes,
    });

  const states = async (node: TestNode): Promise<readonly string[]> =>
    (await node.instances()).map(({ state }) => state);

  it('asks by the new UIDs and is done when the report comes on an association of its own (dcmjs-dimse)', async () => {
    const peer = startCommitmentPeer(await freePort());
    const node = await start(peer.port);
    try {
      await sendForStatuses([CT], { port: node.port });
      await waitFor(() => peer.told.length > 0, { what: 'the request', timeoutMs: 45_000 });
      const [request] = peer.told;
      const before = await states(node);
      expect([before, request!.references.map((one) => one.ReferencedSOPInstanceUID)]).to.deep.equal([
        ['deidentified'],
        peer.stored,
      ]);
      const address = { port: node.port, callingAeTitle: 'RESEARCH', calledAeTitle: 'LETHE' };
      const status = await reportCommitment(address, request!.transactionUid, request!.references);
      await node.untilAtRest(1);
      expect([status, await states(node)]).to.deep.equal([0, ['sent']]);
    } finally {
      peer.close();
      await node.close();
    }
  });

  it('is done when the report comes on the association that asked', async () => {
    const asked: OperationRequest[] = [];
    const research = await startRecordingScp({
      carryOut(request) {
        asked.push(request);
        const list = readCommitmentList(request.dataSet, request.transferSyntaxUid)!;
        const association = research.scp.associations.find(
          ({ associationId }) => associationId === request.associationId,
        );
        setTimeout(() => void association?.invoke(commitmentReport(list)), 100);
        return Promise.resolve({ status: 0 });
      },
    });
    const node = await start(research.port);
    try {
      await sendForStatuses([CT], { port: node.port });
      await node.untilAtRest(1);
      expect([asked.length, await states(node)]).to.deep.equal([1, ['sent']]);
    } finally {
      await node.close();
      await research.close();
    }
  });

  it('keeps original and output until then, though retention would have them gone', async () => {
    const peer = startCommitmentPeer(await freePort());
    const node = await start(peer.port, {
      spool: { reserveBytes: 0, retainOriginalsDays: 0, retainOutputsDays: 0 },
    });
    try {
      await sendForStatuses([CT], { port: node.port });
      await waitFor(() => peer.told.length > 0, { what: 'the request', timeoutMs: 45_000 });
      // Retention passes every ten seconds.
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      const [instance] = await node.instances();
      expect([instance!.originalRemovedAt, instance!.outputRemovedAt]).to.deep.equal([null, null]);
      const address = { port: node.port, callingAeTitle: 'RESEARCH', calledAeTitle: 'LETHE' };
      await reportCommitment(address, peer.told[0]!.transactionUid, peer.told[0]!.references);
      await waitFor(async () => (await node.instances())[0]?.originalRemovedAt !== null, {
        what: 'the removal',
        timeoutMs: 25_000,
      });
    } finally {
      peer.close();
      await node.close();
    }
  });

  it('sends again what the destination has not', async () => {
    let requests = 0;
    const research = await startRecordingScp({
      carryOut(request) {
        requests += 1;
        const list = readCommitmentList(request.dataSet, request.transferSyntaxUid)!;
        const answer =
          requests === 1
            ? { ...list, references: [], failed: list.references.map((one) => ({ ...one, reason: 0x112 })) }
            : list;
        const association = research.scp.associations.find(
          ({ associationId }) => associationId === request.associationId,
        );
        setTimeout(() => void association?.invoke(commitmentReport(answer)), 50);
        return Promise.resolve({ status: 0 });
      },
    });
    const node = await start(research.port);
    try {
      await sendForStatuses([CT], { port: node.port });
      await node.untilAtRest(1);
      expect([research.instances.length, await states(node)]).to.deep.equal([2, ['sent']]);
      expect(node.output()).to.match(/warn commitment\.settled .*failed=1/);
    } finally {
      await node.close();
      await research.close();
    }
  });

  it('waits for one that does not know storage commitment, and says so', async () => {
    const research = await startRecordingScp({
      acceptAbstractSyntax: (uid) => uid !== '1.2.840.10008.1.20.1',
    });
    const node = await start(research.port);
    try {
      await sendForStatuses([CT], { port: node.port });
      await waitFor(() => node.output().includes('code=CONTEXT_NOT_ACCEPTED'), {
        what: 'the log',
        timeoutMs: 45_000,
      });
      expect(await states(node)).to.deep.equal(['deidentified']);
    } finally {
      await node.close();
      await research.close();
    }
  });

  it('asks Orthanc, and Orthanc commits', async () => {
    const orthanc = await startOrthanc({ dir: path.join(folder, 'orthanc'), aeTitle: 'RESEARCH' });
    const node = await start(orthanc.port);
    try {
      // Where Orthanc sends its report.
      await fetch(`http://127.0.0.1:${orthanc.httpPort}/modalities/lethe`, {
        method: 'PUT',
        body: JSON.stringify(['LETHE', '127.0.0.1', node.port]),
      });
      await sendForStatuses([CT], { port: node.port });
      const store = await node.store();
      await waitFor(async () => (await store.books()).sent === 1, {
        what: 'the commitment',
        timeoutMs: 50_000,
      });
      const sent = (await store.queryAudit({ event: 'delivery.sent' })).rows;
      expect(sent.map(({ code }) => code)).to.deep.equal(['COMMITTED']);
    } finally {
      await node.close();
      await orthanc.stop();
    }
  });
});
