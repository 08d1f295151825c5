/** What a written date is, and what the words and numbers round it say. */

import type { MonthName } from './months.js';
import { weekdayNamed, type Weekday } from './weekdays.js';
import { gapAfter, isDigits, isLetters, type Reading } from './reading.js';

/** Where one part of a date stands. */
export interface Field {
  readonly start: number;
  readonly end: number;
}

/** A date as somebody wrote it. */
export interface WrittenDate {
  readonly start: number;
  readonly end: number;
  /** From 0 to 1: that this is a date at all. */
  readonly confidence: number;
  /** Gregorian; the century of a two-digit year is guessed. Absent where day and month stand alone. */
  readonly year:
    | (Field & { readonly value: number; /** Gregorian less written year */ readonly base: number })
    | undefined;
  readonly month: Field & { readonly value: number; readonly name: MonthName | undefined };
  /** Absent where month and year stand alone. */
  readonly day:
    | (Field & {
        readonly value: number;
        /** The letters of `17th`, `1er`. */ readonly ordinal: Field | undefined;
      })
    | undefined;
  /** Before the date. */
  readonly weekday?: Field & Weekday;
}

/** How much the words before a number speak for a date. */
export type Cue = 'birth' | 'date' | 'preposition' | undefined;

const BIRTH_WORDS = new Set(
  'dob birth born birthdate birthday geb geboren geburtsdatum gebdat gebdatum geburtstag nee ne naissance nacido nacida nacimiento fn fdn ddn nato nata nascita nascido nascida nascimento dn geboortedatum gebdat geb b'.split(
    ' ',
  ),
);
const DATE_WORDS = new Set(
  'date dated dates datum fecha data dato datee dt since seit depuis desde dal sinds performed acquired seen done taken obtained examined exam scan study visit diagnosed dx admitted discharged prior previous compared comparison vergleich voraufnahme vorstudie comparaison comparacion confronto examdate studydate scandate admit appt appointment followup termin rdv cita дата'.split(
    ' ',
  ),
);
const PREPOSITIONS = new Set(
  'on from vom am du le del el il op v van em d den by until bis till to through thru'.split(' '),
);

/** What the two words before a number say of it. */
export function cueBefore(reading: Reading, index: number): Cue {
  const near = reading.tokens[index - 1];
  if (near === undefined || !/^[ :.,#=()/-]{0,3}$/.test(gapAfter(reading, index - 1) ?? '')) return undefined;
  // Letters that were dotted: D.O.B.
  if (
    near.folded === 'b' &&
    /D\.? ?O\.? ?B\.?[ :=-]{0,3}$/i.test(
      reading.text.slice(Math.max(0, near.start - 8), reading.tokens[index]?.start),
    )
  )
    return 'birth';
  if (near.folded !== 'b' && near.folded !== 'ne' && BIRTH_WORDS.has(near.folded)) return 'birth';
  if (weekdayNamed(near.folded) !== undefined) return 'date';
  if (DATE_WORDS.has(near.folded)) return isBirthDate(reading, index - 1) ? 'birth' : 'date';
  const far = reading.tokens[index - 2];
  if (far !== undefined && BIRTH_WORDS.has(far.folded) && far.folded !== 'b' && isLetters(near))
    return 'birth';
  if (far !== undefined && DATE_WORDS.has(far.folded) && PREPOSITIONS.has(near.folded)) return 'date';
  return PREPOSITIONS.has(near.folded) ? 'preposition' : undefined;
}

function isBirthDate(reading: Reading, index: number): boolean {
  return reading.tokens.slice(Math.max(0, index - 2), index).some((token) => BIRTH_WORDS.has(token.folded));
}

/** Whether another number is joined to this one by a sign, so that both are parts of something longer. */
export function isJoinedToNumber(
  reading: Reading,
  index: number,
  join: RegExp,
  side?: 'before' | 'after',
): boolean {
  const isBefore = isDigits(reading.tokens[index - 1]) && join.test(gapAfter(reading, index - 1) ?? '');
  const isAfter = isDigits(reading.tokens[index + 1]) && join.test(gapAfter(reading, index) ?? '');
  return side === 'before' ? isBefore : side === 'after' ? isAfter : isBefore || isAfter;
}

export function adjoinsWord(reading: Reading, index: number): boolean {
  return isLetters(reading.tokens[index - 1]) && gapAfter(reading, index - 1) === '';
}

/** Where a date ends with the time that ISO 8601 joins to it by a T; a time apart stays a time of day. */
export function endOfTime(reading: Reading, last: number): number {
  const end = reading.tokens[last]?.end ?? 0;
  const time = /^T\d\d:?\d\d(?::?\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?/.exec(
    reading.text.slice(end, end + 32),
  );
  return time === null ? end : end + time[0].length;
}

export function isYear(value: number): boolean {
  return value >= 1880 && value <= 2079;
}

const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a day exists; 29 February does in every year, since two-digit years are guessed. */
export function isDay(month: number, day: number): boolean {
  return day >= 1 && day <= (MONTH_LENGTHS[month - 1] ?? 0);
}

export function century(twoDigits: number): number {
  return twoDigits <= 39 ? 2000 : 1900;
}

const EXPIRIES = new Set(
  'exp expires expiry expiration verfall verfallsdatum peremption caduca caducidad scadenza'.split(' '),
);

/** `exp 08/2025`: until when a contrast agent or an implant may be used, which tells nothing of a patient. */
export function isExpiry({ tokens, gaps }: Reading, index: number): boolean {
  return EXPIRIES.has(tokens[index - 1]?.folded ?? '') && /^[ .:]{1,3}$/.test(gaps[index - 1] ?? '');
}
