import { expect } from 'chai';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';
import { ANNOUNCED_TEXTS, IDENTITY_TEXTS } from './found-texts.js';
import { HARMLESS_TEXTS } from './harmless-texts.js';
import { PLACED_NAMES, PLACED_WORDS } from './placed-names.js';

const REMOVE = { dates: 'remove', uids: new Map<string, string>() } as const;

function cleaned(text: string): string {
  return cleanText(text, findPatterns(text), REMOVE).text;
}

describe('patterns of identity', () => {
  for (const [kind, texts] of Object.entries(IDENTITY_TEXTS))
    describe(kind, () => {
      for (const marked of texts)
        it(`takes out ${marked}`, () => {
          const text = marked.replace(/[⟦⟧]/g, '');
          const left = marked
            .replace(/⟦[^⟧]*⟧/g, '')
            .split(/\s+/)
            .filter((word) => word !== '' && word !== '_');
          const result = cleaned(text);
          for (const word of left) expect(result).to.include(word.replace(/^_+|_+$/g, ''));
          const inside = /⟦([^⟧]*)⟧/.exec(marked)?.[1] ?? '';
          for (const part of inside.split(/[\s,;:()]+/).filter((word) => word.length > 2))
            expect(result).not.to.include(part);
        });
    });

  describe('what announces an identity goes with it', () => {
    for (const [text, left] of ANNOUNCED_TEXTS)
      it(JSON.stringify(text), () => {
        expect(cleaned(text)).to.equal(left);
      });
  });

  it('a name that is a word, too, goes where it is glued to a title and alone in capitals', () => {
    for (const name of ['MULLIGAN', 'MARIGOLD'])
      expect(cleaned(`Pelvis adult DR.${name}`)).to.not.include(name);
    for (const text of ['Pelvis adult DR.THORAX', 'Knee MR.ARTHRO', 'PELVIS DR.MARIGOLD'])
      expect(cleaned(text)).to.equal(text);
  });

  describe('a name that stands where names stand goes', () => {
    for (const [text, left] of PLACED_NAMES)
      it(JSON.stringify(text), () => {
        expect(cleaned(text)).to.equal(left);
      });
  });

  describe('harmless texts stay as they are', () => {
    for (const text of [...HARMLESS_TEXTS, ...PLACED_WORDS])
      it(JSON.stringify(text), () => {
        expect(cleaned(text)).to.equal(text);
      });
  });

  it('finds nothing more in a text that was cleaned', () => {
    const texts = [...Object.values(IDENTITY_TEXTS).flat(), ...ANNOUNCED_TEXTS.map(([text]) => text)];
    for (const marked of texts) {
      const once = cleaned(marked.replace(/[⟦⟧]/g, ''));
      expect(cleaned(once)).to.equal(once);
    }
  });

  it('takes a number that is the whole value of a private element for one of its maker', () => {
    const found = (keyword: string | undefined): boolean =>
      findPatterns('00482913', { vr: 'LO', keyword }).some((span) => span.confidence >= 0.4);
    expect([found(undefined), found('ImageComments')]).to.deep.equal([false, true]);
  });

  it('tells the kind of what it finds', () => {
    const kinds = (text: string): string[] => [...new Set(findPatterns(text).map((span) => span.kind))];
    expect(kinds('Ordered by XY')).to.deep.equal(['initials']);
    expect(kinds('Dr. Halvorsen')).to.deep.equal(['person']);
    expect(kinds('2014-03-17')).to.deep.equal(['date']);
    expect(kinds('tel. 212-555-0147')).to.include('phone');
    expect(kinds('j.roe@radclinic.example.org')).to.include('email');
  });
});
