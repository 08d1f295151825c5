/** Ages (AS, PS3.5 section 6.2): three digits and a unit. Loose forms that senders write are read too. */

const UNIT_YEARS: Readonly<Record<string, number>> = { D: 1 / 365.25, W: 7 / 365.25, M: 1 / 12, Y: 1 };

/** An age in years; a number without a unit counts as years. Undefined where the text is no age. */
function yearsOf(text: string): number | undefined {
  const [, digits, unit = 'Y'] = /^\s*(\d{1,4})\s*([DWMY])?(?:[A-Z]*)\s*$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (UNIT_YEARS[unit.toUpperCase()] ?? 1);
}

/**
 * Ages over `over` years become one class, `090Y` for 89 (45 CFR 164.514(b)(2)(i)(C)), or no value; others stay as written.
 * @returns the age; empty where the text is no age, since it then may say anything
 */
export function capAge(text: string, over: number, write: 'limit' | 'nothing'): string {
  if (text === '') return '';
  const years = yearsOf(text);
  if (years === undefined) return '';
  if (Math.floor(years) <= over) return text;
  return write === 'limit' ? writeYears(over + 1) : '';
}

/**
 * Ages in whole years, rounded down to a multiple of `step`.
 * @returns empty where the text is no age
 */
export function roundAge(text: string, step: number): string {
  const years = yearsOf(text);
  return years === undefined ? '' : writeYears(Math.floor(years / step) * step);
}

function writeYears(years: number): string {
  return `${String(years).padStart(3, '0')}Y`;
}
