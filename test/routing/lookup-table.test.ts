import { expect } from 'chai';
import { parseLookupTable } from '../../src/routing/lookup-table.js';

const COLUMNS = { original: 'original', replacement: 'replacement' };

function read(text: string, columns = COLUMNS): readonly (readonly [string, string])[] | string {
  const outcome = parseLookupTable(text, 't.csv', columns);
  return outcome.kind === 'fault' ? outcome.message : [...outcome.value];
}

describe('a lookup table', () => {
  it('has a line for each original', () => {
    expect(read('original,replacement\n4711,A\n4712,B\n')).to.deep.equal([
      ['4711', 'A'],
      ['4712', 'B'],
    ]);
  });

  it('may quote its cells, end its lines as it likes, and have other columns', () => {
    expect(
      read('\ufeffsite,"replacement",original\r\n1,"B, ""b""",4711\r\n\r\n2,C,"x\ny"', COLUMNS),
    ).to.deep.equal([
      ['4711', 'B, "b"'],
      ['x\ny', 'C'],
    ]);
  });

  it('may end its lines as old spreadsheets did', () => {
    expect(read('original,replacement\r1,A\r2,B\r')).to.deep.equal([
      ['1', 'A'],
      ['2', 'B'],
    ]);
  });

  it('may name its columns otherwise', () => {
    expect(read('mrn,subject\n1,S1\n', { original: 'mrn', replacement: 'subject' })).to.deep.equal([
      ['1', 'S1'],
    ]);
  });

  it('may replace by nothing, and say the same twice', () => {
    expect(read('original,replacement\n1,\n1,\n')).to.deep.equal([['1', '']]);
  });

  for (const [what, text, message] of [
    ['is empty', '', 't.csv is empty; its first line names the columns'],
    [
      'has no such column',
      'orginal,replacement\n',
      "t.csv:1: there is no column 'original'; did you mean 'orginal'?",
    ],
    [
      'has a column twice',
      'original,replacement,original\n1,2,3\n',
      "t.csv:1: there are two columns 'original'",
    ],
    [
      'has a line with fewer cells',
      'original,replacement\n1,2\n3\n',
      't.csv:3: 1 cells where the first line has 2',
    ],
    ['has a replacement without an original', 'original,replacement\n,2\n', 't.csv:2: there is no original'],
    [
      'contradicts itself',
      'original,replacement\n1,2\n1,3\n',
      't.csv:3: an earlier line has another replacement for the same original',
    ],
    [
      'would divide a value in two',
      'original,replacement\n1,a\\b\n',
      't.csv:2: the replacement holds a backslash or a control character',
    ],
    [
      'does not end a quoted cell',
      'original,replacement\n1,"2\n',
      't.csv is no CSV file: a quoted cell does not end',
    ],
  ] as const)
    it(`is refused where it ${what}`, () => {
      expect(read(text)).to.equal(message);
    });

  it('tells no value of its own in a message', () => {
    expect(read('original,replacement\nSecret,2\nSecret,3\n')).to.not.contain('Secret');
  });
});
