/** The header of an RLE frame (PS3.5 G.3, G.5), without decoding. */

const HEADER_BYTES = 64;
const MOST_SEGMENTS = 15;

/**
 * Whether a frame has one segment for each byte of a pixel, each within the frame and after the one before. A decoder makes black of what
 * is missing, in which nothing is seen that was there.
 */
export function hasSegments(bytes: Buffer, count: number): boolean {
  if (bytes.length < HEADER_BYTES || count > MOST_SEGMENTS || bytes.readUInt32LE(0) !== count) return false;
  let before = HEADER_BYTES - 1;
  for (let segment = 1; segment <= count; segment += 1) {
    const offset = bytes.readUInt32LE(segment * 4);
    if (offset <= before || offset >= bytes.length) return false;
    before = offset;
  }
  return true;
}
