/** HOSTILE 11 to 29: requests for an association. */
import { expect } from 'chai';
import { decodeAssociateAc } from '../../src/dimse/pdu.js';
import { nextResponse, storeMessage } from '../dimse/messages.js';
import {
  associateRaw,
  associateRq,
  connectRaw,
  CT_CONTEXT,
  describePdu,
  ordinaryRequest,
  VERIFICATION_CONTEXT,
  type RawPeer,
} from '../dimse/raw-peer.js';
import { waitFor } from '../peers/network.js';
import { filesBelow } from '../support/instances.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode } from '../support/test-node.js';
import { abort, answerTo, hex, releaseOf, startUnderFire, type UnderFire } from './under-fire.js';

const CALLED_AT = 10;
const CALLING_AT = 26;

describe('In its request for an association, a hostile peer', () => {
  let fire: UnderFire;

  before(async () => {
    fire = await startUnderFire({
      timers: { idleMs: 1500, artimMs: 5000 },
      acceptedCallers: [
        { callingAe: 'RAW' },
        { callingAe: 'GOOD' },
        { callingAe: 'HOSTILE' },
        { callingAe: 'ELSEWHERE', addresses: '192.0.2.1' },
        ...Array.from({ length: 40 }, (_, index) => ({ callingAe: `PEER${index}` })),
      ],
    });
  });

  after(() => fire.close());

  /** One request, its answer, and one line that says why. */
  async function expectAnswer(request: Buffer, answer: string, line = ''): Promise<void> {
    expect(await fire.attack(() => answerTo(fire.port, request))).to.equal(answer);
    expect(fire.complaints[0]).to.contain(line);
  }

  it('11: without bit 0 of the protocol version is rejected 1/2/2', async () => {
    await expectAnswer(associateRq({ protocolVersion: 2 }), 'A-ASSOCIATE-RJ 1/2/2', 'association.rejected');
  });

  it('11: with other bits of the protocol version beside bit 0 is accepted', async () => {
    const answer = await fire.attack(() => answerTo(fire.port, associateRq({ protocolVersion: 0xffff })));
    expect(answer).to.equal('A-ASSOCIATE-AC');
  });

  for (const applicationContextName of ['1.2.3', '', '../../x', '1.2.840.10008.3.1.1.1.1'])
    it(`12: with the application context '${applicationContextName}' is rejected 1/1/2`, async () => {
      await expectAnswer(associateRq({ applicationContextName }), 'A-ASSOCIATE-RJ 1/1/2');
    });

  it('13: that calls an AE title which is not here is rejected 1/1/7', async () => {
    await expectAnswer(associateRq({ calledAeTitle: 'OTHER' }), 'A-ASSOCIATE-RJ 1/1/7', 'called=OTHER');
  });

  it('14: whose AE title is not listed is rejected 1/1/3', async () => {
    await expectAnswer(associateRq({ callingAeTitle: 'NOBODY' }), 'A-ASSOCIATE-RJ 1/1/3', 'calling=NOBODY');
  });

  it('15: whose AE title is listed for another address is rejected 1/1/3', async () => {
    await expectAnswer(associateRq({ callingAeTitle: 'ELSEWHERE' }), 'A-ASSOCIATE-RJ 1/1/3');
  });

  for (const [name, title] of [
    ['a line break', 'A\r\nwarn x.y z=1'],
    ['an escape', '\u001b[31mRAW'],
    ['a NUL inside', 'R\0AW'],
    ['only spaces', ''],
    ['only NULs', '\0\0\0\0'],
    ['a backslash', 'RA\\W'],
    ['a delete', 'RAW\u007f'],
  ] as const) {
    it(`16: with ${name} in the calling AE title is rejected 1/1/3`, async () => {
      await expectAnswer(withTitle(CALLING_AT, title), 'A-ASSOCIATE-RJ 1/1/3', 'association.rejected');
    });

    it(`16: with ${name} in the called AE title is rejected 1/1/7`, async () => {
      await expectAnswer(withTitle(CALLED_AT, title), 'A-ASSOCIATE-RJ 1/1/7', 'association.rejected');
    });
  }

  for (const title of [
    '../x',
    "'; DROP TABLE",
    '$(touch x)',
    '`id`',
    '=cmd|x',
    'J\u00c3\u00bcrgen',
    '\u00ff\u00fe',
  ])
    it(`17: with the AE title ${JSON.stringify(title)} is rejected, and nothing else happens`, async () => {
      const files = await filesBelow(fire.node.folder);
      expect(await fire.attack(() => answerTo(fire.port, withTitle(CALLING_AT, title)))).to.equal(
        'A-ASSOCIATE-RJ 1/1/3',
      );
      const added = (await filesBelow(fire.node.folder)).filter((file) => !files.includes(file));
      expect(added.filter((file) => !/\.dcm$|lethe\.db/.test(file))).to.deep.equal([]);
    });

  it('18: without a presentation context is answered A-ABORT 2/6', async () => {
    await expectAnswer(associateRq({ presentationContexts: [] }), 'A-ABORT 2/6', 'no-presentation-context');
  });

  for (const id of [0, 2, 254])
    it(`19: with the presentation context id ${id} is answered A-ABORT 2/6`, async () => {
      const presentationContexts = [{ ...CT_CONTEXT, id }];
      await expectAnswer(
        associateRq({ presentationContexts }),
        'A-ABORT 2/6',
        'presentation-context-id-even',
      );
    });

  it('20: with a presentation context id twice is answered A-ABORT 2/6', async () => {
    const presentationContexts = [CT_CONTEXT, { ...VERIFICATION_CONTEXT, id: 1 }];
    await expectAnswer(
      associateRq({ presentationContexts }),
      'A-ABORT 2/6',
      'presentation-context-id-repeated',
    );
  });

  it('21: with 129 presentation contexts is answered A-ABORT 2/6', async () => {
    const presentationContexts = Array.from({ length: 129 }, (_, index) => ({
      ...CT_CONTEXT,
      id: (index * 2 + 1) % 256,
    }));
    await expectAnswer(associateRq({ presentationContexts }), 'A-ABORT 2/6', 'presentation-context');
  });

  it('21: with a million bytes of presentation contexts is answered A-ABORT 2/6', async () => {
    const presentationContexts = Array.from({ length: 16_000 }, (_, index) => ({
      ...CT_CONTEXT,
      id: (index * 2 + 1) % 256,
      transferSyntaxUids: ['1.2.840.10008.1.2'],
    }));
    await expectAnswer(associateRq({ presentationContexts }), 'A-ABORT 2/6', 'presentation-context');
  });

  it('21: with 64 KiB of transfer syntaxes in a context is answered A-ABORT 2/6', async () => {
    const transferSyntaxUids = Array.from({ length: 3000 }, () => '1.2.3.4.5.6.7.8');
    const presentationContexts = [{ ...CT_CONTEXT, transferSyntaxUids }];
    await expectAnswer(associateRq({ presentationContexts }), 'A-ABORT 2/6', 'too-many-transfer-syntaxes');
  });

  it('22: with a private SOP class is given it, where every SOP class is accepted', async () => {
    expect(await resultsOf('1.2.826.0.1.999.1')).to.deep.equal([0]);
  });

  it('22: with a SOP class of another service gets result 3', async () => {
    expect(await resultsOf('1.2.840.10008.5.1.4.31')).to.deep.equal([3]);
  });

  for (const uid of ['../../x', '', '1.2.\r\n3', `1.${'2'.repeat(70)}`, '%s%s%n', '1..2'])
    it(`with the abstract syntax ${JSON.stringify(uid)}, which is no UID, gets result 3`, async () => {
      expect(await resultsOf(uid)).to.deep.equal([3]);
    });

  for (const uids of [['1.2.3', '1.2.4'], [], [''], ['../x']])
    it(`23: with the transfer syntaxes ${JSON.stringify(uids)} gets result 4`, async () => {
      expect(await resultsOf(CT_CONTEXT.abstractSyntaxUid, uids)).to.deep.equal([4]);
    });

  it('24: with an item longer than the PDU is answered A-ABORT 2/6', async () => {
    const request = associateRq();
    request.writeUInt16BE(0x7000, 76); // of the application context
    await expectAnswer(request, 'A-ABORT 2/6', 'item-past-end');
  });

  it('24: with a sub-item longer than its item is answered A-ABORT 2/6', async () => {
    const request = associateRq();
    request.writeUInt16BE(100, request.indexOf('1.2.840.10008.1.2.1', 0, 'latin1') - 2);
    await expectAnswer(request, 'A-ABORT 2/6', 'item-past-end');
  });

  for (const tail of [1, 3])
    it(`with ${tail} trailing bytes after its last item is answered A-ABORT 2/6`, async () => {
      await expectAnswer(withTail(Buffer.alloc(tail)), 'A-ABORT 2/6', 'item-past-end');
    });

  it('with the PDU length shorter than its fixed part is answered A-ABORT 2/6', async () => {
    await expectAnswer(
      Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 67]), Buffer.alloc(67)]),
      'A-ABORT 2/6',
      'pdu-truncated',
    );
  });

  it('with no byte after its header is answered A-ABORT 2/6', async () => {
    await expectAnswer(Buffer.from([1, 0, 0, 0, 0, 0]), 'A-ABORT 2/6', 'pdu-truncated');
  });

  it('with an unknown item among those of the PDU is accepted', async () => {
    await expectAccepted(withTail(Buffer.from([0x7e, 0, 0, 2, 1, 2])));
  });

  it('25: with unknown user information is accepted', async () => {
    await expectAccepted(withUserItems(Buffer.from([0x7e, 0, 0, 2, 1, 2])));
  });

  it('25: with two user information items is answered A-ABORT 2/4', async () => {
    await expectAnswer(withTail(Buffer.from([0x50, 0, 0, 0])), 'A-ABORT 2/4', 'user-information-repeated');
  });

  for (const [name, item] of [
    ['a maximum length of two bytes', [0x51, 0, 0, 2, 1, 2]],
    ['an operations window of three bytes', [0x53, 0, 0, 3, 1, 2, 3]],
    ['a role selection longer than itself', [0x54, 0, 0, 4, 0xff, 0xff, 1, 0]],
    ['an empty role selection', [0x54, 0, 0, 0]],
  ] as const)
    it(`25: with ${name} is answered A-ABORT 2/4`, async () => {
      await expectAnswer(withUserItems(Buffer.from(item)), 'A-ABORT 2/4', 'user-information-item-malformed');
    });

  it('25: with an item of 64 KiB that is longer than the user information is answered A-ABORT 2/6', async () => {
    await expectAnswer(
      withUserItems(Buffer.from([0x55, 0, 0xff, 0xff, 0x41])),
      'A-ABORT 2/6',
      'item-past-end',
    );
  });

  it('25: with an implementation version name of 60 KiB is accepted, and it is not logged whole', async () => {
    const name = Buffer.alloc(60_000, 0x41);
    await expectAccepted(withUserItems(Buffer.concat([Buffer.from([0x55, 0, 0xea, 0x60]), name])));
    expect(fire.node.output()).not.to.contain('A'.repeat(200));
  });

  it('with two hundred role selections is accepted', async () => {
    const role = Buffer.from([0x54, 0, 0, 9, 0, 5, ...Buffer.from('1.2.3'), 1, 1]);
    await expectAccepted(withUserItems(Buffer.concat(Array.from({ length: 200 }, () => role))));
  });

  for (const maxPduBytes of [0, 0xffffffff])
    it(`26: that takes PDUs of ${maxPduBytes} bytes is accepted and answered`, async () => {
      const status = await fire.attack(
        async () => {
          const userInformation = { ...ordinaryRequest().userInformation, maxPduBytes };
          const peer = await associateRaw(fire.port, { userInformation });
          peer.send(storeMessage());
          const answer = hex((await nextResponse(peer)).status);
          await releaseOf(peer);
          return answer;
        },
        { complaints: 'any' },
      );
      expect(status).to.equal('C000');
    });

  it('26: that takes PDUs of 64 bytes is answered in such', async () => {
    const lengths = await fire.attack(
      async () => {
        const userInformation = { ...ordinaryRequest().userInformation, maxPduBytes: 64 };
        const peer = await associateRaw(fire.port, { userInformation });
        peer.send(storeMessage());
        const answers = [];
        for (let isLast = false; !isLast;) {
          const pdu = await peer.nextPdu();
          if (pdu === 'closed') throw new Error('closed');
          answers.push(pdu.body.length);
          isLast = ((pdu.body[5] ?? 0) & 2) !== 0;
        }
        await releaseOf(peer);
        return answers;
      },
      { complaints: 'any' },
    );
    expect(Math.max(...lengths)).to.be.at.most(64);
    expect(lengths.length).to.be.above(1);
  });

  for (const maxPduBytes of [1, 7, 15])
    it(`26: that takes PDUs of ${maxPduBytes} bytes is answered A-ABORT 2/6`, async () => {
      const userInformation = { ...ordinaryRequest().userInformation, maxPduBytes };
      await expectAnswer(associateRq({ userInformation }), 'A-ABORT 2/6', 'max-pdu-too-small');
    });

  for (const [name, type, field] of [
    ['an unknown type', 9, 'secret-of-mine'],
    ['an oversize token', 5, `secret-of-mine${'a'.repeat(20_000)}.b.c`],
    ['a token that is none', 5, 'secret-of-mine'],
    ['an assertion that is no XML', 4, 'secret-of-mine'],
    ['an oversize assertion', 4, `<a>secret-of-mine${'a'.repeat(30_000)}`],
    ['no name', 1, ''],
  ] as const)
    it(`27: with a user identity of ${name} is rejected 1/1/1, and the secret is not logged`, async () => {
      const userIdentity = {
        type,
        positiveResponseRequested: true,
        primaryField: Buffer.from(field),
        secondaryField: Buffer.from('secret-of-mine'),
      };
      const userInformation = { ...ordinaryRequest().userInformation, userIdentity };
      await expectAnswer(associateRq({ userInformation }), 'A-ASSOCIATE-RJ 1/1/1');
      expect(fire.node.output()).not.to.contain('secret-of-mine');
    });

  it('27: with a user identity whose lengths contradict is rejected 1/1/1', async () => {
    const item = Buffer.from([0x58, 0, 0, 6, 1, 0, 0xff, 0xff, 0, 0]);
    await expectAnswer(withUserItems(item), 'A-ASSOCIATE-RJ 1/1/1');
  });

  it('28: that opens more associations than one AE title may have is rejected 2/3/2; another is not', async () => {
    await fire.attack(
      async () => {
        const peers: RawPeer[] = [];
        for (let count = 0; count < 32; count += 1) peers.push(await associateRaw(fire.port));
        expect(await answerTo(fire.port, associateRq())).to.equal('A-ASSOCIATE-RJ 2/3/2');
        expect(await answerTo(fire.port, associateRq({ callingAeTitle: 'PEER1' }))).to.equal(
          'A-ASSOCIATE-AC',
        );
        for (const peer of peers) await releaseOf(peer);
      },
      { complaints: 2 },
    );
    expect(fire.complaints.join()).to.contain('result=2 source=3 reason=2');
  });

  it('28: that fills the whole node is rejected 2/3/2, and the associations that are open are served', async () => {
    await fire.attack(
      async () => {
        const peers: RawPeer[] = [];
        // One of the 64 is the good one's.
        for (let count = 0; count < 63; count += 1)
          peers.push(await associateRaw(fire.port, { callingAeTitle: `PEER${count % 40}` }));
        expect(await answerTo(fire.port, associateRq())).to.equal('A-ASSOCIATE-RJ 2/3/2');
        for (const peer of peers) abort(peer);
        for (const peer of peers) await peer.closed();
      },
      { complaints: 64 },
    );
  });

  it('that says nothing on its association is answered A-ABORT 0/0 when the idle time has passed', async () => {
    const answer = await fire.attack(async () => {
      const peer = await associateRaw(fire.port);
      const pdu = describePdu(await peer.nextPdu());
      peer.socket.destroy();
      return pdu;
    });
    expect(answer).to.equal('A-ABORT 0/0');
  });

  /** Accepted, then aborted by the peer, which is the one complaint. */
  async function expectAccepted(request: Buffer): Promise<void> {
    await expectAnswer(request, 'A-ASSOCIATE-AC', 'by=peer');
  }

  async function resultsOf(
    abstractSyntaxUid: string,
    transferSyntaxUids = CT_CONTEXT.transferSyntaxUids,
  ): Promise<readonly number[]> {
    return await fire.attack(async () => {
      const peer = await connectRaw(fire.port);
      peer.send(associateRq({ presentationContexts: [{ id: 1, abstractSyntaxUid, transferSyntaxUids }] }));
      const answer = await peer.nextPdu();
      if (answer === 'closed') throw new Error('closed');
      const decoded = decodeAssociateAc(answer.body);
      if (decoded.kind === 'malformed') throw new Error(decoded.cause);
      abort(peer);
      await peer.closed();
      return decoded.pdu.presentationContexts.map(({ result }) => result);
    });
  }
});

describe('A node that is full', () => {
  it('29: rejects associations 2/3/1 and says so in one line', async () => {
    const folder = await makeTemporaryFolder();
    const node = await startTestNode(folder, { spool: { reserveBytes: Number.MAX_SAFE_INTEGER } });
    try {
      const before = node.output().length;
      expect(await answerTo(node.port, associateRq())).to.equal('A-ASSOCIATE-RJ 2/3/1');
      await waitFor(() => node.output().slice(before).includes('result=2 source=3 reason=1'));
      expect(await echoesOf(node.port)).to.equal('A-ASSOCIATE-RJ 2/3/1');
    } finally {
      await node.close();
      await removeFolder(folder);
    }
  });
});

/** Whether one who only wants to echo gets in. */
async function echoesOf(port: number): Promise<string> {
  return await answerTo(port, associateRq({ presentationContexts: [VERIFICATION_CONTEXT] }));
}

function withTitle(at: number, title: string): Buffer {
  const request = associateRq();
  request.write(title.padEnd(16, ' ').slice(0, 16), at, 'latin1');
  return request;
}

/** An ordinary request with bytes after its last item, counted in its length. */
function withTail(bytes: Buffer): Buffer {
  const request = Buffer.concat([associateRq(), bytes]);
  request.writeUInt32BE(request.length - 6, 2);
  return request;
}

/** An ordinary request with items appended to its user information, which is its last item. */
function withUserItems(items: Buffer): Buffer {
  const request = withTail(items);
  const userInformation = request.lastIndexOf(Buffer.from([0x50, 0x00]));
  request.writeUInt16BE(request.length - userInformation - 4, userInformation + 2);
  return request;
}
