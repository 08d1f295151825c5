import type { IdentityKind } from '../text/span.js';

/** A string that no output may contain anywhere: for the release gate and for text in pixels. */
export interface Needle {
  /** Folded (`foldText`). */
  readonly text: string;
  readonly kind: IdentityKind;
  /** What may not adjoin it, for a hit to count: a letter or digit, a digit, or nothing (scripts without spaces). */
  readonly boundary: 'word' | 'digits' | 'none';
}
