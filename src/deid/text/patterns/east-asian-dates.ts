/** Dates as East Asia writes them, with the eras of Japan and the years of the Republic of China. */

import { century, isDay, type Field, type WrittenDate } from './date-context.js';
import type { Reading } from './reading.js';

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

export function eastAsianDates({ text }: Reading): WrittenDate[] {
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
