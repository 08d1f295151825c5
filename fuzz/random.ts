/** Chance that can be had again: the same seed and number of the input give the same input. */
export interface Random {
  /** From 0 to one below. */
  int(below: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  bytes(length: number): Buffer;
}

/** Mulberry32 over a mix of both numbers. */
export function createRandom(seed: number, number: number): Random {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const int = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  return {
    int,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (list) => list[int(list.length)] ?? list[0],
    bytes(length) {
      const bytes = Buffer.allocUnsafe(length);
      for (let at = 0; at < length; at += 1) bytes[at] = next() & 0xff;
      return bytes;
    },
  };
}
