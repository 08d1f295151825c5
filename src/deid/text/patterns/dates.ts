import { report, type Finder } from './reading.js';
import { writtenDates } from './written-date.js';

const IN_NUMERALS =
  /[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号號])?/g;

/** `14.-17.6.`, `28.2. - 3.3.2016`: from one day to another, and no vertebrae. */
const DAYS =
  /(?<![\p{L}\d.,/]|(?:[BHL]W[KS]|TH|Th|[CLST])[ -]?|(?:Rippen?|Zehen?|Finger|Kap\.|Abs\.|Nr\.) )\d{1,2}\.(?:\d{1,2}\.)? ?(?:-|bis) ?\d{1,2}\.(\d{1,2})\.(?:\d{4}|\d{2}(?!\d))?(?![\d.])/gu;

/** `Mon 12th`, `Tuesday the 5th`. */
const WEEKDAY_AND_DAY =
  /(?<!\p{L})(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?),? (?:the )?(?:3[01]|[12]?\d)(?:st|nd|rd|th)(?!\p{L})/giu;

/** Dates down to a month, in the forms people write them; bare years stay, as do times of day. */
export const findDates: Finder = (reading, found) => {
  if (reading.digitCount > 0 && /\d(?:st|nd|rd|th)/i.test(reading.text))
    for (const match of reading.text.matchAll(WEEKDAY_AND_DAY))
      report(found, match.index, match.index + match[0].length, 'date', 0.7);
  if (reading.digitCount > 2 && reading.text.includes('.'))
    for (const match of reading.text.matchAll(DAYS))
      if (Number(match[1]) >= 1 && Number(match[1]) <= 12)
        report(found, match.index, match.index + match[0].length, 'date', 0.8);
  if (reading.digitCount > 0)
    for (const date of writtenDates(reading)) report(found, date.start, date.end, 'date', date.confidence);
  if (reading.text.includes('年'))
    for (const match of reading.text.matchAll(IN_NUMERALS))
      report(found, match.index, match.index + match[0].length, 'date', 0.95);
};
