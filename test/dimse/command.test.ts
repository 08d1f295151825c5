import { expect } from 'chai';
import fc from 'fast-check';
import { decodeCommand, encodeCommand, isWellFormedUid, type CommandSet } from '../../src/dimse/command.js';
import { formatStatus, storeStatusMeaning } from '../../src/dimse/status.js';

const number = fc.nat({ max: 0xffff });
const uid = fc.stringMatching(/^[0-9]{1,9}(\.[0-9]{1,9}){0,5}$/);
const text = fc.stringMatching(/^[!-~]{1,16}$/);

const command: fc.Arbitrary<CommandSet> = fc.record(
  {
    affectedSopClassUid: uid,
    requestedSopClassUid: uid,
    commandField: number,
    messageId: number,
    messageIdBeingRespondedTo: number,
    priority: number,
    commandDataSetType: number,
    status: number,
    errorComment: text,
    affectedSopInstanceUid: uid,
    requestedSopInstanceUid: uid,
    moveOriginatorAeTitle: text,
    moveOriginatorMessageId: number,
  },
  { requiredKeys: [] },
);

describe('The codec of command sets', () => {
  it('decodes every command set to what was encoded', () => {
    fc.assert(
      fc.property(command, (set) => {
        expect(decodeCommand(encodeCommand(set))).to.deep.equal(set);
      }),
    );
  });

  it('writes the group length first, and every value of even length', () => {
    fc.assert(
      fc.property(command, (set) => {
        const bytes = encodeCommand(set);
        expect(bytes.subarray(0, 8).toString('hex')).to.equal('0000000004000000');
        expect(bytes.readUInt32LE(8)).to.equal(bytes.length - 12);
        expect(bytes.length % 2).to.equal(0);
      }),
    );
  });

  it('never throws on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        decodeCommand(Buffer.from(noise));
      }),
    );
  });

  it('never throws on command sets that were changed', () => {
    fc.assert(
      fc.property(command, fc.nat(), fc.nat({ max: 255 }), (set, position, value) => {
        const bytes = encodeCommand(set);
        bytes[position % bytes.length] = value;
        decodeCommand(bytes);
      }),
    );
  });

  it('lets unknown elements of its group and a wrong group length pass', () => {
    const bytes = Buffer.concat([
      encodeCommand({ messageId: 7 }),
      Buffer.from('0000ff510200000041 42'.replace(' ', ''), 'hex'),
    ]);
    bytes.writeUInt32LE(9999, 8);
    expect(decodeCommand(bytes)).to.deep.equal({ messageId: 7 });
  });

  it('lets numbers of a wrong size be where no answer depends on them', () => {
    const [priority, status] = [0x0700, 0x0900].map((element) =>
      Buffer.from([0, 0, element & 0xff, element >> 8, 4, 0, 0, 0, 1, 0, 0, 0]),
    );
    expect([decodeCommand(priority!), decodeCommand(status!)]).to.deep.equal([{}, undefined]);
  });

  it('takes padding off UIDs, be it NULs or spaces', () => {
    for (const padding of ['\0', ' ', '\0\0\0', '   ']) {
      const set = encodeCommand({ affectedSopInstanceUid: `1.2.3${padding}` });
      expect(decodeCommand(set)).to.deep.equal({ affectedSopInstanceUid: '1.2.3' });
    }
  });

  it('says which UIDs are well formed', () => {
    for (const good of ['1', '1.2.840', '2.25.0', '1.02', '9'.repeat(64)])
      expect(isWellFormedUid(good)).to.equal(true);
    for (const bad of ['', '.', '1.', '.1', '1..2', 'a', '1/2', ' 1', '9'.repeat(65)]) {
      expect(isWellFormedUid(bad)).to.equal(false);
    }
  });
});

describe('A status', () => {
  it('means stored only for success and the three warnings of the standard', () => {
    const stored = Array.from({ length: 0x10000 }, (_, status) => status).filter(
      (status) => storeStatusMeaning(status) === 'stored',
    );
    expect(stored.map(formatStatus)).to.deep.equal(['0000', 'B000', 'B006', 'B007']);
  });
});
