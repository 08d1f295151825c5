import type { Random } from './random.js';

/** Something that takes what strangers write. */
export interface Target {
  readonly name: string;
  /**
   * Makes one input out of chance and feeds it. What it throws is a finding, unless it is a LetheError; so is a broken
   * promise of the reader, which the target checks and throws as an Error of its own.
   */
  run(random: Random): void | Promise<void>;
}

/** @throws Error where a reader did what it must never do */
export function must(condition: boolean, what: string): void {
  if (!condition) throw new Error(`broken promise: ${what}`);
}
