/** Letters of the patient's directions, which stand at the edges of images. */

const AXES = ['RL', 'AP', 'HFSI'];

/** A direction of the patient (PS3.3 C.7.6.1.1.1), of letters of different axes: `R`, `AIL`. */
export function isDirection(text: string): boolean {
  if (!/^[RLAPHFSI]{1,3}$/.test(text)) return false;
  return AXES.every((axis) => Array.from(text).filter((letter) => axis.includes(letter)).length <= 1);
}
