import { expect } from 'chai';
import {
  elementSignature,
  knowledgeBaseEntry,
  safeListEntry,
} from '../../../src/deid/header/private-elements.js';
import type { HeaderPolicy, PrivatePolicy } from '../../../src/deid/header/policy.js';
import { IMPLICIT_LITTLE } from '../../../src/dicom/model.js';
import { sequence, text, value, type ElementSpec } from '../../support/data-set-builder.js';
import { bytesOf, deidentify, found, policy, textsOf, type DeidentifyOptions } from '../../support/header.js';

const BASE: PrivatePolicy = { safeList: false, knowledgeBase: 'tcia-2024-02-01', others: 'remove' };
const REFERENCED_SERIES = 0x00081115;

function disposition(creator: string, tag: number, vr: string | undefined, inside = ''): string | undefined {
  return knowledgeBaseEntry(creator, tag, vr, inside)?.disposition;
}

describe('the knowledge base of private elements', () => {
  it('knows an element in whatever block its creator reserved', () => {
    expect([0x00091001, 0x0009ff01].map((tag) => disposition('GEMS_IDEN_01', tag, 'LO'))).to.deep.equal([
      'k',
      'k',
    ]);
  });

  it('compares creators without regard to case, padding and doubled spaces', () => {
    expect(
      ['SIEMENS CM VA0  CMS', 'Siemens CM VA0 CMS ', ' siemens cm va0   cms'].map((creator) =>
        disposition(creator, 0x00131010, 'DA'),
      ),
    ).to.deep.equal(['o', 'o', 'o']);
  });

  it('knows no element of another creator or group', () => {
    expect([
      disposition('ACME', 0x00091001, 'LO'),
      disposition('GEMS_IDEN_01', 0x00111001, 'LO'),
    ]).to.deep.equal([undefined, undefined]);
  });

  it('says different things of different VRs', () => {
    expect(['ST', 'UN'].map((vr) => disposition('Philips Imaging DD 001', 0x200110cc, vr))).to.deep.equal([
      'k',
      'd',
    ]);
  });

  it('goes by the VRs that say something where nobody wrote one', () => {
    expect(disposition('Philips Imaging DD 001', 0x200110cc, undefined)).to.equal('k');
  });

  it('takes its most cautious word for a VR that it does not know', () => {
    expect(disposition('Philips Imaging DD 001', 0x200110cc, 'UT')).to.equal('d');
  });

  it('knows some elements inside their sequences alone', () => {
    const inside = elementSignature(REFERENCED_SERIES, undefined);
    const within = `${inside}>${elementSignature(0x00081140, undefined)}`;
    expect([
      disposition('GEIIS_RA1000', 0x00091001, 'CS'),
      disposition('GEIIS_RA1000', 0x00091001, 'CS', within),
    ]).to.deep.equal([undefined, 'k']);
  });
});

describe('the safe list', () => {
  it('knows its elements as the base does', () => {
    expect([
      safeListEntry('SIEMENS MR HEADER', 0x0019130c)?.disposition,
      safeListEntry('Siemens MR  Header ', 0x0019100c)?.disposition,
      safeListEntry('SIEMENS MR HEADER', 0x00191399),
    ]).to.deep.equal(['k', 'k', undefined]);
  });
});

describe('private elements that are known', () => {
  const PATIENT = [text(0x00100010, 'PN', 'Quillfeather^Araminta'), text(0x00100020, 'LO', 'MRN-48151')];
  const clean = (
    elements: readonly ElementSpec[],
    changes: Partial<HeaderPolicy> = {},
    how: DeidentifyOptions = {},
  ) =>
    deidentify(
      [...elements, ...PATIENT].sort((a, b) => a.tag - b.tag),
      policy({ options: ['retainLongModifiedDates'], privateElements: BASE, ...changes }),
      how,
    );
  const GE = text(0x00090010, 'LO', 'GEMS_IDEN_01');

  it('stay with what they say, beside others that go', () => {
    const result = clean([GE, text(0x00091001, 'LO', 'GE_GENESIS_FF'), text(0x00091002, 'SH', 'AB123')]);
    expect([
      textsOf(result, 0x00090010),
      textsOf(result, 0x00091001),
      textsOf(result, 0x00091002),
    ]).to.deep.equal([['GEMS_IDEN_01'], ['GE_GENESIS_FF'], undefined]);
  });

  it('lose the patient from their text', () => {
    const result = clean([GE, text(0x00091001, 'LO', 'GE_GENESIS_FF Quillfeather')]);
    expect(textsOf(result, 0x00091001)).to.deep.equal(['GE_GENESIS_FF']);
  });

  it('move their Unix times by as many days as the study', () => {
    const moment = Buffer.alloc(4);
    moment.writeInt32LE(1_577_836_800);
    const result = clean([text(0x00080020, 'DA', '20200101'), GE, value(0x00091027, 'SL', moment)]);
    const [date = ''] = textsOf(result, 0x00080020) ?? [];
    const seconds = bytesOf(result, 0x00091027)?.readInt32LE() ?? 0;
    const written = new Date(seconds * 1000).toISOString();
    expect(written).to.equal(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00.000Z`);
  });

  it('move their dates, of whatever VR', () => {
    const result = clean([
      text(0x00130010, 'LO', 'SIEMENS CM VA0  CMS'),
      value(0x00131010, 'UN', Buffer.from('20200101')),
    ]);
    expect(bytesOf(result, 0x00131010)?.toString('latin1'))
      .to.match(/^20[01]\d{5}$/)
      .and.not.equal('20200101');
  });

  it('lose their dates where no option retains any', () => {
    const result = clean(
      [text(0x00130010, 'LO', 'SIEMENS CM VA0  CMS'), text(0x00131010, 'DA', '20200101')],
      { options: [] },
    );
    expect(found(result, 0x00131010)).to.have.length(0);
  });

  it('get new UIDs, also where they stand as text', () => {
    const result = clean([GE, text(0x000910e3, 'LO', '1.2.840.113619.2.1.7')]);
    expect(textsOf(result, 0x000910e3)?.[0]).to.match(/^2\.25\.\d+$/);
  });

  it('are read by the base where implicit VR tells none', () => {
    const result = clean(
      [text(0x20010010, 'LO', 'Philips Imaging DD 001'), text(0x200110cc, 'ST', 'Quillfeather: filter on')],
      {},
      { encoding: IMPLICIT_LITTLE },
    );
    const kept = bytesOf(result, 0x200110cc)?.toString('latin1') ?? '';
    expect([kept.includes('filter on'), kept.includes('Quillfeather')]).to.deep.equal([true, false]);
  });

  it('go where they came as bytes without a meaning and the base wants such to go', () => {
    const result = clean([
      text(0x20010010, 'LO', 'Philips Imaging DD 001'),
      value(0x200110cc, 'UN', Buffer.from('filter on ')),
    ]);
    expect(found(result, 0x200110cc)).to.have.length(0);
  });

  it('are found in items by the creators of the item', () => {
    const result = clean([
      GE,
      text(0x00091001, 'LO', 'outside'),
      sequence(REFERENCED_SERIES, [
        text(0x00090010, 'LO', 'ACME'),
        text(0x00090011, 'LO', 'GEMS_IDEN_01'),
        text(0x00091001, 'LO', 'of ACME'),
        text(0x00091101, 'LO', 'inside'),
      ]),
    ]);
    expect(
      [0x00090010, 0x00090011, 0x00091001, 0x00091101].map((tag) => found(result, tag).length),
    ).to.deep.equal([1, 1, 1, 1]);
    expect(textsOf(result, 0x00091101)).to.deep.equal(['inside']);
  });

  it('are walked where they are sequences', () => {
    const result = clean(
      [
        text(0x00090010, 'LO', 'ACME'),
        sequence(0x00091001, [
          text(0x00100030, 'DA', '19620304'),
          text(0x00080060, 'CS', 'CT'),
          text(0x00090010, 'LO', 'GEMS_IDEN_01'),
          text(0x00091001, 'LO', 'GE_GENESIS_FF'),
        ]),
      ],
      { privateElements: { ...BASE, others: 'keep' } },
    );
    expect([
      result.bytes.includes('19620304'),
      result.bytes.includes('GE_GENESIS_FF'),
      textsOf(result, 0x00080060),
    ]).to.deep.equal([false, true, ['CT']]);
  });

  it('are searched in their bytes where all others are kept', () => {
    const secret = Buffer.concat([Buffer.from([0, 1]), Buffer.from('MRN-48151'), Buffer.from([0, 2, 3])]);
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0x00, 0x01, 0x00]),
      Buffer.from('Quillfeather', 'utf16le'),
    ]);
    const result = clean(
      [
        text(0x00090010, 'LO', 'ACME'),
        value(0x00091001, 'OB', secret),
        value(0x00091002, 'UN', utf16),
        value(0x00091003, 'OB', Buffer.from([0, 1, 2, 3])),
      ],
      { privateElements: { ...BASE, others: 'keep' } },
    );
    expect([0x00091001, 0x00091002, 0x00091003].map((tag) => bytesOf(result, tag)?.length)).to.deep.equal([
      0, 0, 4,
    ]);
  });

  it('keep the rest of text that came as UN', () => {
    const result = clean(
      [text(0x00090010, 'LO', 'ACME'), value(0x00091001, 'UN', Buffer.from('coil 4 Quillfeather '))],
      { privateElements: { ...BASE, others: 'keep' } },
    );
    expect(bytesOf(result, 0x00091001)?.toString('latin1').trim()).to.equal('coil 4');
  });
});
