import { expect } from 'chai';
import { PROFILE_OPTIONS, type ProfileOption } from '../../src/deid/header/profile-table.js';
import type { HeaderPolicy } from '../../src/deid/header/policy.js';
import { readTexts } from '../../src/dicom/values.js';
import { applyEdits, readSpans } from '../../src/dicom/edit.js';
import { indexInstance } from '../../src/dicom/instance.js';
import { memorySource } from '../../src/dicom/source.js';
import { attributeReader } from '../../src/deid/attributes.js';
import { deidentifyHeader } from '../../src/deid/header/deidentify.js';
import { encode, openSequence, sequence, text, type ElementSpec } from '../support/data-set-builder.js';
import {
  deidentify,
  found,
  IDENTIFIED,
  KEEP_PRIVATE,
  KEYS,
  onTag,
  policy,
  PROVENANCE,
  rule,
  SAFE_PRIVATE,
  textsOf,
  type Deidentified,
} from '../support/header.js';
import { TRANSFER_SYNTAX } from '../support/transfer-syntax.js';

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

describe('claims', () => {
  const AGE = 0x00101010;
  const STATION = 0x00081010;
  const codes = (elements: readonly ElementSpec[], changes: Partial<HeaderPolicy>): string[] =>
    codesOf(deidentify(elements, policy(changes)));
  const ageCap = rule({ kind: 'vr', vrs: ['AS'] }, { kind: 'ageCap', over: 89, write: 'limit' });
  const retained: Partial<HeaderPolicy> = { options: ['retainPatientCharacteristics'], rules: [ageCap] };

  it('are of an option whose rows a rule left alone', () => {
    expect(codes([text(AGE, 'AS', '061Y')], retained)).to.deep.equal(['113100', '113108']);
  });

  it('are not of an option that a rule changed in this instance', () => {
    expect(codes([text(AGE, 'AS', '093Y')], retained)).to.deep.equal(['113100']);
  });

  it('are of an option where the instance has no such element with a value', () => {
    expect(codes([text(AGE, 'AS', '')], retained)).to.deep.equal(['113100', '113108']);
  });

  it('are none at all where a rule keeps what the profile takes out', () => {
    const rules = [rule(onTag(STATION), { kind: 'keep' })];
    const result = deidentify([text(STATION, 'SH', 'CT01')], policy({ rules }));
    expect([found(result, METHOD_CODES).length, textsOf(result, METHOD)?.length]).to.deep.equal([0, 2]);
  });

  it('stand where a rule keeps what an option keeps', () => {
    const rules = [rule(onTag(STATION), { kind: 'keep' })];
    expect(codes([text(STATION, 'SH', 'CT01')], { options: ['retainDeviceIdentity'], rules })).to.deep.equal([
      '113100',
      '113109',
    ]);
  });

  it('stand where a rule takes out more than the profile asks, but for the option that would have kept it', () => {
    const rules = [rule(onTag(STATION), { kind: 'remove' })];
    expect(codes([text(STATION, 'SH', 'CT01')], { options: ['retainDeviceIdentity'], rules })).to.deep.equal([
      '113100',
    ]);
  });

  it('are not of an option that could not be applied', () => {
    const binaryTime: ElementSpec = { kind: 'value', tag: 0x00340007, vr: 'OB', value: Buffer.from([1, 2]) };
    expect(codes([binaryTime], { options: ['retainLongModifiedDates'] })).to.deep.equal(['113100']);
  });

  it('are none where unknown private elements stay', () => {
    const block = [text(0x00090010, 'LO', 'ACME'), text(0x00091001, 'LO', 'kept')];
    expect(codesOf(deidentify(block, policy({ privateElements: KEEP_PRIVATE })))).to.deep.equal([]);
  });

  it('are of safe private elements where these stay', () => {
    const block = [text(0x00190010, 'LO', 'SIEMENS MR HEADER'), text(0x0019100c, 'IS', '50')];
    expect(codes(block, { options: ['retainSafePrivate'], privateElements: SAFE_PRIVATE })).to.deep.equal([
      '113100',
      '113111',
    ]);
  });
});

describe('what the sender says of its pixels', () => {
  const BURNED_IN = 0x00280301;

  it('stays where it is a yes or a no', () => {
    expect(textsOf(deidentify([text(BURNED_IN, 'CS', 'NO')]), BURNED_IN)).to.deep.equal(['NO']);
  });

  it('goes where it is something else', () => {
    expect(found(deidentify([text(BURNED_IN, 'CS', 'DOE')]), BURNED_IN)).to.have.length(0);
  });
});

describe('the equipment that had a hand in an instance', () => {
  const EQUIPMENT = 0x0018a001;
  const MANUFACTURER = 0x00080070;
  const INSTITUTION = 0x00080080;

  const itemsOf = (result: Deidentified): (string | undefined)[] =>
    (found(result, EQUIPMENT)[0]?.items ?? []).map(({ dataSet }) => {
      const element = dataSet.elements.find(({ tag }) => tag === MANUFACTURER);
      return element === undefined ? undefined : readTexts(result.instance.source, element)[0];
    });

  it('has Lethe, and for what', () => {
    const result = deidentify([]);
    expect(itemsOf(result)).to.deep.equal(['Lethe']);
    expect(result.bytes.includes('109104')).to.equal(true);
  });

  for (const [what, make] of [
    ['defined', sequence],
    ['undefined', (tag: number, ...items: ElementSpec[][]) => openSequence(tag, ...items)],
  ] as const)
    it(`keeps what the sender lists, de-identified, in a sequence of ${what} length`, () => {
      const result = deidentify([
        make(EQUIPMENT, [text(MANUFACTURER, 'LO', 'ACME'), text(INSTITUTION, 'LO', 'General Hospital')]),
      ]);
      expect([itemsOf(result), result.bytes.includes('General Hospital')]).to.deep.equal([
        ['ACME', 'Lethe'],
        false,
      ]);
    });

  it('is named with the version, and the strategy with its hash', () => {
    const instance = indexInstance(memorySource(encode(IDENTIFIED)), {
      dataSetOffset: 0,
      transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
    });
    const outcome = deidentifyHeader(instance, {
      policy: policy(),
      facts: {},
      provenance: { ...PROVENANCE, strategyHash: 'ab'.repeat(32) },
      keys: KEYS.pseudonyms,
      trace: false,
      read: attributeReader(instance),
      history: [],
    });
    if (outcome.kind === 'quarantine') throw new Error('quarantined');
    const bytes = readSpans(instance.source, applyEdits(instance.dataSet, outcome.edits)).toString('latin1');
    expect([bytes.includes('ab'.repeat(32)), bytes.includes('LETHE_')]).to.deep.equal([true, true]);
  });
});
