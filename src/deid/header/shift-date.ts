/** A date with what may follow it (PS3.5 section 6.2, DA and DT): time of day and zone. The dots are those of ACR-NEMA. */
const DATE =
  /^(\d{4})(?:(\d{2})(\d{2})?|([.-])(\d{2})\4(\d{2}))?((?:\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?(?:[+-]\d{4})?)$/;
const RANGE = /^(\d{8})-(\d{8})$/;

/**
 * Moves a date by whole days. The time of day, the zone and the precision stay as they are written, so that intervals
 * between a patient's dates are kept (PS3.15 section E.3.6).
 * @param text one DA or DT value (PS3.5 section 6.2), also with the dots of ACR-NEMA (`1997.06.09`), also a range of a query
 * @returns the moved value; undefined when it is no date, or holds more than one
 */
export function shiftDate(text: string, days: number): string | undefined {
  const range = RANGE.exec(text);
  if (range !== null) {
    const ends = range.slice(1).map((end) => shiftDate(end, days));
    return ends.includes(undefined) ? undefined : ends.join('-');
  }
  const match = DATE.exec(text);
  const year = match?.[1];
  if (match === null || year === undefined) return undefined;
  const separator = match[4] ?? '';
  const month = match[2] ?? match[5];
  const day = match[3] ?? match[6];
  const rest = match[7] ?? '';
  const moved = new Date(Date.UTC(2000, Number(month ?? '1') - 1, Number(day ?? '1')));
  moved.setUTCFullYear(Number(year));
  const isReal =
    moved.getUTCMonth() === Number(month ?? '1') - 1 && moved.getUTCDate() === Number(day ?? '1');
  if (!isReal) return undefined;
  moved.setUTCDate(moved.getUTCDate() + days);
  if (moved.getUTCFullYear() < 1) return undefined;
  const parts = [String(moved.getUTCFullYear()).padStart(4, '0')];
  if (month !== undefined) parts.push(String(moved.getUTCMonth() + 1).padStart(2, '0'));
  if (day !== undefined) parts.push(String(moved.getUTCDate()).padStart(2, '0'));
  return parts.join(separator) + rest;
}

/**
 * The first day of a date's year or month. Of a DT value (PS3.5 section 6.2) no more is kept than that precision, with the
 * zone; a DA value, which always has a day, gets the first one.
 * @returns undefined when the text is no date, or holds more than one
 */
export function roundDate(text: string, vr: string, to: 'year' | 'month'): string | undefined {
  const match = DATE.exec(text);
  const year = match?.[1];
  if (match === null || year === undefined) return undefined;
  const month = to === 'year' ? undefined : (match[2] ?? match[5]);
  if (vr === 'DA') return `${year}${month ?? '01'}01`;
  const zone = /[+-]\d{4}$/.exec(match[7] ?? '')?.[0] ?? '';
  return `${year}${month ?? ''}${vr === 'DT' ? zone : ''}`;
}
