import { expect } from 'chai';
import { PROFILE_OPTIONS, type ProfileOption } from '../../src/deid/header/profile-table.js';
import type { HeaderPolicy } from '../../src/deid/header/policy.js';
import { readTexts } from '../../src/dicom/values.js';
import { sequence, text } from '../support/data-set-builder.js';
import { deidentify, found, policy, PROVENANCE, textsOf, type Deidentified } from '../support/header.js';

const PATIENT_IDENTITY_REMOVED = 0x00120062;
const METHOD = 0x00120063;
const METHOD_CODES = 0x00120064;
const TEMPORAL = 0x00280303;
const CODE_VALUE = 0x00080100;

function codesOf(result: Deidentified): string[] {
  return (found(result, METHOD_CODES)[0]?.items ?? []).map(({ dataSet }) =>
    readTexts(
      result.instance.source,
      dataSet.elements.find(({ tag }) => tag === CODE_VALUE)!,
    ).join(),
  );
}

describe('the record of a de-identification', () => {
  it('says that the identity was removed', () => {
    expect(textsOf(deidentify([]), PATIENT_IDENTITY_REMOVED)).to.deep.equal(['YES']);
  });

  it('names the strategy, its version and the edition of the table', () => {
    expect(textsOf(deidentify([]), METHOD)).to.deep.equal([
      `Lethe, strategy ${PROVENANCE.strategyName} ${PROVENANCE.strategyVersion}`,
      'PS3.15 2026c table E.1-1',
    ]);
  });

  it('has the code of the Basic Profile', () => {
    expect(codesOf(deidentify([]))).to.deep.equal(['113100']);
  });

  for (const option of Object.keys(PROFILE_OPTIONS) as ProfileOption[]) {
    it(`has the code of ${option} where that was chosen`, () => {
      expect(codesOf(deidentify([], policy({ options: [option] })))).to.deep.equal([
        '113100',
        PROFILE_OPTIONS[option].value,
      ]);
    });
  }

  const temporal: readonly (readonly [string, Partial<HeaderPolicy>, string])[] = [
    ['were removed', {}, 'REMOVED'],
    ['were moved', { options: ['retainLongModifiedDates'] }, 'MODIFIED'],
    ['stand as they were', { options: ['retainLongFullDates'] }, 'UNMODIFIED'],
    ['stand as they were without a profile', { profile: 'none' }, 'UNMODIFIED'],
  ];
  for (const [what, changes, expected] of temporal) {
    it(`says that dates ${what}`, () => {
      expect(textsOf(deidentify([], policy(changes)), TEMPORAL)).to.deep.equal([expected]);
    });
  }

  it('takes the place of an earlier one', () => {
    const earlier = [
      text(PATIENT_IDENTITY_REMOVED, 'CS', 'NO'),
      text(METHOD, 'LO', 'by hand'),
      sequence(METHOD_CODES, [text(CODE_VALUE, 'SH', '113101')]),
      text(TEMPORAL, 'CS', 'UNMODIFIED'),
    ];
    const result = deidentify(earlier);
    expect([
      textsOf(result, PATIENT_IDENTITY_REMOVED)?.[0],
      textsOf(result, METHOD)?.length,
      codesOf(result),
      textsOf(result, TEMPORAL)?.[0],
    ]).to.deep.equal(['YES', 2, ['113100'], 'REMOVED']);
  });

  it('claims no profile where there is none, and lets none of another stand', () => {
    const result = deidentify(
      [sequence(METHOD_CODES, [text(CODE_VALUE, 'SH', '113100')])],
      policy({ profile: 'none' }),
    );
    expect([textsOf(result, METHOD)?.length, found(result, METHOD_CODES).length]).to.deep.equal([1, 0]);
  });

  it('is written in the order of tags', () => {
    const tags = deidentify([
      text(0x00100010, 'PN', 'A^B'),
      text(0x00280010, 'US', 'AA'),
    ]).instance.dataSet.elements.map(({ tag }) => tag);
    expect(tags).to.deep.equal([...tags].sort((a, b) => a - b));
  });
});
