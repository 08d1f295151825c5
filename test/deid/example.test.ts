import { expect } from 'chai';
import { deidentifyExample, type ExampleValue } from '../../src/deid/example.js';
import { PASSTHROUGH_POLICY } from '../../src/deid/header/policy.js';
import { LetheError } from '../../src/errors.js';
import { onTag, policy, rule } from '../support/header.js';

const value = (
  name: string,
  tag: number,
  values: readonly string[],
  more: Partial<ExampleValue> = {},
): ExampleValue => ({ name, tag, values, sequences: [], ...more });

const MODALITY = value('Modality', 0x00080060, ['CT']);
const PATIENT_NAME = value('PatientName', 0x00100010, ['Doe^Jane']);

describe('an example of a strategy', () => {
  const fates: readonly (readonly [string, ExampleValue, string])[] = [
    ['keeps', MODALITY, 'kept'],
    ['replaces', PATIENT_NAME, 'replaced'],
    ['removes', value('PatientComments', 0x00104000, ['x']), 'removed'],
    ['empties', value('StudyDate', 0x00080020, ['20230405']), 'emptied'],
    ['replaces the instance UID of', value('SOPInstanceUID', 0x00080018, ['1.2.9']), 'replaced'],
    ['keeps a number of', value('Rows', 0x00280010, ['512']), 'kept'],
    ['keeps text of any script of', value('BodyPartExamined', 0x00180015, ['Ω胸']), 'kept'],
    [
      'removes a private attribute of',
      value('private', 0x00430010, ['x'], { creator: 'GEMS_PARM_01' }),
      'removed',
    ],
    [
      'looks into items of',
      value('nested', 0x00104000, ['x'], { sequences: [0x00081115, 0x00081199] }),
      'removed',
    ],
  ];
  for (const [what, attribute, fate] of fates) {
    it(`${what} ${attribute.name}`, () => {
      expect(deidentifyExample(policy(), [attribute]).get(attribute.name)).to.equal(fate);
    });
  }

  it('shares items between attributes of one sequence', () => {
    const sequences = [0x00081115];
    const inner = [
      value('a', 0x00104000, ['x'], { sequences }),
      value('b', 0x00080060, ['CT'], { sequences }),
    ];
    expect([...deidentifyExample(policy(), inner).values()]).to.deep.equal(['removed', 'kept']);
  });

  it('sees rules with conditions', () => {
    const when = {
      kind: 'attribute',
      text: '',
      line: 1,
      tag: 0x00080060,
      sequences: [],
      test: { kind: 'exists', exists: true },
    } as const;
    const how = policy({ rules: [rule(onTag(0x00080060), { kind: 'remove' }, { when })] });
    expect(deidentifyExample(how, [MODALITY]).get('Modality')).to.equal('removed');
  });

  it('is told where a rule asks for quarantine', () => {
    const how = policy({ rules: [rule(onTag(0x00080060), { kind: 'quarantine' })] });
    expect([...deidentifyExample(how, [MODALITY, PATIENT_NAME])]).to.deep.equal([
      ['Modality', 'quarantined'],
      ['PatientName', 'set aside'],
    ]);
  });

  it('keeps everything under a strategy that changes nothing', () => {
    expect(deidentifyExample(PASSTHROUGH_POLICY, [PATIENT_NAME]).get('PatientName')).to.equal('kept');
  });

  it('refuses a word where a number belongs', () => {
    expect(() => deidentifyExample(policy(), [value('Rows', 0x00280010, ['many'])]))
      .to.throw(LetheError)
      .with.property('code', 'STRATEGY_INVALID');
  });
});
