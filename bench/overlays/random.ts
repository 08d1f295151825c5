/** Numbers out of a seed: the same pictures at every run. */
export interface Random {
  /** A whole number, both ends included */
  between(from: number, to: number): number;
  /** 0 up to 1 */
  share(): number;
  of<T>(list: readonly T[]): T;
  /** So many of a list, each once */
  some<T>(list: readonly T[], count: number): readonly T[];
}

/** mulberry32 by Tommy Ettinger, public domain. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number): number => from + Math.floor(share() * (to - from + 1));
  const of = <T>(list: readonly T[]): T => {
    const one = list[between(0, list.length - 1)];
    if (one === undefined) throw new RangeError('nothing to choose from');
    return one;
  };
  return {
    between,
    share,
    of,
    some(list, count) {
      const left = [...list];
      return Array.from({ length: Math.min(count, left.length) }, () =>
        left.splice(between(0, left.length - 1), 1),
      ).flat();
    },
  };
}
