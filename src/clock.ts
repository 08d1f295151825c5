/** The only place that reads the time and rolls the dice; all else is told. */
export const systemClock = {
  /** Milliseconds since 1970 (UTC). */
  now: (): number => Date.now(),
  /** Milliseconds since some moment; runs on evenly when someone sets the clock. */
  elapsed: (): number => performance.now(),
  /** From 0 to 1. */
  random: (): number => Math.random(),
};

export interface ClockWatch {
  /** Compares once more. */
  look(): void;
  stop(): void;
}

const LOOK_MS = 1_000;
/** What a busy machine or a time server does in a second is less. */
const JUMP_MS = 5_000;

/** Tells when the clock was set: by how many milliseconds, below 0 where it was set back. */
export function watchClock(
  clock: Pick<typeof systemClock, 'now' | 'elapsed'>,
  onJump: (byMs: number) => void,
): ClockWatch {
  const lead = (): number => clock.now() - clock.elapsed();
  let before = lead();
  const look = (): void => {
    const after = lead();
    const byMs = Math.round(after - before);
    before = after;
    if (Math.abs(byMs) >= JUMP_MS) onJump(byMs);
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
