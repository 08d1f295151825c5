import { expect } from 'chai';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';
import type { IdentityKind, TextSpan } from '../../../src/deid/text/span.js';

const CONTEXT = { vr: 'LT', keyword: 'ImageComments' };

/** A tagger that is sure of the piece between the brackets, beside the patterns. */
function leftOf(marked: string, kind: IdentityKind = 'person', context = CONTEXT): string {
  const start = marked.indexOf('⟦');
  const text = marked.replace(/[⟦⟧]/g, '');
  const spans: TextSpan[] = [...findPatterns(text, context)];
  if (start >= 0)
    spans.push({ start, end: marked.indexOf('⟧') - 1, kind, source: 'tagger', confidence: 0.97 });
  return cleanText(text, spans, { dates: 'remove', uids: new Map() }).text;
}

function expectAll(pairs: readonly (readonly [text: string, left: string])[], kind?: IdentityKind): void {
  expect(pairs.map(([text]) => [text, leftOf(text, kind)])).to.deep.equal(pairs);
}

describe('names beside words that also follow names of things', () => {
  it('are removed before a complaint or a number', () => {
    expectAll([
      ['⟦Wisniewska⟧ epilepsy', 'epilepsy'],
      ['MRI ⟦Adeyemi⟧ tremor', 'MRI tremor'],
      ['⟦Wisniewska⟧ numbers 4 and 5', 'numbers 4 and 5'],
    ]);
  });

  it('are removed where they end as adjectives do', () => {
    expectAll([
      ['⟦Vivian⟧ slipped outside', 'slipped outside'],
      ['Hamiltonian operator used', 'Hamiltonian operator used'],
    ]);
  });

  it('are removed before a time and stay in a reference', () => {
    expectAll([
      ['⟦Anna Wisniewska⟧ 09:15-09:45', '09:15-09:45'],
      ['⟦Anna Wisniewska⟧ 2017, 11:20', '2017, 11:20'],
      ['see Clin ⟦Radiol⟧ 71:402-409', 'see Clin Radiol 71:402-409'],
    ]);
  });

  it('are removed where somebody asks who it is', () => {
    expectAll([
      ['name mixed up (⟦Wisniewska⟧?)', 'name mixed up (?)'],
      ['Read by: ⟦Wisniewska⟧?', ''],
    ]);
  });

  it('are removed after a move to somebody and stay after a technique', () => {
    expectAll([
      ['Entlassung nach ⟦Guggenberger⟧', 'Entlassung nach'],
      ['Technik nach ⟦Guggenberger⟧', 'Technik nach Guggenberger'],
    ]);
  });

  it('are removed after titles in capitals, talks and a comma', () => {
    expectAll([
      ['DOTT.SSA FERRANTE', ''],
      ['besprochen mit ⟦Adeyemi⟧ heute', 'besprochen mit heute'],
      ['⟦Wisniewska, astrid⟧ CT', 'CT'],
    ]);
  });

  it('are removed after titles of people though diseases are called so', () => {
    expectAll([
      ['CT 14:00, Dr. Graves', 'CT 14:00'],
      ['Frau Crohn', ''],
      ['Dr Colles 14:00', '14:00'],
      ['DX Dr Alzheimer', 'DX'],
      ['M. Crohn', 'M. Crohn'],
      ['MR Graves orbitopathy', 'MR Graves orbitopathy'],
    ]);
  });

  it('are removed beside an eponym in a list', () => {
    const context = { vr: 'LO', keyword: 'SeriesDescription' };
    expect(leftOf('Marfan Olivia, aorta, CT', 'person', context)).to.equal('aorta, CT');
  });

  it('are none where the tagger marks the ends of two diseases', () => {
    expectAll([
      ['Enfermedad de ⟦Chagas, Mal de⟧ Pott', 'Enfermedad de Chagas, Mal de Pott'],
      ['Doença de ⟦Chagas, mal de⟧ Hansen', 'Doença de Chagas, mal de Hansen'],
      ['Enfermedad de ⟦Chagas, Adeyemi Bola⟧', 'Enfermedad de Chagas'],
      ['Enfermedad de ⟦Chagas, Adeyemi⟧ Wilson disease', 'Enfermedad de Chagas, Wilson disease'],
    ]);
  });
});

describe('numbers of days, ages and counts', () => {
  it('are days after other words than modalities', () => {
    expectAll(
      [
        ['Sturz ⟦04/11⟧', 'Sturz'],
        ['MR ⟦04/11⟧', 'MR 04/11'],
        ['MR ⟦24/11⟧', 'MR'],
      ],
      'date',
    );
  });

  it('are no age beside views, temperatures and paragraphs', () => {
    expectAll([
      ['Abb. 94a', 'Abb. 94a'],
      ['elbow 92 lat', 'elbow 92 lat'],
      ['dose 97 J.', 'dose 97 J.'],
      ['Temp. 101F', 'Temp. 101F'],
      ['Dame, 94 J.', 'Dame'],
      ['Frau Brandvold, Sturz, 96 J.', 'Sturz'],
    ]);
  });

  it('are no day where parts of a whole are counted', () => {
    expectAll([
      ['plates 2/17', 'plates 2/17'],
      ['fractions given: Fraktion 4/28', 'fractions given: Fraktion 4/28'],
      ['1/4 - upper zone', '1/4 - upper zone'],
      ['dans le 2/3, externe', 'dans le 2/3, externe'],
      ['drain removed 3/17, dry', 'drain removed, dry'],
    ]);
  });

  it('are no day of vertebrae, series, ribs and artifacts', () => {
    expectAll([
      ['LWK 2.-4.5.', 'LWK 2.-4.5.'],
      ['MRI 2.3.11', 'MRI 2.3.11'],
      ['fracture 3-4-9', 'fracture 3-4-9'],
      ['CT 12MAR', 'CT 12MAR'],
      ['D: 11/10/12 cm', 'D: 11/10/12 cm'],
    ]);
  });
});

describe('words after labels of people, places and machines', () => {
  it('stay where they are complaints, positions and sequences', () => {
    expectAll([
      ['wg. Husten', 'wg. Husten'],
      ['Klinik: Husten', 'Klinik: Husten'],
      ['operiert in Rückenlage', 'operiert in Rückenlage'],
      ['Arbeitsunfall Prellung', 'Arbeitsunfall Prellung'],
      ['by Diffusion Kurtosis Imaging', 'by Diffusion Kurtosis Imaging'],
      ['terminal C6-C7', 'terminal C6-C7'],
      ['host: T1-FLASH', 'host: T1-FLASH'],
      ['copied and exported to DVD-R', 'copied and exported to DVD-R'],
      ['Subject B800', 'Subject B800'],
    ]);
  });
});

describe('who asked, read and typed, at the end of a description', () => {
  it('goes by the words before it', () => {
    expectAll([
      ['Myelogram rad BV', 'Myelogram rad'],
      ['Myelogram rad AP', 'Myelogram rad AP'],
      ['Discharge check T:JK', 'Discharge check T'],
      ['3D T: AX', '3D T: AX'],
      ['Default prelim Adeyemi', 'Default prelim'],
      ['Steinmann pin. Authenticated by Adeyemi, 09/02/2006', 'Steinmann pin. Authenticated'],
    ]);
  });

  it('is not what was examined before a degree', () => {
    expectAll([
      ['Bone Scan Whole Body PA-C Wisniewska', 'Bone Scan Whole Body PA-C'],
      ['ABD ART PA-C Wisniewska', 'ABD ART PA-C'],
      ['Modified Barium Swallow MD Wisniewska', 'Modified Barium Swallow MD'],
      ['XR knee Wong MD', 'XR knee'],
      ['CT head Halvorsen FRCS Consultant', 'CT head FRCS Consultant'],
      ['CT head Wicherly MD Belgravia', 'CT head Belgravia'],
      ['Skull ⟦Base PA-C Wisniewska⟧', 'Skull Base PA-C'],
    ]);
  });

  it('has a particle with an apostrophe in its name', () => {
    expectAll([["Paged Dr van 't Hoff x2", 'Paged x2']]);
  });
});

describe('where somebody is reached and lives', () => {
  it('goes with its extension, its state and its code', () => {
    expectAll([
      ['CT Head T. 957-190-6372 ext 475', 'CT Head T.'],
      ['256-256-2048 x16', '256-256-2048 x16'],
      ['Reach pt at 926 829 755', 'Reach pt'],
      ['Reach 120 kV at 926 829', 'Reach 120 kV at 926 829'],
    ]);
    expectAll([['MPR (⟦Maasland Ziekenhuis⟧, Sandhill)', 'MPR']], 'institution');
    expectAll([['mail to ⟦258 MG Road, Emmenbach⟧, LU 6020', 'mail']], 'address');
  });

  it('goes as who takes part by the protocol', () => {
    expectAll([
      ['Default protocol pt 101-3103', 'Default protocol pt'],
      ['protocol pt 18-25', 'protocol pt 18-25'],
    ]);
  });
});
