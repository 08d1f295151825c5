/**
 * Blocks of settings: consoles write them in columns of one edge and size, or in rows. What stands in one and has the form of a setting is
 * one, whatever its name, where most of its block is known and no identity stands in it. Letters alone are never taken for one so: they may
 * be somebody's initials.
 */
import type { ReadAttribute } from '../../deid/condition.js';
import { foldText } from '../../deid/text/words.js';
import type { Box } from '../../ocr/frame.js';
import { letterCount } from './legibility.js';
import { plainText } from './misread.js';
import { areAlike, LIKE_HEIGHTS } from './neighbours.js';
import { MARKS } from './overlay-words.js';
import { isNearlySetting } from './read-words.js';
import { isUnsureReason } from './reasons.js';
import { areTogether, keep, type Line } from './settle-lines.js';

/** Lines of one block: edges and distances in heights of the line. */
const EDGE = 0.6;
const PITCH_GAP = 1.1;
const ROW_GAP = 2.5;
/** How far along a column is looked, in lines to each side. */
const REACH = 4;
/** The share of known lines in a column; marks and numbers that stay count for neither. */
const KNOWN_SHARE = 0.7;

const MODALITY = 0x00080060;

/** Keeps codes and settings of unknown names in blocks of known ones. */
export function keepInBlocks(lines: readonly Line[], read: ReadAttribute): void {
  const isUltrasound = /^(?:US|IVUS)$/.test((read(MODALITY)?.[0] ?? '').trim());
  const settings = new Set(lines.filter(isSetting));
  const found: Line[] = [];
  for (const line of lines) {
    if (!isOpen(line) || settings.has(line)) continue;
    if (isWrittenAgain(line, lines)) {
      found.push(line);
      continue;
    }
    const need = formOf(plainText(line.text), isUltrasound);
    if (need === undefined) continue;
    const others = lines.filter(
      (other) => other !== line && isNear(other.box, line.box) && areTogether(line, other),
    );
    if (isInColumn(line, others, settings, need) || isInRow(line, others, settings, need)) found.push(line);
  }
  for (const line of found) keep(line, 'harmless-overlay');
}

/** `PUR` for `PWR`: nearly the name of a setting, and several times on the image, as scales have their names at each end. */
function isWrittenAgain(line: Line, lines: readonly Line[]): boolean {
  const text = foldText(plainText(line.text));
  if (!/^\p{L}{3}$/u.test(text) || !isNearlySetting(text)) return false;
  return (
    lines.filter((other) => foldText(plainText(other.text)) === text && areTogether(line, other)).length > 2
  );
}

/** Near enough to be of one block. */
function isNear(a: Box, b: Box): boolean {
  const across = Math.max(a.x, b.x) - Math.min(a.x + a.width, b.x + b.width);
  const down = Math.max(a.y, b.y) - Math.min(a.y + a.height, b.y + b.height);
  return across <= ROW_GAP * b.height && down <= REACH * (LIKE_HEIGHTS + PITCH_GAP) * b.height;
}

function isOpen({ verdict, legibility: seen, judgement }: Line): boolean {
  return (
    (seen === 'sure' || seen === 'fair') &&
    judgement.kind === 'unknown' &&
    (verdict === undefined || isUnsureReason(verdict.reason))
  );
}

/** A line that stays since it is a setting or says what the header says; marks alone, which stand anywhere, are none. */
function isSetting({ verdict, text, legibility: seen }: Line): boolean {
  if (verdict?.verdict !== 'keep' || (seen !== 'sure' && seen !== 'fair')) return false;
  if (verdict.reason === 'harmless-header') return true;
  const plain = plainText(text);
  return (
    verdict.reason === 'harmless-overlay' &&
    letterCount(plain) > 1 &&
    /\p{L}/u.test(plain) &&
    !MARKS.has(foldText(plain))
  );
}

/** How many known settings a form asks for beside it; undefined where it is no form of a setting. */
type Need = 1 | 3;

/** Names of transducers: `C5-1`, `L12-5`, `6L3`, `P21`, `9L-D`, by the makers' own schemes. */
const TRANSDUCER =
  /^(?:[CLSPXVD]\d{1,2}-\d{1,2}[A-Za-z]?|\d{1,2}[CLPSV]\d{1,2}(?:-?[A-Za-z]{1,2})?|[CLP]\d{2}[A-Za-z]{0,2}|(?:ML?|[CLES])\d{1,2}[CL]?(?:-D)?)$/;
/** `400P`, `P21`, `8M12L`: letters and digits, no longer than settings are. */
const SHORT_CODE = /^(?=.*\d)(?=.*\p{L})[\p{L}\d.,/+%<>=#: -]{2,10}$/u;
/** What numbers of persons, days and times have: more digits in a row, letters apart from their digits, hours. */
const NO_SETTING = /\d{4}|(?<!\d)\p{L}+(?!\d)(?!\p{L})|\p{L}{4}|\d\s?h/iu;
const NUMBER = /^[1-9]\d{1,3}$/;

function formOf(text: string, isUltrasound: boolean): Need | undefined {
  if (isUltrasound && TRANSDUCER.test(text)) return 1;
  return NUMBER.test(text) || (SHORT_CODE.test(text) && !NO_SETTING.test(text)) ? 3 : undefined;
}

/** Up and down from a line to what stands next in its column; an identity there ends it all. */
function isInColumn(line: Line, others: readonly Line[], settings: ReadonlySet<Line>, need: Need): boolean {
  // A number alone is an identifier as often.
  if (NUMBER.test(plainText(line.text))) return false;
  const read = others.filter(({ legibility: seen }) => seen === 'sure' || seen === 'fair');
  const column: Line[] = [];
  for (const way of [-1, 1]) {
    let at = line;
    for (let step = 0; step < REACH; step += 1) {
      const next = nextInColumn(at, line, read, way);
      if (next === undefined) break;
      column.push(next);
      at = next;
    }
  }
  if (column.some(isIdentity)) return false;
  const known = column.filter((one) => settings.has(one)).length;
  const open = column.filter(({ verdict }) => verdict?.verdict !== 'keep').length;
  return known >= need && known >= KNOWN_SHARE * (known + open);
}

function nextInColumn(at: Line, first: Line, lines: readonly Line[], way: number): Line | undefined {
  let best: Line | undefined;
  let least = Infinity;
  for (const other of lines) {
    const gap =
      way > 0 ? other.box.y - (at.box.y + at.box.height) : at.box.y - (other.box.y + other.box.height);
    if (gap < -0.3 * at.box.height || gap > PITCH_GAP * first.box.height || gap >= least) continue;
    if (other === at || !sharesEdge(other.box, first.box)) continue;
    [best, least] = [other, gap];
  }
  return best;
}

function sharesEdge(a: Box, b: Box): boolean {
  const most = EDGE * b.height;
  return areAlike(a, b) && (Math.abs(a.x - b.x) <= most || Math.abs(a.x + a.width - (b.x + b.width)) <= most);
}

function isIdentity({ verdict, judgement }: Line): boolean {
  if (judgement.kind === 'label') return true;
  return verdict?.verdict === 'mask' && !isUnsureReason(verdict.reason);
}

/** Settings beside a line in its row, several in one line or several lines; `A2` goes on with `5.0 R15 G66 C6`. */
function isInRow(line: Line, others: readonly Line[], settings: ReadonlySet<Line>, need: Need): boolean {
  const row = others.filter(({ box, legibility: seen }) => {
    const gap = Math.max(box.x, line.box.x) - Math.min(box.x + box.width, line.box.x + line.box.width);
    const middle = Math.abs(box.y + box.height / 2 - (line.box.y + line.box.height / 2));
    return seen !== 'not-text' && middle <= 0.3 * line.box.height && gap <= ROW_GAP * line.box.height;
  });
  if (row.some(isIdentity)) return false;
  const known = row.filter((one) => settings.has(one) && areAlike(one.box, line.box));
  // Each of several numbers with its name counts.
  const items = known.reduce(
    (sum, { text }) => sum + Math.max(1, plainText(text).match(/\d+(?:[.,]\d+)?/g)?.length ?? 0),
    0,
  );
  return items >= need;
}
