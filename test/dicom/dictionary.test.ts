import { expect } from 'chai';

import { DICTIONARY_EDITION, lookupKeyword, lookupTag, tagOfKeyword } from '../../src/dicom/dictionary.js';

describe('the data dictionary', () => {
  it('names its edition', () => {
    expect(DICTIONARY_EDITION).to.equal('2025b');
  });

  it('finds an element by tag', () => {
    expect(lookupTag(0x00100010)).to.deep.include({
      keyword: 'PatientName',
      vr: 'PN',
      vm: '1',
      retired: false,
    });
  });

  it('finds an element by keyword', () => {
    expect(lookupKeyword('StudyInstanceUID')?.mask).to.equal('0020000D');
  });

  it('gives the tag of a keyword as an unsigned number', () => {
    expect(tagOfKeyword('DigitalSignaturesSequence')).to.equal(0xfffafffa);
  });

  it('gives no tag for a keyword of a repeating group', () => {
    expect(tagOfKeyword('OverlayData')).to.equal(undefined);
  });

  it('keeps every VR of a row that allows several', () => {
    expect(lookupTag(0x00280106)?.vrs).to.deep.equal(['US', 'SS']);
  });

  for (const [tag, keyword] of [
    [0x60003000, 'OverlayData'],
    [0x60fe0010, 'OverlayRows'],
    [0x50020005, 'CurveDimensions'],
    [0x00203105, 'SourceImageIDs'],
    [0x00280412, 'CoefficientCoding'],
    [0x10101234, 'ZonalMap'],
    [0x7f020010, 'VariablePixelData'],
  ] as const) {
    it(`finds ${keyword} in its repeating group`, () => {
      expect(lookupTag(tag)?.keyword).to.equal(keyword);
    });
  }

  it('does not take an odd group for a repeating one', () => {
    expect(lookupTag(0x60013000)).to.equal(undefined);
  });

  it('knows group lengths of any group', () => {
    expect(lookupTag(0x00090000)?.vr).to.equal('UL');
  });

  it('knows private creators', () => {
    expect(lookupTag(0x00090010)?.vr).to.equal('LO');
  });

  it('knows no private element', () => {
    expect(lookupTag(0x00091001)).to.equal(undefined);
  });

  it('gives item tags no VR', () => {
    expect(lookupTag(0xfffee000)?.vr).to.equal('');
  });
});
