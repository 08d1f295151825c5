/** HOSTILE 73: what destinations answer, right and wrong, and what becomes of the delivery. */
import { expect } from 'chai';
import { encodeCommand } from '../../src/dimse/command.js';
import { encodeAssociateRj, encodeReleaseRq } from '../../src/dimse/pdu.js';
import { pData, type RawPeer } from '../dimse/raw-peer.js';
import {
  acceptAssociation,
  receiveMessage,
  respond,
  startScriptedScp,
  type ReceivedMessage,
  type ScriptedScp,
} from '../dimse/scripted-scp.js';
import { waitFor } from '../peers/network.js';
import { copyUnderNewUid, sample } from '../support/instances.js';
import { sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { headerOnly } from './under-fire.js';
import { dicomDestination, startTestNode, type TestNode } from '../support/test-node.js';
import path from 'node:path';

type Answer = (peer: RawPeer, message: ReceivedMessage) => void;

const status =
  (code: number): Answer =>
  (peer, message) =>
    respond(peer, message, code);

/** The name, how the destination answers, and the code of the delivery; `again`: it is tried until it is answered well. */
const CASES: readonly (readonly [string, Answer, 'sent' | 'again' | 'aside', string])[] = [
  ['0000', status(0), 'sent', ''],
  ['B000, coercion', status(0xb000), 'sent', ''],
  ['B006, elements discarded', status(0xb006), 'sent', ''],
  ['B007, does not match SOP class', status(0xb007), 'sent', ''],
  ['A700, out of resources', status(0xa700), 'again', 'STATUS_A700'],
  ['A7FF', status(0xa7ff), 'again', 'STATUS_A7FF'],
  ['0110, processing failure', status(0x0110), 'again', 'STATUS_0110'],
  ['0213, resource limitation', status(0x0213), 'again', 'STATUS_0213'],
  ['FE00, cancelled', status(0xfe00), 'again', 'STATUS_FE00'],
  ['A900, does not match SOP class', status(0xa900), 'aside', 'STATUS_A900'],
  ['C000, cannot understand', status(0xc000), 'aside', 'STATUS_C000'],
  ['0122, SOP class not supported', status(0x0122), 'aside', 'STATUS_0122'],
  ['0124, not authorized', status(0x0124), 'aside', 'STATUS_0124'],
  ['FF00, pending, which no store may say', status(0xff00), 'aside', 'STATUS_FF00'],
  ['1234, which nobody knows', status(0x1234), 'aside', 'STATUS_1234'],
  [
    'another message id',
    (peer, message) => respond(peer, message, 0, { messageIdBeingRespondedTo: 4711 }),
    'again',
    'BAD_RESPONSE',
  ],
  [
    'a response to C-ECHO',
    (peer, message) => respond(peer, message, 0, { commandField: 0x8030 }),
    'again',
    'BAD_RESPONSE',
  ],
  ['a request', (peer, message) => respond(peer, message, 0, { commandField: 1 }), 'again', 'BAD_RESPONSE'],
  [
    'noise for a command set',
    (peer, message) => peer.send(pData(message.contextId, 3, Buffer.alloc(60, 0xe7))),
    'again',
    'BAD_RESPONSE',
  ],
  [
    'a response without a status',
    (peer, message) =>
      peer.send(
        pData(message.contextId, 3, encodeCommand({ commandField: 0x8001, messageIdBeingRespondedTo: 1 })),
      ),
    'again',
    'BAD_RESPONSE',
  ],
  [
    'a data set',
    (peer, message) => peer.send(pData(message.contextId, 2, Buffer.alloc(60))),
    'again',
    'BAD_RESPONSE',
  ],
  [
    'a PDU of 4 GiB',
    (peer) => peer.send(Buffer.from([4, 0, 0xff, 0xff, 0xff, 0xff])),
    'again',
    'BAD_RESPONSE',
  ],
  ['HTTP', (peer) => peer.send(Buffer.from('HTTP/1.1 200 OK\r\n\r\n')), 'again', 'BAD_RESPONSE'],
  ['nothing', () => undefined, 'again', 'NO_RESPONSE'],
  ['the end of the connection', (peer) => void peer.socket.end(), 'again', 'CONNECTION_LOST'],
  ['a reset', (peer) => void peer.socket.resetAndDestroy(), 'again', 'CONNECTION_LOST'],
  ['A-ABORT', (peer) => peer.send(Buffer.from([7, 0, 0, 0, 0, 4, 0, 0, 2, 6])), 'again', 'ABORTED_2_6'],
  ['A-RELEASE-RQ', (peer) => peer.send(encodeReleaseRq()), 'again', 'CONNECTION_LOST'],
  [
    '0000 a second too late',
    (peer, message) => void setTimeout(() => respond(peer, message, 0), 1800).unref(),
    'again',
    'NO_RESPONSE',
  ],
];

describe('A destination that answers C-STORE with', () => {
  let folder: string;
  let node: TestNode;
  let destination: ScriptedScp;
  let answer: Answer = status(0);
  let asked = 0;

  before(async () => {
    folder = await makeTemporaryFolder();
    destination = await startScriptedScp(async (peer) => {
      await acceptAssociation(peer);
      for (;;) {
        const message = await receiveMessage(peer);
        if (message === undefined) break;
        asked += 1;
        answer(peer, message);
        // What is wrong once is right the next time.
        answer = status(0);
      }
      peer.socket.end(Buffer.from([6, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
    });
    node = await startTestNode(folder, {
      strategies: await headerOnly(folder),
      destinations: { folder: { ...dicomDestination('PACS', destination.port), responseTimeoutMs: 800 } },
    });
  });

  after(async () => {
    await node.close();
    await destination.close();
    await removeFolder(folder);
  });

  CASES.forEach(([name, how, what, code], index) => {
    const becomes = {
      sent: 'counts as sent',
      again: `is tried again (${code})`,
      aside: `puts the instance aside (${code})`,
    };
    it(`73: ${name}, ${becomes[what]}`, async () => {
      const file = path.join(folder, `${index}.dcm`);
      const uid = await copyUnderNewUid(sample('ct-implicit.dcm'), file, 100 + index);
      const before = node.output().length;
      asked = 0;
      answer = how;
      expect(await sendForStatuses([file], { port: node.port })).to.deep.equal(['0000']);
      const state = what === 'aside' ? 'quarantined' : 'sent';
      const stateNow = async (): Promise<string | undefined> =>
        (await node.instances()).find(({ sopInstanceUid }) => sopInstanceUid === uid)?.state;
      await waitFor(async () => (await stateNow()) === state, { what: state, timeoutMs: 20_000 });
      expect(asked).to.equal(what === 'again' ? 2 : 1);
      const lines = node
        .output()
        .slice(before)
        .split('\n')
        .filter((line) => line.includes('delivery.failed'));
      expect(lines, lines.join('\n')).to.have.lengthOf(what === 'sent' ? 0 : 1);
      expect(lines.join()).to.contain(code);
    });
  });

  it('73: an A-ASSOCIATE-RJ, is asked again later, and nothing is set aside', async () => {
    const rejecting = await startScriptedScp(async (peer) => {
      await peer.nextPdu();
      peer.socket.end(encodeAssociateRj({ result: 2, source: 3, reason: 1 }));
    });
    const other = await makeTemporaryFolder();
    const second = await startTestNode(other, {
      strategies: await headerOnly(other),
      destinations: { folder: dicomDestination('PACS', rejecting.port) },
    });
    try {
      await sendForStatuses([sample('ct-implicit.dcm')], { port: second.port });
      await waitFor(() => second.output().split('destination.down').length > 2, { timeoutMs: 20_000 });
      expect(second.output()).to.contain('code=REJECTED_2_3_1');
      expect((await second.instances()).map(({ state }) => state)).to.deep.equal(['deidentified']);
    } finally {
      await second.close();
      await rejecting.close();
      await removeFolder(other);
    }
  });
});
