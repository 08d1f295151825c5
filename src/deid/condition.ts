/**
 * Conditions of routes and header rules: a small closed language, loaded from a strategy, evaluated against what is
 * known of the association and against the attributes of one instance. Plain data, safe to clone to a worker.
 */
import { trimAeTitle } from '../ae-title.js';
import { LetheError } from '../errors.js';
import { networkContains, type Network } from '../network.js';

/** What is known of an instance beside its data set; `undefined` where it did not come by an association. */
export interface RoutingFacts {
  readonly calledAeTitle?: string | undefined;
  readonly callingAeTitle?: string | undefined;
  /** The peer's IP address as text. */
  readonly address?: string | undefined;
}

/**
 * Gives the values of an attribute, decoded and split, of the data set itself or (with `sequences`, outermost first) of
 * all items on that path together. `undefined`: not there. `[]`: there and without a value, also any sequence.
 */
export type ReadAttribute = (tag: number, sequences?: readonly number[]) => readonly string[] | undefined;

/** One test of an attribute's values; it holds if any one value passes. */
export type ValueTest =
  | {
      readonly kind: 'oneOf';
      /** Compared as numbers where the attribute is numeric, else letter by letter. */
      readonly as: 'text' | 'number';
      readonly values: readonly string[];
      readonly ignoreCase: boolean;
    }
  /** A value longer than `maxLength` characters is not matched: the evaluation throws. */
  | { readonly kind: 'matches'; readonly expression: RegExp; readonly maxLength: number }
  /** Bounds inclusive: numbers, dates as YYYYMMDD, ages in years. */
  | {
      readonly kind: 'range';
      readonly of: 'number' | 'date' | 'age';
      readonly min?: number;
      readonly max?: number;
    }
  | { readonly kind: 'exists'; readonly exists: boolean };

interface Leaf {
  /** The condition in the strategy's own words. */
  readonly text: string;
  /** Line in the strategy file, from 1. */
  readonly line: number;
}

export interface AttributeCondition extends Leaf {
  readonly kind: 'attribute';
  readonly tag: number;
  readonly sequences: readonly number[];
  /** For a private attribute: its creator; the tag's block byte is then 0 and is found in the data set. */
  readonly creator?: string;
  readonly test: ValueTest;
}

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | (Leaf & { readonly kind: 'calledAe' | 'callingAe'; readonly aeTitles: readonly string[] })
  | (Leaf & { readonly kind: 'address'; readonly networks: readonly Network[] })
  | AttributeCondition;

/** A leaf condition and what it came to; holds no value of the data set. */
export interface LeafOutcome {
  readonly text: string;
  readonly line: number;
  readonly holds: boolean;
}

/** Whether a condition holds, and the leaves that decided it. */
export interface ConditionOutcome {
  readonly holds: boolean;
  readonly because: readonly LeafOutcome[];
}

/**
 * Evaluates a condition. An absent attribute or an unknown fact fails every test but `exists: false`.
 * @throws LetheError `ACTION_NOT_POSSIBLE` where the answer cannot be had; the caller must then take the safe way out
 */
export function evaluateCondition(
  condition: Condition,
  facts: RoutingFacts,
  read: ReadAttribute,
): ConditionOutcome {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return evaluateGroup(condition.kind, condition.conditions, facts, read);
    case 'not': {
      const { holds, because } = evaluateCondition(condition.condition, facts, read);
      return { holds: !holds, because };
    }
    case 'calledAe':
      return leafOutcome(condition, isOneOf(facts.calledAeTitle, condition.aeTitles));
    case 'callingAe':
      return leafOutcome(condition, isOneOf(facts.callingAeTitle, condition.aeTitles));
    case 'address': {
      const { address } = facts;
      return leafOutcome(
        condition,
        address !== undefined && condition.networks.some((network) => networkContains(network, address)),
      );
    }
    case 'attribute':
      return leafOutcome(condition, attributeHolds(condition, read));
  }
}

/** `all` ends at the first that fails, `any` at the first that holds: that one alone decided. */
function evaluateGroup(
  kind: 'all' | 'any',
  conditions: readonly Condition[],
  facts: RoutingFacts,
  read: ReadAttribute,
): ConditionOutcome {
  const because: LeafOutcome[] = [];
  for (const condition of conditions) {
    const outcome = evaluateCondition(condition, facts, read);
    if (outcome.holds === (kind === 'any')) return outcome;
    because.push(...outcome.because);
  }
  return { holds: kind === 'all', because };
}

function leafOutcome(leaf: Leaf, holds: boolean): ConditionOutcome {
  return { holds, because: [{ text: leaf.text, line: leaf.line, holds }] };
}

function isOneOf(aeTitle: string | undefined, aeTitles: readonly string[]): boolean {
  return aeTitle !== undefined && aeTitles.includes(trimAeTitle(aeTitle));
}

function attributeHolds(condition: AttributeCondition, read: ReadAttribute): boolean {
  const { test } = condition;
  const values = readCondition(condition, read);
  if (test.kind === 'exists') return (values !== undefined) === test.exists;
  return (values ?? []).some((value) => valuePasses(trimSpaces(value), test, condition));
}

function readCondition(condition: AttributeCondition, read: ReadAttribute): readonly string[] | undefined {
  const { creator, sequences, tag } = condition;
  if (creator === undefined) return read(tag, sequences);
  const block = findBlock(creator, tag, sequences, read);
  return block === undefined ? undefined : read((tag | (block << 8)) >>> 0, sequences);
}

/** The block that a private creator reserves in the tag's group (PS3.5 7.8.1). */
function findBlock(
  creator: string,
  tag: number,
  sequences: readonly number[],
  read: ReadAttribute,
): number | undefined {
  for (let block = 0x10; block <= 0xff; block += 1) {
    const creatorTag = ((tag & 0xffff0000) | block) >>> 0;
    if (read(creatorTag, sequences)?.some((value) => trimSpaces(value) === creator) === true) return block;
  }
  return undefined;
}

function trimSpaces(value: string): string {
  return value.replace(/^[ \0]+|[ \0]+$/g, '');
}

function valuePasses(value: string, test: Exclude<ValueTest, { kind: 'exists' }>, leaf: Leaf): boolean {
  switch (test.kind) {
    case 'oneOf':
      return test.values.some((wanted) => sameValue(value, wanted, test));
    case 'matches':
      if (value.length > test.maxLength) {
        throw new LetheError(
          'ACTION_NOT_POSSIBLE',
          `the condition "${leaf.text}" (line ${leaf.line}) met a value of more than ${test.maxLength} characters`,
          { hint: 'a simpler expression takes longer values' },
        );
      }
      return test.expression.test(value);
    case 'range': {
      const measure = measureOf(value, test.of);
      if (measure === undefined) return false;
      return measure >= (test.min ?? -Infinity) && measure <= (test.max ?? Infinity);
    }
  }
}

function sameValue(
  value: string,
  wanted: string,
  test: { as: 'text' | 'number'; ignoreCase: boolean },
): boolean {
  if (test.as === 'number') return value !== '' && Number(value) === Number(wanted);
  return value === wanted || (test.ignoreCase && value.toLowerCase() === wanted.toLowerCase());
}

/** A value's place on the scale: a number, a date as YYYYMMDD (DA, DT, and the old form with dots), an age in years. */
function measureOf(value: string, scale: 'number' | 'date' | 'age'): number | undefined {
  switch (scale) {
    case 'number':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : undefined;
    case 'date': {
      const digits = /^(\d{4})\.?(\d{2})\.?(\d{2})/.exec(value);
      return digits === null ? undefined : Number(digits.slice(1).join(''));
    }
    case 'age': {
      const [, count, unit] = /^(\d{3})([DWMY])$/.exec(value) ?? [];
      if (count === undefined || unit === undefined) return undefined;
      return Number(count) / ({ D: 365.25, W: 52.18, M: 12, Y: 1 }[unit] ?? 1);
    }
  }
}
