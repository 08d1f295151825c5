/** Hostile peers, one test for each kind of bad input that the upper layer and the command sets can hold. */

import { expect } from 'chai';
import fc from 'fast-check';
import { COMMAND, encodeCommand, NO_DATA_SET } from '../../src/dimse/command.js';
import { REJECT } from '../../src/dimse/negotiation.js';
import { decodeAssociateAc, encodeReleaseRq } from '../../src/dimse/pdu.js';
import type { StorageScpOptions } from '../../src/dimse/scp-options.js';
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
import {
  associateRaw,
  associateRq,
  connectRaw,
  CT_CONTEXT,
  CT_IMAGE_STORAGE,
  describePdu,
  ordinaryRequest,
  pData,
  type RawPeer,
} from './raw-peer.js';
import { startRecordingScp, type RecordingScp } from './recording-scp.js';

describe('A hostile peer of the storage SCP', () => {
  let lethe: RecordingScp;

  async function start(options: Partial<StorageScpOptions> = {}): Promise<void> {
    await lethe.close();
    lethe = await startRecordingScp(options);
  }

  beforeEach(async () => {
    lethe = await startRecordingScp();
  });

  afterEach(async () => {
    await lethe.close();
    expect(lethe.scp.associations).to.be.empty;
  });

  /** What comes back for these bytes as the first ones; and the connection is closed after it. */
  async function answerTo(...bytes: Buffer[]): Promise<string> {
    const peer = await connectRaw(lethe.port);
    peer.send(...bytes);
    const answer = describePdu(await peer.nextPdu());
    if (answer !== 'A-ASSOCIATE-AC') await peer.closed();
    peer.socket.destroy();
    return answer;
  }

  /** What comes back for these bytes on an established association. */
  async function answerInAssociation(...bytes: Buffer[]): Promise<string> {
    const peer = await associateRaw(lethe.port);
    peer.send(...bytes);
    const answer = describePdu(await peer.nextPdu());
    peer.socket.destroy();
    return answer;
  }

  /** The status that a whole message is answered with, after which the association must still serve a store. */
  async function statusOf(...bytes: Buffer[]): Promise<number | undefined> {
    const peer = await associateRaw(lethe.port);
    peer.send(...bytes);
    const response = await nextResponse(peer);
    peer.send(storeMessage({ messageId: 77 }));
    expect(await nextResponse(peer)).to.include({ messageIdBeingRespondedTo: 77, status: 0 });
    peer.socket.destroy();
    return response.status;
  }

  describe('before an association', () => {
    it('that sends noise is answered A-ABORT 2/1', async () => {
      expect(await answerTo(Buffer.alloc(1024, 0xe7))).to.equal('A-ABORT 2/1');
    });

    it('that speaks HTTP is answered A-ABORT 2/1 and named so in one event', async () => {
      expect(await answerTo(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))).to.equal('A-ABORT 2/1');
      expect(lethe.events).to.have.length(1);
      expect(lethe.events[0]).to.include({ kind: 'association.aborted', looksLike: 'http' });
    });

    it('that speaks TLS to the plain port is answered A-ABORT 2/1 and named so in one event', async () => {
      expect(await answerTo(Buffer.from('16030100c8010000c40303', 'hex'))).to.equal('A-ABORT 2/1');
      expect(lethe.events).to.have.length(1);
      expect(lethe.events[0]).to.include({ looksLike: 'tls' });
    });

    it('that sends PDU type 09 is answered A-ABORT 2/1', async () => {
      expect(await answerTo(Buffer.from([9, 0, 0, 0, 0, 4, 0, 0, 0, 0]))).to.equal('A-ABORT 2/1');
    });

    it('that sends P-DATA is answered A-ABORT 2/2', async () => {
      expect(await answerTo(pData(1, COMMAND_LAST, storeCommand()))).to.equal('A-ABORT 2/2');
    });

    it('that asks for release is answered A-ABORT 2/2', async () => {
      expect(await answerTo(encodeReleaseRq())).to.equal('A-ABORT 2/2');
    });

    it('that announces a request of 4 GiB - 1 is answered A-ABORT 2/6 at its header', async () => {
      expect(await answerTo(Buffer.from([1, 0, 0xff, 0xff, 0xff, 0xff]))).to.equal('A-ABORT 2/6');
    });

    it('that ends within its request is closed and forgotten', async () => {
      const peer = await connectRaw(lethe.port);
      peer.socket.end(associateRq().subarray(0, 40));
      await peer.closed();
      await lethe.event('association.lost');
      expect(describePdu(await peer.nextPdu())).to.equal('closed');
    });

    it('that trickles its request is closed when ARTIM has passed in total', async () => {
      await start({ timers: { artimMs: 250 } });
      const peer = await connectRaw(lethe.port);
      const started = Date.now();
      const trickle = setInterval(() => peer.socket.write(Buffer.from([1])), 40);
      await peer.closed();
      clearInterval(trickle);
      expect(Date.now() - started).to.be.within(200, 10_000);
    });

    it('that is silent is closed when ARTIM has passed', async () => {
      await start({ timers: { artimMs: 150 } });
      const peer = await connectRaw(lethe.port);
      await peer.closed();
      expect(await lethe.event('association.lost')).to.include({ cause: 'artim-timeout' });
    });

    it('that aborts is let go', async () => {
      const peer = await connectRaw(lethe.port);
      peer.send(Buffer.from([7, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
      expect(describePdu(await peer.nextPdu())).to.equal('closed');
    });
  });

  describe('in its association request', () => {
    it('with protocol version 2 only is rejected 1/2/2', async () => {
      expect(await answerTo(associateRq({ protocolVersion: 2 }))).to.equal('A-ASSOCIATE-RJ 1/2/2');
    });

    it('with another application context is rejected 1/1/2', async () => {
      expect(await answerTo(associateRq({ applicationContextName: '1.2.3' }))).to.equal(
        'A-ASSOCIATE-RJ 1/1/2',
      );
    });

    it('for an unknown called AE title is rejected 1/1/7', async () => {
      await start({ admit: () => ({ kind: 'reject', ...REJECT.calledAeTitle }) });
      expect(await answerTo(associateRq())).to.equal('A-ASSOCIATE-RJ 1/1/7');
    });

    it('from a calling AE title or address that is not listed is rejected 1/1/3', async () => {
      await start({
        admit: ({ callingAeTitle, remoteAddress }) =>
          callingAeTitle === 'RAW' && remoteAddress === '127.0.0.1'
            ? { kind: 'reject', ...REJECT.callingAeTitle }
            : { kind: 'accept' },
      });
      expect(await answerTo(associateRq())).to.equal('A-ASSOCIATE-RJ 1/1/3');
    });

    for (const [name, title] of [
      ['a line break', 'A\r\nB'],
      ['an escape', 'A\u001b[31m'],
      ['a NUL', 'A\0B'],
      ['only spaces', ' '],
    ] as const) {
      it(`with ${name} in the calling AE title is rejected 1/1/3, and the event holds it escaped`, async () => {
        const request = associateRq();
        request.write(title.padEnd(16, ' '), 26, 'latin1');
        expect(await answerTo(request)).to.equal('A-ASSOCIATE-RJ 1/1/3');
        const { callingAeTitle } = await lethe.event('association.rejected');
        expect(callingAeTitle).to.match(/^[\x20-\x7e]*$/);
      });

      it(`with ${name} in the called AE title is rejected 1/1/7`, async () => {
        const request = associateRq();
        request.write(title.padEnd(16, ' '), 10, 'latin1');
        expect(await answerTo(request)).to.equal('A-ASSOCIATE-RJ 1/1/7');
      });
    }

    for (const title of ['../x', "'; DROP", '$(x)', 'J\u00c3\u00bcrgen']) {
      it(`with an AE title like ${JSON.stringify(title)} is asked about as plain data`, async () => {
        const asked: string[] = [];
        await start({
          admit: ({ callingAeTitle }) => {
            asked.push(callingAeTitle);
            return { kind: 'reject', ...REJECT.callingAeTitle };
          },
        });
        expect(await answerTo(associateRq({ callingAeTitle: title }))).to.equal('A-ASSOCIATE-RJ 1/1/3');
        expect(asked).to.deep.equal([title]);
      });
    }

    it('without a presentation context is answered A-ABORT 2/6', async () => {
      expect(await answerTo(associateRq({ presentationContexts: [] }))).to.equal('A-ABORT 2/6');
    });

    it('with an even presentation context id is answered A-ABORT 2/6', async () => {
      const presentationContexts = [{ ...CT_CONTEXT, id: 2 }];
      expect(await answerTo(associateRq({ presentationContexts }))).to.equal('A-ABORT 2/6');
    });

    it('with a presentation context id twice is answered A-ABORT 2/6', async () => {
      const presentationContexts = [CT_CONTEXT, CT_CONTEXT];
      expect(await answerTo(associateRq({ presentationContexts }))).to.equal('A-ABORT 2/6');
    });

    it('with 129 presentation contexts is answered A-ABORT 2/6', async () => {
      const presentationContexts = Array.from({ length: 129 }, (_, index) => ({
        ...CT_CONTEXT,
        id: (index * 2 + 1) % 256,
      }));
      expect(await answerTo(associateRq({ presentationContexts }))).to.equal('A-ABORT 2/6');
    });

    it('with 60 KiB of transfer syntaxes in a context is answered A-ABORT 2/6', async () => {
      const transferSyntaxUids = Array.from({ length: 3000 }, () => '1.2.3.4.5.6.7.8');
      const presentationContexts = [{ ...CT_CONTEXT, transferSyntaxUids }];
      expect(await answerTo(associateRq({ presentationContexts }))).to.equal('A-ABORT 2/6');
    });

    it('with 128 presentation contexts is served', async () => {
      const presentationContexts = Array.from({ length: 128 }, (_, index) => ({
        ...CT_CONTEXT,
        id: index * 2 + 1,
      }));
      expect(await answerTo(associateRq({ presentationContexts }))).to.equal('A-ASSOCIATE-AC');
    });

    it('for a private SOP class gets it when every SOP class is accepted', async () => {
      const peer = await connectRaw(lethe.port);
      peer.send(
        associateRq({ presentationContexts: [{ ...CT_CONTEXT, abstractSyntaxUid: '1.2.826.0.1.999.1' }] }),
      );
      expect(await contextResults(peer)).to.deep.equal([[1, 0]]);
    });

    it('for a SOP class that is not accepted gets result 3 for its context', async () => {
      await start({ acceptAbstractSyntax: (uid) => uid !== CT_IMAGE_STORAGE });
      const peer = await connectRaw(lethe.port);
      peer.send(associateRq());
      expect(await contextResults(peer)).to.deep.equal([
        [1, 3],
        [3, 0],
      ]);
    });

    it('for unknown transfer syntaxes only gets result 4 for its context', async () => {
      const peer = await connectRaw(lethe.port);
      peer.send(
        associateRq({ presentationContexts: [{ ...CT_CONTEXT, transferSyntaxUids: ['1.2.3', '1.2.4'] }] }),
      );
      expect(await contextResults(peer)).to.deep.equal([[1, 4]]);
    });

    it('with an item that ends outside the PDU is answered A-ABORT 2/6', async () => {
      const request = associateRq();
      request.writeUInt16BE(0x7000, 76); // the application context's length
      expect(await answerTo(request)).to.equal('A-ABORT 2/6');
    });

    it('with a transfer syntax that ends outside its context is answered A-ABORT 2/6', async () => {
      const presentationContexts = [{ ...CT_CONTEXT, transferSyntaxUids: ['1.2.840.10008.1.2.1'] }];
      const request = associateRq({ presentationContexts });
      const at = request.indexOf('1.2.840.10008.1.2.1', 0, 'latin1');
      request.writeUInt16BE(100, at - 2);
      expect(await answerTo(request)).to.equal('A-ABORT 2/6');
    });

    it('with an unknown user information item is served', async () => {
      expect(await answerTo(withUserItems(Buffer.from([0x7e, 0, 0, 2, 1, 2])))).to.equal('A-ASSOCIATE-AC');
    });

    it('with a maximum length item of the wrong size is answered A-ABORT 2/4', async () => {
      expect(await answerTo(withUserItems(Buffer.from([0x51, 0, 0, 2, 1, 2])))).to.equal('A-ABORT 2/4');
    });

    it('with two user information items is answered A-ABORT 2/4', async () => {
      const request = Buffer.concat([associateRq(), Buffer.from([0x50, 0, 0, 0])]);
      request.writeUInt32BE(request.length - 6, 2);
      expect(await answerTo(request)).to.equal('A-ABORT 2/4');
    });

    for (const [maxPduBytes, answer] of [
      [0, 'A-ASSOCIATE-AC'],
      [1, 'A-ABORT 2/6'],
      [0xffffffff, 'A-ASSOCIATE-AC'],
    ] as const) {
      it(`with a maximum PDU length of ${maxPduBytes} is answered ${answer}`, async () => {
        const userInformation = { ...ordinaryRequest().userInformation, maxPduBytes };
        expect(await answerTo(associateRq({ userInformation }))).to.equal(answer);
      });
    }

    for (const [name, type, field] of [
      ['an unknown type', 9, 'x'],
      ['an oversize token', 5, `${'a'.repeat(20_000)}.b.c`],
      ['a token that is none', 5, 'secret-token'],
      ['an assertion that is no XML', 4, 'secret-assertion'],
      ['no name', 1, ''],
    ] as const) {
      it(`with a user identity of ${name} is rejected 1/1/1, and no event holds the secret`, async () => {
        const userIdentity = {
          type,
          positiveResponseRequested: true,
          primaryField: Buffer.from(field),
          secondaryField: Buffer.alloc(0),
        };
        const userInformation = { ...ordinaryRequest().userInformation, userIdentity };
        expect(await answerTo(associateRq({ userInformation }))).to.equal('A-ASSOCIATE-RJ 1/1/1');
        expect(JSON.stringify(lethe.events)).not.to.contain('secret');
      });
    }

    it('with a user identity whose lengths contradict is rejected 1/1/1', async () => {
      expect(await answerTo(withUserItems(Buffer.from([0x58, 0, 0, 6, 1, 0, 0xff, 0xff, 0, 0])))).to.equal(
        'A-ASSOCIATE-RJ 1/1/1',
      );
    });

    it('with a user name is served', async () => {
      const userIdentity = {
        type: 1,
        positiveResponseRequested: false,
        primaryField: Buffer.from('someone'),
        secondaryField: Buffer.alloc(0),
      };
      const userInformation = { ...ordinaryRequest().userInformation, userIdentity };
      expect(await answerTo(associateRq({ userInformation }))).to.equal('A-ASSOCIATE-AC');
    });

    it('beyond the number of associations is rejected 2/3/2', async () => {
      await start({ limits: { maxAssociations: 1 } });
      const first = await associateRaw(lethe.port);
      expect(await answerTo(associateRq({ callingAeTitle: 'OTHER' }))).to.equal('A-ASSOCIATE-RJ 2/3/2');
      first.socket.destroy();
    });

    it('beyond the number of associations of one calling AE title is rejected 2/3/2, others are not', async () => {
      await start({ limits: { maxAssociationsPerCallingAe: 1 } });
      const first = await associateRaw(lethe.port);
      expect(await answerTo(associateRq())).to.equal('A-ASSOCIATE-RJ 2/3/2');
      expect(await answerTo(associateRq({ callingAeTitle: 'OTHER' }))).to.equal('A-ASSOCIATE-AC');
      first.socket.destroy();
    });

    it('while there is no room is rejected 2/3/1', async () => {
      await start({ admit: () => ({ kind: 'reject', ...REJECT.temporaryCongestion }) });
      expect(await answerTo(associateRq())).to.equal('A-ASSOCIATE-RJ 2/3/1');
    });

    it('is rejected 2/3/1 when the admission itself fails', async () => {
      await start({
        admit: () => {
          throw new Error('broken');
        },
      });
      expect(await answerTo(associateRq())).to.equal('A-ASSOCIATE-RJ 2/3/1');
    });

    it('in great numbers without a word is cut off', async () => {
      await start({ limits: { maxAssociations: 1 }, timers: { artimMs: 2000 } });
      const peers = await Promise.all(Array.from({ length: 80 }, () => connectRaw(lethe.port)));
      await lethe.event('connection.refused');
      expect(lethe.scp.associations).to.have.length.at.most(65);
      for (const peer of peers) peer.socket.destroy();
    });
  });

  describe('on an association', () => {
    it('that asks for another one is answered A-ABORT 2/2', async () => {
      expect(await answerInAssociation(associateRq())).to.equal('A-ABORT 2/2');
    });

    it('that sends an unknown PDU type is answered A-ABORT 2/1', async () => {
      expect(await answerInAssociation(Buffer.from([9, 0, 0, 0, 0, 4, 0, 0, 0, 0]))).to.equal('A-ABORT 2/1');
    });

    it('that uses a context which was not accepted is answered A-ABORT 0/0', async () => {
      expect(await answerInAssociation(pData(99, COMMAND_LAST, storeCommand()))).to.equal('A-ABORT 0/0');
    });

    it('that sends a fragment longer than its PDU is answered A-ABORT 2/6', async () => {
      const pdu = pData(1, COMMAND_LAST, storeCommand());
      pdu.writeUInt32BE(pdu.length, 6);
      expect(await answerInAssociation(pdu)).to.equal('A-ABORT 2/6');
    });

    for (const length of [0, 1]) {
      it(`that sends a presentation data value of length ${length} is answered A-ABORT 2/6`, async () => {
        const pdu = pData(1, COMMAND_LAST, storeCommand());
        pdu.writeUInt32BE(length, 6);
        expect(await answerInAssociation(pdu)).to.equal('A-ABORT 2/6');
      });
    }

    it('that sends a P-DATA-TF with nothing in it is answered A-ABORT 2/6', async () => {
      expect(await answerInAssociation(Buffer.from([4, 0, 0, 0, 0, 0]))).to.equal('A-ABORT 2/6');
    });

    it('that sends a P-DATA-TF too short for a presentation data value is answered A-ABORT 2/6', async () => {
      expect(await answerInAssociation(Buffer.from([4, 0, 0, 0, 0, 5, 0, 0, 0, 1, 1]))).to.equal(
        'A-ABORT 2/6',
      );
    });

    it('that splits a data set at an odd length is answered A-ABORT 2/6', async () => {
      const odd = pData(1, DATA_MORE, SMALL_DATA_SET.subarray(0, 7));
      expect(await answerInAssociation(pData(1, COMMAND_LAST, storeCommand()), odd)).to.equal('A-ABORT 2/6');
      expect(lethe.aborted).to.deep.equal(['protocol-error']);
    });

    it('that sends a P-DATA-TF beyond our maximum is answered A-ABORT 2/6 at its header', async () => {
      const header = Buffer.from([4, 0, 0, 0, 0, 0]);
      header.writeUInt32BE(131_073, 2);
      expect(await answerInAssociation(header)).to.equal('A-ABORT 2/6');
    });

    it('whose command set never ends is answered A-ABORT 0/0 at 64 KiB', async () => {
      const peer = await associateRaw(lethe.port);
      const fragment = pData(1, COMMAND_MORE, Buffer.alloc(16_000));
      peer.send(fragment, fragment, fragment, fragment, fragment);
      expect(describePdu(await peer.nextPdu())).to.equal('A-ABORT 0/0');
    });

    it('whose command set is noise is answered A-ABORT 0/0', async () => {
      expect(await answerInAssociation(pData(1, COMMAND_LAST, Buffer.alloc(64, 0xe7)))).to.equal(
        'A-ABORT 0/0',
      );
    });

    it('whose command set is empty is answered A-ABORT 0/0', async () => {
      expect(await answerInAssociation(pData(1, COMMAND_LAST, Buffer.alloc(0)))).to.equal('A-ABORT 0/0');
    });

    it('that sends a response is answered A-ABORT 0/0', async () => {
      const response = encodeCommand({ commandField: COMMAND.cStoreRsp, messageId: 1, status: 0 });
      expect(await answerInAssociation(pData(1, COMMAND_LAST, response))).to.equal('A-ABORT 0/0');
    });

    it('that sends a data set before a command set is answered A-ABORT 0/0', async () => {
      expect(await answerInAssociation(pData(1, DATA_LAST, SMALL_DATA_SET))).to.equal('A-ABORT 0/0');
    });

    it('that sends a data set fragment within a command set is answered A-ABORT 2/6', async () => {
      const begun = pData(1, COMMAND_MORE, storeCommand().subarray(0, 20));
      expect(await answerInAssociation(begun, pData(1, DATA_MORE, SMALL_DATA_SET))).to.equal('A-ABORT 2/6');
    });

    it('that sends a command set fragment within a data set is answered A-ABORT 2/6', async () => {
      const begun = [pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, SMALL_DATA_SET)];
      expect(await answerInAssociation(...begun, pData(1, COMMAND_LAST, storeCommand()))).to.equal(
        'A-ABORT 2/6',
      );
      expect(lethe.aborted).to.deep.equal(['protocol-error']);
    });

    it('that sends the data set on another context than the command set is answered A-ABORT 2/6', async () => {
      const command = pData(1, COMMAND_LAST, storeCommand());
      expect(await answerInAssociation(command, pData(3, DATA_LAST, SMALL_DATA_SET))).to.equal('A-ABORT 2/6');
    });

    it('that reuses a message id while it is open is answered 0210, and the first instance is stored', async () => {
      await start();
      const peer = await associateRaw(lethe.port);
      peer.send(Buffer.concat([storeMessage(), storeMessage({ affectedSopInstanceUid: '1.2.3.5' })]));
      expect(await nextResponse(peer)).to.include({ status: 0, affectedSopInstanceUid: '1.2.3.4' });
      expect(await nextResponse(peer)).to.include({ status: 0x0210, affectedSopInstanceUid: '1.2.3.5' });
      expect(lethe.instances.map(({ request }) => request.affectedSopInstanceUid)).to.deep.equal(['1.2.3.4']);
      peer.socket.destroy();
    });

    it('that sends the next message early is answered for each, in order', async () => {
      const peer = await associateRaw(lethe.port);
      const messages = [1, 2, 3, 4].map((messageId) =>
        storeMessage({ messageId, affectedSopInstanceUid: `1.2.${messageId}` }),
      );
      peer.send(Buffer.concat(messages));
      for (const messageId of [1, 2, 3, 4]) {
        expect(await nextResponse(peer)).to.include({ messageIdBeingRespondedTo: messageId, status: 0 });
      }
      expect(lethe.instances).to.have.length(4);
      peer.socket.destroy();
    });

    it('that sends an unknown command is answered 0211', async () => {
      expect(await statusOf(storeMessage({ commandField: 0x7777 }))).to.equal(0x0211);
    });

    it('that sends a C-FIND is answered 0211', async () => {
      expect(await statusOf(storeMessage({ commandField: 0x0020 }))).to.equal(0x0211);
    });

    it('that cancels is not answered, and the association goes on', async () => {
      const cancel = encodeCommand({
        commandField: COMMAND.cCancelRq,
        messageIdBeingRespondedTo: 1,
        commandDataSetType: NO_DATA_SET,
      });
      expect(await statusOf(pData(1, COMMAND_LAST, cancel), storeMessage({ messageId: 5 }))).to.equal(0);
    });

    it('that stores without a data set is answered 0212', async () => {
      expect(
        await statusOf(pData(1, COMMAND_LAST, storeCommand({ commandDataSetType: NO_DATA_SET }))),
      ).to.equal(0x0212);
    });

    it('that stores without an affected SOP instance UID is answered 0117', async () => {
      expect(await statusOf(storeMessage({ affectedSopInstanceUid: undefined }))).to.equal(0x0117);
    });

    it('that stores without an affected SOP class UID is answered 0117', async () => {
      expect(await statusOf(storeMessage({ affectedSopClassUid: undefined }))).to.equal(0x0117);
    });

    for (const uid of [
      '../../../tmp/x',
      '/etc/passwd',
      'C:\\x',
      '1.2\0.3',
      '1.2%2e3',
      'CON',
      '-1.2',
      '1..2',
      '.1',
    ]) {
      it(`that stores under the UID ${JSON.stringify(uid)} is answered 0117, and nothing is opened`, async () => {
        expect(await statusOf(storeMessage({ affectedSopInstanceUid: uid }))).to.equal(0x0117);
        expect(lethe.instances).to.have.length(1); // the well-formed one after it
      });
    }

    it('that stores under a UID of 65 characters is answered C000', async () => {
      const uid = `1.2.${'3'.repeat(61)}`;
      expect(await statusOf(storeMessage({ affectedSopInstanceUid: uid }))).to.equal(0xc000);
    });

    it('that stores another SOP class than its context has is answered 0122', async () => {
      expect(await statusOf(storeMessage({ affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.4' }))).to.equal(
        0x0122,
      );
    });

    it('that stores on the verification context is answered 0122', async () => {
      const command = storeCommand({ affectedSopClassUid: '1.2.840.10008.1.1' });
      expect(await statusOf(pData(3, COMMAND_LAST, command), pData(3, DATA_LAST, SMALL_DATA_SET))).to.equal(
        0x0122,
      );
    });

    it('that echoes on a storage context is answered 0122', async () => {
      const command = encodeCommand({
        commandField: COMMAND.cEchoRq,
        messageId: 1,
        commandDataSetType: NO_DATA_SET,
      });
      expect(await statusOf(pData(1, COMMAND_LAST, command))).to.equal(0x0122);
    });

    it('that echoes for another SOP class than verification is answered 0122', async () => {
      const command = encodeCommand({
        affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.7',
        commandField: COMMAND.cEchoRq,
        messageId: 1,
        commandDataSetType: NO_DATA_SET,
      });
      expect(await statusOf(pData(3, COMMAND_LAST, command))).to.equal(0x0122);
    });

    it('that goes away within a data set leaves an aborted sink and no association', async () => {
      const peer = await associateRaw(lethe.port);
      peer.send(pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, SMALL_DATA_SET));
      await settle();
      peer.socket.destroy();
      expect(await lethe.event('association.lost')).to.include({ insideInstance: true });
      expect(lethe.aborted).to.deep.equal(['connection-lost']);
    });

    it('that resets the connection within a data set leaves an aborted sink', async () => {
      const peer = await associateRaw(lethe.port);
      peer.send(pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, SMALL_DATA_SET));
      await settle();
      peer.socket.resetAndDestroy();
      expect(await lethe.event('association.lost')).to.include({ cause: 'reset' });
      expect(lethe.aborted).to.deep.equal(['connection-lost']);
    });

    it('that aborts within a data set leaves an aborted sink', async () => {
      const peer = await associateRaw(lethe.port);
      peer.send(pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, SMALL_DATA_SET));
      peer.send(Buffer.from([7, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
      await peer.closed();
      expect(lethe.aborted).to.deep.equal(['peer-aborted']);
      expect(await lethe.event('association.aborted')).to.include({ by: 'peer' });
    });

    it('that asks for release within a data set is released without the instance', async () => {
      expect(
        await answerInAssociation(
          pData(1, COMMAND_LAST, storeCommand()),
          pData(1, DATA_MORE, SMALL_DATA_SET),
          encodeReleaseRq(),
        ),
      ).to.equal('A-RELEASE-RP');
      expect(lethe.aborted).to.deep.equal(['connection-lost']);
    });

    it('that falls silent within a data set is aborted when the idle time has passed', async () => {
      await start({ timers: { idleMs: 150 } });
      const peer = await associateRaw(lethe.port);
      peer.send(pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, SMALL_DATA_SET));
      expect(describePdu(await peer.nextPdu())).to.equal('A-ABORT 0/0');
      expect(lethe.aborted).to.deep.equal(['timeout']);
      peer.socket.destroy();
    });

    it('that trickles a data set byte by byte is aborted when the idle time has passed', async () => {
      await start({ timers: { idleMs: 200 } });
      const peer = await associateRaw(lethe.port);
      peer.send(
        pData(1, COMMAND_LAST, storeCommand()),
        pData(1, DATA_MORE, Buffer.alloc(1000)).subarray(0, 20),
      );
      const trickle = setInterval(() => peer.socket.write(Buffer.alloc(1)), 20);
      expect(describePdu(await peer.nextPdu())).to.equal('A-ABORT 0/0');
      clearInterval(trickle);
      peer.socket.destroy();
    });

    it('that never reads its answers is not read from either, and cut off when the write time has passed', async () => {
      await start({ timers: { writeMs: 300 } });
      const peer = await associateRaw(lethe.port);
      peer.socket.pause();
      const echo = pData(
        3,
        COMMAND_LAST,
        encodeCommand({ commandField: COMMAND.cEchoRq, messageId: 1, commandDataSetType: NO_DATA_SET }),
      );
      const many = Buffer.concat(Array.from({ length: 2000 }, () => echo));
      const push = (): void => {
        while (peer.socket.write(many));
        peer.socket.once('drain', push);
      };
      push();
      expect(await lethe.event('association.lost')).to.include({ cause: 'write-timeout' });
      peer.socket.destroy();
    });
  });

  it('that changes any byte of a conversation gets an answer or a closed connection, and never a stuck sink', async () => {
    await start({ timers: { artimMs: 300, idleMs: 300 } });
    const conversation = Buffer.concat([
      associateRq(),
      storeMessage(),
      storeMessage({ messageId: 2 }),
      pData(1, COMMAND_LAST, storeCommand({ messageId: 3 })),
      pData(1, DATA_MORE, SMALL_DATA_SET),
      pData(1, DATA_LAST, SMALL_DATA_SET),
      encodeReleaseRq(),
    ]);
    const change = fc.tuple(fc.nat({ max: conversation.length - 1 }), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = Buffer.from(conversation);
        for (const [position, value] of changes) bytes[position] = value;
        const peer = await connectRaw(lethe.port);
        peer.socket.on('error', () => undefined);
        peer.send(bytes);
        await peer.closed();
        peer.socket.destroy();
      }),
      { numRuns: 150 },
    );
    expect(await statusOf(storeMessage())).to.equal(0);
  });

  it('does not keep others from being served', async () => {
    const hostile = await connectRaw(lethe.port);
    hostile.send(Buffer.alloc(3, 1));
    expect(await statusOf(storeMessage())).to.equal(0);
    hostile.socket.destroy();
  });
});

/** An ordinary request with items appended to its user information, which is its last item. */
function withUserItems(items: Buffer): Buffer {
  const request = Buffer.concat([associateRq(), items]);
  request.writeUInt32BE(request.length - 6, 2);
  const userInformation = request.lastIndexOf(Buffer.from([0x50, 0x00]));
  request.writeUInt16BE(request.length - userInformation - 4, userInformation + 2);
  return request;
}

async function contextResults(peer: RawPeer): Promise<number[][]> {
  const answer = await peer.nextPdu();
  peer.socket.destroy();
  if (answer === 'closed') throw new Error('closed');
  const decoded = decodeAssociateAc(answer.body);
  if (decoded.kind === 'malformed') throw new Error(decoded.cause);
  return decoded.pdu.presentationContexts.map(({ id, result }) => [id, result]);
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
