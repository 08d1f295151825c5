import { tokenize, type Token } from '../words.js';
import type { IdentityKind, TextContext, TextSpan } from '../span.js';

/** A text made ready for the patterns: cut into tokens, its typographic variants as their plain forms. */
export interface Reading {
  /** As long as the original, so that offsets hold for both. */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** What stands between each token and the next. */
  readonly gaps: readonly string[];
  /** No letter of the text is lower case: capitals tell nothing about a word. */
  readonly isCapitals: boolean;
  /** No letter of the text is a capital. */
  readonly isSmall: boolean;
  readonly digitCount: number;
  readonly context: TextContext | undefined;
}

/** Finds its kind of identity in a text. */
export type Finder = (reading: Reading, found: TextSpan[]) => void;

/** A pattern whose first group is a piece of identity; it is searched for everywhere, and tells where the group stands. */
export function pieceForm(pattern: string): RegExp {
  return new RegExp(pattern, 'dgu');
}

/** Calls `mark` with the first group of each match, and where it stands. */
export function eachPiece(
  text: string,
  pattern: RegExp,
  mark: (piece: string, start: number, end: number) => void,
): void {
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    mark(text.slice(start, end), start, end);
  }
}

export function readText(original: string, context?: TextContext): Reading {
  const text = plainForms(original);
  const tokens = tokenize(text);
  const gaps: string[] = [];
  let digitCount = 0;
  let end: number | undefined;
  for (const token of tokens) {
    if (token.kind === 'digits') digitCount += token.end - token.start;
    if (end !== undefined) gaps.push(text.slice(end, token.start));
    end = token.end;
  }
  return {
    text,
    tokens,
    gaps,
    isCapitals: !/\p{Ll}/u.test(text),
    isSmall: !/\p{Lu}/u.test(text),
    digitCount,
    context,
  };
}

/** Dashes, spaces, apostrophes and full-width forms as ASCII writes them, digits of other scripts too: one code unit for each. */
function plainForms(text: string): string {
  // eslint-disable-next-line no-control-regex -- the ASCII range
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(
    /[\u00a0\u2000-\u200a\u202f\u3000]|[\u2010-\u2015\u2212]|[\u2018\u2019\u02bc\u00b4]|[\uff01-\uff5e]|[\u0660-\u0669]|[\u06f0-\u06f9]/g,
    (character) => {
      const unit = character.charCodeAt(0);
      if (unit >= 0xff01 && unit <= 0xff5e) return String.fromCharCode(unit - 0xfee0);
      if (unit >= 0x0660 && unit <= 0x0669) return String.fromCharCode(unit - 0x0660 + 0x30);
      if (unit >= 0x06f0 && unit <= 0x06f9) return String.fromCharCode(unit - 0x06f0 + 0x30);
      if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212) return '-';
      if (unit === 0x2018 || unit === 0x2019 || unit === 0x02bc || unit === 0x00b4) return "'";
      return ' ';
    },
  );
}

/** What stands between a token and the next; undefined where there is no next. */
export function gapAfter({ gaps }: Reading, index: number): string | undefined {
  return gaps[index];
}

/** The token as written. */
export function written({ text }: Reading, token: Token): string {
  return text.slice(token.start, token.end);
}

export function isDigits(token: Token | undefined): token is Token & { readonly kind: 'digits' } {
  return token?.kind === 'digits';
}

export function isLetters(token: Token | undefined): token is Token & { readonly kind: 'letters' } {
  return token?.kind === 'letters';
}

export function widthOf(token: Token): number {
  return token.end - token.start;
}

/** Whether a token is there and begins with a capital. */
export function startsCapitalAt(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  return token !== undefined && startsCapital(reading, token);
}

/** How sure a find is that is enough only beside the tagger's. */
export const SECONDED = 0.45;

export function report(
  found: TextSpan[],
  start: number,
  end: number,
  kind: IdentityKind,
  confidence: number,
): void {
  found.push({ start, end, kind, source: 'pattern', confidence });
}

export function startsCapital(reading: Reading, token: Token): boolean {
  return /^\p{Lu}/u.test(written(reading, token));
}

export function isAllCapitals(reading: Reading, token: Token): boolean {
  return /^[\p{Lu}\p{M}]+$/u.test(written(reading, token));
}

/** Index of the last token that ends at or before an offset; -1 where there is none. */
export function lastTokenBefore({ tokens }: Reading, offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The tokens that end between two offsets; found by halving, so that many matches in a long text stay cheap. */
export function tokensWithin(reading: Reading, start: number, end: number): readonly Token[] {
  return reading.tokens.slice(lastTokenBefore(reading, start) + 1, lastTokenBefore(reading, end) + 1);
}

/** With one capital, in a text that has small letters. */
export function isTitled(reading: Reading, token: Token | undefined): boolean {
  return (
    token !== undefined &&
    isLetters(token) &&
    !reading.isCapitals &&
    /^\p{Lu}\p{Ll}+$/u.test(written(reading, token))
  );
}
