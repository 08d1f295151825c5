import { expect } from 'chai';
import { planContentTree, type ContentDecision } from '../../../src/deid/documents/content-tree.js';
import type { ProfileOption } from '../../../src/deid/header/profile-table.js';
import { walkElements, type DataElement } from '../../../src/dicom/model.js';
import { indexInstance, type IndexedInstance } from '../../../src/dicom/instance.js';
import { memorySource } from '../../../src/dicom/source.js';
import { readTexts } from '../../../src/dicom/values.js';
import { encode, sequence, text, value, type ElementSpec } from '../../support/data-set-builder.js';
import { deidentify, found, policy, textsOf } from '../../support/header.js';
import { TRANSFER_SYNTAX } from '../../support/transfer-syntax.js';

const CLEAN: readonly ProfileOption[] = [
  'cleanStructuredContent',
  'cleanDescriptors',
  'retainLongModifiedDates',
  'retainPatientCharacteristics',
  'retainDeviceIdentity',
];

const TAGS = {
  TEXT: 0x0040a160,
  PNAME: 0x0040a123,
  DATE: 0x0040a121,
  TIME: 0x0040a122,
  DATETIME: 0x0040a120,
  UIDREF: 0x0040a124,
} as const;
const VRS = { TEXT: 'UT', PNAME: 'PN', DATE: 'DA', TIME: 'TM', DATETIME: 'DT', UIDREF: 'UI' } as const;

function concept(code: string, scheme = 'DCM', meaning = 'a concept'): ElementSpec {
  return sequence(0x0040a043, [
    text(0x00080100, 'SH', code),
    text(0x00080102, 'SH', scheme),
    text(0x00080104, 'LO', meaning),
  ]);
}

function item(
  type: keyof typeof TAGS,
  code: string,
  content: string,
  children: readonly (readonly ElementSpec[])[] = [],
  scheme = 'DCM',
): readonly ElementSpec[] {
  const below = children.length === 0 ? [] : [sequence(0x0040a730, ...children)];
  const elements = [
    text(0x0040a010, 'CS', 'CONTAINS'),
    text(0x0040a040, 'CS', type),
    concept(code, scheme),
    text(TAGS[type], VRS[type], content),
    ...below,
  ];
  return elements.sort((a, b) => a.tag - b.tag);
}

function number(code: string, units: string, content: string): readonly ElementSpec[] {
  const measured = sequence(0x0040a300, [
    sequence(0x004008ea, [text(0x00080100, 'SH', units), text(0x00080102, 'SH', 'UCUM')]),
    text(0x0040a30a, 'DS', content),
  ]);
  return [text(0x0040a040, 'CS', 'NUM'), concept(code), measured];
}

function reference(type: string, code: string): readonly ElementSpec[] {
  return [
    sequence(0x00081199, [
      text(0x00081150, 'UI', '1.2.840.10008.5.1.4.1.1.2'),
      text(0x00081155, 'UI', '1.2.826.0.1.9'),
    ]),
    text(0x0040a040, 'CS', type),
    concept(code),
  ];
}

function report(...items: readonly (readonly ElementSpec[])[]): readonly ElementSpec[] {
  return [text(0x0040a040, 'CS', 'CONTAINER'), concept('126000'), sequence(0x0040a730, ...items)];
}

function instanceOf(elements: readonly ElementSpec[]): IndexedInstance {
  const where = { dataSetOffset: 0, transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle };
  return indexInstance(memorySource(encode(elements)), where);
}

/** What is decided, by the value that stands there; and how many items go. */
function plan(
  elements: readonly ElementSpec[],
  options: readonly ProfileOption[] = CLEAN,
): { decisions: Map<string, ContentDecision['action']['kind']>; removed: number } {
  const instance = instanceOf(elements);
  const made = planContentTree(instance, new Set(options));
  const name = (element: DataElement): string => readTexts(instance.source, element)[0] ?? '';
  return {
    decisions: new Map(
      [...made.decisions].map(([element, { action }]) => [
        element.items === undefined ? name(element) : 'sequence',
        action.kind,
      ]),
    ),
    removed: made.removedItems.size,
  };
}

describe('The content tree of a report', () => {
  it('takes the action of Table E.3.4-1 for each concept and value type', () => {
    const { decisions, removed } = plan(
      report(
        item('TEXT', '121071', 'a finding'),
        item('PNAME', '121008', 'Observer^One'),
        item('PNAME', '121029', 'Subject^One'),
        item('TEXT', '121030', 'subject id'),
        item('DATE', '111060', '20200101'),
        item('TIME', '111061', '101010'),
        item('DATETIME', '122165', '20200101101010'),
        item('TEXT', '113880', 'serial'),
        item('TEXT', '112347', 'component'),
        item('TEXT', '121022', 'accession'),
      ),
    );
    expect([...decisions]).to.have.deep.members([
      ['a finding', 'cleanText'],
      ['Observer^One', 'dummy'],
      ['Subject^One', 'pseudonym'],
      ['subject id', 'pseudonym'],
      ['20200101', 'shiftDate'],
      ['101010', 'keep'],
      ['20200101101010', 'shiftDate'],
      ['serial', 'keep'],
      ['component', 'dummy'],
    ]);
    expect(removed).to.equal(1);
  });

  it('knows schemes with a version, and long codes', () => {
    expect(plan(report(item('DATETIME', '15', '20200101', [], 'NCDR'))).decisions.get('20200101')).to.equal(
      'shiftDate',
    );
    const long = [
      text(0x0040a040, 'CS', 'TEXT'),
      sequence(0x0040a043, [text(0x00080102, 'SH', 'DCM'), text(0x00080119, 'UC', '121022')]),
      text(TAGS.TEXT, 'UT', 'accession'),
    ];
    expect(plan(report(long, item('TEXT', '121071', 'a finding'))).removed).to.equal(1);
  });

  it('cleans texts of concepts that nobody lists', () => {
    expect(plan(report(item('TEXT', 'X-1', 'free text', [], '99LOCAL'))).decisions.get('free text')).to.equal(
      'cleanText',
    );
  });

  it('replaces texts, names and numbers by dummies without Clean Structured Content', () => {
    const { decisions } = plan(
      report(
        item('TEXT', 'X-1', 'free text', [], '99LOCAL'),
        item('PNAME', '121008', 'Observer^One'),
        number('X-2', 'mm', '12.5'),
      ),
      [],
    );
    expect([...decisions]).to.have.deep.members([
      ['free text', 'dummy'],
      ['Observer^One', 'dummy'],
      ['12.5', 'dummy'],
    ]);
  });

  it('leaves an item with children in its place, with a dummy', () => {
    const parent = item('TEXT', '121022', 'accession', [item('TEXT', '121071', 'a finding')]);
    const { decisions, removed } = plan(report(parent));
    expect(decisions.get('accession')).to.equal('dummy');
    expect(removed).to.equal(0);
  });

  it('removes an item whose children all go, and a sequence that is left empty', () => {
    const parent = item('TEXT', '121022', 'accession', [item('TEXT', '121020', 'placer')]);
    const { decisions, removed } = plan(report(parent));
    expect(removed).to.equal(2);
    expect(decisions.get('sequence')).to.equal('remove');
  });

  it('removes nothing from a tree whose items are referred to by position', () => {
    const byReference = [
      text(0x0040a010, 'CS', 'INFERRED FROM'),
      value(0x0040db73, 'UL', Buffer.from([1, 0, 0, 0])),
    ];
    const { decisions, removed } = plan(report(item('TEXT', '121022', 'accession'), byReference));
    expect(removed).to.equal(0);
    expect(decisions.get('accession')).to.equal('dummy');
  });

  it('never removes references to instances', () => {
    expect(plan(report(reference('IMAGE', '121080'), reference('COMPOSITE', '121120'))).removed).to.equal(0);
  });

  it('tells the ages of the very old as one', () => {
    const ages = report(
      number('121033', 'a', '93'),
      number('121033', 'a', '71'),
      number('121033', 'mo', '95'),
    );
    expect([...plan(ages).decisions]).to.deep.equal([['93', 'replace']]);
    expect(plan(ages, ['cleanStructuredContent']).removed).to.equal(3);
  });

  it('is planned for acquisition contexts and specimens too', () => {
    const context = sequence(0x00400555, item('TEXT', '121022', 'accession'));
    expect(plan([context]).removed).to.equal(1);
    // A preparation step must have its items (type 1).
    const step = sequence(0x00400612, item('TEXT', '121022', 'accession'));
    expect(plan([step])).to.deep.equal({ decisions: new Map([['accession', 'dummy']]), removed: 0 });
  });

  it('is nothing where an instance has no content items', () => {
    expect(plan([text(0x00100010, 'PN', 'A^B')])).to.deep.equal({ decisions: new Map(), removed: 0 });
  });

  it('is what the walk over a header carries out', () => {
    const result = deidentify(
      [
        text(0x00100010, 'PN', 'Quackenbush^Hieronymus'),
        text(0x00100020, 'LO', 'ID-7781'),
        ...report(
          item('TEXT', '121022', 'ACC-55'),
          item('TEXT', '121071', 'No change since the visit of Mr. Quackenbush.'),
          item('PNAME', '121008', 'Observer^One'),
          item('PNAME', '121029', 'Quackenbush^Hieronymus'),
          item('DATE', '111060', '20200101'),
          reference('IMAGE', '121080'),
        ),
      ],
      policy({ options: CLEAN }),
    );
    const tree = found(result, 0x0040a730)[0];
    expect(tree?.items).to.have.length(5);
    const output = result.bytes.toString('latin1');
    for (const gone of ['ACC-55', 'Quackenbush', 'Observer^One', '20200101', '1.2.826.0.1.9'])
      expect(output).not.to.include(gone);
    expect(textsOf(result, TAGS.TEXT)?.[0]).to.include('No change since the visit');
    const names = [...walkElements(result.instance.dataSet)]
      .filter(({ tag }) => tag === TAGS.PNAME)
      .map((element) => readTexts(result.instance.source, element)[0]);
    // The subject of the report bears the patient's pseudonym.
    expect(names[1]).to.equal(textsOf(result, 0x00100010)?.[0]);
    expect(found(result, TAGS.DATE)[0]?.valueLength).to.equal(8);
  });
});
