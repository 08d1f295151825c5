import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { verify } from '../../src/dimse/echo.js';
import type { AssociationRequest } from '../../src/dimse/scp-options.js';
import { associateRq, connectRaw } from './raw-peer.js';
import { startRecordingScp, type RecordingScp } from './recording-scp.js';

interface Identity {
  readonly key: Buffer;
  readonly cert: Buffer;
}

async function selfSigned(dir: string, commonName: string): Promise<Identity> {
  const key = join(dir, `${commonName}.key`);
  const cert = join(dir, `${commonName}.pem`);
  const subject = ['-subj', `/CN=${commonName}`, '-addext', `subjectAltName=DNS:${commonName}`];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key];
  await promisify(execFile)('openssl', ['req', '-x509', ...newKey, '-out', cert, '-days', '2', ...subject]);
  return { key: await readFile(key), cert: await readFile(cert) };
}

describe('DICOM over TLS', () => {
  let dir: string;
  let server: Identity;
  let client: Identity;
  let lethe: RecordingScp;
  let requests: AssociationRequest[];

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lethe-tls-'));
    [server, client] = await Promise.all([selfSigned(dir, 'localhost'), selfSigned(dir, 'modality-1')]);
  });
  after(() => rm(dir, { recursive: true }));

  beforeEach(async () => {
    requests = [];
    lethe = await startRecordingScp({
      tls: { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true },
      admit: (request) => {
        requests.push(request);
        return { kind: 'accept' };
      },
    });
  });
  afterEach(() => lethe.close());

  function echo(tls: Parameters<typeof verify>[0]['tls']): ReturnType<typeof verify> {
    return verify({
      host: 'localhost',
      port: lethe.port,
      callingAeTitle: 'A',
      calledAeTitle: 'B',
      timeouts: { connectMs: 2000, associateMs: 2000 },
      ...(tls === undefined ? {} : { tls }),
    });
  }

  it('echoes with certificates on both sides, and tells who the peer is', async () => {
    expect(await echo({ ...client, ca: server.cert })).to.include({ kind: 'answered', status: 0 });
    expect(requests[0]?.tls).to.deep.equal({ authorized: true, commonName: 'modality-1' });
  });

  it('does not reach a peer whose certificate nobody vouches for', async () => {
    expect(await echo({ ...client })).to.deep.equal({
      kind: 'not-reachable',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  it('does not reach a peer whose certificate has another name', async () => {
    const other = await startRecordingScp({ tls: client });
    const outcome = await verify({
      host: 'localhost',
      port: other.port,
      callingAeTitle: 'A',
      calledAeTitle: 'B',
      tls: { ca: client.cert },
    });
    await other.close();
    expect(outcome).to.deep.equal({ kind: 'not-reachable', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('does not speak TLS below 1.2', async () => {
    const socket = connectTls({
      host: 'localhost',
      port: lethe.port,
      ...client,
      ca: server.cert,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const code = await new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.once('secureConnect', () => resolve('connected'));
    });
    socket.destroy();
    expect(code).not.to.equal('connected');
  });

  it('lets no peer in without a certificate', async () => {
    const outcome = await echo({ ca: server.cert });
    expect(outcome.kind).to.equal('not-reachable');
    expect(requests).to.deep.equal([]);
    expect(await lethe.event('tls.failed')).to.have.property('code');
  });

  it('answers plain DICOM with an alert and closes', async () => {
    const peer = await connectRaw(lethe.port);
    const received: Buffer[] = [];
    peer.socket.on('data', (chunk: Buffer) => received.push(chunk));
    peer.send(associateRq());
    await peer.closed();
    const alert = Buffer.concat(received);
    expect(alert.length === 0 || alert[0] === 0x15).to.equal(true);
    expect(await lethe.event('tls.failed')).to.have.property('code');
  });
});
