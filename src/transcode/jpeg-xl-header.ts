/** The size that a JPEG XL stream says it has (ISO/IEC 18181-1 9.2, 18181-2 for the container), without decoding. */

const CONTAINER = Buffer.from('0000000c4a584c200d0a870a', 'hex');
/** Bits of the four ways in which a side may be written. */
const SIDE_BITS = [9, 13, 18, 30];
/** Width over height, by the number that stands for it. */
const RATIOS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];

/** Undefined where the stream does not begin as a JPEG XL stream does. */
export function jpegXlSize(bytes: Buffer): { readonly columns: number; readonly rows: number } | undefined {
  const stream = bytes.subarray(0, CONTAINER.length).equals(CONTAINER) ? codestreamIn(bytes) : bytes;
  if (stream?.[0] !== 0xff || stream[1] !== 0x0a) return undefined;
  const read = bitReader(stream.subarray(2, 16));
  const isSmall = read(1) === 1;
  const side = (): number => (isSmall ? (read(5) + 1) * 8 : read(SIDE_BITS[read(2)] ?? 9) + 1);
  const rows = side();
  const [over, under] = RATIOS[read(3)] ?? [0, 1];
  return { rows, columns: over === 0 ? side() : Math.floor((rows * over) / under) };
}

/** The first codestream box, whole or the first of several. */
function codestreamIn(bytes: Buffer): Buffer | undefined {
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const isLong = length === 1 && at + 16 <= bytes.length;
    const content = at + (isLong ? 16 : 8);
    if (type === 'jxlc') return bytes.subarray(content);
    if (type === 'jxlp') return bytes.subarray(content + 4);
    const step = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : length;
    if (step < 8) return undefined;
    at += step;
  }
  return undefined;
}

/** Reads numbers of up to 30 bits, lowest bit first; past the end, zeros. */
function bitReader(bytes: Buffer): (count: number) => number {
  let at = 0;
  return (count) => {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, at += 1) {
      value += (((bytes[at >>> 3] ?? 0) >>> (at & 7)) & 1) * 2 ** bit;
    }
    return value;
  };
}
