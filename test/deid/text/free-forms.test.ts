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
  ['MRI BRAIN Wegener Anna', 'MRI BRAIN'],
  ['CT CHEST Hashimoto Yuki', 'CT CHEST'],
  ['CHEST Parkinson James', 'CHEST'],
  ['CT CHEST JAMIESON', 'CT CHEST'],
  ['MRI Brain Bassett', 'MRI Brain'],
  ['Lowenstein complains of pain', 'complains of pain'],
  ['Wrist pain, Blatchford will review', 'Wrist pain, will review'],
  ['Killian-Jamieson diverticulum, Lyell syndrome', 'Killian-Jamieson diverticulum, Lyell syndrome'],
  ['Jane-Ann Halvorsen *1940', '*1940'],
  ['Anna-B. Halvorsen *1940', '*1940'],
  ['reference KX5521, has a lot of pain', 'reference, has a lot of pain'],
  ['Ref: 4471 lot of motion artefact', 'lot of motion artefact'],
  ['REF 88213 LOT A1234', 'REF 88213 LOT A1234'],
  ['resides at Fox and hounds Lane 3', 'resides'],
  ['Vive en calle Ramón y cajal 12, Halvorsenia', 'Vive'],
  ['Lives in Halvorsenville with her husband', 'Lives in with her husband'],
  ['Lives in Halvorsenville with severe cough', 'Lives in with severe cough'],
  ['Vive en Halvorsenia con dolor', 'Vive en con dolor'],
  ['wohnt in Halvorsenhausen mit seiner Frau', 'wohnt in mit seiner Frau'],
  ['Lab: PSA', 'Lab: PSA'],
  ['Lab BNP', 'Lab BNP'],
  ['Op AVR, stable', 'Op AVR, stable'],
  ['RT TKR, stable', 'RT TKR, stable'],
  ['Initials WNL', 'Initials WNL'],
  ['Initials: JK', ''],
  ['lab assistant JK, supine', 'lab assistant, supine'],
  ['biopsy 3/14 cores', 'biopsy 3/14 cores'],
  ['Bx 02/12 positive', 'Bx 02/12 positive'],
  ['MR 1/16', 'MR 1/16'],
  ['CT 15/5', 'CT 15/5'],
  ['PET 20/5 SUV', 'PET 20/5 SUV'],
  ['ER 10/10 pain', 'ER 10/10 pain'],
  ['pain is on 8/10.', 'pain is on 8/10.'],
  ['surgery 7/14', 'surgery'],
  ['pain since 12/10', 'pain'],
  ['compared to CT 7/14 again', 'compared to CT again'],
  ['Ward Trolley', 'Ward Trolley'],
  ['Ward Escort', 'Ward Escort'],
  ['Ward Monitored', 'Ward Monitored'],
  ['Ward Primrose', 'Ward'],
  ['known as Hypertensive', 'known as Hypertensive'],
  ['known as Chuck', 'known as'],
  ['Torsades-de-Pointes noted', 'Torsades-de-Pointes noted'],
  ['Schlaf-Klinik', 'Schlaf-Klinik'],
  ['user a.setting', 'user a.setting'],
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
