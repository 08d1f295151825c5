import { expect } from 'chai';
import { needsSearch } from '../../src/pixels/decide/needs-search.js';
import { header, POLICY } from './lines.js';

const BY_POLICY = { ...POLICY, search: 'byPolicy' } as const;
const CLEAN_CT = {
  Rows: '512',
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
  Modality: 'CT',
  ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  PhotometricInterpretation: 'MONOCHROME2',
  BurnedInAnnotation: 'NO',
};

describe('whether pixels need a search', () => {
  it('an original CT that says NO needs none', () => {
    expect(needsSearch(header(CLEAN_CT), BY_POLICY)).to.deep.equal({ search: false, cause: 'clean' });
  });
  const causes: readonly (readonly [string, Readonly<Record<string, string | readonly string[]>>])[] = [
    ['burned-in-yes', { BurnedInAnnotation: 'YES' }],
    ['burned-in-absent', { BurnedInAnnotation: '' }],
    ['modality', { Modality: 'US' }],
    ['modality', { Modality: 'DX' }],
    ['modality', { Modality: '' }],
    ['secondary-capture', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' }],
    ['secondary-capture', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7.4' }],
    ['secondary-capture', { ConversionType: 'WSD' }],
    ['derived', { ImageType: ['DERIVED', 'SECONDARY'] }],
    ['derived', { ImageType: ['ORIGINAL', 'PRIMARY', 'SCREEN SAVE'] }],
    ['derived', { SeriesDescription: 'Dose Report' }],
    ['colour', { PhotometricInterpretation: 'RGB' }],
  ];
  for (const [cause, change] of causes)
    it(`${cause}: ${JSON.stringify(change)}`, () => {
      expect(needsSearch(header({ ...CLEAN_CT, ...change }), BY_POLICY)).to.deep.equal({
        search: true,
        cause,
      });
    });
  it('an overlay plane is a cause', () => {
    const read = header(CLEAN_CT);
    expect(
      needsSearch((tag, sequences) => (tag === 0x60020010 ? ['512'] : read(tag, sequences)), BY_POLICY),
    ).to.deep.equal({
      search: true,
      cause: 'overlay-plane',
    });
  });
  it('a segmentation needs none, but where it says YES', () => {
    const segmentation = {
      ...CLEAN_CT,
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
      Modality: 'SEG',
      BurnedInAnnotation: '',
    };
    expect(needsSearch(header(segmentation), BY_POLICY).search).to.equal(false);
    expect(needsSearch(header({ ...segmentation, BurnedInAnnotation: 'YES' }), BY_POLICY).search).to.equal(
      true,
    );
  });
  it('the strategy may ask for all or none', () => {
    expect(needsSearch(header(CLEAN_CT), { ...POLICY, search: 'always' })).to.deep.equal({
      search: true,
      cause: 'always',
    });
    expect(
      needsSearch(header({ ...CLEAN_CT, BurnedInAnnotation: 'YES' }), { ...POLICY, search: 'never' }).search,
    ).to.equal(false);
  });
  it("the strategy's condition is a cause", () => {
    const searchWhen = {
      kind: 'attribute',
      text: 'Modality: CT',
      line: 1,
      tag: 0x00080060,
      sequences: [],
      test: { kind: 'oneOf', as: 'text', values: ['CT'], ignoreCase: false },
    } as const;
    expect(needsSearch(header(CLEAN_CT), { ...BY_POLICY, searchWhen })).to.deep.equal({
      search: true,
      cause: 'strategy',
    });
  });
  it('nothing is searched where there is no image', () => {
    expect(needsSearch(header({ Modality: 'SR' }), { ...POLICY, search: 'always' })).to.deep.equal({
      search: false,
      cause: 'no-pixels',
    });
  });
});
