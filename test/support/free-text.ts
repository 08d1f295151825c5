/** The hand-made free-text values, and how well text cleaning does on them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from '../../src/cli/version.js';
import type { FactKind, IdentityFact } from '../../src/deid/identity/facts.js';
import { createLexicon } from '../../src/deid/identity/lexicon.js';
import { cleanText } from '../../src/deid/text/clean.js';
import { findPatterns } from '../../src/deid/text/patterns.js';
import type { IdentityKind, TextContext, TextSpan } from '../../src/deid/text/span.js';
import type { TextTagger } from '../../src/deid/text/tagger.js';

/** A value with the pieces of it that must go. */
export interface FreeTextValue {
  readonly id: string;
  /** ISO 639-1. */
  readonly language: string;
  readonly context: TextContext;
  /** What kind of value it is, in words. */
  readonly form: string;
  /** Whether the text alone tells, or only one who knows the facts can. */
  readonly judgedBy: 'text' | 'facts';
  readonly text: string;
  readonly marks: readonly Mark[];
  /** What the header of its instance says. */
  readonly facts: readonly IdentityFact[];
}

export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly kind: IdentityKind;
}

/** The values that judge, and those by which rules and thresholds are chosen. */
export type FreeTextSet = 'free-text' | 'free-text-validation';

/** Reads the values; a line break is written `\r\n` in the file. */
export function readFreeTextValues(set: FreeTextSet = 'free-text'): readonly FreeTextValue[] {
  const file = path.join(packageFolder(), 'test', 'data', set, 'values.tsv');
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [id = '', language = '', vr = '', keyword = '', form = '', judgedBy = '', marked = '', facts = ''] =
      line.split('\t');
    if (judgedBy !== 'text' && judgedBy !== 'facts') throw new Error(`${id} is judged by nothing`);
    return {
      id,
      language,
      context: { vr, keyword: keyword === '' ? undefined : keyword },
      form,
      judgedBy,
      ...readMarks(marked.replaceAll(String.raw`\r\n`, '\r\n')),
      facts: readFacts(facts),
    };
  });
}

/** Takes `[[kind:piece]]` out of a text. */
function readMarks(marked: string): { text: string; marks: readonly Mark[] } {
  const marks: Mark[] = [];
  let text = '';
  let at = 0;
  for (const found of marked.matchAll(/\[\[([a-z]+):(.*?)\]\]/gs)) {
    text += marked.slice(at, found.index);
    const piece = found[2] ?? '';
    marks.push({ start: text.length, end: text.length + piece.length, kind: found[1] as IdentityKind });
    text += piece;
    at = found.index + found[0].length;
  }
  return { text: text + marked.slice(at), marks };
}

function readFacts(written: string): readonly IdentityFact[] {
  return written
    .split(';')
    .filter((fact) => fact !== '')
    .map((fact) => {
      const [kind = '', text = ''] = fact.split('=', 2);
      return { kind: kind as FactKind, text };
    });
}

/** What became of a value. */
export interface Judgement {
  readonly value: FreeTextValue;
  readonly cleaned: string;
  /** Marks of which a word or number is left. */
  readonly left: readonly Mark[];
}

/**
 * Cleans every value as an element that the strategy has cleaned.
 * @param useFacts whether the lexicon knows the facts; without, patterns and tagger are alone, and values that are
 * judged by facts are left out
 */
export async function judgeFreeText(
  values: readonly FreeTextValue[],
  tagger: TextTagger,
  useFacts: boolean,
): Promise<readonly Judgement[]> {
  const judged = values.filter(({ judgedBy }) => useFacts || judgedBy === 'text');
  const tagged = await tagger.tag(judged.map(({ text }) => text));
  return judged.map((value, index) => {
    const { text, context, facts } = value;
    const spans = [
      ...(useFacts ? createLexicon(facts).find(text, context) : []),
      ...findPatterns(text, context),
      ...(tagged[index]?.spans ?? []),
    ];
    return judge(value, cleanText(text, spans, { dates: 'remove', uids: new Map() }));
  });
}

function judge(
  value: FreeTextValue,
  { text: cleaned, removed }: { readonly text: string; readonly removed: readonly TextSpan[] },
): Judgement {
  const isGone = (position: number): boolean =>
    removed.some(({ start, end }) => position >= start && position < end);
  // A word that no span covers may yet be gone, as what was left of a phrase.
  const isLeft = ({ start, word }: Word): boolean =>
    cleaned.includes(word) && Array.from(word, (_, index) => isGone(start + index)).includes(false);
  const left = value.marks.filter(({ start, end }) => wordsOf(value.text, start, end).some(isLeft));
  return { value, cleaned, left };
}

interface Word {
  readonly start: number;
  readonly word: string;
}

/** Runs of letters and digits. */
function wordsOf(text: string, start: number, end: number): readonly Word[] {
  return [...text.slice(start, end).matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((found) => ({
    start: start + found.index,
    word: found[0],
  }));
}

export interface FreeTextScore {
  /** Marked pieces of which nothing is left, and all. */
  readonly found: number;
  readonly marks: number;
  /** Values without marks that came out changed, and all. */
  readonly altered: number;
  readonly harmless: number;
}

export function scoreFreeText(judgements: readonly Judgement[]): FreeTextScore {
  const harmless = judgements.filter(({ value }) => value.marks.length === 0);
  const marks = judgements.reduce((sum, { value }) => sum + value.marks.length, 0);
  const left = judgements.reduce((sum, judgement) => sum + judgement.left.length, 0);
  return {
    found: marks - left,
    marks,
    altered: harmless.filter(isAltered).length,
    harmless: harmless.length,
  };
}

export function isAltered({ value, cleaned }: Judgement): boolean {
  return cleaned !== value.text;
}
