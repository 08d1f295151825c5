/** Pieces of one row, cut where the spaces are wide: together they may tell what none of them tells. */
import { hasTimeOrDate } from './date-forms.js';
import { isKnown, type LineEvidence } from './judge-line.js';
import { isSingleCharacter } from './legibility.js';
import { plainText } from './misread.js';
import { isAheadInRow } from './neighbours.js';
import { isUnsureReason, type PixelReason } from './reasons.js';
import { areSettings } from './settings.js';
import { areTogether, keep, mask, type Line } from './settle-lines.js';

/** Pieces that are looked at together at most: day, month and year. */
const MOST_PIECES = 3;

/**
 * Hides pieces that say a name or number of the patient, or a date, together; keeps those of which nothing was known and that are a
 * setting together: `PST` and `0`.
 */
export function judgeRows(lines: readonly Line[], evidence: LineEvidence): void {
  const read = lines.filter((line) => isRead(line) || isUnreadDigit(line));
  for (const first of read) {
    const pieces = [first];
    while (pieces.length < MOST_PIECES) {
      const next = nextPiece(pieces.at(-1) ?? first, read);
      if (next === undefined) break;
      pieces.push(next);
      judgeTogether(pieces, evidence);
    }
  }
}

function isRead({ legibility: seen }: Line): boolean {
  return seen === 'sure' || seen === 'fair';
}

/** One character alone is read with doubt; behind the name of a setting it is its number. */
function isUnreadDigit({ text, legibility: seen, find }: Line): boolean {
  return seen === 'unread' && (/^\p{Nd}$/u.test(text) || BOXES.test(text)) && isSingleCharacter(find);
}

/** What a recogniser of several scripts makes of a zero with corners. */
const BOXES = /^[口囗〇○□]$/u;

function judgeTogether(pieces: readonly Line[], evidence: LineEvidence): void {
  const isOpen = pieces.every(({ verdict }) => verdict?.verdict !== 'mask' || isUnsureReason(verdict.reason));
  if (!isOpen) return;
  const text = pieces.map((piece) => plainText(piece.text).replace(BOXES, '0')).join(' ');
  const told = pieces.every(isRead) ? identityIn(text, evidence) : undefined;
  if (told !== undefined) {
    for (const piece of pieces) if (piece.verdict?.reason !== 'kept-by-strategy') mask(piece, told);
  } else if (areSettings(text)) {
    for (const piece of pieces)
      if (piece.verdict === undefined || isUnsureReason(piece.verdict.reason))
        keep(piece, 'harmless-overlay');
  }
}

/** `28.07 1997`: the point before the year was lost where the row was cut. */
const BEFORE_YEAR = /^\d{1,2}[-/.]\d{1,2}[-/.]? (?:19|20)\d{2}$/;

function identityIn(text: string, { lexicon }: LineEvidence): PixelReason | undefined {
  if (hasTimeOrDate(text) || BEFORE_YEAR.test(text)) return 'identity-form';
  return isKnown([text, text.replace(/ /g, '')], lexicon) ? 'identity-known' : undefined;
}

/** The nearest line that goes on with another one in its row. */
function nextPiece(line: Line, lines: readonly Line[]): Line | undefined {
  let best: Line | undefined;
  for (const other of lines) {
    if (other === line || !isAheadInRow(line.box, other.box) || !areTogether(line, other)) continue;
    if (best === undefined || other.box.x < best.box.x) best = other;
  }
  return best;
}
