import { expect } from 'chai';
import fc from 'fast-check';
import { shiftUnixBytes, shiftUnixText } from '../../../src/deid/header/unix-time.js';
import { indexInstance } from '../../../src/dicom/instance.js';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, type DataElement, type Encoding } from '../../../src/dicom/model.js';
import { memorySource } from '../../../src/dicom/source.js';
import { encode, value } from '../../support/data-set-builder.js';
import { syntaxOf } from '../../support/header.js';

const DAY = 86_400;
const MOMENT = 1_577_836_800;

function elementOf(vr: string, bytes: Buffer, encoding: Encoding): DataElement {
  const { dataSet } = indexInstance(memorySource(encode([value(0x00091027, vr, bytes)], encoding)), {
    dataSetOffset: 0,
    transferSyntaxUid: syntaxOf(encoding),
  });
  const [element] = dataSet.elements;
  if (element === undefined) throw new Error('no element');
  return element;
}

function shifted(vr: string, bytes: Buffer, days: number, encoding = EXPLICIT_LITTLE): Buffer | undefined {
  return shiftUnixBytes(bytes, vr, elementOf(vr, bytes, encoding), days);
}

function bytesOf(size: number, write: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
}

describe('a Unix time', () => {
  it('in UL and SL moves by whole days', () => {
    const before = bytesOf(4, (bytes) => bytes.writeUInt32LE(MOMENT));
    expect(['UL', 'SL'].map((vr) => shifted(vr, before, -10)?.readUInt32LE())).to.deep.equal([
      MOMENT - 10 * DAY,
      MOMENT - 10 * DAY,
    ]);
  });

  it('in big endian moves too', () => {
    const before = bytesOf(4, (bytes) => bytes.writeUInt32BE(MOMENT));
    expect(shifted('UL', before, -1, EXPLICIT_BIG)?.readUInt32BE()).to.equal(MOMENT - DAY);
  });

  it('in FD keeps its fraction', () => {
    const before = bytesOf(8, (bytes) => bytes.writeDoubleLE(MOMENT + 0.25));
    expect(shifted('FD', before, -3)?.readDoubleLE()).to.equal(MOMENT - 3 * DAY + 0.25);
  });

  it('in SV may count milliseconds', () => {
    const before = bytesOf(8, (bytes) => bytes.writeBigInt64LE(BigInt(MOMENT) * 1000n + 7n));
    expect(shifted('SV', before, -1)?.readBigInt64LE()).to.equal(BigInt(MOMENT - DAY) * 1000n + 7n);
  });

  it('of several values moves in each, and zero stays', () => {
    const before = bytesOf(8, (bytes) => bytes.writeUInt32LE(MOMENT, 4));
    const after = shifted('UL', before, -1);
    expect([after?.readUInt32LE(0), after?.readUInt32LE(4)]).to.deep.equal([0, MOMENT - DAY]);
  });

  it('is found in bytes of VR UN, as integer and as double', () => {
    const integer = bytesOf(4, (bytes) => bytes.writeUInt32LE(MOMENT));
    const double = bytesOf(8, (bytes) => bytes.writeDoubleLE(MOMENT));
    expect([
      shifted('UN', integer, -1)?.readUInt32LE(),
      shifted('UN', double, -1)?.readDoubleLE(),
    ]).to.deep.equal([MOMENT - DAY, MOMENT - DAY]);
  });

  it('is no number of another order', () => {
    const before = bytesOf(4, (bytes) => bytes.writeUInt32LE(4711));
    expect(shifted('UL', before, -1)).to.equal(undefined);
  });

  it('in digits moves, with its fraction as written', () => {
    expect(shiftUnixText(`${String(MOMENT)}.500`, -2)).to.equal(`${String(MOMENT - 2 * DAY)}.500`);
  });

  it('in digits is no date of eight digits', () => {
    expect(shiftUnixText('20230405', -2)).to.equal(undefined);
  });

  it('moves back by what it moved', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400_000_000, max: 2_000_000_000 }),
        fc.integer({ min: 1, max: 3652 }),
        (at, days) => {
          const before = bytesOf(4, (bytes) => bytes.writeUInt32LE(at));
          const after = shifted('UL', before, -days);
          expect(after === undefined ? undefined : shifted('UL', after, days)).to.deep.equal(before);
        },
      ),
    );
  });
});
