import { monthNamed, type MonthName } from './months.js';
import { gapAfter, isDigits, isLetters, readText, widthOf, written, type Reading } from './reading.js';
import { isFactor, isMeasured, isVersion } from './units.js';

/** Where one part of a date stands. */
interface Field {
  readonly start: number;
  readonly end: number;
}

/** A date as somebody wrote it. */
interface WrittenDate {
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
}

/** How much the words before a number speak for a date. */
type Cue = 'birth' | 'date' | 'preposition' | undefined;

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
    dates.push(date);
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

// Numbers alone

/** `20140317`, `17032014`, `20140317101500`; `170314` after a word for a date. */
function compactDate(reading: Reading, index: number): WrittenDate | undefined {
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
function numericDate(reading: Reading, index: number): WrittenDate | undefined {
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

function shortYearConfidence(separator: string, isPadded: boolean, cue: Cue, isUnambiguous: boolean): number {
  if (cue === 'birth' || cue === 'date') return 0.95;
  const evidence = (isPadded ? 0.15 : 0) + (isUnambiguous ? 0.1 : 0) + (cue === 'preposition' ? 0.2 : 0);
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
function numericMonth(reading: Reading, index: number): WrittenDate | undefined {
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

/** `on 3/17`, `am 17.03.`: only after a word that calls for a date. */
function dayAndMonth(reading: Reading, index: number): WrittenDate | undefined {
  const a = reading.tokens[index];
  const b = reading.tokens[index + 1];
  const next = reading.tokens[index + 2];
  const gap = gapAfter(reading, index) ?? '';
  if (!isDigits(a) || !isDigits(b) || !/^[./]$/.test(gap) || widthOf(a) > 2 || widthOf(b) > 2)
    return undefined;
  if (isJoinedToNumber(reading, index + 1, /^[./,:-]$/, 'after') || isMeasured(reading, index + 1))
    return undefined;
  const cue = gapAfter(reading, index - 1)?.includes(',') === true ? undefined : cueBefore(reading, index);
  const isPadded = widthOf(a) === 2 && widthOf(b) === 2;
  const isDotted = gap === '.' && /^\.(?!\d)/.test(reading.text.slice(b.end, b.end + 2));
  if (
    cue === undefined ||
    !(isDotted || (gap === '/' && (isPadded || Number(a.folded) > 12 || Number(b.folded) > 12)))
  )
    return undefined;
  if (
    cue === 'preposition' &&
    gap === '/' &&
    next !== undefined &&
    /^(?:slices?|images?|series|views?)$/.test(next.folded)
  )
    return undefined;
  const orders = gap === '/' ? [[a, b] as const, [b, a] as const] : [[b, a] as const];
  for (const [month, day] of orders)
    if (isDay(Number(month.folded), Number(day.folded)))
      return {
        start: a.start,
        end: isDotted ? b.end + 1 : b.end,
        confidence: 0.75,
        year: undefined,
        month: { start: month.start, end: month.end, value: Number(month.folded), name: undefined },
        day: { start: day.start, end: day.end, value: Number(day.folded), ordinal: undefined },
      };
  return undefined;
}

// Months by name

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

/** Whether the gaps from one token to another may stand inside a date. */
function areLinked(reading: Reading, first: number, last: number): boolean {
  for (let index = first; index < last; index += 1)
    if (!BETWEEN.test(gapAfter(reading, index) ?? '#')) return false;
  return true;
}

/** `17 March 2014`, `17MAR14`, `17. März`, `1er mars 2014`, `17 de marzo de 2014`. */
function dayFirst(reading: Reading, index: number): WrittenDate | undefined {
  const token = reading.tokens[index];
  if (token === undefined || widthOf(token) > 2) return undefined;
  const day = Number(token.folded);
  if (day < 1 || day > 31) return undefined;
  let at = index + 1;
  const letters = reading.tokens[at];
  let ordinal: Field | undefined;
  if (isLetters(letters) && letters.start === token.end && ORDINALS.has(letters.folded)) {
    ordinal = { start: letters.start, end: letters.end };
    at += 1;
  }
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
    cueBefore(reading, index) !== undefined;
  if (!isSure || RARELY_MONTHS.has(monthToken.folded)) return undefined;
  return { start: token.start, end: monthToken.end, confidence: 0.7, year: undefined, month, day: dayField };
}

/** `March 17, 2014`, `Mar 2014`, `Mar-17-14`, `September 12`. */
function monthFirst(reading: Reading, index: number): WrittenDate | undefined {
  const token = reading.tokens[index];
  if (token === undefined) return undefined;
  const name = monthNamed(token.folded);
  if (name === undefined) return undefined;
  const month = { start: token.start, end: token.end, value: name.month, name };
  const next = reading.tokens[index + 1];
  if (!isDigits(next) && !(isLetters(next) && LINKS.has(next.folded))) return undefined;
  if (isDigits(next) && widthOf(next) <= 2 && areLinked(reading, index, index + 1)) {
    const day = Number(next.folded);
    if (isDay(name.month, day)) {
      let at = index + 1;
      const letters = reading.tokens[at + 1];
      let ordinal: Field | undefined;
      if (isLetters(letters) && letters.start === next.end && ORDINALS.has(letters.folded)) {
        ordinal = { start: letters.start, end: letters.end };
        at += 1;
      }
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
      const isSure = name.isPlain || ordinal !== undefined || cueBefore(reading, index) !== undefined;
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
function yearFirst(reading: Reading, index: number): WrittenDate | undefined {
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

// East Asia

const ERA_BASES: Readonly<Record<string, number>> = {
  明治: 1867,
  大正: 1911,
  昭和: 1925,
  平成: 1988,
  令和: 2018,
  民國: 1911,
  民国: 1911,
  M: 1867,
  T: 1911,
  S: 1925,
  H: 1988,
  R: 2018,
};
const EAST_ASIAN =
  /(?:(\d{4}|\d{2}) ?(?:\((?:明治|大正|昭和|平成|令和|[MTSHR])(?:\d{1,2}|元)年?\))?|(明治|大正|昭和|平成|令和|民國|民国|[MTSHR]) ?(\d{1,3}|元)) ?(?:年|년) ?(\d{1,2}) ?(?:月|월)(?: ?(\d{1,2}) ?(?:日|号|號|일))?|(\d{1,2}) ?(?:月|월) ?(\d{1,2}) ?(?:日|号|號|일)/dg;

function eastAsianDates({ text }: Reading): WrittenDate[] {
  const dates: WrittenDate[] = [];
  for (const match of text.matchAll(EAST_ASIAN)) {
    const at = (group: number): Field & { value: number } => {
      const [start, end] = match.indices?.[group] ?? [0, 0];
      return { start, end, value: Number(match[group] ?? 0) };
    };
    const hasYear = match[4] !== undefined;
    const month = at(hasYear ? 4 : 6);
    const day = match[5] !== undefined || match[7] !== undefined ? at(hasYear ? 5 : 7) : undefined;
    if (!isDay(month.value, day?.value ?? 1)) continue;
    const written = match[1] !== undefined ? at(1) : { ...at(3), value: match[3] === '元' ? 1 : at(3).value };
    const base =
      match[2] !== undefined
        ? (ERA_BASES[match[2]] ?? 0)
        : written.end - written.start === 2
          ? century(written.value)
          : 0;
    dates.push({
      start: match.index,
      end: match.index + match[0].length,
      confidence: 0.95,
      year: hasYear
        ? { start: written.start, end: written.end, value: written.value + base, base }
        : undefined,
      month: { ...month, name: undefined },
      day: day && { ...day, ordinal: undefined },
    });
  }
  return dates;
}

// What stands around

const BIRTH_WORDS = new Set(
  'dob birth born birthdate birthday geb geboren geburtsdatum gebdat gebdatum geburtstag nee ne naissance nacido nacida nacimiento fn fdn ddn nato nata nascita nascido nascida nascimento dn geboortedatum gebdat geb b'.split(
    ' ',
  ),
);
const DATE_WORDS = new Set(
  'date dated dates datum fecha data dato datee dt since seit depuis desde dal sinds performed acquired seen done taken obtained examined exam scan study visit admitted discharged prior previous compared comparison vergleich voraufnahme vorstudie comparaison comparacion confronto examdate studydate scandate дата'.split(
    ' ',
  ),
);
const PREPOSITIONS = new Set(
  'on from vom am du le del el il op van em by until bis till to through thru'.split(' '),
);

/** What the two words before a number say of it. */
function cueBefore(reading: Reading, index: number): Cue {
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
function isJoinedToNumber(reading: Reading, index: number, join: RegExp, side?: 'before' | 'after'): boolean {
  const isBefore = isDigits(reading.tokens[index - 1]) && join.test(gapAfter(reading, index - 1) ?? '');
  const isAfter = isDigits(reading.tokens[index + 1]) && join.test(gapAfter(reading, index) ?? '');
  return side === 'before' ? isBefore : side === 'after' ? isAfter : isBefore || isAfter;
}

function adjoinsWord(reading: Reading, index: number): boolean {
  return isLetters(reading.tokens[index - 1]) && gapAfter(reading, index - 1) === '';
}

/** Where a date ends with the time that ISO 8601 joins to it by a T; a time apart stays a time of day. */
function endOfTime(reading: Reading, last: number): number {
  const end = reading.tokens[last]?.end ?? 0;
  const time = /^T\d\d:?\d\d(?::?\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?/.exec(
    reading.text.slice(end, end + 32),
  );
  return time === null ? end : end + time[0].length;
}

function isYear(value: number): boolean {
  return value >= 1880 && value <= 2079;
}

const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a day exists; 29 February does in every year, since two-digit years are guessed. */
function isDay(month: number, day: number): boolean {
  return day >= 1 && day <= (MONTH_LENGTHS[month - 1] ?? 0);
}

function century(twoDigits: number): number {
  return twoDigits <= 39 ? 2000 : 1900;
}

// Shifting

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
