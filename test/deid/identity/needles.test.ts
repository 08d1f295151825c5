import { expect } from 'chai';
import { createLexicon } from '../../../src/deid/identity/lexicon.js';
import { foldText } from '../../../src/deid/text/words.js';
import { factsOf, type FactList } from './marked.js';

function needles(list: FactList): string[] {
  return createLexicon(factsOf(list)).needles.map(({ text }) => text);
}

describe('needles for the release gate', () => {
  it('are rare names, whole names, long identifiers, the birth date, numbers and places', () => {
    const found = needles({
      patientName: 'Kowalczuk^Tomasz',
      patientId: 'QX88-1234',
      birthDate: '19540307',
      phone: '+1 (555) 010-4477',
      email: 'b.quarles@mail.example.org',
      institution: 'Charlesmont Imaging',
    });
    expect(found).to.include.members([
      'kowalczuk',
      'tomasz kowalczuk',
      'kowalczuktomasz',
      'qx881234',
      'qx88-1234',
      '19540307',
      '07.03.1954',
      '15550104477',
      'b.quarles@mail.example.org',
      'charlesmont imaging',
    ]);
  });

  it('are none that could stand in an honest header', () => {
    const found = needles({
      patientName: 'Head^May',
      personName: ['Parkinson^Long', 'Ng^Wu', 'JB', 'White^Rose'],
      patientId: ['12', '1234', '123456'],
      identifier: 'PHANTOM',
      date: '20190512',
      institution: ['General Hospital', 'Radiology Department'],
    });
    for (const text of [
      'head',
      'may',
      'parkinson',
      'long',
      'ng',
      'wu',
      'jb',
      'white',
      'rose',
      '12',
      '1234',
      '123456',
      'phantom',
      '20190512',
      'general hospital',
      'radiology department',
    ])
      expect(found).not.to.include(text);
    expect(found).to.include('may head');
  });

  it('are folded, and bounded by words where their script has them', () => {
    const all = createLexicon(factsOf({ patientName: 'Schäuffele^Jürgen=高橋^健二' })).needles;
    for (const { text } of all) expect(foldText(text)).to.equal(text);
    expect(all.find(({ text }) => text === 'schauffele')?.boundary).to.equal('word');
    expect(all.find(({ text }) => text === '高橋健二')?.boundary).to.equal('none');
  });
});
