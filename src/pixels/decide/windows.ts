/** `W400` above `L40`: a letter written to its number is a window or its centre beside another of them, alone it may be a code. */
import { plainText } from './misread.js';
import { sharesRow } from './neighbours.js';
import { isUnsureReason } from './reasons.js';
import { areTogether, keep, type Line } from './settle-lines.js';

const GLUED = /^[WLC]\d{3,4}$/;
const SETTING = /^([WLC])\s?[:=]?\s?-?\d{1,4}$/;

/** Keeps those that were hidden for want of knowledge alone. */
export function keepWindows(lines: readonly Line[]): void {
  for (const line of lines) {
    const text = plainText(line.text);
    if (line.verdict === undefined || !isUnsureReason(line.verdict.reason) || !GLUED.test(text)) continue;
    const isOneOfTwo = lines.some(
      (other) =>
        SETTING.test(plainText(other.text)) &&
        !plainText(other.text).startsWith(text.charAt(0)) &&
        areTogether(line, other) &&
        areNeighbours(line, other),
    );
    if (isOneOfTwo) keep(line, 'harmless-overlay');
  }
}

/** In one row, or right under each other. */
function areNeighbours({ box: a }: Line, { box: b }: Line): boolean {
  if (sharesRow(a, b)) return true;
  const gap = Math.max(a.y - (b.y + b.height), b.y - (a.y + a.height));
  const isAligned =
    Math.min(Math.abs(a.x - b.x), Math.abs(a.x + a.width - (b.x + b.width))) <= Math.max(a.height, b.height);
  return isAligned && gap <= 2 * Math.max(a.height, b.height);
}
