import { expect } from 'chai';
import { beginHeader } from '../../../src/deid/header/deidentify.js';
import type { HeaderAction, HeaderPolicy } from '../../../src/deid/header/policy.js';
import { attributeReader } from '../../../src/deid/attributes.js';
import type { TaggedText } from '../../../src/deid/text/tagger.js';
import { indexInstance } from '../../../src/dicom/instance.js';
import type { IdentityFact } from '../../../src/deid/identity/facts.js';
import { memorySource } from '../../../src/dicom/source.js';
import { LetheError } from '../../../src/errors.js';
import { encode, sequence, text, value, type ElementSpec } from '../../support/data-set-builder.js';
import {
  bytesOf,
  deidentify,
  deidentifyBare,
  found,
  IDENTIFIED,
  KEEP_PRIVATE,
  KEYS,
  onTag,
  policy,
  PROVENANCE,
  rule,
  ruled,
  textsOf,
} from '../../support/header.js';
import { TRANSFER_SYNTAX } from '../../support/transfer-syntax.js';

const STUDY_DATE = 0x00080020;
const MODALITY = 0x00080060;
const STUDY_DESCRIPTION = 0x00081030;
const PATIENT_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const PATIENT_AGE = 0x00101010;
const IMAGE_COMMENTS = 0x00204000;
const STUDY = 0x0020000d;
const FRAME_OF_REFERENCE = 0x00200052;
const PULSE_SEQUENCE_NAME = 0x00189005;
const REFERENCED_SERIES = 0x00081115;
const REQUEST_ATTRIBUTES = 0x00400275;
const EXPIRY_DATE = 0x00141020;
const REQUESTED_PROCEDURE_ID = 0x00401001;

const PATIENT: readonly ElementSpec[] = [
  text(PATIENT_NAME, 'PN', 'Quillfeather^Araminta'),
  text(PATIENT_ID, 'LO', 'MRN-48151'),
];

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof LetheError ? error.code : String(error);
  }
}

/** The values of the one element after the action; `undefined` where it is gone. */
function after(
  tag: number,
  vr: string,
  content: string,
  action: HeaderAction,
): readonly string[] | undefined {
  return textsOf(deidentify([text(tag, vr, content)], ruled(rule(onTag(tag), action))), tag);
}

describe('a lookup', () => {
  const table = {
    file: 'subjects.csv',
    entries: new Map([
      ['4711', 'SUBJ-001'],
      ['4712', 'SUBJ-002'],
    ]),
  };
  const look = (id: string, miss: 'quarantine' | 'remove' | 'pseudonym' | 'keep' = 'quarantine') =>
    deidentifyBare(
      [...IDENTIFIED, text(PATIENT_ID, 'LO', id)],
      ruled(rule(onTag(PATIENT_ID), { kind: 'lookup', table, miss })),
    );

  it('gives what the table says, and tells the crosswalk', () => {
    const result = look('4711');
    if (result === 'quarantine') throw new Error('quarantined');
    expect(textsOf(result, PATIENT_ID)).to.deep.equal(['SUBJ-001']);
    expect(result.crosswalk).to.deep.equal([
      { kind: 'patientId', original: '4711', replacement: 'SUBJ-001' },
    ]);
  });

  it('sets aside what the table does not have', () => {
    expect(look('4713')).to.equal('quarantine');
  });

  it('does what the strategy says with what it does not have', () => {
    const results = (['remove', 'keep', 'pseudonym'] as const).map((miss) => look('4713', miss));
    expect(
      results.map((result) =>
        result === 'quarantine' ? result : (textsOf(result, PATIENT_ID)?.[0] ?? 'gone'),
      ),
    ).to.satisfy(
      ([removed, kept, pseudonym]: string[]) =>
        removed === 'gone' && kept === '4713' && /^L[A-Z2-9]{12}$/.test(pseudonym ?? ''),
    );
  });

  it('looks up each of several values, and misses where one is missing', () => {
    expect(
      [look('4711\\4712'), look('4711\\4713')].map((one) =>
        one === 'quarantine' ? one : textsOf(one, PATIENT_ID)?.join(),
      ),
    ).to.deep.equal(['SUBJ-001,SUBJ-002', 'quarantine']);
  });
});

describe('a value made of others', () => {
  const make = (action: HeaderAction, elements: readonly ElementSpec[]) =>
    deidentify(elements, policy({ rules: [rule(onTag(PULSE_SEQUENCE_NAME), action)] }));
  const from = (
    tag: number,
    using: 'copy' | 'pseudonym' | 'hash' | 'uid' | 'shiftDate',
    sequences: number[] = [],
  ) => ({ kind: 'value', name: 'x', tag, sequences, using }) as const;
  const TARGET = text(PULSE_SEQUENCE_NAME, 'UC', 'x');

  it('is the pseudonym that the patient has everywhere', () => {
    const result = make({ kind: 'from', parts: [from(PATIENT_ID, 'pseudonym')] }, [TARGET, ...PATIENT]);
    expect(textsOf(result, PULSE_SEQUENCE_NAME)).to.deep.equal(textsOf(result, PATIENT_ID));
  });

  it('is the new UID, the moved date', () => {
    const how = {
      options: ['retainLongModifiedDates'] as const,
      rules: [
        rule(onTag(PULSE_SEQUENCE_NAME), { kind: 'from', parts: [from(STUDY_DATE, 'shiftDate')] }),
        rule(onTag(STUDY_DESCRIPTION), { kind: 'from', parts: [from(STUDY, 'uid')] }),
      ],
    };
    const result = deidentify(
      [
        text(STUDY_DATE, 'DA', '20230405'),
        text(STUDY_DESCRIPTION, 'LO', 'x'),
        TARGET,
        text(STUDY, 'UI', '1.2.3'),
      ],
      policy(how),
    );
    expect([textsOf(result, PULSE_SEQUENCE_NAME), textsOf(result, STUDY_DESCRIPTION)]).to.deep.equal([
      textsOf(result, STUDY_DATE),
      textsOf(result, STUDY),
    ]);
  });

  it('fills a template', () => {
    const result = make(
      {
        kind: 'template',
        parts: [from(MODALITY, 'copy'), { kind: 'text', text: '-' }, from(STUDY, 'hash')],
      },
      [text(MODALITY, 'CS', 'CT'), TARGET, text(STUDY, 'UI', '1.2.3')],
    );
    expect(textsOf(result, PULSE_SEQUENCE_NAME)?.[0]).to.match(/^CT-[0-9a-f]{16}$/);
  });

  it('is read in the first item that has it', () => {
    const result = make(
      { kind: 'from', parts: [from(REQUESTED_PROCEDURE_ID, 'copy', [REQUEST_ATTRIBUTES])] },
      [
        TARGET,
        sequence(
          REQUEST_ATTRIBUTES,
          [text(MODALITY, 'CS', 'CT')],
          [text(REQUESTED_PROCEDURE_ID, 'SH', 'RP-7')],
        ),
      ],
    );
    expect(textsOf(result, PULSE_SEQUENCE_NAME)).to.deep.equal(['RP-7']);
  });

  it('is empty where the other has none', () => {
    const result = make(
      { kind: 'template', parts: [{ kind: 'text', text: 'of ' }, from(MODALITY, 'copy')] },
      [TARGET],
    );
    expect(textsOf(result, PULSE_SEQUENCE_NAME)).to.deep.equal([]);
  });

  it('sets the instance aside where it is too long for its VR', () => {
    const how = policy({ rules: [rule(onTag(MODALITY), { kind: 'from', parts: [from(STUDY, 'uid')] })] });
    expect(codeOf(() => deidentify([text(MODALITY, 'CS', 'CT'), text(STUDY, 'UI', '1.2.3')], how))).to.equal(
      'ACTION_NOT_POSSIBLE',
    );
  });
});

describe('dates', () => {
  it('become the first day of their year or month', () => {
    expect(
      (['year', 'month'] as const).map((to) => [
        after(STUDY_DATE, 'DA', '20230405', { kind: 'dateRound', to })?.[0],
        after(0x0008002a, 'DT', '20230405101112.5+0100', { kind: 'dateRound', to })?.[0],
      ]),
    ).to.deep.equal([
      ['20230101', '2023+0100'],
      ['20230401', '202304+0100'],
    ]);
  });

  it('that cannot be read are emptied', () => {
    expect(after(STUDY_DATE, 'DA', 'in May', { kind: 'dateRound', to: 'year' })).to.deep.equal([]);
  });

  it('that no table lists move with the others', () => {
    const how = policy({ options: ['retainLongModifiedDates'] });
    const moved = deidentify([text(STUDY_DATE, 'DA', '20230405'), text(EXPIRY_DATE, 'DA', '20230405')], how);
    expect(textsOf(moved, EXPIRY_DATE)).to.deep.equal(textsOf(moved, STUDY_DATE));
  });

  it('that no table lists give way to a dummy where none are retained', () => {
    expect(textsOf(deidentify([text(EXPIRY_DATE, 'DA', '20230405')]), EXPIRY_DATE)).to.deep.equal([
      '19000101',
    ]);
  });

  it('in prose move in the form in which they are written', () => {
    const how = policy({
      options: ['retainLongModifiedDates'],
      rules: [rule(onTag(IMAGE_COMMENTS), { kind: 'shiftDate' })],
    });
    const result = deidentify(
      [text(STUDY_DATE, 'DA', '20230405'), text(IMAGE_COMMENTS, 'LT', 'compared with 2023-04-05, stable')],
      how,
    );
    const [date = ''] = textsOf(result, STUDY_DATE) ?? [];
    expect(textsOf(result, IMAGE_COMMENTS)).to.deep.equal([
      `compared with ${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}, stable`,
    ]);
  });

  it('of one text are removed where the rule says so, of another moved', () => {
    const how = (dates: 'remove' | 'shift') =>
      deidentify(
        [text(IMAGE_COMMENTS, 'LT', 'compared with 2023-04-05, stable')],
        policy({ rules: [rule(onTag(IMAGE_COMMENTS), { kind: 'cleanText', dates })] }),
      );
    const [removed, moved] = [how('remove'), how('shift')].map(
      (one) => textsOf(one, IMAGE_COMMENTS)?.[0] ?? '',
    );
    expect([
      /\d{4}/.test(removed ?? ''),
      /\d{4}-\d\d-\d\d/.test(moved ?? ''),
      moved?.includes('2023-04-05'),
    ]).to.deep.equal([false, true, false]);
  });

  it('written as Unix seconds in IS and in UL move', () => {
    const shift: HeaderAction = { kind: 'shiftDate' };
    const seconds = after(0x00201209, 'IS', '1577836800', shift)?.[0] ?? '';
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(1_577_836_800);
    const number = bytesOf(
      deidentify([value(0x00181063, 'UL', bytes)], ruled(rule(onTag(0x00181063), shift))),
      0x00181063,
    )?.readUInt32LE();
    expect([String(number), (1_577_836_800 - Number(seconds)) % 86_400]).to.deep.equal([seconds, 0]);
    expect(number).to.be.lessThan(1_577_836_800);
  });
});

describe('ages', () => {
  it('are rounded down to steps', () => {
    expect(after(PATIENT_AGE, 'AS', '063Y', { kind: 'ageRound', years: 5 })).to.deep.equal(['060Y']);
  });

  it('that are none are emptied', () => {
    expect(after(PATIENT_AGE, 'AS', 'old', { kind: 'ageCap', over: 89, write: 'limit' })).to.deep.equal([]);
  });
});

describe('projects', () => {
  const of = (project: string | undefined): readonly (string | undefined)[] => {
    const result = deidentify(
      [text(STUDY_DATE, 'DA', '20230405'), ...PATIENT, text(STUDY, 'UI', '1.2.3')],
      policy({ options: ['retainLongModifiedDates'], project }),
    );
    return [STUDY_DATE, PATIENT_ID, STUDY].map((tag) => textsOf(result, tag)?.[0]);
  };

  it('have pseudonyms, UIDs and shifts of their own', () => {
    const [none, liver, lung] = [of(undefined), of('liver'), of('lung')];
    const distinct = [0, 1, 2].map((index) => new Set([none[index], liver[index], lung[index]]).size);
    expect(distinct).to.deep.equal([3, 3, 3]);
  });

  it('have the same ones in each run', () => {
    expect(of('liver')).to.deep.equal(of('liver'));
  });
});

describe('UIDs', () => {
  it('that misuse the root of the standard are replaced', () => {
    const made = '1.2.840.10008.5.1.4.1.1.2.20190304.7';
    const result = deidentify([text(FRAME_OF_REFERENCE, 'UI', made)]);
    expect(textsOf(result, FRAME_OF_REFERENCE)?.[0]).to.match(/^2\.25\.\d+$/);
  });
});

describe('codes and numbers that stay', () => {
  const searched = (tag: number, vr: string, content: string): readonly string[] | undefined =>
    textsOf(
      deidentify(
        [...PATIENT, text(tag, vr, content)].sort((a, b) => a.tag - b.tag),
        policy(),
      ),
      tag,
    );

  it('go where they repeat the patient', () => {
    expect([
      searched(0x00180015, 'CS', 'MRN-48151'),
      searched(0x00180050, 'DS', 'Quillfeather'),
    ]).to.deep.equal([[], []]);
  });

  it('leave a dummy where a code may not be without', () => {
    const result = deidentify(
      [...PATIENT, sequence(REFERENCED_SERIES, [text(0x00080100, 'SH', 'MRN-48151')])].sort(
        (a, b) => a.tag - b.tag,
      ),
    );
    expect(textsOf(result, 0x00080100)).to.deep.equal(['REMOVED']);
  });

  it('stay otherwise', () => {
    expect([searched(0x00180015, 'CS', 'HEAD'), searched(0x00180050, 'DS', '1.500')]).to.deep.equal([
      ['HEAD'],
      ['1.500'],
    ]);
  });
});

describe('the three paths', () => {
  const elements = [
    ...IDENTIFIED,
    text(STUDY_DESCRIPTION, 'LO', 'CT CHEST'),
    ...PATIENT,
    text(IMAGE_COMMENTS, 'LT', 'asked by the ward'),
    text(0x00189005, 'SH', 'tse2d1'),
  ];
  const begin = (how: HeaderPolicy, history: readonly IdentityFact[] = []) => {
    const instance = indexInstance(memorySource(encode(elements)), {
      dataSetOffset: 0,
      transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
    });
    const pass = beginHeader(instance, {
      policy: how,
      facts: {},
      provenance: PROVENANCE,
      keys: KEYS.pseudonyms,
      trace: true,
      read: attributeReader(instance),
      history,
    });
    if ('kind' in pass) throw new Error('quarantined');
    return pass;
  };
  const how = policy({
    options: ['cleanDescriptors'],
    text: { dates: 'remove', unlisted: 'classify' },
    rules: [rule(onTag(IMAGE_COMMENTS), { kind: 'classify' })],
  });
  const tagged = (word: string, verdict: TaggedText['verdict']): ReadonlyMap<string, TaggedText> =>
    new Map([[word, { spans: [], verdict, confidence: 1 }]]);

  it('ask the tagger about the texts of cleanText and classify alone, each once', () => {
    expect(begin(how).texts).to.have.members(['CT CHEST', 'asked by the ward', 'tse2d1']);
  });

  it('are told with each element', () => {
    const outcome = begin(how).finish(new Map());
    if (outcome.kind === 'quarantine') throw new Error('quarantined');
    const ways = [PATIENT_ID, STUDY_DESCRIPTION, IMAGE_COMMENTS].map(
      (tag) => outcome.trace.find((entry) => entry.tag === tag)?.way,
    );
    expect(ways).to.deep.equal(['rules', 'cleanText', 'classify']);
  });

  it('let the tagger take out what it finds', () => {
    const spans = [{ start: 9, end: 17, kind: 'person', source: 'tagger', confidence: 0.99 }] as const;
    const outcome = begin(how).finish(
      new Map([['asked by the ward', { spans, verdict: 'mixed', confidence: 0.99 }]]),
    );
    expect(outcome.kind === 'deidentified' ? outcome.actions : {}).to.include({ cleanText: 1, classify: 2 });
  });

  it('leave a harmless text word for word', () => {
    const pass = begin(how);
    const outcome = pass.finish(tagged('asked by the ward', 'harmless'));
    if (outcome.kind === 'quarantine') throw new Error('quarantined');
    expect(outcome.trace.find(({ tag }) => tag === IMAGE_COMMENTS)?.changed).to.equal(false);
  });

  it('give the facts of the patient and what may stand nowhere', () => {
    const { facts, lexicon } = begin(how);
    expect(facts.map(({ kind }) => kind)).to.include.members(['patientName', 'patientId']);
    expect(lexicon.find('seen by Quillfeather')).to.have.length(1);
  });

  it('count what a rule keeps on purpose as no secret', () => {
    const kept = begin(policy({ rules: [rule(onTag(PATIENT_ID), { kind: 'keep' })] }));
    expect(kept.facts.map(({ text: fact }) => fact)).to.not.include('MRN-48151');
  });

  it('count what a rule keeps on purpose as no secret, even if an earlier instance told it', () => {
    const history: readonly IdentityFact[] = [
      { kind: 'patientId', text: 'MRN-48151' },
      { kind: 'patientId', text: 'MRN-62342' },
    ];
    const kept = begin(policy({ rules: [rule(onTag(PATIENT_ID), { kind: 'keep' })] }), history);
    expect(['MRN-48151', 'MRN-62342'].map((id) => kept.lexicon.find(id).length)).to.deep.equal([0, 1]);
  });

  it('take private text too, where the strategy says so', () => {
    const result = deidentify(
      [
        ...PATIENT,
        text(0x00110010, 'LO', 'ACME'),
        text(0x00111001, 'LO', 'coil of Quillfeather'),
        value(0x00111002, 'US', Buffer.from([1, 0])),
      ].sort((a, b) => a.tag - b.tag),
      policy({ privateElements: { ...KEEP_PRIVATE, others: 'cleanText' } }),
    );
    expect([
      textsOf(result, 0x00111001)?.[0]?.includes('Quillfeather'),
      bytesOf(result, 0x00111002),
    ]).to.deep.equal([false, Buffer.from([1, 0])]);
  });
});

describe('elements that the dictionary does not know', () => {
  const unknown = (vr: string, content: string): readonly string[] | undefined =>
    textsOf(
      deidentify(
        [...PATIENT, text(0xeaea0102, vr, content)],
        policy({ options: ['retainLongModifiedDates'], unknownElements: 'classify' }),
      ),
      0xeaea0102,
    );

  it('may have their text judged', () => {
    expect([unknown('SH', 'DCM'), unknown('LO', 'Quillfeather')?.join('')]).to.satisfy(
      ([code, name]: [string[], string]) => code[0] === 'DCM' && !name.includes('Quillfeather'),
    );
  });

  it('keep no name, no UID and no bytes then', () => {
    expect([
      unknown('PN', 'Roe^Richard'),
      unknown('UI', '1.2.3')?.[0] === '1.2.3',
      unknown('OB', 'abcd'),
    ]).to.deep.equal([[], false, undefined]);
  });
});

describe('text of which a byte has no place in its character set', () => {
  it('keeps what is left as it came', () => {
    const came = Buffer.from('Ecocolordoppler \xdcberw. Dr. Halvorsen', 'latin1');
    const result = deidentify(
      [text(0x00080005, 'CS', '\\ISO 2022 IR 87'), ...PATIENT, value(IMAGE_COMMENTS, 'LT', came)],
      policy({ rules: [rule(onTag(IMAGE_COMMENTS), { kind: 'cleanText' })] }),
    );
    expect(bytesOf(result, IMAGE_COMMENTS)?.toString('latin1').trim()).to.equal('Ecocolordoppler \xdcberw.');
  });
});

describe('an issuer of identifiers', () => {
  it('stays as HL7 writes it, but for the patient', () => {
    const result = deidentify(
      [...PATIENT, text(IMAGE_COMMENTS, 'LT', 'http://example.org/specimens^URI')],
      policy({ rules: [rule(onTag(IMAGE_COMMENTS), { kind: 'cleanText' })] }),
    );
    expect(textsOf(result, IMAGE_COMMENTS)).to.deep.equal(['http://example.org/specimens^URI']);
  });
});

describe('a sequence of people or institutions', () => {
  it('goes where the table lets it', () => {
    const result = deidentify([sequence(0x00080082, [text(0x00080104, 'LO', 'General Hospital')])]);
    expect(found(result, 0x00080082)).to.have.length(0);
  });

  it('has dummies for its codes where it may not go', () => {
    const result = deidentify([
      sequence(REFERENCED_SERIES, [
        sequence(0x00401101, [text(0x00080100, 'SH', 'STAFF-77'), text(0x00080104, 'LO', 'Roe, Richard')]),
      ]),
    ]);
    expect([textsOf(result, 0x00080100), textsOf(result, 0x00080104)]).to.deep.equal([
      ['REMOVED'],
      ['REMOVED'],
    ]);
  });
});
