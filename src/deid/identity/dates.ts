/** Days, found in a text however they are written. */
import type { Token } from '../text/words.js';

/** A day as the number YYYYMMDD; undefined where the digits are no day that a patient or a scanner has seen. */
export function parseDay(text: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  return match === null ? undefined : dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Years in which somebody who is imaged can have been born or imaged; other numbers are placeholders. */
const FIRST_YEAR = 1880;
const LAST_YEAR = 2100;
/** Days that systems write where they know none. */
const PLACEHOLDERS = new Set([19000101, 19700101, 18991230, 19800101, 20000101]);

function dayOf(year: number, month: number, day: number): number | undefined {
  const plausible =
    year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  const number = year * 10000 + month * 100 + day;
  return plausible && !PLACEHOLDERS.has(number) ? number : undefined;
}

/** Month names and their abbreviations, folded, in the languages of headers. */
const MONTHS = new Map(
  [
    'january jan januar janvier janv enero ene gennaio gen janeiro januari januar январь января янв ιανουαριου ιανουαριος ιαν يناير ינואר stycznia styczen sty ledna leden ocak',
    'february feb februar fevrier fevr fev febrero febbraio fevereiro februari февраль февраля фев φεβρουαριου φεβρουαριος φεβ فبراير פברואר lutego luty unora unor subat',
    'march mar maerz marz mrz mars marzo marco maart mrt март марта мар μαρτιου μαρτιος μαρ مارس מרץ marca marzec brezna brezen mart',
    'april apr avril avr abril abr aprile апрель апреля апр απριλιου απριλιος απρ ابريل אפריל kwietnia kwiecien dubna duben nisan',
    'may mai mayo maggio mag maio mei май мая маи μαιου μαιος μαι مايو מאי maja maj kvetna kveten mayis',
    'june jun juni juin junio giugno giu junho июнь июня июн ιουνιου ιουνιος ιουν يونيو יוני czerwca czerwiec cervna cerven haziran',
    'july jul juli juillet juil julio luglio lug julho июль июля июл ιουλιου ιουλιος ιουλ يوليو יולי lipca lipiec cervence cervenec temmuz',
    'august aug aout agosto ago augustus август августа авг αυγουστου αυγουστος αυγ اغسطس אוגוסט sierpnia sierpien srpna srpen agustos',
    'september sep sept septembre septiembre settembre set setembro сентябрь сентября сен σεπτεμβριου σεπτεμβριος σεπ سبتمبر ספטמבר wrzesnia wrzesien zari eylul',
    'october oct oktober okt octobre octubre ottobre ott outubro out октябрь октября окт οκτωβριου οκτωβριος οκτ اكتوبر אוקטובר pazdziernika pazdziernik rijna rijen ekim',
    'november nov novembre noviembre novembro ноябрь ноября ноя νοεμβριου νοεμβριος νοε نوفمبر נובמבר listopada listopad listopadu kasim',
    'december dec dezember dez decembre diciembre dic dicembre dezembro декабрь декабря дек δεκεμβριου δεκεμβριος δεκ ديسمبر דצמבר grudnia grudzien prosince prosinec aralik',
  ].flatMap((names, month) => names.split(' ').map((name): [string, number] => [name, month + 1])),
);

/** First years of the Japanese eras, less one. */
const ERAS = new Map([
  ['明治', 1867],
  ['大正', 1911],
  ['昭和', 1925],
  ['平成', 1988],
  ['令和', 2018],
  ['m', 1867],
  ['t', 1911],
  ['s', 1925],
  ['h', 1988],
  ['r', 2018],
]);

const ORDINALS = new Set(['st', 'nd', 'rd', 'th', 'er', 'de', 'of', 'den', 'the', 'a', 'di', 'do']);

/** A gap within a date: one separator, or punctuation with a space (`7. 3. 1954`, `March 7, 1954`). */
const DATE_GAP = /^(?:|\s{1,2}|[./\-_,:'’\uff0d-\uff0f\u2010-\u2013]\s?|\s-\s)$/u;

/**
 * The end of the date that begins at a token, if it is one of `days`: digits in one piece, with separators in any common
 * order, with month names, two-digit years, in CJK and Japanese eras. Gives the index of the token after it.
 */
export function endOfDate(
  text: string,
  tokens: readonly Token[],
  index: number,
  days: ReadonlySet<number>,
): number | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  if (token.kind === 'digits') {
    const { folded } = token;
    if (folded.length >= 6) return isDayInOnePiece(folded, days) ? index + 1 : undefined;
    if (folded.length !== 1 && folded.length !== 2 && folded.length !== 4) return undefined;
  } else if (!MONTHS.has(token.folded) && !ERAS.has(token.folded)) return undefined;
  return endOfDateInPieces(text, tokens, index, days);
}

function isDayInOnePiece(digits: string, days: ReadonlySet<number>): boolean {
  const a = Number(digits.slice(0, 2));
  const b = Number(digits.slice(2, 4));
  const c = Number(digits.slice(4, 6));
  switch (digits.length) {
    case 6:
      return isShortYear(a, b, c, days) || isShortYear(c, b, a, days) || isShortYear(c, a, b, days);
    case 8: {
      const year = Number(digits.slice(4));
      return (
        days.has(Number(digits)) ||
        days.has(year * 10000 + b * 100 + a) ||
        days.has(year * 10000 + a * 100 + b)
      );
    }
    case 12:
    case 14: // with hours and minutes
      return days.has(Number(digits.slice(0, 8))) && Number(digits.slice(8, 10)) < 24;
    default:
      return false;
  }
}

function isShortYear(year: number, month: number, day: number, days: ReadonlySet<number>): boolean {
  const rest = month * 100 + day;
  return days.has((1900 + year) * 10000 + rest) || days.has((2000 + year) * 10000 + rest);
}

interface DatePart {
  readonly value: number;
  readonly kind: 'number' | 'month' | 'year';
}

function endOfDateInPieces(
  text: string,
  tokens: readonly Token[],
  index: number,
  days: ReadonlySet<number>,
): number | undefined {
  const parts: DatePart[] = [];
  let era: number | undefined;
  let at = index;
  for (; at < tokens.length && parts.length < 3; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const before = tokens[at - 1];
    if (at > index && before !== undefined && !DATE_GAP.test(text.slice(before.end, token.start))) break;
    if (token.kind === 'digits') {
      if (token.folded.length > 4 || token.folded.length === 3) break;
      parts.push({ value: Number(token.folded), kind: token.folded.length === 4 ? 'year' : 'number' });
    } else if (/^[年月日년월일号號]$/u.test(token.folded)) continue;
    else if (parts.length === 0 && ERAS.has(token.folded)) era = ERAS.get(token.folded);
    else if (MONTHS.has(token.folded)) parts.push({ value: MONTHS.get(token.folded) ?? 0, kind: 'month' });
    else if (at === index || !ORDINALS.has(token.folded)) break;
  }
  if (parts.length === 2) return endOfDayAndMonth(text, tokens, index, at, parts, days);
  if (parts.length < 3) return undefined;
  const [a, b, c] = parts;
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const last = tokens[at];
  const end = last !== undefined && /^[日일号號]$/u.test(last.folded) ? at + 1 : at;
  const matches = (year: number, month: number, day: number): boolean => {
    if (era !== undefined) return days.has((era + year) * 10000 + month * 100 + day);
    if (year > 2400) return days.has((year - 543) * 10000 + month * 100 + day); // Buddhist era, as in Thailand
    return year >= 100 ? days.has(year * 10000 + month * 100 + day) : isShortYear(year, month, day, days);
  };
  if (b.kind === 'month')
    return matches(c.value, b.value, a.value) || matches(a.value, b.value, c.value) ? end : undefined;
  if (a.kind === 'month') return matches(c.value, a.value, b.value) ? end : undefined;
  if (c.kind === 'month') return undefined;
  if (a.kind === 'year' || era !== undefined)
    return matches(a.value, b.value, c.value) || matches(a.value, c.value, b.value) ? end : undefined;
  return matches(c.value, b.value, a.value) ||
    matches(c.value, a.value, b.value) ||
    matches(a.value, b.value, c.value)
    ? end
    : undefined;
}

/** `7 Mar`, `March 7`: a day that is known, without its year. */
function endOfDayAndMonth(
  text: string,
  tokens: readonly Token[],
  index: number,
  end: number,
  [a, b]: readonly DatePart[],
  days: ReadonlySet<number>,
): number | undefined {
  if (a === undefined || b === undefined || a.kind === b.kind || a.kind === 'year' || b.kind === 'year')
    return undefined;
  if (tokens[index - 1]?.end === tokens[index]?.start) return undefined;
  const [day, month] = a.kind === 'number' ? [a, b] : [b, a];
  // `MAR 7`, `T7`, `7mag`: metal artefacts and units.
  const name = tokens[a.kind === 'month' ? index : end - 1];
  if (
    name === undefined ||
    !/^\p{Lu}\p{Ll}{2,}|^\p{Ll}{4,}|^\p{Lu}{4,}/u.test(text.slice(name.start, name.end))
  )
    return undefined;
  const number = tokens[a.kind === 'number' ? index : end - 1];
  if (number?.kind !== 'digits' || number.end === name.start || number.start === name.end) return undefined;
  for (const known of days) if (known % 10000 === month.value * 100 + day.value) return end;
  return undefined;
}

/** The common ways to write a day in digits, for searches that know no tokens. */
export function writtenForms(day: number): readonly string[] {
  const year = String(Math.floor(day / 10000));
  const month = String(Math.floor(day / 100) % 100).padStart(2, '0');
  const dayOfMonth = String(day % 100).padStart(2, '0');
  return [
    year + month + dayOfMonth,
    `${year}-${month}-${dayOfMonth}`,
    `${year}.${month}.${dayOfMonth}`,
    `${year}/${month}/${dayOfMonth}`,
    `${dayOfMonth}.${month}.${year}`,
    `${dayOfMonth}/${month}/${year}`,
    `${dayOfMonth}-${month}-${year}`,
    `${month}/${dayOfMonth}/${year}`,
    `${month}.${dayOfMonth}.${year}`,
    `${month}-${dayOfMonth}-${year}`,
  ];
}
