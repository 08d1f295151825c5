import { expect } from 'chai';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';

/** What patterns alone leave of a text. */
const CLEANED: readonly (readonly [text: string, left: string])[] = [
  ['seen Tues 4/16/24 again', 'seen again'],
  ['stayed 2/3-2/9/2021 with pneumonia', 'stayed with pneumonia'],
  ['phoned on 12/1.', 'phoned.'],
  ['Sturz am 3. Oktober, seitdem Schmerzen', 'Sturz, seitdem Schmerzen'],
  ['I, Saskia Brandvold, have read the images.', 'I, have read the images.'],
  ['BG Halvorsen 2 days old, distress', 'BG 2 days old, distress'],
  ['MRS HALVORSEN HAS A PACEMAKER', 'HAS A PACEMAKER'],
  ['THYROID Hashimoto Halvorsen', 'THYROID Hashimoto'],
  ['tech MJ, feet first', 'tech, feet first'],
  ['sent by user tkowalsk2 again', 'sent by user again'],
  ['OP im Josephinum 2012', 'OP im 2012'],
  ['works as a welder at Brumfield Shipyards', 'works as a welder'],
  ['Lot A22F19, exp 08/2025', 'Lot A22F19, exp 08/2025'],
  ['SN 40021-A REF 88213', 'SN 40021-A REF 88213'],
  ['fractuur van Verlinden', 'fractuur van Verlinden'],
  ['Open 24/7', 'Open 24/7'],
];

describe('forms of free text', () => {
  for (const [text, left] of CLEANED)
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)}`, () => {
      const { text: cleaned } = cleanText(text, findPatterns(text), { dates: 'remove', uids: new Map() });
      expect(cleaned).to.equal(left);
    });
});
