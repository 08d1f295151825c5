import { expect } from 'chai';
import { isCountry } from '../../../src/deid/text/patterns/countries.js';
import { nameLikeness } from '../../../src/deid/text/patterns/name-letters.js';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';
import { tokenize } from '../../../src/deid/text/words.js';

function cleaned(text: string): string {
  const context = { vr: 'LO', keyword: 'StudyComments' };
  return cleanText(text, findPatterns(text, context), { dates: 'remove', uids: new Map() }).text;
}

function expectCleaned(pairs: Readonly<Record<string, string>>): void {
  const texts = Object.keys(pairs);
  expect(Object.fromEntries(texts.map((text) => [text, cleaned(text)]))).to.deep.equal(pairs);
}

function expectKept(...texts: readonly string[]): void {
  expect(texts.map((text) => cleaned(text))).to.deep.equal(texts);
}

describe('letters of names', () => {
  it('tell surnames in no list from drugs, devices and words of reports', () => {
    const names = ['brankovitch', 'osterhagen', 'mcquillian', 'petrovanu', 'wesselmann'];
    const others = ['gadobutrol', 'omnipaque', 'autoalign', 'subtalar', 'multiframe'];
    for (const name of names) expect(nameLikeness(name), name).to.be.above(0.5);
    for (const other of others) expect(nameLikeness(other), other).to.be.below(-2);
  });

  it('say nothing of short words and other scripts', () => {
    expect(['abc', 'петров', '田中', 'a'.repeat(40)].map(nameLikeness)).to.deep.equal([0, 0, 0, 0]);
  });
});

describe('names in no list', () => {
  it('go where they are the whole value, with a number or without', () => {
    expectCleaned({ Wesselmann: '', 'Osterhagen 4': '4', WESSELMANN_02: '02', 'Wesselmann III': 'III' });
  });

  it('go where somebody owns, says or is told something', () => {
    expectCleaned({
      "Osterhagen's second series": 'second series',
      'Osterhagen called about the results': 'called about the results',
      'images belong to Osterhagen-Thune, not this one': 'images belong, not this one',
      'son of Wesselmann waiting': 'son of waiting',
    });
  });

  it('go after titles of more languages and in texts in small letters', () => {
    expectCleaned({
      'fru Osterhagen har ont': 'har ont',
      'rouva Wesselmann odottaa': 'odottaa',
      'die patientin wesselmann hat schmerzen': 'die patientin hat schmerzen',
    });
  });

  it('go with their particles and as both halves of a double name', () => {
    expectCleaned({ 'MRI KNEE VAN OSTERHAGEN': 'MRI KNEE', 'pneumonia, Trevelyan-Osterhagen': 'pneumonia' });
  });

  it('go in katakana where they are read as Japanese names are', () => {
    expectCleaned({ '頭部MRI キタムラ': '頭部MRI', 'オカザワ ユキコ': '' });
    expectKept('アキシャル スカウト', '頭部MRI ルーチン');
  });

  it('go as names of the Muslim world with what stands beside them', () => {
    expectCleaned({ 'CT HAJI MOHD RAZLANI': 'CT', 'Sheikh Abdullah Barzanji f/u': 'f/u' });
  });
});

describe('places of care', () => {
  it('go by the word for a practice, a home or a house beside them', () => {
    expectCleaned({
      'prior at Brookwood Imaging': 'prior',
      'Radiologie am Dom, Vorbilder': 'Vorbilder',
      'Pflegeheim Sonnenhalde': '',
      'back to Larkspur Ward': 'back to Ward',
    });
  });

  it('stay where the words say what they are for', () => {
    expectKept('Maternity Ward', 'Isolation Ward', 'Cardiac Imaging', 'Quiet Suite sag');
  });
});

describe('what is nobody', () => {
  it('stays: a hospital of some sort in small letters', () => {
    expectKept(
      'General hospital gown removed',
      'Community hospital acquired pneumonia',
      "Women's hospital bed",
    );
    expect(cleaned('Seen at Community Hospital')).to.equal('Seen');
    expect(cleaned('St Mary hospital bed')).to.equal('bed');
  });

  it('stays: countries, eponyms in other cases, surnames written as words', () => {
    expectKept(
      'travel to Kenya',
      'born in Georgia',
      'choroba Parkinsona',
      'herrero con dolor de hombro',
      'stage IIIA (Wurzelbach)',
    );
  });

  it('is a country only after a word of direction where it is a name, too', () => {
    const isIt = (text: string): boolean => {
      const tokens = tokenize(text);
      return isCountry(tokens, tokens.length - 1, tokens.length - 1);
    };
    expect(['seen Chad', 'from Chad', 'Denmark', 'seen Miller'].map(isIt)).to.deep.equal([
      false,
      true,
      true,
      false,
    ]);
  });
});
