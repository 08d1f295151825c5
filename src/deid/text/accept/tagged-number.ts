/** Numbers that the tagger alone marked: dates, ages, phones and identifiers. */

import { isFactor, isMeasured, isVersion } from '../patterns/units.js';
import { readText, type Reading } from '../patterns/reading.js';
import { isExpiry } from '../patterns/date-context.js';
import { isFraction, isModality } from '../patterns/day-and-month.js';
import { writtenDates } from '../patterns/written-date.js';
import type { TextSpan } from '../span.js';
import type { TokenRange } from './evidence.js';

/** Whether a number that the tagger marked reads as its kind: no measure, size, version, decimal or single digits. */
export function isNumberOfIdentity(reading: Reading, span: TextSpan, range: TokenRange): boolean {
  const { text, tokens } = reading;
  const start = tokens[range.first]?.start ?? span.start;
  const end = tokens[range.last]?.end ?? span.end;
  const marked = text.slice(start, end);
  const digits = marked.replace(/\D/g, '').length;
  // `ab_cd_010203`: six digits at the end of a code are a version, a count or a day, and nobody can tell which.
  if (/^\d{6}$/.test(marked) && text.charAt(start - 1) === '_') return false;
  if (
    /[\p{L}\d.,^/-]$/u.test(text.slice(Math.max(0, start - 1), start)) ||
    /^(?:[\p{L}\d]|[.,/-]\d)/u.test(text.slice(end, end + 2))
  )
    return false;
  if (
    isMeasured(reading, range.last) ||
    isFactor(reading, range.first, range.last) ||
    isVersion(reading, range.first)
  )
    return false;
  switch (span.kind) {
    case 'date':
      // `CT 02/04`: two of four series as well as a day, where nothing else is said.
      if (isBareCount(reading, marked)) return false;
      return (
        readsAsDate(marked) &&
        !isExpiry(reading, range.first) &&
        !(/^\d{1,2}\/\d{1,2}$/.test(marked) && isFraction(reading, range.first))
      );
    case 'age':
      return digits >= 2;
    case 'phone':
      return digits >= 7 && digits <= 15 && /^[\d +()./-]+$/.test(marked);
    default:
      return (
        digits >= (/\p{L}/u.test(marked) ? 4 : 6) &&
        !isRepeated(marked) &&
        !/\d[.,]\d/.test(marked) &&
        !(start === 0 && end === text.trimEnd().length)
      );
  }
}

/** A modality and two numbers that may both be months, and no more. */
function isBareCount({ tokens }: Reading, marked: string): boolean {
  const [, one, two] = /^(\d{1,2})\/(\d{1,2})$/.exec(marked) ?? [];
  return (
    tokens.length === 3 && Math.max(Number(one), Number(two)) <= 12 && isModality(tokens[0]?.folded ?? '')
  );
}

/** `71270 71270`: codes of procedures come in twos. */
function isRepeated(text: string): boolean {
  const parts = text.split(/[ ,;]+/);
  return parts.length > 1 && parts.every((part) => part === parts[0] || part.length === 5);
}

/** Whether a text is a date where a date is expected. */
function readsAsDate(text: string): boolean {
  const [date] = writtenDates(readText(`date ${text}`));
  return date !== undefined && date.end - date.start >= text.length - 2;
}
