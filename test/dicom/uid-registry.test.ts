import { expect } from 'chai';

import {
  isKnownNonStorageSopClass,
  isStorageSopClass,
  sopClassName,
  storageSopClasses,
  transferSyntax,
  transferSyntaxes,
} from '../../src/dicom/uid-registry.js';

describe('the UID registry', () => {
  it('names a SOP class', () => {
    expect(sopClassName('1.2.840.10008.5.1.4.1.1.2')).to.equal('CT Image Storage');
  });

  for (const [name, uid] of [
    ['CT', '1.2.840.10008.5.1.4.1.1.2'],
    ['retired nuclear medicine', '1.2.840.10008.5.1.4.1.1.5'],
    ['hanging protocol', '1.2.840.10008.5.1.4.38.1'],
    ['hardcopy colour image', '1.2.840.10008.5.1.1.30'],
    ['label map segmentation, newer than the source', '1.2.840.10008.5.1.4.1.1.66.7'],
  ] as const) {
    it(`takes ${name} for a storage class`, () => {
      expect(isStorageSopClass(uid)).to.equal(true);
    });
  }

  for (const [name, uid] of [
    ['verification', '1.2.840.10008.1.1'],
    ['storage commitment', '1.2.840.10008.1.20.1'],
    ['the media directory', '1.2.840.10008.1.3.10'],
    ['patient root find', '1.2.840.10008.5.1.4.1.2.1.1'],
    ['inventory find, among storage UIDs', '1.2.840.10008.5.1.4.1.1.201.2'],
    ['a print meta class', '1.2.840.10008.5.1.1.9'],
  ] as const) {
    it(`knows ${name} as a class that is not stored`, () => {
      expect([isStorageSopClass(uid), isKnownNonStorageSopClass(uid)]).to.deep.equal([false, true]);
    });
  }

  it('says nothing of a private class', () => {
    expect([
      isStorageSopClass('1.3.12.2.1107.5.9.1'),
      isKnownNonStorageSopClass('1.3.12.2.1107.5.9.1'),
    ]).to.deep.equal([false, false]);
  });

  it('lists more than 190 storage classes', () => {
    expect(storageSopClasses()).to.have.length.greaterThan(190);
  });

  it('describes implicit VR little endian', () => {
    expect(transferSyntax('1.2.840.10008.1.2')).to.deep.include({
      explicitVr: false,
      littleEndian: true,
      encapsulated: false,
      deflated: false,
      lossy: 'never',
    });
  });

  it('describes explicit VR big endian', () => {
    expect(transferSyntax('1.2.840.10008.1.2.2')).to.deep.include({ explicitVr: true, littleEndian: false });
  });

  it('does not take deflated data sets for encapsulated ones', () => {
    expect(transferSyntax('1.2.840.10008.1.2.1.99')).to.deep.include({ deflated: true, encapsulated: false });
  });

  it('tells lossless, lossy and undecided syntaxes apart', () => {
    const lossy = (last: string) => transferSyntax(`1.2.840.10008.1.2.${last}`)?.lossy;
    expect(
      ['4.50', '4.70', '4.80', '4.81', '4.90', '4.91', '4.100', '4.111', '4.201', '5'].map(lossy),
    ).to.deep.equal([
      'always',
      'never',
      'never',
      'always',
      'never',
      'possible',
      'always',
      'never',
      'never',
      'never',
    ]);
  });

  it('has the sixty-three transfer syntaxes of PS3.6 2025b', () => {
    expect(transferSyntaxes()).to.have.length(63);
  });

  it('says nothing of an unknown transfer syntax', () => {
    expect(transferSyntax('1.2.3')).to.equal(undefined);
  });
});
