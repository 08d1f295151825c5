/** What stands beside a line may tell that it is harmless: rows of a table, a description in pieces, marks at the edges. */
import { foldText, tokenize } from '../../deid/text/words.js';
import { isEponym, isHeaderWord, nameRarity } from '../../deid/vocabulary/vocabulary.js';
import type { Box } from '../../ocr/frame.js';
import { isDirection } from './directions.js';
import type { Legibility } from './legibility.js';
import { plainText } from './misread.js';
import { continues, covered, isInside, sharesRow } from './neighbours.js';
import { isOverlayWord, MARKS, PARAMETERS } from './overlay-words.js';

export interface KnownLine {
  readonly text: string;
  readonly box: Box;
}

interface SeenLine extends KnownLine {
  readonly legibility: Legibility;
}

/** Numbers of three digits and less, without leading zeros. */
const SMALL_NUMBERS =
  /^[+-]?(?:[1-9]\d{0,2}|0)(?:[.,]\d{1,3})?(?:\s[+-]?(?:[1-9]\d{0,2}|0)(?:[.,]\d{1,3})?)*$/;
/** How much higher a number may be than what stands in its row. */
const CELL_HEIGHTS = 1.8;
/** `W = 1492 L =` */
const OPEN_SETTING = /(?:^|[\s\d])\p{L}{1,6}\s?[=:]$/u;

/** Whether an unknown line is harmless for what stands in its row: a cell of a table, a piece of a description, a setting's value. */
export function isPieceOfHarmless(line: KnownLine, harmless: readonly KnownLine[]): boolean {
  const text = plainText(line.text);
  if (SMALL_NUMBERS.test(text))
    return harmless.some(
      ({ box }) => sharesRow(line.box, box) && line.box.height <= CELL_HEIGHTS * box.height,
    );
  if (/^\d{1,4}$/.test(text) && !text.startsWith('0')) {
    return harmless.some(
      (other) =>
        other.box.x < line.box.x &&
        ((continues(line.box, other.box) && OPEN_SETTING.test(plainText(other.text))) ||
          (goesBefore(other.box, line.box) && isSettingName(other.text))),
    );
  }
  const words = tokenize(text);
  const isOfHeaders = words.every(
    ({ kind, folded }) =>
      kind === 'letters' &&
      (isOverlayWord(folded) ||
        isEponym(folded) ||
        folded === 's' ||
        (isHeaderWord(folded) && nameRarity(folded) !== 'name')),
  );
  return (
    words.length > 0 &&
    isOfHeaders &&
    harmless.some(
      (other) =>
        /\p{L}{4}/u.test(other.text) && (continues(line.box, other.box) || continues(other.box, line.box)),
    )
  );
}

/** `BARRETT'S`: a disease by the name of who described it, in the row of words that tell nothing of a person. */
export function isEponymOfRow(line: KnownLine, harmless: readonly KnownLine[]): boolean {
  const [, name = ''] = /^(\p{L}{4,})['’`]S\W*$/iu.exec(plainText(line.text)) ?? [];
  return (
    name !== '' &&
    isEponym(foldText(name)) &&
    harmless.some(
      (other) => /\p{L}{4}/u.test(other.text) && continues(line.box, other.box) && other.box.x < line.box.x,
    )
  );
}

/** Whether a line was found once more in another rendering: within the other one, reading as a part of it, or round it, reading as it. */
export function isReadAgain(line: KnownLine, other: KnownLine): boolean {
  const [part, whole] = [line, other].map(({ text }) =>
    foldText(plainText(text)).replace(/[^\p{L}\p{N}]/gu, ''),
  ) as [string, string];
  if (part === '') return false;
  if (part === whole && covered(other.box, line.box) >= 0.9) return true;
  return whole.includes(part) && isInside(line.box, other.box) && line.box.height <= 1.5 * other.box.height;
}

/** Whether what could not be read is a fragment of the letters of a line that was: within it, and not half as high. */
export function isFragment(line: SeenLine, other: SeenLine): boolean {
  return (
    line.legibility === 'unread' &&
    other.legibility === 'sure' &&
    2 * line.box.height <= other.box.height &&
    covered(line.box, other.box) >= 0.9
  );
}

/** `W`, `TE`: settings that are no sides. */
function isSettingName(text: string): boolean {
  const folded = foldText(plainText(text));
  return PARAMETERS.has(folded) && !MARKS.has(folded);
}

/** How far the number of a setting stands behind its name, where the sign between them was not read, in heights of it. */
const SETTING_REACH = 2.5;

function goesBefore(name: Box, value: Box): boolean {
  const gap = value.x - (name.x + name.width);
  return gap >= 0 && gap <= SETTING_REACH * name.height && sharesRow(name, value);
}

/** Directions of several letters are known by their company: at least two others, three for one of two letters. */
export function isOneOfDirections(text: string, texts: readonly string[]): boolean {
  if (!isDirection(text)) return false;
  const others = new Set(texts.filter((other) => other !== text && isDirection(other)));
  return others.size >= (text.length === 2 ? 3 : 2);
}
