/** HOSTILE 1 to 10: what comes before an association. */
import { expect } from 'chai';
import { encodeReleaseRq } from '../../src/dimse/pdu.js';
import { COMMAND_LAST, storeCommand } from '../dimse/messages.js';
import { associateRq, connectRaw, describePdu, pData } from '../dimse/raw-peer.js';
import { answerTo, startUnderFire, type UnderFire } from './under-fire.js';

const ARTIM_MS = 1000;

describe('Before an association, a hostile peer', () => {
  let fire: UnderFire;

  before(async () => {
    fire = await startUnderFire({ timers: { artimMs: ARTIM_MS } });
  });

  after(() => fire.close());

  async function expectAnswer(answer: string, cause: string, ...bytes: Buffer[]): Promise<void> {
    expect(await fire.attack(() => answerTo(fire.port, ...bytes))).to.equal(answer);
    expect(fire.complaints[0]).to.contain(cause);
  }

  it('1: that sends noise is answered A-ABORT 2/1', async () => {
    const noise = Buffer.from(Array.from({ length: 1024 }, (_, index) => (index * 193 + 0xd3) & 0xff));
    await expectAnswer('A-ABORT 2/1', 'cause=unrecognized-pdu', noise);
  });

  it('2: that speaks HTTP is answered A-ABORT 2/1, and named so in one line', async () => {
    const http = Buffer.from('GET /\r\nX: \u001b[31m HTTP/1.1\r\nHost: x\r\n\r\n');
    await expectAnswer('A-ABORT 2/1', 'looksLike=http', http);
  });

  it('2: that says hello by TLS is answered A-ABORT 2/1, and named so in one line', async () => {
    await expectAnswer('A-ABORT 2/1', 'looksLike=tls', Buffer.from('16030100c8010000c40303', 'hex'));
  });

  it('4: that sends PDU type 09 is answered A-ABORT 2/1', async () => {
    await expectAnswer('A-ABORT 2/1', 'cause=unrecognized-pdu', Buffer.from([9, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
  });

  it('5: that sends P-DATA-TF is answered A-ABORT 2/2', async () => {
    await expectAnswer('A-ABORT 2/2', 'cause=unexpected-pdu', pData(1, COMMAND_LAST, storeCommand()));
  });

  it('6: that asks for release is answered A-ABORT 2/2', async () => {
    await expectAnswer('A-ABORT 2/2', 'cause=unexpected-pdu', encodeReleaseRq());
  });

  for (const type of [2, 3, 6])
    it(`that sends PDU type 0${type}, an answer, is answered A-ABORT 2/2`, async () => {
      await expectAnswer(
        'A-ABORT 2/2',
        'cause=unexpected-pdu',
        Buffer.from([type, 0, 0, 0, 0, 4, 0, 0, 0, 0]),
      );
    });

  it('7: that announces an A-ASSOCIATE-RQ of 4 GiB - 1 is answered A-ABORT 2/6 at its header', async () => {
    await expectAnswer('A-ABORT 2/6', 'cause=pdu-too-long', Buffer.from([1, 0, 0xff, 0xff, 0xff, 0xff]));
  });

  it('that announces one of a byte more than 1 MiB is answered A-ABORT 2/6 at its header', async () => {
    await expectAnswer('A-ABORT 2/6', 'cause=pdu-too-long', Buffer.from([1, 0, 0, 0x10, 0, 1]));
  });

  it('8: that ends within its A-ASSOCIATE-RQ is closed and forgotten', async () => {
    const answer = await fire.attack(async () => {
      const peer = await connectRaw(fire.port);
      peer.socket.end(associateRq().subarray(0, 100));
      await peer.closed();
      return describePdu(await peer.nextPdu());
    });
    expect(answer).to.equal('closed');
    expect(fire.complaints[0]).to.contain('association.lost');
  });

  it('9: that trickles its A-ASSOCIATE-RQ is closed when ARTIM has passed in total', async () => {
    const took = await fire.attack(async () => {
      const peer = await connectRaw(fire.port);
      peer.socket.on('error', () => undefined);
      const begun = performance.now();
      const request = associateRq();
      let sent = 0;
      const trickle = setInterval(() => peer.socket.write(request.subarray(sent, ++sent)), ARTIM_MS / 8);
      await peer.closed();
      clearInterval(trickle);
      peer.socket.destroy();
      return performance.now() - begun;
    });
    expect(took).to.be.within(ARTIM_MS - 50, ARTIM_MS + 10_000);
    expect(fire.complaints[0]).to.contain('cause=artim-timeout');
  });

  it('10: that is silent is closed when ARTIM has passed', async () => {
    await fire.attack(async () => {
      const peer = await connectRaw(fire.port);
      await peer.closed();
      peer.socket.destroy();
    });
    expect(fire.complaints[0]).to.contain('cause=artim-timeout');
  });

  it('in great numbers, silent, is let go when ARTIM has passed, and others are served', async () => {
    await fire.attack(
      async () => {
        const peers = await Promise.all(Array.from({ length: 60 }, () => connectRaw(fire.port)));
        for (const peer of peers) await peer.closed();
        for (const peer of peers) peer.socket.destroy();
      },
      { complaints: 60 },
    );
  });

  it('that connects and resets a hundred times leaves nothing behind', async () => {
    await fire.attack(
      async () => {
        for (let count = 0; count < 100; count += 1) {
          const peer = await connectRaw(fire.port);
          peer.socket.on('error', () => undefined);
          if (count % 2 === 0) peer.send(associateRq().subarray(0, count));
          peer.socket.resetAndDestroy();
        }
      },
      { complaints: 'any' },
    );
  });

  it('that aborts at once is let go', async () => {
    await fire.attack(async () => {
      const peer = await connectRaw(fire.port);
      peer.send(Buffer.from([7, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
      await peer.closed();
      peer.socket.destroy();
    });
    expect(fire.complaints[0]).to.contain('by=peer');
  });
});
