/** The SCU against a peer that follows a script, and against DCMTK and dcmjs-dimse. */

import { expect } from 'chai';
import fc from 'fast-check';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { encodeCommand } from '../../src/dimse/command.js';
import { verify } from '../../src/dimse/echo.js';
import { openFileSource } from '../../src/dimse/file-source.js';
import { encodeAbort, encodeAssociateRj, encodeReleaseRp, encodeReleaseRq } from '../../src/dimse/pdu.js';
import { openAssociation } from '../../src/dimse/scu.js';
import type {
  AssociationOptions,
  AssociationOutcome,
  InstanceToStore,
  RequestedAssociation,
  StoreOutcome,
} from '../../src/dimse/scu-options.js';
import { startStorescp } from '../peers/dcmtk.js';
import { freePort, waitFor } from '../peers/network.js';
import { startDcmjsDimseScp } from './dcmjs-dimse-peer.js';
import { writeTestInstance, type TestInstance } from './part10-file.js';
import { CT_IMAGE_STORAGE, describePdu, EXPLICIT_LE, IMPLICIT_LE, pData, type RawPeer } from './raw-peer.js';
import {
  acceptAssociation,
  receiveMessage,
  respond,
  startScriptedScp,
  type ReceivedMessage,
  type ScriptedScp,
} from './scripted-scp.js';

describe('The SCU', () => {
  let dir: string;
  let instance: TestInstance;
  let large: TestInstance;
  let peers: { close(): unknown }[] = [];

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lethe-scu-'));
    instance = await writeTestInstance(join(dir, 'small.dcm'), { sopInstanceUid: '1.2.826.1' });
    large = await writeTestInstance(join(dir, 'large.dcm'), {
      sopInstanceUid: '1.2.826.2',
      pixelBytes: 1_000_000,
    });
  });
  after(() => rm(dir, { recursive: true }));
  afterEach(async () => {
    for (const peer of peers) await peer.close();
    peers = [];
  });

  async function scripted(script: (peer: RawPeer) => Promise<void>): Promise<ScriptedScp> {
    const scp = await startScriptedScp(script);
    peers.push(scp);
    return scp;
  }

  function associate(port: number, changes: Partial<AssociationOptions> = {}): Promise<AssociationOutcome> {
    return openAssociation({
      host: '127.0.0.1',
      port,
      callingAeTitle: 'LETHE',
      calledAeTitle: 'PEER',
      contexts: [{ abstractSyntaxUid: CT_IMAGE_STORAGE, transferSyntaxUids: [EXPLICIT_LE] }],
      ...changes,
    });
  }

  async function associated(
    port: number,
    changes: Partial<AssociationOptions> = {},
  ): Promise<RequestedAssociation> {
    const outcome = await associate(port, changes);
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    return outcome.association;
  }

  function toStore(file: TestInstance): InstanceToStore {
    return { ...file, open: () => openFileSource(file.path, file.offset, file.dataSet.length) };
  }

  /** What one store ends in when the peer handles its message so. */
  async function outcomeWhen(
    handle: (peer: RawPeer, message: ReceivedMessage) => void,
    changes: Partial<AssociationOptions> = {},
  ): Promise<StoreOutcome> {
    const scp = await scripted(async (peer) => {
      await acceptAssociation(peer);
      const message = await receiveMessage(peer);
      if (message !== undefined) handle(peer, message);
    });
    const association = await associated(scp.port, changes);
    return association.store(toStore(instance));
  }

  describe('asking for an association', () => {
    it('is told when it is rejected', async () => {
      const { port } = await scripted(async (peer) => {
        await peer.nextPdu();
        peer.send(encodeAssociateRj({ result: 2, source: 3, reason: 1 }));
      });
      expect(await associate(port)).to.deep.equal({ kind: 'rejected', result: 2, source: 3, reason: 1 });
    });

    it('is told when the peer aborts', async () => {
      const { port } = await scripted(async (peer) => {
        await peer.nextPdu();
        peer.send(encodeAbort({ source: 2, reason: 6 }));
      });
      expect(await associate(port)).to.deep.equal({ kind: 'aborted', source: 2, reason: 6 });
    });

    it('is told when nobody listens', async () => {
      expect(await associate(await freePort())).to.deep.equal({
        kind: 'not-reachable',
        code: 'ECONNREFUSED',
      });
    });

    it('is told when the name is unknown', async () => {
      const outcome = await associate(104, { host: 'no-such-host.invalid' });
      expect(outcome.kind).to.equal('not-reachable');
    });

    it('is told when the peer closes at once', async () => {
      const { port } = await scripted((peer) => {
        peer.socket.end();
        return Promise.resolve();
      });
      expect(await associate(port)).to.deep.equal({ kind: 'not-reachable', code: 'CLOSED' });
    });

    it('is told when the answer is no DICOM', async () => {
      const { port } = await scripted((peer) => {
        peer.send(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
        return Promise.resolve();
      });
      expect(await associate(port)).to.deep.equal({ kind: 'not-reachable', code: 'PROTOCOL_ERROR' });
    });

    it('waits no longer than its time for the answer, then aborts', async () => {
      let seen = '';
      const { port } = await scripted(async (peer) => {
        await peer.nextPdu();
        seen = describePdu(await peer.nextPdu());
      });
      expect(await associate(port, { timeouts: { associateMs: 100 } })).to.deep.equal({
        kind: 'not-reachable',
        code: 'ASSOCIATE_TIMEOUT',
      });
      await waitFor(() => seen !== '');
      expect(seen).to.equal('A-ABORT 0/0');
    });

    it('waits no longer than its time for the connection', async () => {
      const full = await startFullListener();
      peers.push(full);
      expect(await associate(full.port, { timeouts: { connectMs: 100 } })).to.deep.equal({
        kind: 'not-reachable',
        code: 'CONNECT_TIMEOUT',
      });
    });

    it('refuses to propose no or 129 contexts', async () => {
      const context = { abstractSyntaxUid: CT_IMAGE_STORAGE, transferSyntaxUids: [EXPLICIT_LE] };
      for (const contexts of [[], Array.from({ length: 129 }, () => context)]) {
        let error: unknown;
        await associate(104, { contexts }).catch((thrown: unknown) => (error = thrown));
        expect(error).to.be.instanceOf(RangeError);
      }
    });
  });

  describe('storing an instance', () => {
    for (const status of [0x0000, 0xb000, 0xb006, 0xb007]) {
      it(`calls it stored at status ${status.toString(16)}`, async () => {
        expect(await outcomeWhen((peer, message) => respond(peer, message, status))).to.deep.equal({
          kind: 'stored',
          status,
        });
      });
    }

    for (const [status, duration] of [
      [0xa700, 'temporary'],
      [0xa702, 'temporary'],
      [0x0110, 'temporary'],
      [0x0213, 'temporary'],
      [0xfe00, 'temporary'],
      [0xa900, 'permanent'],
      [0xc000, 'permanent'],
      [0x0122, 'permanent'],
      [0x0124, 'permanent'],
      [0xb123, 'permanent'],
      [0xff00, 'permanent'],
    ] as const) {
      it(`calls it refused, ${duration}, at status ${status.toString(16)}`, async () => {
        expect(await outcomeWhen((peer, message) => respond(peer, message, status))).to.deep.equal({
          kind: 'refused',
          status,
          duration,
        });
      });
    }

    it('takes no response with another message id', async () => {
      const outcome = await outcomeWhen((peer, message) =>
        respond(peer, message, 0, { messageIdBeingRespondedTo: 4711 }),
      );
      expect(outcome).to.deep.equal({ kind: 'bad-response', cause: 'message-id' });
    });

    it('takes no response of another operation', async () => {
      const outcome = await outcomeWhen((peer, message) =>
        respond(peer, message, 0, { commandField: 0x8030 }),
      );
      expect(outcome).to.deep.equal({ kind: 'bad-response', cause: 'not-the-response' });
    });

    it('takes no noise for a response', async () => {
      const outcome = await outcomeWhen((peer) => peer.send(pData(1, 3, Buffer.alloc(40, 0xe7))));
      expect(outcome).to.deep.equal({ kind: 'bad-response', cause: 'command-malformed' });
    });

    it('takes no response without a status', async () => {
      const outcome = await outcomeWhen((peer) => {
        peer.send(pData(1, 3, encodeCommand({ commandField: 0x8001, messageIdBeingRespondedTo: 1 })));
      });
      expect(outcome).to.deep.equal({ kind: 'bad-response', cause: 'command-malformed' });
    });

    it('takes no other PDU for a response', async () => {
      const outcome = await outcomeWhen((peer) =>
        peer.send(encodeAssociateRj({ result: 1, source: 1, reason: 1 })),
      );
      expect(outcome).to.deep.equal({ kind: 'bad-response', cause: 'pdu-unexpected' });
    });

    it('waits no longer than its time for the response, and every later store has an outcome too', async () => {
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        await receiveMessage(peer);
      });
      const association = await associated(port, { timeouts: { responseMs: 100 } });
      const outcomes = await Promise.all([
        association.store(toStore(instance)),
        association.store(toStore(instance)),
      ]);
      expect(outcomes.map(({ kind }) => kind)).to.deep.equal(['no-response', 'no-response']);
      expect(association.usable).to.equal(false);
    });

    it('is told when the connection is closed instead of an answer', async () => {
      expect(await outcomeWhen((peer) => peer.socket.end())).to.deep.equal({
        kind: 'connection-lost',
        cause: 'closed',
      });
    });

    it('is told when the connection is reset instead of an answer', async () => {
      const outcome = await outcomeWhen((peer) => peer.socket.resetAndDestroy());
      expect(outcome).to.deep.equal({ kind: 'connection-lost', cause: 'reset' });
    });

    it('is told when the connection is reset within the data set', async () => {
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        await peer.nextPdu();
        peer.socket.resetAndDestroy();
      });
      const association = await associated(port);
      const outcome = await association.store(toStore(large));
      expect(outcome).to.have.property('kind', 'connection-lost');
    });

    it('is told when the peer aborts', async () => {
      const outcome = await outcomeWhen((peer) => peer.send(encodeAbort({ source: 0, reason: 0 })));
      expect(outcome).to.deep.equal({ kind: 'aborted', source: 0, reason: 0 });
    });

    it('is told when the peer asks for release instead of answering', async () => {
      const outcome = await outcomeWhen((peer) => peer.send(encodeReleaseRq()));
      expect(outcome).to.deep.equal({ kind: 'connection-lost', cause: 'released' });
    });

    it('gives up a peer that does not read', async () => {
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        peer.socket.pause();
      });
      const association = await associated(port, { timeouts: { writeMs: 200 } });
      const huge = { ...toStore(instance), open: () => Promise.resolve(zeros(1e9)) };
      expect(await association.store(huge)).to.deep.equal({
        kind: 'connection-lost',
        cause: 'write-timeout',
      });
    });

    it('takes an answer that comes before the data set has gone out, after the data set', async () => {
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        const command = await peer.nextPdu();
        if (command === 'closed') return;
        respond(
          peer,
          {
            contextId: 1,
            command: { messageId: 1, commandField: 1 },
            dataSet: Buffer.alloc(0),
            pduLengths: [],
          },
          0xa700,
        );
        while ((await peer.nextPdu()) !== 'closed');
      });
      const association = await associated(port);
      expect(await association.store(toStore(large))).to.include({ kind: 'refused', status: 0xa700 });
      expect(association.usable).to.equal(true);
    });

    for (const maxPduBytes of [0, 16, 17, 1000, 16384, 131_072, 0xffffffff]) {
      it(`keeps to a peer's maximum PDU length of ${maxPduBytes}`, async () => {
        let received: ReceivedMessage | undefined;
        const { port } = await scripted(async (peer) => {
          await acceptAssociation(peer, { maxPduBytes });
          received = await receiveMessage(peer);
          if (received !== undefined) respond(peer, received, 0);
        });
        const file = maxPduBytes > 0 && maxPduBytes < 100 ? instance : large;
        const association = await associated(port);
        expect(await association.store(toStore(file))).to.deep.equal({ kind: 'stored', status: 0 });
        expect(received?.dataSet.equals(file.dataSet)).to.equal(true);
        const limit = maxPduBytes === 0 ? 131_072 : Math.min(maxPduBytes, 131_072);
        expect(Math.max(...(received?.pduLengths ?? []))).to.be.at.most(limit);
        expect(Math.max(...(received?.pduLengths ?? []))).to.be.at.least(limit - 1);
      });
    }

    it('sends an empty and an odd data set as they are', async () => {
      const received: Buffer[] = [];
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        for (;;) {
          const message = await receiveMessage(peer);
          if (message === undefined) return;
          received.push(message.dataSet);
          respond(peer, message, 0);
        }
      });
      const association = await associated(port);
      for (const length of [0, 1, 13]) {
        await association.store({
          ...toStore(instance),
          open: () => openFileSource(large.path, large.offset, length),
        });
      }
      expect(received.map((bytes) => bytes.length)).to.deep.equal([0, 1, 13]);
    });

    it('names the C-MOVE that caused it and the priority', async () => {
      let received: ReceivedMessage | undefined;
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        received = await receiveMessage(peer);
        if (received !== undefined) respond(peer, received, 0);
      });
      const association = await associated(port);
      await association.store({
        ...toStore(instance),
        priority: 1,
        moveOriginator: { aeTitle: 'MOVER', messageId: 7 },
      });
      expect(received?.command).to.include({
        priority: 1,
        moveOriginatorAeTitle: 'MOVER',
        moveOriginatorMessageId: 7,
        affectedSopInstanceUid: instance.sopInstanceUid,
      });
    });

    it('sends nothing when the transfer syntax was not accepted, and says what was', async () => {
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer, {
          result: (_, transferSyntax) => (transferSyntax === IMPLICIT_LE ? 0 : 4),
        });
        await receiveMessage(peer);
      });
      const association = await associated(port, {
        contexts: [
          { abstractSyntaxUid: CT_IMAGE_STORAGE, transferSyntaxUids: [EXPLICIT_LE] },
          { abstractSyntaxUid: CT_IMAGE_STORAGE, transferSyntaxUids: [IMPLICIT_LE] },
        ],
      });
      expect(await association.store(toStore(instance))).to.deep.equal({
        kind: 'not-accepted',
        result: 4,
        acceptedTransferSyntaxUids: [IMPLICIT_LE],
      });
      expect(association.usable).to.equal(true);
    });

    it('sends nothing when the SOP class was not proposed', async () => {
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
      });
      const association = await associated(port);
      expect(await association.store({ ...toStore(instance), sopClassUid: '1.2.3' })).to.deep.equal({
        kind: 'not-accepted',
        result: undefined,
        acceptedTransferSyntaxUids: [],
      });
    });

    it('keeps the association when the file cannot be opened', async () => {
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        const message = await receiveMessage(peer);
        if (message !== undefined) respond(peer, message, 0);
      });
      const association = await associated(port);
      const missing = { ...toStore(instance), open: () => openFileSource(join(dir, 'missing'), 0, 10) };
      expect(await association.store(missing)).to.have.property('kind', 'source-failed');
      expect(await association.store(toStore(instance))).to.deep.equal({ kind: 'stored', status: 0 });
    });

    it('aborts when the file ends before its length', async () => {
      let seen: ReceivedMessage | undefined;
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        seen = await receiveMessage(peer);
      });
      const association = await associated(port);
      const short = {
        ...toStore(instance),
        open: () => openFileSource(large.path, large.offset, large.dataSet.length + 2),
      };
      expect(await association.store(short)).to.have.property('kind', 'source-failed');
      expect(seen).to.equal(undefined);
      expect(association.usable).to.equal(false);
    });

    it('sends many instances asked for at once one after the other, each under its own message id', async () => {
      const ids: (number | undefined)[] = [];
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        for (;;) {
          const message = await receiveMessage(peer);
          if (message === undefined) return;
          ids.push(message.command.messageId);
          respond(peer, message, 0);
        }
      });
      const association = await associated(port);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => association.store(toStore(instance))),
      );
      expect(outcomes.every(({ kind }) => kind === 'stored')).to.equal(true);
      expect(new Set(ids).size).to.equal(20);
    });
  });

  it('gives every store an outcome whatever bytes the peer answers', async () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const scp = await startScriptedScp(async (peer) => {
          await acceptAssociation(peer);
          const message = await receiveMessage(peer);
          if (message === undefined) return;
          const response = encodeCommand({
            commandField: 0x8001,
            messageIdBeingRespondedTo: 1,
            status: 0xb000,
          });
          const bytes = pData(message.contextId, 3, response);
          for (const [position, value] of changes) bytes[position % bytes.length] = value;
          peer.socket.end(bytes);
        });
        const association = await associated(scp.port, { timeouts: { responseMs: 500 } });
        const outcome = await association.store(toStore(instance));
        association.abort();
        await scp.close();
        expect(outcome.kind).to.be.oneOf(['stored', 'refused', 'bad-response', 'connection-lost', 'aborted']);
      }),
      { numRuns: 100 },
    );
  });

  describe('releasing', () => {
    it('waits for the answer', async () => {
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        if (describePdu(await peer.nextPdu()) === 'A-RELEASE-RQ') peer.send(encodeReleaseRp());
      });
      const association = await associated(port);
      expect(await association.release()).to.equal('released');
      expect(await association.store(toStore(instance))).to.deep.equal({
        kind: 'connection-lost',
        cause: 'released',
      });
    });

    it('survives that the peer asks for release at the same time', async () => {
      const seen: string[] = [];
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        seen.push(describePdu(await peer.nextPdu()));
        peer.send(encodeReleaseRq());
        seen.push(describePdu(await peer.nextPdu()));
        peer.send(encodeReleaseRp());
      });
      const association = await associated(port);
      expect(await association.release()).to.equal('released');
      expect(seen).to.deep.equal(['A-RELEASE-RQ', 'A-RELEASE-RP']);
    });

    it('gives up after its time', async () => {
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
      });
      const association = await associated(port, { timeouts: { releaseMs: 100 } });
      expect(await association.release()).to.equal('not-released');
    });

    it('can be replaced by an abort, which ends what is under way', async () => {
      const seen: string[] = [];
      const { port } = await scripted(async (peer) => {
        await acceptAssociation(peer);
        await receiveMessage(peer);
        seen.push(describePdu(await peer.nextPdu()));
      });
      const association = await associated(port);
      const stored = association.store(toStore(instance));
      await new Promise((resolve) => setTimeout(resolve, 50));
      association.abort();
      expect(await stored).to.deep.equal({ kind: 'connection-lost', cause: 'aborted-by-us' });
      await waitFor(() => seen.length > 0);
      expect(seen).to.deep.equal(['A-ABORT 0/0']);
    });
  });

  describe('with independent peers', () => {
    it('stores to storescp byte for byte, and echoes', async () => {
      const received = join(dir, 'received');
      const scp = await startStorescp({ dir: received });
      peers.push({ close: () => scp.stop() });
      const association = await associated(scp.port);
      for (const file of [instance, large]) {
        expect(await association.store(toStore(file))).to.deep.equal({ kind: 'stored', status: 0 });
      }
      expect(await association.release()).to.equal('released');
      const files = await Promise.all(
        (await readdir(received)).map((name) => readFile(join(received, name))),
      );
      for (const { dataSet } of [instance, large]) {
        expect(files.some((bytes) => bytes.subarray(-dataSet.length).equals(dataSet))).to.equal(true);
      }
      const echoed = await verify({
        host: '127.0.0.1',
        port: scp.port,
        callingAeTitle: 'LETHE',
        calledAeTitle: 'ANY',
      });
      expect(echoed).to.include({ kind: 'answered', status: 0 });
    });

    it('stores to dcmjs-dimse, and echoes', async () => {
      const scp = startDcmjsDimseScp(await freePort());
      peers.push(scp);
      const association = await associated(scp.port);
      expect(await association.store(toStore(large))).to.deep.equal({ kind: 'stored', status: 0 });
      expect(await association.release()).to.equal('released');
      expect(scp.stored).to.deep.equal([large.sopInstanceUid]);
      const echoed = await verify({
        host: '127.0.0.1',
        port: scp.port,
        callingAeTitle: 'LETHE',
        calledAeTitle: 'ANY',
      });
      expect(echoed).to.include({ kind: 'answered', status: 0 });
    });
  });

  it('says when verification was not accepted', async () => {
    const { port } = await scripted(async (peer) => {
      await acceptAssociation(peer, { result: () => 3 });
      if (describePdu(await peer.nextPdu()) === 'A-RELEASE-RQ') peer.send(encodeReleaseRp());
    });
    const echoed = await verify({ host: '127.0.0.1', port, callingAeTitle: 'LETHE', calledAeTitle: 'ANY' });
    expect(echoed).to.deep.equal({ kind: 'not-accepted', result: 3 });
  });
});

function zeros(lengthBytes: number): Awaited<ReturnType<InstanceToStore['open']>> {
  return {
    lengthBytes,
    read: (buffers) => Promise.resolve(buffers.reduce((sum, buffer) => sum + buffer.fill(0).length, 0)),
    close: () => Promise.resolve(),
  };
}

/** A listener whose backlog is full, so that further connections hang. */
async function startFullListener(): Promise<{ readonly port: number; close(): void }> {
  // The listener lives in a thread that is blocked, so that it accepts nothing.
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setTimeout(() => {
         parentPort.postMessage('blocked');
         Atomics.wait(workerData, 0, 0);
       }, 20);
     });`,
    { eval: true, workerData: shared },
  );
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  await new Promise((resolve) => worker.once('message', resolve));
  const fillers = Array.from({ length: 4 }, () =>
    connect({ port, host: '127.0.0.1' }).on('error', () => undefined),
  );
  await new Promise((resolve) => setTimeout(resolve, 60));
  return {
    port,
    close() {
      for (const socket of fillers) socket.destroy();
      Atomics.store(shared, 0, 1);
      Atomics.notify(shared, 0);
      void worker.terminate();
    },
  };
}
