import { expect } from 'chai';
import { createLexicon } from '../../../src/deid/identity/lexicon.js';
import type { IdentityFact } from '../../../src/deid/identity/facts.js';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';

function cleaned(text: string, facts: readonly IdentityFact[] = []): string {
  const spans = [...createLexicon(facts).find(text), ...findPatterns(text)];
  return cleanText(text, spans, { dates: 'remove', uids: new Map() }).text;
}

/** What patterns alone leave of a text. */
const CLEANED: readonly (readonly [text: string, left: string])[] = [
  // Who read and wrote, by initials.
  ['OP mode 2 rdr:AU', 'OP mode 2 rdr'],
  ['OP mode 2 verif:QJ', 'OP mode 2 verif'],
  ['Scrotal US ?torsion rptd PW', 'Scrotal US ?torsion rptd'],
  ['QC pass: uniformity 2nd checker BW', 'QC pass: uniformity 2nd checker'],
  ['IRM médullaire bef.MH', 'IRM médullaire bef.'],
  ['Twin growth scan dikt/MG', 'Twin growth scan dikt'],
  ['Bett 3/7 Bef.:HZ/Halvorsen', 'Bett 3/7 Bef.'],
  ["Sonografie ok'd HF", "Sonografie ok'd"],
  ['Bill to research. Dictated MB not read', 'Bill to research. Dictated not read'],
  ['Vasc Carotis 9L read JG', 'Vasc Carotis 9L read'],
  ['MIP 10/5. T: VZ D: 2011-07-10', 'MIP 10/5. T: D'],
  ['TI < 1. Consent: GS, witness ER', 'TI < 1. Consent: witness'],
  ['seen in OPD by QJ 21.06.2008', 'seen in OPD'],
  ['MRI PROSTATE rpt LF 09/06/2012', 'MRI PROSTATE rpt'],
  ['T2_BLADE_TRA rpt HG 09/21/2019', 'T2_BLADE_TRA rpt'],
  ['AX SWI tech KV', 'AX SWI tech'],
  ['Prone images. Scanned by AP', 'Prone images.'],
  ['Cuff read CT', 'Cuff read CT'],
  ['rptd AB & CD', 'rptd'],
  ['dict HJ and GK', 'dict'],
  ['gez. HJ', 'gez.'],
  ['gez. LK', 'gez. LK'],
  ['typ: GK', 'typ'],
  ['confirmed by GK', 'confirmed'],
  ['mfg GE', 'mfg GE'],
  ['rpt AP 09/06/2012', 'rpt AP'],
  ['Hand AP, pos: PA', 'Hand AP, pos: PA'],
  ['Fraktur Dig.II, re', 'Fraktur Dig.II, re'],
  ['Endoleak Typ.II', 'Endoleak Typ.II'],
  ['CT_ART_PV', 'CT_ART_PV'],
  ['Befund: PE', 'Befund: PE'],
  ['Befund: Schwannom', 'Befund: Schwannom'],
  ['Laudo: RM', 'Laudo: RM'],
  ['RP verif SNG', 'RP verif SNG'],
  ['rechecked BP', 'rechecked BP'],
  ['CT Thorax, Technik: HR, KM', 'CT Thorax, Technik: HR, KM'],
  ['QC: MTF', 'QC: MTF'],
  ['T: AP D: 10 cm', 'T: AP D: 10 cm'],
  ['Consent: GA', 'Consent: GA'],
  ['confirmed by LP', 'confirmed by LP'],
  ['TSRM TC', 'TSRM TC'],
  ['LAVA FLEX 15sec BH', 'LAVA FLEX 15sec BH'],
  ['verif. Isozentrum', 'verif. Isozentrum'],
  ['Gad given by RN, no rxn', 'Gad given by RN, no rxn'],
  ['inj IV', 'inj IV'],
  // Names after short words for a part.
  ['Cerebral angio, 4-vessel CONSULTANT-GOLD', 'Cerebral angio, 4-vessel CONSULTANT'],
  ['Ecografia morfo SpR Halvorsen', 'Ecografia morfo SpR'],
  ['RTG stawu student Halvorsen', 'RTG stawu student'],
  ['CT LWS lt. OA Halvorsen', 'CT LWS lt.'],
  ['Lantio AP Dres. Krc', 'Lantio AP Dres.'],
  ['Mammo Paget copy-Costa', 'Mammo Paget copy'],
  ['Thoraxfoto zaal rq:PETIT', 'Thoraxfoto zaal rq'],
  ['Hr. Kollege Halvorsen: bitte tel.', 'Hr. Kollege bitte tel.'],
  ['CT Brain - non contrast_DRHALVORSEN', 'CT Brain - non contrast'],
  ['MR Brain DrRao', 'MR Brain'],
  ['NM BONE SCAN DR.FOXGLOVE', 'NM BONE SCAN'],
  ['CT HEAD DR.LATERAL', 'CT HEAD DR.LATERAL'],
  ['Seen by Dr. Margaret Foxglove today', 'today'],
  ['Rose spots ,drHalvorsen informed', 'Rose spots , informed'],
  ['FES nasal CT MR TAN FRCS', 'FES nasal CT MR FRCS'],
  ['Films lent to Halvorsen on Monday', 'Films lent to on Monday'],
  ['FNA L lobe (HN/Dr Halvorsen)', 'FNA L lobe'],
  ['@Halvorsen: please review', '@ please review'],
  ['Cons. LLL', 'Cons. LLL'],
  ['GP: Cough', 'GP: Cough'],
  ['SpR Halvorsen re CT', 'SpR re CT'],
  ['seen byDrHalvorsen', 'seen by'],
  ['drHalvorsen-Smith', ''],
  ['lt Clavicle ORIF', 'lt Clavicle ORIF'],
  ['CA Prostate PSA', 'CA Prostate PSA'],
  ['lt Scaphoid Herbert', 'lt Scaphoid Herbert'],
  ['Flair+FS', 'Flair+FS'],
  ['Interpreter Arabic', 'Interpreter Arabic'],
  ['SpR Ortho', 'SpR Ortho'],
  ['Chaperone present', 'Chaperone present'],
  ['Foley present', 'Foley present'],
  ['signe Babinski', 'signe Babinski'],
  ['GRASE MRCP nav', 'GRASE MRCP nav'],
  ['EF by SIMPSON', 'EF by SIMPSON'],
  ['CT Hüfte OA Grad 3', 'CT Hüfte OA Grad 3'],
  ['TUBE DRAIN check', 'TUBE DRAIN check'],
  // Diseases and techniques whose abbreviation is a title, too.
  ['M. Basedow bek.', 'M. Basedow bek.'],
  ['Demande de M. Roux', 'Demande'],
  ['Sister Wu informed', 'informed'],
  ['Seen by Dr Hart', ''],
  ['Susan Campbell fetal growth', 'fetal growth'],
  ['seen by Ai Nguyen', ''],
  ['MRS_SE_135', 'MRS_SE_135'],
  ['Sister Ca breast', 'Sister Ca breast'],
  ['seen by AI triage', 'seen by AI triage'],
  ['Parenchyme fin 1.25', 'Parenchyme fin 1.25'],
  ['CT chest FIN 7734', 'CT chest FIN'],
  // Places and addresses.
  ['corrected. Teacher at Clearwater Elementary School', 'corrected. Teacher'],
  ['Works as a welder at Cedar Falls Steel, exposure unknown', 'Works as a welder, exposure unknown'],
  ['works as a nurse at Day Surgery', 'works as a nurse at Day Surgery'],
  ['Resident of Alcobena, retired', 'Resident, retired'],
  ['s/p fall at home in Oosterveld', 's/p fall at home'],
  ['Savitzky-Golay filtered', 'Savitzky-Golay filtered'],
  ['Knee Laurin', 'Knee Laurin'],
  ['XR Scaphoid Stecher', 'XR Scaphoid Stecher'],
  ['Bohlers angle', 'Bohlers angle'],
  ['Onderzoek buik wohnh. Halvorsdal', 'Onderzoek buik wohnh.'],
  ['Brought in by bus from Yarrabilla. moved', 'Brought in by bus. moved'],
  ['CT bx adrenal FRM:Bloubergkloof', 'CT bx adrenal FRM'],
  ['seen. Sadova 314; 66529 Koivulahti', 'seen.'],
  ['living alone, Corso Sempronio No:597 Hedelund/PR', 'living alone'],
  ['Thorax Lindenstraße 14, 50674 Musterstadt', 'Thorax'],
  ['Slice 12 51200 Matrix', 'Slice 12 51200 Matrix'],
  ['OP 2012 bei Urothelkarzinom', 'OP 2012 bei Urothelkarzinom'],
  ['Unfall in Turnhalle am 12.3.2011', 'Unfall in Turnhalle'],
  ['COR PD SPAIR Tamarack Springs site', 'COR PD SPAIR site'],
  ['Biopsy site', 'Biopsy site'],
  ['Thyroid biopsy Ballinrath site', 'Thyroid biopsy site'],
  ['Patient from Rotenfluh', 'Patient'],
  ['Patient from ICU', 'Patient from ICU'],
  ['Lives alone in Aarlingen', 'Lives alone'],
  ['Next of kin: (469)800-5254 x935', 'Next of kin'],
  // Codes of those who take part in trials.
  ['Enrolled as LPM247X on Monday', 'Enrolled as on Monday'],
  ['Mamma Score Studie FR-760-BJK', 'Mamma Score Studie'],
  ['XA Fistulogram site ST-773 sub', 'XA Fistulogram site sub'],
  ['Tomo screening pt R604-C370 V3D1', 'Tomo screening pt V3D1'],
  ['ST-868 MRI lumbar spine', 'MRI lumbar spine'],
  ['KM331/537_Multihance', 'Multihance'],
  ['PD-256-TSE_knee', 'PD-256-TSE_knee'],
  ['DWI1000_brain', 'DWI1000_brain'],
  ['Studie KEYNOTE-189', 'Studie KEYNOTE-189'],
  ['Pt 500MGI', 'Pt 500MGI'],
];

describe('who wrote, and other short words before somebody', () => {
  for (const [text, left] of CLEANED)
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)}`, () => {
      expect(cleaned(text)).to.equal(left);
    });
});

/** What is left where the header tells the name, or the number, of a patient. */
const KNOWN: readonly (readonly [name: string, text: string, left: string])[] = [
  ["van 't Hof^Urs", "see T2 cor. copied for van 't Hof", 'see T2 cor. copied'],
  ['Cuquerella i Solé^Núria', 'Boost Mallat fam. Cuquerella i Solé', 'Boost Mallat fam.'],
  ['MANSOUR^TAREK', 'ART 25s MANSOURXXX TAREK', 'ART 25s'],
  ['GOTOBED^KALANI', 'radiologist.PtGOTOBEDto ward', 'radiologist.to ward'],
  ['SAGE^ANN', 'sagexx protocol', 'protocol'],
  ['BARASA^BAZZA', 'PIRADS v2.1 BB19580113', 'PIRADS v2.1'],
  ['Chrzanowski^Olavi', 'Status. (OC 14.08.1960)', 'Status.'],
  ['Kranz^Thiago', 'EKG Thr 40_TK_20111211', 'EKG Thr 40'],
  ['Makepeace^Chukwudi', 'referred with pt CM same slot', 'referred with pt same slot'],
  ['Penhaligon^Busisiwe', 'Biopsy - U/S, Penhaligon BP', 'Biopsy - U/S'],
  ['SITU^YALING', 'CT Kontrolle M.SITU', 'CT Kontrolle'],
  ['SITU^YALING', 'carcinoma in situ', 'carcinoma in situ'],
  ['HANSEN^CARL', 'MR 20101010', 'MR'],
  ['Côté^Geneviève', 'Fusion pt Côté', 'Fusion pt'],
  ['Côté^Geneviève', 'Echo Sig.ra Côté', 'Echo'],
  ['Garcia^Mary', 'Pt MG refused the second', 'Pt refused the second'],
  ['Garcia^Mary', 'MG views', 'MG views'],
  ['Laurin^Ann', 'Knee Laurin', 'Knee'],
  ['HEAD^JAMES', 'MrHead', 'MrHead'],
  ['LI^ANN', 'Daughter Li aware', 'Daughter aware'],
  ['LI^KAI LUN', 'CT Li KL chest', 'CT chest'],
  ['SMITH^JOHN^PAUL', 'Smith JPS chest', 'chest'],
  ['LEE^ANN', 'BBLEE chest', 'chest'],
  ['SANTOS^JUN-JUN', 'JUN-JUN chest', 'chest'],
  ['COTE^MARC', 'Fusion pt Cote, CT', 'Fusion pt, CT'],
  ['SMITH^JOHN', 'MrSmithson', 'MrSmithson'],
  ['HARRIS^ANN', 'HARRIS HEEL', 'HEEL'],
  ['DUNN^ANN', 'XR hip Dunn', 'XR hip'],
  ['MASON^RITA', 'MR_20101010_T1', 'MR_T1'],
];

describe('names of the header in other dress', () => {
  for (const [name, text, left] of KNOWN)
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)} for ${name}`, () => {
      expect(cleaned(text, [{ kind: 'patientName', text: name }])).to.equal(left);
    });

  it('finds a number to which the word for it is written', () => {
    const facts: IdentityFact[] = [{ kind: 'patientId', text: 'X3604597R' }];
    expect(cleaned('Haematom T2* BSNX3604597R', facts)).to.equal('Haematom T2* BSN');
    expect(cleaned('CT cprX3604597R', facts)).to.equal('CT cpr');
  });
});
