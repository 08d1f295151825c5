import { expect } from 'chai';
import { capAge, roundAge } from '../../../src/deid/header/ages.js';

describe('an age', () => {
  for (const [before, after] of [
    ['089Y', '089Y'],
    ['090Y', '090Y'],
    ['104Y', '090Y'],
    ['92', '090Y'],
    ['92 years', '090Y'],
    ['95 y', '090Y'],
    ['018M', '018M'],
    ['999M', '999M'],
    ['', ''],
    ['about ninety, says Dr Roe', ''],
  ] as const)
    it(`of '${before}' capped at 89 is '${after}'`, () => {
      expect(capAge(before, 89, 'limit')).to.equal(after);
    });

  it('of 90 and more may lose its value altogether', () => {
    expect(['089Y', '090Y', '104Y'].map((age) => capAge(age, 89, 'nothing'))).to.deep.equal(['089Y', '', '']);
  });

  for (const [before, step, after] of [
    ['063Y', 5, '060Y'],
    ['065Y', 5, '065Y'],
    ['030M', 1, '002Y'],
    ['011M', 1, '000Y'],
    ['100W', 1, '001Y'],
    ['old', 5, ''],
  ] as const)
    it(`of '${before}' in steps of ${String(step)} is '${after}'`, () => {
      expect(roundAge(before, step)).to.equal(after);
    });
});
