/** HOSTILE 44 to 60: data sets, and the UIDs that they come under. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { COMMAND_LAST, DATA_LAST, DATA_MORE, nextResponse, storeCommand } from '../dimse/messages.js';
import { ctDataSet } from '../dimse/part10-file.js';
import {
  associateRaw,
  CT_CONTEXT,
  CT_IMAGE_STORAGE,
  pData,
  VERIFICATION_CONTEXT,
} from '../dimse/raw-peer.js';
import {
  encode,
  fragments,
  header,
  marker,
  raw,
  sequence,
  text,
  value,
  type ElementSpec,
} from '../support/data-set-builder.js';
import { filesBelow } from '../support/instances.js';
import { hex, releaseOf, startUnderFire, type UnderFire } from './under-fire.js';

const DEFLATED = '1.2.840.10008.1.2.1.99';
const JPEG = '1.2.840.10008.1.2.4.50';
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED = 0xffffffff;
const MIB = 1024 * 1024;
/** A million elements take some 400 MiB while they are read, one data set at a time. */
const MAX_RSS_MB = 1600;

describe('A hostile data set', () => {
  let fire: UnderFire;
  let uids = 0;

  before(async () => {
    fire = await startUnderFire({ log: { level: 'info', format: 'text' } });
  });

  after(() => fire.close());

  function newUid(): string {
    uids += 1;
    return `1.2.826.0.1.3.${uids}`;
  }

  interface Sent {
    readonly uid?: string;
    readonly transferSyntax?: string;
    readonly command?: Parameters<typeof storeCommand>[0];
    /** Lines of level warn or error; that of the refusal, and that of the quarantine. */
    readonly complaints?: number | 'any';
  }

  /** Sends a data set in fragments of 100,000 bytes; the status, after which the association must be usable. */
  async function statusOf(dataSet: Buffer, sent: Sent = {}): Promise<string> {
    const { uid = newUid(), transferSyntax, command, complaints = 2 } = sent;
    return await fire.attack(
      async () => {
        const contexts = [
          transferSyntax === undefined ? CT_CONTEXT : { ...CT_CONTEXT, transferSyntaxUids: [transferSyntax] },
          VERIFICATION_CONTEXT,
        ];
        const peer = await associateRaw(fire.port, {
          callingAeTitle: 'HOSTILE',
          presentationContexts: contexts,
        });
        peer.send(pData(1, COMMAND_LAST, storeCommand({ affectedSopInstanceUid: uid, ...command })));
        for (let at = 0; at === 0 || at < dataSet.length; at += 100_000) {
          const isLast = at + 100_000 >= dataSet.length;
          const pdu = pData(1, isLast ? DATA_LAST : DATA_MORE, dataSet.subarray(at, at + 100_000));
          if (!peer.socket.write(pdu)) await new Promise((resolve) => peer.socket.once('drain', resolve));
        }
        const { status } = await nextResponse(peer);
        await releaseOf(peer);
        return hex(status);
      },
      { complaints, maxRssMb: MAX_RSS_MB },
    );
  }

  /** The data set of an instance with more elements. */
  function withElements(uid: string, ...more: readonly ElementSpec[]): Buffer {
    return encode([text(0x00080016, 'UI', CT_IMAGE_STORAGE), text(0x00080018, 'UI', uid), ...more]);
  }

  async function inQuarantine(
    code: string,
  ): Promise<readonly { sopInstanceUid: string; spoolFile: string | null }[]> {
    return (await fire.node.instances()).filter(({ quarantineCode }) => quarantineCode === code);
  }

  async function expectStatus(status: string, more: (uid: string) => Buffer, sent: Sent = {}): Promise<void> {
    const uid = newUid();
    expect(await statusOf(more(uid), { uid, ...sent })).to.equal(status);
  }

  describe('whose SOP Instance UID in the command', () => {
    for (const uid of [
      '../../../tmp/x',
      '/etc/passwd',
      'C:\\x\\y',
      '1.2\0.3',
      '1.2%2e3',
      'CON',
      '-1.2',
      '..',
      '.1',
      '1..2',
      '1.2.',
      '1.2\r\n3',
      "1.2'; DROP TABLE instances; --",
      '=1+2',
    ])
      it(`44, 45: is ${JSON.stringify(uid)} is answered 0117, kept aside, and names no file`, async () => {
        const before = (await inQuarantine('UID_MALFORMED')).length;
        expect(await statusOf(withElements(uid), { uid })).to.equal('0117');
        const aside = await inQuarantine('UID_MALFORMED');
        expect(aside).to.have.lengthOf(before + 1);
        expect(aside.map(({ sopInstanceUid }) => sopInstanceUid)).to.include(
          uid.replace(/[^\x20-\x7e]/g, '?'),
        );
        const incoming = path.join(fire.node.dataDir, 'spool', 'incoming');
        const strange = (await filesBelow(fire.node.dataDir)).filter(
          (file) => file.startsWith(incoming) && !/^[0-9a-f]{32}\.dcm$/.test(path.basename(file)),
        );
        expect(strange).to.deep.equal([]);
      });

    it('44: is hostile, is kept byte for byte', async () => {
      const dataSet = withElements('../y', text(0x00100010, 'PN', 'Someone'));
      await statusOf(dataSet, { uid: '../y' });
      const aside = (await inQuarantine('UID_MALFORMED')).find(
        ({ sopInstanceUid }) => sopInstanceUid === '../y',
      );
      const bytes = readFileSync(path.join(fire.node.dataDir, 'spool', 'incoming', aside?.spoolFile ?? ''));
      expect(bytes.subarray(bytes.length - dataSet.length).equals(dataSet)).to.equal(true);
    });

    for (const length of [65, 1000, 40_000])
      it(`46: has ${length} characters is answered C000, and kept aside under its beginning`, async () => {
        const uid = '1.'.padEnd(length, '23456789');
        expect(await statusOf(withElements(newUid()), { uid })).to.equal('C000');
        const aside = (await inQuarantine('UID_MALFORMED')).map(
          ({ sopInstanceUid }) => sopInstanceUid.length,
        );
        expect(Math.max(...aside)).to.equal(64);
      });

    it('46: has 64 characters is taken', async () => {
      const uid = '1.'.padEnd(64, '23456789');
      expect(await statusOf(ctDataSet(uid, 32), { uid, complaints: 0 })).to.equal('0000');
    });
  });

  describe('that is not what the command says', () => {
    it('47: of another SOP Instance UID, is answered A900, and what came is kept aside', async () => {
      const before = (await inQuarantine('UID_MISMATCH')).length;
      expect(await statusOf(withElements('1.2.3.99999'))).to.equal('A900');
      expect(await inQuarantine('UID_MISMATCH')).to.have.lengthOf(before + 1);
    });

    it('47: of a hostile SOP Instance UID, is answered A900', async () => {
      expect(await statusOf(withElements('../../x'))).to.equal('A900');
    });

    it('47: of a SOP Instance UID that only begins alike, is answered A900', async () => {
      await expectStatus('A900', (uid) => withElements(`${uid}1`));
    });

    it('48: of another SOP class, is answered A900, and kept aside', async () => {
      const before = (await inQuarantine('UID_MISMATCH')).length;
      await expectStatus('A900', (uid) =>
        encode([text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.4'), text(0x00080018, 'UI', uid)]),
      );
      expect(await inQuarantine('UID_MISMATCH')).to.have.lengthOf(before + 1);
    });

    it('49: whose command has another SOP class than its context, is answered 0122', async () => {
      const command = { affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.4' };
      await expectStatus('0122', (uid) => withElements(uid), { command, complaints: 'any' });
    });

    it('50: without SOP UIDs is answered C000', async () => {
      expect(await statusOf(encode([text(0x00100010, 'PN', 'Someone')]))).to.equal('C000');
    });

    it('50: with empty SOP UIDs is answered C000', async () => {
      expect(await statusOf(encode([text(0x00080016, 'UI', ''), text(0x00080018, 'UI', '')]))).to.equal(
        'C000',
      );
    });
  });

  describe('that cannot be read', () => {
    it('51: because it is empty is answered C000', async () => {
      expect(await statusOf(Buffer.alloc(0))).to.equal('C000');
    });

    for (const seed of [0x00, 0xa5, 0xff])
      it(`52: because it is noise (${seed}) is answered C000`, async () => {
        const noise = Buffer.from(
          Array.from({ length: 5000 }, (_, at) => (at * 167 + (at >> 3) * 31 + seed) & 0xff),
        );
        expect(await statusOf(noise)).to.equal('C000');
      });

    it('52: because it ends in noise is answered C000', async () => {
      await expectStatus('C000', (uid) => Buffer.concat([withElements(uid), Buffer.alloc(5000, 0xa5)]));
    });

    for (const [vr, length] of [
      ['OB', 0xfffffff0],
      ['UN', 0xfffffffe],
      ['UT', 0x7fffffff],
      ['SQ', 0xfffffff0],
      ['LO', 0xffff],
    ] as const)
      it(`53: because an element of VR ${vr} says ${length} bytes is answered C000`, async () => {
        await expectStatus('C000', (uid) => withElements(uid, raw(header(0x00091001, vr, length))));
      });

    for (const vr of ['OB', 'OW', 'UT', 'UC', 'UR', 'OF'])
      it(`54: because an element of VR ${vr} has undefined length is answered C000`, async () => {
        await expectStatus('C000', (uid) =>
          withElements(uid, raw(Buffer.concat([header(0x00091001, vr, UNDEFINED), marker(SEQUENCE_END, 0)]))),
        );
      });
  });

  describe('that is deep or large', () => {
    for (const depth of [65, 200])
      it(`55: with ${depth} nested sequences is answered C000`, async () => {
        await expectStatus('C000', (uid) => withElements(uid, raw(nested(depth))));
      });

    it('55: with 60 nested sequences is taken', async () => {
      await expectStatus('0000', (uid) => withElements(uid, raw(nested(60))), { complaints: 'any' });
    });

    it('56: with 60,000 nested sequences is answered C000', async () => {
      await expectStatus('C000', (uid) => withElements(uid, raw(nested(60_000))));
    });

    it('56: with 60,000 sequences nested in values of UN is answered C000', async () => {
      await expectStatus('C000', (uid) => withElements(uid, raw(nestedUnknown(3000))));
    });

    it('57: with 1,100,000 elements is answered C000, and memory stays bounded', async () => {
      const one = encode([text(0x00091001, 'LO', '')]);
      const many = Buffer.concat(Array.from({ length: 1_100_000 }, () => one));
      await expectStatus('C000', (uid) => withElements(uid, raw(many)));
    });

    it('57: with 1,100,000 empty items is answered C000', async () => {
      const items = Buffer.concat(Array.from({ length: 1_100_000 }, () => marker(ITEM, 0)));
      await expectStatus('C000', (uid) =>
        withElements(uid, raw(Buffer.concat([header(0x00081140, 'SQ', items.length), items]))),
      );
    });

    it('57: with 10,000,000 empty fragments is answered C000', async () => {
      const items = Buffer.concat(Array.from({ length: 10_000 }, () => marker(ITEM, 0)));
      const all = Buffer.concat([
        header(0x7fe00010, 'OB', UNDEFINED),
        ...Array.from({ length: 1000 }, () => items),
        marker(SEQUENCE_END, 0),
      ]);
      await expectStatus('C000', (uid) => withElements(uid, raw(all)), { transferSyntax: JPEG });
    });

    it('57: five times at once, with 900,000 elements each, takes no more memory than once', async () => {
      const one = encode([text(0x00091001, 'LO', '')]);
      const many = Buffer.concat(Array.from({ length: 900_000 }, () => one));
      const statuses = await fire.attack(
        async () =>
          await Promise.all(
            Array.from({ length: 5 }, async () => {
              const uid = newUid();
              const dataSet = Buffer.concat([withElements(uid), many, Buffer.from([1])]);
              const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE' });
              peer.send(pData(1, COMMAND_LAST, storeCommand({ affectedSopInstanceUid: uid })));
              for (let at = 0; at < dataSet.length; at += 100_000) {
                const last = at + 100_000 >= dataSet.length ? DATA_LAST : DATA_MORE;
                if (!peer.socket.write(pData(1, last, dataSet.subarray(at, at + 100_000))))
                  await new Promise((resolve) => peer.socket.once('drain', resolve));
              }
              const { status } = await nextResponse(peer);
              await releaseOf(peer);
              return hex(status);
            }),
          ),
        { complaints: 'any', maxRssMb: MAX_RSS_MB },
      );
      expect(new Set(statuses)).to.deep.equal(new Set(['C000']));
    });
  });

  describe('with delimiters that are wrong', () => {
    const item = Buffer.concat([marker(ITEM, UNDEFINED), encode([text(0x00080050, 'SH', 'A')])]);
    const open = header(0x00081140, 'SQ', UNDEFINED);

    for (const [name, bytes, status] of [
      ['both of a length that is not 0', [open, item, marker(ITEM_END, 4), marker(SEQUENCE_END, 8)], '0000'],
      ['no item delimiter', [open, item, marker(SEQUENCE_END, 0)], 'C000'],
      ['no sequence delimiter', [open, item, marker(ITEM_END, 0)], 'C000'],
      [
        'an item delimiter too many',
        [open, item, marker(ITEM_END, 0), marker(ITEM_END, 0), marker(SEQUENCE_END, 0)],
        'C000',
      ],
      ['a sequence delimiter alone', [marker(SEQUENCE_END, 0)], 'C000'],
      ['an item outside a sequence', [marker(ITEM, 0)], 'C000'],
      ['an item longer than its sequence', [header(0x00081140, 'SQ', 8), marker(ITEM, 100)], 'C000'],
    ] as const)
      it(`58: ${name}, is answered ${status}`, async () => {
        await expectStatus(status, (uid) => withElements(uid, raw(Buffer.concat(bytes))), {
          complaints: status === '0000' ? 0 : 2,
        });
      });
  });

  describe('that is deflated', () => {
    it('59: and unfolds from 1 MB to 1 GB, or from 10 MB to 10 GB, is answered C000, and memory stays bounded', async () => {
      // Blocks that end at a byte can be put one behind the other.
      const zeros = deflateRawSync(Buffer.alloc(10 * MIB), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
      const bomb = Buffer.concat(Array.from({ length: 1000 }, () => zeros)).subarray(0, 10 * MIB);
      expect(await statusOf(bomb.subarray(0, MIB), { transferSyntax: DEFLATED })).to.equal('C000');
      expect(await statusOf(bomb, { transferSyntax: DEFLATED })).to.equal('C000');
    });

    it('60: and cut off is answered C000', async () => {
      await expectStatus('C000', (uid) => deflateRawSync(ctDataSet(uid, 10_000)).subarray(0, 3000), {
        transferSyntax: DEFLATED,
      });
    });

    it('60: and noise is answered C000', async () => {
      expect(await statusOf(Buffer.alloc(1000, 0xd7), { transferSyntax: DEFLATED })).to.equal('C000');
    });

    it('and empty is answered C000', async () => {
      expect(await statusOf(Buffer.alloc(0), { transferSyntax: DEFLATED })).to.equal('C000');
    });

    it('and good is taken', async () => {
      await expectStatus('0000', (uid) => deflateRawSync(ctDataSet(uid, 10_000)), {
        transferSyntax: DEFLATED,
        complaints: 0,
      });
    });
  });

  describe('that is odd', () => {
    it('68: with a VR that does not fit, wrong group lengths and values of odd length is taken', async () => {
      await expectStatus(
        '0000',
        (uid) =>
          withElements(
            uid,
            value(0x00090000, 'UL', Buffer.from([0xff, 0xff, 0, 0])),
            value(0x00100010, 'DS', Buffer.from('Some^One!')),
            value(0x00100020, 'LO', Buffer.from('ABC')),
            value(0x00280010, 'FD', Buffer.alloc(7)),
          ),
        { complaints: 0 },
      );
    });

    it('68: in the byte order of another transfer syntax is answered C000', async () => {
      await expectStatus('C000', (uid) =>
        encode([text(0x00080016, 'UI', CT_IMAGE_STORAGE), text(0x00080018, 'UI', uid)], {
          explicitVr: true,
          littleEndian: false,
        }),
      );
    });

    it('in fragments of an offset table only is set aside or refused, and the node lives', async () => {
      const uid = newUid();
      const status = await statusOf(withElements(uid, fragments(0x7fe00010, 'OB', Buffer.alloc(7))), {
        uid,
        transferSyntax: JPEG,
        complaints: 'any',
      });
      expect(status).to.be.oneOf(['0000', 'C000']);
      expect(
        (await inQuarantine('PIXEL_DATA_INVALID')).map(({ sopInstanceUid }) => sopInstanceUid),
      ).to.include(uid);
    });

    it('with a sequence of 10,000 items is taken', async () => {
      const items = Array.from({ length: 10_000 }, (_, index) => [text(0x00080050, 'SH', String(index))]);
      await expectStatus('0000', (uid) => withElements(uid, sequence(0x00081140, ...items)), {
        complaints: 0,
      });
    });
  });
});

/** Sequences of undefined length inside each other, all closed. */
function nested(depth: number): Buffer {
  const begin = Buffer.concat([header(0x00081140, 'SQ', UNDEFINED), marker(ITEM, UNDEFINED)]);
  const end = Buffer.concat([marker(ITEM_END, 0), marker(SEQUENCE_END, 0)]);
  return Buffer.concat([
    ...Array.from({ length: depth }, () => begin),
    ...Array.from({ length: depth }, () => end),
  ]);
}

/** Values of VR UN and defined length that hold one item with such a value, and so on. */
function nestedUnknown(depth: number): Buffer {
  const heads: Buffer[] = [];
  for (let level = 0, size = 0; level < depth; level += 1) {
    const item = marker(ITEM, size);
    const head = Buffer.concat([
      header(0x00091001, 'UN', size + 8, { explicitVr: level === depth - 1, littleEndian: true }),
      item,
    ]);
    heads.push(head);
    size += head.length;
  }
  return Buffer.concat(heads.reverse());
}
