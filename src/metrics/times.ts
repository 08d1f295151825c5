/**
 * Durations counted in memory that threads share: whoever measures adds two numbers, whoever is asked reads them. Nothing
 * is sent between threads, so that measuring costs the thread that commits next to nothing.
 */

/** Upper bounds of the buckets, in seconds; the last bucket has none. */
export const BUCKET_SECONDS: readonly number[] = [
  0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** Where durations are counted. May be handed to other threads as it is. */
export type TimesMemory = SharedArrayBuffer;

/** What was counted so far. */
export interface TimesRead {
  /** How many durations fell into each bucket, the one without a bound last; not cumulative. */
  readonly counts: readonly number[];
  readonly sumSeconds: number;
}

const SLOTS = BUCKET_SECONDS.length + 2;
const SUM = SLOTS - 1;
const MICROSECONDS = 1_000_000;

export function allocateTimes(): TimesMemory {
  return new SharedArrayBuffer(SLOTS * BigInt64Array.BYTES_PER_ELEMENT);
}

/** A function that counts one duration, given in milliseconds; safe to be called in several threads. */
export function countingTimes(memory: TimesMemory): (durationMs: number) => void {
  const slots = new BigInt64Array(memory);
  return (durationMs) => {
    const seconds = Math.max(0, durationMs) / 1000;
    const found = BUCKET_SECONDS.findIndex((bound) => seconds <= bound);
    Atomics.add(slots, found < 0 ? BUCKET_SECONDS.length : found, 1n);
    Atomics.add(slots, SUM, BigInt(Math.round(seconds * MICROSECONDS)));
  };
}

export function readTimes(memory: TimesMemory): TimesRead {
  const slots = new BigInt64Array(memory);
  const counts = Array.from({ length: SUM }, (_, index) => Number(Atomics.load(slots, index)));
  return { counts, sumSeconds: Number(Atomics.load(slots, SUM)) / MICROSECONDS };
}
