import { expect } from 'chai';
import type { FrameSamples } from '../../src/pixels/frames/frame-samples.js';
import { levelsOf } from '../../src/pixels/frames/tones.js';
import { hasMean, sampleSum, shownSum } from '../../src/pixels/search/mean-frame.js';

const FRAME = {
  width: 4,
  height: 1,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 12,
  highBit: 13,
  isSigned: true,
  photometricInterpretation: 'MONOCHROME2',
  cells: new Uint16Array(4),
} as const satisfies FrameSamples;

/** Stored values of a frame, as tones read them. */
function valuesOf(frame: FrameSamples): number[] {
  const levels = levelsOf(frame);
  return Array.from(levels.codes, (code) => levels.valueOf(levels.levelOf[code]!));
}

describe('the mean of frames', () => {
  it('is that of the stored values, signed and off the lowest bit, in sixteenths', () => {
    const cells = (...values: number[]): Uint16Array =>
      Uint16Array.from(values, (value) => ((value & 0xfff) << 2) | 3);
    const sum = sampleSum(FRAME);
    sum.add({ ...FRAME, cells: cells(-2048, 2047, -3, 0) });
    sum.add({ ...FRAME, cells: cells(-2048, 2047, -4, 1) });
    expect(valuesOf(sum.mean())).to.deep.equal([-2048, 2047, -3.5, 0.5]);
    sum.add({ ...FRAME, cells: cells(-2048, 2047, -4, 1) });
    expect(valuesOf(sum.mean())).to.deep.equal([-2048, 2047, -3.6875, 0.6875]);
  });

  it('is that of bytes, signed or not', () => {
    for (const isSigned of [false, true]) {
      const like = { ...FRAME, bitsAllocated: 8, bitsStored: 8, highBit: 7, isSigned } as const;
      const sum = sampleSum({ ...like, cells: new Uint8Array(4) });
      sum.add({ ...like, cells: Uint8Array.of(0, 255, 127, 128) });
      sum.add({ ...like, cells: Uint8Array.of(1, 255, 127, 128) });
      expect(valuesOf(sum.mean())).to.deep.equal(isSigned ? [0.5, -1, 127, -128] : [0.5, 255, 127, 128]);
    }
  });

  it('keeps what fits beside sixteen stored bits', () => {
    const like = { ...FRAME, bitsStored: 16, highBit: 15, isSigned: false } as const;
    const sum = sampleSum(like);
    sum.add({ ...like, cells: Uint16Array.of(65535, 0, 1, 2) });
    expect(valuesOf(sum.mean())).to.deep.equal([65535, 0, 1, 2]);
  });

  it('means nothing for indices, single bits and colours', () => {
    expect(hasMean(FRAME)).to.equal(true);
    expect(hasMean({ ...FRAME, photometricInterpretation: 'PALETTE COLOR' })).to.equal(false);
    expect(hasMean({ ...FRAME, bitsAllocated: 1 })).to.equal(false);
    expect(hasMean({ ...FRAME, samplesPerPixel: 3 })).to.equal(false);
  });

  it('of pictures is rounded', () => {
    const like = { width: 2, height: 1, samples: 1, pixels: new Uint8Array(2) } as const;
    const sum = shownSum(like);
    sum.add({ ...like, pixels: Uint8Array.of(255, 0) });
    sum.add({ ...like, pixels: Uint8Array.of(255, 1) });
    expect([...sum.mean().pixels]).to.deep.equal([255, 1]);
  });

  it('is that of the others once one is taken out again', () => {
    const words = { ...FRAME, isSigned: false, highBit: 11 } as const;
    const stored = sampleSum(words);
    for (const values of [
      [1, 2, 3, 4],
      [4095, 0, 7, 9],
      [3, 2, 5, 4],
    ])
      stored.add({ ...words, cells: Uint16Array.from(values) });
    stored.remove({ ...words, cells: Uint16Array.of(4095, 0, 7, 9) });
    expect(valuesOf(stored.mean())).to.deep.equal([2, 2, 4, 4]);
    const like = { width: 2, height: 1, samples: 1, pixels: new Uint8Array(2) } as const;
    const shown = shownSum(like);
    for (const values of [
      [10, 20],
      [255, 0],
      [20, 40],
    ])
      shown.add({ ...like, pixels: Uint8Array.from(values) });
    shown.remove({ ...like, pixels: Uint8Array.of(255, 0) });
    expect([...shown.mean().pixels]).to.deep.equal([15, 30]);
  });
});
