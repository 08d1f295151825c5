/** Failed checks by their cause: the check, the element, the kind of identity, and the form in which it went wrong. */
import SqliteDatabase from 'better-sqlite3';
import type { Failure, Score } from './score.js';

/** A cause and how often it struck. */
export interface FailureGroup {
  readonly check: string;
  readonly element: string;
  /** name, mrn, date, ... for what should have gone; empty for what should have stayed. */
  readonly kind: string;
  readonly form: string;
  readonly count: number;
  readonly example: Failure;
}

/** Says which kind of identity a planted text is. */
export type KindOf = (text: string) => string;

/** Reads the planted texts of an answer key. */
export function readKinds(key: string): KindOf {
  const database = new SqliteDatabase(key, { readonly: true });
  try {
    const rows = database.prepare('SELECT kind, value FROM planted').all() as {
      kind: string;
      value: string;
    }[];
    const kinds = new Map(rows.map(({ kind, value }) => [value.toLowerCase(), kind]));
    return (text) => kinds.get(text.toLowerCase()) ?? kindOfParts(text, kinds) ?? kindByShape(text);
  } finally {
    database.close();
  }
}

/** The kind that all words of the text have, as of a name in another order. */
function kindOfParts(text: string, kinds: ReadonlyMap<string, string>): string | undefined {
  const found = new Set(
    text
      .toLowerCase()
      .split(/[\s,^=]+/)
      .map((word) => kinds.get(word)),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

function kindByShape(text: string): string {
  if (/^\d{3}[YMWD]$/.test(text)) return 'age';
  if (/^\p{Lu}{2,3}$/u.test(text)) return 'initials';
  if (text.includes('@')) return 'email';
  if (/^\d{4}-?\d\d-?\d\d$|^\d\d[./]\d\d[./]\d{4}$/.test(text)) return 'date';
  if (/\d/.test(text) && !text.includes(' ')) return 'identifier';
  return /\d/.test(text) ? 'address' : 'words';
}

/** Groups the failures of a score, the most frequent first; text in the pixels is left to its own check. */
export function groupFailures(score: Score, kindOf: KindOf, namesWords: boolean): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const failure of Object.values(score.failures).flat()) {
    if (failure.action === 'pixels_hidden') continue;
    const isRemoval = failure.action === 'text_removed';
    const isMissing = failure.got === 'file is missing';
    const described = isMissing
      ? MISSING
      : {
          check: failure.action,
          element: elementOf(failure),
          kind: isRemoval ? kindOf(failure.expected) : '',
          form: isRemoval ? formOfLeft(failure, namesWords) : formOfLost(failure, namesWords),
        };
    const id = Object.values(described).join('\n');
    groups.set(id, {
      ...described,
      count: (groups.get(id)?.count ?? 0) + 1,
      example: groups.get(id)?.example ?? failure,
    });
  }
  return [...groups.values()].sort((one, other) => other.count - one.count);
}

const MISSING = { check: 'all', element: 'file is missing', kind: '', form: '' };

function elementOf({ tag, name }: Failure): string {
  const path = tag.replace(/\[<\d+>\]/g, ' > ').replace(/[<>](?! )|<(?=\()/g, '');
  return `${path.replaceAll('  ', ' ').trim()} ${name}`;
}

/** Letters and digits by their class: `Smith-2` as `Aa-9`. */
export function shapeOf(text: string): string {
  return text
    .replace(/\p{Lu}\p{Ll}+/gu, 'Aa')
    .replace(/\p{Lu}{2,}/gu, 'AA')
    .replace(/\p{Ll}{2,}/gu, 'aa')
    .replace(/[^\P{L}\p{Lu}\p{Ll}Aa]+/gu, 'あ')
    .replace(/\p{N}+/gu, (digits) => '9'.repeat(Math.min(digits.length, 8)));
}

/** The words beside what should have gone, and what became of the value. */
function formOfLeft({ value, expected, got }: Failure, namesWords: boolean): string {
  const at = value.toLowerCase().indexOf(expected.toLowerCase());
  const before = at < 0 ? '' : (/(\S+\s*)$/.exec(value.slice(0, at))?.[1] ?? '');
  const after = at < 0 ? '' : (/^\s*\S+/.exec(value.slice(at + expected.length))?.[0] ?? '');
  const beside = namesWords
    ? `${before}{${shapeOf(expected)}}${after}`
    : `${shapeOf(before)}{${shapeOf(expected)}}${shapeOf(after)}`;
  return `${got === value ? 'untouched' : 'edited'}: ${beside}`;
}

/** What of the value is not there any more. */
function formOfLost({ expected, got, action }: Failure, namesWords: boolean): string {
  if (got === null) return 'element gone';
  if (got.trim() === '') return 'emptied';
  if (action !== 'text_retained') return got === expected ? 'unchanged' : 'another value';
  const has = got.toLowerCase();
  const lost = expected.split(/\s+/).filter((word) => !has.includes(word.toLowerCase()));
  const shown = lost.map((word) => (namesWords ? word : shapeOf(word))).join(' ');
  const all = expected.split(/\s+/).length;
  return lost.length === all
    ? `replaced whole: ${shapeOf(expected)}`
    : `lost ${lost.length} of ${all} words: ${shown}`;
}
