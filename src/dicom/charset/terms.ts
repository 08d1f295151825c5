import type { CodeSetName } from './code-sets.js';

/** What a defined term of Specific Character Set designates (PS3.3 Tables C.12-2 to C.12-5). */
export interface TermSets {
  readonly g0?: CodeSetName;
  readonly g1?: CodeSetName;
}

/** How a whole Specific Character Set is to be read. */
export type Reading =
  | {
      readonly kind: 'iso2022';
      readonly terms: readonly string[];
      readonly sets: readonly TermSets[];
      readonly known: boolean;
    }
  | {
      readonly kind: 'multi-byte';
      readonly terms: readonly string[];
      readonly encoding: 'utf8' | 'gb18030' | 'gbk';
      readonly known: boolean;
    };

/** By ISO registration number. ISO-IR 13's term stands for JIS X 0201 as a whole, whose left half is ISO-IR 14. */
const SETS_BY_REGISTRATION: Readonly<Record<string, TermSets>> = {
  '6': { g0: 'ascii' },
  '100': { g0: 'ascii', g1: 'latin1' },
  '101': { g0: 'ascii', g1: 'latin2' },
  '109': { g0: 'ascii', g1: 'latin3' },
  '110': { g0: 'ascii', g1: 'latin4' },
  '144': { g0: 'ascii', g1: 'cyrillic' },
  '127': { g0: 'ascii', g1: 'arabic' },
  '126': { g0: 'ascii', g1: 'greek' },
  '138': { g0: 'ascii', g1: 'hebrew' },
  '148': { g0: 'ascii', g1: 'latin5' },
  '203': { g0: 'ascii', g1: 'latin9' },
  '166': { g0: 'ascii', g1: 'thai' },
  '13': { g0: 'romaji', g1: 'katakana' },
  '14': { g0: 'romaji', g1: 'katakana' },
  '87': { g0: 'jisx0208' },
  '159': { g0: 'jisx0212' },
  '149': { g1: 'ksx1001' },
  '58': { g1: 'gb2312' },
};

const REGISTRATION_OF_8859_PART: Readonly<Record<string, string>> = {
  '1': '100',
  '2': '101',
  '3': '109',
  '4': '110',
  '5': '144',
  '6': '127',
  '7': '126',
  '8': '138',
  '9': '148',
  '11': '166',
  '15': '203',
};

const MULTI_BYTE: Readonly<Record<string, 'utf8' | 'gb18030' | 'gbk'>> = {
  'ISO_IR 192': 'utf8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** Read for what no term explains: any byte is a character, so nothing is lost and nothing throws. */
const UNKNOWN_TERM: TermSets = { g0: 'ascii', g1: 'latin1' };

/** Reads the values of Specific Character Set (0008,0005), common misspellings included. */
export function readTerms(values: readonly string[]): Reading {
  const terms = values.map(canonicalTerm);
  const first = terms[0] ?? '';
  const encoding = MULTI_BYTE[first];
  // ISO_IR 192, GB18030 and GBK stand alone (PS3.3 C.12.1.1.2): as the first value they win, further on they are ignored.
  if (encoding !== undefined)
    return { kind: 'multi-byte', terms: [first], encoding, known: terms.length === 1 };
  const single = terms.filter((term) => MULTI_BYTE[term] === undefined);
  const found = single.map(setsOfTerm);
  return {
    kind: 'iso2022',
    terms: single,
    sets: found.map((sets) => sets ?? UNKNOWN_TERM),
    known: single.length === terms.length && !found.includes(undefined),
  };
}

function setsOfTerm(term: string): TermSets | undefined {
  if (term === '') return SETS_BY_REGISTRATION['6'];
  const registration = /^ISO(?:_| 2022 )IR (\d+)$/.exec(term)?.[1];
  return registration === undefined ? undefined : SETS_BY_REGISTRATION[registration];
}

/** The defined term that a value means: `iso-ir_100` is `ISO_IR 100`, `UTF-8` is `ISO_IR 192`. Others stay as they are. */
function canonicalTerm(value: string): string {
  const term = value.replaceAll('\0', '').trim().toUpperCase();
  const registration = /^ISO[ _-]*(2022)?[ _-]*IR[ _-]*(\d+)$/.exec(term);
  if (registration !== null) {
    const [, codeExtensions, number = ''] = registration;
    return codeExtensions !== undefined && number !== '192' ? `ISO 2022 IR ${number}` : `ISO_IR ${number}`;
  }
  const part = /^ISO[ _-]*8859[ _-]*(\d+)$/.exec(term)?.[1];
  const registrationOfPart = part === undefined ? undefined : REGISTRATION_OF_8859_PART[part];
  if (registrationOfPart !== undefined) return `ISO_IR ${registrationOfPart}`;
  if (/^UTF[ _-]*8$/.test(term)) return 'ISO_IR 192';
  if (/^GB[ _-]*18030$/.test(term)) return 'GB18030';
  if (/^(?:GBK|GB[ _-]*2312)$/.test(term)) return 'GBK';
  if (/^(?:US[ _-]*)?ASCII$|^ISO[ _-]*646$/.test(term)) return 'ISO_IR 6';
  return term;
}
