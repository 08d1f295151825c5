import { expect } from 'chai';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { ATTRIBUTE_CATEGORIES, PROFILE_OPTION_NAMES } from '../../src/deid/header/policy.js';
import { loadStrategy } from '../../src/routing/load.js';
import type { ConditionInput, StrategyInput } from '../../src/routing/schema.js';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });
const sentence = fc.stringMatching(/^[ -~]*[!-~][ -~]*$/, { maxLength: 40 });
const aeTitle = fc.stringMatching(/^[!-[\]-~][ -[\]-~]{0,10}[!-[\]-~]$/);
const keyword = fc.constantFrom(
  'Modality',
  'ImageType',
  'StudyDescription',
  '(0008,0070)',
  'RequestAttributesSequence.RequestedProcedureID',
);
const scalar = fc.oneof(
  sentence,
  fc.integer(),
  fc.constantFrom('true', 'null', '007', '~', '1e3', '- x', '# y', 'a: b', "it's"),
);
const oneOrMore = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));

const { condition } = fc.letrec<{ condition: ConditionInput }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'condition' },
    fc.record({ calledAe: oneOrMore(aeTitle) }),
    fc.record({ callingAe: oneOrMore(aeTitle) }),
    fc.record({
      address: fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.ipV4().map((address) => `${address}/24`),
      ),
    }),
    fc.record({ modality: oneOrMore(fc.constantFrom('CT', 'MR')) }),
    fc.record({ attribute: keyword, equals: scalar }),
    fc.record({ attribute: keyword, oneOf: fc.array(scalar, { minLength: 1 }), ignoreCase: fc.boolean() }),
    fc.record({ attribute: keyword, matches: fc.constantFrom('^CT$', 'SCREEN SAVE', '[#:]', '"x"') }),
    fc.record({ attribute: keyword, exists: fc.boolean() }),
    fc.record({
      attribute: fc.constant('EchoTime'),
      range: fc.record({ min: fc.integer({ max: 3 }), max: fc.integer({ min: 4 }) }),
    }),
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

const routes = names.chain((all) =>
  fc.tuple(
    ...all.map((route) =>
      fc.oneof(
        fc.record({ name: fc.constant(route), when: condition, destinations: names }),
        fc.record({ name: fc.constant(route), destinations: names }),
        fc.record({ name: fc.constant(route), when: condition, discard: sentence }),
      ),
    ),
  ),
);

const action = fc.oneof(
  fc.constantFrom(
    'keep' as const,
    'remove' as const,
    'empty' as const,
    'dummy' as const,
    'hash' as const,
    'cleanText' as const,
    'quarantine' as const,
  ),
  fc.record({ replace: fc.record({ value: oneOrMore(scalar) }) }),
);

const rule = fc.oneof(
  fc.record({
    tag: oneOrMore(fc.constantFrom('PatientComments', '(0008,1xxx)', '(60xx,4000)')),
    action: fc.constantFrom('keep' as const, 'remove' as const),
  }),
  fc.record(
    { vr: oneOrMore(fc.constantFrom('LO', 'UT')), when: condition, action },
    { requiredKeys: ['vr', 'action'] },
  ),
  fc.record(
    { creator: sentence, element: oneOrMore(fc.constantFrom('(0043,xx10)', '(0019,xx1x)')), action },
    { requiredKeys: ['creator', 'action'] },
  ),
  fc.record({ private: fc.constant(true as const), action }),
  fc.record({ category: oneOrMore(fc.constantFrom(...ATTRIBUTE_CATEGORIES)), action }),
  fc.record({ profileAction: oneOrMore(fc.constantFrom('X' as const, 'X/Z/U*' as const)), action }),
);

const options = fc.subarray(PROFILE_OPTION_NAMES.filter((option) => option !== 'retainLongFullDates'));

const strategy: fc.Arbitrary<StrategyInput> = fc.record(
  {
    strategy: name,
    version: fc.stringMatching(/^[!-~]{1,12}$/),
    description: sentence,
    priority: fc.integer({ min: -1000, max: 1000 }),
    routes,
    deidentify: fc.record(
      {
        profile: fc.constant('basic' as const),
        options,
        uids: fc.record({ scope: fc.constantFrom('patient' as const, 'project' as const) }),
        dates: fc.record({ maxShiftDays: fc.integer({ min: 1, max: 36_525 }) }),
        privateElements: fc.constantFrom('keep' as const, 'remove' as const),
        unknownElements: fc.constantFrom('keep' as const, 'remove' as const),
        rules: fc.array(rule, { maxLength: 5 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['strategy', 'version', 'routes', 'deidentify'] },
);

describe('any valid strategy', () => {
  it('means the same however its YAML is laid out', () => {
    fc.assert(
      fc.property(strategy, (input) => {
        const block = withoutPlaces(loadStrategy(stringify(input, { lineWidth: 0 }), 's.yaml'));
        const quoted = withoutPlaces(
          loadStrategy(
            stringify(input, { defaultStringType: 'QUOTE_DOUBLE', collectionStyle: 'flow' }),
            's.yaml',
          ),
        );
        const json = withoutPlaces(loadStrategy(JSON.stringify(input), 's.yaml'));
        expect(block).to.deep.equal(json);
        expect(quoted).to.deep.equal(json);
      }),
      { numRuns: 100 },
    );
  });

  it('says again what it was made of', () => {
    fc.assert(
      fc.property(strategy, (input) => {
        const loaded = loadStrategy(stringify(input), 's.yaml');
        expect(loaded.name).to.equal(input.strategy);
        expect(loaded.version).to.equal(input.version);
        expect(
          loaded.routes.map((route) => (route.kind === 'deliver' ? route.destinations : route.reason)),
        ).to.deep.equal(
          input.routes.map((route) => ('discard' in route ? route.discard.trim() : route.destinations)),
        );
        expect(loaded.policy.rules).to.have.length(
          typeof input.deidentify === 'string' ? 0 : (input.deidentify.rules?.length ?? 0),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('is the same after the way to a worker thread', () => {
    fc.assert(
      fc.property(strategy, (input) => {
        const loaded = loadStrategy(JSON.stringify(input), 's.yaml');
        expect(structuredClone(loaded)).to.deep.equal(loaded);
      }),
      { numRuns: 50 },
    );
  });
});

/** The parts of a strategy that do not depend on how its text is laid out. */
function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !['line', 'position', 'destinationPositions', 'hash'].includes(key))
      .map(([key, inner]) => [key, withoutPlaces(inner)]),
  );
}
