import { expect } from 'chai';
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { runEchoscu, runStorescu, startStorescp, type Scp } from '../peers/dcmtk.js';
import { freePort, waitFor } from '../peers/network.js';
import type { Finished } from '../peers/process.js';
import { connectRaw } from '../dimse/raw-peer.js';
import { filesBelow } from '../support/instances.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';
import { makeAuthority, makeSelfSigned, type Authority, type Certified } from './certificates.js';

const SAMPLE = path.resolve(import.meta.dirname, '..', '..', '..', 'samples', 'ct-implicit.dcm');

describe('A node with TLS on both sides', () => {
  let folder: string;
  let authority: Authority;
  let certificate: Certified;
  let ct: Certified;
  let mr: Certified;
  let pacs: Certified;
  let node: TestNode;
  let plainPort: number;
  let securePort: number;
  let pacsPort: number;
  let scp: Scp | undefined;

  before(async () => {
    folder = await makeTemporaryFolder();
    authority = await makeAuthority(path.join(folder, 'ca'), 'Hospital CA');
    certificate = await authority.issue('node', { commonName: 'lethe', alternativeNames: ['DNS:localhost'] });
    ct = await authority.issue('ct', { commonName: 'ct-1' });
    mr = await authority.issue('mr', { commonName: 'x', alternativeNames: ['DNS:mr-1.example.org'] });
    pacs = await authority.issue('pacs', { commonName: 'x', alternativeNames: ['DNS:localhost'] });
    [securePort, plainPort, pacsPort] = [await freePort(), await freePort(), await freePort()];
    const strategy = await writeStrategyFile(folder, {
      name: 'all',
      routes: [{ name: 'all', destinations: ['pacs'] }],
    });
    node = await startTestNode(folder, {
      listeners: [
        {
          port: securePort,
          tls: {
            certificate: certificate.certificate,
            key: certificate.key,
            ca: authority.certificate,
            allowedNames: ['ct-1', 'MR-1.example.org'],
          },
        },
        { port: plainPort },
      ],
      acceptedCallers: [
        { callingAe: 'CT', certificateNames: 'ct-1' },
        { callingAe: 'MR', certificateNames: ['mr-1.example.org'] },
        { callingAe: 'PLAIN' },
      ],
      strategies: [strategy],
      destinations: {
        pacs: {
          ...dicomDestination('STORESCP', pacsPort),
          host: 'localhost',
          tls: { ca: authority.certificate, certificate: certificate.certificate, key: certificate.key },
        },
      },
    });
  });
  after(async () => {
    await node.close();
    await scp?.stop();
    await removeFolder(folder);
  });

  const withTls = (own: Certified, ...more: readonly string[]): string[] => [
    ...['+tls', own.key, own.certificate, '+cf', authority.certificate],
    ...more,
  ];

  async function echo(callingAeTitle: string, own: Certified): Promise<Finished> {
    return await runEchoscu({ port: securePort, callingAeTitle, args: withTls(own, '-v') });
  }

  const rejections = (): string[] =>
    node
      .output()
      .split('\n')
      .filter((line) => line.includes(' association.rejected '));

  const startPacs = async (own: Certified): Promise<Scp> =>
    (scp = await startStorescp({
      dir: path.join(folder, 'received'),
      port: pacsPort,
      args: ['+xa', ...withTls(own)],
    }));

  it('logs each listener with its profile', async () => {
    const plain = new RegExp(`node\\.listening host=127\\.0\\.0\\.1 port=${plainPort} `);
    await waitFor(() => plain.test(node.output()), { what: 'the second line' });
    expect(node.output()).to.match(
      new RegExp(`node\\.listening host=127\\.0\\.0\\.1 port=${securePort} .*tls=bcp195 clients=required`),
    );
  });

  it('takes a caller whose certificate carries the common name of its AE title', async () => {
    expect((await echo('CT', ct)).code).to.equal(0);
  });

  it('takes a caller by an alternative name, without regard to case', async () => {
    expect((await echo('MR', mr)).code).to.equal(0);
  });

  it('logs version, cipher suite and certificate name of an association', () => {
    expect(node.output()).to.match(/association\.accepted .*tls=TLSv1\.3 cipher=TLS_\S+ certificate=ct-1/);
  });

  it("rejects an AE title with another one's certificate: 1/1/3", async () => {
    const before = rejections().length;
    const { code, output } = await echo('CT', mr);
    expect(code).not.to.equal(0);
    expect(output).to.include('Calling AE Title Not Recognized');
    await waitFor(() => rejections().length > before, { what: 'the line' });
    expect(rejections().at(-1)).to.match(/result=1 source=1 reason=3 cause=certificate-name/);
  });

  it('rejects a certificate that the listener does not list: 1/1/3', async () => {
    const other = await authority.issue('other', { commonName: 'us-1' });
    const { output } = await echo('PLAIN', other);
    expect(output).to.include('Calling AE Title Not Recognized');
  });

  it('rejects on the plain listener who must come with a certificate: 1/1/3', async () => {
    const { output } = await runEchoscu({ port: plainPort, callingAeTitle: 'CT', args: ['-v'] });
    expect(output).to.include('Calling AE Title Not Recognized');
  });

  it('takes on the plain listener who need not', async () => {
    expect((await runEchoscu({ port: plainPort, callingAeTitle: 'PLAIN' })).code).to.equal(0);
  });

  it('answers TLS on the plain port by A-ABORT 2/1 and one line', async () => {
    const peer = await connectRaw(plainPort);
    const received = peer.nextPdu();
    peer.send(Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0, 0, 1, 3]));
    const pdu = await received;
    await peer.closed();
    expect(pdu === 'closed' ? pdu : [pdu.type, ...pdu.body]).to.deep.equal([7, 0, 0, 2, 1]);
    await waitFor(() => node.output().includes('looksLike=tls'), { what: 'the line' });
    const lines = node
      .output()
      .split('\n')
      .filter((line) => line.includes('looksLike=tls'));
    expect(lines).to.have.lengthOf(1);
  });

  it('answers plain DICOM on the TLS port by a TLS alert and one line', async () => {
    const { code } = await runEchoscu({ port: securePort, callingAeTitle: 'CT' });
    expect(code).not.to.equal(0);
    await waitFor(() => node.output().includes('TLS_NOT_SPOKEN'), { what: 'the line' });
    const lines = node
      .output()
      .split('\n')
      .filter((line) => line.includes('TLS_NOT_SPOKEN'));
    expect(lines.map((line) => line.split(' ').slice(1).join(' '))).to.deep.equal([
      'warn association.failed address=127.0.0.1 code=TLS_NOT_SPOKEN',
    ]);
  });

  it("takes an instance of DCMTK's storescu, and does not send it to a peer with a bad certificate", async () => {
    await startPacs(await makeSelfSigned(folder, 'alone', 'localhost'));
    const sent = await runStorescu({
      port: securePort,
      callingAeTitle: 'CT',
      paths: [SAMPLE],
      args: withTls(ct, '-R'),
    });
    expect(sent.code).to.equal(0);
    await waitFor(
      () => /destination\.down destination=pacs code=CERTIFICATE_SELF_SIGNED/.test(node.output()),
      {
        what: 'the refusal',
      },
    );
    expect(await filesBelow(path.join(folder, 'received'))).to.deep.equal([]);
  });

  it('has the reason in its audit', async () => {
    const audit = await node.lethe('audit', 'query', '--event', 'delivery.deferred', '--json');
    expect(audit.stdout).to.include('"code": "CERTIFICATE_SELF_SIGNED"');
  });

  it('sends it once the peer has a good one', async () => {
    await scp?.stop();
    await startPacs(pacs);
    await node.untilAtRest(1);
    expect(await filesBelow(path.join(folder, 'received'))).to.have.lengthOf(1);
  });

  it('asks the destination by C-ECHO over TLS', async () => {
    expect((await node.lethe('echo', 'pacs')).stdout).to.match(/answered 0000/);
  });

  it('takes a new certificate at SIGHUP', async () => {
    const fresh = await authority.issue('fresh', {
      commonName: 'lethe anew',
      alternativeNames: ['DNS:localhost'],
    });
    await copyFile(fresh.certificate, certificate.certificate);
    await copyFile(fresh.key, certificate.key);
    await node.reload();
    await waitFor(
      () => node.output().includes(`credentials.loaded owner="listener 127.0.0.1:${securePort}"`),
      {
        what: 'the certificate',
      },
    );
    expect(await subjectShown()).to.equal('lethe anew');
  });

  it('keeps the old certificate when the new file is bad, and says which file and why', async () => {
    await writeFile(certificate.certificate, 'no certificate');
    await node.reload();
    await waitFor(() => node.output().includes('credentials.refused'), { what: 'the refusal' });
    const [line = ''] = node
      .output()
      .split('\n')
      .filter((one) => one.includes('credentials.refused'));
    expect(line).to.include('CERTIFICATE_NOT_USABLE');
    expect(line).to.include(`${certificate.certificate}: it holds no PEM certificate`);
    expect(await subjectShown()).to.equal('lethe anew');
    expect((await echo('CT', ct)).code).to.equal(0);
  });

  it('is told by lethe check of the bad file', async () => {
    const { code, stderr } = await node.lethe('check');
    expect(code).to.equal(1);
    expect(stderr).to.include(
      `CERTIFICATE_NOT_USABLE: ${certificate.certificate}: it holds no PEM certificate`,
    );
  });

  async function subjectShown(): Promise<unknown> {
    const socket = connectTls({ host: '127.0.0.1', port: securePort, rejectUnauthorized: false });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const { CN } = socket.getPeerCertificate().subject;
    socket.destroy();
    return CN;
  }
});
