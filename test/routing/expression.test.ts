import { expect } from 'chai';
import * as fc from 'fast-check';
import { compileExpression } from '../../src/routing/expression.js';

function faultOf(source: string): string | undefined {
  const outcome = compileExpression(source, false);
  return outcome.kind === 'fault' ? outcome.message : undefined;
}

function longestValue(source: string): number {
  const outcome = compileExpression(source, false);
  if (outcome.kind === 'fault') throw new Error(outcome.message);
  return outcome.value.maxLength;
}

describe('a regular expression of a strategy', () => {
  for (const source of [
    'SCREEN SAVE',
    '^CT|^MR',
    '(?:CT|MR)',
    String.raw`^\d{4}-\d{2}$`,
    '.*SAVE.*',
    'dose ?report',
    String.raw`\(x\+\)\*`,
    '[*+?(]+',
    '^(?!LOCALIZER)',
    String.raw`\p{Lu}[^\]]+$`,
  ]) {
    it(`may be ${source}`, () => expect(faultOf(source)).to.be.undefined);
  }

  for (const source of [
    '(a+)+',
    '(a*)*b',
    '(a|aa)+$',
    '(?:a?){50}',
    '((ab)+c)*',
    '(x{1,9}){2,}',
    '(?<n>a|b)*',
  ]) {
    it(`may not be ${source}, which repeats a repetition or an alternative`, () => {
      expect(faultOf(source)).to.match(/inside a repeated group/);
    });
  }

  for (const source of [String.raw`(a)\1`, String.raw`(?<n>a)\k<n>`, '(?<=a)b', '(?<!a)b']) {
    it(`may not be ${source}, which looks back`, () => expect(faultOf(source)).to.match(/back-references/));
  }

  it('may not have so many repetitions that a short value takes long', () => {
    expect(faultOf('a*b*c*d*e*f*')).to.match(/too long/);
  });

  it('may not have so many choices that a short value takes long', () => {
    expect(faultOf('a?'.repeat(28) + 'a'.repeat(28))).to.match(/too long/);
  });

  it('is told what is wrong when it does not compile', () => {
    expect(faultOf('(')).to.equal('not a regular expression: Unterminated group');
  });

  it('takes long values when it is simple and shorter ones when it is not', () => {
    expect([
      longestValue('SAVE'),
      longestValue('^a.*b'),
      longestValue('a.*b'),
      longestValue('a.*b.*c'),
    ]).to.deep.equal([10_240, 10_240, 4472, 271]);
  });

  it('matches in well under a second whatever is accepted, at the longest value that it takes', () => {
    const atoms = ['a', '.', '[ab]', '(?:a|b)', '(?:ab)', String.raw`\w`];
    const quantifiers = ['', '*', '+', '?', '{2}', '{1,5}', '*?'];
    const piece = fc
      .tuple(fc.constantFrom(...atoms), fc.constantFrom(...quantifiers))
      .map((pair) => pair.join(''));
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 7 }),
        fc.constantFrom('a', 'ab', 'b'),
        (pieces, unit) => {
          const outcome = compileExpression(`${pieces.join('')}!`, false);
          if (outcome.kind === 'fault') return;
          const { expression, maxLength } = outcome.value;
          const start = process.cpuUsage();
          expression.test(unit.repeat(maxLength).slice(0, maxLength));
          expect(process.cpuUsage(start).user / 1000).to.be.below(2_000);
        },
      ),
      { numRuns: 60 },
    );
  });
});
