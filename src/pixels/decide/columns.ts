/** Letters under each other: alone each is a mark of a side or a number of a scale, together they may be a name. */
import type { Box } from '../../ocr/frame.js';
import { isDirection } from './context.js';
import { judgeLine, type LineEvidence } from './judge-line.js';
import { letterCount } from './legibility.js';
import { plainText } from './misread.js';
import { isUnsureReason } from './reasons.js';
import { areTogether, mask, type Line } from './settle-lines.js';

/** Empty rows between two letters of a column at most, in heights of the higher one; the numbers of a scale stand further apart. */
const COLUMN_GAP = 1;
/** The same where one of the two is a point, which stands at the foot of its line. */
const POINT_GAP = 1.7;
/** How much higher one letter of a column may be than another one: a capital than an x. */
const HEIGHTS = 1.5;

/** Hides columns of two and more single characters that together are an identity, or nothing known to be harmless. */
export function judgeColumns(lines: readonly Line[], evidence: LineEvidence): void {
  const left = lines
    .filter((line) => line.find.turned === 0 && letterCount(line.text) <= 1 && isNarrow(line.box))
    .sort((a, b) => a.box.y - b.box.y);
  while (left.length > 0) {
    const column = left.splice(0, 1);
    for (let at = 0; at < left.length; at += 1) {
      const [next, above] = [left[at], column.at(-1)];
      if (next === undefined || above === undefined || !continuesColumn(next, above, column)) continue;
      column.push(next);
      left.splice(at, 1);
      at -= 1;
    }
    judgeColumn(
      column.filter(({ text, legibility }) => letterCount(text) === 1 && legibility !== 'not-text'),
      evidence,
    );
  }
}

function judgeColumn(letters: readonly Line[], evidence: LineEvidence): void {
  if (letters.length < 2 || letters.some(({ verdict }) => verdict?.reason === 'kept-by-strategy')) return;
  const text = letters.map((line) => plainText(line.text)).join('');
  if (isScale(text)) return;
  const judgement = judgeLine(text, undefined, evidence);
  if (judgement.kind === 'harmless' || (judgement.kind !== 'identity' && isDirection(text.normalize('NFKC'))))
    return;
  for (const letter of letters) {
    if (letter.verdict?.verdict === 'mask' && !isUnsureReason(letter.verdict.reason)) continue;
    mask(letter, judgement.kind === 'label' ? 'short-unknown' : judgement.reason);
  }
}

/** Digits that go up or down by the same step. */
function isScale(text: string): boolean {
  if (!/^\d{3,}$/.test(text)) return false;
  const step = Number(text[1]) - Number(text[0]);
  return (
    step !== 0 &&
    Array.from(text).every((digit, at) => at === 0 || Number(digit) - Number(text[at - 1]) === step)
  );
}

function isNarrow({ width, height }: Box): boolean {
  return width <= 1.4 * height;
}

/** Whether a line stands right below another one, about under its middle; points between letters, which are smaller, count. */
function continuesColumn(line: Line, above: Line, column: readonly Line[]): boolean {
  if (!areTogether(line, above)) return false;
  const letters = column.filter(({ text }) => letterCount(text) === 1);
  const height = Math.max(line.box.height, ...column.map(({ box }) => box.height));
  const width = Math.max(line.box.width, ...column.map(({ box }) => box.width));
  const gap = line.box.y - (above.box.y + above.box.height);
  const middle = (box: Box): number => box.x + box.width / 2;
  const isLetter = letterCount(line.text) === 1;
  const isAlike = letters.every(({ box }) => {
    const ratio = box.height / line.box.height;
    return !isLetter || (ratio <= HEIGHTS && ratio >= 1 / HEIGHTS);
  });
  return (
    isAlike &&
    gap >= -0.2 * height &&
    gap <= (isPoint(line, height) || isPoint(above, height) ? POINT_GAP : COLUMN_GAP) * height &&
    Math.abs(middle(line.box) - middle(above.box)) <= 0.6 * width
  );
}

function isPoint({ text, box }: Line, height: number): boolean {
  return letterCount(text) === 0 && box.height <= 0.4 * height;
}
