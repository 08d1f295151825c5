import { expect } from 'chai';
import fc from 'fast-check';

import { BitJoiner } from '../../src/transcode/single-bits.js';

function joined(frames: readonly Buffer[], count: number, isPacked: boolean): Buffer {
  const joiner = new BitJoiner();
  return Buffer.concat([...frames.map((frame) => joiner.add(frame, count, isPacked)), joiner.end()]);
}

describe('BitJoiner', () => {
  it('lets the second frame begin at the bit after the first', () => {
    expect(joined([Buffer.of(0b101), Buffer.of(0b011)], 3, true).toString('hex')).to.equal('1d');
  });

  it('gives the same for frames packed and unpacked', () => {
    const frames = fc.array(fc.array(fc.boolean(), { minLength: 13, maxLength: 13 }), { maxLength: 6 });
    fc.assert(
      fc.property(frames, (bits) => {
        const bytes = bits.map((frame) => Buffer.from(frame.map(Number)));
        const packed = bytes.map((frame) => joined([frame], 13, false));
        expect(joined(packed, 13, true)).to.deep.equal(joined(bytes, 13, false));
      }),
    );
  });
});
