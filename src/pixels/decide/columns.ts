/** Letters under each other: alone each is a mark of a side or a number of a scale, together they may be a name. */
import { foldText } from '../../deid/text/words.js';
import type { Box } from '../../ocr/frame.js';
import { isDirection } from './directions.js';
import { judgeLine, type LineEvidence, type LineJudgement } from './judge-line.js';
import { CERTAIN_TEXT, letterCount } from './legibility.js';
import { plainText } from './misread.js';
import { isOverlayWord } from './overlay-words.js';
import { isUnsureReason, type PixelReason } from './reasons.js';
import { areTogether, keep, mask, type Line } from './settle-lines.js';

/** Empty rows between two letters of a column at most, in heights of the higher one; the numbers of a scale stand further apart. */
const COLUMN_GAP = 1;
/** The same where one of the two is a point, which stands at the foot of its line. */
const POINT_GAP = 1.7;
/** How much higher one letter of a column may be than another one: a capital than an x. */
const HEIGHTS = 1.5;

/** Empty rows at most where a space was left between letters, in heights of the higher one. */
const SPACE_GAP = 2.6;

/** A word down the frame is no longer, in parts and in letters. */
const MOST_WORDS = 8;
const MOST_LETTERS = 24;

/** Single characters under each other, with what the next one is held against. */
interface Column {
  readonly lines: Line[];
  height: number;
  width: number;
  /** The lowest and the highest letter */
  low: number;
  high: number;
}

/**
 * Hides columns of two and more single characters that together are an identity, or nothing known to be harmless; keeps all of one that
 * reads as a mark or setting, spaces in it or not.
 */
export function judgeColumns(lines: readonly Line[], evidence: LineEvidence): void {
  const columns = columnsOf(lines);
  const nextOf = new Map(
    columns.map((column) => [column, columns.find((other) => goesOnBelow(other, column))]),
  );
  const kept = new Set<Line>();
  for (const first of columns) {
    if (first.lines.some((line) => kept.has(line))) continue;
    const words = [first];
    for (let next = nextOf.get(first); next !== undefined; next = nextOf.get(next)) {
      words.push(next);
      const letters = words.reduce((sum, word) => sum + word.lines.length, 0);
      if (words.length > MOST_WORDS || letters > MOST_LETTERS) break;
      if (!isKeptWhole(words, evidence)) continue;
      for (const word of words) for (const line of word.lines) kept.add(line);
    }
    if (isKeptWhole([first], evidence)) for (const line of first.lines) kept.add(line);
  }
  for (const column of columns) {
    const next = nextOf.get(column);
    if (next !== undefined && areInitials([...column.lines, ...next.lines], evidence)) {
      judgeColumn([...column.lines, ...next.lines], evidence);
      continue;
    }
    if (column.lines.some((line) => kept.has(line))) for (const line of column.lines) keepLetter(line);
    else judgeColumn(column.lines, evidence);
  }
}

function columnsOf(lines: readonly Line[]): readonly Column[] {
  const columns: Column[] = [];
  const single = lines
    .filter((line) => isNarrow(line.box) && (isOneUpright(line) || line.legibility === 'not-text'))
    .sort((a, b) => a.box.y - b.box.y);
  for (const line of single) {
    const above = columns.find((column) => continuesColumn(line, column, COLUMN_GAP));
    if (above === undefined)
      columns.push(grown({ lines: [], height: 0, width: 0, low: Infinity, high: 0 }, line));
    else grown(above, line);
  }
  return columns;
}

function grown(column: Column, line: Line): Column {
  const { width, height } = line.box;
  column.lines.push(line);
  column.height = Math.max(column.height, height);
  column.width = Math.max(column.width, width);
  if (isLetter(line)) {
    column.low = Math.min(column.low, height);
    column.high = Math.max(column.high, height);
  }
  return column;
}

function goesOnBelow(next: Column, above: Column): boolean {
  const [first] = next.lines;
  return first !== undefined && next !== above && continuesColumn(first, above, SPACE_GAP);
}

/** Whether columns below each other read as a mark, a setting or a word of consoles, of three letters and more. */
function isKeptWhole(words: readonly Column[], evidence: LineEvidence): boolean {
  const letters = words.map((word) => word.lines.filter(isLetter));
  const all = letters.flat();
  if (all.length < 3 || all.some(({ verdict }) => verdict !== undefined && !mayBeKept(verdict.reason)))
    return false;
  const texts = [' ', '']
    .map((space) => letters.map((word) => word.map(letterOf).join('')).join(space))
    .flatMap((text) => [text, text.replace(/(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu, ' ')]);
  const judgements = texts.map((text) => judgeLine(text, undefined, evidence));
  return (
    judgements.every(({ kind }) => kind !== 'identity') &&
    judgements.some((one, at) => isMark(one, texts[at] ?? ''))
  );
}

/** `W 400 L 40` */
const WINDOW = /^(?:[WLC]\s?-?\d{2,4}\s?)+$/i;

/** Numbers, settings and words of consoles alone: a plain word is written along, down the frame it is a name as often. */
function isMark(judgement: LineJudgement, text: string): boolean {
  const words = text.match(/\p{L}+/gu) ?? [];
  return (
    judgement.kind === 'harmless' &&
    judgement.reason === 'harmless-overlay' &&
    words.every((word) => isOverlayWord(foldText(word))) &&
    (words.length === 0 || words.some((word) => word.length > 1) || WINDOW.test(text))
  );
}

/** Two or three letters with a point between them that was not found. */
function areInitials(lines: readonly Line[], evidence: LineEvidence): boolean {
  const letters = lines.filter(isLetter);
  const text = letters.map(letterOf).join('').toUpperCase();
  return /^[\p{L}0]{2,3}$/u.test(text) && judgeLine(text, undefined, evidence).kind === 'identity';
}

function isOneUpright({ find: { turned }, text }: Line): boolean {
  return letterCount(text) <= 1 && turned % 180 === 0;
}

function isLetter(line: Line): boolean {
  const { confidence, textConfidence } = line.find;
  const isText =
    line.legibility !== 'not-text' ||
    textConfidence >= CERTAIN_TEXT ||
    (textConfidence >= LIKELY.text && confidence >= LIKELY.reading);
  return isText && isOneUpright(line) && letterOf(line) !== '';
}

/** A thin or faint letter that is none by itself is one beside others. */
const LIKELY = { text: 0.7, reading: 0.9 };

/** What a recogniser of several scripts makes of single letters. */
const LIKE: Readonly<Record<string, string>> = {
  '」': 'J',
  亅: 'J',
  丁: 'T',
  工: 'I',
  丨: 'I',
  口: 'O',
  〇: 'O',
  '○': 'O',
  日: 'B',
  巨: 'E',
  乙: 'Z',
  山: 'W',
};
/** Letters that are others when they stand on their heads. */
const TURNED: Readonly<Record<string, string>> = {
  M: 'W',
  W: 'M',
  '6': '9',
  '9': '6',
  n: 'u',
  u: 'n',
  p: 'd',
  d: 'p',
};

/** The letter that a line is, '' where it is none. */
function letterOf({ text, find }: Line): string {
  const plain = plainText(text);
  const read = LIKE[plain] ?? plain.replace(/[^\p{L}\p{N}]/gu, '');
  return find.turned === 180 ? (TURNED[read] ?? read) : read;
}

function mayBeKept(reason: PixelReason): boolean {
  return reason === 'harmless-overlay' || reason === 'not-text' || isUnsureReason(reason);
}

function keepLetter(line: Line): void {
  if (line.verdict === undefined || isUnsureReason(line.verdict.reason)) keep(line, 'harmless-overlay');
}

function judgeColumn(column: readonly Line[], evidence: LineEvidence): void {
  const letters = column.filter(isLetter);
  if (letters.length < 2 || letters.some(({ verdict }) => verdict?.reason === 'kept-by-strategy')) return;
  const text = letters.map(letterOf).join('');
  if (isScale(text)) return;
  const asRead = judgeLine(text, undefined, evidence);
  // Small letters are capitals as far as their shape tells.
  const inCapitals = judgeLine(text.toUpperCase(), undefined, evidence);
  const judgement = inCapitals.kind === 'identity' ? inCapitals : asRead;
  if (judgement.kind !== 'identity' && isDirection(text.normalize('NFKC'))) return;
  if (isMark(judgement, text) || (judgement.kind === 'harmless' && judgement.reason === 'harmless-header'))
    return;
  const [top, end] = [letters[0]?.box.y ?? 0, letters.at(-1)?.box];
  const bottom = (end?.y ?? 0) + 2 * (end?.height ?? 0);
  for (const line of column) {
    if (line.verdict?.verdict === 'mask' && !isUnsureReason(line.verdict.reason)) continue;
    // Points stand between the letters and after the last one.
    if (!letters.includes(line) && (line.box.y < top || line.box.y > bottom)) continue;
    mask(line, judgement.kind === 'identity' ? judgement.reason : 'short-unknown');
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

/** Whether a line stands below a column, `most` heights away at most, about under its last one's middle; points, which are smaller, count. */
function continuesColumn(line: Line, column: Column, most: number): boolean {
  const above = column.lines.at(-1);
  if (above === undefined) return false;
  const height = Math.max(line.box.height, column.height);
  const width = Math.max(line.box.width, column.width);
  const gap = line.box.y - (above.box.y + above.box.height);
  const middle = (box: Box): number => box.x + box.width / 2;
  if (gap < -0.2 * height || Math.abs(middle(line.box) - middle(above.box)) > 0.6 * width) return false;
  const farthest = isPoint(line, height) || isPoint(above, height) ? Math.max(POINT_GAP, most) : most;
  if (gap > farthest * height || !areTogether(line, above)) return false;
  return (
    !isLetter(line) || (column.high <= HEIGHTS * line.box.height && line.box.height <= HEIGHTS * column.low)
  );
}

function isPoint(line: Line, height: number): boolean {
  return !isLetter(line) && line.box.height <= 0.4 * height;
}
