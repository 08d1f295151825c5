/** HOSTILE 30 to 43: what comes over an association. */
import path from 'node:path';
import { expect } from 'chai';
import {
  COMMAND,
  decodeCommand,
  encodeCommand,
  NO_DATA_SET,
  type CommandSet,
} from '../../src/dimse/command.js';
import { encodeReleaseRq } from '../../src/dimse/pdu.js';
import {
  COMMAND_LAST,
  COMMAND_MORE,
  DATA_LAST,
  DATA_MORE,
  nextResponse,
  SMALL_DATA_SET,
  storeCommand,
  storeMessage,
} from '../dimse/messages.js';
import { ctDataSet } from '../dimse/part10-file.js';
import { associateRaw, associateRq, describePdu, pData, type RawPeer } from '../dimse/raw-peer.js';
import { waitFor } from '../peers/network.js';
import { filesBelow } from '../support/instances.js';
import {
  answerInAssociation,
  hex,
  releaseOf,
  startUnderFire,
  statusesOf,
  type UnderFire,
} from './under-fire.js';

const ECHO = encodeCommand({
  affectedSopClassUid: '1.2.840.10008.1.1',
  commandField: COMMAND.cEchoRq,
  messageId: 1,
  commandDataSetType: NO_DATA_SET,
});

describe('On its association, a hostile peer', () => {
  let fire: UnderFire;
  let uids = 0;

  before(async () => {
    fire = await startUnderFire({ timers: { artimMs: 5000, idleMs: 2000 } });
  });

  after(() => fire.close());

  /** Bytes on an association that end it, the answer, one line that says why, and no part of an instance left. */
  async function expectAbort(answer: string, cause: string, ...bytes: Buffer[]): Promise<void> {
    expect(await fire.attack(() => answerInAssociation(fire.port, ...bytes))).to.equal(answer);
    expect(fire.complaints[0]).to.contain(cause);
    expect(await parts()).to.deep.equal([]);
  }

  async function parts(): Promise<readonly string[]> {
    return (await filesBelow(path.join(fire.node.dataDir, 'spool', 'incoming'))).filter((file) =>
      file.endsWith('.part'),
    );
  }

  function goodMessage(messageId = 1): Buffer {
    uids += 1;
    const uid = `1.2.826.0.1.2.${uids}`;
    return storeMessage({ messageId, affectedSopInstanceUid: uid }, Buffer.from(ctDataSet(uid, 32)));
  }

  /** The status of a message, after which a good one on the same association is stored. */
  async function expectStatus(status: string, ...message: Buffer[]): Promise<void> {
    const statuses = await fire.attack(
      () => statusesOf(fire.port, {}, Buffer.concat(message), goodMessage(99)),
      { complaints: 'any' },
    );
    expect(statuses).to.deep.equal([status, '0000']);
  }

  it('30: that asks for another association is answered A-ABORT 2/2', async () => {
    await expectAbort('A-ABORT 2/2', 'unexpected-pdu', associateRq());
  });

  for (const type of [2, 3, 6])
    it(`that sends PDU type 0${type}, an answer to nothing, is answered A-ABORT 2/2`, async () => {
      await expectAbort('A-ABORT 2/2', 'unexpected-pdu', Buffer.from([type, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
    });

  it('that sends an unknown PDU type is answered A-ABORT 2/1', async () => {
    await expectAbort('A-ABORT 2/1', 'unrecognized-pdu', Buffer.from([0xff, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
  });

  for (const id of [99, 2, 0, 255])
    it(`31: that uses presentation context ${id}, which was not accepted, is answered A-ABORT 0/0`, async () => {
      await expectAbort('A-ABORT 0/0', 'context-not-accepted', pData(id, COMMAND_LAST, storeCommand()));
    });

  it('32: that sends a presentation data value longer than its PDU is answered A-ABORT 2/6', async () => {
    const pdu = pData(1, COMMAND_LAST, storeCommand());
    pdu.writeUInt32BE(pdu.length, 6);
    await expectAbort('A-ABORT 2/6', 'pdv-past-end', pdu);
  });

  it('32: that sends one of 4 GiB - 1 is answered A-ABORT 2/6', async () => {
    const pdu = pData(1, COMMAND_LAST, storeCommand());
    pdu.writeUInt32BE(0xffffffff, 6);
    await expectAbort('A-ABORT 2/6', 'pdv-past-end', pdu);
  });

  for (const length of [0, 1])
    it(`33: that sends a presentation data value of length ${length} is answered A-ABORT 2/6`, async () => {
      const pdu = pData(1, COMMAND_LAST, storeCommand());
      pdu.writeUInt32BE(length, 6);
      await expectAbort('A-ABORT 2/6', 'pdv-length', pdu);
    });

  it('33: that splits a data set at an odd length is answered A-ABORT 2/6', async () => {
    const odd = pData(1, DATA_MORE, SMALL_DATA_SET.subarray(0, 7));
    await expectAbort('A-ABORT 2/6', 'fragment-odd', pData(1, COMMAND_LAST, storeCommand()), odd);
  });

  it('33: that splits a command set at an odd length is answered A-ABORT 2/6', async () => {
    await expectAbort('A-ABORT 2/6', 'fragment-odd', pData(1, COMMAND_MORE, storeCommand().subarray(0, 7)));
  });

  it('that sends a P-DATA-TF with nothing in it is answered A-ABORT 2/6', async () => {
    await expectAbort('A-ABORT 2/6', 'p-data-empty', Buffer.from([4, 0, 0, 0, 0, 0]));
  });

  for (const length of [1, 2, 3, 4, 5])
    it(`that sends a P-DATA-TF of ${length} bytes, too short for a header, is answered A-ABORT 2/6`, async () => {
      const pdu = Buffer.concat([Buffer.from([4, 0, 0, 0, 0, length]), Buffer.alloc(length)]);
      await expectAbort('A-ABORT 2/6', 'pdv-', pdu);
    });

  it('that leaves bytes after the last presentation data value of a PDU is answered A-ABORT 2/6', async () => {
    const pdu = Buffer.concat([pData(1, COMMAND_MORE, storeCommand().subarray(0, 8)), Buffer.alloc(3)]);
    pdu.writeUInt32BE(pdu.length - 6, 2);
    await expectAbort('A-ABORT 2/6', 'pdv-past-end', pdu);
  });

  it('34: that announces a P-DATA-TF beyond our maximum is answered A-ABORT 2/6 at its header', async () => {
    await expectAbort('A-ABORT 2/6', 'pdu-too-long', Buffer.from([4, 0, 0, 2, 0, 1]));
  });

  it('34: that announces one of 4 GiB - 1 is answered A-ABORT 2/6 at its header', async () => {
    await expectAbort('A-ABORT 2/6', 'pdu-too-long', Buffer.from([4, 0, 0xff, 0xff, 0xff, 0xff]));
  });

  for (const type of [5, 7])
    it(`that sends PDU type 0${type} of 1 GiB is answered A-ABORT 2/6 at its header`, async () => {
      await expectAbort('A-ABORT 2/6', 'pdu-length-wrong', Buffer.from([type, 0, 0x40, 0, 0, 0]));
    });

  it('35: whose command set has no end is answered A-ABORT 0/0 at 64 KiB', async () => {
    const fragment = pData(1, COMMAND_MORE, Buffer.alloc(16_000));
    const many = Array.from({ length: 64 }, () => fragment);
    await expectAbort('A-ABORT 0/0', 'command-too-long', ...many);
  });

  it('35: whose command set is empty fragments without end is answered A-ABORT 0/0', async () => {
    const fragment = pData(1, COMMAND_MORE, Buffer.alloc(0));
    await expectAbort(
      'A-ABORT 0/0',
      'command-too-long',
      Buffer.concat(Array.from({ length: 40_000 }, () => fragment)),
    );
  });

  it('35: whose command set comes in fragments of two bytes is served', async () => {
    uids += 1;
    const uid = `1.2.826.0.1.2.${uids}`;
    const command = storeCommand({ affectedSopInstanceUid: uid });
    const fragments = Array.from({ length: command.length / 2 }, (_, index) =>
      pData(
        1,
        (index + 1) * 2 === command.length ? COMMAND_LAST : COMMAND_MORE,
        command.subarray(index * 2, index * 2 + 2),
      ),
    );
    const dataSet = ctDataSet(uid, 32);
    const pieces = Array.from({ length: dataSet.length / 2 }, (_, index) =>
      pData(
        1,
        (index + 1) * 2 === dataSet.length ? DATA_LAST : DATA_MORE,
        dataSet.subarray(index * 2, index * 2 + 2),
      ),
    );
    await expectStatus('0000', ...fragments, ...pieces);
  });

  it('whose data set ends with an empty fragment is served', async () => {
    uids += 1;
    const uid = `1.2.826.0.1.2.${uids}`;
    const command = pData(1, COMMAND_LAST, storeCommand({ affectedSopInstanceUid: uid }));
    const data = pData(1, DATA_MORE, ctDataSet(uid, 32));
    await expectStatus(
      '0000',
      command,
      pData(1, DATA_MORE, Buffer.alloc(0)),
      data,
      pData(1, DATA_LAST, Buffer.alloc(0)),
    );
  });

  it('whose data set is empty fragments without end is aborted when the idle time has passed', async () => {
    const answer = await fire.attack(async () => {
      const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
      peer.socket.on('error', () => undefined);
      peer.send(pData(1, COMMAND_LAST, storeCommand()));
      const trickle = setInterval(() => peer.socket.write(pData(1, DATA_MORE, Buffer.alloc(0))), 50);
      const pdu = describePdu(await peer.nextPdu());
      clearInterval(trickle);
      peer.socket.destroy();
      return pdu;
    });
    expect(answer).to.equal('A-ABORT 0/0');
  });

  for (const [name, bytes] of [
    ['noise', Buffer.alloc(64, 0xe7)],
    ['empty', Buffer.alloc(0)],
    ['in big endian', Buffer.from('0000000000000004000000a2', 'hex')],
    ['of another group', Buffer.from('0800180004000000312e3200', 'hex')],
    ['cut off inside an element', storeCommand().subarray(0, 30)],
    ['with an element of 4 GiB', Buffer.from('00000200fffffffe', 'hex')],
    ['with a message id of four bytes', Buffer.from('000000010200000001000000100104000000ffffffff', 'hex')],
    ['without a command field', encodeCommand({ messageId: 1, commandDataSetType: NO_DATA_SET })],
    ['without a message id', encodeCommand({ commandField: 1, commandDataSetType: 0 })],
    ['a response', encodeCommand({ commandField: COMMAND.cStoreRsp, messageId: 1, status: 0 })],
  ] as const)
    it(`36: whose command set is ${name} is answered A-ABORT 0/0`, async () => {
      await expectAbort('A-ABORT 0/0', 'command-malformed', pData(1, COMMAND_LAST, bytes));
    });

  it('36: whose command set has two command fields and a group length that lies is served by the last', async () => {
    const twice = Buffer.concat([encodeCommand({ commandField: 0x7777 }), storeCommand()]);
    await expectStatus('C000', pData(1, COMMAND_LAST, twice), pData(1, DATA_LAST, SMALL_DATA_SET));
  });

  for (const control of [DATA_LAST, DATA_MORE])
    it(`37: that sends a data set (${control}) before a command set is answered A-ABORT 0/0`, async () => {
      await expectAbort('A-ABORT 0/0', 'data-set-before-command', pData(1, control, SMALL_DATA_SET));
    });

  it('38: that sends a data set fragment inside a command set is answered A-ABORT 2/6', async () => {
    const begun = pData(1, COMMAND_MORE, storeCommand().subarray(0, 20));
    await expectAbort(
      'A-ABORT 2/6',
      'command-and-data-set-mixed',
      begun,
      pData(1, DATA_MORE, SMALL_DATA_SET),
    );
  });

  it('38: that sends a command set fragment inside a data set is answered A-ABORT 2/6', async () => {
    const begun = [pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, SMALL_DATA_SET)];
    await expectAbort('A-ABORT 2/6', 'command-and-data-set-mixed', ...begun, pData(1, COMMAND_LAST, ECHO));
  });

  it('38: that sends the data set on another context than its command set is answered A-ABORT 2/6', async () => {
    const command = pData(1, COMMAND_LAST, storeCommand());
    await expectAbort(
      'A-ABORT 2/6',
      'command-and-data-set-mixed',
      command,
      pData(3, DATA_LAST, SMALL_DATA_SET),
    );
  });

  it('38: that sets reserved bits of the control header is served', async () => {
    uids += 1;
    const uid = `1.2.826.0.1.2.${uids}`;
    const command = pData(1, COMMAND_LAST | 0xfc, storeCommand({ affectedSopInstanceUid: uid }));
    await expectStatus('0000', command, pData(1, DATA_LAST | 0xfc, ctDataSet(uid, 32)));
  });

  it('39: that uses a message id again while it is open is answered 0210, and the first is stored', async () => {
    const statuses = await fire.attack(
      async () => {
        const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
        peer.send(Buffer.concat([goodMessage(5), goodMessage(5), goodMessage(6)]));
        const answers: CommandSet[] = [];
        for (let count = 0; count < 3; count += 1) answers.push(await nextResponse(peer));
        await releaseOf(peer);
        return answers.map(({ status, messageIdBeingRespondedTo }) => [
          messageIdBeingRespondedTo,
          hex(status),
        ]);
      },
      { complaints: 'any' },
    );
    expect(statuses).to.deep.equal([
      [5, '0000'],
      [5, '0210'],
      [6, '0000'],
    ]);
  });

  it('that sends forty messages at once is answered for each, in order', async () => {
    const ids = await fire.attack(
      async () => {
        const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
        const wanted = Array.from({ length: 40 }, (_, index) => 1000 - index);
        peer.send(Buffer.concat(wanted.map((id) => goodMessage(id))));
        const answered: number[] = [];
        for (const id of wanted) {
          const { messageIdBeingRespondedTo, status } = await nextResponse(peer);
          expect([messageIdBeingRespondedTo, hex(status)]).to.deep.equal([id, '0000']);
          answered.push(id);
        }
        await releaseOf(peer);
        return answered;
      },
      { complaints: 0 },
    );
    expect(ids).to.have.lengthOf(40);
  });

  it('40: that sends command field 7777 is answered 0211', async () => {
    await expectStatus('0211', storeMessage({ commandField: 0x7777 }));
  });

  for (const [name, field] of [
    ['C-GET', 0x0010],
    ['C-FIND', 0x0020],
    ['C-MOVE', 0x0021],
    ['N-EVENT-REPORT', 0x0100],
    ['N-GET', 0x0110],
    ['N-SET', 0x0120],
    ['N-CREATE', 0x0140],
    ['N-DELETE', 0x0150],
  ] as const)
    it(`41: that sends ${name} on a storage context is answered 0211 or 0122`, async () => {
      const statuses = await fire.attack(
        () => statusesOf(fire.port, {}, storeMessage({ commandField: field }), goodMessage(9)),
        { complaints: 'any' },
      );
      expect(statuses[0]).to.be.oneOf(['0211', '0122']);
      expect(statuses[1]).to.equal('0000');
    });

  it('that cancels is not answered, and the association goes on', async () => {
    const cancel = encodeCommand({
      commandField: COMMAND.cCancelRq,
      messageIdBeingRespondedTo: 1,
      commandDataSetType: NO_DATA_SET,
    });
    await expectStatus('0000', pData(1, COMMAND_LAST, cancel), goodMessage(8));
  });

  it('42: that stores without a data set is answered 0212, and the association goes on', async () => {
    await expectStatus('0212', pData(1, COMMAND_LAST, storeCommand({ commandDataSetType: NO_DATA_SET })));
  });

  it('43: that stores without an affected SOP instance UID is answered 0117', async () => {
    await expectStatus('0117', storeMessage({ affectedSopInstanceUid: undefined }));
  });

  it('43: that stores without an affected SOP class UID is answered 0117', async () => {
    await expectStatus('0117', storeMessage({ affectedSopClassUid: undefined }));
  });

  it('that echoes on a storage context is answered 0122', async () => {
    await expectStatus('0122', pData(1, COMMAND_LAST, ECHO));
  });

  it('that echoes with a data set is answered 0000, and the data set is dropped', async () => {
    const command = encodeCommand({
      affectedSopClassUid: '1.2.840.10008.1.1',
      commandField: COMMAND.cEchoRq,
      messageId: 1,
      commandDataSetType: 0,
    });
    await expectStatus('0000', pData(3, COMMAND_LAST, command), pData(3, DATA_LAST, SMALL_DATA_SET));
  });

  describe('that ends it', () => {
    it('with a release inside a data set is released, and nothing is kept', async () => {
      const answer = await fire.attack(() =>
        answerInAssociation(
          fire.port,
          pData(1, COMMAND_LAST, storeCommand()),
          pData(1, DATA_MORE, SMALL_DATA_SET),
          encodeReleaseRq(),
        ),
      );
      expect(answer).to.equal('A-RELEASE-RP');
      expect(await parts()).to.deep.equal([]);
    });

    it('with a release right behind a message is answered for the message first', async () => {
      const answers = await fire.attack(
        async () => {
          const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
          peer.send(Buffer.concat([goodMessage(1), encodeReleaseRq()]));
          const first = await nextResponse(peer);
          const second = describePdu(await peer.nextPdu());
          peer.socket.destroy();
          return [hex(first.status), second];
        },
        { complaints: 0 },
      );
      expect(answers).to.deep.equal(['0000', 'A-RELEASE-RP']);
    });

    it('with two releases and a message after them is answered one', async () => {
      const answers = await fire.attack(
        async () => {
          const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
          peer.socket.on('error', () => undefined);
          peer.send(Buffer.concat([encodeReleaseRq(), encodeReleaseRq(), goodMessage(1)]));
          const seen = [describePdu(await peer.nextPdu()), describePdu(await peer.nextPdu())];
          peer.socket.destroy();
          return seen;
        },
        { complaints: 0 },
      );
      expect(answers).to.deep.equal(['A-RELEASE-RP', 'closed']);
    });

    it('with an A-RELEASE-RP of its own after its A-RELEASE-RQ, as in a collision, is let go', async () => {
      await fire.attack(
        async () => {
          const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
          peer.socket.on('error', () => undefined);
          peer.send(Buffer.concat([encodeReleaseRq(), Buffer.from([6, 0, 0, 0, 0, 4, 0, 0, 0, 0])]));
          await peer.closed();
          peer.socket.destroy();
        },
        { complaints: 0 },
      );
    });

    it('by half, right behind a message, is answered for the message', async () => {
      const answer = await fire.attack(async () => {
        const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
        peer.socket.end(goodMessage(1));
        const { status } = await nextResponse(peer);
        await peer.closed();
        peer.socket.destroy();
        return hex(status);
      });
      expect(answer).to.equal('0000');
    });
  });

  it('that never reads what it is answered is cut off, and the others are served', async () => {
    await fire.attack(
      async () => {
        const peers: RawPeer[] = [];
        const echoes = Buffer.concat(Array.from({ length: 4000 }, () => pData(3, COMMAND_LAST, ECHO)));
        for (let count = 0; count < 4; count += 1) {
          const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
          peer.socket.on('error', () => undefined);
          peer.socket.pause();
          for (let more = 0; more < 10; more += 1) peer.socket.write(echoes);
          peers.push(peer);
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
        for (const peer of peers) peer.socket.resetAndDestroy();
        // The log is behind by what was echoed.
        await waitFor(() => fire.node.output().split('cause=reset').length > peers.length, {
          timeoutMs: 40_000,
        });
      },
      { complaints: 'any' },
    );
  });

  it('that asks for a thousand echoes in one write is answered a thousand times', async () => {
    const answered = await fire.attack(
      async () => {
        const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
        peer.send(Buffer.concat(Array.from({ length: 1000 }, () => pData(3, COMMAND_LAST, ECHO))));
        let count = 0;
        for (; count < 1000; count += 1) {
          const pdu = await peer.nextPdu();
          if (pdu === 'closed') break;
          expect(decodeCommand(pdu.body.subarray(6))?.status).to.equal(0);
        }
        await releaseOf(peer);
        return count;
      },
      { complaints: 'any' },
    );
    expect(answered).to.equal(1000);
  });
});
