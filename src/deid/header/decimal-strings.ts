/** Long values of DS and IS (PS3.5 section 6.2): coordinates, doses and curves, read without making strings of them. */

const BACKSLASH = 0x5c;
const POINT = 0x2e;

/**
 * @param vr `IS`: whole numbers alone
 * @returns how many numbers there are; 0 where anything but numbers, spaces around them and backslashes stands among them
 */
export function countNumbers(bytes: Buffer, vr: 'DS' | 'IS'): number {
  let count = 0;
  let at = 0;
  const end = endOfText(bytes);
  for (;;) {
    while (at < end && bytes[at] === 0x20) at += 1;
    if (isSign(bytes[at])) at += 1;
    const whole = endOfDigits(bytes, at, end);
    let next = whole;
    if (vr === 'DS' && next < end && bytes[next] === POINT) next = endOfDigits(bytes, next + 1, end);
    // A point alone is no number, and neither is nothing.
    if (next === at || (whole === at && next === at + 1)) return 0;
    at = next;
    if (vr === 'DS' && at < end && (bytes[at] === 0x45 || bytes[at] === 0x65)) {
      at += 1;
      if (isSign(bytes[at])) at += 1;
      const exponent = endOfDigits(bytes, at, end);
      if (exponent === at) return 0;
      at = exponent;
    }
    while (at < end && bytes[at] === 0x20) at += 1;
    count += 1;
    if (at === end) return count;
    if (bytes[at] !== BACKSLASH) return 0;
    at += 1;
  }
}

/** Without the padding. */
function endOfText(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end -= 1;
  return end;
}

function endOfDigits(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) break;
    at += 1;
  }
  return at;
}

function isSign(byte: number | undefined): boolean {
  return byte === 0x2b || byte === 0x2d;
}
