import { expect } from 'chai';
import { alone, decided, line } from './lines.js';

/** A stream of numbers below a limit, the same at every run. */
function numbers(start: number): (limit: number) => number {
  let seed = start;
  return (limit) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % limit;
  };
}

/** Codes of a form: A is any letter, 1 a digit but zero, 2 any digit. */
function codes(form: string, count: number): readonly string[] {
  const next = numbers(11);
  const character = (sign: string): string =>
    sign === 'A'
      ? String.fromCharCode(65 + next(26))
      : sign === '1'
        ? String(1 + next(9))
        : sign === '2'
          ? String(next(10))
          : sign;
  return Array.from({ length: count }, () => Array.from(form, character).join(''));
}

/**
 * How many of a hundred codes made at random stay at most, as they happen to name a setting: a window (`W 632`), a unit (`64s`), a time
 * (`TE 45`). No code of two letters and two digits, and none with letters on both sides, does.
 */
const MOST: Readonly<Record<string, number>> = {
  AA: 5,
  AAA: 5,
  AAAA: 5,
  AA12: 0,
  A1A2: 0,
  A122: 0,
  A1222: 0,
  A12222: 0,
  AA122: 10,
  AA1222: 12,
  AAA12: 5,
  AAA122: 5,
  AAAA12: 5,
  'AAA 12': 8,
  'AAAA 12': 5,
  'AA-12': 5,
  'AAA-12': 0,
  'A-1222': 0,
  'A 122': 20,
  'A 1222': 20,
  A122A: 0,
  AA12A: 0,
  AAA12A: 0,
  AA12AA: 3,
  '122A': 0,
  'AA12-1': 0,
  A122222: 0,
  '12-1222': 0,
};

describe('codes made at random', () => {
  for (const [form, most] of Object.entries(MOST))
    it(`are hidden: ${form}`, async () => {
      let kept = 0;
      for (const code of codes(form, 100)) if ((await alone(code)).startsWith('keep')) kept += 1;
      expect(kept).to.be.at.most(most);
    });
});

describe('a letter of window or centre written to its number', () => {
  it('is a code alone, and a setting beside the other one', async () => {
    expect(await alone('W400')).to.equal('mask short-unknown');
    const verdicts = async (first: string, second: string, y: number): Promise<readonly string[]> =>
      (await decided([line(first, 40, 40), line(second, 40, y)])).map(({ verdict }) => verdict);
    expect(await verdicts('W400', 'L40', 56)).to.deep.equal(['keep', 'keep']);
    expect(await verdicts('W1500', 'C -600', 56)).to.deep.equal(['keep', 'keep']);
    expect(await verdicts('W400', 'L40', 400)).to.deep.equal(['mask', 'keep']);
    expect(await verdicts('W400', 'W40', 56)).to.deep.equal(['mask', 'keep']);
  });
});

describe('a unit before its number', () => {
  it('is a code in which a space was read', async () => {
    expect(await alone('DB 49')).to.equal('mask short-unknown');
    expect(await alone('MM 12')).to.equal('mask short-unknown');
    expect(await alone('49 dB')).to.equal('keep harmless-overlay');
    expect(await alone('MA 320')).to.equal('keep harmless-overlay');
  });
});
