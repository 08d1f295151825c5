import { expect } from 'chai';

import { hasLongForm, isCharacterSetVr, isKnownVr, isTextVr, vrFacts } from '../../src/dicom/vr.js';

const ALL =
  'AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV'.split(
    ' ',
  );

describe('facts about VRs', () => {
  it('cover the 34 VRs of PS3.5 Table 6.2-1', () => {
    expect(ALL.filter((vr) => !isKnownVr(vr))).to.deep.equal([]);
  });

  it('give the long header to those of PS3.5 Table 7.1-1', () => {
    expect(ALL.filter(hasLongForm)).to.deep.equal('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));
  });

  it('give the long header to VRs that are not known', () => {
    expect(hasLongForm('ZZ')).to.equal(true);
  });

  it('pad UI and bytes with NUL, other text with a space', () => {
    const withNul = ALL.filter((vr) => isTextVr(vr) && vrFacts(vr).paddingByte === 0);
    expect([withNul, vrFacts('OB').paddingByte]).to.deep.equal([['UI'], 0]);
  });

  it('leave seven VRs to the character set', () => {
    expect(ALL.filter(isCharacterSetVr)).to.deep.equal(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
  });

  it('divide no text, link or byte stream at a backslash', () => {
    const single = ALL.filter((vr) => isTextVr(vr) && !vrFacts(vr).multiValued);
    expect(single).to.deep.equal(['LT', 'ST', 'UR', 'UT']);
  });

  it('swap a tag as two numbers of two bytes', () => {
    expect(vrFacts('AT')).to.deep.include({ swapUnitBytes: 2, valueSizeBytes: 4 });
  });
});
