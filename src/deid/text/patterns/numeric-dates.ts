/** Dates of numbers alone. */

import {
  adjoinsWord,
  century,
  cueBefore,
  endOfTime,
  isExpiry,
  isDay,
  isJoinedToNumber,
  isYear,
  type Cue,
  type Field,
  type WrittenDate,
} from './date-context.js';
import { wordSet } from '../words.js';
import { gapAfter, isDigits, widthOf, type Reading } from './reading.js';
import { isFactor, isMeasured, isVersion } from './units.js';

/** `20140317`, `17032014`, `20140317101500`; `170314` after a word for a date. */
export function compactDate(reading: Reading, index: number): WrittenDate | undefined {
  const token = reading.tokens[index];
  if (token === undefined) return undefined;
  const digits = token.folded;
  if (isJoinedToNumber(reading, index, /^[.,]$/) || isFactor(reading, index, index)) return undefined;
  // A maker's element that holds nothing else: a date there is one of its software, or known by its VR or its tag.
  const isMakers =
    reading.tokens.length === 1 && reading.context !== undefined && reading.context.keyword === undefined;
  const most = isMakers || isVersion(reading, index) ? 0.3 : 1;
  const at = (from: number, length: number): Field & { value: number } => ({
    start: token.start + from,
    end: token.start + from + length,
    value: Number(digits.slice(from, from + length)),
  });
  const make = (
    [year, month, day]: readonly (Field & { value: number })[],
    base: number,
    confidence: number,
  ): WrittenDate | undefined => {
    if (year === undefined || month === undefined || day === undefined) return undefined;
    const gregorian = year.value + base;
    if (!isYear(gregorian) || !isDay(month.value, day.value)) return undefined;
    return {
      start: token.start,
      end: endOfTime(reading, index),
      confidence: Math.min(confidence, most),
      year: { ...year, value: gregorian, base },
      month: { ...month, name: undefined },
      day: { ...day, ordinal: undefined },
    };
  };
  if (digits.length === 8 && !(isMeasured(reading, index) && !/^(?:19|20)/.test(digits)))
    return (
      make([at(0, 4), at(4, 2), at(6, 2)], 0, 0.9) ??
      make([at(4, 4), at(2, 2), at(0, 2)], 0, 0.75) ??
      make([at(4, 4), at(0, 2), at(2, 2)], 0, 0.75)
    );
  if (digits.length === 12 || digits.length === 14) {
    const isTime = Number(digits.slice(8, 10)) < 24 && Number(digits.slice(10, 12)) < 60;
    return isTime ? make([at(0, 4), at(4, 2), at(6, 2)], 0, 0.9) : undefined;
  }
  if (digits.length !== 6) return undefined;
  const cue = cueBefore(reading, index);
  if (cue !== 'birth' && cue !== 'date') return undefined;
  return (
    make([at(4, 2), at(2, 2), at(0, 2)], century(at(4, 2).value), 0.85) ??
    make([at(0, 2), at(2, 2), at(4, 2)], century(at(0, 2).value), 0.85) ??
    make([at(4, 2), at(0, 2), at(2, 2)], century(at(4, 2).value), 0.85)
  );
}

/** `17.03.2014`, `2014-03-17`, `3/17/14`, `17 03 2014`, `2014_03_17`. */
export function numericDate(reading: Reading, index: number): WrittenDate | undefined {
  const a = reading.tokens[index];
  const b = reading.tokens[index + 1];
  const c = reading.tokens[index + 2];
  if (!isDigits(a) || !isDigits(b) || !isDigits(c)) return undefined;
  const widths = [widthOf(a), widthOf(b), widthOf(c)] as const;
  const isYearFirst = widths[0] === 4 && widths[1] <= 2 && widths[2] <= 2;
  if (!isYearFirst && (widths[0] > 2 || widths[1] > 2 || (widths[2] !== 4 && widths[2] !== 2)))
    return undefined;
  const gap = gapAfter(reading, index) ?? '';
  const second = gapAfter(reading, index + 1) ?? '';
  if (!/^(?: ?[./_-] ?| )$/.test(gap)) return undefined;
  const separator = gap === ' ' ? ' ' : gap.trim();
  if (separator !== (second === ' ' ? ' ' : second.trim())) return undefined;
  const isPadded = widths.every((width) => width >= 2);
  const join = JOINS[separator] ?? / /;
  if (isJoinedToNumber(reading, index, join, 'before')) return undefined;
  // Before a count of images a full date is a date still.
  const isShort = separator === ' ' || (!isYearFirst && widths[2] === 2);
  if ((isShort && isMeasured(reading, index + 2)) || isFactor(reading, index, index + 2)) return undefined;
  const cue = cueBefore(reading, index);
  const field = (at: number): Field & { value: number } => {
    const token = reading.tokens[index + at] ?? a;
    return { start: token.start, end: token.end, value: Number(token.folded) };
  };
  const make = (
    y: number,
    m: number,
    d: number,
    base: number,
    confidence: number,
  ): WrittenDate | undefined => {
    const [year, month, day] = [field(y), field(m), field(d)];
    if (!isYear(year.value + base) || !isDay(month.value, day.value)) return undefined;
    const fields = {
      year: { ...year, value: year.value + base, base },
      month: { ...month, name: undefined },
      day: { ...day, ordinal: undefined },
    };
    return { start: a.start, end: endOfTime(reading, index + 2), confidence, ...fields };
  };
  if (isYearFirst) {
    if (separator === ' ' && !(isPadded || cue !== undefined)) return undefined;
    return (
      make(0, 1, 2, 0, separator === ' ' ? 0.75 : 0.95) ??
      make(0, 2, 1, 0, 0.75) ??
      otherCalendar(make, field(0).value)
    );
  }
  if (isJoinedToNumber(reading, index + 2, join, 'after')) return undefined;
  if (widths[2] === 4) {
    if (separator === ' ' && !(isPadded || cue !== undefined)) return undefined;
    const confidence = separator === ' ' ? 0.7 : 0.95;
    const [m, d] = separator === '/' ? [0, 1] : [1, 0];
    return (
      make(2, m, d, 0, confidence) ?? make(2, d, m, 0, confidence) ?? otherCalendar(make, field(2).value)
    );
  }
  if (separator === '_') return undefined;
  if (separator === ' ' && cue !== 'birth') return undefined;
  if (isVersion(reading, index) || isJoinedToNumber(reading, index, /^[.,]$/, 'before')) return undefined;
  if (adjoinsWord(reading, index)) return undefined;
  const confidence = shortYearConfidence(
    separator,
    isPadded,
    cue,
    field(0).value > 12 || field(1).value > 12,
    isEvent(reading, index - 1) &&
      !isOfCounts(
        reading,
        index - 1,
        [0, 1, 2].map((at) => field(at).value),
      ),
  );
  const base = century(field(2).value);
  const [m, d] = separator === '/' ? [0, 1] : [1, 0];
  return (
    make(2, m, d, base, confidence) ??
    make(2, d, m, base, confidence) ??
    (isPadded ? make(0, 1, 2, century(field(0).value), Math.min(confidence, 0.65)) : undefined)
  );
}

const JOINS: Readonly<Record<string, RegExp>> = {
  '.': /^ ?\. ?$/,
  '/': /^ ?\/ ?$/,
  '-': /^ ?- ?$/,
  _: /^ ?_ ?$/,
};

/** What happened on a day, before it. */
const EVENTS = wordSet(
  'fx fracture surgery op bx biopsy injury fall mva rta ct mri xray sturz unfall fraktur opere operee accident operado operada fractura caida operato operata frattura caduta geopereerd val breuk',
);

function isEvent({ tokens, gaps }: Reading, index: number): boolean {
  return EVENTS.has(tokens[index]?.folded ?? '') && gaps[index] === ' ';
}

/** Before numbers that count something as well: `CT 1.2.12`, `fx 2-3-10`. */
const COUNTING = wordSet('fx fracture ct mri xray fraktur fractura frattura breuk');

/** Whether three numbers after such a word may all be something else than the parts of a day. */
function isOfCounts(
  { tokens }: Reading,
  index: number,
  [one = 0, two = 0, year = 0]: readonly number[],
): boolean {
  return COUNTING.has(tokens[index]?.folded ?? '') && Math.max(one, two) <= 12 && year <= 31;
}

function shortYearConfidence(
  separator: string,
  isPadded: boolean,
  cue: Cue,
  isUnambiguous: boolean,
  isAfterEvent: boolean,
): number {
  if (cue === 'birth' || cue === 'date') return 0.95;
  const evidence =
    (isPadded ? 0.15 : 0) + (isUnambiguous ? 0.1 : 0) + (cue === 'preposition' || isAfterEvent ? 0.2 : 0);
  switch (separator) {
    case '/':
      return 0.6 + evidence;
    case '.':
      return 0.5 + evidence;
    default:
      return 0.4 + evidence;
  }
}

/** Years of the Buddhist era and of the Iranian and Islamic calendars; days and months are only checked for size. */
function otherCalendar(
  make: (y: number, m: number, d: number, base: number, confidence: number) => WrittenDate | undefined,
  year: number,
): WrittenDate | undefined {
  if (year >= 2440 && year <= 2600) return make(2, 1, 0, -543, 0.75) ?? make(0, 1, 2, -543, 0.75);
  if (year >= 1300 && year <= 1460) return make(0, 1, 2, 600, 0.75) ?? make(2, 1, 0, 600, 0.65);
  return undefined;
}

/** `03/2014`, `2014-03`. */
export function numericMonth(reading: Reading, index: number): WrittenDate | undefined {
  const a = reading.tokens[index];
  const b = reading.tokens[index + 1];
  const gap = gapAfter(reading, index) ?? '';
  if (!isDigits(a) || !isDigits(b) || (widthOf(a) !== 4 && widthOf(b) !== 4) || !/^[./-]$/.test(gap))
    return undefined;
  if (
    isJoinedToNumber(reading, index, /^[./,:-]$/, 'before') ||
    isJoinedToNumber(reading, index + 1, /^[./,:-]$/, 'after')
  )
    return undefined;
  if (adjoinsWord(reading, index) || isMeasured(reading, index + 1) || isFactor(reading, index, index + 1))
    return undefined;
  if (isVersion(reading, index)) return undefined;
  const [year, month] = widthOf(a) === 4 ? [a, b] : [b, a];
  const value = Number(month.folded);
  // 2048 and above are sizes of a matrix; a month and a year are about the past.
  if (widthOf(year) !== 4 || widthOf(month) > 2 || value < 1 || value > 12) return undefined;
  if (Number(year.folded) < 1900 || Number(year.folded) > 2039) return undefined;
  if (isExpiry(reading, index)) return undefined;
  const cue = cueBefore(reading, index);
  const isPadded = widthOf(month) === 2;
  const confidence = cue !== undefined ? 0.85 : gap === '/' ? 0.75 : isPadded && gap === '-' ? 0.65 : 0.5;
  return {
    start: a.start,
    end: b.end,
    confidence,
    year: { start: year.start, end: year.end, value: Number(year.folded), base: 0 },
    month: { start: month.start, end: month.end, value, name: undefined },
    day: undefined,
  };
}
