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

/** Of the values by which rules are chosen. */
const MIN_RECALL_STEERED = 0.94;
const MAX_ALTERED_STEERED = 0.016;

/** What was reached; the aim is 0.99, 0.005 and none. Raise them with every gain, and never lower them. */
const MIN_RECALL = 0.99;
const MAX_ALTERED = 0.003;
const MOST_LEFT_OF_KNOWN = 0;
const MOST_HURT_BY_KNOWN = 1;

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

  it('lose no fewer identities than before, without a word of their header', () => {
    const { found, marks } = scoreFreeText(alone);
    expect(found / marks, idsOf(leaking(alone))).to.be.at.least(MIN_RECALL);
  });

  it('keep no fewer harmless values than before as they are', () => {
    const { altered, harmless } = scoreFreeText(alone);
    expect(altered / harmless, idsOf(hurt(alone))).to.be.at.most(MAX_ALTERED);
  });

  it('lose the identities that the header names', () => {
    expect(leaking(known).length, idsOf(leaking(known))).to.be.at.most(MOST_LEFT_OF_KNOWN);
  });

  it('keep words that are a name elsewhere in the header', () => {
    expect(hurt(known).length, idsOf(hurt(known))).to.be.at.most(MOST_HURT_BY_KNOWN);
  });
});

describe('the free-text values to steer by', () => {
  it('lose and keep no fewer than before', async function () {
    this.timeout(60_000);
    const tagger = await openTagger(NER_MODEL_FOLDER);
    const judged = await judgeFreeText(readFreeTextValues('free-text-validation'), tagger, false);
    await tagger.close();
    const { found, marks, altered, harmless } = scoreFreeText(judged);
    expect(marks).to.be.above(1000);
    expect(found / marks).to.be.at.least(MIN_RECALL_STEERED);
    expect(altered / harmless).to.be.at.most(MAX_ALTERED_STEERED);
  });
});
