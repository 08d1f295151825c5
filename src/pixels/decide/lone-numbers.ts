/**
 * Two digits that stand alone and were read with some doubt: a number of a scale stands in a column or row of others, that of a setting beside
 * its name. One that does neither may be letters as well (`IG` read as `91`, `GO` as `60`): somebody's initials.
 */
import type { Box } from '../../ocr/frame.js';
import { plainText } from './misread.js';
import { areAlike, sharesRow } from './neighbours.js';
import { areTogether, mask, type Line } from './settle-lines.js';

/** Of two lone digits on images the recogniser is at least as certain as 0.997, of letters that it takes for two digits at most as 0.982 (four and five were seen). */
const CERTAIN_DIGITS = 0.985;
/** Specks may stand beside them; a point before them makes a fraction. */
const TWO_DIGITS = /^[:;'`·|"]*\d{2}[.,:;'`·|"]*$/;
const NUMBER = /^[^\p{L}]*\d[^\p{L}]*$/u;
/** How far apart the edges of two numbers of a scale are, and they themselves, in heights. */
const EDGE = 0.7;
const REACH = 20;

/** Hides them; what stands in the row of something known is kept again by that. */
export function hideLoneNumbers(lines: readonly Line[]): void {
  const numbers = lines.filter(
    ({ legibility: seen, text }) => seen !== 'not-text' && NUMBER.test(plainText(text)),
  );
  for (const line of lines) {
    if (line.verdict?.reason !== 'harmless-overlay' || line.find.confidence >= CERTAIN_DIGITS) continue;
    if (!TWO_DIGITS.test(plainText(line.text))) continue;
    const isOfScale = numbers.some(
      (other) => other !== line && areTogether(other, line) && areOfScale(line.box, other.box),
    );
    if (!isOfScale) mask(line, 'short-unknown');
  }
}

function areOfScale(a: Box, b: Box): boolean {
  if (!areAlike(a, b)) return false;
  const height = Math.max(a.height, b.height);
  if (sharesRow(a, b)) return true;
  const [left, right] = [a.x - b.x, a.x + a.width - (b.x + b.width)];
  const isAligned = [left, right, (left + right) / 2].some((apart) => Math.abs(apart) <= EDGE * height);
  return isAligned && Math.abs(a.y - b.y) <= REACH * height;
}
