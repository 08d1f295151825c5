import { expect } from 'chai';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE } from '../../src/dicom/model.js';
import { encodeFileMeta, encodingOf, readFileHeader, trimUid } from '../../src/dicom/part10.js';
import { TRANSFER_SYNTAX } from '../support/transfer-syntax.js';
import { memorySource } from '../../src/dicom/source.js';
import { LetheError } from '../../src/errors.js';
import { encode, text, value, uint32, groupLength, type ElementSpec } from '../support/data-set-builder.js';

const SOP_CLASS = '1.2.840.10008.5.1.4.1.1.7';
const DATA_SET: readonly ElementSpec[] = [
  text(0x00080016, 'UI', SOP_CLASS),
  text(0x00080018, 'UI', '1.2.3.4'),
];
const META = {
  sopClassUid: SOP_CLASS,
  sopInstanceUid: '1.2.3.4',
  transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
};
const PREAMBLE = Buffer.alloc(128);
const DICM = Buffer.from('DICM');

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof LetheError ? error.code : String(error);
  }
}

describe('file meta information', () => {
  it('says what it was told', () => {
    const bytes = Buffer.concat([encodeFileMeta(META), encode(DATA_SET)]);
    expect(readFileHeader(memorySource(bytes))).to.deep.equal({
      ...META,
      dataSetOffset: encodeFileMeta(META).length,
      peer: { callingAeTitle: '', calledAeTitle: '', address: '' },
      hasMeta: true,
    });
  });

  it('names the peer of a spooled original', () => {
    const peer = { callingAeTitle: 'CT1', calledAeTitle: 'LETHE', address: '192.0.2.7' };
    expect(readFileHeader(memorySource(encodeFileMeta({ ...META, ...peer }))).peer).to.deep.equal(peer);
  });

  it('begins with a blank preamble', () => {
    expect(encodeFileMeta(META).subarray(0, 132)).to.deep.equal(Buffer.concat([PREAMBLE, DICM]));
  });

  it('has a group length that is true', () => {
    const bytes = encodeFileMeta(META);
    expect(bytes.readUInt32LE(140)).to.equal(bytes.length - 144);
  });

  it('ends where group 0002 ends, though its group length lies', () => {
    const meta = encodeFileMeta(META);
    uint32(9999).copy(meta, 140);
    expect(readFileHeader(memorySource(Buffer.concat([meta, encode(DATA_SET)]))).dataSetOffset).to.equal(
      meta.length,
    );
  });

  it('is read without a preamble', () => {
    const meta = encodeFileMeta(META).subarray(132);
    expect(readFileHeader(memorySource(Buffer.concat([meta, encode(DATA_SET)])))).to.include({
      dataSetOffset: meta.length,
      sopInstanceUid: '1.2.3.4',
    });
  });

  it('that names no transfer syntax leaves it to be found', () => {
    const meta = encode([groupLength(2), text(0x00020002, 'UI', SOP_CLASS)]);
    const bytes = Buffer.concat([PREAMBLE, DICM, meta, encode(DATA_SET, IMPLICIT_LITTLE)]);
    expect(readFileHeader(memorySource(bytes)).transferSyntaxUid).to.equal(TRANSFER_SYNTAX.implicitLittle);
  });

  it('that is cut off is refused', () => {
    const bytes = encodeFileMeta(META);
    expect(codeOf(() => readFileHeader(memorySource(bytes.subarray(0, bytes.length - 4))))).to.equal(
      'NOT_DICOM',
    );
  });

  it('with a huge value of blanks is read without delay', () => {
    const blanks = Buffer.concat([Buffer.alloc(900_000, 0x20), Buffer.from('x')]);
    const meta = encode([
      value(0x00020026, 'UR', blanks),
      text(0x00020010, 'UI', TRANSFER_SYNTAX.explicitLittle),
    ]);
    const started = Date.now();
    readFileHeader(memorySource(Buffer.concat([PREAMBLE, DICM, meta, encode(DATA_SET)])));
    expect(Date.now() - started).to.be.below(10_000);
  });
});

describe('a bare data set', () => {
  for (const [name, encoding, transferSyntaxUid] of [
    ['implicit little endian', IMPLICIT_LITTLE, TRANSFER_SYNTAX.implicitLittle],
    ['explicit little endian', EXPLICIT_LITTLE, TRANSFER_SYNTAX.explicitLittle],
    ['explicit big endian', EXPLICIT_BIG, TRANSFER_SYNTAX.explicitBig],
  ] as const) {
    it(`is recognised by its first element, in ${name}`, () => {
      const header = readFileHeader(memorySource(encode(DATA_SET, encoding)));
      expect(header).to.include({ dataSetOffset: 0, transferSyntaxUid, hasMeta: false });
    });

    it(`is recognised after a preamble without meta information, in ${name}`, () => {
      const header = readFileHeader(
        memorySource(Buffer.concat([PREAMBLE, DICM, encode(DATA_SET, encoding)])),
      );
      expect(header).to.include({ dataSetOffset: 132, transferSyntaxUid });
    });
  }

  for (const [name, bytes] of [
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('<!doctype html><title>no</title>')],
    ['a PDF', Buffer.from('%PDF-1.7 and so on and so on')],
    ['a preamble with nothing after it', Buffer.concat([PREAMBLE, DICM])],
    ['noise', Buffer.alloc(1000, 0xa5)],
  ] as const) {
    it(`is not ${name}`, () => {
      expect(codeOf(() => readFileHeader(memorySource(bytes)))).to.equal('NOT_DICOM');
    });
  }
});

describe('the encoding of a transfer syntax', () => {
  const cases: readonly (readonly [string, string, object])[] = [
    [
      'implicit little endian',
      '1.2.840.10008.1.2',
      { explicitVr: false, littleEndian: true, deflated: false, encapsulated: false },
    ],
    [
      'explicit little endian',
      '1.2.840.10008.1.2.1',
      { explicitVr: true, littleEndian: true, deflated: false, encapsulated: false },
    ],
    [
      'explicit big endian',
      '1.2.840.10008.1.2.2',
      { explicitVr: true, littleEndian: false, deflated: false, encapsulated: false },
    ],
    [
      'deflated',
      '1.2.840.10008.1.2.1.99',
      { explicitVr: true, littleEndian: true, deflated: true, encapsulated: false },
    ],
    [
      'JPEG baseline',
      '1.2.840.10008.1.2.4.50',
      { explicitVr: true, littleEndian: true, deflated: false, encapsulated: true },
    ],
  ];
  for (const [name, uid, expected] of cases) {
    it(`is known for ${name}`, () => {
      expect(encodingOf(uid)).to.deep.equal(expected);
    });
  }

  it('is not guessed for one that nobody registered', () => {
    expect(codeOf(() => encodingOf('1.2.3.4'))).to.equal('TRANSFER_SYNTAX_UNKNOWN');
  });
});

describe('the text of a UID', () => {
  it('is what stands before its padding', () => {
    expect(
      ['1.2\0', '1.2 ', ' 1.2', '1.2\0\0 ', ''].map((padded) => trimUid(Buffer.from(padded))),
    ).to.deep.equal(['1.2', '1.2', '1.2', '1.2', '']);
  });
});
