import { expect } from 'chai';
import fc from 'fast-check';
import { foldText, foldWithOffsets, tokenize } from '../../../src/deid/text/words.js';

describe('words of a text', () => {
  it('are letters, digits and runs of scripts without spaces', () => {
    const tokens = tokenize("T1w_Müller's 山田ﾀﾛｳ-３D").map(({ folded, kind }) => `${folded}:${kind}`);
    expect(tokens).to.deep.equal([
      't:letters',
      '1:digits',
      'w:letters',
      'muller:letters',
      's:letters',
      '山田たろう:continuous',
      '3:digits',
      'd:letters',
    ]);
  });

  it('stand where they stood, combining marks with their letter', () => {
    const text = ' Mu\u0308ller\u200b, x';
    expect(tokenize(text).map(({ start, end }) => text.slice(start, end))).to.deep.equal([
      'Mu\u0308ller',
      'x',
    ]);
  });

  it('fold to one form for each way of writing them', () => {
    const same: readonly (readonly string[])[] = [
      ['MÜLLER', 'Müller', 'Mu\u0308ller', 'muller', 'ｍｕｌｌｅｒ'],
      ['Straße', 'STRASSE', 'STRAẞE'],
      ['Ørsted', 'orsted'],
      ['ŁÓDŹ', 'lodz'],
      ['ヤマダ', 'ﾔﾏﾀﾞ', 'やまだ', 'やまた\u3099'],
      ['髙﨑', '高崎'],
      ['한글', '\u1112\u1161\u11ab\u1100\u1173\u11af'],
      ['Όμηρος', 'ομηροσ', 'ΟΜΗΡΟΣ'],
      ['ё', 'е'],
      ['أَحْمَد', 'احمد'],
      ['שָׁלוֹם', 'שלום'],
      ['İstanbul', 'istanbul'],
      ['٢٠١٩', '２０１９', '2019', '२०१९'],
    ];
    for (const forms of same)
      for (const form of forms) expect(foldText(form), form).to.equal(foldText(forms[0]!));
  });

  it('keep apart what differs', () => {
    expect(foldText('ハ')).not.to.equal(foldText('バ'));
    expect(foldText('Muller')).not.to.equal(foldText('Mueller'));
  });

  it('fold with a way back to each character', () => {
    const { folded, offsets } = foldWithOffsets('ｶﾞß한');
    expect(folded).to.equal('がss한');
    expect(offsets).to.deep.equal([0, 2, 2, 3, 4]);
  });

  it('hold for any text: tokens in order, folding stable, as many offsets as units and one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let at = 0;
        for (const { start, end, folded } of tokenize(text)) {
          expect(start).to.be.at.least(at);
          expect(end).to.be.above(start).and.at.most(text.length);
          expect(folded).to.equal(foldText(text.slice(start, end)));
          at = end;
        }
        const { folded, offsets } = foldWithOffsets(text);
        expect(folded).to.equal(foldText(text));
        expect(offsets.length).to.equal(folded.length + 1);
      }),
    );
  });
});
