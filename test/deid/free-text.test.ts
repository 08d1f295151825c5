import { expect } from 'chai';
import { NER_MODEL_FOLDER } from '../../src/ner/model-folder.js';
import { openTagger } from '../../src/ner/tagger.js';
import {
  isAltered,
  judgeFreeText,
  readFreeTextValues,
  scoreFreeText,
  type Judgement,
} from '../support/free-text.js';

const MIN_RECALL = 0.99;
const MAX_ALTERED = 0.005;

describe('the hand-made free-text values', () => {
  const values = readFreeTextValues();
  let alone: readonly Judgement[];
  let known: readonly Judgement[];

  before(async function () {
    this.timeout(60_000);
    const tagger = await openTagger(NER_MODEL_FOLDER);
    alone = await judgeFreeText(values, tagger, false);
    known = (await judgeFreeText(values, tagger, true)).filter(({ value }) => value.facts.length > 0);
    await tagger.close();
  });

  const idsOf = (judgements: readonly Judgement[]): string =>
    judgements.map(({ value }) => value.id).join(' ');
  const leaking = (judgements: readonly Judgement[]): readonly Judgement[] =>
    judgements.filter(({ left }) => left.length > 0);
  const hurt = (judgements: readonly Judgement[]): readonly Judgement[] =>
    judgements.filter((one) => one.value.marks.length === 0 && isAltered(one));

  it('are 440 or more, half with an identity, in six languages or more', () => {
    const marked = values.filter(({ marks }) => marks.length > 0).length;
    expect([
      values.length >= 440,
      Math.min(marked, values.length - marked) >= 220,
      new Set(values.map(({ language }) => language)).size >= 6,
    ]).to.deep.equal([true, true, true]);
  });

  it('lose 99 % or more of the identities without a word of their header', () => {
    const { found, marks } = scoreFreeText(alone);
    expect(found / marks, idsOf(leaking(alone))).to.be.at.least(MIN_RECALL);
  });

  it('keep 99.5 % or more of the harmless values as they are', () => {
    const { altered, harmless } = scoreFreeText(alone);
    expect(altered / harmless, idsOf(hurt(alone))).to.be.at.most(MAX_ALTERED);
  });

  it('lose every identity that the header names', () => {
    expect(idsOf(leaking(known))).to.equal('');
  });

  it('keep words that are a name elsewhere in the header', () => {
    expect(idsOf(hurt(known))).to.equal('');
  });
});
