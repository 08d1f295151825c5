import { expect } from 'chai';
import { dummyValue } from '../../src/deid/header/dummy.js';
import { isTextVr, vrFacts } from '../../src/dicom/vr.js';

const VRS = [
  'AE',
  'AS',
  'AT',
  'CS',
  'DA',
  'DS',
  'DT',
  'FD',
  'FL',
  'IS',
  'LO',
  'LT',
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'PN',
  'SH',
  'SL',
  'SS',
  'ST',
  'SV',
  'TM',
  'UC',
  'UL',
  'UN',
  'UR',
  'US',
  'UT',
  'UV',
];

describe('a dummy value', () => {
  it('is there for every VR but sequences and UIDs', () => {
    expect(VRS.filter((vr) => dummyValue(vr, 10) === undefined)).to.deep.equal([]);
  });

  it('is not there for a sequence or a UID', () => {
    expect(['SQ', 'UI'].map((vr) => dummyValue(vr, 10))).to.deep.equal([undefined, undefined]);
  });

  it('is not empty where there was a value', () => {
    expect(VRS.filter((vr) => dummyValue(vr, 10)?.length === 0)).to.deep.equal([]);
  });

  it('is no longer than its VR allows', () => {
    expect(
      VRS.filter(
        (vr) => isTextVr(vr) && (dummyValue(vr, 10)?.length ?? 0) > (vrFacts(vr).maxLength ?? Infinity),
      ),
    ).to.deep.equal([]);
  });

  it('is one whole number where the VR holds numbers', () => {
    expect(['US', 'UL', 'FL', 'FD', 'UV'].map((vr) => dummyValue(vr, 100)?.length)).to.deep.equal([
      2, 4, 4, 8, 8,
    ]);
  });

  it('is one of the values that the attribute may have', () => {
    expect(dummyValue('CS', 1, 0x00100040)?.toString()).to.equal('O');
  });

  it('of an overlay plane is a blank one of the same size', () => {
    expect(dummyValue('OW', 512, 0x60023000)).to.deep.equal(Buffer.alloc(512));
  });

  it('does not depend on the value', () => {
    expect(
      VRS.filter((vr) => dummyValue(vr, 10)?.equals(dummyValue(vr, 1000) ?? Buffer.alloc(0)) !== true),
    ).to.deep.equal([]);
  });
});
