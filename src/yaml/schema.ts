/**
 * A YAML text held against a zod schema. Zod says what is wrong; here it is put in words that help: where, which key was
 * probably meant, which of several alternatives the writer had in mind.
 */
import { z } from 'zod';
import { nearestWord, type Problem } from './problem.js';
import type { YamlOutcome, YamlPath, YamlText } from './text.js';

/**
 * An object of exactly these keys. The text of its own issues is the list of keys that it knows, from which
 * `validateYaml` makes the message.
 */
export function closedObject<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: () => Object.keys(shape).join(' '),
  });
}

/** A text in which a function finds a fault, or none. */
export function checkedText(faultOf: (text: string) => string | undefined): z.ZodString {
  return z.string().check((context) => {
    const message = faultOf(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });
}

/** One, or a list of at least one. */
export function oneOrMore<Schema extends z.ZodType>(
  schema: Schema,
): z.ZodUnion<[Schema, z.ZodArray<Schema>]> {
  return z.union([schema, z.array(schema).min(1)]);
}

/** What `oneOrMore` let pass, as a list. */
export function asList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** Checks a YAML text against a schema; every problem comes with its place. An empty text counts as an empty map. */
export function validateYaml<Schema extends z.ZodType>(
  schema: Schema,
  yaml: YamlText,
): YamlOutcome<z.output<Schema>> {
  const outcome = schema.safeParse(yaml.value ?? {});
  if (outcome.success) return { kind: 'valid', value: outcome.data };
  const problems = outcome.error.issues.flatMap((issue) => problemsOf(issue, [], yaml));
  return { kind: 'invalid', problems };
}

type Issue = z.core.$ZodIssue;
type Branch = readonly Issue[];

function problemsOf(issue: Issue, prefix: YamlPath, yaml: YamlText): Problem[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path, yaml);
  if (valueAt(yaml.value, path) === undefined && path.length > 0) {
    const message = `the key '${String(path.at(-1))}' is missing here`;
    return [{ ...yaml.positionOf(path.slice(0, -1)), message }];
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return unionProblems(issue.errors, path, yaml);
  const key = path.at(-1);
  const subject = typeof key === 'string' ? `'${key}': ` : '';
  const position = issue.code === 'invalid_key' ? yaml.keyPositionOf(path) : yaml.positionOf(path);
  return [{ ...position, message: subject + messageOf(issue, valueAt(yaml.value, path)) }];
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, path: YamlPath, yaml: YamlText): Problem[] {
  const known = issue.message.split(' ');
  return issue.keys.map((key) => {
    const near = nearestWord(key, known);
    const mend = near === undefined ? `; known here: ${known.join(', ')}` : `; did you mean '${near}'?`;
    return { ...yaml.keyPositionOf([...path, key]), message: `unknown key '${key}'${mend}` };
  });
}

/** The problems of the alternative that the writer most likely meant. */
function unionProblems(branches: readonly Branch[], path: YamlPath, yaml: YamlText): Problem[] {
  const fitting = branches.filter((branch) => !branch.some(isOfWrongKind));
  if (fitting.length === 0) return [wrongKind(branches, path, yaml)];
  const nearest = nearestBranches(fitting, path, yaml);
  const [chosen = []] = nearest;
  const missing = missingKeysOf(chosen, path, yaml);
  if (nearest.length > 1 && missing.length > 0) {
    const choices = new Set(nearest.flatMap((branch) => missingKeysOf(branch, path, yaml)));
    return [
      { ...yaml.positionOf(path), message: `one of these keys is missing here: ${[...choices].join(', ')}` },
    ];
  }
  const suggested = unknownKeysOf(chosen).flatMap((key) => nearestWord(key, knownKeysOf(chosen)) ?? []);
  return chosen.flatMap((issue) => {
    const key = issue.path[0];
    if (issue.path.length === 1 && missing.includes(String(key)) && suggested.includes(String(key)))
      return [];
    if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) return problemsOf(issue, path, yaml);
    const knownElsewhere = issue.keys.filter((one) =>
      fitting.some((branch) => branch !== chosen && !unknownKeysOf(branch).includes(one)),
    );
    const unknown = issue.keys.filter((one) => !knownElsewhere.includes(one));
    return [
      ...unknownKeys({ ...issue, keys: unknown }, path, yaml),
      ...knownElsewhere.map((one) => misplacedKey(one, issue, path, yaml)),
    ];
  });
}

function misplacedKey(key: string, issue: Issue, path: YamlPath, yaml: YamlText): Problem {
  const beside = issue.message.split(' ').join(', ');
  const message = `'${key}' cannot stand here beside the other keys; beside them may stand: ${beside}`;
  return { ...yaml.keyPositionOf([...path, key]), message };
}

/** None of the alternatives takes a value of this kind at all: a map where a word belongs, or a word that is none of them. */
function wrongKind(branches: readonly Branch[], path: YamlPath, yaml: YamlText): Problem {
  const issues = branches.flatMap((branch) => branch.filter(isOfWrongKind));
  const value = valueAt(yaml.value, path);
  const near = typeof value === 'string' ? nearestWord(value, issues.flatMap(wordsOf)) : undefined;
  const expected = new Set(issues.map((issue) => expectation(issue)));
  const message = near === undefined ? `expected ${[...expected].join(', or ')}` : `did you mean '${near}'?`;
  const key = path.at(-1);
  return { ...yaml.positionOf(path), message: typeof key === 'string' ? `'${key}': ${message}` : message };
}

function isOfWrongKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((branch) => branch.some(isOfWrongKind));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

/** The alternatives with the fewest faults; a key that looks like a known one counts half. */
function nearestBranches(branches: readonly Branch[], path: YamlPath, yaml: YamlText): readonly Branch[] {
  const faultsOf = (branch: Branch): number => {
    const known = knownKeysOf(branch);
    const unknown = unknownKeysOf(branch).map((key) => (nearestWord(key, known) === undefined ? 1 : 0.5));
    return unknown.reduce((sum, one) => sum + one, missingKeysOf(branch, path, yaml).length);
  };
  const fewest = Math.min(...branches.map(faultsOf));
  return branches.filter((branch) => faultsOf(branch) === fewest).toSorted((a, b) => a.length - b.length);
}

function unknownKeysOf(branch: Branch): readonly string[] {
  return branch.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
}

function knownKeysOf(branch: Branch): readonly string[] {
  return branch.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.message.split(' ') : [],
  );
}

function missingKeysOf(branch: Branch, path: YamlPath, yaml: YamlText): readonly string[] {
  return branch.flatMap((issue) => {
    const [key, ...more] = issue.path;
    const isMissing =
      key !== undefined && more.length === 0 && valueAt(yaml.value, [...path, key]) === undefined;
    return isMissing ? [String(key)] : [];
  });
}

function messageOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_union': {
      const near = typeof value === 'string' ? nearestWord(value, wordsOf(issue)) : undefined;
      return near === undefined ? `expected ${expectation(issue)}` : `did you mean '${near}'?`;
    }
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? 'must not be empty'
        : `must be ${issue.minimum} or more`;
    case 'too_big':
      return `must be ${issue.maximum} or less`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text, in quotes if it looks like something else',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  record: 'a map of keys',
};

/** The words that an enumeration, or the key that tells alternatives apart, may hold. */
function wordsOf(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options ?? []).map(String) : [];
}

function expectation(issue: Issue): string {
  const words = wordsOf(issue);
  if (words.length > 0) return words.length === 1 ? words.join() : `one of ${words.join(', ')}`;
  if (issue.code !== 'invalid_type') return issue.message;
  if (issue.expected === 'object') return `a map of the keys ${issue.message.split(' ').join(', ')}`;
  return KINDS[issue.expected] ?? issue.expected;
}

function valueAt(value: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}
