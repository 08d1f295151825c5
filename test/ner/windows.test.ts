import { expect } from 'chai';
import fc from 'fast-check';
import { WINDOW, windowsOf } from '../../src/ner/windows.js';

describe('windows over a long text', () => {
  it('speak for every character once, each inside its window', () => {
    fc.assert(
      fc.property(fc.nat(5000), (length) => {
        let next = 0;
        for (const { start, end, from, to } of windowsOf(length)) {
          expect(from).to.equal(next);
          expect(end - start).to.be.at.most(WINDOW);
          expect(start).to.be.at.most(from);
          expect(to).to.be.at.most(end);
          next = to;
        }
        expect(next).to.equal(length);
      }),
    );
  });

  it('show each character 40 others on either side, where the text has them', () => {
    for (const { start, end, from, to } of windowsOf(3000)) {
      expect(from - start).to.be.at.least(start === 0 ? 0 : 40);
      expect(end - to).to.be.at.least(end === 3000 ? 0 : 40);
    }
  });
});
