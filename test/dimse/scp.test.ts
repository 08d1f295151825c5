/** The storage SCP as ordinary peers meet it: DCMTK, dcmjs-dimse, and bare sockets where the timing matters. */

import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LetheError } from '../../src/errors.js';
import { COMMAND, encodeCommand, NO_DATA_SET } from '../../src/dimse/command.js';
import { decodeAssociateAc, encodeReleaseRq } from '../../src/dimse/pdu.js';
import { createStorageScp } from '../../src/dimse/scp.js';
import type { InstanceSink, StoreStatus } from '../../src/dimse/scp-options.js';
import { runDcmsend, runEchoscu, runStorescu } from '../peers/dcmtk.js';
import { waitFor } from '../peers/network.js';
import { echoWithDcmjsDimse, storeWithDcmjsDimse } from './dcmjs-dimse-peer.js';
import {
  COMMAND_LAST,
  COMMAND_MORE,
  DATA_LAST,
  DATA_MORE,
  nextResponse,
  SMALL_DATA_SET,
  storeCommand,
  storeMessage,
} from './messages.js';
import { writeTestInstance, type TestInstance } from './part10-file.js';
import { associateRaw, connectRaw, associateRq, describePdu, ordinaryRequest, pData } from './raw-peer.js';
import { startRecordingScp, type RecordingScp } from './recording-scp.js';

describe('The storage SCP', () => {
  let dir: string;
  let instances: readonly TestInstance[];
  let lethe: RecordingScp;

  async function start(...options: Parameters<typeof startRecordingScp>): Promise<void> {
    await lethe.close();
    lethe = await startRecordingScp(...options);
  }

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lethe-scp-'));
    instances = await Promise.all(
      [1, 2, 3, 4].map((number) =>
        writeTestInstance(join(dir, `${number}.dcm`), {
          sopInstanceUid: `1.2.826.0.1.${number}`,
          pixelBytes: 200_000 * number,
        }),
      ),
    );
  });
  after(() => rm(dir, { recursive: true }));

  beforeEach(async () => {
    lethe = await startRecordingScp();
  });
  afterEach(() => lethe.close());

  function expectAllReceived(): void {
    const received = new Map(
      lethe.instances.map(({ request, bytes }) => [request.affectedSopInstanceUid, bytes]),
    );
    expect(received.size).to.equal(instances.length);
    for (const { sopInstanceUid, dataSet } of instances) {
      expect(received.get(sopInstanceUid)?.equals(dataSet), sopInstanceUid).to.equal(true);
    }
  }

  it('receives from storescu, byte for byte', async () => {
    const sent = await runStorescu({ port: lethe.port, paths: instances.map(({ path }) => path) });
    expect(sent.code, sent.output).to.equal(0);
    expectAllReceived();
    expect(await lethe.event('association.released')).to.include({
      instances: 4,
      callingAeTitle: 'STORESCU',
    });
  });

  it('receives from dcmsend, byte for byte', async () => {
    const sent = await runDcmsend({ port: lethe.port, paths: instances.map(({ path }) => path) });
    expect(sent.code, sent.output).to.equal(0);
    expectAllReceived();
  });

  it('receives from dcmjs-dimse', async () => {
    expect(await storeWithDcmjsDimse(lethe.port, instances[0]!.path)).to.deep.equal({ status: 0 });
    expect(lethe.instances).to.have.length(1);
  });

  it('answers the echo of echoscu and of dcmjs-dimse', async () => {
    const echoed = await runEchoscu({ port: lethe.port });
    expect(echoed.code, echoed.output).to.equal(0);
    expect(await echoWithDcmjsDimse(lethe.port)).to.deep.equal({ status: 0 });
  });

  it('tells the sink who sends what', async () => {
    await runStorescu({ port: lethe.port, callingAeTitle: 'CT1', paths: [instances[0]!.path] });
    const { request } = lethe.instances[0]!;
    expect(request).to.include({
      callingAeTitle: 'CT1',
      calledAeTitle: 'LETHE',
      remoteAddress: '127.0.0.1',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      affectedSopInstanceUid: '1.2.826.0.1.1',
      messageId: 1,
    });
    expect(request.implementationVersionName).to.match(/^OFFIS/);
  });

  it('receives over eight associations at a time', async () => {
    const paths = instances.map(({ path }) => path);
    const sent = await Promise.all(Array.from({ length: 8 }, () => runStorescu({ port: lethe.port, paths })));
    expect(sent.map(({ code }) => code)).to.deep.equal(Array.from({ length: 8 }, () => 0));
    expect(lethe.instances).to.have.length(32);
    for (const { request, bytes } of lethe.instances) {
      const expected = instances.find(
        ({ sopInstanceUid }) => sopInstanceUid === request.affectedSopInstanceUid,
      );
      expect(expected?.dataSet.equals(bytes)).to.equal(true);
    }
  });

  it('takes the transfer syntax that the requestor names first', async () => {
    const peer = await connectRaw(lethe.port);
    const transferSyntaxUids = ['1.2.3.4', '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2'];
    peer.send(
      associateRq({
        presentationContexts: [{ ...ordinaryRequest().presentationContexts[0]!, transferSyntaxUids }],
      }),
    );
    const answer = await peer.nextPdu();
    const decoded = decodeAssociateAc(answer === 'closed' ? Buffer.alloc(0) : answer.body);
    expect(decoded).to.have.nested.property(
      'pdu.presentationContexts[0].transferSyntaxUid',
      '1.2.840.10008.1.2.4.90',
    );
    peer.socket.destroy();
  });

  it('grants one operation at a time to a peer that asks for more, and the SCU role only', async () => {
    const peer = await connectRaw(lethe.port);
    const userInformation = {
      ...ordinaryRequest().userInformation,
      asynchronousOperationsWindow: { invoked: 0, performed: 0 },
      roleSelections: [{ sopClassUid: '1.2.840.10008.5.1.4.1.1.2', scu: true, scp: true }],
    };
    peer.send(associateRq({ userInformation }));
    const answer = await peer.nextPdu();
    const decoded = decodeAssociateAc(answer === 'closed' ? Buffer.alloc(0) : answer.body);
    if (decoded.kind === 'malformed') throw new Error(decoded.cause);
    expect(decoded.pdu.userInformation).to.deep.include({
      maxPduBytes: 131_072,
      asynchronousOperationsWindow: { invoked: 1, performed: 1 },
      roleSelections: [{ sopClassUid: '1.2.840.10008.5.1.4.1.1.2', scu: true, scp: false }],
    });
    peer.socket.destroy();
  });

  describe('puts a data set together from', () => {
    const whole = storeMessage();
    for (const [name, step] of [
      ['single bytes', 1],
      ['chunks of five bytes', 5],
      ['chunks of thirteen bytes', 13],
    ] as const) {
      it(name, async () => {
        const peer = await associateRaw(lethe.port);
        for (let position = 0; position < whole.length; position += step) {
          peer.send(whole.subarray(position, position + step));
          if (position % 10 === 0) await new Promise(setImmediate);
        }
        expect(await nextResponse(peer)).to.include({ status: 0 });
        expect(lethe.instances[0]?.bytes.equals(SMALL_DATA_SET)).to.equal(true);
        peer.socket.destroy();
      });
    }

    it('many fragments in one PDU, empty ones among them', async () => {
      const fragments = [
        pData(1, DATA_MORE, SMALL_DATA_SET.subarray(0, 2)),
        pData(1, DATA_MORE, Buffer.alloc(0)),
        pData(1, DATA_MORE, SMALL_DATA_SET.subarray(2, 10)),
        pData(1, DATA_LAST, SMALL_DATA_SET.subarray(10)),
      ].map((pdu) => pdu.subarray(6));
      const header = Buffer.from([4, 0, 0, 0, 0, 0]);
      header.writeUInt32BE(Buffer.concat(fragments).length, 2);
      const peer = await associateRaw(lethe.port);
      peer.send(pData(1, COMMAND_LAST, storeCommand()), header, ...fragments);
      expect(await nextResponse(peer)).to.include({ status: 0 });
      expect(lethe.instances[0]?.bytes.equals(SMALL_DATA_SET)).to.equal(true);
      peer.socket.destroy();
    });

    it('a command set in fragments and an empty last one', async () => {
      const command = storeCommand();
      const peer = await associateRaw(lethe.port);
      peer.send(
        pData(1, COMMAND_MORE, command.subarray(0, 30)),
        pData(1, COMMAND_MORE, command.subarray(30)),
        pData(1, COMMAND_LAST, Buffer.alloc(0)),
        pData(1, DATA_MORE, SMALL_DATA_SET),
        pData(1, DATA_LAST, Buffer.alloc(0)),
      );
      expect(await nextResponse(peer)).to.include({ status: 0 });
      peer.socket.destroy();
    });

    it('an odd number of bytes', async () => {
      const peer = await associateRaw(lethe.port);
      peer.send(storeMessage({}, SMALL_DATA_SET.subarray(0, 13)));
      expect(await nextResponse(peer)).to.include({ status: 0 });
      expect(lethe.instances[0]?.bytes).to.have.length(13);
      peer.socket.destroy();
    });

    it('nothing at all', async () => {
      const peer = await associateRaw(lethe.port);
      peer.send(storeMessage({}, Buffer.alloc(0)));
      expect(await nextResponse(peer)).to.include({ status: 0 });
      expect(lethe.instances[0]?.bytes).to.have.length(0);
      peer.socket.destroy();
    });
  });

  it('splits its answers when the peer takes only small PDUs', async () => {
    const userInformation = { ...ordinaryRequest().userInformation, maxPduBytes: 32 };
    const peer = await associateRaw(lethe.port, { userInformation });
    peer.send(storeMessage());
    let last = false;
    let bytes = 0;
    while (!last) {
      const pdu = await peer.nextPdu();
      if (pdu === 'closed') throw new Error('closed');
      expect(pdu.body).to.have.length.at.most(32);
      bytes += pdu.body.length - 6;
      last = (pdu.body.readUInt8(5) & 2) !== 0;
    }
    expect(bytes).to.be.greaterThan(100);
    peer.socket.destroy();
  });

  it('stops reading while the sink is busy, so that what waits in memory stays small', async () => {
    let received = 0;
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    await start({
      openInstance: (): InstanceSink => ({
        write(fragments) {
          for (const fragment of fragments) received += fragment.length;
          return gate;
        },
        end: () => Promise.resolve({ status: 0 }),
        abort: () => Promise.resolve(),
      }),
    });
    const peer = await associateRaw(lethe.port);
    peer.send(pData(1, COMMAND_LAST, storeCommand()));
    const pdu = pData(1, DATA_MORE, Buffer.alloc(100_000));
    for (let count = 0; count < 300; count += 1) peer.send(pdu);
    peer.send(pData(1, DATA_LAST, Buffer.alloc(2)));
    const before = process.memoryUsage().arrayBuffers;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(received).to.be.lessThan(200_000);
    expect(peer.socket.writableLength).to.be.greaterThan(1_000_000);
    expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(5_000_000);
    letGo();
    expect(await nextResponse(peer)).to.include({ status: 0 });
    expect(received).to.equal(30_000_002);
    peer.socket.destroy();
  });

  it('does not count the time of a slow sink as idleness of the peer', async () => {
    await start({
      timers: { idleMs: 100 },
      end: () => new Promise((resolve) => setTimeout(() => resolve({ status: 0 }), 400)),
    });
    const peer = await associateRaw(lethe.port);
    peer.send(storeMessage());
    expect(await nextResponse(peer)).to.include({ status: 0 });
    peer.socket.destroy();
  });

  it('serves other associations while one waits for its answer', async () => {
    let letGo: (status: StoreStatus) => void = () => undefined;
    const gate = new Promise<StoreStatus>((resolve) => (letGo = resolve));
    await start({
      end: ({ callingAeTitle }) => (callingAeTitle === 'SLOW' ? gate : Promise.resolve({ status: 0 })),
    });
    const slow = await associateRaw(lethe.port, { callingAeTitle: 'SLOW' });
    slow.send(storeMessage());
    const quick = await associateRaw(lethe.port);
    quick.send(storeMessage());
    expect(await nextResponse(quick)).to.include({ status: 0 });
    letGo({ status: 0xb000 });
    expect(await nextResponse(slow)).to.include({ status: 0xb000 });
    slow.socket.destroy();
    quick.socket.destroy();
  });

  it('answers a release only after the answer that is outstanding', async () => {
    await start({ end: () => new Promise((resolve) => setTimeout(() => resolve({ status: 0 }), 100)) });
    const peer = await associateRaw(lethe.port);
    peer.send(storeMessage(), encodeReleaseRq());
    expect(await nextResponse(peer)).to.include({ status: 0 });
    expect(describePdu(await peer.nextPdu())).to.equal('A-RELEASE-RP');
    peer.socket.destroy();
  });

  it('answers a peer that has stopped sending but still waits', async () => {
    await start({ end: () => new Promise((resolve) => setTimeout(() => resolve({ status: 0 }), 100)) });
    const peer = await associateRaw(lethe.port);
    peer.socket.end(storeMessage());
    expect(await nextResponse(peer)).to.include({ status: 0 });
    expect(describePdu(await peer.nextPdu())).to.equal('closed');
  });

  it('answers what the sink found, with its comment cut to 64 characters', async () => {
    await start({ end: () => Promise.resolve({ status: 0xc000, errorComment: 'x'.repeat(100) }) });
    const peer = await associateRaw(lethe.port);
    peer.send(storeMessage());
    expect(await nextResponse(peer)).to.include({ status: 0xc000, errorComment: 'x'.repeat(64) });
    peer.socket.destroy();
  });

  it('reads and drops the data sets of refused instances, several in a row', async () => {
    await start({ openInstance: () => ({ kind: 'refused', status: 0xa700, errorComment: 'no room' }) });
    const sent = await runStorescu({ port: lethe.port, paths: [instances[3]!.path], args: ['-R', '-v'] });
    expect(sent.output).to.contain('OutOfResources');
    const peer = await associateRaw(lethe.port);
    for (const messageId of [1, 2, 3]) {
      peer.send(storeMessage({ messageId }));
      expect(await nextResponse(peer)).to.include({ status: 0xa700, messageIdBeingRespondedTo: messageId });
    }
    peer.socket.destroy();
  });

  it('waits for a sink that opens late', async () => {
    const written: Buffer[] = [];
    await start({
      openInstance: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return {
          write: (fragments) => {
            written.push(...fragments);
          },
          end: () => Promise.resolve({ status: 0 }),
          abort: () => Promise.resolve(),
        };
      },
    });
    const peer = await associateRaw(lethe.port);
    peer.send(storeMessage());
    expect(await nextResponse(peer)).to.include({ status: 0 });
    expect(Buffer.concat(written).equals(SMALL_DATA_SET)).to.equal(true);
    peer.socket.destroy();
  });

  describe('answers 0110 and goes on when', () => {
    const sink: InstanceSink = {
      write: () => undefined,
      end: () => Promise.resolve({ status: 0 }),
      abort: () => Promise.resolve(),
    };
    const broken = (): never => {
      throw new Error('broken');
    };
    const rejected = (): Promise<never> => Promise.reject(new Error('broken'));
    for (const [name, openInstance] of [
      ['openInstance throws', broken],
      ['openInstance rejects', rejected],
      ['write throws', () => ({ ...sink, write: broken })],
      ['write rejects', () => ({ ...sink, write: rejected })],
      ['end rejects', () => ({ ...sink, end: rejected })],
    ] as const) {
      it(name, async () => {
        await start({ openInstance });
        const peer = await associateRaw(lethe.port);
        for (const messageId of [1, 2]) {
          peer.send(pData(1, COMMAND_LAST, storeCommand({ messageId })), pData(1, DATA_MORE, SMALL_DATA_SET));
          await new Promise((resolve) => setTimeout(resolve, 30));
          peer.send(pData(1, DATA_LAST, SMALL_DATA_SET));
          expect(await nextResponse(peer)).to.include({
            status: 0x0110,
            messageIdBeingRespondedTo: messageId,
          });
        }
        expect(lethe.events.filter(({ kind }) => kind === 'store.failed')).to.have.length(2);
        peer.socket.destroy();
      });
    }
  });

  it('aborts a sink only after its pending write has settled', async () => {
    const steps: string[] = [];
    let isWriting = false;
    await start({
      openInstance: (): InstanceSink => ({
        async write() {
          isWriting = true;
          await new Promise((resolve) => setTimeout(resolve, 200));
          steps.push('written');
        },
        end: () => Promise.resolve({ status: 0 }),
        abort: (reason) => {
          steps.push(reason);
          return Promise.resolve();
        },
      }),
    });
    const peer = await associateRaw(lethe.port);
    peer.send(pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, SMALL_DATA_SET));
    await waitFor(() => isWriting);
    await lethe.close();
    expect(steps).to.deep.equal(['written', 'closing']);
    peer.socket.destroy();
  });

  it('aborts a sink once when its pending write fails after the association has ended', async () => {
    const steps: string[] = [];
    let isWriting = false;
    await start({
      openInstance: (): InstanceSink => ({
        async write() {
          isWriting = true;
          await new Promise((resolve) => setTimeout(resolve, 100));
          throw new Error('broken');
        },
        end: () => Promise.resolve({ status: 0 }),
        abort: (reason) => {
          steps.push(reason);
          return Promise.resolve();
        },
      }),
    });
    const peer = await associateRaw(lethe.port);
    peer.send(pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, SMALL_DATA_SET));
    await waitFor(() => isWriting);
    await lethe.close();
    expect(steps).to.deep.equal(['closing']);
    peer.socket.destroy();
  });

  it('ends an instance that was whole even when the peer has gone', async () => {
    let ended = 0;
    let isEnding = false;
    await start({
      end: async () => {
        isEnding = true;
        await new Promise((resolve) => setTimeout(resolve, 100));
        ended += 1;
        return { status: 0 };
      },
    });
    const peer = await associateRaw(lethe.port);
    peer.send(storeMessage());
    await waitFor(() => isEnding);
    peer.socket.resetAndDestroy();
    expect(await lethe.event('store.answered')).to.include({ status: 0, delivered: false });
    expect(ended).to.equal(1);
    expect(lethe.aborted).to.deep.equal([]);
  });

  describe('when it closes', () => {
    it('lets an open instance finish, then aborts the association that rests', async () => {
      await start({ end: () => new Promise((resolve) => setTimeout(() => resolve({ status: 0 }), 300)) });
      const peer = await associateRaw(lethe.port);
      peer.send(storeMessage());
      await new Promise((resolve) => setTimeout(resolve, 30));
      const closed = lethe.scp.close({ drainMs: 5000 });
      expect(await nextResponse(peer)).to.include({ status: 0 });
      expect(describePdu(await peer.nextPdu())).to.equal('A-ABORT 0/0');
      peer.socket.destroy();
      await closed;
    });

    it('aborts what is still open when the time to drain has passed', async () => {
      const peer = await associateRaw(lethe.port);
      peer.send(pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, SMALL_DATA_SET));
      await new Promise((resolve) => setTimeout(resolve, 30));
      const closed = lethe.scp.close({ drainMs: 100 });
      expect(describePdu(await peer.nextPdu())).to.equal('A-ABORT 0/0');
      peer.socket.destroy();
      await closed;
      expect(lethe.aborted).to.deep.equal(['closing']);
    });

    it('accepts no further connection', async () => {
      await lethe.close();
      let refused: unknown;
      await connectRaw(lethe.port).catch((error: unknown) => (refused = error));
      expect(refused).to.have.property('code', 'ECONNREFUSED');
    });
  });

  it('says PORT_IN_USE when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const scp = createStorageScp({
      host: '127.0.0.1',
      port,
      admit: () => ({ kind: 'accept' }),
      acceptAbstractSyntax: () => true,
      openInstance: () => ({ kind: 'refused', status: 0xa700 }),
    });
    let error: unknown;
    await scp.listen().catch((thrown: unknown) => (error = thrown));
    other.close();
    expect(error).to.be.instanceOf(LetheError).and.to.have.property('code', 'PORT_IN_USE');
  });

  it('answers an echo on the verification context of a storage association', async () => {
    const peer = await associateRaw(lethe.port);
    const echo = encodeCommand({
      commandField: COMMAND.cEchoRq,
      messageId: 9,
      commandDataSetType: NO_DATA_SET,
    });
    peer.send(pData(3, COMMAND_LAST, echo));
    expect(await nextResponse(peer)).to.include({
      commandField: COMMAND.cEchoRsp,
      messageIdBeingRespondedTo: 9,
      status: 0,
    });
    peer.socket.destroy();
  });
});
