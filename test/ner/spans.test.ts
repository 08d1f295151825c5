import { expect } from 'chai';
import { findSpans } from '../../src/ner/spans.js';

const LABELS = ['nothing', 'person', 'institution', 'address', 'identifier', 'date', 'contact'];

/** Spans where the model is sure of the marked characters: a digit below each tells its label, a space nothing. */
function spansOf(text: string, below: string): [piece: string, kind: string, confidence: number][] {
  const values = new Float32Array(text.length * LABELS.length);
  for (let at = 0; at < text.length; at += 1) values[at * LABELS.length + Number(below[at] ?? 0)] = 1;
  return findSpans(text, { values, labels: LABELS }, 0.5).map(({ start, end, kind, confidence }) => [
    text.slice(start, end),
    kind,
    confidence,
  ]);
}

describe('spans of a tagged text', () => {
  it('are whole words where most of a word is marked', () => {
    expect(spansOf('CT Meier', '   00111')).to.deep.equal([['Meier', 'person', 0.6]]);
  });

  it('are dropped where a word is marked in one or two letters', () => {
    expect(spansOf('CT Meier', '     11 ')).to.deep.equal([]);
  });

  it('are a piece of a word where a name is glued to one', () => {
    expect(spansOf('AbdomenoverviewMeier', '               11111')).to.deep.equal([['Meier', 'person', 1]]);
  });

  it('join words of one name over the sign between them, and no further', () => {
    expect(spansOf('Meier, Anna', '11111  1111')).to.deep.equal([['Meier, Anna', 'person', 1]]);
    expect(spansOf('Meier; CT Anna', '11111     1111')).to.deep.equal([
      ['Meier', 'person', 1],
      ['Anna', 'person', 1],
    ]);
  });

  it('take a word on weaker evidence where it stands beside a sure one', () => {
    expect(spansOf('Meier Anna', '111111  11')).to.deep.equal([['Meier Anna', 'person', 0.778]]);
    expect(spansOf('Meier Anna', '11111    1')).to.deep.equal([['Meier Anna', 'person', 0.667]]);
    expect(spansOf('Meier: CT Anna', '11111        1')).to.deep.equal([['Meier', 'person', 1]]);
  });

  it('end where another kind begins', () => {
    expect(spansOf('Meier 1.2.2020', '11111155555555')).to.deep.equal([
      ['Meier', 'person', 1],
      ['1.2.2020', 'date', 1],
    ]);
  });

  it('are one for a number whose parts the model takes for different kinds', () => {
    expect(spansOf('555-231-8890', '444444446666')).to.deep.equal([['555-231-8890', 'identifier', 1]]);
  });

  it('hold an e-mail address alone', () => {
    expect(spansOf('to a.b@c.org', '666666666666')).to.deep.equal([['a.b@c.org', 'email', 1]]);
  });

  it('leave out brackets, dots and blanks at their ends', () => {
    expect(spansOf('(Meier). ', '111111111')).to.deep.equal([['Meier', 'person', 1]]);
    expect(spansOf('-Meier- ', '11111111')).to.deep.equal([['Meier', 'person', 1]]);
  });

  it('tell e-mail, address of a site and telephone apart, and initials from names', () => {
    expect(spansOf('a@b.org', '6666666')).to.deep.equal([['a@b.org', 'email', 1]]);
    expect(spansOf('www.b.org', '666666666')).to.deep.equal([['www.b.org', 'url', 1]]);
    expect(spansOf('+49 30 123', '6666666666')).to.deep.equal([['+49 30 123', 'phone', 1]]);
    expect(spansOf('J.S.', '1111')).to.deep.equal([['J.S', 'initials', 1]]);
  });

  it('take ideographs one by one', () => {
    expect(spansOf('山田太郎頭部', '1111  ')).to.deep.equal([['山田太郎', 'person', 1]]);
  });
});
