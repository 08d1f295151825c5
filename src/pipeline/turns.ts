import { performance } from 'node:perf_hooks';

/** So many at a time, in the order in which they came. */
export interface Turns {
  /** Resolves when it is one's turn; each turn is given back once. */
  take(): Promise<void>;
  giveBack(): void;
  use(): TurnsInUse;
}

export interface TurnsInUse {
  readonly threads: number;
  /** Taken now. */
  readonly busy: number;
  /** Those who wait for one. */
  readonly waiting: number;
  /** How long some have been taken and none given back, milliseconds. */
  readonly stillMs: number;
}

export function createTurns(count: number): Turns {
  let free = count;
  let stillSince = 0;
  const waiting: (() => void)[] = [];
  return {
    take() {
      if (free > 0) {
        if (free === count) stillSince = performance.now();
        free -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    giveBack() {
      stillSince = performance.now();
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
    use: () => ({
      threads: count,
      busy: count - free,
      waiting: waiting.length,
      stillMs: free === count ? 0 : performance.now() - stillSince,
    }),
  };
}
