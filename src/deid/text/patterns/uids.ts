import { report, type Finder } from './reading.js';

/** Components of digits joined by points: the form of PS3.5 section 9.1. */
export const UID_LIKE = /(?<![\d.])[0-2](?:\.(?:0|[1-9]\d{0,63})){2,31}(?![\d]|\.\d)/g;
/** Shorter ones are the numbers of versions and of sections. */
const SHORTEST = 20;
const REGISTERED = '1.2.840.10008.';

/** UIDs that are not the standard's own. */
export const findUids: Finder = ({ text, digitCount }, found) => {
  if (digitCount < 12 || !text.includes('.')) return;
  for (const match of text.matchAll(UID_LIKE))
    if (match[0].length >= SHORTEST && !match[0].startsWith(REGISTERED))
      report(found, match.index, match.index + match[0].length, 'uid', 0.9);
};
