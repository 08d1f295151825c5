/** HOSTILE 61 to 64: Pixel Data that is not what the attributes say. */
import { expect } from 'chai';
import { COMMAND_LAST, DATA_LAST, nextResponse, storeCommand } from '../dimse/messages.js';
import {
  associateRaw,
  CT_CONTEXT,
  CT_IMAGE_STORAGE,
  EXPLICIT_LE,
  pData,
  VERIFICATION_CONTEXT,
  type RawPeer,
} from '../dimse/raw-peer.js';
import {
  acceptAssociation,
  receiveMessage,
  respond,
  startScriptedScp,
  type ScriptedScp,
} from '../dimse/scripted-scp.js';
import { waitFor } from '../peers/network.js';
import { encode, fragments, text, uint16, value, type ElementSpec } from '../support/data-set-builder.js';
import { fixtureFiles, fromMemory, readInstance } from '../support/instances.js';
import { sendForStatuses } from '../support/send.js';
import { dicomDestination } from '../support/test-node.js';
import { hex, releaseOf, startUnderFire, type UnderFire } from './under-fire.js';

const JPEG = '1.2.840.10008.1.2.4.50';
const UNDEFINED_UINT32 = 0xffffffff;

interface Image {
  readonly rows?: ElementSpec;
  readonly columns?: number;
  readonly frames?: string;
  readonly bits?: number;
}

let uids = 0;

function image(
  uid: string,
  pixelData: ElementSpec,
  { rows, columns = 8, frames, bits = 8 }: Image = {},
): Buffer {
  return encode([
    text(0x00080016, 'UI', CT_IMAGE_STORAGE),
    text(0x00080018, 'UI', uid),
    text(0x00080060, 'CS', 'CT'),
    value(0x00280002, 'US', uint16(1)),
    text(0x00280004, 'CS', 'MONOCHROME2'),
    ...(frames === undefined ? [] : [text(0x00280008, 'IS', frames)]),
    rows ?? value(0x00280010, 'US', uint16(8)),
    value(0x00280011, 'US', uint16(columns)),
    value(0x00280100, 'US', uint16(bits)),
    value(0x00280101, 'US', uint16(bits)),
    value(0x00280102, 'US', uint16(bits - 1)),
    value(0x00280103, 'US', uint16(0)),
    pixelData,
  ]);
}

async function store(
  port: number,
  uid: string,
  dataSet: Buffer,
  transferSyntax = EXPLICIT_LE,
): Promise<string> {
  const presentationContexts = [
    { ...CT_CONTEXT, transferSyntaxUids: [transferSyntax] },
    VERIFICATION_CONTEXT,
  ];
  const peer = await associateRaw(port, { callingAeTitle: 'HOSTILE', presentationContexts });
  peer.send(
    pData(1, COMMAND_LAST, storeCommand({ affectedSopInstanceUid: uid })),
    pData(1, DATA_LAST, dataSet),
  );
  const { status } = await nextResponse(peer);
  await releaseOf(peer);
  return hex(status);
}

const native = (length: number): ElementSpec => value(0x7fe00010, 'OW', Buffer.alloc(length, 7));
const encapsulated = (table: Buffer, ...more: Buffer[]): ElementSpec =>
  fragments(0x7fe00010, 'OB', table, ...more);
const stream = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');

function table(...offsets: readonly number[]): Buffer {
  const bytes = Buffer.alloc(offsets.length * 4);
  offsets.forEach((offset, index) => bytes.writeUInt32LE(offset, index * 4));
  return bytes;
}

const NATIVE: readonly (readonly [string, ElementSpec, Image])[] = [
  [
    '61: of 65535 x 65535 x 4294967295 pixels',
    native(64),
    { rows: value(0x00280010, 'US', uint16(0xffff)), columns: 0xffff, frames: '4294967295' },
  ],
  ['61: of 9999999999 frames', native(64), { frames: '9999999999' }],
  ['61: of -1 frames', native(64), { frames: '-1' }],
  ['61: of 1e9 frames', native(64), { frames: '1e9' }],
  ['61: whose Rows is of VR UL', native(64), { rows: value(0x00280010, 'UL', Buffer.from([8, 0, 0, 0])) }],
  ['61: whose Rows has no value', native(64), { rows: value(0x00280010, 'US', Buffer.alloc(0)) }],
  ['61: whose Rows has two values', native(64), { rows: value(0x00280010, 'US', Buffer.from([8, 0, 8, 0])) }],
  ['61: whose Rows is text', native(64), { rows: text(0x00280010, 'LO', '88') }],
  ['63: that is encapsulated where it may not be', encapsulated(table(), stream), {}],
];

const TOO_LONG: readonly (readonly [string, ElementSpec, Image])[] = [
  ['62: that is too long', native(66), {}],
  ['62: that is much too long', native(6400), {}],
];

const LENGTHS: readonly (readonly [string, ElementSpec, Image])[] = [
  ['62: that is too short', native(62), {}],
  ['61: whose Rows has four bytes', native(64), { rows: value(0x00280010, 'US', Buffer.from([8, 0, 0, 0])) }],
];

const ENCAPSULATED: readonly (readonly [string, ElementSpec, Image])[] = [
  ['62: that is not encapsulated where it must be', native(64), {}],
  ['63: without a fragment', encapsulated(table()), {}],
  ['63: with a fragment of odd length', encapsulated(table(), Buffer.concat([stream, Buffer.alloc(1)])), {}],
  ['63: with an offset beyond its end', encapsulated(table(0, 5000), stream, stream), { frames: '2' }],
  ['63: with an offset of 4 GiB', encapsulated(table(0, UNDEFINED_UINT32), stream, stream), { frames: '2' }],
  ['63: with two offsets at one place', encapsulated(table(0, 0), stream, stream), { frames: '2' }],
  ['63: with offsets that go back', encapsulated(table(30, 0), stream, stream), { frames: '2' }],
  ['63: with an offset inside a fragment', encapsulated(table(0, 10), stream, stream), { frames: '2' }],
  ['63: with an offset table for other frames', encapsulated(table(0), stream, stream), { frames: '2' }],
  ['63: with an offset table of three bytes', encapsulated(Buffer.alloc(3), stream), {}],
  ['63: with fewer fragments than frames', encapsulated(table(), stream), { frames: '1000000000' }],
];

/** What a codec must not choke on. */
const SPOILS: readonly (readonly [string, (stream: Buffer) => void])[] = [
  ['dimensions at their most', hugeDimensions],
  [
    'every hundredth byte turned',
    (stream) => {
      for (let at = 30; at < stream.length; at += 100) stream.writeUInt8(stream.readUInt8(at) ^ 0xff, at);
    },
  ],
  ['its second half zeros', (stream) => void stream.fill(0, stream.length >> 1)],
  ['markers alone', (stream) => void stream.fill(0xff, 20)],
];

describe('Hostile Pixel Data', () => {
  let fire: UnderFire;

  before(async () => {
    fire = await startUnderFire();
  });

  after(() => fire.close());

  async function expectAside(
    pixelData: ElementSpec,
    attributes: Image,
    { on = fire, transferSyntax }: { readonly on?: UnderFire; readonly transferSyntax?: string } = {},
  ): Promise<void> {
    const uid = `1.2.826.0.1.4.${++uids}`;
    const status = await on.attack(() =>
      store(on.port, uid, image(uid, pixelData, attributes), transferSyntax),
    );
    expect(status).to.equal('0000');
    expect(on.complaints[0]).to.contain('instance.quarantined').and.contain('code=PIXEL_DATA_INVALID');
    const found = (await on.node.instances()).find(({ sopInstanceUid }) => sopInstanceUid === uid);
    expect(found).to.include({ state: 'quarantined', quarantineCode: 'PIXEL_DATA_INVALID' });
  }

  for (const [name, pixelData, attributes] of [...NATIVE, ...TOO_LONG])
    it(`${name}, is taken and set aside`, () => expectAside(pixelData, attributes));

  for (const [name, pixelData, attributes] of ENCAPSULATED)
    it(`${name}, is taken and set aside`, () => expectAside(pixelData, attributes, { transferSyntax: JPEG }));

  it('62: padded to an even length is taken', async () => {
    const uid = `1.2.826.0.1.4.${++uids}`;
    const rows = value(0x00280010, 'US', uint16(3));
    const dataSet = image(uid, native(10), { rows, columns: 3 });
    expect(await fire.attack(() => store(fire.port, uid, dataSet), { complaints: 0 })).to.equal('0000');
  });

  const isSent = async (on: UnderFire, uid: string): Promise<boolean> =>
    (await on.node.instances()).some(
      ({ sopInstanceUid, state }) => sopInstanceUid === uid && state === 'sent',
    );

  for (const [name, pixelData, attributes] of LENGTHS)
    it(`${name}, is taken with a warning, B007, searched and sent`, async () => {
      const uid = `1.2.826.0.1.4.${++uids}`;
      const dataSet = image(uid, pixelData, attributes);
      expect(await fire.attack(() => store(fire.port, uid, dataSet), { complaints: 0 })).to.equal('B007');
      await waitFor(() => isSent(fire, uid));
    });

  describe('where the configuration wants it as its attributes say', () => {
    let strict: UnderFire;

    before(async () => {
      strict = await startUnderFire({ pixelDataMismatch: 'quarantine' });
    });

    after(() => strict.close());

    for (const [name, pixelData, attributes] of LENGTHS)
      it(`${name}, is taken and set aside`, () => expectAside(pixelData, attributes, { on: strict }));

    it('62: that was set aside is let go by an operator', async () => {
      const uid = `1.2.826.0.1.4.${++uids}`;
      await strict.attack(() => store(strict.port, uid, image(uid, native(62))));
      const found = (await strict.node.instances()).find(({ sopInstanceUid }) => sopInstanceUid === uid);
      const released = await strict.node.lethe(
        'queue',
        'release',
        String(found?.id),
        '--reason',
        'looked at',
      );
      expect(released.code, released.stderr).to.equal(0);
      await waitFor(() => isSent(strict, uid));
    });
  });

  it('63: is taken with a warning, B007, where the configuration says so', async () => {
    const lenient = await startUnderFire({ pixelDataMismatch: 'warn' });
    try {
      const uid = `1.2.826.0.1.4.${++uids}`;
      const dataSet = image(uid, encapsulated(table(0), stream, stream), { frames: '2' });
      expect(
        await lenient.attack(() => store(lenient.port, uid, dataSet, JPEG), { complaints: 'any' }),
      ).to.equal('B007');
    } finally {
      await lenient.close();
    }
  });
});

describe('A bomb for codecs, on its way to a destination that wants it decoded', () => {
  let fire: UnderFire;
  let destination: ScriptedScp;

  before(async () => {
    destination = await startScriptedScp(takeUncompressed);
    fire = await startUnderFire({
      destinations: { folder: { ...dicomDestination('PACS', destination.port), transcode: 'lossless' } },
    });
  });

  after(async () => {
    await fire.close();
    await destination.close();
  });

  for (const name of [
    'rgb-jpeg.dcm',
    'seg-jpeg2000.dcm',
    'rtdose-rle.dcm',
    'htj2k.dcm',
    'seg-deflated-frames.dcm',
  ])
    for (const [how, spoil] of SPOILS)
      it(`64: ${name} with ${how} ends in quarantine or at the destination, and the node lives`, async () => {
        const file = fixtureFiles().find((path) => path.endsWith(name)) ?? name;
        const uid = await fire.attack(() => storeSpoiled(fire.port, file, spoil), {
          complaints: 'any',
          maxRssMb: 1000,
        });
        await waitFor(
          async () => {
            const found = (await fire.node.instances()).find(({ sopInstanceUid }) => sopInstanceUid === uid);
            return found?.state === 'quarantined' || found?.state === 'sent';
          },
          { what: 'the end of the instance', timeoutMs: 50_000 },
        );
      });
});

/** In JPEG the lines and samples of SOF, in JPEG 2000 the size of SIZ, in RLE the offsets. */
function hugeDimensions(stream: Buffer): void {
  const siz = stream.indexOf(Buffer.from('ff51', 'hex'));
  const sof = stream.findIndex(
    (byte, at) => byte === 0xff && /^c[0-3]$/.test(stream.toString('hex', at + 1, at + 2)),
  );
  if (stream.readUInt16BE(0) === 0xffd8 && sof > 0) stream.fill(0xff, sof + 5, sof + 9);
  else if (siz > 0) stream.fill(0x7f, siz + 6, siz + 14);
  else stream.fill(0xff, 0, Math.min(64, stream.length));
}

/** Sends a copy of an instance under a new UID, each fragment spoiled; its SOP Instance UID. */
async function storeSpoiled(port: number, file: string, spoil: (stream: Buffer) => void): Promise<string> {
  const { dataSet, indexed, sopClassUid, sopInstanceUid, transferSyntaxUid } = readInstance(file);
  const tail = String(++uids);
  const uid = `${sopInstanceUid.slice(0, sopInstanceUid.length - tail.length - 1)}1${tail}`;
  const spoiled = Buffer.from(dataSet.toString('latin1').replaceAll(sopInstanceUid, uid), 'latin1');
  const pixelData = indexed.dataSet.elements.find(({ tag }) => tag === 0x7fe00010);
  const shift = indexed.dataSet.start;
  for (const { valueStart, valueLength } of pixelData?.fragments?.slice(1) ?? [])
    spoil(spoiled.subarray(valueStart - shift, valueStart - shift + valueLength));
  const like = { sopClassUid, sopInstanceUid: uid, transferSyntaxUid };
  const [status] = await sendForStatuses([fromMemory(like, spoiled)], { port });
  expect(status).to.equal('0000');
  return uid;
}

/** A destination that takes no compressed transfer syntax, and whatever comes in another. */
async function takeUncompressed(peer: RawPeer): Promise<void> {
  await acceptAssociation(peer, {
    result: (_sopClass, syntax) => (/^1\.2\.840\.10008\.1\.2(?:\.1)?$/.test(syntax) ? 0 : 4),
  });
  for (;;) {
    const message = await receiveMessage(peer);
    if (message === undefined) break;
    respond(peer, message, 0);
  }
  peer.socket.end(Buffer.from([6, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
}
