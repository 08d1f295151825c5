/** Words of a text that are words of somebody's name, before it is known whether somebody is meant. */
import type { IdentityKind } from '../text/span.js';
import type { Token } from '../text/words.js';
import { VIEWS } from '../vocabulary/abbreviations.js';
import type { NameWord, PersonIndex } from './persons.js';

export type AddSpan = (start: number, end: number, kind: IdentityKind, confidence: number) => void;

/** A token that is a word of somebody's name. */
export interface Marked {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly word: NameWord;
  accepted: boolean;
}

export function endOf(tokens: readonly Token[], index: number): number {
  return tokens[index - 1]?.end ?? 0;
}

/** `1.5T`, `T4`: a letter that adjoins a number is a unit or part of a code, never an initial. */
export function isGlued(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  return (
    token !== undefined && (tokens[index - 1]?.end === token.start || tokens[index + 1]?.start === token.end)
  );
}

export function isAllCapitals(text: string, { start, end }: Token): boolean {
  return /^[\p{Lu}\p{M}]+$/u.test(text.slice(start, end));
}

/** `J. Smith`, and `Smith JB` in capitals, where no abbreviation is meant. */
export function areInitialsBeside(persons: PersonIndex, text: string, token: Token, mark: Marked): boolean {
  if (persons.isInitialOf(token.folded, mark.word)) return true;
  return (
    (token.folded.length === 2 || token.folded.length === 3) &&
    // `Salter-Harris II. Ibáñez`: a grade.
    !/^i+$/.test(token.folded) &&
    Array.from(token.folded).every((letter) => persons.isInitialOf(letter, mark.word)) &&
    isAllCapitals(text, token) &&
    text.slice(mark.start, mark.end) !== text.slice(mark.start, mark.end).toUpperCase() &&
    !VIEWS.has(token.folded)
  );
}
