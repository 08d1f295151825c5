/** A long text is read through windows that overlap; each character is judged where it stands farthest from an edge. */

/** Characters of a window; the model was trained on texts up to this length. */
export const WINDOW = 254;
/** More than the model sees to either side (68 characters for both), halved. */
const OVERLAP = 80;

export interface TextWindow {
  readonly start: number;
  readonly end: number;
  /** The part [from, to) of the text for which this window speaks. */
  readonly from: number;
  readonly to: number;
}

/** The windows of a text of this length, in order; what they speak for adds up to the text. */
export function windowsOf(length: number): readonly TextWindow[] {
  if (length <= WINDOW) return [{ start: 0, end: length, from: 0, to: length }];
  const step = WINDOW - OVERLAP;
  const windows: TextWindow[] = [];
  for (let start = 0; ; start += step) {
    const end = Math.min(start + WINDOW, length);
    const isLast = end === length;
    windows.push({
      start,
      end,
      from: start === 0 ? 0 : start + OVERLAP / 2,
      to: isLast ? length : start + step + OVERLAP / 2,
    });
    if (isLast) return windows;
  }
}
