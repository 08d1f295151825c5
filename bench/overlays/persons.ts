/** Made-up persons, how their identity is written into images, and what is written there that is nobody's. */
import type { Random } from './random.js';

export interface Person {
  readonly family: string;
  readonly given: string;
  readonly id: string;
  /** YYYYMMDD */
  readonly born: string;
  readonly accession: string;
}

const SYLLABLES = [
  'ba',
  'kor',
  'mel',
  'ti',
  'van',
  'ru',
  'sha',
  'lin',
  'dor',
  'zek',
  'pa',
  'no',
  'wil',
  'gu',
  'hes',
  'ja',
  'mir',
  'tol',
  'ep',
  'os',
  'bry',
  'cha',
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function nameOf(random: Random, parts: number): string {
  const word = Array.from({ length: parts }, () => random.of(SYLLABLES)).join('');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, (_, at) => String(random.between(at === 0 ? 1 : 0, 9))).join('');
}

export function personOf(random: Random): Person {
  const two = (number: number): string => String(number).padStart(2, '0');
  return {
    family: nameOf(random, random.between(2, 3)),
    given: nameOf(random, 2),
    id: `${random.of(['', 'MR', 'P-'])}${digits(random, random.between(6, 8))}`,
    born: `${String(random.between(1931, 2014))}${two(random.between(1, 12))}${two(random.between(1, 28))}`,
    accession: `${random.of(['A', 'ACC', ''])}${digits(random, 7)}`,
  };
}

/** What of a person may stand in an image, without labels, which may stay; with `short`, in two to four characters: initials, and codes that no header knows. */
export function identityTexts(
  { family, given, id, born, accession }: Person,
  short: boolean,
): readonly string[] {
  const [f, g] = [family.charAt(0), given.charAt(0)];
  const [year, month, day] = [born.slice(0, 4), born.slice(4, 6), born.slice(6, 8)];
  if (short)
    return [
      `${f}${g}`,
      `${g}.${f}.`,
      `${f.toUpperCase()}${family.slice(1, 3).toUpperCase()}`,
      id.slice(-4),
      family.slice(0, 4).toUpperCase(),
    ];
  return [
    `${family.toUpperCase()}, ${given}`,
    `${given} ${family}`,
    `${family.toUpperCase()}^${given.toUpperCase()}`,
    `${given.charAt(0)}. ${family}`,
    id,
    `${day}.${month}.${year}`,
    `${month}/${day}/${year}`,
    `${day}-${MONTHS[Number(month) - 1] ?? ''}-${year}`,
    accession,
  ];
}

/** Sides, techniques, scales: they stay. */
export const HARMLESS: readonly string[] = [
  'L',
  'R',
  'AP',
  'PA',
  'kV 120',
  '80 mA',
  'W 400 L 40',
  'TR 500',
  'MI 0.8',
  '5 cm',
  'Zoom 150%',
  'FOV 240 mm',
  '12 Hz',
  'LATERAL',
  'SUPINE',
  'Gain 55',
];
