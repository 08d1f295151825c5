/** How strategies make a value of other attributes: `PatientID`, `{Modality}-{hash:StudyInstanceUID}`. */
import {
  SOURCE_FUNCTIONS,
  type AttributeSource,
  type SourceFunction,
  type TemplatePart,
} from '../deid/header/policy.js';
import { isPrivateTag } from '../dicom/tag.js';
import { isTextVr, vrFacts } from '../dicom/vr.js';
import { nearestWord } from '../yaml/problem.js';
import { parseAttributeName, type NameOutcome } from './attribute-name.js';

/** Reads the name of an attribute whose value is to be used. */
export function parseSource(text: string, using: SourceFunction): NameOutcome<AttributeSource> {
  const parsed = parseAttributeName(text);
  if (parsed.kind === 'fault') return parsed;
  const { tag, sequences, vrs } = parsed.value;
  if (isPrivateTag(tag)) return fault(`${text} is private; only attributes of the standard can be used here`);
  const hasText = vrs.some(
    (vr) => isTextVr(vr) || (using === 'copy' && vrFacts(vr).valueSizeBytes !== undefined),
  );
  if (vrs.length > 0 && !hasText)
    return fault(`${text} (${vrs.join(' or ')}) has no text to make a value of`);
  return { kind: 'valid', value: { name: text, tag, sequences, using } };
}

/** Reads a template: text in which `{Keyword}` or `{function:Keyword}` stands for a value. */
export function parseTemplate(text: string): NameOutcome<readonly TemplatePart[]> {
  if (text.includes('\\')) return fault('a backslash divides values; a template makes one');
  const parts: TemplatePart[] = [];
  for (const [piece, inner] of text.matchAll(/\{([^{}]*)\}|[^{}]+|[{}]/g)) {
    if (piece === '{' || piece === '}')
      return fault(`a brace without its partner; write {Keyword} or {hash:Keyword}`);
    if (inner === undefined) {
      parts.push({ kind: 'text', text: piece });
      continue;
    }
    const [, word, name = ''] = /^(?:(\w+):)?(.*)$/.exec(inner) ?? [];
    const using = SOURCE_FUNCTIONS.find((one) => one === (word ?? 'copy'));
    if (using === undefined) return fault(unknownFunction(word ?? ''));
    const source = parseSource(name, using);
    if (source.kind === 'fault') return source;
    parts.push({ kind: 'value', ...source.value });
  }
  if (!parts.some(({ kind }) => kind === 'value'))
    return fault('a template has at least one {Keyword}; for fixed text write replace: { value: … }');
  return { kind: 'valid', value: parts };
}

/** The fewest characters that a template can give. */
export function shortestResult(parts: readonly TemplatePart[]): number {
  const lengths: Readonly<Record<SourceFunction, number>> = {
    copy: 1,
    pseudonym: 13,
    hash: 16,
    uid: 6,
    shiftDate: 4,
  };
  return parts.reduce(
    (sum, part) => sum + (part.kind === 'text' ? part.text.length : lengths[part.using]),
    0,
  );
}

function unknownFunction(word: string): string {
  const near = nearestWord(word, SOURCE_FUNCTIONS);
  return `no function is called '${word}'; ${near === undefined ? `there are ${SOURCE_FUNCTIONS.join(', ')}` : `did you mean '${near}'?`}`;
}

function fault(message: string): { readonly kind: 'fault'; readonly message: string } {
  return { kind: 'fault', message };
}
