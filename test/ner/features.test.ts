import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { FLAGS, foldWord, hashWord, readWordList, writeFeatures } from '../../src/ner/features.js';

/** What models/training/ner/features.py made of texts in many scripts; `sample.py` there writes it. */
interface Sample {
  readonly text: string;
  readonly characters: readonly number[];
  /** The flags of each character as bits. */
  readonly flags: readonly number[];
}

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const samples = JSON.parse(
  readFileSync(path.join(ROOT, 'test', 'ner', 'features-sample.json'), 'utf8'),
) as readonly Sample[];
const list = readWordList(readFileSync(path.join(ROOT, 'models', 'ner', 'words.bin')));

describe('features of the tagger', () => {
  for (const sample of samples) {
    it(`are those of the training code for ${JSON.stringify(sample.text)}`, () => {
      const characters = new Int32Array(sample.text.length + 2);
      const flags = new Float32Array(characters.length * FLAGS);
      writeFeatures(sample.text, list, characters, flags, 0);
      expect([...characters.slice(1, -1)]).to.deep.equal(sample.characters);
      const bits = Array.from({ length: sample.text.length }, (_, at) =>
        Array.from(flags.slice((at + 1) * FLAGS, (at + 2) * FLAGS)).reduce(
          (sum, flag, bit) => sum + flag * 2 ** bit,
          0,
        ),
      );
      expect(bits).to.deep.equal(sample.flags);
    });
  }

  it('fold case, accents and the German sharp s', () => {
    expect(['MÜLLER', 'Weiß', 'Łukasz', 'Ångström', 'Ёлкин'].map(foldWord)).to.deep.equal([
      'muller',
      'weiss',
      'łukasz',
      'angstrom',
      'елкин',
    ]);
  });

  it('hash within 32 bits', () => {
    expect(hashWord('')).to.be.within(0, 0xffffffff);
    expect(hashWord('a')).not.to.equal(hashWord('b'));
  });

  it('refuse a word list that is cut short', () => {
    expect(() => readWordList(new Uint8Array(7))).to.throw(RangeError);
  });
});
