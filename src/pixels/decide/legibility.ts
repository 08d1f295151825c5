/** How far a find can be read, and whether it is text at all. */
import { pixelCount } from '../../ocr/pixel-runs.js';
import type { FrameText } from '../search/frame-text.js';
import { isDirection } from './directions.js';

/** `sure` and `fair`: it is text and can be read; `unread`: it is text and cannot be read; `not-text`: the finder was mistaken. */
export type Legibility = 'sure' | 'fair' | 'unread' | 'not-text';

/**
 * Measured on frames without text and on planted and real lines: what is text has ink of 0.98 and more nearly always, noise seldom;
 * noise is read with a certainty below 0.8, or as one or two characters.
 */
const SURE_INK = 0.985;
const CERTAIN_INK = 0.994;
const SURE_READING = 0.85;
/** One character can be no identity: a doubtful reading will do. */
const CHARACTER_READING = 0.5;
/** In heights: two letters of a narrow font, read as one, are as broad. */
export const BROAD = 0.85;
const BROAD_READING = 0.8;
const FAIR_READING = 0.72;
/** Readings of noise repeat a character. */
const REPEATED = /^(.)\1+$/u;

/**
 * Below it a find is none: nearly all finds on frames without text, and 2 % of those on real text (`models/training/text-finder`).
 * Above it the ink tells more.
 */
const LEAST_TEXT = 0.4;
/** From here on it is text, whatever the ink tells, if it can be read so surely: noise that looks as much like text is not. */
export const CERTAIN_TEXT = 0.985;
const CERTAIN_TEXT_READING = 0.72;
/** What nobody could read is text from here on, if its ink is certain. */
const LIKELY_TEXT = 0.9;
/** The same where it has the shape of a line of small letters, as a date has at the edge of bright anatomy. */
const LIKELY_LINE = 0.8;
const LINE_HEIGHTS = 3;
const MOST_LINE_HEIGHT = 24;

/** What nobody could read is text only up to this height, pixels, or share of the frame's shorter side. */
const LEAST_LARGE = 16;
const LARGE = 0.2;

/** How sure it is that a find is text, 0 to 1. */
export function textStrength({ inkConfidence, textConfidence }: FrameText): number {
  return textConfidence < LEAST_TEXT ? Math.min(inkConfidence, textConfidence) : inkConfidence;
}

export function letterCount(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

/**
 * Not wider than a capital is, which two letters are, nor as narrow as a line that runs down the frame; letters a few pixels high, of which
 * the upper row was lost, are wider.
 */
function hasShapeOfCharacter({ text, confidence, box: { width, height } }: FrameText): boolean {
  if (width > BROAD * height && confidence < BROAD_READING && !isSide(text)) return false;
  const widest = confidence >= CERTAIN_CHARACTER ? Math.max(1.05 * height, height + 1) : 1.05 * height;
  return width <= widest && width >= 0.2 * height;
}

const CERTAIN_CHARACTER = 0.95;
/** A side or direction, perhaps with a speck behind it: an image without its side may do harm. */
function isSide(text: string): boolean {
  const [, letter = ''] = /^\s*([A-Z])\W?\s*$/.exec(text) ?? [];
  return isDirection(letter);
}

/** Whether the ink is one piece, as far as empty rows and columns tell, and of a character's shape. */
export function isSingleCharacter({ ink, box }: FrameText): boolean {
  if (ink.length === 0 || box.width > 1.05 * box.height || box.width < 0.45 * box.height) return false;
  const rows = new Set<number>();
  const columns = new Set<number>();
  let [left, right, top, bottom] = [Infinity, 0, Infinity, 0];
  for (let at = 0; at < ink.length; at += 3) {
    const [row = 0, from = 0, to = 0] = ink.subarray(at, at + 3);
    rows.add(row);
    for (let column = from; column < to; column += 1) columns.add(column);
    [left, right, top, bottom] = [
      Math.min(left, from),
      Math.max(right, to),
      Math.min(top, row),
      Math.max(bottom, row + 1),
    ];
  }
  return rows.size === bottom - top && columns.size === right - left;
}

export function legibility(
  find: FrameText,
  frame: { readonly width: number; readonly height: number },
): Legibility {
  const { confidence, text, box } = find;
  const strength = textStrength(find);
  const letters = letterCount(text);
  const isRepeated = REPEATED.test(text.trim());
  const thickness = Math.min(box.width, box.height);
  const isOfTextSize = thickness >= 4 && thickness <= Math.max(64, 0.1 * Math.min(frame.width, frame.height));
  if (isOfTextSize && isBlobOfText(find)) return 'unread';
  if (!isOfTextSize && !(letters >= 5 && !isRepeated && confidence >= SURE_READING)) return 'not-text';
  // Stripes and rows of blobs.
  if (isRepeated && letters >= 4 && thickness > 32) return 'not-text';
  if (confidence >= SURE_READING && strength >= SURE_INK && hasLostCharacters(find)) return 'unread';
  if (letters >= 5 && !isRepeated && confidence >= SURE_READING && strength >= 0.9) return 'sure';
  if (letters >= 3 && !isRepeated && confidence >= SURE_READING && strength >= 0.97) return 'sure';
  if (letters >= 1 && confidence >= SURE_READING && strength >= SURE_INK) return 'sure';
  if (letters >= 2 && !isRepeated && confidence >= 0.95 && strength >= 0.97) return 'sure';
  if (letters === 1 && confidence >= CHARACTER_READING && strength >= SURE_INK && hasShapeOfCharacter(find))
    return 'sure';
  if (letters >= 3 && !isRepeated && confidence >= FAIR_READING && strength >= 0.95) return 'fair';
  if (letters >= 1 && find.textConfidence >= CERTAIN_TEXT && confidence >= CERTAIN_TEXT_READING)
    return certainText(find, letters, isRepeated);
  // What is as large as an organ and cannot be read is one; a banner has letters as high as itself.
  const [shorter, longer] = [Math.min(frame.width, frame.height), Math.max(frame.width, frame.height)];
  if (longer <= 2 * shorter && thickness > Math.max(LEAST_LARGE, LARGE * shorter)) return 'not-text';
  if (letters >= 1 && confidence >= 0.6 && strength >= SURE_INK) return 'unread';
  const likely = isLineShaped(box) ? LIKELY_LINE : LIKELY_TEXT;
  return strength >= CERTAIN_INK && find.textConfidence >= likely ? 'unread' : 'not-text';
}

function isLineShaped({ width, height }: FrameText['box']): boolean {
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  return longer >= LINE_HEIGHTS * shorter && shorter <= MOST_LINE_HEIGHT;
}

/** Heights that a long blob has, in its own; and the share of its box that letters fill. */
const LONG_BLOB = 2.5;
const FILLED: readonly [number, number] = [0.2, 0.95];
const LEAST_BLOB = 8;
const LEAST_INKED = 150;

/**
 * Lines written over each other make one blob that nobody reads and that looks like no line. Of 324 real and planted
 * images, 239 of them without text, none has such a blob that is not text.
 */
function isBlobOfText({ box, ink, inkConfidence, textConfidence }: FrameText): boolean {
  if (textConfidence >= LEAST_TEXT || inkConfidence < SURE_INK) return false;
  if (box.height < LEAST_BLOB || box.width < LONG_BLOB * box.height) return false;
  const inked = pixelCount(ink);
  const share = inked / (box.width * box.height);
  return inked >= LEAST_INKED && share >= FILLED[0] && share <= FILLED[1];
}

/** Widths of characters in heights of capitals, the widest that fonts have, and of narrow ones those of fonts with one width for all. */
const WIDE_CHARACTER = /[Wmw%@]/;
const ROUND_CHARACTER = /[ABCDGHKMNOPQRUVXY]/;
const NARROW_CHARACTER = /[Iijlfrt1.,:;'|!()[\]]/;
/** A line so much wider than its characters can be has others that were not read. */
const TOO_WIDE = 1.22;
/** In longer lines a character more or less does not show. */
const MOST_COUNTED = 4;

/** `F58` of `UF58`: a short line that begins with a letter, as a code does, and is as wide as a longer one. */
function hasLostCharacters({ text, box, textConfidence }: FrameText): boolean {
  if (textConfidence < CERTAIN_TEXT || !/^\s*\p{L}/u.test(text)) return false;
  if (letterCount(text) > MOST_COUNTED || box.width < box.height) return false;
  let widest = 0;
  for (const character of text.trim()) {
    if (character === ' ') widest += 0.6;
    else if (WIDE_CHARACTER.test(character)) widest += 1.25;
    else if (ROUND_CHARACTER.test(character)) widest += character === 'M' ? 1.05 : 0.95;
    else widest += NARROW_CHARACTER.test(character) ? 0.7 : 0.8;
  }
  return box.width > TOO_WIDE * widest * box.height;
}

/** Small and faint text, of which the ink is doubtful. */
function certainText(find: FrameText, letters: number, isRepeated: boolean): Legibility {
  const { confidence } = find;
  if (letters === 1) return hasShapeOfCharacter(find) ? 'sure' : 'unread';
  if (confidence >= SURE_READING && !isRepeated) return 'sure';
  return letters >= 3 && !isRepeated ? 'fair' : 'unread';
}
