/** HOSTILE 71 and 72: peers that go away, and instances that come again and again. */
import path from 'node:path';
import { expect } from 'chai';
import { COMMAND_LAST, DATA_MORE, nextResponse, storeCommand, storeMessage } from '../dimse/messages.js';
import { ctDataSet } from '../dimse/part10-file.js';
import { associateRaw, describePdu, pData } from '../dimse/raw-peer.js';
import { filesBelow } from '../support/instances.js';
import { hex, releaseOf, startUnderFire, type UnderFire } from './under-fire.js';

const IDLE_MS = 1500;

describe('A hostile peer', () => {
  let fire: UnderFire;

  before(async () => {
    fire = await startUnderFire({
      timers: { idleMs: IDLE_MS, artimMs: 2000 },
      limits: { maxAssociationsPerCaller: 64 },
    });
  });

  after(() => fire.close());

  async function incoming(): Promise<readonly string[]> {
    return await filesBelow(path.join(fire.node.dataDir, 'spool', 'incoming'));
  }

  /** Begins an instance and leaves it as told: no part of it may stay, and no row be made. */
  async function expectNothingLeft(
    leave: (peer: Awaited<ReturnType<typeof associateRaw>>) => Promise<void>,
  ): Promise<void> {
    const uid = '1.2.826.0.1.6.999';
    await fire.attack(async () => {
      const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
      peer.socket.on('error', () => undefined);
      peer.send(
        pData(1, COMMAND_LAST, storeCommand({ affectedSopInstanceUid: uid })),
        pData(1, DATA_MORE, Buffer.from(ctDataSet(uid, 20_000))),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      await leave(peer);
      peer.socket.destroy();
    });
    expect((await incoming()).filter((file) => file.endsWith('.part'))).to.deep.equal([]);
    expect(
      (await fire.node.instances()).filter(({ sopInstanceUid }) => sopInstanceUid === uid),
    ).to.deep.equal([]);
  }

  it('71: that closes the connection inside a data set leaves nothing', async () => {
    await expectNothingLeft((peer) => {
      peer.socket.end();
      return peer.closed();
    });
  });

  it('71: that resets the connection inside a data set leaves nothing', async () => {
    await expectNothingLeft((peer) => {
      peer.socket.resetAndDestroy();
      return Promise.resolve();
    });
  });

  it('71: that aborts inside a data set leaves nothing', async () => {
    await expectNothingLeft((peer) => {
      peer.send(Buffer.from([7, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
      return peer.closed();
    });
  });

  it('71: that falls silent inside a data set is answered A-ABORT 0/0 when the idle time has passed', async () => {
    await expectNothingLeft(async (peer) => {
      expect(describePdu(await peer.nextPdu())).to.equal('A-ABORT 0/0');
    });
  });

  it('71: that goes on byte by byte inside a data set is answered A-ABORT 0/0', async () => {
    await expectNothingLeft(async (peer) => {
      peer.send(pData(1, DATA_MORE, Buffer.alloc(5000)).subarray(0, 20));
      const trickle = setInterval(() => peer.socket.write(Buffer.alloc(1)), 50);
      const answer = describePdu(await peer.nextPdu());
      clearInterval(trickle);
      expect(answer).to.equal('A-ABORT 0/0');
    });
  });

  it('71: that is half a presentation data value short is closed with its connection', async () => {
    await expectNothingLeft((peer) => {
      peer.socket.end(pData(1, DATA_MORE, Buffer.alloc(5000)).subarray(0, 2000));
      return peer.closed();
    });
  });

  it('72: a thousand times one instance, over sixteen associations, is stored once and answered 0000 each time', async () => {
    const uid = '1.2.826.0.1.6.1';
    const message = (messageId: number): Buffer =>
      storeMessage({ messageId, affectedSopInstanceUid: uid }, Buffer.from(ctDataSet(uid, 2000)));
    const before = (await incoming()).length;
    const statuses = await fire.attack(
      async () => {
        const sixteen = Array.from({ length: 16 }, async (_, index) => {
          const peer = await associateRaw(fire.port, { callingAeTitle: `PEER${index}` });
          const answers: string[] = [];
          for (let id = 1; id <= (index < 8 ? 63 : 62); id += 1) {
            peer.send(message(id));
            answers.push(hex((await nextResponse(peer)).status));
          }
          await releaseOf(peer);
          return answers;
        });
        return (await Promise.all(sixteen)).flat();
      },
      { complaints: 0 },
    );
    expect(statuses).to.have.lengthOf(1000);
    expect(new Set(statuses)).to.deep.equal(new Set(['0000']));
    const rows = (await fire.node.instances()).filter(({ sopInstanceUid }) => sopInstanceUid === uid);
    expect(rows).to.have.lengthOf(1);
    // One of this, and the good one of the attack.
    expect(await incoming()).to.have.lengthOf(before + 2);
  });

  it('72: other content under the same UID, at the same time, is kept as versions', async () => {
    const uid = '1.2.826.0.1.6.2';
    const statuses = await fire.attack(
      async () => {
        const eight = Array.from({ length: 8 }, async (_, index) => {
          const peer = await associateRaw(fire.port, { callingAeTitle: `PEER${index}` });
          const dataSet = Buffer.from(ctDataSet(uid, 2000));
          dataSet.writeUInt8(index % 4, dataSet.length - 1);
          peer.send(storeMessage({ affectedSopInstanceUid: uid }, dataSet));
          const { status } = await nextResponse(peer);
          await releaseOf(peer);
          return hex(status);
        });
        return await Promise.all(eight);
      },
      { complaints: 0 },
    );
    expect(new Set(statuses)).to.deep.equal(new Set(['0000']));
    const rows = (await fire.node.instances()).filter(({ sopInstanceUid }) => sopInstanceUid === uid);
    expect(rows.map(({ version }) => version).sort()).to.deep.equal([1, 2, 3, 4]);
  });
});
