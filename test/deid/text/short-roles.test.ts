import { expect } from 'chai';
import { createLexicon } from '../../../src/deid/identity/lexicon.js';
import type { IdentityFact } from '../../../src/deid/identity/facts.js';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';

function cleaned(text: string, ...names: readonly string[]): string {
  const facts = names.map((name): IdentityFact => ({ kind: 'patientName', text: name }));
  const spans = [...createLexicon(facts).find(text), ...findPatterns(text)];
  return cleanText(text, spans, { dates: 'remove', uids: new Map() }).text;
}

/** What patterns alone leave of a text. */
const CLEANED: readonly (readonly [text: string, left: string])[] = [
  ['Uebersicht aanvr. Halvorsen', 'Uebersicht aanvr.'],
  ['Uebersicht aanvr. van der Halvorsen', 'Uebersicht aanvr.'],
  ['Defaecogram med. presc. Winter', 'Defaecogram med. presc.'],
  ['Garden Hip 3 zlec. dr Ko', 'Garden Hip 3 zlec. dr'],
  ['IV access sol. Ringer', 'IV access sol. Ringer'],
  ['2 L sol. NaCl', '2 L sol. NaCl'],
  ['Surview ATT:WINTER', 'Surview ATT'],
  ['ATT: HEAD', 'ATT: HEAD'],
  ['Sellink U/DR WINTER', 'Sellink U/DR'],
  ['Metformin stop CONS WINTER', 'Metformin stop CONS'],
  ['Follow up CONS HEAD', 'Follow up CONS HEAD'],
  ['unable to lie flat (Unterschrift WINTER)', 'unable to lie flat (Unterschrift)'],
  ['called rad on call Winter again', 'called rad on call again'],
  ['called rad on call team', 'called rad on call team'],
  ['ETT ok d/w Ty Halvorsenova (23.10.2010)', 'ETT ok d/w'],
  ['ETT ok d/w family', 'ETT ok d/w family'],
  ['Mammografia bilat [rad UL]', 'Mammografia bilat [rad]'],
  ['Mammografia bilat [rad CT]', 'Mammografia bilat [rad CT]'],
  ['Surview Kz. AB', 'Surview Kz.'],
  ['ThoraxLowDose pt init DT', 'ThoraxLowDose pt init'],
  ['Screen Save MTRA MD', 'Screen Save MTRA'],
  ['Tech BX98', 'Tech'],
  ['Tech T2', 'Tech T2'],
  ['DR SOMMER Duplex', 'DR Duplex'],
  ['DR WRIST Lateral', 'DR WRIST Lateral'],
  ['Lasix given [JD, 03.04.1982]', 'Lasix given'],
  ['Series [CT, 03.04.2022]', 'Series [CT]'],
  ['Canny edges\r\nGreta Halvorsen 27.10.2008', 'Canny edges\r\n'],
  ['Canny edges\r\nLumbar Spine 27.10.2008', 'Canny edges\r\nLumbar Spine'],
  ['DICTATED BY: HALVORSEN / LK ; tip in SVC', 'tip in SVC'],
  ['informed by JH', 'informed'],
  ['cc greta@mail.example; 982 208 564', 'cc'],
  ['Lives alone at Heol y Halvorsen 796, ambulance both ways', 'Lives alone, ambulance both ways'],
  ['old scan xfer from Halvorsenville', 'old scan xfer'],
  ['Nickel allergy rem Stone', 'Nickel allergy rem Stone'],
  ['ECO abdominal rem della Halvorsen', 'ECO abdominal rem'],
  ['Lasix given. Aufkl. durch Bravo/MB', 'Lasix given. Aufkl. durch'],
  ['electronically signed WINTER 2018-05-26. Halo frame', 'electronically signed. Halo frame'],
  ['QA film Physicist Greta Halvorsen', 'QA film Physicist'],
  ['GP: Halvorsen, Rue des Tanneurs 565 / Halvorsberg', 'GP'],
  ['Kolonkontrast Welin *13.01.1917', 'Kolonkontrast Welin *'],
  ['Roe Thorax 2 Eb ur. 06.02.1934', 'Roe Thorax 2 Eb ur.'],
  ['Greta Halvorsen *13.01.1917', ''],
  ['Kontroll efter op nato il 01.05.1979', 'Kontroll efter op'],
  ['Gantry tilt -12 Zuw. Dr.Halvorsen', 'Gantry tilt -12 Zuw.'],
  ['seen at 2 Halvorsen Dr., Springfield, IL 62701', 'seen'],
  ['MR Haglund Ferse', 'MR Haglund Ferse'],
  ['MR. Haglund', ''],
  ['Kontroll efter op Hr Halvorsen', 'Kontroll efter op'],
  ['Nyquist 61 ST-324 HT296-370', 'Nyquist 61'],
  ['Project:NEURO Subject:S0417 Session:S0417_MR1', 'Project:NEURO Subject: Session:MR1'],
  ['subject 18-25 years', 'subject 18-25 years'],
  ['Subject B800', 'Subject B800'],
  ['Butterworth 0.45', 'Butterworth 0.45'],
  ['Maxwell corr', 'Maxwell corr'],
  ['Schraeg 45', 'Schraeg 45'],
  ['LARGE BOWTIE FIL', 'LARGE BOWTIE FIL'],
  ['German', 'German'],
  ['TEP Vingt étapes', 'TEP Vingt étapes'],
];

/** The patient, a text, and what is left of it. */
const KNOWN: readonly (readonly [name: string, text: string, left: string])[] = [
  ['KALANDADZE^NINO', 'rpt for NINO Kontroll', 'rpt for Kontroll'],
  ['HEAD^JOHN', 'rpt for HEAD CT', 'rpt for HEAD CT'],
  ['KLEIN^UWE', 'Titan implant - UWE moved', 'Titan implant - moved'],
  ['HALVORSEN^BO', 'procedure in childhood. BO c/o pain x2/7', 'procedure in childhood. c/o pain x2/7'],
  ['HEAD^JOHN', 'HEAD moved', 'HEAD moved'],
  ['ABE^SHO', 'ABE - Stroke map', 'Stroke map'],
  ['KURZ^ANNA', 'Defaecogram (KURZ)', 'Defaecogram'],
  ['KURZ^ANNA', 'Schaedel^Trauma paz. KURZ', 'Schaedel^Trauma paz.'],
  ['DOE^ANNA', 'CT DOE head', 'CT head'],
  ['GUY^ANNA', 'Guy CT HEAD', 'CT HEAD'],
  ['ROE^ANNA', 'thorax roe nativ', 'thorax nativ'],
  ['COR^ANNA', 'T2 COR FS', 'T2 COR FS'],
  ['LAO^ANNA', 'LAO 30', 'LAO 30'],
  ['WU^ANNA', 'CT WU THORAX', 'CT THORAX'],
  ['NG^ANNA', 'NG tube in place', 'NG tube in place'],
  ['LI^ANNA', 'Knie LI ap', 'Knie LI ap'],
  ['OH^ANNA', 'Verlaufskontrolle 19340801 OH', 'Verlaufskontrolle'],
  ['POWER^ANNA', 'tip in SVC. Pat POWER called', 'tip in SVC. Pat called'],
  ['CHILD^ANNA', 'films under name of Child, no contrast', 'films under name, no contrast'],
  ['CHILD^ANNA', 'CT of child', 'CT of child'],
  ['DOE^DOLORES', 'mother says DOLORES fell', 'mother says fell'],
  ['STONE^ANNA', 'US stone kidney', 'US stone kidney'],
  ['DAY^UWE', 'DR DAY USG brzucha', 'DR USG brzucha'],
  ['IZQUIERDO^ANA', 'rad on call Izquierdo again', 'rad on call again'],
  ['HALVORSEN^AROHA', 'Scanogram c/o Aroha Field', 'Scanogram c/o'],
  ['CHOLMONDELEY^MAX', 'd/w Sol Cholmondeley', 'd/w'],
  ['SOMMER^MAX', 'Aufkl. durch Sommer/FS', 'Aufkl. durch'],
  ['HALVORSEN^MAX', 'Sommer CT/Halvorsen / MR', 'Sommer CT/ MR'],
];

describe('names after the abbreviation of a part', () => {
  for (const [text, left] of CLEANED)
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)}`, () => {
      expect(cleaned(text)).to.equal(left);
    });
});

describe('names that are words, of whom the header tells', () => {
  for (const [name, text, left] of KNOWN)
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)} for ${name}`, () => {
      expect(cleaned(text, name)).to.equal(left);
    });
});
