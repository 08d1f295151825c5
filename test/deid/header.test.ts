import { expect } from 'chai';
import { deidentifyHeader } from '../../src/deid/header/deidentify.js';
import { SIMPLE_ACTIONS, type HeaderAction } from '../../src/deid/header/policy.js';
import {
  PROFILE_OPTIONS,
  profileRow,
  profileRows,
  type ProfileOption,
} from '../../src/deid/header/profile-table.js';
import { PROVENANCE_TAGS } from '../../src/deid/header/provenance.js';
import { attributeReader } from '../../src/deid/attributes.js';
import { indexInstance } from '../../src/dicom/instance.js';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE } from '../../src/dicom/model.js';
import { TRANSFER_SYNTAX } from '../support/transfer-syntax.js';
import { memorySource } from '../../src/dicom/source.js';
import { readTexts, readValue } from '../../src/dicom/values.js';
import { LetheError } from '../../src/errors.js';
import {
  encode,
  fragments,
  groupLength,
  item,
  openSequence,
  sequence,
  text,
  value,
  type ElementSpec,
} from '../support/data-set-builder.js';
import {
  bytesOf,
  deidentify,
  deidentifyBare,
  found,
  IDENTIFIED,
  inside,
  KEEP_PRIVATE,
  KEYS,
  onTag,
  OTHER_KEYS,
  policy,
  PROVENANCE,
  rule,
  ruled,
  SAFE_PRIVATE,
  SOP_INSTANCE_UID,
  textsOf,
} from '../support/header.js';
import { caseOf, expectedFate, fateOf, specOf } from './profile-meaning.js';

const SOP_INSTANCE = 0x00080018;
const CHARACTER_SET = 0x00080005;
const STUDY_DATE = 0x00080020;
const ACCESSION_NUMBER = 0x00080050;
const MODALITY = 0x00080060;
const STUDY_DESCRIPTION = 0x00081030;
const REFERENCED_SERIES = 0x00081115;
const REFERENCED_SOP = 0x00081199;
const REFERENCED_SOP_INSTANCE = 0x00081155;
const PATIENT_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const BIRTH_DATE = 0x00100030;
const PATIENT_AGE = 0x00101010;
const PATIENT_COMMENTS = 0x00104000;
const BODY_PART = 0x00180015;
const PROTOCOL_NAME = 0x00181030;
const STUDY = 0x0020000d;
const IMAGE_COMMENTS = 0x00204000;
const REQUEST_ATTRIBUTES = 0x00400275;
const PIXEL_DATA = 0x7fe00010;
/** Looked at as a whole, in the tests of documents. */
const ENCAPSULATED_DOCUMENT = 0x00420011;

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof LetheError ? error.code : String(error);
  }
}

const CASES = profileRows()
  .filter(({ mask }) => mask !== 'PRIVATE')
  .map(caseOf)
  .filter(({ tag }) => !PROVENANCE_TAGS.has(tag) && tag !== ENCAPSULATED_DOCUMENT);

describe('the Basic Profile', () => {
  const bySpec = [...CASES].sort((a, b) => a.tag - b.tag).map((one) => ({ ...one, spec: specOf(one) }));
  const named = bySpec.some(({ tag }) => tag === 0x00080016) ? [] : IDENTIFIED.slice(0, 1);

  const options: readonly (ProfileOption | undefined)[] = [
    undefined,
    ...(Object.keys(PROFILE_OPTIONS) as ProfileOption[]),
  ];
  const depths: readonly (readonly [string, readonly number[]])[] = [
    ['at the top', []],
    ['two levels down', [REFERENCED_SERIES, REFERENCED_SOP]],
  ];
  for (const option of options) {
    for (const [where, path] of depths) {
      it(`does to each attribute of table E.1-1 what its code asks${option === undefined ? '' : `, with ${option}`}, ${where}`, () => {
        const specs = bySpec.map(({ spec }) => spec);
        const elements =
          path.length === 0
            ? [...named, ...specs]
            : [...IDENTIFIED, sequence(REFERENCED_SERIES, [sequence(REFERENCED_SOP, specs)])];
        const result = deidentifyBare(
          [...elements].sort((a, b) => a.tag - b.tag),
          policy({ options: option === undefined ? [] : [option] }),
        );
        if (result === 'quarantine') throw new Error('quarantined');
        const dataSet = inside(result.instance.dataSet, ...path);
        const wrong = bySpec.flatMap((one) => {
          const after = dataSet.elements.find(({ tag }) => tag === one.tag);
          const before = one.spec.kind === 'value' ? one.spec.value : Buffer.alloc(0);
          const fate = fateOf(
            one.vr,
            before,
            after === undefined ? undefined : readValue(result.instance.source, after),
          );
          const expected = expectedFate(one, option);
          return fate === expected
            ? []
            : [`${one.row.keyword} ${one.vr} ${one.row.basic}: ${fate}, not ${expected}`];
        });
        expect(wrong).to.deep.equal([]);
      });
    }
  }

  it('is asked about sequences that it does not list in the test above', () => {
    expect([REFERENCED_SERIES, REFERENCED_SOP].map(profileRow)).to.deep.equal([undefined, undefined]);
  });

  it('keeps what it does not speak of, byte for byte', () => {
    const kept = [
      text(MODALITY, 'CS', 'CT'),
      text(BODY_PART, 'CS', 'CHEST'),
      value(0x00280010, 'US', Buffer.from([0, 2])),
    ];
    const result = deidentify(kept);
    expect(kept.map(({ tag }) => bytesOf(result, tag)?.toString('hex'))).to.deep.equal(
      kept.map((one) => one.value.toString('hex')),
    );
  });

  it('empties a name that it does not list', () => {
    expect(textsOf(deidentify([text(0x00140104, 'PN', 'Doe^Jane')]), 0x00140104)).to.deep.equal([]);
  });

  it('gives a new UID to an instance that only the dictionary knows', () => {
    expect(textsOf(deidentify([text(0x30060024, 'UI', '1.2.3')]), 0x30060024)?.[0]).to.match(/^2\.25\.\d+$/);
  });

  it('leaves what has no value as it came', () => {
    expect(
      found(deidentify([text(PATIENT_ID, 'LO', ''), text(STUDY, 'UI', '')]), PATIENT_ID)[0]?.valueLength,
    ).to.equal(0);
  });

  it('keeps UIDs that the standard registers', () => {
    expect(
      textsOf(
        deidentify([
          text(0x00081150, 'UI', '1.2.840.10008.5.1.4.1.1.2'),
          text(0x00200052, 'UI', '1.2.840.10008.1.4.1.1'),
        ]),
        0x00200052,
      ),
    ).to.deep.equal(['1.2.840.10008.1.4.1.1']);
  });

  it('removes overlay data and comments, and curves, of every repeating group', () => {
    const specs = [
      text(0x50000022, 'LO', 'curve'),
      text(0x501e2600, 'LO', 'curve'),
      value(0x60003000, 'OW', Buffer.alloc(4)),
      text(0x60024000, 'LT', 'text'),
      value(0x601e3000, 'OW', Buffer.alloc(4)),
    ];
    const result = deidentify(specs);
    expect(specs.filter(({ tag }) => found(result, tag).length > 0)).to.deep.equal([]);
  });

  it('removes what the dictionary does not know', () => {
    expect(found(deidentify([text(0x00080ff0, 'LO', 'what is this')]), 0x00080ff0)).to.have.length(0);
  });

  it('keeps what the dictionary does not know where the strategy says so', () => {
    expect(
      textsOf(
        deidentify([text(0x00080ff0, 'LO', 'what is this')], policy({ unknownElements: 'keep' })),
        0x00080ff0,
      ),
    ).to.deep.equal(['what is this']);
  });

  it('removes padding, command elements and file meta elements', () => {
    const specs = [
      value(0x00000010, 'UL', Buffer.alloc(4)),
      text(0x00020016, 'AE', 'SENDER'),
      value(0xfffcfffc, 'OB', Buffer.from('Doe^Jane')),
    ];
    const result = deidentifyBare([...specs.slice(0, 2), ...IDENTIFIED, ...specs.slice(2)], policy());
    expect(
      result === 'quarantine'
        ? []
        : result.instance.dataSet.elements
            .map(({ tag }) => tag)
            .filter((tag) => specs.some((one) => one.tag === tag)),
    ).to.deep.equal([]);
  });
});

describe('elements that are not what they should be', () => {
  it('are de-identified each, where one tag stands twice', () => {
    const result = deidentify([
      text(PATIENT_NAME, 'PN', 'Doe^Jane'),
      text(PATIENT_NAME, 'PN', 'Roe^Richard'),
      text(PATIENT_ID, 'LO', '4711'),
    ]);
    const names = found(result, PATIENT_NAME).map((element) => readTexts(result.instance.source, element)[0]);
    expect(names.filter((name) => name === undefined || !/^L[A-Z2-9]{12}$/.test(name))).to.deep.equal([]);
  });

  it('are de-identified out of order too', () => {
    const result = deidentify([
      text(PATIENT_ID, 'LO', '4711x'),
      text(STUDY_DESCRIPTION, 'LO', 'secret'),
      text(PATIENT_NAME, 'PN', 'Doe^Jane'),
    ]);
    expect(['Doe^Jane', '4711x', 'secret'].filter((one) => result.bytes.includes(one))).to.deep.equal([]);
  });

  it('go, where the dictionary says sequence and the value holds no items', () => {
    const result = deidentify([
      value(REQUEST_ATTRIBUTES, 'UN', Buffer.from('not items, but Doe^Jane ')),
      value(0x00081115, 'UN', Buffer.from('and here is Doe^Jane')),
    ]);
    expect(result.bytes.includes('Doe^Jane')).to.equal(false);
  });

  it('go too where the sequence was written with implicit VR', () => {
    const result = deidentify(
      [value(0x0040a730, 'SQ', Buffer.from('not items, but Doe^Jane '))],
      policy({ options: ['cleanStructuredContent'] }),
      { encoding: IMPLICIT_LITTLE },
    );
    expect(result.bytes.includes('Doe^Jane')).to.equal(false);
  });

  it('are moved as dates where a date has another VR', () => {
    const result = deidentify(
      [text(STUDY_DATE, 'LO', '20230405')],
      policy({ options: ['retainLongModifiedDates'] }),
    );
    expect(textsOf(result, STUDY_DATE)?.[0])
      .to.match(/^\d{8}$/)
      .and.not.equal('20230405');
  });

  it('hide no text under the tag of a group length', () => {
    const result = deidentify([text(0x00100000, 'LO', 'Doe^Jane'), text(PATIENT_ID, 'LO', '4711')]);
    expect(found(result, 0x00100000)).to.have.length(0);
  });

  it('hide no second claim of de-identification', () => {
    const result = deidentify([text(0x00120063, 'LO', 'one'), text(0x00120063, 'LO', 'by Doe^Jane')]);
    expect(found(result, 0x00120063)).to.have.length(1);
  });

  it('are quarantined where a new UID cannot be written', () => {
    expect(codeOf(() => deidentify([value(STUDY, 'OB', Buffer.from('1.2.3.'))]))).to.equal(
      'ACTION_NOT_POSSIBLE',
    );
  });

  it('give no value of theirs to an error', () => {
    expect(() => deidentify([value(STUDY, 'OB', Buffer.from('1.2.3.'))])).to.throw(
      'uid on (0020,000D) of VR OB: uid needs VR UI',
    );
  });

  it('are read by the dictionary where their VR is UN', () => {
    const result = deidentify([text(PATIENT_NAME, 'UN', 'Doe^Jane'), text(PATIENT_ID, 'UN', '4711xx')]);
    expect(found(result, PATIENT_NAME)[0]?.vr).to.equal('UN');
    expect(result.bytes.includes('Doe^Jane')).to.equal(false);
  });

  it('are reached in a UN element that hides a sequence', () => {
    const hidden: ElementSpec = {
      kind: 'sequence',
      tag: REFERENCED_SERIES,
      vr: 'UN',
      undefinedLength: false,
      items: [item([text(PATIENT_NAME, 'PN', 'Doe^Jane')])],
    };
    expect(deidentify([hidden]).bytes.includes('Doe^Jane')).to.equal(false);
  });

  it('lose their patient though the character set is a lie', () => {
    const name = Buffer.from('D\xf6e^J\xe4ne', 'latin1');
    const result = deidentify([
      text(CHARACTER_SET, 'CS', 'ISO_IR 192'),
      value(PATIENT_NAME, 'PN', name),
      value(0x00189424, 'LO', Buffer.concat([Buffer.from('of '), name])),
    ]);
    expect(result.bytes.includes(name)).to.equal(false);
  });

  it('lose their patient from text with escape sequences of another set', () => {
    const name = Buffer.from('Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B', 'latin1');
    const result = deidentify([
      text(CHARACTER_SET, 'CS', '\\ISO 2022 IR 87'),
      value(PATIENT_NAME, 'PN', name),
      value(0x00189424, 'LO', Buffer.from('of \x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B', 'latin1')),
    ]);
    expect(result.bytes.includes(';3ED')).to.equal(false);
  });
});

describe('private elements', () => {
  const block = (content: string): readonly ElementSpec[] => [
    text(0x00090010, 'LO', 'ACME'),
    text(0x00091001, 'LO', content),
  ];

  it('go with their creator', () => {
    expect(
      deidentify(block('keep me')).instance.dataSet.elements.filter(({ tag }) => tag >>> 16 === 9),
    ).to.have.length(0);
  });

  it('stay with their creator where the strategy keeps them', () => {
    const result = deidentify(block('keep me'), policy({ privateElements: KEEP_PRIVATE }));
    expect([textsOf(result, 0x00090010), textsOf(result, 0x00091001)]).to.deep.equal([['ACME'], ['keep me']]);
  });

  it('go from items too', () => {
    expect(
      deidentify([sequence(REFERENCED_SERIES, [sequence(REFERENCED_SOP, block('Doe^Jane'))])]).bytes.includes(
        'Doe^Jane',
      ),
    ).to.equal(false);
  });

  it('are searched for the patient where they are kept', () => {
    const result = deidentify(
      [...block('scan of Jane Doe'), text(PATIENT_NAME, 'PN', 'Doe^Jane')],
      policy({ privateElements: KEEP_PRIVATE }),
    );
    expect(textsOf(result, 0x00091001)).to.deep.equal(['scan']);
  });

  it('leave no creator behind whose block a rule emptied', () => {
    const result = deidentify(
      block('keep me'),
      policy({
        privateElements: KEEP_PRIVATE,
        rules: [rule({ kind: 'creator', creator: 'ACME', patterns: [] }, { kind: 'remove' })],
      }),
    );
    expect(found(result, 0x00090010)).to.have.length(0);
  });

  it('keep the block that a rule keeps and lose the others', () => {
    const elements = [
      text(0x00090010, 'LO', 'ACME'),
      text(0x00090011, 'LO', 'OTHER'),
      text(0x00091001, 'LO', 'yes'),
      text(0x00091101, 'LO', 'no'),
    ];
    const result = deidentify(
      elements,
      policy({ rules: [rule({ kind: 'creator', creator: 'ACME', patterns: [] }, { kind: 'keep' })] }),
    );
    expect(
      result.instance.dataSet.elements.map(({ tag }) => tag).filter((tag) => tag >>> 16 === 9),
    ).to.deep.equal([0x00090010, 0x00091001]);
  });

  it('without a creator go', () => {
    expect(found(deidentify([text(0x00091001, 'LO', 'whose')]), 0x00091001)).to.have.length(0);
  });

  it('that the standard calls safe stay with that option, wherever their block lies', () => {
    const elements = [
      text(0x00190013, 'LO', 'SIEMENS MR HEADER'),
      text(0x0019130c, 'IS', '50'),
      text(0x00191399, 'LO', 'not listed'),
    ];
    const result = deidentify(
      elements,
      policy({ options: ['retainSafePrivate'], privateElements: SAFE_PRIVATE }),
    );
    expect(
      result.instance.dataSet.elements.map(({ tag }) => tag).filter((tag) => tag >>> 16 === 0x19),
    ).to.deep.equal([0x00190013, 0x0019130c]);
  });

  it('leave no length of a group that holds nothing any more', () => {
    expect(found(deidentify([groupLength(9), ...block('x ')]), 0x00090000)).to.have.length(0);
  });

  it('hide nothing in a creator that is a sequence', () => {
    const result = deidentify(
      [sequence(0x00090010, [text(PATIENT_COMMENTS, 'LT', 'Doe^Jane')]), text(0x00091001, 'LO', 'kept')],
      policy({ privateElements: KEEP_PRIVATE }),
    );
    expect(result.bytes.includes('Doe^Jane')).to.equal(false);
  });
});

describe('kept text', () => {
  const PATIENT = [
    text(PATIENT_NAME, 'PN', 'Doe^Jane^M'),
    text(PATIENT_ID, 'LO', 'ID-4711'),
    text(BIRTH_DATE, 'DA', '19620304'),
    text(ACCESSION_NUMBER, 'SH', 'ACC-100'),
  ];
  const PULSE = 0x00189005;
  const cleaned = (content: string): string | undefined =>
    textsOf(deidentify([...PATIENT, text(PULSE, 'SH', content)]), PULSE)?.[0];

  const cases: readonly (readonly [string, string, string])[] = [
    ['the name as DICOM writes it', 'of Doe^Jane^M 1', 'of 1'],
    ['the name as people write it', 'of Jane Doe 1', 'of 1'],
    ['the family name first', 'Doe, Jane: 1', '1'],
    ['the name in other letters', 'JANE DOE 1', '1'],
    ['the patient ID', 'ID-4711 x', 'x'],
    ['the accession number', 'x ACC-100 y', 'x y'],
    ['the birth date', 'b. 19620304', 'b.'],
    ['the birth date with dashes', 'b. 1962-03-04', 'b.'],
    ['the birth date with dots', 'b. 04.03.1962', 'b.'],
    ['no part of a longer word', 'XID-4711Y', 'XID-4711Y'],
  ];
  for (const [what, before, after] of cases) {
    it(`loses ${what}`.replace('loses no', 'keeps a'), () => {
      expect(cleaned(before)).to.equal(after);
    });
  }

  it('says the new UID for an old one', () => {
    const result = deidentify([text(PULSE, 'SH', `see ${SOP_INSTANCE_UID}`)]);
    expect(textsOf(result, PULSE)).to.deep.equal([`see ${result.sopInstanceUid}`]);
  });

  it('loses an ID that someone used as the number of a series', () => {
    expect(
      textsOf(deidentify([text(PATIENT_ID, 'LO', '123456'), text(0x00200011, 'IS', '123456')]), 0x00200011),
    ).to.deep.equal([]);
  });

  it('keeps other numbers, though they look like an ID', () => {
    expect(
      textsOf(deidentify([text(PATIENT_ID, 'LO', '123456'), text(0x00280008, 'IS', '123456')]), 0x00280008),
    ).to.deep.equal(['123456']);
  });

  it('keeps a number of a long list, though it is the ID', () => {
    const points = [...Array.from({ length: 20 }, (_, n) => String(n)), '12345678'].join('\\');
    const result = deidentify([text(PATIENT_ID, 'LO', '12345678'), text(0x30060050, 'DS', points)]);
    expect(textsOf(result, 0x30060050)?.at(-1)).to.equal('12345678');
  });

  it('is left alone where a rule keeps it', () => {
    const result = deidentify(
      [...PATIENT, text(PULSE, 'SH', 'of Jane Doe')],
      policy({ rules: [rule(onTag(PULSE), { kind: 'keep' })] }),
    );
    expect(textsOf(result, PULSE)).to.deep.equal(['of Jane Doe']);
  });

  it('is searched with the accession number of a request', () => {
    const result = deidentify([
      sequence(REQUEST_ATTRIBUTES, [text(ACCESSION_NUMBER, 'SH', 'REQ-777')]),
      text(PULSE, 'SH', 'x REQ-777'),
    ]);
    expect(textsOf(result, PULSE)).to.deep.equal(['x']);
  });
});

describe('rules', () => {
  const action = (
    tag: number,
    vr: string,
    content: string,
    how: HeaderAction,
  ): readonly string[] | undefined =>
    textsOf(deidentify([text(tag, vr, content)], ruled(rule(onTag(tag), how))), tag);

  it('keep', () => {
    expect(
      textsOf(
        deidentify(
          [text(PATIENT_NAME, 'PN', 'Doe^Jane')],
          policy({ rules: [rule(onTag(PATIENT_NAME), { kind: 'keep' })] }),
        ),
        PATIENT_NAME,
      ),
    ).to.deep.equal(['Doe^Jane']);
  });

  it('remove', () => {
    expect(action(MODALITY, 'CS', 'CT', { kind: 'remove' })).to.equal(undefined);
  });

  it('empty', () => {
    expect(action(MODALITY, 'CS', 'CT', { kind: 'empty' })).to.deep.equal([]);
  });

  for (const [vr, expected] of [
    ['AE', 'REMOVED'],
    ['AS', '000Y'],
    ['CS', 'REMOVED'],
    ['DA', '19000101'],
    ['DS', '0'],
    ['DT', '19000101000000'],
    ['IS', '0'],
    ['LO', 'REMOVED'],
    ['LT', 'REMOVED'],
    ['PN', 'REMOVED'],
    ['TM', '000000'],
    ['UR', 'urn:removed'],
    ['UT', 'REMOVED'],
  ] as const) {
    it(`put a dummy for ${vr}`, () => {
      expect(action(0x00189005, vr, 'something', { kind: 'dummy' })).to.deep.equal([expected]);
    });
  }

  it('put zeros as the dummy of numbers', () => {
    const result = deidentify(
      [value(0x00280010, 'US', Buffer.from([1, 2]))],
      ruled(rule(onTag(0x00280010), { kind: 'dummy' })),
    );
    expect(bytesOf(result, 0x00280010)).to.deep.equal(Buffer.alloc(2));
  });

  it('put a new UID as the dummy of a UID', () => {
    expect(action(STUDY, 'UI', '1.2.3', { kind: 'dummy' })?.[0]).to.match(/^2\.25\.\d+$/);
  });

  it('put dummies in the items of a sequence', () => {
    const result = deidentify(
      [
        sequence(REFERENCED_SERIES, [
          text(MODALITY, 'CS', 'CT'),
          sequence(REFERENCED_SOP, [text(PATIENT_COMMENTS, 'LT', 'of Jane Doe')]),
        ]),
      ],
      ruled(rule(onTag(REFERENCED_SERIES), { kind: 'dummy' })),
    );
    expect([textsOf(result, MODALITY), textsOf(result, PATIENT_COMMENTS)]).to.deep.equal([
      ['REMOVED'],
      ['REMOVED'],
    ]);
  });

  it('replace with values', () => {
    expect(action(PATIENT_COMMENTS, 'LO', 'x', { kind: 'replace', values: ['A', 'B'] })).to.deep.equal([
      'A',
      'B',
    ]);
  });

  it('replace a binary number with one', () => {
    const how = ruled(rule(onTag(0x001021c0), { kind: 'replace', values: ['258'] }));
    const result = deidentify([value(0x001021c0, 'US', Buffer.from([4, 0]))], how);
    expect(bytesOf(result, 0x001021c0)).to.deep.equal(Buffer.from([2, 1]));
  });

  it('do not write text where a VR holds numbers', () => {
    const how = ruled(rule(onTag(0x001021c0), { kind: 'replace', values: ['many'] }));
    expect(codeOf(() => deidentify([value(0x001021c0, 'US', Buffer.from([4, 0]))], how))).to.equal(
      'ACTION_NOT_POSSIBLE',
    );
  });

  it('replace in the character set of the item', () => {
    const how = ruled(rule(onTag(PROTOCOL_NAME), { kind: 'replace', values: ['Ω'] }));
    const result = deidentify(
      [
        text(CHARACTER_SET, 'CS', 'ISO_IR 192'),
        sequence(REFERENCED_SERIES, [
          text(CHARACTER_SET, 'CS', 'ISO_IR 126'),
          text(PROTOCOL_NAME, 'LO', 'x'),
        ]),
        text(PROTOCOL_NAME, 'LO', 'x'),
      ],
      how,
    );
    expect(
      found(result, PROTOCOL_NAME).map((element) =>
        readValue(result.instance.source, element).toString('hex'),
      ),
    ).to.deep.equal(['d920', 'cea9']);
  });

  it('do not replace with what the character set cannot say', () => {
    expect(codeOf(() => action(PROTOCOL_NAME, 'LO', 'x', { kind: 'replace', values: ['Ω'] }))).to.equal(
      'ACTION_NOT_POSSIBLE',
    );
  });

  it('give new UIDs, to each of several', () => {
    const values = action(0x00080018 + 0x00080000, 'UI', '1.2.3\\1.2.4', { kind: 'uid' }) ?? [];
    expect([
      values.length,
      new Set(values).size,
      values.every((one) => one.startsWith('2.25.')),
    ]).to.deep.equal([2, 2, true]);
  });

  it('give pseudonyms', () => {
    expect(action(0x00100021, 'LO', 'HOSPITAL', { kind: 'pseudonym' })?.[0]).to.match(/^L[A-Z2-9]{12}$/);
  });

  it('move dates', () => {
    expect(action(STUDY_DATE, 'DA', '20230405', { kind: 'shiftDate' })?.[0]).to.match(/^20[12]\d{5}$/);
  });

  it('put hashes', () => {
    const [one, other] = ['A', 'B'].map(
      (content) => action(PROTOCOL_NAME, 'LO', content, { kind: 'hash' })?.[0],
    );
    expect([/^[0-9a-f]{16}$/.test(one ?? ''), one === other]).to.deep.equal([true, false]);
  });

  for (const [age, expected] of [
    ['090Y', '090Y'],
    ['093Y', '090Y'],
    ['089Y', '089Y'],
    ['011M', '011M'],
    ['', undefined],
  ] as const) {
    it(`cap the age ${age === '' ? 'that is empty' : age} at 89`, () => {
      expect(action(PATIENT_AGE, 'AS', age, { kind: 'ageCap', over: 89, write: 'limit' })?.[0]).to.equal(
        expected,
      );
    });
  }

  it('clean text', () => {
    const result = deidentify(
      [text(PATIENT_NAME, 'PN', 'Doe^Jane'), text(IMAGE_COMMENTS, 'LT', 'of Jane Doe, good')],
      policy({ rules: [rule(onTag(IMAGE_COMMENTS), { kind: 'cleanText' })] }),
    );
    expect(textsOf(result, IMAGE_COMMENTS)).to.deep.equal(['good']);
  });

  it('quarantine, and say where', () => {
    const specs = [
      ...IDENTIFIED,
      sequence(REFERENCED_SERIES, [text(MODALITY, 'CS', 'CT')], [text(PROTOCOL_NAME, 'LO', 'x')]),
    ];
    const instance = indexInstance(memorySource(encode(specs)), {
      dataSetOffset: 0,
      transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
    });
    const how = ruled(rule(onTag(PROTOCOL_NAME), { kind: 'quarantine' }));
    const outcome = deidentifyHeader(instance, {
      policy: how,
      facts: {},
      provenance: PROVENANCE,
      keys: KEYS.pseudonyms,
      trace: true,
      read: attributeReader(instance),
      history: [],
    });
    expect(outcome).to.deep.equal({
      kind: 'quarantine',
      code: 'QUARANTINED_BY_RULE',
      path: '(0008,1115)[2]/(0018,1030)',
    });
  });

  for (const kind of SIMPLE_ACTIONS.filter((one) =>
    ['pseudonym', 'shiftDate', 'hash', 'cleanText', 'uid'].includes(one),
  )) {
    it(`cannot ${kind} what is bytes`, () => {
      expect(
        codeOf(() =>
          deidentify(
            [value(0x00420011, 'OB', Buffer.from([1, 2]))],
            ruled(rule(onTag(0x00420011), { kind })),
          ),
        ),
      ).to.equal('ACTION_NOT_POSSIBLE');
    });
  }

  it('never leave an instance without its UID', () => {
    expect(
      ['remove', 'empty'].map((kind) =>
        codeOf(() => deidentify([], ruled(rule(onTag(SOP_INSTANCE), { kind: kind as 'remove' })))),
      ),
    ).to.deep.equal(['ACTION_NOT_POSSIBLE', 'ACTION_NOT_POSSIBLE']);
  });

  it('name the instance as its data set does', () => {
    const result = deidentify(
      [text(REFERENCED_SOP_INSTANCE, 'UI', SOP_INSTANCE_UID)],
      policy({ rules: [rule(onTag(SOP_INSTANCE), { kind: 'keep' })] }),
    );
    expect([result.sopInstanceUid]).to.deep.equal(textsOf(result, SOP_INSTANCE));
  });

  it('are asked in order, and the first decides', () => {
    const how = ruled(
      rule(onTag(MODALITY), { kind: 'replace', values: ['FIRST'] }),
      rule(onTag(MODALITY), { kind: 'remove' }),
    );
    expect(textsOf(deidentify([text(MODALITY, 'CS', 'CT')], how), MODALITY)).to.deep.equal(['FIRST']);
  });

  it('hold at every depth', () => {
    const result = deidentify(
      [openSequence(REFERENCED_SERIES, [openSequence(REFERENCED_SOP, [text(MODALITY, 'CS', 'CT')])])],
      ruled(rule(onTag(MODALITY), { kind: 'remove' })),
    );
    expect(found(result, MODALITY)).to.have.length(0);
  });

  it('do not reach command elements', () => {
    const result = deidentifyBare(
      [value(0x00000010, 'UL', Buffer.alloc(4)), ...IDENTIFIED],
      ruled(rule(onTag(0x00000010), { kind: 'keep' })),
    );
    expect(result === 'quarantine' ? [] : found(result, 0x00000010)).to.have.length(0);
  });

  describe('select', () => {
    const removed = (selector: Parameters<typeof rule>[0]): number[] => {
      const elements = [
        text(STUDY_DATE, 'DA', '20230405'),
        text(MODALITY, 'CS', 'CT'),
        text(STUDY_DESCRIPTION, 'LO', 'CT'),
        text(0x00090010, 'LO', 'ACME'),
        text(0x00091001, 'LO', 'one'),
        text(0x00091002, 'LO', 'two'),
        text(PATIENT_NAME, 'PN', 'A^B'),
        text(0x60000010, 'US', 'AA'),
      ];
      const result = deidentify(elements, ruled(rule(selector, { kind: 'remove' })));
      return elements.map(({ tag }) => tag).filter((tag) => found(result, tag).length === 0);
    };

    it('by tag', () => {
      expect(removed(onTag(MODALITY))).to.deep.equal([MODALITY]);
    });

    it('by a mask of tags', () => {
      expect(removed(onTag(0x60000010, 0xff00ffff))).to.deep.equal([0x60000010]);
    });

    it('by VR', () => {
      expect(removed({ kind: 'vr', vrs: ['PN', 'DA'] })).to.deep.equal([STUDY_DATE, PATIENT_NAME]);
    });

    it('by creator', () => {
      expect(removed({ kind: 'creator', creator: 'ACME', patterns: [] })).to.deep.equal([
        0x00090010, 0x00091001, 0x00091002,
      ]);
    });

    it('by creator and element', () => {
      expect(
        removed({
          kind: 'creator',
          creator: 'ACME',
          patterns: [{ text: '(0009,xx02)', value: 0x00090002, mask: 0xffff00ff }],
        }),
      ).to.deep.equal([0x00091002]);
    });

    it('no element of another creator', () => {
      expect(removed({ kind: 'creator', creator: 'OTHER', patterns: [] })).to.deep.equal([]);
    });

    it('all that is private', () => {
      expect(removed({ kind: 'private' })).to.deep.equal([0x00090010, 0x00091001, 0x00091002]);
    });

    it('by category', () => {
      expect(removed({ kind: 'category', categories: ['person', 'description'] })).to.deep.equal([
        STUDY_DESCRIPTION,
        PATIENT_NAME,
      ]);
    });

    it('by action code', () => {
      expect(removed({ kind: 'actionCode', codes: ['Z'] })).to.deep.equal([STUDY_DATE, PATIENT_NAME]);
    });
  });

  describe('with a condition', () => {
    const isCt = {
      kind: 'attribute',
      text: 'Modality is CT',
      line: 1,
      tag: MODALITY,
      sequences: [],
      test: { kind: 'oneOf', as: 'text', values: ['CT'], ignoreCase: false },
    } as const;
    const how = ruled(rule(onTag(PROTOCOL_NAME), { kind: 'remove' }, { when: isCt }));
    const isThere = (modality: string): boolean =>
      found(
        deidentify(
          [text(MODALITY, 'CS', modality), sequence(REFERENCED_SERIES, [text(PROTOCOL_NAME, 'LO', 'x')])],
          how,
        ),
        PROTOCOL_NAME,
      ).length > 0;

    it('hold where it holds, and it looks at the whole data set', () => {
      expect(isThere('CT')).to.equal(false);
    });

    it('do not hold elsewhere', () => {
      expect(isThere('MR')).to.equal(true);
    });

    it('may look at who sent', () => {
      const from = ruled(
        rule(
          onTag(MODALITY),
          { kind: 'remove' },
          { when: { kind: 'callingAe', aeTitles: ['CT1'], text: 'callingAe', line: 1 } },
        ),
      );
      const left = ['CT1', 'CT2'].map(
        (callingAeTitle) =>
          found(deidentify([text(MODALITY, 'CS', 'CT')], from, { facts: { callingAeTitle } }), MODALITY)
            .length,
      );
      expect(left).to.deep.equal([0, 1]);
    });
  });
});

describe('pseudonyms in a data set', () => {
  const PATIENT = (id: string): readonly ElementSpec[] => [
    text(PATIENT_NAME, 'PN', 'Doe^Jane'),
    text(PATIENT_ID, 'LO', id),
    text(STUDY, 'UI', '1.2.3'),
  ];
  const studyOf = (id: string, how = policy(), keys = KEYS): string | undefined =>
    textsOf(deidentify(PATIENT(id), how, { keys }), STUDY)?.[0];

  it('are UIDs of at most 64 characters', () => {
    expect(studyOf('4711')).to.match(/^2\.25\.[1-9]\d{0,38}$/);
  });

  it('are the same in each run with the same key', () => {
    expect(studyOf('4711')).to.equal(studyOf('4711'));
  });

  it('are others with another key', () => {
    expect(studyOf('4711')).to.not.equal(studyOf('4711', policy(), OTHER_KEYS));
  });

  it('are UIDs of the patient', () => {
    expect(studyOf('4711')).to.not.equal(studyOf('4712'));
  });

  it('are UIDs of the project where the strategy says so', () => {
    const project = policy({ uids: { scope: 'project' } });
    expect(studyOf('4711', project)).to.equal(studyOf('4712', project));
  });

  it('name the patient as the patient ID does', () => {
    const result = deidentify(PATIENT('4711'));
    expect(textsOf(result, PATIENT_NAME)).to.deep.equal(textsOf(result, PATIENT_ID));
  });

  it('move all dates of a patient by the same whole days, and of another by others', () => {
    const shifted = (id: string, key = KEYS): number[] => {
      const dates = [
        text(STUDY_DATE, 'DA', '20230405'),
        text(0x0008002a, 'DT', '20230405101112.5+0100'),
        ...PATIENT(id),
      ];
      const result = deidentify(dates, policy({ options: ['retainLongModifiedDates'] }), { keys: key });
      return [STUDY_DATE, 0x0008002a].map((tag) => Number(textsOf(result, tag)?.[0]?.slice(0, 8)));
    };
    const [one, same, other] = [shifted('4711'), shifted('4711'), shifted('4712')];
    expect([one[0] === one[1], one[0] === same[0], one[0] === other[0]]).to.deep.equal([true, true, false]);
  });

  it('empty what cannot be read as a date', () => {
    const result = deidentify(
      [text(STUDY_DATE, 'DA', 'in May by Dr Roe')],
      policy({ options: ['retainLongModifiedDates'] }),
    );
    expect(textsOf(result, STUDY_DATE)).to.deep.equal([]);
  });

  it('hold references between elements and levels together', () => {
    const result = deidentify([
      sequence(REFERENCED_SERIES, [text(REFERENCED_SOP_INSTANCE, 'UI', SOP_INSTANCE_UID)]),
    ]);
    expect(textsOf(result, REFERENCED_SOP_INSTANCE)).to.deep.equal([result.sopInstanceUid]);
  });

  it('are all in the crosswalk, each once, and nothing else is', () => {
    const result = deidentify([
      ...PATIENT('4711'),
      sequence(REFERENCED_SERIES, [
        text(REFERENCED_SOP_INSTANCE, 'UI', '1.2.4'),
        text(0x00081150, 'UI', '1.2.840.10008.5.1.4.1.1.2'),
      ]),
    ]);
    const expected = [
      { kind: 'uid', original: SOP_INSTANCE_UID, replacement: result.sopInstanceUid },
      { kind: 'uid', original: '1.2.4', replacement: textsOf(result, REFERENCED_SOP_INSTANCE)?.[0] },
      { kind: 'uid', original: '1.2.3', replacement: textsOf(result, STUDY)?.[0] },
      { kind: 'patientId', original: '4711', replacement: textsOf(result, PATIENT_ID)?.[0] },
    ];
    expect(result.crosswalk).to.have.deep.members(expected);
  });
});

describe('the account of a de-identification', () => {
  it('tells of every element where and why', () => {
    const result = deidentify([sequence(REFERENCED_SERIES, [text(PATIENT_COMMENTS, 'LT', 'x')])], policy(), {
      trace: true,
    });
    expect(result.trace.find(({ tag }) => tag === PATIENT_COMMENTS)).to.deep.equal({
      path: '(0008,1115)[1]/(0010,4000)',
      tag: PATIENT_COMMENTS,
      vr: 'LT',
      action: 'remove',
      way: 'rules',
      by: { kind: 'profile', code: 'X', option: undefined },
      changed: true,
    });
  });

  it('counts each action', () => {
    expect(deidentify([text(PATIENT_COMMENTS, 'LT', 'x'), text(MODALITY, 'CS', 'CT')]).actions).to.deep.equal(
      { keep: 2, uid: 1, remove: 1 },
    );
  });

  it('tells of text that was cleaned', () => {
    const result = deidentify(
      [text(PATIENT_NAME, 'PN', 'Doe^Jane'), text(0x00189005, 'SH', 'Jane Doe x')],
      policy(),
      { trace: true },
    );
    expect(result.trace.find(({ tag }) => tag === 0x00189005)).to.include({
      action: 'cleanText',
      changed: true,
    });
  });
});

describe('every encoding', () => {
  for (const [name, encoding] of [
    ['implicit little endian', IMPLICIT_LITTLE],
    ['explicit little endian', EXPLICIT_LITTLE],
    ['explicit big endian', EXPLICIT_BIG],
  ] as const) {
    const elements = [
      text(STUDY_DATE, 'DA', '20230405'),
      openSequence(REFERENCED_SERIES, [
        text(REFERENCED_SOP_INSTANCE, 'UI', '1.2.4'),
        text(PATIENT_COMMENTS, 'LT', 'secret'),
      ]),
      text(PATIENT_NAME, 'PN', 'Doe^Jane'),
      text(PATIENT_ID, 'LO', '4711xx'),
      value(PIXEL_DATA, 'OW', Buffer.from([1, 2, 3, 4])),
    ];

    it(`loses the patient, in ${name}`, () => {
      const { bytes } = deidentify(elements, policy(), { encoding });
      expect(
        ['Doe^Jane', '4711xx', 'secret', '1.2.4\0', '20230405'].filter((one) => bytes.includes(one)),
      ).to.deep.equal([]);
    });

    it(`keeps its pixels, in ${name}`, () => {
      expect(bytesOf(deidentify(elements, policy(), { encoding }), PIXEL_DATA)).to.deep.equal(
        Buffer.from([1, 2, 3, 4]),
      );
    });

    it(`is told what was done, in ${name}`, () => {
      expect(textsOf(deidentify(elements, policy(), { encoding }), 0x00120062)).to.deep.equal(['YES']);
    });
  }

  it('keeps encapsulated pixels byte for byte', () => {
    const pixels = fragments(PIXEL_DATA, 'OB', Buffer.alloc(0), Buffer.from([1, 2, 3]));
    const result = deidentify([text(PATIENT_NAME, 'PN', 'Doe^Jane'), pixels]);
    expect(result.bytes.subarray(-encode([pixels]).length)).to.deep.equal(encode([pixels]));
  });
});
