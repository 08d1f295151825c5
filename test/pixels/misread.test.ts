import { expect } from 'chai';
import fc from 'fast-check';
import { createLexicon } from '../../src/deid/identity/lexicon.js';
import {
  plainText,
  possibleReadings,
  resemblesIdentity,
  skeleton,
  standsWithin,
} from '../../src/pixels/decide/misread.js';

const LETTERS = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  minLength: 5,
  maxLength: 20,
});

/** A text with one character left out, doubled or replaced, at a share of its length. */
function edited(text: string, at: number, how: number): string {
  const place = Math.min(text.length - 1, Math.floor(at * text.length));
  const put = how === 0 ? '' : how === 1 ? `${text.charAt(place)}z` : 'z';
  return text.slice(0, place) + put + text.slice(place + 1);
}

const EDITS = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 2 })), {
  maxLength: 3,
});

describe('misread text', () => {
  it('stands within another one after as many edits as are allowed', () => {
    fc.assert(
      fc.property(LETTERS, LETTERS, LETTERS, EDITS, (before, needle, after, edits) => {
        const read = edits.reduce((text, [at, how]) => edited(text, at, how), needle);
        return standsWithin(needle, before + read + after, edits.length);
      }),
    );
  });

  it('does not stand within what shares no character with it', () => {
    fc.assert(
      fc.property(
        LETTERS,
        fc.integer({ min: 0, max: 3 }),
        (needle, edits) => !standsWithin(needle, 'x'.repeat(30), edits),
      ),
    );
  });

  it('has one skeleton for characters that look alike', () => {
    for (const [one, other] of [
      ['SMITH 0815', '5MlTH O8l5'],
      ['BURNETT', '8VMETT'],
      ['Müller', 'MULLER'],
    ] as const)
      expect(skeleton(one), one).to.equal(skeleton(other));
  });

  it('is read in several ways, as it stands first', () => {
    expect(possibleReadings('KX4812O571')[0]).to.equal('KX4812O571');
    expect(possibleReadings('1Z/O8/2O19')).to.include('12/08/2019');
    expect(possibleReadings('R0SALIND')).to.include('ROSALIND');
    expect(possibleReadings('2016-02-1508:44')).to.include('2016-02-15 08:44');
  });

  it('has ASCII in place of full-width characters', () => {
    expect(plainText('ＩＤ：　１２')).to.equal('ID: 12');
  });

  it('resembles an identity of some length only', () => {
    const lexicon = createLexicon([
      { kind: 'patientName', text: 'ABERNATHY^IDA' },
      { kind: 'patientId', text: '48120571' },
    ]);
    expect(resemblesIdentity('ABERMATHV', lexicon)).to.equal(true);
    expect(resemblesIdentity('48l2O57I', lexicon)).to.equal(true);
    expect(resemblesIdentity('ADA', lexicon)).to.equal(false);
    expect(resemblesIdentity('ABDOMEN', lexicon)).to.equal(false);
  });
});
