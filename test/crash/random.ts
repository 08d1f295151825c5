/** A seeded source of random numbers, so that a failing run can be run again. */
export interface Random {
  /** From 0 up to, not including, 1. */
  readonly fraction: () => number;
  /** A whole number from low up to, not including, high. */
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
}

/** The generator mulberry32: 32 bits of state, good enough to choose moments. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    fraction,
    between: (low, high) => low + Math.floor(fraction() * (high - low)),
    chance: (probability) => fraction() < probability,
  };
}
