import { expect } from 'chai';
import fc from 'fast-check';
import { countNumbers } from '../../../src/deid/header/decimal-strings.js';

const DS = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const IS = /^[+-]?\d+$/;

describe('numbers of DS and IS', () => {
  it('are counted where nothing else stands among them', () => {
    expect(countNumbers(Buffer.from('1\\-2.5\\ .5 \\3.\\1e-3 '), 'DS')).to.equal(5);
    expect(countNumbers(Buffer.from('1\\+22\\-3\0'), 'IS')).to.equal(3);
  });

  it('are none where a value is empty, a word, a lone point or of the other VR', () => {
    for (const text of ['', '1\\\\2', '1\\DOE', '.', '1\\-', '1e', '1.2.3'])
      expect(countNumbers(Buffer.from(text), 'DS'), text).to.equal(0);
    expect(countNumbers(Buffer.from('1\\2.5'), 'IS')).to.equal(0);
  });

  it('are counted only where each value has the form of its VR', () => {
    const value = fc.string({
      unit: fc.constantFrom('0', '7', '.', '-', '+', 'e', 'E', ' ', 'A'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('DS', 'IS'),
        (values, vr) => {
          const form = vr === 'DS' ? DS : IS;
          const areNumbers = values.every((one) => form.test(one.trim()));
          const count = countNumbers(Buffer.from(values.join('\\')), vr);
          expect(count).to.equal(areNumbers ? values.length : 0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
