import { eastAsianDates } from './east-asian-dates.js';
import type { WrittenDate } from './date-context.js';
import { dayAndMonth } from './day-and-month.js';
import { dayFirst, monthFirst, yearFirst } from './month-dates.js';
import { compactDate, numericDate, numericMonth } from './numeric-dates.js';
import { gapAfter, isDigits, isLetters, widthOf, type Reading } from './reading.js';
import { weekdayNamed } from './weekdays.js';

/** All dates of a text, none overlapping another. */
export function writtenDates(reading: Reading): WrittenDate[] {
  const eastAsian = /[年년月월]/.test(reading.text) ? eastAsianDates(reading) : [];
  const dates = [...eastAsian];
  let end = 0;
  reading.tokens.forEach((token, index) => {
    if (token.start < end || token.kind === 'continuous') return;
    const date = dateAt(reading, index);
    if (date === undefined || eastAsian.some((other) => other.start < date.end && date.start < other.end))
      return;
    dates.push(withWeekday(reading, index, date));
    end = date.end;
  });
  return dates;
}

function dateAt(reading: Reading, index: number): WrittenDate | undefined {
  const token = reading.tokens[index];
  if (isLetters(token)) return monthFirst(reading, index);
  if (!isDigits(token)) return undefined;
  const width = widthOf(token);
  if (width > 14) return undefined;
  if (width >= 6) return compactDate(reading, index);
  if (width === 3 || width === 5) return undefined;
  return (
    numericDate(reading, index) ??
    (width === 4 ? yearFirst(reading, index) : dayFirst(reading, index)) ??
    numericMonth(reading, index) ??
    dayAndMonth(reading, index)
  );
}

/** `Tues 4/16/24`, `jeudi 14 février`: the day of the week is a part of the date. */
function withWeekday(reading: Reading, index: number, date: WrittenDate): WrittenDate {
  const before = reading.tokens[index - 1];
  if (
    !isLetters(before) ||
    date.day === undefined ||
    !/^[ .,]{1,3}$/.test(gapAfter(reading, index - 1) ?? '')
  )
    return date;
  const weekday = weekdayNamed(before.folded);
  return weekday === undefined
    ? date
    : { ...date, start: before.start, weekday: { ...weekday, start: before.start, end: before.end } };
}
