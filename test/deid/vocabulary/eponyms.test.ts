import { expect } from 'chai';
import { isEponymUse } from '../../../src/deid/vocabulary/eponyms.js';
import { tokenize } from '../../../src/deid/text/words.js';

/** Whether the word in brackets is used as an eponym. */
function isUsed(text: string): boolean {
  const start = text.indexOf('[');
  const tokens = tokenize(text.replace(/[[\]]/g, ''));
  return isEponymUse(
    tokens,
    tokens.findIndex((token) => token.start === start),
  );
}

describe('use of a name as an eponym', () => {
  for (const text of [
    '[Wilson] disease',
    "[Wilson]'s disease",
    '[Foley] catheter in place',
    '[Foley] 16 Fr catheter',
    '[Swan]-Ganz catheter',
    'Swan-[Ganz]',
    '[Wolff]-Parkinson-White syndrome',
    'Wolff-[Parkinson]-White syndrome',
    'circle of [Willis]',
    'Morbus [Crohn]',
    'maladie de [Crohn]',
    'enfermedad de [Parkinson]',
    'morbo di [Parkinson]',
    'ziekte van [Crohn]',
    'Zustand nach [Whipple]',
    's/p [Whipple]',
    'suspected [Parkinson]',
    'THORAX [HICKMAN] LINE',
    '[Baker] cyst',
    'modified [Rankin] scale',
    '[Crowe] classification',
    'column of [Bertin]',
    '[Colles] fracture',
    'T1 [Dixon] sequence',
    '[white] matter',
    'indocyanine [green]',
    'seen in [May] 2020',
    '[Lyell] syndrome',
    'sindrome di [Lyell]',
    'Killian-[Jamieson] diverticulum',
    "[McVay]'s repair",
  ])
    it(`is seen in: ${text}`, () => expect(isUsed(text)).to.equal(true));

  for (const text of [
    'CT [Wilson]',
    'Dr. [Foley] called',
    'patient [Parkinson], Ewan',
    '[Baker], Ann',
    'ordered by [Colles]',
    '[White], Ed',
    'CT chest [May]',
    '[Kowalczuk] knee',
    '[Jamieson] chest',
    'MRI brain [Bassett]',
  ])
    it(`is not seen in: ${text}`, () => expect(isUsed(text)).to.equal(false));
});
