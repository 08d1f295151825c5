import { expect } from 'chai';
import fc from 'fast-check';
import { backoffMs } from '../../src/pipeline/backoff.js';

const OPTIONS = { firstMs: 1000, maxMs: 60_000, factor: 2 };

describe('the wait after failures', () => {
  it('grows by the factor', () => {
    expect([1, 2, 3, 4].map((failures) => backoffMs(failures, OPTIONS, 0.5))).to.deep.equal([
      1000, 2000, 4000, 8000,
    ]);
  });

  it('ends at the maximum', () => {
    expect(backoffMs(1000, OPTIONS, 0.5)).to.equal(60_000);
  });

  it('is spread by a tenth either way', () => {
    expect([0, 1].map((random) => backoffMs(1, OPTIONS, random))).to.deep.equal([900, 1100]);
  });

  const anyOptions = fc.record({
    firstMs: fc.integer({ min: 1, max: 10_000 }),
    maxMs: fc.integer({ min: 1, max: 10_000_000 }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
  });

  it('is never more than a tenth over the maximum, nor less than nine tenths of the shorter bound', () => {
    fc.assert(
      fc.property(
        anyOptions,
        fc.nat(100_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (options, failures, random) => {
          const wait = backoffMs(failures, options, random);
          expect(wait).to.be.at.most(Math.round(options.maxMs * 1.1));
          expect(wait).to.be.at.least(Math.round(Math.min(options.firstMs, options.maxMs) * 0.9) - 1);
        },
      ),
    );
  });

  it('never gets shorter with more failures', () => {
    fc.assert(
      fc.property(
        anyOptions,
        fc.nat(1000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (options, failures, random) => {
          expect(backoffMs(failures + 1, options, random)).to.be.at.least(
            backoffMs(failures, options, random),
          );
        },
      ),
    );
  });
});
