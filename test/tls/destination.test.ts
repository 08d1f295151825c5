import { expect } from 'chai';
import path from 'node:path';
import { verify } from '../../src/dimse/echo.js';
import type { PeerTls } from '../../src/dimse/scu-options.js';
import type { UserIdentity } from '../../src/dimse/pdu.js';
import { startStorescp, type Scp } from '../peers/dcmtk.js';
import { freePort, isListening, waitFor } from '../peers/network.js';
import { startProcess, type RunningProcess } from '../peers/process.js';
import { startRecordingScp } from '../dimse/recording-scp.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { makeAuthority, makeSelfSigned, materialOf, type Authority, type Certified } from './certificates.js';
import type { TlsMaterial } from '../../src/dimse/tls-material.js';

const IN_2020 = Date.UTC(2020, 5, 1);

describe('A destination with TLS', () => {
  let folder: string;
  let authority: Authority;
  let node: Certified;
  let pacs: Certified;
  let running: RunningProcess | undefined;

  before(async () => {
    folder = await makeTemporaryFolder();
    authority = await makeAuthority(path.join(folder, 'ca'), 'Research CA');
    node = await authority.issue('node', { commonName: 'lethe' });
    pacs = await authority.issue('pacs', { commonName: 'pacs', alternativeNames: ['DNS:localhost'] });
  });
  after(() => removeFolder(folder));
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  function trusting(own: Certified | undefined = node, serverName?: string): PeerTls {
    const material = materialOf(own, [authority.certificate]);
    return serverName === undefined ? { material } : { material, serverName };
  }

  async function echo(port: number, tls: PeerTls = trusting()): Promise<string> {
    const outcome = await verify({
      host: 'localhost',
      port,
      callingAeTitle: 'LETHE',
      calledAeTitle: 'PACS',
      timeouts: { connectMs: 5000, associateMs: 5000 },
      tls,
    });
    return outcome.kind === 'not-reachable' ? outcome.code : outcome.kind;
  }

  async function storescpWith(own: Certified, ...args: readonly string[]): Promise<Scp> {
    const scp = await startStorescp({
      dir: path.join(folder, 'storescp'),
      args: ['+tls', own.key, own.certificate, '+cf', authority.certificate, ...args],
    });
    running = scp;
    return scp;
  }

  /** OpenSSL as a server that is worse than the product lets anyone be; it speaks no DICOM. */
  async function opensslServer(own: Certified | undefined, ...args: readonly string[]): Promise<number> {
    const port = await freePort();
    const shown = own === undefined ? ['-nocert'] : ['-cert', own.certificate, '-key', own.key];
    running = await startProcess('openssl', [
      's_server',
      '-accept',
      String(port),
      '-quiet',
      ...shown,
      ...args,
    ]);
    await waitFor(() => isListening(port), { what: 'openssl s_server' });
    return port;
  }

  it("reaches DCMTK's storescp, with certificates on both sides", async () => {
    expect(await echo((await storescpWith(pacs)).port)).to.equal('answered');
  });

  it("reaches DCMTK's storescp with its BCP 195 profile", async () => {
    expect(await echo((await storescpWith(pacs, '+px')).port)).to.equal('answered');
  });

  it('tells when the peer misses our certificate', async () => {
    const { port } = await storescpWith(pacs);
    expect(await echo(port, { material: materialOf(undefined, [authority.certificate]) })).to.match(
      /^CERTIFICATE_MISSING$|^CLOSED$|^ECONNRESET$/,
    );
  });

  it('does not reach a peer whose certificate has expired', async () => {
    const old = await authority.issue('old', {
      commonName: 'pacs',
      alternativeNames: ['DNS:localhost'],
      until: '20210101000000Z',
    });
    expect(await echo((await storescpWith(old)).port)).to.equal('CERTIFICATE_EXPIRED');
  });

  it('does not reach a peer whose certificate is revoked, nor one whose revocation list is out of force', async () => {
    const stolen = await authority.issue('stolen', {
      commonName: 'pacs',
      alternativeNames: ['DNS:localhost'],
    });
    const { port } = await storescpWith(stolen);
    const material = (list: string, now = Date.now()): TlsMaterial =>
      materialOf(undefined, [authority.certificate], 'bcp195', [list], now);
    expect(
      await echo(port, { material: material(await authority.revoke('now', [stolen.certificate])) }),
    ).to.equal('CERTIFICATE_REVOKED');
    expect(
      await echo(port, { material: material(await authority.revoke('old', [], true), IN_2020) }),
    ).to.equal('REVOCATION_NOT_KNOWN');
  });

  it('does not reach a peer whose certificate is not valid yet', async () => {
    const early = await authority.issue('early', {
      commonName: 'pacs',
      alternativeNames: ['DNS:localhost'],
      from: '20400101000000Z',
      until: '20410101000000Z',
    });
    expect(await echo((await storescpWith(early)).port)).to.equal('CERTIFICATE_NOT_YET_VALID');
  });

  it('does not reach a peer whose certificate has another name', async () => {
    const other = await authority.issue('other', {
      commonName: 'localhost',
      alternativeNames: ['DNS:other.example.org'],
    });
    expect(await echo((await storescpWith(other)).port)).to.equal('CERTIFICATE_NAME_WRONG');
  });

  it('reaches a peer of another name when that name is expected', async () => {
    const other = await authority.issue('named', {
      commonName: 'x',
      alternativeNames: ['DNS:pacs.example.org'],
    });
    const { port } = await storescpWith(other);
    expect(await echo(port, trusting(node, 'pacs.example.org'))).to.equal('answered');
  });

  it('does not reach a peer whose certificate is signed by itself', async () => {
    const alone = await makeSelfSigned(folder, 'alone', 'localhost');
    expect(await echo((await storescpWith(alone)).port)).to.equal('CERTIFICATE_SELF_SIGNED');
  });

  it('does not reach a peer of an authority that it does not trust', async () => {
    const stranger = await makeAuthority(path.join(folder, 'stranger'), 'Another CA');
    const theirs = await stranger.issue('pacs', { commonName: 'x', alternativeNames: ['DNS:localhost'] });
    expect(await echo((await storescpWith(theirs)).port)).to.equal('CERTIFICATE_NOT_TRUSTED');
  });

  it('does not trust the environment over its configuration', async () => {
    const alone = await makeSelfSigned(folder, 'alone', 'localhost');
    const { port } = await storescpWith(alone);
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(await echo(port)).to.equal('CERTIFICATE_SELF_SIGNED');
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('does not reach a peer with a key of 1024 bits', async () => {
    const weak = await authority.issue('weak', {
      commonName: 'x',
      alternativeNames: ['DNS:localhost'],
      keyKind: 'rsa:1024',
    });
    const port = await opensslServer(weak, '-cipher', 'DEFAULT@SECLEVEL=0');
    expect(await echo(port)).to.equal('CERTIFICATE_WEAK');
  });

  it('does not reach a peer whose certificate is signed with SHA-1', async () => {
    const weak = await authority.issue('sha1', {
      commonName: 'x',
      alternativeNames: ['DNS:localhost'],
      digest: 'sha1',
    });
    const port = await opensslServer(weak, '-cipher', 'DEFAULT@SECLEVEL=0');
    expect(await echo(port)).to.equal('CERTIFICATE_WEAK');
  });

  for (const version of ['-tls1', '-tls1_1']) {
    it(`does not reach a peer that speaks no more than ${version.slice(1)}`, async () => {
      const port = await opensslServer(pacs, version, '-cipher', 'DEFAULT@SECLEVEL=0');
      expect(await echo(port)).to.equal('TLS_VERSION_TOO_LOW');
    });
  }

  for (const [what, ciphers, own] of [
    ['encrypts nothing', 'eNULL@SECLEVEL=0', true],
    ['shows no certificate', 'aNULL@SECLEVEL=0', false],
    ['keeps no forward secrecy', 'AES256-GCM-SHA384', true],
  ] as const) {
    it(`does not reach a peer that ${what}`, async () => {
      const rsa = await authority.issue('rsa', {
        commonName: 'x',
        alternativeNames: ['DNS:localhost'],
        keyKind: 'rsa:2048',
      });
      const port = await opensslServer(own ? rsa : undefined, '-tls1_2', '-cipher', ciphers);
      expect(await echo(port)).to.equal('TLS_NO_COMMON_CIPHER');
    });
  }

  it('never falls back to plain DICOM', async () => {
    const plain = await startRecordingScp();
    const outcome = await echo(plain.port);
    const events = plain.events.map(({ kind }) => kind);
    await plain.close();
    expect(outcome).to.equal('TLS_NOT_SPOKEN');
    expect(events).to.deep.equal(['association.aborted']);
  });

  it('says who it is where a user is configured, and no passcode is in what it tells', async () => {
    const seen: (UserIdentity | undefined)[] = [];
    const scp = await startRecordingScp({
      tls: { material: materialOf(pacs, [authority.certificate]), clients: 'required' },
      admit: ({ userIdentity }) => {
        seen.push(userIdentity);
        return { kind: 'accept' };
      },
    });
    const outcome = await verify({
      host: 'localhost',
      port: scp.port,
      callingAeTitle: 'LETHE',
      calledAeTitle: 'PACS',
      tls: trusting(),
      userIdentity: {
        type: 2,
        positiveResponseRequested: false,
        primaryField: Buffer.from('router'),
        secondaryField: Buffer.from('opensesame'),
      },
    });
    await scp.close();
    expect(outcome).to.include({ kind: 'answered' });
    expect(
      seen.map((one) => [one?.type, one?.primaryField.toString(), one?.secondaryField.toString()]),
    ).to.deep.equal([[2, 'router', 'opensesame']]);
    expect(JSON.stringify(scp.events)).not.to.include('opensesame');
  });
});
