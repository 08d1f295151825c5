import { expect } from 'chai';
import fc from 'fast-check';
import { HARMLESS_WORDS } from '../../../src/deid/vocabulary/generated/harmless-words.js';
import {
  isEponym,
  isHarmlessWord,
  isHeaderTerm,
  isHeaderWord,
  nameRarity,
} from '../../../src/deid/vocabulary/vocabulary.js';
import { readWordSet, unpackWordList } from '../../../src/deid/vocabulary/word-set.js';
import { foldText } from '../../../src/deid/text/words.js';

/** Front coding as the generator writes it. */
function frontCode(words: readonly string[]): string {
  let before = '';
  let lines = '\n';
  for (const word of [...words].sort()) {
    let shared = 0;
    while (shared < 35 && shared < before.length && before[shared] === word[shared]) shared += 1;
    lines += `${shared.toString(36)}${word.slice(shared)}\n`;
    before = word;
  }
  return lines;
}

describe('vocabulary', () => {
  it('knows the words of headers in several languages', () => {
    const words =
      'head abdomen contrast mprage flair somatom gadovist omnipaque Schädel Halswirbelsäule Übersicht genou échographie rodilla resonancia ginocchio joelho heup голова θώρακος صدر חזה';
    for (const word of words.split(' ')) expect(isHeaderWord(foldText(word)), word).to.equal(true);
    for (const term of ['胸部', '撮影', '头颅', '뇌'])
      expect(isHeaderTerm(foldText(term)), term).to.equal(true);
  });

  it('knows general and clinical words and the forms of medical terms', () => {
    for (const word of [
      'laparoscopic',
      'osteochondritis',
      'thrombectomy',
      'lymphangiomatosis',
      'neighbor',
      'contusions',
    ])
      expect(isHarmlessWord(word), word).to.equal(true);
  });

  it('knows words of reports in many languages, and in German and Dutch what is made of them', () => {
    const words = [
      'Raucher Verdacht Zustand Lehrer Husten unauffälliger Rundherde Lungenrundherd Schulterschmerzen Hüftschmerzen',
      'fumeur essoufflement épaississement infirmière paciente nódulos hallazgos engrosamiento albañil',
      'fumatore ispessimento invariati achados espessamento pedreiro',
      'roker kortademigheid metselaar longontsteking rökare förtätning sjuksköterska',
      'öksürük akciğerde saptandı öğretmen węzłów nauczycielka',
      'καπνιστής διάταση δάσκαλος курильщик одышка утолщение учитель',
    ];
    const missed = words
      .join(' ')
      .split(' ')
      .filter((word) => nameRarity(foldText(word)) !== 'word');
    expect(missed).to.deep.equal([]);
  });

  it('takes rare surnames of these languages for no words', () => {
    const names = [
      'Rodriguez Rossi Müller Papadopoulos Kuznetsova Hinrichsmeyer Rosenkötter Knochenhauer Szczepaniuk Quaquarelli',
      'Etcheverry Hoogendoorn Holmqvist Tsakiridis Αναγνωστόπουλος Кузнецова Сидоренко Тихомирова',
    ];
    const taken = names
      .join(' ')
      .split(' ')
      .filter((name) => nameRarity(foldText(name)) === 'word');
    expect(taken).to.deep.equal([]);
  });

  it('calls a common name that is a word as well both', () => {
    for (const word of ['Schneider', 'Fischer', 'Berger', 'Kaya', 'Bakker'])
      expect(nameRarity(foldText(word)), word).to.equal('both');
  });

  it('is read without delay', () => {
    const start = performance.now();
    readWordSet(unpackWordList(HARMLESS_WORDS));
    expect(performance.now() - start).to.be.lessThan(10_000);
  });

  it('takes no surname for a harmless word that is none', () => {
    for (const name of ['kowalczuk', 'rodriguez', 'papadopoulos', 'takahashi', 'oconnell'])
      expect(isHarmlessWord(name), name).to.equal(false);
  });

  it('says whether a word is a name, a word or both', () => {
    expect(nameRarity('rodriguez')).to.equal('name');
    expect(nameRarity('baker')).to.equal('both');
    expect(nameRarity('tomography')).to.equal('word');
    expect(nameRarity('qzxwv')).to.equal('unknown');
  });

  it('knows eponyms, and not the words of the lists around them', () => {
    for (const name of ['parkinson', 'foley', 'ganz', 'crohn', 'seldinger', 'towne', 'dixon'])
      expect(isEponym(name), name).to.equal(true);
    for (const word of ['and', 'van', 'de', 'head', 'catheter']) expect(isEponym(word), word).to.equal(false);
  });

  it('finds each word of a list and no other', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'é', '字'),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1 }), word, (words, other) => {
        const set = readWordSet(frontCode(words));
        expect(set.size).to.equal(words.length);
        for (const one of words) expect(set.has(one)).to.equal(true);
        expect(set.has(other)).to.equal(words.includes(other));
      }),
    );
  });

  it('keeps its lists sorted and free of doubles', () => {
    let before = '';
    const misplaced: string[] = [];
    for (const line of unpackWordList(HARMLESS_WORDS).trim().split('\n')) {
      const word = before.slice(0, Number.parseInt(line.charAt(0), 36)) + line.slice(1);
      if (word <= before) misplaced.push(word);
      before = word;
    }
    expect(misplaced).to.deep.equal([]);
  });
});
