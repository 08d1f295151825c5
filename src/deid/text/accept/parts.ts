/** Several people whom the tagger took for one. */
import type { Reading } from '../patterns/reading.js';
import type { TextSpan } from '../span.js';
import { endsSentenceWithin, isNothingOfAnybody, type TokenRange } from './evidence.js';
import { acceptTagged } from './tagged.js';
import { isQueried } from './things.js';

/** Titles and conjunctions, which divide two people. */
const DIVIDES = /^(?:dr|drs|mr|mrs|ms|prof|and|und|et|en|och|og|or|oder|ou|twin|und|with|not)$/;

/** `HALVORSEN DR STRAND`, `Halvorsen and Strand`: each of the names that the tagger took for one. */
export function acceptParts(reading: Reading, span: TextSpan, { first, last }: TokenRange): TextSpan[] {
  const { tokens } = reading;
  const parts: TextSpan[] = [];
  let from = first;
  for (let index = first; index <= last + 1; index += 1) {
    const isBetween = index > last || DIVIDES.test(tokens[index]?.folded ?? '');
    // `Halvorsen, both well`: after the comma in small letters something else is told.
    const isTold =
      index > from &&
      /^, ?$/.test(reading.gaps[index - 1] ?? '') &&
      /^\p{Ll}/u.test(reading.text.slice(tokens[index]?.start));
    // `Kidd. Sobel edges`: the next sentence.
    const isNextSentence = index > from && endsSentenceWithin(reading, { first: index - 1, last: index });
    if (!isBetween && !isTold && !isNextSentence) continue;
    const range = { first: from, last: index - 1 };
    from = isBetween ? index + 1 : index;
    if (range.last < range.first || (range.first === first && range.last === last)) continue;
    if (isNothingOfAnybody(reading, range) || isQueried(reading, range)) continue;
    const [start, end] = [tokens[range.first]?.start ?? 0, tokens[range.last]?.end ?? 0];
    const part = acceptTagged(reading, { ...span, start, end }, range);
    if (part !== undefined) parts.push(part);
  }
  return parts;
}
