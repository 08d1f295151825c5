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

/** How the clock ran in the time that can be asked about. */
export interface PastClock {
  /**
   * What the clock showed `agoMs` ago, in milliseconds since 1970. Where it was set since, the earlier of what it showed by either
   * setting: what is dated before that is as old as that, or older.
   */
  showed(agoMs: number): number;
}

/** A time from which on the clock was ahead of even time by so much. */
interface Setting {
  readonly since: number;
  lead: number;
}

/** More settings than an honest clock has; of more the oldest are taken for one. */
const MAX_SETTINGS = 1000;

/** That the clock was set by `byMs`, and showed `at` then. */
export interface ClockSet {
  readonly at: number;
  readonly byMs: number;
}

/**
 * Remembers from now on when the clock was set.
 * @param earlier how it was set before, in that order; beyond that it is taken that nobody set it
 */
export function rememberClock(
  clock: Pick<typeof systemClock, 'now' | 'elapsed'>,
  earlier: readonly ClockSet[] = [],
): PastClock {
  let lead = clock.now() - clock.elapsed();
  const settings: Setting[] = [];
  for (const { at, byMs } of earlier.toReversed()) {
    settings.unshift({ since: at - lead, lead });
    lead -= byMs;
  }
  settings.unshift({ since: -Infinity, lead });
  const look = (elapsed: number): void => {
    const lead = clock.now() - elapsed;
    const last = settings[settings.length - 1];
    if (last !== undefined && Math.abs(lead - last.lead) < JUMP_MS) {
      // As a time server corrects it, little by little.
      last.lead = lead;
      return;
    }
    settings.push({ since: elapsed, lead });
    const [oldest, next] = settings;
    if (settings.length <= MAX_SETTINGS || oldest === undefined || next === undefined) return;
    settings.splice(0, 2, { since: oldest.since, lead: Math.min(oldest.lead, next.lead) });
  };
  return {
    showed(agoMs) {
      const elapsed = clock.elapsed();
      look(elapsed);
      const then = elapsed - agoMs;
      // A setting was in force until the next; all that were in force since then count.
      const leads = settings
        .filter((_, index) => (settings[index + 1]?.since ?? Infinity) > then)
        .map(({ lead }) => lead);
      return then + Math.min(...leads);
    },
  };
}
