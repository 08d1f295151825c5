import { expect } from 'chai';
import fc from 'fast-check';

import { characterSet } from '../../src/dicom/charset.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('characterSet', () => {
  describe('examples of PS3.5', () => {
    it('reads the Japanese name of H.3.1, katakana and kanji through ISO 2022 IR 87', () => {
      const bytes = hex(
        '59616d6164615e5461726f753d 1b2442 3b334544 1b2842 5e 1b2442 42404f3a 1b2842 3d 1b2442 245e2440 1b2842 5e 1b2442 243f246d2426 1b2842',
      );
      const text = characterSet(['', 'ISO 2022 IR 87']).decode(bytes, 'PN');
      expect(text).to.equal('Yamada^Tarou=山田^太郎=まだ^たろう');
    });

    it('writes the name of H.3.2 as the standard prints it, from half-width katakana to kanji and back to ISO-IR 14', () => {
      const printed = hex(
        'd4cfc0de5ec0dbb33d 1b2442 3b334544 1b284a 5e 1b2442 42404f3a 1b284a 3d 1b2442 2464245e2440 1b284a 5e 1b2442 243f246d2426 1b284a',
      );
      const set = characterSet(['ISO 2022 IR 13', 'ISO 2022 IR 87']);
      expect(set.encode('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう', 'PN')?.toString('hex')).to.equal(
        printed.toString('hex'),
      );
    });

    it('writes the Korean name of I.2 with an escape sequence after every delimiter', () => {
      const printed = hex(
        '486f6e675e47696c646f6e673d 1b242943 fbf3 5e 1b242943 d1ced4d7 3d 1b242943 c8ab 5e 1b242943 b1e6b5bf',
      );
      const set = characterSet(['', 'ISO 2022 IR 149']);
      expect(set.encode('Hong^Gildong=洪^吉洞=홍^길동', 'PN')?.toString('hex')).to.equal(
        printed.toString('hex'),
      );
    });

    it('reads the Chinese name of K.2 through ISO 2022 IR 58', () => {
      const bytes = hex('5a68616e675e5869616f446f6e673d 1b242941 d5c5 5e 1b242941 d0a1b6ab 3d20');
      expect(characterSet(['', 'ISO 2022 IR 58']).decode(bytes, 'PN')).to.equal('Zhang^XiaoDong=张^小东= ');
    });

    it('reads the name of J.1 in UTF-8 and that of J.3 in GB18030 alike', () => {
      const name = 'Wang^XiaoDong=王^小东';
      const utf8 = characterSet(['ISO_IR 192']).decode(Buffer.from(name), 'PN');
      const gb = characterSet(['GB18030']).decode(hex('57616e675e5869616f446f6e673dcdf55ed0a1b6ab'), 'PN');
      expect([utf8, gb]).to.deep.equal([name, name]);
    });
  });

  it('reads each single-byte set', () => {
    const read = (term: string, bytes: string) => characterSet([term]).decode(hex(bytes), 'LO');
    expect([
      read('ISO_IR 100', 'c4'),
      read('ISO_IR 101', 'b3'),
      read('ISO_IR 109', 'a1'),
      read('ISO_IR 110', 'e0'),
      read('ISO_IR 144', 'bb'),
      read('ISO_IR 127', 'c7'),
      read('ISO_IR 126', 'c4'),
      read('ISO_IR 138', 'f9'),
      read('ISO_IR 148', 'dd'),
      read('ISO_IR 203', 'a4'),
      read('ISO_IR 166', 'a1'),
      read('ISO_IR 13', 'd4'),
    ]).to.deep.equal(['Ä', 'ł', 'Ħ', 'ā', 'Л', 'ا', 'Δ', 'ש', 'İ', '€', 'ก', 'ﾔ']);
  });

  it('changes from one single-byte right half to another by escape', () => {
    const set = characterSet(['ISO 2022 IR 100', 'ISO 2022 IR 144']);
    const bytes = set.encode('Müller Люк ü', 'LO');
    expect(bytes?.toString('latin1')).to.equal('Müller \x1b-L\xbb\xee\xda \x1b-Aü');
  });

  it('begins again in the initial set after a delimiter and after a control character', () => {
    const set = characterSet(['ISO 2022 IR 100', 'ISO 2022 IR 144']);
    const bytes = Buffer.from('\x1b-L\xbb\\\xe4 \x1b-L\xbb\r\n\xe4', 'latin1');
    expect(set.decode(bytes, 'LO')).to.equal('Л\\ä Л\r\nä');
  });

  it('reads JIS X 0212 and JIS X 0208 in one value', () => {
    const set = characterSet(['', 'ISO 2022 IR 87', 'ISO 2022 IR 159']);
    const text = '山丂漢';
    const bytes = set.encode(text, 'LO');
    expect([bytes?.includes('\x1b$(D', 0, 'latin1'), bytes && set.decode(bytes, 'LO')]).to.deep.equal([
      true,
      text,
    ]);
  });

  it('divides no value at a backslash byte inside a kanji', () => {
    const set = characterSet(['', 'ISO 2022 IR 87']);
    const bytes = set.encode('ーー\\芸', 'LO') ?? Buffer.alloc(0);
    expect(bytes.filter((byte) => byte === 0x5c)).to.have.length.greaterThan(0);
    expect(set.decodeValues(bytes, 'LO')).to.deep.equal(['ーー', '芸']);
  });

  it('divides no value at a backslash byte inside a character of GBK', () => {
    const set = characterSet(['GBK']);
    const bytes = set.encode('運\\誠', 'LO') ?? Buffer.alloc(0);
    expect(bytes.filter((byte) => byte === 0x5c)).to.have.length(3);
    expect(set.splitValues(bytes, 'LO').map((value) => set.decode(value, 'LO'))).to.deep.equal(['運', '誠']);
  });

  it('leaves a backslash in text of one value alone', () => {
    expect(characterSet([]).decodeValues(Buffer.from('a\\b'), 'LT')).to.deep.equal(['a\\b']);
  });

  it('reads the yen sign of ISO-IR 14 in text, and the same byte as a delimiter between values', () => {
    const set = characterSet(['ISO_IR 13']);
    expect([set.decode(hex('5c'), 'LT'), set.decode(hex('5c'), 'LO')]).to.deep.equal(['¥', '\\']);
  });

  it('writes no yen sign where it would divide values', () => {
    expect(characterSet(['ISO_IR 13']).encode('¥100', 'LO')).to.equal(undefined);
  });

  it('does not write what the set lacks', () => {
    const write = (terms: string[], text: string) => characterSet(terms).encode(text, 'LO');
    expect([
      write([], 'Müller'),
      write(['ISO_IR 100'], '山'),
      write(['GBK'], '\u{1f600}'),
      write(['ISO_IR 192'], '\ud800'),
      write(['ISO_IR 100'], '\x1b-L'),
    ]).to.deep.equal([undefined, undefined, undefined, undefined, undefined]);
  });

  it('reads strings of VRs that no character set governs in the default repertoire', () => {
    expect(characterSet(['ISO_IR 192']).encode('é', 'CS')).to.equal(undefined);
  });

  it('reads undeclared high bytes under the default repertoire as Latin-1', () => {
    expect(characterSet([]).decode(hex('4dfc'), 'PN')).to.equal('Mü');
  });

  for (const [written, term] of [
    ['ISO-IR 100', 'ISO_IR 100'],
    ['ISO_IR_100', 'ISO_IR 100'],
    ['iso ir 192', 'ISO_IR 192'],
    ['ISO 2022 IR 192', 'ISO_IR 192'],
    ['UTF-8', 'ISO_IR 192'],
    ['GB2312', 'GBK'],
    ['ISO 8859-1', 'ISO_IR 100'],
    ['iso2022-ir-87', 'ISO 2022 IR 87'],
    [' ISO_IR 6\0', 'ISO_IR 6'],
  ] as const) {
    it(`takes ${JSON.stringify(written)} for ${term}`, () => {
      const { terms, known } = characterSet([written]);
      expect({ terms, known }).to.deep.equal({ terms: [term], known: true });
    });
  }

  it('takes a lone ISO 2022 IR 100 for Latin-1', () => {
    expect(characterSet(['ISO 2022 IR 100']).decode(hex('e4'), 'LO')).to.equal('ä');
  });

  it('begins in the default repertoire where a multi-byte set stands first', () => {
    expect(characterSet(['ISO 2022 IR 87']).decode(hex('41 1b2442 3b33 1b2842 42'), 'LO')).to.equal('A山B');
  });

  it('flags an unknown term and still reads every byte', () => {
    const set = characterSet(['KLINGON']);
    expect([set.known, set.decode(hex('41e4'), 'LO')]).to.deep.equal([false, 'Aä']);
  });

  it('flags UTF-8 among code extensions, where the standard does not allow it', () => {
    expect(characterSet(['ISO 2022 IR 100', 'ISO_IR 192']).known).to.equal(false);
  });

  it('puts U+FFFD for an escape sequence that nobody knows and for half a character', () => {
    const set = characterSet(['', 'ISO 2022 IR 149']);
    expect(set.decode(hex('1b 41 1b242943 b1 42'), 'LO')).to.equal('\ufffdA\ufffdB');
  });

  describe('for all values', () => {
    const termLists = [
      [],
      ['ISO_IR 100'],
      ['ISO_IR 13'],
      ['ISO_IR 192'],
      ['GB18030'],
      ['GBK'],
      ['', 'ISO 2022 IR 87', 'ISO 2022 IR 159'],
      ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
      ['', 'ISO 2022 IR 149'],
      ['', 'ISO 2022 IR 58'],
      ['ISO 2022 IR 100', 'ISO 2022 IR 144', 'ISO 2022 IR 126', 'ISO 2022 IR 166', 'ISO 2022 IR 149'],
      ['nonsense', '', 'ISO_IR 192'],
    ];
    const terms = fc.constantFrom(...termLists);
    const vr = fc.constantFrom('PN', 'LO', 'LT', 'CS', 'UN');
    const soup = fc.array(
      fc.oneof(
        fc.integer({ min: 0, max: 255 }),
        fc.constantFrom(0x1b, 0x24, 0x28, 0x29, 0x42, 0x43, 0x5c, 0x5e, 0x3d),
      ),
      { maxLength: 40 },
    );

    it('decodes any bytes without throwing', () => {
      fc.assert(
        fc.property(terms, vr, soup, (values, anyVr, bytes) => {
          expect(characterSet(values).decode(Buffer.from(bytes), anyVr)).to.be.a('string');
        }),
        { numRuns: 2000 },
      );
    });

    it('splits into values that make up the bytes again', () => {
      fc.assert(
        fc.property(terms, vr, soup, (values, anyVr, bytes) => {
          const parts = characterSet(values).splitValues(Buffer.from(bytes), anyVr);
          const joined = parts.flatMap((part, index) => (index === 0 ? [...part] : [0x5c, ...part]));
          expect(joined).to.deep.equal(bytes);
        }),
        { numRuns: 1000 },
      );
    });

    it('decodes what it encoded to the same text, wherever it encodes at all', () => {
      const letters = fc.constantFrom(
        ...Array.from('aZ 9~^=\\\r\n\täßЛдΔกﾔ山田表ソ芸丂한글洪张东Ł€¥\u{20bb7}'),
      );
      const text = fc.array(letters, { maxLength: 20 }).map((chars) => chars.join(''));
      fc.assert(
        fc.property(terms, vr, text, (values, anyVr, written) => {
          const set = characterSet(values);
          const bytes = set.encode(written, anyVr);
          if (bytes !== undefined) expect(set.decode(bytes, anyVr)).to.equal(written);
        }),
        { numRuns: 5000 },
      );
    });
  });
});
