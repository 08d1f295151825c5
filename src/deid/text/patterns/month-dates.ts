/** Dates with the month by its name. */

import {
  adjoinsWord,
  century,
  cueBefore,
  endOfTime,
  isDay,
  isJoinedToNumber,
  isYear,
  type Field,
  type WrittenDate,
} from './date-context.js';
import { isHeaderWord } from '../../vocabulary/vocabulary.js';
import { monthNamed, type MonthName } from './months.js';
import { gapAfter, isDigits, isLetters, widthOf, written, type Reading } from './reading.js';
import { isFactor, isMeasured } from './units.js';

const BETWEEN = /^[ .,/_'-]{0,3}$/;
const ORDINALS = new Set(['st', 'nd', 'rd', 'th', 'er', 're', 'e', 'eme', 'o', 'a', 'de', 'ste', 'ten']);
const LINKS = new Set(['of', 'de', 'del', 'do', 'di', 'von', "d'", 'd']);
const GENITIVE = new Set(['de', 'of']);
/** Words of everyday use that name a month only in full company. */
const RARELY_MONTHS = new Set(
  'mrt set out mag gen ago lis lut sie cze sty gru ott lip maja maj giu lug kwi wrz paz'.split(' '),
);

/** Goes past one word that links the parts of a date, as in `17th of March`, `17 de marzo de 2014`. */
function pastLink(reading: Reading, index: number): number {
  const token = reading.tokens[index];
  return isLetters(token) && LINKS.has(token.folded) ? index + 1 : index;
}

/** The letters that make a number an ordinal, as in `17th`. */
function ordinalAfter(reading: Reading, index: number): Field | undefined {
  const letters = reading.tokens[index + 1];
  const isOrdinal =
    isLetters(letters) && letters.start === reading.tokens[index]?.end && ORDINALS.has(letters.folded);
  return isOrdinal ? { start: letters.start, end: letters.end } : undefined;
}

/** Whether the gaps from one token to another may stand inside a date. */
function areLinked(reading: Reading, first: number, last: number): boolean {
  for (let index = first; index < last; index += 1)
    if (!BETWEEN.test(gapAfter(reading, index) ?? '#')) return false;
  return true;
}

/** `17 March 2014`, `17MAR14`, `17. März`, `1er mars 2014`, `17 de marzo de 2014`. */
export function dayFirst(reading: Reading, index: number): WrittenDate | undefined {
  const token = reading.tokens[index];
  if (token === undefined || widthOf(token) > 2) return undefined;
  const day = Number(token.folded);
  if (day < 1 || day > 31) return undefined;
  const ordinal = ordinalAfter(reading, index);
  const at = ordinal === undefined ? index + 1 : index + 2;
  const linked = pastLink(reading, at);
  const isGenitive = linked > at && GENITIVE.has(reading.tokens[at]?.folded ?? '');
  const monthToken = reading.tokens[linked];
  if (!isLetters(monthToken) || !areLinked(reading, index, linked)) return undefined;
  if (gapAfter(reading, linked - 1)?.includes(',') === true) return undefined;
  const name = monthNamed(monthToken.folded);
  if (name === undefined || !isDay(name.month, day)) return undefined;
  if (isJoinedToNumber(reading, index, /^[.,]$/, 'before') || isFactor(reading, index, index))
    return undefined;
  const month = { start: monthToken.start, end: monthToken.end, value: name.month, name };
  const dayField = { start: token.start, end: token.end, value: day, ordinal };
  const year = yearAfter(reading, linked, name);
  if (year !== undefined && year.end - year.start === 2 && adjoinsWord(reading, index)) return undefined;
  if (year !== undefined)
    return {
      start: token.start,
      end: endOfTime(reading, year.token),
      confidence: year.confidence,
      year,
      month,
      day: dayField,
    };
  const isDotted = gapAfter(reading, index)?.startsWith('.') ?? false;
  const isSure =
    name.isPlain ||
    ordinal !== undefined ||
    isGenitive ||
    isDotted ||
    isShortDay(reading, index, linked) ||
    cueBefore(reading, index) !== undefined;
  if (!isSure || RARELY_MONTHS.has(monthToken.folded)) return undefined;
  return { start: token.start, end: monthToken.end, confidence: 0.7, year: undefined, month, day: dayField };
}

/** `Jan 5,` with one capital, after a word and before what ends a phrase. */
function endsPhrase(reading: Reading, index: number): boolean {
  const [month, day] = reading.tokens.slice(index, index + 2);
  if (month === undefined || day === undefined || gapAfter(reading, index) !== ' ') return false;
  return (
    /^\p{Lu}\p{Ll}{2,}$/u.test(written(reading, month)) &&
    isLetters(reading.tokens[index - 1]) &&
    /^\s*(?:$|[,;)])/.test(reading.text.slice(day.end, day.end + 4))
  );
}

/** `9 Jan` with a capital in a text that has small letters, at the end of a phrase. */
function isShortDay(reading: Reading, index: number, month: number): boolean {
  const token = reading.tokens[month];
  if (token === undefined || month !== index + 1) return false;
  // `XR HIP 14NOV`; `CT 11MAR` may be the reduction of artifacts.
  if (gapAfter(reading, index) === '')
    return (
      (/^\p{Lu}{3}$/u.test(written(reading, token)) || /^[_-]$/.test(gapAfter(reading, index - 1) ?? '')) &&
      (token.folded !== 'mar' || !isHeaderWord(reading.tokens[index - 1]?.folded ?? 'ct')) &&
      widthOf(reading.tokens[index] ?? token) === 2 &&
      /^(?:\s|$|[_,;)])/.test(reading.text.slice(token.end)) &&
      !adjoinsWord(reading, index)
    );
  if (gapAfter(reading, index) !== ' ') return false;
  if (!/^\p{Lu}\p{Ll}{2,}$/u.test(written(reading, token)) || isFactor(reading, index, index)) return false;
  const before = reading.tokens[index - 1];
  const isOpen = before === undefined || !isLetters(before) || widthOf(before) > 2;
  return (
    isOpen && /^\.?\s{0,2}(?:$|[,;)]|at \d|\d{1,2}:\d\d)/.test(reading.text.slice(token.end, token.end + 8))
  );
}

/** `March 17, 2014`, `Mar 2014`, `Mar-17-14`, `September 12`. */
export function monthFirst(reading: Reading, index: number): WrittenDate | undefined {
  const token = reading.tokens[index];
  if (token === undefined) return undefined;
  const name = monthNamed(token.folded);
  if (name === undefined) return undefined;
  const month = { start: token.start, end: token.end, value: name.month, name };
  const next = reading.tokens[index + 1];
  // `MAG3 2013-07-05`, `Ortho MAR 2013-04-02`: the year begins a day of its own.
  if (/^(?:\d{1,2})? (?:19|20)\d{2}-\d{2}-\d{2}(?!\d)/.test(reading.text.slice(token.end, token.end + 14)))
    return undefined;
  if (!isDigits(next) && !(isLetters(next) && LINKS.has(next.folded))) return undefined;
  if (isDigits(next) && widthOf(next) <= 2 && areLinked(reading, index, index + 1)) {
    const day = Number(next.folded);
    if (isDay(name.month, day)) {
      const ordinal = ordinalAfter(reading, index + 1);
      const at = ordinal === undefined ? index + 1 : index + 2;
      const dayField = { start: next.start, end: next.end, value: day, ordinal };
      const year = yearAfter(reading, at, name);
      if (year !== undefined && !(RARELY_MONTHS.has(token.folded) && year.end - year.start === 2))
        return {
          start: token.start,
          end: endOfTime(reading, year.token),
          confidence: year.confidence,
          year,
          month,
          day: dayField,
        };
      const isSure =
        name.isPlain ||
        ordinal !== undefined ||
        endsPhrase(reading, index) ||
        cueBefore(reading, index) !== undefined;
      if (
        isSure &&
        !isMeasured(reading, at) &&
        !RARELY_MONTHS.has(token.folded) &&
        gapAfter(reading, index) !== ''
      )
        return {
          start: token.start,
          end: ordinal?.end ?? next.end,
          confidence: 0.7,
          year: undefined,
          month,
          day: dayField,
        };
    }
  }
  const year = yearAfter(reading, index, name);
  if (year === undefined || RARELY_MONTHS.has(token.folded)) return undefined;
  const isShort = year.end - year.start === 2;
  if (
    isShort &&
    !reading.text.slice(token.end, year.start).includes("'") &&
    cueBefore(reading, index) === undefined
  )
    return undefined;
  return { start: token.start, end: year.end, confidence: isShort ? 0.7 : 0.85, year, month, day: undefined };
}

/** `2014 Mar 17`, `2014MAR17`. */
export function yearFirst(reading: Reading, index: number): WrittenDate | undefined {
  const [token, monthToken, dayToken] = reading.tokens.slice(index, index + 3);
  if (token === undefined || !isLetters(monthToken) || !areLinked(reading, index, index + 1))
    return undefined;
  const name = monthNamed(monthToken.folded);
  const value = Number(token.folded);
  if (name === undefined || !isYear(value)) return undefined;
  if (!name.isPlain && !/^\p{Lu}/u.test(written(reading, monthToken))) return undefined;
  const year = { start: token.start, end: token.end, value, base: 0 };
  const month = { start: monthToken.start, end: monthToken.end, value: name.month, name };
  if (
    isDigits(dayToken) &&
    widthOf(dayToken) <= 2 &&
    areLinked(reading, index + 1, index + 2) &&
    isDay(name.month, Number(dayToken.folded))
  ) {
    const day = {
      start: dayToken.start,
      end: dayToken.end,
      value: Number(dayToken.folded),
      ordinal: undefined,
    };
    return { start: token.start, end: endOfTime(reading, index + 2), confidence: 0.9, year, month, day };
  }
  if (!name.isPlain) return undefined;
  return { start: token.start, end: monthToken.end, confidence: 0.7, year, month, day: undefined };
}

/** The year after the other parts of a date. */
function yearAfter(
  reading: Reading,
  index: number,
  name: MonthName,
): (Field & { value: number; base: number; confidence: number; token: number }) | undefined {
  const at = pastLink(reading, index + 1);
  const token = reading.tokens[at];
  if (!isDigits(token) || !areLinked(reading, index, at)) return undefined;
  const value = Number(token.folded);
  const field = { start: token.start, end: token.end, token: at };
  if ((widthOf(token) !== 4 && isMeasured(reading, at)) || isFactor(reading, at, at)) return undefined;
  if (widthOf(token) === 4 && isYear(value)) return { ...field, value, base: 0, confidence: 0.95 };
  if (widthOf(token) === 4 && value >= 2440 && value <= 2600)
    return { ...field, value: value - 543, base: -543, confidence: 0.8 };
  if (widthOf(token) !== 2 || isJoinedToNumber(reading, at, /^[.,:]$/, 'after')) return undefined;
  const monthToken = reading.tokens
    .slice(Math.max(0, index - 3), index + 1)
    .findLast((other) => isLetters(other) && monthNamed(other.folded) === name);
  const isCapital = monthToken !== undefined && /^\p{Lu}/u.test(written(reading, monthToken));
  const gap = reading.text.slice(reading.tokens[index]?.end ?? 0, token.start);
  if (!name.isPlain && gap.trim() === '' && gap !== '' && !isCapital) return undefined;
  const base = century(value);
  return { ...field, value: value + base, base, confidence: 0.8 };
}
