import { report, type Finder } from './reading.js';
import { writtenDates } from './written-date.js';

const IN_NUMERALS =
  /[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号號])?/g;

/** Dates down to a month, in the forms people write them; bare years stay, as do times of day. */
export const findDates: Finder = (reading, found) => {
  if (reading.digitCount > 0)
    for (const date of writtenDates(reading)) report(found, date.start, date.end, 'date', date.confidence);
  if (reading.text.includes('年'))
    for (const match of reading.text.matchAll(IN_NUMERALS))
      report(found, match.index, match.index + match[0].length, 'date', 0.95);
};
