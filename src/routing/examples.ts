/** The examples that a strategy file carries must hold: each is a test of the strategy that travels with it. */
import type { ReadAttribute, RoutingFacts } from '../deid/condition.js';
import type { HeaderPolicy } from '../deid/header/policy.js';
import type { Problem } from '../yaml/problem.js';
import { elementOf, groupOf, tagOf } from '../dicom/tag.js';
import { LetheError } from '../errors.js';
import { decide } from './decide.js';
import type { AttributeFate, ExampleAttribute, ExpectedFate, Strategy, StrategyExample } from './strategy.js';

/**
 * De-identifies an instance made of an example's attributes; tells what became of each, by its name in the example; a
 * name that is missing counts as removed. Throws a LetheError where the instance would go to quarantine.
 */
export type DeidentifyExample = (
  policy: HeaderPolicy,
  attributes: readonly ExampleAttribute[],
  facts: RoutingFacts,
) => ReadonlyMap<string, AttributeFate>;

/** What does not hold, with the line of the expectation. Attributes are looked at only where an engine is given. */
export function checkExamples(strategy: Strategy, deidentify: DeidentifyExample | undefined): Problem[] {
  return strategy.examples.flatMap((example) => [
    ...checkRouting(strategy, example),
    ...(deidentify === undefined ? [] : checkFates(strategy, example, deidentify)),
  ]);
}

function checkRouting(strategy: Strategy, example: StrategyExample): Problem[] {
  const { expectedRoute, expectedDestinations } = example;
  if (expectedRoute === undefined && expectedDestinations === undefined) return [];
  const decision = decide([strategy], example.facts, readExample(example.attributes));
  if (decision.kind === 'failed') return [problem(example, 'the conditions cannot be evaluated on it')];
  const route = decision.kind === 'no-match' ? null : decision.route.name;
  if (expectedRoute !== undefined && expectedRoute !== route) {
    return [problem(example, `expected ${routeText(expectedRoute)}, took ${routeText(route)}`)];
  }
  const destinations = decision.kind === 'route' ? decision.destinations : [];
  if (expectedDestinations !== undefined && !sameNames(expectedDestinations, destinations)) {
    const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
    return [
      problem(example, `expected the destinations ${list(expectedDestinations)}, got ${list(destinations)}`),
    ];
  }
  return [];
}

function checkFates(strategy: Strategy, example: StrategyExample, deidentify: DeidentifyExample): Problem[] {
  if (example.expectedFates.length === 0) return [];
  let fates: ReadonlyMap<string, AttributeFate>;
  try {
    fates = deidentify(strategy.policy, example.attributes, example.facts);
  } catch (error) {
    if (!(error instanceof LetheError)) throw error;
    return [problem(example, `it would go to quarantine: ${error.message}`)];
  }
  return example.expectedFates.flatMap(({ name, fate, position }) => {
    const actual = fates.get(name) ?? 'removed';
    if (isAsExpected(actual, fate)) return [];
    return [
      { ...position, message: `example '${example.name}': expected ${name} ${fate}, it was ${actual}` },
    ];
  });
}

function isAsExpected(actual: AttributeFate, expected: ExpectedFate): boolean {
  return actual === expected || (expected === 'changed' && (actual === 'emptied' || actual === 'replaced'));
}

/** The block that the private creators of an example reserve. */
const BLOCK = 0x10;

/** Reads the attributes of an example as those of a data set. */
function readExample(attributes: readonly ExampleAttribute[]): ReadAttribute {
  const elements = attributes.flatMap(({ tag, sequences, values, creator }) => {
    if (creator === undefined) return [{ tag, sequences, values }];
    return [
      { tag: tagOf(groupOf(tag), BLOCK), sequences, values: [creator] },
      { tag: tagOf(groupOf(tag), (BLOCK << 8) | elementOf(tag)), sequences, values },
    ];
  });
  return (tag, sequences = []) => {
    const found = elements.find((element) => element.tag === tag && sameNames(element.sequences, sequences));
    if (found !== undefined) return found.values;
    const inside = [...sequences, tag];
    const isSequence = elements.some((element) =>
      sameNames(element.sequences.slice(0, inside.length), inside),
    );
    return isSequence ? [] : undefined;
  };
}

function sameNames<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function routeText(route: string | null): string {
  return route === null ? 'no route' : `the route '${route}'`;
}

function problem(example: StrategyExample, message: string): Problem {
  return { ...example.position, message: `example '${example.name}': ${message}` };
}
