export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly factor: number;
}

/**
 * How long to wait after so many failures: grows by the factor up to the maximum, and is spread by a tenth either way so
 * that what failed together does not come back together.
 * @param failures from 1
 * @param random from 0 to 1
 */
export function backoffMs(failures: number, options: BackoffOptions, random: number): number {
  const plain = Math.min(options.maxMs, options.firstMs * options.factor ** (Math.max(1, failures) - 1));
  return Math.round(plain * (0.9 + 0.2 * random));
}
