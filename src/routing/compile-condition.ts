/** Makes conditions of what a strategy file says, once its form is known to be right. */
import { trimAeTitle } from '../ae-title.js';
import type { AttributeCondition, Condition, ValueTest } from '../deid/condition.js';
import { TAG } from '../dicom/tag.js';
import { parseNetwork } from '../network.js';
import { asList } from '../yaml/schema.js';
import type { YamlPath, YamlText } from '../yaml/text.js';
import { parseAttributeName, parsePrivateElement, type AttributeName } from './attribute-name.js';
import { compileExpression } from './expression.js';
import { scalarText, valid } from './input.js';
import {
  isNumeric,
  parseBound,
  rangeScale,
  type AttributeConditionInput,
  type ConditionInput,
} from './schema.js';

export function compileCondition(input: ConditionInput, path: YamlPath, yaml: YamlText): Condition {
  const { line } = yaml.positionOf(path);
  if ('all' in input)
    return { kind: 'all', conditions: compileConditions(input.all, [...path, 'all'], yaml) };
  if ('any' in input)
    return { kind: 'any', conditions: compileConditions(input.any, [...path, 'any'], yaml) };
  if ('not' in input) return { kind: 'not', condition: compileCondition(input.not, [...path, 'not'], yaml) };
  if ('calledAe' in input) {
    const aeTitles = asList(input.calledAe).map(trimAeTitle);
    return { kind: 'calledAe', aeTitles, line, text: `calledAe ${aeTitles.join(', ')}` };
  }
  if ('callingAe' in input) {
    const aeTitles = asList(input.callingAe).map(trimAeTitle);
    return { kind: 'callingAe', aeTitles, line, text: `callingAe ${aeTitles.join(', ')}` };
  }
  if ('address' in input) {
    const networks = asList(input.address).flatMap((text) => parseNetwork(text) ?? []);
    return {
      kind: 'address',
      networks,
      line,
      text: `address ${networks.map(({ text }) => text).join(', ')}`,
    };
  }
  if ('modality' in input) {
    const values = asList(input.modality);
    return {
      kind: 'attribute',
      tag: TAG.modality,
      sequences: [],
      test: { kind: 'oneOf', as: 'text', values, ignoreCase: false },
      line,
      text: `modality ${values.join(', ')}`,
    };
  }
  return compileAttributeCondition(input, path, yaml);
}

function compileConditions(inputs: readonly ConditionInput[], path: YamlPath, yaml: YamlText): Condition[] {
  return inputs.map((input, index) => compileCondition(input, [...path, index], yaml));
}

function compileAttributeCondition(
  input: AttributeConditionInput,
  path: YamlPath,
  yaml: YamlText,
): AttributeCondition {
  const creator = input.creator?.trim();
  const name: AttributeName =
    creator === undefined
      ? valid(parseAttributeName(input.attribute))
      : { tag: valid(parsePrivateElement(input.attribute)), sequences: [], vrs: [] };
  const subject = creator === undefined ? input.attribute : `${input.attribute} of ${creator}`;
  const { test, text } = compileTest(input, name.vrs, path, yaml);
  return {
    kind: 'attribute',
    tag: name.tag,
    sequences: name.sequences,
    ...(creator === undefined ? {} : { creator }),
    test,
    line: yaml.positionOf(path).line,
    text: `attribute ${subject} ${text}`,
  };
}

function compileTest(
  input: AttributeConditionInput,
  vrs: readonly string[],
  path: YamlPath,
  yaml: YamlText,
): { readonly test: ValueTest; readonly text: string } {
  const ignoreCase = input.ignoreCase ?? false;
  if (input.exists !== undefined) {
    return {
      test: { kind: 'exists', exists: input.exists },
      text: input.exists ? 'exists' : 'does not exist',
    };
  }
  if (input.matches !== undefined) {
    const outcome = valid(compileExpression(input.matches, ignoreCase));
    return { test: { kind: 'matches', ...outcome }, text: `matches ${input.matches}` };
  }
  if (input.range !== undefined) {
    const scale = rangeScale(vrs) ?? 'number';
    const min = input.range.min === undefined ? undefined : parseBound(input.range.min, scale);
    const max = input.range.max === undefined ? undefined : parseBound(input.range.max, scale);
    const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
    return {
      test: { kind: 'range', of: scale, ...bounds },
      text: `range ${String(input.range.min ?? '')} to ${String(input.range.max ?? '')}`.trim(),
    };
  }
  const values =
    input.oneOf === undefined
      ? [scalarText(input.equals ?? '', [...path, 'equals'], yaml)]
      : input.oneOf.map((value, index) => scalarText(value, [...path, 'oneOf', index], yaml));
  return {
    test: { kind: 'oneOf', as: isNumeric(vrs) ? 'number' : 'text', values, ignoreCase },
    text: `${input.oneOf === undefined ? 'equals' : 'one of'} ${values.join(', ')}`,
  };
}
