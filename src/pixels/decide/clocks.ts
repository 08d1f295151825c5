/**
 * Times of day and what only looks like one. The day's time on an image belongs to the examination, as its date does; a counter of a tape or
 * loop (`0:03:46`) tells how long something ran. It is one where its form says so, or where the image shows the time of day with its half of
 * the day, and where no time of the header is near.
 */
import type { ReadAttribute } from '../../deid/condition.js';
import { plainText } from './misread.js';
import { isAheadInRow } from './neighbours.js';
import { areTogether, keep, type Line } from './settle-lines.js';

/** Study, Series, Acquisition and Content Time, Acquisition DateTime, Instance Creation Time, Frame Acquisition DateTime, Performed Procedure Step Start and End Time; Patient's Birth Time. */
const TIMES = [
  0x00080030, 0x00080031, 0x00080032, 0x00080033, 0x0008002a, 0x00080013, 0x00189074, 0x00400245, 0x00400251,
  0x00100032,
] as const;

interface Clock {
  readonly hours: string;
  readonly minutes: string;
  readonly seconds: string;
  readonly sign: string;
  readonly isNoonTold: boolean;
}

const FORM = /^(\d{1,2})([:;])(\d{2})(?:\2(\d{2}))?\s?([ap]\.?m\.?)?$/i;

function clockOf(text: string): Clock | undefined {
  const [, hours, sign, minutes, seconds = '', noon] = FORM.exec(text.replace(/\s?([:;])\s?/g, '$1')) ?? [];
  if (hours === undefined || sign === undefined || minutes === undefined) return undefined;
  if (Number(minutes) > 59 || Number(seconds || 0) > 59) return undefined;
  return { hours, minutes, seconds, sign, isNoonTold: noon !== undefined };
}

/** A line, or two that follow each other in a row, of which the text is a time. */
interface Shown {
  readonly clock: Clock;
  readonly lines: readonly Line[];
}

/** Keeps counters; nothing else of what was decided changes. */
export function keepCounters(lines: readonly Line[], read: ReadAttribute): void {
  const shown = shownClocks(lines);
  const told = TIMES.flatMap((tag) => (read(tag) ?? []).flatMap(minutesOf));
  for (const { clock, lines: parts } of shown) {
    if (parts.some(({ verdict }) => verdict?.verdict === 'mask' && !isOfClock(verdict.reason))) continue;
    const minutes = 60 * Number(clock.hours) + Number(clock.minutes);
    if (told.some((one) => areNear(one, minutes))) continue;
    const others = shown.filter((other) => other.clock !== clock);
    if (isCounter(clock, others)) for (const part of parts) keep(part, 'harmless-overlay');
  }
}

function isOfClock(reason: string): boolean {
  return reason === 'identity-form' || reason === 'near-identity';
}

/** Minutes of a day that may be told of the same hours, whatever half of the day. */
function areNear(one: number, other: number): boolean {
  const apart = Math.abs(one - other) % HALF_DAY;
  return Math.min(apart, HALF_DAY - apart) <= NEAR;
}

const HALF_DAY = 720;
const NEAR = 120;

/** Few write midnight with one zero, and a console writes the time of day in one way. */
function isCounter(clock: Clock, others: readonly Shown[]): boolean {
  if (clock.isNoonTold || clock.sign !== ':' || clock.seconds === '') return false;
  if (clock.hours === '0') return true;
  return others.some(({ clock: other }) => other.isNoonTold && other.seconds !== '');
}

function shownClocks(lines: readonly Line[]): readonly Shown[] {
  const isRead = ({ legibility }: Line): boolean => legibility === 'sure' || legibility === 'fair';
  const pieces = lines.filter((line) => isRead(line) && /^[\d:; apm.]{2,}$/i.test(plainText(line.text)));
  const shown: Shown[] = [];
  const used = new Set<Line>();
  for (const first of [...pieces].sort((a, b) => a.box.x - b.box.x)) {
    if (used.has(first)) continue;
    const row = [first];
    for (;;) {
      const text = row.map((piece) => plainText(piece.text)).join('');
      const clock = clockOf(text);
      const next = pieces.find(
        (piece) =>
          !row.includes(piece) &&
          isAheadInRow(row.at(-1)?.box ?? first.box, piece.box) &&
          areTogether(piece, first),
      );
      if (clock !== undefined && (clock.seconds !== '' || next === undefined)) {
        shown.push({ clock, lines: row });
        for (const piece of row) used.add(piece);
        break;
      }
      if (next === undefined) break;
      row.push(next);
    }
  }
  return shown;
}

/** Minutes since midnight of a time or date and time of the header. */
function minutesOf(value: string): readonly number[] {
  const [, hours, minutes] = /^(?:\d{8})?(\d{2})(\d{2})(?:\d{2})?(?:[.+-]|$)/.exec(value.trim()) ?? [];
  return hours === undefined ? [] : [60 * Number(hours) + Number(minutes)];
}
