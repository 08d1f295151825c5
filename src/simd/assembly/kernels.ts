/**
 * AssemblyScript, compiled to WebAssembly with 128-bit vectors: the passes over every pixel of a frame. Addresses are bytes of the
 * module's memory, which `../memory.ts` holds and its users fill and read. Nothing here allocates, and nothing checks bounds but the caller.
 */

/** The first byte of memory that the caller may use. */
export const base: usize = __heap_base;

/** Adds to `counts` (u32 by value, four tables of 256) how often each byte stands; the caller adds the tables up. */
export function countBytes(cells: usize, length: usize, counts: usize): void {
  const end = cells + (length & ~3);
  let at = cells;
  for (; at < end; at += 4) {
    const four = load<u32>(at);
    const a = counts + ((four & 0xff) << 2);
    const b = counts + 1024 + (((four >> 8) & 0xff) << 2);
    const c = counts + 2048 + (((four >> 16) & 0xff) << 2);
    const d = counts + 3072 + ((four >> 24) << 2);
    store<u32>(a, load<u32>(a) + 1);
    store<u32>(b, load<u32>(b) + 1);
    store<u32>(c, load<u32>(c) + 1);
    store<u32>(d, load<u32>(d) + 1);
  }
  for (; at < cells + length; at += 1) {
    const place = counts + ((<usize>load<u8>(at)) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
}

/** Adds to `counts` (u32 by value) how often each word of 16 bits stands. */
export function countWords(cells: usize, length: usize, counts: usize): void {
  for (let at = cells; at < cells + (length << 1); at += 2) {
    const place = counts + ((<usize>load<u16>(at)) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
}

/** A byte of `table` for each byte. */
export function lookUpBytes(cells: usize, length: usize, table: usize, bytes: usize): void {
  const whole = length & ~3;
  let at: usize = 0;
  for (; at < whole; at += 4) {
    const four = load<u32>(cells + at);
    store<u32>(
      bytes + at,
      (<u32>load<u8>(table + (four & 0xff))) |
        ((<u32>load<u8>(table + ((four >> 8) & 0xff))) << 8) |
        ((<u32>load<u8>(table + ((four >> 16) & 0xff))) << 16) |
        ((<u32>load<u8>(table + (four >> 24))) << 24),
    );
  }
  for (; at < length; at += 1) store<u8>(bytes + at, load<u8>(table + load<u8>(cells + at)));
}

/** A byte of `table` for each word of 16 bits. */
export function lookUpWords(cells: usize, length: usize, table: usize, bytes: usize): void {
  for (let at: usize = 0; at < length; at += 1)
    store<u8>(bytes + at, load<u8>(table + load<u16>(cells + (at << 1))));
}

/** Adds bytes to sums of 32 bits. */
export function addBytes(bytes: usize, length: usize, sums: usize): void {
  const whole = length & ~15;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const cells = v128.load(bytes + at);
    const low = i16x8.extend_low_i8x16_u(cells);
    const high = i16x8.extend_high_i8x16_u(cells);
    const to = sums + (at << 2);
    v128.store(to, i32x4.add(v128.load(to), i32x4.extend_low_i16x8_u(low)));
    v128.store(to, i32x4.add(v128.load(to, 16), i32x4.extend_high_i16x8_u(low)), 16);
    v128.store(to, i32x4.add(v128.load(to, 32), i32x4.extend_low_i16x8_u(high)), 32);
    v128.store(to, i32x4.add(v128.load(to, 48), i32x4.extend_high_i16x8_u(high)), 48);
  }
  for (; at < length; at += 1) {
    const to = sums + (at << 2);
    store<u32>(to, load<u32>(to) + load<u8>(bytes + at));
  }
}

/** Adds what `table` (i32 by value) has for each word of 16 bits to sums of 32 bits. */
export function addWords(words: usize, length: usize, table: usize, sums: usize): void {
  for (let at: usize = 0; at < length; at += 1) {
    const to = sums + (at << 2);
    store<i32>(to, load<i32>(to) + load<i32>(table + ((<usize>load<u16>(words + (at << 1))) << 2)));
  }
}

/** Of sums (i32) times `share`, rounded to the nearest, with `offset` added: the lower 16 bits within `mask`. */
export function meansOf(sums: usize, length: usize, share: f64, offset: i32, mask: u32, words: usize): void {
  for (let at: usize = 0; at < length; at += 1) {
    const mean = <i32>floor<f64>(<f64>load<i32>(sums + (at << 2)) * share + 0.5) + offset;
    store<u16>(words + (at << 1), <u16>(mean & mask));
  }
}

function distance(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b));
}

/**
 * Counts, in each block of 16 pixels of at most 255 rows that lie `stride` bytes apart (a multiple of 16, with 16 bytes before the first),
 * steps from pixel to pixel of at least `faint` and of at least `steep`, and pixels that differ from those of `usual` by at least `other`.
 * Writes three u32 for each block.
 */
export function countSteps(
  rows: usize,
  usual: usize,
  columns: usize,
  height: usize,
  stride: usize,
  faint: i32,
  steep: i32,
  other: i32,
  counts: usize,
): void {
  const faintest = i8x16.splat(<i8>faint);
  const steepest = i8x16.splat(<i8>steep);
  const others = i8x16.splat(<i8>other);
  const end = height * stride;
  for (let column: usize = 0; column < columns; column += 16) {
    // A lane that reaches is -1 of a signed byte.
    let faintSteps = i8x16.splat(0);
    let steepSteps = i8x16.splat(0);
    let different = i8x16.splat(0);
    for (let at = column; at < end + column; at += stride) {
      const here = v128.load(rows + at);
      const step = distance(here, v128.load(rows + at - 1));
      const differs = distance(here, v128.load(usual + at));
      faintSteps = i8x16.sub(faintSteps, i8x16.ge_u(step, faintest));
      steepSteps = i8x16.sub(steepSteps, i8x16.ge_u(step, steepest));
      different = i8x16.sub(different, i8x16.ge_u(differs, others));
    }
    const valid = firstLanes(columns - column);
    // Before the first pixel there is none to step from.
    const stepped = column === 0 ? i8x16.replace_lane(valid, 0, 0) : valid;
    store<u32>(counts, sumOf(v128.and(faintSteps, stepped)));
    store<u32>(counts, sumOf(v128.and(steepSteps, stepped)), 4);
    store<u32>(counts, sumOf(v128.and(different, valid)), 8);
    counts += 12;
  }
}

/** All bytes of a vector added up. */
function sumOf(bytes: v128): u32 {
  return sumOfWords(i16x8.extadd_pairwise_i8x16_u(bytes));
}

function sumOfWords(words: v128): u32 {
  const four = i32x4.extadd_pairwise_i16x8_u(words);
  return (
    i32x4.extract_lane(four, 0) +
    i32x4.extract_lane(four, 1) +
    i32x4.extract_lane(four, 2) +
    i32x4.extract_lane(four, 3)
  );
}

/**
 * For each block of 16 pixels of `height` rows that lie `stride` bytes apart, with one more row below: the sum of all steps to the right
 * and down, each up to `most`, and the greatest step. Steps start before `columns`. Adds to, and raises, two u32 for each block.
 */
export function grainOf(
  rows: usize,
  columns: usize,
  height: usize,
  stride: usize,
  most: i32,
  grains: usize,
): void {
  const limit = i8x16.splat(<i8>most);
  for (let row: usize = 0; row < height; row += 1) {
    let to = grains;
    for (let column: usize = 0; column < columns; column += 16) {
      const at = rows + row * stride + column;
      const here = v128.load(at);
      const valid = firstLanes(columns - column);
      const aside = v128.and(distance(v128.load(at + 1), here), valid);
      const below = v128.and(distance(v128.load(at + stride), here), valid);
      const steps = i16x8.add(
        i16x8.extadd_pairwise_i8x16_u(i8x16.min_u(aside, limit)),
        i16x8.extadd_pairwise_i8x16_u(i8x16.min_u(below, limit)),
      );
      store<u32>(to, load<u32>(to) + sumOfWords(steps));
      store<u32>(to, max<u32>(load<u32>(to, 4), greatest(i8x16.max_u(aside, below))), 4);
      to += 8;
    }
  }
}

/** All bits of the first lanes of 16. */
function firstLanes(count: usize): v128 {
  if (count >= 16) return i8x16.splat(-1);
  const order = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.lt_u(order, i8x16.splat(<i8>count));
}

function greatest(bytes: v128): u32 {
  let most = i8x16.max_u(
    bytes,
    i8x16.shuffle(bytes, bytes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7),
  );
  most = i8x16.max_u(most, i8x16.shuffle(most, most, 4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15));
  most = i8x16.max_u(most, i8x16.shuffle(most, most, 2, 3, 0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  most = i8x16.max_u(most, i8x16.shuffle(most, most, 1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  return i8x16.extract_lane_u(most, 0);
}

/**
 * Two rows of grey pixels as squares of two by two, each pixel three times: red, green and blue of what is upper left, upper right, lower
 * left, lower right. `columns` is a multiple of 16.
 */
export function greySquares(upper: usize, lower: usize, columns: usize, squares: usize): void {
  for (let column: usize = 0; column < columns; column += 8) {
    const eight = i8x16.shuffle(
      v128.load64_zero(upper + column),
      v128.load64_zero(lower + column),
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      16,
      17,
      18,
      19,
      20,
      21,
      22,
      23,
    );
    v128.store(squares, i8x16.shuffle(eight, eight, 0, 0, 0, 1, 1, 1, 8, 8, 8, 9, 9, 9, 2, 2, 2, 3));
    v128.store(
      squares,
      i8x16.shuffle(eight, eight, 3, 3, 10, 10, 10, 11, 11, 11, 4, 4, 4, 5, 5, 5, 12, 12),
      16,
    );
    v128.store(
      squares,
      i8x16.shuffle(eight, eight, 12, 13, 13, 13, 6, 6, 6, 7, 7, 7, 14, 14, 14, 15, 15, 15),
      32,
    );
    squares += 48;
  }
}

/** Two rows of red, green and blue as squares of two by two pixels. */
export function colourSquares(upper: usize, lower: usize, columns: usize, squares: usize): void {
  for (let column: usize = 0; column < columns; column += 2) {
    store<u32>(squares, load<u32>(upper));
    store<u16>(squares, load<u16>(upper, 4), 4);
    store<u32>(squares, load<u32>(lower), 6);
    store<u16>(squares, load<u16>(lower, 4), 10);
    upper += 6;
    lower += 6;
    squares += 12;
  }
}

/** A row of squares of two by two values, each in reading order, as two rows. `columns`, of the rows, is a multiple of 16. */
export function rowsOfSquares(squares: usize, columns: usize, upper: usize, lower: usize): void {
  for (let column: usize = 0; column < columns; column += 8) {
    const four = v128.load(squares);
    const both = i8x16.shuffle(four, four, 0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
    store<u64>(upper + column, i64x2.extract_lane(both, 0));
    store<u64>(lower + column, i64x2.extract_lane(both, 1));
    squares += 16;
  }
}

/** Adds up `height` rows of bytes, `length` apart (a multiple of 16), into sums of 16 bits; no more than 257 rows. */
export function addRows(rows: usize, length: usize, height: usize, sums: usize): void {
  for (let at: usize = 0; at < length; at += 16) {
    let low = i16x8.splat(0);
    let high = i16x8.splat(0);
    for (let row: usize = 0; row < height; row += 1) {
      const cells = v128.load(rows + row * length + at);
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(cells));
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(cells));
    }
    v128.store(sums + (at << 1), low);
    v128.store(sums + (at << 1), high, 16);
  }
}

/**
 * Which bits of words of 16 bits are set anywhere, cleared anywhere, and unlike the bit `sign` anywhere (16 and more: unlike 0): three vectors of eight,
 * to which it adds.
 */
export function bitsOfWords(words: usize, length: usize, sign: i32, bits: usize): void {
  let set = v128.load(bits);
  let cleared = v128.load(bits, 16);
  let unlike = v128.load(bits, 32);
  const all = i16x8.splat(-1);
  for (let at = words; at < words + (length << 1); at += 16) {
    const cells = v128.load(at);
    set = v128.or(set, cells);
    cleared = v128.or(cleared, v128.xor(cells, all));
    const signs = sign > 15 ? i16x8.splat(0) : i16x8.shr_s(i16x8.shl(cells, 15 - sign), 15);
    unlike = v128.or(unlike, v128.xor(cells, signs));
  }
  v128.store(bits, set);
  v128.store(bits, cleared, 16);
  v128.store(bits, unlike, 32);
}
