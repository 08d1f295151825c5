import { expect } from 'chai';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';
import { HARMLESS_TEXTS } from './harmless-texts.js';

/** Pieces of which a long text makes the patterns try most. */
const PIECES = [
  ...[
    'a',
    'A',
    '1',
    '12 ',
    '1.',
    '1-',
    '1/',
    '17.03.2014 ',
    'Mar 17 ',
    'a@',
    '@',
    'A^',
    'John, ',
    'Dr. ',
    'Dr. John ',
    'ordered by ',
    '1 John ',
    '12 rue ',
    'John Hospital ',
  ],
  ...[
    'St. ',
    '年',
    '東京都港区',
    '가 ',
    'a_1_',
    'A1B2',
    'http://',
    'a.b.',
    ' ',
    '\n',
    'DE89 ',
    '0a-',
    '+49 ',
    '(212) ',
    'MRN ',
    'pat id no ',
    'Via Roma ',
    '1.2.840.113619.2.',
    'A MD ',
    'van der ',
  ],
  ...[
    'Aa-',
    "A'b'",
    'Ab-Cd ',
    'Abc, D ',
    'A-A. ',
    'thanks ',
    'dear ',
    'BB ',
    'ref 4471 lot ',
    'at St. Abcdef ',
    'lives at A and ',
    'user a.',
    'outside MRI Abcdefgh ',
    'on 8/10 pain ',
  ],
  ...[
    'sent to A-',
    'AET A_',
    'D: 4/5/2013 1 ',
    'checked AB ',
    'Abcd,4/5/66/',
    'ab.c',
    'ext 44',
    'Subject A-',
    'car reg A ',
    'name is Abc Def ',
    'injured in Abcd ',
    'injured Abcd ',
    'Hospital: Abcd ',
    'see Abc ',
    'Abc 2019;1:',
    '5.-9.8.',
    'twin a Abcd ',
    'aged ninety ',
    'noventa y ',
    'Mon 1th ',
    'solicitors Abc & ',
    'at Abc Def ',
    'mum is Abcd ',
    'Abcd has had ',
    'trip to Kenya and ',
    'by A.Abcd ',
    'seen (A) 9/22, ',
  ],
  ...[
    '-Aa',
    "Aa'Aa ",
    'Subject S0417 ',
    'd/w Aa Bb ',
    'rem van ',
    'Aa Bb, 1-1-2001\n',
    'signed AA 1-1-2001 ',
    'fuer Aa auf ',
    'Tech AB12 ',
    'on call Aa ',
    'night KD/Abcd ',
    'a@b.cc; 123 456 ',
  ],
];
/** What begins a form, and what a long run of spaces or lines after it ends with. */
const FRAMES = [
  ['done by ABC', 'x'],
  ['thanks Halvorsen', '1'],
  ['thanks Halvorsen.', '1'],
  ['tech AB', 'x'],
  [', A', 'x'],
  ['user', '1'],
  ['sent to', 'A-1'],
  ['T: 4/5/2013', 'ab'],
  ['see Halvorsen', 'note'],
  ['thank you for referring', 'Halvorsen'],
  ['car reg', 'AB12 CDE'],
  ['dear', 'Halvorsen'],
  ['aanvr.', 'Halvorsen'],
  ['[AB,', '1.1.2001]'],
] as const;
const LENGTH = 65536;

function cpuMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe('speed of the patterns', () => {
  it('takes time in proportion to the length of a text', () => {
    for (const piece of PIECES) {
      const long = piece.repeat(LENGTH / piece.length);
      findPatterns(long);
      // What is quadratic in the length takes seconds here, what is linear some milliseconds.
      expect(
        cpuMs(() => findPatterns(long)),
        JSON.stringify(piece),
      ).to.be.below(1500);
    }
  });

  it('takes as long for spaces and lines within a form', () => {
    for (const [begin, end] of FRAMES)
      for (const blank of [' ', '\n', ' \r\n']) {
        const long = begin + blank.repeat(LENGTH / blank.length) + end;
        findPatterns(long);
        expect(
          cpuMs(() => findPatterns(long)),
          JSON.stringify([begin, blank]),
        ).to.be.below(600);
      }
  });

  it('tries a run of hyphened words before a sign of birth once', () => {
    const long = `${'Aa-'.repeat(LENGTH / 3)} *1`;
    findPatterns(long);
    expect(cpuMs(() => findPatterns(long))).to.be.below(600);
  });

  it('cleans a long text that is full of identity in proportion to its length', () => {
    for (const piece of ['17.03.2014 ', 'Dr. Halvorsen ', 'MRN 00482913, ']) {
      const long = piece.repeat(LENGTH / piece.length);
      const spans = findPatterns(long);
      const clean = (): unknown => cleanText(long, spans, { dates: 'remove', uids: new Map() });
      clean();
      expect(cpuMs(clean), JSON.stringify(piece)).to.be.below(1500);
    }
  });

  it('takes some microseconds for a short text', () => {
    const readAll = (): void => {
      for (const text of HARMLESS_TEXTS) findPatterns(text);
    };
    for (let round = 0; round < 20; round += 1) readAll();
    expect((cpuMs(readAll) * 1000) / HARMLESS_TEXTS.length).to.be.below(200);
  });
});
