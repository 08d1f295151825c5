import type { FoundText } from '../../ocr/text-finder.js';

/** In which layer of an image something was found: the pixels, an overlay plane (its group, 0x6000 to 0x601e), or bits of the cells above those stored. */
export type PixelPlane = 'pixels' | 'unused-bits' | { readonly overlayGroup: number };

/** One line of text, with the frames in which it stands. */
export interface FrameText extends FoundText {
  readonly plane: PixelPlane;
  /** Zero-based, ascending */
  readonly frames: 'all' | readonly number[];
}

/** What happens to one line of text, and why; nothing of the text itself. */
export interface TextDecision {
  readonly find: FrameText;
  readonly verdict: 'mask' | 'keep';
  /** A code of `src/pixels/decide/reasons.ts`, for the report and for colours */
  readonly reason: string;
}
