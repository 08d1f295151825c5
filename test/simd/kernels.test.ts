import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { grainOf, stepCounts } from '../../src/simd/blocks.js';
import { addBytes, addWords, bitsOfWords, lookedUp, meansOf, valueCounts } from '../../src/simd/cells.js';
import { SOURCE_SHA256 } from '../../src/simd/generated/kernels.js';
import { rowsOfSquares, shrunk, squaresOf } from '../../src/simd/squares.js';

/** Numbers from a seed, so that arrays longer than fast-check makes can be drawn. */
function drawn(seed: number, length: number, most: number): number[] {
  let state = seed >>> 0 || 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % (most + 1);
  });
}

const seeds = fc.nat();
/** Lengths about nothing, about a vector, and about what is worked on at once. */
const lengths = fc.oneof(
  fc.nat(70),
  fc.integer({ min: 65_500, max: 65_600 }),
  fc.integer({ min: 131_060, max: 131_090 }),
);
const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 70 }), height: fc.integer({ min: 1, max: 40 }), seed: seeds })
  .map(({ width, height, seed }) => ({
    width,
    height,
    pixels: Uint8Array.from(drawn(seed, width * height, 255)),
    others: Uint8Array.from(drawn(seed + 1, width * height, 255)),
  }));

describe('compiled kernels', () => {
  it('are made from the source that stands beside them', () => {
    const source = readFileSync(new URL('../../../src/simd/assembly/kernels.ts', import.meta.url));
    expect(createHash('sha256').update(source).digest('hex')).to.equal(
      SOURCE_SHA256,
      'run scripts/generate-kernels.mjs',
    );
  });
});

describe('passes over cells', () => {
  for (const [name, most] of [
    ['bytes', 0xff],
    ['words', 0xffff],
  ] as const) {
    const cellsOf = (seed: number, length: number): Uint8Array | Uint16Array =>
      (most === 0xff ? Uint8Array : Uint16Array).from(drawn(seed, length, most));

    it(`count ${name}`, () => {
      fc.assert(
        fc.property(seeds, lengths, (seed, length) => {
          const cells = cellsOf(seed, length);
          const counts = new Uint32Array(most + 1);
          for (const cell of cells) counts[cell] = counts[cell]! + 1;
          expect(Buffer.compare(Buffer.from(valueCounts(cells).buffer), Buffer.from(counts.buffer))).to.equal(
            0,
          );
        }),
        { numRuns: 20 },
      );
    });

    it(`look ${name} up`, () => {
      fc.assert(
        fc.property(seeds, lengths, (seed, length) => {
          const cells = cellsOf(seed, length);
          const table = Uint8Array.from(drawn(seed + 7, most + 1, 255));
          const expected = Uint8Array.from(cells, (cell) => table[cell]!);
          expect(Buffer.compare(lookedUp(cells, table), expected)).to.equal(0);
        }),
        { numRuns: 20 },
      );
    });
  }

  it('do not look up what the table lacks', () => {
    expect(() => lookedUp(new Uint16Array(1), new Uint8Array(256))).to.throw(RangeError);
  });

  it('add up bytes, and what a table has for words', () => {
    fc.assert(
      fc.property(seeds, lengths, (seed, length) => {
        const words = Uint16Array.from(drawn(seed, length, 0xffff));
        const bytes = Uint8Array.from(drawn(seed + 1, length, 0xff));
        const table = Int32Array.from(drawn(seed + 2, 65_536, 0xffff), (value) => value - 0x8000);
        const sums = new Int32Array(length);
        const others = Uint8Array.from(drawn(seed + 3, length, 0xff));
        addBytes(sums, [bytes, others]);
        addWords(sums, [words], table);
        addBytes(sums, [bytes]);
        addWords(sums, [], table);
        const expected = Int32Array.from(bytes, (byte, at) => 2 * byte + others[at]! + table[words[at]!]!);
        expect(Buffer.compare(Buffer.from(sums.buffer), Buffer.from(expected.buffer))).to.equal(0);
      }),
      { numRuns: 20 },
    );
  });

  it('make means of sums', () => {
    fc.assert(
      fc.property(
        seeds,
        lengths,
        fc.integer({ min: 1, max: 25 }),
        fc.constantFrom(8, 12, 16),
        (seed, length, count, bits) => {
          const sums = Int32Array.from(drawn(seed, length, count * 255));
          const expected = sums.map((sum) => (Math.floor(sum / count + 0.5) - 128) & (2 ** bits - 1));
          expect(
            [...meansOf(sums, 1 / count, -128, bits)].every((mean, at) => mean === expected[at]),
          ).to.equal(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('tell which bits of words are set, cleared and unlike the sign', () => {
    fc.assert(
      fc.property(seeds, fc.nat(40), fc.constantFrom(3, 11, 15, undefined), (seed, length, sign) => {
        const words = Uint16Array.from(
          drawn(seed, length, 0xffff),
          (word) => word & drawn(seed, 1, 0xffff)[0]!,
        );
        let [set, cleared, unlikeSign] = [0, 0, 0];
        for (const word of words) {
          set |= word;
          cleared |= ~word & 0xffff;
          unlikeSign |= (word ^ (sign !== undefined && (word >>> sign) & 1 ? 0xffff : 0)) & 0xffff;
        }
        expect(bitsOfWords(words, sign)).to.deep.equal({ set, cleared, unlikeSign });
      }),
    );
  });
});

describe('passes over blocks', () => {
  it('count steps, and pixels that are others, in each of the pictures', () => {
    fc.assert(
      fc.property(pictures, ({ width, height, pixels, others }) => {
        const across = Math.ceil(width / 16);
        const expected = new Uint32Array(3 * across * Math.ceil(height / 16));
        pixels.forEach((here, at) => {
          const [row, column] = [Math.floor(at / width), at % width];
          const block = 3 * ((row >> 4) * across + (column >> 4));
          const step = column === 0 ? 0 : Math.abs(here - pixels[at - 1]!);
          if (step >= 16) expected[block] = expected[block]! + 1;
          if (step >= 200) expected[block + 1] = expected[block + 1]! + 1;
          if (Math.abs(here - others[at]!) >= 24) expected[block + 2] = expected[block + 2]! + 1;
        });
        const usual = { width, height, pixels: others };
        const levels = { faint: 16, steep: 200, other: 24 };
        const [first, counts] = stepCounts([usual, { width, height, pixels }], usual, levels);
        expect([...counts!]).to.deep.equal([...expected]);
        expect(first!.every((count, at) => at % 3 !== 2 || count === 0)).to.equal(true);
      }),
    );
  });

  it('measure grain', () => {
    fc.assert(
      fc.property(pictures, ({ width, height, pixels }) => {
        const across = Math.ceil(width / 16);
        const expected = new Uint32Array(2 * across * Math.ceil(height / 16));
        for (let row = 0; row + 1 < height; row += 1) {
          for (let column = 0; column + 1 < width; column += 1) {
            const at = row * width + column;
            const block = 2 * ((row >> 4) * across + (column >> 4));
            const steps = [pixels[at + 1]!, pixels[at + width]!].map((other) =>
              Math.abs(other - pixels[at]!),
            );
            for (const step of steps) {
              expected[block] = expected[block]! + Math.min(16, step);
              expected[block + 1] = Math.max(expected[block + 1]!, step);
            }
          }
        }
        expect([...grainOf({ width, height, pixels }, 16)]).to.deep.equal([...expected]);
      }),
    );
  });
});

describe('squares of two by two pixels', () => {
  for (const samples of [1, 3] as const) {
    it(`are made of a window of ${samples === 1 ? 'grey' : 'colour'}, its edges repeated, and taken apart again`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 50 }),
          fc.integer({ min: 1, max: 20 }),
          fc.nat(5),
          fc.nat(5),
          seeds,
          (width, height, x, y, seed) => {
            const picture = {
              width: width + x + 3,
              height: height + y + 2,
              samples,
              pixels: Uint8Array.from(drawn(seed, (width + x + 3) * (height + y + 2) * samples, 255)),
            };
            const columns = Math.ceil(width / 16) * 8;
            const rows = Math.ceil(height / 16) * 8;
            const valueAt = (row: number, column: number, colour: number): number => {
              const across = x + Math.min(column, width - 1);
              const down = y + Math.min(row, height - 1);
              return picture.pixels[
                (down * picture.width + across) * samples + (samples === 3 ? colour : 0)
              ]!;
            };
            const squares = squaresOf(picture, { x, y, width, height }, columns, rows);
            const expected = new Uint8Array(rows * columns * 12);
            for (let to = 0; to < expected.length; to += 1) {
              const [square, part] = [Math.floor(to / 12), Math.floor((to % 12) / 3)];
              const row = 2 * Math.floor(square / columns) + (part >> 1);
              expected[to] = valueAt(row, 2 * (square % columns) + (part & 1), to % 3);
            }
            expect(Buffer.compare(squares, expected)).to.equal(0);
            const one = squares.filter((_, at) => at % 3 === 0);
            const apart = rowsOfSquares(one, columns, rows);
            apart.forEach((value, at) =>
              expect(value).to.equal(valueAt(Math.floor(at / (2 * columns)), at % (2 * columns), 0)),
            );
          },
        ),
        { numRuns: 50 },
      );
    });
  }

  it('are not made of less than there is, nor are blocks', () => {
    const short = { width: 16, height: 16, samples: 1, pixels: new Uint8Array(255) } as const;
    expect(() => squaresOf(short, { x: 0, y: 0, width: 16, height: 16 }, 8, 8)).to.throw(RangeError);
    expect(() => shrunk(short, 2)).to.throw(RangeError);
    expect(() => grainOf(short, 16)).to.throw(RangeError);
    expect(() => stepCounts([short], short, { faint: 1, steep: 2, other: 3 })).to.throw(RangeError);
  });

  it('are not made of rows longer than an image can have', () => {
    const picture = { width: 1, height: 1, samples: 1, pixels: new Uint8Array(1) } as const;
    expect(() => squaresOf(picture, { x: 0, y: 0, width: 1, height: 1 }, 1 << 20, 1)).to.throw(RangeError);
  });
});

describe('a shrunk picture', () => {
  it('has the mean of each square', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom<(1 | 3)[]>(1, 3),
        fc.constantFrom(2, 4, 16),
        seeds,
        (width, height, samples, factor, seed) => {
          const pixels = Uint8Array.from(drawn(seed, width * height * samples, 255));
          const small = shrunk({ width, height, samples, pixels }, factor);
          expect([small.width, small.height]).to.deep.equal([
            Math.floor(width / factor),
            Math.floor(height / factor),
          ]);
          small.pixels.forEach((mean, to) => {
            const [pixel, sample] = [Math.floor(to / samples), to % samples];
            const [row, column] = [Math.floor(pixel / small.width) * factor, (pixel % small.width) * factor];
            let sum = 0;
            for (let at = 0; at < factor * factor; at += 1)
              sum +=
                pixels[
                  ((row + Math.floor(at / factor)) * width + column + (at % factor)) * samples + sample
                ]!;
            expect(mean).to.equal(Math.round(sum / factor ** 2));
          });
        },
      ),
    );
  });
});
