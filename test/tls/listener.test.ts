import { expect } from 'chai';
import { connect } from 'node:net';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { verify } from '../../src/dimse/echo.js';
import type { AssociationRequest } from '../../src/dimse/scp-options.js';
import type { TlsMaterial } from '../../src/dimse/tls-material.js';
import { associateRq, connectRaw } from '../dimse/raw-peer.js';
import { startRecordingScp, type RecordingScp } from '../dimse/recording-scp.js';
import { runEchoscu } from '../peers/dcmtk.js';
import { waitFor } from '../peers/network.js';
import { runToEnd } from '../peers/process.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { readFile } from 'node:fs/promises';
import { makeAuthority, makeSelfSigned, materialOf, type Authority, type Certified } from './certificates.js';

describe('A listener with TLS', () => {
  let folder: string;
  let authority: Authority;
  let stranger: Authority;
  let server: Certified;
  let scanner: Certified;
  let lethe: RecordingScp;
  let requests: AssociationRequest[];

  before(async () => {
    folder = await makeTemporaryFolder();
    authority = await makeAuthority(path.join(folder, 'hospital'), 'Hospital CA');
    stranger = await makeAuthority(path.join(folder, 'stranger'), 'Another CA');
    server = await authority.issue('node', {
      commonName: 'lethe',
      alternativeNames: ['DNS:localhost', 'IP:127.0.0.1'],
    });
    scanner = await authority.issue('scanner', {
      commonName: 'ct-1',
      alternativeNames: ['DNS:ct-1.example.org', 'IP:192.0.2.7', 'URI:urn:ct:1'],
    });
  });
  after(() => removeFolder(folder));

  async function start(
    options: {
      readonly clients?: 'required' | 'optional' | 'none';
      readonly material?: TlsMaterial;
      readonly artimMs?: number;
      readonly maxAssociations?: number;
    } = {},
  ): Promise<void> {
    const { clients = 'required', artimMs = 30_000, maxAssociations = 64 } = options;
    requests = [];
    lethe = await startRecordingScp({
      tls: { material: options.material ?? materialOf(server, [authority.certificate]), clients },
      timers: { artimMs },
      limits: { maxAssociations },
      admit: (request) => {
        requests.push(request);
        return { kind: 'accept' };
      },
    });
  }
  afterEach(() => lethe.close());

  function echo(material: TlsMaterial): ReturnType<typeof verify> {
    return verify({
      host: 'localhost',
      port: lethe.port,
      callingAeTitle: 'A',
      calledAeTitle: 'B',
      timeouts: { connectMs: 5000, associateMs: 5000 },
      tls: { material },
    });
  }

  /** The outcome of a handshake by Node, whatever it thinks of our certificate, and what is received before the close. */
  async function shake(options: ConnectionOptions): Promise<string> {
    const socket = connectTls({ host: 'localhost', port: lethe.port, rejectUnauthorized: false, ...options });
    return await new Promise((resolve) => {
      let shaken = 'closed';
      socket.on('secureConnect', () => {
        shaken = `${socket.getProtocol() ?? ''} ${socket.getCipher().standardName}`;
        // TLS 1.3: a refusal of our certificate comes after our handshake.
        setTimeout(() => socket.destroy(), 500);
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        shaken = error.code ?? 'error';
      });
      socket.on('data', () => undefined);
      socket.on('end', () => {
        shaken = 'closed';
      });
      socket.on('close', () => resolve(shaken));
    });
  }

  const own = async ({ certificate, key }: Certified): Promise<{ cert: Buffer; key: Buffer }> => ({
    cert: await readFile(certificate),
    key: await readFile(key),
  });

  describe('that requires certificates of its callers', () => {
    beforeEach(() => start());

    it('answers C-ECHO over TLS 1.3', async () => {
      expect(await echo(materialOf(scanner, [authority.certificate]))).to.include({
        kind: 'answered',
        status: 0,
      });
      expect(requests[0]?.tls).to.include({ authorized: true, version: 'TLSv1.3' });
    });

    it('tells all names of the certificate', async () => {
      await echo(materialOf(scanner, [authority.certificate]));
      expect(requests[0]?.tls?.names).to.deep.equal(['ct-1', 'ct-1.example.org', '192.0.2.7', 'urn:ct:1']);
    });

    it("answers DCMTK's echoscu", async () => {
      const args = ['+tls', scanner.key, scanner.certificate, '+cf', authority.certificate];
      expect(await runEchoscu({ port: lethe.port, args })).to.deep.include({ code: 0 });
    });

    it("answers DCMTK's echoscu with the BCP 195 profile of its own", async () => {
      const args = ['+tls', scanner.key, scanner.certificate, '+cf', authority.certificate, '+px'];
      expect(await runEchoscu({ port: lethe.port, args })).to.deep.include({ code: 0 });
    });

    it('does not let in a caller without a certificate', async () => {
      expect(await echo(materialOf(undefined, [authority.certificate]))).to.deep.equal({
        kind: 'not-reachable',
        code: 'CERTIFICATE_MISSING',
      });
      expect(requests).to.deep.equal([]);
      expect(await lethe.event('tls.failed')).to.deep.include({ code: 'CERTIFICATE_MISSING' });
    });

    it('does not let in a caller with a certificate of another authority', async () => {
      const other = await stranger.issue('scanner', { commonName: 'ct-1' });
      await echo(materialOf(other, [authority.certificate]));
      expect(requests).to.deep.equal([]);
      expect(await lethe.event('tls.failed')).to.deep.include({ code: 'CERTIFICATE_NOT_TRUSTED' });
    });

    it('does not let in a caller whose certificate has expired', async () => {
      const old = await authority.issue('old', { commonName: 'ct-1', until: '20210101000000Z' });
      await shake(await own(old));
      expect(await lethe.event('tls.failed')).to.deep.include({ code: 'CERTIFICATE_EXPIRED' });
      expect(requests).to.deep.equal([]);
    });

    it('does not let in a caller whose certificate nobody vouches for', async () => {
      const alone = await makeSelfSigned(folder, 'alone', 'ct-1');
      await shake(await own(alone));
      expect(await lethe.event('tls.failed')).to.deep.include({ code: 'CERTIFICATE_SELF_SIGNED' });
    });

    it('does not let in a caller with a key of 1024 bits', async () => {
      const weak = await authority.issue('weak', { commonName: 'ct-1', keyKind: 'rsa:1024' });
      await shake({ ...(await own(weak)), ciphers: 'DEFAULT@SECLEVEL=0' });
      expect(await lethe.event('tls.failed')).to.deep.include({ code: 'CERTIFICATE_WEAK' });
      expect(requests).to.deep.equal([]);
    });

    it('tells of each failed handshake once, with the address of the caller', async () => {
      await shake(await own(await makeSelfSigned(folder, 'alone', 'ct-1')));
      await echo(materialOf(scanner, [authority.certificate]));
      const failures = lethe.events.filter(({ kind }) => kind === 'tls.failed');
      expect(failures).to.deep.equal([
        { kind: 'tls.failed', remoteAddress: '127.0.0.1', code: 'CERTIFICATE_SELF_SIGNED' },
      ]);
    });

    for (const [name, version] of [
      ['TLS 1.0', 'TLSv1'],
      ['TLS 1.1', 'TLSv1.1'],
    ] as const) {
      it(`does not speak ${name}`, async () => {
        const outcome = await shake({
          ...(await own(scanner)),
          minVersion: version,
          maxVersion: version,
          ciphers: 'DEFAULT@SECLEVEL=0',
        });
        expect(outcome).to.match(/ALERT_PROTOCOL_VERSION/);
        expect(await lethe.event('tls.failed')).to.deep.include({ code: 'TLS_VERSION_TOO_LOW' });
      });
    }

    for (const [what, ciphers] of [
      ['without encryption', 'NULL-SHA256:eNULL@SECLEVEL=0'],
      ['without authentication', 'ADH-AES128-GCM-SHA256:aNULL@SECLEVEL=0'],
      ['without forward secrecy', 'AES128-GCM-SHA256'],
      ['with CBC', 'ECDHE-ECDSA-AES128-SHA256'],
    ] as const) {
      it(`takes no cipher suite ${what}`, async () => {
        const args = ['-connect', `localhost:${lethe.port}`, '-tls1_2', '-cipher', ciphers];
        const client = await runToEnd('openssl', ['s_client', ...args], { timeoutMs: 10_000 });
        expect(client.output).to.match(/handshake failure|no cipher match/);
        expect(client.output).not.to.match(/Cipher is [A-Z0-9-]{8}/);
      });
    }

    it('speaks TLS 1.2 with an AEAD suite', async () => {
      expect(await shake({ ...(await own(scanner)), maxVersion: 'TLSv1.2' })).to.match(
        /^TLSv1\.2 TLS_ECDHE_ECDSA_WITH_AES_\d+_GCM_SHA\d+$/,
      );
    });

    it('answers plain DICOM by a TLS alert and closes, and tells of it once', async () => {
      const peer = await connectRaw(lethe.port);
      const received: Buffer[] = [];
      peer.socket.on('data', (chunk: Buffer) => received.push(chunk));
      peer.send(associateRq());
      await peer.closed();
      const alert = Buffer.concat(received);
      expect([alert[0], alert.readUInt16BE(3), alert[5]]).to.deep.equal([0x15, 2, 2]);
      expect(lethe.events).to.deep.equal([
        { kind: 'tls.failed', remoteAddress: '127.0.0.1', code: 'TLS_NOT_SPOKEN' },
      ]);
    });

    it('answers what only begins as TLS by closing', async () => {
      const peer = await connectRaw(lethe.port);
      peer.send(Buffer.concat([Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]), Buffer.alloc(512, 0xa5)]));
      await peer.closed();
      expect(await lethe.event('tls.failed')).to.have.property('code');
      expect(await echo(materialOf(scanner, [authority.certificate]))).to.include({ kind: 'answered' });
    });

    it('takes a hello that comes byte by byte', async () => {
      const { cert, key } = await own(scanner);
      const outward = connect({ host: '127.0.0.1', port: lethe.port, noDelay: true });
      const slow = new Duplex({
        read: () => undefined,
        write(chunk: Buffer, _encoding, done) {
          for (const byte of chunk) outward.write(Buffer.from([byte]));
          done();
        },
      });
      outward.on('data', (chunk: Buffer) => slow.push(chunk));
      const outcome = await new Promise((resolve) => {
        const socket = connectTls({ socket: slow, cert, key, rejectUnauthorized: false });
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
        socket.on('secureConnect', () => resolve('shaken'));
      });
      outward.destroy();
      expect(outcome).to.equal('shaken');
    });
  });

  describe('that asks for certificates and lets in callers without', () => {
    beforeEach(() => start({ clients: 'optional' }));

    it('lets in a caller without one, as nobody', async () => {
      expect(await echo(materialOf(undefined, [authority.certificate]))).to.include({ kind: 'answered' });
      expect(requests[0]?.tls).to.deep.include({ authorized: false, names: [] });
    });

    it('lets in a caller with a good one, by name', async () => {
      await echo(materialOf(scanner, [authority.certificate]));
      expect(requests[0]?.tls?.names).to.include('ct-1');
    });

    it('does not let in a caller with a bad one', async () => {
      await shake(await own(await makeSelfSigned(folder, 'alone', 'ct-1')));
      expect(await lethe.event('tls.failed')).to.deep.include({ code: 'CERTIFICATE_SELF_SIGNED' });
      expect(requests).to.deep.equal([]);
    });
  });

  it('that asks for none believes no name of a certificate shown all the same', async () => {
    await start({ clients: 'none' });
    await echo(materialOf(scanner, [authority.certificate]));
    expect(requests[0]?.tls).to.deep.include({ authorized: false, names: [] });
  });

  it('with the non-downgrading profile serves the DHE suites that it requires', async () => {
    const rsa = await authority.issue('rsa', {
      commonName: 'lethe',
      alternativeNames: ['DNS:localhost'],
      keyKind: 'rsa:2048',
    });
    await start({
      material: materialOf(rsa, [authority.certificate], 'bcp195-nondowngrading'),
    });
    const suite = { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES256-GCM-SHA384' } as const;
    expect(await shake({ ...(await own(scanner)), ...suite })).to.equal(
      'TLSv1.2 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
    );
  });

  it('drops who says nothing within the time for a handshake', async () => {
    await start({ artimMs: 200 });
    const peer = await connectRaw(lethe.port);
    await peer.closed();
    expect(lethe.events).to.deep.equal([
      { kind: 'tls.failed', remoteAddress: '127.0.0.1', code: 'TLS_HANDSHAKE_TIMEOUT' },
    ]);
  });

  it('drops who does not end the handshake in time', async () => {
    await start({ artimMs: 200 });
    const peer = await connectRaw(lethe.port);
    peer.send(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
    await peer.closed();
    expect(await lethe.event('tls.failed')).to.deep.include({ code: 'TLS_HANDSHAKE_TIMEOUT' });
  });

  it('counts sockets in their handshake among its connections', async () => {
    await start({ maxAssociations: 1 });
    // One association and 64 to be told no.
    const peers = await Promise.all(Array.from({ length: 65 }, () => connectRaw(lethe.port)));
    const oneMore = await connectRaw(lethe.port);
    await oneMore.closed();
    expect(await lethe.event('connection.refused')).to.deep.include({ remoteAddress: '127.0.0.1' });
    for (const { socket } of peers) socket.destroy();
    await waitFor(
      async () => (await echo(materialOf(scanner, [authority.certificate]))).kind === 'answered',
      {
        what: 'room after they are gone',
      },
    );
  });

  it('takes a new certificate without a restart, and keeps open associations', async () => {
    await start();
    const { cert, key } = await own(scanner);
    const open = connectTls({ host: 'localhost', port: lethe.port, cert, key, rejectUnauthorized: false });
    await new Promise((resolve) => open.once('secureConnect', resolve));
    open.write(associateRq());
    const answer = await new Promise<Buffer>((resolve) => open.once('data', resolve));
    expect(answer[0]).to.equal(2);
    const fresh = await authority.issue('fresh', {
      commonName: 'lethe the second',
      alternativeNames: ['DNS:localhost'],
    });
    lethe.scp.setTls(0, materialOf(fresh, [authority.certificate]));
    const seen = connectTls({ host: 'localhost', port: lethe.port, cert, key, rejectUnauthorized: false });
    await new Promise((resolve) => seen.once('secureConnect', resolve));
    expect(seen.getPeerCertificate().subject.CN).to.equal('lethe the second');
    seen.destroy();
    // A-RELEASE-RQ on the association of before.
    open.write(Buffer.from([5, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
    const release = await new Promise<Buffer>((resolve) => open.once('data', resolve));
    expect(release[0]).to.equal(6);
    open.destroy();
  });

  it('takes new authorities without a restart', async () => {
    await start();
    lethe.scp.setTls(0, materialOf(server, [stranger.certificate]));
    const other = await stranger.issue('scanner', { commonName: 'ct-2' });
    await echo(materialOf(scanner, [authority.certificate]));
    expect(requests).to.deep.equal([]);
    expect(await echo(materialOf(other, [authority.certificate]))).to.include({ kind: 'answered' });
  });

  it('does not let in a caller whose certificate is revoked, nor any while the list is out of force or missing', async () => {
    await start();
    const stolen = await authority.issue('stolen', { commonName: 'ct-3' });
    const list = await authority.revoke('now', [stolen.certificate]);
    const trusted = [authority.certificate];
    const refused = async (caller: Certified): Promise<string[]> => {
      const before = lethe.events.length;
      expect(await echo(materialOf(caller, trusted))).to.include({ kind: 'not-reachable' });
      return lethe.events.slice(before).flatMap((event) => (event.kind === 'tls.failed' ? [event.code] : []));
    };
    expect(await echo(materialOf(stolen, trusted))).to.include({ kind: 'answered' });
    lethe.scp.setTls(0, materialOf(server, trusted, 'bcp195', [list]));
    expect(await refused(stolen)).to.deep.equal(['CERTIFICATE_REVOKED']);
    expect(await echo(materialOf(scanner, trusted))).to.include({ kind: 'answered' });
    const old = await authority.revoke('old', [], true);
    expect(() => materialOf(server, trusted, 'bcp195', [old])).to.throw(
      /old\.crl: its revocation list 1 was in force until 2021-01-01T00:00:00\.000Z/,
    );
    const inTime = materialOf(server, trusted, 'bcp195', [old], Date.UTC(2020, 5, 1));
    expect(inTime.expiresAt).to.equal(Date.UTC(2021, 0, 1));
    lethe.scp.setTls(0, inTime);
    expect(await refused(scanner)).to.deep.equal(['REVOCATION_NOT_KNOWN']);
    lethe.scp.setTls(0, materialOf(server, trusted, 'bcp195', [await stranger.revoke('other', [])]));
    expect(await refused(scanner)).to.deep.equal(['REVOCATION_NOT_KNOWN']);
  });
});
