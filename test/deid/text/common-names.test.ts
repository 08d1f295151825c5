import { expect } from 'chai';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';

function cleaned(text: string, keyword = 'SeriesDescription'): string {
  const context = { vr: 'LO', keyword };
  return cleanText(text, findPatterns(text, context), { dates: 'remove', uids: new Map() }).text;
}

function expectCleaned(pairs: Readonly<Record<string, string>>): void {
  const texts = Object.keys(pairs);
  expect(Object.fromEntries(texts.map((text) => [text, cleaned(text)]))).to.deep.equal(pairs);
}

function expectKept(...texts: readonly string[]): void {
  expect(texts.map((text) => cleaned(text))).to.deep.equal(texts);
}

describe('names that are words, too', () => {
  it('go where a sign joins them to what is imaged', () => {
    expectCleaned({
      KNEE_DOE: 'KNEE',
      'Doe-Thorax': 'Thorax',
      'CHEST-MILLER': 'CHEST',
      JONES_LSPINE: 'LSPINE',
      'CT HEAD MASON': 'CT HEAD',
    });
  });

  it('go where the value is a name and a number, or a name and a word for a trial', () => {
    expectCleaned({
      'SMITH 3': '3',
      'test smith': 'test',
      'phantom DOE': 'phantom',
      'John Doe test': 'test',
    });
  });

  it('go where somebody owns, does or is called something', () => {
    expectCleaned({
      "Cooper's MRI from yesterday": 'MRI from yesterday',
      'Bob prefers morning appointments': 'prefers morning appointments',
      'known as Chuck': 'known as',
      'check with Ravensdale first': 'check with first',
    });
  });

  it('go with their particles where they are the whole value', () => {
    expectCleaned({ 'Dos Anjos': '', 'HAMAD BIN ISA': '', 'DE WITT HAMER': '' });
  });

  it('go where they stand in Japanese beside an examination', () => {
    expectCleaned({ '胸部CT 高橋': '胸部CT', 頭部MRI_小林: '頭部MRI', 'タカハシ 胸部': '胸部' });
  });

  it('stay where they are a disease, a finding, an operation or part of the body', () => {
    expectKept(
      'Baker cyst knee',
      'US knee Baker',
      'Wilson disease',
      'Hunter canal',
      'Murphy sign positive',
      'Scarpa fascia intact',
      "Scheuermann's spine",
      "Today's CT",
      "patient's left knee",
      'KNEE_ROUTINE',
      'Thorax-Routine',
      'Topogram 1',
      'LAVA Flex',
      'De Quervain tenosynovitis',
      'Le Fort II',
      '頭部CT 単純のみ',
      'Inga tecken till fraktur',
    );
  });
});
