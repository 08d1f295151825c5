/** Makes a strategy of what a strategy file says, once its form is known to be right. */
import {
  PASSTHROUGH_POLICY,
  type ElementSelector,
  type HeaderAction,
  type HeaderPolicy,
  type HeaderRule,
  type PrivatePolicy,
} from '../deid/header/policy.js';
import { groupOf } from '../dicom/tag.js';
import { DEFAULT_PIXEL_POLICY, NO_PIXEL_SEARCH, type PixelPolicy } from '../pixels/policy.js';
import type { Problem } from '../yaml/problem.js';
import { asList } from '../yaml/schema.js';
import type { YamlPath, YamlText } from '../yaml/text.js';
import { actionMisfit } from './action-fit.js';
import { parseExampleName, parsePrivatePattern, parseTagPattern } from './attribute-name.js';
import { compileCondition } from './compile-condition.js';
import { scalarText, valid } from './input.js';
import type { ReadTable } from './lookup-table.js';
import type {
  ActionInput,
  ExampleInput,
  PixelsInput,
  PolicyInput,
  RouteInput,
  RuleInput,
  StrategyOutput,
} from './schema.js';
import type { ExampleAttribute, Route, Strategy, StrategyExample } from './strategy.js';
import { parseSource, parseTemplate } from './template.js';

const DEFAULT_MAX_SHIFT_DAYS = 3652;

/** Where the parts of a strategy stand, and what is found wrong with them. */
interface Compilation {
  readonly yaml: YamlText;
  readonly problems: Problem[];
  readonly readTable: ReadTable;
}

/** The strategy, and every problem that its form alone did not show; with any of them it must not be used. */
export function compileStrategy(
  input: StrategyOutput,
  yaml: YamlText,
  origin: { readonly file: string; readonly hash: string },
  readTable: ReadTable,
): { readonly strategy: Strategy; readonly problems: readonly Problem[] } {
  const compilation: Compilation = { yaml, problems: [], readTable };
  const routes = input.routes.map((route, index) => compileRoute(route, ['routes', index], compilation));
  refuseSameNames(routes, ['routes'], 'name', compilation);
  const examples = (input.examples ?? []).map((example, index) =>
    compileExample(example, ['examples', index], compilation),
  );
  refuseSameNames(examples, ['examples'], 'name', compilation);
  refuseUnknownRoutes(examples, routes, compilation);
  const policy =
    input.deidentify === 'passthrough' ? PASSTHROUGH_POLICY : compilePolicy(input.deidentify, compilation);
  const strategy: Strategy = {
    name: input.strategy,
    version: input.version,
    description: input.description?.trim() ?? '',
    hash: origin.hash,
    file: origin.file,
    priority: input.priority ?? 0,
    routes,
    policy,
    pixels: compilePixels(input.pixels, policy, compilation),
    examples,
  };
  return { strategy, problems: compilation.problems };
}

function compileRoute(input: RouteInput, path: YamlPath, compilation: Compilation): Route {
  const { yaml } = compilation;
  const common = {
    name: input.name,
    position: yaml.positionOf(path),
    ...(input.when === undefined ? {} : { when: compileCondition(input.when, [...path, 'when'], yaml) }),
  };
  if ('discard' in input) return { kind: 'discard', ...common, reason: input.discard.trim() };
  const destinationPositions = input.destinations.map((_, index) =>
    yaml.positionOf([...path, 'destinations', index]),
  );
  input.destinations.forEach((name, index) => {
    if (input.destinations.indexOf(name) === index) return;
    report(
      compilation,
      [...path, 'destinations', index],
      `the destination '${name}' stands here twice; keep one`,
    );
  });
  return { kind: 'deliver', ...common, destinations: input.destinations, destinationPositions };
}

function compilePolicy(input: PolicyInput, compilation: Compilation): HeaderPolicy {
  const path = ['deidentify'];
  const options = [...(input.options ?? [])];
  options.forEach((option, index) => {
    if (options.indexOf(option) !== index) {
      report(compilation, [...path, 'options', index], `the option '${option}' stands here twice; keep one`);
    }
  });
  const profile = input.profile ?? 'basic';
  if (profile === 'none' && options.length > 0) {
    report(
      compilation,
      [...path, 'options'],
      'options belong to a profile; write profile: basic or take them away',
    );
  }
  if (options.includes('retainLongFullDates') && options.includes('retainLongModifiedDates')) {
    const index = options.indexOf('retainLongModifiedDates');
    report(
      compilation,
      [...path, 'options', index],
      'dates cannot be kept and moved at once; choose retainLongFullDates or retainLongModifiedDates',
    );
  }
  const privateElements = compilePrivate(input, compilation);
  if (privateElements.safeList && profile === 'basic' && !options.includes('retainSafePrivate'))
    options.push('retainSafePrivate');
  const rules = (input.rules ?? []).map((rule, index) => compileRule(rule, index, compilation));
  refuseSameNames(rules, [...path, 'rules'], 'id', compilation);
  return {
    profile,
    options,
    uids: { scope: input.uids?.scope ?? 'patient' },
    dates: { maxShiftDays: input.dates?.maxShiftDays ?? DEFAULT_MAX_SHIFT_DAYS },
    text: {
      dates: input.text?.dates ?? 'remove',
      unlisted: input.text?.unlisted ?? (profile === 'none' ? 'keep' : 'classify'),
    },
    encapsulatedDocuments: input.encapsulatedDocuments ?? 'quarantine',
    privateElements,
    unknownElements: input.unknownElements ?? 'remove',
    rules,
    project: input.project,
    passthrough: false,
  };
}

/** Rules without a profile do what they name and nothing else: then pixels are left alone unless the strategy asks. */
function compilePixels(
  input: PixelsInput | undefined,
  { profile, passthrough }: HeaderPolicy,
  compilation: Compilation,
): PixelPolicy {
  if (input === undefined) return passthrough || profile === 'none' ? NO_PIXEL_SEARCH : DEFAULT_PIXEL_POLICY;
  const { searchWhen, ...given } = input;
  if (passthrough && given.search !== 'never') {
    report(compilation, ['pixels'], 'passthrough changes nothing; take pixels: away, or write search: never');
  }
  if (searchWhen !== undefined && given.search !== 'byPolicy') {
    report(compilation, ['pixels', 'searchWhen'], 'goes with search: byPolicy only');
  }
  const written = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...DEFAULT_PIXEL_POLICY,
    ...written,
    ...(searchWhen === undefined
      ? {}
      : { searchWhen: compileCondition(searchWhen, ['pixels', 'searchWhen'], compilation.yaml) }),
  };
}

/** The safe list and the profile's option of that name are one thing. */
function compilePrivate(input: PolicyInput, compilation: Compilation): PrivatePolicy {
  const isOption = input.options?.includes('retainSafePrivate') === true;
  const given = input.privateElements ?? 'remove';
  if (typeof given === 'string') return { safeList: isOption, knowledgeBase: undefined, others: given };
  if (given.safeList === false && isOption) {
    report(
      compilation,
      ['deidentify', 'privateElements', 'safeList'],
      'the option retainSafePrivate keeps the safe list; take it away, or this',
    );
  }
  return {
    safeList: given.safeList ?? isOption,
    knowledgeBase: given.knowledgeBase,
    others: given.others ?? 'remove',
  };
}

function compileRule(input: RuleInput, index: number, compilation: Compilation): HeaderRule {
  const path: YamlPath = ['deidentify', 'rules', index];
  const { yaml } = compilation;
  const selector = compileSelector(input);
  const action = compileAction(input.action, [...path, 'action'], compilation);
  const misfit = actionMisfit(action, selector);
  if (misfit !== undefined) report(compilation, [...path, 'action'], misfit);
  return {
    id: input.id ?? `rule-${index + 1}`,
    line: yaml.positionOf(path).line,
    selector,
    ...(input.when === undefined ? {} : { when: compileCondition(input.when, [...path, 'when'], yaml) }),
    action,
  };
}

function compileSelector(input: RuleInput): ElementSelector {
  if ('tag' in input)
    return { kind: 'tag', patterns: asList(input.tag).map((text) => valid(parseTagPattern(text))) };
  if ('vr' in input) return { kind: 'vr', vrs: asList(input.vr) };
  if ('private' in input) return { kind: 'private' };
  if ('category' in input) return { kind: 'category', categories: asList(input.category) };
  if ('profileAction' in input) return { kind: 'actionCode', codes: asList(input.profileAction) };
  const elements = input.element === undefined ? [] : asList(input.element);
  return {
    kind: 'creator',
    creator: input.creator.trim(),
    patterns: elements.map((text) => valid(parsePrivatePattern(text))),
  };
}

function compileAction(input: ActionInput, path: YamlPath, compilation: Compilation): HeaderAction {
  if (input === 'ageCap') return { kind: 'ageCap', over: 89, write: 'limit' };
  if (typeof input === 'string') return { kind: input };
  if ('ageCap' in input)
    return { kind: 'ageCap', over: input.ageCap.over, write: input.ageCap.write ?? 'limit' };
  if ('ageRound' in input) return { kind: 'ageRound', years: input.ageRound.years };
  if ('dateRound' in input) return { kind: 'dateRound', to: input.dateRound.to };
  if ('cleanText' in input) return { kind: 'cleanText', dates: input.cleanText.dates };
  if ('classify' in input) return { kind: 'classify', dates: input.classify.dates };
  if ('lookup' in input) return compileLookup(input.lookup, [...path, 'lookup'], compilation);
  if ('from' in input) {
    const source = valid(parseSource(input.from.attribute, input.from.using));
    return { kind: 'from', parts: [{ kind: 'value', ...source }] };
  }
  if ('template' in input) return { kind: 'template', parts: valid(parseTemplate(input.template)) };
  const valuePath = [...path, 'replace', 'value'];
  const { value } = input.replace;
  const { yaml } = compilation;
  const values = Array.isArray(value)
    ? value.map((one, index) => scalarText(one, [...valuePath, index], yaml))
    : [scalarText(value, valuePath, yaml)];
  return { kind: 'replace', values };
}

function compileLookup(
  input: Extract<ActionInput, { lookup: unknown }>['lookup'],
  path: YamlPath,
  compilation: Compilation,
): HeaderAction {
  const { table: file, original = 'original', replacement = 'replacement', miss = 'quarantine' } = input;
  const table = compilation.readTable(file, { original, replacement });
  if (table.kind === 'fault') report(compilation, [...path, 'table'], table.message);
  const entries = table.kind === 'fault' ? new Map<string, string>() : table.value;
  return { kind: 'lookup', table: { file, entries }, miss };
}

function compileExample(input: ExampleInput, path: YamlPath, compilation: Compilation): StrategyExample {
  const { yaml } = compilation;
  const attributes = Object.entries(input.given.attributes ?? {}).flatMap(
    ([name, value]): ExampleAttribute[] => {
      const at = [...path, 'given', 'attributes', name];
      const parsed = parseExampleName(name);
      if (parsed.kind === 'fault') {
        report(compilation, at, parsed.message, 'key');
        return [];
      }
      const values = Array.isArray(value)
        ? value.map((one, index) => scalarText(one, [...at, index], yaml))
        : value === null
          ? []
          : [scalarText(value, at, yaml)];
      const { tag, sequences, creator } = parsed.value;
      return [{ name, sequences, tag, ...(creator === undefined ? {} : { creator }), values }];
    },
  );
  refuseCreatorsOfOneGroup(attributes, path, compilation);
  const { route, destinations } = input.expect;
  const expectedFates = Object.entries(input.expect.attributes ?? {}).map(([name, fate]) => ({
    name,
    fate,
    position: yaml.positionOf([...path, 'expect', 'attributes', name]),
  }));
  for (const { name } of expectedFates) {
    if (attributes.some((attribute) => attribute.name === name)) continue;
    const at = [...path, 'expect', 'attributes', name];
    report(
      compilation,
      at,
      `'${name}' is expected here but not given; add it under given: attributes:`,
      'key',
    );
  }
  if (route === undefined && destinations === undefined && expectedFates.length === 0) {
    report(
      compilation,
      [...path, 'expect'],
      'an example expects something: route:, destinations: or attributes:',
    );
  }
  if (route === null && destinations !== undefined) {
    report(
      compilation,
      [...path, 'expect', 'destinations'],
      'where no route matches there is no destination',
    );
  }
  return {
    name: input.name,
    position: yaml.positionOf(path),
    facts: {
      calledAeTitle: input.given.calledAe,
      callingAeTitle: input.given.callingAe,
      address: input.given.address,
    },
    attributes,
    ...(route === undefined ? {} : { expectedRoute: route }),
    ...(destinations === undefined ? {} : { expectedDestinations: destinations }),
    expectedFates,
  };
}

/** An example has one block in each private group. */
function refuseCreatorsOfOneGroup(
  attributes: readonly ExampleAttribute[],
  path: YamlPath,
  compilation: Compilation,
): void {
  for (const { name, tag, creator } of attributes) {
    const other = attributes.find((one) => groupOf(one.tag) === groupOf(tag) && one.creator !== creator);
    if (creator === undefined || other === undefined) continue;
    const message = 'an example has one private creator in each group; write another example';
    report(compilation, [...path, 'given', 'attributes', name], message, 'key');
  }
}

function refuseSameNames<Key extends string>(
  entries: readonly Readonly<Record<Key, string>>[],
  path: YamlPath,
  key: Key,
  compilation: Compilation,
): void {
  entries.forEach((entry, index) => {
    if (entries.findIndex((other) => other[key] === entry[key]) === index) return;
    report(
      compilation,
      [...path, index, key],
      `'${entry[key]}' is taken by an earlier entry; give this one another name`,
    );
  });
}

function refuseUnknownRoutes(
  examples: readonly StrategyExample[],
  routes: readonly Route[],
  compilation: Compilation,
): void {
  examples.forEach(({ expectedRoute }, index) => {
    if (typeof expectedRoute !== 'string' || routes.some(({ name }) => name === expectedRoute)) return;
    report(
      compilation,
      ['examples', index, 'expect', 'route'],
      `no route is called '${expectedRoute}'; there are: ${routes.map(({ name }) => name).join(', ')}`,
    );
  });
}

function report(
  compilation: Compilation,
  path: YamlPath,
  message: string,
  at: 'value' | 'key' = 'value',
): void {
  const { yaml, problems } = compilation;
  problems.push({ ...(at === 'key' ? yaml.keyPositionOf(path) : yaml.positionOf(path)), message });
}
