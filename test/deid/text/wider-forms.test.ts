import { expect } from 'chai';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';
import type { IdentityKind, TextSpan } from '../../../src/deid/text/span.js';

const CONTEXT = { vr: 'LT', keyword: 'ImageComments' };

/** What patterns alone leave of a text; what is only in one part of the pair is listed by class. */
const CLEANED: Readonly<Record<string, readonly (readonly [text: string, left: string])[]>> = {
  'ages over 89 in words': [
    ['ninety-seven year old, falls', 'falls'],
    ['fünfundneunzigjährige Dame', 'Dame'],
    ['noventa y seis años, tos', 'tos'],
    ['quatre-vingt-treize ans, chute', 'chute'],
    ['novantunenne con febbre', 'con febbre'],
    ['thirty year old, falls', 'thirty year old, falls'],
    ['ninety degree flexion', 'ninety degree flexion'],
    ['M 93, cough', 'M, cough'],
    ['fever 101F since noon', 'fever 101F since noon'],
  ],
  'lines inside a house': [
    ['reach CT on ext 7731', 'reach CT'],
    ['bleep 4102 when done', 'bleep when done'],
    ['ext 30 deg, flexion 90', 'ext 30 deg, flexion 90'],
    ['matrix x 1024 used', 'matrix x 1024 used'],
    ['emergency contact 555-0137', 'emergency contact'],
  ],
  'workstations and application entities': [
    ['pushed from WKS-ECHO12', 'pushed'],
    ['AET MRNORTH_3 refused', 'AET refused'],
    ['sent to follow-up clinic', 'sent to follow-up clinic'],
  ],
  'doctors whose names are words': [
    ['Phoned to Dr Foxglove on call', 'Phoned to on call'],
    ['as told by Dr Hedgehog', 'as told'],
    ['moved from Dr Detector to film', 'moved from Dr Detector to film'],
    ['asked for by Dr Chest team', 'asked for by Dr Chest team'],
  ],
  'who signed': [
    ['verified RDV 3/9/2013', 'verified'],
    ['T: 03/04/2013 17:22 / wq', 'T: 17:22'],
    ['gez. Halvorsrud', 'gez.'],
    ['checked OK 3/9/2013', 'checked OK'],
  ],
  'names joined to something': [
    ['astrid.halvorsberg ct head', 'ct head'],
    ['CorT2Halvorsberg', 'CorT2'],
    ['Halvorsrud/03-04-1966/F', 'F'],
    ['lung.nodule seen', 'lung.nodule seen'],
    ['Weighted T2Weighted', 'Weighted T2Weighted'],
  ],
  relatives: [
    ['Twin B Ottilia, well', 'Twin B, well'],
    ['Hustru Solveig Brandvold ringer', 'Hustru ringer'],
    ['dad torvaldsen in room', 'dad in room'],
    ['mum diabetic, well', 'mum diabetic, well'],
    ['her son called Torvald is here', 'her son called is here'],
  ],
  'what is told of people only': [
    ['Brandvold has had three falls', 'has had three falls'],
    ['Xeplion has been started', 'Xeplion has been started'],
  ],
  'places and houses': [
    ['seen at Copper Alder Cardiology', 'seen at Cardiology'],
    ['solicitors Brandvold & Strand LLP', 'solicitors'],
    ['assaulted in Halvorsenville, bruised', 'assaulted, bruised'],
    ['came from Halvorsenville, old scar seen', 'came, old scar seen'],
    ['trip to Norway and Sweden, cough', 'trip to Norway and Sweden, cough'],
    ['seen in Radiology, stable', 'seen in Radiology, stable'],
    ['van reg LD14 KRW hit', 'van reg hit'],
  ],
  dates: [
    ['Sturz 07.11., Schmerz', 'Sturz, Schmerz'],
    ['stent 4 Feb, pain', 'stent, pain'],
    ['booked Tue 14th', 'booked'],
    ['stationär 3.-8.11. wegen Sepsis', 'stationär wegen Sepsis'],
    ['4/17 - fell on stairs', 'fell on stairs'],
    ['injury 5-3-98, scar', 'injury, scar'],
    ['slices 3/4 - repeated', 'slices 3/4 - repeated'],
  ],
  'participants of trials': [
    ['Subject KQ0417 baseline', 'Subject baseline'],
    ['subject moved twice', 'subject moved twice'],
  ],
  'methods, adjectives and diseases after people': [
    ['Wronskian map', 'Wronskian map'],
    ['Magen n. Halvorsrud', 'Magen n. Halvorsrud'],
    ['Halvorsrud angina, stable', 'Halvorsrud angina, stable'],
  ],
};

describe('wider forms of identity', () => {
  for (const [what, pairs] of Object.entries(CLEANED))
    it(what, () => {
      expect(
        pairs.map(([text]) => [
          text,
          cleanText(text, findPatterns(text, CONTEXT), { dates: 'remove', uids: new Map() }).text,
        ]),
      ).to.deep.equal(pairs);
    });
});

describe('what the tagger marks too wide, too narrow or beside', () => {
  it('is divided at titles, conjunctions and where something else is told', () => {
    expect(leftOf('CHEST ⟦OLSSON DR KOWALSKI⟧')).to.equal('CHEST DR');
    expect(leftOf('d/w ⟦Olsson and Kowalski⟧ today')).to.equal('d/w and today');
    expect(leftOf('seen, ⟦Kowalski, both well⟧')).to.equal('seen, both well');
  });

  it('takes the other half of a double name and the initials after a surname', () => {
    expect(leftOf('brain ⟦OLSSON⟧-FINCH sedated')).to.equal('brain sedated');
    expect(leftOf('loc ⟦Olsson⟧-QV')).to.equal('loc');
    expect(leftOf('⟦Olsson⟧-CT done')).to.contain('CT done');
  });

  it('stays where a journal is cited or a disease is asked for', () => {
    expect(leftOf('see ⟦Eur⟧ Cardiol 2014;12(3):88')).to.equal('see Eur Cardiol 2014;12(3):88');
    expect(leftOf('pain, ⟦Haglund⟧? swelling')).to.equal('pain, Haglund? swelling');
  });

  it('stays where two numbers stand beside a modality alone', () => {
    expect(leftOf('MR ⟦03/07⟧', 'date')).to.equal('MR 03/07');
    expect(leftOf('seen by cardiology ⟦03/07⟧', 'date')).to.equal('seen by cardiology');
  });

  it('stays where a place is a part of the body or one word with a score', () => {
    expect(leftOf('Recon 3 ⟦3 Long Lung Br44⟧', 'address', 0.85)).to.equal('Recon 3 3 Long Lung Br44');
    expect(leftOf('drinks, ⟦Olvarsson 38⟧, stable', 'address', 0.75)).to.equal(
      'drinks, Olvarsson 38, stable',
    );
  });
});

/** What is left of a text of which the tagger marked one piece and the patterns nothing. */
function leftOf(marked: string, kind: IdentityKind = 'person', confidence = 0.96): string {
  const start = marked.indexOf('⟦');
  const end = marked.indexOf('⟧') - 1;
  const text = marked.replace(/[⟦⟧]/g, '');
  const span: TextSpan = { start, end, kind, source: 'tagger', confidence };
  return cleanText(text, [span], { dates: 'remove', uids: new Map() }).text;
}
