/** What the form round a word says is no person's: a question for a disease, a reference to a journal. */
import type { Reading } from '../patterns/reading.js';
import type { TokenRange } from './evidence.js';

/** `Mirizzi? Bouveret?`: one word that is asked for. */
export function isQueried({ text, tokens }: Reading, { first, last }: TokenRange): boolean {
  if (last !== first) return false;
  const token = tokens[first];
  if (token === undefined) return false;
  const before = text.slice(Math.max(0, token.start - 3), token.start);
  return text.charAt(token.end) === '?' && /(?:^|[.,;:?!(/+]) ?$/.test(before);
}

/** `Eur Radiol 2019;29(4):1801`, `Radiology 284:228-243`. */
const CITATION =
  /(?:\p{Lu}[\p{L}.&]{1,24} ){1,5}(?:\(?(?:19|20)\d\d\)?[;,:] ?\d{1,4} ?(?:\(\d{1,3}\))?[:,] ?[\dA-Za-z]{1,7}(?:[-–][\dA-Za-z]{1,7})?|\d{1,4}(?:\(\d{1,3}\))?:\d{1,5}[-–]\d{1,5})/gu;

interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Where a text refers to journals. */
export function citations(text: string): readonly Piece[] {
  if (!/\d[;:,)]/.test(text)) return [];
  return [...text.matchAll(CITATION)].map(({ index, 0: whole }) => ({
    start: index,
    end: index + whole.length,
  }));
}

/** Whether a span lies in one of the references. */
export function isCited(cited: readonly Piece[], { start, end }: Piece): boolean {
  return cited.some((piece) => piece.start < end && start < piece.end);
}
