import { expect } from 'chai';
import { joinedRuns, pixelCount, unitedRuns, type PixelRuns } from '../../src/ocr/pixel-runs.js';
import type { FrameSamples } from '../../src/pixels/frames/frame-samples.js';
import { sameInkBeside } from '../../src/pixels/mask/same-ink.js';
import { draw, grainy, grey, type Line } from '../ocr/draw.js';
import { line } from './lines.js';

const WIDTH = 240;
const HEIGHT = 80;
const WHITE = 255;

/** Text in one white on dark grain, and more white where it is asked for. */
function drawn(lines: readonly Line[], more: (cells: Uint8Array) => void = () => undefined): FrameSamples {
  const ground = (x: number, y: number): ReturnType<typeof grey> => grey(grainy(x, y)[0] / 8);
  const cells = Uint8Array.from(draw(WIDTH, HEIGHT, 1, ground, lines).frame.pixels);
  more(cells);
  return {
    ...{ width: WIDTH, height: HEIGHT, samplesPerPixel: 1, bitsAllocated: 8, bitsStored: 8, highBit: 7 },
    ...{ isSigned: false, photometricInterpretation: 'MONOCHROME2', cells },
  };
}

function text(written: string, x: number, y = 30): Line {
  return { text: written, x, y, scale: 2 };
}

/** The white pixels of some columns, in the rows of a line. */
function inkOf({ cells }: FrameSamples, from: number, to: number, top = 28, bottom = 48): PixelRuns {
  const triples: [number, number, number][] = [];
  for (let row = top; row < bottom; row += 1) {
    for (let column = from; column < to; column += 1)
      if (cells[row * WIDTH + column] === WHITE) triples.push([row, column, column + 1]);
  }
  return joinedRuns(triples);
}

describe('the rest of a line by its ink', () => {
  it('is what the finder left out, in the line and on both sides of it', () => {
    const frame = drawn([text('MARTIN ALBERT', 20)]);
    const whole = inkOf(frame, 0, WIDTH);
    const marked = unitedRuns([inkOf(frame, 44, 68), inkOf(frame, 92, 116)]);
    const added = sameInkBeside(line('x', 0, 0, { ink: marked }), frame, []);
    expect(pixelCount(marked)).to.be.below(pixelCount(whole));
    expect(unitedRuns([marked, added])).to.deep.equal(whole);
  });

  it('is neither another line, nor text farther away than a word, nor text that stays', () => {
    const frame = drawn([text('MARTIN', 20), text('HALLE', 20, 58), text('RL', 200), text('0', 110)]);
    const marked = inkOf(frame, 20, 70);
    const kept = [{ x: 108, y: 28, width: 14, height: 18 }];
    const added = sameInkBeside(line('x', 0, 0, { ink: marked }), frame, kept);
    expect(unitedRuns([marked, added])).to.deep.equal(inkOf(frame, 20, 100));
  });

  it('is nothing that goes out of the row, as borders do', () => {
    const frame = drawn([text('MARTIN', 20)], (cells) => {
      for (let row = 0; row < HEIGHT; row += 1) cells[row * WIDTH + 100] = WHITE;
    });
    const marked = inkOf(frame, 20, 90);
    expect(sameInkBeside(line('x', 0, 0, { ink: marked }), frame, [])).to.deep.equal(marked);
  });

  it('is no texture that has its value by chance', () => {
    const frame = drawn([text('MARTIN', 20)], (cells) => {
      for (let row = 28; row < 46; row += 3)
        for (let column = 96; column < 230; column += 4) cells[row * WIDTH + column] = WHITE;
    });
    const marked = inkOf(frame, 20, 92);
    expect(sameInkBeside(line('x', 0, 0, { ink: marked }), frame, [])).to.deep.equal(marked);
  });

  it('is nothing where ink has no value of its own', () => {
    const frame = drawn([text('MARTIN', 20)]);
    const box = joinedRuns(Array.from({ length: 18 }, (_, row) => [28 + row, 120, 160] as const));
    expect(sameInkBeside(line('x', 0, 0, { ink: box }), frame, [])).to.have.lengthOf(0);
    const bright = drawn([text('MARTIN', 20)], (cells) => cells.fill(WHITE, 50 * WIDTH, 60 * WIDTH));
    expect(sameInkBeside(line('x', 0, 0, { ink: inkOf(bright, 44, 68) }), bright, [])).to.have.lengthOf(0);
  });

  it('runs down the frame where the line does', () => {
    const upright = drawn([text('MARTIN', 20)]);
    const cells = new Uint8Array(WIDTH * HEIGHT);
    for (let row = 0; row < HEIGHT; row += 1) {
      for (let column = 0; column < WIDTH; column += 1)
        cells[column * HEIGHT + row] = upright.cells[row * WIDTH + column] ?? 0;
    }
    const turned: FrameSamples = { ...upright, width: HEIGHT, height: WIDTH, cells };
    const ink: [number, number, number][] = [];
    for (let row = 30; row < 60; row += 1) {
      for (let column = 0; column < HEIGHT; column += 1)
        if (cells[row * HEIGHT + column] === WHITE) ink.push([row, column, column + 1]);
    }
    const marked = joinedRuns(ink);
    const added = sameInkBeside(line('x', 0, 0, { ink: marked, turned: 90 }), turned, []);
    expect(pixelCount(unitedRuns([marked, added]))).to.equal(pixelCount(inkOf(upright, 0, WIDTH)));
  });
});
