import { expect } from 'chai';
import { parseSource, parseTemplate, shortestResult } from '../../src/routing/template.js';

describe('a template', () => {
  const parts = (text: string): unknown => {
    const outcome = parseTemplate(text);
    return outcome.kind === 'fault' ? outcome.message : outcome.value;
  };

  it('has text and values', () => {
    expect(parts('{Modality}-{hash:StudyInstanceUID}.')).to.deep.equal([
      { kind: 'value', name: 'Modality', tag: 0x00080060, sequences: [], using: 'copy' },
      { kind: 'text', text: '-' },
      { kind: 'value', name: 'StudyInstanceUID', tag: 0x0020000d, sequences: [], using: 'hash' },
      { kind: 'text', text: '.' },
    ]);
  });

  it('may take values out of items', () => {
    expect(parts('{pseudonym:RequestAttributesSequence.RequestedProcedureID}')).to.deep.equal([
      {
        kind: 'value',
        name: 'RequestAttributesSequence.RequestedProcedureID',
        tag: 0x00401001,
        sequences: [0x00400275],
        using: 'pseudonym',
      },
    ]);
  });

  for (const [what, text, message] of [
    [
      'has no value in it',
      'fixed',
      'a template has at least one {Keyword}; for fixed text write replace: { value: … }',
    ],
    ['names no attribute', '{Modalty}', "no attribute is called 'Modalty'; did you mean 'Modality'?"],
    ['names no function', '{hsh:Modality}', "no function is called 'hsh'; did you mean 'hash'?"],
    [
      'has half a pair of braces',
      '{Modality',
      'a brace without its partner; write {Keyword} or {hash:Keyword}',
    ],
    ['would make two values', '{Modality}\\x', 'a backslash divides values; a template makes one'],
    ['takes bytes for text', '{PixelData}', 'PixelData (OB or OW) has no text to make a value of'],
  ] as const)
    it(`is refused where it ${what}`, () => {
      expect(parts(text)).to.equal(message);
    });

  it('tells how long its result is at least', () => {
    const outcome = parseTemplate('{Modality}-{hash:StudyInstanceUID}');
    expect(outcome.kind === 'fault' ? 0 : shortestResult(outcome.value)).to.equal(18);
  });

  it('takes no private attributes', () => {
    expect(parseSource('(0009,1001)', 'copy').kind).to.equal('fault');
  });
});
