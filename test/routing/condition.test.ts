import { expect } from 'chai';
import { evaluateCondition, type ReadAttribute, type RoutingFacts } from '../../src/deid/condition.js';
import { LetheError } from '../../src/errors.js';
import { loadStrategy } from '../../src/routing/load.js';

/** The condition written in YAML flow style, as a strategy would have it. */
function condition(text: string) {
  const file = `strategy: s\nversion: '1'\nroutes:\n  - { name: r, when: ${text}, destinations: [d] }\ndeidentify: {}\n`;
  const when = loadStrategy(file, 's.yaml').routes[0]?.when;
  if (when === undefined) throw new Error('the condition was lost');
  return when;
}

/** Reads from a plain map: `00080060` or, inside sequences, `00400275.00400009`. */
function reader(attributes: Readonly<Record<string, readonly string[]>>): ReadAttribute {
  const hex = (tag: number): string => tag.toString(16).padStart(8, '0');
  return (tag, sequences = []) => attributes[[...sequences, tag].map(hex).join('.')];
}

function holds(
  text: string,
  attributes: Readonly<Record<string, readonly string[]>> = {},
  facts: RoutingFacts = {},
) {
  return evaluateCondition(condition(text), facts, reader(attributes)).holds;
}

const CT = { '00080060': ['CT'] };

describe('a condition on the association', () => {
  it('holds for the called AE title, without its padding', () => {
    expect(holds('{ calledAe: RESEARCH }', {}, { calledAeTitle: 'RESEARCH ' })).to.be.true;
  });

  it('tells upper from lower case in AE titles', () => {
    expect(holds('{ calledAe: RESEARCH }', {}, { calledAeTitle: 'Research' })).to.be.false;
  });

  it('holds for any of several calling AE titles', () => {
    expect(holds('{ callingAe: [CT1, CT2] }', {}, { callingAeTitle: 'CT2' })).to.be.true;
  });

  it('does not hold where there was no association', () => {
    expect(holds('{ callingAe: CT1 }')).to.be.false;
  });

  it('holds for an address inside a network', () => {
    expect(holds('{ address: [10.1.0.0/16, 192.0.2.7] }', {}, { address: '10.1.200.3' })).to.be.true;
  });

  it('does not hold for an address outside every network', () => {
    expect(holds('{ address: [10.1.0.0/16, 192.0.2.7] }', {}, { address: '10.2.0.1' })).to.be.false;
  });

  it('knows an IPv4 address in IPv6 form', () => {
    expect(holds('{ address: 10.1.0.0/16 }', {}, { address: '::ffff:10.1.2.3' })).to.be.true;
  });
});

describe('a condition on an attribute', () => {
  it('takes modality as a short form', () => {
    expect(holds('{ modality: [CT, MR] }', CT)).to.be.true;
  });

  it('equals a value without its padding', () => {
    expect(holds('{ attribute: Modality, equals: CT }', { '00080060': [' CT '] })).to.be.true;
  });

  it('holds if any one of several values does', () => {
    expect(holds('{ attribute: ImageType, equals: SECONDARY }', { '00080008': ['DERIVED', 'SECONDARY'] })).to
      .be.true;
  });

  it('may be told to ignore case', () => {
    expect(
      holds('{ attribute: StudyDescription, equals: head ct, ignoreCase: true }', {
        '00081030': ['Head CT'],
      }),
    ).to.be.true;
  });

  it('compares numeric strings as numbers', () => {
    expect(holds('{ attribute: SliceThickness, equals: 1.5 }', { '00180050': ['1.50'] })).to.be.true;
  });

  it('keeps leading zeros of text', () => {
    expect(holds('{ attribute: PatientID, equals: 007 }', { '00100020': ['007'] })).to.be.true;
    expect(holds('{ attribute: PatientID, equals: 007 }', { '00100020': ['7'] })).to.be.false;
  });

  it('finds an expression anywhere in a value', () => {
    expect(
      holds("{ attribute: ImageType, matches: 'SCREEN SAVE' }", { '00080008': ['DERIVED', 'X SCREEN SAVE'] }),
    ).to.be.true;
  });

  it('anchors an expression only where it says so', () => {
    expect(holds("{ attribute: Modality, matches: '^C' }", CT)).to.be.true;
    expect(holds("{ attribute: Modality, matches: '^T' }", CT)).to.be.false;
  });

  it('reads expressions as Unicode', () => {
    expect(
      holds(String.raw`{ attribute: StudyDescription, matches: '^\p{Lu}ä.d$' }`, { '00081030': ['Bä😀d'] }),
    ).to.be.true;
  });

  it('holds within a range of numbers, bounds included', () => {
    const range = '{ attribute: EchoTime, range: { min: 5, max: 10 } }';
    expect(
      [['4.9'], ['5'], ['10.0'], ['10.1']].map((value) => holds(range, { '00180081': value })),
    ).to.deep.equal([false, true, true, false]);
  });

  it('holds within a range of dates, also for date-times', () => {
    const range = '{ attribute: AcquisitionDateTime, range: { min: 2020-01-01, max: 2020-12-31 } }';
    expect(
      [['20191231235959'], ['20200101'], ['20201231120000.5+0100'], ['20210101']].map((value) =>
        holds(range, { '0008002a': value }),
      ),
    ).to.deep.equal([false, true, true, false]);
  });

  it('holds within a range of ages in years, whatever their unit', () => {
    const range = '{ attribute: PatientAge, range: { max: 17 } }';
    expect(
      [['003D'], ['017Y'], ['018Y'], ['900M']].map((value) => holds(range, { '00101010': value })),
    ).to.deep.equal([true, true, false, false]);
  });

  it('does not hold for a range where the value cannot be read', () => {
    expect(holds('{ attribute: EchoTime, range: { min: 5 } }', { '00180081': ['fast'] })).to.be.false;
  });

  it('counts an attribute without a value as existing', () => {
    expect(holds('{ attribute: PatientName, exists: true }', { '00100010': [] })).to.be.true;
  });

  it('can ask that an attribute does not exist', () => {
    expect(holds('{ attribute: PatientName, exists: false }')).to.be.true;
  });

  it('fails every other test where the attribute is absent', () => {
    expect(holds("{ attribute: PatientName, matches: '.?' }")).to.be.false;
  });

  it('looks into the items of sequences', () => {
    const text = '{ attribute: RequestAttributesSequence.ScheduledProcedureStepID, equals: S1 }';
    expect(holds(text, { '00400275.00400009': ['S0', 'S1'] })).to.be.true;
  });

  it('finds a private attribute in the block that its creator reserved', () => {
    const text = "{ attribute: '(0019,xx0c)', creator: SIEMENS MR HEADER, equals: '1000' }";
    expect(holds(text, { '00190010': ['OTHER'], '00190011': ['SIEMENS MR HEADER '], '0019110c': ['1000'] }))
      .to.be.true;
  });

  it('does not take the private attribute of another creator', () => {
    const text = "{ attribute: '(0019,xx0c)', creator: SIEMENS MR HEADER, equals: '1000' }";
    expect(holds(text, { '00190010': ['OTHER'], '0019100c': ['1000'] })).to.be.false;
  });

  it('throws where a value is too long for its expression, rather than guess', () => {
    const act = () =>
      holds("{ attribute: StudyDescription, matches: 'a.*b.*c' }", { '00081030': ['x'.repeat(20_000)] });
    expect(act).to.throw(LetheError, 'more than').with.property('code', 'ACTION_NOT_POSSIBLE');
  });

  it('never puts a value into the error', () => {
    const act = () =>
      holds("{ attribute: PatientName, matches: 'a.*b.*c' }", { '00100010': ['Doe^Jane '.repeat(2000)] });
    expect(act).to.throw(LetheError).with.property('message').not.contain('Doe');
  });
});

describe('conditions together', () => {
  const facts = { calledAeTitle: 'A', callingAeTitle: 'B' };

  it('all hold only together', () => {
    expect(holds('{ all: [ { calledAe: A }, { callingAe: B } ] }', {}, facts)).to.be.true;
    expect(holds('{ all: [ { calledAe: A }, { callingAe: C } ] }', {}, facts)).to.be.false;
  });

  it('any holds with one', () => {
    expect(holds('{ any: [ { calledAe: X }, { callingAe: B } ] }', {}, facts)).to.be.true;
  });

  it('not turns the answer round', () => {
    expect(holds('{ not: { calledAe: X } }', {}, facts)).to.be.true;
  });
});

describe('the trace of a condition', () => {
  const trace = (
    text: string,
    attributes: Readonly<Record<string, readonly string[]>> = {},
    facts: RoutingFacts = {},
  ) =>
    evaluateCondition(condition(text), facts, reader(attributes)).because.map(
      ({ text: leaf, holds: held }) => `${leaf}: ${String(held)}`,
    );

  it('names the leaf that failed, in the words of the strategy', () => {
    expect(
      trace(
        '{ all: [ { calledAe: A }, { modality: [CT, MR] } ] }',
        { '00080060': ['US'] },
        { calledAeTitle: 'A' },
      ),
    ).to.deep.equal(['modality CT, MR: false']);
  });

  it('names all leaves where all had to hold', () => {
    expect(trace('{ all: [ { calledAe: A }, { modality: CT } ] }', CT, { calledAeTitle: 'A' })).to.deep.equal(
      ['calledAe A: true', 'modality CT: true'],
    );
  });

  it('names all leaves where none of several held', () => {
    expect(trace('{ any: [ { calledAe: A }, { attribute: PatientName, exists: true } ] }')).to.deep.equal([
      'calledAe A: false',
      'attribute PatientName exists: false',
    ]);
  });

  it('holds no value of the data set', () => {
    const text = "{ attribute: PatientName, matches: '^J' }";
    expect(JSON.stringify(trace(text, { '00100010': ['Doe^Jane'] }))).not.to.contain('Doe');
  });

  it('gives the line in the strategy file', () => {
    expect(evaluateCondition(condition('{ calledAe: A }'), {}, () => undefined).because[0]?.line).to.equal(4);
  });
});
