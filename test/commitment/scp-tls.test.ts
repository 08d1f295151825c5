import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { startRecordingScp, type RecordingScp } from '../dimse/recording-scp.js';
import { freePort, waitFor } from '../peers/network.js';
import { storableFile } from '../peers/scu.js';
import { sample } from '../support/instances.js';
import { sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, type TestNode } from '../support/test-node.js';
import { makeAuthority, materialOf, type Authority, type Certified } from '../tls/certificates.js';
import { requestCommitment } from './dcmjs-dimse-commitment.js';

const CT = sample('ct-implicit.dcm');
const { sopClassUid, sopInstanceUid } = storableFile(CT);

describe('A node that reports commitments over TLS', () => {
  let folder: string;
  let authority: Authority;
  let own: Certified;
  let files: Certified;
  let node: TestNode;
  let scanner: RecordingScp;
  const reports: string[] = [];

  const listen = async (isSecure: boolean): Promise<void> => {
    scanner = await startRecordingScp({
      ...(isSecure
        ? { tls: { material: materialOf(own, [authority.certificate]), clients: 'required' as const } }
        : {}),
      carryOut(operation) {
        reports.push(operation.kind);
        return Promise.resolve({ status: 0 });
      },
    });
  };

  /** Starts a node that knows the scanner's port, and asks it. */
  const ask = async (): Promise<void> => {
    files = await authority.issue('node', { commonName: 'lethe' });
    node = await startTestNode(folder, {
      destinations: { folder: dicomDestination('DEAD', await freePort()) },
      commitmentRequesters: [
        {
          aeTitle: 'SCANNER',
          host: '127.0.0.1',
          port: scanner.port,
          tls: {
            ca: authority.certificate,
            certificate: files.certificate,
            key: files.key,
            serverName: 'localhost',
          },
        },
      ],
    });
    await sendForStatuses([CT], { port: node.port });
    await askAgain('2.25.1');
  };

  const askAgain = async (transactionUid: string): Promise<void> => {
    const address = { port: node.port, callingAeTitle: 'SCANNER', calledAeTitle: 'LETHE' };
    const references = [{ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid }];
    expect(await requestCommitment(address, transactionUid, references)).to.equal(0);
  };

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    authority = await makeAuthority(path.join(folder, 'ca'), 'Hospital CA');
    own = await authority.issue('scanner', { commonName: 'ct', alternativeNames: ['DNS:localhost'] });
    reports.length = 0;
  });

  afterEach(async () => {
    await node.close();
    await scanner.close();
    await removeFolder(folder);
  });

  it('shows its certificate, checks the other one, and tells', async () => {
    await listen(true);
    await ask();
    await waitFor(() => reports.length > 0, { what: 'the report', timeoutMs: 30_000 });
    const accepted = await scanner.event('association.accepted');
    expect([reports, accepted.tls?.version]).to.deep.equal([['n-event-report'], 'TLSv1.3']);
  });

  it('tells nobody in plain', async () => {
    await listen(false);
    await ask();
    await waitFor(() => node.output().includes('commitment.failed'), { what: 'the failure' });
    expect([node.output(), reports]).to.satisfy(
      ([output, told]: [string, string[]]) => /commitment\.failed .*TLS/.test(output) && told.length === 0,
    );
  });

  it('shows a new certificate after SIGHUP, and the last good one after a bad file', async () => {
    await listen(true);
    await ask();
    const reported = async (times: number): Promise<void> => {
      await waitFor(() => reports.length >= times, { what: `report ${times}`, timeoutMs: 30_000 });
    };
    await reported(1);
    const fresh = await authority.issue('fresh', { commonName: 'lethe anew' });
    await copyFile(fresh.certificate, files.certificate);
    await copyFile(fresh.key, files.key);
    await node.reload();
    await waitFor(() => node.output().includes('credentials.loaded owner="requester SCANNER"'), {
      what: 'the new certificate',
    });
    await askAgain('2.25.2');
    await reported(2);
    await writeFile(files.certificate, 'no certificate');
    await node.reload();
    await waitFor(() => node.output().includes('credentials.refused owner="requester SCANNER"'), {
      what: 'the refusal',
    });
    expect(node.output()).to.include(`${files.certificate}: it holds no PEM certificate`);
    await askAgain('2.25.3');
    await reported(3);
    const shown = scanner.events.flatMap((event) =>
      event.kind === 'association.accepted' ? (event.tls?.names ?? []) : [],
    );
    expect(shown).to.deep.equal(['lethe', 'lethe anew', 'lethe anew']);
  });
});
