/** The port through which pixels are searched for text. The model behind it runs in the caller's thread: call it in a worker. */
import type { Box, GrayOrRgbFrame } from './frame.js';
import type { PixelRuns } from './pixel-runs.js';

/** One line of text in a frame. */
export interface FoundText {
  readonly box: Box;
  /** As read, '' where it was not read or nothing was legible */
  readonly text: string;
  /** Mean certainty of the characters read, 0 to 1; 0 where nothing was read. It says how sure the reading is, not whether there is text. */
  readonly confidence: number;
  /** Highest ink probability in the line, 0 to 1 */
  readonly inkConfidence: number;
  /**
   * How sure it is that this is text at all, whatever it says, 0 to 1: from ink, strokes, colours, shape and reading together. Lines that
   * are far from looking like text are not read. What shares remain at which value: models/training/text-finder.
   */
  readonly textConfidence: number;
  /** How far the line was turned clockwise to be read, in degrees */
  readonly turned: 0 | 90 | 180 | 270;
  /** The pixels of the characters as found; grow them (`grownRuns`) before masking */
  readonly ink: PixelRuns;
}

export interface TextFinder {
  /** All text in a frame, top to bottom. Rejects where the model fails: then nothing is known of the frame. */
  find(frame: GrayOrRgbFrame): Promise<readonly FoundText[]>;
}
