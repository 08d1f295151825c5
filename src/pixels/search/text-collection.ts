/** What was found in the frames and renderings of an instance, the same text told once. */
import { unitedBox, type Box } from '../../ocr/frame.js';
import { unitedRuns } from '../../ocr/pixel-runs.js';
import type { FoundText } from '../../ocr/text-finder.js';
import type { FrameText, PixelPlane } from './frame-text.js';

/** Boxes that share so much of what both cover hold the same line. */
const SAME_PLACE = 0.5;
/** Readings of the same line in several frames are at least so much alike. */
const ALIKE = 0.6;

interface Collected {
  text: FoundText;
  readonly plane: PixelPlane;
  readonly frames: Set<number>;
}

export interface TextCollection {
  /** Adds what was found in one picture, which stands for these frames. */
  add(found: readonly FoundText[], plane: PixelPlane, frames: Iterable<number>): void;
  texts(): readonly FrameText[];
}

/** @param count frames of the image */
export function textCollection(count: number): TextCollection {
  const collected: Collected[] = [];
  return {
    add(found, plane, frames) {
      const numbers = [...frames];
      for (const text of found) {
        const known = collected.find((one) => samePlane(one.plane, plane) && isSame(one, text, numbers));
        if (known === undefined) {
          collected.push({ text, plane, frames: new Set(numbers) });
          continue;
        }
        known.text = joined(known.text, text);
        for (const number of numbers) known.frames.add(number);
      }
    },
    texts: () =>
      collected
        .map(({ text, plane, frames }): FrameText => {
          const isEverywhere = frames.size >= count;
          return { ...text, plane, frames: isEverywhere ? 'all' : [...frames].sort((a, b) => a - b) };
        })
        .sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x),
  };
}

/** In the same frames the place alone tells: two renderings show one line. Elsewhere it must read alike as well. */
function isSame(known: Collected, text: FoundText, frames: readonly number[]): boolean {
  if (overlap(known.text.box, text.box) < SAME_PLACE) return false;
  return alike(known.text.text, text.text) || frames.every((frame) => known.frames.has(frame));
}

function samePlane(a: PixelPlane, b: PixelPlane): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.overlayGroup === b.overlayGroup;
}

/** The surest reading, all of the ink. */
function joined(a: FoundText, b: FoundText): FoundText {
  const best = b.confidence > a.confidence ? b : a;
  return {
    box: unitedBox(a.box, b.box),
    text: best.text,
    confidence: best.confidence,
    turned: best.turned,
    inkConfidence: Math.max(a.inkConfidence, b.inkConfidence),
    textConfidence: Math.max(a.textConfidence, b.textConfidence),
    ink: unitedRuns([a.ink, b.ink]),
  };
}

/** What both boxes cover as a share of what either does. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (across <= 0 || down <= 0) return 0;
  const shared = across * down;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** Readings that differ in few characters, case and blanks aside; one that reads nothing is like any. */
function alike(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => Array.from(text.toLowerCase().replace(/\s+/g, ''))) as [
    string[],
    string[],
  ];
  const longest = Math.max(one.length, other.length);
  if (one.length === 0 || other.length === 0) return true;
  return 1 - distance(one, other) / longest >= ALIKE;
}

/** Edits from one list to another. */
function distance(a: readonly string[], b: readonly string[]): number {
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  a.forEach((letter, row) => {
    const now = [row + 1];
    b.forEach((other, column) => {
      now.push(
        Math.min(
          (before[column] ?? 0) + (letter === other ? 0 : 1),
          (before[column + 1] ?? 0) + 1,
          (now[column] ?? 0) + 1,
        ),
      );
    });
    before = now;
  });
  return before.at(-1) ?? 0;
}
