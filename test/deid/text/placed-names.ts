/** Names that no word announces, and what the place where they stand tells of them: text, and what is left. */
export const PLACED_NAMES: readonly (readonly [text: string, left: string])[] = [
  // Joined to the words of a protocol
  ['t1_tse_Pettersson', 't1_tse'],
  ['KOWALCZYK-chest', 'chest'],
  ['AX_T2_Zielinski', 'AX_T2'],
  ['t1_hernandez_sag', 't1_sag'],
  ['head/Lindqvist', 'head'],
  // After or before a procedure
  ['CT chest abdomen Tillinghast', 'CT chest abdomen'],
  ['CT CHEST ABDOMEN OKONKWO', 'CT CHEST ABDOMEN'],
  ['Szymanski CT abdomen', 'CT abdomen'],
  ['MRI knee left Ingrid Svensson', 'MRI knee left'],
  ['Svensson Ingrid Gating off', 'Gating off'],
  ['Svensson Ingrid MRI lumbar spine', 'MRI lumbar spine'],
  ['SVENSSON INGRID Body matrix coil', 'Body matrix coil'],
  // Beside an alert or a diagnosis
  ['Kaminski: latex allergy', 'latex allergy'],
  ['Pacemaker - Abernathy', 'Pacemaker'],
  // In sentences
  ['Kaminski was seen in clinic today', 'was seen in clinic today'],
  ['Do not page Kaminski', 'Do not page'],
  ['left knee (Abernathy)', 'left knee'],
  ['Hendricks 2', '2'],
  // Relatives and staff
  ['Ehemann Torsten informiert', 'Ehemann informiert'],
  ['avec sa fille Mireille', 'avec sa fille'],
  ['con su hija Remedios', 'con su hija'],
  ['marito Gennaro presente', 'marito presente'],
  ['Ultravist 370 Dr Abernathy', 'Ultravist 370'],
  ['CT chest REF Abernathy', 'CT chest REF'],
  ['CT chest DR FITZGIBBON', 'CT chest DR'],
  // Particles of Arabic names
  ['follow up of al-Rashidi', 'follow up'],
  ['CT HEAD AL HASSANI', 'CT HEAD'],
  // Scripts other than Latin
  ['Осмотр Кузнецов И.П.', 'Осмотр'],
  ['胸部CT ヤマダ　タロウ', '胸部CT'],
  ['Ayşe Hanım kontrol', 'kontrol'],
  // Institutions
  ['Thorax St.-Vincenz-Krankenhaus', 'Thorax'],
  ['IRM Clinique Val-les-Pins', 'IRM'],
  ['RX Santa Casa de Belmonte', 'RX'],
  ['MRI Bluewater Harbor Regional Cancer Institute', 'MRI'],
];

/** Texts with the same forms and no one's name. */
export const PLACED_WORDS: readonly string[] = [
  'Montreal classification',
  'Denali filter',
  'Toronto score',
  "Bird's Nest filter",
  'Frankfurt plane',
  'SNOMED 71388002',
  'G2P1A0',
  'Chest (AP)',
  'Allergy - iodine',
  'Alert: pacemaker',
  'mother had breast cancer at 45',
  'Ehemann anwesend',
  'nurse called',
  'transferred from outside hospital',
  'Ward 3B',
  'REF HEAD',
  'Br40d',
  'El paciente refiere dolor',
  'bin 4',
  'Zimmer knee prosthesis',
];
