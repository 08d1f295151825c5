/** The only place that reads the time and rolls the dice; all else is told. */
export const systemClock = {
  /** Milliseconds since 1970 (UTC). */
  now: (): number => Date.now(),
  /** From 0 to 1. */
  random: (): number => Math.random(),
};
