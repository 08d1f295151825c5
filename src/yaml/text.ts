/** A YAML text that a person wrote, read so that every problem in it can be told with its line and column. */
import {
  LineCounter,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Scalar,
} from 'yaml';
import type { Problem, TextPosition } from './problem.js';

export type YamlPath = readonly PropertyKey[];

/** What a YAML text holds, and where. */
export interface YamlText {
  readonly value: unknown;
  /** The place of the value at this path, or of the nearest enclosing one that is there. */
  positionOf(path: YamlPath): TextPosition;
  /** The place of the key that leads to this path. */
  keyPositionOf(path: YamlPath): TextPosition;
  /** The scalar at this path as written, so that `007` stays so; `undefined` where there is no scalar. */
  sourceOf(path: YamlPath): string | undefined;
}

export type YamlOutcome<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

const MAX_TEXT_LENGTH = 1024 * 1024;
const MAX_ALIASES = 100;
/** An alias may unfold; all aliases together to at most this many times what they stand for. */
const MAX_ALIAS_EXPANSION = 100;
const MAX_DEPTH = 64;

/**
 * Reads one YAML 1.2 document. Bounded: 1 MiB, 100 aliases, 64 levels. Duplicate keys, unknown tags and more than one
 * document are problems, as is whatever the parser merely warns of.
 */
export function parseYamlText(text: string, replaceScalar?: ScalarReplacer): YamlOutcome<YamlText> {
  if (text.length > MAX_TEXT_LENGTH) {
    return invalid([{ line: 1, column: 1, message: 'the file is larger than 1 MiB; split it' }]);
  }
  const lines = new LineCounter();
  const document = parseBounded(text, lines);
  if (document === undefined) {
    return invalid([{ line: 1, column: 1, message: `nested deeper than ${MAX_DEPTH} levels` }]);
  }
  const position = (offset: number): TextPosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: Problem[] = [...document.errors, ...document.warnings].map((error) => ({
    ...position(error.pos[0]),
    message: yamlProblem(error.message),
  }));
  if (problems.length > 0) return invalid(problems);

  problems.push(
    ...structureProblems(document, position),
    ...replaceScalars(document, position, replaceScalar),
  );
  if (problems.length > 0) return invalid(problems);
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIAS_EXPANSION });
    return { kind: 'valid', value: new LocatedYaml(document, value, position) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return invalid([{ line: 1, column: 1, message: 'the aliases unfold to too much; write the parts out' }]);
  }
}

/** `undefined` where the nesting exhausts the parser's stack. */
function parseBounded(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    const document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: true,
      version: '1.2',
      schema: 'core',
      logLevel: 'error',
    });
    return document.errors.some(({ message }) => message.includes('call stack')) ? undefined : document;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Gives the text to take in place of a string scalar, the same text, or what is wrong with it. */
export type ScalarReplacer = (text: string) => { readonly text: string } | { readonly fault: string };

class LocatedYaml implements YamlText {
  readonly value: unknown;
  readonly #document: Document.Parsed;
  readonly #position: (offset: number) => TextPosition;

  constructor(document: Document.Parsed, value: unknown, position: (offset: number) => TextPosition) {
    this.value = value;
    this.#document = document;
    this.#position = position;
  }

  positionOf(path: YamlPath): TextPosition {
    return this.#position(startOf(this.#follow(path).node) ?? 0);
  }

  keyPositionOf(path: YamlPath): TextPosition {
    const { node, key } = this.#follow(path);
    return this.#position(startOf(key) ?? startOf(node) ?? 0);
  }

  sourceOf(path: YamlPath): string | undefined {
    const { node, complete } = this.#follow(path);
    const target = isAlias(node) ? node.resolve(this.#document) : node;
    if (!complete || !isScalar(target)) return undefined;
    return typeof target.value === 'string' ? target.value : (target.source ?? String(target.value));
  }

  #follow(path: YamlPath): { node: unknown; key: unknown; complete: boolean } {
    let node: unknown = this.#document.contents;
    let key: unknown = node;
    for (const step of path) {
      const collection = isAlias(node) ? node.resolve(this.#document) : node;
      if (isSeq(collection)) {
        const next = collection.items[Number(step)];
        if (next === undefined) return { node, key, complete: false };
        node = next;
        key = next;
      } else if (isMap(collection)) {
        const pair = collection.items.find((item) => keyText(item.key) === String(step));
        if (pair === undefined) return { node, key, complete: false };
        key = pair.key;
        node = pair.value ?? pair.key;
      } else return { node, key, complete: false };
    }
    return { node, key, complete: true };
  }
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function startOf(node: unknown): number | undefined {
  return (node as Partial<Node> | null | undefined)?.range?.[0];
}

function structureProblems(document: Document.Parsed, position: (offset: number) => TextPosition): Problem[] {
  const problems: Problem[] = [];
  let aliases = 0;
  visit(document, {
    Alias(_key, alias, ancestors) {
      aliases += 1;
      const at = position(startOf(alias) ?? 0);
      const target = alias.resolve(document);
      if (target === undefined) {
        problems.push({ ...at, message: `no anchor before here is called &${alias.source}` });
      }
      if (target !== undefined && ancestors.some((ancestor) => ancestor === target)) {
        problems.push({ ...at, message: `the alias *${alias.source} stands inside what it names` });
      }
      if (aliases === MAX_ALIASES + 1) {
        problems.push({ ...at, message: `more than ${MAX_ALIASES} aliases; write the parts out` });
      }
    },
    Collection(_key, collection, ancestors) {
      if (ancestors.filter(isCollection).length < MAX_DEPTH) return undefined;
      problems.push({
        ...position(startOf(collection) ?? 0),
        message: `nested deeper than ${MAX_DEPTH} levels`,
      });
      return visit.SKIP;
    },
    Pair(_key, pair) {
      if (isCollection(pair.key)) {
        problems.push({
          ...position(startOf(pair.key) ?? 0),
          message: 'a key must be a plain word, not a list or a map',
        });
      }
    },
  });
  return problems;
}

function replaceScalars(
  document: Document.Parsed,
  position: (offset: number) => TextPosition,
  replace: ScalarReplacer | undefined,
): Problem[] {
  const problems: Problem[] = [];
  if (replace === undefined) return problems;
  visit(document, {
    Scalar(key, scalar) {
      if (key === 'key' || typeof scalar.value !== 'string') return;
      const outcome = replace(scalar.value);
      if ('fault' in outcome) problems.push({ ...position(startOf(scalar) ?? 0), message: outcome.fault });
      else if (outcome.text !== scalar.value) scalar.value = retyped(scalar, outcome.text);
    },
  });
  return problems;
}

/** A replaced scalar that stands without quotes may be a number or a truth value, as if it had been written there. */
function retyped(scalar: Scalar, text: string): unknown {
  if (scalar.type !== 'PLAIN') return text;
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(text)) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}

function yamlProblem(message: string): string {
  if (message === 'Map keys must be unique') return 'this key stands here a second time; keep one of the two';
  if (/multiple documents/i.test(message)) return 'the file holds more than one YAML document; make it one';
  if (/^Unresolved tag/i.test(message)) return `${message}; tags have no use here, take it away`;
  return `not valid YAML: ${message}`;
}

function invalid(problems: readonly Problem[]): {
  readonly kind: 'invalid';
  readonly problems: readonly Problem[];
} {
  return { kind: 'invalid', problems };
}
