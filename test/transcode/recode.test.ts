import { expect } from 'chai';
import fc from 'fast-check';

import { encodeElement, encodeItem } from '../../src/dicom/edit.js';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, type Encoding } from '../../src/dicom/model.js';
import { parseDataSet } from '../../src/dicom/parse.js';
import { memorySource } from '../../src/dicom/source.js';
import { recode } from '../../src/transcode/recode.js';
import { vrFacts } from '../../src/dicom/vr.js';

function recoded(bytes: Buffer, from: Encoding, to: Encoding): Buffer {
  const source = memorySource(bytes);
  const out: Buffer[] = [];
  recode(source, parseDataSet(source, from), to, new Map(), (piece) => out.push(piece));
  return Buffer.concat(out);
}

const US = (value: number): Buffer => Buffer.of(value & 0xff, value >> 8);
const implicit = (tag: number, value: Buffer): Buffer => encodeElement(IMPLICIT_LITTLE, tag, 'UN', value);
const explicit = (tag: number, vr: string, value: Buffer): Buffer =>
  encodeElement(EXPLICIT_LITTLE, tag, vr, value);

/** VR of the last element of an explicit little endian data set. */
function lastVr(bytes: Buffer): string | undefined {
  return parseDataSet(memorySource(bytes), EXPLICIT_LITTLE).elements.at(-1)?.vr;
}

describe('recode', () => {
  it('takes the VR of an implicit element from the dictionary', () => {
    const bytes = recoded(implicit(0x00100010, Buffer.from('Doe^Jane')), IMPLICIT_LITTLE, EXPLICIT_LITTLE);
    expect(bytes.toString('latin1')).to.equal('\x10\0\x10\0PN\x08\0Doe^Jane');
  });

  it('writes a private element that was implicit as UN', () => {
    expect(lastVr(recoded(implicit(0x00091001, US(7)), IMPLICIT_LITTLE, EXPLICIT_LITTLE))).to.equal('UN');
  });

  it('writes a private creator that was implicit as LO', () => {
    expect(
      lastVr(recoded(implicit(0x00090010, Buffer.from('ACME')), IMPLICIT_LITTLE, EXPLICIT_LITTLE)),
    ).to.equal('LO');
  });

  for (const [representation, vr] of [
    [0, 'US'],
    [1, 'SS'],
  ] as const) {
    it(`chooses ${vr} for a pixel value when the pixel representation is ${representation}`, () => {
      const bytes = Buffer.concat([implicit(0x00280103, US(representation)), implicit(0x00280106, US(1))]);
      expect(lastVr(recoded(bytes, IMPLICIT_LITTLE, EXPLICIT_LITTLE))).to.equal(vr);
    });
  }

  it('asks the data set around an item for the pixel representation', () => {
    const item = encodeItem(IMPLICIT_LITTLE, [implicit(0x00280106, US(1))]);
    const bytes = Buffer.concat([implicit(0x00280103, US(1)), implicit(0x00283010, item)]);
    const out = recoded(bytes, IMPLICIT_LITTLE, EXPLICIT_LITTLE);
    const sequence = parseDataSet(memorySource(out), EXPLICIT_LITTLE).elements.at(-1);
    expect(sequence?.items?.[0]?.dataSet.elements[0]?.vr).to.equal('SS');
  });

  for (const [bits, vr] of [
    [8, 'OB'],
    [16, 'OW'],
  ] as const) {
    it(`writes native pixel data of ${bits} bits as ${vr}`, () => {
      const bytes = Buffer.concat([implicit(0x00280100, US(bits)), implicit(0x7fe00010, US(1))]);
      expect(lastVr(recoded(bytes, IMPLICIT_LITTLE, EXPLICIT_LITTLE))).to.equal(vr);
    });
  }

  it('writes a value too long for a 16-bit length as UN', () => {
    const bytes = recoded(implicit(0x00080018, Buffer.alloc(70_000)), IMPLICIT_LITTLE, EXPLICIT_LITTLE);
    expect(lastVr(bytes)).to.equal('UN');
  });

  it('swaps the two numbers of a tag and the words of OW for big endian', () => {
    const bytes = Buffer.concat([
      explicit(0x00280009, 'AT', Buffer.from('18006310', 'hex')),
      explicit(0x7fe00010, 'OW', Buffer.from('01020304', 'hex')),
    ]);
    const out = recoded(bytes, EXPLICIT_LITTLE, EXPLICIT_BIG);
    expect(out.toString('hex')).to.equal('002800094154000400181063' + '7fe000104f5700000000000402010403');
  });

  it('leaves the bytes of OB and UN alone for big endian', () => {
    const bytes = Buffer.concat([
      explicit(0x00091001, 'UN', Buffer.from('0102', 'hex')),
      explicit(0x7fe00010, 'OB', Buffer.from('0304', 'hex')),
    ]);
    const out = recoded(bytes, EXPLICIT_LITTLE, EXPLICIT_BIG).toString('hex');
    expect([out.slice(24, 28), out.slice(-4)]).to.deep.equal(['0102', '0304']);
  });

  it('computes lengths of sequences, items and groups anew', () => {
    const item = encodeItem(EXPLICIT_LITTLE, [explicit(0x00081150, 'UI', Buffer.from('1.2\0'))]);
    const sequence = explicit(0x00081140, 'SQ', item);
    const groupLength = Buffer.alloc(4);
    groupLength.writeUInt32LE(sequence.length);
    const bytes = Buffer.concat([explicit(0x00080000, 'UL', groupLength), sequence]);
    const there = recoded(bytes, EXPLICIT_LITTLE, IMPLICIT_LITTLE);
    expect([there.readUInt32LE(8), recoded(there, IMPLICIT_LITTLE, EXPLICIT_LITTLE)]).to.deep.equal([
      there.length - 12,
      bytes,
    ]);
  });

  it('keeps undefined lengths undefined', () => {
    const bytes = Buffer.from(
      '080040115351' + '0000ffffffff' + 'feff00e0ffffffff' + 'feff0de000000000' + 'feffdde000000000',
      'hex',
    );
    const out = recoded(recoded(bytes, EXPLICIT_LITTLE, EXPLICIT_BIG), EXPLICIT_BIG, EXPLICIT_LITTLE);
    expect(out.toString('hex')).to.equal(bytes.toString('hex'));
  });

  it('copies the implicit items of UN with undefined length', () => {
    const bytes = Buffer.from(
      '09000110554e0000ffffffff' + 'feff00e00a00000009000210020000000102' + 'feffdde000000000',
      'hex',
    );
    const out = recoded(bytes, EXPLICIT_LITTLE, EXPLICIT_BIG);
    expect(out.subarray(12).toString('hex')).to.equal(bytes.subarray(12).toString('hex'));
  });

  it('refuses encapsulated pixel data', () => {
    const bytes = Buffer.from('e07f10004f420000ffffffff' + 'feff00e000000000' + 'feffdde000000000', 'hex');
    expect(() => recoded(bytes, EXPLICIT_LITTLE, IMPLICIT_LITTLE))
      .to.throw(/encapsulated/)
      .with.property('code', 'TRANSCODE_NOT_POSSIBLE');
  });

  it('comes back to the same bytes by way of big endian, whatever the data set', () => {
    const vr = fc.constantFrom(
      ...'AE AT CS DS FD FL LO OB OD OF OL OV OW PN SL SS SV UI UL UN US UT UV'.split(' '),
    );
    const leaf = fc
      .tuple(vr, fc.integer({ min: 0, max: 5 }), fc.uint8Array({ minLength: 40, maxLength: 40 }))
      .map(([name, count, bytes]) => {
        const size = vrFacts(name).valueSizeBytes ?? vrFacts(name).swapUnitBytes;
        return { vr: name, value: Buffer.from(bytes.subarray(0, count * Math.max(size, 2))) };
      });
    const dataSet = fc.letrec<{ dataSet: Buffer }>((tie) => ({
      dataSet: fc
        .array(fc.oneof({ depthSize: 'small' }, leaf, tie('dataSet')), { maxLength: 5 })
        .map((members) =>
          Buffer.concat(
            members.map((member, index) =>
              Buffer.isBuffer(member)
                ? explicit(0x00091000 + index, 'SQ', encodeItem(EXPLICIT_LITTLE, [member]))
                : explicit(0x00091000 + index, member.vr, member.value),
            ),
          ),
        ),
    })).dataSet;
    fc.assert(
      fc.property(dataSet, (bytes) => {
        const back = recoded(recoded(bytes, EXPLICIT_LITTLE, EXPLICIT_BIG), EXPLICIT_BIG, EXPLICIT_LITTLE);
        expect(back.toString('hex')).to.equal(bytes.toString('hex'));
      }),
      { numRuns: 500 },
    );
  });
});
