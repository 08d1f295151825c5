/** Lines that were read in another frame and stand in this one with the same ink. */
import type { InkLine } from './glyphs.js';
import { pixelCount, sharedCount } from './pixel-runs.js';
import type { LineReading } from './reading.js';
import type { FoundText } from './text-finder.js';

/** Readings less sure than this are made again. */
const SURE = 0.75;
/** Of the pixels of both inks, the share that is in each; other words in the same place have a third or so in common. */
const SAME_INK = 0.6;

/** What a line is known to say; undefined where it is to be read. */
export function knownReading(line: InkLine, known: readonly FoundText[]): LineReading | undefined {
  const same = known.find(({ confidence, ink }) => {
    if (confidence < SURE) return false;
    const shared = sharedCount(ink, line.ink);
    return shared >= SAME_INK * (pixelCount(ink) + pixelCount(line.ink) - shared);
  });
  return same && { text: same.text, confidence: same.confidence, turned: same.turned, readings: 0 };
}
