import { itLeaves } from './cleaned.js';

describe('initials by the words and signs beside them', () => {
  describe('go', () => {
    itLeaves([
      // After a word for a person
      ['XR knee, initials KY', 'XR knee, initials'],
      ['user=JB', 'user='],
      ['Nurse JB at bedside', 'at bedside'],
      ['tecnico: HJ', 'tecnico'],
      // Who was told or asked
      ['Motion, d/w HJ', 'Motion, d/w'],
      ['CT chest cc: DWP', 'CT chest'],
      ['Note from HJ: motion', 'Note from motion'],
      ['Result called to JB at 14:00', 'Result called to at 14:00'],
      ['Motion, HJ aware', 'Motion, aware'],
      // Who did it
      ['CT chest protocolled JB', 'CT chest protocolled'],
      ['CT chest by DWP', 'CT chest'],
      ['gez. SB', 'gez.'],
      ['CT chest QC KY', 'CT chest QC'],
      ['CT chest 3/4/2019 HJ', 'CT chest'],
      // At the edge
      ['CT chest - KY', 'CT chest'],
      ['CT chest; KY', 'CT chest'],
      ['CT chest {KY}', 'CT chest'],
      ['KY: CT chest', 'CT chest'],
      ['(KY) CT chest', 'CT chest'],
      ['CT chest KY 2019-03-04', 'CT chest'],
      ['CT chest (KY/TL)', 'CT chest'],
    ]);
  });

  describe('stay where things stand as well', () => {
    itLeaves(
      [
        'Motion, d/w ER',
        'Discussed with ENT',
        'cannulated RA',
        'consented GA',
        'scan done: TV',
        'injected KM',
        'reviewed OK',
        'checked BP',
        'CT chest - PE',
        'CT chest (CTA)',
        'AP/PA',
        'CT chest (AP/PA)',
        'GP aware',
        'Activity [BQ]',
        'MR: brain',
        'nurse MRI',
        'aNdLir/KY',
      ].map((text) => [text, text] as const),
    );
  });
});
