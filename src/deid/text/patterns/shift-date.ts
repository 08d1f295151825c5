/** Dates shifted in their own written form. */

import type { Field, WrittenDate } from './date-context.js';
import { readText } from './reading.js';
import { writtenDates } from './written-date.js';

/**
 * A date in its own written form so many days later. Where no day was written it counts as the 15th, where no year, as one of a common year.
 * @returns undefined where no date can be read in the text
 */
export function shiftWrittenDate(text: string, days: number): string | undefined {
  const reading = readText(text);
  const date = writtenDates(reading)[0];
  if (date === undefined) return undefined;
  const shifted = new Date(
    Date.UTC(date.year?.value ?? 2023, date.month.value - 1, (date.day?.value ?? 15) + days),
  );
  const edits: (Field & { by: string })[] = [];
  const { year, month, day } = date;
  if (year !== undefined) {
    const width = year.end - year.start;
    const value =
      width === 2 && year.base >= 1900 && year.base % 100 === 0
        ? shifted.getUTCFullYear() % 100
        : shifted.getUTCFullYear() - year.base;
    if (value < 0 || (value === 0 && width !== 2)) return undefined;
    edits.push({ ...year, by: String(value).padStart(width === 1 ? 0 : Math.min(width, 4), '0') });
  }
  const isPadded = hasPaddedParts(text, date);
  const monthText = text.slice(month.start, month.end);
  const monthName = month.name?.row[shifted.getUTCMonth()];
  edits.push({
    ...month,
    by:
      monthName === undefined ? padded(shifted.getUTCMonth() + 1, isPadded) : inCaseOf(monthText, monthName),
  });
  if (day !== undefined) {
    edits.push({ ...day, by: padded(shifted.getUTCDate(), isPadded) });
    if (day.ordinal !== undefined)
      edits.push({
        ...day.ordinal,
        by: ordinalLetters(text.slice(day.ordinal.start, day.ordinal.end), shifted.getUTCDate()),
      });
  }
  const { weekday } = date;
  const weekdayName = weekday?.row[(((weekday.day + days) % 7) + 7) % 7];
  if (weekday !== undefined && weekdayName !== undefined)
    edits.push({ ...weekday, by: inCaseOf(text.slice(weekday.start, weekday.end), weekdayName) });
  let result = text;
  for (const edit of edits.sort((a, b) => b.start - a.start))
    result = result.slice(0, edit.start) + edit.by + result.slice(edit.end);
  return result;
}

/** Whether numbers below ten are written with a zero: as one is, else as numbers alone mostly are. */
function hasPaddedParts(text: string, { month, day }: WrittenDate): boolean {
  const parts = [
    month.name === undefined ? text.slice(month.start, month.end) : '',
    day === undefined ? '' : text.slice(day.start, day.end),
  ];
  if (parts.some((part) => /^[0\u0660\u06f0\uff10]/.test(part))) return true;
  if (parts.some((part) => part.length === 1)) return false;
  return month.name === undefined && !/[年년月월]/.test(text);
}

function padded(value: number, isPadded: boolean): string {
  return String(value).padStart(isPadded ? 2 : 1, '0');
}

function inCaseOf(example: string, word: string): string {
  if (example === example.toUpperCase()) return word.toUpperCase();
  return /^\p{Lu}/u.test(example) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

function ordinalLetters(letters: string, day: number): string {
  if (/^(?:st|nd|rd|th)$/i.test(letters)) {
    const suffix =
      day % 10 === 1 && day !== 11
        ? 'st'
        : day % 10 === 2 && day !== 12
          ? 'nd'
          : day % 10 === 3 && day !== 13
            ? 'rd'
            : 'th';
    return inCaseOf(letters, suffix);
  }
  return /^er$/i.test(letters) && day !== 1 ? '' : letters;
}
