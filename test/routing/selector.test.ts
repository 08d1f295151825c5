import { expect } from 'chai';
import * as fc from 'fast-check';
import { categoryOf } from '../../src/deid/header/category.js';
import { selects } from '../../src/deid/header/selector.js';
import { lookupKeyword } from '../../src/dicom/dictionary.js';
import { loadStrategy } from '../../src/routing/load.js';

function selector(text: string) {
  const file = `strategy: s\nversion: '1'\nroutes: [ { name: r, destinations: [d] } ]\ndeidentify:\n  rules:\n    - { ${text}, action: keep }\n`;
  const found = loadStrategy(file, 's.yaml').policy.rules[0]?.selector;
  if (found === undefined) throw new Error('the rule was lost');
  return found;
}

const category = (keyword: string): string | undefined => {
  const entry = lookupKeyword(keyword);
  return entry === undefined
    ? 'no such keyword'
    : categoryOf(Number.parseInt(entry.mask.replaceAll('X', '0'), 16), entry.vr);
};

describe('a selector', () => {
  it('takes the repeating group of a keyword', () => {
    const overlays = selector('tag: OverlayData');
    expect(
      [0x60003000, 0x601e3000, 0x60003001].map((tag) => selects(overlays, { tag, vr: 'OW' })),
    ).to.deep.equal([true, true, false]);
  });

  it('takes every tag under a mask and no other', () => {
    const masked = selector("tag: '(0008,1xx0)'");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (tag) => {
        const digits = tag.toString(16).padStart(8, '0');
        expect(selects(masked, { tag, vr: 'LO' })).to.equal(/^00081..0$/.test(digits));
      }),
    );
    expect(selects(masked, { tag: 0x000810a0, vr: 'LO' })).to.be.true;
  });

  it('takes tags above 7FFF without a sign', () => {
    expect(selects(selector("tag: '(FFFC,FFFC)'"), { tag: 0xfffcfffc, vr: 'OB' })).to.be.true;
  });

  it('takes the private elements of a creator in whatever block', () => {
    const gems = selector("creator: GEMS_PARM_01, element: '(0043,xx10)'");
    expect(selects(gems, { tag: 0x00431210, vr: 'US', creator: 'GEMS_PARM_01' })).to.be.true;
    expect(selects(gems, { tag: 0x00431210, vr: 'US', creator: 'OTHER' })).to.be.false;
    expect(selects(gems, { tag: 0x00431211, vr: 'US', creator: 'GEMS_PARM_01' })).to.be.false;
    expect(selects(gems, { tag: 0x00431210, vr: 'US' })).to.be.false;
  });

  it('takes all elements of a creator where no element is named', () => {
    expect(selects(selector('creator: GEMS_PARM_01'), { tag: 0x00431299, vr: 'UN', creator: 'GEMS_PARM_01' }))
      .to.be.true;
  });

  it('takes private elements, by odd groups', () => {
    expect(
      [0x00091001, 0x00100010].map((tag) => selects(selector('private: true'), { tag, vr: 'LO' })),
    ).to.deep.equal([true, false]);
  });

  it('takes VRs', () => {
    expect(
      ['LT', 'LO'].map((vr) => selects(selector('vr: [LT, UT]'), { tag: 0x00104000, vr })),
    ).to.deep.equal([true, false]);
  });

  it('takes codes of the Basic Profile', () => {
    const removed = selector('profileAction: X');
    expect(selects(removed, { tag: 0x00081030, vr: 'LO', actionCode: 'X' })).to.be.true;
    expect(selects(removed, { tag: 0x00081030, vr: 'LO' })).to.be.false;
  });

  it('takes categories', () => {
    expect(selects(selector('category: [person, comment]'), { tag: 0x00100010, vr: 'PN' })).to.be.true;
  });
});

describe('a category', () => {
  for (const [keyword, expected] of [
    ['PatientName', 'person'],
    ['OperatorsName', 'person'],
    ['PatientBirthDate', 'date'],
    ['AcquisitionDateTime', 'date'],
    ['StudyTime', 'time'],
    ['SOPInstanceUID', 'uid'],
    ['InstitutionName', 'institution'],
    ['InstitutionAddress', 'institution'],
    ['InstitutionalDepartmentName', 'institution'],
    ['PatientAddress', 'contact'],
    ['PatientTelephoneNumbers', 'contact'],
    ['StationName', 'device'],
    ['DeviceSerialNumber', 'device'],
    ['PatientID', 'identifier'],
    ['OtherPatientIDs', 'identifier'],
    ['AccessionNumber', 'identifier'],
    ['RequestedProcedureID', 'identifier'],
    ['FillerOrderNumberImagingServiceRequest', 'identifier'],
    ['StudyDescription', 'description'],
    ['ProtocolName', 'description'],
    ['PatientComments', 'comment'],
    ['AdditionalPatientHistory', 'comment'],
    ['PatientSex', 'demographic'],
    ['PatientAge', 'demographic'],
    ['EthnicGroup', 'demographic'],
    ['UnformattedTextValue', 'text'],
  ] as const) {
    it(`of ${keyword} is ${expected}`, () => expect(category(keyword)).to.equal(expected));
  }

  for (const keyword of [
    'Rows',
    'PixelData',
    'EchoTime',
    'Modality',
    'SpecificCharacterSet',
    'NTPSourceAddress',
  ]) {
    it(`is not given to ${keyword}`, () => expect(category(keyword)).to.be.undefined);
  }

  it('of a private element follows from its VR alone', () => {
    expect([categoryOf(0x00091010, 'PN'), categoryOf(0x00091010, 'LO')]).to.deep.equal(['person', undefined]);
  });
});
